/**
 * Tables: registers of gaps, and tables that restate what sections enumerate. A row is a mention; its columns are its fields.
 * Joining rows with sections is left to `link`.
 */
import type { List, Table, TableCell, TableRow } from 'mdast'
import type { Position } from 'unist'
import type { Mention, NearMiss, Severity, Signal, State, Status, Words } from '#model'
import { plain, type Source } from '#read'
import { cellsOf, inner, placeOf, type RawField, spanning, within } from './fields.ts'
import { groupWithin } from './groups.ts'
import { type Heading, readHeading, withoutLoneIds } from './heading.ts'
import { type Restates, restating } from './likeness.ts'
import { mentionFrom, placeOfWords, severityFrom, statusFrom } from './mention.ts'
import { once } from './once.ts'
import { idPattern } from './references.ts'
import { above, below, partAbove, type SectionNode } from './sections.ts'
import { asked, tableSignals, thresholds, weigh } from './signals.ts'
import { levelAt, type Role, roleOfColumn, saysNone, stateAt } from './vocabulary.ts'

export function tablesOf(
  root: SectionNode,
  source: Source,
  taken: ReadonlySet<SectionNode>,
  sections: readonly Mention[],
  holders: Set<SectionNode>,
  nearMisses: NearMiss[],
): Mention[] {
  const tables = [root, ...below(root)].flatMap((section) =>
    taken.has(section)
      ? []
      : section.blocks.flatMap((table) =>
          table.type === 'table' && table.children.length > 1 && section.wishOf?.(table) !== 'not a gap' ? [weighed(table, section)] : [],
        ),
  )
  const own = sections.flatMap(({ id }) => id ?? [])
  const ownIds = wordsById(sections)
  // beside gaps with sections or ids of their own, a table without ids must say by itself that it holds more of them
  const numbered = tables.some(
    ({ sum, idColumn, titleColumn, rows }) => sum >= thresholds.table && titleColumn >= 0 && idColumn >= 0 && rows.length > 2,
  )
  const asks = ({ idColumn }: { idColumn: number }) =>
    thresholds.table + (idColumn < 0 && (numbered || sections.filter(({ founds }) => founds).length > 2) ? thresholds.besideTable : 0)
  const saysTheSame = restating(sections.map(({ title }) => title))
  const first = tables.map((table) => registerOf(table, ownIds, sections, saysTheSame, asks(table)))
  // a resolution log bears the numbers of a register that stands before it
  const listed = first.flatMap((register) => (register?.founds ? namedIn(register) : []))
  const known = wordsById([...sections, ...listed])
  const ids = idPattern([...own, ...listed.map(({ id }) => id)])
  const second = tables.map((table, index) => first[index] ?? registerOf(table, known, sections, saysTheSame, asks(table)))
  const registers = second.flatMap((register) => register ?? [])
  tables.forEach((weight, index) => {
    const { table, heads, sum, signals } = weight
    if (second[index]) return
    if (signals.some(({ weight }) => weight > 0))
      nearMisses.push({
        kind: 'table',
        title: heads.join(' | '),
        place: placeOf(source, table.position!),
        signals,
        lacks: `${sum} of ${asks(weight)}`,
      })
  })
  for (const { section, founds } of registers) if (founds) for (const one of [section, ...above(section)]) if (one.heading) holders.add(one)
  return registers.flatMap((register) => rowsOf(register, source, ids, holders))
}

type Texts = readonly (readonly string[])[]

/** A table that enumerates gaps, or restates those that sections enumerate. */
interface Register {
  table: Table
  section: SectionNode
  heads: readonly string[]
  /** Below the head, without those that only head others. */
  rows: readonly TableRow[]
  /** The cell that heads a row, where one does. */
  heading: ReadonlyMap<TableRow, TableCell>
  /** What the cells of its rows say. */
  texts: Texts
  roles: (Role | undefined)[]
  idColumn: number
  titleColumn: number
  founds: boolean
  restates: boolean
  signals: Signal[]
  /** Whether comments ask for some of its rows, and nothing speaks for the others. */
  only?: boolean
}

/** Kept by section and not by table: a section is of one reading, while the tree may be read again under other weights. */
const weighedIn = once((_: SectionNode) => new Map<Table, ReturnType<typeof weighedAnew>>())
export function weighed(table: Table, section: SectionNode) {
  const known = weighedIn(section)
  const found = known.get(table) ?? weighedAnew(table, section)
  known.set(table, found)
  return found
}

/** What a table's columns are, and what speaks for and against its rows being gaps. */
function weighedAnew(table: Table, section: SectionNode) {
  const { rows, heading } = grouped(table)
  const heads = cellsOf(table.children[0]!)
  const texts = rows.map(cellsOf)
  // a column "Gap" that holds only ids, beside one of titles, is a column of ids
  const roles = heads.map((text, index) => {
    const role = roleOfColumn(text)
    const column = texts.map((cells) => cells[index] ?? '')
    // figures are no states, and names are no ids
    if (role === 'status' && column.filter((cell) => /^[\d.,/ ]+$/.test(cell)).length * 2 > column.length) return undefined
    if (role === 'id' && /^(?:key|ref)$/iu.test(text) && column.filter((cell) => /\d/.test(cell)).length * 2 < column.length)
      return heads.some((other) => roleOfColumn(other) === 'title') ? undefined : 'title'
    if (role !== 'title' || heads.length < 3) return role
    return column.every((text) => !/\p{L}{2}.*\p{L}{2}/u.test(text) && bareId(text) !== undefined) ? 'id' : role
  })
  const said = roles.indexOf('status') < 0 ? stateColumn(texts, heads, roles) : -1
  if (said >= 0) roles[said] = 'status'
  const idColumn = roles.indexOf('id')
  const lack = lackColumn(texts, heads, roles, idColumn)
  if (lack >= 0) roles[lack] = 'missing'
  const part = section.part ?? partAbove(section)
  const titleColumn = titleOf(
    roles,
    heads,
    idColumn,
    (lack >= 0 && idColumn !== 0) ||
      (part === 'gaps' && rows.filter(({ children }) => children[0]?.children[0]?.type === 'strong').length * 2 > rows.length),
    [table, ...rows].some((node) => section.wishOf?.(node) === 'gap') || (section.part === 'gaps' && section.heading?.depth !== 1),
  )
  const weight = weigh(tableSignals, {
    roles: roles.map((role, index) => (index === titleColumn ? 'title' : role)),
    titleColumn,
    heads,
    rows,
    texts,
    section,
    part,
  })
  return { ...weight, table, section, rows, heading, texts, heads, roles, idColumn, titleColumn }
}

/** Rows of a table without those that only head others: "| **Sign-in** | | |". @returns also what heads each */
function grouped(table: Table): { rows: TableRow[]; heading: Map<TableRow, TableCell> } {
  const rows: TableRow[] = []
  const heading = new Map<TableRow, TableCell>()
  let head: TableCell | undefined
  const all = table.children.slice(1)
  const width = table.children[0]!.children.length
  const alone = new Set(
    all.filter(({ children }) => {
      const [first, ...others] = children
      const [opens] = first?.children ?? []
      return width > 2 && opens?.type === 'strong' && first!.children.length === 1 && others.every((cell) => !plain(cell))
    }),
  )
  for (const row of all)
    if (alone.has(row) && alone.size < all.length) head = row.children[0]!
    else {
      rows.push(row)
      if (head) heading.set(row, head)
    }
  return { rows, heading }
}

function registerOf(
  weight: ReturnType<typeof weighed>,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  sections: readonly Mention[],
  saysTheSame: Restates,
  asks: number,
): Register | undefined {
  const { table, section, sum, signals, rows, heading, texts, heads, roles, idColumn, titleColumn } = weight
  const restates =
    (idColumn >= 0 &&
      texts.filter((cells) => means(known, heads[idColumn]!, cells, roles, idColumn, titleColumn)).length * 2 > rows.length) ||
    // all of them, in their order, in fewer words
    (sections.length > 1 &&
      sections.length === rows.length &&
      titleColumn >= 0 &&
      texts.every((cells, index) => shortens(cells[titleColumn] ?? '', sections[index]!.title)))
  const whole = section.wishOf?.(table) === 'gap'
  const only = !whole && sum < asks && rows.some((row) => section.wishOf?.(row) === 'gap')
  const wished = whole || only
  const registers = (sum >= asks || wished) && titleColumn >= 0
  const retells = registers && saysTheSame(texts.map((cells) => cells[titleColumn] ?? ''))
  const founds = registers && (wished || !retells)
  const counts = signals.some(({ name }) => name === 'counts')
  return restates || (registers && (wished || !counts))
    ? {
        table,
        section,
        heads,
        rows,
        heading,
        texts,
        roles,
        idColumn,
        titleColumn,
        founds,
        restates: restates || (retells && !wished),
        signals: wished ? [...signals, asked] : signals,
        ...(only && { only }),
      }
    : undefined
}

/**
 * The rows of a table that enumerates nothing, each read as if it named a gap: for those that do.
 * @param wanted whether a title is one to read on for; few are
 */
export function rowMentions(
  table: Table,
  section: SectionNode,
  source: Source,
  holders: ReadonlySet<SectionNode>,
  wanted: (title: string) => boolean,
): Mention[] {
  if (table.children.length < 2) return []
  const { rows, heading, texts, heads, roles, idColumn, titleColumn: known, signals } = weighed(table, section)
  const wordy = heads.findIndex(
    (_, index) =>
      index !== idColumn &&
      !['severity', 'status', 'effort', 'owner', 'date', 'phase'].includes(roles[index] ?? '') &&
      texts.some((cells) => /\p{L}{3}/u.test(cells[index] ?? '')),
  )
  const titleColumn = known >= 0 ? known : wordy
  if (titleColumn < 0 || signals.some(({ name }) => name === 'counts')) return []
  return rowsOf(
    { table, section, heads, rows, heading, texts, roles, idColumn, titleColumn, founds: false, restates: true, signals: [] },
    source,
    undefined,
    holders,
    wanted,
  )
}

/** "Feature | Current state | Gap": beside what is there, the last column says what is missing of what the first one names. */
function lackColumn(texts: Texts, heads: readonly string[], roles: readonly (Role | undefined)[], idColumn: number): number {
  const first = idColumn === 0 ? 1 : 0
  const gap = heads.findIndex(
    (head, index) =>
      index > first &&
      /\bgaps?\b|\bmissing\b|差距|缺失|\bécart|\bbrecha|\blacuna|\blücke/iu.test(head) &&
      !['id', 'status', 'severity'].includes(roles[index] ?? ''),
  )
  const compared = roles.some(
    (role, index) =>
      index !== gap && index !== first && role !== undefined && ['currentState', 'targetState', 'present', 'status'].includes(role),
  )
  const named = texts.every((cells) => /\p{L}/u.test(cells[first] ?? ''))
  return gap >= 0 && compared && named ? gap : -1
}

/** "—", "None", "No gap": nothing is missing. */
const isNothing = (cell: string): boolean => !/\p{L}/u.test(cell) || saysNone(cell)

/** "Excluded", "Out of scope": nobody misses it. */
const isExcluded = (cell: string): boolean =>
  /^\P{L}*(?:excluded|out of scope|non-?goals?|not (?:applicable|needed|planned)|n\/?a)\b/iu.test(cell)

/** "Yes", "Partial (stub)", "None": a state, with hardly a word beside it. */
function isState(cell: string): boolean {
  const said = stateAt(cell)?.words
  return said !== undefined && cell.replace(/\P{L}/gu, '').length <= said.replace(/\P{L}/gu, '').length + 16
}

/** The one column without a known head, or named "Gap", whose cells say "yes", "no", "partial", "none" or how things stand, and little else. */
function stateColumn(texts: Texts, heads: readonly string[], roles: readonly (Role | undefined)[]): number {
  const columns = heads.flatMap((head, index) => {
    if (index === 0 || !(roles[index] === undefined || roles[index] === 'present' || (roles[index] === 'title' && /gap/i.test(head))))
      return []
    const cells = texts.map((cells) => cells[index] ?? '').filter(Boolean)
    // "Blocker? Yes" says how grave, "Supported: no" how things stand
    const exists = /\b(?:exist|implement|support|cover|present|available|done|current|ours|built|tested|have|in place)/i.test(head)
    const states = cells.filter(
      (cell) => !/^\P{L}*\d/u.test(cell) && isState(cell) && (exists || !/^\P{L}*(?:yes|no|none|ok)\b/iu.test(cell)),
    )
    return cells.length > 1 && states.length * 10 >= cells.length * 6 ? [index] : []
  })
  return columns.find((index) => roles[index] === 'title') ?? (columns.length === 1 ? columns[0]! : -1)
}

const namedIn = ({ texts, idColumn, titleColumn }: Register): { id: string; title: string }[] =>
  idColumn < 0
    ? []
    : texts.flatMap((cells) => {
        const id = bareId(cells[idColumn] ?? '')
        return id ? [{ id, title: cells[titleColumn] ?? '' }] : []
      })

/** The words of what is named by each id, which may be more than one thing. */
function wordsById(named: readonly { id?: string; title: string }[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { id = '', title } of named) {
    const own = found.get(id.toLowerCase()) ?? new Set<string>()
    if (id) found.set(id.toLowerCase(), own)
    for (const word of wordsOf(title)) own.add(word)
  }
  return found
}

/** Whether a row's id is one that is known. A number alone may count anything: its column says "Gap", its row only how it stands, or both name the same thing. */
function means(
  known: ReadonlyMap<string, ReadonlySet<string>>,
  head: string,
  cells: readonly string[],
  roles: readonly (Role | undefined)[],
  idColumn: number,
  titleColumn: number,
): boolean {
  const id = bare(cells[idColumn] ?? '')
  const words = known.get(id)
  if (!words || !/^[\d.]+$/.test(id) || /gap|issue|finding/i.test(head)) return words !== undefined
  // "# | Status": of what, the number says
  if (titleColumn < 0 && roles.includes('status')) return true
  const named = titleColumn >= 0 ? (cells[titleColumn] ?? '') : cells.join(' ')
  return wordsOf(named).some((word) => (word.length > 3 || !/^\p{Script=Latin}+$/u.test(word)) && words.has(word))
}

function rowsOf(
  {
    table,
    section,
    heads,
    rows,
    heading: headedBy,
    texts: cellTexts,
    roles,
    idColumn,
    titleColumn,
    founds,
    restates,
    signals,
    only,
  }: Register,
  source: Source,
  ids: RegExp | undefined,
  holders: ReadonlySet<SectionNode>,
  wanted?: (title: string) => boolean,
): Mention[] {
  const group = groupWithin(section, source, holders)
  const lacking = signals.some(({ name }) => name === 'gap-column') && roles.includes('missing')
  const against = roles.includes('currentState') && roles.includes('targetState')
  const compared = lacking || against
  // numbered, and with a column of gaps: closed ones are still gaps
  const keeps = lacking && !against && idColumn >= 0
  const opened = rows.map((row) => openingOf(row.children[titleColumn], source))
  const opens = opened.filter(Boolean).length * 2 > rows.length
  const openings = opened.map((opening) => (opens || opening?.parted ? opening : undefined))
  const titles = rows.map((_, at) => openings[at]?.text ?? cellTexts[at]![titleColumn] ?? '')
  const headings = withoutLoneIds(titles.map(readHeading), titles)
  const compares = cellTexts.some((cells) => roles.some((role, index) => role === 'status' && stateAt(cells[index] ?? '')))
  return rows.flatMap((row, at) => {
    const wish = section.wishOf?.(row)
    if (wish === 'not a gap' || (only && wish !== 'gap')) return []
    const texts = cellTexts[at]!
    const [opening, title] = [openings[at], headings[at]!]
    const id = idColumn >= 0 ? bareId(texts[idColumn] ?? '') : undefined
    // a sum, and what says how the whole stands, name nothing
    if (
      /^(grand )?total\b|^sum\b|^(?:average|mean|durchschnitt|moyenne|media|média|promedio|среднее|итого|всего|平均|合计)$|^gesamt|\bstatus$|状态$/iu.test(
        title.title,
      ) ||
      (!title.title && !id)
    )
      return []
    if (wanted && !wanted(titleColumn >= 0 ? title.title : '')) return []
    const { number: _, ...named } = title
    const heading: Heading = { ...named, ...(id ? { id } : {}), title: titleColumn >= 0 ? title.title : '' }
    const state = stateOf(texts, roles)
    // in a comparison what is there is no gap, nor what nothing is said of; a register keeps what it has closed
    const lack = roles.indexOf('missing')
    if (lack >= 0 && lack !== titleColumn && compared && isNothing(texts[lack] ?? '')) return []
    const register = restates || ((keeps || !compared) && signals.some(({ name }) => name === 'gap-column' || name === 'id-column'))
    const silent = compares && !state && !texts.some((text, index) => roles[index] === 'status' && /\p{L}/u.test(text) && !isExcluded(text))
    if (wish !== 'gap' && !register && (state === 'closed' || (silent && !graded(texts, roles)))) return []
    const titleCell = titleColumn >= 0 ? row.children[titleColumn] : undefined
    const idCell = idColumn >= 0 ? row.children[idColumn] : undefined
    const titleAt = opening?.at ?? (titleCell && inner(titleCell))
    const idAt = idCell && inner(idCell)
    // an id right before the title is read with it; elsewhere it is a value of its own
    const together = titleAt && idAt && titleColumn === idColumn + 1
    const mention = mentionFrom(
      {
        kind: 'row',
        heading,
        words: texts[titleColumn] ?? texts[idColumn] ?? '',
        place: placeOf(source, row.position!),
        headAt: together ? spanning(idAt, titleAt) : (titleAt ?? idAt ?? row.position!),
        values: idAt && titleAt && !together ? [idAt] : [],
        fields: [
          ...(opening ? [{ ...opening.rest, ...(founds && !roles.includes('problem') && { role: 'problem' as const }) }] : []),
          ...cellFields(row, texts, heads, roles, [idColumn, titleColumn]),
        ],
        nodes: row.children,
        series: `table:${table.position!.start.line}|${heads.join('|')}`,
        founds,
        group: { ...group, ...givenBy(headedBy.get(row), source) },
        struck: titleCell?.children.some(({ type }) => type === 'delete') ?? false,
      },
      source,
      ids,
    )
    return [{ ...mention, signals }]
  })
}

interface Opening {
  text: string
  /** Whether a sign parts it from the rest. */
  parted: boolean
  at: Position
  rest: RawField
}

/** "**Nobody answers.** The bell rings in the yard": the words in bold that open a cell, and what it goes on to say of them. */
function openingOf(cell: TableCell | undefined, source: Source): Opening | undefined {
  const at = cell && inner(cell)
  const [first, ...others] = cell?.children ?? []
  if (!at || first?.type !== 'strong') return undefined
  const from = first.position!.end
  const separator = /^[\s:：.—–-]*/u.exec(source.text.slice(from.offset, at.end.offset))![0]
  const start = source.pointAt(from.offset! + separator.length)
  const words = within(others, { start, end: at.end }, source).trim()
  // a level, a state, a word in brackets, and one or two that nothing parts from the name, belong to it
  const says = words.replace(/\([^()]*\)/gu, '').match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  const parted = /[.:：—–-]/u.test(separator) || /[.:：]$/u.test(plain(first))
  if (says < (parted ? 1 : 3) || (says < 3 && (stateAt(words) || levelAt(words)))) return undefined
  return {
    text: plain(first),
    parted,
    at: { start: at.start, end: start },
    rest: { label: '', at: { start, end: at.end }, text: words, blocks: [] },
  }
}

/**
 * How a row says that things stand. Where several columns do, the worst counts; where none does, a check mark at the head of a cell
 * that nothing else is known of, or what a comparison says of today.
 */
function stateOf(texts: readonly string[], roles: readonly (Role | undefined)[]): State | undefined {
  const said = statusOf(texts, roles)
  if (said >= 0) return stateAt(texts[said] ?? '')?.state
  const current = roles.includes('targetState') ? roles.indexOf('currentState') : -1
  return texts
    .map((text, index) =>
      roles[index] === undefined && /^[✅✔]/u.test(text) ? 'closed' : index === current && isState(text) ? stateAt(text)!.state : undefined,
    )
    .find(Boolean)
}

/** The column that says it: of several the one that says the worst; words that we do not know are worse than that it is done. */
function statusOf(texts: readonly string[], roles: readonly (Role | undefined)[]): number {
  const columns = roles.flatMap((role, index) => (role === 'status' ? [index] : []))
  const state = (index: number) => stateAt(texts[index] ?? '')?.state
  const says = (index: number) => /\p{L}/u.test(texts[index] ?? '') && !isExcluded(texts[index]!)
  const worst =
    columns.find((index) => state(index) !== undefined && state(index) !== 'closed') ??
    columns.find((index) => state(index) === undefined && says(index)) ??
    columns.find((index) => state(index) !== undefined)
  return worst ?? columns[0] ?? -1
}

/** What heads a row within its table gives to it: how grave it is, how it stands, or else of which kind it is. */
function givenBy(cell: TableCell | undefined, source: Source): { severity?: Severity; status?: Status; category?: Words } {
  const at = cell && inner(cell)
  if (!at) return {}
  const text = plain(cell)
  const severity = levelAt(text) ? severityFrom(text, source, at) : undefined
  if (severity) return { severity }
  const status = stateAt(text) ? statusFrom(text, source, at) : undefined
  return status ? { status } : { category: { words: text, place: placeOfWords(source, at, text) } }
}

/** Whether a row says how grave it is, in a column of its own or as "nice to have" in one of states. */
const graded = (texts: readonly string[], roles: readonly (Role | undefined)[]): boolean =>
  texts.some((text, index) => (roles[index] === 'severity' || roles[index] === 'status') && levelAt(text) !== undefined)

const wordsOf = (title: string): string[] => title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
/** Whether all words of `short` are in `title`. */
function shortens(short: string, title: string): boolean {
  const [words, whole] = [wordsOf(short), new Set(wordsOf(title))]
  return words.length > 0 && words.every((word) => whole.has(word))
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
function titleOf(
  roles: readonly (Role | undefined)[],
  heads: readonly string[],
  idColumn: number,
  bold: boolean,
  announced: boolean,
): number {
  const gap = heads.findIndex((head, index) => roles[index] === 'title' && /gap|issue|finding|missing/i.test(head))
  if (gap >= 0) return gap
  const titled = roles.indexOf('title')
  if (titled >= 0) return titled
  // names in bold at the head of each row need no head of their own
  if (bold && !(roles[0] && ['id', 'severity', 'status', 'effort', 'owner', 'date'].includes(roles[0]))) return 0
  const problem = roles.indexOf('problem')
  // "Integration | Status | Details": what has a state of its own stands first
  const named = roles[0] === undefined && (roles[1] === 'status' || roles[1] === 'severity')
  if (problem >= 0 && !named) return problem
  const first = roles.findIndex((role, index) => index !== idColumn && (role === undefined || role === 'category'))
  const names = announced || roles.some((role) => role === 'severity' || role === 'status')
  return first === (idColumn >= 0 ? 1 : 0) && names ? first : -1
}

export function cellFields(
  row: TableRow,
  texts: readonly string[],
  heads: readonly string[],
  roles: readonly (Role | undefined)[],
  taken: readonly number[],
): RawField[] {
  const status = statusOf(texts, roles)
  // beside a metric, a target is the metric's
  const measured = roles.some((role, index) => role === 'metrics' && !taken.includes(index))
  return row.children.flatMap((cell, index) => {
    const at = inner(cell)
    const text = texts[index]!
    if (taken.includes(index) || !at) return []
    const none = /^[-–—]$/.test(text)
    const role = roles[index]
    const own = measured && role === 'targetState' ? 'metrics' : role === 'status' && index !== status ? undefined : role
    // "Nice to have" in a column of states says how grave; a sign alone only how things stand
    const level = own === 'status' && stateAt(text) === undefined && levelAt(text.replace(/^[^\p{L}\p{N}]+/u, '')) !== undefined
    const meaning = none ? undefined : level ? 'severity' : own
    const field: RawField = { label: heads[index] ?? '', ...(meaning && { role: meaning }), at, text, blocks: [] }
    // one cell is one statement: in a facet of items it is the item
    if (meaning === 'metrics' || meaning === 'acceptanceCriteria' || meaning === 'requiredWork')
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
