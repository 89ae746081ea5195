/**
 * Roadmap: the views of the steps of roadmaps: of all systems, of one, and each step by itself. Gaps that no step names stand beside
 * the steps. What the page of a step has in common with that of an item is left to `section.ts`.
 */
import type { Phase } from '#model'
import { type Frame, frame, type GapLine, gapLine, type Link, many, type Said, saidSeverity, type Written, written } from './frame.ts'
import type { Render } from './gap.ts'
import { bySeverity, called, type Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { around, type SectionView, section } from './section.ts'

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
