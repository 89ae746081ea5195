/**
 * Bodies: bullets that stand below a numbered line without an indent ("1. Hardening", "- limits", "1. Tests", "- retries").
 * To Markdown they are lists of their own between lists of one item; to their author they say more of the line above them.
 * What a list enumerates is left to others.
 */
import type { List, ListItem, RootContent } from 'mdast'
import { spanning } from './fields.ts'

const isOrdered = (block: RootContent | undefined): block is List => block?.type === 'list' && block.ordered === true
const isBullets = (block: RootContent | undefined): block is List => block?.type === 'list' && block.ordered !== true

interface Pair {
  numbered: List
  bullets?: List
}

/**
 * Blocks in which numbered lines and the bullets below them are one list again.
 * @param apart whether a block is to stay as it is
 */
export function withBodies(blocks: readonly RootContent[], apart: (block: RootContent) => boolean): RootContent[] {
  const found: RootContent[] = []
  for (let index = 0; index < blocks.length; ) {
    const pairs: Pair[] = []
    let next = index
    while (isOrdered(blocks[next]) && !apart(blocks[next]!)) {
      const [numbered, bullets] = [blocks[next] as List, blocks[next + 1]]
      if (!isBullets(bullets) || apart(bullets)) {
        if (pairs.length > 0) pairs.push({ numbered })
        next += Number(pairs.length > 0)
        break
      }
      pairs.push({ numbered, bullets })
      next += 2
    }
    if (belong(pairs)) found.push(merged(pairs))
    else {
      next = Math.max(next, index + 1)
      found.push(...blocks.slice(index, next))
    }
    index = next
  }
  return found
}

/** Bullets right below a line, or time and again below one line each, are its body; a list after a list of several may be anything. */
function belong(pairs: readonly Pair[]): boolean {
  const led = pairs.filter(({ bullets }) => bullets)
  const alone = ({ numbered }: Pair) => numbered.children.length === 1
  const close = ({ numbered, bullets }: Pair) => bullets!.position!.start.line === numbered.position!.end.line + 1
  return led.length > 1 ? led.every((pair) => close(pair) || alone(pair)) : led.length === 1 && alone(led[0]!) && close(led[0]!)
}

/** One list; it is numbered only where its numbers run on, since "1." before each of several counts nothing. */
function merged(pairs: readonly Pair[]): List {
  const [{ numbered: first }] = pairs as [Pair]
  const children = pairs.flatMap(({ numbered, bullets }): ListItem[] => {
    const last = numbered.children.at(-1)!
    if (!bullets) return numbered.children
    return [
      ...numbered.children.slice(0, -1),
      { ...last, children: [...last.children, bullets], position: spanning(last.position!, bullets.position!) },
    ]
  })
  let count = first.start ?? 1
  const runsOn = pairs.every(({ numbered }) => {
    const runs = numbered.start === count
    count += numbered.children.length
    return runs
  })
  const { numbered, bullets } = pairs.at(-1)!
  return { ...first, ordered: runsOn, children, position: spanning(first.position!, (bullets ?? numbered).position!) }
}
