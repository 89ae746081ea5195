/**
 * Related: what may belong to a gap though no text says so: proposals, each with its reason, never asserted and never counted. A step
 * of a roadmap, an action or another gap that names the same path, shares the words that tell titles apart, or stands at the same
 * place of a list that is as long as the gaps. What texts do say is left to `index.ts`.
 */
import { type Action, contains, type Gap, type GapDocument, type Phase, type Place } from '#model'

export interface Proposal {
  /** Key of the gap. */
  gap: string
  kind: 'phase' | 'action' | 'gap'
  /** Key of what may belong to it. */
  key: string
  /** In words, e.g. "both name docs/ARCHITECTURE.md". */
  why: string
}

/** Anything that a gap may be related to. */
interface Thing {
  kind: Proposal['kind']
  key: string
  title: string
  place: Place
  /** Gaps that it names anyway. */
  named: ReadonlySet<string>
}

/** What more than so many name tells nothing apart. */
const rare = 4
/** A title's words below this share are chance. */
const least = 0.5

/** System by system: nothing of one is related to anything of another. */
export function relatedIn(
  documents: readonly GapDocument[],
  gaps: readonly Gap[],
  phases: readonly (Phase & Located)[],
  actions: readonly (Action & Located)[],
): Proposal[] {
  const bySystem = <One extends { system: string }>(all: readonly One[]) => {
    const grouped = Map.groupBy(all, ({ system }) => system)
    return (system: string) => grouped.get(system) ?? []
  }
  const [gapsOf, phasesOf, actionsOf] = [bySystem(gaps), bySystem(phases), bySystem(actions)]
  return [...Map.groupBy(documents, ({ system }) => system)].flatMap(([system, own]) =>
    relatedWithin(own, gapsOf(system), phasesOf(system), actionsOf(system)),
  )
}
interface Located {
  key: string
  system: string
}

function relatedWithin(
  documents: readonly GapDocument[],
  gaps: readonly Gap[],
  phases: readonly (Phase & Located)[],
  actions: readonly (Action & Located)[],
): Proposal[] {
  const named = (pointers: readonly { key?: string | undefined }[]) => new Set(pointers.flatMap(({ key }) => key ?? []))
  const things: Thing[] = [
    ...phases.map((one): Thing => ({ kind: 'phase', key: one.key, title: one.title, place: one.place, named: named(one.gaps) })),
    ...actions.map((one): Thing => ({ kind: 'action', key: one.key, title: one.title, place: one.place, named: named(one.gaps) })),
  ]
  const found = new Map<string, Proposal>()
  const propose = (gap: Gap, thing: Pick<Thing, 'kind' | 'key' | 'named'>, why: string) => {
    const pair = `${gap.key}\n${thing.kind}\n${thing.key}`
    if (gap.key !== thing.key && !thing.named.has(gap.key) && !found.has(pair))
      found.set(pair, { gap: gap.key, kind: thing.kind, key: thing.key, why })
  }
  const others: Thing[] = gaps.map((one) => ({ kind: 'gap', key: one.key, title: one.title, place: one.place, named: new Set() }))
  byPath(documents, gaps, things, propose)
  byWords(gaps, things, others, propose)
  byOrder(gaps, actions, things, propose)
  return [...found.values()]
}

type Propose = (gap: Gap, thing: Thing, why: string) => void

/** A path that few name, named by both. */
function byPath(documents: readonly GapDocument[], gaps: readonly Gap[], things: readonly Thing[], propose: Propose): void {
  const gapsOf = new Map<string, Set<Gap>>()
  for (const gap of gaps)
    for (const { references } of gap.mentions)
      for (const { kind, path } of references) if (kind === 'path' && path) gapsOf.set(path, (gapsOf.get(path) ?? new Set()).add(gap))
  const thingsOf = Map.groupBy(things, ({ place }) => place.file)
  for (const { file, references } of documents)
    for (const { kind, path, place } of references) {
      const own = kind === 'path' && path ? gapsOf.get(path) : undefined
      if (!own || own.size > rare) continue
      for (const thing of thingsOf.get(file) ?? [])
        if (contains(thing.place, place)) for (const gap of own) propose(gap, thing, `both name ${path}`)
    }
}

/** Titles that share two words or more that hardly another title has, and most of the shorter one. */
function byWords(gaps: readonly Gap[], things: readonly Thing[], others: readonly Thing[], propose: Propose): void {
  const all = [...others, ...things]
  const words = new Map(all.map((thing) => [thing, tellingWords(thing.title)]))
  const having = new Map<string, Thing[]>()
  for (const thing of all)
    for (const word of words.get(thing)!) {
      const known = having.get(word)
      if (known) known.push(thing)
      else having.set(word, [thing])
    }
  const weight = (word: string) => 1 / having.get(word)!.length
  const sum = (some: Iterable<string>) => [...some].reduce((total, word) => total + weight(word), 0)
  for (const [at, gap] of gaps.entries()) {
    const own = words.get(others[at]!)!
    const near = new Set([...own].flatMap((word) => (having.get(word)!.length <= rare ? having.get(word)! : [])))
    for (const thing of near) {
      const its = words.get(thing)!
      const shared = own.intersection(its)
      if (shared.size < 2 || sum(shared) / Math.min(sum(own), sum(its)) < least) continue
      propose(gap, thing, `both titles say ${quoted([...shared])}`)
    }
  }
}

const quoted = (words: readonly string[]) => {
  const all = words.slice(0, 4).map((word) => `“${word}”`)
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
const common = new Set([
  'with',
  'without',
  'from',
  'that',
  'this',
  'have',
  'into',
  'only',
  'more',
  'than',
  'when',
  'missing',
  'lack',
  'lacks',
  'phase',
  'plan',
  'gaps',
])
/** The words of a title that could tell it apart; "strategies" and "strategy" are one. */
const tellingWords = (title: string): Set<string> =>
  new Set(
    (
      title
        .toLowerCase()
        .normalize('NFKC')
        .match(/[\p{L}\p{N}]{4,}/gu) ?? []
    )
      .filter((word) => !common.has(word))
      .map((word) => word.replace(/(?:ies|y)$/, 'y').replace(/(?<=[^s])s$/, '')),
  )

/** A document's list of actions that is as long as its gaps, each of the same level as the gap at its place. */
function byOrder(gaps: readonly Gap[], actions: readonly (Action & { key: string })[], things: readonly Thing[], propose: Propose): void {
  const thing = new Map(things.map((one) => [one.key, one]))
  const gapsIn = Map.groupBy(gaps, ({ place }) => place.file)
  for (const [file, own] of Map.groupBy(actions, ({ place }) => place.file)) {
    const its = gapsIn.get(file) ?? []
    const level = (one: { level: string } | undefined) => one?.level
    if (its.length !== own.length || its.length < 3) continue
    if (!own.every((action, at) => level(action.priority) !== undefined && level(action.priority) === level(its[at]!.severity))) continue
    for (const [at, action] of own.entries())
      propose(
        its[at]!,
        thing.get(action.key)!,
        `number ${at + 1} of ${own.length} actions; the gaps are as many, and each has the level of its action`,
      )
  }
}
