/**
 * Evidence: what documents cite, held against a checkout: does the file stand there, do the lines, is the quote in them. At the cited
 * commit where one is given, else as the checkout is. Git is asked for objects, so that a bare repository serves as well; in a folder
 * without git files are read. Nothing outside the checkout is ever read, and what cannot be told is called so.
 */
import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Citation, Verdict } from '#model'
import { type GitObject, git, gitObjects } from './git.ts'

/** Longer files are not searched. */
const most = 10 * 1024 * 1024

/** What a version of the checkout holds. */
interface Version {
  /** Texts by path; those that are not there are left out. */
  texts: (paths: readonly string[]) => Promise<ReadonlyMap<string, Text>>
  /** Asked for only when something is not there. */
  names: () => Promise<Names>
  /** What one calls it: "at a1b2c3d", "in the checkout". */
  called: string
}
/** For finding what bears another name now, or stands elsewhere. */
interface Names {
  /** Paths by their last part. */
  byName: ReadonlyMap<string, readonly string[]>
  /** Under which name a file that is gone goes on. */
  renamed: (path: string) => string | undefined
}
type Text = Readable | { folder: true } | { folder: true } | { unreadable: string }

interface Readable {
  text: string
}

/**
 * @param checkout a folder: a work tree, a bare repository, or plain files
 * @returns a verdict for each citation, in their order
 */
export async function verify(checkout: string, citations: readonly Citation[]): Promise<Verdict[]> {
  const verdicts = new Array<Verdict>(citations.length)
  const isFolder = await stat(checkout).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) return citations.map(() => ({ class: 'not checkable', note: 'the checkout is not there' }))
  const versions = await versionsOf(checkout, new Set(citations.flatMap(({ commit }) => commit ?? [])))
  const byVersion = Map.groupBy(
    citations.map((citation, at) => ({ citation, at })),
    ({ citation }) => citation.commit ?? '',
  )
  for (const [commit, own] of byVersion) {
    const version = versions(commit)
    if (typeof version === 'string') {
      for (const { at } of own) verdicts[at] = { class: 'not checkable', note: version }
      continue
    }
    const safe = own.flatMap(({ citation, at }) => {
      const inside = insidePath(citation.path)
      if (inside === undefined) verdicts[at] = { class: 'not checkable', note: 'the path leads out of the checkout' }
      return inside === undefined ? [] : [{ citation, at, path: inside }]
    })
    const found = await version.texts(safe.map((one) => one.path))
    const gone = safe.filter((one) => !found.has(one.path))
    const elsewhere = gone.length > 0 ? await version.names() : undefined
    const namesakes = gone.flatMap(({ citation, path: inside }) => (citation.quote ? namesakesOf(inside, elsewhere!) : []))
    const others = await version.texts(namesakes)
    for (const { citation, at, path: inside } of safe) {
      const text = found.get(inside)
      verdicts[at] = text ? judged(citation, inside, text, version.called) : whereElse(citation, inside, version.called, elsewhere!, others)
    }
  }
  return verdicts
}

/** The path within the checkout; undefined for one that leads out of it. */
function insidePath(given: string): string | undefined {
  if (/[\0\n\r]/.test(given) || path.posix.isAbsolute(given) || path.win32.isAbsolute(given) || /^[A-Za-z]:/.test(given)) return undefined
  const normal = path.posix.normalize(given.replaceAll('\\', '/')).replace(/\/$/, '')
  return normal === '..' || normal.startsWith('../') || normal === '.git' || normal.startsWith('.git/') ? undefined : normal
}

function judged(citation: Citation, inside: string, found: Text, called: string): Verdict {
  if ('unreadable' in found) return { class: 'not checkable', note: found.unreadable }
  if ('folder' in found) return { class: 'verified', note: `a folder ${called}` }
  return inText(citation, inside, linesOf(found), called)
}

/** What a text says to a citation of it. */
function inText({ lines, quote }: Citation, inside: string, all: Lines, called: string): Verdict {
  const [from, to = from] = lines?.split(/\D+/).filter(Boolean).map(Number) ?? []
  const within = from === undefined || (from >= 1 && to! >= from && to! <= all.count)
  if (!quote)
    return within
      ? { class: 'verified', note: from === undefined ? `there ${called}` : `the file ${called} has these lines` }
      : { class: 'changed', note: `the file ${called} has ${all.count === 1 ? '1 line' : `${all.count} lines`}` }
  const place = find(all, quote, within ? from : undefined)
  if (place === undefined) return { class: 'changed', note: `the file ${called} does not hold these words` }
  if (from === undefined) return { class: 'verified', note: `these words stand ${called} in line ${place.from}`, lines: told(place) }
  return place.from <= to! && place.to >= from
    ? { class: 'verified', note: `these words stand there ${called}` }
    : { class: 'moved', note: `these words stand ${called} in line ${place.from}`, path: inside, lines: told(place) }
}

const told = ({ from, to }: { from: number; to: number }) => (from === to ? String(from) : `${from}-${to}`)
const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim()

/** A text for finding words in it, whatever the line breaks between them. */
interface Lines {
  count: number
  joined: string
  /** Where in the joined text each line starts. */
  starts: readonly number[]
}

/** Made once a text, since many citations are of one file. */
const known = new WeakMap<Readable, Lines>()
function linesOf(readable: Readable): Lines {
  const before = known.get(readable)
  if (before) return before
  const all = readable.text.split(/\r\n?|\n/)
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
  const lines = { count: all.length, joined: pieces.join(' '), starts }
  known.set(readable, lines)
  return lines
}

/** Where words stand; of several places the one next to a line. */
function find({ joined, starts }: Lines, quote: string, near = 1): { from: number; to: number } | undefined {
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
  let best: { from: number; to: number } | undefined
  for (let at = joined.indexOf(first); at >= 0; at = joined.indexOf(first, at + 1)) {
    let end = at + first.length
    for (const piece of others) {
      const next = joined.indexOf(piece, end)
      end = next < 0 ? -1 : next + piece.length
      if (end < 0) break
    }
    if (end < 0) break
    const place = { from: lineAt(at), to: lineAt(end - 1) }
    if (!best || Math.abs(place.from - near) < Math.abs(best.from - near)) best = place
  }
  return best
}

const namesakesOf = (inside: string, { byName }: Names): readonly string[] => byName.get(path.posix.basename(inside))?.slice(0, 20) ?? []

/** A file that is not where the citation says: under a new name by history, or one of its name that holds the quote. */
function whereElse(citation: Citation, inside: string, called: string, names: Names, texts: ReadonlyMap<string, Text>): Verdict {
  const next = names.renamed(inside)
  if (next !== undefined) return { class: 'moved', note: `it bears another name now: ${next}`, path: next }
  if (citation.quote)
    for (const one of namesakesOf(inside, names)) {
      const found = texts.get(one)
      const place = found && 'text' in found ? find(linesOf(found), citation.quote) : undefined
      if (place) return { class: 'moved', note: `these words stand ${called} in ${one}`, path: one, lines: told(place) }
    }
  return { class: 'missing', note: `no such file ${called}` }
}

/** What a commit, or the checkout as it is, holds; a sentence where that cannot be told. */
async function versionsOf(checkout: string, commits: ReadonlySet<string>): Promise<(commit: string) => Version | string> {
  const repository = await git(checkout, 'rev-parse', '--is-bare-repository', '--show-cdup')
  // a folder within a repository of something else is a folder of files
  const [, above = ''] = repository?.split('\n') ?? []
  if (repository === undefined || above !== '') {
    const files = plainFiles(checkout)
    return (commit) => (commit ? 'the checkout has no history' : files)
  }
  const names = ['HEAD', ...commits]
  const hashes = new Map<string, string | undefined>()
  const told = await gitObjects(
    checkout,
    'names',
    names.map((name) => `${name}^{commit}`),
  )
  for (const [at, name] of names.entries()) hashes.set(name, told[at]?.hash)
  const head = hashes.get('HEAD')
  const made = new Map<string, Version>()
  return (commit) => {
    const hash = hashes.get(commit || 'HEAD')
    if (hash === undefined) return commit ? `the checkout knows no commit ${commit}` : 'the checkout has no commit'
    const known = made.get(hash)
    if (known) return known
    const version: Version = {
      called: commit ? `at ${hash.slice(0, 7)}` : 'in the checkout',
      texts: async (paths) => {
        const wanted = [...new Set(paths)]
        const objects = await gitObjects(
          checkout,
          'contents',
          wanted.map((one) => (one === '.' ? `${hash}^{tree}` : `${hash}:${one}`)),
        )
        return new Map(wanted.flatMap((one, at) => (objects[at] ? [[one, textOf(objects[at])] as const] : [])))
      },
      names: async () => {
        const list = (await git(checkout, 'ls-tree', '-r', '-z', '--name-only', '--full-tree', hash)) ?? ''
        const all = new Set(list.split('\0').filter(Boolean))
        // an old commit has the names of its time
        const later = hash === head ? await renamesOf(checkout) : new Map<string, string>()
        return {
          byName: Map.groupBy(all, (one) => path.posix.basename(one)),
          renamed: (one) => {
            let next = later.get(one)
            for (let steps = 0; next !== undefined && !all.has(next) && steps < 50; steps++) next = later.get(next)
            return next !== undefined && all.has(next) ? next : undefined
          },
        }
      },
    }
    made.set(hash, version)
    return version
  }
}

function textOf({ type, text }: GitObject): Text {
  if (type === 'tree') return { folder: true }
  if (type !== 'blob') return { unreadable: 'it is a repository of its own' }
  return text === undefined ? { unreadable: 'the file is too long to be searched' } : { text }
}

/** From old names to new ones, over the whole history. */
async function renamesOf(checkout: string): Promise<Map<string, string>> {
  const log = (await git(checkout, 'log', '-z', '-M', '--diff-filter=R', '--name-status', '--no-relative', '--format=', 'HEAD')) ?? ''
  const words = log.split('\0')
  const renames = new Map<string, string>()
  for (let at = 0; at < words.length; at++) {
    if (!/^\n?R\d+$/.test(words[at]!)) continue
    const [from, to] = [words[at + 1], words[at + 2]]
    // the log begins with the last commit: what a name became last counts
    if (from && to && !renames.has(from)) renames.set(from, to)
    at += 2
  }
  return renames
}

function plainFiles(checkout: string): Version {
  return {
    called: 'in the checkout',
    texts: async (paths) => {
      const root = await realpath(checkout)
      const found = new Map<string, Text>()
      for (const one of new Set(paths)) {
        const text = await fileText(root, one)
        if (text) found.set(one, text)
      }
      return found
    },
    names: async () => ({ byName: new Map(), renamed: () => undefined }),
  }
}

async function fileText(root: string, inside: string): Promise<Text | undefined> {
  const file = await realpath(path.join(root, inside)).catch(() => undefined)
  if (file === undefined) return undefined
  if (file !== root && !file.startsWith(root + path.sep)) return { unreadable: 'it leads out of the checkout' }
  const found = await stat(file)
  if (found.isDirectory()) return { folder: true }
  if (!found.isFile()) return { unreadable: 'it is no file' }
  if (found.size > most) return { unreadable: 'the file is too long to be searched' }
  return { text: await readFile(file, 'utf8') }
}
