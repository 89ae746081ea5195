/**
 * Aids: what a page can do beyond being read: copy code and links, mark the current section in its contents, tell of a gap before one goes
 * there, lead on within the list one came from, and keys. Nothing here asks a server: what is shown stands in the page, and without
 * this script every text and link is there as well.
 */
const find = <Found extends HTMLElement>(selector: string) => document.querySelector<Found>(selector)
const every = <Found extends HTMLElement>(selector: string) => [...document.querySelectorAll<Found>(selector)]
const around = <Found extends HTMLElement>({ target }: Event, selector: string) =>
  target instanceof Element ? target.closest<Found>(selector) : null

function make<Name extends keyof HTMLElementTagNameMap>(name: Name, className = '', ...content: (Node | string)[]) {
  const made = document.createElement(name)
  made.className = className
  made.append(...content)
  return made
}
function button(className: string, text: string, act: (() => unknown) | null = null) {
  const made = make('button', className, text)
  made.type = 'button'
  made.onclick = act
  return made
}
/** Where storage is forbidden nothing is remembered. */
function kept<Result>(use: () => Result): Result | undefined {
  try {
    return use()
  } catch {
    return undefined
  }
}

const main = find('main')!

/* copying: code, and links to anything; what it takes comes with the first wish for it */

const outcome = make('p', 'unseen')
outcome.role = 'status'
main.append(outcome)

for (const pre of every('pre.code')) {
  const copy = button('copies copy', 'Copy')
  copy.ariaLabel = 'Copy code'
  const box = make('div', 'copyable')
  pre.replaceWith(box)
  box.append(pre, copy)
}

let shares: Promise<unknown> | undefined
async function share(control?: HTMLElement) {
  hide()
  shares ??= bring('share')
  await shares
  dispatchEvent(new CustomEvent('lacuna-share', { detail: control }))
}
document.addEventListener('click', (event) => {
  const control = around(event, '.copies, .anchor')
  if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  void share(control)
})

/** In the margin of the passage that one is at. */
const handle = button('copies passage', '¶')
handle.tabIndex = -1
handle.ariaLabel = 'Copy this passage'
for (const event of ['pointerover', 'focusin'])
  document.addEventListener(event, (event) => {
    const block = around(event, '[id*="."]')
    if (!block || block.id === handle.value) return
    handle.value = block.id
    handle.style.left = `${scrollX + (block.closest('.prose') ?? block).getBoundingClientRect().left}px`
    handle.style.top = `${scrollY + block.getBoundingClientRect().top}px`
    main.append(handle)
  })

// a passage that has changed since, or has gone elsewhere
const land = () => {
  if (/\.[\da-f]{8}(-\d+)?$/.test(location.hash) && !find(':target')) void share()
}
for (const event of ['load', 'hashchange']) addEventListener(event, land)

/* the current section */

/** So much of the window, from its top, is where a section begins to be the current one. */
const edge = 0.12
const links = new Map(
  every<HTMLAnchorElement>('.contents nav a[href^="#"]').flatMap((link) => {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    return section ? [[section as Element, link] as const] : []
  }),
)
if (links.size > 0) {
  const passed = new Set<Element>()
  let current: HTMLElement | undefined
  const show = () => {
    const target = find(':target')
    const top = target?.getBoundingClientRect().top ?? -9
    const end = scrollY > 0 && scrollY + innerHeight > document.documentElement.scrollHeight - 2
    // what was asked for, as long as it stands where it was brought; what the end keeps from the top counts as reached there
    const link =
      (target && top > -2 && (end || top < innerHeight * edge) && links.get(target)) ||
      (end ? [...links.values()].at(-1) : [...links].findLast(([section]) => passed.has(section))?.[1])
    if (link === current) return
    current?.removeAttribute('aria-current')
    link?.setAttribute('aria-current', 'true')
    current = link
    const margin = link?.closest('.margin')
    if (link && margin) margin.scrollTop = link.offsetTop - margin.clientHeight / 2
  }
  // whatever begins above that edge, however far above: a leap past several sections is noticed too
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) passed[isIntersecting ? 'add' : 'delete'](target)
      show()
    },
    { rootMargin: `9999999px 0px ${100 * edge - 100}% 0px` },
  )
  for (const section of links.keys()) observer.observe(section)
  for (const event of ['hashchange', 'scrollend']) addEventListener(event, show)
}

/* a gap, told before one goes there */

let told: HTMLElement | undefined
let timer: ReturnType<typeof setTimeout> | undefined
const tip = make('div', 'tip')
tip.role = 'tooltip'
tip.id = 'Tip'

function hide() {
  clearTimeout(timer)
  told?.removeAttribute('aria-describedby')
  tip.remove()
  told = undefined
}
function tell(link: HTMLElement) {
  if (told === link) return
  hide()
  told = link
  const { gap, mark } = link.dataset
  tip.replaceChildren(make('strong', '', gap!), ...(mark ? [make('span', '', mark)] : []))
  main.append(tip)
  link.setAttribute('aria-describedby', tip.id)
  const { left, top, bottom } = link.getClientRects()[0] ?? link.getBoundingClientRect()
  const { clientWidth, clientHeight } = document.documentElement
  const below = bottom + tip.offsetHeight < clientHeight || top < tip.offsetHeight
  tip.style.left = `${scrollX + Math.max(8, Math.min(left, clientWidth - tip.offsetWidth - 8))}px`
  tip.style.top = `${scrollY + (below ? bottom : top - tip.offsetHeight)}px`
}
document.addEventListener('pointerover', (event) => {
  if (event.pointerType === 'touch') return
  const link = around(event, '[data-gap]')
  clearTimeout(timer)
  // it stays while the pointer is on it, and while its link has the focus
  if (link) timer = setTimeout(tell, 250, link)
  else if (told && told !== document.activeElement && !around(event, '.tip')) timer = setTimeout(hide, 250)
})
document.addEventListener('focusin', (event) => {
  const link = around(event, '[data-gap]')
  if (link?.matches(':focus-visible')) tell(link)
  else hide()
})
document.addEventListener('focusout', hide)

/* the list one came from */

interface List {
  title: string
  href: string
  gaps: [href: string, title: string][]
}
const key = 'lacuna-list'
const listed = () => every<HTMLAnchorElement>('.register a.name').filter((link) => link.checkVisibility())
const isGap = document.body.classList.contains('gap')

document.addEventListener('click', (event) => {
  const link = around<HTMLAnchorElement>(event, 'main a[href]')
  // a link of a picture has no hash
  if (!link || link.hash?.length > 1 || isGap) return
  kept(() => {
    // whoever comes by another link goes on in the order of the document
    sessionStorage.removeItem(key)
    if (!link.matches('.register a.name')) return
    const gaps = new Map(listed().map(({ href, textContent: innerText }) => [href, innerText.replace(/\s+/g, ' ')]))
    const list: List = { title: find('h1')!.textContent, href: location.href, gaps: [...gaps] }
    sessionStorage.setItem(key, JSON.stringify(list))
  })
})

if (isGap) {
  const list = kept(() => JSON.parse(sessionStorage.getItem(key)!) as List | null)
  const at = list ? list.gaps.findIndex(([href]) => href === location.href.replace(/#.*/, '')) : -1
  if (list && at >= 0) {
    const nav = find('.around') ?? make('nav', 'around')
    if (!nav.isConnected) main.append(nav)
    const to = (where: 'previous' | 'next', rel: string, gap: List['gaps'][number] | undefined) => {
      if (!gap) return []
      const link = make('a', where, make('span', 'label', where === 'next' ? 'Next in the list' : 'Previous in the list'), gap[1])
      link.href = gap[0]
      link.rel = rel
      return [link]
    }
    const back = make('a', 'back', make('span', 'label', `${at + 1} of ${list.gaps.length}`), list.title)
    back.href = list.href
    nav.ariaLabel = `Previous and next gap of the list “${list.title}”`
    nav.replaceChildren(...to('previous', 'prev', list.gaps[at - 1]), back, ...to('next', 'next', list.gaps[at + 1]))
  }
}

/* searching */

const way = find<HTMLAnchorElement>('.top .search')!
let brought: boolean | undefined
/** What it takes comes with the first wish for it; where it does not come, the page of searching does. */
function bring(name: string) {
  const script = make('script')
  script.src = way.href.replace('search.html', `assets/${name}.js`)
  if (name === 'search') script.onerror = () => location.assign(way.href)
  document.head.append(script)
  return new Promise((done) => {
    script.onload = done
  })
}
function search() {
  const words = find('#Words')
  hide()
  if (words) words.focus()
  else if (brought) dispatchEvent(new Event('lacuna-search'))
  else {
    brought = true
    bring('search')
  }
}
way.onclick = (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  search()
}
// whoever comes from there sees the words that were looked for
if (/[?&]find=/.test(location.search)) bring('search-mark')

/* keys */

const off = 'lacuna-keys'
let letters = kept(() => localStorage.getItem(off)) !== 'off'
let dialog: HTMLDialogElement | undefined

function help() {
  if (!dialog) {
    const title = make('h2', '', 'Keys')
    title.id = 'Keys'
    const rows: [string, string][] = [
      ['?', 'show these keys'],
      ['/', 'search; so does Ctrl or ⌘ with K'],
      ['j', 'next gap: of a list, or after the one that is shown'],
      ['k', 'previous gap'],
      ['c', 'copy a link to the passage one is at'],
      ['Esc', 'close what opened'],
    ]
    const box = make('input')
    box.type = 'checkbox'
    box.checked = letters
    box.onchange = () => {
      letters = box.checked
      kept(() => (letters ? localStorage.removeItem(off) : localStorage.setItem(off, 'off')))
    }
    dialog = make(
      'dialog',
      'keys',
      title,
      make('dl', '', ...rows.map(([name, does]) => make('div', '', make('dt', '', make('kbd', '', name)), make('dd', '', does)))),
      make('label', '', box, ' Use the keys ?, /, j, k and c'),
      button('', 'Close', () => dialog?.close()),
    )
    dialog.setAttribute('aria-labelledby', title.id)
    document.body.append(dialog)
  }
  hide()
  dialog.showModal()
}

function step(by: 1 | -1) {
  if (isGap) return find(`.around [rel="${by > 0 ? 'next' : 'prev'}"]`)?.click()
  const gaps = listed()
  const at = gaps.indexOf(document.activeElement as HTMLAnchorElement)
  gaps[at < 0 && by < 0 ? -1 : at + by]?.focus()
}

find('.bottom')?.append(button('keys', 'Keys', help))
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') return hide()
  if ((event.ctrlKey || event.metaKey) && event.key === 'k' && !find('dialog[open]')) {
    event.preventDefault()
    return search()
  }
  if (!letters || find('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (around(event, 'input, select, textarea, [contenteditable]')) return
  const act = { '?': help, '/': search, j: () => step(1), k: () => step(-1), c: () => share(handle) }[event.key]
  if (!act) return
  event.preventDefault()
  act()
})
