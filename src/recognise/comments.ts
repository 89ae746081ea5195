/**
 * Comments: what authors tell the reader in HTML comments, which no forge shows. `<!-- lacuna: gap -->` and
 * `<!-- lacuna: not a gap -->` speak of the next block, or of the heading, item or row they stand in; what stands between
 * `<!-- lacuna: ignore -->` and `<!-- lacuna: end -->` is not weighed. Heeding them is left to `gaps.ts`, `tables.ts`, `lists.ts`.
 */
import type { Nodes, Root, RootContent } from 'mdast'
import type { Defect } from '#model'
import { isComment, type Source } from '#read'
import { placeOf } from './fields.ts'

export type Wish = 'gap' | 'not a gap'

export interface Wishes {
  /** Of a heading, table, list, paragraph, row or item. */
  of: (node: Nodes) => Wish | undefined
  /** Whether a block stands between `ignore` and `end`; it then counts as unread. */
  ignores: (block: RootContent) => boolean
  /** What a comment asks for that we do not know, and an `end` or `ignore` that stands alone. */
  defects: Defect[]
}

const order = /^<!--\s*lacuna\s*:\s*(.*?)\s*-->\s*$/isu
const wishIn = (value: string): string | undefined => order.exec(value)?.[1]?.toLowerCase().replace(/\s+/g, ' ')
const isWish = (words: string | undefined): words is Wish => words === 'gap' || words === 'not a gap'

/** Everything that comments of `tree` ask for. */
export function wishesIn(tree: Root, source: Source): Wishes {
  // few documents hold such a comment, and those that hold none need no walk
  if (!/<!--\s*lacuna/i.test(source.text)) return { of: () => undefined, ignores: () => false, defects: [] }
  const found = new Map<Nodes, Wish>()
  const ignored = new Set<RootContent>()
  const defects: Defect[] = []
  const complain = (node: Nodes, note: string) =>
    defects.push({ kind: 'comment', was: 'value' in node ? node.value : '', note, place: placeOf(source, node.position!) })
  let waiting: Wish | undefined
  let ignoring: Nodes | undefined
  for (const block of tree.children) {
    const words = isComment(block) && block.type === 'html' ? wishIn(block.value) : undefined
    if (words === 'end' && !ignoring) complain(block, 'ends what no comment began')
    else if (words === 'ignore' && ignoring) complain(block, 'begins again what was not ended')
    else if (words !== undefined && words !== 'end' && words !== 'ignore' && !isWish(words)) complain(block, 'is not known')
    if (words === 'ignore') ignoring ??= block
    if (ignoring) ignored.add(block)
    if (words === 'end') ignoring = undefined
    if (words !== undefined) waiting = isWish(words) ? words : undefined
    else if (!isComment(block)) {
      if (waiting) found.set(block, waiting)
      waiting = undefined
      inside(block, found)
    }
  }
  if (ignoring) complain(ignoring, 'is never ended')
  return { of: (node) => found.get(node), ignores: (block) => ignored.has(block), defects }
}

/** Comments within a heading, an item or a row speak of it. */
function inside(block: RootContent, found: Map<Nodes, Wish>): void {
  const heed = (owner: Nodes, parts: readonly Nodes[]) => {
    const words = parts.map((part) => (part.type === 'html' ? wishIn(part.value) : undefined)).find(isWish)
    if (words) found.set(owner, words)
  }
  if (block.type === 'heading') heed(block, block.children)
  if (block.type === 'table') for (const row of block.children) for (const cell of row.children) heed(row, cell.children)
  if (block.type === 'list')
    for (const item of block.children) for (const child of item.children) if (child.type === 'paragraph') heed(item, child.children)
}
