/**
 * Steps: what the order of a roadmap's steps means for its gaps: which stand later than is right for their weight, and which wait for
 * a gap of another step. Only what authors say is compared: severities, priorities, windows, and the order of their documents.
 */
import { levels, type Window, windowOf } from '#model'
import type { GapEntry, PhaseEntry } from './entries.ts'
import { type Mark, severityMark, type Written, written } from './frame.ts'
import { type Portfolio, spokenId } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** A sentence in pieces: text, links and marks. */
export interface Piece {
  text: string
  href?: string
  mark?: Mark
}

export interface Sentence {
  pieces: Piece[]
  written?: Written
}

export const lateRule =
  'A gap is late for its weight when its step comes after one that has a less grave gap, when its step has a lower priority than the gap itself, or when no step names it though a step names a less grave one. Gaps that are closed do not count.'

interface Step {
  phase: PhaseEntry
  /** Its place among the outermost steps of its document: a sprint within a phase is no later than the phase. */
  at: number
  window?: Window
  /** The first of its gaps that are least grave, of those that are not closed: what is done holds nothing up. */
  least?: GapEntry
}

interface Late {
  gap: GapEntry
  /** The step that names it, and what it comes after; without one, the step that has what is less grave. */
  phase?: PhaseEntry
  than?: { gap: GapEntry; phase: PhaseEntry }
}

const weight = ({ severity }: { severity?: GapEntry['severity'] }) => (severity ? levels.indexOf(severity.level) : -1)

/** Whether a step comes after another: by their windows where these lie on one ruler, else by the order of the document. */
function later(a: Step, b: Step): boolean {
  if (a.phase.place.file !== b.phase.place.file || a.at === b.at) return false
  if (a.window && a.window.ruler === b.window?.ruler) return a.window.from > b.window.from
  return a.at > b.at
}

function stepsOf(all: Portfolio, phases: readonly PhaseEntry[]): Step[] {
  let outermost: PhaseEntry | undefined
  let at = 0
  return phases.map((phase) => {
    const within = outermost && outermost.place.file === phase.place.file && phase.place.line <= outermost.place.endLine
    if (!within) {
      outermost = phase
      at++
    }
    const least = phase.gaps
      .flatMap(({ key }) => (key === undefined ? [] : (all.gap(key) ?? [])))
      .filter(({ severity, status }) => severity && status?.state !== 'closed')
      .reduce<GapEntry | undefined>((least, gap) => (!least || weight(gap) > weight(least) ? gap : least), undefined)
    const window = phase.window && windowOf(phase.window.words)
    return { phase, at, ...(window && { window }), ...(least && { least }) }
  })
}

interface Ordered {
  steps: ReadonlyMap<string, Step>
  /** Gravest first. */
  late: readonly Late[]
  /** By key of the step that names them. */
  lateIn: ReadonlyMap<string, readonly Late[]>
}

const known = new WeakMap<Portfolio, Map<string, Ordered>>()

/** Of one system, made once. */
function ordered(all: Portfolio, system: string): Ordered {
  const made = known.get(all) ?? new Map<string, Ordered>()
  known.set(all, made)
  const own = made.get(system) ?? order(all, system)
  made.set(system, own)
  return own
}

function order(all: Portfolio, system: string): Ordered {
  const steps = stepsOf(
    all,
    all.phases.filter((phase) => phase.system === system),
  )
  const byKey = new Map(steps.map((step) => [step.phase.key, step]))
  const least = (some: readonly Step[]) =>
    some.reduce<Step | undefined>(
      (least, step) => (step.least && (!least || weight(step.least) > weight(least.least!)) ? step : least),
      undefined,
    )
  const before = new Map(
    [...Map.groupBy(steps, ({ phase }) => phase.place.file).values()].flatMap((own) =>
      own.map((step) => [step.phase.key, least(own.filter((other) => later(step, other)))] as const),
    ),
  )
  const everywhere = least(steps)
  const late = all.gapsOfSystem(system).flatMap((gap): Late[] => {
    if (!gap.severity || gap.status?.state === 'closed') return []
    const phases = all.naming(gap.key).phases
    const [first] = phases
    if (!first) {
      // its own field gives a step, though no roadmap has it
      if (gap.scheduled) return []
      const than = everywhere && weight(everywhere.least!) > weight(gap) ? everywhere : undefined
      return than ? [{ gap, than: { gap: than.least!, phase: than.phase } }] : []
    }
    const than = (phase: PhaseEntry) => {
      const step = before.get(phase.key)
      return step && weight(step.least!) > weight(gap) ? { gap: step.least!, phase: step.phase } : undefined
    }
    if (phases.every(than)) return [{ gap, phase: first, than: than(first)! }]
    if (phases.every(({ priority }) => priority && weight({ severity: priority }) > weight(gap))) return [{ gap, phase: first }]
    return []
  })
  late.sort((a, b) => weight(a.gap) - weight(b.gap))
  return { steps: byKey, late, lateIn: Map.groupBy(late, ({ phase }) => phase?.key ?? '') }
}

const gapPiece = (from: string, gap: GapEntry): Piece => ({
  text: gap.id ? spokenId('gap', gap.id) : gap.title,
  href: href(from, routes.gap(gap.key)),
})
const markPiece = ({ severity }: GapEntry): Piece[] => (severity ? [{ text: ' ' }, { text: '', mark: severityMark(severity.level) }] : [])
const stepPiece = (from: string, phase: PhaseEntry): Piece => ({ text: phase.id ?? phase.title, href: href(from, routes.phase(phase.key)) })

export const lateCount = (all: Portfolio, system: string): number => ordered(all, system).late.length

/** How many of a step's gaps are late. */
export const lateIn = (all: Portfolio, phase: { key: string; system: string }): number =>
  ordered(all, phase.system).lateIn.get(phase.key)?.length ?? 0

/** What stands late, of a system or of one of its steps. */
export function lates(all: Portfolio, from: string, { system, key }: { system: string; key?: string }, most: number): Sentence[] {
  const { late, lateIn } = ordered(all, system)
  return (key === undefined ? late : (lateIn.get(key) ?? [])).slice(0, most).map(({ gap, phase, than }) => {
    const pointer = phase?.gaps.find((one) => one.key === gap.key)
    return {
      pieces: [
        gapPiece(from, gap),
        ...markPiece(gap),
        ...(phase ? [{ text: ' stands in ' }, stepPiece(from, phase)] : [{ text: ' stands in no step' }]),
        ...(than
          ? [
              { text: phase ? ', after ' : ', while ' },
              stepPiece(from, than.phase),
              { text: phase ? ', which has ' : ' has ' },
              gapPiece(from, than.gap),
              ...markPiece(than.gap),
            ]
          : [{ text: `, whose priority is ${phase!.priority!.words}` }]),
      ],
      ...(pointer && { written: written(all, from, pointer.place) }),
    }
  })
}

/** What gaps of one step depend on that is in another, or in none. */
export function waits(
  all: Portfolio,
  from: string,
  { system, key }: { system: string; key?: string },
  most: number,
): { lines: Sentence[]; count: number } {
  const { steps } = ordered(all, system)
  const crossing = all.edgesOfSystem(system).flatMap((edge) => {
    if (edge.kind !== 'depends') return []
    const [own, other] = [all.naming(edge.from).phases, all.naming(edge.to).phases]
    const [first] = own
    if (!first || own.some((phase) => other.includes(phase))) return []
    const concerns = key === undefined || [...own, ...other].some((phase) => phase.key === key)
    return concerns ? [{ edge, first, other: other[0] }] : []
  })
  return {
    count: crossing.length,
    lines: crossing.slice(0, most).map(({ edge, first, other }) => ({
      pieces: [
        gapPiece(from, all.gap(edge.from)!),
        { text: ' in ' },
        stepPiece(from, first),
        { text: ' depends on ' },
        gapPiece(from, all.gap(edge.to)!),
        ...(other
          ? [
              { text: ', which is in ' },
              stepPiece(from, other),
              ...(later(steps.get(other.key)!, steps.get(first.key)!) ? [{ text: ', a later step' }] : []),
            ]
          : [{ text: ', which no step names' }]),
      ],
      written: written(all, from, edge.place),
    })),
  }
}
