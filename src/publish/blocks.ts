/**
 * Blocks: a page's text → the same with an id on every paragraph, item, row, block of code and line of ours, so that a link can lead
 * to it. The id is the section that the block stands in, and eight digits of what it says (`impact.1a2b3c4d`): what is written before
 * it changes nothing, and a link whose block was rewritten still tells the section. One pass over HTML that is ours already; where
 * such a link lands, and how it is copied, is left to `scripts/share.ts`.
 */
import { createHash } from 'node:crypto'

/** Eight digits of what a block says, blanks apart. */
export const digest = (text: string): string => createHash('sha256').update(text.replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 8)

interface Block {
  section: string
  text: string
  /** Set where a part of it is enough to know it by: the name of a line among values that change. */
  name?: string
  /** An id that it has already; it moves into the block. */
  own?: string
  /** Whether it is a document's. */
  spanned: boolean
  /** Where its tag stands in the page, behind the name. */
  start: number
  end: number
}

interface Open {
  name: string
  /** What text goes to: the innermost block. */
  block: Block | undefined
  /** Whether the block begins here. */
  begins: boolean
  /** Whether this is text of a document, whose blocks have spans. */
  prose: boolean
  /** No text of a block, e.g. the number of a line. */
  mute: boolean
  /** Nothing in it is a block. */
  closed: boolean
  /** Classes of a list. */
  list: string
  /** Where in the block's text its name begins, if it is here. */
  named?: number
}

const tag = /<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>|<!--[\s\S]*?-->/gi
const empty = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
const heading = /^h[1-6]$/
/** Ways of the page, pictures and controls. */
const without = new Set('nav svg form fieldset dialog select button template script style'.split(' '))
/** Lists in a line: values, counts, ways to other pages. */
const inLine = /\b(?:inline|counts|pager|legend|choices)\b/
const aside = /(?:^| )(?:at|unseen)(?: |$)/

/** @param html of the main part of a page; @param top the id that stands for what is above all sections */
export function withBlocks(html: string, top = 'Text'): string {
  const blocks = blocksOf(html, top)
  const taken = new Set(Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id!))
  const counts = new Map<string, number>()
  const pieces: string[] = []
  let from = 0
  for (const { section, text, name, own, start, end } of blocks) {
    const wanted = `${section}.${digest(name ?? text)}`
    let number = (counts.get(wanted) ?? 0) + 1
    while (taken.has(number > 1 ? `${wanted}-${number}` : wanted)) number++
    counts.set(wanted, number)
    const id = number > 1 ? `${wanted}-${number}` : wanted
    const opening = html.slice(start, end)
    pieces.push(
      html.slice(from, start),
      ` id="${id}"`,
      own === undefined ? opening : `${opening.replace(` id="${own}"`, '')}<span id="${own}"></span>`,
    )
    from = end
  }
  return [...pieces, html.slice(from)].join('')
}

function blocksOf(html: string, top: string): Block[] {
  const blocks: Block[] = []
  const stack: Open[] = []
  let section = top
  /** Of the section that began last: its heading names no other. */
  let labelled: string | undefined
  let from = 0
  const say = (text: string) => {
    const { block, mute } = stack.at(-1) ?? {}
    if (block && !mute) block.text += decoded(text)
  }
  for (const { 0: written, 1: closing, 2: tagName, 3: attributes = '', index } of html.matchAll(tag)) {
    if (index > from) say(html.slice(from, index))
    from = index + written.length
    if (tagName === undefined) continue
    const name = tagName.toLowerCase()
    if (closing) {
      close(stack, name)
      continue
    }
    const around = stack.at(-1)
    if (empty.has(name)) {
      if (name === 'br') say(' ')
      if (name === 'img') say(attribute(attributes, 'alt') ?? '')
      continue
    }
    const classes = attribute(attributes, 'class') ?? ''
    const id = attribute(attributes, 'id')
    // lists and tables of documents have no classes: one that has is a component of ours in a page written by hand
    const ours = classes !== '' && /^(?:ul|ol|table)$/.test(name)
    const prose = !ours && (around?.prose || /(?:^| )(?:prose|written)(?: |$)/.test(classes))
    const closed = around?.closed || without.has(name)
    if (id !== undefined && !closed && (name === 'section' || heading.test(name)) && id !== labelled) section = id
    if (name === 'section') labelled = id === undefined ? undefined : attribute(attributes, 'aria-labelledby')
    const spanned = / data-at="/.test(attributes)
    const begins =
      !closed &&
      (name === 'tr'
        ? id === undefined && (prose || !stack.some((one) => one.name === 'thead'))
        : spanned
          ? !(name === 'td' || name === 'th') && !(heading.test(name) && id !== undefined)
          : name === 'li' && id === undefined && !prose && !inLine.test(around?.list ?? ''))
    const block: Block | undefined = begins
      ? { section, text: '', spanned: spanned || prose, start: index + 1 + name.length, end: from, ...(id !== undefined && { own: id }) }
      : around?.block
    if (begins) blocks.push(block!)
    if (attributes.endsWith('/')) continue
    const row = block && !prose && block.name === undefined
    stack.push({
      name,
      block,
      begins,
      prose,
      closed,
      mute: begins ? false : (around?.mute ?? false) || aside.test(classes),
      list: classes,
      ...(row &&
        !begins &&
        (/(?:^| )name(?: |$)/.test(classes) || (around?.name === 'tr' && around.begins)) && { named: block.text.length }),
    })
  }
  // a line of ours without words is only there to hold others
  return blocks.filter(({ text, spanned }) => spanned || text.trim() !== '')
}

function close(stack: Open[], name: string): void {
  const at = stack.findLastIndex((one) => one.name === name)
  if (at < 0) return
  const { block, named, begins } = stack[at]!
  stack.length = at
  if (block && named !== undefined && block.name === undefined && block.text.slice(named).trim()) block.name = block.text.slice(named)
  // words of neighbours stay apart
  const outer = stack.at(-1)?.block
  if (block && !begins && apart.has(name)) block.text += ' '
  if (begins && outer) outer.text += ' '
}
const apart = new Set('td th p div li pre blockquote dt dd h1 h2 h3 h4 h5 h6'.split(' '))

const patterns = { id: / id="([^"]*)"/, class: / class="([^"]*)"/, alt: / alt="([^"]*)"/, 'aria-labelledby': / aria-labelledby="([^"]*)"/ }
const attribute = (attributes: string, name: keyof typeof patterns): string | undefined => patterns[name].exec(attributes)?.[1]

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }
const decoded = (html: string): string =>
  html.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex?: string, decimal?: string, name?: string) =>
    name !== undefined ? (characters[name] ?? whole) : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  )
