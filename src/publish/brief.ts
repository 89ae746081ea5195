/**
 * Brief: what a stakeholder needs to know of a system, or of all, on one printed page: verdict, counts, the gravest gaps, what comes
 * next, what is contradictory or unknown, and where all this is from. Everything is cut to a bound, so that it stays one page; what is
 * left out is one link away. How the sheet is laid out is left to `Brief.astro` and `brief.css`.
 */
import type { FacetItem, Phase, Statement } from '#model'
import { type CountChart, severityChart } from './charts.ts'
import { cut, type GapEntry } from './entries.ts'
import { type CommitView, commitOf } from './forge.ts'
import {
  type Count,
  type Frame,
  frame,
  type GapLine,
  gapLine,
  type Link,
  type Mark,
  many,
  type Said,
  saidSeverity,
  type Written,
  written,
} from './frame.ts'
import { kindWord } from './items.ts'
import { missingOf, unscheduledOf } from './lacks.ts'
import { groupAddress, inState, type List, levelCounts, ofLevel, ofSystem, stateCounts } from './lists.ts'
import { bySeverity, called, capital, type Portfolio, spokenId } from './portfolio.ts'
import { absolute, href, kindPart, routes } from './routes.ts'
import { noGap } from './timeline.ts'

export interface BriefView {
  frame: Frame
  title: string
  description?: string
  /** "15 gaps in 1 document." */
  tally: string
  levels: Count[]
  states: Count[]
  /** In the documents' words. */
  verdict: { label: string; text: string; lang: string; written: Written }[]
  /** Of all systems: one row each, every level that occurs a column. */
  systems?: { columns: Mark[]; rows: (Pick<CountChart['rows'][number], 'link' | 'cells' | 'total'> & { next?: Link; stepless?: string })[] }
  moreSystems?: Link
  gravest: { line: GapLine; why?: string }[]
  /** Those that have no room: of the level of the last that has, then the others, then the closed ones: "9 more critical". */
  moreGaps: Link[]
  next: Step[]
  /** In place of the next step, where no document has one. */
  stepless?: string
  /** Conditions, blockers and quick wins that the documents enumerate. */
  lists: { title: string; lines: { text: string; href: string; lang: string }[]; more?: Link }[]
  contradictory: { text: string; href: string }[]
  moreContradictory?: Link
  /** What the section of both is called: where nothing contradicts, only something is missing. */
  unknownTitle: string
  unknown: Count[]
  nowhere?: string
  /** Where it is from. */
  documents: { link: Link; date?: string; lang: string }[]
  moreDocuments?: string
  address?: string
  commit?: CommitView
}

/** The step of a roadmap that comes next, and what must hold at its end. */
export interface Step {
  link: Link
  system?: string
  window?: string
  priority?: Said
  gaps: string
  gate: { label: string; lines: string[]; more: number; lang: string } | undefined
}

const mostGaps = 7
const mostLines = 4
const mostSystems = 10
const titleLength = 84
/** Longer than its lines on paper, which cut it where they end. */
const whyLength = 300
const lineLength = 170

/** Every brief, by address: of each system that has gaps, and of all where there are several. */
export const briefs = (all: Portfolio): Map<string, string | undefined> =>
  new Map(
    all.gaps.length === 0
      ? []
      : [
          [routes.brief(), undefined],
          ...all.systems.filter(({ slug }) => all.gapsOfSystem(slug).length > 0).map(({ slug }) => [routes.brief(slug), slug] as const),
        ],
  )

/** @param phases with their fields, which lists have no room for @param slug of one system, or none for all */
export function briefView(all: Portfolio, phases: readonly (Phase & { key: string; system: string })[], slug?: string): BriefView {
  const address = routes.brief(slug)
  const system = slug === undefined ? undefined : all.system(slug)
  const gaps = slug === undefined ? all.gaps : all.gapsOfSystem(slug)
  const documents = slug === undefined ? all.documents : all.documents.filter((document) => document.system === slug)
  const name = system?.name ?? all.settings.title
  const to = (list: string) => href(address, list)
  const list = slug === undefined ? undefined : ofSystem(all, slug)
  const levels = gaps.some(({ severity }) => severity)
    ? levelCounts(gaps, (level) => to(list ? groupAddress(list, level) : routes.gapsWithSeverity(level)))
    : []
  const states = gaps.some(({ status }) => status)
    ? stateCounts(gaps, (state) => to(slug === undefined ? routes.gapsInState(state) : groupAddress(inState(all, state), slug)))
    : []
  const gravest = gaps.filter(({ status }) => status?.state !== 'closed').toSorted(bySeverity)
  const unscheduled = unscheduledOf(all, address, slug)
  const missing = missingOf(all, address, slug)
  const commit = commitOf(all, documents)
  const against = contradictionsOf(all, slug)
  const counted = `${many(gaps.length, 'gap')} in ${many(documents.length, 'document')}`
  const where = slug === undefined ? routes.home : routes.system(slug)
  return {
    frame: frame(all, {
      address,
      title: `Brief · ${name}${slug === undefined ? '' : ` · ${all.settings.title}`}`,
      description: `${name} on one page: ${counted}, the gravest of them, what comes next, and what is not known`,
      crumbs: [{ to: where, text: name }],
    }),
    title: name,
    ...((system?.settings.description ?? all.settings.description) && {
      description: system?.settings.description ?? all.settings.description,
    }),
    tally: counted,
    levels,
    states,
    // what one system decides is no verdict on the others
    verdict: slug === undefined && all.systems.length > 1 ? [] : verdictOf(all, address, documents),
    ...(slug === undefined && all.systems.length > 1 && { systems: systemsOf(all, address, phases) }),
    ...(slug === undefined &&
      all.systems.length > mostSystems && {
        moreSystems: { href: to(`${routes.home}#systems`), text: `and ${all.systems.length - mostSystems} more systems` },
      }),
    gravest: gravest.slice(0, mostGaps).map((gap) => ({
      line: briefLine(all, address, gap, slug === undefined),
      ...(gap.summary && { why: cut(gap.summary, whyLength) }),
    })),
    moreGaps: moreOf(all, address, gaps, gravest, slug),
    next: slug === undefined && all.systems.length > 1 ? [] : stepsOf(all, address, phases, slug),
    ...(phases.every(({ system }) => slug !== undefined && system !== slug) && {
      stepless: 'No step of a roadmap was recognised in the documents.',
    }),
    lists: slug === undefined ? [] : listsOf(all, address, slug),
    contradictory: against
      .slice(0, mostLines)
      .map(({ text, place }) => ({ text: cut(text, lineLength), href: written(all, address, place).href ?? '' })),
    ...(against.length > mostLines && {
      moreContradictory: { href: to(routes.findings()), text: `and ${against.length - mostLines} more` },
    }),
    unknownTitle: against.length === 0 && (missing || unscheduled) ? 'What is missing' : 'Contradictory or unknown',
    unknown: [
      ...(unscheduled
        ? [{ word: 'in no step of a roadmap', count: unscheduled.all.count, ...(unscheduled.all.href && { href: unscheduled.all.href }) }]
        : []),
      ...(missing?.counts ?? []),
    ].slice(0, mostLines),
    ...(missing?.nowhere && { nowhere: missing.nowhere }),
    documents: documents.slice(0, slug === undefined ? 0 : 3).map((document) => ({
      link: { href: to(routes.document(document.system, document.slug)), text: cut(document.title, titleLength) },
      lang: document.lang ?? '',
      ...(document.date && { date: cut(document.date.words, 40) }),
    })),
    ...(slug !== undefined && documents.length > 3 && { moreDocuments: `and ${documents.length - 3} more documents` }),
    ...(all.settings.address && { address: absolute(all.settings.address, where) }),
    ...(commit && { commit }),
  }
}

const briefLine = (all: Portfolio, address: string, gap: GapEntry, system: boolean): GapLine => {
  const line = gapLine(all, address, gap, { system })
  return { ...line, ...(line.id && { id: spokenId('gap', line.id) }), title: cut(line.title, titleLength) }
}

/** Nobody should take the gaps that have room for all of their level: what is cut says so, each part with the list that holds it. */
function moreOf(
  all: Portfolio,
  address: string,
  gaps: readonly GapEntry[],
  gravest: readonly GapEntry[],
  slug: string | undefined,
): Link[] {
  const cutOff = gravest.slice(mostGaps)
  const level = gravest[mostGaps - 1]?.severity?.level
  const alike = level === undefined ? [] : cutOff.filter(({ severity }) => severity?.level === level)
  const others = cutOff.length - alike.length
  const closed = gaps.length - gravest.length
  const of = (list: List) => href(address, slug === undefined ? list.address(1) : groupAddress(list, slug))
  return [
    ...(alike.length > 0 ? [{ href: of(ofLevel(all, level!)), text: `${alike.length} more ${level}` }] : []),
    ...(others > 0
      ? [
          {
            href: href(address, slug === undefined ? routes.gaps() : routes.gapsOfSystem(slug)),
            text: alike.length > 0 ? many(others, 'other') : `${others} more`,
          },
        ]
      : []),
    ...(closed > 0 ? [{ href: of(inState(all, 'closed')), text: `${closed} closed` }] : []),
  ]
}

/** What documents say they come to: decision before conclusion before summary; of several documents the first that says so. */
const weightOf: Record<Statement['kind'], number> = { decision: 0, conclusion: 1, recommendation: 2, summary: 3, goal: 4, estimate: 5 }
const verdicts = 2
const verdictLength = 230

function verdictOf(all: Portfolio, address: string, documents: Portfolio['documents']): BriefView['verdict'] {
  // what only leads in to a list says nothing without it
  const said = documents.flatMap((document) =>
    document.statements
      .filter(({ text, kind }) => text !== '' && !/[:：]$/u.test(text) && kind !== 'goal')
      .map((statement) => ({ ...statement, lang: document.lang ?? '' })),
  )
  return said
    .toSorted((a, b) => weightOf[a.kind] - weightOf[b.kind])
    .slice(0, verdicts)
    .map(({ label, text, lang, place }) => ({ label, text: cut(text, verdictLength), lang, written: written(all, address, place) }))
}

/** What is known of a step's marks: counted, or still to be. */
interface Marking {
  fields: readonly { marked?: { done: number; of: number } | undefined; items: number | readonly { mark?: FacetItem['mark'] }[] }[]
}

/** The first step of a system that is not done: called so by its author, or by every mark in it and every state of its gaps. */
export function nextOf<Step extends Pick<Phase, 'gaps' | 'status'> & Marking & { system: string }>(
  all: Portfolio,
  phases: readonly Step[],
  slug: string,
): Step | undefined {
  const isDone = ({ status, gaps, fields }: Step): boolean => {
    if (status) return status.state === 'closed'
    const named = gaps.flatMap(({ key }) => (key === undefined ? [] : (all.gap(key) ?? [])))
    const stated = named.flatMap((gap) => gap.status ?? [])
    const done = stated.filter(({ state }) => state === 'closed').length
    const marks = fields.map(marksOf)
    const of = stated.length + marks.reduce((sum, mark) => sum + mark.of, 0)
    // a gap that no mark and no state speaks of may be open
    const silent = stated.length < named.length && marks.every((mark) => mark.of === 0)
    return of > 0 && !silent && done + marks.reduce((sum, mark) => sum + mark.done, 0) === of
  }
  return phases.find((phase) => phase.system === slug && !isDone(phase))
}

function marksOf({ marked, items }: Marking['fields'][number]): { done: number; of: number } {
  if (marked || typeof items === 'number') return marked ?? { done: 0, of: 0 }
  const marks = items.flatMap(({ mark }) => mark ?? [])
  return { done: marks.filter((mark) => mark === 'present').length, of: marks.length }
}

function stepsOf(
  all: Portfolio,
  address: string,
  phases: readonly (Phase & { key: string; system: string })[],
  slug: string | undefined,
): Step[] {
  const systems = slug === undefined ? all.systems.map((system) => system.slug) : [slug]
  return systems.flatMap((system) => {
    const phase = nextOf(all, phases, system)
    if (!phase) return []
    const gate = phase.fields.find(({ name, items, text }) => name === 'acceptanceCriteria' && (items.length > 0 || text))
    const outcome = gate ?? phase.fields.find(({ name, items, text }) => name === 'targetState' && (items.length > 0 || text))
    const lines = outcome ? (outcome.items.length > 0 ? outcome.items.map(({ text }) => text) : [outcome.text!]) : []
    const named = new Set(phase.gaps.flatMap(({ key }) => key ?? [])).size
    return [
      {
        link: { href: href(address, routes.phase(phase.key)), text: cut(called(phase), titleLength) },
        ...(phase.window && { window: phase.window.words }),
        ...(phase.priority && { priority: saidSeverity(phase.priority) }),
        gaps: named > 0 ? many(named, 'gap') : noGap(phase),
        gate: outcome && {
          label: outcome.label,
          lines: lines.slice(0, mostLines).map((line) => cut(line, lineLength)),
          more: Math.max(0, lines.length - mostLines),
          lang: all.document(phase.place.file)?.lang ?? '',
        },
      },
    ]
  })
}

function systemsOf(
  all: Portfolio,
  address: string,
  phases: readonly (Phase & { key: string; system: string })[],
): NonNullable<BriefView['systems']> {
  const { columns, rows } = severityChart(all, address)
  return {
    columns,
    rows: rows.slice(0, mostSystems).map(({ slug, link, cells, total }) => {
      const next = nextOf(all, phases, slug)
      return {
        link: { href: (total?.count ?? 0) > 0 ? href(address, routes.brief(slug)) : link.href, text: cut(link.text, 40) },
        cells,
        ...(total && { total }),
        ...(next && { next: { href: href(address, routes.phase(next.key)), text: cut(called(next), 60) } }),
        ...(phases.every(({ system }) => system !== slug) && { stepless: 'no roadmap' }),
      }
    }),
  }
}

/** What a stakeholder is asked about, or can have soon: at most two lists, so that the page stays one. */
const listed = ['blocker', 'quick win', 'precondition', 'gate', 'success condition']
const mostLists = 2
const linesInList = 3

function listsOf(all: Portfolio, address: string, slug: string): BriefView['lists'] {
  const own = all.enumeratedIn(slug)
  return listed
    .flatMap((kind) => {
      const items = own.get(kind) ?? []
      if (items.length === 0) return []
      return [
        {
          title: capital(kindWord(kind, 2)),
          lines: items.slice(0, linesInList).map((item) => ({
            text: cut(item.title, lineLength),
            href: href(address, routes.item(item.kind, item.key)),
            lang: all.document(item.place.file)?.lang ?? '',
          })),
          ...(items.length > linesInList && {
            more: {
              href: href(address, `${routes.system(slug)}#${kindPart(kind)}`),
              text: `and ${items.length - linesInList} more`,
            },
          }),
        },
      ]
    })
    .slice(0, mostLists)
}

/** Rules whose findings say that documents contradict themselves or each other. */
const contradicting: ReadonlySet<string> = new Set(['one-value', 'one-id-one-gap', 'dependencies-end', 'no-circle'])

function contradictionsOf(all: Portfolio, slug: string | undefined) {
  return all.findings
    .filter(({ rule, place }) => contradicting.has(rule) && (slug === undefined || all.document(place.file)?.system === slug))
    .map(({ message, place }) => ({ text: message, place }))
}
