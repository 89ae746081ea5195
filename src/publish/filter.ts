/**
 * Filter: what the controls above a list show, and what the browser's script knows of each gap: a table written as a script file,
 * since a page opened from disk may fetch nothing. What the script does with it: `scripts/`.
 */
import { levels, states } from '#model'
import { cut, type GapEntry } from './entries.ts'
import { type FacetValue, facetsOf, type GapFacet } from './facets.ts'
import { gapLine, type Mark, type Said, severityMark, stateMark } from './frame.ts'
import type { Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'

export interface FilterView {
  facets: {
    name: string
    title: string
    options: { value: string; word: string; of?: string; mark?: Mark; count: number }[]
    more: number
  }[]
  sorts: { value: string; word: string }[]
  /** From the page to the root of the site, which the addresses of the table start from. */
  root: string
  /** Whether lines begin with a severity. */
  graded: boolean
  /** Marks that lines of the list may bear. */
  marks: Mark[]
  /** Loaded with the page; it loads `scripts` when a reader turns to the controls. */
  wake: string
  scripts: string[]
}

/** What a browser can filter and sort: facets with their values, and rows that point at values by their numbers. */
export interface FilterTable<Line> {
  facets: { name: string; values: string[] }[]
  rows: [line: Line, ...values: number[][]][]
}

/** One gap in the list, as `Register.astro` sets it; what is empty is not shown. Documents by their number in `documents`. */
export type FilterLine = [
  href: string,
  id: string,
  title: string,
  lang: string,
  severity: string,
  state: string,
  effort: string,
  document: number,
]

export interface GapTable extends FilterTable<FilterLine> {
  /** In the order of the values of the facet `system`; none where there is one only. */
  systems: [text: string, href: string][]
  documents: [text: string, href: string, lang: string][]
}

/** More boxes than this nobody reads through; the others have their lists. */
const offered = 100
/** Nor longer words beside one: some headings are sentences. */
const longest = 80

/** @param rows the gaps that the page is of, where these are not all */
export function filterView(all: Portfolio, address: string, rows: readonly GapEntry[] = all.gaps): FilterView {
  const facets = countsIn(all, rows)
  const narrowing = facets.filter(({ values }) => values.some(({ count }) => count < rows.length))
  const has = (name: GapFacet['name']) => narrowing.some((facet) => facet.name === name)
  const several = all.systems.length > 1
  return {
    facets: narrowing.flatMap(({ name, title, values }) => {
      const given = values.filter(({ value }) => value !== 'none')
      const shown = given.length > offered ? mostFrequent(given) : given
      const options = shown.map(({ value, word, mark, count, system }) => ({
        value,
        word: cut(word, longest),
        ...(mark && { mark }),
        // the same words in two systems are two values
        ...(several && system && { of: all.system(system).name }),
        count,
      }))
      return options.length > 0 ? [{ name, title, options, more: given.length - shown.length }] : []
    }),
    // the first is the order of the prerendered list
    sorts: [
      ...(has('severity') ? [{ value: 'severity', word: 'Severity' }] : []),
      ...(has('system') ? [{ value: 'system', word: 'System' }] : []),
      { value: 'written', word: 'As written' },
      ...(has('state') ? [{ value: 'state', word: 'State' }] : []),
      { value: 'title', word: 'Title' },
    ],
    root: href(address, ''),
    graded: all.hasSeverity,
    marks: [...levels.map(severityMark), ...states.map(stateMark)],
    wake: href(address, routes.script('wake')),
    scripts: [routes.filterData, routes.script('filter')].map((to) => href(address, to)),
  }
}

type Counted = FacetValue & { count: number }

const mostFrequent = (values: readonly Counted[]): Counted[] => {
  const first = new Set(values.toSorted((a, b) => b.count - a.count).slice(0, offered))
  return values.filter((value) => first.has(value))
}

const places = new WeakMap<Portfolio, ReadonlyMap<string, readonly number[]>[]>()

/** By facet and gap, the numbers of its values. Made once: the page of each system asks. */
function placesOf(all: Portfolio): ReadonlyMap<string, readonly number[]>[] {
  const known = places.get(all)
  if (known) return known
  const made = facetsOf(all).facets.map(({ values }) => {
    const numbers = new Map<string, number[]>()
    for (const [at, { gaps }] of values.entries())
      for (const { key } of gaps) {
        const own = numbers.get(key)
        if (own) own.push(at)
        else numbers.set(key, [at])
      }
    return numbers
  })
  places.set(all, made)
  return made
}

/** The values that some of the gaps have, and how many of them. */
function countsIn(all: Portfolio, gaps: readonly GapEntry[]): (Omit<GapFacet, 'values'> & { values: Counted[] })[] {
  const known = placesOf(all)
  return facetsOf(all).facets.flatMap(({ name, title, values }, facet) => {
    const counts = new Map<number, number>()
    for (const { key } of gaps) for (const at of known[facet]!.get(key) ?? []) counts.set(at, (counts.get(at) ?? 0) + 1)
    const own = [...counts].sort(([a], [b]) => a - b).map(([at, count]) => ({ ...values[at]!, count }))
    return own.length > 0 ? [{ name, title, values: own }] : []
  })
}

/** Gaps in their order, each with a line and the numbers of its values; values that none of them has are left out. */
export function filterTable<Line>(all: Portfolio, rows: readonly GapEntry[], lineOf: (gap: GapEntry) => Line): FilterTable<Line> {
  const known = placesOf(all)
  const own = facetsOf(all).facets.map(({ name, values }, facet) => {
    const used = new Set(rows.flatMap(({ key }) => known[facet]!.get(key) ?? []))
    const kept = [...used].filter((at) => values[at]!.value !== 'none').sort((a, b) => a - b)
    return { name, values: kept.map((at) => values[at]!.value), number: new Map(kept.map((at, number) => [at, number])) }
  })
  return {
    facets: own.map(({ name, values }) => ({ name, values })),
    rows: rows.map((gap) => [
      lineOf(gap),
      ...own.map(({ number }, facet) => (known[facet]!.get(gap.key) ?? []).flatMap((at) => number.get(at) ?? [])),
    ]),
  }
}

/** Gaps in the order in which they are written; addresses from the root of the site. */
export function gapTable(all: Portfolio): GapTable {
  const documents = new Map<string, { at: number; entry: GapTable['documents'][number] }>()
  const words = (said: Said | undefined) => (!said || said.same ? '' : `${said.from ? `${said.from}: ` : ''}${said.words}`)
  const table = filterTable(all, all.gaps, (gap): FilterLine => {
    const { href: to, id = '', title, lang = '', severity, state, effort = '', document } = gapLine(all, '', gap, { document: true })
    if (document && !documents.has(document.href))
      documents.set(document.href, { at: documents.size, entry: [document.text, document.href, document.lang ?? ''] })
    return [to, id, title, lang, words(severity), words(state), effort, document ? documents.get(document.href)!.at : -1]
  })
  return {
    ...table,
    systems:
      all.systems.length > 1
        ? (facetsOf(all).facets.find(({ name }) => name === 'system')?.values ?? []).map(({ value, word }) => [
            word,
            href('', routes.system(value)),
          ])
        : [],
    documents: [...documents.values()].map(({ entry }) => entry),
  }
}

/** A script file that hands a table to the filter. */
export const tableScript = (table: FilterTable<unknown>, name = 'lacunaTable'): string => `${name}=${JSON.stringify(table)}\n`
