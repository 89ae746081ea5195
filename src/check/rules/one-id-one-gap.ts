/** Rule: an id heads one gap. */
import type { Mention } from '#model'
import { nameOf, quote, type Rule } from '../rule.ts'

export const oneIdOneGap: Rule = {
  name: 'one-id-one-gap',
  level: 'error',
  says: 'Within a document an id stands for one gap.',
  why: 'Whoever cites the id may mean either gap; closing one would close both.',
  example: {
    bad: '# Gaps\n\n### G-01: Resume starts over\n\nProblem: a run cannot go on.\n\n### G-02: No lease\n\nProblem: two runs collide.\n\n### G-01: Evidence is not signed\n\nProblem: anyone can alter it.\n',
    good: '# Gaps\n\n### G-01: Resume starts over\n\nProblem: a run cannot go on.\n\n### G-02: No lease\n\nProblem: two runs collide.\n\n### G-03: Evidence is not signed\n\nProblem: anyone can alter it.\n',
  },
  *check({ documents }) {
    for (const { mentions } of documents) {
      const founding = [...Map.groupBy(mentions, ({ series }) => series).values()].flatMap(enumerating)
      const taken = new Set(founding.map(({ id }) => id!.toLowerCase()))
      const byId = Map.groupBy(founding, ({ id }) => id!.toLowerCase())
      for (const [first, ...others] of byId.values()) {
        const told = new Set([first!.title])
        const words = wordsOf(first!.title)
        for (const other of others) {
          if (told.has(other.title) || !contradicts(first!, words, other)) continue
          told.add(other.title)
          yield {
            place: other.headPlace,
            message: `${nameOf(other)} is ${quote(other.title)} here, but ${quote(first!.title)} where the id first stands`,
            mend: `give one of the two another id${free(other.id!, taken)}, or one title if they are the same gap`,
            see: [{ place: first!.headPlace, note: `${first!.id} is ${quote(first!.title)}` }],
          }
        }
      }
    }
  },
}

/** The members of a series that found gaps by ids of their own. Where ids recur in it by habit, they are references. */
function enumerating(series: readonly Mention[]): Mention[] {
  const founding = series.filter(({ founds, id }) => founds && id !== undefined)
  return new Set(founding.map(({ id }) => id!.toLowerCase())).size * 3 < founding.length * 2 ? [] : founding
}

/**
 * Two members of one series with one id, whose titles do not say the same. In different series only an id with letters binds
 * (a bare number starts anew in each), and a title may be told in quite other words.
 */
function contradicts(first: Mention, a: ReadonlySet<string>, other: Mention): boolean {
  if (first.kind !== other.kind) return false
  const b = wordsOf(other.title)
  if (a.size === 0 || b.size === 0) return false
  const shared = a.intersection(b).size
  return first.series === other.series
    ? shared * 2 < Math.min(a.size, b.size)
    : first.kind === 'section' && /\p{L}/u.test(first.id!) && shared === 0
}

/** The words that tell one title from another; of scripts without blanks the single signs. */
function wordsOf(title: string): Set<string> {
  const words = title.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu) ?? []
  return new Set(
    words
      .filter((word) => !/^(a|an|the|of|for|in|on|to|and|or|is|are|not|no|with|missing|lacks?|gaps?)$/.test(word))
      .map((word) => word.replace(/(?<=.{3})s$/, '')),
  )
}

/** The next number that nobody bears: ", e.g. G-18". */
function free(id: string, taken: ReadonlySet<string>): string {
  const [, head, digits] = /^(.*?)(\d+)$/.exec(id) ?? []
  if (digits === undefined) return ''
  for (let number = Number(digits) + 1; number < Number(digits) + 1000; number++) {
    const next = head + String(number).padStart(digits.length, '0')
    if (!taken.has(next.toLowerCase())) return `, e.g. ${next}`
  }
  return ''
}
