/**
 * Portfolio: all that lists, counts, menus and names are made from, indexed once a build in one pass, so that the cost of a page
 * does not grow with the number of gaps. It holds entries, no text of documents; the views of pages are left to `pages.ts`.
 */
import { Keys, part } from '#link'
import { type Level, levels, type SiteSettings, type State, type System, states } from '#model'
import type { ActionEntry, DocumentEntry, FindingEntry, GapEntry, ItemEntry, PhaseEntry } from './entries.ts'
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
}

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
  gapsOfSystem: (slug: string) => readonly GapEntry[]
  /** Gaps whose own section, row or item is in the document, in its order. */
  gapsOfDocument: (file: string) => readonly GapEntry[]
  findingsOf: (file: string) => readonly FindingEntry[]
  categories: readonly Category[]
  category: (gap: GapEntry) => Category | undefined
  naming: (key: string) => Naming
  kinds: readonly { kind: string; items: ItemEntry[] }[]
  /** The heading of a page in tabs and bookmarks, by address: no two pages have the same. */
  title: (address: string) => string
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
  const findingsOf = Map.groupBy(facts.findings, (finding) => finding.place.file)
  const categories = categoriesOf(facts.gaps)
  const naming = namings(facts)
  const kinds = [...Map.groupBy(facts.items, (item) => kindPart(item.kind))]
    .map(([, items]) => ({ kind: items[0]!.kind, items }))
    .sort((a, b) => (a.kind < b.kind ? -1 : 1))
  const system = (slug: string): System => systems.get(slug) ?? { slug, name: slug, settings: { branch: 'main', folder: '' }, documents: [] }
  const titles = namesOf(facts, system, documents)
  return {
    ...facts,
    system,
    document: (file) => documents.get(file),
    gap: (key) => gaps.get(key),
    gapsOfSystem: (slug) => gapsOfSystem.get(slug) ?? [],
    gapsOfDocument: (file) => gapsOfDocument.get(file) ?? [],
    findingsOf: (file) => findingsOf.get(file) ?? [],
    categories: [...new Set(categories.values())],
    category: (gap) => categories.get(gap.key),
    naming: (key) => naming.get(key) ?? { phases: [], items: [], actions: [] },
    kinds,
    title: (address) => titles.get(address) ?? address,
    hasSeverity: facts.gaps.some((gap) => gap.severity),
    hasStatus: facts.gaps.some((gap) => gap.status),
  }
}

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
        let naming = namings.get(key)
        if (!naming) namings.set(key, (naming = { phases: [], items: [], actions: [] }))
        ;(naming[kind] as unknown[]).push(entry)
      }
    }
  }
  collect('phases', phases)
  collect('items', items)
  collect('actions', actions)
  return namings
}

/** Id and title in one line, as lists and tabs show it. */
export const called = ({ id, title }: { id?: string; title: string }): string => (id ? `${id} ${title}` : title)

function namesOf(facts: Facts, system: (slug: string) => System, documents: Map<string, DocumentEntry>): Map<string, string> {
  const site = facts.settings.title
  const within = (name: string, slug: string) => [name, system(slug).name, site].filter((word, at, all) => word !== all[at - 1]).join(' · ')
  const named = (address: string, name: string, slug: string, file: string, key: string) => ({
    key: address,
    candidates: [within(name, slug), within(`${name} · ${documents.get(file)?.title ?? file}`, slug), within(`${name} · ${key}`, slug)],
  })
  return apart([
    ...facts.gaps.map((gap) => named(routes.gap(gap.key), called(gap), gap.system, gap.place.file, gap.key)),
    ...facts.documents.map((document) => ({
      key: routes.document(document.system, document.slug),
      candidates: [within(document.title, document.system), within(`${document.title} · ${document.file}`, document.system)],
    })),
    ...facts.items.map((item) =>
      named(routes.item(item.kind, item.key), `${capital(item.kind)} ${called(item)}`, item.system, item.place.file, item.key),
    ),
    ...facts.phases.map((phase) => named(routes.phase(phase.key), called(phase), phase.system, phase.place.file, phase.key)),
    ...facts.systems.map(({ slug, name }) => ({ key: routes.system(slug), candidates: [within(name, slug), within(`${name} (${slug})`, slug)] })),
  ])
}

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
