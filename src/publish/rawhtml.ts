/**
 * Raw HTML: the HTML that authors write into Markdown, taken apart and put together again from an allow-list, so that nothing of
 * theirs but element names, text and a few numbers comes through. What would lose text that way is shown as it stands.
 * Links, images, headings and tables are left to the caller, who treats them like those of Markdown.
 */
import type { Element, ElementContent, Root } from 'hast'
import { htmlToHast } from 'satteri'

export type Block =
  /** Comments only: mark-up, as in Markdown. */
  | { kind: 'nothing' }
  /** Cannot be made safe without losing text. */
  | { kind: 'shown' }
  /** `opened` and `closed` count the `<details>` that begin here without an end, or end here without a beginning. */
  | { kind: 'parsed'; children: ElementContent[]; opened: number; closed: number }

/** What the caller makes of parts that Markdown has too. */
export interface Makers {
  link(url: string, children: ElementContent[]): ElementContent
  image(url: string, alt: string): ElementContent
  heading(depth: number, children: ElementContent[]): ElementContent
  table(table: Element): ElementContent
}

/** Of running text; they hold nothing but running text. */
const inline = new Set('b strong i em u s del ins mark kbd sub sup small code q abbr samp var cite dfn'.split(' '))
const renamed: Record<string, string> = { strike: 's', tt: 'code' }
/** Blocks that hold blocks. */
const flow = new Set('blockquote div details li dd td th'.split(' '))
/** Blocks that hold running text. */
const phrased = new Set('p pre summary caption dt'.split(' '))
const parts = new Set('ul ol dl table thead tbody tfoot tr'.split(' '))
/** Of no meaning to us, of no danger without their attributes: their content stands where they stood. */
const inlineWraps = new Set('span font big nobr bdi bdo time data label a picture rp rt ruby tbody'.split(' '))
const blockWraps = new Set('center section article header footer main nav aside figure figcaption address hgroup colgroup'.split(' '))
const empty = new Set('br hr img wbr col'.split(' '))
const headings = /^h[1-6]$/

const isKnown = (name: string): boolean =>
  [inline, flow, phrased, parts, inlineWraps, blockWraps, empty].some((set) => set.has(name)) || name in renamed || headings.test(name)

const comment = /<!-->|<!--->|<!--[\s\S]*?-->/g
const tag = /<(\/?)([a-zA-Z][^\s/>]{0,99})(?=[\s/>])(?:"[^"]*"|'[^']*'|[^"'<>])*>/g

/** Behind the last end of a comment nothing is looked for: each beginning would be followed to the end of the text. */
function withoutComments(html: string): string {
  const end = html.lastIndexOf('-->') + 3
  return html.slice(0, end).replace(comment, '') + html.slice(end)
}

/** Longer or deeper is no prose, and would cost more than it says. */
const longest = 100_000
const deepest = 100

export function readHtml(value: string, makers: Makers): Block {
  const html = withoutComments(value)
  if (html.trim() === '') return { kind: 'nothing' }
  if (html.length > longest) return { kind: 'shown' }
  const { opened, closed, depth } = tally(html)
  if (depth > deepest) return { kind: 'shown' }
  const root = htmlToHast(html, { fragment: true }) as unknown as Root
  if (!isSafe(root.children as ElementContent[], 0)) return { kind: 'shown' }
  const children = shape(root.children as ElementContent[], { within: 'div', phrasing: false, linked: false }, makers)
  const kept = children.map(textOf).join('')
  // a quotation mark that is never closed makes text part of a tag
  if (!isWithin(letters(html.replace(tag, ' ').replace(/&#?\w+;/g, ' ')), letters(kept))) return { kind: 'shown' }
  return { kind: 'parsed', children, opened, closed }
}

/** Whether all of it is on the list. */
function isSafe(nodes: readonly ElementContent[], depth: number): boolean {
  if (depth > deepest) return false
  return nodes.every((node) => {
    if (node.type === 'text') return true
    if (node.type !== 'element' || !isKnown(node.tagName)) return false
    return isSafe(node.children, depth + 1)
  })
}

/** `<details>` without their other half, and a bound of how deep tags are nested. */
function tally(html: string): { opened: number; closed: number; depth: number } {
  let [opened, closed, open, depth] = [0, 0, 0, 0]
  for (const [, slash, written] of html.matchAll(tag)) {
    const name = written!.toLowerCase()
    if (empty.has(name) || /^(li|p|td|th|tr|dt|dd)$/.test(name)) continue
    open = Math.max(0, open + (slash ? -1 : 1))
    depth = Math.max(depth, open)
    if (name !== 'details') continue
    if (!slash) opened += 1
    else if (opened > 0) opened -= 1
    else closed += 1
  }
  return { opened, closed, depth }
}

interface Around {
  /** The element that the children will be in. */
  within: string
  /** Only running text may stand here. */
  phrasing: boolean
  /** A link is around. */
  linked: boolean
}

const element = (tagName: string, children: ElementContent[], properties: Element['properties'] = {}): Element => ({
  type: 'element',
  tagName,
  properties,
  children,
})
const blank: ElementContent = { type: 'text', value: '\n' }

function shape(nodes: readonly ElementContent[], around: Around, makers: Makers): ElementContent[] {
  return nodes.flatMap((node) => (node.type === 'text' ? [node] : node.type === 'element' ? one(node, around, makers) : []))
}

function one(node: Element, around: Around, makers: Makers): ElementContent[] {
  const name = renamed[node.tagName] ?? node.tagName
  const { properties } = node
  const inner = (within: string, changes: Partial<Around> = {}) => shape(node.children, { ...around, within, ...changes }, makers)
  if (name === 'a') {
    const href = typeof properties.href === 'string' && !around.linked ? properties.href : undefined
    const children = inner(around.within, { phrasing: true, linked: around.linked || href !== undefined })
    return href === undefined || children.length === 0 ? children : [makers.link(href, children)]
  }
  if (name === 'img') return [makers.image(String(properties.src ?? ''), String(properties.alt ?? ''))]
  if (name === 'br' || name === 'wbr') return [element(name, [])]
  if (inline.has(name)) return [element(name, inner(name, { phrasing: true }))]
  if (name === 'hr') return around.phrasing ? [blank] : [element('hr', [])]
  if (name === 'col') return []
  if (inlineWraps.has(name) && name !== 'tbody') return inner(around.within)
  // in running text a block can only leave its words
  if (around.phrasing) return [blank, ...inner(around.within), blank]
  if (headings.test(name)) return [makers.heading(Number(name[1]), inner(name, { phrasing: true }))]
  if (blockWraps.has(name)) return [element('div', inner('div'))]
  if (name === 'table') return [makers.table(element('table', inTable(inner('table'))))]
  if (parts.has(name) && /^t/.test(name))
    return within(around, ['table', 'thead', 'tbody', 'tfoot'])
      ? [element(name, only(inner(name), name === 'tr' ? 'td th' : 'tr'))]
      : inner('div')
  if (name === 'td' || name === 'th') {
    if (around.within !== 'tr') return [element('div', inner('div'))]
    const align = /^(right|center)$/i.exec(String(properties.align ?? ''))?.[1]?.toLowerCase()
    const children = inner(name)
    return [
      element(children.some((child) => textOf(child).trim()) ? name : 'td', children, {
        ...(align && { className: [`align-${align}`] }),
        ...spanned(properties, 'colSpan'),
        ...spanned(properties, 'rowSpan'),
      }),
    ]
  }
  if (name === 'caption')
    return around.within === 'table' ? [element(name, inner(name, { phrasing: true }))] : [element('p', inner('p', { phrasing: true }))]
  if (name === 'ul' || name === 'ol') {
    const start = Number(properties.start ?? 1)
    const items = inner(name).filter((child) => child.type !== 'text' || child.value.trim())
    const children = items.map((child) => (child.type === 'element' && child.tagName === 'li' ? child : element('li', [child])))
    return [element(name, children, name === 'ol' && Number.isSafeInteger(start) && start !== 1 ? { start } : {})]
  }
  if (name === 'dl') return [element('dl', only(inner('dl'), 'dt dd'))]
  if (name === 'li') return [element(within(around, ['ul', 'ol']) ? 'li' : 'div', inner('li'))]
  if (name === 'dt' || name === 'dd') {
    const own = around.within === 'dl' ? name : 'div'
    return [element(own, inner(own, { phrasing: name === 'dt' }))]
  }
  if (name === 'summary') return [element(around.within === 'details' ? 'summary' : 'p', inner('summary', { phrasing: true }))]
  if (name === 'details') return [details(inner('details'), properties.open != null)]
  if (name === 'p' || name === 'pre') {
    const children = inner(name, { phrasing: true })
    return children.length > 0 ? [element(name, children, name === 'pre' ? { tabIndex: 0 } : {})] : []
  }
  return [element(flow.has(name) ? name : 'div', inner(name))]
}

const within = ({ within }: Around, names: readonly string[]): boolean => names.includes(within)

const spanned = (properties: Element['properties'], key: 'colSpan' | 'rowSpan'): Element['properties'] => {
  const count = Number(properties[key])
  return Number.isInteger(count) && count > 1 && count <= 100 ? { [key]: count } : {}
}

/** A summary first, and only one; without the author's there is one of ours, which is no text. */
function details(children: ElementContent[], open: boolean): Element {
  const solid = children.filter((child) => child.type !== 'text' || child.value.trim())
  const first = solid.find((child) => child.type === 'element' && child.tagName === 'summary') as Element | undefined
  const others = solid
    .filter((child) => child !== first)
    .map((child) => (child.type === 'element' && child.tagName === 'summary' ? { ...child, tagName: 'p' } : child))
  const summary = first && (textOf(first).trim() || first.children.length > 0) ? first : element('summary', [], { ariaLabel: 'Details' })
  // words before the summary would come after it: then it is no summary but a line among others
  if (first && solid[0] !== first)
    return element(
      'details',
      [element('summary', [], { ariaLabel: 'Details' }), ...solid.map((child) => (child === first ? { ...first, tagName: 'p' } : child))],
      open ? { open: true } : {},
    )
  return element('details', [summary, ...others], open ? { open: true } : {})
}

/** The parser has moved words out of tables already; here only blanks and strays are left. */
function inTable(children: ElementContent[]): ElementContent[] {
  const allowed = new Set(['caption', 'thead', 'tbody', 'tfoot', 'tr'])
  return children.filter((child) => child.type === 'element' && allowed.has(child.tagName))
}

function only(children: ElementContent[], names: string): ElementContent[] {
  const allowed = new Set(names.split(' '))
  const fallback = names.split(' ')[names.startsWith('dt') ? 1 : 0]!
  return children.flatMap((child) => {
    if (child.type === 'text' && !child.value.trim()) return []
    if (child.type === 'element' && allowed.has(child.tagName)) return [child]
    return fallback === 'tr' ? [] : [element(fallback, [child])]
  })
}

/** The text that a reader sees, that of images included. */
export function textOf(node: ElementContent): string {
  if (node.type === 'text') return node.value
  if (node.type !== 'element') return ''
  return node.tagName === 'img' ? String(node.properties.alt ?? '') : node.children.map(textOf).join('')
}

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '')

/** Whether all letters of `part` are in `whole`, in this order. */
function isWithin(part: string, whole: string): boolean {
  let at = 0
  for (let index = 0; index < part.length; index++) {
    at = whole.indexOf(part[index]!, at) + 1
    if (at === 0) return false
  }
  return true
}

/** One tag of running text, as Markdown hands it over. */
export type Tag =
  | { kind: 'nothing' | 'break' | 'opportunity' | 'text' }
  | { kind: 'open'; name: string; href?: string }
  | { kind: 'close'; name: string }
  | { kind: 'image'; url: string; alt: string }

const simple = /^<(b|strong|i|em|u|s|del|ins|mark|kbd|sub|sup|small|code|q|abbr|samp|var|cite|dfn|strike|tt)\s*>$/i
const closing = /^<\/(b|strong|i|em|u|s|del|ins|mark|kbd|sub|sup|small|code|q|abbr|samp|var|cite|dfn|strike|tt|a|span|font)\s*>$/i
/** Their attributes say how, or where to: never what. */
const dressed = /^<(a|span|font|img)(?=[\s/>])[\s\S]*>$/i

export const inlineName = (name: string): string => renamed[name] ?? name

export function readTag(value: string): Tag {
  if (/^<!--(?:-?|[\s\S]*--)>$/.test(value)) return { kind: 'nothing' }
  if (/^<br(?=[\s/>])[\s\S]*>$/i.test(value)) return { kind: 'break' }
  if (/^<wbr\s*\/?>$/i.test(value)) return { kind: 'opportunity' }
  const name = (simple.exec(value)?.[1] ?? closing.exec(value)?.[1] ?? dressed.exec(value)?.[1])?.toLowerCase()
  if (name === undefined) return { kind: 'text' }
  if (value.startsWith('</')) return { kind: 'close', name }
  if (simple.test(value)) return { kind: 'open', name }
  const [found, ...others] = (htmlToHast(value, { fragment: true }) as unknown as Root).children
  if (found?.type !== 'element' || found.tagName !== name || found.children.length > 0 || others.length > 0) return { kind: 'text' }
  const { src, alt, href } = found.properties
  if (name === 'img') return { kind: 'image', url: String(src ?? ''), alt: String(alt ?? '') }
  return { kind: 'open', name, ...(name === 'a' && typeof href === 'string' && { href }) }
}
