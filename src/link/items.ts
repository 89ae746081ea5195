/**
 * Items: what gaps link to. Some a document enumerates beside its gaps (a directive, an inconsistency); others its texts name (a
 * requirement, a path, a pinned source) or its gaps list (an artifact, a metric, a criterion, a piece of work). The same words in one
 * system are one item, with every place that names it. What is only alike is left to `related.ts`.
 */
import { posix } from 'node:path'
import {
  byPlace,
  contains,
  type FacetItem,
  type FacetName,
  type Gap,
  type GapDocument,
  type Item,
  type Naming,
  type Place,
  type Reference,
  repositoryName,
} from '#model'
import { sameId } from './ids.ts'

/** An item with all who name it; with a key where a document enumerates it. */
export type NamedItem = Item & { key?: string; namings: Naming[] }

/** Kinds of what is only named, in the order in which pages list them. */
export const namedKinds = ['requirement', 'directive', 'path', 'source', 'artifact', 'metric', 'criterion', 'work'] as const
export type NamedKind = (typeof namedKinds)[number]

/** "§7.2", "Sec. 7.2" and "Section 7.2" are one. */
export function sameRequirement(title: string): string {
  return sameId(title.replace(/^([A-Z][A-Z0-9]{1,7} )?(?:§+|sections?\b|secs?\.)\s*/i, '$1section '))
}

/** References that are items, and what makes two of them the same. */
const ofReference: Partial<
  Record<Reference['kind'], { kind: NamedKind; title: (one: Reference) => string; same: (title: string) => string }>
> = {
  requirement: {
    kind: 'requirement',
    title: ({ text }) => text.replace(/\s+/g, ' '),
    same: sameRequirement,
  },
  directive: { kind: 'directive', title: ({ text }) => text, same: sameId },
  path: { kind: 'path', title: ({ path, text }) => bare(path ?? text), same: (title) => title },
  evidence: {
    kind: 'source',
    title: ({ path, repo, text }) => (path ? `${repo ? `${repo}:` : ''}${bare(path)}` : text),
    same: (title) => title,
  },
}

/** Facets whose items are items of their own. */
const ofFacet: Partial<Record<FacetName, NamedKind>> = {
  artifacts: 'artifact',
  metrics: 'metric',
  acceptanceCriteria: 'criterion',
  requiredWork: 'work',
}

/** "./core/runner", "core/lib/../runner" and "core/runner" are one path; a folder keeps its "/". */
const bare = (path: string) => (/[^./].*\/\.\.(?:\/|$)/.test(path) ? posix.normalize(path) : path.replace(/^(?:\.\/)+/, ''))
/** Whether a path climbs, by way of a folder of its own, out of where it began: nobody can say what it names. */
const climbsOut = (path: string) => /^(?:\.\.\/)+$/.test(path) || (/[^./]/.test(path.split('/..')[0]!) && bare(path).startsWith('..'))
const plainWords = (text: string) =>
  (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ')

/**
 * All items of one system, those that documents enumerate first.
 * @param enumerated with their keys @param gaps with theirs @param find the gap that an id means in a document
 * @param repositories what the repository of the system is called, where that is known
 */
export function namedItems(
  enumerated: readonly (Item & { key: string })[],
  documents: readonly GapDocument[],
  gaps: readonly Gap[],
  find: (document: GapDocument, id: string) => string | undefined,
  repositories?: ReadonlySet<string>,
): NamedItem[] {
  const items: NamedItem[] = enumerated.map((item) => ({ ...item, namings: [] }))
  const known = new Map<string, NamedItem>()
  for (const item of items) {
    const name = `${item.kind}\n${item.id ? sameId(item.id) : item.kind === 'source' ? bare(item.title) : plainWords(item.title)}`
    if (!known.has(name)) known.set(name, item)
  }
  const name = (kind: NamedKind, same: string, title: string, naming: Naming) => {
    const item = known.get(`${kind}\n${same}`)
    if (item) {
      // what an item says of itself does not name it
      if (contains(item.headPlace, naming.place)) return
      item.namings.push(naming)
      return
    }
    const { place } = naming
    const made: NamedItem = { kind, title, place, headPlace: place, fields: [], gaps: [], namings: [naming] }
    items.push(made)
    known.set(`${kind}\n${same}`, made)
  }
  for (const { reference, gap } of referencesOf(documents, gaps, find)) {
    const { kind, title, same } = ofReference[reference.kind] ?? {}
    if (!kind || climbsOut(reference.path ?? '')) continue
    const words = title!(reference)
    // a row of a table of sources names no repository
    const tabled = kind === 'source' && reference.path && known.has(`source\n${bare(reference.path)}`) ? bare(reference.path) : undefined
    name(kind, tabled ?? same!(words), words, namingOf(reference, gap))
    // what is cited as evidence is a path like any other, unless it lies in another repository
    const own = !reference.repo || !repositories || repositories.has(repositoryName(reference.repo))
    if (kind === 'source' && reference.path && own) name('path', bare(reference.path), bare(reference.path), namingOf(reference, gap))
  }
  for (const gap of gaps)
    for (const [facet, kind] of Object.entries(ofFacet) as [FacetName, NamedKind][]) {
      // cells of one row say one thing: what is measured, and its target
      const byLine = Map.groupBy(gap.facets[facet]?.items ?? [], ({ place }) => `${place.file}\n${place.line}`)
      for (const [first, ...others] of byLine.values()) {
        const words = [first!, ...others].map(({ text }) => text).join(' · ')
        if (plainWords(first!.text)) name(kind, plainWords(first!.text), first!.text, { ...namingOf(first!, gap.key), words, facet })
      }
    }
  for (const item of items) item.namings = onceEach(item.namings)
  return items
}

const namingOf = ({ text, place, repo, commit, path, lines, quote }: Reference | FacetItem, gap: string | undefined): Naming => ({
  words: text,
  place,
  ...(gap && { gap }),
  ...(repo && { repo }),
  ...(commit && { commit }),
  ...(path && { path }),
  ...(lines && { lines }),
  ...(quote && { quote }),
})

/** By place; of two at one place the first, since a gap's text may stand in several of its mentions. */
function onceEach(namings: readonly Naming[]): Naming[] {
  const seen = new Set<string>()
  return namings.toSorted(byPlace).filter(({ place, gap }) => {
    const key = `${place.file}\n${place.line}:${place.column}\n${gap ?? ''}`
    return !seen.has(key) && seen.add(key)
  })
}

/** Every reference of the documents, with the gap whose text it stands in, or that the line names which leads in to it. */
function referencesOf(
  documents: readonly GapDocument[],
  gaps: readonly Gap[],
  find: (document: GapDocument, id: string) => string | undefined,
): { reference: Reference; gap?: string }[] {
  const inGaps = gaps.flatMap(({ key, mentions }) =>
    mentions.flatMap(({ references }) => references.map((reference) => ({ reference, gap: key }))),
  )
  const at = ({ file, line, column }: Place) => `${file}\n${line}:${column}`
  const taken = new Set(inGaps.map(({ reference }) => at(reference.place)))
  const outside = documents.flatMap((document) =>
    document.references
      .filter(({ place }) => !taken.has(at(place)))
      .map((reference) => {
        const gap = reference.under === undefined ? undefined : find(document, reference.under)
        return { reference, ...(gap && { gap }) }
      }),
  )
  return [...inGaps, ...outside]
}
