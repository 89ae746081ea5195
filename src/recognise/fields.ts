/**
 * Fields: the labelled parts of a section, item or row ("**Impact:** x", "Impact:" over a list, "#### Impact",
 * a two-column table), in the order of the text and without a hole: what has no label is a field without one.
 * What a label means is vocabulary; which fields make a gap is left to `gaps.ts`.
 */
import type { BlockContent, Heading, List, ListItem, Nodes, Paragraph, PhrasingContent, RootContent, Table, TableRow, Text } from 'mdast'
import type { Position } from 'unist'
import type { FacetItem, Place } from '#model'
import { isComment, isFrontMatter, oneLine, plain, type Source, textOf } from '#read'
import { once } from './once.ts'
import { levelAt, type Role, roleOfLabel, saysNone, stateAt } from './vocabulary.ts'

/** A field before it is sorted into facets and values. */
export interface RawField {
  role?: Role
  /** The author's label, without decoration; empty for prose that has none. */
  label: string
  labelAt?: Position
  /** The value: one stretch of the text. Absent when there is nothing but a label. */
  at?: Position
  /** Prose of the value, plain. */
  text: string
  /** The blocks of the value: lists, code, tables, whole paragraphs. */
  blocks: Nodes[]
}

/** Roles whose value is a word or two on the label's line, not what follows it. */
export const valueRoles: ReadonlySet<Role> = new Set(['id', 'title', 'severity', 'status', 'effort', 'owner', 'category', 'phase', 'date'])

/** Roles whose value names things: files, ids, clauses. */
const nameRoles: ReadonlySet<Role> = new Set(['evidence', 'paths', 'requirements', 'directives', 'dependencies'])

export const placeOf = (source: Source, at: Position): Place => ({
  file: source.file,
  line: at.start.line,
  column: at.start.column,
  endLine: at.end.line,
  endColumn: at.end.column,
})

export const spanning = (from: Position, to: Position): Position => ({ start: from.start, end: to.end })

/** The offset in the text of a character of a text node, which escapes, entities and indentation make differ. */
export function offsetOf(source: Source, node: TextLike, index: number): number {
  const offsets = offsetsOf(node, source)
  return offsets ? offsets[index]! : node.position!.start.offset! + index
}
type TextLike = { value: string; position?: Position | undefined }

/** Of every character of a text node; undefined where text and source are the same. To compare short texts again costs less than to remember. */
const offsetsOf = (node: TextLike, source: Source): Uint32Array | undefined =>
  node.value.length < 1000 && isLiteral(node, source) ? undefined : foundOffsets(node, source)
const isLiteral = ({ value, position }: TextLike, source: Source): boolean => source.text.startsWith(value, position!.start.offset!)
const foundOffsets = once((node: TextLike, source: Source): Uint32Array | undefined => {
  if (isLiteral(node, source)) return undefined
  let at = node.position!.start.offset!
  const end = node.position!.end.offset!
  const offsets = new Uint32Array(node.value.length + 1).fill(end)
  for (let done = 0; done <= node.value.length && at <= end; ) {
    const wanted = node.value[done]
    // indentation and quote marks at the start of a line are in the source alone: the character comes after them
    const skipped = wanted !== undefined && wanted !== source.text[at] && /[\s>]/.test(source.text[at] ?? '')
    if (!skipped) offsets[done] = Math.min(offsets[done]!, at)
    const entity = source.text[at] === '&' ? /^&[#\w]+;/.exec(source.text.slice(at, at + 40)) : null
    if (entity && wanted !== undefined) {
      at += entity[0].length
      done += node.value.codePointAt(done)! > 0xffff ? 2 : 1
    } else {
      if (source.text[at] === wanted) done += 1
      at += 1 // else a backslash, indentation, a quote mark at a line's start
    }
  }
  return offsets
})

/** One to four words and a colon; "The following modules are affected:" goes on with a sentence. */
const leadIn = /^(?!(?:the|this|these|that|it|here|for|in|on|as|e\.g\.)\b)\p{Lu}[^\s:：]*(?:\s[^\s:：]+){0,3}[:：]$/iu

/** Any line that leads in to what stands right below it, a clause such as "Once the documents are checked:" too. */
const anyLead = /^\p{Lu}[^\n]{0,90}[:：]$/u

/**
 * The fields of blocks that stand side by side.
 * @param leads which lines over a list are labels: those among labels that we know, or every one
 */
export function readFields(blocks: readonly RootContent[], source: Source, leads: 'known' | 'every' = 'known'): RawField[] {
  const fields: RawField[] = []
  /** The field that blocks go on with; none after a value or a rule. */
  let open: RawField | undefined
  /** Whether the open field has named what it names on its own line: prose below it is about something else. */
  let closed = false
  const add = (field: RawField) => {
    fields.push(field)
    open = field.role && valueRoles.has(field.role) && field.at ? undefined : field
    closed = field.role !== undefined && field.at !== undefined && nameRoles.has(field.role)
  }
  const goOn = (block: Nodes) => {
    if (closed && block.type === 'paragraph') open = undefined
    if (leads === 'every' && block.type === 'list' && open && isComplete(open, block)) open = undefined
    closed = false
    if (!open) add({ label: '', text: '', blocks: [] })
    const field = open!
    field.at = field.at ? spanning(field.at, block.position!) : block.position!
    if (block.type === 'paragraph') field.text = field.text ? `${field.text} ${plain(block)}` : plain(block)
    field.blocks.push(block)
  }
  for (const [index, block] of blocks.entries()) {
    if (block.type === 'thematicBreak' || block.type === 'definition' || isFrontMatter(block)) {
      open = undefined
      continue
    }
    if (isComment(block)) continue
    if (block.type === 'heading') {
      add(labelling(block, source))
      continue
    }
    if (block.type === 'paragraph') {
      const parts = split(block, source)
      if (!parts) {
        const next = blocks[index + 1]?.type
        // "Required outcome:" among labels that we know is a label too
        const over = next === 'list' || next === 'code' || next === 'table'
        const words = over && (open?.role || leads === 'every') ? plain(block) : ''
        const role = leads === 'every' && words.length <= 60 ? roleOfLabel(words) : undefined
        if (role || (leads === 'every' ? anyLead : leadIn).test(words))
          add({ ...(role && { role }), label: words.replace(/[:：]$/u, ''), labelAt: block.position!, text: '', blocks: [] })
        else goOn(block)
        continue
      }
      for (const part of parts) add(part)
      continue
    }
    const waits = open && open.label !== '' && !open.at
    if (block.type === 'list' && !(waits && open!.role)) {
      const parts = block.children.map((item) => labelled(item, source))
      const known = parts.filter((own) => own?.some(({ role }) => role)).length
      if (known > 0 && known * 2 >= parts.length) {
        open = undefined
        parts.forEach((own, index) => {
          const item = block.children[index]!
          const whole = { ...block, children: [item], position: item.position } as Nodes
          fields.push(...(own ?? [{ label: '', at: item.position!, text: '', blocks: [whole] }]))
        })
        continue
      }
    }
    if (block.type === 'table' && !(waits && open!.role)) {
      const pairs = labelledRows(block)
      if (pairs) {
        open = undefined
        fields.push(...pairs)
        continue
      }
    }
    goOn(block)
  }
  return fields
}

/**
 * Whether a label of a step has all that it names on its own line, so that the list below is the step's own: "Gaps: G-02" over boxes,
 * "Depends on: Phase 2" over what stands apart. After prose ("Exit criteria: all of these") and what leads in ("two teams:") it goes on.
 */
function isComplete({ role, label, at, text, blocks }: RawField, list: List): boolean {
  if (label === '' || !at || blocks.length > 0 || /[:：…]$/u.test(text)) return false
  if (isNames(text) && list.children.every(({ checked }) => typeof checked === 'boolean')) return true
  const apart = list.position!.start.line > at.end.line + 1
  return apart && (isNames(text) || role === undefined || completeRoles.has(role))
}
const completeRoles: ReadonlySet<Role> = new Set(['dependencies', 'paths', 'requirements'])

/** "G-01, G-02 and 7", "Phase 2", "PRD FR-8", "none": ids, numbers and the words that go with them, and nothing said of them. */
const isNames = (text: string): boolean =>
  saysNone(text) ||
  (/\d/.test(text) &&
    text
      .replace(/\([^()]*\)/g, ' ')
      .split(/[\s,;&+/]+/)
      .every((word) => (word.length <= 24 && /^$|^[-–—]$|\d|^\p{Lu}{2,}$/u.test(word)) || besideNames.test(word)))
const besideNames = /^(?:gaps?|and|to|und|et|y|e|bis|phases?|sprints?|milestones?|workstreams?|waves?|stages?|steps?|sections?)$/iu

/** Those of a section's own blocks. */
export const fieldsOf = once((section: { blocks: readonly RootContent[] }, source: Source): readonly RawField[] =>
  readFields(section.blocks, source),
)

/** A heading as a label: "#### Impact", "### Implementation Status: ❌ MISSING". */
function labelling(heading: Heading, source: Source): RawField {
  const inside = inner(heading)
  const parts = inside && cut(heading.children, inside, source)
  const [first] = parts ?? []
  if (parts?.length === 1 && first?.role && first.at) return first
  const words = plain(heading)
  const match = /^([^:：]{2,40})[:：]\s*(\S.*)$/u.exec(words)
  const role = roleOfLabel(match?.[1] ?? words)
  if (match && role) {
    const at = placeOfText(heading, match[2]!, source)
    return { role, label: match[1]!, labelAt: { start: heading.position!.start, end: at.start }, at, text: match[2]!, blocks: [] }
  }
  return { ...(role && { role }), label: words.replace(/\s*[:：]$/u, ''), labelAt: heading.position!, text: '', blocks: [] }
}

/** Where a heading's last words begin; its whole inside when marks stand between. */
function placeOfText(heading: Heading, words: string, source: Source): Position {
  const end = heading.position!.end.offset!
  const at = source.text.lastIndexOf(words, end)
  const within = at >= heading.position!.start.offset!
  return within ? { start: source.pointAt(at), end: source.pointAt(at + words.length) } : inner(heading)!
}

/** Where a label stands in a run of inline nodes: its words, and where its value begins. */
interface Label {
  label: string
  role?: Role
  start: number
  /** Offset of the first character of the value. */
  end: number
  labelEnd: number
  /** Whether it stands within a sentence's line, so that the sign that ends its value is none of it. */
  inLine?: true
  /** Where the value ends and the text goes on, when both stand in one mark: "**Status: partial**". */
  until?: { value: number; mark: number }
}

/** The labels of a paragraph; several may stand in one, at line starts or after a separator. */
function labelsIn(children: readonly PhrasingContent[], source: Source): readonly Label[] {
  const [only] = children
  if (children.length === 1 && only!.type === 'text' && !colon.test(only!.value)) return none
  const found: Label[] = []
  let atStart = true
  let afterSeparator = false
  children.forEach((child, index) => {
    const next = children[index + 1]
    // beside other labels, a known one with its colon within the bold needs no separator
    const among = found.length > 0 && child.type === 'strong' && /[:：]$/u.test(plain(child))
    if ((child.type === 'strong' || child.type === 'emphasis') && (atStart || afterSeparator || among)) {
      const words = plain(child)
      // "**Status: partly done**": label and value in one
      const both = atStart ? /^([^:：]{2,40})[:：]\s*(?=\S)/u.exec(words) : null
      const whole = both && child.children[0]?.type === 'text' && child.children.length === 1 ? roleOfLabel(both[1]!) : undefined
      if (both && whole && valueRoles.has(whole)) {
        const inside = child.children[0] as TextLike
        const end = offsetOf(source, inside, both[0].length)
        const until = { value: inside.position!.end.offset!, mark: child.position!.end.offset! }
        found.push({ label: both[1]!, role: whole, start: child.position!.start.offset!, end, labelEnd: end, until })
        atStart = false
        return
      }
      const following = next?.type === 'text' ? next.value : ''
      const role = roleOfLabel(words)
      const start = child.position!.start.offset!
      const label = words.replace(/\s*[:：]$/u, '')
      // "**Failure modes** (from the analysis):" says where they are from: the bracket is the label's
      const make = (labelEnd: number, bracket = '') =>
        found.push({ label: label + bracket, ...(role && { role }), start, end: labelEnd, labelEnd })
      if (words.length <= 80 && (atStart || role)) {
        const colon = /^\s*(?:(?:\([^)\n]{0,60}\)|（[^）\n]{0,60}）)\s*)?[:：]/u.exec(following)
        if (/[:：]$/u.test(words)) make(child.position!.end.offset!)
        else if (colon)
          make(
            offsetOf(source, next as { value: string; position?: Position }, colon[0].length),
            colon[0]
              .slice(0, -1)
              .trimEnd()
              .replace(/^(?=\S)/, ' '),
          )
        else if (role && /^\s+[—–-]\s/u.test(following))
          make(offsetOf(source, next as { value: string; position?: Position }, /^\s+[—–-]/u.exec(following)![0].length))
        else if (atStart && (!next || next.type === 'break' || /^\s*\n/.test(following)) && child.type === 'strong')
          make(child.position!.end.offset!)
      }
    }
    atStart = false
    afterSeparator = false
    if (child.type === 'break') atStart = true
    if (child.type === 'text') {
      if (colon.test(child.value)) {
        const opening = labelsOfLines(child, index === 0 || children[index - 1]!.type === 'break', source)
        found.push(...[...opening, ...valuesAfterSentences(child, next ? plain(next) : '', source)].sort((a, b) => a.start - b.start))
      }
      if (!next) return
      const tail = child.value.slice(-20)
      if (/\n\s*$/.test(tail)) atStart = true
      // "… left. **Severity:** High": a label may also follow a sentence
      afterSeparator = /[|·•;,]\s*$|\s{2,}$|[.!?…。！？)]\s+$/u.test(tail)
    }
  })
  return found
}

const colon = /[:：]/
const none: readonly Label[] = []

/** The labels that we know at the heads of a text's lines. @param opens whether its first line is one of the paragraph's */
function labelsOfLines(node: Text, opens: boolean, source: Source): Label[] {
  let at = 0
  return node.value.split('\n').flatMap((line, number) => {
    const from = at
    at += line.length + 1
    if ((number === 0 && !opens) || !colon.test(line)) return []
    const match = /^(\s*)([\p{L}#][^:：\n*]{0,60}?)\s*[:：](?=\s|$)/u.exec(line)
    const label = match?.[2]?.trim()
    const role = label && roleOfLabel(label)
    // a line that only leads into a list is prose, unless we know its words
    if (!match || !role) return []
    const end = offsetOf(source, node, from + match[0].length)
    return [{ label, role, start: offsetOf(source, node, from + match[1]!.length), end, labelEnd: end }]
  })
}

/** "… without a network. Severity: High": within a line too, a label of a level, state or effort that such a value follows. */
function valuesAfterSentences(node: Text, next: string, source: Source): Label[] {
  return [...node.value.matchAll(/(?<=(?:^|\S)[.!?…)。！？;,|·•]\s+)(\p{Lu}\p{L}+(?: \p{L}+)?)\s?[:：]\s*/gu)].flatMap((match) => {
    const [whole, label] = match as unknown as [string, string]
    const role = roleOfLabel(label)
    const valueAt = role && valueAts[role]
    const after = match.index + whole.length
    const value = node.value.slice(after) || next
    // at the head of a line any label counts
    if (!valueAt?.(value) || /(?:^|\n)\s*$/.test(node.value.slice(0, match.index))) return []
    const end = offsetOf(source, node, after)
    return [{ label, role: role!, start: offsetOf(source, node, match.index), end, labelEnd: end, inLine: true }]
  })
}
const valueAts: Partial<Record<Role, (words: string) => unknown>> = {
  severity: levelAt,
  status: stateAt,
  effort: (words) => /^[^\p{L}]{0,4}\d|^(?:x{0,2}[sml]|x*l|low|medium|high)\b/iu.test(words),
}

/** Cuts a paragraph at its labels. Undefined when it has none. */
export function split(paragraph: Paragraph, source: Source): RawField[] | undefined {
  return cut(paragraph.children, paragraph.position!, source)
}

function cut(children: readonly PhrasingContent[], whole: Position, source: Source): RawField[] | undefined {
  const labels = labelsIn(children, source)
  if (labels.length === 0) return undefined
  const fields: RawField[] = []
  const [from, to] = [whole.start.offset!, whole.end.offset!]
  const stretch = (start: number, end: number, inLine = false): { at?: Position; text: string } => {
    const text = source.text.slice(start, end)
    const lead = /^[\s|·•;]*/u.exec(text)![0].length
    if (lead >= text.length) return { text: '' }
    let tail = text.length
    while (tail > lead && (inLine ? /[\s\\|·•;.,。]/u : /[\s\\|·•;]/u).test(text[tail - 1]!)) tail -= 1
    if (tail === lead) return { text: '' }
    const at = { start: source.pointAt(start + lead), end: source.pointAt(start + tail) }
    return { at, text: within(children, at, source) }
  }
  const before = stretch(from, labels[0]!.start)
  if (before.at) fields.push({ label: '', ...before, blocks: [] })
  labels.forEach((label, index) => {
    const end = labels[index + 1]?.start ?? to
    let valueEnd = end
    if (label.role && valueRoles.has(label.role)) {
      // the value is what stands on the line; the next line is prose again
      const value = source.text.slice(label.end, end)
      const lineEnd = value.indexOf('\n', Math.max(0, value.search(/\S/)))
      if (lineEnd >= 0 && !/^\s*\n/.test(value)) valueEnd = label.end + lineEnd
    }
    if (label.until) valueEnd = Math.min(valueEnd, label.until.value)
    const labelAt = { start: source.pointAt(label.start), end: source.pointAt(label.labelEnd) }
    fields.push({
      label: label.label,
      ...(label.role && { role: label.role }),
      labelAt,
      ...stretch(label.end, valueEnd, label.inLine),
      blocks: [],
    })
    const from = label.until ? Math.max(valueEnd, Math.min(label.until.mark, end)) : valueEnd
    const after = from < end ? stretch(from, end) : { text: '' }
    if (after.at) fields.push({ label: '', ...after, blocks: [] })
  })
  return fields
}

/** Plain text of the inline nodes within a stretch. */
export function within(children: readonly PhrasingContent[], at: Position, source: Source): string {
  const [start, end] = [at.start.offset!, at.end.offset!]
  let words = ''
  for (let index = least(children.length, (one) => children[one]!.position!.end.offset! > start); index < children.length; index++) {
    const child = children[index]!
    const [from, to] = [child.position!.start.offset!, child.position!.end.offset!]
    if (from >= end) break
    if (child.type !== 'text' && 'children' in child && (from < start || to > end)) words += within(child.children, at, source)
    else if (child.type !== 'text' || (from >= start && to <= end)) words += textOf(child)
    else {
      const { length } = child.value
      const offsets = offsetsOf(child, source)
      const first = offsets ? least(length, (one) => offsets[one]! >= start) : Math.max(0, start - from)
      const last = offsets ? least(length, (one) => offsets[one + 1]! > end) : Math.max(0, end - from)
      words += child.value.slice(first, last)
    }
  }
  return oneLine(words)
}

/** The least number below `count` from which on `holds`, by halving; `count` if there is none. */
function least(count: number, holds: (number: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** A list item that opens with a label: `- **Impact** – x`, `- Impact: x. Severity: High`, or is a line of them: `- **Priority:** must · **Effort:** M`. */
function labelled(item: ListItem, source: Source): RawField[] | undefined {
  const [first, ...others] = item.children
  if (first?.type !== 'paragraph') return undefined
  const parts = split(first, source)
  const part = parts?.at(-1)
  if (!parts || !part || parts.some(({ label }) => label === '')) return undefined
  const apart = parts.length === 1 || areParted(parts, source) || (others.length === 0 && parts.every(({ role }) => role))
  if (!apart) return undefined
  for (const block of others) {
    part.at = part.at ? spanning(part.at, block.position!) : block.position!
    part.blocks.push(block)
    if (block.type === 'paragraph') part.text = [part.text, plain(block)].filter(Boolean).join(' ')
  }
  return parts
}

/** Whether labels with their values stand on one line, with " · " or " | " between them. */
const areParted = (parts: readonly RawField[], { text }: Source): boolean =>
  parts.every(({ label, at, labelAt }, index) => {
    const before = parts[index - 1]?.at
    const between = before && labelAt ? text.slice(before.end.offset, labelAt.start.offset) : ''
    return label !== '' && at !== undefined && (index === 0 || /^[*_]*\s*[·|•]\s*[*_]*$/u.test(between))
  })

/** A table of two columns whose first holds labels: each row is a field. */
function labelledRows(table: Table): RawField[] | undefined {
  if (table.children.some(({ children }) => children.length > 2)) return undefined
  const rows = table.children.filter(({ children }) => children.length === 2)
  const known = rows.filter((row) => roleOfLabel(plain(row.children[0]!)))
  if (known.length < 2 || known.length * 2 < rows.length) return undefined
  return table.children.map((row: TableRow) => {
    const [only] = row.children
    if (row.children.length !== 2) return { label: '', at: row.position!, text: only ? plain(only) : '', blocks: [] }
    const [head, value] = row.children as [TableRow['children'][number], TableRow['children'][number]]
    const role = roleOfLabel(plain(head))
    const at = inner(value)
    return {
      label: plain(head),
      ...(role && { role }),
      labelAt: inner(head) ?? head.position!,
      ...(at && { at }),
      text: plain(value),
      blocks: [],
    }
  })
}

/** What the cells of a row say. */
export const cellsOf = (row: TableRow): string[] => row.children.map((cell) => plain(cell))

/** The stretch of a node's children, without its own marks. */
export function inner(node: Nodes): Position | undefined {
  if (!('children' in node) || node.children.length === 0) return undefined
  return spanning(node.children[0]!.position!, node.children.at(-1)!.position!)
}

const boxes: Record<string, FacetItem['mark']> = { open: 'missing', closed: 'present', partial: 'partial' }

/** What a sign or word of state says as a mark: "✅", "Done", "in progress"; nothing of what is planned. */
export const markOfState = (words: string | undefined): FacetItem['mark'] => boxes[stateAt(words?.trim() ?? '')?.state ?? '']

/** The items of a field: the top level of its lists, the rows of its tables. */
export function itemsOf(field: RawField, source: Source): FacetItem[] {
  return field.blocks.flatMap((block) => {
    if (block.type === 'list') return block.children.map((item) => itemOf(item, source))
    if (block.type === 'table')
      return block.children.slice(1).map((row) => ({
        text: cellsOf(row).filter(Boolean).join(' – '),
        place: placeOf(source, row.position!),
      }))
    return []
  })
}

/** An item's own words; what is nested below it stays below. */
export function itemOf(item: ListItem, source: Source): FacetItem {
  const own = item.children.filter((child): child is BlockContent => child.type !== 'list' && child.type !== 'code')
  const text = own
    .map((child) => plain(child))
    .join(' ')
    .trim()
  const nested = item.children.flatMap((child) => (child.type === 'list' ? child.children.map((one) => itemOf(one, source)) : []))
  const first = leadingSign.exec(text)
  const last = first ? null : trailingSign.exec(text)
  const mark = isStruck(item) ? 'present' : (boxOf(item) ?? (last ? markOfState(last[0]) : undefined))
  return {
    text: first ? text.slice(first[0].length) : last ? text.slice(0, last.index) : text,
    place: placeOf(source, item.position!),
    ...(mark && { mark }),
    ...(nested.length > 0 && { nested }),
  }
}

const leadingSign = /^(?:[✅❌✓✔✗✘☑☐⬜🚧⏳⚠])\uFE0F?\s*/u
/** "Buy the disks ✅" */
const trailingSign = /\s+[✅❌✓✔✗✘☑☐⬜🚧⏳]\uFE0F?$/u

/** What the box of an item says, else the sign at its head. */
export function boxOf(item: ListItem): FacetItem['mark'] {
  if (typeof item.checked === 'boolean') return item.checked ? 'present' : 'missing'
  const sign = leadingSign.exec(plain(item.children[0] ?? item))
  return sign ? markOfState(sign[0]) : undefined
}

/** "~~Buy the disks~~", "~~Buy the disks~~ (rented)": struck out as a whole. What takes the place of the struck words is left to do. */
function isStruck({ children: [first] }: ListItem): boolean {
  if (first?.type !== 'paragraph') return false
  const [struck, ...others] = first.children.filter((child) => child.type !== 'text' || /[\p{L}\p{N}]/u.test(child.value))
  if (struck?.type !== 'delete') return false
  const rest = plain(others as Nodes[])
  return rest === '' || /^\([^()]*\)\.?$/u.test(rest) || stateAt(rest)?.state === 'closed'
}
