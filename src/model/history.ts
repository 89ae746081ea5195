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
