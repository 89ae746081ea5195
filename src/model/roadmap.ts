/**
 * Roadmap: phases, actions, and the items that a document enumerates beside its gaps
 * (inconsistencies, directives, principles …). Windows stay at the author's precision.
 */
import * as z from 'zod'
import { FacetName, Field, GapPointer, ItemMark, Severity, Status, Words } from './gap.ts'
import { Place } from './place.ts'

export const Phase = z.object({
  /** e.g. "Phase 1", "Workstream A" */
  id: z.string().optional(),
  title: z.string(),
  /** The author's word: phase, workstream, sprint, milestone … */
  kind: z.string(),
  window: Words.optional(),
  priority: Severity.optional(),
  /** What its heading, or a label below it, says of how it stands: "✅", "DONE", "in progress". */
  status: Status.optional(),
  place: Place,
  headPlace: Place,
  /** Those that it takes on. */
  gaps: z.array(GapPointer),
  /** Those that it rules out, waits for or only points at. */
  aside: z.array(GapPointer),
  /** Where it tells of what it leaves or waits for, and what is struck through. */
  excludes: z.array(Place),
  fields: z.array(Field),
})
export type Phase = z.infer<typeof Phase>

export const Action = z.object({
  id: z.string().optional(),
  title: z.string(),
  /** The heading or label that the action stands under, e.g. "Before Implementation Starts". */
  stage: z.string().optional(),
  /** Whether its author marks it as done: a box, a sign, words struck out. */
  mark: ItemMark.optional(),
  priority: Severity.optional(),
  place: Place,
  gaps: z.array(GapPointer),
  /** What stands below its heading or in its item. */
  fields: z.array(Field),
})
export type Action = z.infer<typeof Action>

/** Whether a thing is there already or is yet to be made, as its author says. */
export const Standing = z.object({ is: z.enum(['existing', 'proposed']), words: z.string(), place: Place })
export type Standing = z.infer<typeof Standing>

/**
 * What a document enumerates beside its gaps: a member of a second series, or a line or row below a heading that names the kind,
 * e.g. "inconsistency", "directive", "precondition".
 */
export const Item = z.object({
  kind: z.string(),
  id: z.string().optional(),
  title: z.string(),
  place: Place,
  headPlace: Place,
  fields: z.array(Field),
  gaps: z.array(GapPointer),
  /** The heading or label that it stands under. */
  group: Words.optional(),
  /** Its own mark or label, else what the heading says of all below it: "✅ Well-implemented areas". */
  status: Status.optional(),
  standing: Standing.optional(),
})
export type Item = z.infer<typeof Item>

/** What a document says as a whole, in prose: what it is for, where things stand, what was decided. */
export const Statement = z.object({
  kind: z.enum(['goal', 'summary', 'decision', 'conclusion', 'recommendation', 'estimate']),
  /** The author's heading or label. */
  label: z.string(),
  /** All of it, without heading or label. */
  place: Place,
  /** Its first paragraph, plain. */
  text: z.string(),
})
export type Statement = z.infer<typeof Statement>

/** One place that names an item, and whose text it stands in. */
export const Naming = z.object({
  /** As written there. */
  words: z.string(),
  place: Place,
  /** Key of the gap in whose text it stands. */
  gap: z.string().optional(),
  /** The facet of the gap that lists it; absent where running text names it. */
  facet: FacetName.optional(),
  repo: z.string().optional(),
  commit: z.string().optional(),
  path: z.string().optional(),
  /** e.g. "31-34" */
  lines: z.string().optional(),
  quote: z.string().optional(),
})
export type Naming = z.infer<typeof Naming>
