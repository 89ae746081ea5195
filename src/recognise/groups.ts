/**
 * Groups: what headings say of all that stands below them: a level ("Critical gaps"), a state ("Still open"), a category.
 * Whether what stands below is a gap is left to `gaps.ts`.
 */
import type { Severity, Status, Words } from '#model'
import type { Source } from '#read'
import { placeOfWords } from './mention.ts'
import { above, type SectionNode } from './sections.ts'
import { levelAt } from './vocabulary.ts'

/** "🔴 CRITICAL GAPS", "P1 — Should fix", "High Priority": a level for all that stand below. */
export function groupLevel(text: string): { words: string } | undefined {
  const bare = text.replace(/^(?:\d+(?:\.\d+)*[.)]?\s+)?/, '')
  const found = levelAt(bare)
  if (!found || !/\p{L}/u.test(found.words)) return found && /gap|issue|finding|priorit/i.test(text) ? { words: found.words } : undefined
  const rest = bare.slice(bare.indexOf(found.words) + found.words.length)
  return /^\s*(?:$|[—–:(-]|(?:priority|severity|impact|risk|implementation|missing)?\s*(?:gaps?|issues?|findings?|items?|problems?|priority|severity|blockers?|defects?)?\s*(?:$|[—–:(-]))/iu.test(
    rest,
  )
    ? { words: found.words }
    : undefined
}

/** What the headings above say of all that stand below them: a level, a state, a category. */
export function groupOf(
  section: SectionNode,
  source: Source,
  holders: ReadonlySet<SectionNode>,
): { severity?: Severity; status?: Status; category?: Words } {
  const group: { severity?: Severity; status?: Status; category?: Words } = {}
  for (const one of above(section)) {
    const at = one.heading!.position!
    const level = groupLevel(one.text)
    if (level && !group.severity) {
      const place = placeOfWords(source, at, level.words)
      group.severity = { level: levelAt(level.words)!.level, words: level.words, place, from: one.text }
    }
    // a heading groups by subject when another beside it does too: "Identified Gaps" alone says nothing of a gap
    const beside = one.parent!.children.filter((other) => holders.has(other))
    if (!level && !group.category && beside.length > 1) {
      const words = one.text.replace(/^[^\p{L}\p{N}]+/u, '').replace(/^\d+(?:\.\d+)*[.)]?\s+/, '')
      group.category = { words, place: placeOfWords(source, at, words) }
    }
  }
  return group
}

/** What a section and those above it give to the rows and items within it. */
export function groupWithin(section: SectionNode, source: Source, holders: ReadonlySet<SectionNode>): ReturnType<typeof groupOf> {
  if (!section.heading) return {}
  const inside: SectionNode = {
    text: '',
    read: { title: '' },
    part: undefined,
    parent: section,
    children: [],
    blocks: [],
    level: section.level + 1,
  }
  return groupOf(inside, source, holders)
}
