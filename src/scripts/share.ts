/**
 * Share: the menu that copies a link, or words with a link, to a page, a section or a passage, and what is said where a link leads to
 * words that have changed since. Loaded when it is first asked for; `aids.ts` asks. Ids of passages: `publish/blocks.ts`. Where the
 * clipboard is out of reach, the text stands in a field, selected.
 */
import { element } from './elements.ts'
import { asText, escaped, quoted, quoteOf, quoteOfAll } from './quoting.ts'

const find = <Found extends HTMLElement>(selector: string, within: ParentNode = document) => within.querySelector<Found>(selector)
const byId = (id: string) => document.getElementById(id)
const plain = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim()

/** `impact.1a2b3c4d-2` → the section, and what the words come to. */
const address = /^(.*)\.([\da-f]{8})(?:-\d+)?$/
const passages = () => [...document.querySelectorAll<HTMLElement>('main [id*="."]')].filter(({ id }) => address.test(id))
const outcome = find('main > [role="status"]')!

/* what is copied */

interface Subject {
  id?: string | undefined
  title: string
  severity?: string | undefined
}
interface Shared {
  /** "This page", "Section “Impact”" */
  name: string
  id?: string
  /** Where it is another page. */
  href?: string
  about: Subject
  quote: string
  passage?: HTMLElement
}

/** Where the site stands, if that is told; a page on disk has an address there too. */
const here = () => {
  const canonical = find<HTMLLinkElement>('link[rel="canonical"]')
  const url = new URL(canonical && location.protocol === 'file:' ? canonical.href : location.href)
  url.hash = ''
  // which words were looked for is nobody else's business
  url.search = url.search.replace(/([?&])find=[^&]*&?/, '$1').replace(/[?&]$/, '')
  return url.href
}
const linkTo = ({ id, href }: Shared): string => {
  if (href) return new URL(href, here()).href
  return id ? `${here()}#${encodeURIComponent(id)}` : here()
}

const words = (selector: string, within: Element) => plain(find(selector, within)?.textContent)

/** What a page is about, or a section of it. */
function subject(section?: string): Subject {
  const head = find('.title') ?? find('main')!
  const id = words('h1 .id', head)
  const title = words('h1 > :not(.id, .anchor, .sign)', head) || words('h1', head) || document.title
  const heading = section && section !== 'Text' ? headingOf(byId(section)) : ''
  return {
    id,
    // a section of a gap says little without the gap, one of a document has a title of its own
    title: heading && id ? `${title}: ${heading}` : heading || title,
    severity: words('.graded .severity .word', head),
  }
}
const headingOf = (part: HTMLElement | null): string => {
  const heading = part?.matches('section') ? find('h2, h3', part) : part
  return heading && /^H\d$/.test(heading.tagName) ? plain(heading.textContent) : ''
}

function sharedBy(control: HTMLElement): Shared {
  const passage = control instanceof HTMLButtonElement && byId(control.value)
  if (passage) return ofPassage(passage)
  const id = control instanceof HTMLAnchorElement && decodeURIComponent(control.hash.slice(1))
  if (!id) return { name: 'This page', about: subject(), quote: asText(find<HTMLMetaElement>('meta[name="description"]')?.content ?? '') }
  const heading = plain(control.closest('h1, h2, h3, h4, h5, h6')?.textContent)
  const own = passages().filter((passage) => passage.id.startsWith(`${id}.`) && !passage.parentElement?.closest('[id*="."]'))
  return {
    name: `Section “${heading}”`,
    id,
    about: subject(id),
    quote: quoteOfAll(own) || asText(heading),
  }
}

function ofPassage(passage: HTMLElement): Shared {
  const quote = quoteOf(passage)
  const start = plain(quote.replace(/\\(?=[^\w\s])/g, ''))
  const shared = {
    name: `Passage “${start.length > 40 ? `${start.slice(0, 40).replace(/\s\S*$/, '')} …` : start}”`,
    quote,
    passage,
  }
  // the line of a gap in a list leads to the gap
  const link = find<HTMLAnchorElement>(':scope > a.name', passage)
  if (!link) return { ...shared, id: passage.id, about: subject(address.exec(passage.id)?.[1]) }
  const title = words(':scope > :not(.id)', link) || plain(link.textContent)
  return {
    ...shared,
    href: link.getAttribute('href')!,
    about: { id: words('.id', link), title, severity: words('.severity .word', passage) },
  }
}

const named = (shared: Shared) =>
  `[${escaped([shared.about.id, shared.about.title].filter(Boolean).join(' '))}](${linkTo(shared).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'))})`

const forms: [name: (shared: Shared) => string, text: (shared: Shared) => string][] = [
  [() => 'Link', linkTo],
  [() => 'Link in Markdown', named],
  [
    ({ about }) => `${[about.id && 'Id', about.id ? 'title' : 'Title', about.severity && 'severity'].filter(Boolean).join(', ')} and link`,
    (shared) => [shared.about.id, shared.about.title, shared.about.severity, linkTo(shared)].filter(Boolean).join(' – '),
  ],
  [() => 'Quote with link', (shared) => `${quoted(shared.quote)}\n\n${named(shared)}`],
]

/* the menu */

const label = element('p', 'label')
const menu = element('div', '')
menu.role = 'menu'
const place = element('div', 'sharing', label, menu)
place.popover = 'auto'
find('main')!.append(place)

let back: HTMLElement | undefined
let shown: HTMLElement | undefined
let timer: ReturnType<typeof setTimeout> | undefined

function item(text: string, act: (item: HTMLElement) => unknown) {
  const made = document.createElement('button')
  made.textContent = text
  made.type = 'button'
  made.role = 'menuitem'
  made.tabIndex = -1
  made.onclick = () => act(made)
  menu.append(made)
}

function fill(shared: Shared, near: Element) {
  label.textContent = shared.name
  menu.ariaLabel = `Copy: ${shared.name}`
  clearTimeout(timer)
  menu.replaceChildren()
  say('')
  find('label', place)?.remove()
  for (const [name, text] of forms) item(name(shared), (chosen) => copy(text(shared), chosen))
  const all = passages()
  const index = shared.passage ? all.indexOf(shared.passage) : -1
  // without a pointer one goes from passage to passage
  const step = (name: string, to: HTMLElement | undefined) => to && item(name, () => go(to, name))
  step(
    shared.passage ? 'Next passage' : 'A passage of it',
    shared.passage || !shared.id ? all[index + 1] : all.find(({ id }) => id.startsWith(`${shared.id}.`)),
  )
  if (shared.passage) step('Previous passage', all[index - 1])
  shown?.classList.remove('chosen')
  shown = shared.passage
  shown?.classList.add('chosen')
  if (!place.matches(':popover-open')) place.showPopover()
  const { left, top, bottom } = near.getBoundingClientRect()
  const { clientWidth, clientHeight } = document.documentElement
  const below = bottom + place.offsetHeight < clientHeight || top < place.offsetHeight
  place.style.left = `${scrollX + Math.max(8, Math.min(left, clientWidth - place.offsetWidth - 8))}px`
  place.style.top = `${scrollY + (below ? bottom + 4 : top - place.offsetHeight - 4)}px`
}

function go(to: HTMLElement, name: string) {
  to.scrollIntoView({ block: 'nearest' })
  fill(ofPassage(to), to)
  focus([...items()].find(({ textContent }) => textContent === name) ?? items()[0])
  say(label.textContent!)
}

const items = () => [...menu.children] as HTMLElement[]
function focus(one: HTMLElement | undefined) {
  one?.focus({ preventScroll: true })
}

function say(text: string) {
  outcome.textContent = text
}

async function copy(text: string, chosen: HTMLElement) {
  const copied = (await written(text)) || byCommand(text)
  if (!copied) return
  const name = chosen.textContent!
  chosen.textContent = 'Copied'
  say(`Copied: ${name}`)
  timer = setTimeout(() => place.hidePopover(), 700)
}

const written = (text: string) =>
  navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )

/** By the old way of copying; where that is refused too, the field stays, with all of it selected. */
function byCommand(text: string): boolean {
  find('label', place)?.remove()
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.rows = Math.min(6, text.split('\n').length + 1)
  const box = element('label', '', 'Selected: copy it with Ctrl or ⌘ and C', field)
  place.append(box)
  field.select()
  if (document.execCommand('copy')) {
    box.remove()
    return true
  }
  say('It could not be copied, but is selected: copy it with Ctrl or Command and C.')
  return false
}

menu.onkeydown = (event) => {
  const all = items()
  const index = all.indexOf(document.activeElement as HTMLElement)
  const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }[event.key]
  if (event.key === 'Tab') place.hidePopover()
  if (to === undefined) return
  event.preventDefault()
  focus(all.at(to % all.length))
}
place.addEventListener('toggle', (event) => {
  if ((event as ToggleEvent).newState === 'open') return
  shown?.classList.remove('chosen')
  if (!document.activeElement || document.activeElement === document.body || place.contains(document.activeElement)) focus(back)
})

/* code has a button of its own */

async function copyCode(button: HTMLElement) {
  const pre = button.previousElementSibling!
  const code = find('code', pre) ?? pre
  let said = 'Copied'
  if (!(await written(code.textContent!.replace(/\n$/, '')))) {
    // what cannot be copied is selected at least, so that one key copies it
    getSelection()?.selectAllChildren(code)
    if (!document.execCommand('copy')) said = 'Selected'
  }
  button.textContent = outcome.textContent = said
  clearTimeout(timer)
  timer = setTimeout(() => {
    button.textContent = 'Copy'
    outcome.textContent = ''
  }, 2000)
}

/* a link to words that have changed */

function land() {
  let id = location.hash.slice(1)
  try {
    id = decodeURIComponent(id)
  } catch {}
  const [, section = '', digest] = address.exec(id) ?? []
  if (!digest || byId(id)) return
  // the same words elsewhere are what was meant
  const moved = passages().find((passage) => address.exec(passage.id)![2] === digest)
  if (moved) return location.replace(`#${encodeURIComponent(moved.id)}`)
  const part = section === 'Text' ? undefined : byId(section)
  const note = element(
    'p',
    'landed',
    part
      ? 'The passage that this link led to has changed or is gone; this is the section that it stood in.'
      : 'The passage that this link led to has changed or is gone; this is the page that it stood on.',
  )
  find('.landed')?.remove()
  const head = part?.matches('section') ? (find('h2, h3', part) ?? part.firstElementChild) : (part ?? find('h1'))
  head?.after(note)
  ;(part ?? note).scrollIntoView()
  say(note.textContent!)
}

addEventListener('lacuna-share', (event) => {
  const { detail } = event as CustomEvent<HTMLElement | undefined>
  if (!detail) return land()
  if (detail.matches('.copy')) return copyCode(detail)
  const { activeElement } = document
  back = activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : detail
  const shared = sharedBy(detail)
  fill(shared, detail.isConnected ? detail : (find('.copies') ?? document.body))
  focus(items()[0])
})
