/**
 * Pages: the views of the pages around gaps and documents: home, system, items, roadmap. A view is plain data, sorted, counted
 * and worded, its links ready; what is absent is left out or said in one sentence. Layout is left to the components.
 */
import type { TracedItem } from '#link'
import { type Field, levels, type Phase, type Place } from '#model'
import { type CountChart, type ImpactGrid, impactGrid, severityChart, stateChart } from './charts.ts'
import { cut, type GapEntry, type PhaseEntry } from './entries.ts'
import { type SightCount, sightCounts } from './evidence.ts'
import { facetsOf, lackOf } from './facets.ts'
import { tally } from './findings.ts'
import { atCommit, commitPage } from './forge.ts'
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
import { type Dependencies, dependenciesOn, lineNeighbour, neighbourhood, type Picture } from './graph.ts'
import { groupAddress, inState, levelCounts, listWithout, ofSystem, stateCounts } from './lists.ts'
import { type Covered, coveredAt } from './matrix.ts'
import { apartId, bySeverity, called, capital, type Guide, type Portfolio, spokenId } from './portfolio.ts'
import { href, routes } from './routes.ts'

export interface SystemLine {
  description?: string
  /** The first few. */
  documents: Link[]
  /** How many more there are. */
  more?: Count
}

/** Gaps that no step of a roadmap names: all of them, of how many, and by system where there are several. */
export interface Unscheduled {
  all: Count
  of: Link
  systems: Count[]
}

/** What gaps lack: counts of those where others have it, and one sentence of what none has. */
export interface Missing {
  counts: Count[]
  nowhere?: string
}

export interface HomeView {
  frame: Frame
  heading: string
  description?: string
  /** e.g. "57 gaps in 5 systems, read from 5 documents." with its numbers as links; a zero is text alone. */
  tally: { text: string; href?: string }[]
  /** What stands below the numbers of each system, in the order of the chart's rows. */
  systems: SystemLine[]
  chart: CountChart
  /** By system where there are several; otherwise the counts alone. */
  states?: { chart: CountChart } | { counts: Count[] }
  gravest?: { title: string; lines: GapLine[]; all?: Link }
  unscheduled?: Unscheduled
  covered?: Covered
  missing?: Missing
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
/** States of more systems than these are told of all together: the first page is no register. */
const statesShown = 24

export function homeView(all: Portfolio): HomeView {
  const address = routes.home
  const { title, description } = all.settings
  const chart = severityChart(all, address)
  const gravest = levels.find((level) => all.gaps.some((gap) => gap.severity?.level === level))
  const gravestGaps = all.gaps.filter((gap) => gap.severity?.level === gravest)
  const commit = commitOf(all, all.documents)
  const counted = `${many(all.gaps.length, 'gap')} in ${many(all.systems.length, 'system')}, read from ${many(all.documents.length, 'document')}`
  const states = stateChart(all, address)
  const unscheduled = unscheduledOf(all, address)
  const missing = missingOf(all, address)
  const covered = coveredAt(all, address)
  const told = (count: number, word: string, to: string) => (count > 0 ? { text: many(count, word), href: to } : { text: `no ${word}s` })
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
      ...(all.gaps.length > 0 ? [told(all.gaps.length, 'gap', href(address, routes.gaps()))] : []),
      told(all.systems.length, 'system', '#systems'),
      told(all.documents.length, 'document', '#systems'),
      told(all.findings.length, 'finding', href(address, routes.findings())),
    ],
    chart,
    systems: all.systems.map((system) => {
      const more = system.documents.length - documentsShown
      return {
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
        ...(more > 0 && {
          more: { word: `and ${more} more`, count: more, href: href(address, `${routes.system(system.slug)}#documents`) },
        }),
      }
    }),
    ...(all.hasStatus && {
      states:
        states.drawn && states.rows.length <= statesShown
          ? { chart: states }
          : { counts: stateCounts(all.gaps, (state) => href(address, routes.gapsInState(state))) },
    }),
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
    ...(unscheduled && { unscheduled }),
    ...(covered && { covered }),
    ...(missing && { missing }),
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
      ...(all.gaps.length > 0 && all.systems.length === 1 ? ['There is one system only, and none to compare it with.'] : []),
    ],
  }
}

/** Of all systems, or of one; none where there is no roadmap that could name a gap, or where it names all. */
function unscheduledOf(all: Portfolio, address: string, slug?: string): Unscheduled | undefined {
  const phases = slug === undefined ? all.phases : all.phases.filter(({ system }) => system === slug)
  const every = slug === undefined ? all.gaps : all.gapsOfSystem(slug)
  const gaps = every.filter(({ key }) => all.naming(key).phases.length === 0)
  if (phases.length === 0 || gaps.length === 0) return undefined
  const without = listWithout(all, 'phase')
  const everyOne = slug === undefined ? routes.gaps() : routes.gapsOfSystem(slug)
  // where no gap of the site is scheduled, the list of all is that of the unscheduled ones
  const to = !without ? everyOne : slug === undefined ? without.list.address(1) : groupAddress(without.list, slug)
  const bySystem = Map.groupBy(gaps, ({ system }) => system)
  return {
    all: { word: 'gaps', count: gaps.length, href: href(address, to) },
    of: { href: href(address, everyOne), text: many(every.length, 'gap') },
    systems:
      slug === undefined && bySystem.size > 1
        ? [...bySystem].map(([system, own]) => ({
            word: all.system(system).name,
            count: own.length,
            href: href(address, without ? groupAddress(without.list, system) : routes.gapsOfSystem(system)),
          }))
        : [],
  }
}

/** Severity, state and roadmap are told of at the top where nothing gives them, and phases have a section of their own. */
function missingOf(all: Portfolio, address: string, slug?: string): Missing | undefined {
  const every = slug === undefined ? all.gaps : all.gapsOfSystem(slug)
  if (every.length === 0) return undefined
  const counts: Count[] = []
  const nowhere = new Set(facetsOf(all).nowhere)
  for (const value of facetsOf(all).facets.find(({ name }) => name === 'has-no')?.values ?? []) {
    const without = value.value === 'phase' ? undefined : listWithout(all, value.value)
    if (!without) continue
    const own = slug === undefined ? without.gaps : (without.bySystem.get(slug) ?? [])
    if (own.length === every.length) nowhere.add(lackOf(value.value))
    else if (own.length > 0)
      counts.push({
        word: `no ${value.word}`,
        count: own.length,
        href: href(address, slug === undefined ? without.list.address(1) : groupAddress(without.list, slug)),
      })
  }
  for (const what of ['severity', 'state', 'phase']) nowhere.delete(lackOf(what))
  if (counts.length === 0 && nowhere.size === 0) return undefined
  return { counts, ...(nowhere.size > 0 && { nowhere: `No gap has ${enumerate([...nowhere], 'or')}.` }) }
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
  documents: {
    link: Link
    lang?: string
    /** What its head says, in its own words; of many documents the date alone. */
    head: { label: string; words: string; written?: Written }[]
    gaps?: Count
    findings?: Link
  }[]
  /** Impact against effort, where documents give both. */
  grid?: ImpactGrid
  /** What gaps say of each other: all of it, or the way to its page. */
  dependencies: { here?: Dependencies; there?: Link & { heading: string } }
  /** Stylesheet of pictures, where there is one. */
  graphStyles?: string
  /** By document, and within it by category. */
  register: { anchor: string; groups: { title?: string; lines: GapLine[] }[] }[]
  /** Set where the register is too long for this page. */
  rest?: Link
  roadmap: { link: Link; kind: string; window?: string; priority?: Said; gaps?: Count; unknown: string[] }[]
  unscheduled?: Unscheduled
  covered?: Covered
  missing?: Missing
  actions: { stage?: string; lines: ActionLine[] }[]
  items: Count[]
  /** What its documents cite, held against its source. */
  evidence: SightCount[]
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
  const list = ofSystem(all, slug)
  const commit = commitOf(all, documents)
  const graded = gaps.some(({ severity }) => severity)
  const stated = gaps.some(({ status }) => status)
  const phases = all.phases.filter((phase) => phase.system === slug)
  const items = all.kinds
    .map(({ kind, items }) => ({ kind, own: items.filter((item) => item.system === slug) }))
    .filter(({ own }) => own.length > 0)
  const actions = all.actions.filter((action) => action.system === slug)
  const register = registerOf(all, address, gaps, documents.length > 1)
  const grid = impactGrid(all, address, slug)
  const dependent = dependenciesOn(all, address, slug)
  const unscheduled = unscheduledOf(all, address, slug)
  const missing = missingOf(all, address, slug)
  const covered = coveredAt(all, address, slug)
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
    documents: documents.map((document) => {
      const own = all.gapsOfDocument(document.file).length
      const to = href(address, routes.document(slug, document.slug))
      const findings = all.findingsOf(document.file)
      return {
        link: { href: to, text: document.title },
        lang: document.lang ?? '',
        head: headOf(all, address, document, documents.length),
        ...(own > 0 && {
          gaps: {
            word: own === 1 ? 'gap' : 'gaps',
            count: own,
            href: gaps.length > registered ? to : `#${register.find(({ file }) => file === document.file)!.anchor}`,
          },
        }),
        ...(findings.length > 0 && { findings: { href: to, text: tally(findings) } }),
      }
    }),
    ...(grid && { grid }),
    dependencies: dependent,
    ...(dependent.here?.picture && { graphStyles: href(address, routes.graphStyles) }),
    register,
    ...(gaps.length > registered && {
      rest: { href: href(address, routes.gapsOfSystem(slug)), text: `All ${gaps.length} gaps of ${system.name}` },
    }),
    roadmap: phases.map((phase) => ({
      link: { href: href(address, routes.phase(phase.key)), text: called(phase) },
      kind: phase.kind,
      ...(phase.window && { window: phase.window.words }),
      ...(phase.priority && { priority: saidSeverity(phase.priority) }),
      ...phaseCount(address, phase),
      unknown: [...new Set(phase.gaps.flatMap(({ key, id }) => (key ? [] : [id])))],
    })),
    ...(unscheduled && { unscheduled }),
    ...(covered && { covered }),
    ...(missing && { missing }),
    actions: [...Map.groupBy(actions, ({ stage }) => stage ?? '')].map(([stage, own]) => ({
      // what the section is called is not said again
      ...(stage && !/^next (?:steps|actions)$/i.test(stage) && { stage }),
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
    evidence: sightCounts(all, address, slug),
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
function registerOf(
  all: Portfolio,
  address: string,
  gaps: readonly GapEntry[],
  severalDocuments: boolean,
): (SystemView['register'][number] & { file: string })[] {
  const titleOf = (file: string, category: string | undefined) => {
    const document = severalDocuments ? (all.document(file)?.title ?? file) : undefined
    return [document, category].filter((word) => word !== undefined).join(' · ')
  }
  return [...Map.groupBy(gaps.slice(0, registered), ({ place }) => place.file)].map(([file, own], index) => ({
    file,
    anchor: `document-${index + 1}`,
    groups: [...Map.groupBy(own, (gap) => all.category(gap))].map(([category, lines]) => {
      const title = titleOf(file, category?.words)
      return { ...(title && { title }), lines: lines.map((gap) => gapLine(all, address, gap)) }
    }),
  }))
}

/** The gaps that a step names and that are there; ids that no gap bears are told beside them. */
function phaseCount(address: string, { key, gaps }: PhaseEntry): { gaps?: Count } {
  const count = new Set(gaps.flatMap((pointer) => pointer.key ?? [])).size
  return count > 0 ? { gaps: { word: count === 1 ? 'gap' : 'gaps', count, href: href(address, routes.gapsOfPhase(key)) } } : {}
}

/** What the title and the page say already, and what is meant for programs. */
const untold = /^(?:title|lang|language|layout|slug|permalink|id)$/i
const longestHead = 240
const mostHead = 12
const documentsWithHead = 8

function headOf(
  all: Portfolio,
  address: string,
  { head, date }: Portfolio['documents'][number],
  documents: number,
): SystemView['documents'][number]['head'] {
  if (documents > documentsWithHead) return date ? [{ label: 'Date', words: cut(date.words, longestHead) }] : []
  return head
    .filter(({ label, words }) => words && !untold.test(label))
    .slice(0, mostHead)
    .map(({ label, words, place }) => ({ label, words: cut(words, longestHead), written: written(all, address, place) }))
}

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
  ourKinds[kind]?.[count === 1 ? 0 : 1] ??
  (count === 1 ? kind : /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /s$/.test(kind) ? kind : `${kind}s`)
/** Kinds whose words are ours. */
const ourKinds: Record<string, [one: string, many: string]> = {
  source: ['source of evidence', 'sources of evidence'],
  criterion: ['acceptance criterion', 'acceptance criteria'],
  work: ['piece of work', 'pieces of work'],
}

export interface ItemsView {
  frame: Frame
  heading: string
  lead: string
  groups: {
    anchor: string
    title: string
    all?: Link
    lines: {
      link: Link
      id?: string
      system?: Link
      gaps: Link[]
      written: Written
      /** Of a path: how many folders it lies in; a folder that nobody names stands there without a link. */
      depth?: number
    }[]
  }[]
}

export function itemsView(all: Portfolio): ItemsView {
  const address = routes.items
  return {
    frame: frame(all, {
      address,
      title: `Items · ${all.settings.title}`,
      description: `What gaps lead to and what documents enumerate beside them: ${all.kinds.map(({ kind, items }) => `${items.length} ${kindWord(kind, items.length)}`).join(', ')}.`,
    }),
    heading: 'Items',
    lead: 'What gaps lead to, and what documents enumerate beside them.',
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
      lines: kind === 'path' ? treeOf(all, address, items) : items.map((item) => itemLine(all, address, item, false)),
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
  gaps: linked(all, address, gapsOf(item)),
  written: written(all, address, item.place),
})

/** Paths as a tree: each below its folder, which is told once. */
function treeOf(all: Portfolio, address: string, items: readonly Portfolio['items'][number][]): ItemsView['groups'][number]['lines'] {
  const lines: ItemsView['groups'][number]['lines'] = []
  const byPath = new Map(items.map((item) => [item.title.replace(/\/$/, ''), item]))
  const told = new Set<string>()
  for (const path of [...byPath.keys()].sort()) {
    const pieces = path.split(/(?<!^)\//)
    for (let depth = 0; depth < pieces.length; depth++) {
      const here = pieces.slice(0, depth + 1).join('/')
      if (told.has(here)) continue
      told.add(here)
      const item = byPath.get(here)
      const text = `${pieces[depth]}${depth < pieces.length - 1 || item?.title.endsWith('/') ? '/' : ''}`
      const line = item ? itemLine(all, address, item, false) : undefined
      lines.push(
        line ? { ...line, link: { ...line.link, text }, depth } : { link: { href: '', text }, gaps: [], written: { text: '' }, depth },
      )
    }
  }
  return lines
}

/** The gaps that an item names, and those that name it. */
const gapsOf = ({ gaps, namings }: Pick<Portfolio['items'][number], 'gaps' | 'namings'>) => [
  ...gaps,
  ...namings.flatMap(({ gap, words }) => (gap ? [{ key: gap, id: words }] : [])),
]

/** One item or one phase: what its own section says, and the gaps that it names. */
export interface SectionView {
  frame: Frame
  code?: string
  kind: string
  id?: string
  title: string
  lang?: string
  facts: { label: string; text?: string; href?: string; said?: Said; written?: Written }[]
  parts: { heading: string; html: string; written: Written }[]
  gaps: GapLine[]
  /** Who names it, gap by gap and then the rest of the text. */
  namedBy: { gap?: GapLine; places: { words?: string; quote?: string; written: Written; href?: string; holder?: Link }[] }[]
  /** Of paths: the folder that it lies in and what lies in it, where those are named too. */
  nearby: Link[]
  /** The same links, drawn around it; only where that says more than the lists. */
  neighbourhood?: { picture: Picture; styles: string }
  /** Ids that no gap bears. */
  unknown: { id: string; written: Written }[]
  absent?: string
  previous?: Link
  next?: Link
  written: Written
}

export function itemView(all: Portfolio, item: TracedItem, html: Render): SectionView {
  const address = routes.item(item.kind, item.key)
  const document = all.document(item.place.file)
  const own = section(all, item, address, html)
  const namedBy = namersOf(all, item, address)
  const nearby = nearbyPaths(all, item, address)
  const id = apartId(item)
  const picture = neighbourhood({ title: item.title, kind: capital(kindWord(item.kind, 1)), ...(id && { id: spokenId(item.kind, id) }) }, [
    ...namedBy.flatMap(({ gap }) => (gap ? [lineNeighbour(gap, 'before')] : [])),
    ...own.gaps.map((gap) => lineNeighbour(gap, 'after')),
    ...nearby.map((link) => ({ side: 'after' as const, kind: 'Path', href: link.href, title: link.text, spare: true })),
  ])
  return {
    ...own,
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
    facts: [{ label: 'System', text: all.system(item.system).name, href: href(address, routes.system(item.system)) }],
    namedBy,
    nearby,
    ...(picture && { neighbourhood: { picture, styles: href(address, routes.graphStyles) } }),
    ...(item.enumerated && gapsOf(item).length === 0 && { absent: 'It names no gap, and no gap names it.' }),
    ...around(all.itemsIn(item.place.file, item.kind), item.key, (other) => ({
      href: href(address, routes.item(other.kind, other.key)),
      text: called(other),
    })),
  }
}

/** Gap by gap, and last the places that are in none. */
function namersOf(all: Portfolio, { title, namings, system }: TracedItem, address: string): SectionView['namedBy'] {
  const place = ({ words, place: at, quote, repo, commit, path, lines }: TracedItem['namings'][number]) => {
    const source =
      path && repo
        ? atCommit(all, system, {
            kind: 'evidence',
            text: words,
            place: at,
            repo,
            path,
            ...(commit && { commit }),
            ...(lines && { lines }),
          })
        : undefined
    const said = path && lines ? `${commit ? `at ${commit}, ` : ''}${/-/.test(lines) ? 'lines' : 'line'} ${lines}` : words
    return {
      ...(said !== title && { words: cut(said, 200) }),
      ...(quote && { quote }),
      ...(source && { href: source }),
      ...(holderOf(all, at, address) ?? {}),
      written: written(all, address, at),
    }
  }
  const byGap = Map.groupBy(namings, ({ gap }) => gap)
  const elsewhere = byGap.get(undefined) ?? []
  return [
    ...[...byGap].flatMap(([key, own]) => {
      const gap = key === undefined ? undefined : all.gap(key)
      return gap ? [{ gap: gapLine(all, address, gap), places: own.map(place) }] : []
    }),
    ...(elsewhere.length > 0 ? [{ places: elsewhere.map(place) }] : []),
  ]
}

/** The item or step of a roadmap whose text a place is in. */
function holderOf(all: Portfolio, place: Place, address: string): { holder: Link } | undefined {
  const holder = all.holder(place)
  if (!holder) return undefined
  if ('phase' in holder) return { holder: { href: href(address, routes.phase(holder.phase.key)), text: called(holder.phase) } }
  const { item } = holder
  return { holder: { href: href(address, routes.item(item.kind, item.key)), text: `${capital(kindWord(item.kind, 1))} ${called(item)}` } }
}

/** The nearest named folder above a path, and what of it is named right below. */
function nearbyPaths(all: Portfolio, item: TracedItem, address: string): Link[] {
  if (item.kind !== 'path') return []
  const paths = all.pathsOf(item.system).filter(({ title }) => title !== item.title)
  const above = paths
    .filter(({ title }) => title.endsWith('/') && item.title.startsWith(title))
    .toSorted((a, b) => b.title.length - a.title.length)
    .slice(0, 1)
  const below = item.title.endsWith('/') ? paths.filter(({ title }) => title.startsWith(item.title)) : []
  return [...above, ...below].map((one) => ({ href: href(address, routes.item(one.kind, one.key)), text: one.title }))
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
    namedBy: [],
    nearby: [],
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
