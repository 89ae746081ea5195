/**
 * Portfolio: all that lists, counts, menus and names are made from, indexed once a build in one pass, so that the cost of a page
 * does not grow with the number of gaps. It holds entries, no text of documents; views are left to the modules of their names.
 */
import { type Edge, edgesOf, isLettered, Keys, type Proposal, part, sameId, type Trace } from '#link'
import {
  type Changes,
  contains,
  type Finding,
  type GapDocument,
  type History,
  type Level,
  levels,
  type Place,
  type SiteSettings,
  type State,
  type System,
  states,
} from '#model'
import type { CardPicture } from './cards.ts'
import {
  type ActionEntry,
  actionEntry,
  cut,
  type DocumentEntry,
  documentEntry,
  type FindingEntry,
  findingEntries,
  type GapEntry,
  gapEntry,
  type ItemEntry,
  itemEntry,
  type PhaseEntry,
  phaseEntry,
} from './entries.ts'
import type { Checked } from './evidence.ts'
import { kindPart, routes } from './routes.ts'

/** A page that the owner of the content wrote by hand. */
export interface Guide {
  slug: string
  title: string
  description?: string
}

/** What the collections and the settings hold, in the order of the corpus. */
export interface Facts {
  settings: SiteSettings
  systems: readonly System[]
  documents: readonly DocumentEntry[]
  gaps: readonly GapEntry[]
  phases: readonly PhaseEntry[]
  items: readonly ItemEntry[]
  actions: readonly ActionEntry[]
  findings: readonly FindingEntry[]
  guides: readonly Guide[]
  /** What gaps say of each other. */
  edges: readonly Edge[]
  history: History
  /** What became of gaps, commit by commit; absent where no history tells it. */
  changes?: Changes
  /** What may belong to gaps though no text says so. */
  related: readonly Proposal[]
  /** By key of a gap: what it cites, held against the checkout that its system names. */
  evidence: ReadonlyMap<string, readonly Checked[]>
  /** Fragment of a line on its document's page: of the line itself, or of what stands next before it. */
  anchor: (file: string, line: number) => string | undefined
  /** The card that a page has of its own; none where none is drawn. */
  card?: (address: string) => CardPicture | undefined
}

/** What documents, their trace and the settings say: the facts that need no site, no history and no checkout. */
export const factsOf = ({
  settings,
  systems,
  documents,
  trace,
  findings,
}: Pick<Facts, 'settings' | 'systems'> & { documents: readonly GapDocument[]; trace: Trace; findings: readonly Finding[] }): Facts => ({
  settings,
  systems,
  documents: documents.map(documentEntry),
  gaps: trace.gaps.map(gapEntry),
  phases: trace.phases.map(phaseEntry),
  items: trace.items.map(itemEntry),
  actions: trace.actions.map(actionEntry),
  findings: findingEntries(findings),
  guides: [],
  edges: edgesOf(trace.gaps, trace.phases),
  history: new Map(),
  related: trace.related,
  evidence: new Map(),
  anchor: () => undefined,
})

export interface Category {
  system: string
  slug: string
  /** As the author first wrote it. */
  words: string
  gaps: GapEntry[]
}

/** Who names a gap besides its own document's section: steps of a roadmap, actions, items. */
export interface Naming {
  phases: PhaseEntry[]
  items: ItemEntry[]
  actions: ActionEntry[]
}

export interface Portfolio extends Facts {
  system: (slug: string) => System
  document: (file: string) => DocumentEntry | undefined
  gap: (key: string) => GapEntry | undefined
  phase: (key: string) => PhaseEntry | undefined
  action: (key: string) => ActionEntry | undefined
  /** Steps that a file has, in their order. */
  phasesIn: (file: string) => readonly PhaseEntry[]
  gapsOfSystem: (slug: string) => readonly GapEntry[]
  /** Gaps whose own section, row or item is in the document, in its order. */
  gapsOfDocument: (file: string) => readonly GapEntry[]
  neighbours: (key: string) => { previous?: GapEntry; next?: GapEntry }
  /** Every place of a document that speaks of a gap. */
  mentionsIn: (file: string) => readonly { gap: GapEntry; headPlace: Place }[]
  findingsOf: (file: string) => readonly FindingEntry[]
  /** Places of a document that findings about another place point at as the other side. */
  seenIn: (file: string) => readonly Place[]
  categories: readonly Category[]
  category: (gap: GapEntry) => Category | undefined
  naming: (key: string) => Naming
  edgesOfSystem: (slug: string) => readonly Edge[]
  /** Where the text of another gap names this one. */
  namedByGaps: (key: string) => readonly Edge[]
  /** What may belong to a gap, in both directions. */
  relatedTo: (key: string) => readonly Proposal[]
  /** Items of a kind that a file defines or first names, in their order. */
  itemsIn: (file: string, kind: string) => readonly ItemEntry[]
  /** What documents of a system enumerate beside gaps, by kind. */
  enumeratedIn: (system: string) => ReadonlyMap<string, readonly ItemEntry[]>
  /** The nearest named folder above a path, and what of it is named below. */
  pathsAround: (item: Pick<ItemEntry, 'kind' | 'key'>) => readonly ItemEntry[]
  /** The item that a document enumerates, or the step of a roadmap, whose text a place is in. */
  holder: (place: Place) => { item: ItemEntry } | { phase: PhaseEntry } | undefined
  /** The item that a reference of a document's text means. */
  itemAt: (place: Place) => ItemEntry | undefined
  /** The item of a kind that an entry of a gap's list is. */
  listedAt: (kind: string, place: Place) => ItemEntry | undefined
  kinds: readonly { kind: string; items: ItemEntry[] }[]
  /** The heading of a page in tabs and bookmarks, by address: no two pages have the same. */
  title: (address: string) => string
  /** What a search result or a card says below it; no two pages have the same either. */
  description: (address: string) => string
  /** The gap that an id means in a document. */
  named: (file: string, id: string) => GapEntry | undefined
  /** Whether any gap gives it: without, no list, count or menu speaks of it. */
  hasSeverity: boolean
  hasStatus: boolean
}

export function portfolio(facts: Facts): Portfolio {
  const systems = new Map(facts.systems.map((system) => [system.slug, system]))
  const documents = new Map(facts.documents.map((document) => [document.file, document]))
  const gaps = new Map(facts.gaps.map((gap) => [gap.key, gap]))
  const gapsOfSystem = Map.groupBy(facts.gaps, (gap) => gap.system)
  const gapsOfDocument = Map.groupBy(facts.gaps, (gap) => gap.place.file)
  const places = new Map([...gapsOfDocument.values()].flatMap((own) => own.map((gap, at) => [gap.key, { own, at }] as const)))
  const mentions = Map.groupBy(
    facts.gaps.flatMap((gap) => gap.mentions.map(({ headPlace }) => ({ gap, headPlace }))),
    ({ headPlace }) => headPlace.file,
  )
  const findingsOf = Map.groupBy(facts.findings, (finding) => finding.place.file)
  const seenIn = Map.groupBy(
    facts.findings.flatMap(({ see }) => see.map(({ place }) => place)),
    ({ file }) => file,
  )
  const categories = categoriesOf(facts.gaps)
  const naming = namings(facts)
  const edges = Map.groupBy(facts.edges, ({ from }) => gaps.get(from)?.system ?? '')
  const namers = Map.groupBy(facts.edges, ({ from, to, by }) => (by === from ? to : from))
  const related = Map.groupBy(facts.related, ({ gap }) => gap)
  const itemsIn = Map.groupBy(facts.items, ({ place, kind }) => `${place.file}\n${kind}`)
  const enumerated = new Map<string, ItemEntry>()
  for (const item of facts.items)
    if (item.enumerated) for (let { line, endLine, file } = item.place; line <= endLine; line++) enumerated.set(`${file}\n${line}`, item)
  const phases = new Map(facts.phases.map((phase) => [phase.key, phase]))
  const actions = new Map(facts.actions.map((action) => [action.key, action]))
  const phasesIn = Map.groupBy(facts.phases, ({ place }) => place.file)
  const pathsAround = aroundPaths(facts.items.filter(({ kind }) => kind === 'path'))
  const enumeratedBySystem = new Map(
    [
      ...Map.groupBy(
        facts.items.filter((item) => item.enumerated),
        ({ system }) => system,
      ),
    ].map(([slug, own]) => [slug, Map.groupBy(own, ({ kind }) => kind)]),
  )
  const itemsAt = new Map<string, ItemEntry>()
  const listedAt = new Map<string, ItemEntry>()
  for (const item of facts.items)
    for (const { place, facet } of item.namings) {
      if (facet) listedAt.set(`${item.kind}\n${spot(place)}`, item)
      // what is cited names a source before it names a path
      if (!facet && (item.kind === 'source' || !itemsAt.has(spot(place)))) itemsAt.set(spot(place), item)
    }
  const kinds = [...Map.groupBy(facts.items, (item) => kindPart(item.kind))].map(([, items]) => ({ kind: items[0]!.kind, items }))
  const system = (slug: string): System =>
    systems.get(slug) ?? { slug, name: slug, settings: { branch: 'main', folder: '' }, documents: [] }
  const titles = namesOf(facts, system, documents)
  const descriptions = descriptionsOf(facts, system, gapsOfDocument)
  const ids = new Map<string, GapEntry>()
  for (const gap of facts.gaps)
    for (const { id, place } of gap.mentions) if (id) ids.set(`${isLettered(id) ? gap.system : place.file}\n${sameId(id)}`, gap)
  return {
    ...facts,
    system,
    document: (file) => documents.get(file),
    gap: (key) => gaps.get(key),
    phase: (key) => phases.get(key),
    action: (key) => actions.get(key),
    phasesIn: (file) => phasesIn.get(file) ?? [],
    gapsOfSystem: (slug) => gapsOfSystem.get(slug) ?? [],
    gapsOfDocument: (file) => gapsOfDocument.get(file) ?? [],
    neighbours: (key) => {
      const { own, at } = places.get(key) ?? { own: [], at: -2 }
      return { ...(own[at - 1] && { previous: own[at - 1] }), ...(own[at + 1] && { next: own[at + 1] }) }
    },
    mentionsIn: (file) => mentions.get(file) ?? [],
    findingsOf: (file) => findingsOf.get(file) ?? [],
    seenIn: (file) => seenIn.get(file) ?? [],
    categories: [...new Set(categories.values())],
    category: (gap) => categories.get(gap.key),
    naming: (key) => naming.get(key) ?? { phases: [], items: [], actions: [] },
    edgesOfSystem: (slug) => edges.get(slug) ?? [],
    namedByGaps: (key) => namers.get(key) ?? [],
    relatedTo: (key) => related.get(key) ?? [],
    itemsIn: (file, kind) => itemsIn.get(`${file}\n${kind}`) ?? [],
    enumeratedIn: (slug) => enumeratedBySystem.get(slug) ?? new Map(),
    pathsAround: ({ kind, key }) => (kind === 'path' && pathsAround.get(key)) || [],
    holder: (place) => {
      const item = enumerated.get(`${place.file}\n${place.line}`)
      if (item && contains(item.place, place)) return { item }
      const phase = phasesIn.get(place.file)?.find((one) => contains(one.place, place))
      return phase && { phase }
    },
    itemAt: (place) => itemsAt.get(spot(place)),
    listedAt: (kind, place) => listedAt.get(`${kind}\n${spot(place)}`),
    kinds,
    title: (address) => titles.get(address) ?? address,
    description: (address) => descriptions.get(address) ?? address,
    named: (file, id) => ids.get(`${file}\n${sameId(id)}`) ?? ids.get(`${documents.get(file)?.system}\n${sameId(id)}`),
    hasSeverity: facts.gaps.some((gap) => gap.severity),
    hasStatus: facts.gaps.some((gap) => gap.status),
  }
}

/** By key of the path. Folders are looked up by name, since comparing each path with each is quadratic. */
function aroundPaths(paths: readonly ItemEntry[]): Map<string, ItemEntry[]> {
  const folders = new Map(paths.filter(({ title }) => title.endsWith('/')).map((path) => [`${path.system}\n${path.title}`, path]))
  const above = new Map<ItemEntry, ItemEntry>()
  const below = new Map<ItemEntry, ItemEntry[]>()
  for (const path of paths)
    for (let end = path.title.indexOf('/') + 1; end > 0 && end < path.title.length; end = path.title.indexOf('/', end) + 1) {
      const folder = folders.get(`${path.system}\n${path.title.slice(0, end)}`)
      if (!folder) continue
      above.set(path, folder)
      const own = below.get(folder) ?? []
      below.set(folder, own)
      own.push(path)
    }
  return new Map(paths.map((path) => [path.key, [above.get(path) ?? [], below.get(path) ?? []].flat()]))
}

const spot = ({ file, line, column }: Place) => `${file}\n${line}:${column}`

/** By key of a gap. The same words are one category of a system, letters' case and spaces apart. */
function categoriesOf(gaps: readonly GapEntry[]): Map<string, Category> {
  const found = new Map<string, Category>()
  const byGap = new Map<string, Category>()
  const slugs = new Map<string, Keys>()
  for (const gap of gaps) {
    if (!gap.category) continue
    const words = gap.category.words.replace(/\s+/g, ' ').trim()
    const name = `${gap.system} ${words.normalize('NFKC').toLowerCase()}`
    let category = found.get(name)
    if (!category) {
      const keys = slugs.get(gap.system) ?? new Keys()
      slugs.set(gap.system, keys)
      category = { system: gap.system, slug: keys.take(part(words) || 'category', name).key, words, gaps: [] }
      found.set(name, category)
    }
    category.gaps.push(gap)
    byGap.set(gap.key, category)
  }
  return byGap
}

function namings({ phases, items, actions }: Facts): Map<string, Naming> {
  const namings = new Map<string, Naming>()
  const collect = <Kind extends keyof Naming>(kind: Kind, entries: readonly (Naming[Kind][number] & { gaps: { key?: string }[] })[]) => {
    for (const entry of entries) {
      for (const key of new Set(entry.gaps.flatMap((pointer) => pointer.key ?? []))) {
        const naming = namings.get(key) ?? { phases: [], items: [], actions: [] }
        namings.set(key, naming)
        const own: Naming[Kind][number][] = naming[kind]
        own.push(entry)
      }
    }
  }
  collect('phases', phases)
  collect('items', items)
  collect('actions', actions)
  return namings
}

/** How many steps a gap has: those of roadmaps, else those that its own fields give though no roadmap has them. */
export const stepCount = (all: Portfolio, { key, scheduled = [] }: Pick<GapEntry, 'key' | 'scheduled'>): number =>
  all.naming(key).phases.length || scheduled.length

/** Whether some gaps give steps that no roadmap has: then those that no step names are not all that are unscheduled. */
export const someGiveSteps = (gaps: readonly Pick<GapEntry, 'scheduled'>[]): boolean =>
  gaps.some(({ scheduled }) => scheduled?.some(({ steps }) => !steps?.length))

/** Id and title in one line, as lists and tabs show it. */
export const called = (thing: { id?: string; title: string }): string => [apartId(thing), thing.title].filter(Boolean).join(' ')

/** An id that says what it is of: "Gap 3" of a bare number, `G-01` as it stands. */
export const spokenId = (kind: string, id: string): string => (/^[^\p{L}]+$|^\p{L}$/u.test(id) ? `${capital(kind)} ${id}` : id)

/** The id, unless the title begins with it. */
export const apartId = ({ id, title }: { id?: string; title: string }): string | undefined =>
  id && title.toLowerCase().startsWith(id.toLowerCase()) && !/^[\p{L}\p{N}]/u.test(title.slice(id.length)) ? undefined : id

/** Of a title in tabs and search results, which cut it themselves beyond; and what is left of a name however long the others are. */
const mostOfTitle = 70
const leastOfName = 32

function namesOf(facts: Facts, system: (slug: string) => System, documents: Map<string, DocumentEntry>): Map<string, string> {
  const site = facts.settings.title
  const endOf = (name: string, slug: string) =>
    [system(slug).name, site]
      .filter((word, at, all) => word !== (all[at - 1] ?? name))
      .map((word) => ` · ${word}`)
      .join('')
  const within = (name: string, slug: string, also = '') => {
    const end = endOf(name, slug)
    return cut(unticked(name), Math.max(leastOfName, mostOfTitle - [...end].length)) + also + end
  }
  /** Two long names that begin alike, such as paths, are told apart by their ends. */
  const whole = (name: string, slug: string) => unticked(name) + endOf(name, slug)
  const named = (address: string, name: string, slug: string, file: string, key: string) => ({
    key: address,
    candidates: [
      within(name, slug),
      whole(name, slug),
      within(name, slug, ` · ${cut(documents.get(file)?.title ?? file, leastOfName)}`),
      within(name, slug, ` · ${key}`),
    ],
  })
  return apart([
    ...facts.gaps.map((gap) => named(routes.gap(gap.key), called(gap), gap.system, gap.place.file, gap.key)),
    ...facts.documents.map((document) => ({
      key: routes.document(document.system, document.slug),
      candidates: [
        within(document.title, document.system),
        whole(document.title, document.system),
        within(document.title, document.system, ` · ${document.file}`),
      ],
    })),
    ...facts.items.map((item) =>
      named(routes.item(item.kind, item.key), `${capital(item.kind)} ${called(item)}`, item.system, item.place.file, item.key),
    ),
    ...facts.phases.map((phase) => named(routes.phase(phase.key), called(phase), phase.system, phase.place.file, phase.key)),
    ...facts.systems.map(({ slug, name }) => ({
      key: routes.system(slug),
      candidates: [within(name, slug), within(name, slug, ` (${slug})`)],
    })),
  ])
}

function descriptionsOf(facts: Facts, system: (slug: string) => System, gapsOf: Map<string, GapEntry[]>): Map<string, string> {
  const described = (address: string, text: string, slug: string, name: string, key: string) => ({
    key: address,
    candidates: ['', ` (${system(slug).name}: ${cut(name, 60)})`, ` (${key})`].map((end) => unticked(ended(text, end))),
  })
  return apart([
    ...facts.gaps.map((gap) =>
      described(
        routes.gap(gap.key),
        gap.summary ?? `${called(gap)}, a gap of ${system(gap.system).name}`,
        gap.system,
        called(gap),
        gap.key,
      ),
    ),
    ...facts.documents.map((document) => {
      const gaps = gapsOf.get(document.file)?.length ?? 0
      const text = `${document.title}, as written${document.date ? `, ${document.date.words}` : ''}: ${gaps === 1 ? '1 gap' : `${gaps || 'no'} gaps`} of ${system(document.system).name}`
      return described(routes.document(document.system, document.slug), text, document.system, document.file, document.file)
    }),
    ...facts.items.map((item) =>
      described(
        routes.item(item.kind, item.key),
        `${capital(item.kind)} ${called(item)}, of ${system(item.system).name}`,
        item.system,
        called(item),
        `${item.kind}/${item.key}`,
      ),
    ),
    ...facts.phases.map((phase) =>
      described(
        routes.phase(phase.key),
        `${called(phase)}${phase.window ? `, ${phase.window.words}` : ''}: a step of the roadmap of ${system(phase.system).name}`,
        phase.system,
        called(phase),
        phase.key,
      ),
    ),
  ])
}

/** For tabs and search results, which know no code. */
export const unticked = (text: string) => text.replaceAll('`', '')

const ended = (text: string, end: string) => cut(text, Math.max(20, 160 - [...end].length)) + end

/** The first of each one's candidates that nobody else has; its last one is taken to be unique. */
export function apart(entries: readonly { key: string; candidates: readonly string[] }[]): Map<string, string> {
  const chosen = new Map<string, string>()
  const taken = new Set<string>()
  let open = entries
  for (let step = 0; open.length > 0; step++) {
    const at = ({ candidates }: { candidates: readonly string[] }) => candidates[Math.min(step, candidates.length - 1)]!
    const wanted = Map.groupBy(open, at)
    open = open.filter((entry) => {
      const name = at(entry)
      const alone = wanted.get(name)?.length === 1 && !taken.has(name)
      if (!alone && step < entry.candidates.length - 1) return true
      chosen.set(entry.key, name)
      taken.add(name)
      return false
    })
  }
  return chosen
}

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** Gravest first; those without a severity last, otherwise as they stood. */
export const bySeverity = (a: { severity?: { level: Level } }, b: { severity?: { level: Level } }): number => rank(a) - rank(b)
const rank = ({ severity }: { severity?: { level: Level } }) => (severity ? levels.indexOf(severity.level) : levels.length)

/** What a list can be narrowed to: a level or state, or `none` for the gaps whose document gives none. */
export type LevelOrNone = Level | 'none'
export type StateOrNone = State | 'none'
export const levelOf = (gap: { severity?: { level: Level } }): LevelOrNone => gap.severity?.level ?? 'none'
export const stateOf = (gap: { status?: { state: State } }): StateOrNone => gap.status?.state ?? 'none'
export const levelsOrNone: readonly LevelOrNone[] = [...levels, 'none']
export const statesOrNone: readonly StateOrNone[] = [...states, 'none']
