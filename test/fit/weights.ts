/**
 * Weights: those of all signals, and the thresholds, as one list of numbers that can be tried out and is put back afterwards.
 * Whatever `signals.ts` exports under a name such as `tableSignals` takes part. Which numbers are good is left to `fitting.ts`.
 */
import * as signals from '../../src/recognise/signals.ts'

/** One number that may be turned. */
export interface Knob {
  /** e.g. "table gap-column" or "threshold list" */
  name: string
  threshold: boolean
  get: () => number
  set: (value: number) => void
}
/** A value for each knob, in their order. */
export type Weights = readonly number[]

/** A `SignalKind` of any candidate. */
interface Kind {
  name: string
  weight: number
  count: (candidate: object) => number
}

const kinds: { group: string; kind: Kind }[] = Object.entries(signals).flatMap(([name, list]) =>
  name.endsWith('Signals') && Array.isArray(list)
    ? (list as Kind[]).map((kind) => ({ group: name.slice(0, -'Signals'.length), kind }))
    : [],
)
const thresholds: Record<string, number> = signals.thresholds

export const knobs: readonly Knob[] = [
  ...kinds.map(({ group, kind }) => ({
    name: `${group} ${kind.name}`,
    threshold: false,
    get: () => kind.weight,
    set: (value: number) => {
      kind.weight = value
    },
  })),
  ...Object.keys(thresholds).map((key) => ({
    name: `threshold ${key}`,
    threshold: true,
    get: () => thresholds[key]!,
    set: (value: number) => {
      thresholds[key] = value
    },
  })),
]

/** Where the threshold of each group stands among the knobs, and those that are asked on top of one. */
const limits: Record<string, number> = Object.fromEntries(
  Object.keys(thresholds).map((key) => [key, knobs.findIndex(({ name }) => name === `threshold ${key}`)]),
)
const groups = new Set(kinds.map(({ group }) => group))
const extras = Object.entries(limits).flatMap(([key, index]) => (groups.has(key) ? [] : [index]))

export const presentWeights = (): number[] => knobs.map(({ get }) => get())
/** All signals as strong as each other: a start that knows nothing of any document but what speaks for a gap and what against. */
export const neutralWeights = (weights: Weights): number[] =>
  weights.map((weight, index) => (knobs[index]!.threshold ? weight : 2 * Math.sign(weight)))

/** A section, table or list that was weighed, as far as weights matter: how often each knob counted for it. */
export interface Weighed {
  /** e.g. "section": the name of its threshold. */
  group: string
  counts: readonly { knob: number; times: number }[]
}

/**
 * Does something with other weights than those in `signals.ts`, and puts those back.
 * @returns what it gave, and what was weighed meanwhile, each way of counting once
 */
export function tryOut<Result>(weights: Weights, action: () => Result): { result: Result; weighed: Weighed[] } {
  const present = presentWeights()
  const counts = kinds.map(({ kind }) => kind.count)
  const seen = new Map<object, { group: string; counts: { knob: number; times: number }[] }>()
  const watch = (knob: number, group: string, candidate: object, times: number): void => {
    const one = seen.get(candidate) ?? { group, counts: [] }
    seen.set(candidate, one)
    if (times > 0) one.counts.push({ knob, times })
  }
  try {
    for (const [index, { set }] of knobs.entries()) set(weights[index]!)
    for (const [index, { group, kind }] of kinds.entries())
      kind.count = (candidate) => {
        const times = counts[index]!(candidate)
        watch(index, group, candidate, times)
        return times
      }
    const result = action()
    return { result, weighed: [...new Map([...seen.values()].map((one) => [JSON.stringify(one), one])).values()] }
  } finally {
    for (const [index, { set }] of knobs.entries()) set(present[index]!)
    for (const [index, { kind }] of kinds.entries()) kind.count = counts[index]!
  }
}

/**
 * Whatever the recogniser decides by weights, as a key: who reaches its threshold, with or without what is asked beside others, and who
 * of those weighs at least half of another. Where the key is the same, so is what is recognised. Must follow `gaps.ts`, `tables.ts`
 * and `lists.ts`; `npm run fit` ends by recognising anew, and fails where this differs.
 */
export function decisions(weighed: readonly Weighed[], weights: Weights): string {
  const more = [0, ...extras.map((index) => weights[index]!)]
  const sums = weighed.map(({ group, counts }) => ({
    group,
    sum: counts.reduce((sum, { knob, times }) => sum + weights[knob]! * times, 0),
    limit: weights[limits[group]!] ?? Number.NaN,
  }))
  const reach = sums.flatMap(({ sum, limit }) => more.map((extra) => Number(sum >= limit + extra)))
  const accepted = sums.filter(({ sum, limit }) => sum >= limit)
  const halves = accepted.flatMap((one) => accepted.map((other) => (one.group === other.group ? Number(one.sum * 2 >= other.sum) : '')))
  return `${reach.join('')} ${halves.join('')}`
}
