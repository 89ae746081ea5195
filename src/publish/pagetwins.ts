/**
 * Page twins: the Astro integration that writes the Markdown beside those pages that have none of their own (`twins.ts`), from what
 * was published: what a page says, without what only serves to find one's way on it. Links lead from twin to twin.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import type { Element, Nodes, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { type State, toMdast } from 'hast-util-to-mdast'
import type { Nodes as Markdown } from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { toMarkdown } from 'mdast-util-to-markdown'

export const pageTwins = (): AstroIntegration => ({
  name: 'lacuna-page-twins',
  hooks: {
    'astro:build:done': async ({ dir }) => {
      const root = fileURLToPath(dir)
      const names = (await readdir(root, { recursive: true })).map((name) => relative('', name).split(sep).join('/'))
      const written = new Set(names.filter((name) => name.endsWith('.md')))
      const pages = new Map<string, string>()
      for (const name of names.filter((one) => one.endsWith('.html'))) {
        const html = await readFile(join(root, name), 'utf8')
        const twin = twinIn(html, name)
        if (twin !== undefined) pages.set(twin, html)
      }
      const has = new Set([...written, ...pages.keys()])
      for (const [twin, html] of pages) if (!written.has(twin)) await writeFile(join(root, twin), markdownOf(html, twin, has))
    },
  },
})

/** Address of the twin that a page names in its head. */
function twinIn(html: string, name: string): string | undefined {
  const [, to] = /<link rel="alternate" type="text\/markdown" href="([^"]+)"/.exec(html.slice(0, html.indexOf('</head>'))) ?? []
  return to === undefined ? undefined : posix.join(posix.dirname(name), decodeURIComponent(to))
}

/** What a reader of text has no use for: controls, pictures that repeat words, ways on. */
const controls = new Set(['button', 'dialog', 'fieldset', 'form', 'input', 'nav', 'script', 'select', 'svg', 'template', 'textarea'])

/**
 * The main part of a page as Markdown.
 * @param address of the twin, relative to the root of the site
 * @param has addresses of all twins: links to other pages stay links to these
 */
export function markdownOf(html: string, address: string, has: ReadonlySet<string>): string {
  const main = mainOf(fromHtml(html))
  if (!main) return ''
  const text = withTwins(main, address, has)
  const tree = spaced(toMdast(text, { handlers: { q: quoted, dl: described }, document: true }))
  return toMarkdown(tree, { bullet: '-', emphasis: '*', fences: true, listItemIndent: 'one', extensions: [gfmToMarkdown()] })
}

function mainOf(node: Nodes): Element | undefined {
  if (node.type === 'element' && node.tagName === 'main') return node
  for (const child of 'children' in node ? node.children : []) {
    const found = child.type === 'doctype' ? undefined : mainOf(child)
    if (found) return found
  }
  return undefined
}

/** The same without controls, its links as they hold for a twin. */
function withTwins(main: Element, address: string, has: ReadonlySet<string>): Root {
  const kept = (node: Nodes): Nodes[] => {
    if (node.type === 'text') return [node]
    if (node.type !== 'element' || controls.has(node.tagName) || node.properties.hidden || node.properties.ariaHidden === 'true') return []
    if ([node.properties.className].flat().includes('filter')) return []
    const children = node.children.flatMap(kept) as Element['children']
    const { href } = node.properties
    // a link that only a sign stood in
    if (node.tagName === 'a' && !says(children)) return []
    const to = typeof href === 'string' ? linkFrom(address, href, has) : undefined
    return [{ ...node, properties: { ...node.properties, ...(to && { href: to }) }, children }]
  }
  return { type: 'root', children: main.children.flatMap(kept) as Root['children'] }
}

const says = (nodes: readonly Nodes[]): boolean =>
  nodes.some((node) => (node.type === 'text' ? node.value.trim() !== '' : 'children' in node && says(node.children)) || isImage(node))
const isImage = (node: Nodes) => node.type === 'element' && node.tagName === 'img'

function linkFrom(address: string, href: string, has: ReadonlySet<string>): string {
  const [, file = '', rest = ''] = /^([^?#]*)(.*)$/.exec(href) ?? []
  if (/^[a-z][a-z\d+.-]*:/i.test(href) || !file.endsWith('.html')) return href
  const twin = file.replace(/\.html$/, '.md')
  return has.has(posix.join(posix.dirname(address), decodeURIComponent(twin))) ? `${twin}${rest.startsWith('#') ? rest : ''}` : href
}

/** Blanks that a link ends with stand behind it, and what follows a link directly is set apart, as it is on the page. */
function spaced<Node extends Markdown>(node: Node): Node {
  if (!('children' in node)) return node
  const children: Markdown[] = []
  for (const child of node.children as Markdown[]) {
    const before = children.at(-1)
    if (before?.type === 'link' && (child.type === 'link' || (child.type === 'text' && /^[\p{L}\p{N}]/u.test(child.value))))
      children.push({ type: 'text', value: ' ' })
    children.push(spaced(child))
    const last = child.type === 'link' ? child.children.at(-1) : undefined
    if (last?.type === 'text') last.value = last.value.trimEnd()
  }
  return { ...node, children }
}

const quoted = (state: State, node: Element) => [
  { type: 'text' as const, value: '“' },
  ...(state.all(node) as never[]),
  { type: 'text' as const, value: '”' },
]

/** "- **System:** Wrkr": a label and what it stands for in one line. */
function described(state: State, node: Element) {
  const items: { label: Element; values: Element[] }[] = []
  const look = (children: Element['children']) => {
    for (const child of children)
      if (child.type === 'element' && child.tagName === 'dt') items.push({ label: child, values: [] })
      else if (child.type === 'element' && child.tagName === 'dd') items.at(-1)?.values.push(child)
      else if (child.type === 'element') look(child.children)
  }
  look(node.children)
  return {
    type: 'list' as const,
    spread: false,
    children: items.map(({ label, values }) => ({
      type: 'listItem' as const,
      spread: false,
      children: state.toFlow([
        { type: 'strong', children: [...(state.all(label) as never[]), { type: 'text', value: ':' }] },
        ...values.flatMap((value) => [{ type: 'text' as const, value: ' ' }, ...(state.all(value) as never[])]),
      ]) as never[],
    })),
  }
}
