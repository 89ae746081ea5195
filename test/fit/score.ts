/**
 * Score: what was read of a document against the gaps that somebody labelled in it: recall, precision, and how often level and
 * state are right. Two are the same gap when they start on the same line or, failing that, when their titles share most of their
 * words. Opening documents is left to `folder.ts`.
 */

/** A gap as labelled by hand. An optional one counts neither as found nor as missed. */
export interface Label {
  line: number
  /** Where it is told again. */
  otherLines?: number[]
  title: string
  level?: string | null
  state?: string | null
  optional?: boolean
}

/** A gap as read; those of `link` are of this shape. */
export interface Read {
  title: string
  place: { line: number }
  mentions: readonly { place: { line: number } }[]
  severity?: { level?: string | undefined } | undefined
  status?: { state?: string | undefined } | undefined
}

export interface Score {
  recall: number
  precision: number
  f1: number
  /** For each gap found whose label gives one: whether the reading says the same. */
  levels: boolean[]
  states: boolean[]
}

export interface Summary {
  recall: number
  precision: number
  f1: number
  level: number
  state: number
}

export function compare(labels: readonly Label[], read: readonly Read[]): Score {
  const { pairs, extra } = pair(labels, read)
  const wanted = labels.filter(({ optional }) => !optional)
  const found = wanted.flatMap((label) => {
    const gap = pairs.get(label)
    return gap ? [{ label, gap }] : []
  })
  const counted = found.length + extra.length
  const recall = wanted.length === 0 ? 1 : found.length / wanted.length
  const precision = counted === 0 ? Number(wanted.length === 0) : found.length / counted
  return {
    recall,
    precision,
    f1: recall + precision === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    levels: found.flatMap(({ label, gap }) => (label.level ? [label.level === gap.severity?.level] : [])),
    states: found.flatMap(({ label, gap }) => (label.state ? [label.state === gap.status?.state] : [])),
  }
}

/** Each document weighs the same; levels and states are counted over all gaps. */
export const summary = (scores: readonly Score[]): Summary => ({
  recall: mean(scores.map(({ recall }) => recall)),
  precision: mean(scores.map(({ precision }) => precision)),
  f1: mean(scores.map(({ f1 }) => f1)),
  level: mean(scores.flatMap(({ levels }) => levels).map(Number)),
  state: mean(scores.flatMap(({ states }) => states).map(Number)),
})

const mean = (list: readonly number[]): number => (list.length === 0 ? 1 : list.reduce((sum, value) => sum + value, 0) / list.length)

/** Best evidence first, each used once. */
function pair(labels: readonly Label[], read: readonly Read[]): { pairs: Map<Label, Read>; extra: Read[] } {
  const candidates = labels
    .flatMap((label) => read.map((gap) => ({ label, gap, evidence: evidence(label, gap) })))
    .filter(({ evidence }) => evidence > 0)
    // of equal ones that which must be found; else the first label, then the first reading: the sort is stable
    .map((candidate) => ({ ...candidate, evidence: candidate.evidence + (candidate.label.optional ? 0 : 0.01) }))
    .sort((a, b) => b.evidence - a.evidence)
  const pairs = new Map<Label, Read>()
  const used = new Set<Read>()
  for (const { label, gap } of candidates) {
    if (pairs.has(label) || used.has(gap)) continue
    pairs.set(label, gap)
    used.add(gap)
  }
  // what only restates an optional gap is not counted; what restates a gap already found is
  const lenient = new Set(labels.filter(({ optional }) => optional).flatMap(linesOfLabel))
  return { pairs, extra: read.filter((gap) => !used.has(gap) && !lenient.has(gap.place.line)) }
}

function evidence(label: Label, gap: Read): number {
  const alike = likeness(label.title, gap.title)
  if (gap.place.line === label.line) return 3 + alike
  const lines = linesOfLabel(label)
  if ([gap, ...gap.mentions].some(({ place }) => lines.includes(place.line))) return 2 + alike
  return alike >= 0.6 ? alike : 0
}

const linesOfLabel = ({ line, otherLines = [] }: Label): number[] => [line, ...otherLines]

/** The share of their words that two titles have in common. */
function likeness(one: string, other: string): number {
  const [ours, theirs] = [words(one), words(other)]
  const shared = ours.intersection(theirs).size
  return shared === 0 ? 0 : shared / (ours.size + theirs.size - shared)
}

/** Titles are compared again and again: their words are kept. */
const kept = new Map<string, ReadonlySet<string>>()
function words(title: string): ReadonlySet<string> {
  const known =
    kept.get(title) ??
    new Set(
      title
        .toLowerCase()
        .normalize('NFKC')
        .match(/[\p{L}\p{N}]+/gu),
    )
  kept.set(title, known)
  return known
}
