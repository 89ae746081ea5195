/**
 * HTML: places of a document → sanitised HTML; the only module that makes HTML of documents. Markdown tree → hast, each leaf block
 * with its span (`data-at="67:1-67:120"`) → hast-util-sanitize → our ids → text. Whatever an author writes ends as text or as an
 * element of the list below. Where links and images lead is the caller's to say; which part of the tree is meant, `slice.ts`;
 * HTML inside Markdown, `rawhtml.ts`; colours of code, `highlight.ts`.
 *
 * The conversion is our own and not mdast-util-to-hast's: every kind of node that can hold text needs a span, cut parts and
 * references to definitions outside the slice, so none of its handlers would be left.
 */
import type { Element, ElementContent, Properties, Root } from 'hast'
import { defaultSchema, type Schema, sanitize } from 'hast-util-sanitize'
import { toHtml } from 'hast-util-to-html'
import type { Definition, FootnoteDefinition, Html, List, ListItem, Nodes, Paragraph, Parents, Table, Text } from 'mdast'
import { type Place, span } from '#model'
import { besideArrows } from './arrows.ts'
import { highlight } from './highlight.ts'
import { inlineName, type Makers, readHtml, readTag } from './rawhtml.ts'
import { alignment, coordinates, indexAt, type Readable, type Stretch, slice, stretchOf, torn } from './slice.ts'

export interface Document extends Readable {
  /** Path relative to the content folder: the `file` of places. */
  file: string
}

/** A link of ours over words of the document, e.g. over `G-02`. */
export interface WordLink {
  place: Place
  href: string
  /** What is told of the gap before one goes there: its name, and the words of its marks. */
  gap?: string
  mark?: string
}

/** Whether two lines or more open with a label, and none goes on the line above. */
const isLabelled = (paragraph: string): boolean => {
  const lines = paragraph.split('\n')
  return lines.length > 1 && lines.every((line) => /^[\s>]*[*_]{0,2}\p{Lu}[\p{L}\p{N} /&'-]{0,40}[*_]{0,2}[:：]/u.test(line))
}

/** A sign of ours beside a heading, row or item; its words are a name for those who do not see it, no text of the document. */
export interface Sign {
  place: Place
  href: string
  text: string
  /** Shown after a heading, where there is room for words: "Gap G-01". Drawn by styles, so that the heading stays the author's. */
  label?: string
  mark?: { kind: string; value: string }
}

export interface RenderOptions {
  /** Where a link leads: relative, http, https or mailto; undefined when nowhere. Without this only the latter three lead somewhere. */
  href?: (url: string, place: Place) => string | undefined
  /** Address of an image of the document, if we have it. */
  image?: (url: string, place: Place) => string | undefined
  /** Ids of what begins at a line, as they shall stand in the HTML. */
  anchors?: ReadonlyMap<number, string>
  /** Level of the outermost heading; the levels below follow without a leap. */
  top?: number
  /** Depth of the heading at a line, where it is another than its mark says. */
  depths?: ReadonlyMap<number, number>
  /** In order of place, without overlap. */
  links?: readonly WordLink[]
  /** In order of place. */
  signs?: readonly Sign[]
}

export interface Renderer {
  /** Blocks. */
  (place: Stretch): string
  /** Running text only, for places such as a title. */
  inline(place: Stretch): string
  /** All of it, front matter included. */
  document(): string
}

export function renderer(source: Document, options: RenderOptions = {}): Renderer {
  const blocks = (nodes: readonly Nodes[], whole: boolean): string => {
    const children = new Conversion(source, options, whole).blocks(nodes)
    const stretched = children.flatMap((child): ElementContent[] => (child.type === 'element' ? [directed(child), text('\n')] : [child]))
    return finish({ type: 'root', children: stretched })
  }
  return Object.assign((place: Stretch) => blocks(slice(source, place), false), {
    inline: (place: Stretch) => finish({ type: 'root', children: new Conversion(source, options, false).running(slice(source, place)) }),
    document: () => blocks((source.tree as Parents).children, true),
  })
}

const directed = (child: Element): Element => ({ ...child, properties: { dir: 'auto', ...child.properties } })

/** Names of elements, attributes and classes: what is not here does not come out. */
const schema: Schema = {
  tagNames: [
    ...'a abbr b blockquote br caption cite code dd del details dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins'.split(' '),
    ...'kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var wbr'.split(' '),
  ],
  attributes: {
    '*': [
      ['dataAt', /^\d+:\d+-\d+:\d+$/],
      ['dir', 'auto', 'ltr'],
    ],
    a: [
      'href',
      'title',
      'ariaLabel',
      'dataLabel',
      'dataGap',
      'dataMark',
      ['rel', 'noopener', 'noreferrer', 'external'],
      ['className', 'word', 'back', 'sign', 'anchor', /^sign-[a-z]+$/],
    ],
    code: [['className', 'raw']],
    details: ['open'],
    div: [
      ['className', 'scroll', 'html', 'footnote'],
      ['role', 'group'],
      ['tabIndex', 0],
      ['ariaLabel', 'Table'],
    ],
    img: ['src', 'alt', 'title', ['loading', 'lazy'], ['decoding', 'async']],
    li: [['className', 'task']],
    ol: ['start'],
    p: [['className', 'lines']],
    pre: ['dataLang', 'dataMeta', ['tabIndex', 0], ['className', 'code', 'raw', 'front-matter']],
    span: [
      'title',
      ['className', 'box', 'done', 'todo', 'dead', 'image', 'target', 'label', 'joined', /^c[0-9a-f]{6}$/],
      ['role', 'img'],
      ['ariaLabel', 'done', 'to do'],
    ],
    summary: [['ariaLabel', 'Details']],
    sup: [['className', 'footnote-reference']],
    td: [['className', 'align-right', 'align-center', 'few', 'some', 'many'], 'colSpan', 'rowSpan'],
    th: [['className', 'align-right', 'align-center', 'few', 'some', 'many'], ['scope', 'col'], 'colSpan', 'rowSpan'],
  },
  protocols: { href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
  ancestors: defaultSchema.ancestors!,
  clobber: [],
  strip: [],
}

function finish(root: Root): string {
  const clean = sanitize(root, schema) as Root
  name(clean)
  return toHtml(clean, { characterReferences: { useNamedReferences: true } }).trimEnd()
}

/** Our ids, which travel as data: no author can write those. */
function name(node: Root | Element): void {
  for (const child of node.children) {
    if (child.type !== 'element') continue
    const id = (child.data as Named | undefined)?.id
    if (id !== undefined) child.properties = { id, ...child.properties }
    name(child)
  }
}

interface Named {
  id: string
}

const element = (tagName: string, properties: Properties, children: ElementContent[]): Element => ({
  type: 'element',
  tagName,
  properties,
  children,
})
const text = (value: string): ElementContent => ({ type: 'text', value })
const named = (element: Element, id: string): Element => ({ ...element, data: { id } as unknown as NonNullable<Element['data']> })

/** The scheme of a URL as browsers see it: they pass over control characters. */
function schemeOf(url: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url.replace(/^[\0-\x20]+|[\t\n\r]/g, ''))?.[1]?.toLowerCase()
}

/** Relative, http, https or mailto: no other address comes out, nor one that hides its host (`//host`). */
function safe(url: string | undefined): string | undefined {
  if (url === undefined || /^[\0-\x20]*[\\/][\t\n\r]*[\\/]/.test(url)) return undefined
  const scheme = schemeOf(url)
  const written = url.toWellFormed().replace(/[\0-\x20"<>\\^`{|}\x7f]/g, (character) => encodeURIComponent(character))
  if (scheme === undefined) return written
  return ['http', 'https', 'mailto'].includes(scheme) && URL.canParse(written) ? written : undefined
}

const outward = (url: string): string | undefined => (schemeOf(url) === undefined ? undefined : url)

/** What one document defines for all its slices; found once. */
interface Definitions {
  links: Map<string, Definition>
  notes: Map<string, { number: number; node: FootnoteDefinition }>
}

const defined = new WeakMap<Readable, Definitions>()

function definitionsOf(source: Readable): Definitions {
  const before = defined.get(source)
  if (before) return before
  const found: Definitions = { links: new Map(), notes: new Map() }
  const stack: Nodes[] = [source.tree]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'definition' && !found.links.has(key(node))) found.links.set(key(node), node)
    if (node.type === 'footnoteDefinition' && !found.notes.has(key(node)))
      found.notes.set(key(node), { number: found.notes.size + 1, node })
    // running text defines nothing
    if ('children' in node && node.type !== 'paragraph' && node.type !== 'heading' && node.type !== 'table')
      for (const child of node.children.toReversed()) stack.push(child)
  }
  defined.set(source, found)
  return found
}

/** Browsers stop nesting at some hundreds; nobody means so many. */
const deepest = 40

/** Not by `push(...items)`: a call takes some hundred thousand arguments and no more. */
function append<T>(list: T[], items: readonly T[]): void {
  for (const item of items) list.push(item)
}

const key = ({ identifier }: { identifier: string }): string => identifier.toLowerCase().replace(/\s+/g, ' ').trim()

const blockTypes = new Set(
  'blockquote code definition footnoteDefinition heading html list paragraph table thematicBreak yaml toml'.split(' '),
)

/** One rendering: it remembers which ids and heading levels it has given. */
class Conversion {
  private readonly source: Document
  private readonly options: RenderOptions
  private readonly whole: boolean
  private readonly definitions: Definitions
  private readonly anchored = new Set<string>()
  private readonly ids: ReadonlySet<string>
  private readonly headings: number[] = []
  private readonly signed = new Set<Sign>()
  /** A link is around: no other may be in it. */
  private linked = false

  constructor(source: Document, options: RenderOptions, whole: boolean) {
    this.source = source
    this.options = options
    this.whole = whole
    this.definitions = definitionsOf(source)
    this.ids = new Set(whole ? options.anchors?.values() : [])
  }

  /** Blocks; a `<details>` that one HTML block opens and a later one closes holds what is between. */
  blocks(nodes: readonly Nodes[]): ElementContent[] {
    const top: ElementContent[] = []
    const open: { into: ElementContent[]; left: number }[] = []
    const read = new Map<Nodes, ReturnType<typeof readHtml>>()
    const ends = new Map<Nodes, number>() // opening block → how many of its `<details>` end later
    const waiting: Nodes[] = []
    for (const node of nodes) {
      if (node.type !== 'html') continue
      // a first reading for the tags alone: its links and headings are made again in their turn
      const block = readHtml(node.value, silent)
      read.set(node, block)
      if (block.kind !== 'parsed') continue
      for (let count = 0; count < block.closed; count++) {
        const opener = waiting.pop()
        if (opener) ends.set(opener, (ends.get(opener) ?? 0) + 1)
      }
      for (let count = 0; count < block.opened; count++) waiting.push(node)
    }
    let loose: Nodes[] = []
    const into = () => open.at(-1)?.into ?? top
    const flush = () => {
      // running text outside a paragraph, as a slice of a cell or a tight item may begin with
      if (loose.length > 0) append(into(), this.paragraph({ type: 'paragraph', children: loose, position: positionOf(loose) } as Paragraph))
      loose = []
    }
    for (const node of nodes) {
      if (!blockTypes.has(node.type)) {
        loose.push(node)
        continue
      }
      flush()
      const block = node.type === 'html' ? read.get(node) : undefined
      if (node.type !== 'html' || !block) {
        append(into(), this.block(node))
        continue
      }
      if (block.kind === 'parsed')
        for (let count = 0; count < block.closed && open.length > 0; count++) {
          const last = open.at(-1)!
          last.left -= 1
          if (last.left === 0) open.pop()
        }
      const made = this.html(node, block.kind)
      into().push(...made)
      const left = ends.get(node)
      const details = left ? innermost(made) : undefined
      if (left && details) open.push({ into: open.length < deepest ? details.children : into(), left })
    }
    flush()
    return top
  }

  /** Running text of whatever blocks there are, apart by blanks. */
  running(nodes: readonly Nodes[]): ElementContent[] {
    const parts = nodes.flatMap((node): ElementContent[][] => {
      if (
        node.type === 'list' ||
        node.type === 'listItem' ||
        node.type === 'blockquote' ||
        node.type === 'table' ||
        node.type === 'tableRow'
      )
        return [this.running(node.children)]
      if (node.type === 'code') return [[this.leaf('span', {}, node, [element('code', {}, [text(node.value)])])]]
      if (node.type === 'html') return [[this.leaf('span', {}, node, this.phrases([node]))]]
      if ('children' in node && blockTypes.has(node.type)) return [[this.leaf('span', {}, node, this.phrases(node.children))]]
      if (node.type === 'tableCell') return [[this.leaf('span', {}, node, this.phrases(node.children))]]
      return blockTypes.has(node.type) ? [] : [[this.leaf('span', {}, node, this.phrases([node]))]]
    })
    return parts.flatMap((part, index) => (index > 0 ? [text(' '), ...part] : part))
  }

  private place(node: Nodes): Place {
    return { file: this.source.file, ...stretchOf(node) }
  }

  /** An element that holds text of the document, with its span, and the ids and signs of what begins there. */
  private leaf(tagName: string, properties: Properties, node: Nodes, children: ElementContent[]): Element {
    const place = this.place(node)
    const ids = this.idsOf(place)
    const heading = node.type === 'heading'
    const signs = this.signsOf(place, heading)
    const made = element(tagName, { ...properties, dataAt: span(place) }, [
      ...ids.slice(1).map((id) => named(element('span', {}, []), id)),
      ...(heading ? [...children, ...signs] : [...signs, ...children]),
      // drawn by styles, so that the words of the heading stay the author's
      ...(heading && ids[0] !== undefined
        ? [element('a', { className: ['anchor'], href: `#${ids[0]}`, ariaLabel: 'Link to this heading' }, [])]
        : []),
    ])
    return ids[0] === undefined ? made : named(made, ids[0])
  }

  /** The first is of the element's own line, the others of lines within it. */
  private idsOf({ line, endLine, endColumn }: Stretch): string[] {
    const { anchors } = this.options
    if (!anchors || anchors.size === 0) return []
    const found: string[] = []
    for (let at = line; at <= endLine && (at < endLine || endColumn > 1 || at === line); at++) {
      const id = anchors.get(at)
      if (id === undefined || this.anchored.has(id)) continue
      this.anchored.add(id)
      found.push(id)
    }
    return found
  }

  private signsOf(place: Stretch, labelled: boolean): ElementContent[] {
    return overlapping(this.options.signs ?? [], place).flatMap((sign) => {
      const href = safe(sign.href)
      if (href === undefined || this.signed.has(sign)) return []
      this.signed.add(sign)
      const className = ['sign', ...(sign.mark ? [`sign-${sign.mark.value}`] : [])]
      return [element('a', { className, href, ariaLabel: sign.text, ...(labelled && sign.label && { dataLabel: sign.label }) }, [])]
    })
  }

  private block(node: Nodes): ElementContent[] {
    switch (node.type) {
      case 'paragraph':
        return this.paragraph(node)
      case 'heading':
        return [
          this.heading(this.options.depths?.get(node.position!.start.line) ?? node.depth, (tagName) =>
            this.leaf(tagName, {}, node, this.phrases(node.children)),
          ),
        ]
      case 'blockquote':
        return [element('blockquote', {}, this.blocks(node.children))]
      case 'list':
        return [this.list(node)]
      case 'listItem':
        return [element('ul', {}, [this.item(node, true)])]
      case 'table':
        return [this.table(node)]
      case 'thematicBreak':
        return [element('hr', {}, [])]
      case 'definition':
        return []
      case 'footnoteDefinition':
        return [this.footnote(node)]
      case 'code': {
        const properties = {
          className: ['code'],
          tabIndex: 0,
          dir: 'ltr',
          ...(node.lang && { dataLang: node.lang }),
          ...(node.meta && { dataMeta: node.meta }),
        }
        return [this.leaf('pre', properties, node, [highlight(node.value, node.lang)])]
      }
    }
    if ('value' in node) {
      // front matter: YAML or TOML
      const known = node.type === 'yaml' || (node.type as string) === 'toml'
      return [this.asWritten(node, known ? 'front-matter' : 'raw')]
    }
    return 'children' in node ? this.blocks((node as Parents).children) : []
  }

  private asWritten(node: Extract<Nodes, { value: string }>, className: string): Element {
    return this.leaf('pre', { className: [className], tabIndex: 0 }, node, [element('code', {}, [text(node.value)])])
  }

  private paragraph(node: Paragraph): ElementContent[] {
    const children = this.phrases(node.children)
    // "Date: …" over "Scope: …": labelled lines stay lines, as in the head of many documents
    const lines = isLabelled(this.source.text.slice(node.position?.start.offset, node.position?.end.offset)) ? { className: ['lines'] } : {}
    return children.length > 0 ? [this.leaf('p', lines, node, children)] : []
  }

  /** Levels follow each other without a leap, however the document leaps. */
  private heading(depth: number, make: (tagName: string) => Element): Element {
    while (this.headings.length > 0 && this.headings.at(-1)! >= depth) this.headings.pop()
    this.headings.push(depth)
    return make(`h${Math.min(6, (this.options.top ?? 2) + this.headings.length - 1)}`)
  }

  private list(node: List): Element {
    const tight = !node.spread && !node.children.some(({ spread }) => spread)
    const items = node.children.map((item) => this.item(item, tight))
    const start = node.ordered && node.start != null && node.start !== 1 ? { start: node.start } : {}
    return element(node.ordered ? 'ol' : 'ul', start, items)
  }

  private item(node: ListItem, tight: boolean): Element {
    const box = node.checked == null ? [] : [checkbox(node.checked), text(' ')]
    const task = box.length > 0 ? { className: ['task'] } : {}
    const paragraphs = node.children.filter(({ type }) => type === 'paragraph')
    const [first, ...others] = node.children
    if (tight && paragraphs.length === 1 && first?.type === 'paragraph') {
      const made = this.leaf('li', task, first, [...box, ...this.phrases(first.children)])
      return { ...made, children: [...made.children, ...this.blocks(others)] }
    }
    const children = this.blocks(node.children)
    const [lead] = children
    // the box stands in the line that it is about
    if (box.length > 0 && lead?.type === 'element' && lead.tagName === 'p')
      return element('li', task, [{ ...lead, children: [...box, ...lead.children] }, ...children.slice(1)])
    return element('li', task, [...box, ...children])
  }

  private table(node: Table): Element {
    const widths = widthsOf(node)
    const rows = node.children.map((row, index) => {
      const head = index === 0 && !torn(node).headless
      const cells = row.children.map((cell, column) => {
        const align = node.align?.[column + (torn(row).firstCell ?? 0)]
        const width = index === 0 ? widths[column] : undefined
        const className = [...(align === 'right' || align === 'center' ? [`align-${align}`] : []), ...(width ? [width] : [])]
        const properties = className.length > 0 ? { className } : {}
        const children = this.phrases(cell.children)
        // a head without words heads nothing
        return head && children.length > 0
          ? this.leaf('th', { ...properties, scope: 'col' }, cell, children)
          : this.leaf('td', properties, cell, children)
      })
      return { head, row: element('tr', {}, cells) }
    })
    const parts = [
      { tagName: 'thead', rows: rows.filter(({ head }) => head) },
      { tagName: 'tbody', rows: rows.filter(({ head }) => !head) },
    ]
    const filled = parts.flatMap((part) =>
      part.rows.length > 0
        ? [
            element(
              part.tagName,
              {},
              part.rows.map(({ row }) => row),
            ),
          ]
        : [],
    )
    return scroll(element('table', {}, filled))
  }

  /** Where it stands in the document, so that spans stay in order; its label is text of the document too. */
  private footnote(node: FootnoteDefinition): Element {
    const own = this.definitions.notes.get(key(node))
    const id = this.whole && own && own.node === node ? this.noteId(own.number) : undefined
    const { start, end } = node.position!
    const [first] = node.children
    const label: Nodes = { type: 'text', value: node.label ?? node.identifier, position: { start, end: first?.position?.start ?? end } }
    const children = [
      this.leaf('span', { className: ['label'] }, label, [text(label.value)]),
      ...this.blocks(node.children),
      ...(id === undefined
        ? []
        : [element('a', { className: ['back'], href: `#${id}-reference`, ariaLabel: `Back to the reference to note ${label.value}` }, [])]),
    ]
    const made = element('div', { className: ['footnote'] }, children)
    return id === undefined ? made : named(made, id)
  }

  /** Apart from all ids that the caller gives. */
  private noteId(number: number): string {
    let id = `note-${number}`
    while (this.ids.has(id) || this.ids.has(`${id}-reference`)) id += '_'
    return id
  }

  private noteReference(node: Nodes & { identifier: string; label?: string | null | undefined }): ElementContent {
    const label = text(node.label ?? node.identifier)
    const note = this.definitions.notes.get(key(node))
    if (!note || !this.whole || this.linked) return element('sup', { className: ['footnote-reference'] }, [label])
    const id = this.noteId(note.number)
    const made = element('sup', { className: ['footnote-reference'] }, [element('a', { href: `#${id}` }, [label])])
    if (this.anchored.has(`${id}-reference`)) return made
    this.anchored.add(`${id}-reference`)
    return named(made, `${id}-reference`)
  }

  private html(node: Html, kind: 'nothing' | 'shown' | 'parsed'): Element[] {
    if (kind === 'nothing') return []
    if (kind === 'shown') return [this.asWritten(node, 'raw')]
    const place = this.place(node)
    const makers: Makers = {
      link: (url, children) => this.link(url, undefined, children, place),
      image: (url, alt) => this.image(url, alt, undefined, place),
      heading: (depth, children) => this.heading(depth, (tagName) => element(tagName, {}, children)),
      table: scroll,
    }
    const block = readHtml(node.value, makers)
    const children = block.kind === 'parsed' ? block.children : []
    const filled = children.some((child) => child.type !== 'text' || child.value.trim())
    return filled ? [this.leaf('div', { className: ['html'] }, node, children)] : []
  }

  /** Running text; tags of raw HTML are matched among siblings. */
  private phrases(nodes: readonly Nodes[]): ElementContent[] {
    interface Frame {
      name: string
      written: string
      href?: string | undefined
      node?: Nodes
      children: ElementContent[]
      /** Whether a link was around before. */
      linked: boolean
    }
    const frames: Frame[] = [{ name: '', written: '', children: [], linked: this.linked }]
    const push = (...made: ElementContent[]) => append(frames.at(-1)!.children, made)
    const close = (): Frame => {
      const frame = frames.pop()!
      this.linked = frame.linked
      return frame
    }
    /** A tag without its other half is text. */
    const unmatched = () => {
      const frame = close()
      push(text(frame.written))
      append(frames.at(-1)!.children, frame.children)
    }
    for (const node of nodes) {
      if (node.type !== 'html') {
        append(frames.at(-1)!.children, this.phrase(node))
        continue
      }
      const tag = readTag(node.value)
      if (tag.kind === 'nothing') continue
      if (tag.kind === 'break' || tag.kind === 'opportunity') push(element(tag.kind === 'break' ? 'br' : 'wbr', {}, []))
      else if (tag.kind === 'image') push(this.image(tag.url, tag.alt, undefined, this.place(node)))
      else if (tag.kind === 'open' && frames.length <= deepest) {
        const href = tag.href !== undefined && !this.linked ? tag.href : undefined
        frames.push({ name: tag.name, written: node.value, href, node, children: [], linked: this.linked })
        if (href !== undefined) this.linked = true
      } else if (tag.kind === 'close' && frames.some(({ name }) => name === tag.name)) {
        while (frames.at(-1)!.name !== tag.name) unmatched()
        const { name, href, node: opening, children } = close()
        if (href !== undefined && children.length > 0) push(this.link(href, undefined, children, this.place(opening!)))
        else if (name === 'a' || name === 'span' || name === 'font') append(frames.at(-1)!.children, children)
        else push(element(inlineName(name), {}, children))
      } else push(text(node.value))
    }
    while (frames.length > 1) unmatched()
    return frames[0]!.children
  }

  private phrase(node: Nodes): ElementContent[] {
    switch (node.type) {
      case 'text':
        return this.words(node)
      case 'emphasis':
        return [element('em', {}, this.phrases(node.children))]
      case 'strong':
        return [element('strong', {}, this.phrases(node.children))]
      case 'delete':
        return [element('del', {}, this.phrases(node.children))]
      case 'inlineCode': {
        const code = element('code', {}, breakable(node.value))
        const [link] = this.linked ? [] : overlapping(this.options.links ?? [], stretchOf(node))
        return [link ? wordLink(link, [code]) : code]
      }
      case 'break':
        return [element('br', {}, [])]
      case 'link':
        return [this.link(node.url, node.title, this.inLink(node.children), this.place(node))]
      case 'image':
        return [this.image(node.url, node.alt ?? '', node.title, this.place(node))]
      case 'linkReference': {
        const found = this.definitions.links.get(key(node))
        if (found) return [this.link(found.url, found.title, this.inLink(node.children), this.place(node))]
        return [text('['), ...this.phrases(node.children), text(']')]
      }
      case 'imageReference': {
        const found = this.definitions.links.get(key(node))
        return [found ? this.image(found.url, node.alt ?? '', found.title, this.place(node)) : text(`![${node.alt ?? ''}]`)]
      }
      case 'footnoteReference':
        return [this.noteReference(node)]
    }
    if ('value' in node) return [element('code', {}, [text(node.value)])] // e.g. inline mathematics
    return 'children' in node ? this.phrases((node as Parents).children) : []
  }

  private inLink(children: readonly Nodes[]): ElementContent[] {
    const before = this.linked
    this.linked = true
    const made = this.phrases(children)
    this.linked = before
    return made
  }

  /** Text, with our links over the words that they are for. */
  private words(node: Text): ElementContent[] {
    const links = this.linked || !this.options.links || !node.position ? [] : overlapping(this.options.links, stretchOf(node))
    if (links.length === 0) return unbroken(node.value)
    const offsets = alignment(this.source, node)
    const begin = node.position!.start.offset ?? 0
    const at = (line: number, column: number) => indexAt(offsets, coordinates(this.source).offset({ line, column }) - begin)
    const made: ElementContent[] = []
    let from = 0
    for (const link of links) {
      const start = Math.max(from, at(link.place.line, link.place.column))
      const end = at(link.place.endLine, link.place.endColumn)
      if (end <= start) continue
      if (start > from) made.push(...unbroken(node.value.slice(from, start)))
      made.push(wordLink(link, [text(node.value.slice(start, end))]))
      from = end
    }
    if (from < node.value.length) made.push(...unbroken(node.value.slice(from)))
    return made
  }

  private link(url: string, title: string | null | undefined, children: ElementContent[], place: Place): ElementContent {
    const href = safe((this.options.href ?? outward)(url, place))
    const target = `Link to ${url}${title ? ` “${title}”` : ''}`
    if (href === undefined) return element('span', { className: ['dead'], title: target }, children)
    const external = /^https?:/i.test(href) ? { rel: ['noopener', 'noreferrer', 'external'] } : {}
    return element('a', { href, ...(title && { title }), ...external }, children)
  }

  /** An image that we do not show leaves its words, and the name of what is not shown. */
  private image(url: string, alt: string, title: string | null | undefined, place: Place): ElementContent {
    const src = safe(this.options.image?.(url, place))
    if (src !== undefined && schemeOf(src) !== 'mailto')
      return element('img', { src, alt, ...(title && { title }), loading: 'lazy', decoding: 'async' }, [])
    const target = element('span', { className: ['target'] }, [text(url)])
    const properties = { className: ['image'], ...(title && { title }) }
    return element('span', properties, alt && url ? [text(`${alt} `), target] : url ? [target] : [text(alt)])
  }
}

const wordLink = ({ href, gap, mark }: WordLink, children: ElementContent[]): Element =>
  element('a', { className: ['word'], href: safe(href) ?? '', ...(gap && { dataGap: gap }), ...(mark && { dataMark: mark }) }, children)

const checkbox = (done: boolean): Element =>
  element('span', { className: ['box', done ? 'done' : 'todo'], role: 'img', ariaLabel: done ? 'done' : 'to do' }, [])

/** How much each column holds at most, so that a table rather scrolls than sets a sentence one word a line. */
function widthsOf({ children: rows }: Table): ('few' | 'some' | 'many' | undefined)[] {
  const longest: number[] = []
  for (const { children: cells } of rows)
    for (const [column, { position }] of cells.entries())
      longest[column] = Math.max(longest[column] ?? 0, (position?.end.offset ?? 0) - (position?.start.offset ?? 0))
  // with the bars and blanks around it
  return longest.map((length) => (length > 60 ? 'many' : length > 28 ? 'some' : length > 12 ? 'few' : undefined))
}

/** A line does not end within an arrow. */
const unbroken = (value: string): ElementContent[] =>
  besideArrows(value).flatMap((piece, at) =>
    at % 2 > 0 ? [element('span', { className: ['joined'] }, [text(piece)])] : piece ? [text(piece)] : [],
  )

/** A long path breaks after its slashes, and a long name after its lower lines, before it breaks anywhere else. */
const breakable = (code: string): ElementContent[] =>
  code.length < 20
    ? [text(code)]
    : code
        .split(/(?<=[\p{L}\p{N}]\/)(?=[\p{L}\p{N}._])|(?<=[\p{L}\p{N}]_)(?=[\p{L}\p{N}]{3})/u)
        .flatMap((piece, at): ElementContent[] => (at > 0 ? [element('wbr', {}, []), text(piece)] : [text(piece)]))

/** Wide tables scroll in themselves. A group and no region: regions of one name are not to be repeated. */
const scroll = (table: Element): Element =>
  element('div', { className: ['scroll'], tabIndex: 0, role: 'group', ariaLabel: 'Table' }, [table])

const silent: Makers = {
  link: (_, children) => element('span', {}, children),
  image: (_, alt) => text(alt),
  heading: (_, children) => element('p', {}, children),
  table: (table) => table,
}

/** The last `<details>` at the end of what a block made: the one that its author left open. */
function innermost(nodes: readonly ElementContent[]): Element | undefined {
  const last = nodes.findLast((node) => node.type === 'element')
  if (last?.type !== 'element') return undefined
  return innermost(last.children) ?? (last.tagName === 'details' ? last : undefined)
}

const positionOf = (nodes: readonly Nodes[]): Nodes['position'] => ({ start: nodes[0]!.position!.start, end: nodes.at(-1)!.position!.end })

/** Those of a sorted list that meet a stretch. */
function overlapping<T extends { place: Stretch }>(sorted: readonly T[], { line, column, endLine, endColumn }: Stretch): T[] {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const { place } = sorted[middle]!
    if (place.endLine > line || (place.endLine === line && place.endColumn > column)) high = middle
    else low = middle + 1
  }
  const found: T[] = []
  for (let index = low; index < sorted.length; index++) {
    const { place } = sorted[index]!
    if (place.line > endLine || (place.line === endLine && place.column >= endColumn)) break
    found.push(sorted[index]!)
  }
  return found
}
