/** Rule: a gap has one severity, status, effort and owner, wherever it is mentioned. */
import type { Gap, GapDocument, Mention, Place, Severity, Status, Words } from '#model'
import { nameOf, quote, type Rule } from '../rule.ts'

export const oneValue: Rule = {
  name: 'one-value',
  level: 'error',
  says: 'A gap has the same severity, status, effort and owner wherever it is mentioned.',
  why: 'Two readers of one gap would otherwise plan two roadmaps.',
  example: {
    bad: '# Gaps\n\n| Gap | Title | Severity |\n| --- | --- | --- |\n| G-01 | Resume starts over | P1 |\n| G-02 | No lease | P1 |\n\n## G-01 (P0): Resume starts over\n\nProblem: a run cannot go on.\n\n## G-02 (P1): No lease\n\nProblem: two runs collide.\n',
    good: '# Gaps\n\n| Gap | Title | Severity |\n| --- | --- | --- |\n| G-01 | Resume starts over | P0 |\n| G-02 | No lease | P1 |\n\n## G-01 (P0): Resume starts over\n\nProblem: a run cannot go on.\n\n## G-02 (P1): No lease\n\nProblem: two runs collide.\n',
  },
  *check({ trace, documents }) {
    const dates = new Map(documents.map(({ file, date }: GapDocument) => [file, date?.iso]))
    for (const gap of trace.gaps) {
      if (gap.mentions.length < 2) continue
      for (const [field, contradicts] of fields(dates)) {
        const told = gap.mentions.flatMap((mention) => {
          const value = mention[field] as Value | undefined
          return value ? [{ mention, value }] : []
        })
        const [first, ...others] = told
        for (const other of others) {
          if (!first || !contradicts(first.value, other.value)) continue
          const label = labelOf(field, other.value)
          yield {
            place: other.value.place,
            message: `${nameOf(gap)} has ${label} ${quote(other.value.words)} ${here(other.mention)}, but ${quote(first.value.words)} ${there(first.mention, other.value.place)}`,
            mend: `write ${quote(first.value.words)} here, or ${quote(other.value.words)} there; until then the gap's page shows ${quote(shown(gap, field))}`,
            see: [{ place: first.value.place, note: `says ${quote(first.value.words)}` }],
          }
        }
      }
    }
  },
}

type Value = Words & Partial<Severity & Status>
type FieldName = 'severity' | 'status' | 'effort' | 'owner'

/** The fields, and when two values of one do not go together. Where that is a matter of taste they do. */
const fields = (dates: ReadonlyMap<string, string | undefined>): [FieldName, (a: Value, b: Value) => boolean][] => [
  ['severity', (a, b) => a.level !== b.level && kindOf(a) === kindOf(b)],
  ['status', (a, b) => isClosed(a) !== isClosed(b) && sameTime(dates, a.place, b.place)],
  ['effort', (a, b) => differ(durationOf(a.words), durationOf(b.words)) || differ(sizeOf(a.words), sizeOf(b.words))],
  [
    'owner',
    (a, b) =>
      ownersOf(a.words).size > 0 && ownersOf(b.words).size > 0 && ![...ownersOf(a.words)].some((name) => ownersOf(b.words).has(name)),
  ],
]

const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b

/** How grave a gap is and how soon its turn comes are two things; and P1 of one scale is not High of another. */
const kindOf = ({ from, words }: Value): string =>
  `${subjectOf(from, words)} ${scales.find(([, sign]) => sign.test(words))?.[0] ?? 'words'}`

/** A heading that groups by the value has it in its own words; any other label names what the value is about. */
function subjectOf(from: string | undefined, words: string): string {
  if (from === undefined) return /^p\d/i.test(words) ? 'priority' : 'severity'
  if (/prio|优先|優先|приорит|우선|ưu tiên/iu.test(from)) return 'priority'
  return from.includes(words) ? 'severity' : from.toLowerCase()
}

const scales: readonly (readonly [string, RegExp])[] = [
  ['P0', /^p\d/i],
  ['S1', /^s(ev)?-?\d/i],
  ['tier', /^tier/i],
  ['signs', /^[^\p{L}\p{N}]+$/u],
  ['MoSCoW', /^(must|should|could|won'?t|nice|optional|essential|mandatory|important|urgent|normal)\b/i],
]

/** Missing, planned and begun go together; done goes with none of them. */
const isClosed = ({ state }: Value): boolean => state === 'closed'

/** What an older document says of a status, a younger one may outdate. */
const sameTime = (dates: ReadonlyMap<string, string | undefined>, a: Place, b: Place): boolean =>
  a.file === b.file || dates.get(a.file) === dates.get(b.file)

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
  if (found.length !== 1) return undefined
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

/** The author's own label, where we have it. */
const labelOf = (field: FieldName, { from }: Value): string =>
  field === 'severity' && from && kindOf({ from } as Value) === 'priority' && from.length <= 20 ? from.toLowerCase() : field

const where: Record<Mention['kind'], string> = { section: 'section', row: 'table', item: 'list', paragraph: 'paragraph' }
const here = ({ kind }: Mention): string => `in this ${where[kind]}`
const there = ({ kind, place, founds }: Mention, from: Place): string =>
  place.file !== from.file
    ? `in ${place.file}`
    : kind === 'section' && founds
      ? 'in its own section'
      : `in the ${where[kind]} of line ${place.line}`
const shown = (gap: Gap, field: FieldName): string => gap[field]?.words ?? ''
