/**
 * Lists: items that are gaps, known by a bold lead, an id, a box or a mark under a heading that announces gaps.
 * Joining items with sections and rows is left to `link`.
 */
import type { ListItem, RootContent } from 'mdast'
import type { Position } from 'unist'
import type { Mention, NearMiss, Signal } from '#model'
import { plain, type Source } from '#read'
import { itemOf, placeOf, type RawField, readFields, within } from './fields.ts'
import { groupWithin } from './groups.ts'
import { readHeading } from './heading.ts'
import { restates } from './likeness.ts'
import { mentionFrom } from './mention.ts'
import { above, below, partAbove, type SectionNode } from './sections.ts'
import { type ListCandidate, listSignals, thresholds, weigh } from './signals.ts'
import { levelAt, partOf, stateAt } from './vocabulary.ts'

export function listsOf(
  root: SectionNode,
  source: Source,
  taken: ReadonlySet<SectionNode>,
  beside: readonly Mention[],
  holders: Set<SectionNode>,
  nearMisses: NearMiss[],
): Mention[] {
  const candidates = [root, ...below(root)].flatMap((section) => (taken.has(section) ? [] : candidatesIn(section, source)))
  // beside gaps with sections or rows of their own, a list must say by itself that it holds more of them
  const founded = beside.filter(({ founds }) => founds).length > 1
  const known = beside.flatMap(({ founds, title }) => (founds ? [title] : []))
  const accepted = candidates.flatMap((candidate) => {
    const { sum, signals } = weigh(listSignals, candidate)
    const retells = restates(
      candidate.leads.map(({ title }) => title),
      known,
    )
    const threshold = founded ? thresholds.list + thresholds.beside : thresholds.list
    if (sum >= threshold) return [{ ...candidate, signals, founds: !retells }]
    if (signals.some(({ weight }) => weight > 0))
      nearMisses.push({
        kind: 'list',
        title: candidate.leads[0]?.title ?? '',
        place: placeOf(source, candidate.list.position!),
        signals,
        lacks: `${sum} of ${threshold}`,
      })
    return []
  })
  for (const { section, founds } of accepted) if (founds) for (const one of [section, ...above(section)]) if (one.heading) holders.add(one)
  // numerals are ids only where they run on; those of a list that starts anew in each section are none
  const ordered = accepted.filter(({ list, founds }) => list.ordered && founds)
  const runs = ordered.every(({ list }, index) => index === 0 || (list.start ?? 1) > 1)
  return accepted.flatMap((candidate) => itemsAsGaps(candidate, source, holders, runs && candidate.list.ordered === true))
}

/** The lists of a section, each with what leads in to it. */
function candidatesIn(section: SectionNode, source: Source): (ListCandidate & { openers: (Lead | undefined)[] })[] {
  return section.blocks.flatMap((block, index) => {
    if (block.type !== 'list') return []
    const before = section.blocks[index - 1]
    const words = before?.type === 'paragraph' ? plain(before) : ''
    // "**Missing:**" over a list says more than the heading above it
    const leadIn = words.split(/[.。!?]\s*/u).at(-1)!
    const announced = leadIn.length < 80 && /[:：]$/u.test(words) ? partOf(leadIn) : undefined
    const own = section.part && section.part !== 'gaps' ? section.part : (announced ?? section.part)
    const openers = block.children.map((item) => leadOf(item, source))
    return [
      {
        list: block,
        section,
        part: own ?? partAbove(section),
        direct: own !== undefined,
        openers,
        leads: openers.map((lead) => ({ ...readHeading(lead?.text ?? ''), ...(lead?.status && { status: lead.status }) })),
        bold: openers.map((lead) => lead?.bold ?? false),
        fields: block.children.map((item) => readFields(item.children.slice(1) as RootContent[], source)),
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
  }: ListCandidate & { openers: (Lead | undefined)[]; signals: Signal[]; founds: boolean },
  source: Source,
  holders: ReadonlySet<SectionNode>,
  numbered: boolean,
): Mention[] {
  const group = groupWithin(section, source, holders)
  return list.children.flatMap((item, index) => {
    const [lead, read] = [openers[index], leads[index]!]
    if (!lead || !read.title) return []
    const { number, ...heading } = read
    const { mark } = itemOf(item, source)
    // a ticked item of a list without ids is something that is there
    if ((mark === 'present' || stateAt(heading.status ?? '')?.state === 'closed') && !heading.id) return []
    const rest: RawField[] = lead.rest ? [{ label: '', at: lead.rest.at, text: lead.rest.text, blocks: [] }] : []
    const mention = mentionFrom(
      {
        kind: 'item',
        words: lead.text,
        heading: {
          ...heading,
          ...(numbered && { number: String((list.start ?? 1) + index) }),
          ...(mark && !heading.status && { status: mark === 'missing' ? '❌' : mark === 'partial' ? '⚠️' : '✅' }),
        },
        place: placeOf(source, item.position!),
        headAt: lead.at,
        fields: [...rest, ...fields[index]!],
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

interface Lead {
  text: string
  bold: boolean
  /** What became the title, up to the sign that ends it. */
  at: Position
  rest?: { at: Position; text: string }
  /** "— `built, shipped`": a state in code or bold right after the lead. */
  status?: string
}

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
  const bold = strong >= 0 && !/[\p{L}\p{N}]/u.test(before)
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
  const ending = bold
    ? first.children[strong]!.position!.end.offset! - start.offset!
    : (/^(?:[^:：\n`—–]|`[^`\n]*`){2,90}?(?=\s*(?:[:：](?=\s|$)|\s[—–-]\s|[—–]))/u.exec(text)?.[0].length ?? text.length)
  const lead = bold ? plain(first.children.slice(0, strong + 1)) : whole
  const separator = /^[\s:：.—–-]*/u.exec(text.slice(ending))![0].length
  if (ending + separator >= text.length) return { text: whole, bold, at: first.position! }
  const cut = start.offset! + ending + separator
  const after = first.children.find((child) => child.position!.start.offset! >= cut)
  const opened = after && (after.type === 'inlineCode' || after.type === 'strong') ? plain(after) : ''
  const status = stateAt(opened) && opened.length <= 60 ? opened : undefined
  const restText = whole.slice(whole.indexOf(lead) + (bold ? lead.length : 0))
  return {
    text: bold ? lead : said(0, ending),
    bold,
    at: { start, end: source.pointAt(cut) },
    ...(status && { status }),
    rest: {
      at: { start: source.pointAt(cut), end },
      text: (bold ? restText : said(ending + separator)).replace(/^[\s:：.—–-]+/u, ''),
    },
  }
}
