/**
 * Changes: what became of gaps from one commit to the next, as facts; told from the versions of the documents by the door `changes.ts`.
 * A gap is the same one under every name that it bore. Sorting and wording are left to `publish`.
 */
import * as z from 'zod'
import { Level, State } from './gap.ts'
import { Commit } from './history.ts'

export const changeKinds = ['opened', 'returned', 'reopened', 'closed', 'state', 'severity', 'phases', 'title', 'moved', 'removed'] as const
export type ChangeKind = (typeof changeKinds)[number]

export const Change = z.object({
  /** The first key that the gap had: that of no other one, and the same in every build. */
  gap: z.string(),
  /** Key of the page that speaks of it today: its own, or the one that says that it is gone; absent where there is none. */
  page: z.string().optional(),
  system: z.string(),
  /** Path of its document after the change; of what was removed, before it. */
  file: z.string(),
  id: z.string().optional(),
  title: z.string(),
  kind: z.enum(changeKinds),
  /** Of a severity, state, title, document or of phases: what it was, and what it is; absent where it was not given. */
  from: z.string().optional(),
  to: z.string().optional(),
  /** Likewise where they have a meaning of ours: `from` and `to` are then left out. */
  level: z.object({ from: Level.optional(), to: Level.optional() }).optional(),
  state: z.object({ from: State.optional(), to: State.optional() }).optional(),
})
export type Change = z.infer<typeof Change>

export const ChangeSet = z.object({
  commit: Commit.extend({
    /** When it was made, in seconds. */
    seconds: z.number(),
    /** Its first line, as its author wrote it. */
    subject: z.string(),
  }),
  changes: z.array(Change),
})
export type ChangeSet = z.infer<typeof ChangeSet>

/** All that the history of the documents tells. */
export interface Changes {
  /** Of the repository, e.g. the hash of its first commit: what tells its feed from any other. */
  origin: string
  /** The latest first; only those that changed something. */
  sets: readonly ChangeSet[]
  /** The latest first: how many of the sets are later than what bears the tag. */
  tags: readonly { name: string; later: number }[]
}
