/**
 * System: the view of one system: what its documents say of themselves, its gaps in their order, its roadmap, actions and items.
 * Charts, dependencies, coverage and evidence are made by the modules of these names; here they find their place.
 */
import { actionAddress, actionsOf, markOfWork } from './actions.ts'
import { type Board, boardsOf, type Passage, passagesOf } from './beside.ts'
import { type ImpactGrid, impactGrid } from './charts.ts'
import { cut, type GapEntry, type PhaseEntry } from './entries.ts'
import { type SightCount, sightCounts } from './evidence.ts'
import { tally } from './findings.ts'
import { type CommitView, commitOf } from './forge.ts'
import {
  type Count,
  enumerate,
  type Frame,
  frame,
  type GapLine,
  gapLine,
  type Link,
  linked,
  type Mark,
  many,
  type Said,
  saidSeverity,
  severityMark,
  type Written,
  written,
} from './frame.ts'
import type { Render } from './gap.ts'
import { type Dependencies, dependenciesOn } from './graph.ts'
import { itemsOfSystem, kindWord } from './items.ts'
import { type Missing, missingOf, type Unscheduled, unscheduledOf } from './lacks.ts'
import { groupAddress, inState, levelCounts, ofSystem, stateCounts } from './lists.ts'
import { type Covered, coveredAt } from './matrix.ts'
import { called, type Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { noGap } from './timeline.ts'

export interface ActionLine {
  /** Its card on the board. */
  href: string
  id?: string
  title: string
  mark?: Mark
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
  roadmap: {
    link: Link
    kind: string
    window?: string
    priority?: Said
    gaps?: Count /** Said where it has none. */
    none: string
    unknown: string[]
  }[]
  /** The roadmap's own page. */
  timeline?: Link
  unscheduled?: Unscheduled
  covered?: Covered
  missing?: Missing
  actions: { stage?: string; lines: ActionLine[] }[]
  moreActions?: Link
  items: Count[]
  /** What its documents say as a whole. */
  passages: Passage[]
  boards: Board[]
  code?: string
  /** What its documents cite, held against its source. */
  evidence: SightCount[]
  absent: string[]
}

/** Actions have their board, where there are more. */
const actionsShown = 40
/** So many gaps are listed on a system's own page; more have their list. */
const registered = 200

/** @param work how many pieces of work its backlog holds */
export function systemView(all: Portfolio, slug: string, html: Render, work: number): SystemView {
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
      ...(gaps.length > 0 ? [{ label: 'On one page', links: [{ href: href(address, routes.brief(slug)), text: 'Brief' }] }] : []),
      ...(work > 0
        ? [
            {
              label: 'Work',
              links: [{ href: href(address, routes.backlogOfSystem(slug)), text: many(work, 'piece of work', 'pieces of work') }],
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
    ...(phases.length > 0 && { timeline: { href: href(address, routes.roadmapOfSystem(slug)), text: 'In time, and what is late' } }),
    roadmap: phases.map((phase) => ({
      link: { href: href(address, routes.phase(phase.key)), text: called(phase) },
      kind: phase.kind,
      ...(phase.window && { window: phase.window.words }),
      ...(phase.priority && { priority: saidSeverity(phase.priority) }),
      ...phaseCount(address, phase),
      none: noGap(phase),
      unknown: [...new Set(phase.gaps.flatMap(({ key, id }) => (key ? [] : [id])))],
    })),
    ...(unscheduled && { unscheduled }),
    ...(covered && { covered }),
    ...(missing && { missing }),
    ...(actions.length > actionsShown && {
      moreActions: { href: href(address, actionsOf(all, slug)), text: `All ${actions.length} actions` },
    }),
    actions: [...Map.groupBy(actions.slice(0, actionsShown), ({ stage }) => stage ?? '')].map(([stage, own]) => ({
      // what the section is called is not said again
      ...(stage && !/^next (?:steps|actions)$/i.test(stage) && { stage }),
      lines: own.map((action) => ({
        href: href(address, actionAddress(all, action.key)),
        ...(action.id && { id: action.id }),
        title: action.title,
        ...(action.mark && { mark: markOfWork(action.mark) }),
        ...(action.priority && { priority: saidSeverity(action.priority) }),
        gaps: linked(all, address, action.gaps),
        written: written(all, address, action.place),
      })),
    })),
    items: items.map(({ kind, own }) => ({
      word: kindWord(kind, own.length),
      count: own.length,
      href: href(address, itemsOfSystem(all, kind, slug)),
    })),
    passages: passagesOf(all, address, slug, html),
    boards: boardsOf(all, address, slug),
    evidence: sightCounts(all, address, slug),
    absent: [
      ...(documents.length > 0 && gaps.length === 0
        ? ['No gap was recognised in the documents of this system; they are published as written.']
        : []),
      ...(gaps.length > 0
        ? absences([
            [graded, 'severity'],
            [stated, 'state'],
            // one that we did not understand is there all the same
            [phases.length > 0 || documents.some(({ plan }) => plan), 'roadmap'],
          ])
        : []),
      ...(files.size === 0 ? ['This system has no documents.'] : []),
    ],
  }
}

function absences(given: [boolean, string][]): string[] {
  const words = given.filter(([has]) => !has).map(([, word]) => word)
  return words.length > 0 ? [`No ${enumerate(words, 'or')} was recognised in the documents.`] : []
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
