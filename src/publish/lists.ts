/**
 * Lists of gaps: what each prerendered list holds, in which groups, and how it is cut into pages. One function makes the groups,
 * so that a number elsewhere on the site can link to the very page and group that it counts.
 */
import type { GapEntry } from './entries.ts'
import {
  type Count,
  type Frame,
  frame,
  type GapLine,
  gapLine,
  type Link,
  many,
  pageLinks,
  type Shows,
  severityMark,
  stateMark,
} from './frame.ts'
import {
  bySeverity,
  type Category,
  type LevelOrNone,
  levelOf,
  levelsOrNone,
  type Portfolio,
  type StateOrNone,
  stateOf,
  statesOrNone,
} from './portfolio.ts'
import { href, routes } from './routes.ts'

export const rowsPerPage = 200

/** One list, before it is cut. */
export interface List {
  address: (page: number) => string
  title: string
  /** One sentence that says what is listed. */
  lead: string
  groups: { anchor: string; title: string; gaps: readonly GapEntry[] }[]
  shows: Shows
  crumbs: { to: string; text: string }[]
}

export interface ListView {
  frame: Frame
  heading: string
  lead: string
  groups: { anchor: string; title: string; continued: boolean; lines: GapLine[]; total: number }[]
  pages: Link[]
  /** Other lists, by what they narrow to. */
  narrower: { title: string; counts: Count[] }[]
}

const several = (all: Portfolio) => all.systems.length > 1

/** All lists that there is something for, in the order of the site. */
export function lists(all: Portfolio): List[] {
  if (all.gaps.length === 0) return []
  return [
    everyGap(all),
    ...(all.hasSeverity
      ? levelsOrNone.filter((level) => all.gaps.some((gap) => levelOf(gap) === level)).map((level) => ofLevel(all, level))
      : []),
    ...(all.hasStatus
      ? statesOrNone.filter((state) => all.gaps.some((gap) => stateOf(gap) === state)).map((state) => inState(all, state))
      : []),
    ...all.systems.filter(({ slug }) => all.gapsOfSystem(slug).length > 0).map(({ slug }) => ofSystem(all, slug)),
    ...all.categories.map((category) => inCategory(all, category)),
  ]
}

const top = { to: routes.gaps(), text: 'Gaps' }

const everyGap = (all: Portfolio): List => ({
  address: routes.gaps,
  title: 'All gaps',
  lead: `${many(all.gaps.length, 'gap')} in ${many(all.systems.length, 'system')}${all.hasSeverity ? ', gravest first' : ''}.`,
  groups: all.hasSeverity ? byLevel(all.gaps) : bySystem(all, all.gaps),
  shows: { system: several(all) && all.hasSeverity, document: true },
  crumbs: [],
})

export const ofLevel = (all: Portfolio, level: LevelOrNone): List => {
  const gaps = all.gaps.filter((gap) => levelOf(gap) === level)
  const { word } = severityMark(level)
  return {
    address: (page) => routes.gapsWithSeverity(level, page),
    title: level === 'none' ? 'Gaps without a severity' : `${word} gaps`,
    lead:
      level === 'none'
        ? `${many(gaps.length, 'gap')} whose documents give no severity.`
        : `${many(gaps.length, 'gap')} of ${all.gaps.length}.`,
    groups: bySystem(all, gaps),
    shows: { document: true },
    crumbs: [top],
  }
}

export const inState = (all: Portfolio, state: StateOrNone): List => {
  const gaps = all.gaps.filter((gap) => stateOf(gap) === state)
  return {
    address: (page) => routes.gapsInState(state, page),
    title: state === 'none' ? 'Gaps without a state' : `${stateMark(state).word} gaps`,
    lead:
      state === 'none'
        ? `${many(gaps.length, 'gap')} whose documents do not say how far they are.`
        : `${many(gaps.length, 'gap')} of ${all.gaps.length}.`,
    groups: bySystem(all, gaps),
    shows: { document: true },
    crumbs: [top],
  }
}

export const ofSystem = (all: Portfolio, slug: string): List => {
  const gaps = all.gapsOfSystem(slug)
  const { name } = all.system(slug)
  const graded = gaps.some(({ severity }) => severity)
  return {
    address: (page) => routes.gapsOfSystem(slug, page),
    title: `Gaps of ${name}`,
    lead: `${many(gaps.length, 'gap')}${graded ? ', gravest first' : ''}.`,
    groups: graded ? byLevel(gaps) : [{ anchor: slug, title: name, gaps }],
    shows: { category: true, document: true },
    crumbs: [top, { to: routes.system(slug), text: name }],
  }
}

export const inCategory = (all: Portfolio, { system, slug, words, gaps }: Category): List => {
  const { name } = all.system(system)
  return {
    address: (page) => routes.gapsInCategory(system, slug, page),
    title: words,
    lead: `${many(gaps.length, 'gap')} of ${name} in the category “${words}”.`,
    groups: [{ anchor: slug, title: words, gaps: gaps.toSorted(bySeverity) }],
    shows: { document: true },
    crumbs: [top, { to: routes.system(system), text: name }],
  }
}

const byLevel = (gaps: readonly GapEntry[]) =>
  levelsOrNone
    .map((level) => ({ anchor: level, title: severityMark(level).word, gaps: gaps.filter((gap) => levelOf(gap) === level) }))
    .filter((group) => group.gaps.length > 0)

const bySystem = (all: Portfolio, gaps: readonly GapEntry[]) =>
  [...Map.groupBy(gaps, (gap) => gap.system)].map(([slug, own]) => ({
    anchor: slug,
    title: all.system(slug).name,
    gaps: own.toSorted(bySeverity),
  }))

const total = (list: List) => list.groups.reduce((sum, { gaps }) => sum + gaps.length, 0)
export const pageCount = (list: List): number => Math.max(1, Math.ceil(total(list) / rowsPerPage))

/** The page and place of a list where one of its groups begins. */
export function groupAddress(list: List, anchor: string): string {
  let before = 0
  for (const group of list.groups) {
    if (group.anchor === anchor) break
    before += group.gaps.length
  }
  return `${list.address(Math.floor(before / rowsPerPage) + 1)}#${anchor}`
}

export function listView(all: Portfolio, list: List, page: number): ListView {
  const address = list.address(page)
  const pages = pageCount(list)
  const from = (page - 1) * rowsPerPage
  let before = 0
  const groups = list.groups.flatMap(({ anchor, title, gaps }) => {
    const start = Math.max(0, from - before)
    const own = gaps.slice(start, Math.max(0, from + rowsPerPage - before))
    before += gaps.length
    if (own.length === 0) return []
    return [{ anchor, title, continued: start > 0, total: gaps.length, lines: own.map((gap) => gapLine(all, address, gap, list.shows)) }]
  })
  const named = pages > 1 ? `, page ${page} of ${pages}` : ''
  const titled = list.crumbs.length > 1 && !list.title.startsWith('Gaps of') ? `${list.title} · ${list.crumbs.at(-1)!.text}` : list.title
  return {
    frame: frame(all, {
      address,
      title: `${titled}${named} · ${all.settings.title}`,
      description: `${list.title}${named}: ${list.lead}`,
      crumbs: list.crumbs,
    }),
    heading: list.title,
    lead: list.lead,
    groups,
    pages: pageLinks(address, pages, page, list.address),
    narrower: narrower(all, list, address),
  }
}

/** From the list of all: to every other. From another: to those beside it. */
function narrower(all: Portfolio, list: List, address: string): ListView['narrower'] {
  if (list.crumbs.length > 1) return []
  const here = (to: string) => (list.address(1) === to ? {} : { href: href(address, to) })
  return [
    ...(all.hasSeverity
      ? [{ title: 'Severity', counts: levelCounts(all.gaps, (level) => here(routes.gapsWithSeverity(level)).href) }]
      : []),
    ...(all.hasStatus ? [{ title: 'State', counts: stateCounts(all.gaps, (state) => here(routes.gapsInState(state)).href) }] : []),
    ...(several(all) && list.crumbs.length === 0
      ? [
          {
            title: 'System',
            counts: all.systems
              .filter(({ slug }) => all.gapsOfSystem(slug).length > 0)
              .map(({ slug, name }) => ({
                word: name,
                count: all.gapsOfSystem(slug).length,
                href: href(address, routes.gapsOfSystem(slug)),
              })),
          },
        ]
      : []),
  ].filter(({ counts }) => counts.length > 1)
}

/** Only levels that occur; a gap without one is counted when others have one. */
export const levelCounts = (gaps: readonly GapEntry[], to: (level: LevelOrNone) => string | undefined): Count[] =>
  counted(levelsOrNone, gaps, levelOf, (level) => severityMark(level), to)

export const stateCounts = (gaps: readonly GapEntry[], to: (state: StateOrNone) => string | undefined): Count[] =>
  counted(statesOrNone, gaps, stateOf, (state) => stateMark(state), to)

function counted<Value extends string>(
  values: readonly Value[],
  gaps: readonly GapEntry[],
  valueIn: (gap: GapEntry) => Value,
  mark: (value: Value) => NonNullable<Count['mark']>,
  to: (value: Value) => string | undefined,
): Count[] {
  const numbers = new Map<Value, number>()
  for (const gap of gaps) numbers.set(valueIn(gap), (numbers.get(valueIn(gap)) ?? 0) + 1)
  return values.flatMap((value) => {
    const count = numbers.get(value)
    if (!count) return []
    const link = to(value)
    return [{ mark: mark(value), word: mark(value).word, count, ...(link && { href: link }) }]
  })
}
