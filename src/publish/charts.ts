/**
 * Charts: counts set side by side, and the grid of impact against effort. Each is a table whose numbers are links; the bars beside
 * the numbers are drawn only where there is something to compare. How bars are drawn is left to the components.
 */
import { levels, states } from '#model'
import type { GapEntry } from './entries.ts'
import { type Count, type GapLine, gapLine, type Link, type Mark, many, severityMark, stateMark } from './frame.ts'
import { groupAddress, inState, type List, ofLevel } from './lists.ts'
import { bySeverity, type LevelOrNone, levelOf, levelsOrNone, type Portfolio, type StateOrNone, stateOf } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** A number, and the length of its bar in hundredths of the longest. */
export interface ChartCell extends Count {
  bar?: number
}

export interface CountChart {
  /** For those who come to the table by itself: "Gaps by system and severity". */
  caption: string
  columns: Mark[]
  /** Those that occur nowhere have no column; a zero is no link. */
  rows: { slug: string; link: Link; cells: ChartCell[]; total?: Count }[]
  /** Of all systems, where there are several. */
  totals?: { cells: Count[]; total?: Count }
  /** Of the longest number that has a bar. */
  digits: number
  /** Whether bars are drawn: one system, or one level, compares nothing. */
  drawn: boolean
}

/** Every system and every level, with the gaps that have none, so that a row adds up to the gaps of its system. */
export const severityChart = (all: Portfolio, from: string): CountChart =>
  counted(all, from, {
    caption: all.hasSeverity ? 'Gaps by system and severity' : 'Gaps by system',
    systems: all.systems,
    values: all.hasSeverity ? levelsOrNone : [],
    valueIn: levelOf,
    mark: severityMark,
    listOf: (level: LevelOrNone) => ofLevel(all, level),
    adds: true,
  })

/** Only the systems whose documents speak of states, since most do not. */
export const stateChart = (all: Portfolio, from: string): CountChart =>
  counted(all, from, {
    caption: 'Gaps by system and state',
    systems: all.systems.filter(({ slug }) => all.gapsOfSystem(slug).some(({ status }) => status)),
    values: states,
    valueIn: stateOf,
    mark: stateMark,
    listOf: (state: StateOrNone) => inState(all, state),
    adds: false,
  })

interface Counting<Value extends string> {
  caption: string
  systems: Portfolio['systems']
  values: readonly Value[]
  valueIn: (gap: GapEntry) => Value
  mark: (value: Value) => Mark
  listOf: (value: Value) => List
  /** Whether rows add up to all gaps of their systems, which then are told. */
  adds: boolean
}

function counted<Value extends string>(
  all: Portfolio,
  from: string,
  { caption, systems, values, valueIn, mark, listOf, adds }: Counting<Value>,
): CountChart {
  const bySystem = new Map(systems.map(({ slug }) => [slug, Map.groupBy(all.gapsOfSystem(slug), valueIn)]))
  const countOf = (slug: string, value: Value) => bySystem.get(slug)?.get(value)?.length ?? 0
  const columns = values.filter((value) => systems.some(({ slug }) => countOf(slug, value) > 0))
  const lists = new Map(columns.map((value) => [value, listOf(value)]))
  // what documents do not say is counted, and has no bar
  const barred = columns.filter((value) => value !== 'none')
  const longest = Math.max(0, ...systems.flatMap(({ slug }) => barred.map((value) => countOf(slug, value))))
  const drawn = barred.length > 1 && systems.filter(({ slug }) => barred.some((value) => countOf(slug, value) > 0)).length > 1
  const counts = (count: number, word: string, to: () => string, of?: Mark): Count => ({
    ...(of && { mark: of }),
    word,
    count,
    ...(count > 0 && { href: href(from, to()) }),
  })
  const totals = columns.map((value) => systems.reduce((sum, { slug }) => sum + countOf(slug, value), 0))
  return {
    caption,
    columns: columns.map(mark),
    rows: systems.map(({ slug, name }) => ({
      slug,
      link: { href: href(from, routes.system(slug)), text: name },
      cells: columns.map((value) => {
        const count = countOf(slug, value)
        return {
          ...counts(count, mark(value).word, () => groupAddress(lists.get(value)!, slug), mark(value)),
          ...(drawn && count > 0 && value !== 'none' && { bar: Math.round((1000 * count) / longest) / 10 }),
        }
      }),
      ...(adds && { total: counts(all.gapsOfSystem(slug).length, 'gaps', () => routes.gapsOfSystem(slug)) }),
    })),
    ...(systems.length > 1 &&
      all.gaps.length > 0 && {
        totals: {
          cells: columns.map((value, at) => counts(totals[at]!, mark(value).word, () => lists.get(value)!.address(1), mark(value))),
          ...(adds && { total: counts(all.gaps.length, 'gaps', () => routes.gaps()) }),
        },
      }),
    digits: String(Math.max(0, ...totals)).length,
    drawn,
  }
}

/** Impact against effort, in the words of the documents: rows from the greatest impact, columns from the least effort. */
export interface ImpactGrid {
  efforts: string[]
  rows: { impact: string; cells: GapLine[][] }[]
  both: number
  of: Link
}

/** More columns than these compare nothing that an eye could take in; nor do more gaps. */
const mostEfforts = 8
const mostGaps = 120

/** None where fewer than two impacts or two efforts are given, since such a grid says nothing. */
export function impactGrid(all: Portfolio, from: string, slug?: string): ImpactGrid | undefined {
  const every = slug === undefined ? all.gaps : all.gapsOfSystem(slug)
  const gaps = every.flatMap((gap) => (gap.impact && gap.effort ? [{ gap, impact: gap.impact.words, effort: tidy(gap.effort.words) }] : []))
  const byEffort = Map.groupBy(gaps, ({ effort }) => effort.toLowerCase())
  const byImpact = Map.groupBy(gaps, ({ impact }) => impact.toLowerCase())
  if (byEffort.size < 2 || byImpact.size < 2 || byEffort.size > mostEfforts || gaps.length > mostGaps) return undefined
  const efforts = [...byEffort].sort(([a], [b]) => effortRank(a) - effortRank(b))
  const impactRank = (own: typeof gaps) => levels.indexOf(own[0]!.gap.impact!.level)
  const impacts = [...byImpact].sort(([, a], [, b]) => impactRank(a) - impactRank(b))
  return {
    efforts: efforts.map(([, [first]]) => first!.effort),
    rows: impacts.map(([, own]) => ({
      impact: own[0]!.impact,
      cells: efforts.map(([effort]) =>
        own
          .filter((one) => one.effort.toLowerCase() === effort)
          .map(({ gap }) => gap)
          .toSorted(bySeverity)
          .map((gap) => gapLine(all, from, gap)),
      ),
    })),
    both: gaps.length,
    of: {
      href: href(from, slug === undefined ? routes.gaps() : routes.gapsOfSystem(slug)),
      text: many(every.length, 'gap'),
    },
  }
}

const tidy = (words: string) => words.replace(/\s+/g, ' ').trim()

const sizes: readonly RegExp[] = [
  /^(?:xs|trivial|tiny|very (?:low|small))\b/,
  /^(?:s|low|small|easy|minor|minimal)\b/,
  /^(?:m|medium|moderate)\b/,
  /^(?:l|high|large|hard|major|significant)\b/,
  /^(?:xl|xxl|very (?:high|large)|huge)\b/,
]
const hours: readonly [RegExp, number][] = [
  [/^h/, 1],
  [/^d/, 8],
  [/^w/, 40],
  [/^(?:mo|sprint)/, 160],
  [/^q/, 480],
]

/** For the order of columns alone; what is neither a size nor a time comes last. */
function effortRank(words: string): number {
  const size = sizes.findIndex((pattern) => pattern.test(words))
  if (size >= 0) return size
  const [, number, unit] = /(\d+(?:\.\d+)?)[^a-z]*(?:\d+[^a-z]*)?([a-z]+)/.exec(words) ?? []
  const hour = unit && hours.find(([pattern]) => pattern.test(unit))?.[1]
  return hour ? 10 + Number(number) * hour : 1e9
}

/** Which gaps an author's page lists; without any of it, all. */
export interface GapChoice {
  severity?: string
  state?: string
  system?: string
  limit?: number
}

/** Gravest first, and the list that holds the others where there is one. */
export function chosenGaps(
  all: Portfolio,
  from: string,
  { severity, state, system, limit }: GapChoice,
): { lines: GapLine[]; of: number; list?: string } {
  const own = all.gaps
    .filter(
      (gap) =>
        (severity === undefined || levelOf(gap) === severity) &&
        (state === undefined || stateOf(gap) === state) &&
        (system === undefined || gap.system === system),
    )
    .toSorted(bySeverity)
  const lists = [
    ...(severity === undefined ? [] : [routes.gapsWithSeverity(severity)]),
    ...(state === undefined ? [] : [routes.gapsInState(state)]),
    ...(system === undefined ? [] : [routes.gapsOfSystem(system)]),
  ]
  return {
    lines: own.slice(0, limit ?? 200).map((gap) => gapLine(all, from, gap, { system: all.systems.length > 1 && system === undefined })),
    of: own.length,
    ...(lists.length < 2 && own.length > 0 && { list: href(from, lists[0] ?? routes.gaps()) }),
  }
}
