/**
 * Pages: the views of the pages around gaps and documents: home, system, items, roadmap. A view is plain data, sorted, counted
 * and worded, its links ready; what is absent is left out or said in one sentence. Layout is left to the components.
 */
import { type Field, type Item, levels, type Phase } from '#model'
import { tally } from './findings.ts'
import { commitPage } from './forge.ts'
import {
  absolute,
  type Count,
  enumerate,
  type Frame,
  frame,
  type GapLine,
  gapLine,
  type Link,
  type Mark,
  many,
  type Said,
  saidSeverity,
  severityMark,
  type Written,
  written,
} from './frame.ts'
import type { Render } from './gap.ts'
import { groupAddress, inState, levelCounts, ofLevel, ofSystem, stateCounts } from './lists.ts'
import { apartId, bySeverity, called, capital, type Guide, levelOf, levelsOrNone, type Portfolio, spokenId } from './portfolio.ts'
import { href, routes } from './routes.ts'

export interface SystemLine {
  link: Link
  description?: string
  /** The first few. */
  documents: Link[]
  /** How many more there are. */
  more?: number
  gaps: Count
  /** One for each level of the portfolio, zero included, so that columns stand below each other. */
  levels: Count[]
}

export interface HomeView {
  frame: Frame
  heading: string
  description?: string
  /** e.g. "57 gaps in 5 systems, read from 5 documents." with its numbers as links. */
  tally: Link[]
  systems: SystemLine[]
  /** Heads of the columns of `SystemLine.levels`. */
  columns: Mark[]
  /** Of all systems, where there are several. */
  totals?: { levels: Count[]; gaps: Count }
  states: Count[]
  gravest?: { title: string; lines: GapLine[]; all?: Link }
  absent: string[]
  commit?: CommitView
}

/** What the documents were read at, where a repository holds them. */
export interface CommitView {
  /** Short, for people. */
  hash: string
  date: string
  href?: string
  /** Set where some documents hold what no commit has. */
  beyond: boolean
}

/** None where the documents lie in several repositories: each system then names its own. */
function commitOf(all: Portfolio, documents: Portfolio['documents']): CommitView | undefined {
  const histories = documents.map(({ file }) => all.history.get(file))
  const heads = new Map(histories.flatMap((one) => (one ? [[one.head.hash, one.head] as const] : [])))
  const [head, ...others] = heads.values()
  if (!head || others.length > 0) return undefined
  const pages = new Set(documents.map(({ system, file }) => commitPage(all, system, file, head.hash)))
  const [page] = pages
  return {
    hash: head.hash.slice(0, 7),
    date: head.date,
    ...(page !== undefined && pages.size === 1 && { href: page }),
    beyond: histories.some((one) => one?.changed === undefined),
  }
}

const gravestShown = 12
const documentsShown = 4

export function homeView(all: Portfolio): HomeView {
  const address = routes.home
  const { title, description } = all.settings
  const columns = all.hasSeverity ? levelsOrNone.filter((level) => all.gaps.some((gap) => levelOf(gap) === level)) : []
  const lists = new Map(columns.map((level) => [level, ofLevel(all, level)]))
  const gravest = levels.find((level) => columns.includes(level))
  const gravestGaps = all.gaps.filter((gap) => gap.severity?.level === gravest)
  const commit = commitOf(all, all.documents)
  const counted = `${many(all.gaps.length, 'gap')} in ${many(all.systems.length, 'system')}, read from ${many(all.documents.length, 'document')}`
  return {
    frame: frame(all, {
      address,
      title,
      description: description || `${counted}: what is missing, where it is written, and what is to be done`,
    }),
    heading: title,
    ...(description && { description }),
    ...(commit && { commit }),
    tally: [
      ...(all.gaps.length > 0 ? [{ text: many(all.gaps.length, 'gap'), href: href(address, routes.gaps()) }] : []),
      { text: many(all.systems.length, 'system'), href: '#systems' },
      { text: many(all.documents.length, 'document'), href: '#systems' },
      { text: all.findings.length > 0 ? many(all.findings.length, 'finding') : 'no findings', href: href(address, routes.findings()) },
    ],
    columns: columns.map(severityMark),
    systems: all.systems.map((system) => {
      const gaps = all.gapsOfSystem(system.slug)
      return {
        link: { href: href(address, routes.system(system.slug)), text: system.name },
        ...(system.settings.description && { description: system.settings.description }),
        documents: system.documents.slice(0, documentsShown).flatMap((file) => {
          const document = all.document(file)
          if (!document) return []
          return [
            {
              href: href(address, routes.document(document.system, document.slug)),
              text: document.title,
              lang: document.lang ?? '',
            },
          ]
        }),
        ...(system.documents.length > documentsShown && { more: system.documents.length - documentsShown }),
        gaps: { word: 'gaps', count: gaps.length, ...(gaps.length > 0 && { href: href(address, `${routes.system(system.slug)}#gaps`) }) },
        levels: columns.map((level) => {
          const count = gaps.filter((gap) => levelOf(gap) === level).length
          return {
            mark: severityMark(level),
            word: severityMark(level).word,
            count,
            ...(count > 0 && { href: href(address, groupAddress(lists.get(level)!, system.slug)) }),
          }
        }),
      }
    }),
    ...(all.systems.length > 1 &&
      all.gaps.length > 0 && {
        totals: {
          levels: all.hasSeverity ? levelCounts(all.gaps, (level) => href(address, routes.gapsWithSeverity(level))) : [],
          gaps: { word: 'gaps', count: all.gaps.length, href: href(address, routes.gaps()) },
        },
      }),
    states: all.hasStatus ? stateCounts(all.gaps, (state) => href(address, routes.gapsInState(state))) : [],
    ...(gravest && {
      gravest: {
        title: `${severityMark(gravest).word} gaps`,
        lines: gravestGaps.slice(0, gravestShown).map((gap) => gapLine(all, address, gap, { system: all.systems.length > 1 })),
        ...(gravestGaps.length > gravestShown && {
          all: {
            href: href(address, routes.gapsWithSeverity(gravest)),
            text: `All ${gravestGaps.length} ${severityMark(gravest).word.toLowerCase()} gaps`,
          },
        }),
      },
    }),
    absent: [
      ...(all.documents.length === 0 ? ['The folder holds no documents yet: put a Markdown file of gaps into a folder of it.'] : []),
      ...(all.documents.length > 0 && all.gaps.length === 0
        ? ['No gap was recognised in the documents; they are published as written.']
        : []),
      ...(all.gaps.length > 0
        ? lacking([
            [all.hasSeverity, 'severity'],
            [all.hasStatus, 'state'],
          ])
        : []),
      ...(all.gaps.length > 0 && all.phases.length === 0 ? ['No document has a roadmap.'] : []),
    ],
  }
}

function lacking(given: [boolean, string][]): string[] {
  const words = given.filter(([has]) => !has).map(([, word]) => word)
  return words.length > 0 ? [`No document gives a ${enumerate(words, 'or a')}.`] : []
}

export interface ActionLine {
  id?: string
  title: string
  priority?: Said
  gaps: Link[]
  written: Written
}

export interface SystemView {
  frame: Frame
  name: string
  description?: string
  facts: { label: string; text?: string; links?: Link[]; commit?: CommitView }[]
  levels: Count[]
  states: Count[]
  categories: Count[]
  /** What the documents mean by their severities, in their own words. */
  scales: { document: Link; lang?: string; entries: { mark?: Mark; words: string; meaning: string; written: Written }[] }[]
  documents: { link: Link; date?: string; gaps: number; findings?: Count; lang?: string }[]
  register: { title?: string; anchor: string; lines: GapLine[] }[]
  /** Set where the register is too long for this page. */
  rest?: Link
  roadmap: { link: Link; kind: string; window?: string; priority?: Said; gaps: number }[]
  actions: { stage?: string; lines: ActionLine[] }[]
  items: Count[]
  absent: string[]
}

/** So many gaps are listed on a system's own page; more have their list. */
const registered = 200

export function systemView(all: Portfolio, slug: string): SystemView {
  const address = routes.system(slug)
  const system = all.system(slug)
  const gaps = all.gapsOfSystem(slug)
  const documents = all.documents.filter((document) => document.system === slug)
  const files = new Set(documents.map(({ file }) => file))
  const findings = documents.flatMap(({ file }) => all.findingsOf(file))
  const list = ofSystem(all, slug)
  const commit = commitOf(all, documents)
  const graded = gaps.some(({ severity }) => severity)
  const stated = gaps.some(({ status }) => status)
  const phases = all.phases.filter((phase) => phase.system === slug)
  const items = all.kinds
    .map(({ kind, items }) => ({ kind, own: items.filter((item) => item.system === slug) }))
    .filter(({ own }) => own.length > 0)
  const actions = all.actions.filter((action) => action.system === slug)
  const counted = `${many(gaps.length, 'gap')} in ${many(documents.length, 'document')}`
  const levelsOfSystem = graded ? levelCounts(gaps, (level) => href(address, groupAddress(list, level))) : []
  return {
    frame: frame(all, {
      address,
      title: all.title(address),
      description: `${system.name}: ${system.settings.description ? `${system.settings.description.replace(/\.$/, '')}; ` : ''}${counted}${levelsOfSystem.length > 0 ? `, ${levelsOfSystem.map(({ count, word }) => `${count} ${word.toLowerCase()}`).join(', ')}` : ''}.`,
    }),
    name: system.name,
    ...(system.settings.description && { description: system.settings.description }),
    facts: [
      ...(system.settings.owner ? [{ label: 'Owner', text: system.settings.owner }] : []),
      ...(system.settings.repository
        ? [
            {
              label: 'Repository',
              links: [{ href: system.settings.repository, text: system.settings.repository.replace(/^https?:\/\//, ''), external: true }],
            },
          ]
        : []),
      ...(commit ? [{ label: 'Read at', commit }] : []),
      ...(findings.length > 0 ? [{ label: 'Findings', links: [{ href: href(address, routes.findings()), text: tally(findings) }] }] : []),
    ],
    levels: levelsOfSystem,
    states: stated ? stateCounts(gaps, (state) => href(address, groupAddress(inState(all, state), slug))) : [],
    categories: all.categories
      .filter((category) => category.system === slug)
      .map((category) => ({
        word: category.words,
        count: category.gaps.length,
        href: href(address, routes.gapsInCategory(slug, category.slug)),
      })),
    scales: documents
      .filter(({ scale }) => scale.length > 0)
      .map((document) => ({
        document: { href: href(address, routes.document(slug, document.slug)), text: document.title },
        lang: document.lang ?? '',
        entries: document.scale.map(({ words, level, meaning, place }) => ({
          ...(level && { mark: severityMark(level) }),
          words,
          meaning,
          written: written(all, address, place),
        })),
      })),
    documents: documents.map((document) => ({
      link: { href: href(address, routes.document(slug, document.slug)), text: document.title },
      ...(document.date && { date: document.date.words }),
      lang: document.lang ?? '',
      gaps: all.gapsOfDocument(document.file).length,
      ...(all.findingsOf(document.file).length > 0 && {
        findings: { word: tally(all.findingsOf(document.file)), count: all.findingsOf(document.file).length },
      }),
    })),
    register: registerOf(all, address, gaps, documents.length > 1),
    ...(gaps.length > registered && {
      rest: { href: href(address, routes.gapsOfSystem(slug)), text: `All ${gaps.length} gaps of ${system.name}` },
    }),
    roadmap: phases.map((phase) => ({
      link: { href: href(address, routes.phase(phase.key)), text: called(phase) },
      kind: phase.kind,
      ...(phase.window && { window: phase.window.words }),
      ...(phase.priority && { priority: saidSeverity(phase.priority) }),
      gaps: gapsNamed(phase.gaps),
    })),
    actions: [...Map.groupBy(actions, ({ stage }) => stage ?? '')].map(([stage, own]) => ({
      ...(stage && { stage }),
      lines: own.map((action) => ({
        ...(action.id && { id: action.id }),
        title: action.title,
        ...(action.priority && { priority: saidSeverity(action.priority) }),
        gaps: linked(all, address, action.gaps),
        written: written(all, address, action.place),
      })),
    })),
    items: items.map(({ kind, own }) => ({
      word: kindWord(kind, own.length),
      count: own.length,
      href: href(address, `${routes.itemsOfKind(kind)}#${slug}`),
    })),
    absent: [
      ...(documents.length > 0 && gaps.length === 0
        ? ['No gap was recognised in the documents of this system; they are published as written.']
        : []),
      ...(gaps.length > 0
        ? absences([
            [graded, 'severity'],
            [stated, 'state'],
            [phases.length > 0, 'roadmap'],
          ])
        : []),
      ...(files.size === 0 ? ['This system has no documents.'] : []),
    ],
  }
}

function absences(given: [boolean, string][]): string[] {
  const words = given.filter(([has]) => !has).map(([, word]) => word)
  return words.length > 0 ? [`The documents give no ${enumerate(words, 'and no').replaceAll(', ', ', no ')}.`] : []
}

/** Every gap in the order of the documents, under its category where there are categories. */
function registerOf(all: Portfolio, address: string, gaps: readonly { key: string }[], severalDocuments: boolean): SystemView['register'] {
  const entries = gaps.slice(0, registered).flatMap(({ key }) => all.gap(key) ?? [])
  const groups: { name: string; title?: string; gaps: typeof entries }[] = []
  for (const gap of entries) {
    const category = all.category(gap)
    const document = severalDocuments ? (all.document(gap.place.file)?.title ?? gap.place.file) : undefined
    const title = [document, category?.words].filter((word) => word !== undefined).join(' · ')
    const last = groups.find(({ name }) => name === `${gap.place.file} ${category?.slug ?? ''}`)
    if (last) last.gaps.push(gap)
    else groups.push({ name: `${gap.place.file} ${category?.slug ?? ''}`, ...(title && { title }), gaps: [gap] })
  }
  return groups.map(({ title, gaps: own }, index) => ({
    ...(title && { title }),
    anchor: `group-${index + 1}`,
    lines: own.map((gap) => gapLine(all, address, gap)),
  }))
}

const gapsNamed = (pointers: readonly { key?: string; id: string }[]) => new Set(pointers.map(({ key, id }) => key ?? id)).size

/** The gaps that others point at, each once; an id that no gap bears stays text. */
function linked(all: Portfolio, address: string, pointers: readonly { key?: string; id: string }[]): Link[] {
  const seen = new Set<string>()
  return pointers.flatMap(({ key, id }) => {
    if (seen.has(key ?? id)) return []
    seen.add(key ?? id)
    const gap = key ? all.gap(key) : undefined
    return [
      gap
        ? { href: href(address, routes.gap(gap.key)), text: gap.id ? spokenId('gap', gap.id) : gap.title }
        : { href: '', text: spokenId('gap', id) },
    ]
  })
}

/** "inconsistency" → "inconsistencies", for what we count; other words keep the author's form. */
export const kindWord = (kind: string, count: number): string =>
  count === 1 ? kind : /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /s$/.test(kind) ? kind : `${kind}s`

export interface ItemsView {
  frame: Frame
  heading: string
  lead: string
  groups: {
    anchor: string
    title: string
    all?: Link
    lines: { link: Link; id?: string; system?: Link; gaps: Link[]; written: Written }[]
  }[]
}

export function itemsView(all: Portfolio): ItemsView {
  const address = routes.items
  return {
    frame: frame(all, {
      address,
      title: `Items · ${all.settings.title}`,
      description: `What the documents enumerate beside their gaps: ${all.kinds.map(({ kind, items }) => `${items.length} ${kindWord(kind, items.length)}`).join(', ')}.`,
    }),
    heading: 'Items',
    lead: 'What the documents enumerate beside their gaps.',
    groups: all.kinds.map(({ kind, items }) => ({
      anchor: routes.itemsOfKind(kind).replace(/^items\/|\.html$/g, ''),
      title: capital(kindWord(kind, 2)),
      ...(items.length > 12 && {
        all: { href: href(address, routes.itemsOfKind(kind)), text: `All ${items.length} ${kindWord(kind, items.length)}` },
      }),
      lines: items.slice(0, 12).map((item) => itemLine(all, address, item, true)),
    })),
  }
}

export function itemsOfKindView(all: Portfolio, kind: string): ItemsView {
  const address = routes.itemsOfKind(kind)
  const own = all.kinds.find((one) => one.kind === kind)?.items ?? []
  return {
    frame: frame(all, {
      address,
      title: `${capital(kindWord(kind, 2))} · ${all.settings.title}`,
      description: `${own.length} ${kindWord(kind, own.length)} in the documents, and the gaps that each names.`,
      crumbs: [{ to: routes.items, text: 'Items' }],
    }),
    heading: capital(kindWord(kind, 2)),
    lead: `${own.length} ${kindWord(kind, own.length)} in the documents.`,
    groups: [...Map.groupBy(own, ({ system }) => system)].map(([slug, items]) => ({
      anchor: slug,
      title: all.system(slug).name,
      lines: items.map((item) => itemLine(all, address, item, false)),
    })),
  }
}

const itemLine = (
  all: Portfolio,
  address: string,
  item: Portfolio['items'][number],
  system: boolean,
): ItemsView['groups'][number]['lines'][number] => ({
  link: { href: href(address, routes.item(item.kind, item.key)), text: item.title },
  ...(apartId(item) && { id: item.id }),
  ...(system && { system: { href: href(address, routes.system(item.system)), text: all.system(item.system).name } }),
  gaps: linked(all, address, item.gaps),
  written: written(all, address, item.place),
})

/** One item or one phase: what its own section says, and the gaps that it names. */
export interface SectionView {
  frame: Frame
  code?: string
  kind: string
  id?: string
  title: string
  lang?: string
  facts: { label: string; text?: string; said?: Said; written?: Written }[]
  parts: { heading: string; html: string; written: Written }[]
  gaps: GapLine[]
  /** Ids that no gap bears. */
  unknown: { id: string; written: Written }[]
  absent?: string
  previous?: Link
  next?: Link
  written: Written
}

export function itemView(all: Portfolio, item: Item & { key: string; system: string }, html: Render): SectionView {
  const address = routes.item(item.kind, item.key)
  const document = all.document(item.place.file)
  return {
    ...section(all, item, address, html),
    frame: frame(all, {
      address,
      title: all.title(address),
      description: all.description(address),
      crumbs: [
        { to: routes.items, text: 'Items' },
        { to: routes.itemsOfKind(item.kind), text: capital(kindWord(item.kind, 2)) },
        ...(document ? [{ to: routes.document(document.system, document.slug), text: document.title }] : []),
      ],
    }),
    facts: [],
    ...(item.gaps.length === 0 && { absent: 'It names no gap.' }),
    ...around(
      all.items.filter((other) => other.kind === item.kind && other.place.file === item.place.file),
      item.key,
      (other) => ({ href: href(address, routes.item(other.kind, other.key)), text: called(other) }),
    ),
  }
}

export function phaseView(all: Portfolio, phase: Phase & { key: string; system: string }, html: Render): SectionView {
  const address = routes.phase(phase.key)
  return {
    ...section(all, phase, address, html),
    frame: frame(all, {
      address,
      title: all.title(address),
      description: all.description(address),
      crumbs: [
        { to: routes.roadmap, text: 'Roadmap' },
        { to: routes.roadmapOfSystem(phase.system), text: all.system(phase.system).name },
      ],
    }),
    facts: [
      ...(phase.window ? [{ label: 'When', text: phase.window.words, written: written(all, address, phase.window.place) }] : []),
      ...(phase.priority
        ? [
            {
              label: phase.priority.from ?? 'Priority',
              said: saidSeverity(phase.priority),
              written: written(all, address, phase.priority.place),
            },
          ]
        : []),
    ],
    ...(phase.gaps.length === 0 && { absent: 'It names no gap by its id.' }),
    ...around(
      all.phases.filter((other) => other.place.file === phase.place.file),
      phase.key,
      (other) => ({ href: href(address, routes.phase(other.key)), text: called(other) }),
    ),
  }
}

function section(
  all: Portfolio,
  {
    kind,
    id,
    title,
    place,
    fields,
    gaps,
  }: { kind: string; id?: string; title: string; place: Phase['place']; fields: readonly Field[]; gaps: Phase['gaps'] },
  address: string,
  html: Render,
): Omit<SectionView, 'frame' | 'facts'> {
  const lang = all.document(place.file)?.lang ?? ''
  const keys = new Set(gaps.flatMap(({ key }) => key ?? []))
  return {
    ...(apartId({ id, title }) && { id: spokenId(kind, id!) }),
    kind: capital(kind),
    title,
    lang,
    parts: fields.map((field) => ({
      heading: field.label,
      html: html(field.place, address, 3),
      written: written(all, address, field.place),
    })),
    gaps: [...keys].flatMap((key) => all.gap(key) ?? []).map((gap) => gapLine(all, address, gap)),
    unknown: gaps.filter(({ key }) => !key).map((pointer) => ({ id: pointer.id, written: written(all, address, pointer.place) })),
    written: written(all, address, place),
  }
}

function around<Entry extends { key: string }>(
  entries: readonly Entry[],
  key: string,
  link: (entry: Entry) => Link,
): { previous?: Link; next?: Link } {
  const at = entries.findIndex((entry) => entry.key === key)
  const previous = entries[at - 1]
  const next = entries[at + 1]
  return { ...(previous && { previous: link(previous) }), ...(next && { next: link(next) }) }
}

export interface RoadmapView {
  frame: Frame
  heading: string
  lead: string
  systems: {
    anchor: string
    link: Link
    phases: { link: Link; kind: string; window?: string; priority?: Said; gaps: GapLine[]; unknown: string[]; written: Written }[]
    unscheduled: GapLine[]
    unscheduledAll?: Link
  }[]
}

/** Of all systems that have a roadmap, or of one. */
export function roadmapView(all: Portfolio, slug?: string): RoadmapView {
  const address = slug ? routes.roadmapOfSystem(slug) : routes.roadmap
  const shown = slug ? 200 : 12
  const systems = [...Map.groupBy(all.phases, ({ system }) => system)].filter(([system]) => !slug || system === slug)
  const name = slug && all.system(slug).name
  const lead = `${many(
    systems.reduce((sum, [, phases]) => sum + phases.length, 0),
    'step',
  )} in ${name ?? many(systems.length, 'system')}, in the order of the documents.`
  return {
    frame: frame(all, {
      address,
      title: name ? `Roadmap · ${name} · ${all.settings.title}` : `Roadmap · ${all.settings.title}`,
      description: `The roadmap${name ? ` of ${name}` : ''}: ${lead} With the gaps that no step names.`,
      ...(slug && { crumbs: [{ to: routes.roadmap, text: 'Roadmap' }] }),
    }),
    heading: name ? `Roadmap of ${name}` : 'Roadmap',
    lead,
    systems: systems.map(([system, phases]) => {
      const named = new Set(phases.flatMap(({ gaps }) => gaps.flatMap(({ key }) => key ?? [])))
      const unscheduled = all
        .gapsOfSystem(system)
        .filter(({ key }) => !named.has(key))
        .toSorted(bySeverity)
      return {
        anchor: system,
        link: slug
          ? { href: href(address, routes.system(system)), text: all.system(system).name }
          : { href: href(address, routes.roadmapOfSystem(system)), text: all.system(system).name },
        phases: phases.map((phase) => ({
          link: { href: href(address, routes.phase(phase.key)), text: called(phase) },
          kind: phase.kind,
          ...(phase.window && { window: phase.window.words }),
          ...(phase.priority && { priority: saidSeverity(phase.priority) }),
          gaps: [...new Set(phase.gaps.flatMap(({ key }) => key ?? []))]
            .flatMap((key) => all.gap(key) ?? [])
            .map((gap) => gapLine(all, address, gap)),
          unknown: phase.gaps.filter(({ key }) => !key).map(({ id }) => id),
          written: written(all, address, phase.place),
        })),
        unscheduled: unscheduled.slice(0, shown).map((gap) => gapLine(all, address, gap)),
        ...(unscheduled.length > shown && {
          unscheduledAll: {
            href: href(address, slug ? routes.gapsOfSystem(system) : routes.roadmapOfSystem(system)),
            text: `All ${unscheduled.length} unscheduled gaps`,
          },
        }),
      }
    }),
  }
}

/** A hand-written page: only its frame is ours. */
export const guideFrame = (all: Portfolio, { slug, title, description }: Guide): Frame =>
  frame(all, {
    address: routes.page(slug),
    title: `${title} · ${all.settings.title}`,
    description: description ?? `${title}: a page of ${all.settings.title}`,
  })

export interface MissingView {
  title: string
  /** Absolute, and only where the settings say where the site stands: the page is served at any depth. */
  home?: string
}

export const missingView = ({ settings }: Portfolio): MissingView => ({
  title: `Not found · ${settings.title}`,
  ...(settings.address && { home: absolute(settings.address, routes.home) }),
})
