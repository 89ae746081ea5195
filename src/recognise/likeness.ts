/**
 * Likeness: whether a table or list speaks of gaps that are enumerated elsewhere, in other words. Only used to keep such a
 * restatement from founding gaps of its own; what is joined, and what is merely proposed, is left to `link`.
 */

/** Words that tell things apart, cut to their stems: "Completion", "completed" → "comple"; of Chinese, pairs of signs. */
const stems = (title: string): Set<string> => distinct(title, common)
function distinct(title: string, without: ReadonlySet<string>): Set<string> {
  const found = new Set<string>()
  const add = (word: string) => {
    if (!without.has(word)) found.add(word.slice(0, 6))
  }
  const lower = title.toLowerCase()
  const words = /[^\0-\x7F]/.test(lower)
    ? lower.normalize('NFKC').match(/\p{Script=Han}+|[^\P{L}\p{Script=Han}]+|\p{N}+/gu)
    : lower.match(/[a-z]+|\d+/g)
  for (const word of words ?? [])
    if (isHan(word)) for (const pair of pairs(word)) add(pair)
    else if (word.length > 2 || /\d/.test(word)) add(word)
  return found
}
const isHan = (word: string): boolean => word.charCodeAt(0) > 0x7f && /\p{Script=Han}/u.test(word)
const pairs = (word: string): string[] => Array.from({ length: Math.max(1, word.length - 1) }, (_, index) => word.slice(index, index + 2))
const common = new Set(
  'the and for with not are missing gap gaps issue issues implementation implemented incomplete system support feature features 缺失 缺少 功能 系统 模块 问题'.split(
    ' ',
  ),
)

/** Whether most of `titles` resemble one of the known each: then the series restates. */
export type Restates = (titles: readonly string[]) => boolean

/** One pair of Chinese signs is less than a word. */
const isPairs = (words: ReadonlySet<string>): boolean => [...words].every(isHan)

/** Titles resemble each other when at least half of the words of the shorter are in the other. Known titles are read once, and found by words. */
export function restating(known: readonly string[]): Restates {
  const others = [...new Set(known)].map(stems).map((words) => ({ size: words.size, words, pairs: isPairs(words) }))
  const byWord = new Map<string, number[]>()
  for (const [index, { words }] of others.entries())
    for (const word of words) {
      const list = byWord.get(word)
      if (list) list.push(index)
      else byWord.set(word, [index])
    }
  const resembles = (title: string): boolean => {
    const words = stems(title)
    const own = { size: words.size, pairs: isPairs(words) }
    const shared = new Map<number, number>()
    // the rarest word first: what many titles bear is seldom needed
    for (const list of [...words].map((word) => byWord.get(word) ?? []).sort((a, b) => a.length - b.length))
      for (const index of list) {
        const count = (shared.get(index) ?? 0) + 1
        const small = own.size <= others[index]!.size ? own : others[index]!
        if (count * 2 >= small.size && (count > 1 || small.size === 1 || !small.pairs)) return true
        shared.set(index, count)
      }
    return false
  }
  return (titles) =>
    known.length > 1 && titles.length > 0 && titles.length <= known.length * 3 && titles.filter(resembles).length * 3 >= titles.length * 2
}

/** Words that only say that something is missing, or is to be done. */
const doing = new Set(
  [
    ...common,
    ...'a an of to in on no non only is be by all new basic full proper real add adds build create implement fix improve enable write make provide support introduce complete finish extend need needs needed required require lack lacks missing incomplete partial broken absent limited poor insufficient undefined unclear disabled unimplemented fixes currently yet without none'.split(
      ' ',
    ),
    ...'添加 实现 完善 增加 补充 修复 支持 未实 未完 不足'.split(' '),
  ].sort(),
)

/** The words of a title that name the thing, without brackets and without what only says that it is missing. */
export const distinctive = (title: string): Set<string> => distinct(title.replace(/\([^()]*\)|（[^（）]*）/gu, ' '), doing)
