/**
 * Exports: what others take with them holds against its own schema, reads back as it was written, says the same in every clone, and
 * grows with the gaps alone.
 */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  factsOf,
  type GapsFile,
  gapsCsv,
  gapsJson,
  gapTwin,
  type ItemsFile,
  itemsJson,
  llmsText,
  type Portfolio,
  portfolio,
  robotsText,
  shareView,
  sitemaps,
  textsOf,
} from '#publish'
import { type Corpus, openCorpus } from '../src/corpus.ts'
import { gapColumns } from '../src/publish/exports.ts'
import { markdownOf } from '../src/publish/pagetwins.ts'
import { write, writeSample } from './browser/sample.ts'
import { build, files, pagesOf, temporary } from './built.ts'
import { cellsOf } from './spreadsheet.ts'

interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  propertyNames?: Schema
  items?: Schema
  minimum?: number
  format?: string
  [other: string]: unknown
}
/** Words of JSON Schema that our schemas use: one that is not here would go unchecked, and is told. */
const knownWords = new Set(
  '$schema type const enum properties required additionalProperties propertyNames items minimum maximum format description'.split(' '),
)

/** Where a value is not as a schema says. */
function complaints(value: unknown, schema: Schema, at = ''): string[] {
  const wrong: string[] = Object.keys(schema)
    .filter((word) => !knownWords.has(word))
    .map((word) => `${at}: the schema says ${word}`)
  const type = Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : Number.isInteger(value) && schema.type === 'integer'
        ? 'integer'
        : typeof value
  if (schema.type && type !== schema.type) return [`${at} is ${type}, not ${schema.type}`]
  if ('const' in schema && value !== schema.const) wrong.push(`${at} is not ${schema.const}`)
  if (schema.enum && !schema.enum.includes(value)) wrong.push(`${at} is ${value}`)
  if (schema.minimum !== undefined && (value as number) < schema.minimum) wrong.push(`${at} is ${value}`)
  if (schema.format === 'uri' && !URL.canParse(value as string)) wrong.push(`${at} is no address`)
  if (type === 'array' && schema.items)
    for (const [index, one] of (value as unknown[]).entries()) wrong.push(...complaints(one, schema.items, `${at}/${index}`))
  if (type === 'object') {
    const all = value as Record<string, unknown>
    for (const name of schema.required ?? []) if (!(name in all)) wrong.push(`${at} has no ${name}`)
    for (const [name, one] of Object.entries(all)) {
      const own = schema.properties?.[name] ?? schema.additionalProperties ?? {}
      if (schema.propertyNames) wrong.push(...complaints(name, schema.propertyNames, `${at}/${name}`))
      if (own === false) wrong.push(`${at} has ${name}`)
      else if (own !== true) wrong.push(...complaints(one, own, `${at}/${name}`))
    }
  }
  return wrong
}

const portfolioOf = (corpus: Corpus, address?: string): Portfolio =>
  portfolio({ ...factsOf(corpus), actions: [], settings: { ...corpus.settings, ...(address && { address }) } })

const hostile = `# Gaps of the till

| ID | Gap | Severity | Owner |
|----|-----|----------|-------|
| T-01 | =HYPERLINK("https://evil.example","x") | High | @ada |
| T-02 | +1, "quoted" and [linked](javascript:alert(1)) | Low | -ops |

## T-01: =HYPERLINK("https://evil.example","x")

**Impact:** -2 %, and
<script>alert(1)</script>

**Depends on:** T-02
`

describe('of a built site', () => {
  let site: Map<string, string>
  let corpus: Corpus
  let out: string
  const text = (address: string) => readFile(path.join(out, address), 'utf8')
  beforeAll(async () => {
    const content = await temporary('lacuna-exports-')
    await writeSample(content)
    await write(content, { 'till/gaps.md': hostile, 'site.yaml': 'title: Sample\naddress: https://gaps.example.org/all\n' })
    out = path.join(await temporary('lacuna-exports-out-'), 'site')
    await build(content, out)
    site = await files(out)
    corpus = await openCorpus(content)
  }, 180_000)

  it('hold against the schemas beside them', async () => {
    for (const name of ['gaps', 'items']) {
      const [file, schema] = [JSON.parse(await text(`${name}.json`)), JSON.parse(await text(`schema/${name}.json`))]
      expect(file.version).toBe(1)
      expect(site.has(file.$schema)).toBe(true)
      expect(complaints(file, schema)).toEqual([])
      // and the check is one
      expect(complaints({ ...file, version: 2, [name]: [{ ...file[name][0], title: 1, more: 1 }] }, schema).length).toBeGreaterThan(2)
    }
  })

  it('tell every gap and item, with places, and addresses that are there', async () => {
    const { gaps } = JSON.parse(await text('gaps.json')) as GapsFile
    expect(gaps.map(({ key }) => key)).toEqual(corpus.trace.gaps.map(({ key }) => key))
    const { items } = JSON.parse(await text('items.json')) as ItemsFile
    expect(items).toHaveLength(corpus.trace.items.length)
    const addresses = [
      ...gaps.flatMap(({ address, document, phases, related }) => [
        address,
        document.address!,
        ...phases.map((phase) => phase.address),
        ...related.map((other) => other.address),
      ]),
      ...items.flatMap(({ address, gaps, namings }) => [address, ...gaps, ...namings.flatMap(({ gap }) => gap ?? [])]),
    ].map(decodeURIComponent)
    expect(addresses.filter((address) => !site.has(address))).toEqual([])
    const till = gaps.find(({ key }) => key === 'till/t-01')!
    expect(till).toMatchObject({
      id: 'T-01',
      url: 'https://gaps.example.org/all/gaps/till/t-01.html',
      severity: { level: 'high', words: 'High' },
      owner: '@ada',
      document: { file: 'till/gaps.md', line: 8 },
      mentions: ['till/gaps.md:8', 'till/gaps.md:5'],
      related: [{ address: 'gaps/till/t-02.html', how: 'depends on' }],
    })
    expect(till.coverage).toMatchObject({ evidence: 0 })
  })

  it('read back as a table, and start no formula', async () => {
    const written = await text('gaps.csv')
    expect(written.startsWith('\uFEFF')).toBe(true)
    const [head, ...rows] = cellsOf(written)
    expect(head).toEqual(gapColumns)
    expect(rows).toHaveLength(corpus.trace.gaps.length)
    expect(rows.flat().filter((cell) => /^\s*[=+\-@\t\r]/.test(cell))).toEqual([])
    const till = Object.fromEntries(rows.find(([key]) => key === 'till/t-01')!.map((cell, at) => [head![at], cell]))
    expect(till).toMatchObject({ Gap: '\'=HYPERLINK("https://evil.example","x")', Owner: "'@ada", 'Written at': 'till/gaps.md:8' })
  })

  it('are there as Markdown beside each page of a gap, a document and a system', async () => {
    for (const gap of corpus.trace.gaps) {
      const twin = await text(`gaps/${gap.key}.md`)
      const plain = twin.replace(/\\([\\<[\]])/g, '$1')
      expect(plain.split('\n')[0]).toContain(gap.title.replace(/\s+/g, ' ').trim())
      if (gap.id) expect(plain.split('\n')[0]).toContain(gap.id)
      if (gap.severity) expect(twin).toContain(`Severity: ${gap.severity.level}`)
      expect(twin).toContain(`\`${gap.place.file}:${gap.place.line}\``)
      const wordsOf = (text: string) => text.replace(/\[\^[^\]]+\]/g, '').match(/[\p{L}\p{N}]+/gu) ?? []
      const there = new Set(wordsOf(plain))
      for (const { text, items } of gap.mentions.flatMap(({ fields }) => fields))
        for (const said of [text ?? '', ...items.map((item) => item.text)])
          expect([gap.key, wordsOf(said).filter((word) => !there.has(word))]).toEqual([gap.key, []])
      expect(site.get(`gaps/${gap.key}.html`)).toContain(
        `<link rel="alternate" type="text/markdown" href="${encodeURIComponent(gap.key.split('/').at(-1)!)}.md">`,
      )
    }
    for (const { file, system, slug } of corpus.documents)
      expect(await text(`documents/${system}/${slug}.md`)).toBe(corpus.sources.get(file)!.text)
    for (const { slug, name } of corpus.systems) expect(await text(`systems/${slug}.md`)).toContain(`# ${name}`)
    expect(await text('index.md')).toContain('# Sample')
    const linked = pagesOf(site).flatMap(([name, html]) => {
      const to = /<link rel="alternate" type="text\/markdown" href="([^"]+)"/.exec(html)?.[1]
      return to ? [path.posix.join(path.posix.dirname(name), decodeURIComponent(to))] : []
    })
    expect(linked.filter((address) => !site.has(address))).toEqual([])
    const pages = [...site.keys()].filter((name) => name.endsWith('.html') && !/^(?:404|search)\.html$/.test(name))
    expect(linked).toHaveLength(pages.length)
    expect(pages.length).toBeGreaterThan(corpus.trace.gaps.length + corpus.documents.length + corpus.systems.length + 20)
  })

  it('are there beside every other page as well, with the words of each title, line and cell', async () => {
    const wordsOf = (written: string) => written.match(/[\p{L}\p{N}]+/gu) ?? []
    const kinds = ['roadmap', 'gaps/has-no/evidence', 'items', 'findings', 'brief', 'matrix', 'share', 'changes']
    const there = kinds.filter((name) => site.has(`${name}.html`))
    expect(there.length).toBeGreaterThan(4)
    for (const name of there) {
      const main = /<main[^>]*>(.*)<\/main>/s.exec(site.get(`${name}.html`)!)![1]!
      const twin = new Set(wordsOf(await text(`${name}.md`)))
      const seen = main.matchAll(/<(h[1-3]|td|th)\b[^>]*>([^<]+)<\/\1>/g)
      expect([
        name,
        [...seen].flatMap(([, , said]) => wordsOf(said!.replace(/&[a-z#\d]+;/g, ' '))).filter((word) => !twin.has(word)),
      ]).toEqual([name, []])
    }
  })

  it('take hostile text as text, and keep what is only there to steer the page out', () => {
    const html = `<body><nav>no</nav><main id="Text"><h1>A <code>b|c</code></h1><a class="anchor" href="#a"><svg></svg></a><p>&lt;script&gt; [x](y) *z*</p>
      <form><label>no</label></form><dl><dt>System</dt><dd><a href="s.html#x">S</a></dd></dl><table><tr><th>H</th></tr><tr><td>1 | 2</td></tr></table>
      <p><a href="t.html">T</a><span>u</span> <a href="https://example.org/x.html">v</a></p></main></body>`
    expect(markdownOf(html, 'gaps/a.md', new Set(['gaps/s.md']))).toBe(
      [
        '# A `b|c`',
        '\\<script> \\[x]\\(y) \\*z\\*',
        '- **System:** [S](s.md#x)',
        '| H      |\n| ------ |\n| 1 \\| 2 |',
        '[T](t.html) u [v](https://example.org/x.html)\n',
      ].join('\n\n'),
    )
  })

  it('link from twin to twin, and nowhere else', async () => {
    const twins = [...site.keys()].filter((name) => /^(?:gaps|systems|items|roadmap|brief)\/.*\.md$|^index\.md$/.test(name))
    const lost: string[] = []
    for (const name of twins) {
      const [ours] = (await text(name)).split('\n## As written')
      for (const [, to] of ours!.matchAll(/\]\((?!https?:)([^)\s#]+)(?:#[^)\s]*)?\)/g)) {
        const target = path.posix.join(path.posix.dirname(name), decodeURIComponent(to!))
        if (!site.has(target)) lost.push(`${name}: ${to}`)
      }
    }
    expect(lost).toEqual([])
  })

  it('are told of at the door, with addresses that are there', async () => {
    const llms = await text('llms.txt')
    for (const { name } of corpus.systems) expect(llms).toContain(name)
    const links = [...llms.matchAll(/\]\(https:\/\/gaps\.example\.org\/all\/([^)]*)\)/g)].map(
      ([, to]) => decodeURIComponent(to!) || 'index.html',
    )
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter((to) => !site.has(to))).toEqual([])
    expect(await text('robots.txt')).toContain('Sitemap: https://gaps.example.org/all/sitemap.xml')
    const pages = [...(await text('sitemap.xml')).matchAll(/<loc>https:\/\/gaps\.example\.org\/all\/([^<]*)<\/loc>/g)].map(
      ([, to]) => decodeURIComponent(to!) || 'index.html',
    )
    expect(pages.filter((to) => !site.has(to))).toEqual([])
    expect(new Set(pages).size).toBe(pages.length)
    for (const { key } of corpus.trace.gaps) expect(pages).toContain(`gaps/${key}.html`)
  })

  it('are all on one page, and each is there', () => {
    const html = site.get('share.html')!
    const links = [...html.slice(html.indexOf('<main')).matchAll(/href="([^"#]+)"/g)].map(([, to]) => decodeURIComponent(to!))
    expect(links.filter((to) => !site.has(to))).toEqual([])
    expect(links).toEqual(
      expect.arrayContaining([
        'gaps.json',
        'schema/gaps.json',
        'items.json',
        'gaps.csv',
        'matrix.csv',
        'matrix.json',
        'backlog.csv',
        'llms.txt',
        'index.md',
        'sitemap.xml',
        'robots.txt',
        'brief.html',
      ]),
    )
    expect(site.get('index.html')).toContain('href="share.html"')
  })

  it('hold no path of this machine', async () => {
    for (const name of ['gaps.json', 'items.json', 'gaps.csv', 'llms.txt', 'index.md', 'sitemap.xml', 'share.html'])
      expect(await text(name)).not.toMatch(/lacuna-exports|\/tmp\//)
  })
})

describe('of the same documents', () => {
  it('are the same bytes, wherever they lie', async () => {
    const made = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const content = path.join(await temporary(`lacuna-${name}-`), 'content')
        await write(content, { 'till/gaps.md': hostile, 'hull/gaps.md': hostile.replaceAll('T-0', 'H-0') })
        const corpus = await openCorpus(content)
        const all = portfolioOf(corpus)
        const texts = textsOf(corpus.sources)
        return [
          gapsJson(all, corpus.trace.gaps),
          gapsCsv(all, corpus.trace.gaps),
          itemsJson(all, corpus.trace.items),
          llmsText(all),
          robotsText(all),
          JSON.stringify(shareView(all)),
          ...corpus.trace.gaps.map((gap) => gapTwin(all, gap, texts)),
        ]
      }),
    )
    expect(made[1]).toEqual(made[0])
    expect(made[0]!.join()).not.toMatch(/\/tmp|lacuna-one/)
  })

  it('give no absolute address and no sitemap where nobody said where the site stands', async () => {
    const content = path.join(await temporary('lacuna-nowhere-'), 'content')
    await write(content, { 'till/gaps.md': hostile })
    const corpus = await openCorpus(content)
    const all = portfolioOf(corpus)
    expect(
      [gapsJson(all, corpus.trace.gaps), llmsText(all)].join().replace(/"https:\/\/evil[^"]*|https:\/\/json-schema[^"]*/g, ''),
    ).not.toMatch(/https?:\/\/(?!evil)/)
    expect(sitemaps(all).size).toBe(0)
    expect(robotsText(all)).not.toContain('Sitemap')
    expect(sitemaps(portfolioOf(corpus, 'https://gaps.example.org'), 3).get('sitemap.xml')).toContain(
      '<loc>https://gaps.example.org/sitemap-2.xml</loc>',
    )
  })

  it('take time that grows with the gaps alone', async () => {
    const took = async (count: number) => {
      const content = path.join(await temporary('lacuna-many-'), 'content')
      const gaps = Array.from(
        { length: count },
        (_, at) =>
          `## M-${at + 1}: Gap number ${at + 1} (P${at % 4})\n\nImpact: it costs a day.\n\nEvidence: \`src/a${at}.ts:3\`\n\nDepends on: M-${at || 2}\n`,
      )
      await write(content, { 'many/gaps.md': `# Many\n\n${gaps.join('\n')}` })
      const corpus = await openCorpus(content)
      const all = portfolioOf(corpus, 'https://gaps.example.org')
      const texts = textsOf(corpus.sources)
      const start = performance.now()
      gapsJson(all, corpus.trace.gaps)
      gapsCsv(all, corpus.trace.gaps)
      itemsJson(all, corpus.trace.items)
      llmsText(all)
      sitemaps(all)
      for (const gap of corpus.trace.gaps) gapTwin(all, gap, texts)
      return performance.now() - start
    }
    const [few, many] = [await took(500), await took(5000)]
    console.log(`Exports: 500 gaps in ${Math.round(few)} ms, 5,000 in ${Math.round(many)} ms`)
    expect(many).toBeLessThan(30 * Math.max(few, 50))
  }, 60_000)
})
