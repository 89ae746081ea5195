/** Rule: the text of a document is part of something we know. Told once a document: much honest prose is not. */
import { before, type GapDocument, type Place, type Section } from '#model'
import { count, quote, type Rule } from '../rule.ts'

export const textUnderstood: Rule = {
  name: 'text-understood',
  level: 'note',
  says: 'What a document says is part of a gap, a phase, an action or another list that Lacuna knows.',
  why: 'Other text is shown as it stands on the page of the document, and is missing from the pages of gaps, the matrix and the roadmap.',
  example: {
    bad: '# Gaps\n\n## Gap 1: Resume starts over\n\nSeverity: High\n\n## Remarks from the workshop\n\nThe lease was discussed at length, without a result.\n',
    good: '# Gaps\n\n## Gap 1: Resume starts over\n\nSeverity: High\n\nProblem: the lease was discussed at length, without a result.\n',
  },
  *check({ documents }) {
    for (const document of documents) {
      yield* unread(document)
      yield* code(document)
    }
  },
}

function* unread(document: GapDocument) {
  const [first] = document.unread
  if (!first) return
  const lines = document.unread.reduce((sum, place) => sum + linesOf(place), 0)
  const known = document.mentions.length + document.phases.length + document.actions.length + document.items.length
  if (known === 0) {
    yield {
      place: first,
      message: `no gap was found in this document; its ${count(lines, 'line')} of text ${lines === 1 ? 'is' : 'are'} shown as written`,
      mend: 'if it tells of gaps, give each a heading with a number or an id, e.g. "### Gap 1: …", or a row of a table with a column "Gap"',
    }
    return
  }
  const bySection = Map.groupBy(document.unread, headingAbove(document.sections))
  yield {
    place: first,
    message: `${count(lines, 'line')} of ${document.lines} ${lines === 1 ? 'is' : 'are'} part of no gap, phase or action, and shown only as written`,
    mend: 'none is needed where the text leads up to the gaps; else put it below the heading of its gap, or give it a label such as "Impact:"',
    see: [...bySection].slice(0, most).map(([section, places], index) => {
      const own = places.reduce((sum, place) => sum + linesOf(place), 0)
      const others = index === most - 1 ? bySection.size - most : 0
      return {
        place: places[0]!,
        note: `${count(own, 'line')} ${section ? `below ${quote(section.title)}` : 'before the first heading'}${others > 0 ? `, and text below ${count(others, 'more heading')}` : ''}`,
      }
    }),
  }
}

/** The last heading before a place; places come in the order of the text. */
function headingAbove(sections: readonly Section[]): (place: Place) => Section | undefined {
  let next = 0
  return (place) => {
    while (next < sections.length && before(sections[next]!.headPlace, place) <= 0) next += 1
    return sections[next - 1]
  }
}

/** As many places as one cares to read. */
const most = 3

function* code({ defects }: GapDocument) {
  const [first, ...others] = defects.filter(({ kind }) => kind === 'mdx')
  if (!first) return
  yield {
    place: first.place,
    message: `${quote(first.was)} is code, which is never run here${others.length > 0 ? `; so ${others.length === 1 ? 'is' : 'are'} ${count(others.length, 'other place')}` : ''}`,
    mend: 'write in Markdown what it would show, or keep the page with components in content/pages',
    see: others.slice(0, most).map(({ was, place }) => ({ place, note: quote(was) })),
  }
}

const linesOf = ({ line, endLine, endColumn }: Place): number => endLine - line + (endColumn === 1 && endLine > line ? 0 : 1)
