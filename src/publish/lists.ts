/**
 * Lists of gaps: what each prerendered list holds, in which groups, and how it is cut into pages. One function makes the groups,
 * so that a number elsewhere on the site can link to the very page and group that it counts.
 */
import { cut, type GapEntry } from './entries.ts'
import { type FacetValue, facetsOf, type GapFacet, lackOf } from './facets.ts'
import { type FilterView, filterView } from './filter.ts'
import {
  type Count,
  enumerate,
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
  someGiveSteps,
  stateOf,
  statesOrNone,
} from './portfolio.ts'
import { href, routes } from './routes.ts'

export const rowsPerPage = 200

/** One list, before it is cut. */
export interface List {
  address: (page: number) => string
  title: string
  /** In tabs and search results, where the title alone could be that of another list. */
  name?: string
  /** One sentence that says what is listed. */
  lead: string
  groups: { anchor: string; title: string; gaps: readonly GapEntry[] }[]
  shows: Shows
  crumbs: { to: string; text: string }[]
}

export interface ListView {
  frame: Frame
  styles: string
  heading: string
  lead: string
  groups: { anchor: string; title: string; continued: boolean; lines: GapLine[]; total: number }[]
  pages: Link[]
  /** Other lists, by what they narrow to. */
  narrower: { title: string; counts: Count[] }[]
  /** What no gap has, in one sentence. */
  absent?: string
  filter?: FilterView
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
    ...valuesOf(all, 'phase').map((value) => ofPhase(all, value)),
    ...valuesOf(all, 'effort').map((value) => ofEffort(all, value)),
    ...valuesOf(all, 'has-no')
      // those have lists of their own, as the last of the levels and of the states
      .filter(({ value }) => value !== 'severity' && value !== 'state')
      .map((value) => without(all, value)),
  ]
}

const valuesOf = (all: Portfolio, name: GapFacet['name']): readonly FacetValue[] =>
  facetsOf(all).facets.find((facet) => facet.name === name)?.values ?? []

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
        ? `${many(gaps.length, 'gap')} for which no severity was recognised.`
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
        ? `${many(gaps.length, 'gap')} for which no state was recognised.`
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

const ofPhase = (all: Portfolio, { value, word, system, gaps, address }: FacetValue): List => {
  const site = ` · ${all.settings.title}`
  // as the phase's own page is called, whose name no other has
  const named = all.title(routes.phase(value))
  return {
    address,
    title: `Gaps of ${word}`,
    name: `Gaps of ${named.endsWith(site) ? named.slice(0, -site.length) : named}`,
    lead: `${many(gaps.length, 'gap')} that this step of the roadmap names.`,
    groups: [{ anchor: 'gaps', title: all.system(system!).name, gaps: gaps.toSorted(bySeverity) }],
    shows: { document: true },
    crumbs: [top, { to: routes.phase(value), text: word }],
  }
}

const ofEffort = (all: Portfolio, { word, gaps, address }: FacetValue): List => ({
  address,
  title: `Effort: ${word}`,
  lead: `${many(gaps.length, 'gap')} of ${all.gaps.length} with this effort, as their documents give it.`,
  groups: bySystem(all, gaps),
  shows: { document: true },
  crumbs: [top],
})

interface Lacking {
  list: List
  gaps: readonly GapEntry[]
  bySystem: ReadonlyMap<string, readonly GapEntry[]>
}
const lacking = new WeakMap<Portfolio, Map<string, Lacking>>()

/** The list of gaps that lack something, and those gaps; none where all do or none does. Made once, since every system asks. */
export function listWithout(all: Portfolio, what: string): Lacking | undefined {
  const known = lacking.get(all) ?? new Map<string, Lacking>()
  lacking.set(all, known)
  if (known.has(what)) return known.get(what)
  const value = valuesOf(all, 'has-no').find((one) => one.value === what)
  if (!value) return undefined
  const list = what === 'severity' ? ofLevel(all, 'none') : what === 'state' ? inState(all, 'none') : without(all, value)
  const made = { list, gaps: value.gaps, bySystem: Map.groupBy(value.gaps, ({ system }) => system) }
  known.set(what, made)
  return made
}

const without = (all: Portfolio, { value, gaps, address }: FacetValue): List => ({
  address,
  title: `Gaps without ${lackOf(value)}`,
  lead:
    value === 'phase'
      ? `${many(gaps.length, 'gap')} of ${all.gaps.length} that no step of a roadmap names${someGiveSteps(all.gaps) ? ', and that give none themselves' : ''}.`
      : `${many(gaps.length, 'gap')} of ${all.gaps.length} for which none was recognised.`,
  groups: bySystem(all, gaps),
  shows: { document: true },
  crumbs: [top],
})

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
  const category = list.crumbs.length > 1 && !list.title.startsWith('Gaps of')
  const titled = list.name ?? (category ? `${list.title} · ${list.crumbs.at(-1)!.text}` : list.title)
  const every = list.address === routes.gaps
  const { nowhere } = facetsOf(all)
  return {
    frame: frame(all, {
      address,
      title: `${titled}${named} · ${all.settings.title}`,
      description: `${cut(list.name ?? list.title, 100)}${named}: ${list.lead}`,
      crumbs: list.crumbs,
    }),
    styles: href(address, routes.filterStyles),
    heading: list.title,
    lead: list.lead,
    groups,
    pages: pageLinks(address, pages, page, list.address),
    narrower: page === 1 ? narrower(all, list, address) : [],
    ...(every && page === 1 && nowhere.length > 0 && { absent: `No ${enumerate(nowhere, 'or')} was recognised for any gap.` }),
    ...(every && page === 1 && { filter: filterView(all, address) }),
  }
}

/** So many lists of one kind are named on a page of the whole portfolio; more, on the lists of their systems. */
const named = 24

/** From the list of all and that of a system: to every other within it. From one level or state: to those beside it. */
function narrower(all: Portfolio, list: List, address: string): ListView['narrower'] {
  const every = list.address === routes.gaps
  const system = every ? undefined : all.systems.find(({ slug }) => list.address(1) === routes.gapsOfSystem(slug))?.slug
  const mine = list.address(1)
  const { facets } = facetsOf(all)
  const of = facets.flatMap(({ name, values }) => values.filter((value) => value.address() === mine).map((value) => ({ name, value })))[0]
  const beside = facets.filter(
    ({ name, values }) => list.crumbs.length === 1 && (name === 'severity' || name === 'state') && values.length > 1,
  )
  const chosen = every
    ? facets.filter(({ name, values }) => (name === 'system' ? several(all) : !several(all) || !ofSystems(name) || values.length <= named))
    : system
      ? facets.filter(({ name }) => ofSystems(name))
      : beside
  return chosen
    .map(({ name, title, values }) => {
      // within a list of another kind its own gaps are counted: the numbers are of what stands below
      if (of && of.name !== name) return { title, counts: countsWithin(of, { name, values }, address) }
      const words = new Map<string, number>()
      for (const { word } of values) words.set(word, (words.get(word) ?? 0) + 1)
      return {
        title: name === 'has-no' ? 'What is missing' : title,
        counts: values
          .filter((value) => !system || value.system === system || value.gaps.some((gap) => gap.system === system))
          .map(({ word, mark, gaps, address: to, system: own }) => ({
            ...(mark && { mark }),
            word: `${name === 'has-no' ? 'no ' : ''}${word}${!system && own && words.get(word)! > 1 ? ` (${all.system(own).name})` : ''}`,
            count: gaps.length,
            ...(to() !== mine && { href: href(address, to()) }),
          })),
      }
    })
    .filter(({ counts }) => counts.length > 0)
}

/** How many gaps of one value have each of another facet, with the way to those that have both. */
function countsWithin(
  of: { name: GapFacet['name']; value: FacetValue },
  { name, values }: Pick<GapFacet, 'name' | 'values'>,
  address: string,
): Count[] {
  const own = new Set(of.value.gaps)
  return values.flatMap(({ word, mark, value, gaps }) => {
    const count = gaps.filter((gap) => own.has(gap)).length
    const query = new URLSearchParams([
      [of.name, of.value.value],
      [name, value],
    ])
    return count > 0
      ? [{ ...(mark && { mark }), word, count, href: `${href(address, routes.gaps())}?${`${query}`.replaceAll('%2F', '/')}` }]
      : []
  })
}

const ofSystems = (name: GapFacet['name']) => name === 'category' || name === 'phase' || name === 'effort'

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
