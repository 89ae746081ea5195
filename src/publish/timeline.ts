/**
 * Timeline: the steps of a roadmap as lanes, in the order of the documents, each as far along a ruler as its author's words go.
 * Rulers that cannot be compared are told apart; what lies on none has a lane of its own. What the words mean is left to `windows.ts`.
 */
import { type Ruler, type Window, windowOf } from '#model'
import type { PhaseEntry } from './entries.ts'
import { type Link, many } from './frame.ts'
import { apartId, type Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { unitMark } from './windows.ts'

/** A stretch of a ruler, in hundredths of its length. */
export interface Stretch {
  at: number
  /** Zero of a single date. */
  length: number
  /** Set where only its end or its beginning is given. */
  bound?: Window['bound']
}

export interface Lane {
  /** Its title alone, where it has an id beside it. */
  link: Link
  id?: string
  window?: string
  stretch?: Stretch
  /** "3 gaps", "1 of 2 criteria met" */
  figures: string[]
}

export interface Lanes {
  title: string
  /** What the ruler says, where it is drawn. */
  marks: { at: number; text: string; anchor: 'start' | 'middle' | 'end' }[]
  /** Where units begin, and where the last ends. */
  lines: number[]
  lanes: Lane[]
  bounded?: true
}

export interface Timeline {
  groups: Lanes[]
  /** Where no step names a gap: said once, not in each lane. */
  absent?: string
  /** Where not all steps are shown. */
  more?: Link
}

const titles: Record<Ruler, string> = {
  day: 'Days',
  week: 'Weeks',
  'calendar week': 'Calendar weeks',
  sprint: 'Sprints',
  month: 'Months by number',
  quarter: 'Quarters without a year',
  date: 'Dates',
  'calendar month': 'Months',
  'calendar quarter': 'Quarters',
}
const undated = 'No date given'
const inWords = 'Given in words alone'

const mostLanes = 200
/** Lines in every lane help the eye of a few lanes only. */
const mostLined = 24

/** From where to where each ruler goes; of steps of several systems, so that their bars can be compared. */
export type Scales = ReadonlyMap<Ruler, Pick<Window, 'from' | 'to'>>

export function scalesOf(phases: readonly PhaseEntry[]): Scales {
  const windows = phases.flatMap(({ window }) => (window && windowOf(window.words)) || [])
  return new Map(
    [...Map.groupBy(windows, ({ ruler }) => ruler)].map(([ruler, own]) => [
      ruler,
      { from: Math.min(...own.map(({ from }) => from)), to: Math.max(...own.map(({ to }) => to)) },
    ]),
  )
}

/** @param scales of what it stands beside; without, its own */
export function timeline(
  all: Portfolio,
  from: string,
  phases: readonly PhaseEntry[],
  { most = mostLanes, scales = new Map() }: { most?: number; scales?: Scales } = {},
): Timeline {
  const shown = phases.slice(0, most)
  const none = shown.length > 1 && shown.every((phase) => gapsIn(phase) === 0)
  const placed = shown.map((phase) => ({ phase, window: phase.window && windowOf(phase.window.words) }))
  const groups = Map.groupBy(placed, ({ phase, window }) => window?.ruler ?? (phase.window ? inWords : undated))
  // what lies on no ruler comes last
  const names = [...groups.keys()].toSorted((a, b) => rank(a) - rank(b))
  return {
    groups: names.map((name) => {
      const own = groups.get(name)!
      const scale =
        name === undated || name === inWords
          ? undefined
          : scaleOf(
              name,
              own.map(({ window }) => window!),
              scales.get(name),
            )
      return {
        title: name === undated || name === inWords ? name : titles[name],
        marks: scale?.marks ?? [],
        lines: scale && own.length <= mostLined ? scale.lines : [],
        lanes: own.map(({ phase, window }) => ({
          link: { href: href(from, routes.phase(phase.key)), text: phase.title, lang: all.document(phase.place.file)?.lang ?? '' },
          ...(apartId(phase) && { id: phase.id }),
          ...(phase.window && { window: phase.window.words }),
          ...(scale && window && { stretch: scale.stretch(window) }),
          figures: [...(none ? [] : [gapsIn(phase) > 0 ? many(gapsIn(phase), 'gap') : noGap(phase)]), ...criteriaIn(phase)],
        })),
        ...(scale && own.some(({ window }) => window!.bound) && { bounded: true as const }),
      }
    }),
    ...(none && { absent: 'No gap was recognised in any step.' }),
    ...(phases.length > shown.length && {
      more: { href: href(from, routes.system(phases[0]!.system)), text: `and ${phases.length - shown.length} more steps` },
    }),
  }
}

const rank = (name: string) => (name === undated ? 2 : name === inWords ? 1 : 0)

export const gapsIn = ({ gaps }: PhaseEntry): number => new Set(gaps.flatMap(({ key }) => key ?? [])).size

/** Of a step without gaps: whether its text names some that it leaves, or waits for. */
export const noGap = ({ aside }: Pick<PhaseEntry, 'aside'>): string => (aside.some(({ key }) => key) ? 'takes on no gap' : 'names no gap')

/** Met, as far as the author marks them; without marks, how many there are. */
function criteriaIn({ fields }: PhaseEntry): string[] {
  const own = fields.filter(({ name }) => name === 'acceptanceCriteria')
  const count = own.reduce((sum, { items }) => sum + items, 0)
  const [done, of] = own.reduce(([done, of], { marked }) => [done + (marked?.done ?? 0), of + (marked?.of ?? 0)], [0, 0])
  if (count === 0) return []
  if (of === 0) return [many(count, 'criterion', 'criteria')]
  return [`${done} of ${of}${of < count ? ' marked' : ''} criteria met`]
}

/** More marks than these would run into each other. */
const mostMarks = 12

/** None for a single stretch, which a ruler of its own length would tell nothing of. */
function scaleOf(
  ruler: Ruler,
  windows: readonly Window[],
  common?: Pick<Window, 'from' | 'to'>,
): (Pick<Lanes, 'marks' | 'lines'> & { stretch: (window: Window) => Stretch }) | undefined {
  const { from, to } = common ?? {
    from: Math.min(...windows.map((window) => window.from)),
    to: Math.max(...windows.map((window) => window.to)),
  }
  if (from === to || windows.length < 2) return undefined
  if (ruler === 'date') {
    // dates are points: the ruler ends at the first and the last, with room for their ticks
    const at = (day: number) => hundredths(0.02 + (0.96 * (day - from)) / (to - from))
    return {
      marks: [
        { at: at(from), text: unitMark(ruler, from), anchor: 'start' },
        { at: at(to), text: unitMark(ruler, to), anchor: 'end' },
      ],
      lines: [at(from), at(to)],
      stretch: ({ from, to, bound }) => ({ at: at(from), length: round(at(to) - at(from)), ...(bound && { bound }) }),
    }
  }
  const count = to + 1 - from
  const at = (unit: number) => hundredths((unit - from) / count)
  const step = stepOf(count, ruler)
  const units = Array.from({ length: Math.ceil(count / step) }, (_, number) => from + number * step)
  return {
    marks: units.map((unit, number) => ({
      at: hundredths((unit + 0.5 - from) / count),
      text: unitMark(ruler, unit, units[number - 1]),
      anchor: 'middle',
    })),
    lines: [...units.map(at), 100],
    stretch: ({ from, to, bound }) => ({ at: at(from), length: round(at(to + 1) - at(from)), ...(bound && { bound }) }),
  }
}

const round = (number: number) => Math.round(number * 100) / 100
const hundredths = (share: number) => round(share * 100)

/** Every unit, or every so many that they have room. */
function stepOf(count: number, ruler: Ruler): number {
  const steps = ruler === 'calendar month' ? [1, 3, 6, 12] : ruler === 'calendar quarter' ? [1, 2, 4] : [1, 2, 5, 10]
  const last = steps.at(-1)!
  for (let times = 1; ; times *= 10) {
    const step = steps.find((one) => count / (one * times) <= mostMarks)
    if (step) return step * times
    if (times * last > count) return times * last
  }
}
