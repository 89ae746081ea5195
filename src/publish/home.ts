/**
 * Home: the view of the first page: how much there is, which gaps are gravest, what no roadmap names, and the way to every system.
 * What it tells of all systems a system's own page tells of one: that is left to `system.ts`, and what gaps lack to `lacks.ts`.
 */
import { levels } from '#model'
import { nextOf } from './brief.ts'
import { type LatestChanges, latestChanges } from './changes.ts'
import { type CountChart, severityChart, stateChart } from './charts.ts'
import { cut } from './entries.ts'
import { type CommitView, commitOf } from './forge.ts'
import {
  type Count,
  enumerate,
  type Frame,
  frame,
  type GapLine,
  gapLine,
  type Link,
  many,
  type Said,
  saidSeverity,
  severityMark,
  type Written,
  written,
} from './frame.ts'
import { type Missing, missingOf, type Unscheduled, unscheduledOf } from './lacks.ts'
import { stateCounts } from './lists.ts'
import { type Covered, coveredAt } from './matrix.ts'
import { called, type Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { noGap } from './timeline.ts'

export interface SystemLine {
  description?: string
  /** The first few. */
  documents: Link[]
  /** How many more there are. */
  more?: Count
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
  /** The step of each roadmap that comes next. */
  next: {
    link: Link
    system?: Link
    window?: string
    priority?: Said
    gaps: Count | undefined /** Said where it has none. */
    none: string
  }[]
  moreNext?: Link
  /** What changed last, as git has it. */
  latest?: LatestChanges
  /** What documents call their blockers. */
  blockers: { link: Link; system?: Link; written: Written }[]
  unscheduled?: Unscheduled
  covered?: Covered
  missing?: Missing
  absent: string[]
  /** All of it on one sheet. */
  brief?: Link
  commit?: CommitView
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
  const latest = latestChanges(all, address)
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
    ...(all.gaps.length > 0 && { brief: { href: href(address, routes.brief()), text: 'Brief, on one page' } }),
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
    ...(latest && { latest }),
    ...nextSteps(all, address),
    blockers: all.items
      .filter(({ kind, enumerated }) => kind === 'blocker' && enumerated)
      .slice(0, blockersShown)
      .map((item) => ({
        link: { href: href(address, routes.item(item.kind, item.key)), text: cut(item.title, 160) },
        ...(all.systems.length > 1 && { system: { href: href(address, routes.system(item.system)), text: all.system(item.system).name } }),
        written: written(all, address, item.place),
      })),
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
      ...(all.gaps.length > 0 && all.phases.length === 0 && !all.documents.some(({ plan }) => plan)
        ? ['No step of a roadmap was recognised in the documents.']
        : []),
      ...(all.gaps.length > 0 && all.systems.length === 1 ? ['There is one system only, and none to compare it with.'] : []),
    ],
  }
}

const stepsShown = 12
const blockersShown = 8

function nextSteps(all: Portfolio, address: string): Pick<HomeView, 'next' | 'moreNext'> {
  const steps = all.systems.flatMap(({ slug }) => nextOf(all, all.phases, slug) ?? [])
  return {
    next: steps.slice(0, stepsShown).map((phase) => {
      const count = new Set(phase.gaps.flatMap(({ key }) => key ?? [])).size
      return {
        link: { href: href(address, routes.phase(phase.key)), text: called(phase) },
        ...(all.systems.length > 1 && {
          system: { href: href(address, routes.system(phase.system)), text: all.system(phase.system).name },
        }),
        ...(phase.window && { window: phase.window.words }),
        ...(phase.priority && { priority: saidSeverity(phase.priority) }),
        none: noGap(phase),
        gaps: count > 0 ? { word: count === 1 ? 'gap' : 'gaps', count, href: href(address, routes.gapsOfPhase(phase.key)) } : undefined,
      }
    }),
    ...(steps.length > stepsShown && {
      moreNext: { href: href(address, routes.roadmap), text: `The next steps of ${steps.length} systems` },
    }),
  }
}

function lacking(given: [boolean, string][]): string[] {
  const words = given.filter(([has]) => !has).map(([, word]) => word)
  return words.length > 0 ? [`No ${enumerate(words, 'or')} was recognised in the documents.`] : []
}
