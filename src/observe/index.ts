/**
 * Observe: a folder and its history → facts, as data; the only stage that asks git. What cannot be said truly is not said: without
 * git, without a repository, in a shallow or partial clone there are no facts at all. What pages make of them is left to `publish`.
 */
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Commit, FileHistory, History } from '#model'
import { git } from './git.ts'
import { day, headOf } from './head.ts'
import { inPool } from './pool.ts'

export { verify } from './evidence.ts'
export { gitBlobs as textsOf } from './git.ts'
export { type Version, type Versions, versionsOf } from './versions.ts'

/**
 * @param files paths of documents, relative to the folder, with `/`
 * A folder right below may be a repository of its own, as a submodule is; it then speaks for what is in it.
 */
export async function observe(folder: string, files: readonly string[]): Promise<History> {
  const inside = Map.groupBy(files, (file) => {
    const [first, ...others] = file.split('/')
    return others.length > 0 && existsSync(path.join(folder, first!, '.git')) ? first! : ''
  })
  const found = await Promise.all(
    [...inside].map(async ([below, own]) => {
      const prefix = below ? `${below}/` : ''
      const told = await ofRepository(
        path.join(folder, below),
        own.map((file) => file.slice(prefix.length)),
      )
      return told.map(([file, history]) => [prefix + file, history] as const)
    }),
  )
  return new Map(found.flat())
}

async function ofRepository(folder: string, files: readonly string[]): Promise<[string, FileHistory][]> {
  const head = await headOf(folder)
  if (!head) return []
  const [log, changed] = await Promise.all([
    // one pass over the history; of a commit that touched the folder all files are shown, so that what was moved there is seen as such
    git(folder, 'log', '-z', '-c', '-M', '--full-diff', '--name-status', '--no-relative', '--format=%ct', '--', '.'),
    git(folder, 'diff', '-z', '--name-only', '--no-relative', '--ignore-submodules', 'HEAD', '--', '.'),
  ])
  if (log === undefined || changed === undefined) return []
  const commits = readLog(log)
  const tracked = files.filter((file) => commits.has(head.prefix + file))
  // a repository around it that knows none of the documents has nothing to say of them
  if (tracked.length === 0) return []
  const dirty = new Set(changed.split('\0'))
  const commit: Commit = { hash: head.hash, date: head.date }
  return inPool(files, async (file): Promise<[string, FileHistory]> => {
    const known = commits.get(head.prefix + file)
    if (!known) return [file, { head: commit, lines: [] }]
    const clean = !dirty.has(head.prefix + file)
    const date = day(known.latest)
    // a file as one commit wrote it needs no further question
    if (clean && known.count === 1 && known.added) return [file, { head: commit, changed: date, lines: [{ from: 1, to: endless, date }] }]
    return [file, { head: commit, ...(clean && { changed: date }), lines: await linesOf(folder, file, head.hash) }]
  })
}

/** More lines than any file has. */
const endless = 2 ** 31

interface Known {
  /** When the last commit was made, in seconds. */
  latest: number
  count: number
  /** Whether the first commit of it made it, and moved it from nowhere. */
  added: boolean
}

/** `1773446400\0\nM\0a.md\0R087\0old.md\0new.md\0\01773…`: a time, then for each file its state and one or two paths. */
function readLog(log: string): Map<string, Known> {
  const known = new Map<string, Known>()
  const words = log.split('\0')
  let seconds = 0
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!.trim()
    if (/^\d+$/.test(word)) seconds = Number(word)
    else if (/^[A-Z]+\d*$/.test(word)) {
      if (/^[RC]\d+$/.test(word)) at++
      const file = words[++at]!
      const before = known.get(file)
      known.set(file, { latest: Math.max(seconds, before?.latest ?? 0), count: (before?.count ?? 0) + 1, added: word === 'A' })
    }
  }
  return known
}

const asked = new Map<string, { stamp: string; lines: FileHistory['lines'] }>()

/** Line by line, as the file stands on the disk. While nothing of it changed, git is not asked again. */
async function linesOf(folder: string, file: string, head: string): Promise<FileHistory['lines']> {
  const absolute = path.join(folder, file)
  const { mtimeMs = 0, size = 0 } = statSync(absolute, { throwIfNoEntry: false }) ?? {}
  const stamp = `${head} ${mtimeMs} ${size}`
  const before = asked.get(absolute)
  if (before?.stamp === stamp) return before.lines
  const lines = readBlame((await git(folder, 'blame', '--incremental', '--', file)) ?? '')
  asked.set(absolute, { stamp, lines })
  return lines
}

/** Runs of lines in no order, "<hash> <line then> <line now> <how many>", and the facts of a commit where it is first named. */
function readBlame(blame: string): FileHistory['lines'] {
  const dates = new Map<string, string>()
  const runs: { hash: string; from: number; to: number }[] = []
  for (const line of blame.split('\n')) {
    const [, hash, from, count] = /^([0-9a-f]{40,64}) \d+ (\d+) (\d+)$/.exec(line) ?? []
    if (hash) runs.push({ hash, from: Number(from), to: Number(from) + Number(count) - 1 })
    const [, seconds] = /^committer-time (\d+)$/.exec(line) ?? []
    const current = runs.at(-1)?.hash
    // zeros stand for what is not committed
    if (seconds && current && !/^0+$/.test(current)) dates.set(current, day(Number(seconds)))
  }
  return runs
    .toSorted((a, b) => a.from - b.from)
    .map(({ hash, from, to }) => ({ from, to, ...(dates.has(hash) && { date: dates.get(hash) }) }))
}
