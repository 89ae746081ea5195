/**
 * Gaps: which sections, rows and items of a document enumerate gaps. Each candidate is weighed by named signals;
 * a second series of another kind (inconsistencies, directives …) gives items, not gaps.
 * What a mention then says is read in `mention.ts`; joining mentions is left to `link`.
 */
import type { RootContent } from 'mdast'
import { contains, type Field, type Item, type Mention, type NearMiss, type Signal } from '#model'
import type { Source } from '#read'
import { fieldsOf, placeOf, type RawField, readFields } from './fields.ts'
import { groupOf } from './groups.ts'
import { listsOf } from './lists.ts'
import { extent, fieldFrom, isBody, mentionFrom } from './mention.ts'
import { once } from './once.ts'
import { idPattern } from './references.ts'
import { countsOnly, holdsMembers, holdsRegister } from './registers.ts'
import { withRetellings } from './retelling.ts'
import { above, below, contents, partAbove, type SectionNode } from './sections.ts'
import { asked, countsGaps, isDescribed, isLabelling, isMember, otherKinds, sectionSignals, thresholds, weigh } from './signals.ts'
import { tablesOf } from './tables.ts'

/** Kinds that are no gaps even where nothing else is enumerated. */
const neverGaps: ReadonlySet<string> = new Set(['directive', 'question', 'principle'])

interface Enumeration {
  mentions: Mention[]
  items: Item[]
  /** Sections that are gaps or stand within one. */
  taken: Set<SectionNode>
  nearMisses: NearMiss[]
}

export function gapsOf(root: SectionNode, source: Source): Enumeration {
  const accepted: { section: SectionNode; sum: number; signals: Signal[]; fields: readonly RawField[] }[] = []
  const others: { section: SectionNode; kind: string }[] = []
  /** Sections that lack one point, and of which nothing speaks against them. */
  const near: typeof accepted = []
  /** Sections with ids in parts that hold other things: gaps where the document enumerates them nowhere else. */
  const elsewhere: typeof accepted = []
  const taken = new Set<SectionNode>()
  const nearMisses: NearMiss[] = []
  const miss = (section: SectionNode, signals: Signal[], lacks: string) => {
    if (section.heading && signals.some(({ weight }) => weight > 0))
      nearMisses.push({ kind: 'section', title: section.text, place: placeOf(source, section.heading.position!), signals, lacks })
  }
  const consider = (section: SectionNode): void => {
    const part = partAbove(section)
    const fields = section.heading ? ownFields(section, source) : []
    const { sum, signals } = section.heading
      ? weigh(sectionSignals, {
          section,
          siblings: section.parent!.children,
          part,
          fields,
          holdsMembers: () => holdsMembers(section, source) && !hasDescribedKin(section, source),
          countsOnly: () => countsOnly(section),
        })
      : { sum: 0, signals: [] }
    const kind = part && otherKinds[part]
    const wish = section.heading && section.wishOf?.(section.heading)
    if (wish === 'gap') {
      accepted.push({ section, sum, signals: [...signals, asked], fields })
      for (const inner of [section, ...below(section)]) taken.add(inner)
      return
    }
    if (wish === 'not a gap') {
      miss(section, signals, 'a comment says that it is none')
      for (const child of section.children) consider(child)
      return
    }
    if (sum >= thresholds.section && !(kind && neverGaps.has(kind))) {
      if (kind) others.push({ section, kind })
      accepted.push({ section, sum, signals, fields })
      taken.add(section)
      for (const inner of below(section)) taken.add(inner)
      return
    }
    const numbered = section.read.id !== undefined || (kind !== 'directive' && section.read.number !== undefined)
    if (kind && neverGaps.has(kind) && numbered) {
      others.push({ section, kind })
      taken.add(section)
      return
    }
    const anywhere = signals.filter(({ name }) => name !== 'other-part')
    const sumAnywhere = anywhere.reduce((total, { weight }) => total + weight, 0)
    if (anywhere.length < signals.length && sumAnywhere >= thresholds.section && section.read.id !== undefined && isBelowGaps(section)) {
      elsewhere.push({ section, sum: sumAnywhere, signals: anywhere, fields })
      for (const child of section.children) consider(child)
      return
    }
    if (sum >= thresholds.section - 1 && signals.every(({ weight }) => weight > 0)) near.push({ section, sum, signals, fields })
    else miss(section, signals, `${sum} of ${thresholds.section}`)
    for (const child of section.children) consider(child)
  }
  consider(root)
  const only = accepted.length === 0 && elsewhere.filter(({ fields }) => isDescribed(fields)).length > 1 && !holdsRegister(root)
  for (const { section, sum, signals, fields } of elsewhere) {
    if (!only) miss(section, signals, 'it stands among other things, and gaps are enumerated elsewhere')
    else {
      accepted.push({ section, sum, signals, fields })
      for (const inner of [section, ...below(section)]) taken.add(inner)
    }
  }
  for (const one of near) {
    const { section, signals, sum } = one
    if (isCousin(section, accepted) || isInRun(section, accepted, near)) {
      accepted.push(one)
      for (const inner of [section, ...below(section)]) taken.add(inner)
    } else miss(section, signals, `${sum} of ${thresholds.section}`)
  }
  accepted.sort((a, b) => a.section.heading!.position!.start.line - b.section.heading!.position!.start.line)

  // a second series is of another kind only when there are gaps beside it
  const otherSections = new Set(others.map(({ section }) => section))
  const first = accepted.filter(({ section }) => !otherSections.has(section))
  // beside a series with ids and facets, what only stands in the right place is narrative
  const best = first.reduce((most, { sum }) => Math.max(most, sum), 0)
  const strong = first.filter(({ sum }) => sum * 2 >= best)
  // numbers that run on through the document are one enumeration, however little some members say
  const counted = strong.length > 0 && strong.every(({ section: { read } }) => read.number !== undefined && read.id === undefined)
  const numbers = first.flatMap(({ section }) => section.read.number ?? [])
  const oneRun = counted && new Set(numbers).size === numbers.length
  const prefixes = new Set(strong.flatMap(({ section: { read } }) => prefixOf(read.id) ?? []))
  const gaps =
    first.length > 0
      ? first.filter(
          ({ sum, section, signals }) =>
            sum * 2 >= best ||
            (oneRun && section.read.number !== undefined) ||
            isMember({ section, siblings: section.parent!.children }) ||
            isKin(section, signals, prefixes) ||
            signals.includes(asked),
        )
      : accepted
  const kept = new Set(gaps.map(({ section }) => section))
  for (const { section, signals, sum } of first) {
    if (kept.has(section)) continue
    miss(section, signals, `${sum}, beside gaps that weigh ${best}`)
    for (const inner of [section, ...below(section)]) taken.delete(inner)
  }
  const beside = others.filter(({ section, kind }) => neverGaps.has(kind) || (first.length > 0 && otherSections.has(section)))
  const ids = idPattern(gaps.flatMap(({ section }) => section.read.id ?? []))

  const holders = new Set(gaps.flatMap(({ section }) => above(section)))
  const mentions = gaps.map(({ section, signals, fields }) => {
    const blocks = contents(section)
    const headAt = section.heading!.position!
    const mention = mentionFrom(
      {
        kind: 'section',
        heading: section.read,
        words: section.text,
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
    const hidden = [section, ...below(section)].flatMap((one) => one.hidden ?? []).filter(isBody)
    return { ...mention, fields: [...mention.fields, ...asTheyStand(hidden, mention, source)], signals }
  })
  const withRows = [...mentions, ...tablesOf(root, source, taken, mentions, holders, nearMisses)]
  const all = [...withRows, ...listsOf(root, source, taken, withRows, holders, nearMisses)]
  return {
    mentions: withRetellings(root, source, taken, all, holders),
    items: beside.map(({ section, kind }) => itemFrom(section, kind, source)),
    taken,
    nearMisses,
  }
}

/** What a comment hides from us within a gap: no value of it is read, yet none of its text is lost. */
const asTheyStand = (hidden: readonly RootContent[], { place: whole, fields }: Mention, source: Source): Field[] =>
  hidden
    .map((block) => ({ label: '', place: placeOf(source, block.position!), items: [] }))
    .filter(({ place }) => contains(whole, place) && !fields.some((field) => contains(field.place, place)))

const isBelowGaps = (section: SectionNode): boolean => above(section).some(({ part }) => part === 'gaps')

/** Whether a section is numbered as gaps below other headings are: "2.1" where 3.1, 3.2 and 3.3 are gaps. */
const isCousin = ({ read, children, level, parent }: SectionNode, accepted: readonly { section: SectionNode }[]): boolean =>
  children.length === 0 &&
  /^\d+\.\d+$/.test(read.number ?? '') &&
  accepted.filter(({ section }) => section.level === level && section.parent !== parent && /^\d+\.\d+$/.test(section.read.number ?? ''))
    .length > 1

/** Whether a section's number belongs to one run with those of gaps, 1 to 4 over however many headings, of which at least half say enough; one, where a title names gaps. */
function isInRun(section: SectionNode, accepted: readonly { section: SectionNode }[], near: readonly { section: SectionNode }[]): boolean {
  // "Known gaps": its numbers count gaps, whichever heading of its own stands between
  const named = above(section).some((one) => one.heading!.depth === 1 && countsGaps(one))
  const counted = ({ section: { level, read } }: { section: SectionNode }) =>
    (named || level === section.level) && read.id === undefined && /^\d+$/.test(read.number ?? '')
  // over a table it may be the rows that are gaps
  if (!counted({ section }) || section.blocks.some(({ type }) => type === 'table')) return false
  const sure = accepted.filter(counted)
  const all = new Set([...sure, ...near.filter(counted)].map((one) => one.section))
  const numbers = [...all]
    .sort((a, b) => a.heading!.position!.start.line - b.heading!.position!.start.line)
    .map(({ read }) => Number(read.number))
  return (
    (named ? sure.length > 0 : sure.length * 2 >= all.size) &&
    numbers.every((number, index) => index === 0 || number === numbers[index - 1]! + 1)
  )
}

/** "EK-" of "EK-04" */
const prefixOf = (id: string | undefined): string | undefined => /^\p{L}+[-_. ]?(?=\d)/u.exec(id ?? '')?.[0]

/** Whether a section that says little is one of those that say more: its id is formed alike, or it is numbered and described below a level. */
const isKin = ({ read }: SectionNode, signals: readonly Signal[], prefixes: ReadonlySet<string>): boolean =>
  prefixes.has(prefixOf(read.id) ?? '') ||
  (read.number !== undefined && ['facets', 'severity-group'].every((name) => signals.some((signal) => signal.name === name)))

/** Whether a section beside this one has an id formed alike and is described: then both are gaps, whatever they show in tables. */
const hasDescribedKin = ({ read: { id }, parent }: SectionNode, source: Source): boolean =>
  id !== undefined && describedPrefixes(parent!.children, source).has(prefixOf(id))
const describedPrefixes = once(
  (siblings: readonly SectionNode[], source: Source) =>
    new Set(siblings.flatMap((one) => (one.read.id !== undefined && isDescribed(ownFields(one, source)) ? [prefixOf(one.read.id)] : []))),
)

/** The fields of a section, and of those headings below it that only label them. */
function ownFields(section: SectionNode, source: Source): readonly RawField[] {
  return section.children.some(isLabelling) ? readFields(contents(section), source) : fieldsOf(section, source)
}

function itemFrom(section: SectionNode, kind: string, source: Source): Item {
  const blocks = contents(section)
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
