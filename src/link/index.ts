/**
 * Link: mentions in many documents → gaps, and who points at whom. Joined is only what design.md 4 allows: the same id
 * or number, an equal title, words that name one gap and no other, or a table that lists all gaps in their order. Contradictions are kept, not settled:
 * the check names them. A pointer to a gap that nobody defines keeps `key: undefined`.
 */
import {
  type Action,
  before,
  byPlace,
  contains,
  type Facet,
  type FacetName,
  type Gap,
  type GapDocument,
  type GapPointer,
  type Item,
  type Ledger,
  type Mention,
  type Naming,
  type Phase,
  type Place,
  type Reference,
} from '#model'
import { isLettered, Keys, part, sameId } from './ids.ts'
import { namedItems, namedKinds, sameRequirement } from './items.ts'
import { addressesOf, type Former, textOf } from './ledger.ts'
import { type Proposal, relatedIn } from './related.ts'
import { pointersFrom, scheduledOf } from './scheduled.ts'
import { plainTitle, titledIn, titleFinder } from './titles.ts'

export { coverageOf, facetOfKind, gives, linksOf, percent, type Share } from './coverage.ts'
export { type Circle, type Edge, edgesOf, type Graph, graphOf } from './graph.ts'
export { documentPart, isAddress, isLettered, Keys, part, sameId, systemPart } from './ids.ts'
export { type Former, ledgerOf } from './ledger.ts'
export type { Proposal } from './related.ts'

export interface Trace {
  /** In the order of systems, documents and places. */
  gaps: Gap[]
  byKey: ReadonlyMap<string, Gap>
  phases: (Phase & Located)[]
  actions: (Action & Located)[]
  /** Those that documents enumerate, in their order by kind; then those that are only named. */
  items: TracedItem[]
  /** What may belong to gaps though no text says so. */
  related: readonly Proposal[]
  /** Things that wanted one address; all but the first got another. */
  clashes: { address: string; places: Place[] }[]
  /** Addresses that were published, and are another gap's, or nobody's, now. */
  former: Former
}
/** An item with every place that names it. */
export type TracedItem = Item &
  Located & { namings: Naming[] /** Whether a document enumerates it, rather than naming it alone. */; enumerated: boolean }

export interface Located {
  /** Part of the address, e.g. "wrkr/gaps-v1/workstream-a". */
  key: string
  system: string
}

/** Mentions of one gap, before it has a key. */
interface Group {
  document: GapDocument
  mentions: Mention[]
}

/**
 * @param ledger addresses as they were published; without one every address is the natural one
 * @param repositories by system, what its repository is called; of a system without, every repository may be its own
 */
export function link(
  documents: readonly GapDocument[],
  ledger?: Ledger,
  repositories: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): Trace {
  const keys = new Keys()
  const clashes = new Map<string, Place[]>()
  const take = (wanted: string, place: Place): string => {
    const owner = `${place.file}\n${place.line}:${place.column}-${place.endLine}:${place.endColumn}`
    const { key, clash } = keys.take(wanted, owner)
    if (clash) {
      const [file, at] = clash.split('\n') as [string, string]
      const [line, column, endLine, endColumn] = at.split(/[:-]/).map(Number) as [number, number, number, number]
      const places = clashes.get(wanted) ?? [{ file, line, column, endLine, endColumn }]
      places.push(place)
      clashes.set(wanted, places)
    }
    return key
  }

  const drafts: Draft[] = []
  for (const [system, own] of Map.groupBy(documents, ({ system }) => system)) {
    const groups: Group[] = []
    const lettered = new Map<string, Group>()
    for (const document of own) {
      const within = groupsOf(document)
      for (const group of within) {
        const id = group.mentions.find((mention) => mention.id && isLettered(mention.id))?.id
        const known = id && lettered.get(sameId(id))
        if (known) for (const mention of group.mentions) known.mentions.push(mention)
        else {
          groups.push(group)
          if (id) lettered.set(sameId(id), group)
        }
      }
    }
    for (const group of groups) drafts.push(draftFrom(group, system))
  }
  const { gaps, former } = addressed(drafts, ledger, new Set(documents.map(({ system }) => system)), take)
  const byKey = new Map(gaps.map((gap) => [gap.key, gap]))
  const find = finder(gaps)
  const located = <Thing extends { place: Place; id?: string | undefined; title: string; gaps: GapPointer[] }>(
    things: (document: GapDocument) => readonly Thing[],
    kind: string,
  ) =>
    documents.flatMap((document) =>
      things(document).map((thing) => ({
        ...thing,
        system: document.system,
        key: take(
          `${kind}/${document.system}/${document.slug}/${part(thing.id && (kind !== 'actions' || isLettered(thing.id)) ? thing.id : thing.title) || `line-${thing.place.line}`}`,
          thing.place,
        ).slice(kind.length + 1),
        gaps: thing.gaps.flatMap((pointer) => pointTo(pointer, find(document, pointer.id))),
      })),
    )
  const findTitle = titleFinder(gaps)
  const phases = located(({ phases }) => phases, 'roadmap')
    .map((phase) => withAside(phase, find))
    .map((phase) => ({ ...phase, gaps: [...phase.gaps, ...titledIn(phase, findTitle)].sort(byPlace) }))
  const stepsIn = Map.groupBy(phases, ({ place }) => place.file)
  for (const gap of gaps) {
    const scheduled = scheduledOf(gap, stepsIn)
    if (scheduled.length > 0) gap.scheduled = scheduled
  }
  const given = pointersFrom(gaps)
  for (const phase of phases) {
    const taken = new Set(phase.gaps.flatMap(({ key }) => key ?? []))
    phase.gaps.push(...(given.get(phase.key) ?? []).filter(({ key }) => !taken.has(key)))
  }
  for (const phase of phases)
    for (const { key } of phase.gaps) {
      const gap = key && byKey.get(key)
      if (gap && phase.id && !gap.phases.includes(phase.id)) gap.phases.push(phase.id)
    }
  const actions = located(({ actions }) => actions, 'actions')
  const kinds = [...new Set(documents.flatMap(({ items }) => items.map(({ kind }) => kind)))].sort()
  const retold = retellingsByLine(gaps)
  const enumerated = kinds
    .flatMap((kind) => located(({ items }) => items.filter((item) => item.kind === kind), `items/${kind}`))
    .map((item) => withRetold(item, retold))
  let related: readonly Proposal[] | undefined
  return {
    gaps,
    byKey,
    phases,
    actions,
    items: addressedItems(documents, gaps, enumerated, find, take, repositories),
    // pages ask for them; past versions and the terminal do not
    get related() {
      related ??= relatedIn(documents, gaps, phases, actions)
      return related
    },
    clashes: [...clashes].map(([address, places]) => ({ address, places })),
    former,
  }
}

/** Mentions that stand in a line or row and tell of a gap enumerated elsewhere, by file and line. */
function retellingsByLine(gaps: readonly Gap[]): ReadonlyMap<string, GapPointer[]> {
  const told = gaps.flatMap(({ key, mentions }) =>
    mentions.flatMap(({ kind, founds, title, place }) => (kind === 'section' || founds ? [] : [{ id: title, key, place }])),
  )
  return Map.groupBy(told, ({ place }) => `${place.file}\n${place.line}`)
}

/** A line that tells of a gap in its words ("Deployment generation: not integrated") leads to it, as one that names its id does. */
function withRetold(item: Item & Located, retold: ReadonlyMap<string, GapPointer[]>): Item & Located {
  const { file, line, endLine } = item.place
  const known = new Set(item.gaps.map(({ key }) => key))
  const own = Array.from({ length: endLine - line + 1 }, (_, step) => retold.get(`${file}\n${line + step}`) ?? []).flat()
  const more = own.filter(({ key }) => !known.has(key) && known.add(key))
  return more.length > 0 ? { ...item, gaps: [...item.gaps, ...more] } : item
}

/** Enumerated items with who names them, and after them what is only named, by system and kind in the order of first naming. */
function addressedItems(
  documents: readonly GapDocument[],
  gaps: readonly Gap[],
  enumerated: readonly (Item & Located)[],
  find: (document: GapDocument, id: string) => string | undefined,
  take: (wanted: string, place: Place) => string,
  repositories: ReadonlyMap<string, ReadonlySet<string>>,
): TracedItem[] {
  const gapsBySystem = Map.groupBy(gaps, ({ system }) => system)
  const itemsBySystem = Map.groupBy(enumerated, ({ system }) => system)
  const items = [...Map.groupBy(documents, ({ system }) => system)].flatMap(([system, own]) =>
    namedItems(itemsBySystem.get(system) ?? [], own, gapsBySystem.get(system) ?? [], find, repositories.get(system)).map(
      (item): TracedItem => {
        if (item.key !== undefined) return { ...item, key: item.key, system, enumerated: true }
        const prefix = `items/${item.kind}`
        return {
          ...item,
          system,
          enumerated: false,
          key: take(`${prefix}/${system}/${part(item.title.replace(/[/.:_]+/g, ' ')) || `line-${item.place.line}`}`, item.place).slice(
            prefix.length + 1,
          ),
        }
      },
    ),
  )
  const rank = new Map(kindOrder(items).map((kind, at) => [kind, at]))
  return items.sort((a, b) => Number(b.enumerated) - Number(a.enumerated) || rank.get(a.kind)! - rank.get(b.kind)!)
}
/** Kinds that documents enumerate by their names, then ours in our order. */
const kindOrder = (items: readonly { kind: string; enumerated: boolean }[]): string[] => [
  ...new Set([
    ...items
      .filter((item) => item.enumerated)
      .map(({ kind }) => kind)
      .sort(),
    ...namedKinds,
  ]),
]

/** A gap before it has a key, and the key that it would have if nothing had been published. */
interface Draft {
  gap: Omit<Gap, 'key'>
  document: string
  natural: string
}

/** Gives each gap its key: the one that was published for it, else its natural one, else, where that is another's, one with its title. */
function addressed(
  drafts: readonly Draft[],
  ledger: Ledger | undefined,
  systems: ReadonlySet<string>,
  take: (wanted: string, place: Place) => string,
) {
  const unaddressed = drafts.map(({ gap: { system, id, title, mentions }, document, natural }) => ({
    system,
    document,
    ...(id && { id }),
    title,
    natural,
    text: textOf(mentions[0]!),
  }))
  const { kept, taken, former, moved: movedFrom, gone } = addressesOf(unaddressed, ledger, systems)
  const redirects = new Map<string, string>()
  const moved: { key: string; from: string; place: Place }[] = []
  const displaced: { key: string; natural: string; place: Place }[] = []
  const keys = new Map<number, string>()
  // what was published goes first: no newcomer gets ahead of it
  for (const [at, key] of kept.entries()) if (key !== undefined) keys.set(at, take(key, drafts[at]!.gap.place))
  const gaps = drafts.map(({ gap, natural }, at): Gap => {
    let key = keys.get(at)
    if (key === undefined) {
      const elsewhere = taken.has(natural)
      let wanted = natural
      for (let number = 1; taken.has(wanted); number++)
        wanted = [natural, part(gap.title), ...(number > 1 || !part(gap.title) ? [String(number + 1)] : [])].filter(Boolean).join('-')
      key = take(wanted, gap.place)
      if (elsewhere) displaced.push({ key, natural, place: gap.place })
    }
    for (const address of former[at]!) redirects.set(address, key)
    const from = movedFrom[at]
    if (from !== undefined) moved.push({ key, from, place: gap.place })
    return { key, ...gap }
  })
  return { gaps, former: { redirects, moved, gone, displaced } }
}

/** Ids that only look like those of gaps elsewhere point at nothing where no gap has them. */
const pointTo = ({ foreign, ...pointer }: GapPointer, key: string | undefined): GapPointer[] =>
  key ? [{ ...pointer, key }] : foreign ? [] : [pointer]

/** A step's pointers at what it does not take on, with what they lead to. */
function withAside(phase: Phase & Located, find: Find): Phase & Located {
  const from = { file: phase.place.file, system: phase.system }
  const aside = phase.aside.flatMap((pointer) => {
    const ofKey = pointer.of === undefined ? undefined : find(from, pointer.of)
    return pointTo(pointer, find(from, pointer.id)).map((one) => ({ ...one, ...(ofKey && { ofKey }) }))
  })
  return { ...phase, aside }
}

type Find = (from: Pick<GapDocument, 'file' | 'system'>, id: string) => string | undefined

/** Looks up what an author's id points at, from a document: its own numbers, its system's lettered ids. */
function finder(gaps: readonly Gap[]): Find {
  const known = new Map<string, string>()
  for (const gap of gaps)
    for (const { id, place } of gap.mentions) if (id) known.set(`${isLettered(id) ? gap.system : place.file}\n${sameId(id)}`, gap.key)
  return (document, id) => known.get(`${document.file}\n${sameId(id)}`) ?? known.get(`${document.system}\n${sameId(id)}`)
}

const words = (title: string): string[] =>
  title
    .toLowerCase()
    .normalize('NFKC')
    .match(/[\p{L}\p{N}]+/gu) ?? []
const wordsOf = ({ title }: Mention): ReadonlySet<string> => new Set(words(title))

/** What a series has in common with those alike; empty when it has no such mark. */
const shape = ({ series }: Mention): string => (series.includes('|') ? series.slice(series.indexOf('|')) : '')

/** Whether the words of one title are all in the other's. */
const alike = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size > 0 && b.size > 0 && (a.size <= b.size ? a.isSubsetOf(b) : b.isSubsetOf(a))

/** A group while it grows, with what each mention that may join asks of those that did: no mention looks at all others. */
interface Growing extends Group {
  /** The words of its first title. */
  words: ReadonlySet<string>
  /** Its series, by what they have in common with those alike. */
  series: Map<string, Set<string>>
  ids: Set<string>
}

/** The gaps of one document: what founds one, and what joins it. */
function groupsOf(document: GapDocument): Group[] {
  const groups: Growing[] = []
  const isFounder = ({ kind, founds }: Mention): boolean => kind === 'section' && founds
  const founders = document.mentions.filter(isFounder)
  const others = document.mentions.filter((mention) => !isFounder(mention))
  const byId = new Map<string, Set<Growing>>()
  const byTitle = new Map<string, Growing>()
  const byHead = new Map<string, Growing>()
  const head = ({ line, column }: Place): string => `${line}:${column}`
  const found = (mention: Mention): void => {
    const group: Growing = { document, mentions: [], words: wordsOf(mention), series: new Map(), ids: new Set() }
    groups.push(group)
    put(group, mention)
    index(group, mention)
  }
  const put = (group: Growing, mention: Mention): void => {
    group.mentions.push(mention)
    byHead.set(head(mention.headPlace), group)
    const like = group.series.get(shape(mention))
    if (like) like.add(mention.series)
    else group.series.set(shape(mention), new Set([mention.series]))
    if (mention.id) group.ids.add(sameId(mention.id))
  }
  const index = (group: Growing, mention: Mention): void => {
    if (mention.id) {
      const known = byId.get(sameId(mention.id))
      if (known) known.add(group)
      else byId.set(sameId(mention.id), new Set([group]))
    }
    if (mention.title && !byTitle.has(plainTitle(mention.title))) byTitle.set(plainTitle(mention.title), group)
  }
  const join = (mention: Mention): boolean => {
    const sameNumber = mention.id ? byId.get(sameId(mention.id)) : undefined
    const lettered = isLettered(mention.id ?? '')
    // numbers start anew in every list: a number alone joins only what does not speak of something else
    const own = lettered || !mention.title || !mention.founds ? undefined : wordsOf(mention)
    const group =
      sameNumber?.values().find(({ series, words }) => !series.get(shape(mention))?.has(mention.series) && (!own || alike(words, own))) ??
      (lettered ? sameNumber?.values().next().value : undefined) ??
      titled(mention) ??
      (mention.of && byHead.get(head(mention.of)))
    if (!group) return false
    put(group, mention)
    index(group, mention)
    return true
  }
  const titled = (mention: Mention): Growing | undefined => {
    const group = mention.title ? byTitle.get(plainTitle(mention.title)) : undefined
    // "Missing functions" in each module's table is a gap of each module
    const like = shape(mention) === '' ? undefined : group?.series.get(shape(mention))
    if (mention.founds && like && like.size > Number(like.has(mention.series))) return undefined
    const clash = mention.id && group && group.ids.size > Number(group.ids.has(sameId(mention.id)))
    return clash ? undefined : group
  }
  for (const mention of founders) if (!(isLettered(mention.id ?? '') && join(mention))) found(mention)
  const retelling: Mention[] = []
  for (const series of Map.groupBy(others, ({ series }) => series).values()) {
    const enumerates =
      series.length === groups.length &&
      groups.length > 1 &&
      series.every((mention, index) => alike(wordsOf(mention), groups[index]!.words))
    if (enumerates) for (const [index, mention] of series.entries()) put(groups[index]!, mention)
    else for (const mention of series) if (mention.founds && !join(mention)) found(mention)
    if (!enumerates) retelling.push(...series.filter(({ founds }) => !founds))
  }
  // when all gaps are there: what only speaks of them
  for (const mention of retelling) join(mention)
  return groups
}

function draftFrom({ document, mentions: unsorted }: Group, system: string): Draft {
  const rank = ({ kind, of }: Mention) => (of ? 4 : 0) + ['section', 'paragraph', 'item', 'row'].indexOf(kind)
  // the most detailed place speaks first, other words for it last; of equal ones the first in the text
  const mentions = unsorted.toSorted(
    (a, b) => rank(a) - rank(b) || (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : before(a.place, b.place)),
  )
  const [first] = mentions as [Mention, ...Mention[]]
  const id = first.id ?? mentions.find((mention) => mention.id)?.id
  const title = first.title || mentions.find((mention) => mention.title)?.title || id || ''
  const natural =
    id && isLettered(id)
      ? `${system}/${part(id.replace(/[\u2010-\u2015\u2212]/g, '-'))}`
      : `${system}/${document.slug}/${(id && part(id.replaceAll('.', '-'))) || part(title) || `line-${first.place.line}`}`
  const pick = <Key extends 'severity' | 'status' | 'effort' | 'owner' | 'category'>(key: Key) => {
    // what a heading above a summary says of its rows is no category of theirs
    const gives = (mention: Mention) =>
      key !== 'category' || mention === first || (mention.category && contains(mention.place, mention.category.place))
    // what a place says of this gap alone goes before what a heading says of all below it
    const own = (mention: Mention) => contains(mention.place, mention[key]!.place)
    const told = mentions.filter((mention) => mention[key] && gives(mention))
    const value = (key === 'severity' ? told.find(own) : undefined)?.[key] ?? told[0]?.[key]
    return (value ? { [key]: value } : {}) as Pick<Gap, Key>
  }
  const gap: Omit<Gap, 'key'> = {
    system,
    ...(id && { id }),
    title,
    ...pick('severity'),
    ...pick('status'),
    ...pick('effort'),
    ...pick('owner'),
    ...pick('category'),
    place: first.place,
    mentions,
    facets: facetsOf(mentions),
    phases: [],
    codeBlocks: mentions.flatMap(({ codeBlocks }) => codeBlocks),
  }
  return { gap, document: document.slug, natural }
}

/** What the first mention says, and after it what the others add; then what the text names without a label. */
function facetsOf(mentions: readonly Mention[]): Gap['facets'] {
  const facets: Partial<Record<FacetName, Facet>> = {}
  /** The words of all items, and where in the text items of the same words stand. */
  const told = new Set<string>()
  const listed = new Set<string>()
  for (const { fields } of mentions)
    for (const { name, label, place, text, items } of fields) {
      if (!name) continue
      const facet = facets[name]
      const keys = items.map((item) => `${name}\n${item.place.line}\n${item.place.file}\n${item.text}`)
      if (!facet) facets[name] = { label, place, ...(text && { text }), items: [...items] }
      else {
        if (text && !told.has(`${name}\n${text}`) && !facet.text?.includes(text)) facet.text = facet.text ? `${facet.text} ${text}` : text
        for (const [index, item] of items.entries()) if (!listed.has(keys[index]!)) facet.items.push(item)
      }
      for (const item of items) told.add(`${name}\n${item.text}`)
      for (const key of keys) listed.add(key)
    }
  const named = mentions.flatMap(({ references }) => references)
  addNamed(facets, 'paths', named, 'path')
  addNamed(facets, 'requirements', named, 'requirement', sameRequirement)
  addNamed(facets, 'directives', named, 'directive', sameId)
  for (const facet of Object.values(facets)) if (facet.items.length === 0 && saysNone.test(facet.text ?? '')) facet.none = true
  return facets
}

/** "None", "Not addressed", "n/a": what a label says of a thing that is not there. */
const saysNone =
  /^\P{L}*(?:none|nil|nothing|unknown|n\/?a|tbd|missing|not (?:yet )?(?:addressed|covered|specified|defined|available|applicable|mentioned|documented|given|known|found|implemented|determined)|to be (?:done|determined|defined)|keine?|aucune?|ninguna?|nenhuma?|нет|无|なし|없음)(?:\s+(?:yet|so far|found|known))?\P{L}*$/iu

function addNamed(
  facets: Partial<Record<FacetName, Facet>>,
  name: FacetName,
  references: readonly Reference[],
  kind: Reference['kind'],
  same = (text: string) => text,
): void {
  const told = new Set(facets[name]?.items.map(({ text }) => same(text)))
  for (const reference of references.filter((one) => one.kind === kind).sort(byPlace)) {
    const facet: Facet = facets[name] ?? { label: '', place: reference.place, items: [] }
    facets[name] = facet
    if (told.has(same(reference.text))) continue
    told.add(same(reference.text))
    const { kind: _, ...item } = reference
    facet.items.push(item)
  }
}
