/**
 * Searching: what is found for some words, and in which order. Ids and titles are found in the table that comes as a script, the full
 * text by Pagefind where there is a server to ask. Nothing of a page is touched here, so that tests run the same search.
 */
import type { SearchTable } from '#publish'
import { spelling } from '../publish/spelling.ts'

/** What we ask of `pagefind.js`. */
export interface Pagefind {
  options: (options: object) => Promise<void>
  mergeIndex: (path: string, options: object) => Promise<void>
  search: (words: string) => Promise<{ results: { id: string; score: number; data: () => Promise<Fragment> }[] }>
}
export interface Fragment {
  /** Text with `<mark>`; what stood there as `<` comes as `&lt;`. */
  excerpt: string
  sub_results: { title: string; url: string; excerpt: string }[]
}

/** The full text, and which row of the table each of its fragments is. */
export interface FullText {
  pagefind: Pagefind
  rows: ReadonlyMap<string, number>
}

export interface Hit {
  row: number
  /** Absent where only id and title were searched. */
  data?: () => Promise<Fragment>
}

/** What a thing is called we weigh ourselves, by how much of it was said. */
const ranking = { termFrequency: 0.6, termSaturation: 1.6, pageLength: 0.4, termSimilarity: 4, metaWeights: { title: 1, also: 0.2 } }
const options = { excerptLength: 24, ranking }

/** @param names one after the other, the fragment of each row. @param folder where Pagefind's files lie, ending in `/` */
export async function openFullText(
  { languages }: SearchTable,
  pagefind: Pagefind,
  names: readonly string[],
  folder: string,
): Promise<FullText> {
  await pagefind.options(options)
  // an index of another language lies in the same folder, which Pagefind takes twice only under two names
  for (const [at, language] of languages.entries()) await pagefind.mergeIndex(`${folder}${'./'.repeat(at + 1)}`, { ...options, language })
  return { pagefind, rows: new Map(names.map((name, row) => [name, row])) }
}

/** What one looks for comes before what speaks of it. */
const weights: Record<string, number> = {
  gap: 1,
  step: 0.8,
  document: 0.45,
  page: 0.45,
  path: 0.2,
  work: 0.2,
  criterion: 0.2,
  finding: 0.2,
}
const usual = 0.4

/** Finds rows of the table, best first. */
export async function find(table: SearchTable, full: FullText | undefined, query: string): Promise<Hit[]> {
  const wanted = wordsOf(query)
  if (wanted.length === 0) return []
  const called = byId(table, query)
  const kind = table.facets.findIndex(({ name }) => name === 'kind')
  const weightOf = (row: number) => {
    const [[, , title], ...values] = table.rows[row] as [SearchTable['rows'][number][0], ...number[][]]
    // a path is one under any heading
    const is = /^[^\s/]+\/\S*$/.test(title) ? 'path' : table.facets[kind]!.values[values[kind]![0]!]!
    return weights[is] ?? usual
  }
  const score = (row: number, text: number) =>
    called.includes(row) ? 1e6 - called.indexOf(row) : weightOf(row) * Math.log2(2 + text) * (0.3 + 2 * likeness(table, row, wanted).like)

  const scores = new Map<number, number>()
  const hits = new Map<number, Hit>()
  // an id is looked for as documents write it, so that all who name it are found
  const [first] = called
  const words = first === undefined ? query : table.rows[first]![0][1] || query
  const together = wanted.length > 1 ? `"${query.replaceAll('"', ' ')}"` : undefined
  const [results, phrases] = await Promise.all(
    [words, together].map(async (one) => (full && one ? (await full.pagefind.search(one)).results : [])),
  )
  const next = new Set(phrases!.map(({ id }) => id))
  for (const { id, score: text, data } of results!) {
    const row = full!.rows.get(id)
    if (row === undefined) continue
    scores.set(row, score(row, text) * (next.has(id) ? 1.5 : 1))
    hits.set(row, { row, data })
  }
  for (const row of table.rows.keys()) {
    const told = hits.has(row) ? 0 : called.includes(row) ? 1 : likeness(table, row, wanted).told
    if (!told) continue
    scores.set(row, score(row, 0) * told)
    hits.set(row, { row })
  }
  return [...hits.values()].sort((a, b) => scores.get(b.row)! - scores.get(a.row)! || a.row - b.row)
}

/** Rows that bear the id which the words are, in any spelling; those that go by it first. */
function byId({ rows }: SearchTable, query: string): number[] {
  const asked = spelling(query)
  const spellings = [asked, asked.replace(/^gap(?=.*\d)/, '')].filter(Boolean)
  const at = (row: number) => rows[row]![0][4].split(' ').findIndex((one) => spellings.includes(one))
  return [...rows.keys()].filter((row) => at(row) >= 0).sort((a, b) => at(a) - at(b))
}

/** Accents apart: "Café" → "cafe"; signs of voice, tone and vowel in other scripts belong to the word. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

export const wordsOf = (text: string): string[] => folded(text).match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []

/** Letters of scripts without case: in most of them no blanks part the words, or articles stand at their beginning. */
export const caseless = /\p{Lo}/u

/**
 * How like the words are to what a row is called, or is of: nothing to 1.5, where they are all of its name; and whether all of them
 * are told of: 1 where one at least is by the name itself, little where none is, nothing where one is missing.
 */
function likeness({ rows, facets }: SearchTable, row: number, wanted: readonly string[]): { like: number; told: number } {
  const [[, id, title], ...values] = rows[row] as [SearchTable['rows'][number][0], ...number[][]]
  const own = wordsOf(`${id} ${title}`)
  const about = facets.flatMap(({ tells, words }, at) => (tells ? values[at]!.flatMap((value) => wordsOf(words[value]!)) : []))
  const among = (names: readonly string[], word: string) =>
    names.some((name) => (caseless.test(name) ? name.includes(word) : name.startsWith(word)) || stem(name) === stem(word))
  const named = wanted.filter((word) => among(own, word)).length
  const share = wanted.filter((word) => among([...own, ...about], word)).length / wanted.length
  return {
    like: share * (0.1 + 1.4 * Math.min(1, named / (own.length || 1))),
    // what has no name of its own cannot be shown by it
    told: share < 1 || !own[0] ? 0 : named ? 1 : 0.1,
  }
}

/** Roughly: "policies" and "policy", "tested" and "testing". */
const stem = (word: string): string => (word.length > 5 ? word.replace(/(?:ies|ing|ed|es|s|y)$/, '') : word)
