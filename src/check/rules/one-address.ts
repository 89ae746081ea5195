/** Rule: no two things claim one address of the site. */
import { documentPart, systemPart, type Trace } from '#link'
import { byPlace, type GapDocument, type Place } from '#model'
import { type Complaint, list, quote, type Rule, startOf } from '../rule.ts'

export const oneAddress: Rule = {
  name: 'one-address',
  level: 'warning',
  says: 'Each system, document, gap and phase has a name that makes an address of its own.',
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
    yield* withinDocuments(trace)
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

interface Thing {
  place: Place
  kind: 'gap' | 'phase' | 'item'
  name: string
  /** Members of one list or heading share it; what happens within is for `one-id-one-gap` to tell. */
  series?: string | undefined
}

/** Numbers that start anew, titles that recur: once a document and kind. */
function* withinDocuments({ clashes, gaps, phases, items }: Trace): Generator<Complaint> {
  const at = ({ file, line, column }: Place) => `${file}:${line}:${column}`
  const things = new Map<string, Thing>()
  const note = (thing: Thing) => things.set(`${thing.kind} ${at(thing.place)}`, thing)
  for (const { id, title, mentions, place } of gaps) note({ place, kind: 'gap', name: nameFor(id, title), series: mentions[0]?.series })
  for (const { id, title, place } of phases) note({ place, kind: 'phase', name: nameFor(id, title) })
  for (const { id, title, place } of items) note({ place, kind: 'item', name: nameFor(id, title) })

  const told = clashes.flatMap(({ address, places }) => {
    // actions have no page of their own
    const kind = address.startsWith('actions/')
      ? undefined
      : address.startsWith('roadmap/')
        ? 'phase'
        : address.startsWith('items/')
          ? 'item'
          : 'gap'
    const own = kind ? places.flatMap((place) => things.get(`${kind} ${at(place)}`) ?? []) : []
    const [first, ...others] = own
    return first && others.some(({ series }) => series === undefined || series !== first.series) ? [own] : []
  })
  for (const clashing of Map.groupBy(told, ([first]) => `${first!.kind} ${first!.place.file}`).values()) {
    const others = clashing.flatMap((own) => own.slice(1)).sort(byPlace)
    const names = [...new Set(clashing.flatMap((own) => own.map(({ name }) => name)))]
    const [{ kind }] = others as [Thing]
    yield {
      place: others[0]!.place,
      message: `${list(names)} ${clashing.length === 1 ? 'stands' : 'each stand'} for more than one ${kind} of this document; ${others.length === 1 ? 'the second' : 'the later ones'} got a number added to the address`,
      mend: kind === 'gap' ? 'number the gaps through, or give them ids with letters, e.g. G-01' : `give each ${kind} a name of its own`,
      see: clashing.slice(0, 5).map(([first, ...rest]) => ({
        place: first!.place,
        note: `${first!.name} stands here first, and again in ${rest.length === 1 ? 'line' : 'lines'} ${list(rest.map(({ place }) => String(place.line)))}`,
      })),
    }
  }
}

const nameFor = (id: string | undefined, title: string): string => id ?? quote(title, 40)
