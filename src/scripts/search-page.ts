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
const labels = new Map<string, HTMLLabelElement>()
const boxIn = ({ control }: HTMLLabelElement) => control as HTMLInputElement
for (const label of page.querySelectorAll<HTMLLabelElement>('.options label')) labels.set(boxIn(label).name + boxIn(label).value, label)
const everything: Hit[] = rows.map((_, row) => ({ row }))

let choice!: Choice
let waiting: Hit[] = []
let query = ''
let asked = 0

/** What is chosen and asked for, as the address tells of it. */
const address = () => {
  const chosen = queryOf(lacunaSearch, choice, '')
  return query ? `?q=${encodeURIComponent(query).replaceAll('%20', '+')}${chosen.replace('?', '&')}` : chosen
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

/** What an address chose of the values that little has gets a box too, before the others. */
function boxFor(name: string, value: string, word: string) {
  const like = page.querySelector(`.${name} label`)
  if (!like) return
  const label = like.cloneNode(true) as HTMLLabelElement
  boxIn(label).value = value
  label.children[1]!.textContent = word
  labels.set(name + value, label)
  like.before(label)
  return label
}

async function show() {
  const number = ++asked
  const full = query ? await fullText() : undefined
  const hits = query ? await find(lacunaSearch, full, query) : everything
  // what was asked for since then is the answer
  if (number !== asked) return
  note.hidden = !query || full !== undefined
  note.textContent = without
  const found = sift({ facets, rows: hits.map(({ row }) => rows[row]!) }, choice)
  const chosen: string[] = []
  for (const [facet, { name, values, words }] of facets.entries())
    for (const [at, value] of values.entries()) {
      const on = choice.values.get(name)?.has(value) ?? false
      if (on) chosen.push(words[at]!)
      const label = labels.get(name + value) ?? (on && boxFor(name, value, words[at]!))
      if (!label) continue
      const count = found.counts[facet]![at]!
      boxIn(label).checked = on
      label.lastElementChild!.textContent = String(count)
      label.classList.toggle('zero', !count)
    }
  const idle = !address()
  clear.hidden = !chosen[0]
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
// up and down through the field and all that was found
page.addEventListener('keydown', (event) => {
  const stops: HTMLElement[] = [field, ...list.querySelectorAll('a')]
  const at = stops.indexOf(event.target as HTMLElement)
  const to = event.key === 'ArrowDown' ? stops[at + 1] : event.key === 'ArrowUp' && stops[at - 1]
  if (at === 0 && event.key === 'Enter' && !event.isComposing) type()
  if (at < 0 || !to) return
  event.preventDefault()
  to.focus()
})
page.addEventListener('change', ({ target }) => {
  // the field of words has no name
  const { name, value, checked } = target as HTMLInputElement
  if (name) choose(toggled(choice, name, value, checked))
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
const ticked = page.querySelectorAll<HTMLInputElement>('input:checked')
read()
for (const { name, value } of ticked) choice = toggled(choice, name, value, true)
if (!query) field.value = typed
if (!query || ticked.length > 0) type()
