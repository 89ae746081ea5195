/**
 * Tiles: whether HTML of a place holds all text of the place, once, in order and under true spans: promise 1, by position and
 * not by searching words. It reads the HTML with another parser than ours, and the text from the leaves of the syntax tree.
 */
import type { Nodes as HastNodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import type { Nodes } from 'mdast'
import { decodeString } from 'micromark-util-decode-string'
import { coordinates, type Readable, type Stretch } from '../src/publish/slice.ts'

export interface Span extends Stretch {
  text: string
  name: string
}

interface Leaf extends Stretch {
  /** What may stand for it, blanks apart; the first is the usual. */
  readings: string[]
}

/** What is wrong with the HTML, in words; nothing when all is well. `place` is the whole document unless given. */
export function tiles(source: Readable, html: string, place?: Stretch): string[] {
  const complaints: string[] = []
  const { spans, outside } = spansOf(html)
  if (outside.trim()) complaints.push(`text outside any span: ${short(outside)}`)
  const whole = place ?? { line: 1, column: 1, endLine: Number.MAX_SAFE_INTEGER, endColumn: 1 }
  const leaves = leavesOf(source, whole)

  const [...unclaimed] = leaves
  const byStart = [...spans].sort(before)
  const claimed = new Map<Span, Leaf[]>(spans.map((one) => [one, []]))
  for (const leaf of unclaimed) {
    const around = byStart.filter((one) => covers(one, leaf))
    if (around.length === 1) claimed.get(around[0]!)!.push(leaf)
    else if (around.length > 1) complaints.push(`${at(leaf)} lies in ${around.length} spans: ${short(leaf.readings[0]!)}`)
    else if (!leaf.readings.includes('')) complaints.push(`${at(leaf)} lies in no span: ${short(leaf.readings[0]!)}`)
  }
  for (const [one, inside] of claimed) complaints.push(...misquotes(one, inside))
  spans.forEach((one, index) => {
    const previous = spans[index - 1]
    if (previous && before(previous, one) > 0) complaints.push(`${at(one)} stands after ${at(previous)}`)
  })
  return complaints
}

/** Whether the text under a span is what its leaves say, in one of their readings. */
function misquotes(one: Span, inside: readonly Leaf[]): string[] {
  const text = bare(one.text)
  let reached = new Set([0])
  for (const { readings } of inside) {
    const next = new Set<number>()
    for (const from of reached) for (const reading of readings) if (text.startsWith(reading, from)) next.add(from + reading.length)
    reached = next
  }
  const expected = inside.map(({ readings }) => readings[0]).join('')
  return reached.has(text.length) ? [] : [`<${one.name}> ${at(one)} shows ${short(text)}, the document has ${short(expected)}`]
}

/**
 * The same for a whole page, where text of ours stands between the spans: each span that lies in `place` quotes the source, none
 * overlaps another, and what is left of the place lies in `ours` (headings, labels) or is mark-up.
 */
export function pageTiles(source: Readable, html: string, place: Stretch, ours: readonly Stretch[] = []): string[] {
  const { offset } = coordinates(source)
  const range = (one: Stretch): [number, number] => [
    offset({ line: one.line, column: one.column }),
    offset({ line: one.endLine, column: one.endColumn }),
  ]
  const spans = spansOf(html).spans.filter((one) => covers(place, one))
  const complaints = spans.flatMap((one) => misquotes(one, leavesOf(source, one)))
  const sorted = spans.map((one) => ({ one, range: range(one) })).sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])
  sorted.forEach(({ one, range: [from] }, index) => {
    const previous = sorted[index - 1]
    if (previous && from < previous.range[1]) complaints.push(`${at(one)} is shown again: ${at(previous.one)} holds it already`)
  })
  const taken = [...sorted.map((each) => each.range), ...ours.map(range)].sort((a, b) => a[0] - b[0])
  for (const leaf of leavesOf(source, place)) {
    if (leaf.readings.includes('')) continue
    let [from, to] = range(leaf)
    for (const [start, end] of taken) {
      if (end <= from || start >= to) continue
      if (start > from && words(source.text.slice(from, start)))
        complaints.push(`${at(leaf)} lies in no span: ${short(source.text.slice(from, start))}`)
      from = Math.max(from, end)
    }
    if (from < to && words(source.text.slice(from, to)))
      complaints.push(`${at(leaf)} lies in no span: ${short(source.text.slice(from, to))}`)
  }
  return complaints
}

/** Whether a stretch holds more than marks and the signs that part a label from its value. */
const words = (text: string): boolean => /[^\s*_`~|:：·•–—>\\.#;,-]/u.test(text)

const bare = (text: string): string => text.replace(/\s+/g, '')
const short = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
const at = ({ line, column, endLine, endColumn }: Stretch): string => `${line}:${column}-${endLine}:${endColumn}`
const before = (a: Stretch, b: Stretch): number => a.line - b.line || a.column - b.column
const after = (a: Stretch, b: Stretch): number => a.endLine - b.endLine || a.endColumn - b.endColumn
const covers = (outer: Stretch, inner: Stretch): boolean => before(outer, inner) <= 0 && after(outer, inner) >= 0

function spansOf(html: string): { spans: Span[]; outside: string } {
  const spans: Span[] = []
  let outside = ''
  const walk = (node: HastNodes, under: Span | undefined): void => {
    let span = under
    if (node.type === 'element') {
      const written = node.properties.dataAt
      const numbers = /^(\d+):(\d+)-(\d+):(\d+)$/.exec(String(written))?.slice(1).map(Number)
      if (numbers) {
        const [line, column, endLine, endColumn] = numbers as [number, number, number, number]
        span = { line, column, endLine, endColumn, text: '', name: node.tagName }
        spans.push(span)
      }
    }
    const text =
      node.type === 'text' ? node.value : node.type === 'element' && node.tagName === 'img' ? String(node.properties.alt ?? '') : ''
    if (span) span.text += text
    else outside += text
    if ('children' in node) for (const child of node.children) walk(child, span)
  }
  walk(fromHtml(html, { fragment: true }), undefined)
  return { spans, outside }
}

const phrasing = new Set(['paragraph', 'heading', 'tableCell', 'emphasis', 'strong', 'delete', 'link', 'linkReference'])

function leavesOf(source: Readable, place: Stretch): Leaf[] {
  const leaves: Leaf[] = []
  const root = place.endLine === Number.MAX_SAFE_INTEGER
  const walk = (node: Nodes, parent: Nodes | undefined): void => {
    const { start, end } = node.position!
    const own: Stretch = { line: start.line, column: start.column, endLine: end.line, endColumn: end.column }
    const apart = (a: Stretch, b: Stretch) => a.endLine < b.line || (a.endLine === b.line && a.endColumn <= b.column)
    if (node.type !== 'root' && (apart(own, place) || apart(place, own))) return
    const inside = covers(place, own)
    const clipped: Stretch = {
      ...(before(own, place) < 0 ? { line: place.line, column: place.column } : { line: own.line, column: own.column }),
      ...(after(own, place) > 0
        ? { endLine: place.endLine, endColumn: place.endColumn }
        : { endLine: own.endLine, endColumn: own.endColumn }),
    }
    const add = (...readings: string[]) => leaves.push({ ...clipped, readings: readings.map(bare) })
    const opens = before(own, place) >= 0
    if (node.type === 'text') {
      const value = inside ? node.value : partOf(source, node, clipped)
      // what parts a value from its label need not be shown where a place begins
      const trimmed =
        leaves.every(({ readings }) => readings.includes('')) && !root ? [value.replace(/^\s*(?:[:|·–—-]+(?=\s|$)|[：｜])/, '')] : []
      if (bare(value)) add(value, ...trimmed)
    } else if (node.type === 'code' && !inside) {
      const lines = node.value.split('\n')
      const above = end.line - start.line + 1 > lines.length ? 1 : 0
      const kept = lines.filter((_, index) => {
        const line = start.line + above + index
        const from = line > clipped.line || (line === clipped.line && clipped.column <= start.column)
        return from && (line < clipped.endLine || (line === clipped.endLine && clipped.endColumn > start.column))
      })
      if (bare(kept.join(''))) add(kept.join('\n'))
    } else if (node.type === 'html') {
      if (opens || covers(own, place)) add(...(parent && phrasing.has(parent.type) ? tagReadings(node.value) : blockReadings(node.value)))
    } else if (node.type === 'image' || node.type === 'imageReference') {
      const alt = node.alt ?? ''
      const url = node.type === 'image' ? node.url : definition(source, node.identifier)
      if (opens || covers(own, place)) add(...(url === undefined ? [`![${alt}]`] : [`${alt}${url}`, alt]))
    } else if (node.type === 'footnoteReference') {
      if (opens || covers(own, place)) add(node.label ?? node.identifier)
    } else if ('value' in node) {
      if ((opens || covers(own, place)) && bare(node.value)) add(node.value)
    } else if (node.type === 'footnoteDefinition' && opens) {
      const first = node.children[0]?.position?.start ?? end
      const label = { ...own, endLine: first.line, endColumn: first.column }
      const { endLine, endColumn } = after(label, clipped) > 0 ? clipped : label
      leaves.push({ ...own, endLine, endColumn, readings: [bare(node.label ?? node.identifier)] })
    }
    if ('children' in node) for (const child of node.children) walk(child, node)
  }
  walk(source.tree as Nodes, undefined)
  return leaves
}

/** The words of a stretch of source within one text. */
function partOf(source: Readable, node: Nodes, { line, column, endLine, endColumn }: Stretch): string {
  const { offset } = coordinates(source)
  const begin = node.position!.start.offset!
  const raw = source.text.slice(begin, node.position!.end.offset!)
  const plain = 'value' in node && node.value === raw // bare links keep their entities
  let from = Math.max(0, offset({ line, column }) - begin)
  let to = Math.min(raw.length, offset({ line: endLine, column: endColumn }) - begin)
  // a character belongs to where its source begins
  for (const { 0: written, index } of raw.matchAll(/&(?:#?\w+);|\\[!-/:-@[-`{-~]/g)) {
    const within = (at: number) => index < at && at < index + written.length
    if (plain || decodeString(written) === written) continue
    if (within(from)) from = index + written.length
    if (within(to)) to = index + written.length
  }
  if (plain) return raw.slice(from, to)
  return decodeString(raw.slice(from, to).replace(/\n[ \t]*(?:>[ \t]?)*/g, '\n'))
}

const comments = /<!-->|<!--->|<!--[\s\S]*?-->/g

/** Shown, or the mark-up of something shown. */
function tagReadings(value: string): string[] {
  if (/^<!--/.test(value)) return ['']
  if (/^<(img|a|span|font)[\s/>]/i.test(value)) return [...textsOf(value), value]
  const name = /^<\/?([a-z]+)\s*\/?>$/i.exec(value)?.[1]?.toLowerCase()
  const allowed = 'b strong i em u s del ins mark kbd sub sup small code q abbr samp var cite dfn strike tt br wbr a span font'.split(' ')
  return name && allowed.includes(name) ? ['', value] : /^<br[\s/]/i.test(value) ? ['', value] : [value]
}

const blockReadings = (value: string): string[] =>
  value.length > 50_000 ? [value] : [...textsOf(value.replace(comments, '')), ...(value.replace(comments, '').trim() ? [value] : [])]

/** Text of HTML, with images as their words, or as their words and address. */
function textsOf(html: string): string[] {
  const read = (named: boolean) => {
    const walk = (node: HastNodes): string => {
      if (node.type === 'text') return node.value
      if (node.type === 'element' && node.tagName === 'img')
        return `${node.properties.alt ?? ''}${named ? (node.properties.src ?? '') : ''}`
      return 'children' in node ? node.children.map(walk).join('') : ''
    }
    return walk(fromHtml(html, { fragment: true }))
  }
  return [...new Set([bare(read(false)), bare(read(true))])]
}

function definition(source: Readable, identifier: string): string | undefined {
  const stack: Nodes[] = [source.tree as Nodes]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'definition' && node.identifier.toLowerCase() === identifier.toLowerCase()) return node.url
    if ('children' in node) stack.push(...node.children.toReversed())
  }
  return undefined
}
