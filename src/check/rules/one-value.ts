/** Rule: a gap has one severity, status, effort, owner and step of the roadmap, wherever it is mentioned. */
import { contains, type Gap, type GapDocument, type Mention, type Place } from '#model'
import { misplacements } from '../misplaced.ts'
import { nameOf, quote, type Rule } from '../rule.ts'

export const oneValue: Rule = {
  name: 'one-value',
  level: 'error',
  says: 'A gap has the same severity, status, effort, owner and step of the roadmap wherever it is mentioned.',
  why: 'Two readers of one gap would otherwise plan two roadmaps.',
  example: {
    bad: '# Gaps\n\n| Gap | Title | Severity |\n| --- | --- | --- |\n| G-01 | Resume starts over | P1 |\n| G-02 | No lease | P1 |\n\n## G-01 (P0): Resume starts over\n\nProblem: a run cannot go on.\n\n## G-02 (P1): No lease\n\nProblem: two runs collide.\n',
    good: '# Gaps\n\n| Gap | Title | Severity |\n| --- | --- | --- |\n| G-01 | Resume starts over | P0 |\n| G-02 | No lease | P1 |\n\n## G-01 (P0): Resume starts over\n\nProblem: a run cannot go on.\n\n## G-02 (P1): No lease\n\nProblem: two runs collide.\n',
  },
  *check({ trace, documents }) {
    for (const { gap, field, mention, against } of contradictionsIn(trace.gaps, documents)) {
      const [mine, its] = [mention[field]!, against[field]!]
      yield {
        place: mine.place,
        message: `${nameOf(gap)} has ${labelOf(field, mention, against)} ${quote(mine.words)} ${here(mention)}, but ${quote(its.words)} ${there(against, mine.place)}`,
        mend: `write ${quote(its.words)} here, or ${quote(mine.words)} there; until then the page of the gap shows ${quote(gap[field]?.words ?? '')}`,
        see: [{ place: its.place, note: `says ${quote(its.words)}` }],
      }
    }
    yield* misplacements(trace.gaps, trace.phases)
  },
}

/** Two places that say different things of one gap. */
export interface Contradiction {
  gap: Gap
  field: FieldName
  mention: Mention
  /** The first place that it contradicts. */
  against: Mention
}

/** Where mentions of one gap cannot both be right; for this rule, and for pages that show both sides. */
export function* contradictionsIn(gaps: readonly Gap[], documents: readonly GapDocument[]): Generator<Contradiction> {
  const dates = new Map(documents.map(({ file, date }) => [file, date?.iso]))
  const subjects = new Map(documents.map(({ file, mentions }) => [file, new Set(mentions.flatMap((mention) => subjectOf(mention) ?? []))]))
  /** All of a mention that `contradict` looks at. */
  const gist = (field: FieldName, mention: Mention): string => {
    const { file } = mention.place
    switch (field) {
      case 'severity':
        return JSON.stringify([mention.severity!.level, scaleOf(mention), subjectOf(mention), subjects.get(file)!.size < 2])
      case 'status':
        return JSON.stringify([isClosed(mention), file])
      case 'effort':
        return JSON.stringify([durationOf(mention.effort!.words), sizeOf(mention.effort!.words)])
      case 'owner':
        return JSON.stringify([[...ownersOf(mention.owner!.words)].sort(), kindOfOwner(mention.owner!.words)])
    }
  }
  const contradict = (field: FieldName, a: Mention, b: Mention): boolean => {
    switch (field) {
      case 'severity':
        return (
          a.severity!.level !== b.severity!.level &&
          isOneScale(
            a,
            b,
            [a, b].every(({ place }) => subjects.get(place.file)!.size < 2),
          )
        )
      case 'status':
        return isClosed(a) !== isClosed(b) && (a.place.file === b.place.file || dates.get(a.place.file) === dates.get(b.place.file))
      case 'effort':
        return differ(durationOf(a.effort!.words), durationOf(b.effort!.words)) || differ(sizeOf(a.effort!.words), sizeOf(b.effort!.words))
      case 'owner':
        return areStrangers(a.owner!.words, b.owner!.words)
    }
  }
  for (const gap of gaps) {
    if (gap.mentions.length < 2) continue
    for (const field of fields) {
      const told = gap.mentions.filter((mention) => mention[field])
      // of those that say the same the first speaks for all
      const distinct = new Map<string, Mention>()
      for (const mention of told) {
        const against = distinct.values().find((one) => contradict(field, one, mention))
        const key = gist(field, mention)
        if (!distinct.has(key)) distinct.set(key, mention)
        if (against) yield { gap, field, mention, against }
      }
    }
  }
}

const fields = ['severity', 'status', 'effort', 'owner'] as const
type FieldName = (typeof fields)[number]

const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b

/** What the author calls the level; undefined where it stands in the heading itself, without a label. */
function subjectOf({ severity, headPlace }: Mention): string | undefined {
  if (!severity) return undefined
  const { from, words, place } = severity
  if (from === undefined) return contains(headPlace, place) ? undefined : 'severity'
  if (/prio|优先|優先|приорит|우선|ưu tiên/iu.test(from)) return 'priority'
  // a heading that groups by level has it in its own words
  return from.includes(words) ? 'severity' : from.toLowerCase()
}

/**
 * How grave a gap is and how soon its turn comes are two things, and P1 of one scale is not High of another.
 * @param single whether the documents speak of one of them only; then a level without a label is that one.
 */
function isOneScale(a: Mention, b: Mention, single: boolean): boolean {
  const [subject, other] = [subjectOf(a), subjectOf(b)]
  return scaleOf(a) === scaleOf(b) && (subject === other || (single && (subject === undefined || other === undefined)))
}

const scaleOf = ({ severity }: Mention): string => scales.find(([, sign]) => sign.test(severity!.words))?.[0] ?? 'words'

const scales: readonly (readonly [string, RegExp])[] = [
  ['P0', /^p\d/i],
  ['S1', /^s(ev)?-?\d/i],
  ['tier', /^tier/i],
  ['signs', /^[^\p{L}\p{N}]+$/u],
  ['MoSCoW', /^(must|should|could|won'?t|nice|optional|essential|mandatory|important|urgent|normal)\b/i],
]

/** Missing, planned and begun go together; done goes with none of them. What an older document says, a younger one may outdate. */
const isClosed = ({ status }: Mention): boolean => status!.state === 'closed'

const units: Record<string, string> = { h: 'hour', hr: 'hour', d: 'day', w: 'week', wk: 'week', mo: 'month', month: 'month' }

/** "~2-3 weeks (incl. review)" → "2-3 week"; undefined when there is not exactly one. */
function durationOf(words: string): string | undefined {
  const found = [
    ...words
      .toLowerCase()
      .matchAll(
        /(\d+(?:[.,]\d+)?)(?:\s*(?:-|–|—|to)\s*(\d+(?:[.,]\d+)?))?[\s-]*(h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|months?|sprints?|points?|pts?)\b/g,
      ),
  ]
  if (found.length !== 1 || /\b(remain|left|spent|per|each)/i.test(words)) return undefined
  const [, from, to = from, unit] = found[0]!
  const bare = unit!.length > 2 ? unit!.replace(/s$/, '') : unit!
  return `${Number(from!.replace(',', '.'))}-${Number(to!.replace(',', '.'))} ${units[bare] ?? bare.replace(/^pt$/, 'point')}`
}

/** "M", "Medium (2 days)" → "m" */
function sizeOf(words: string): string | undefined {
  const size = /^(xs|s|m|l|xl|xxl|trivial|small|medium|large|low|high|easy|hard)\b(?![-–/+]|\s*(?:to|or)\b)/.exec(
    words.toLowerCase().trim(),
  )?.[1]
  return size && ({ small: 's', low: 's', easy: 's', medium: 'm', large: 'l', high: 'l', hard: 'l', trivial: 'xs' }[size] ?? size)
}

/** The names in "Backend team / @ana"; none for "TBD". */
function ownersOf(words: string): Set<string> {
  const names = words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(
    names.filter((name) => !/^(tbd|tba|todo|none|unassigned|unknown|open|na|n|a|team|lead|the|and|engineer|dev|developers?)$/.test(name)),
  )
}

/** Names of one kind with nothing in common; a team and one of its people go together. */
const areStrangers = (a: string, b: string): boolean => {
  const [names, others] = [ownersOf(a), ownersOf(b)]
  return names.size > 0 && others.size > 0 && names.isDisjointFrom(others) && kindOfOwner(a) === kindOfOwner(b)
}

const kindOfOwner = (words: string): string =>
  words.includes('@')
    ? 'handle'
    : /\b(team|squad|group|guild|department|eng|engineering|ops)\b/i.test(words)
      ? 'team'
      : `${words.trim().split(/\s+/).length} words`

/** The author's own label, where there is one. */
const labelOf = (field: FieldName, a: Mention, b: Mention): string =>
  field === 'severity' ? (subjectOf(a) ?? subjectOf(b) ?? field) : field

const where: Record<Mention['kind'], string> = { section: 'section', row: 'table', item: 'list', paragraph: 'paragraph' }
const here = ({ kind }: Mention): string => `in this ${where[kind]}`
const there = ({ kind, place, founds }: Mention, from: Place): string =>
  place.file !== from.file
    ? `in ${place.file}`
    : kind === 'section' && founds
      ? 'in its own section'
      : `in the ${where[kind]} of line ${place.line}`
