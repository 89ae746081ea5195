/**
 * Coverage: which of the kinds that a gap should lead to it does lead to, and which are missing: the holes of the traceability matrix.
 * It counts what documents say; whether a citation is true is for `observe`, and how it looks for `publish`.
 */
import { type CoverageKind, coverageKinds, type FacetName } from '#model'

/** The facet of a gap that leads to each; steps of a roadmap name gaps, not gaps them. */
export const facetOfKind = {
  evidence: 'evidence',
  requirement: 'requirements',
  work: 'requiredWork',
  artifact: 'artifacts',
  criterion: 'acceptanceCriteria',
  metric: 'metrics',
  directive: 'directives',
} as const satisfies Partial<Record<CoverageKind, FacetName>>

/** A gap, or what lists know of it. */
export interface Covering {
  facets: Partial<Record<FacetName, { items: number | readonly unknown[]; none?: true | undefined }>>
}

/** Whether a gap has a facet that says more than that there is none. */
export const gives = ({ facets }: Covering, name: FacetName): boolean => facets[name] !== undefined && !facets[name].none

/** How many links of a kind a gap has; prose that lists nothing is one. 0 is a hole. @param phases steps of roadmaps that name it */
export function linksOf(gap: Covering, kind: CoverageKind, phases: number): number {
  if (kind === 'phase') return phases
  const name = facetOfKind[kind]
  const facet = gap.facets[name]
  if (!facet || !gives(gap, name)) return 0
  return (typeof facet.items === 'number' ? facet.items : facet.items.length) || 1
}

export interface Share {
  kind: CoverageKind
  covered: number
  of: number
}

/** How many of the gaps have at least one link of each kind. @param phases see `linksOf` */
export const coverageOf = <One extends Covering>(gaps: readonly One[], phases: (gap: One) => number): Share[] =>
  coverageKinds.map((kind) => ({ kind, covered: gaps.filter((gap) => linksOf(gap, kind, phases(gap)) > 0).length, of: gaps.length }))

/** In whole percent, rounded down: 99.9 % is not all. */
export const percent = ({ covered, of }: Pick<Share, 'covered' | 'of'>): number => (of === 0 ? 100 : Math.floor((100 * covered) / of))
