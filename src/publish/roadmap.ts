/**
 * Roadmap: the views of the steps of roadmaps: of all systems, of one, and each step by itself. Gaps that no step names stand beside
 * the steps. Where steps lie in time is left to `timeline.ts`, what their order means to `steps.ts`.
 */
import { Keys, part } from '#link'
import { lastChange, latest, type Phase } from '#model'
import { type PhaseEntry, phaseEntry } from './entries.ts'
import {
  type Frame,
  frame,
  type GapLine,
  gapLine,
  type Link,
  many,
  type Said,
  saidSeverity,
  saidState,
  type Written,
  written,
  writtenHere,
} from './frame.ts'
import type { Render } from './gap.ts'
import { type Dependencies, dependencies, systemsWithDependencies } from './graph.ts'
import { unscheduledOf } from './lacks.ts'
import { groupAddress, listWithout } from './lists.ts'
import { apartId, bySeverity, called, capital, type Portfolio, spokenId, stepCount } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { around } from './section.ts'
import { lateCount, lateIn, lateRule, lates, type Sentence, waits } from './steps.ts'
import { gapsIn, noGap, type Scales, scalesOf, type Timeline, timeline } from './timeline.ts'

/** So many gaps stand with a step among others, and so many of a list that is long by nature. */
const few = 12
const manyLines = 200
/** So many sentences of one kind. */
const told = 50

/** What stands late, with the rule; and how many more there are. */
export interface Lates {
  rule: string
  lines: Sentence[]
  more?: Link
}

export interface Waits {
  lines: Sentence[]
  more?: Link
  /** Drawn, where it is few enough. */
  picture?: Pick<Dependencies, 'picture' | 'legend'> & { styles: string }
}

/** n of m that the author marked: what was counted is behind the link. */
export interface Progress extends Link {
  label: string
}

export interface PhaseView {
  frame: Frame
  code?: string
  kind: string
  id?: string
  title: string
  lang: string
  facts: { label: string; text?: string; href?: string; said?: Said }[]
  parts: { anchor: string; heading?: string; html: string; written: Written }[]
  gaps: GapLine[]
  gapsAll?: Link
  late?: Lates
  waits?: Waits
  /** Ids that no gap bears. */
  unknown: { id: string; written: Written }[]
  absent?: string
  previous?: Link
  next?: Link
  written: Written
  /** Day of the last commit that touched the step. */
  changed?: string
}

export function phaseView(all: Portfolio, phase: Phase & { key: string; system: string }, html: Render): PhaseView {
  const address = routes.phase(phase.key)
  const anchors = anchorsOf(phase.fields)
  const gaps = gapsOf(all, phase)
  const changed = lastChange(all.history, phase.place)
  const late = latesOf(all, address, phase)
  const waiting = waits(all, address, phase, told)
  return {
    frame: frame(all, {
      address,
      title: all.title(address),
      description: all.description(address),
      crumbs: [
        { to: routes.roadmap, text: 'Roadmap' },
        { to: routes.roadmapOfSystem(phase.system), text: all.system(phase.system).name },
      ],
    }),
    ...(apartId(phase) && { id: spokenId(phase.kind, phase.id!) }),
    kind: capital(phase.kind),
    title: phase.title,
    lang: all.document(phase.place.file)?.lang ?? '',
    facts: [
      ...(phase.window ? [{ label: 'When', text: phase.window.words }] : []),
      ...(phase.priority ? [{ label: phase.priority.from ?? 'Priority', said: saidSeverity(phase.priority) }] : []),
      ...(phase.status ? [{ label: 'State', said: saidState(phase.status) }] : []),
      ...progressOf(all, address, phaseEntry(phase)),
    ],
    parts: phase.fields.map((field, at) => ({
      anchor: anchors[at]!,
      ...(field.label && { heading: field.label }),
      html: html(field.place, address, 3),
      written: written(all, address, field.place, phase.place.file),
    })),
    gaps: gaps.slice(0, manyLines).map((gap) => gapLine(all, address, gap)),
    ...(gaps.length > manyLines && { gapsAll: { href: href(address, routes.gapsOfPhase(phase.key)), text: `All ${gaps.length} gaps` } }),
    ...(late && { late }),
    ...(waiting.count > 0 && { waits: { lines: waiting.lines, ...restOfWaits(all, address, phase.system, waiting) } }),
    unknown: phase.gaps
      .filter(({ key, id }, at, every) => !key && every.findIndex((other) => other.id === id) === at)
      .map(({ id, place }) => ({ id, written: written(all, address, place) })),
    ...(phase.gaps.length === 0 && { absent: `It ${noGap(phase)}.` }),
    ...around(all.phasesIn(phase.place.file), phase.key, (other) => ({
      href: href(address, routes.phase(other.key)),
      text: called(other),
    })),
    written: writtenHere(all, address, phase.place),
    ...(changed && { changed }),
  }
}

/** One step among others. */
export interface StepLine {
  /** Its title alone, where it has an id beside it. */
  link: Link
  id?: string
  /** Where it stands on the page of its roadmap. */
  anchor?: string
  kind: string
  window?: string
  priority?: Said
  /** How it stands, in its author's words. */
  state?: Said
  gaps: GapLine[]
  more?: Link
  progress: Progress[]
  /** What its section says, by the author's labels. */
  parts: Link[]
  late?: Link
  unknown: string[]
  /** Where it has no gaps. */
  absent: string
  written: Written
}

export interface RoadmapOfSystem {
  anchor: string
  link: Link
  /** Not where its documents have no step. */
  timeline?: Timeline
  absent?: string
  /** Where no step has a gap, which is said once. */
  gapless?: boolean
  /** Step by step; not where systems stand beside each other. */
  steps: StepLine[]
  /** Where that is told. */
  all?: Link
  late?: Lates
  lateAll?: Link
  waits?: Waits
  unscheduled: GapLine[]
  /** How many they are, those that are left out here too. */
  unscheduledTally: string
  unscheduledAll?: Link
}

export interface RoadmapView {
  frame: Frame
  heading: string
  lead: string
  /** Whether it is of one system, and then told step by step. */
  whole: boolean
  /** Day of the last commit that changed a document with a roadmap. */
  changed?: string
  systems: RoadmapOfSystem[]
  /** Where there are too many to tell more of each than its name and what it has: all, or those without a step. */
  brief: { link: Link; figures: { text: string; href?: string }[] }[]
  /** Stylesheet of pictures. */
  styles?: string
}

/** Of more systems than these, the roadmap of all only leads to each; those without a step give way first. */
const mostSystems = 24
/** So many steps of each stand there. */
const fewLanes = 40

/** Of all systems, those that have steps first, or of one that has some: a gap without a step is missed where its system is left out. */
export function roadmapView(all: Portfolio, slug?: string): RoadmapView {
  const address = slug ? routes.roadmapOfSystem(slug) : routes.roadmap
  const bySystem = [...Map.groupBy(all.phases, ({ system }) => system)].filter(([system]) => !slug || system === slug)
  const stepless = slug ? [] : steplessSystems(all)
  const phases = bySystem.flatMap(([, own]) => own)
  const name = slug && all.system(slug).name
  const unscheduled = unscheduledOf(all, address, slug)
  const lead = [
    `${many(phases.length, 'step')} in ${name ?? many(bySystem.length, 'system')}, in the order of the documents.`,
    ...(unscheduled
      ? [`${unscheduled.all.count} of ${unscheduled.of.text} ${unscheduled.all.count === 1 ? 'is' : 'are'} named by no step.`]
      : []),
  ].join(' ')
  const changed = lastChanged(all, phases)
  const told = [...bySystem, ...stepless.map((system) => [system, []] as [string, PhaseEntry[]])]
  const inFull = [told, bySystem].find(({ length }) => length <= mostSystems)?.length ?? 0
  const scales = scalesOf(phases)
  const systems = told.slice(0, inFull).map(([system, own]) => roadmapOf(all, address, system, own, slug !== undefined, scales))
  const styles = systems.flatMap(({ waits }) => waits?.picture?.styles ?? [])[0]
  return {
    frame: frame(all, {
      address,
      title: name ? `Roadmap · ${name} · ${all.settings.title}` : `Roadmap · ${all.settings.title}`,
      description: `The roadmap${name ? ` of ${name}` : ''}: ${lead}`,
      ...(name && {
        crumbs: [
          { to: routes.roadmap, text: 'Roadmap' },
          { to: routes.system(slug), text: name },
        ],
      }),
    }),
    heading: name ? `Roadmap of ${name}` : 'Roadmap',
    lead,
    whole: slug !== undefined,
    ...(changed && { changed }),
    systems,
    brief: told.slice(inFull).map(([system, own]) => {
      const unscheduled = unscheduledIn(all, system).length
      return {
        link: {
          href: href(address, own.length > 0 ? routes.roadmapOfSystem(system) : routes.system(system)),
          text: all.system(system).name,
        },
        figures: [
          { text: own.length > 0 ? many(own.length, 'step') : 'no step' },
          ...(unscheduled > 0 ? [{ text: many(unscheduled, 'unscheduled gap'), href: href(address, unscheduledList(all, system)) }] : []),
        ],
      }
    }),
    ...(styles && { styles }),
  }
}

/** Of a roadmap told step by step only where it adds something: a ruler, several kinds of time, or steps that have no room below. */
function timelineOf(
  all: Portfolio,
  address: string,
  phases: readonly PhaseEntry[],
  whole: boolean,
  scales: Scales,
): Pick<RoadmapOfSystem, 'timeline' | 'absent' | 'gapless'> {
  if (!whole) return { timeline: timeline(all, address, phases, { most: fewLanes, scales }) }
  const gapless = phases.length > 1 && phases.every((phase) => gapsIn(phase) === 0)
  if (phases.length > manyLines || phases.some(({ window }) => window)) return { timeline: timeline(all, address, phases), gapless }
  return { gapless, absent: `No date${gapless ? ' or gap' : ''} was recognised in ${phases.length === 1 ? 'the' : 'any'} step.` }
}

function roadmapOf(
  all: Portfolio,
  address: string,
  system: string,
  phases: readonly PhaseEntry[],
  whole: boolean,
  scales: Scales,
): RoadmapOfSystem {
  const own = routes.roadmapOfSystem(system)
  const unscheduled = unscheduledIn(all, system)
  const shown = whole ? manyLines : few
  const late = whole ? latesOf(all, address, { system }) : undefined
  const lateHere = lateCount(all, system)
  const waiting = whole ? waits(all, address, { system }, told) : { lines: [], count: 0 }
  return {
    anchor: system,
    link: { href: href(address, whole || phases.length === 0 ? routes.system(system) : own), text: all.system(system).name },
    ...(phases.length > 0
      ? timelineOf(all, address, phases, whole, scales)
      : { absent: 'No step of a roadmap was recognised in its documents.' }),
    steps: whole ? stepLines(all, address, phases) : [],
    ...(!whole &&
      phases.length > 0 && {
        all: {
          href: href(address, own),
          text:
            phases.length === 1
              ? 'This step'
              : `These ${phases.length} steps${phases.some((phase) => gapsIn(phase) > 0) ? ' with their gaps' : ''}`,
        },
      }),
    ...(late && { late }),
    ...(!whole &&
      lateHere > 0 && {
        lateAll: { href: href(address, `${own}#late`), text: `${lateHere} late for ${lateHere === 1 ? 'its' : 'their'} weight` },
      }),
    ...(waiting.count > 0 && {
      waits: { lines: waiting.lines, ...restOfWaits(all, address, system, waiting), ...pictureOf(all, address, system) },
    }),
    unscheduled: unscheduled.slice(0, shown).map((gap) => gapLine(all, address, gap)),
    unscheduledTally: `${many(unscheduled.length, 'gap')} that no step names`,
    ...(unscheduled.length > shown && {
      unscheduledAll: { href: href(address, unscheduledList(all, system)), text: `All ${many(unscheduled.length, 'unscheduled gap')}` },
    }),
  }
}

/** So many lines of gaps on a page; of the steps after them the number alone. */
const mostOnPage = 600

function stepLines(all: Portfolio, address: string, phases: readonly PhaseEntry[]): StepLine[] {
  let room = mostOnPage
  const keys = new Keys()
  for (const taken of ['Text', 'timeline', 'late', 'waits', 'unscheduled']) keys.take(taken, '')
  return phases.slice(0, manyLines).map((phase) => {
    const line = stepLine(all, address, phase, Math.min(few, room))
    room -= line.gaps.length
    return { ...line, anchor: keys.take(part(phase.id ?? phase.title) || 'step', '').key }
  })
}

export function stepLine(all: Portfolio, address: string, phase: PhaseEntry, most = few): StepLine {
  const own = routes.phase(phase.key)
  const gaps = gapsOf(all, phase)
  const left = gaps.length - Math.min(gaps.length, most)
  const anchors = anchorsOf(phase.fields)
  const late = lateIn(all, phase)
  return {
    link: { href: href(address, own), text: phase.title, lang: all.document(phase.place.file)?.lang ?? '' },
    ...(apartId(phase) && { id: phase.id }),
    kind: phase.kind,
    ...(phase.window && { window: phase.window.words }),
    ...(phase.priority && { priority: saidSeverity(phase.priority) }),
    ...(phase.status && { state: saidState(phase.status) }),
    gaps: gaps.slice(0, most).map((gap) => gapLine(all, address, gap)),
    ...(left > 0 && {
      more: { href: href(address, routes.gapsOfPhase(phase.key)), text: most === 0 ? many(left, 'gap') : `and ${left} more` },
    }),
    progress: progressOf(all, address, phase),
    parts: phase.fields.flatMap(({ label, items }, at) =>
      label ? [{ href: href(address, `${own}#${anchors[at]}`), text: items > 1 ? `${label} (${items})` : label }] : [],
    ),
    ...(late > 0 && {
      late: { href: href(address, `${own}#late`), text: `${late} late for ${late === 1 ? 'its' : 'their'} weight` },
    }),
    unknown: [...new Set(phase.gaps.flatMap(({ key, id }) => (key ? [] : [id])))],
    absent: `It ${noGap(phase)}.`,
    written: written(all, address, phase.place),
  }
}

/** In the order in which the step names them, each once. */
const gapsOf = (all: Portfolio, { gaps }: Pick<PhaseEntry, 'gaps'>) =>
  [...new Set(gaps.flatMap(({ key }) => key ?? []))].flatMap((key) => all.gap(key) ?? [])

/** Those whose documents have gaps and no step that could name one; they have no roadmap of their own to lead to. */
function steplessSystems(all: Portfolio): string[] {
  const stepped = new Set(all.phases.map(({ system }) => system))
  return all.systems.map(({ slug }) => slug).filter((slug) => !stepped.has(slug) && all.gapsOfSystem(slug).length > 0)
}

const unscheduledIn = (all: Portfolio, system: string) =>
  all
    .gapsOfSystem(system)
    .filter((gap) => stepCount(all, gap) === 0)
    .toSorted(bySeverity)

/** The list of those without a step; where no gap has one, that of all. */
function unscheduledList(all: Portfolio, system: string): string {
  const without = listWithout(all, 'phase')
  return without ? groupAddress(without.list, system) : routes.gapsOfSystem(system)
}

/** Each part of a step has an address on its page, after the author's label. */
function anchorsOf(fields: readonly { label: string }[]): string[] {
  const keys = new Keys()
  for (const taken of ['Text', 'gaps', 'late', 'waits', 'unknown']) keys.take(taken, '')
  return fields.map(({ label }) => keys.take(part(label) || 'part', '').key)
}

/** What the documents mark as done: states of gaps, boxes, ✅. Without marks there is nothing to tell. */
function progressOf(all: Portfolio, address: string, phase: PhaseEntry): Progress[] {
  const own = routes.phase(phase.key)
  const anchors = anchorsOf(phase.fields)
  const gaps = gapsOf(all, phase)
  const stated = gaps.filter(({ status }) => status)
  const closed = stated.filter(({ status }) => status!.state === 'closed')
  return [
    ...(stated.length > 0
      ? [
          {
            label: 'Gaps closed',
            text: `${closed.length} of ${stated.length}${stated.length < gaps.length ? ' with a state' : ''}`,
            href: href(address, gaps.length > manyLines ? routes.gapsOfPhase(phase.key) : `${own}#gaps`),
          },
        ]
      : []),
    ...phase.fields.flatMap(({ name, label, marked, items }, at) =>
      marked
        ? [
            {
              label: `${label || 'Marks'} ${name === 'acceptanceCriteria' ? 'met' : 'done'}`,
              text: `${marked.done} of ${marked.of}${marked.of < items ? ' marked' : ''}`,
              href: href(address, `${own}#${anchors[at]}`),
            },
          ]
        : [],
    ),
  ]
}

function latesOf(all: Portfolio, address: string, of: { system: string; key?: string }): Lates | undefined {
  const lines = lates(all, address, of, told)
  if (lines.length === 0) return undefined
  const count = of.key === undefined ? lateCount(all, of.system) : lateIn(all, { system: of.system, key: of.key })
  return {
    rule: lateRule,
    lines,
    ...(count > lines.length && {
      more: { href: href(address, routes.gapsOfSystem(of.system)), text: `and ${count - lines.length} more, less grave` },
    }),
  }
}

function restOfWaits(
  all: Portfolio,
  address: string,
  system: string,
  { lines, count }: { lines: readonly Sentence[]; count: number },
): { more?: Link } {
  if (count === lines.length) return {}
  const to = systemsWithDependencies(all).includes(system) ? routes.dependencies(system) : routes.system(system)
  return { more: { href: href(address, to), text: `and ${count - lines.length} more` } }
}

function pictureOf(all: Portfolio, address: string, system: string): Pick<Waits, 'picture'> {
  const { picture, legend } = dependencies(all, address, system) ?? {}
  return picture ? { picture: { picture, ...(legend && { legend }), styles: href(address, routes.graphStyles) } } : {}
}

/** The latest day; none where one of the documents has a change that no commit has, or its history is not known. */
const lastChanged = (all: Portfolio, phases: readonly PhaseEntry[]): string | undefined =>
  latest([...new Set(phases.map(({ place }) => place.file))].map((file) => all.history.get(file)?.changed))
