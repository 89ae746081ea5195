/**
 * Tree: Markdown → syntax tree, by Sätteri; the one place that knows the engine. A differential test compares it with
 * mdast-util-from-markdown. Also the few walks over trees that everyone needs. What nodes mean is left to `recognise`.
 */
import type { Nodes, Parents, Root, RootContent } from 'mdast'
import { markdownToMdast } from 'satteri'

/** Deeper than this nobody writes, and recursion over trees stays safe. */
const deepest = 60

/** @param frontMatter whether a block between `---` at the head is split off; a document may also begin with a mere rule. */
export function parse(text: string, frontMatter = true): Root {
  const calm = calmed(text)
  const tree = markdownToMdast(calm, { features: { frontmatter: frontMatter } }) as unknown as Root
  if (calm !== text) for (const node of nodes(tree)) if ('value' in node) node.value = node.value.replaceAll(standIn, '&')
  flatten(tree, text)
  return tree
}

/** The engine's memory grows with the square of the entities in a paragraph: where they crowd, they are shown as they are written. */
const crowd = 1000
const standIn = '\uE026'
const calmed = (text: string): string =>
  text.split('&').length <= crowd
    ? text
    : text
        .split(/(\n[ \t]*\n)/)
        .map((stretch) => (stretch.split('&').length > crowd ? stretch.replaceAll('&', standIn) : stretch))
        .join('')

/** Replaces what is nested deeper than anyone can read by its source, as text. */
function flatten(node: Parents, text: string, depth = 0): void {
  if (depth < deepest) {
    for (const child of node.children) if ('children' in child) flatten(child, text, depth + 1)
    return
  }
  const { start, end } = node.position!
  ;(node as { children: RootContent[] }).children = [
    { type: 'text', value: text.slice(start.offset, end.offset), position: { start: { ...start }, end: { ...end } } },
  ]
}

/** YAML or TOML at the head; mdast's types know the former only. */
export const isFrontMatter = ({ type }: { type: string }): boolean => type === 'yaml' || type === 'toml'

/** A block that nobody is shown. */
export const isComment = (node: { type: string; value?: string }): boolean =>
  node.type === 'html' && node.value!.replace(/<!--[\s\S]*?(?:-->|$)/g, '').trim() === ''

/** Every node below and including `node`, parents first. */
export function* nodes(node: Nodes): Generator<Nodes> {
  const stack: Nodes[] = [node]
  for (let top = stack.pop(); top; top = stack.pop()) {
    yield top
    // one by one: a call takes only so many arguments, and a document may have more blocks
    if ('children' in top) for (let index = top.children.length - 1; index >= 0; index--) stack.push(top.children[index]!)
  }
}

/** The same for those who look at each node once: of what reading does, walking is much. */
export function walk(node: Nodes, look: (node: Nodes) => void): void {
  look(node)
  if ('children' in node) for (const child of node.children) walk(child, look)
}

/** Tags that a page shows as mark-up, and comments; any other (`Vec<String>`) is a word of the author's. */
const markup =
  /^(?:<!--[\s\S]*|<\/?(?:a|abbr|b|cite|code|dd|del|details|dfn|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul|var|wbr)(?:\s[^>]*)?\/?>[\s\S]*)$/i

/** What a reader sees of a node, marks removed; line breaks become blanks. */
export function textOf(node: Nodes | readonly Nodes[]): string {
  if (Array.isArray(node)) return joined(node, '')
  const one = node as Nodes
  if (one.type === 'text') return one.value
  if (one.type === 'html') return /^<br\s*\/?>$/i.test(one.value) ? ' ' : markup.test(one.value) ? '' : one.value
  if (one.type === 'break') return ' '
  if (one.type === 'image' || one.type === 'imageReference') return one.alt ?? ''
  if ('value' in one) return one.value
  if (!('children' in one)) return ''
  const between =
    one.type === 'tableRow' ||
    one.type === 'list' ||
    one.type === 'listItem' ||
    one.type === 'blockquote' ||
    one.type === 'root' ||
    one.type === 'table'
  return joined(one.children, between ? ' ' : '')
}

/** `map` and `join` in one: this is what reading does most. */
function joined(nodes: readonly Nodes[], between: string): string {
  if (nodes.length === 0) return ''
  let text = textOf(nodes[0]!)
  for (let index = 1; index < nodes.length; index++) text += between + textOf(nodes[index]!)
  return text
}

/** Every run of white space as one blank, and none at the ends. Most texts are so already, and to look costs less than to replace. */
export const oneLine = (text: string): string => (/[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, ' ') : text).trim()

/** What a reader sees of a node, on one line. */
export const plain = (node: Nodes | readonly Nodes[]): string => oneLine(textOf(node))
