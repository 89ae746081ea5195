/**
 * Bodies: the HTML of a corpus, place by place, with its links, images and anchors. It knows which lines of a document others
 * point at, and which of them the document's page bears. What a view shows, and in which order, is left to the views.
 */
import path from 'node:path'
import { before, type GapDocument, type Place, type Reference } from '#model'
import { ownsTitle, signsOf } from './document.ts'
import type { GapEntry } from './entries.ts'
import { commitPage, inRepository } from './forge.ts'
import { severityMark, stateMark } from './frame.ts'
import { type Document, type RenderOptions, renderer, type WordLink } from './html.ts'
import type { Portfolio } from './portfolio.ts'
import { called } from './portfolio.ts'
import { href, routes } from './routes.ts'

export interface Matters {
  documents: readonly GapDocument[]
  sources: ReadonlyMap<string, Document>
  /** Address of an image by its path in the content folder, for those that are shown. */
  images: ReadonlyMap<string, string>
}

export interface Bodies {
  /** Blocks of a place, for the page at an address, headings from a level on. */
  place: (place: Place, address: string, top: number) => string
  /** A document as its own page shows it. */
  document: (file: string) => string
  /** See `Portfolio.anchor`. */
  anchor: (file: string, line: number) => string | undefined
}

/** @param portfolio asked only when a page is made, since its anchors come from here */
export function bodies({ documents, sources, images }: Matters, portfolio: () => Portfolio): Bodies {
  const byFile = new Map(documents.map((document) => [document.file, document]))
  const pages = new Map<string, { html: string; anchors: Map<number, string> }>()
  const words = new Map<string, NamingWords[]>()

  const optionsFor = (file: string, address: string, part?: Place): RenderOptions => {
    const all = portfolio()
    const named = words.get(file) ?? wordsThatName(all, byFile.get(file)!, byFile)
    words.set(file, named)
    return {
      href: (url) => leadsTo(all, byFile, file, address, url),
      image: (url) => {
        const image = images.get(targetOf(file, url)?.path ?? '')
        return image && href(address, image)
      },
      // a page does not link to itself
      links: (part ? onLines(named, part) : named).flatMap(({ place, to, gap }): WordLink[] =>
        to === address ? [] : [{ place, href: /^https?:/.test(to) ? to : href(address, to), ...(gap && toldOf(gap)) }],
      ),
    }
  }

  const pageOf = (document: GapDocument) => {
    const known = pages.get(document.file)
    if (known) return known
    const all = portfolio()
    const address = routes.document(document.system, document.slug)
    const anchors = new Map<number, string>()
    for (const line of linesPointedAt(all, document)) anchors.set(line, `L${line}`)
    for (const { headPlace, anchor } of document.sections) anchors.set(headPlace.line, anchor)
    const html = renderer(sources.get(document.file)!, {
      ...optionsFor(document.file, address),
      anchors,
      signs: signsOf(all, document, address).toSorted((a, b) => before(a.place, b.place)),
      depths: new Map(document.sections.map(({ headPlace, level }) => [headPlace.line, level])),
      top: ownsTitle(document) ? 1 : 2,
    }).document()
    const borne = new Set(Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id))
    const page = { html, anchors: new Map([...anchors].filter(([, id]) => borne.has(id)).sort(([a], [b]) => a - b)) }
    pages.set(document.file, page)
    return page
  }

  return {
    place: (place, address, top) => renderer(sources.get(place.file)!, { ...optionsFor(place.file, address, place), top })(place),
    document: (file) => pageOf(byFile.get(file)!).html,
    anchor: (file, line) => {
      const document = byFile.get(file)
      if (!document) return undefined
      const { anchors } = pageOf(document)
      return anchors.get(line) ?? [...anchors].findLast(([at]) => at <= line)?.[1]
    },
  }
}

/** Of words in their order, those on the lines of a place: a page shows a little of a document that may be long. */
function onLines(named: readonly NamingWords[], { line, endLine }: Place): readonly NamingWords[] {
  let [low, high] = [0, named.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (named[middle]!.place.line < line) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < named.length && named[end]!.place.line <= endLine) end += 1
  return named.slice(low, end)
}

/** What a page tells of a gap before one goes there. */
function toldOf(gap: GapEntry): Pick<WordLink, 'gap' | 'mark'> {
  const marks = [...(gap.severity ? [severityMark(gap.severity.level)] : []), ...(gap.status ? [stateMark(gap.status.state)] : [])]
  return { gap: called(gap), ...(marks.length > 0 && { mark: marks.map(({ word }) => word).join(', ') }) }
}

/** Every line of a document that a value, a finding or a pointer is at. */
function linesPointedAt(all: Portfolio, document: GapDocument): Set<number> {
  const lines = new Set<number>()
  const stack: unknown[] = [document, all.findingsOf(document.file), all.seenIn(document.file)]
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null) continue
    if (isPlace(value)) {
      if (value.file === document.file) lines.add(value.line)
    } else for (const inner of Object.values(value)) if (inner !== undefined) stack.push(inner)
  }
  return lines
}

const isPlace = (value: object): value is Place => 'file' in value && 'line' in value && 'endColumn' in value

/** Words that name something, where it has its page, here or at the forge, and the gap that it is. */
interface NamingWords {
  place: Place
  to: string
  gap?: GapEntry
}

/** The words of a document that name something, in their order and none within another. */
function wordsThatName(all: Portfolio, document: GapDocument, documents: ReadonlyMap<string, GapDocument>): NamingWords[] {
  const references = [...document.mentions.flatMap((mention) => mention.references), ...document.references]
  const pointers = [
    ...references.filter(({ kind }) => kind === 'gap' || kind === 'id').map(({ text, place }) => ({ id: text, place })),
    ...[...document.phases, ...document.actions, ...document.items].flatMap(({ gaps }) => gaps),
  ]
  const wanted = [
    ...pointers.flatMap(({ id, place }): NamingWords[] => {
      const gap = all.named(document.file, id)
      return gap ? [{ place, to: routes.gap(gap.key), gap }] : []
    }),
    ...references.flatMap(({ kind, text, place, commit }): NamingWords[] => {
      const to = kind === 'commit' ? commitPage(all, document.system, document.file, commit!) : partNamed(document, documents, kind, text)
      if (to !== undefined) return [{ place, to }]
      const item = kind === 'gap' || kind === 'id' ? undefined : all.itemAt(place)
      if (!item) return []
      // the words that a citation quotes are no link
      const cited = kind === 'evidence' ? text.search(/\s+["“]/) : -1
      const end = cited > 0 ? { endLine: place.line, endColumn: place.column + cited } : {}
      return [{ place: { ...place, ...end }, to: routes.item(item.kind, item.key) }]
    }),
  ]
  const found: NamingWords[] = []
  let last: Place | undefined
  for (const one of wanted.toSorted((a, b) => before(a.place, b.place))) {
    const { place } = one
    if (place.line !== place.endLine) continue
    if (last && (last.endLine - place.line || last.endColumn - place.column) > 0) continue
    found.push(one)
    last = place
  }
  return found
}

/** Where a section of a document stands, or another document of the site that its text names by its path. */
function partNamed(
  { file, system, slug, sections }: GapDocument,
  documents: ReadonlyMap<string, GapDocument>,
  kind: Reference['kind'],
  text: string,
): string | undefined {
  if (kind === 'section') {
    const number = /(\d+(?:\.\d+)*|[A-Z])$/.exec(text)?.[1]
    const section = sections.find((one) => one.number === number) ?? sections.find(({ title }) => lettered.exec(title)?.[1] === number)
    return section && `${routes.document(system, slug)}#${section.anchor}`
  }
  const other = kind === 'path' ? documents.get(targetOf(file, text)?.path ?? '') : undefined
  return other && other.file !== file ? routes.document(other.system, other.slug) : undefined
}
/** "A. Scope", "Section A", "7.2 Scope" where the number was taken for a part of the title */
const lettered = /^(?:(?:section|appendix)\s+|§\s?)?(\d+(?:\.\d+)*|[A-Z])(?![\p{L}\p{N}])/iu

/** The file within the content folder that a document's relative link names, and the fragment. */
function targetOf(file: string, url: string): { path: string; fragment: string } | undefined {
  if (/^[\0-\x20]*(?:[a-z][a-z0-9+.-]*:|[\\/])/i.test(url)) return undefined
  const [whole, fragment = ''] = url.split('#', 2) as [string, string?]
  let target = whole.replace(/\?.*$/, '')
  try {
    target = decodeURIComponent(target)
  } catch {}
  const found = target === '' ? file : path.posix.normalize(path.posix.join(path.posix.dirname(file), target)).replace(/\/$/, '')
  return found.startsWith('..') ? undefined : { path: found, fragment }
}

/** Where a link of a document leads: to another document's page, to a file in the repository, out into the web, or nowhere. */
function leadsTo(
  all: Portfolio,
  documents: ReadonlyMap<string, GapDocument>,
  file: string,
  address: string,
  url: string,
): string | undefined {
  if (/^(?:https?|mailto):/i.test(url)) return url
  const target = targetOf(file, url)
  if (!target) return undefined
  const document = documents.get(target.path)
  if (!document) {
    const own = documents.get(file)!
    // what lies beside the documents of a system is in its repository too
    const same = target.path.slice(0, target.path.indexOf('/') + 1) === file.slice(0, file.indexOf('/') + 1)
    return same ? inRepository(all, own.system, target.path) : undefined
  }
  let fragment = target.fragment
  try {
    fragment = decodeURIComponent(fragment)
  } catch {}
  const known = document.sections.some(({ anchor }) => anchor === fragment.toLowerCase())
  return href(address, `${routes.document(document.system, document.slug)}${known ? `#${fragment.toLowerCase()}` : ''}`)
}
