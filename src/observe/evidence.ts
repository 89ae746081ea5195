/**
 * Evidence: what documents cite, held against a checkout: does the file stand there, do the lines, is the quote in them. At the cited
 * commit where one is given, else as the checkout is. What the checkout holds is asked of its `store.ts`; what cannot be told is
 * called so, never taken for a fault.
 */
import path from 'node:path'
import type { Citation, Verdict } from '#model'
import { type Names, openStore, type Store, type Thing, type Version } from './store.ts'

/** A citation whose version and path can be looked for. */
interface Sought {
  at: number
  citation: Citation
  version: Version
  path: string
}

/**
 * @param checkout a folder: a work tree, a bare repository, or plain files
 * @returns a verdict for each citation, in their order
 */
export async function verify(checkout: string, citations: readonly Citation[]): Promise<Verdict[]> {
  const alike = Map.groupBy(citations.keys(), (at) => {
    const { commit, path, lines, quote } = citations[at]!
    return JSON.stringify([commit, path, lines, quote])
  })
  const once = [...alike.values()]
  const judged = await verdictsOf(
    checkout,
    once.map(([first]) => citations[first!]!),
  )
  const verdicts = new Array<Verdict>(citations.length)
  for (const [index, places] of once.entries()) for (const at of places) verdicts[at] = judged[index]!
  return verdicts
}

async function verdictsOf(checkout: string, citations: readonly Citation[]): Promise<Verdict[]> {
  const store = await openStore(checkout, new Set(citations.flatMap(({ commit }) => commit ?? [])))
  if (typeof store === 'string') return citations.map(() => unknown(store))
  const verdicts = new Array<Verdict>(citations.length)
  const sought: Sought[] = []
  for (const [at, citation] of citations.entries()) {
    const version = store.version(citation.commit)
    const inside = insidePath(citation.path)
    if (typeof version === 'string') verdicts[at] = unknown(version)
    else if (inside === undefined) verdicts[at] = unknown('the path leads out of the checkout')
    else sought.push({ at, citation, version, path: inside })
  }
  const gone: Sought[] = []
  const found = await store.look(sought)
  const texts: { one: Sought; thing: Thing }[] = []
  for (const [index, one] of sought.entries()) {
    const thing = found[index]
    if (thing === undefined) gone.push(one)
    else if (!needsText(one.citation) || !('size' in thing)) verdicts[one.at] = there(one, thing)
    else texts.push({ one, thing })
  }
  await reading(store, texts, ({ one }, text) => {
    verdicts[one.at] = typeof text === 'string' ? unknown(text) : inText(one.citation, one.path, text, one.version.called)
  })
  for (const [one, verdict] of await elsewhere(store, gone)) verdicts[one.at] = verdict
  for (const { at, version } of sought) if (version.hash) verdicts[at] = { ...verdicts[at]!, commit: version.hash }
  return verdicts
}

const unknown = (note: string): Verdict => ({ class: 'not checkable', note })
const needsText = ({ lines, quote }: Citation) => Boolean(lines || quote)

/** The path within the checkout; undefined for one that leads out of it, or into what git keeps there. */
function insidePath(given: string): string | undefined {
  if (/[\0\n\r]/.test(given) || path.posix.isAbsolute(given) || path.win32.isAbsolute(given) || /^(?:[A-Za-z]:|~)/.test(given))
    return undefined
  const normal = path.posix.normalize(given.replaceAll('\\', '/')).replace(/\/$/, '')
  const pieces = normal.toLowerCase().split('/')
  return pieces.includes('..') || pieces.includes('.git') ? undefined : normal
}

/** What need not be read. */
function there({ version }: Sought, thing: Thing): Verdict {
  if ('unreadable' in thing) return unknown(thing.unreadable)
  return { class: 'verified', note: 'folder' in thing ? `a folder ${version.called}` : `there ${version.called}` }
}

/** So much is held at a time. */
const atOnce = 32 * 1024 * 1024
/** Longer files are not searched. */
const longest = 10 * 1024 * 1024

/** Hands each thing's text, or why there is none, to `use`: every text is read once, and a few at a time. */
async function reading<Own extends { thing: Thing }>(
  store: Store,
  all: readonly Own[],
  use: (own: Own, text: Lines | string) => void,
): Promise<void> {
  const byId = Map.groupBy(
    all.flatMap((own) => ('size' in own.thing ? [{ own, id: own.thing.id, size: own.thing.size }] : [])),
    ({ id }) => id,
  )
  const open: string[] = []
  let size = 0
  const flush = async () => {
    const texts = await store.texts(open)
    for (const id of open) {
      const text = texts.get(id)
      const lines = text === undefined ? 'the checkout does not hold the text of this file' : readable(text)
      for (const { own } of byId.get(id)!) use(own, lines)
    }
    open.length = 0
    size = 0
  }
  for (const [id, [first, ...others]] of byId) {
    if (first!.size > longest) for (const { own } of [first!, ...others]) use(own, 'the file is too long to be searched')
    else {
      open.push(id)
      size += first!.size
      if (size > atOnce) await flush()
    }
  }
  await flush()
}

function readable(bytes: Buffer): Lines | string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined
  const text = wide ? new TextDecoder(wide).decode(bytes) : bytes.toString('utf8')
  return text.startsWith('version https://git-lfs.github.com/spec/') ? 'git keeps its text elsewhere (LFS)' : linesOf(text)
}

/** What a text says to a citation of it. */
function inText({ lines, quote }: Citation, inside: string, all: Lines, called: string): Verdict {
  const stretches = stretchesOf(lines)
  const [first] = stretches
  const within = stretches.every(({ from, to }) => from >= 1 && to >= from && to <= all.count)
  if (!quote) {
    if (first === undefined) return { class: 'verified', note: `there ${called}` }
    const has = all.count === 1 ? '1 line' : `${all.count} lines`
    return within
      ? {
          class: 'verified',
          note: `the file ${called} has ${stretches.length === 1 && first.from === first.to ? 'this line' : 'these lines'}`,
        }
      : { class: 'changed', note: `the file ${called} has ${has}` }
  }
  const found = stretches.map(({ from, to }) => find(all, quote, { from, to: Math.max(from, to) }))
  const held = found.find((place, at) => within && place && place.from <= stretches[at]!.to && place.to >= stretches[at]!.from)
  const place = held ?? (first ? found[0] : find(all, quote))
  if (place === undefined) return { class: 'changed', note: `the file ${called} does not hold these words` }
  if (first === undefined) return { class: 'verified', note: `these words stand ${called} in ${spoken(place)}`, lines: told(place) }
  return held
    ? { class: 'verified', note: `these words stand there ${called}` }
    : { class: 'moved', note: `these words stand ${called} in ${spoken(place)}`, path: inside, lines: told(place) }
}

/** "3, 31-34" → 3-3, 31-34 */
const stretchesOf = (lines: string | undefined): Stretch[] =>
  (lines ?? '').split(',').flatMap((one) => {
    const [from, to = from] = one.split(/\D+/).filter(Boolean).map(Number)
    return from === undefined ? [] : [{ from, to: to! }]
  })

const told = ({ from, to }: Stretch) => (from === to ? String(from) : `${from}-${to}`)
const spoken = ({ from, to }: Stretch) => (from === to ? `line ${from}` : `lines ${from}-${to}`)
/** Editors bend quotation marks that code has straight. */
const squeezed = (text: string) => text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').trim()

/** A text for finding words in it, whatever the line breaks between them. */
interface Lines {
  count: number
  joined: string
  /** Where in the joined text each line starts. */
  starts: readonly number[]
}
interface Stretch {
  from: number
  to: number
}

function linesOf(text: string): Lines {
  const all = text.split(/\r\n?|\n/)
  if (all.at(-1) === '') all.pop()
  const starts: number[] = []
  const pieces: string[] = []
  let length = 0
  for (const line of all) {
    starts.push(length)
    const words = squeezed(line)
    if (!words) continue
    pieces.push(words)
    length += words.length + 1
  }
  return { count: all.length, joined: pieces.join(' '), starts }
}

/** Where words stand; of several places the one next to some lines, or in them. */
function find({ joined, starts }: Lines, quote: string, near: Stretch = { from: 1, to: 1 }): Stretch | undefined {
  // an author who leaves something out writes so
  const pieces = squeezed(quote)
    .split(/\s*(?:\.{3,}|…|\[(?:\.{3,}|…)\])\s*/)
    .filter(Boolean)
  if (pieces.length === 0) return undefined
  const lineAt = (offset: number) => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
  const [first, ...others] = pieces as [string, ...string[]]
  const from = starts[Math.min(near.from, starts.length) - 1] ?? 0
  const away = (place: Stretch) => Math.max(0, near.from - place.to, place.from - near.to)
  let best: Stretch | undefined
  // the one before those lines, the one after it; the very first, where pieces of the others are not all there
  for (const at of [joined.lastIndexOf(first, from), joined.indexOf(first, from), joined.indexOf(first)]) {
    let end = at < 0 ? -1 : at + first.length
    for (const piece of others) {
      const next = end < 0 ? -1 : joined.indexOf(piece, end)
      end = next < 0 ? -1 : next + piece.length
    }
    if (end < 0) continue
    const place = { from: lineAt(at), to: lineAt(end - 1) }
    if (!best || away(place) < away(best)) best = place
  }
  return best
}

/** Of files that are not where the citation says: under which name they go on, or where the words stand instead. */
async function elsewhere(store: Store, gone: readonly Sought[]): Promise<[Sought, Verdict][]> {
  const names = await store.names(gone.map(({ version }) => version))
  const open = gone.flatMap((one) =>
    candidatesOf(one, names.get(one.version)).map((candidate) => ({ one, ...candidate, version: one.version })),
  )
  const things = await store.look(open)
  const texts: { candidate: (typeof open)[number]; thing: Thing }[] = []
  const told = new Map<(typeof open)[number], Verdict>()
  for (const [index, candidate] of open.entries()) {
    const thing = things[index]
    if (thing === undefined) continue
    if ('size' in thing && needsText(candidate.one.citation)) texts.push({ candidate, thing })
    else if (!candidate.one.citation.quote) told.set(candidate, as(candidate, there(candidate.one, thing)))
  }
  await reading(store, texts, ({ candidate }, text) => {
    const { one, path } = candidate
    told.set(candidate, as(candidate, typeof text === 'string' ? unknown(text) : inText(one.citation, path, text, one.version.called)))
  })
  const byCitation = Map.groupBy(open, ({ one }) => one)
  return gone.map((one) => [one, settled(one, byCitation.get(one) ?? [], told, names.get(one.version))])
}

interface Candidate {
  path: string
  /** `name`: by history it bears this name now. `short`: the citation says the end of this path. `namesake`: it is called alike. */
  why: 'name' | 'short' | 'namesake'
}

/** More files of one name are not looked into. */
const mostNamesakes = 20

function candidatesOf({ citation, path: inside }: Sought, names: Names | undefined): Candidate[] {
  if (!names) return []
  const next = names.renamed(inside)
  if (next !== undefined) return [{ path: next, why: 'name' }]
  const namesakes = names.byName.get(path.posix.basename(inside)) ?? []
  // with a commit authors give the path from the root
  const short = citation.commit ? [] : namesakes.filter((one) => one.endsWith(`/${inside}`))
  const [first, ...more] = short
  if (first !== undefined && more.length === 0) return [{ path: first, why: 'short' }]
  return citation.quote ? namesakes.slice(0, mostNamesakes).map((path) => ({ path, why: 'namesake' })) : []
}

/** What a candidate's text says, as an answer to a citation of another path. */
function as({ one: { citation }, path: inside, why }: Candidate & { one: Sought }, verdict: Verdict): Verdict {
  if (verdict.class === 'not checkable') return verdict
  if (why === 'short') return { ...verdict, note: `as ${inside}: ${verdict.note}`, path: inside }
  const { lines } = verdict
  if (why === 'name' && citation.quote && verdict.class === 'changed')
    return { class: 'changed', note: `it bears another name now, ${inside}, and does not hold these words`, path: inside }
  return why === 'name'
    ? { class: 'moved', note: `it bears another name now: ${inside}`, path: inside, ...(lines && { lines }) }
    : { ...verdict, class: verdict.class === 'changed' ? 'changed' : 'moved', path: inside }
}

function settled(
  { citation, path: inside, version: { called } }: Sought,
  candidates: readonly (Candidate & { one: Sought })[],
  told: ReadonlyMap<Candidate, Verdict>,
  names: Names | undefined,
): Verdict {
  const own = candidates.flatMap((candidate) => {
    const verdict = told.get(candidate)
    return verdict ? [{ ...candidate, verdict }] : []
  })
  const [first] = own
  if (first && first.why !== 'namesake') return first.verdict
  const moved = own.find(({ verdict }) => verdict.class === 'moved')
  if (moved)
    return { ...moved.verdict, note: `these words stand ${called} in ${moved.path}${moved.verdict.lines ? `:${moved.verdict.lines}` : ''}` }
  if (names?.apart(inside)) return unknown('it lies in a repository of its own within the checkout')
  const short = citation.commit ? [] : (names?.byName.get(path.posix.basename(inside)) ?? []).filter((one) => one.endsWith(`/${inside}`))
  if (short.length > 1) return unknown(`${short.length} files ${called} bear this name, e.g. ${short[0]} and ${short[1]}`)
  return { class: 'missing', note: `nothing of this name ${called}` }
}
