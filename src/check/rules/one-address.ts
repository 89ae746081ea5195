/** Rule: no two things claim one address of the site. */
import { documentPart, systemPart, type Trace } from '#link'
import { byPlace, type Gap, type GapDocument, type Place } from '#model'
import { type Complaint, list, nameOf, quote, type Rule, startOf } from '../rule.ts'

export const oneAddress: Rule = {
  name: 'one-address',
  level: 'warning',
  says: 'Each system, document and gap has a name that makes an address of its own, and one that was published stays with its gap.',
  why: 'Of two that claim one address the second gets a number added, and a citation of the name may mean either; should the first go, links that people sent around would lead to the other.',
  example: {
    bad: {
      'wrkr/Gaps v1.md': '# Gaps of the first release\n\n## G-01: Resume starts over\n\nSeverity: High\n',
      'wrkr/gaps-v1.md': '# More gaps of the first release\n\n## G-02: No lease\n\nSeverity: High\n',
    },
    good: {
      'wrkr/gaps-v1.md': '# Gaps of the first release\n\n## G-01: Resume starts over\n\nSeverity: High\n',
      'wrkr/gaps-v2.md': '# Gaps of the second release\n\n## G-02: No lease\n\nSeverity: High\n',
    },
  },
  *check({ documents, trace }) {
    yield* amongSystems(documents)
    yield* amongFiles(documents)
    yield* amongNumbers(documents, trace)
    yield* amongPublished(documents, trace)
  },
}

const folderOf = (file: string): string | undefined => (file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined)

function* amongSystems(documents: readonly GapDocument[]): Generator<Complaint> {
  const folders = new Map<string, string>()
  for (const { file } of documents) {
    const folder = folderOf(file)
    if (folder !== undefined && !folders.has(folder)) folders.set(folder, file)
  }
  for (const [address, [first, ...others]] of Map.groupBy(folders, ([folder]) => systemPart(folder))) {
    for (const [folder, file] of others) {
      yield {
        place: startOf(file),
        message: `the folders ${quote(first![0])} and ${quote(folder)} both make the address ${address}; the second system got a number added`,
        mend: `rename ${quote(folder)}, so that it differs in more than case, blanks and punctuation`,
        see: [{ place: startOf(first![1]), note: 'a document of the other system' }],
      }
    }
  }
}

function* amongFiles(documents: readonly GapDocument[]): Generator<Complaint> {
  const wanted = ({ file }: GapDocument) => `${folderOf(file) ?? ''}\n${documentPart(file.slice(file.indexOf('/') + 1))}`
  for (const [first, ...others] of Map.groupBy(
    documents.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    wanted,
  ).values()) {
    for (const { file } of others) {
      yield {
        place: startOf(file),
        message: `${nameOfFile(file)} and ${nameOfFile(first!.file)} both make the address ${first!.system}/${first!.slug}; this document got a number added`,
        mend: 'rename one of the two, so that they differ in more than case, blanks, punctuation and ending',
        see: [{ place: startOf(first!.file), note: 'has the address' }],
      }
    }
  }
}

const nameOfFile = (file: string): string => quote(file.split('/').at(-1)!)

/**
 * Numbers that start anew in a later part of the document, told once. Only headings of one form count: "Issue 1" and "Gap 1"
 * are two names, though their addresses meet, and what a table restates may be the same gap.
 */
function* amongNumbers(documents: readonly GapDocument[], { clashes, gaps }: Trace): Generator<Complaint> {
  const headings = new Map(documents.flatMap(({ sections }) => sections.map(({ headPlace, title }) => [lineOf(headPlace), title])))
  const numbered = new Map(gaps.map((gap) => [lineOf(gap.place), gap]))
  const clashing = clashes.flatMap(({ places }) => {
    const own = places.flatMap((place) => numbered.get(lineOf(place)) ?? [])
    const [first, ...others] = own
    const again = others.filter(
      (gap) => headings.has(lineOf(gap.place)) && formOf(gap, headings) === formOf(first!, headings) && !isBeside(gap, first!),
    )
    return /^\d/.test(first?.id ?? '') && headings.has(lineOf(first!.place)) && again.length > 0 ? [{ first: first!, again }] : []
  })
  for (const group of Map.groupBy(clashing, ({ first }) => first.place.file).values()) {
    const again = group.flatMap(({ again }) => again).sort(byPlace)
    yield {
      place: again[0]!.place,
      message: `the ${group.length === 1 ? 'number' : 'numbers'} ${list(group.map(({ first }) => first.id!))} ${group.length === 1 ? 'stands' : 'each stand'} for more than one gap of this document; ${again.length === 1 ? 'the second' : 'the later ones'} got a number added to the address`,
      mend: 'number the gaps through, or give them ids with letters, e.g. G-01',
      see: group.map(({ first, again }) => ({
        place: first.place,
        note: `${first.id} stands here first, and again in ${again.length === 1 ? 'line' : 'lines'} ${list(again.map(({ place }) => String(place.line)))}`,
      })),
    }
  }
}

const lineOf = ({ file, line }: Place): string => `${file}:${line}`

/** What stands before the number: "gap" of "### Gap 3: …", nothing of "### 3. …". */
const formOf = ({ id = '', place }: Gap, headings: ReadonlyMap<string, string>): string => {
  const title = headings.get(lineOf(place)) ?? ''
  return title
    .slice(0, Math.max(0, title.indexOf(id)))
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')
}

/** What changed since `addresses.json` was written; once it is written again, all of it is settled. */
function* amongPublished(documents: readonly GapDocument[], { former, byKey }: Trace): Generator<Complaint> {
  const settle = 'run `npm run addresses` and commit addresses.json, if this is what you mean'
  for (const { key, from, place } of former.moved) {
    yield {
      place,
      message: `${nameOf(byKey.get(key)!)} was published at ${from} and is at ${key} now; the old address leads on to it`,
      mend: settle,
    }
  }
  for (const { key, natural, place } of former.displaced) {
    yield {
      place,
      message: `${nameOf(byKey.get(key)!)} would be at ${natural}, which was published for another gap; it got ${key}`,
      mend: `give it an id or number that no gap had before, or ${settle}`,
    }
  }
  for (const { system, document, address, title, id, removed } of former.gone) {
    if (removed) continue
    const file = documents.find((one) => one.system === system && one.slug === document)?.file ?? 'addresses.json'
    yield {
      place: startOf(file),
      message: `${nameOf({ id, title })}${id === undefined ? '' : `, ${quote(title)},`} was published at ${address}, and no document has it any more; its page says that it is gone`,
      mend: `say of a gap that is settled that it is closed, rather than removing it; or ${settle}`,
    }
  }
}

/** Members of one series are for `one-id-one-gap` to tell. */
const isBeside = (a: Gap, b: Gap): boolean => a.mentions[0]?.series === b.mentions[0]?.series
