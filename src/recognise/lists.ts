/**
 * Lists: items that are gaps, known by a bold lead, an id, a box or a mark under a heading that announces gaps.
 * Joining items with sections and rows is left to `link`.
 */
import type { List, ListItem, RootContent } from 'mdast'
import type { Position } from 'unist'
import type { Mention, NearMiss, Signal } from '#model'
import { plain, type Source } from '#read'
import type { Wish } from './comments.ts'
import { boxOf, placeOf, type RawField, readFields, split, within } from './fields.ts'
import { groupWithin, saidBy } from './groups.ts'
import { type Heading, readHeading, stateBefore, withoutLoneIds } from './heading.ts'
import { restating } from './likeness.ts'
import { mentionFrom } from './mention.ts'
import { once } from './once.ts'
import { above, below, partAbove, type SectionNode } from './sections.ts'
import { asked, isNamed, type ListCandidate, listSignals, thresholds, weigh } from './signals.ts'
import { levelAt, partOf, saysNone, stateAt } from './vocabulary.ts'

export function listsOf(
  root: SectionNode,
  source: Source,
  taken: ReadonlySet<SectionNode>,
  beside: readonly Mention[],
  holders: Set<SectionNode>,
  nearMisses: NearMiss[],
): Mention[] {
  const candidates = [root, ...below(root)].flatMap((section) => (taken.has(section) ? [] : candidatesIn(section, source)))
  markRuns(candidates)
  // beside gaps with sections or rows of their own, a list must say by itself, or its heading for it, that it holds more of them
  const founded = beside.filter(({ founds }) => founds).length > 1
  const restates = restating(beside.flatMap(({ founds, title }) => (founds ? [title] : [])))
  const accepted = candidates.flatMap((candidate) => {
    const { sum, signals } = weigh(listSignals, candidate)
    // "**No storage layer:** bookings, receipts" is an index of what is known
    const named = candidate.openers.map((opener) => opener?.rest?.text.split(/[,;、]\s*/u) ?? []).filter(({ length }) => length > 1)
    const retells = restates(candidate.leads.map(({ title }) => title)) || restates(named.flat())
    const threshold = thresholds.list + (founded && (retells || !isNamed(candidate)) ? thresholds.beside : 0)
    const { wish } = candidate
    if (wish === 'gap') return [{ ...candidate, signals: [...signals, asked], founds: true }]
    const some = candidate.list.children.some((item) => candidate.section.wishOf?.(item) === 'gap')
    if (some && sum < threshold) return [{ ...candidate, signals: [...signals, asked], founds: true, only: true }]
    if (sum >= threshold && wish === undefined) return [{ ...candidate, signals, founds: !retells }]
    if (signals.some(({ weight }) => weight > 0))
      nearMisses.push({
        kind: 'list',
        title: candidate.leads[0]?.title ?? '',
        place: placeOf(source, candidate.list.position!),
        signals,
        lacks: wish ? 'a comment says that it is none' : `${sum} of ${threshold}`,
      })
    return []
  })
  for (const { section, founds } of accepted) if (founds) for (const one of [section, ...above(section)]) if (one.heading) holders.add(one)
  // numerals are ids only where they run on; those of a list that starts anew in each section are none
  const ordered = accepted.filter(({ list, founds }) => list.ordered && founds)
  const runs = ordered.every(({ list }, index) => index === 0 || (list.start ?? 1) > 1)
  return accepted.flatMap((candidate) => itemsAsGaps(candidate, source, holders, runs && candidate.list.ordered === true))
}

/** Lists of one parent's sections whose numbers go on: 1–2 under "High", 3–5 under "Medium". */
function markRuns(candidates: readonly ListCandidate[]): void {
  const ordered = candidates.filter(({ list }) => list.ordered)
  const parentOf = ({ section }: ListCandidate) => section.parent ?? section
  for (const [index, one] of ordered.entries()) {
    const next = ordered[index + 1]
    const near = next && (next.section === one.section || parentOf(next) === parentOf(one))
    if (!near || next.list.start !== (one.list.start ?? 1) + one.list.children.length) continue
    one.runsOn = true
    next.runsOn = true
    // what announces the first of them announces those that go on, unless a heading of their own says otherwise
    if (one.part === 'gaps' && one.direct && (next.part === 'gaps' || next.part === 'directives')) {
      next.part = 'gaps'
      next.direct = true
    }
  }
}

/** The lists of a section, each with what leads in to it. */
function candidatesIn(
  section: SectionNode,
  source: Source,
): (ListCandidate & { openers: (Lead | undefined)[]; leadAt: Position | undefined; wish: Wish | undefined })[] {
  return section.blocks.flatMap((block, index) => {
    const list = block.type === 'list' ? block : section.wishOf?.(block) === 'gap' ? ofOne(block) : undefined
    if (!list) return []
    const before = section.blocks[index - 1]
    // "**Missing:**" over a list says more than the heading above it
    const lead = leadInOf(before)
    const announced = lead ? partOf(lead) : undefined
    const own = section.part && section.part !== 'gaps' ? section.part : (announced ?? section.part)
    const openings = openingsOf(list, source)
    const openers = openings.map(({ lead }) => lead)
    return [
      {
        list,
        wish: section.wishOf?.(block),
        section,
        // "Gap resolution" below "Success criteria" holds criteria
        part: own === 'gaps' && partAbove(section) === 'criteria' ? 'criteria' : (own ?? partAbove(section)),
        direct: own !== undefined,
        lead,
        leadAt: lead ? before!.position! : undefined,
        runsOn: false,
        openers,
        leads: openings.map(({ heading }) => heading),
        bold: openers.map((lead) => lead?.bold ?? false),
        fields: openings.map(({ fields }) => fields),
      },
    ]
  })
}

function itemsAsGaps(
  {
    list,
    section,
    openers,
    leads,
    fields,
    signals,
    founds,
    lead: leadIn,
    leadAt,
    part,
    only,
  }: ListCandidate & {
    openers: (Lead | undefined)[]
    leadAt: Position | undefined
    signals: Signal[]
    founds: boolean
    /** Whether comments ask for some of its items, and nothing speaks for the others. */
    only?: boolean
  },
  source: Source,
  holders: ReadonlySet<SectionNode>,
  numbered: boolean,
): Mention[] {
  const group = { ...groupWithin(section, source, holders), ...(leadAt && saidBy(leadIn, leadAt, source)) }
  // where each item says how it stands, the list is a register and keeps what it has closed
  const register =
    fields.filter((own, index) => own.some(({ role }) => role === 'status') || saysState(list.children[index]!)).length * 2 > fields.length
  return list.children.flatMap((item, index) => {
    const wish = section.wishOf?.(item)
    if (wish === 'not a gap' || (only && wish !== 'gap')) return []
    const [lead, read] = [openers[index], leads[index]!]
    if (!lead || !read.title || saysNone(read.title)) return []
    const { number, ...heading } = read
    const mark = boxOf(item)
    // a ticked box below a heading that announces gaps is a gap that was closed; a check mark says what is there
    const ticked = item.checked === true && part === 'gaps'
    if (wish !== 'gap' && !ticked && (mark === 'present' || stateAt(heading.status ?? '')?.state === 'closed') && !heading.id && !register)
      return []
    const mention = mentionFrom(
      {
        kind: 'item',
        words: lead.text,
        heading: {
          ...heading,
          ...(numbered && { number: String((list.start ?? 1) + index) }),
          ...(mark && !heading.status && { status: signOf[mark] }),
        },
        place: placeOf(source, item.position!),
        headAt: lead.at,
        fields: [...restOf(lead, fields[index]!, item, source), ...fields[index]!],
        nodes: item.children,
        series: `list:${list.position!.start.line}`,
        founds,
        group,
      },
      source,
    )
    return [{ ...mention, signals }]
  })
}

/** A paragraph that its author calls a gap, as a list of this one item. */
function ofOne(block: RootContent): List | undefined {
  if (block.type !== 'paragraph') return undefined
  const { position } = block
  return { type: 'list', position, children: [{ type: 'listItem', position, children: [block] }] } as List
}

/** The line that leads in to a list: all in bold, or its last sentence up to a colon; empty when there is none. */
function leadInOf(before: RootContent | undefined): string {
  if (before?.type !== 'paragraph') return ''
  const words = plain(before)
  const last = words.split(/[.。!?]\s+|。/u).at(-1)!
  const bold = before.children[0]?.type === 'strong' && words.length < 80
  return (bold ? words : last.length < 80 && /[:：]$/u.test(last) ? last : '').replace(/[:：]$/u, '')
}

/**
 * The items of a list that enumerates nothing, each read as if it named a gap: for those that do. Their text stays where it is.
 * @param wanted whether a title is one to read on for; few are
 */
export function leadMentions(
  list: List,
  section: SectionNode,
  before: RootContent | undefined,
  source: Source,
  holders: ReadonlySet<SectionNode>,
  wanted: (title: string) => boolean,
): Mention[] {
  const lead = leadInOf(before)
  // a level above a plan holds for what it names; "what works" above an assessment says nothing of a gap
  const { status: _, ...group } = { ...groupWithin(section, source, holders), ...(lead && saidBy(lead, before!.position!, source)) }
  const openings = openingsOf(list, source)
  return list.children.flatMap((item, index) => {
    if (section.wishOf?.(item) === 'not a gap') return []
    const { lead: opener, heading: read, fields } = openings[index]!
    if (!opener) return []
    const { number: __, ...heading } = read
    if (!heading.title || !wanted(heading.title)) return []
    const mark = boxOf(item)
    return mentionFrom(
      {
        kind: 'item',
        words: opener.text,
        heading: { ...heading, ...(mark && !heading.status && { status: signOf[mark] }) },
        place: placeOf(source, item.position!),
        headAt: opener.at,
        fields: [...restOf(opener, fields, item, source), ...fields],
        nodes: item.children,
        series: `list:${list.position!.start.line}`,
        founds: false,
        group,
      },
      source,
    )
  })
}
/** "[~] Thing", "(done) Thing": the item says at its head how it stands. */
const saysState = (item: ListItem): boolean => stateBefore(plain(item)) !== undefined
const signOf = { missing: '❌', partial: '⚠️', present: '✅' } as const

/** What stands after the lead, up to the first label. */
export function restOf({ rest }: Lead, fields: readonly RawField[], { children: [first] }: ListItem, source: Source): RawField[] {
  if (!rest) return []
  const [from, to] = [rest.at.start.offset!, rest.at.end.offset!]
  const label = fields.find(({ labelAt }) => labelAt && labelAt.start.offset! >= from && labelAt.start.offset! < to)?.labelAt
  if (!label || first?.type !== 'paragraph') return [{ label: '', at: rest.at, text: rest.text, blocks: [] }]
  const before = source.text.slice(from, label.start.offset).trimEnd()
  if (!before) return []
  const at = { start: rest.at.start, end: source.pointAt(from + before.length) }
  return [{ label: '', at, text: within(first.children, at, source), blocks: [] }]
}

/** "- [ ] Thing" and on the next line of the same paragraph "Status: open": what is labelled after the lead. */
function labelsAfter(lead: Lead | undefined, { children: [first] }: ListItem, source: Source): RawField[] {
  if (first?.type !== 'paragraph' || !lead?.rest) return []
  const from = lead.at.end.offset!
  const parts = split(first, source) ?? []
  const label = parts.findIndex(({ labelAt }) => labelAt && labelAt.start.offset! >= from)
  return label < 0 ? [] : parts.slice(label)
}

/** "**D-01** No backups – Critical": a level after the last dash of an item that opens in bold or with an id. */
function levelAfter(
  { rest, bold }: Partial<Lead> = {},
  { id }: Heading,
  labels: readonly RawField[],
  { children: [first] }: ListItem,
  source: Source,
): RawField[] {
  if (!rest || !(bold || id) || labels.length > 0 || first?.type !== 'paragraph') return []
  const [from, to] = [rest.at.start.offset!, rest.at.end.offset!]
  const text = source.text.slice(from, to)
  // what parts the lead from the rest may be the last dash
  const dash = [...text.matchAll(/\s[—–-]\s+/gu)].at(-1)
  if (!dash && !/[—–-]\s*$/u.test(source.text.slice(first.position!.start.offset, from))) return []
  const start = from + (dash ? dash.index + dash[0].length : 0)
  const at = { start: source.pointAt(start), end: rest.at.end }
  const words = within(first.children, at, source)
  const labelAt = { start: source.pointAt(from + (dash?.index ?? 0)), end: at.start }
  return isLevel(words) ? [{ role: 'severity', label: '', labelAt, at, text: words.replace(named, ''), blocks: [] }] : []
}

const named = /\s+(?:priority|severity|impact|risk)\.?$/i

/** "Critical", "🔴 High priority", "P1.": a level and nothing else. What is red, or what must be, need be none. */
function isLevel(words: string): boolean {
  const bare = words.replace(named, '').replace(/[^\p{L}\p{N}]+/gu, '')
  const said = levelAt(words)?.words.replace(/[^\p{L}\p{N}]+/gu, '')
  return said === bare && bare !== '' && !/^(?:red|orange|yellow|green|blue|normal|must|should|could|wont|info)$/i.test(bare)
}

interface Lead {
  text: string
  bold: boolean
  /** What became the title, up to the sign that ends it. */
  at: Position
  rest?: { at: Position; text: string }
  /** "— `built, shipped`": a state in code or bold right after the lead. */
  status?: string
}

/** Of each item of a list: the words that open it, what they say as a heading, what is labelled, and the blocks below its first paragraph. */
export const openingsOf = once((list: List, source: Source) => {
  const leads = list.children.map((item) => leadOf(item, source))
  const headings = withoutLoneIds(
    leads.map((lead): Heading => ({ ...readHeading(lead?.text ?? ''), ...(lead?.status && { status: lead.status }) })),
    leads.map((lead) => lead?.text ?? ''),
  )
  return list.children.map((item, index) => {
    const lead = leads[index]
    const heading = headings[index]!
    const own = labelsAfter(lead, item, source)
    const fields = [...own, ...levelAfter(lead, heading, own, item, source), ...readFields(item.children.slice(1) as RootContent[], source)]
    return { lead, heading, fields }
  })
})

/** How far the words before a colon or dash go. */
const upToSign = (text: string): number | undefined =>
  /^(?=`|[^:：\n—–]{2})(?:[^:：\n`—–]|`[^`\n]*`){1,90}?(?=\s*(?:[:：](?=\s|$)|\s[—–-]\s|[—–]))/u.exec(text)?.[0].length
const onlyId = /^\P{L}{0,3}(?:\p{Lu}[\p{Lu}\d]{0,7}[-_ ]?){1,4}\d{1,4}\p{L}?\P{L}{0,3}$/u

/** The words that open an item: its bold lead, else what stands before a colon or dash, else all of its first paragraph. */
function leadOf(item: ListItem, source: Source): Lead | undefined {
  const [first] = item.children
  if (first?.type !== 'paragraph' || first.children.length === 0) return undefined
  const whole = plain(first)
  const { start, end } = first.position!
  const text = source.text.slice(start.offset, end.offset)
  const said = (from: number, to = text.length) =>
    within(first.children, { start: source.pointAt(start.offset! + from), end: source.pointAt(start.offset! + to) }, source)
  const strong = first.children.findIndex(({ type }) => type === 'strong')
  const before = strong > 0 ? plain(first.children.slice(0, strong)) : ''
  const bold = strong >= 0 && !/[\p{L}\p{N}]/u.test(before.slice(stateBefore(`${before}…`)?.whole.length))
  const tag =
    bold && levelAt(plain(first.children[strong]!))?.words === plain(first.children[strong]!).replace(/[.:：]$/u, '')
      ? plain(first.children[strong]!)
      : undefined
  if (tag) {
    // a tag alone in bold ("**P1** the thing — why") names nothing: the words after it do
    const from = first.children[strong]!.position!.end.offset! - start.offset!
    const named =
      /^(?:[^:：`—–]|`[^`]*`){2,300}?(?=\s*(?:[:：](?=\s|$)|\s[—–-]\s|[—–]))/u.exec(text.slice(from))?.[0].length ?? text.length - from
    const separator = /^[\s:：—–-]*/u.exec(text.slice(from + named))![0].length
    const cut = start.offset! + from + named + separator
    const whole = from + named + separator >= text.length
    return {
      text: `${tag}: ${said(from, from + named).replace(/^[\s:：—–-]+/u, '')}`,
      bold,
      at: { start, end: whole ? end : source.pointAt(cut) },
      ...(!whole && { rest: { at: { start: source.pointAt(cut), end }, text: said(from + named + separator) } }),
    }
  }
  const opening = bold ? first.children[strong]!.position!.end.offset! - start.offset! : (upToSign(text) ?? text.length)
  // an id alone names nothing: the words after it do
  const idAlone = onlyId.test(said(0, opening)) ? opening + /^[\s:：.—–-]*/u.exec(text.slice(opening))![0].length : 0
  const ending = idAlone > 0 ? idAlone + (upToSign(text.slice(idAlone)) ?? text.length - idAlone) : opening
  const lead = bold && idAlone === 0 ? plain(first.children.slice(0, strong + 1)) : whole
  const separator = /^[\s:：.—–-]*/u.exec(text.slice(ending))![0].length
  if (ending + separator >= text.length) return { text: whole, bold, at: first.position! }
  const cut = start.offset! + ending + separator
  const after = first.children.find((child) => child.position!.start.offset! >= cut)
  const opened = after && (after.type === 'inlineCode' || after.type === 'strong') ? plain(after) : ''
  const status = stateAt(opened) && opened.length <= 60 ? opened : undefined
  const boldLead = bold && idAlone === 0
  const restText = whole.slice(whole.indexOf(lead) + (boldLead ? lead.length : 0))
  return {
    text: boldLead ? lead : said(0, ending),
    bold,
    at: { start, end: source.pointAt(cut) },
    ...(status && { status }),
    rest: {
      at: { start: source.pointAt(cut), end },
      text: (boldLead ? restText : said(ending + separator)).replace(/^[\s:：.—–-]+/u, ''),
    },
  }
}
