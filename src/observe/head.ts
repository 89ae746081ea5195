/** Head: the commit that a folder stands at, where its repository can be believed: a shallow or partial clone knows half the truth. */
import type { Commit } from '#model'
import { git } from './git.ts'

export interface Head extends Commit {
  /** Where the folder lies in the repository: "" or "docs/gaps/". */
  prefix: string
}

export async function headOf(folder: string): Promise<Head | undefined> {
  const [where, commit, partial] = await Promise.all([
    git(folder, 'rev-parse', '--is-inside-work-tree', '--is-shallow-repository', '--show-prefix'),
    git(folder, 'log', '-1', '--format=%H %ct', 'HEAD'),
    // a clone that left out what it could fetch later
    git(folder, 'config', '--get-regexp', '^(extensions\\.partialclone|remote\\..*\\.promisor)$'),
  ])
  const [inside, shallow, prefix = ''] = where?.split('\n') ?? []
  const [hash, seconds] = commit?.trim().split(' ') ?? []
  if (inside !== 'true' || shallow !== 'false' || partial !== undefined || !hash || !seconds) return undefined
  return { hash, date: day(Number(seconds)), prefix }
}

/** The day of a moment, in UTC: the same wherever the site is built. */
export const day = (seconds: number): string => new Date(Math.min(seconds, lastSecond) * 1000).toISOString().slice(0, 10)
/** Of the last year that has four digits: any number can stand in a commit. */
const lastSecond = 253_402_300_799
