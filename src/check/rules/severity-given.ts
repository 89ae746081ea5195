/** Rule: gaps have a severity. Told once a document. */
import { contains, type Gap, type GapDocument } from '#model'
import { count, list, nameOf, quote, type Rule } from '../rule.ts'

export const severityGiven: Rule = {
  name: 'severity-given',
  level: 'note',
  says: 'Each gap has a severity or a priority.',
  why: 'We guess none: such gaps stand last in every list, and no chart or filter by severity shows them.',
  example: {
    bad: '# Gaps\n\n## Gap 1: Resume starts over\n\nProblem: a run cannot go on.\n\n## Gap 2: No lease\n\nProblem: two runs collide.\n',
    good: '# Gaps\n\n## Gap 1: Resume starts over\n\nSeverity: High\n\nProblem: a run cannot go on.\n\n## Gap 2: No lease\n\nSeverity: Low\n\nProblem: two runs collide.\n',
  },
  *check({ documents, trace }) {
    const byFile = Map.groupBy(trace.gaps, ({ place }) => place.file)
    for (const document of documents) {
      const gaps = byFile.get(document.file) ?? []
      const [first, ...others] = gaps.filter(({ severity }) => severity === undefined)
      if (!first) continue
      const without = others.length + 1
      yield {
        place: first.mentions[0]?.headPlace ?? first.place,
        message:
          without === gaps.length
            ? gaps.length === 1
              ? `${nameOf(first)}, the only gap of this document, has no severity`
              : `none of the ${gaps.length} gaps of this document has a severity`
            : `${without} of the ${count(gaps.length, 'gap')} of this document ${without === 1 ? 'has' : 'have'} no severity: ${list([first, ...others].map(nameOf), 4)}`,
        ...mendOf(document, gaps, first),
      }
    }
  },
}

/** As the document's other gaps do it, else in the words of its own scale, else in ours. */
function mendOf(
  { scale }: GapDocument,
  gaps: readonly Gap[],
  { mentions: [own] }: Gap,
): { mend: string; see?: { place: Gap['place']; note: string }[] } {
  // a level that a heading gives to all below it is no model for one gap
  const model = gaps.find(
    ({ severity, mentions: [first] }) => severity && first?.kind === own?.kind && contains(first!.place, severity.place),
  )
  if (model) {
    const { words, from, place } = model.severity!
    return {
      mend: `write it as ${nameOf(model)} has it in line ${place.line}`,
      see: [{ place, note: `${nameOf(model)} has ${from && !from.includes(words) ? from.toLowerCase() : 'severity'} ${quote(words)}` }],
    }
  }
  // a scale of states, or of something else, has no levels
  const levels = scale.filter(({ level }) => level !== undefined)
  const words = levels.length > 1 ? levels.map((entry) => entry.words) : ['High', 'Critical', 'Medium', 'Low']
  const others = `or ${list(words.slice(1)).replace(/ and (?=[^,]*$)/, ' or ')}`
  const mend =
    own?.kind === 'row'
      ? `add a column "Severity" with ${words[0]}, ${others}`
      : own?.kind === 'item'
        ? `end each item with its severity in brackets: (${words[0]}), ${others}`
        : `write "Severity: ${words[0]}", ${others}, below each heading`
  return {
    mend,
    ...(levels.length > 1 && { see: [{ place: levels[0]!.place, note: 'the scale of this document' }] }),
  }
}
