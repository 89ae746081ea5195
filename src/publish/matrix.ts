/**
 * Matrix: gaps against the kinds that they should lead to. First what is covered, then the rows, with each hole named. There is a
 * matrix for each list of gaps, so that every narrowing has its page. One page holds so many rows and bytes at most: a longer matrix
 * shows the worst, and the ways to its parts. What counts as a link is decided in `link`; files to take away are `matrixfiles.ts`.
 */
import { coverageOf, facetOfKind, linksOf, percent } from '#link'
import { type CoverageKind, coverageKinds } from '#model'
import { cut, type GapEntry } from './entries.ts'
import { verdictsOf } from './evidence.ts'
import { type FilterView, filterView } from './filter.ts'
import {
  type Columns,
  columnsOf,
  type Frame,
  frame,
  gapLine,
  type Link,
  type Mark,
  many,
  pageLinks,
  severityMark,
  written,
} from './frame.ts'
import { facetAnchor } from './gap.ts'
import { itemsOfSystem } from './items.ts'
import { type List, lists } from './lists.ts'
import { apartId, bySeverity, called, levelsOrNone, type Portfolio, stepCount } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** What one page holds at most: rows, and bytes of HTML, its frame and its strip of coverage left aside. */
export const mostRows = 500
export const mostBytes = 360_000
/** So many of a longer list are shown: the worst. */
const worstRows = 100
/** So many ways to parts of one sort are shown; on the page of a whole portfolio only few, since its systems have their own. */
const mostParts = 300
const fewParts = 24
/** Longer words of authors are cut: in a row, and in the name of a part. */
const longestTitle = 120
const longestName = 80

export const kindWords: Record<CoverageKind, string> = {
  evidence: 'Evidence',
  requirement: 'Requirement',
  work: 'Work',
  artifact: 'Artifact',
  criterion: 'Criterion',
  metric: 'Metric',
  directive: 'Directive',
  phase: 'Phase',
}
/** As the lists of gaps without one call it. */
const lackWords: Record<CoverageKind, string> = {
  evidence: 'evidence',
  requirement: 'requirement',
  work: 'required-work',
  artifact: 'artifact',
  criterion: 'acceptance-criteria',
  metric: 'metric',
  directive: 'directive',
  phase: 'phase',
}
/** As items of the kind are called, where that is another word; the first that there are. */
const itemWords: Partial<Record<CoverageKind, readonly string[]>> = { evidence: ['source', 'path'] }

type Group = List['groups'][number]

/** A matrix before it is laid out: a list of gaps by another address. */
export interface Matrix {
  address: string
  list: List
  gaps: readonly GapEntry[]
  /** Where it is of one system whole. */
  system?: string
  /** Where one page does not hold them: pages of its rows, in their order. */
  pages: readonly Rows[]
  /** How wide ids are; see `columnsOf`. */
  ids?: Columns['ids']
}

/** Some rows of a matrix, on a page of their own. */
export interface Rows {
  address: string
  number: number
  from: number
  to: number
  /** Their part of each group; `of` is how many the group has in all. */
  groups: readonly (Group & { continued: boolean; of: number })[]
}

export interface Coverage {
  kind: CoverageKind
  word: string
  covered: number
  of: number
  percent: number
  /** Those without, and where a page lists just these, the way there. */
  holes?: { text: string; href?: string }
  /** Items of the kind, with the gaps of each: the other direction. */
  items?: Link
  /** Least share that the settings require, and whether it is reached. */
  required?: { percent: number; met: boolean }
}

export interface MatrixRow {
  href: string
  id?: string
  title: string
  lang?: string
  severity?: Mark
  system?: string
  /** One for each kind; without `href` a hole. */
  /** `note`: what became of the evidence in the checkout, where there is one. */
  cells: { text: string; href?: string; note?: string }[]
  covered: number
}

/** A column: what it counts, and where one starts from there. */
export interface MatrixKind {
  word: string
  href?: string
}

export interface MatrixView {
  frame: Frame
  styles: string
  /** Those of the table. */
  tableStyles: string
  heading: string
  lead: string
  kinds: readonly MatrixKind[]
  /** None on a page that only goes on with rows. */
  coverage: Coverage[]
  caption: string
  /** How wide ids are; see `columnsOf`. */
  ids?: Columns['ids']
  groups: { anchor: string; title: string; mark?: Mark; continued: boolean; of: number; rows: MatrixRow[] }[]
  /** Where not all rows are shown: how many of how many. */
  cut?: string
  /** The pages of rows, on each of these. */
  pages: Link[]
  /** Gaps of each list narrower than this, and how many more ways of that sort there are. */
  narrower: { title: string; links: (Link & { count?: number })[]; more?: Link }[]
  files: Link[]
  filter?: FilterView
  absent?: string
}

/** From the address of a list to that of its matrix. */
export const matrixAddress = (list: string): string => list.replace(/^gaps\/system\//, 'matrix/').replace(/^gaps(?=[/.])/, 'matrix')

interface Matrices {
  byAddress: ReadonlyMap<string, Matrix>
  /** Matrices of gaps of one system alone: its phases and categories. */
  bySystem: ReadonlyMap<string, readonly Matrix[]>
}
const known = new WeakMap<Portfolio, Matrices>()

function made(all: Portfolio): Matrices {
  const before = known.get(all)
  if (before) return before
  const systems = new Map(all.systems.map(({ slug }) => [routes.gapsOfSystem(slug), slug]))
  const every = lists(all).map((list): Matrix => {
    const own = list.address(1)
    const system = systems.get(own)
    const gaps = list.groups.flatMap((group) => group.gaps)
    const whole = own === routes.gaps()
    const { ids } = columnsOf(gaps.map((gap) => ({ href: '', title: gap.title, id: apartId(gap) ?? '' })))
    const matrix = { address: matrixAddress(own), list, gaps, ...(system && { system }), ...(ids && { ids }) }
    const room = mostBytes - (whole || system !== undefined ? besides(all, gaps) : 0)
    const fits = gaps.length <= mostRows && gaps.reduce((sum, gap) => sum + weightOf(all, gap), 0) <= room
    // a portfolio has its systems as parts; where there is one only, its pages serve both
    return { ...matrix, pages: fits || whole ? [] : pagesOf(all, matrix) }
  })
  const of = Map.groupBy(
    every.filter(({ address }) => /^matrix\/(?:category|phase)\//.test(address)),
    ({ address }) => address.split('/')[2]!,
  )
  const found = { byAddress: new Map(every.map((matrix) => [matrix.address, matrix])), bySystem: of }
  known.set(all, found)
  return found
}

/** All of them, by address. */
export const matrices = (all: Portfolio): ReadonlyMap<string, Matrix> => made(all).byAddress

/** Pages of rows of all that are too long for one, by address. */
export const matrixPages = (all: Portfolio): ReadonlyMap<string, { matrix: Matrix; rows: Rows }> =>
  new Map([...matrices(all).values()].flatMap((matrix) => matrix.pages.map((rows) => [rows.address, { matrix, rows }] as const)))

function pagesOf(all: Portfolio, { address, list }: Pick<Matrix, 'address' | 'list'>): Rows[] {
  const pages: (Omit<Rows, 'groups'> & { groups: (Group & { continued: boolean; of: number })[]; bytes: number })[] = []
  let row = 0
  for (const group of list.groups)
    for (const [at, gap] of group.gaps.entries()) {
      const weight = weightOf(all, gap)
      let page = pages.at(-1)
      if (!page || row - page.from + 1 >= mostRows || page.bytes + weight > mostBytes) {
        const number = pages.length + 1
        page = { address: address.replace(/\.html$/, `/${number}.html`), number, from: row + 1, to: row, groups: [], bytes: 0 }
        pages.push(page)
      }
      row += 1
      page.to = row
      page.bytes += weight
      const last = page.groups.at(-1)
      if (last?.anchor === group.anchor) (last.gaps as GapEntry[]).push(gap)
      else page.groups.push({ ...group, gaps: [gap], continued: at > 0, of: group.gaps.length })
    }
  return pages.map(({ bytes: _, ...rows }) => rows)
}

const weights = new WeakMap<GapEntry, number>()

/** Bytes of a row on a page that lies deep. */
function weightOf(all: Portfolio, gap: GapEntry): number {
  const before = weights.get(gap)
  if (before !== undefined) return before
  const { href: to, id = '', title, cells } = row(all, 'matrix/phase/system/folder/document/phase/1.html', gap, true)
  const html = (text: string) => Buffer.byteLength(text.replace(/[&<>"]/g, '&quot;'))
  // head, mark and system of a row, then its cells
  const weight = 480 + html(to + id + title) + cells.reduce((sum, cell) => sum + (cell.href ? 24 + html(cell.href + cell.text) : 51), 0)
  weights.set(gap, weight)
  return weight
}

/** Bytes of the controls and of the ways to parts, roughly. */
function besides(all: Portfolio, gaps: readonly GapEntry[]): number {
  const { facets } = filterView(all, routes.matrix, gaps)
  const options = facets.flatMap((facet) => facet.options)
  return Math.min(mostBytes / 2, 2 * JSON.stringify(options).length + 200 * options.length)
}

const phasesOf = (all: Portfolio) => (gap: GapEntry) => stepCount(all, gap)

/** Where one starts from a kind: its items with the gaps of each, and of phases the roadmap. */
function fromKind(all: Portfolio, kind: CoverageKind, from: string, system?: string): Link | undefined {
  if (kind === 'phase') {
    if (all.phases.length === 0) return undefined
    const own = system && all.phases.some((phase) => phase.system === system)
    return { href: href(from, own ? routes.roadmapOfSystem(system) : routes.roadmap), text: 'by phase' }
  }
  for (const word of itemWords[kind] ?? [kind])
    if (kindsIn(all, system).has(word))
      return { href: href(from, system ? itemsOfSystem(all, word, system) : routes.itemsOfKind(word)), text: `by ${word}` }
  return undefined
}

const kindsKnown = new WeakMap<Portfolio, Map<string | undefined, Set<string>>>()

/** Kinds of the items of a system, or of all. */
function kindsIn(all: Portfolio, system: string | undefined): ReadonlySet<string> {
  const found = kindsKnown.get(all) ?? new Map<string | undefined, Set<string>>([[undefined, new Set(all.kinds.map(({ kind }) => kind))]])
  if (!kindsKnown.has(all))
    for (const { kind, system: own } of all.items) {
      const kinds = found.get(own)
      if (kinds) kinds.add(kind)
      else found.set(own, new Set([kind]))
    }
  kindsKnown.set(all, found)
  return found.get(system) ?? new Set()
}

/** The strip of a set of gaps. @param from the page that shows it @param system whose gaps they are, where of one whole */
export function coverageStrip(all: Portfolio, gaps: readonly GapEntry[], from: string, system?: string): Coverage[] {
  const whole = gaps.length === all.gaps.length
  return coverageOf(gaps, phasesOf(all)).map((share) => {
    const least = all.settings.require[share.kind]
    const missing = share.of - share.covered
    const items = fromKind(all, share.kind, from, system)
    const holes = (system !== undefined || whole) && missing > 0 ? holesAt(all, share.kind, from, whole ? undefined : system) : undefined
    return {
      ...share,
      word: kindWords[share.kind],
      percent: percent(share),
      ...(missing > 0 && { holes: { text: many(missing, 'hole'), ...(holes && { href: holes }) } }),
      ...(items && { items }),
      ...(least !== undefined && { required: { percent: least, met: percent(share) >= least } }),
    }
  })
}

/** What a page beside the matrix tells of it. */
export interface Covered {
  shares: (Link & { share: string })[]
  all: Link
}

export function coveredAt(all: Portfolio, from: string, system?: string): Covered | undefined {
  const matrix = matrices(all).get(system === undefined ? routes.matrix : routes.matrixOfSystem(system))
  if (!matrix) return undefined
  const to = href(from, matrix.address)
  return {
    shares: coverageOf(matrix.gaps, phasesOf(all)).map(({ kind, covered, of }) => ({
      text: kindWords[kind],
      share: `${covered} of ${of}`,
      href: `${to}#coverage-title`,
    })),
    all: { href: to, text: 'Gap by gap' },
  }
}

/** The page, and its group, of just the gaps without a kind; where none has it, that is every gap. */
function holesAt(all: Portfolio, kind: CoverageKind, from: string, system: string | undefined): string | undefined {
  const lacking = matrices(all).get(matrixAddress(routes.gapsWithout(lackWords[kind])))
  if (!lacking) return href(from, `${system === undefined ? routes.matrix : routes.matrixOfSystem(system)}#rows-title`)
  if (system === undefined) return href(from, lacking.address)
  const page = lacking.pages.find(({ groups }) => groups.some(({ anchor }) => anchor === system))
  return href(from, `${page?.address ?? lacking.address}#${system}`)
}

/** @param named tells the system of each */
function row(all: Portfolio, address: string, gap: GapEntry, named = false): MatrixRow {
  const { href: to, id, title, lang, severity } = gapLine(all, address, gap)
  const phases = all.naming(gap.key).phases
  const cells = coverageKinds.map((kind): MatrixRow['cells'][number] => {
    const count = linksOf(gap, kind, stepCount(all, gap))
    if (count === 0) return { text: `no ${kind}` }
    if (kind !== 'phase') {
      const note = kind === 'evidence' ? checkedNote(all, gap) : ''
      return { text: String(count), href: linkedAt(all, address, gap, kind), ...(note && { note }) }
    }
    return phases.length === 1
      ? { text: cut(phases[0]!.id ?? called(phases[0]!), 24), href: href(address, routes.phase(phases[0]!.key)) }
      : phases.length > 1
        ? { text: String(count), href: `${to}#named-by` }
        : { text: cut(gap.scheduled![0]!.words, 24), href: to }
  })
  return {
    href: to,
    ...(id && { id }),
    title: cut(title, longestTitle),
    ...(lang && { lang }),
    // the words beside our own are on the gap's page
    ...(severity && { severity: severity.mark }),
    ...(named && { system: all.system(gap.system).name }),
    cells,
    covered: cells.filter((one) => one.href).length,
  }
}

/**
 * How many pieces of a gap's evidence were found as they are told, of all that it gives, e.g. "2 of 6 verified, 1 moved": the others
 * nobody could check. Nothing where nothing was looked into.
 */
export function checkedNote(all: Portfolio, gap: GapEntry): string {
  const found = verdictsOf(all, gap.key)
  if (!found) return ''
  const cited = Object.values(found).reduce((sum, count) => sum + count, 0)
  const given = Math.max(linksOf(gap, 'evidence', 0), cited)
  if (given === 0) return ''
  const wrong = (['moved', 'changed', 'missing'] as const).filter((sight) => found[sight] > 0).map((sight) => `${found[sight]} ${sight}`)
  return [found.verified === given ? 'verified' : `${found.verified} of ${given} verified`, ...wrong].join(', ')
}

/** The part of the gap's page that lists them; what only running text names, where it is written. */
export function linkedAt(all: Portfolio, address: string, gap: GapEntry, kind: Exclude<CoverageKind, 'phase'>): string {
  const name = facetOfKind[kind]
  const { label, place } = gap.facets[name]!
  const listed = label !== '' || (name !== 'requirements' && name !== 'directives')
  return (listed ? undefined : written(all, address, place).href) ?? `${href(address, routes.gap(gap.key))}#${facetAnchor(name)}`
}

/** The gravest first, and of these those that lead to least; no more than a page holds beside its controls. */
function worst(all: Portfolio, gaps: readonly GapEntry[]): GapEntry[] {
  const phases = phasesOf(all)
  const covered = new Map(gaps.map((gap) => [gap, coverageKinds.filter((kind) => linksOf(gap, kind, phases(gap)) > 0).length]))
  let room = mostBytes / 2
  return gaps
    .toSorted((a, b) => bySeverity(a, b) || covered.get(a)! - covered.get(b)!)
    .slice(0, worstRows)
    .filter((gap) => {
      room -= weightOf(all, gap)
      return room >= 0
    })
}

/** The whole matrix, that of a system, or that of a list. */
export function matrixView(all: Portfolio, matrix: Matrix): MatrixView {
  const { address, list, gaps, system } = matrix
  const several = all.systems.length > 1
  const whole = address === routes.matrix
  const only = whole && !several ? matrices(all).get(routes.matrixOfSystem(all.systems[0]!.slug)) : undefined
  const pages = only?.pages ?? matrix.pages
  const data = whole || (system && !several) ? routes.matrixData() : system ? routes.matrixData(system) : undefined
  const filter = data === undefined ? undefined : filterView(all, address, gaps)
  const long = pages.length > 0 || (whole && several && !fitting(all, gaps))
  const shown = long ? worst(all, gaps) : gaps
  const named = several && (long ? !system : list.shows.system === true)
  const groups = long ? [{ anchor: 'worst', title: 'The worst', gaps: shown }] : list.groups
  return {
    ...common(all, matrix, address),
    coverage: coverageStrip(all, gaps, address, system),
    groups: groups.map((group) => ({
      ...headOf(group),
      continued: false,
      of: group.gaps.length,
      rows: group.gaps.map((gap) => rowIn(all, address, group, gap, named)),
    })),
    ...(long && {
      cut: `The worst ${shown.length} of ${gaps.length} gaps: the gravest first, and of these those that lead to least. All are on the pages of the parts, and in the files.`,
    }),
    pages: [],
    narrower: [
      ...(pages.length > 0
        ? [
            {
              title: 'Every gap',
              links: pages.map(({ address: to, from, to: last }) => ({ href: href(address, to), text: `${from}–${last}` })),
            },
          ]
        : []),
      ...narrower(all, matrix),
    ],
    ...(filter && {
      filter: {
        ...filter,
        scripts: [data!, routes.script('matrix')].map((to) => href(address, to)),
        sorts: [...filter.sorts, { value: 'covered', word: 'Fewest links' }],
      },
    }),
    ...(gaps.length === 0 && { absent: 'There is no gap to cover.' }),
  }
}

/** One page of the rows of a long matrix. */
export function matrixRowsView(all: Portfolio, matrix: Matrix, { address, number, from, to, groups }: Rows): MatrixView {
  return {
    ...common(all, matrix, address),
    lead: `Gaps ${from} to ${to} of ${matrix.gaps.length}.`,
    coverage: [],
    groups: groups.map((group) => ({
      ...headOf(group),
      continued: group.continued,
      of: group.of,
      rows: group.gaps.map((gap) => rowIn(all, address, group, gap)),
    })),
    pages: pageLinks(address, matrix.pages.length, number, (at) => matrix.pages[at - 1]!.address),
    narrower: [],
  }
}

/** What a matrix and the pages of its rows have alike. */
function common(all: Portfolio, { address: first, list, gaps, system, pages, ids }: Matrix, address: string) {
  const whole = first === routes.matrix
  const title = whole ? 'Matrix' : system ? `Matrix of ${all.system(system).name}` : `Matrix: ${list.name ?? list.title}`
  const page = pages.find((one) => one.address === address)
  const told = page ? `, gaps ${page.from} to ${page.to}` : ''
  return {
    frame: frame(all, {
      address,
      title: `${title}${told} · ${all.settings.title}`,
      description: `${cut(title, 100)}${told}: ${many(gaps.length, 'gap')} against evidence, requirements, work, artifacts, criteria, metrics, directives and phases, with every hole named.`,
      crumbs: [...(whole ? [] : [{ to: routes.matrix, text: 'Matrix' }]), ...(page && !whole ? [{ to: first, text: title }] : [])],
    }),
    styles: href(address, routes.filterStyles),
    tableStyles: href(address, routes.matrixStyles),
    heading: title,
    lead: whole || system ? `${many(gaps.length, 'gap')}, and what each leads to.` : list.lead,
    kinds: coverageKinds.map((kind) => {
      const items = fromKind(all, kind, address, system)
      return { word: kindWords[kind], ...(items && { href: items.href }) }
    }),
    caption: `${title}: for each gap, how many links of each kind it has`,
    ...(ids && { ids }),
    files: (['csv', 'json'] as const).map((kind) => ({
      href: href(address, first.replace(/html$/, kind)),
      text: kind.toUpperCase(),
    })),
  }
}

/** A group of one level bears its mark, and its rows need none. */
function headOf({ anchor, title }: Pick<Group, 'anchor' | 'title'>): { anchor: string; title: string; mark?: Mark } {
  const level = levelOfGroup({ anchor, title })
  return { anchor, title, ...(level && { mark: severityMark(level) }) }
}
const levelOfGroup = ({ anchor, title }: Pick<Group, 'anchor' | 'title'>) =>
  levelsOrNone.find((level) => level === anchor && severityMark(level).word === title)

function rowIn(all: Portfolio, address: string, group: Pick<Group, 'anchor' | 'title'>, gap: GapEntry, named = false): MatrixRow {
  const { severity, ...made } = row(all, address, gap, named)
  return { ...made, ...(severity && !levelOfGroup(group) && { severity }) }
}

const fitting = (all: Portfolio, gaps: readonly GapEntry[]): boolean =>
  gaps.length <= mostRows && gaps.reduce((sum, gap) => sum + weightOf(all, gap), 0) <= mostBytes - besides(all, gaps)

/** The ways to the parts: of a portfolio to every other matrix, of a system to its phases and categories. */
function narrower(all: Portfolio, { address, system }: Matrix): MatrixView['narrower'] {
  const { byAddress, bySystem } = made(all)
  const inside = address === routes.matrix ? [...byAddress.values()].slice(1) : (system && bySystem.get(system)) || []
  return [...Map.groupBy(inside, (other) => narrowings.find(([, pattern]) => pattern.test(other.address))?.[0] ?? 'System')].map(
    ([title, others]) => {
      const most = address === routes.matrix && all.systems.length > 1 && /Category|Phase|Effort/.test(title) ? fewParts : mostParts
      // of many, those that hold most
      const kept = new Set(others.length > most ? others.toSorted((a, b) => b.gaps.length - a.gaps.length).slice(0, most) : others)
      const links = others
        .filter((other) => kept.has(other))
        .map(({ address: to, list, gaps }) => ({
          href: href(address, to),
          text: cut(list.title.replace(/^Gaps of (?=\S)|^Effort: /, ''), longestName),
          count: gaps.length,
        }))
      if (others.length === links.length) return { title, links }
      const rest = `and ${others.length - links.length} more`
      return { title, links, more: { text: rest, href: href(address, system ? routes.gapsOfSystem(system) : routes.home) } }
    },
  )
}

/** By what a matrix narrows, from its address. */
const narrowings: [string, RegExp][] = [
  ['Severity', /^matrix\/(?:severity\/|has-no\/severity\.)/],
  ['State', /^matrix\/(?:state\/|has-no\/state\.)/],
  ['Category', /^matrix\/category\//],
  ['Phase', /^matrix\/phase\//],
  ['Effort', /^matrix\/effort\//],
  ['Has no', /^matrix\/has-no\//],
]
