/**
 * Sections: flat headings → a tree of sections, each with its own blocks. A heading's number says more than its `#`:
 * "## 5.1" belongs under "## 5", and a heading without a number between "## 8." and "## 9." belongs under 8.
 */
import type { Heading as HeadingNode, Root, RootContent } from 'mdast'
import { plain } from '#read'
import { withBodies } from './bodies.ts'
import type { Wishes } from './comments.ts'
import { type Heading, readHeading } from './heading.ts'
import { once } from './once.ts'
import { isStep, type Part, partOf, roleOfLabel } from './vocabulary.ts'

export interface SectionNode {
  /** Of a text without headings, made from a line in bold. */
  heading?: HeadingNode
  /** The heading's text, marks removed. */
  text: string
  read: Heading
  /** What the heading says about the part of the document below it. */
  part: Part | undefined
  parent?: SectionNode
  children: SectionNode[]
  /** What the author asks for in a comment, of the heading or of a block, row or item below it. */
  wishOf?: Wishes['of']
  /** Own blocks, up to the first heading below. */
  blocks: RootContent[]
  /** Blocks there that a comment hides from us, headings included. */
  hidden?: RootContent[]
  /** 0 for the document itself, 1 for its outermost headings. */
  level: number
}

/** A title speaks of the whole document: "Gaps and Next Steps" announces gaps, and does not make all of it next steps. */
const partOfTitle = (text: string): Part | undefined => {
  const part = partOf(text)
  if (/\b(framework|template|guide|how to|methodology|process|handbook|skill)\b/i.test(text)) return undefined
  return /\bgaps?\b/i.test(text) ? 'gaps' : part === 'gaps' || part === 'risks' || part === 'inconsistencies' ? part : undefined
}

/** "5.1" of "5.1 Title". Asked of each heading several times. */
const outline = once(
  (heading: HeadingNode): string | undefined => /^\s*(\d+(?:\.\d+)*)[.)]?\s/.exec(plain(heading).replace(/^[^\p{L}\p{N}]+/u, ''))?.[1],
)

/** "Optional 1: …", "Optional 2: …": any word that numbers what stands side by side is a mere counter. */
function readCounters(root: SectionNode): void {
  const counter = /^(\p{Lu}[\p{L}-]{2,20}) #?(\d{1,3}[a-z]?)\s*(?:[:：.]|[—–-](?=\s))\s*(?=\S)/u
  for (const parent of [root, ...below(root)]) {
    const found = parent.children.map(({ text, read }) =>
      read.id === undefined && read.number === undefined && !isStep(text) ? counter.exec(text) : null,
    )
    const alike = Map.groupBy(found, (match) => match?.[1])
    for (const [index, match] of found.entries()) {
      if (!match || alike.get(match[1])!.length < 2) continue
      const section = parent.children[index]!
      section.read = { ...readHeading(section.text.slice(match[0].length)), number: match[2]! }
    }
    readLetters(parent.children)
  }
}

/** "A. …", "B. …", "C. …": letters that count what stands side by side. */
function readLetters(siblings: readonly SectionNode[]): void {
  const found = siblings.map(({ text, read }) =>
    read.id === undefined && read.number === undefined ? /^\P{L}{0,3}(\p{Lu})[.)]\s+(?=\S)/u.exec(text) : null,
  )
  const letters = found.flatMap((match) => match?.[1] ?? [])
  const counts = letters.length > 1 && letters[0] === 'A' && letters.every((letter, index) => letter.charCodeAt(0) === 65 + index)
  if (!counts) return
  for (const [index, match] of found.entries()) {
    const section = siblings[index]!
    if (match) section.read = { ...readHeading(section.text.slice(match[0].length)), number: match[1]! }
  }
}

/** @param wishes what comments ask for; blocks that they hide are left out. */
export function sectionsOf(tree: Root, wishes?: Wishes): SectionNode {
  const root = nested(tree, wishes)
  for (const one of [root, ...below(root)]) one.blocks = withBodies(one.blocks, (block) => isAsked(block, wishes))
  readCounters(root)
  return root
}

/** Whether a comment asks for a list or one of its items. */
const isAsked = (block: RootContent, wishes: Wishes | undefined): boolean =>
  wishes !== undefined && [block, ...(block.type === 'list' ? block.children : [])].some((node) => wishes.of(node) !== undefined)

function nested(tree: Root, wishes: Wishes | undefined): SectionNode {
  const root: SectionNode = { text: '', read: { title: '' }, part: undefined, children: [], blocks: [], level: 0 }
  const kept = tree.children.filter((block) => !wishes?.ignores(block))
  const written = kept.filter((block): block is HeadingNode => block.type === 'heading')
  const blocks = written.length < 2 ? kept.map(asHeading) : kept
  const asWritten = new Map(blocks === kept ? [] : blocks.map((block, index) => [block, kept[index]!]))
  const wishOf: Wishes['of'] | undefined = wishes && ((node) => wishes.of(asWritten.get(node as RootContent) ?? node))
  const headings = blocks.filter((block): block is HeadingNode => block.type === 'heading')
  const between = unnumberedBetween(headings)
  let open = root
  const byNumber = new Map<string, SectionNode>()
  if (wishOf) root.wishOf = wishOf
  const read = new Map(blocks.map((block, index) => [kept[index]!, block]))
  for (const written of tree.children) {
    const block = read.get(written)
    if (!block) {
      open.hidden ??= []
      open.hidden.push(written)
      continue
    }
    const text = block.type === 'heading' ? plain(block) : ''
    // a heading without words heads nothing
    if (block.type !== 'heading' || text === '') {
      if (block.type !== 'heading' || block.children.length > 0) open.blocks.push(block)
      continue
    }
    const dotted = outline(block)
    const above = dotted?.includes('.')
      ? byNumber.get(dotted.slice(0, dotted.lastIndexOf('.')))
      : between.has(block)
        ? numberedAbove(open, block.depth)
        : undefined
    let parent = above
    if (!parent) {
      parent = open
      while (parent.heading && parent.heading.depth >= block.depth) parent = parent.parent!
    }
    const section: SectionNode = {
      heading: block,
      text,
      read: readHeading(text),
      ...(wishOf && { wishOf }),
      part:
        wishOf?.(block) === 'not a gap'
          ? undefined
          : isStep(text)
            ? 'roadmap'
            : parent === root && root.children.length === 0
              ? partOfTitle(text)
              : partOf(text),
      parent,
      children: [],
      blocks: [],
      level: parent.level + 1,
    }
    parent.children.push(section)
    if (dotted) {
      if (!dotted.includes('.')) byNumber.clear()
      byNumber.set(dotted, section)
    }
    open = section
  }
  return root
}

/** In a text without headings, a line that is all in bold is one: "**1) Missing routes**". A label ("**Status:**") is none. */
function asHeading(block: RootContent): RootContent {
  if (block.type !== 'paragraph' || block.children.length !== 1 || block.children[0]!.type !== 'strong') return block
  const text = plain(block)
  if (text.length > 120 || /[:：.。!?]$/u.test(text) || roleOfLabel(text)) return block
  return { type: 'heading', depth: 2, children: block.children[0]!.children, position: block.position } as HeadingNode
}

/** Headings without a number of a depth where all others are numbered in one run, between two of them. */
function unnumberedBetween(headings: readonly HeadingNode[]): Set<HeadingNode> {
  const found = new Set<HeadingNode>()
  for (const depth of [1, 2, 3, 4]) {
    const alike = headings.filter((heading) => heading.depth === depth)
    const whole = alike.map((heading) => Number(outline(heading)?.match(/^\d+$/)?.[0] ?? Number.NaN))
    const numbered = whole.filter((one) => !Number.isNaN(one))
    const runs = numbered.length >= 3 && numbered.every((one, index) => index === 0 || one > numbered[index - 1]!)
    if (!runs) continue
    const [first, last] = [whole.findIndex((one) => !Number.isNaN(one)), whole.findLastIndex((one) => !Number.isNaN(one))]
    alike.forEach((heading, index) => {
      if (index > first && index < last && outline(heading) === undefined) found.add(heading)
    })
  }
  return found
}

function numberedAbove(open: SectionNode, depth: number): SectionNode | undefined {
  let section: SectionNode | undefined = open
  while (section?.heading && !(section.heading.depth === depth && outline(section.heading)?.match(/^\d+$/))) section = section.parent
  return section?.heading ? section : undefined
}

/** All sections below `section`, in the order of the text. */
export function below(section: SectionNode): SectionNode[] {
  const found: SectionNode[] = []
  const add = (one: SectionNode) => {
    for (const child of one.children) {
      found.push(child)
      add(child)
    }
  }
  add(section)
  return found
}

/** The sections that `section` stands in, nearest first; the document itself is left out. */
export function above(section: SectionNode): SectionNode[] {
  const found: SectionNode[] = []
  for (let one = section.parent; one?.heading; one = one.parent) found.push(one)
  return found
}

/** What part of the document a section belongs to: its nearest heading above that says so. */
export function partAbove(section: SectionNode): Part | undefined {
  for (let one = section.parent; one?.heading; one = one.parent) if (one.part) return one.part
  return undefined
}

/** Own blocks and those of all sections below, headings included, in order. */
export function contents(section: SectionNode): RootContent[] {
  const found: RootContent[] = []
  const add = (one: SectionNode) => {
    for (const block of one.blocks) found.push(block)
    for (const child of one.children) {
      found.push(child.heading!)
      add(child)
    }
  }
  add(section)
  return found
}
