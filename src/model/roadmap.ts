/**
 * Roadmap: phases, actions, and the items that a document enumerates beside its gaps
 * (inconsistencies, directives, principles …). Windows stay at the author's precision.
 */
import * as z from 'zod'
import { Field, GapPointer, Severity, Words } from './gap.ts'
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
