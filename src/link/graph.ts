/**
 * Graph: which gaps of a system lead to which: one depends on another where a label says so, and names it wherever its text does.
 * Circles of dependencies are found, and kept; layers put what leads on before what it leads to. How that is drawn is left to
 * `publish`, what a circle means for an author to `check`.
 */
import { contains, type FacetItem, type Gap, type Phase, type Place } from '#model'
import { isLettered, sameId } from './ids.ts'

export interface Edge {
  /** Key of the gap that depends on, or names, the other. */
  from: string
  to: string
  kind: 'depends' | 'names'
  /** Key of the gap whose text, or whose line in a step, says so: of "Blocks: G-02" the one that `to` names. */
  by: string
  place: Place
}

/** "Depends on" looks back, "Blocks" ahead, "Related" neither way. */
type Direction = 'back' | 'ahead' | 'none'

const ahead = /^(?:un)?block(?:s|ing)$|^(?:required|needed|awaited) (?:by|for)$|^(?:enables|precedes)$/
const neither = /^(?:related|see also|compare)\b/

const directionOf = (label: string): Direction => {
  const words = label
    .toLowerCase()
    .replace(/[^\p{L}\s]+/gu, ' ')
    .trim()
  return ahead.test(words) ? 'ahead' : neither.test(words) ? 'none' : 'back'
}

/** "Blocks: G-02" as an item of a list of dependencies has a label of its own. */
const led =
  /^\s*[*_]*(depends on|blocked by|blocks|blocking|unblocks|requires|needs|required by|needed by|enables|precedes|related(?: to)?|see also)\b/i
const leadOf = ({ text }: FacetItem): string | undefined => led.exec(text)?.[1]

/**
 * What each gap's text says of the others of its system, in the order of the texts: a pair once for each text and kind. A text that
 * says that one depends on the other does not merely name it. After them what steps say of gaps: "G-03 (blocked by G-01)".
 */
export function edgesOf(gaps: readonly Gap[], phases: readonly Pick<Phase, 'aside'>[] = []): Edge[] {
  const edges = edgesOfGaps(gaps)
  const name = ({ from, to }: Edge) => `${from}\n${to}`
  const depending = new Set(edges.filter(({ kind }) => kind === 'depends').map(name))
  const inSteps = edgesOfSteps(gaps, phases).filter((edge) => !depending.has(name(edge)) && depending.add(name(edge)))
  const told = new Set(inSteps.map(name))
  return [...edges.filter((edge) => edge.kind === 'depends' || !told.has(name(edge))), ...inSteps]
}

function edgesOfSteps(gaps: readonly Gap[], phases: readonly Pick<Phase, 'aside'>[]): Edge[] {
  const systems = new Map(gaps.map(({ key, system }) => [key, system]))
  return phases.flatMap(({ aside }) =>
    aside.flatMap(({ key, ofKey, how, place }): Edge[] => {
      if (!key || !ofKey || key === ofKey || !systems.has(ofKey) || systems.get(key) !== systems.get(ofKey)) return []
      const [from, to] = how === 'precedes' ? [key, ofKey] : [ofKey, key]
      return [{ from, to, kind: 'depends', by: ofKey, place }]
    }),
  )
}

function edgesOfGaps(gaps: readonly Gap[]): Edge[] {
  const known = new Map<string, Gap>()
  for (const gap of gaps)
    for (const { id, place } of gap.mentions) if (id) known.set(`${isLettered(id) ? gap.system : place.file}\n${sameId(id)}`, gap)
  const find = (gap: Gap, id: string, { file }: Place): Gap | undefined =>
    known.get(`${file}\n${sameId(id)}`) ?? known.get(`${gap.system}\n${sameId(id)}`)
  return gaps.flatMap((gap) => {
    const edges = new Map<string, Edge>()
    const depending = new Set<string>()
    for (const { references, fields } of gap.mentions) {
      const dependencies = fields.filter(({ name }) => name === 'dependencies')
      for (const { kind, text, place } of references) {
        if (kind !== 'gap' && kind !== 'id') continue
        const other = find(gap, text, place)
        if (!other || other.key === gap.key || other.system !== gap.system) continue
        const field = dependencies.find((one) => contains(one.place, place))
        const item = field?.items.find((one) => contains(one.place, place))
        const direction = field ? directionOf((item && leadOf(item)) ?? field.label) : 'none'
        const [from, to] = direction === 'ahead' ? [other.key, gap.key] : [gap.key, other.key]
        const edge: Edge = { from, to, kind: direction === 'none' ? 'names' : 'depends', by: gap.key, place }
        if (edge.kind === 'depends') depending.add(other.key)
        const name = `${edge.kind}\n${from}\n${to}`
        if (!edges.has(name)) edges.set(name, edge)
      }
    }
    return [...edges.values()].filter(({ kind, to }) => kind === 'depends' || !depending.has(to))
  })
}

/** Gaps none of which can come first. */
export interface Circle {
  /** All that are caught in it, in the order of the gaps. */
  keys: string[]
  /** The shortest way round from the first of them: each depends on the next, the last on the first. */
  way: Edge[]
}

export interface Graph {
  /** Those that an edge leads to or from, in columns: no edge leads to an earlier one, but for those named `back`. */
  layers: string[][]
  /** One for each pair and direction; of a pair that depends, no edge that merely names. */
  edges: Edge[]
  /** Edges that give no order: of circles, and of gaps that name each other all round. */
  back: ReadonlySet<Edge>
  circles: Circle[]
}

/** @param order keys, in the order in which equals stand */
export function graphOf(order: readonly string[], all: readonly Edge[]): Graph {
  const edges = distinct(all)
  const depending = edges.filter(({ kind }) => kind === 'depends')
  const members = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const nodes = order.filter((key) => members.has(key))
  // what is merely named must not make a circle of what depends
  const loose = componentsOf(nodes, edges)
  const between = edges.filter(({ kind, from, to }) => kind === 'depends' || loose.of.get(from) !== loose.of.get(to))
  const { of, groups } = componentsOf(nodes, between)
  const ordering = between.filter(({ from, to }) => of.get(from) !== of.get(to))
  const depth = depths(
    groups.length,
    ordering.map(({ from, to }) => [of.get(from)!, of.get(to)!] as const),
  )
  const layers: string[][] = []
  for (const key of nodes) {
    const at = depth[of.get(key)!]!
    while (layers.length <= at) layers.push([])
    layers[at]!.push(key)
  }
  const gives = new Set(ordering)
  const rank = new Map(nodes.map((key, at) => [key, at]))
  return {
    layers,
    edges,
    back: new Set(edges.filter((edge) => !gives.has(edge))),
    circles: circlesOf(groups, depending).sort((a, b) => rank.get(a.keys[0]!)! - rank.get(b.keys[0]!)!),
  }

  function circlesOf(groups: readonly string[][], edges: readonly Edge[]): Circle[] {
    const within = Map.groupBy(edges, ({ from, to }) => (of.get(from) === of.get(to) ? of.get(from) : undefined))
    return groups.flatMap((group, at) => {
      if (group.length < 2) return []
      const keys = group.toSorted((a, b) => rank.get(a)! - rank.get(b)!)
      return [{ keys, way: wayRound(keys[0]!, within.get(at) ?? []) }]
    })
  }
}

/** The first of each pair and direction; names only of pairs where neither depends on the other. */
function distinct(all: readonly Edge[]): Edge[] {
  const pair = ({ from, to }: Edge) => (from < to ? `${from}\n${to}` : `${to}\n${from}`)
  const depending = new Set(all.filter(({ kind }) => kind === 'depends').map(pair))
  const seen = new Set<string>()
  return all.filter((edge) => {
    const name = `${edge.from}\n${edge.to}`
    if (edge.from === edge.to || seen.has(name) || (edge.kind === 'names' && depending.has(pair(edge)))) return false
    seen.add(name)
    return true
  })
}

/** What can be reached from one another (Tarjan), without a call for each node: chains may be long. Groups that lead on come last. */
function componentsOf(nodes: readonly string[], edges: readonly Edge[]): { of: Map<string, number>; groups: string[][] } {
  const next = Map.groupBy(edges, ({ from }) => from)
  const of = new Map<string, number>()
  const groups: string[][] = []
  const number = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  for (const root of nodes) {
    if (number.has(root)) continue
    const path: { key: string; at: number }[] = []
    const enter = (key: string) => {
      number.set(key, number.size)
      low.set(key, number.get(key)!)
      open.push(key)
      path.push({ key, at: 0 })
    }
    enter(root)
    while (path.length > 0) {
      const step = path.at(-1)!
      const edge = next.get(step.key)?.[step.at++]
      if (edge) {
        if (!number.has(edge.to)) enter(edge.to)
        else if (!of.has(edge.to)) low.set(step.key, Math.min(low.get(step.key)!, number.get(edge.to)!))
        continue
      }
      path.pop()
      const above = path.at(-1)
      if (above) low.set(above.key, Math.min(low.get(above.key)!, low.get(step.key)!))
      if (low.get(step.key) !== number.get(step.key)) continue
      const group: string[] = []
      do group.push(open.pop()!)
      while (group.at(-1) !== step.key)
      for (const key of group) of.set(key, groups.length)
      groups.push(group)
    }
  }
  return { of, groups }
}

/** For each group the longest way to it. Groups come after those that they lead to, as `componentsOf` gives them. */
function depths(count: number, pairs: readonly (readonly [from: number, to: number])[]): number[] {
  const next = Map.groupBy(pairs, ([from]) => from)
  const depth = new Array<number>(count).fill(0)
  for (let from = count - 1; from >= 0; from--)
    for (const [, to] of next.get(from) ?? []) depth[to] = Math.max(depth[to]!, depth[from]! + 1)
  return depth
}

/** The shortest way from a key back to itself. */
function wayRound(first: string, edges: readonly Edge[]): Edge[] {
  const next = Map.groupBy(edges, ({ from }) => from)
  const reachedBy = new Map<string, Edge>()
  const queue = [first]
  for (const key of queue)
    for (const edge of next.get(key) ?? []) {
      if (reachedBy.has(edge.to)) continue
      reachedBy.set(edge.to, edge)
      queue.push(edge.to)
    }
  const way: Edge[] = []
  for (let edge = reachedBy.get(first); edge; edge = edge.from === first ? undefined : reachedBy.get(edge.from)) way.unshift(edge)
  return way
}
