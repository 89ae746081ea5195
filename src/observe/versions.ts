/**
 * Versions: every commit that changed files of a folder, oldest first, and the blobs that they are since. It follows the first parent
 * alone: what stood on the branch that is published, one state after another; what a merge brought came with the merge. What a
 * version says is left to those who read it.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { ChangeSet } from '#model'
import { git } from './git.ts'
import { day, headOf } from './head.ts'

export interface FileVersion {
  /** Relative to the folder, with `/`. */
  path: string
  /** Its path before, where the commit renamed it. */
  was?: string
  /** Hash of what it holds; absent where the commit deleted it. */
  blob?: string
}
export type Version = ChangeSet['commit'] & { files: FileVersion[] }

export interface Tag {
  name: string
  /** How many of the versions it has. */
  at: number
}

/** What one repository tells of the folder. */
export interface Versions {
  /** Where its files are to be asked for. */
  folder: string
  /** Oldest first; the same hash may stand in no two of them. */
  versions: Version[]
  /** Oldest first. One of a branch stands where the branch was merged: what it has came with the merge. */
  tags: Tag[]
}

/**
 * @param files paths of documents as they are now, relative to the folder
 * @param wanted whether a path may be one of a document
 * @returns by repository, since a folder right below may be one of its own; nothing where one of them cannot tell the whole truth
 */
export async function versionsOf(
  folder: string,
  files: readonly string[],
  wanted: (file: string) => boolean,
): Promise<Versions[] | undefined> {
  const own = (first: string) => existsSync(path.join(folder, first, '.git'))
  const firsts = new Set(files.map((file) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '')))
  const below = [...firsts].filter((first) => first !== '' && own(first)).sort()
  const around = [...firsts].some((first) => !below.includes(first)) ? [''] : []
  const told = await Promise.all(
    [...around, ...below].map((first) => {
      const prefix = first && `${first}/`
      // a folder with a repository of its own is not told of by the one around it as well
      const mine = (file: string) => wanted(prefix + file) && (first !== '' || !below.some((other) => file.startsWith(`${other}/`)))
      return ofRepository(path.join(folder, first), prefix, mine)
    }),
  )
  return told.length > 0 && told.every((one) => one !== undefined) ? told : undefined
}

async function ofRepository(folder: string, below: string, wanted: (file: string) => boolean): Promise<Versions | undefined> {
  const head = await headOf(folder)
  if (!head) return undefined
  const [log, refs] = await Promise.all([
    // sparse: commits that touch nothing of the folder are there as well, since tags may stand at them
    git(
      folder,
      'log',
      '-z',
      '--first-parent',
      '--diff-merges=first-parent',
      '--sparse',
      '--reverse',
      '--raw',
      '--no-abbrev',
      '-M',
      '--no-relative',
      '--ignore-submodules',
      '--encoding=UTF-8',
      '--format=%H%x00%ct%x00%s',
      head.hash,
      '--',
      '.',
    ),
    git(folder, 'for-each-ref', '--format=%(objectname) %(*objectname) %(refname:strip=2)', 'refs/tags'),
  ])
  if (log === undefined || refs === undefined) return undefined
  const inside = (file: string): string | undefined => {
    const own = file.startsWith(head.prefix) ? file.slice(head.prefix.length) : undefined
    return own !== undefined && wanted(own) ? below + own : undefined
  }
  const versions: Version[] = []
  /** By commit: how many versions there are once it is made. */
  const counts = new Map<string, number>()
  for (const { files, ...commit } of readLog(log)) {
    const own = files.flatMap(({ path, was, blob }): FileVersion[] => {
      const [now, before] = [inside(path), was === undefined ? undefined : inside(was)]
      if (now === undefined) return before === undefined ? [] : [{ path: before }]
      return [{ path: now, ...(before !== undefined && { was: before }), ...(blob !== undefined && { blob }) }]
    })
    if (own.length > 0) versions.push({ ...commit, files: own })
    counts.set(commit.hash, versions.length)
  }
  const named = refs.split('\n').flatMap((line) => {
    const [, object, target, name] = /^(\S+) (\S*) (.+)$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, commit: target || object! }]
  })
  const merged = named.every(({ commit }) => counts.has(commit)) ? counts : await throughMerges(folder, head.hash, counts)
  const tags = named
    .flatMap(({ name, commit }): Tag[] => {
      const at = merged.get(commit)
      return at === undefined ? [] : [{ name, at }]
    })
    .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
  return { folder, versions, tags }
}

/** The counts of commits on the way, and those of what each merge on the way brought: the merge's own. */
async function throughMerges(folder: string, head: string, counts: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
  const graph = await git(folder, 'rev-list', '--parents', head)
  if (graph === undefined) return counts
  const parents = new Map(
    graph
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [commit, ...own] = line.split(' ')
        return [commit!, own] as const
      }),
  )
  const all = new Map(counts)
  // the oldest merge first: what it brought, no later one did
  for (const [commit, at] of counts) {
    const left = (parents.get(commit) ?? []).slice(1)
    for (let one = left.pop(); one !== undefined; one = left.pop())
      if (!all.has(one)) {
        all.set(one, at)
        left.push(...(parents.get(one) ?? []))
      }
  }
  return all
}

/**
 * `<hash>\0<time>\0<subject>\0\n:100644 100644 <blob> <blob> R087\0<old>\0<new>\0:…\0<hash>\0…`. What is what is told by its place
 * alone: a subject may look like anything.
 */
function* readLog(log: string): Generator<Version> {
  const words = log.split('\0')
  for (let at = 0; at + 2 < words.length; ) {
    const [hash, seconds, subject] = [words[at]!, Number(words[at + 1]), words[at + 2]!]
    at += 3
    const files: FileVersion[] = []
    for (let file = entry(words[at]); file; file = entry(words[at])) {
      const { mode, blob, state } = file
      const renamed = state === 'R'
      const [first, second] = [words[at + 1]!, words[at + 2]!]
      at += renamed ? 3 : 2
      // only a real file: a link could lead anywhere
      const real = state !== 'D' && mode.startsWith('100')
      files.push({ path: renamed ? second : first, ...(renamed && { was: first }), ...(real && { blob }) })
    }
    yield { hash, seconds, date: day(seconds), subject, files }
  }
}

function entry(word = ''): { mode: string; blob: string; state: string } | undefined {
  const [, mode, blob, state] = /^\n?:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) ([A-Z])\d*$/.exec(word) ?? []
  return mode && blob && state ? { mode, blob, state } : undefined
}
