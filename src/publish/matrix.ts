/**
 * Matrix: gaps against the kinds that they should lead to. First what is covered, then the rows, with each hole named. There is a
 * matrix for each list of gaps, so that every narrowing has its page, and each as CSV and JSON beside it. What counts as a link is
 * decided in `link`.
 */
import { coverageOf, facetOfKind, linksOf, percent } from '#link'
import { type CoverageKind, coverageKinds } from '#model'
import { csv } from './csv.ts'
import { cut, type GapEntry } from './entries.ts'
import { type FilterTable, type FilterView, filterTable, filterView } from './filter.ts'
import { type Frame, frame, gapLine, type Link, type Mark, many, written } from './frame.ts'
import { facetAnchor } from './gap.ts'
import { type List, lists } from './lists.ts'
import { bySeverity, called, type Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** What one page holds at most. */
export const mostRows = 500
/** So many of a longer list are shown: the worst. */
const worstRows = 200

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

/** A matrix before it is laid out: a list of gaps by another address. */
export interface Matrix {
  address: string
  list: List
  gaps: readonly GapEntry[]
  /** Where it is of one system whole. */
  system?: string
}

export interface Coverage {
  kind: CoverageKind
  word: string
  covered: number
  of: number
  percent: number
  /** The matrix of those without. */
  holes?: Link
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
  /** One for each kind; without `href` a hole. */
  cells: { text: string; href?: string }[]
  covered: number
}

export interface MatrixView {
  frame: Frame
  styles: string
  /** Those of the table. */
  tableStyles: string
  heading: string
  lead: string
  kinds: readonly string[]
  coverage: Coverage[]
  caption: string
  groups: { anchor: string; title: string; rows: MatrixRow[] }[]
  /** Where not all rows are shown: how many of how many, and the parts. */
  cut?: { text: string; parts: Link[] }
  /** Gaps of each list narrower than this. */
  narrower: { title: string; links: (Link & { count: number })[] }[]
  files: Link[]
  filter?: FilterView
  /** For the scripts: where the data of this page is. */
  data?: string
  absent?: string
}

/** From the address of a list to that of its matrix. */
export const matrixAddress = (list: string): string => list.replace(/^gaps\/system\//, 'matrix/').replace(/^gaps(?=[/.])/, 'matrix')

const known = new WeakMap<Portfolio, Map<string, Matrix>>()

/** All of them, by address. */
export function matrices(all: Portfolio): ReadonlyMap<string, Matrix> {
  const before = known.get(all)
  if (before) return before
  const made = lists(all).map((list): Matrix => {
    const own = list.address(1)
    const system = all.systems.find(({ slug }) => own === routes.gapsOfSystem(slug))?.slug
    return { address: matrixAddress(own), list, gaps: list.groups.flatMap(({ gaps }) => gaps), ...(system && { system }) }
  })
  const found = new Map(made.map((matrix) => [matrix.address, matrix]))
  known.set(all, found)
  return found
}

const phasesOf = (all: Portfolio) => (gap: GapEntry) => all.naming(gap.key).phases.length

/** The strip of a set of gaps. @param from the page that shows it @param system whose gaps they are, where of one whole */
export function coverageStrip(all: Portfolio, gaps: readonly GapEntry[], from: string, system?: string): Coverage[] {
  const every = matrices(all)
  return coverageOf(gaps, phasesOf(all)).map((share) => {
    const least = all.settings.require[share.kind]
    const holes = matrixAddress(routes.gapsWithout(lackWords[share.kind]))
    const kind = all.kinds.find((one) => one.kind === share.kind)
    return {
      ...share,
      word: kindWords[share.kind],
      percent: percent(share),
      ...(share.covered < share.of &&
        (system || gaps === all.gaps || gaps.length === all.gaps.length) &&
        every.has(holes) && {
          holes: {
            href: `${href(from, holes)}${system && all.systems.length > 1 ? `#${system}` : ''}`,
            text: many(share.of - share.covered, 'hole'),
          },
        }),
      ...(kind && { items: { href: href(from, routes.itemsOfKind(kind.kind)), text: `by ${kindWords[share.kind].toLowerCase()}` } }),
      ...(least !== undefined && { required: { percent: least, met: percent(share) >= least } }),
    }
  })
}

function row(all: Portfolio, address: string, gap: GapEntry): MatrixRow {
  const { href: to, id, title, lang, severity } = gapLine(all, address, gap)
  const phases = all.naming(gap.key).phases
  const cells = coverageKinds.map((kind) => {
    const count = linksOf(gap, kind, phases.length)
    if (count === 0) return { text: `no ${kind}` }
    if (kind !== 'phase') return { text: String(count), href: linkedAt(all, address, gap, kind) }
    return phases.length === 1
      ? { text: cut(phases[0]!.id ?? called(phases[0]!), 24), href: href(address, routes.phase(phases[0]!.key)) }
      : { text: String(count), href: `${to}#named-by` }
  })
  return {
    href: to,
    ...(id && { id }),
    title: cut(title, 120),
    ...(lang && { lang }),
    // the words beside our own are on the gap's page
    ...(severity && { severity: severity.mark }),
    cells,
    covered: cells.filter((one) => one.href).length,
  }
}

/** The part of the gap's page that lists them; what only running text names, where it is written. */
function linkedAt(all: Portfolio, address: string, gap: GapEntry, kind: Exclude<CoverageKind, 'phase'>): string {
  const name = facetOfKind[kind]
  const { label, place } = gap.facets[name]!
  const listed = label !== '' || (name !== 'requirements' && name !== 'directives')
  return (listed ? undefined : written(all, address, place).href) ?? `${href(address, routes.gap(gap.key))}#${facetAnchor(name)}`
}

/** The gravest first, and of these those that lead to least. */
const worst = (all: Portfolio, gaps: readonly GapEntry[]) => {
  const phases = phasesOf(all)
  const covered = new Map(gaps.map((gap) => [gap, coverageKinds.filter((kind) => linksOf(gap, kind, phases(gap)) > 0).length]))
  return gaps.toSorted((a, b) => bySeverity(a, b) || covered.get(a)! - covered.get(b)!)
}

export function matrixView(all: Portfolio, matrix: Matrix): MatrixView {
  const { address, list, gaps, system } = matrix
  const whole = list.address(1) === routes.gaps()
  const long = gaps.length > mostRows
  const title = whole ? 'Matrix' : system ? `Matrix of ${all.system(system).name}` : `Matrix: ${list.name ?? list.title}`
  const every = matrices(all)
  const inside = [...every.values()].filter(
    (other) => other !== matrix && (whole ? true : system !== undefined && isOf(all, other, system)),
  )
  const data = whole ? routes.matrixData() : system ? routes.matrixData(system) : undefined
  const narrower = Map.groupBy(inside, ({ address: to }) => narrowings.find(([, pattern]) => pattern.test(to))?.[0] ?? 'System')
  const parts = system ? [...(narrower.get('Phase') ?? []), ...(narrower.get('Category') ?? [])] : (narrower.get('System') ?? [])
  const link = (other: Matrix) => ({
    href: href(address, other.address),
    text: other.list.title.replace(/^Gaps of (?=\S)/, ''),
    count: other.gaps.length,
  })
  return {
    frame: frame(all, {
      address,
      title: `${title} · ${all.settings.title}`,
      description: `${title}: ${many(gaps.length, 'gap')} against evidence, requirements, work, artifacts, criteria, metrics, directives and phases, with every hole named.`,
      crumbs: whole ? [] : [{ to: routes.matrix, text: 'Matrix' }],
    }),
    styles: href(address, routes.filterStyles),
    tableStyles: href(address, routes.matrixStyles),
    heading: title,
    lead: whole || system ? `${many(gaps.length, 'gap')}, and what each leads to.` : list.lead,
    kinds: coverageKinds.map((kind) => kindWords[kind]),
    coverage: coverageStrip(all, gaps, address, system),
    caption: `${title}: for each gap, how many links of each kind it has`,
    groups: long
      ? [
          {
            anchor: 'worst',
            title: 'The worst',
            rows: worst(all, gaps)
              .slice(0, worstRows)
              .map((gap) => row(all, address, gap)),
          },
        ]
      : list.groups.map((group) => ({ anchor: group.anchor, title: group.title, rows: group.gaps.map((gap) => row(all, address, gap)) })),
    ...(long && {
      cut: {
        text: `The worst ${worstRows} of ${gaps.length} gaps: the gravest, and of these those that lead to least.`,
        parts: parts.map(link),
      },
    }),
    narrower: [...narrower].map(([name, others]) => ({ title: name, links: others.map(link) })),
    files: [
      { href: href(address, address.replace(/\.html$/, '.csv')), text: 'CSV' },
      { href: href(address, address.replace(/\.html$/, '.json')), text: 'JSON' },
    ],
    ...(data && {
      filter: {
        ...filterView(all, address, gaps),
        scripts: [data, routes.script('matrix')].map((to) => href(address, to)),
        sorts: [...filterView(all, address, gaps).sorts, { value: 'covered', word: 'Fewest links' }],
      },
    }),
    ...(gaps.length === 0 && { absent: 'There is no gap to cover.' }),
  }
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

/** Whether a matrix is of gaps of one system alone. */
const isOf = (all: Portfolio, { gaps, address }: Matrix, system: string) =>
  /^matrix\/(?:category|phase)\//.test(address) && gaps.length > 0 && gaps.every((gap) => gap.system === system) && all.systems.length > 0

export const matrixColumns = [
  'System',
  'Id',
  'Gap',
  'Severity',
  'State',
  ...coverageKinds.map((kind) => kindWords[kind]),
  'Covered',
  'Page',
] as const

function cellsOf(all: Portfolio, gap: GapEntry): (string | number)[] {
  const counts = coverageKinds.map((kind) => linksOf(gap, kind, all.naming(gap.key).phases.length))
  return [
    all.system(gap.system).name,
    gap.id ?? '',
    gap.title,
    gap.severity?.level ?? '',
    gap.status?.state ?? '',
    ...counts,
    counts.filter((count) => count > 0).length,
    routes.gap(gap.key),
  ]
}

export const matrixCsv = (all: Portfolio, { gaps }: Matrix): string => csv([matrixColumns, ...gaps.map((gap) => cellsOf(all, gap))])

/** The same for programs; a hole is an empty list. */
export const matrixJson = (all: Portfolio, { gaps, list }: Matrix): string =>
  `${JSON.stringify(
    {
      version: 1,
      title: list.title,
      coverage: coverageOf(gaps, phasesOf(all)).map((share) => ({ ...share, percent: percent(share) })),
      gaps: gaps.map((gap) => ({
        key: gap.key,
        system: gap.system,
        ...(gap.id && { id: gap.id }),
        title: gap.title,
        ...(gap.severity && { severity: gap.severity.level }),
        ...(gap.status && { state: gap.status.state }),
        page: routes.gap(gap.key),
        links: Object.fromEntries(coverageKinds.map((kind) => [kind, linksOf(gap, kind, all.naming(gap.key).phases.length)])),
      })),
    },
    null,
    1,
  )}\n`

/** One row, for the script: as `MatrixRow`, addresses from the root of the site; `elsewhere` by number of the kind, where a cell does not lead to the gap's page. */
export type MatrixLine = [
  href: string,
  id: string,
  title: string,
  lang: string,
  phase: string,
  phaseHref: string,
  counts: number[],
  elsewhere: Record<number, string>,
]

export interface MatrixTable extends FilterTable<MatrixLine> {
  columns: readonly string[]
  kinds: readonly string[]
  anchors: readonly string[]
  systems: readonly string[]
}

export function matrixTable(all: Portfolio, { gaps }: Matrix): MatrixTable {
  const table = filterTable(all, gaps, (gap): MatrixLine => {
    const { href: to, id = '', title, lang = '' } = gapLine(all, '', gap)
    const phases = all.naming(gap.key).phases
    const [phase] = phases
    const elsewhere: Record<number, string> = {}
    for (const [at, kind] of coverageKinds.entries()) {
      if (kind === 'phase' || linksOf(gap, kind, 0) === 0) continue
      const place = linkedAt(all, '', gap, kind)
      if (place !== `${to}#${facetAnchor(facetOfKind[kind])}`) elsewhere[at] = place
    }
    return [
      to,
      id,
      cut(title, 120),
      lang,
      phases.length === 1 ? cut(phase!.id ?? called(phase!), 24) : '',
      phases.length === 1 ? href('', routes.phase(phase!.key)) : '',
      coverageKinds.map((kind) => linksOf(gap, kind, phases.length)),
      elsewhere,
    ]
  })
  const covered = (counts: readonly number[]) => counts.filter((count) => count > 0).length
  return {
    // sorted by, never chosen: the fewest links first
    facets: [...table.facets, { name: 'covered', values: Array.from({ length: coverageKinds.length + 1 }, (_, at) => String(at)) }],
    rows: table.rows.map((own) => [...own, [covered(own[0][6])]]),
    columns: matrixColumns,
    kinds: coverageKinds,
    anchors: coverageKinds.map((kind) => (kind === 'phase' ? 'named-by' : facetAnchor(facetOfKind[kind]))),
    systems: table.facets.find(({ name }) => name === 'system')?.values.map((slug) => all.system(slug).name) ?? [],
  }
}
