/**
 * Matrix files: what people and programs take away from a matrix, as CSV and JSON, and what its filter knows of each row. The script
 * makes the same files of the rows that it shows; a test holds them against these.
 */
import { coverageOf, facetOfKind, linksOf, percent } from '#link'
import { coverageKinds } from '#model'
import { csv } from './csv.ts'
import { cut, type GapEntry } from './entries.ts'
import { type FilterTable, filterTable } from './filter.ts'
import { gapLine } from './frame.ts'
import { facetAnchor } from './gap.ts'
import { checkedNote, kindWords, linkedAt, type Matrix } from './matrix.ts'
import { called, type Portfolio, stepCount } from './portfolio.ts'
import { href, routes } from './routes.ts'

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

/** For programs; a hole is a 0. It only grows: what is there keeps its name and meaning while `version` is the same. */
export interface MatrixFile {
  version: 1
  title: string
  /** What was chosen, as in the address of the page; absent where the file is of a whole matrix. */
  chosen?: string
  coverage: { kind: string; covered: number; of: number; percent: number }[]
  /** `page` as an address from the root of the site. */
  gaps: {
    key: string
    system: string
    id?: string
    title: string
    severity?: string
    state?: string
    page: string
    links: Record<string, number>
  }[]
}

const countsOf = (all: Portfolio, gap: GapEntry): number[] => {
  const phases = stepCount(all, gap)
  return coverageKinds.map((kind) => linksOf(gap, kind, phases))
}
const covered = (counts: readonly number[]): number => counts.filter((count) => count > 0).length
const pageOf = (gap: GapEntry): string => href('', routes.gap(gap.key))

export const matrixCsv = (all: Portfolio, { gaps }: Matrix): string =>
  csv([
    matrixColumns,
    ...gaps.map((gap) => {
      const counts = countsOf(all, gap)
      return [
        all.system(gap.system).name,
        gap.id ?? '',
        gap.title,
        gap.severity?.level ?? '',
        gap.status?.state ?? '',
        ...counts,
        covered(counts),
        pageOf(gap),
      ]
    }),
  ])

export function matrixJson(all: Portfolio, { gaps, list }: Matrix): string {
  const file: MatrixFile = {
    version: 1,
    title: list.title,
    coverage: coverageOf(gaps, (gap) => stepCount(all, gap)).map((share) => ({ ...share, percent: percent(share) })),
    gaps: gaps.map((gap) => {
      const counts = countsOf(all, gap)
      return {
        key: gap.key,
        system: gap.system,
        ...(gap.id && { id: gap.id }),
        title: gap.title,
        ...(gap.severity && { severity: gap.severity.level }),
        ...(gap.status && { state: gap.status.state }),
        page: pageOf(gap),
        links: Object.fromEntries(coverageKinds.map((kind, at) => [kind, counts[at]!])),
      }
    }),
  }
  return `${JSON.stringify(file, null, 1)}\n`
}

/**
 * One row, for the script: as `MatrixRow`, addresses from the root of the site; `elsewhere` by number of the kind, where a cell does
 * not lead to the gap's page; then what became of the evidence; last id and title for files, where the page shows them otherwise.
 */
export type MatrixLine = [
  href: string,
  id: string,
  title: string,
  lang: string,
  phase: string,
  phaseHref: string,
  counts: number[],
  elsewhere: Record<number, string>,
  checked: string,
  full?: [id: string, title: string],
]

export interface MatrixTable extends FilterTable<MatrixLine> {
  title: string
  columns: readonly string[]
  kinds: readonly string[]
  anchors: readonly string[]
  /** Names, in the order of the values of the facet `system`. */
  systems: readonly string[]
}

export function matrixTable(all: Portfolio, { gaps, list }: Matrix): MatrixTable {
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
    const short = cut(title, 120)
    const line: MatrixLine = [
      to,
      id,
      short,
      lang,
      phases.length === 1 ? cut(phase!.id ?? called(phase!), 24) : '',
      phases.length === 1 ? href('', routes.phase(phase!.key)) : '',
      countsOf(all, gap),
      elsewhere,
      checkedNote(all, gap),
    ]
    if (short !== gap.title || id !== (gap.id ?? '')) line.push([gap.id ?? '', gap.title])
    return line
  })
  return {
    title: list.title,
    // sorted by, never chosen: the fewest links first
    facets: [...table.facets, { name: 'covered', values: Array.from({ length: coverageKinds.length + 1 }, (_, at) => String(at)) }],
    rows: table.rows.map((own) => [...own, [covered(own[0][6])]]),
    columns: matrixColumns,
    kinds: coverageKinds,
    anchors: coverageKinds.map((kind) => (kind === 'phase' ? 'named-by' : facetAnchor(facetOfKind[kind]))),
    systems: table.facets.find(({ name }) => name === 'system')?.values.map((slug) => all.system(slug).name) ?? [],
  }
}
