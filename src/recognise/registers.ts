/**
 * Registers: whether a heading stands over what enumerates gaps by itself, at any depth: a table whose columns say so, lists of
 * boxes under several headings, the numbered items below "High priority". Such a heading groups, and names no gap.
 * What speaks for a table is left to `tables.ts`; whether a heading is a gap, to `gaps.ts`.
 */
import type { List, Table } from 'mdast'
import { plain, type Source } from '#read'
import { levelOf } from './groups.ts'
import { openingsOf } from './lists.ts'
import { once } from './once.ts'
import { below, type SectionNode } from './sections.ts'
import { isLabelling, thresholds } from './signals.ts'
import { weighed } from './tables.ts'

/** What speaks for a table because of where it stands; all else is its own. */
const ofPlace: ReadonlySet<string> = new Set(['gap-part', 'other-part', 'summary', 'guide'])

/** Whether a section that describes nothing itself is one under which others are enumerated. */
export function holdsMembers(section: SectionNode, source: Source): boolean {
  if (holdsRegister(section)) return true
  const named = levelOf(section) !== undefined && section.read.id === undefined
  return (
    section.blocks.some((block, index) => {
      if (block.type !== 'list') return false
      const before = section.blocks[index - 1]
      const led = before?.type === 'paragraph' && /[:：]\s*$/u.test(plain(before))
      const counted = block.ordered === true && isNamed(block, source)
      const several = block.children.length > 1 && (isMarked(block, source) || (counted && named))
      return !led && (several || (counted && runsOn(block, section)))
    }) ||
    (section.read.id === undefined && section.children.filter((child) => !isLabelling(child) && holdsBoxes(child)).length > 1)
  )
}

/** Whether a section says what it says in tables of numbers. */
export const countsOnly = (section: SectionNode): boolean => {
  const tables = section.blocks.filter((block) => block.type === 'table')
  return (
    tables.length > 0 &&
    section.children.length === 0 &&
    section.blocks.every(({ type }) => type !== 'list') &&
    tables.every((table) => weighed(table, section).signals.some(({ name }) => name === 'counts'))
  )
}

/** Whether a table anywhere within says by its own columns that it lists gaps. */
export const holdsRegister = (section: SectionNode): boolean =>
  [section, ...below(section)].some((one) => one.blocks.some((block) => block.type === 'table' && isRegister(one, block)))

function isRegister(section: SectionNode, table: Table): boolean {
  if (table.children.length < 3) return false
  const { signals, texts } = weighed(table, section)
  if (texts.every(([first]) => lettered.test(first ?? ''))) return true
  const own = signals.filter(({ name }) => !ofPlace.has(name)).reduce((sum, { weight }) => sum + weight, 0)
  return own >= thresholds.table + thresholds.besideTable
}

/** "TC-FRM-001": letters, a hyphen and a number, and nothing else. */
const lettered = /^(?:\p{Lu}[\p{Lu}\d]*[-_])+\d+\p{L}?$/u

/** Whether the numbers of a list go on from those below the heading before, or in those below the next: 1–2 here, 3–5 there. */
const runsOn = ({ start, children }: List, { parent }: SectionNode): boolean =>
  (start ?? 1) > 1 || startsBelow(parent!).has((start ?? 1) + children.length)
const startsBelow = once(
  ({ children }: SectionNode) =>
    new Set(
      children.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === 'list' && block.ordered ? [block.start ?? 1] : []))),
    ),
)

/** Whether most items of a list say how grave they are, or bear ids before their names. */
const isMarked = (list: List, source: Source): boolean =>
  most(openingsOf(list, source), ({ heading: { severity, id, title } }) => severity !== undefined || (id !== undefined && title !== id))

const isNamed = (list: List, source: Source): boolean => most(openingsOf(list, source), ({ lead }) => lead?.bold === true)

const holdsBoxes = ({ blocks }: SectionNode): boolean =>
  blocks.some(
    (block) => block.type === 'list' && block.children.length > 1 && block.children.every(({ checked }) => typeof checked === 'boolean'),
  )

const most = <T>(all: readonly T[], holds: (one: T) => boolean): boolean => all.filter(holds).length * 2 > all.length
