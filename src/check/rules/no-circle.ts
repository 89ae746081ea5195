/** Rule: dependencies of gaps do not lead back to where they began. */
import { edgesOf, graphOf } from '#link'
import type { Gap } from '#model'
import { nameOf, type Rule } from '../rule.ts'

export const noCircle: Rule = {
  name: 'dependencies-end',
  level: 'warning',
  says: 'Whoever follows what gaps depend on comes to one that depends on nothing.',
  why: 'Of gaps that wait for each other none can come first, and no roadmap can hold them in an order.',
  example: {
    bad: '# Gaps\n\n## G-01: Resume starts over\n\nProblem: a run cannot go on.\n\nDepends on: G-02\n\n## G-02: No lease\n\nProblem: two runs collide.\n\nBlocked by: G-01\n',
    good: '# Gaps\n\n## G-01: Resume starts over\n\nProblem: a run cannot go on.\n\nDepends on: G-02\n\n## G-02: No lease\n\nProblem: two runs collide.\n\nBlocks: G-01\n',
  },
  *check({ trace: { gaps, phases } }) {
    const byKey = new Map(gaps.map((gap) => [gap.key, gap]))
    const name = (key: string): string => nameOf(byKey.get(key) as Gap)
    const depending = edgesOf(gaps, phases).filter(({ kind }) => kind === 'depends')
    for (const { way } of graphOf([...byKey.keys()], depending).circles) {
      const [first, ...others] = way
      if (!first) continue
      const names = way.map(({ from }) => name(from))
      yield {
        place: first.place,
        message: `${names[0]} depends on ${shortened([...names.slice(1), names[0]!]).join(', and that on ')}: ${names.length === 2 ? 'neither' : 'none of them'} can come first`,
        mend: 'take out the dependency that does not hold, or call it "Related"',
        see: others.slice(0, 11).map(({ from, to, place }) => ({ place, note: `says that ${name(from)} depends on ${name(to)}` })),
      }
    }
  },
}

/** Of a long way round the beginning and the end. */
const shortened = (names: readonly string[]): readonly string[] => (names.length > 7 ? [...names.slice(0, 5), '…', names.at(-1)!] : names)
