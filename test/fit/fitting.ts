/**
 * Fitting: better weights by coordinate descent, and what they are worth on documents that they were not fitted on.
 * Where weights come from and how a document is scored is left to `weights.ts` and `folder.ts`.
 */
import { createHash } from 'node:crypto'
import type { Labelled, Scorer } from './folder.ts'
import { type Summary, summary } from './score.ts'
import type { Weights } from './weights.ts'

/** What F1 must gain for a weight to move by one: few documents speak for most signals, and a weight is easily bent to one of them. */
export const defaultPull = 0.01
/** What levels and states weigh beside F1: enough to settle a tie. */
const besides = 0.01
const steps = [-1, -0.5, 0.5, 1]
const [least, most] = [0.5, 8]
const rounds = 4

/** Within the bounds and of the same sign; a weight written beyond the bounds may stay where it is. */
const allowed = (value: number, present: number): boolean =>
  value === present || (Math.sign(value) === Math.sign(present) && Math.abs(value) >= least && Math.abs(value) <= most)

/** Turns one weight after the other, as long as it is worth it. */
export function descend(present: Weights, worth: (weights: Weights) => number): Weights {
  let best = { weights: present, worth: worth(present) }
  for (let round = 0; round < rounds; round++) {
    const before = best
    for (const index of present.keys()) {
      const start = best.weights
      for (const step of steps) {
        const value = start[index]! + step
        if (!allowed(value, present[index]!)) continue
        const weights = start.with(index, value)
        const found = { weights, worth: worth(weights) }
        if (found.worth > best.worth + 1e-9) best = found
      }
    }
    if (best === before) break
  }
  return best.weights
}

/** Weights fitted on documents, drawn towards the present ones. */
export function fitWeights(documents: readonly Labelled[], present: Weights, score: Scorer, pull = defaultPull): Weights {
  const worth = (weights: Weights): number => {
    const { f1, level, state } = summarise(documents, weights, score)
    const moved = weights.reduce((sum, weight, index) => sum + Math.abs(weight - present[index]!), 0)
    return f1 + (besides * (level + state)) / 2 - pull * moved
  }
  return descend(present, worth)
}

export const summarise = (documents: readonly Labelled[], weights: Weights, score: Scorer): Summary =>
  summary(documents.map((document) => score(document, weights).score))

/** Documents in `count` parts of nearly equal size, by their names alone: the same documents always fall into the same parts. */
export function foldsOf(documents: readonly Labelled[], count: number): Labelled[][] {
  const digest = ({ name }: Labelled): string => createHash('sha256').update(name).digest('hex')
  const shuffled = documents.toSorted((a, b) => (digest(a) < digest(b) ? -1 : digest(a) > digest(b) ? 1 : 0))
  return Array.from({ length: count }, (_, fold) => shuffled.filter((_, index) => index % count === fold))
}
