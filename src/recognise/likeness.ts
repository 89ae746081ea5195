/**
 * Likeness: whether a table or list speaks of gaps that are enumerated elsewhere, in other words. Only used to keep such a
 * restatement from founding gaps of its own; what is joined, and what is merely proposed, is left to `link`.
 */

/** Words that tell things apart, cut to their stems: "Completion", "completed" → "comple"; of Chinese, pairs of signs. */
const stems = (title: string): Set<string> =>
  new Set(
    (
      title
        .toLowerCase()
        .normalize('NFKC')
        .match(/\p{Script=Han}+|[^\P{L}\p{Script=Han}]+|\p{N}+/gu) ?? []
    )
      .flatMap((word) => (/\p{Script=Han}/u.test(word) ? pairs(word) : word.length > 2 || /\d/.test(word) ? [word] : []))
      .filter((word) => !common.has(word))
      .map((word) => word.slice(0, 6)),
  )
const pairs = (word: string): string[] => Array.from({ length: Math.max(1, word.length - 1) }, (_, index) => word.slice(index, index + 2))
const common = new Set(
  'the and for with not are missing gap gaps issue issues implementation implemented incomplete system support feature features 缺失 缺少 功能 系统 模块 问题'.split(
    ' ',
  ),
)

/** Whether at least half of the words of the shorter title are in the other. */
function resembles(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  if (small.size === 0) return false
  const shared = [...small].filter((word) => large.has(word)).length
  return shared * 2 >= small.size
}

/** Whether most of `titles` resemble one of `known` each: then the series restates. */
export function restates(titles: readonly string[], known: readonly string[]): boolean {
  if (known.length < 2 || titles.length === 0 || titles.length > known.length * 3) return false
  const others = known.map(stems)
  const alike = titles.map(stems).filter((title) => others.some((other) => resembles(title, other))).length
  return alike * 3 >= titles.length * 2
}
