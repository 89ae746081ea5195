/**
 * Sift: which rows of a table pass a choice, how many would pass each other one, in which order they stand, and the choice as part
 * of an address. Pure functions; what is on the page is left to `controls.ts`.
 */
import type { FilterTable } from '#publish'

/** Within a facet any of the values will do, between facets all must. */
export interface Choice {
  /** By facet, the chosen values; none of a facet: all of its rows pass. */
  values: ReadonlyMap<string, ReadonlySet<string>>
  sort: string
  reversed: boolean
}

/** Anything of a table, its lines apart. */
type Table = FilterTable<unknown>

export interface Sifted {
  /** Numbers of the rows that pass, in the order of the table. */
  rows: number[]
  /** By facet and value: how many rows would pass if this were the facet's one chosen value. */
  counts: number[][]
}

export function sift({ facets, rows }: Table, { values }: Choice): Sifted {
  const wanted = facets.map((facet) => {
    const chosen = values.get(facet.name)
    return chosen?.size ? facet.values.map((value) => chosen.has(value)) : undefined
  })
  const sifted: Sifted = { rows: [], counts: facets.map((facet) => facet.values.map(() => 0)) }
  rows.forEach(([, ...own], at) => {
    // a row that one facet alone keeps out still counts for the values of that facet
    let failed = -1
    for (const [facet, flags] of wanted.entries()) {
      if (!flags || own[facet]!.some((value) => flags[value])) continue
      if (failed >= 0) return
      failed = facet
    }
    if (failed < 0) sifted.rows.push(at)
    for (const [facet, numbers] of own.entries())
      if (failed < 0 || failed === facet) for (const value of numbers) sifted.counts[facet]![value]! += 1
  })
  return sifted
}

/** Rows by a facet, in the order of its values, or by the words of a line; those without come last either way, equals as written. */
export function inOrder<Line>(
  { facets, rows }: FilterTable<Line>,
  passed: readonly number[],
  { sort, reversed }: Choice,
  wordsOf: (line: Line) => string,
): number[] {
  const direction = reversed ? -1 : 1
  const facet = facets.findIndex(({ name }) => name === sort) + 1
  if (facet > 0) {
    const rank = (at: number) => (rows[at]![facet] as number[])[0] ?? Number.POSITIVE_INFINITY
    return passed.toSorted((a, b) =>
      rank(a) === rank(b) ? a - b : rank(b) === Infinity ? -1 : rank(a) === Infinity ? 1 : (rank(a) - rank(b)) * direction,
    )
  }
  if (sort === 'title') {
    const { compare } = new Intl.Collator('en', { numeric: true })
    return passed.toSorted((a, b) => compare(wordsOf(rows[a]![0]), wordsOf(rows[b]![0])) * direction || a - b)
  }
  return reversed ? passed.toReversed() : [...passed]
}

/** What is chosen, as the query of an address: "?severity=critical&severity=high&sort=title". Empty when nothing is. */
export function queryOf({ facets }: Table, { values, sort, reversed }: Choice, usual: string): string {
  const query = new URLSearchParams()
  for (const { name, values: known } of facets) for (const value of known) if (values.get(name)?.has(value)) query.append(name, value)
  if (sort !== usual) query.append('sort', sort)
  if (reversed) query.append('reversed', '1')
  const text = query.toString().replaceAll('%2F', '/')
  return text && `?${text}`
}

/** The choice that an address tells of; what the table does not know is passed over. */
export function choiceOf({ facets }: Table, query: string, sorts: readonly string[]): Choice {
  const said = new URLSearchParams(query)
  const sort = said.get('sort') ?? ''
  return {
    values: new Map(facets.map(({ name, values }) => [name, new Set(said.getAll(name).filter((value) => values.includes(value)))])),
    sort: sorts.includes(sort) ? sort : sorts[0]!,
    reversed: said.has('reversed'),
  }
}

/** With one value more, or less. */
export function toggled(choice: Choice, facet: string, value: string, on: boolean): Choice {
  const own = new Set(choice.values.get(facet))
  if (on) own.add(value)
  else own.delete(value)
  return { ...choice, values: new Map(choice.values).set(facet, own) }
}
