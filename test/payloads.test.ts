import fc from 'fast-check'
import type { Nodes as HastNodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { beforeAll, describe, expect, it } from 'vitest'
import { nodes, readSource } from '#read'
import { loadLanguages } from '../src/publish/highlight.ts'
import { type RenderOptions, renderer } from '../src/publish/html.ts'
import { type Payload, payloads } from './payloads.ts'
import { tiles } from './tiles.ts'

const read = (markdown: string) => readSource('acme/gaps.md', new TextEncoder().encode(markdown))

/** Written again from the promises, not taken from the renderer's own list. */
const elements = [
  ...'a abbr b blockquote br caption cite code dd del details dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins'.split(' '),
  ...'kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var wbr'.split(' '),
]
const attributes = [
  ...'dataAt dataLang dataMeta dir className href rel title id'.split(' '),
  ...'tabIndex role ariaLabel start open colSpan rowSpan scope src alt loading decoding'.split(' '),
]
const classes =
  /^(label|back|code|raw|front-matter|html|scroll|footnote(-reference)?|box|done|todo|task|dead|image|target|joined|align-\w+|few|some|many|c[\da-f]{6})$/

/** What the HTML has that it must not have, and all the text that a reader or a screen reader meets. */
function inspect(html: string): { wrong: string[]; seen: string } {
  const wrong: string[] = []
  const ids = new Set<unknown>()
  let seen = ''
  const walk = (node: HastNodes): void => {
    if (node.type === 'text') seen += node.value
    else if (node.type === 'comment' || node.type === 'doctype') wrong.push(node.type)
    else if (node.type === 'element') {
      if (!elements.includes(node.tagName)) wrong.push(`<${node.tagName}>`)
      for (const [name, value] of Object.entries(node.properties)) {
        if (!attributes.includes(name)) wrong.push(`${name}=${value}`)
        if (name === 'className') for (const one of value as string[]) if (!classes.test(one)) wrong.push(`class ${one}`)
        if (name === 'dataAt' && !/^\d+:\d+-\d+:\d+$/.test(String(value))) wrong.push(`data-at ${value}`)
        if (name === 'id' && !/^note-\d+(-reference)?$/.test(String(value))) wrong.push(`id ${value}`)
        if (name === 'tabIndex' && value !== 0) wrong.push(`tabindex ${value}`)
        if (name === 'href' || name === 'src') {
          const url = new URL(String(value), 'file:///here/page.html')
          if (!['http:', 'https:', 'mailto:', 'file:'].includes(url.protocol)) wrong.push(`${name} ${value}`)
          if (url.protocol === 'file:' && (url.host !== '' || !url.pathname.startsWith('/here/'))) wrong.push(`${name} ${value}`)
        }
      }
      if (node.properties['id'] !== undefined && ids.has(node.properties['id'])) wrong.push(`id twice: ${node.properties['id']}`)
      ids.add(node.properties['id'])
      seen += node.properties['alt'] ?? ''
    }
    if ('children' in node) for (const child of node.children) walk(child)
  }
  walk(fromHtml(html, { fragment: true }))
  return { wrong, seen }
}

/** A caller who trusts every address: what it lets pass, the renderer must not. */
const trusting: RenderOptions = { href: (url) => url, image: (url) => url }
/** Targets that start with a slash or a dot lead out of the page's folder on disk; the real caller resolves those. */
const careful: RenderOptions = {}

function complaints({ markdown, words = [] }: Payload): string[] {
  const source = read(markdown)
  const html = renderer(source, careful).document()
  const { wrong, seen } = inspect(html)
  const open = inspect(renderer(source, trusting).document()).wrong.filter((one) => !/^(href|src) (\.|\/(?![\\/])|x\b|y\b)/.test(one))
  const missing = words.filter((word) => !seen.includes(word)).map((word) => `${word} is not to be seen`)
  return [...wrong, ...open, ...missing, ...tiles(source, html)]
}

beforeAll(() => loadLanguages(['html', 'js']))

describe('hostile documents', () => {
  it('are many', () => expect(new Set(payloads.map(({ markdown }) => markdown)).size).toBeGreaterThan(1000))

  it('come out as elements of the list and as text', () => {
    const bad = payloads.flatMap((payload) => {
      const found = complaints(payload)
      return found.length > 0 ? [{ ...payload, found }] : []
    })
    expect(bad).toEqual([])
  })

  it('come out the same when their HTML is read and written again', () => {
    // what browsers would make of our text is what we meant by it
    for (const { markdown } of payloads) {
      const html = renderer(read(markdown)).document()
      const once = JSON.stringify(strip(fromHtml(html, { fragment: true })))
      const within = fromHtml(`<!DOCTYPE html><html><body><main>${html}</main></body></html>`)
      const main = find(within, 'main')!
      expect(JSON.stringify(strip({ type: 'root', children: main.children } as HastNodes)), markdown).toBe(once)
    }
  })

  it('would be noticed', () => {
    for (const html of [
      '<script>x</script>',
      '<p onclick="x">',
      '<p style="x">',
      '<a href="java\tscript:x">',
      '<img src="data:x">',
      '<p class="x">',
      '<p id="x">',
      '<svg>',
      '<!--x-->',
    ])
      expect(inspect(html).wrong, html).not.toEqual([])
  })
})

const strip = (node: HastNodes): unknown =>
  node.type === 'text'
    ? node.value
    : node.type === 'element'
      ? [node.tagName, node.properties, node.children.map(strip)]
      : 'children' in node
        ? node.children.map(strip)
        : node.type

function find(node: HastNodes, name: string): Extract<HastNodes, { type: 'element' }> | undefined {
  if (node.type === 'element' && node.tagName === name) return node
  if (!('children' in node)) return undefined
  for (const child of node.children) {
    const found = find(child, name)
    if (found) return found
  }
  return undefined
}

describe('any document', () => {
  // the bare link ends in a blank: before a bar, Sätteri lets it run on over the end of its cell
  const scraps = [
    '# ',
    '## ',
    '- ',
    '* ',
    '1. ',
    '> ',
    '    ',
    '```',
    '~~~',
    '`',
    '``',
    '**',
    '*',
    '_',
    '~~',
    '[',
    ']',
    '](',
    ')',
    '![',
    '[x]',
    '[ ] ',
    '[^1]',
    '[^1]: ',
    '[r]: x',
    '|',
    '| a | b |\n|---|---|\n',
    '\n',
    '\n\n',
    '\n\n\n',
    ' ',
    '  \n',
    '\\',
    '&amp;',
    '&lt;',
    '&#0;',
    '&bne;',
    '<b>',
    '</b>',
    '<br>',
    '<!--',
    '-->',
    '<details>',
    '</details>',
    '<summary>',
    '<table>',
    '<tr>',
    '<td>',
    '</table>',
    '<div>',
    '</div>',
    '<p>',
    '<script>',
    '<a href="x">',
    '</a>',
    '<img src=x>',
    '<Foo x={1}/>',
    '{x}',
    '---',
    '+++',
    '***',
    '===',
    ':',
    ': ',
    ' – ',
    '**Impact:** ',
    'word',
    'two words',
    '中文',
    'עברית',
    '😀',
    '\u0301',
    '\t',
    'https://a.example ',
    '<https://a.example>',
    'a@b.example',
    '-',
    '•',
  ] // prettier-ignore
  const document = fc.array(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...scraps) }, { weight: 1, arbitrary: fc.string({ maxLength: 8 }) }),
    { maxLength: 40 },
  )

  it('is rendered whole, safely and without an error', () => {
    fc.assert(
      fc.property(document, (scraps) => {
        const source = read(scraps.join(''))
        const html = renderer(source).document()
        expect(inspect(html).wrong).toEqual([])
        expect(tiles(source, html)).toEqual([])
      }),
      { numRuns: 1500, seed: 7 },
    )
  })

  it('is rendered in parts, whatever the place', () => {
    fc.assert(
      fc.property(document, fc.array(fc.nat({ max: 1000 }), { minLength: 4, maxLength: 4 }), (scraps, numbers) => {
        const source = read(scraps.join(''))
        const lines = source.original.split('\n')
        const [a, b, c, d] = numbers as [number, number, number, number]
        const [first, last] = [a % lines.length, b % lines.length].sort((x, y) => x - y) as [number, number]
        const place = {
          line: first + 1,
          column: 1 + (c % (lines[first]!.length + 1)),
          endLine: last + 1,
          endColumn: 1 + (d % (lines[last]!.length + 1)),
        }
        if (first === last && place.endColumn <= place.column) return
        const html = renderer(source)(place)
        expect(inspect(html).wrong).toEqual([])
        expect(tiles(source, html, place)).toEqual([])
        renderer(source).inline(place)
      }),
      { numRuns: 1500, seed: 7 },
    )
  })

  it('has its tree unchanged', () => {
    const source = read('# A\n\n- **b:** c\n\n| d |\n|---|\n| e |')
    const before = JSON.stringify(source.tree)
    for (const node of nodes(source.tree)) Object.freeze(node)
    renderer(source).document()
    renderer(source)({ line: 3, column: 8, endLine: 7, endColumn: 4 })
    expect(JSON.stringify(source.tree)).toBe(before)
  })
})
