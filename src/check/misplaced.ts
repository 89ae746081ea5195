/**
 * Misplaced: gaps whose own fields give another step of the roadmap than the roadmap does; for the rule of one value, and for pages
 * that show both sides. Which is right is for people to say: until then the gap is shown in each.
 */
import type { Gap, Phase, Place } from '#model'
import { type Complaint, list, nameOf, quote } from './rule.ts'

export function* misplacements(...among: Parameters<typeof misplacedIn>): Generator<Complaint> {
  for (const { gap, sides } of misplacedIn(...among)) {
    const [given, ...others] = sides
    yield {
      place: given.place,
      message: `${nameOf(gap)} has the step ${quote(given.words)} by its own field, but ${list(others.map(({ words }) => quote(words)))} elsewhere`,
      mend: 'write the same step in both places; until then the gap is shown in each',
      see: others.map(({ words, place }) => ({ place, note: `says ${quote(words)}` })),
    }
  }
}

/** What a gap's own field says of its step, and after it who says otherwise. */
export interface Misplaced {
  gap: Gap
  sides: [given: Side, ...others: Side[]]
}
interface Side {
  words: string
  place: Place
}

/**
 * Gaps that a step's text takes on though their own fields give another of the same kind, or whose fields give several. A field that names no
 * step, and steps of other kinds (a sprint within a phase), contradict nothing.
 */
export function* misplacedIn(
  gaps: readonly Gap[],
  phases: readonly (Pick<Phase, 'id' | 'title' | 'kind' | 'place' | 'gaps'> & { key: string })[],
): Generator<Misplaced> {
  const byKey = new Map(phases.map((phase) => [phase.key, phase]))
  const naming = new Map<string, (typeof phases)[number][]>()
  for (const phase of phases) for (const { key, by } of phase.gaps) if (key && !by) naming.set(key, [...(naming.get(key) ?? []), phase])
  for (const gap of gaps) {
    const given = (gap.scheduled ?? []).filter(({ steps }) => steps?.length)
    for (const [at, { words, place, steps = [] }] of given.entries()) {
      const own = steps.flatMap((key) => byKey.get(key) ?? [])
      const alike = (naming.get(gap.key) ?? []).filter(
        ({ kind, place: { file } }) => file === place.file && own.some((step) => step.kind === kind),
      )
      const agrees = alike.some(({ key }) => steps.includes(key))
      const inText = agrees
        ? []
        : alike.map((phase) => ({
            words: phase.id ?? phase.title,
            place: phase.gaps.find((pointer) => pointer.key === gap.key && !pointer.by)!.place,
          }))
      const inFields = given
        .slice(0, at)
        .filter(
          (other) => other.place.file === place.file && own.some(({ kind }) => other.steps!.some((key) => byKey.get(key)?.kind === kind)),
        )
        .filter((other) => !other.steps!.some((key) => steps.includes(key)))
      const others = [...inText, ...inFields.map((other) => ({ words: other.words, place: other.place }))]
      if (others.length > 0) yield { gap, sides: [{ words, place }, ...others] }
    }
  }
}
