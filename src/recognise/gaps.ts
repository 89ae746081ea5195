/**
 * Gaps: which sections, rows and items of a document enumerate gaps. Each candidate is weighed by named signals;
 * a second series of another kind (inconsistencies, directives …) gives items, not gaps.
 * What a mention then says is read in `mention.ts`; joining mentions is left to `link`.
 */
import type { List, ListItem, RootContent, Table, TableRow } from 'mdast'
import type { Position } from 'unist'
import type { Item, Mention, Severity, Signal, Status, Words } from '#model'
import { plain, type Source } from '#read'
import { inner, itemOf, placeOf, type RawField, readFields, spanning } from './fields.ts'
import { type Heading, readHeading } from './heading.ts'
import { extent, fieldFrom, mentionFrom, placeOfWords } from './mention.ts'
import { idPattern } from './references.ts'
import { above, below, contents, partAbove, type SectionNode } from './sections.ts'
import { levelAt, type Part, phaseWord, type Role, roleOfColumn, roleOfLabel, stateAt } from './vocabulary.ts'

/** A signal with its reason; what it notes of a candidate is a number of times it counts, 0 for not at all. */
export interface SignalKind<Candidate> {
  name: string
  weight: number
  /** Why people write so. */
  why: string
  count: (candidate: Candidate) => number
}

interface SectionCandidate {
  section: SectionNode
  siblings: readonly SectionNode[]
  part: Part | undefined
  fields: readonly RawField[]
}

const facetRoles: ReadonlySet<string> = new Set([
  'problem',
  'currentState',
  'targetState',
  'impact',
  'evidence',
  'requiredWork',
  'missing',
  'present',
  'acceptanceCriteria',
  'rootCause',
  'artifacts',
  'paths',
  'dependencies',
])
/** A heading such as "Current State" with nothing below it is a field of the section above. */
const isLabelling = ({ text, children }: SectionNode): boolean => children.length === 0 && facetRoles.has(roleOfLabel(text) ?? '')
const labels = (fields: readonly RawField[]) =>
  new Set(fields.flatMap(({ role, label }) => (role && label && facetRoles.has(role) ? [role] : [])))

/** Parts of a document that hold other things than gaps. */
const otherParts: ReadonlySet<Part> = new Set([
  'actions',
  'roadmap',
  'directives',
  'done',
  'criteria',
  'reference',
  'scale',
  'questions',
  'principles',
])
/** Parts whose members are of another kind when the document has gaps beside them. */
const otherKinds: Partial<Record<Part, string>> = {
  inconsistencies: 'inconsistency',
  risks: 'risk',
  questions: 'question',
  directives: 'directive',
  principles: 'principle',
}

const sectionSignals: readonly SignalKind<SectionCandidate>[] = [
  {
    name: 'gap-word',
    weight: 4,
    why: 'a heading that says "Gap 3" means one',
    count: ({ section }) => Number(section.read.idWord !== undefined),
  },
  {
    name: 'lettered-id',
    weight: 3,
    why: 'what one gives an id, one wants to be found',
    count: ({ section }) => Number(section.read.id !== undefined && /\p{L}/u.test(section.read.id) && !section.read.idWord),
  },
  {
    name: 'numbered-alike',
    weight: 1,
    why: 'members of an enumeration are numbered',
    count: ({ section, siblings }) =>
      Number(section.read.number !== undefined && siblings.filter(({ read }) => read.number !== undefined).length > 1),
  },
  {
    name: 'gap-part',
    weight: 2,
    why: 'a heading above announces gaps; the title of a document announces less',
    count: ({ section, part }) =>
      part === 'gaps' || part === 'inconsistencies' || part === 'risks'
        ? section.level === 2 && section.parent!.parent?.children.length === 1
          ? 0.5
          : 1
        : 0,
  },
  {
    name: 'facets',
    weight: 1,
    why: 'gaps are described by problem, impact, evidence, work',
    count: ({ fields }) => Math.min(2, labels(fields).size),
  },
  {
    name: 'severity-mark',
    weight: 2,
    why: 'only what is wrong has a severity',
    count: ({ section, fields }) =>
      Number(section.read.severity !== undefined || fields.some(({ role, text }) => role === 'severity' && levelAt(text))),
  },
  {
    name: 'severity-group',
    weight: 1,
    why: 'gaps are grouped by severity',
    count: ({ section }) => Number([...above(section)].some(({ text }) => groupLevel(text))),
  },
  {
    name: 'open-mark',
    weight: 1,
    why: 'what is missing or partial is a gap',
    count: ({ section, fields }) =>
      Number(
        ['open', 'partial'].includes(stateAt(section.read.status ?? '')?.state ?? '') ||
          fields.some(({ role, text }) => role === 'status' && ['open', 'partial'].includes(stateAt(text)?.state ?? '')),
      ),
  },
  {
    name: 'other-part',
    weight: -4,
    why: 'steps, directives, criteria and sources stand beside gaps',
    count: ({ part }) => Number(part !== undefined && otherParts.has(part)),
  },
  {
    name: 'phase',
    weight: -6,
    why: 'a step of a roadmap is not a gap',
    count: ({ section }) => Number(phaseWord.test(section.read.title) || phaseWord.test(section.text)),
  },
  {
    name: 'label',
    weight: -4,
    why: 'a heading such as "Impact" is a field of what stands above it',
    count: ({ section }) => Number(roleOfLabel(section.text) !== undefined && section.read.id === undefined),
  },
  {
    name: 'groups',
    weight: -3,
    why: 'a heading over headings groups them',
    count: ({ section }) => Number(section.children.length > 0 && section.read.id === undefined && !section.children.some(isLabelling)),
  },
  {
    name: 'names-a-part',
    weight: -2,
    why: '"Findings" or "Missing Features" announces gaps and is none',
    count: ({ section }) =>
      Number(
        section.read.id === undefined &&
          section.part !== undefined &&
          section.read.severity === undefined &&
          /s\b|\p{Script=Han}/u.test(section.read.title) &&
          section.read.title.split(' ').length < 5,
      ),
  },
  {
    name: 'empty',
    weight: -2,
    why: 'a gap says something',
    count: ({ section }) => Number(section.blocks.length === 0 && section.children.length === 0),
  },
]
const sectionThreshold = 3

interface RowCandidate {
  roles: readonly (Role | undefined)[]
  heads: readonly string[]
  rows: readonly TableRow[]
  section: SectionNode
  part: Part | undefined
}
const tableSignals: readonly SignalKind<RowCandidate>[] = [
  {
    name: 'gap-column',
    weight: 2,
    why: 'a column named "Gap" or "Issue" lists gaps',
    count: ({ heads }) =>
      Number(heads.some((head) => /\b(gap|issue|missing|finding|problem|deficien)/i.test(head) && !/#|count|total/i.test(head))),
  },
  { name: 'title-column', weight: 1, why: 'a register names what it lists', count: ({ roles }) => Number(roles.includes('title')) },
  { name: 'id-column', weight: 1, why: 'a register numbers what it lists', count: ({ roles }) => Number(roles.includes('id')) },
  {
    name: 'severity-column',
    weight: 2,
    why: 'only what is wrong has a severity',
    count: ({ roles }) => Number(roles.includes('severity')),
  },
  {
    name: 'status-column',
    weight: 1.5,
    why: 'a comparison says what is there and what is not',
    count: ({ roles }) => Number(roles.includes('status')),
  },
  {
    name: 'facet-columns',
    weight: 1,
    why: 'columns such as "Impact" describe gaps',
    count: ({ roles }) => Math.min(2, new Set(roles.filter((role) => role && facetRoles.has(role))).size),
  },
  { name: 'gap-part', weight: 2, why: 'a heading above announces gaps', count: ({ part }) => Number(part === 'gaps') },
  {
    name: 'other-part',
    weight: -3,
    why: 'steps, sources and legends are tables too',
    count: ({ part }) => Number(part !== undefined && otherParts.has(part)),
  },
  {
    name: 'counts',
    weight: -5,
    why: 'a table of numbers counts gaps and lists none',
    count: ({ rows, roles }) => {
      const cells = rows.flatMap(({ children }) =>
        children
          .slice(1)
          .map((cell) => plain(cell))
          .filter((_, index) => !['effort', 'status', 'id'].includes(roles[index + 1] ?? '')),
      )
      return Number(cells.length > 0 && cells.filter((cell) => /^[\d.,%~ ]+$/.test(cell)).length * 2 > cells.length)
    },
  },
]
const tableThreshold = 3.5

function weigh<Candidate>(kinds: readonly SignalKind<Candidate>[], candidate: Candidate): { sum: number; signals: Signal[] } {
  const signals = kinds.flatMap(({ name, weight, why, count }) => {
    const times = count(candidate)
    return times > 0 ? [{ name, weight: weight * times, note: why }] : []
  })
  return { sum: signals.reduce((sum, { weight }) => sum + weight, 0), signals }
}

/** "🔴 CRITICAL GAPS", "P1 — Should fix", "High Priority": a level for all that stand below. */
export function groupLevel(text: string): { words: string } | undefined {
  const bare = text.replace(/^(?:\d+(?:\.\d+)*[.)]?\s+)?/, '')
  const found = levelAt(bare)
  if (!found || !/\p{L}/u.test(found.words)) return found && /gap|issue|finding|priorit/i.test(text) ? { words: found.words } : undefined
  const rest = bare.slice(bare.indexOf(found.words) + found.words.length)
  return /^\s*(?:$|[—–:(-]|(?:priority|severity|impact|risk|implementation|missing)?\s*(?:gaps?|issues?|findings?|items?|problems?|priority|severity|blockers?|defects?)?\s*(?:$|[—–:(-]))/iu.test(
    rest,
  )
    ? { words: found.words }
    : undefined
}

interface Enumeration {
  mentions: Mention[]
  items: Item[]
  /** Sections that are gaps or stand within one. */
  taken: Set<SectionNode>
}

export function gapsOf(root: SectionNode, source: Source): Enumeration {
  const accepted: { section: SectionNode; sum: number; signals: Signal[]; fields: RawField[] }[] = []
  const others: { section: SectionNode; kind: string }[] = []
  const taken = new Set<SectionNode>()
  const consider = (section: SectionNode): void => {
    const part = partAbove(section)
    const fields = section.heading ? readFields(ownBlocks(section), source) : []
    const { sum, signals } = section.heading
      ? weigh(sectionSignals, { section, siblings: section.parent!.children, part, fields })
      : { sum: 0, signals: [] }
    const kind = part && otherKinds[part]
    if (sum >= sectionThreshold && kind !== 'directive') {
      if (kind) others.push({ section, kind })
      accepted.push({ section, sum, signals, fields })
      taken.add(section)
      for (const inner of below(section)) taken.add(inner)
      return
    }
    if (kind === 'directive' && section.read.id !== undefined) {
      others.push({ section, kind })
      taken.add(section)
      return
    }
    for (const child of section.children) consider(child)
  }
  consider(root)

  // a second series is of another kind only when there are gaps beside it
  const otherSections = new Set(others.map(({ section }) => section))
  const first = accepted.filter(({ section }) => !otherSections.has(section))
  // beside a series with ids and facets, what only stands in the right place is narrative
  const best = Math.max(0, ...first.map(({ sum }) => sum))
  const gaps = first.length > 0 ? first.filter(({ sum }) => sum * 2 >= best) : accepted
  for (const { section } of first)
    if (!gaps.some((gap) => gap.section === section)) for (const inner of [section, ...below(section)]) taken.delete(inner)
  const beside = others.filter(({ section, kind }) => kind === 'directive' || (first.length > 0 && otherSections.has(section)))
  const ids = idPattern(gaps.flatMap(({ section }) => section.read.id ?? []))

  const holders = new Set(gaps.flatMap(({ section }) => [...above(section)]))
  const mentions = gaps.map(({ section, signals, fields }) => {
    const blocks = [...contents(section)]
    const headAt = section.heading!.position!
    const mention = mentionFrom(
      {
        kind: 'section',
        heading: section.read,
        place: placeOf(source, extent(headAt, blocks)),
        headAt,
        fields: section.children.length > 0 ? readFields(blocks, source) : fields,
        nodes: [section.heading!, ...blocks],
        series: `section:${section.parent!.heading?.position?.start.line ?? 0}`,
        founds: true,
        group: groupOf(section, source, holders),
        struck: section.heading!.children.length > 0 && section.heading!.children.every(({ type }) => type === 'delete'),
      },
      source,
      ids,
    )
    return { ...mention, signals }
  })
  mentions.push(...tablesOf(root, source, taken, mentions, holders))
  if (!mentions.some(({ founds }) => founds)) mentions.push(...listsOf(root, source, taken))
  return { mentions, items: beside.map(({ section, kind }) => itemFrom(section, kind, source)), taken }
}

/** The blocks of a section and of those headings below it that only label its fields. */
function ownBlocks(section: SectionNode): RootContent[] {
  return section.children.some(isLabelling) ? [...contents(section)] : section.blocks
}

function itemFrom(section: SectionNode, kind: string, source: Source): Item {
  const blocks = [...contents(section)]
  const headAt = section.heading!.position!
  const id = section.read.id ?? section.read.number
  return {
    kind,
    ...(id && { id }),
    title: section.read.title,
    place: placeOf(source, extent(headAt, blocks)),
    headPlace: placeOf(source, headAt),
    fields: readFields(blocks, source).flatMap((raw) => fieldFrom(raw, source) ?? []),
    gaps: [],
  }
}

/** What the headings above say of all that stand below them: a level, a state, a category. */
function groupOf(
  section: SectionNode,
  source: Source,
  holders: ReadonlySet<SectionNode>,
): { severity?: Severity; status?: Status; category?: Words } {
  const group: { severity?: Severity; status?: Status; category?: Words } = {}
  for (const one of above(section)) {
    const at = one.heading!.position!
    const level = groupLevel(one.text)
    if (level && !group.severity) {
      const place = placeOfWords(source, at, level.words)
      group.severity = { level: levelAt(level.words)!.level, words: level.words, place, from: one.text }
    }
    // a heading groups by subject when another beside it does too: "Identified Gaps" alone says nothing of a gap
    const beside = one.parent!.children.filter((other) => holders.has(other))
    if (!level && !group.category && beside.length > 1) {
      const words = one.text.replace(/^[^\p{L}\p{N}]+/u, '').replace(/^\d+(?:\.\d+)*[.)]?\s+/, '')
      group.category = { words, place: placeOfWords(source, at, words) }
    }
  }
  return group
}

function tablesOf(
  root: SectionNode,
  source: Source,
  taken: ReadonlySet<SectionNode>,
  sections: readonly Mention[],
  holders: Set<SectionNode>,
): Mention[] {
  const knownIds = new Set(sections.flatMap(({ id }) => (id ? [id.toLowerCase()] : [])))
  const ids = idPattern(sections.flatMap(({ id }) => id ?? []))
  const registers = [root, ...below(root)].flatMap((section) =>
    taken.has(section)
      ? []
      : section.blocks.flatMap((block) =>
          block.type === 'table' && block.children.length > 1 ? (registerOf(block, section, knownIds, sections.length) ?? []) : [],
        ),
  )
  for (const { section, founds } of registers) if (founds) for (const one of [section, ...above(section)]) if (one.heading) holders.add(one)
  return registers.flatMap((register) => rowsOf(register, source, ids, holders))
}

/** A table that enumerates gaps, or restates those that sections enumerate. */
interface Register {
  table: Table
  section: SectionNode
  heads: string[]
  roles: (Role | undefined)[]
  idColumn: number
  titleColumn: number
  founds: boolean
  restates: boolean
  signals: Signal[]
}

function registerOf(table: Table, section: SectionNode, known: ReadonlySet<string>, sections: number): Register | undefined {
  const [head, ...rows] = table.children as [TableRow, ...TableRow[]]
  const heads = head.children.map((cell) => plain(cell))
  const roles = heads.map((text) => roleOfColumn(text))
  const idColumn = roles.indexOf('id')
  const titleColumn = titleOf(roles, heads, idColumn)
  const part = section.part ?? partAbove(section)
  const { sum, signals } = weigh(tableSignals, {
    roles: roles.map((role, index) => (index === titleColumn ? 'title' : role)),
    heads,
    rows,
    section,
    part,
  })
  const restates =
    sections > 0 && idColumn >= 0 && rows.filter((row) => known.has(bare(plain(row.children[idColumn] ?? [])))).length * 2 > rows.length
  const founds = sum >= tableThreshold && titleColumn >= 0
  const counts = signals.some(({ name }) => name === 'counts')
  return restates || (founds && !counts) ? { table, section, heads, roles, idColumn, titleColumn, founds, restates, signals } : undefined
}

function rowsOf(
  { table, section, heads, roles, idColumn, titleColumn, founds, restates, signals }: Register,
  source: Source,
  ids: RegExp | undefined,
  holders: ReadonlySet<SectionNode>,
): Mention[] {
  const group = groupWithin(section, source, holders)
  return table.children.slice(1).flatMap((row) => {
    const texts = row.children.map((cell) => plain(cell))
    const title = readHeading(texts[titleColumn] ?? '')
    const id = idColumn >= 0 ? bareId(texts[idColumn] ?? '') : undefined
    if (/^(grand )?total\b|^sum\b|^合计|^gesamt/i.test(title.title) || (!title.title && !id)) return []
    const { number: _, ...named } = title
    const heading: Heading = { ...named, ...(id ? { id } : {}), title: titleColumn >= 0 ? title.title : '' }
    const state = texts.map((text, index) => (roles[index] === 'status' ? stateAt(text)?.state : undefined)).find(Boolean)
    if (state === 'closed' && !signals.some(({ name }) => name === 'gap-column') && !restates) return []
    const titleCell = titleColumn >= 0 ? row.children[titleColumn] : undefined
    const mention = mentionFrom(
      {
        kind: 'row',
        heading,
        place: placeOf(source, row.position!),
        headAt: (titleCell && inner(titleCell)) ?? row.position!,
        fields: cellFields(row, heads, roles, [idColumn, titleColumn]),
        nodes: row.children,
        series: `table:${table.position!.start.line}`,
        founds,
        group,
        struck: titleCell?.children.some(({ type }) => type === 'delete') ?? false,
      },
      source,
      ids,
    )
    return [{ ...mention, signals }]
  })
}

/** What a section and those above it give to the rows and items within it. */
function groupWithin(section: SectionNode, source: Source, holders: ReadonlySet<SectionNode>): ReturnType<typeof groupOf> {
  if (!section.heading) return {}
  const inside: SectionNode = {
    text: '',
    read: { title: '' },
    part: undefined,
    parent: section,
    children: [],
    blocks: [],
    level: section.level + 1,
  }
  return groupOf(inside, source, holders)
}

const bare = (id: string) =>
  id
    .toLowerCase()
    .replace(/^gap\s*#?/, '')
    .replace(/^[#\s]+|[\s.]+$/g, '')
const bareId = (text: string): string | undefined => {
  const words = text
    .replace(/^(?:gap|issue)\s+#?(?=\S)/i, '')
    .replace(/^#(?=\d)/, '')
    .trim()
  return words && words.length <= 24 && /[\p{L}\p{N}]/u.test(words) && !/\s.*\s/.test(words) ? words : undefined
}

/** The column that names the rows: a known title column, else the first that is neither an id nor a mark. */
function titleOf(roles: readonly (Role | undefined)[], heads: readonly string[], idColumn: number): number {
  const gap = heads.findIndex((head, index) => roles[index] === 'title' && /gap|issue|finding|missing/i.test(head))
  if (gap >= 0) return gap
  const titled = roles.indexOf('title')
  if (titled >= 0) return titled
  const problem = roles.indexOf('problem')
  if (problem >= 0) return problem
  const first = roles.findIndex((role, index) => index !== idColumn && (role === undefined || role === 'category'))
  return first === (idColumn >= 0 ? 1 : 0) && roles.some((role) => role === 'severity' || role === 'status') ? first : -1
}

function cellFields(row: TableRow, heads: readonly string[], roles: readonly (Role | undefined)[], taken: readonly number[]): RawField[] {
  const measured = roles.includes('metrics')
  return row.children.flatMap((cell, index) => {
    const at = inner(cell)
    if (taken.includes(index) || !at || /^[-–—]?$/.test(plain(cell))) return []
    const role = measured && roles[index] === 'targetState' ? 'metrics' : roles[index]
    const field: RawField = { label: heads[index] ?? '', ...(role && { role }), at, text: plain(cell), blocks: [] }
    // one cell is one statement: in a facet of items it is the item
    if (role === 'metrics' || role === 'acceptanceCriteria' || role === 'requiredWork')
      field.blocks = [
        {
          type: 'list',
          position: at,
          children: [{ type: 'listItem', position: at, children: [{ type: 'paragraph', position: at, children: cell.children }] }],
        } as List,
      ]
    if (field.blocks.length > 0) field.text = ''
    return [field]
  })
}

/** Lists whose items are gaps: only where nothing else in the document enumerates any. */
function listsOf(root: SectionNode, source: Source, taken: ReadonlySet<SectionNode>): Mention[] {
  const found: Mention[] = []
  for (const section of [root, ...below(root)]) {
    const part = section.part ?? partAbove(section)
    if (taken.has(section) || part !== 'gaps') continue
    for (const block of section.blocks) if (block.type === 'list') found.push(...itemsAsGaps(block, section, source))
  }
  return found
}

function itemsAsGaps(list: List, section: SectionNode, source: Source): Mention[] {
  return list.children.flatMap((item) => {
    const lead = leadOf(item)
    if (!lead) return []
    const { number: _, ...heading } = readHeading(lead.text)
    const fields = [
      ...(lead.rest
        ? [
            {
              label: '',
              at: lead.rest,
              text: plain(item.children[0]!)
                .slice(lead.text.length)
                .replace(/^[\s:：–—-]+/u, ''),
              blocks: [],
            },
          ]
        : []),
      ...readFields(item.children.slice(1) as RootContent[], source),
    ]
    const mention = mentionFrom(
      {
        kind: 'item',
        heading,
        place: placeOf(source, item.position!),
        headAt: lead.at,
        fields,
        nodes: item.children,
        series: `list:${list.position!.start.line}`,
        founds: true,
        group: groupWithin(section, source, new Set()),
      },
      source,
    )
    const state = itemOf(item, source).mark
    return state === 'present'
      ? []
      : [{ ...mention, signals: [{ name: 'gap-list', weight: 3, note: 'the list stands under a heading that announces gaps' }] }]
  })
}

/** The words that open an item: its bold lead, else its first paragraph. */
function leadOf(item: ListItem): { text: string; at: Position; rest?: Position } | undefined {
  const [first] = item.children
  if (first?.type !== 'paragraph') return undefined
  const strong = first.children[0]
  if (strong?.type !== 'strong') return { text: plain(first), at: first.position! }
  const rest = first.children.slice(1)
  return {
    text: plain(strong),
    at: strong.position!,
    ...(rest.length > 0 && { rest: spanning(rest[0]!.position!, rest.at(-1)!.position!) }),
  }
}
