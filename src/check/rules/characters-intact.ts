/** Rule: the characters of a document are those that its author typed. */
import type { Defect } from '#model'
import { list, quote, type Rule } from '../rule.ts'

export const charactersIntact: Rule = {
  name: 'characters-intact',
  level: 'warning',
  says: 'A document is saved in UTF-8, and none of its characters went through another encoding.',
  why: 'Here it was mended for reading; every other tool, search and diff still meets the wrong characters.',
  example: {
    bad: '# Gaps\n\n## 1. No sign-in\n\nSeverity: High\n\nAnyone â€” even a guest â€” gets in.\n',
    good: '# Gaps\n\n## 1. No sign-in\n\nSeverity: High\n\nAnyone — even a guest — gets in.\n',
  },
  *check({ documents }) {
    for (const { defects } of documents) {
      for (const { note, was, place } of defects.filter(({ kind }) => kind === 'encoding')) {
        yield {
          place,
          message: `the file is not in UTF-8; it was read as ${was || note || 'what it most looks like'}`,
          mend: 'save it again as UTF-8, after a look at its accents and dashes',
        }
      }
      const byLine = Map.groupBy(
        defects.filter(({ kind }) => kind === 'mojibake'),
        ({ place }) => place.line,
      )
      for (const [first, ...others] of byLine.values()) {
        const all = [first!, ...others]
        yield {
          place: first!.place,
          message: `${list([...new Set(all.map(change))], 3)}: this line went through a wrong encoding`,
          mend: `write ${list([...new Set(all.map(({ now }) => now ?? ''))].filter(Boolean), 8)} here, and save the file as UTF-8`,
        }
      }
    }
  },
}

const change = ({ was, now }: Defect): string => `${quote(was, 24)} was read as ${quote(now ?? '', 24)}`
