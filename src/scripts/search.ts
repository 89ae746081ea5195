/**
 * Search: the dialog that opens at `/` on any page: words above, the first results below, all by keyboard. Loaded when it is first
 * asked for; `aids.ts` asks. Facets and the rest of the results are left to the page of searching.
 */
import { element, link } from './elements.ts'
import { find } from './searching.ts'
import { bring, fullText, line, root, without } from './searchlines.ts'

/** So many results at once: the others are on the page. */
const most = 8

const field = document.createElement('input')
field.type = 'search'
field.autocomplete = 'off'
field.spellcheck = false
field.placeholder = 'An id, a title, words of the text'
field.setAttribute('aria-label', 'Search')
const list = element('ol', 'found')
const status = element('p', 'outcome')
status.role = 'status'
const note = element('p', 'note')
const rest = link(`${root}search.html`, '', 'Search with facets')
const close = document.createElement('button')
close.type = 'button'
close.textContent = 'Close'
const dialog = document.createElement('dialog')
dialog.className = 'finder'
dialog.setAttribute('aria-label', 'Search')
dialog.append(element('div', 'asked', field, close), status, note, list, element('p', 'rest', rest))
document.body.append(dialog)

let asked = 0
async function show() {
  const query = field.value.trim()
  const number = ++asked
  rest.setAttribute('href', `${root}search.html${query && `?q=${encodeURIComponent(query)}`}`)
  const full = await fullText()
  const hits = await find(lacunaSearch, full, query)
  // what was asked for since then is the answer
  if (number !== asked) return
  note.textContent = full ? '' : without
  const count = `${hits.length || 'No'} result${hits.length === 1 ? '' : 's'}`
  status.textContent = query && `${count}${hits.length > most ? `, the first ${most} below` : ''}`
  rest.textContent = hits.length > most ? `All ${hits.length} results, with facets` : 'Search with facets'
  list.replaceChildren(...hits.slice(0, most).map((hit) => line(hit, query, 2)))
}

let timer: ReturnType<typeof setTimeout> | undefined
field.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(show, 80)
})
close.onclick = () => dialog.close()
dialog.addEventListener('click', ({ target }) => {
  // beside it, or on a link that leads to a place of this very page
  if (target === dialog || (target as Element).closest('a')) dialog.close()
})
dialog.addEventListener('keydown', (event) => {
  if (event.isComposing) return
  const links = [...dialog.querySelectorAll<HTMLElement>('a')]
  const at = links.indexOf(document.activeElement as HTMLElement)
  // in a field Escape would only empty it
  if (event.key === 'Escape') dialog.close()
  else if (event.key === 'Enter' && event.target === field) {
    clearTimeout(timer)
    void show().then(() => dialog.querySelector('a')?.click())
  } else if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]!.focus()
  else if (event.key === 'ArrowUp') (links[at - 1] ?? field).focus()
  // whoever goes on typing goes on asking
  else if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) return field.focus()
  else return
  event.preventDefault()
})

const styled = Promise.all([bring('search.css'), bring('search-data.js')])
async function open() {
  await styled
  if (!dialog.open) dialog.showModal()
  field.select()
  void show()
}
addEventListener('lacuna-search', open)
void open()
