/**
 * Lists: items that are gaps, known by a bold lead, an id, a box or a mark under a heading that announces gaps.
 * Joining items with sections and rows is left to `link`.
 */
import type { List, ListItem, RootContent } from 'mdast'
import type { Position } from 'unist'
import type { Mention } from '#model'
import { plain, type Source } from '#read'
import { itemOf, placeOf, readFields, spanning } from './fields.ts'
import { groupWithin } from './groups.ts'
import { readHeading } from './heading.ts'
import { mentionFrom } from './mention.ts'
import { below, partAbove, type SectionNode } from './sections.ts'

/** Lists whose items are gaps: only where nothing else in the document enumerates any. */
export function listsOf(root: SectionNode, source: Source, taken: ReadonlySet<SectionNode>): Mention[] {
  const found: Mention[] = []
  for (const section of [root, ...below(root)]) {
    const part = section.part ?? partAbove(section)
    if (taken.has(section) || part !== 'gaps') continue
    for (const block of section.blocks) if (block.type === 'list') found.push(...itemsAsGaps(block, section, source))
  }
  return found
}

function itemsAsGaps(list: List, section: SectionNode, source: Source): Mention[] {
  return list.children.flatMap((item) => {
    const lead = leadOf(item)
    if (!lead) return []
    const { number: _, ...heading } = readHeading(lead.text)
    const fields = [
      ...(lead.rest
        ? [
            {
              label: '',
              at: lead.rest,
              text: plain(item.children[0]!)
                .slice(lead.text.length)
                .replace(/^[\s:：–—-]+/u, ''),
              blocks: [],
            },
          ]
        : []),
      ...readFields(item.children.slice(1) as RootContent[], source),
    ]
    const mention = mentionFrom(
      {
        kind: 'item',
        heading,
        place: placeOf(source, item.position!),
        headAt: lead.at,
        fields,
        nodes: item.children,
        series: `list:${list.position!.start.line}`,
        founds: true,
        group: groupWithin(section, source, new Set()),
      },
      source,
    )
    const state = itemOf(item, source).mark
    return state === 'present'
      ? []
      : [{ ...mention, signals: [{ name: 'gap-list', weight: 3, note: 'the list stands under a heading that announces gaps' }] }]
  })
}

/** The words that open an item: its bold lead, else its first paragraph. */
function leadOf(item: ListItem): { text: string; at: Position; rest?: Position } | undefined {
  const [first] = item.children
  if (first?.type !== 'paragraph') return undefined
  const strong = first.children[0]
  if (strong?.type !== 'strong') return { text: plain(first), at: first.position! }
  const rest = first.children.slice(1)
  return {
    text: plain(strong),
    at: strong.position!,
    ...(rest.length > 0 && { rest: spanning(rest[0]!.position!, rest.at(-1)!.position!) }),
  }
}
