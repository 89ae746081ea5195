/** Rule: no two things claim one address of the site. */
import { count, type Rule } from '../rule.ts'

export const oneAddress: Rule = {
  name: 'one-address',
  level: 'warning',
  says: 'Each document, gap and phase has an address of its own.',
  why: 'Of two that claim one address the second gets a number added; should the first go or the order change, links that people sent around lead to the other.',
  example: {
    bad: {
      'wrkr/Gaps v1.md': '# Gaps of the first release\n\n## G-01: Resume starts over\n\nSeverity: High\n',
      'wrkr/gaps-v1.md': '# Gaps of the first release, again\n\n## G-02: No lease\n\nSeverity: High\n',
    },
    good: {
      'wrkr/gaps-v1.md': '# Gaps of the first release\n\n## G-01: Resume starts over\n\nSeverity: High\n',
      'wrkr/gaps-v2.md': '# Gaps of the second release\n\n## G-02: No lease\n\nSeverity: High\n',
    },
  },
  *check({ trace }) {
    for (const { address, places } of trace.clashes) {
      const [first, ...others] = places
      if (!first) continue
      for (const place of others) {
        yield {
          place,
          message: `this would be published at ${address}, which ${place.file === first.file ? `line ${first.line}` : first.file} has taken; it got a number added`,
          mend: 'rename one of the two, so that they differ in more than case, blanks and punctuation',
          see: [
            { place: first, note: `has the address ${address}${others.length > 1 ? `, claimed by ${count(others.length, 'other')}` : ''}` },
          ],
        }
      }
    }
  },
}
