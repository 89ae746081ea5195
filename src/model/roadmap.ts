/**
 * Roadmap: phases, actions, and the items that a document enumerates beside its gaps
 * (inconsistencies, directives, principles …). Windows stay at the author's precision.
 */
import * as z from 'zod'
import { FacetName, Field, GapPointer, Severity, Words } from './gap.ts'
import { Place } from './place.ts'

export const Phase = z.object({
  /** e.g. "Phase 1", "Workstream A" */
  id: z.string().optional(),
  title: z.string(),
  /** The author's word: phase, workstream, sprint, milestone … */
  kind: z.string(),
  window: Words.optional(),
  priority: Severity.optional(),
  place: Place,
  headPlace: Place,
  gaps: z.array(GapPointer),
  fields: z.array(Field),
})
export type Phase = z.infer<typeof Phase>

export const Action = z.object({
  id: z.string().optional(),
  title: z.string(),
  /** The heading or label that the action stands under, e.g. "Before Implementation Starts". */
  stage: z.string().optional(),
  priority: Severity.optional(),
  place: Place,
  gaps: z.array(GapPointer),
})
export type Action = z.infer<typeof Action>

/** A member of a second series: its kind is the word of its heading, e.g. "inconsistency", "directive". */
export const Item = z.object({
  kind: z.string(),
  id: z.string().optional(),
  title: z.string(),
  place: Place,
  headPlace: Place,
  fields: z.array(Field),
  gaps: z.array(GapPointer),
})
export type Item = z.infer<typeof Item>

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
