/**
 * Slice: the part of a syntax tree that lies within a place. Whole nodes are kept as they are, nodes that reach beyond are copied
 * with what lies inside, text is cut at the exact position of the source. The tree is shared by all pages and never changed.
 * How the nodes look is left to `html.ts`; what a place means, to whoever asks.
 */
import type { Code, List, Nodes, Parents, Table, TableRow, Text } from 'mdast'
import { htmlToHast } from 'satteri'
import type { Place } from '#model'

/** What we need of a source; `Source` of `read` is one. */
export interface Readable {
  /** The text as read: node offsets count in it. */
  text: string
  /** Its lines and columns count in the file. */
  tree: Nodes
  /** Where the text as read differs from the file. */
  edits: readonly { line: number; column: number; was: string; now: string }[]
}

export type Stretch = Pick<Place, 'line' | 'column' | 'endLine' | 'endColumn'>

interface Point {
  line: number
  column: number
}

const compare = (a: Point, b: Point): number => a.line - b.line || a.column - b.column
const startOf = ({ line, column }: Stretch): Point => ({ line, column })
const endOf = ({ endLine, endColumn }: Stretch): Point => ({ line: endLine, column: endColumn })

/** Nodes made by the parser all have a position. */
export const stretchOf = (node: Nodes): Stretch => {
  const { start, end } = node.position!
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column }
}

/** What a table or row that lost its beginning must remember. */
export interface Torn {
  /** The table's heads are not in the slice. */
  headless?: true
  /** Index of the row's first cell in the whole row. */
  firstCell?: number
}

export const torn = (node: Table | TableRow): Torn => (node.data ?? {}) as Torn

/** The nodes of the document within `place`, in order. */
export function slice(source: Readable, place: Stretch): Nodes[] {
  return new Slicer(source, place).within(source.tree as Parents)
}

/** A label's end, left over where a text is cut behind the label: `: `, ` – `. */
const separator = /^\s*(?:(?:[:|·–—-]+(?=\s|$)|[：｜])\s*)?/

class Slicer {
  private readonly source: Readable
  private readonly start: Point
  private readonly end: Point

  constructor(source: Readable, place: Stretch) {
    this.source = source
    this.start = startOf(place)
    this.end = endOf(place)
  }

  /** The children of `parent` within the place, each whole or in part. */
  within(parent: Parents): Nodes[] {
    const found: Nodes[] = []
    for (let index = this.first(parent.children); index < parent.children.length; index++) {
      const child = parent.children[index]!
      if (compare(child.position!.start, this.end) >= 0) break
      for (const part of this.part(child)) found.push(part)
    }
    return found
  }

  /** By halving: a document has thousands of blocks, and every gap asks. */
  private first(children: readonly Nodes[]): number {
    let [low, high] = [0, children.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(children[middle]!.position!.end, this.start) > 0) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Whether the node's opening mark lies within the place. */
  private opens(node: Nodes): boolean {
    return compare(node.position!.start, this.start) >= 0
  }

  private part(node: Nodes): Nodes[] {
    const closes = compare(node.position!.end, this.end) <= 0
    if (this.opens(node) && closes) return [node]
    switch (node.type) {
      case 'text':
        return this.text(node)
      case 'code':
        return this.code(node)
      case 'list':
        return this.list(node)
      case 'table':
        return this.table(node)
      case 'footnoteDefinition':
        // its label is text too
        return this.opens(node)
          ? [{ ...node, children: this.within(node) as typeof node.children, position: this.clip(node) }]
          : this.within(node)
      case 'listItem':
      case 'blockquote':
        return this.opens(node) ? this.copy(node, this.within(node)) : this.within(node)
      case 'heading':
        if (!this.opens(node)) return this.copy({ ...node, type: 'paragraph' }, this.phrases(node))
    }
    if ('children' in node) return this.copy(node, this.phrases(node))
    // what cannot be cut belongs where it begins
    return this.opens(node) || compare(node.position!.end, this.end) >= 0 ? [node] : []
  }

  private copy(node: Nodes, children: Nodes[]): Nodes[] {
    return children.length > 0 ? [{ ...node, children, position: this.clip(node) } as Nodes] : []
  }

  private clip(node: Nodes): NonNullable<Nodes['position']> {
    const { start, end } = node.position!
    return { start: compare(start, this.start) < 0 ? this.start : start, end: compare(end, this.end) > 0 ? this.end : end }
  }

  /** What is left of running text, without what parts it from the label before it. */
  private phrases(node: Parents): Nodes[] {
    const children = this.within(node)
    if (this.opens(node)) return children
    while (children[0]?.type === 'break') children.shift()
    const [first] = children
    if (first?.type !== 'text') return children
    const lead = separator.exec(first.value)![0].length
    if (lead === first.value.length) return children.slice(1)
    return lead === 0 ? children : [this.cut(first, lead, first.value.length), ...children.slice(1)]
  }

  private text(node: Text): Nodes[] {
    const offsets = alignment(this.source, node)
    const at = (point: Point) => coordinates(this.source).offset(point) - node.position!.start.offset!
    const index = (offset: number) => indexAt(offsets, offset)
    const from = this.opens(node) ? 0 : index(at(this.start))
    const to = compare(node.position!.end, this.end) <= 0 ? node.value.length : index(at(this.end))
    return from < to ? [this.cut(node, from, to)] : []
  }

  private cut(node: Text, from: number, to: number): Text {
    const offsets = alignment(this.source, node)
    const point = (index: number) => coordinates(this.source).point(node.position!.start.offset! + offsets[index]!)
    return { ...node, value: node.value.slice(from, to), position: { start: point(from), end: point(to) } }
  }

  /** By lines: a line of code is nowhere shown in part. */
  private code(node: Code): Nodes[] {
    const position = this.clip(node)
    const lines = node.value.split('\n')
    const { start, end } = node.position!
    // an opening fence is a line of its own
    const above = end.line - start.line + 1 > lines.length ? 1 : 0
    // a line that is begun belongs to the place where it begins
    const index = (point: Point) => Math.max(0, point.line - start.line - above + (point.column > start.column ? 1 : 0))
    const from = this.opens(node) ? 0 : index(this.start)
    const to = index(position.end)
    const kept = lines.slice(from, to)
    return kept.length > 0 ? [{ ...node, value: kept.join('\n'), position }] : []
  }

  /** Items keep their list and their number; what remains of an item without its mark stands by itself. */
  private list(node: List): Nodes[] {
    const found: Nodes[] = []
    let items: List['children'] = []
    let first = 0
    const flush = () => {
      if (items.length === 0) return
      const position = { start: items[0]!.position!.start, end: items.at(-1)!.position!.end }
      const start = node.ordered ? (node.start ?? 1) + first : node.start
      found.push({ ...node, ...(start !== undefined && { start }), children: items, position })
      items = []
    }
    for (let index = this.first(node.children); index < node.children.length; index++) {
      const item = node.children[index]!
      if (compare(item.position!.start, this.end) >= 0) break
      for (const part of this.part(item)) {
        if (part.type === 'listItem') {
          if (items.length === 0) first = index
          items.push(part)
        } else {
          flush()
          found.push(part)
        }
      }
    }
    flush()
    return found
  }

  /** Rows keep their table; one cell alone is running text. */
  private table(node: Table): Nodes[] {
    const rows: TableRow[] = []
    const headless = this.first(node.children) > 0
    for (let index = this.first(node.children); index < node.children.length; index++) {
      const row = node.children[index]!
      if (compare(row.position!.start, this.end) >= 0) break
      if (this.part(row).length === 0) continue
      const firstCell = this.first(row.children)
      const data: Torn = firstCell > 0 ? { firstCell } : {}
      const cells = row.children.slice(firstCell).filter((cell) => compare(cell.position!.start, this.end) < 0)
      rows.push({
        ...row,
        data,
        position: this.clip(row),
        children: cells.map((cell) => {
          const [part] = this.part(cell)
          return part?.type === 'tableCell' ? part : { ...cell, children: [], position: this.clip(cell) }
        }),
      })
    }
    const [row, ...others] = rows
    if (!row) return []
    const [cell] = row.children
    if (others.length === 0 && row.children.length === 1 && torn(row).firstCell !== undefined) return this.loose(cell!)
    const whole = node.children.find((one) => one.position!.start.line === row.position!.start.line)!
    if (others.length === 0 && row.children.length === 1 && whole.children.length > 1) return this.loose(cell!)
    const data: Torn = headless ? { headless: true } : {}
    return [{ ...node, data, children: rows, position: this.clip(node) }]
  }

  private loose(cell: TableRow['children'][number]): Nodes[] {
    return cell.children.length > 0 ? [{ ...cell, type: 'paragraph' }] : []
  }
}

interface Coordinates {
  /** Offset in the text as read of a point of the file. */
  offset(point: Point): number
  /** The way back. */
  point(offset: number): Point & { offset: number }
}

const known = new WeakMap<Readable, Coordinates>()

/** Points of the file ↔ offsets of the text as read. */
export function coordinates(source: Readable): Coordinates {
  let found = known.get(source)
  if (!found) {
    found = reckon(source)
    known.set(source, found)
  }
  return found
}

function reckon({ text, edits }: Readable): Coordinates {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const byLine = Map.groupBy(edits, ({ line }) => line)
  for (const list of byLine.values()) list.sort((a, b) => a.column - b.column)
  return {
    offset({ line, column }) {
      let shift = 0 // as read minus as written, so far
      for (const { column: at, was, now } of byLine.get(line) ?? []) {
        if (column <= at) break
        if (column < at + was.length) {
          column = at
          break
        }
        shift += now.length - was.length
      }
      const start = starts[line - 1] ?? text.length
      return Math.min(start + column - 1 + shift, starts[line] === undefined ? text.length : starts[line] - 1)
    },
    point(offset) {
      let [low, high] = [0, starts.length]
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (starts[middle]! <= offset) low = middle
        else high = middle
      }
      const line = low + 1
      const read = offset - starts[low]! + 1
      let shift = 0
      for (const { column: at, was, now } of byLine.get(line) ?? []) {
        if (read <= at + shift) break
        if (read < at + shift + now.length) return { line, column: at, offset }
        shift += now.length - was.length
      }
      return { line, column: read - shift, offset }
    },
  }
}

const aligned = new WeakMap<Text, Uint32Array>()

/**
 * For each unit of a text's value, and its end, the offset in the text's source where it begins. The value is shorter than its
 * source by escapes, entities and what stands before continued lines (blanks, `>`).
 */
export function alignment(source: Readable, node: Text): Uint32Array {
  let found = aligned.get(node)
  if (!found) {
    const { start, end } = node.position!
    found = align(source.text.slice(start.offset, end.offset), node.value)
    aligned.set(node, found)
  }
  return found
}

/** The first unit of a value whose source begins at an offset or later. */
export function indexAt(offsets: Uint32Array, offset: number): number {
  let [low, high] = [0, offsets.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (offsets[middle]! >= offset) high = middle
    else low = middle + 1
  }
  return low
}

const entity = /&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]{0,31});/iy
const punctuation = /[!-/:-@[-`{-~]/

export function align(raw: string, value: string): Uint32Array {
  const offsets = new Uint32Array(value.length + 1)
  // bare links keep their entities
  if (raw === value) return offsets.map((_, index) => index)
  let at = 0
  for (let index = 0; index < value.length; ) {
    const unit = value[index]!
    if (unit === '\n') {
      while (at < raw.length && (raw[at] === ' ' || raw[at] === '\t')) at += 1
    } else {
      if (raw[at] === '\n') at += 1
      const next = value[index]
      const skips = index === 0 || value[index - 1] === '\n'
      while (skips && at < raw.length && raw[at] !== next && /[ \t>]/.test(raw[at]!)) at += 1
    }
    offsets[index] = at
    if (raw[at] === '&') {
      entity.lastIndex = at
      const [written] = entity.exec(raw) ?? []
      const meant = written && decoded(written)
      if (meant && meant !== written && value.startsWith(meant, index)) {
        for (let unit = 1; unit < meant.length; unit++) offsets[index + unit] = at
        index += meant.length
        at += written.length
        continue
      }
    }
    if (raw[at] === '\\' && raw[at + 1] === unit && punctuation.test(unit)) at += 2
    else if (raw[at] === unit) at += 1
    else {
      // not as foreseen: look for the unit further on, else leave it here
      const next = raw.indexOf(unit, at)
      if (next >= 0 && next - at < 40) {
        offsets[index] = next
        at = next + 1
      }
    }
    index += 1
  }
  offsets[value.length] = Math.max(at, raw.length)
  return offsets
}

const names = new Map<string, string>()

/** What a character reference stands for in Markdown; itself, if it is none. */
function decoded(reference: string): string {
  if (reference[1] === '#') {
    const code = /^&#x/i.test(reference) ? Number.parseInt(reference.slice(3), 16) : Number.parseInt(reference.slice(2), 10)
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\uFFFD' : String.fromCodePoint(code)
  }
  let found = names.get(reference)
  if (found === undefined) {
    const [text] = (htmlToHast(reference, { fragment: true }) as { children: { value?: string }[] }).children
    found = text?.value ?? reference
    names.set(reference, found)
  }
  return found
}
