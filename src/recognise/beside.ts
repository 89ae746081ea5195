/**
 * Beside: what a document enumerates next to its gaps under a heading or label that names the kind (preconditions, what is out of
 * scope, artifacts, sources, checks, assessments …), and what it says as a whole: its goal, summary, decision. What already is a gap,
 * a step of a roadmap or an action is left to those who read these; who names an item is left to `link`.
 */
import type { List, ListItem, Nodes, Paragraph, RootContent, Table } from 'mdast'
import type { Item, Place, Standing, Statement, Status, Words } from '#model'
import { contains } from '#model'
import { isComment, plain, type Source } from '#read'
import { cellsOf, inner, itemOf, placeOf, type RawField, spanning, split, within } from './fields.ts'
import { openingsOf, restOf } from './lists.ts'
import { extent, fieldFrom, isBody, placeOfWords, statusFrom } from './mention.ts'
import { pointersIn } from './roadmap.ts'
import { below, type SectionNode } from './sections.ts'
import {
  kindNamedBy,
  type Part,
  type Role,
  roleOfColumn,
  roleOfLabel,
  saysNone,
  standingOf,
  stateAt,
  statementOf,
  unnumbered,
} from './vocabulary.ts'

/** What names the kind of what follows, and the words that group it. */
interface Holder {
  kind: string
  group?: Words
  standing?: Standing
  status?: Status
  /** Where gaps are named for all that follows: "**Automation (Gap 1)**:". */
  lead?: Paragraph
}

/**
 * @param understood places of gaps, steps, actions, items and the head; what lies there is not read again
 * @param retold places of tables and lists that tell of gaps again: they say nothing as a whole
 * @param taken sections that are, or stand within, one of these
 * @returns also the places of the lines that lead in to what was read
 */
export function besideOf(
  root: SectionNode,
  source: Source,
  taken: ReadonlySet<SectionNode>,
  understood: readonly Place[],
  retold: readonly Place[],
  ids: RegExp | undefined,
): { items: Item[]; statements: Statement[]; leads: Place[] } {
  const lines = new Uint8Array(understood.reduce((most, { endLine }) => Math.max(most, endLine), 0) + 1)
  for (const { line, endLine } of understood) lines.fill(1, line, endLine + 1)
  const isFree = ({ line, endLine }: Pick<Place, 'line' | 'endLine'>): boolean => !lines.subarray(line, endLine + 1).includes(1)
  const placed = (node: Nodes): Place => placeOf(source, node.position!)
  const found: { items: Item[]; statements: Statement[]; leads: Place[] } = { items: [], statements: [], leads: [] }
  for (const section of [root, ...below(root)]) {
    if (taken.has(section)) continue
    const own = section.heading ? holderOf(section, source) : undefined
    const blocks = section.blocks.filter((block) => isBody(block) && !isComment(block))
    for (const [index, block] of blocks.entries()) {
      if (block.type === 'paragraph') {
        const numbered = own && isFree(placed(block)) ? itemsOfLines(block, own, source, ids) : []
        found.items.push(...numbered)
        if (numbered.length > 0) found.leads.push(placed(block))
        else if (isFree(placed(block)))
          for (const field of split(block, source) ?? []) {
            found.statements.push(...statementFrom(field, source))
            found.items.push(...itemsOnOneLine(field, block, source, ids))
          }
        continue
      }
      if (block.type !== 'list' && block.type !== 'table') continue
      const holder = ledBy(blocks[index - 1], own, source)
      if (!holder) continue
      const read = (
        block.type === 'table'
          ? itemsOfRows(block, holder, source, ids)
          : block.children.map((one, number) => itemOfList(block, one, number, holder, source, ids))
      ).filter(({ place, title }) => isFree(place) && !saysNone(title) && !sayings.has(roleOfLabel(title)))
      found.items.push(...read)
      if (read.length > 0 && holder.lead) found.leads.push(placed(holder.lead))
    }
    found.statements.push(
      ...statementOfSection(
        section,
        blocks,
        source,
        (node) => isFree(placed(node)) && !retold.some((place) => contains(placed(node), place)),
      ),
    )
  }
  found.statements.sort((a, b) => a.place.line - b.place.line)
  return found
}

/** "## Decision" and the prose below it, up to what is labelled; "## Gap summary" over a table of counts. */
function statementOfSection(
  { heading, text }: SectionNode,
  blocks: readonly RootContent[],
  source: Source,
  isFree: (node: Nodes) => boolean,
): Statement[] {
  const kind = heading && statementOf(unnumbered(text))
  const labelled = blocks.findIndex((block) => block.type === 'paragraph' && split(block, source))
  const own = labelled < 0 ? blocks : blocks.slice(0, labelled)
  const [first] = own
  if (!kind || !first || !isFree(first) || (first.type !== 'paragraph' && !(first.type === 'table' && kind === 'summary'))) return []
  const place = placeOf(source, extent(first.position!, own))
  return [{ kind, label: unnumbered(text), place, text: first.type === 'paragraph' ? plain(first) : '' }]
}

/**
 * The kind that a heading names, or the nearest above that names one; the heading itself is then a group of its members. What a title
 * names is the document, and below a plan or a register all else speaks of steps and gaps.
 */
function holderOf(section: SectionNode, source: Source): Holder | undefined {
  let naming: SectionNode | undefined = section
  let kind = kindNamedBy(unnumbered(section.text))
  while (naming && kind === undefined) {
    // "Missing areas" right below "Assessment" is one of its groups
    if (otherwise.has(naming.part) && !(naming === section && naming.part === 'gaps')) return undefined
    naming = naming.parent
    if (!naming?.heading || naming.heading.depth === 1) return undefined
    kind = kindNamedBy(unnumbered(naming.text))
  }
  if (kind === undefined) return undefined
  const at = section.heading!.position!
  const words = unnumbered(section.text)
  return { kind, group: { words, place: placeOfWords(source, at, words) }, ...saidOfAll(kind, section.text, at, source) }
}
/** Parts whose members are steps, actions or gaps, unless a heading within names another kind. */
const otherwise: ReadonlySet<Part | undefined> = new Set(['roadmap', 'actions', 'gaps'])

/** What a heading or a lead says of all below it: "Existing artifacts", "✅ Well-implemented areas". */
function saidOfAll(kind: string, text: string, at: NonNullable<Nodes['position']>, source: Source): Pick<Holder, 'standing' | 'status'> {
  const standing = kind === 'artifact' ? standingOf(text) : undefined
  // an open question is a question
  const state = standing || kind === 'question' ? undefined : (stateAt(text) ?? stateAt(unnumbered(text)))
  const words = text.trim()
  return {
    ...(standing && { standing: { is: standing, words, place: placeOfWords(source, at, words) } }),
    ...(state && { status: { state: state.state, words: unnumbered(text) || words, place: placeOfWords(source, at, unnumbered(text)) } }),
  }
}

/** What the line right before a list or table names, else what the headings do. */
function ledBy(before: RootContent | undefined, own: Holder | undefined, source: Source): Holder | undefined {
  if (before?.type !== 'paragraph' || before.children.length === 0) return own
  const text = plain(before)
  const strong = before.children[0]!.type === 'strong'
  const leads = /[:：]\s*$/u.test(text) || (strong && (before.children.length === 1 || (own !== undefined && text.length < 100)))
  if (!leads) return own
  const words = text
    .replace(/\s*[:：]\s*$/u, '')
    .split(/[.!?。]\s+|\n/u)
    .at(-1)!
    .trim()
  const named = kindNamedBy(words)
  const kind = named ?? own?.kind
  if (!kind) return undefined
  const at = before.position!
  // a sentence leads in; a word or four, words in bold, and those that name the kind, also group
  const groups = own === undefined || strong || named !== undefined || words.split(/\s+/).length <= 4
  return {
    ...own,
    ...(groups && saidOfAll(kind, words, at, source)),
    kind,
    ...(groups && { group: { words, place: placeOfWords(source, at, words) } }),
    lead: before,
  }
}

/** "**Metrics (Gap 2)**:" and right below it "6. …", "7. …": a list that does not begin with 1 is one paragraph to Markdown. */
function itemsOfLines(block: Paragraph, own: Holder, source: Source, ids: RegExp | undefined): Item[] {
  const { start, end } = block.position!
  const [first, ...others] = source.text.slice(start.offset, end.offset).split('\n')
  if (others.length === 0 || !/[:：][*_]*\s*$/u.test(first!) || !others.every((line) => numbered.test(line))) return []
  const words = first!
    .replace(/[*_`]/g, '')
    .replace(/\s*[:：]\s*$/u, '')
    .trim()
  const group: Words = { words, place: placeOfWords(source, block.position!, words) }
  const pointers = pointersIn([block], source, ids)
  const led = pointers.filter(({ place }) => place.line === start.line)
  let at = start.offset! + first!.length + 1
  return others.map((line): Item => {
    const from = at + numbered.exec(line)![0].length
    at += line.length + 1
    const to = from + line.slice(numbered.exec(line)![0].length).trimEnd().length
    const position = { start: source.pointAt(from), end: source.pointAt(to) }
    const place = placeOf(source, position)
    const text = within(block.children, position, source)
    const named = titleIn(text)
    const restAt = named.rest
      ? {
          start: source.pointAt(to - (source.text.slice(from, to).length - source.text.slice(from, to).indexOf(named.rest))),
          end: position.end,
        }
      : undefined
    const mine = pointers.filter((pointer) => pointer.place.line === place.line)
    return {
      kind: own.kind,
      title: named.title,
      place,
      headPlace: place,
      fields: named.rest && restAt ? [{ label: '', place: placeOf(source, restAt), text: named.rest, items: [] }] : [],
      gaps: mine.length > 0 ? mine : led,
      group,
      ...(own.status && { status: own.status }),
      ...(own.standing && { standing: own.standing }),
    }
  })
}
const numbered = /^\s*\d{1,3}[.)]\s+/

/** A name, and what is said of it after a dash or in brackets: "`src/x.ts` - the parser", "docs/plan.md (the plan)". */
function titleIn(text: string): { title: string; rest?: string } {
  const dashed = /^(.{2,90}?)\s[—–-]\s+(\S.*)$/su.exec(text)
  if (dashed) return { title: dashed[1]!, rest: dashed[2]! }
  const bracketed = /^([\w@~.-]*[/.][\w@~./*-]+)\s+(\(.+\))$/su.exec(text)
  return bracketed ? { title: bracketed[1]!, rest: bracketed[2]! } : { title: text }
}

function itemOfList(
  list: List,
  node: ListItem,
  number: number,
  { kind, group, standing, status, lead }: Holder,
  source: Source,
  ids: RegExp | undefined,
): Item {
  const { lead: opener, fields } = openingsOf(list, source)[number]!
  const { text, mark, place } = itemOf(node, source)
  const named = opener?.rest ? { title: opener.text.replace(/[\s:：—–-]+$/u, '') } : titleIn(text)
  const rest = opener?.rest ? restOf(opener, fields, node, source) : 'rest' in named && named.rest ? said(named.rest, node, source) : []
  const raw: RawField[] = [...rest, ...fields]
  const own = raw.find(({ role, at }) => role === 'status' && at)
  const marked = mark && { state: stateOfMark[mark], words: markOf(node), place: placeOfWords(source, node.position!, markOf(node)) }
  const state = (own?.at && statusFrom(own.text.replace(/[.。]$/u, ''), source, own.at)) || marked || status
  const bracket = /\((?:proposed|new|existing|planned)\)/i.exec(text)?.[0]
  const ownStanding = bracket ? standingOf(bracket) : undefined
  const gaps = pointersIn([node] as RootContent[], source, ids)
  return {
    kind,
    title: named.title,
    place,
    headPlace: opener?.rest || node.children.length > 1 ? placeOf(source, opener?.at ?? node.position!) : place,
    fields: raw.flatMap((field) => fieldFrom(field, source) ?? []),
    gaps: gaps.length > 0 || !lead ? gaps : pointersIn([lead], source, ids),
    ...(group && { group }),
    ...(state && { status: state }),
    ...(ownStanding
      ? { standing: { is: ownStanding, words: bracket!.slice(1, -1), place: placeOfWords(source, node.position!, bracket!) } }
      : standing && { standing }),
  }
}

/** The last words of an item's first paragraph, as a field without a label. */
function said(words: string, node: ListItem, source: Source): RawField[] {
  const { position } = node.children[0]!
  const at = source.text.lastIndexOf(words, position!.end.offset!)
  // marks within the words: the whole stands for them
  if (at < position!.start.offset!) return [{ label: '', at: position!, text: words, blocks: [] }]
  return [{ label: '', at: { start: source.pointAt(at), end: source.pointAt(at + words.length) }, text: words, blocks: [] }]
}

const stateOfMark = { present: 'closed', missing: 'open', partial: 'partial' } as const
/** The sign or box that an item bears, as written. */
const markOf = (node: ListItem): string =>
  typeof node.checked === 'boolean' ? (node.checked ? '[x]' : '[ ]') : (/^\P{L}\uFE0F?/u.exec(plain(node).trim())?.[0] ?? '')

/** Labels and columns that say how a thing stands, and name none. */
const sayings: ReadonlySet<Role | undefined> = new Set(['id', 'severity', 'status', 'effort', 'owner', 'date'])

/** The rows of a table, each an item by its first cell that says more than a number; the other cells are fields under their heads. */
function itemsOfRows(table: Table, { kind, group, standing, lead }: Holder, source: Source, ids: RegExp | undefined): Item[] {
  const [head, ...rows] = table.children
  const heads = cellsOf(head!)
  return rows.flatMap((row) => {
    const cells = cellsOf(row)
    // what a row is about stands in the first cell that says more than a number or how it stands
    const first = cells.findIndex((cell, index) => /\p{L}/u.test(cell) && !sayings.has(roleOfColumn(heads[index] ?? '')))
    const named = first >= 0 ? first : cells.findIndex((cell) => /\p{L}/u.test(cell))
    if (named < 0 || row.position!.start.line === head!.position!.start.line) return []
    const fields: RawField[] = row.children.flatMap((cell, index) => {
      const at = inner(cell)
      return index === named || !at || !cells[index] ? [] : [{ label: heads[index] ?? '', at, text: cells[index]!, blocks: [] }]
    })
    const headed = heads.findIndex((one) => roleOfColumn(one) === 'status')
    // a cell that holds nothing but a sign says how it stands, whatever its head is
    const state = headed >= 0 ? headed : cells.findIndex((cell) => /^[^\p{L}\p{N}]{1,3}$/u.test(cell) && stateAt(cell))
    const at = state >= 0 && row.children[state] ? inner(row.children[state]!) : undefined
    const status = at && statusFrom(cells[state] ?? '', source, at)
    const gaps = pointersIn(row.children as unknown as RootContent[], source, ids)
    const nameAt = inner(row.children[named]!)!
    return {
      kind,
      title: cells[named]!,
      place: placeOf(source, row.position!),
      headPlace: placeOf(source, nameAt),
      fields: fields.flatMap((field) => fieldFrom(field, source) ?? []),
      gaps: gaps.length > 0 || !lead ? gaps : pointersIn([lead], source, ids),
      ...(group && { group }),
      ...(standing && { standing }),
      ...(status && { status }),
    }
  })
}

/** "**Quick wins**: Gaps 2 and 6 (little effort)": one item, said on its label's line. */
function itemsOnOneLine(field: RawField, block: Paragraph, source: Source, ids: RegExp | undefined): Item[] {
  const kind = field.label ? kindNamedBy(field.label) : undefined
  if (!kind || !field.at || !field.text || field.blocks.length > 0) return []
  const place = placeOf(source, field.labelAt ? spanning(field.labelAt, field.at) : field.at)
  const { line, endLine } = place
  return [
    {
      kind,
      title: field.text,
      place,
      headPlace: place,
      fields: [],
      gaps: pointersIn([block], source, ids).filter(({ place: at }) => at.line >= line && at.line <= endLine),
      ...(field.labelAt && { group: { words: field.label, place: placeOf(source, field.labelAt) } }),
    },
  ]
}

/** "**Recommendation:** write a companion document": said on its label's line. */
function statementFrom(field: RawField, source: Source): Statement[] {
  const kind = field.label ? statementOf(field.label) : undefined
  if (!kind || !field.at || !field.text) return []
  return [{ kind, label: field.label, place: placeOf(source, field.at), text: field.text }]
}
