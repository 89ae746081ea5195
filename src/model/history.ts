/** History: what the repository of a file says of it, as facts. Days are those of UTC; asking for them is left to `observe`. */
import * as z from 'zod'
import type { Place } from './place.ts'

const Day = z.iso.date()

export const Commit = z.object({
  /** All of it. */
  hash: z.string().regex(/^[0-9a-f]{40,64}$/),
  date: Day,
})
export type Commit = z.infer<typeof Commit>

export const FileHistory = z.object({
  /** The commit that the working copy stands at. */
  head: Commit,
  /** Day of the last commit that changed the file; absent while it holds something that no commit has. */
  changed: Day.optional(),
  /** Every line of the file, in its order, and the day of the last commit that touched it; without one, no commit has it. */
  lines: z.array(z.object({ from: z.number().int().min(1), to: z.number().int().min(1), date: Day.optional() })),
})
export type FileHistory = z.infer<typeof FileHistory>

/** By path of the file, relative to the content folder; a file is missing where there is no history to tell of. */
export type History = ReadonlyMap<string, FileHistory>

/** Day of the last commit that touched any line of a place; none when one of them is not committed, or its history unknown. */
export function lastChange(history: History, { file, line, endLine }: Place): string | undefined {
  const touched = history.get(file)?.lines.filter(({ from, to }) => from <= endLine && to >= line) ?? []
  const known = touched.reduce((sum, { from, to }) => sum + Math.min(to, endLine) - Math.max(from, line) + 1, 0)
  if (known < endLine - line + 1 || touched.some(({ date }) => date === undefined)) return undefined
  return touched.reduce<string | undefined>((latest, { date }) => (latest === undefined || date! > latest ? date : latest), undefined)
}

/** The last of some days; none where one is unknown, since that one may be later. */
export const latest = (days: readonly (string | undefined)[]): string | undefined =>
  days.includes(undefined) ? undefined : days.toSorted().at(-1)

/** What a document cites: a file of the system's repository, at a commit, with lines and words from it. */
export const Citation = z.object({
  commit: z.string().optional(),
  path: z.string(),
  /** e.g. "31-34" */
  lines: z.string().optional(),
  quote: z.string().optional(),
})
export type Citation = z.infer<typeof Citation>

/** What became of a citation. `moved`: the words stand elsewhere in the file, or the file bears another name. */
export const verdicts = ['verified', 'moved', 'changed', 'missing', 'not checkable'] as const
export type VerdictClass = (typeof verdicts)[number]
export const Verdict = z.object({
  class: z.enum(verdicts),
  /** In words, e.g. "these words stand at a1b2c3d in line 40". */
  note: z.string(),
  /** Where it is, when that is elsewhere than cited. */
  path: z.string().optional(),
  lines: z.string().optional(),
  /** The commit that it was held against, all of it; absent where there is none. */
  commit: z.string().optional(),
})
export type Verdict = z.infer<typeof Verdict>
