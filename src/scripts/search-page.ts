/**
 * Search page: results for the words and boxes that are chosen, whose state is the address: it is restored on reload and on the way
 * back. Without words everything is found that the boxes leave. The boxes are those of `SearchPage.astro`.
 */
import { find, type Hit } from './searching.ts'
import { fullText, line, without } from './searchlines.ts'
import { type Choice, choiceOf, queryOf, sift, toggled } from './sift.ts'

/** So many results at a time. */
const step = 20

const one = <Kind extends Element = HTMLElement>(selector: string) => document.querySelector<Kind>(selector)!
const page = one('.searching')
const field = one<HTMLInputElement>('#Words')
const list = one('.found')
const status = one('.searching [role="status"]')
const note = one('.note')
const more = one<HTMLButtonElement>('.searching .rest button')
const clear = one<HTMLButtonElement>('.clear')
const { facets, rows } = lacunaSearch
const boxes = [...page.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')].map((box) => {
  const label = box.closest('label')!
  const facet = facets.findIndex(({ name }) => name === box.name)
  const value = facets[facet]?.values.indexOf(box.value) ?? -1
  const word = (box.name === 'has-no' ? 'no ' : '') + facets[facet]?.words[value]
  return { box, label, number: label.querySelector('.number')!, facet, value, word }
})
const everything: Hit[] = rows.map((_, row) => ({ row }))

let choice!: Choice
let waiting: Hit[] = []
let query = ''
let asked = 0

/** What is chosen and asked for, as the address tells of it. */
const address = () => {
  const words = query && `q=${encodeURIComponent(query).replaceAll('%20', '+')}`
  const chosen = queryOf(lacunaSearch, choice, '').slice(1)
  const both = [words, chosen].filter(Boolean).join('&')
  return both && `?${both}`
}

function next() {
  const lines = waiting.slice(0, step).map((hit) => line(hit, query, 3))
  waiting = waiting.slice(step)
  list.append(...lines)
  more.parentElement!.hidden = waiting.length === 0
  more.textContent = `Show ${Math.min(step, waiting.length)} more of ${waiting.length}`
  return lines[0]
}
more.onclick = () => next()?.querySelector('a')?.focus()

async function show() {
  const number = ++asked
  const full = query ? await fullText() : undefined
  const hits = query ? await find(lacunaSearch, full, query) : everything
  // what was asked for since then is the answer
  if (number !== asked) return
  note.hidden = !query || full !== undefined
  note.textContent = without
  const found = sift({ facets, rows: hits.map(({ row }) => rows[row]!) }, choice)
  for (const { box, label, number, facet, value } of boxes) {
    const count = found.counts[facet]?.[value] ?? 0
    box.checked = choice.values.get(box.name)?.has(box.value) ?? false
    number.textContent = String(count)
    label.classList.toggle('zero', count === 0)
  }
  const idle = address() === ''
  const chosen = boxes.filter(({ box }) => box.checked).map(({ word }) => word)
  clear.hidden = chosen.length === 0
  page.classList.toggle('idle', idle)
  const count = `${found.rows.length || 'No'} result${found.rows.length === 1 ? '' : 's'}${query && ` for “${query}”`}`
  status.textContent = idle ? '' : [count, chosen.join(', ')].filter(Boolean).join(': ')
  waiting = idle ? [] : found.rows.map((at) => hits[at]!)
  list.replaceChildren()
  next()
}

function choose(change: Choice) {
  choice = change
  go('pushState')
}
/** Words that are still being typed are no step to go back to. */
function go(how: 'pushState' | 'replaceState') {
  if (address() !== location.search) history[how](null, '', address() || location.pathname)
  void show()
}
function read() {
  choice = choiceOf(lacunaSearch, location.search, [''])
  query = new URLSearchParams(location.search).get('q')?.trim() ?? ''
  field.value = query
  void show()
}

let timer: ReturnType<typeof setTimeout> | undefined
const type = () => {
  clearTimeout(timer)
  const begun = query === ''
  query = field.value.trim()
  go(begun ? 'pushState' : 'replaceState')
}
field.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(type, 150)
})
field.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.isComposing) type()
  else if (event.key === 'ArrowDown') list.querySelector('a')?.focus()
})
list.addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...list.querySelectorAll('a')]
  const at = links.indexOf(document.activeElement as HTMLAnchorElement) + (event.key === 'ArrowDown' ? 1 : -1)
  event.preventDefault()
  ;(links[at] ?? (at < 0 ? field : undefined))?.focus()
})
page.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement && target.type === 'checkbox') choose(toggled(choice, target.name, target.value, target.checked))
})
clear.onclick = () => {
  choose({ ...choice, values: new Map() })
  field.focus()
}
addEventListener('popstate', read)
// beside the results there is room for them; whoever is about to open them does it alone
const details = one<HTMLDetailsElement>('.searching details')
if (!details.contains(document.activeElement)) details.open = matchMedia('(min-width: 64rem)').matches
// what was typed and ticked before this script was there counts too
const typed = field.value
const ticked = boxes.filter(({ box }) => box.checked)
read()
for (const { box } of ticked) choice = toggled(choice, box.name, box.value, true)
if (!query) field.value = typed
if (!query || ticked.length > 0) type()
