/**
 * Asked: what authors ask of components in pages written by hand. What names nothing is told to them by the build, in one line; a page
 * that silently shows nothing would be found by its readers. What is shown is left to the other views.
 */
import { nearest } from '#check'
import { sameId } from '#link'
import { type CountChart, chosenGaps, type GapChoice, type ImpactGrid, impactGrid, severityChart, stateChart } from './charts.ts'
import type { GapEntry } from './entries.ts'
import { type GapLine, gapLine, type Link, type Mark, many, severityMark, stateMark } from './frame.ts'
import { type Dependencies, dependencies, type Neighbour, neighbourhood, type Picture, subjectOf } from './graph.ts'
import { type Coverage, coverageStrip, type MatrixView, matrices, matrixView } from './matrix.ts'
import { apartId, called, type LevelOrNone, levelsOrNone, type Portfolio, type StateOrNone, spokenId, statesOrNone } from './portfolio.ts'
import { type StepLine, stepLine } from './roadmap.ts'
import { href, routes } from './routes.ts'
import { scalesOf, type Timeline, timeline } from './timeline.ts'

/** An author's mistake; known by its name, since it may come from another bundle. */
export class WrongUse extends Error {
  override name = 'WrongUse'
  constructor(message: string) {
    super(message)
    // where in our code it was found is of no use to an author
    this.stack = message
  }
}

const quoted = (value: unknown) => (typeof value === 'string' ? `"${value}"` : `{${JSON.stringify(value)}}`)
const meant = (word: unknown, choices: readonly string[]) => {
  const near = typeof word === 'string' ? nearest(word, choices) : undefined
  return near
    ? `; did you mean "${near}"?`
    : choices.length > 0
      ? `; there are ${choices.slice(0, 8).join(', ')}${choices.length > 8 ? ' …' : ''}`
      : ''
}

/** Attributes that a component has; what is written without one of them is a mistake. */
export function allowed(given: object, names: readonly string[], needed: readonly string[] = []): void {
  for (const name of Object.keys(given)) if (!names.includes(name)) throw new WrongUse(`it has no attribute "${name}"${meant(name, names)}`)
  for (const name of needed)
    if ((given as Record<string, unknown>)[name] === undefined) throw new WrongUse(`it needs the attribute "${name}"`)
}

function oneOf(name: string, value: unknown, choices: readonly string[]): void {
  if (value !== undefined && !(choices as readonly unknown[]).includes(value))
    throw new WrongUse(`there is no ${name} ${quoted(value)}${meant(value, choices)}`)
}

export const systemAsked = (all: Portfolio, system: unknown): void =>
  oneOf(
    'system',
    system,
    all.systems.map(({ slug }) => slug),
  )

/** A gap by the end of its address ("wrkr/g-01"), or by its id where that is one gap's alone, in one system or in all. */
export function gapAsked(all: Portfolio, id: unknown, system?: unknown): GapEntry {
  systemAsked(all, system)
  const gaps = system === undefined ? all.gaps : all.gapsOfSystem(system as string)
  const byKey = typeof id === 'string' ? all.gap(id.toLowerCase()) : undefined
  if (byKey && (system === undefined || byKey.system === system)) return byKey
  const wanted = sameId(String(id))
  const [first, ...others] = wanted ? gaps.filter((gap) => gap.mentions.some((mention) => mention.id && sameId(mention.id) === wanted)) : []
  if (first && others.length === 0) return first
  if (first)
    throw new WrongUse(
      `${quoted(id)} is the id of ${many(others.length + 1, 'gap')}; write the end of an address: ${[first, ...others]
        .slice(0, 4)
        .map(({ key }) => `"${key}"`)
        .join(', ')}`,
    )
  const within = system === undefined ? '' : ` in the system "${system}"`
  throw new WrongUse(
    `there is no gap ${quoted(id)}${within}${meant(
      id,
      gaps.flatMap((gap) => [gap.key, ...(gap.id ? [gap.id] : [])]),
    )}`,
  )
}

export const chartAsked =
  (what: 'severity' | 'state') =>
  (all: Portfolio, from: string, asked: object): CountChart => {
    allowed(asked, [])
    return (what === 'severity' ? severityChart : stateChart)(all, from)
  }

export function gridAsked(all: Portfolio, from: string, asked: { system?: string }): ImpactGrid | undefined {
  allowed(asked, ['system'])
  systemAsked(all, asked.system)
  return impactGrid(all, from, asked.system)
}

export function gapsAsked(all: Portfolio, from: string, choice: GapChoice): ReturnType<typeof chosenGaps> {
  const { severity, state, system, limit } = choice
  allowed(choice, ['severity', 'state', 'system', 'limit'])
  oneOf('severity', severity, levelsOrNone)
  oneOf('state', state, statesOrNone)
  systemAsked(all, system)
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw new WrongUse(`limit is a whole number in braces, as limit={3}, not ${quoted(limit)}`)
  return chosenGaps(all, from, choice)
}

/** One gap as an author's page shows it: its line, and what best tells why it matters. */
export interface GapCard {
  line: GapLine
  summary?: string
  lang: string
}
export function gapCard(all: Portfolio, from: string, asked: { id?: unknown; system?: unknown }): GapCard {
  allowed(asked, ['id', 'system'], ['id'])
  const gap = gapAsked(all, asked.id, asked.system)
  return {
    line: gapLine(all, from, gap, { system: true }),
    ...(gap.summary && { summary: gap.summary }),
    lang: all.document(gap.place.file)?.lang ?? '',
  }
}

/** So many rows of a matrix stand within a text. */
const rowsWithin = 50

export interface MatrixWithin {
  table: Pick<MatrixView, 'caption' | 'kinds' | 'groups' | 'ids'>
  /** The matrix itself, where not all of its rows are shown. */
  all?: Link
}

export function matrixAsked(all: Portfolio, from: string, asked: { system?: string }): MatrixWithin | undefined {
  allowed(asked, ['system'])
  systemAsked(all, asked.system)
  const every = matrices(all)
  const own = (asked.system !== undefined && every.get(routes.matrixOfSystem(asked.system))) || every.get(routes.matrix)
  if (!own || own.gaps.length === 0) return undefined
  const { kinds, groups, ids } = matrixView(all, { ...own, address: from })
  let room = rowsWithin
  const shown = groups.flatMap((group) => {
    const rows = group.rows.slice(0, room)
    room -= rows.length
    // the text may have a heading of that name
    return rows.length > 0 ? [{ ...group, anchor: `matrix-${asked.system ?? 'of-all'}-${group.anchor}`, rows }] : []
  })
  const count = shown.reduce((sum, { rows }) => sum + rows.length, 0)
  return {
    table: {
      caption: asked.system === undefined ? 'Matrix of all gaps' : `Matrix of ${all.system(asked.system).name}`,
      kinds,
      groups: shown,
      ...(ids && { ids }),
    },
    ...(count < own.gaps.length && {
      all: { href: href(from, own.address), text: `All ${own.gaps.length} gaps` },
    }),
  }
}

export function coverageAsked(all: Portfolio, from: string, asked: { system?: string }): Coverage[] {
  allowed(asked, ['system'])
  systemAsked(all, asked.system)
  const gaps = asked.system === undefined ? all.gaps : all.gapsOfSystem(asked.system)
  return gaps.length === 0 ? [] : coverageStrip(all, gaps, from, asked.system)
}

/** Of more systems than these, a page has no room for all. */
const mostSystems = 24

export interface TimelineWithin {
  system: Link
  of: Timeline
}

export function timelineAsked(all: Portfolio, from: string, asked: { system?: string }): TimelineWithin[] {
  allowed(asked, ['system'])
  systemAsked(all, asked.system)
  const bySystem = Map.groupBy(
    asked.system === undefined ? all.phases : all.phases.filter(({ system }) => system === asked.system),
    ({ system }) => system,
  )
  if (bySystem.size > mostSystems) throw new WrongUse(`${bySystem.size} systems have a roadmap; choose one with the attribute "system"`)
  const scales = scalesOf([...bySystem.values()].flat())
  return [...bySystem].map(([system, phases]) => ({
    system: { href: href(from, routes.roadmapOfSystem(system)), text: all.system(system).name },
    of: timeline(all, from, phases, { scales }),
  }))
}

/** A step by the end of its address, or by its id or title where that is one step's alone. */
export function phaseAsked(all: Portfolio, from: string, asked: { id?: unknown; system?: unknown }): StepLine {
  const { id, system } = asked
  allowed(asked, ['id', 'system'], ['id'])
  systemAsked(all, system)
  const phases = system === undefined ? all.phases : all.phases.filter((phase) => phase.system === system)
  const wanted = String(id).trim().toLowerCase()
  const byKey = phases.filter(({ key }) => key === wanted)
  const [first, ...others] =
    byKey.length > 0
      ? byKey
      : phases.filter((phase) => [phase.id, phase.title, called(phase)].some((name) => name?.toLowerCase() === wanted))
  if (first && others.length === 0) return stepLine(all, from, first)
  if (first)
    throw new WrongUse(
      `${quoted(id)} is the name of ${many(others.length + 1, 'step')}; write the end of an address: ${[first, ...others]
        .slice(0, 4)
        .map(({ key }) => `"${key}"`)
        .join(', ')}`,
    )
  const within = system === undefined ? '' : ` in the system "${system}"`
  throw new WrongUse(
    `there is no step ${quoted(id)}${within}${meant(
      id,
      phases.flatMap((phase) => [phase.key, phase.id ?? phase.title]),
    )}`,
  )
}

/** Of one gap what stands around it, with the same as lists; of a system what its gaps say of each other. */
export type TraceWithin =
  | { gap: Link & { id?: string }; picture?: Picture; lists: { title: string; links: (Link & { id?: string })[] }[] }
  | { dependencies?: Dependencies }

export function traceAsked(all: Portfolio, from: string, asked: { gap?: string; system?: string }): TraceWithin {
  allowed(asked, ['gap', 'system'])
  if (asked.gap === undefined) {
    if (asked.system === undefined) throw new WrongUse('it needs the attribute "gap" or the attribute "system"')
    systemAsked(all, asked.system)
    const own = dependencies(all, from, asked.system)
    return own ? { dependencies: own } : {}
  }
  const gap = gapAsked(all, asked.gap, asked.system)
  const neighbours = neighboursOfGap(all, from, gap)
  const picture = neighbourhood(subjectOf(all, from, gap), neighbours)
  const links = (side: Neighbour['side']) =>
    neighbours.filter((one) => one.side === side).map(({ href, title, id }) => ({ href, text: title, ...(id && { id }) }))
  return {
    gap: { href: href(from, routes.gap(gap.key)), text: gap.title, ...(apartId(gap) && { id: spokenId('gap', gap.id!) }) },
    ...(picture && { picture }),
    lists: [
      { title: 'Named by', links: links('before') },
      { title: 'Names', links: links('after') },
    ].filter(({ links }) => links.length > 0),
  }
}

/** What lists know of it without the gap's text: steps, actions, enumerated items, and other gaps both ways. */
function neighboursOfGap(all: Portfolio, from: string, gap: GapEntry): Neighbour[] {
  const { phases, items, actions } = all.naming(gap.key)
  const other = (key: string, side: Neighbour['side']): Neighbour[] => {
    const found = all.gap(key)
    return found ? [{ ...subjectOf(all, from, found), href: href(from, routes.gap(key)), side }] : []
  }
  const names = all.edgesOfSystem(gap.system).filter(({ by }) => by === gap.key)
  return [
    ...phases.map(
      (phase): Neighbour => ({ side: 'before', kind: 'Roadmap', title: called(phase), href: href(from, routes.phase(phase.key)) }),
    ),
    ...[...new Set(all.namedByGaps(gap.key).map(({ by }) => by))].flatMap((key) => other(key, 'before')),
    ...items.map(
      (item): Neighbour => ({ side: 'before', kind: 'Item', title: called(item), href: href(from, routes.item(item.kind, item.key)) }),
    ),
    ...actions.map(
      (action): Neighbour => ({
        side: 'before',
        kind: 'Action',
        title: called(action),
        href: href(from, `${routes.system(action.system)}#actions`),
      }),
    ),
    ...[...new Set(names.map((edge) => (edge.from === gap.key ? edge.to : edge.from)))].flatMap((key) => other(key, 'after')),
  ]
}

export function markAsked(_: Portfolio, __: string, asked: { severity?: string; state?: string }): Mark {
  allowed(asked, ['severity', 'state'])
  const { severity, state } = asked
  if ((severity === undefined) === (state === undefined)) throw new WrongUse('it needs either the attribute "severity" or "state"')
  oneOf('severity', severity, levelsOrNone)
  oneOf('state', state, statesOrNone)
  return severity === undefined ? stateMark(state as StateOrNone) : severityMark(severity as LevelOrNone)
}
