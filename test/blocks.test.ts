/**
 * Blocks have addresses that tell what they say and not where they stand: whatever is written, moved or removed beside them, theirs
 * hold. Unique on every page, on each block of every document.
 */
import fc from 'fast-check'
import type { Element, Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { beforeAll, describe, expect, it } from 'vitest'
import { digest, withBlocks } from '../src/publish/blocks.ts'
import { type RenderOptions, renderer } from '../src/publish/html.ts'
import { readSource } from '../src/read/index.ts'
import { buildSample } from './browser/sample.ts'
import { pagesOf } from './built.ts'

interface Found {
  id: string
  digest: string
  text: string
}

const address = /^(.+)\.([\da-f]{8})(?:-[2-9]\d*|-1\d+)?$/

const elements = (html: string, fragment = true): Element[] => elementsOf(fromHtml(html, { fragment }))
function elementsOf(root: Nodes): Element[] {
  const found: Element[] = []
  const walk = (node: Nodes) => {
    if (node.type === 'element') found.push(node)
    if ('children' in node) for (const child of node.children) walk(child)
  }
  walk(root)
  return found
}
const isNamed = (node: Nodes, name: string): boolean => node.type === 'element' && [node.properties.className].flat().includes(name)
const textOf = (node: Nodes): string => (node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : '')
const blocksOf = (html: string): Found[] =>
  elements(html).flatMap((node) => {
    const [id, , digest] = address.exec(String(node.properties.id ?? '')) ?? []
    return id && digest ? [{ id, digest, text: textOf(node).replace(/\s+/g, ' ').trim() }] : []
  })

/** The page of a document, its headings with ids of their own. */
function page(written: readonly string[]): string {
  const text = written.join('\n\n')
  const read = readSource('acme/gaps.md', new TextEncoder().encode(text))
  const anchors = new Map(text.split('\n').flatMap((line, at) => (line.startsWith('## ') ? [[at + 1, `s${at + 1}`] as const] : [])))
  return withBlocks(`<article class="prose written">${renderer(read, { anchors } satisfies RenderOptions).document()}</article>`)
}
const digests = (written: readonly string[]): string[] =>
  blocksOf(page(written))
    .map(({ digest }) => digest)
    .sort()

const word = fc.constantFrom(
  'refund',
  'ledger',
  'who',
  'G-01',
  '`resume`',
  '**never**',
  'a < b',
  'R&D',
  '“audit”',
  '请求',
  '<b>x</b>',
  'core/runner/',
)
const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => `We ${words.join(' ')}`)
const block = fc.oneof(
  line,
  line.map((text) => `> ${text}`),
  fc.array(line, { minLength: 1, maxLength: 3 }).map((items) => `- ${items.join('\n- ')}\n  - inner ${items[0]}`),
  line.map((text) => `- [x] ${text}\n- [ ] not ${text}`),
  fc
    .array(line, { minLength: 1, maxLength: 3 })
    .map((rows) => `| What | Where |\n|---|---|\n${rows.map((row) => `| ${row} | here |`).join('\n')}`),
  line.map((text) => `\`\`\`ts\nconst a = '${text}'\n\`\`\``),
  line.map((text) => `## ${text}`),
)
// what parts two lists is no list
const written = fc.array(block, { minLength: 1, maxLength: 8 })

describe('the digest of a block', () => {
  it('is of its words, blanks apart', () => {
    expect(digest('a  b\n c ')).toBe(digest('a b c'))
    expect(digest('a')).toMatch(/^[\da-f]{8}$/)
    const [quoted] = blocksOf(page(['R&D says `a < b`, “so”']))
    expect(quoted).toMatchObject({ id: `Text.${digest('R&D says a < b, “so”')}`, text: 'R&D says a < b, “so”' })
  })

  it('does not change when other blocks are written, moved or removed', () => {
    fc.assert(
      fc.property(written, written, fc.nat(), (own, others, seed) => {
        const alone = own.flatMap((one) => digests([one])).sort()
        const at = seed % (own.length + 1)
        const between = digests([...own.slice(0, at), 'Something between.', ...others, 'Something else.', ...own.slice(at)])
        expect(digests(own)).toEqual(alone)
        expect(digests(own.toReversed())).toEqual(alone)
        expect(between).toEqual(
          [...alone, ...others.flatMap((one) => digests([one])), digest('Something between.'), digest('Something else.')].sort(),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('stands behind the section that the block is in, with a number where two are equal', () => {
    const html = page(['Same', '## One', 'Same', 'Same', '## Two', 'Same'])
    const same = digest('Same')
    expect(blocksOf(html).map(({ id }) => id)).toEqual([`Text.${same}`, `s3.${same}`, `s3.${same}-2`, `s9.${same}`])
  })

  it('is unique, and on every block, whatever is written', () => {
    fc.assert(
      fc.property(written, (own) => {
        const html = page(own)
        const ids = Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(lacking(html)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it('leaves ids that were there: they move into the block', () => {
    expect(withBlocks('<p id="L12" dir="auto" data-at="1:1-1:2">a</p>')).toBe(
      `<p id="Text.${digest('a')}" dir="auto" data-at="1:1-1:2"><span id="L12"></span>a</p>`,
    )
    expect(withBlocks('<h2 id="one" data-at="1:1-1:2">a</h2>')).toBe('<h2 id="one" data-at="1:1-1:2">a</h2>')
  })

  it('knows a line of ours by its name, and by nothing that is a place or a control', () => {
    const at = (number: number) => `<span class="at"><span class="unseen">Written at </span>line ${number}</span>`
    const ids = (html: string) => blocksOf(withBlocks(html)).map(({ id }) => id)
    expect(ids(`<ul class="findings"><li><p class="message">a is b</p>${at(3)}</li></ul>`)).toEqual(
      ids(`<ul class="findings"><li><p class="message">a is b</p>${at(4)}</li></ul>`),
    )
    expect(
      ids('<ol class="register"><li><span>High</span><a class="name" href="x"><span class="id">G-01</span> <span>T</span></a></li></ol>'),
    ).toEqual([`Text.${digest('G-01 T')}`])
    expect(ids('<table><thead><tr><th>Gap</th></tr></thead><tbody><tr><th>G-01</th><td>4</td></tr></tbody></table>')).toEqual([
      `Text.${digest('G-01')}`,
    ])
    expect(ids('<div class="prose"><p>By hand</p><ol class="register"><li><a class="name">G-01 T</a></li></ol></div>')).toEqual([
      `Text.${digest('G-01 T')}`,
    ])
    expect(ids('<nav><ul><li>a</li></ul></nav><ul class="inline"><li>b</li></ul><svg><text>c</text></svg><li id="own">d</li>')).toEqual([])
  })

  it('takes its section from what holds it', () => {
    const html =
      '<section id="impact"><h2>Impact</h2><p data-at="1:1-1:2">a</p></section>' +
      '<section id="named" aria-labelledby="named-title"><h2 id="named-title">Named</h2><ul class="named"><li>b</li></ul></section>'
    expect(blocksOf(withBlocks(html)).map(({ id }) => id)).toEqual([`impact.${digest('a')}`, `named.${digest('b')}`])
  })

  it('costs no more for each block of a long page', () => {
    const time = (count: number) => {
      const html = Array.from({ length: count }, (_, at) => `<p data-at="${at}:1-${at}:9">Line ${at % 7}</p>`).join('')
      const start = performance.now()
      withBlocks(html)
      return performance.now() - start
    }
    time(2_000)
    expect(time(40_000)).toBeLessThan(60 * Math.max(5, time(2_000)))
  })
})

/** Blocks of documents without an address: what has a span, where a row has it for its cells and a heading its own. */
function lacking(html: string): string[] {
  const lost: string[] = []
  const walk = (node: Nodes, row: boolean) => {
    const id = node.type === 'element' ? String(node.properties.id ?? '') : ''
    const here = row || (node.type === 'element' && node.tagName === 'tr' && address.test(id))
    if (node.type === 'element' && node.properties.dataAt !== undefined) {
      const cell = node.tagName === 'td' || node.tagName === 'th'
      if (!(cell ? here : address.test(id) || (/^h\d$/.test(node.tagName) && id)))
        lost.push(`<${node.tagName}> ${String(node.properties.dataAt)}`)
    }
    if ('children' in node) for (const child of node.children) walk(child, here)
  }
  walk(fromHtml(html, { fragment: true }), false)
  return lost
}

describe('on a built site', () => {
  let site: Map<string, string>
  beforeAll(async () => {
    site = (await buildSample()).files
  }, 300_000)

  it('every block of a document has an address on each page, and no two the same', () => {
    const pages = pagesOf(site).filter(([name]) => name !== '404.html')
    expect(pages.length).toBeGreaterThan(100)
    const wrong = pages.flatMap(([name, html]) => {
      const ids = Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id!)
      const twice = ids.filter((id, at) => ids.indexOf(id) !== at)
      return [...lacking(html), ...twice].map((what) => `${name}: ${what}`)
    })
    expect(wrong.slice(0, 20)).toEqual([])
  })

  it('every address names a section of its page', () => {
    const wrong = pagesOf(site).flatMap(([name, html]) => {
      const ids = new Set(Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id!))
      return [...ids].flatMap((id) => {
        const section = address.exec(id)?.[1]
        return section === undefined || ids.has(section) ? [] : [`${name}: ${id}`]
      })
    })
    expect(wrong.slice(0, 20)).toEqual([])
  })

  it('a block has the same digest on the page of its gap and of its document', () => {
    const on = (page: string) => blocksOf(site.get(page)!)
    const document = new Set(on('documents/every-kind/gaps.html').map(({ digest }) => digest))
    const criteria = on('gaps/every-kind/ek-01.html').filter(({ id }) => id.startsWith('acceptance-criteria.'))
    expect(criteria.length).toBeGreaterThan(3)
    expect(criteria.filter(({ digest }) => !document.has(digest))).toEqual([])
  })

  it('a line of evidence is known by what its author wrote, whatever became of it', () => {
    const lines = pagesOf(site).flatMap(([, html]) =>
      elements(html, false).filter(({ tagName, children }) => tagName === 'li' && children.some((child) => isNamed(child, 'what'))),
    )
    expect(lines.length).toBeGreaterThan(3)
    const known = (line: Element) => address.exec(String(line.properties.id))?.[2]
    const said = (line: Element) =>
      elementsOf(line)
        .filter((node) => isNamed(node, 'name'))
        .map(textOf)
    expect(lines.filter((line) => said(line).length !== 1 || known(line) !== digest(said(line)[0]!)).map(textOf)).toEqual([])
  })

  it('findings, evidence, mentions and rows of lists have addresses too, unless they only name a place', () => {
    const without = pagesOf(site).flatMap(([name, html]) =>
      elements(html, false)
        .filter(({ tagName, properties }) =>
          tagName === 'ul' || tagName === 'ol' ? /findings|register|named|mentions/.test(String(properties.className)) : false,
        )
        .flatMap(({ children }) =>
          children.filter(
            (child) => child.type === 'element' && child.properties.id === undefined && !/^\s*(?:Written at|$)/.test(textOf(child)),
          ),
        )
        .map((child) => `${name}: ${textOf(child).slice(0, 60)}`),
    )
    expect(without.slice(0, 20)).toEqual([])
  })
})
