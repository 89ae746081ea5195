/**
 * Facets: by what gaps are told apart in lists: severity, state, system, category, phase, effort, and what they lack. Each value
 * has its gaps and the address of its list, so that prerendered lists, their counts and the filter speak of the same.
 */

import { gives, Keys, part } from '#link'
import type { GapEntry } from './entries.ts'
import { type Mark, severityMark, stateMark } from './frame.ts'
import {
  called,
  type LevelOrNone,
  levelOf,
  levelsOrNone,
  type Portfolio,
  type StateOrNone,
  stateOf,
  statesOrNone,
  stepCount,
} from './portfolio.ts'
import { routes } from './routes.ts'

export interface FacetValue {
  /** As it stands in addresses, e.g. "critical", "wrkr/security". */
  value: string
  word: string
  mark?: Mark
  /** Of the system that the value belongs to; absent for those of all. */
  system?: string
  gaps: readonly GapEntry[]
  address: (page?: number) => string
}

export interface GapFacet {
  name: 'severity' | 'state' | 'system' | 'category' | 'phase' | 'effort' | 'has-no'
  title: string
  values: readonly FacetValue[]
}

export interface Facets {
  /** Only those that there is something for; a value `none` of severity or state comes with others alone. */
  facets: readonly GapFacet[]
  /** What no gap has: "owner". */
  nowhere: readonly string[]
}

/** What a gap may lack, and how one says so. */
const holes: readonly { what: string; word: string; called: string; has: (gap: GapEntry, all: Portfolio) => boolean }[] = [
  { what: 'severity', word: 'severity', called: 'a severity', has: (gap) => gap.severity !== undefined },
  { what: 'state', word: 'state', called: 'a state', has: (gap) => gap.status !== undefined },
  { what: 'owner', word: 'owner', called: 'an owner', has: (gap) => gap.owner !== undefined },
  { what: 'effort', word: 'effort', called: 'an effort', has: (gap) => gap.effort !== undefined },
  { what: 'phase', word: 'phase', called: 'a phase', has: (gap, all) => stepCount(all, gap) > 0 },
  { what: 'impact', word: 'impact', called: 'an impact', has: (gap) => gives(gap, 'impact') },
  { what: 'evidence', word: 'evidence', called: 'evidence', has: (gap) => gives(gap, 'evidence') },
  { what: 'requirement', word: 'requirement', called: 'a requirement', has: (gap) => gives(gap, 'requirements') },
  { what: 'required-work', word: 'required work', called: 'required work', has: (gap) => gives(gap, 'requiredWork') },
  {
    what: 'acceptance-criteria',
    word: 'acceptance criteria',
    called: 'acceptance criteria',
    has: (gap) => gives(gap, 'acceptanceCriteria'),
  },
  { what: 'artifact', word: 'artifact', called: 'an artifact', has: (gap) => gives(gap, 'artifacts') },
  { what: 'metric', word: 'metric', called: 'a metric', has: (gap) => gives(gap, 'metrics') },
  { what: 'directive', word: 'directive', called: 'a directive', has: (gap) => gives(gap, 'directives') },
]

export const lackOf = (what: string): string => holes.find((hole) => hole.what === what)!.called

const known = new WeakMap<Portfolio, Facets>()

/** Made once a portfolio: every list asks for them. */
export function facetsOf(all: Portfolio): Facets {
  const found = known.get(all) ?? facets(all)
  known.set(all, found)
  return found
}

function facets(all: Portfolio): Facets {
  const lacking = holes.map((hole) => ({ ...hole, gaps: all.gaps.filter((gap) => !hole.has(gap, all)) }))
  const every: GapFacet[] = [
    {
      name: 'severity',
      title: 'Severity',
      values: all.hasSeverity ? graded(all.gaps, levelsOrNone, levelOf, severityMark, routes.gapsWithSeverity) : [],
    },
    {
      name: 'state',
      title: 'State',
      values: all.hasStatus ? graded(all.gaps, statesOrNone, stateOf, stateMark, routes.gapsInState) : [],
    },
    {
      name: 'system',
      title: 'System',
      values: all.systems.map(({ slug, name }) => ({
        value: slug,
        word: name,
        gaps: all.gapsOfSystem(slug),
        address: (page) => routes.gapsOfSystem(slug, page),
      })),
    },
    {
      name: 'category',
      title: 'Category',
      values: all.categories.map(({ system, slug, words, gaps }) => ({
        value: `${system}/${slug}`,
        word: words,
        system,
        gaps,
        address: (page) => routes.gapsInCategory(system, slug, page),
      })),
    },
    {
      name: 'phase',
      title: 'Phase',
      values: all.phases.map((phase) => ({
        value: phase.key,
        word: called(phase),
        system: phase.system,
        gaps: [...new Set(phase.gaps.flatMap(({ key }) => key ?? []))].flatMap((key) => all.gap(key) ?? []),
        address: (page) => routes.gapsOfPhase(phase.key, page),
      })),
    },
    { name: 'effort', title: 'Effort', values: efforts(all.gaps) },
    {
      name: 'has-no',
      title: 'Has no',
      values: lacking
        .filter(({ gaps }) => gaps.length < all.gaps.length)
        .map(({ what, word, gaps }) => ({ value: what, word, gaps, address: (page) => routes.gapsWithout(what, page) })),
    },
  ]
  return {
    facets: every
      .map((facet) => ({ ...facet, values: facet.values.filter(({ gaps }) => gaps.length > 0) }))
      .filter(({ values }) => values.length > 0),
    nowhere: lacking.filter(({ gaps }) => gaps.length === all.gaps.length).map(({ word }) => word),
  }
}

function graded<Value extends LevelOrNone | StateOrNone>(
  gaps: readonly GapEntry[],
  values: readonly Value[],
  valueIn: (gap: GapEntry) => Value,
  mark: (value: Value) => Mark,
  address: (value: string, page?: number) => string,
): FacetValue[] {
  const own = Map.groupBy(gaps, valueIn)
  return values.map((value) => ({
    value,
    word: mark(value).word,
    mark: mark(value),
    gaps: own.get(value) ?? [],
    address: (page) => address(value, page),
  }))
}

/** What is longer is a sentence about one gap, nothing to sort gaps by. */
const longest = 48

/** The same words are one effort, letters' case and spaces apart. */
function efforts(gaps: readonly GapEntry[]): FacetValue[] {
  const keys = new Keys()
  const words = ({ effort }: GapEntry) => effort?.words.replace(/\s+/g, ' ').trim() ?? ''
  return [...Map.groupBy(gaps, (gap) => words(gap).normalize('NFKC').toLowerCase())].flatMap(([name, own]) => {
    const word = words(own[0]!)
    if (!word || [...word].length > longest) return []
    const value = keys.take(part(word) || 'effort', name).key
    return [{ value, word, gaps: own, address: (page?: number) => routes.gapsOfEffort(value, page) }]
  })
}
