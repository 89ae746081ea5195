/**
 * Retelling: lines of plans, summaries and lists of actions that name a gap in other words ("Add dark mode" of "Dark mode
 * missing"). A line retells a gap when the words that tell things apart are the same, or the only gap that has all of them
 * (at least two). What it says of the gap (a level, a state) is a mention; it never founds a gap. Joining is left to `link`.
 */
import type { Mention, Place } from '#model'
import type { Source } from '#read'
import { distinctive } from './likeness.ts'
import { leadMentions } from './lists.ts'
import { above, below, partAbove, type SectionNode } from './sections.ts'
import { rowMentions } from './tables.ts'
import { kindNamedBy, type Part, unnumbered } from './vocabulary.ts'

/** Parts that speak of the gaps again; others (what works, sources, principles) speak of something else. */
const elsewhere: ReadonlySet<Part> = new Set(['done', 'reference', 'criteria', 'principles', 'questions', 'scale', 'directives'])

/** What must hold, or is ruled out, for the whole document: that it has the words of a gap says nothing of the gap. */
const conditions: ReadonlySet<string | undefined> = new Set(['precondition', 'success condition', 'exclusion', 'gate', 'check', 'rule'])
const isCondition = (section: SectionNode): boolean =>
  [section, ...above(section)].some(({ text }) => conditions.has(kindNamedBy(unnumbered(text))))

/** @returns `mentions` with what they retell, and after them the lines of the document that retell one of them. */
export function withRetellings(
  root: SectionNode,
  source: Source,
  taken: ReadonlySet<SectionNode>,
  mentions: readonly Mention[],
  holders: ReadonlySet<SectionNode>,
): Mention[] {
  const founders = mentions.filter(({ founds }) => founds)
  if (founders.length < 2) return [...mentions]
  const gapOf = nameOf(founders)
  const namesGap = (title: string) => gapOf(title) !== undefined
  const known = mentions.map((mention) => {
    const of = mention.founds ? undefined : gapOf(mention.title)
    return of ? { ...mention, of } : mention
  })
  const read = new Set(mentions.map(({ series }) => series.split('|')[0]!))
  const sections = [root, ...below(root)].filter(
    (section) => !taken.has(section) && !elsewhere.has(section.part ?? partAbove(section) ?? 'gaps') && !isCondition(section),
  )
  const told = sections.flatMap((section) =>
    section.blocks.flatMap((block, index) => {
      if (section.wishOf?.(block) === 'not a gap' || read.has(`${block.type}:${block.position!.start.line}`)) return []
      if (block.type === 'list') return leadMentions(block, section, section.blocks[index - 1], source, holders, namesGap)
      return block.type === 'table' ? rowMentions(block, section, source, holders, namesGap) : []
    }),
  )
  return [
    ...known,
    ...told.flatMap((mention) => {
      const of = gapOf(mention.title)
      return of ? [{ ...mention, of, signals: [{ name: 'retells', weight: 0, note: 'its words name one gap and no other' }] }] : []
    }),
  ]
}

/** Finds the one gap whose title a line names: looked up by words, so that no line is compared with all titles. */
function nameOf(founders: readonly Mention[]): (title: string) => Place | undefined {
  const known = founders.map(({ title, headPlace }) => ({ words: distinctive(title), place: headPlace }))
  const byWord = new Map<string, number[]>()
  for (const [index, { words }] of known.entries())
    for (const word of words) {
      const list = byWord.get(word)
      if (list) list.push(index)
      else byWord.set(word, [index])
    }
  return (title) => {
    const words = distinctive(title)
    if (words.size === 0) return undefined
    const shared = new Map<number, number>()
    for (const word of words) {
      const list = byWord.get(word) ?? []
      // a word of every other gap tells nothing apart
      if (list.length <= 50) for (const index of list) shared.set(index, (shared.get(index) ?? 0) + 1)
    }
    const equal = [...shared].filter(([index, count]) => count === words.size && known[index]!.words.size === words.size)
    if (equal.length > 0) return equal.length === 1 ? known[equal[0]![0]]!.place : undefined
    const holding = [...shared].filter(([index, count]) => count > 1 && count === Math.min(words.size, known[index]!.words.size))
    return holding.length === 1 ? known[holding[0]![0]]!.place : undefined
  }
}
