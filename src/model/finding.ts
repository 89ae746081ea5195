/**
 * Finding: one defect of a document. Where, what, the other side, how to mend: in that order.
 * What makes a finding is a rule (`check`); how lists of them are printed is left to `check/show.ts`.
 */
import * as z from 'zod'
import { locate, Place } from './place.ts'

export const findingLevels = ['error', 'warning', 'note'] as const
export const FindingLevel = z.enum(findingLevels)
export type FindingLevel = z.infer<typeof FindingLevel>

export const Finding = z.object({
  rule: z.string(),
  level: FindingLevel,
  /** What is wrong, quoting the author's words. */
  message: z.string(),
  /** What the author can do about it. */
  mend: z.string(),
  place: Place,
  see: z.array(z.object({ place: Place, note: z.string() })),
})
export type Finding = z.infer<typeof Finding>

/** One line first, so that editors and CI can click on it. */
export const inLines = ({ rule, level, message, mend, place, see }: Finding): string =>
  [
    `${locate(place)} ${level} ${message} [${rule}]`,
    ...see.map((other) => `    see ${locate(other.place)} ${other.note}`),
    `    mend: ${mend}`,
  ].join('\n')
