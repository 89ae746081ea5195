/**
 * Lacks: what home tells of the gaps of all systems and each system's page of its own: which of them no step of a roadmap names, and
 * how many lack what others have. Every number leads to the list that it counts; the lists themselves are left to `lists.ts`.
 */
import { facetsOf } from './facets.ts'
import { type Count, enumerate, type Link, many } from './frame.ts'
import { groupAddress, listWithout } from './lists.ts'
import { type Portfolio, someGiveSteps, stepCount } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** Gaps that no step of a roadmap names: all of them, of how many, and by system where there are several. */
export interface Unscheduled {
  all: Count
  of: Link
  /** Set where others give steps that no roadmap has. */
  giveNone?: true
  systems: Count[]
}

/** Of all systems, or of one; none where no system has a roadmap that could name a gap, or where all gaps are named. */
export function unscheduledOf(all: Portfolio, address: string, slug?: string): Unscheduled | undefined {
  const every = slug === undefined ? all.gaps : all.gapsOfSystem(slug)
  const gaps = every.filter((gap) => stepCount(all, gap) === 0)
  if (all.phases.length === 0 || gaps.length === 0) return undefined
  const without = listWithout(all, 'phase')
  const everyOne = slug === undefined ? routes.gaps() : routes.gapsOfSystem(slug)
  // where no gap of the site is scheduled, the list of all is that of the unscheduled ones
  const to = !without ? everyOne : slug === undefined ? without.list.address(1) : groupAddress(without.list, slug)
  const bySystem = Map.groupBy(gaps, ({ system }) => system)
  return {
    all: { word: 'gaps', count: gaps.length, href: href(address, to) },
    of: { href: href(address, everyOne), text: many(every.length, 'gap') },
    ...(someGiveSteps(every) && { giveNone: true as const }),
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

/** What gaps lack: counts of those where others have it, and one sentence of what none has. */
export interface Missing {
  counts: Count[]
  nowhere?: string
}

/** Severity, state and roadmap are told of at the top where nothing gives them, and phases have a section of their own. */
export function missingOf(all: Portfolio, address: string, slug?: string): Missing | undefined {
  const every = slug === undefined ? all.gaps : all.gapsOfSystem(slug)
  if (every.length === 0) return undefined
  const counts: Count[] = []
  const nowhere = new Set(facetsOf(all).nowhere)
  for (const value of facetsOf(all).facets.find(({ name }) => name === 'has-no')?.values ?? []) {
    const without = value.value === 'phase' ? undefined : listWithout(all, value.value)
    if (!without) continue
    const own = slug === undefined ? without.gaps : (without.bySystem.get(slug) ?? [])
    if (own.length === every.length) nowhere.add(value.word)
    else if (own.length > 0)
      counts.push({
        word: `no ${value.word}`,
        count: own.length,
        href: href(address, slug === undefined ? without.list.address(1) : groupAddress(without.list, slug)),
      })
  }
  for (const what of ['severity', 'state', 'phase']) nowhere.delete(what)
  if (counts.length === 0 && nowhere.size === 0) return undefined
  return { counts, ...(nowhere.size > 0 && { nowhere: `No ${enumerate([...nowhere], 'or')} was recognised for any gap.` }) }
}
