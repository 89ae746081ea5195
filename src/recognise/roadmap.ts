/**
 * Roadmap: phases, workstreams and sprints with their windows and the gaps they name; numbered next steps.
 * Windows and priorities stay in the author's words. Whether a phase covers its gaps is left to `check`.
 */
import type { List, RootContent, Table } from 'mdast'
import { type Action, byPlace, contains, type GapPointer, isTime, type Phase, type Severity, type Status } from '#model'
import { plain, type Source } from '#read'
import { cellsOf, fieldsOf, inner, itemOf, markOfState, placeOf, type RawField, readFields } from './fields.ts'
import { readHeading } from './heading.ts'
import { extent, fieldFrom, placeOfWords, severityFrom, statusFrom } from './mention.ts'
import { namingsIn } from './naming.ts'
import { referencesIn } from './references.ts'
import { below, contents, partAbove, type SectionNode } from './sections.ts'
import { readStep } from './steps.ts'
import { isActions, type Role, roleOfColumn, roleOfLabel, stateAt, timeLabel, unnumbered } from './vocabulary.ts'

export function phasesOf(root: SectionNode, source: Source, taken: ReadonlySet<SectionNode>, ids: RegExp | undefined): Phase[] {
  return below(root).flatMap((section) => {
    // a title such as "Stage 14 Gaps" is no step
    if (taken.has(section) || (section.level === 1 && section.children.length > 0 && root.children.length === 1)) return []
    const heading = readStep(section.text)
    if (!heading) return []
    const at = section.heading!.position!
    const blocks = contents(section)
    const fields = readFields(blocks, source, 'every')
    const labelled = fields.find(({ role }) => role === 'severity')
    const priority: Severity | undefined =
      (heading.severity ? severityFrom(heading.severity, source, at) : undefined) ??
      (labelled?.at ? severityFrom(labelled.text, source, labelled.at, labelled.label) : undefined)
    // what a part of it says is of that part
    const part = section.children[0]?.heading?.position?.start.offset ?? Number.POSITIVE_INFINITY
    const own = fields.filter(({ at }) => at && at.start.offset! < part)
    const window = heading.window === undefined ? own.find(isWhen) : { text: heading.window, at }
    const stated = own.find(({ role, text }) => role === 'status' && stateAt(text))
    const sign = /^[^\p{L}\p{N}]+/u.exec(section.text)?.[0].trim()
    // a sign before the title is read as one of a heading; the words behind it say more
    const marked = heading.status ?? (sign ? readHeading(`${sign} ${unnumbered(section.text)}`).status : undefined)
    const status: Status | undefined =
      (marked && !byDay.test(marked) ? statusFrom(marked, source, at) : undefined) ??
      (stated?.at ? statusFrom(stated.text, source, stated.at) : undefined)
    return [
      {
        id: heading.id,
        title: heading.title,
        kind: heading.kind.toLowerCase(),
        ...(window && { window: { words: window.text, place: placeOfWords(source, window.at!, window.text) } }),
        ...(priority && { priority }),
        ...(status && { status }),
        place: placeOf(source, extent(at, blocks)),
        headPlace: placeOf(source, at),
        ...namingsIn(blocks, fields, source, ids, heading.id),
        // what became the priority or the window is told as such
        fields: fields
          .filter((field) => field !== window)
          .filter((field) => field !== labelled || priority === undefined || priority.words.length + 4 < field.text.length)
          .filter(
            (field) =>
              field !== stated || !status || !contains(placeOf(source, field.at!), status.place) || status.words !== field.text.trim(),
          )
          .flatMap((raw: RawField) => fieldFrom(asWork(raw), source) ?? []),
      },
    ]
  })
}

/** "Due: 2027-01-31", "Timeline: once the budget is there": in a step such a label says when it is, be it on a ruler or not. */
const isWhen = ({ role, label, at, text, blocks }: RawField): boolean =>
  at !== undefined &&
  blocks.length === 0 &&
  text !== '' &&
  text.length <= 80 &&
  (timeLabel.test(label) || (role === 'phase' && isTime(text)))

/** "Delivered by Q1 2026" is a plan, or past: it says when, and of now nothing. */
const byDay = /^\P{L}*\p{L}+\s+(?:by|until|before|within|in|bis|avant|hasta|até|entro)\s.*\d/iu

/** "Once the documents are checked:" over a list: what is to be done then. */
const asWork = (raw: RawField): RawField =>
  !raw.role && raw.blocks.some(({ type }) => type === 'list') && whenever.test(raw.label) ? { ...raw, role: 'requiredWork' } : raw
const whenever =
  /^(?:once|when|after|only (?:after|when|with|once)|as soon as|then|sobald|wenn|nachdem|quand|une fois|après|cuando|una vez|después|quando|uma vez|depois|dopo)\b/iu

/** The gaps that a text names, each once. */
export function pointersIn(blocks: readonly RootContent[], source: Source, ids: RegExp | undefined): GapPointer[] {
  const seen = new Set<string>()
  return referencesIn(blocks, source, ids).flatMap(({ kind, text, place }) => {
    if ((kind !== 'gap' && kind !== 'id') || seen.has(text)) return []
    seen.add(text)
    return [{ id: text, place, ...(kind === 'id' && { foreign: true as const }) }]
  })
}

/** The same, and of each that an action only waits for, or rules out, that it does. */
function pointersOfAction(blocks: readonly RootContent[], source: Source, ids: RegExp | undefined): GapPointer[] {
  const { gaps, aside } = namingsIn(blocks, readFields(blocks, source), source, ids)
  const known = new Set(gaps.map(({ id }) => id))
  return [...gaps, ...aside.filter(({ id }) => !known.has(id) && known.add(id))].sort(byPlace)
}

/** @param rows lines of the rows that are gaps: a table of these lists no actions */
export function actionsOf(
  root: SectionNode,
  source: Source,
  taken: ReadonlySet<SectionNode>,
  ids: RegExp | undefined,
  rows: ReadonlySet<number>,
): Action[] {
  const actions: Action[] = []
  for (const section of [root, ...below(root)]) {
    if (taken.has(section)) continue
    const part = section.part === 'actions' ? 'actions' : (section.part ?? partAbove(section))
    const lettered = section.read.id !== undefined && partAbove(section) === 'actions'
    if (lettered) {
      const blocks = contents(section)
      const at = section.heading!.position!
      const mark = markOfState(section.read.status)
      actions.push({
        id: section.read.id!,
        title: section.read.title,
        ...(section.parent?.heading && { stage: section.parent.read.title }),
        ...(mark && { mark }),
        place: placeOf(source, extent(at, blocks)),
        gaps: pointersOfAction(blocks, source, ids),
        fields: readFields(blocks, source).flatMap((raw) => fieldFrom(raw, source) ?? []),
      })
      continue
    }
    if (part === 'actions' && section.heading && !(section.parent?.read.id !== undefined)) {
      for (const block of section.blocks) {
        if (block.type === 'list') actions.push(...listed(block, section.read.title, source, ids))
        if (block.type === 'table' && !block.children.some(({ position }) => rows.has(position!.start.line)))
          actions.push(...inRows(block, section.read.title, source, ids))
      }
      continue
    }
    // "**Next Steps**:" over a list, under whatever heading
    for (const field of fieldsOf(section, source))
      if (field.label && isActions(field.label))
        for (const block of field.blocks) if (block.type === 'list') actions.push(...listed(block, field.label, source, ids))
  }
  return actions
}

function listed(list: List, stage: string, source: Source, ids: RegExp | undefined): Action[] {
  return list.children.flatMap((item, index) => {
    const { text, place, mark } = itemOf(item, source)
    if (isNoTask(text, list.ordered === true || typeof item.checked === 'boolean' || mark !== undefined)) return []
    const heading = readHeading(text)
    // its first paragraph alone, without the sign that is its mark
    const { text: own } = itemOf({ ...item, children: item.children.slice(0, 1) }, source)
    const priority = heading.severity ? severityFrom(heading.severity, source, item.position!) : undefined
    return {
      ...(heading.id ? { id: heading.id } : list.ordered ? { id: String((list.start ?? 1) + index) } : {}),
      title: heading.severity || heading.id ? heading.title : own || plain(item),
      stage,
      ...(mark && { mark }),
      ...(priority && { priority }),
      place,
      gaps: pointersOfAction(item.children as RootContent[], source, ids),
      fields: readFields(item.children.slice(1) as RootContent[], source).flatMap((raw) => fieldFrom(raw, source) ?? []),
    }
  })
}

/** The rows of a table with a column of what is to be done: "# | Action | Owner | Due | Priority | Status". */
function inRows(table: Table, stage: string, source: Source, ids: RegExp | undefined): Action[] {
  const [head, ...rows] = table.children
  const heads = cellsOf(head!)
  const roles = heads.map(roleOfColumn)
  const titleColumn = heads.findIndex((text, at) => roles[at] === 'requiredWork' || /^(?:task|to-?do|step|activity)$/i.test(text.trim()))
  if (titleColumn < 0) return []
  return rows.flatMap((row): Action[] => {
    const cells = row.children.map((cell, at) => ({ at: inner(cell), text: plain(cell), role: roles[at], label: heads[at] ?? '' }))
    const title = cells[titleColumn]?.text
    if (!title) return []
    const { id } = Object.fromEntries(cells.map(({ role, text }) => [role, text]))
    const priorityCell = cells.find(({ role, at }) => role === 'severity' && at)
    const priority = priorityCell && severityFrom(priorityCell.text, source, priorityCell.at!)
    const struck = row.children[titleColumn]!.children.length === 1 && row.children[titleColumn]!.children[0]!.type === 'delete'
    const mark = struck ? 'present' : markOfState(cells.find(({ role }) => role === 'status')?.text)
    return [
      {
        ...(id && { id }),
        title,
        stage,
        ...(mark && { mark }),
        ...(priority && { priority }),
        place: placeOf(source, row.position!),
        gaps: pointersIn(row.children as unknown as RootContent[], source, ids),
        // what became id, title and priority is told as such; of a state the mark is ours, the words are the author's
        fields: cells.flatMap(({ at, text, role, label }, column) =>
          column === titleColumn || role === 'id' || !at || (role === 'severity' && priority && priority.words.length + 4 >= text.length)
            ? []
            : (fieldFrom({ ...(role && { role }), label, at, text, blocks: [] }, source) ?? []),
        ),
      },
    ]
  })
}

/** "`/admin/users`", "Dashboard", "Priority: should": a list of pages, of names or of labels with their values is nothing to do. */
function isNoTask(text: string, counted: boolean): boolean {
  const label = /^([^:：]{2,40})[:：]\s/u.exec(text)?.[1]
  // "Testing: cover the parser" is a task; "Acceptance: …" is what holds once one is done
  if (label) return describing.has(roleOfLabel(label)) || /^acceptance\b/i.test(label)
  return !counted && /^[^\s.!?]*\/\S*$|^[\p{L}\p{N}_-]+$/u.test(text)
}
const describing: ReadonlySet<Role | undefined> = new Set([
  'severity',
  'status',
  'effort',
  'owner',
  'impact',
  'rootCause',
  'currentState',
  'targetState',
])
