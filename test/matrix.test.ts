import fc from 'fast-check'
import type { Element, Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  href,
  type MatrixView,
  matrices,
  matrixColumns,
  matrixCsv,
  matrixJson,
  matrixPages,
  matrixTable,
  matrixView,
  mostRows,
  type Portfolio,
  routes,
} from '#publish'
import { csv } from '../src/publish/csv.ts'
import { register } from './bench/matrix.ts'
import { build, files, temporary } from './built.ts'
import { portfolioOf, written } from './portfolios.ts'
import { cellsOf } from './spreadsheet.ts'

const ferry = `# Gaps of the ferry

## F-1 (P0): No roof over the stop

**Evidence:**

- \`pier/stop.md:12-40\`
- \`pier/roof.md:3\`

**Required work:** build one.

**Acceptance criteria:**

- [ ] nobody gets wet

PRD FR-8 asks for it.

## F-2 (P2): =No light; at "night"

**Impact:** the last boat is at ten.

## Phase 1: Before the season

- F-1
`
const stalls = `# Gaps of the stalls

## S-1 (P1): No bins

**Metrics:**

- bags a day below 5
`

/** A line has its own anchor on the page of its document. */
const anchored = { anchor: (_: string, line: number) => `line-${line}` }

const rowsOf = ({ groups }: MatrixView) => groups.flatMap(({ rows }) => rows)

describe('a small matrix', () => {
  let all: Portfolio
  let view: MatrixView
  const at = (address: string) => matrixView(all, matrices(all).get(address)!)
  beforeAll(async () => {
    all = await portfolioOf(
      {
        'ferry/gaps.md': ferry,
        'stalls/gaps.md': stalls,
        'site.yaml': 'title: Fair\nrequire:\n  evidence: 30\n  criterion: 90\n',
      },
      anchored,
    )
    view = at(routes.matrix)
  })

  it('has a row for each gap: cells lead to the place, holes say what is missing', () => {
    expect(rowsOf(view)).toMatchObject([
      {
        id: 'F-1',
        title: 'No roof over the stop',
        href: 'gaps/ferry/f-1.html',
        system: 'ferry',
        cells: [
          { text: '2', href: 'gaps/ferry/f-1.html#evidence' },
          { text: '1', href: expect.stringMatching(/^(documents\/ferry\/gaps|gaps\/ferry\/f-1)\.html#/) },
          { text: '1', href: 'gaps/ferry/f-1.html#required-work' },
          { text: 'no artifact' },
          { text: '1', href: 'gaps/ferry/f-1.html#acceptance-criteria' },
          { text: 'no metric' },
          { text: 'no directive' },
          { text: 'Phase 1', href: 'roadmap/ferry/gaps/phase-1.html' },
        ],
        covered: 5,
      },
      { id: 'S-1', system: 'stalls', covered: 1 },
      { id: 'F-2', covered: 0, cells: view.kinds.map(({ word }) => ({ text: `no ${word.toLowerCase()}` })) },
    ])
    // a group of one level says it once
    expect(view.groups.map(({ anchor, mark, of }) => [anchor, mark?.value, of])).toEqual([
      ['critical', 'critical', 1],
      ['high', 'high', 1],
      ['medium', 'medium', 1],
    ])
    expect(rowsOf(view).filter(({ severity }) => severity)).toEqual([])
  })

  it('first says of each kind how many lead to it, what is required, and both ways on', () => {
    const [evidence, , , artifact, criterion, metric, , phase] = view.coverage
    expect(evidence).toMatchObject({
      covered: 1,
      of: 3,
      percent: 33,
      required: { percent: 30, met: true },
      holes: { text: '2 holes', href: 'matrix/has-no/evidence.html' },
    })
    expect(criterion).toMatchObject({ covered: 1, percent: 33, required: { percent: 90, met: false } })
    expect(metric).toMatchObject({ items: { text: 'by metric', href: 'items/metric.html' } })
    expect(phase).toMatchObject({ items: { text: 'by phase', href: 'roadmap.html' } })
    // where no gap has one, all of them are holes, and no list is narrower
    expect(artifact).toMatchObject({ covered: 0, holes: { text: '3 holes', href: '#rows-title' } })
    expect(artifact!.items).toBeUndefined()
    expect(view.kinds.map(({ href }) => href)).toEqual(view.coverage.map(({ items }) => items?.href))
  })

  it('of a system counts its own, and leads to its part of what has holes', () => {
    const own = at(routes.matrixOfSystem('ferry'))
    expect(own.coverage[0]).toMatchObject({ covered: 1, of: 2, holes: { text: '1 hole', href: 'has-no/evidence.html#ferry' } })
    expect(own.coverage[3]).toMatchObject({ holes: { text: '2 holes', href: '#rows-title' } })
    expect(own.coverage[7]).toMatchObject({ items: { href: '../roadmap/ferry.html' } })
    expect(at(matrices(all).get('matrix/has-no/evidence.html')!.address).groups.map(({ anchor, of }) => [anchor, of])).toEqual([
      ['ferry', 1],
      ['stalls', 1],
    ])
    expect(rowsOf(own).some(({ system }) => system)).toBe(false)
  })

  it('every number of holes is that of the rows it leads to', () => {
    for (const address of [routes.matrix, routes.matrixOfSystem('ferry'), routes.matrixOfSystem('stalls')])
      for (const { kind, holes, of, covered } of at(address).coverage) {
        if (!holes) continue
        const [to, group] = (
          holes.href!.startsWith('#') ? address : new URL(holes.href!, `site:/${address}`).href.slice('site:/'.length)
        ).split('#')
        const own = at(to!).groups.filter(({ anchor }) => !group || anchor === group)
        expect([address, kind, own.flatMap(({ rows }) => rows).length]).toEqual([address, kind, of - covered])
      }
  })

  it('as CSV begins with a byte-order mark and has a row for each gap, formulas as text', () => {
    const text = matrixCsv(all, matrices(all).get(routes.matrix)!)
    expect(text.startsWith('\uFEFFSystem,Id,Gap,Severity,State,Evidence,')).toBe(true)
    expect(cellsOf(text)).toEqual([
      [...matrixColumns],
      ['ferry', 'F-1', 'No roof over the stop', 'critical', '', '2', '1', '1', '0', '1', '0', '0', '1', '5', 'gaps/ferry/f-1.html'],
      ['stalls', 'S-1', 'No bins', 'high', '', '0', '0', '0', '0', '0', '1', '0', '0', '1', 'gaps/stalls/s-1.html'],
      ['ferry', 'F-2', `'=No light; at "night"`, 'medium', '', '0', '0', '0', '0', '0', '0', '0', '0', '0', 'gaps/ferry/f-2.html'],
    ])
  })

  it('as JSON has a shape that others may rely on', () => {
    const file = JSON.parse(matrixJson(all, matrices(all).get('matrix/severity/critical.html')!))
    expect(file).toEqual({
      version: 1,
      title: 'Critical gaps',
      coverage: expect.arrayContaining([{ kind: 'evidence', covered: 1, of: 1, percent: 100 }]),
      gaps: [
        {
          key: 'ferry/f-1',
          system: 'ferry',
          id: 'F-1',
          title: 'No roof over the stop',
          severity: 'critical',
          page: 'gaps/ferry/f-1.html',
          links: { evidence: 2, requirement: 1, work: 1, artifact: 0, criterion: 1, metric: 0, directive: 0, phase: 1 },
        },
      ],
    })
    expect(file.coverage.map(({ kind }: { kind: string }) => kind)).toEqual(Object.keys(file.gaps[0].links))
  })

  it('hands its filter no values that none of its gaps has', () => {
    const { facets, rows, systems } = matrixTable(all, matrices(all).get(routes.matrixOfSystem('stalls'))!)
    expect(rows).toHaveLength(1)
    expect(systems).toEqual(['stalls'])
    expect(facets.find(({ name }) => name === 'severity')?.values).toEqual(['high'])
    expect(facets.find(({ name }) => name === 'phase')?.values ?? []).toEqual([])
  })
})

describe('CSV', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' ', '"', ',', ';', "'", '＝', '＠', 'a', '\u00a0', '\uFEFF'),
    }),
  )
  const rows = fc.array(
    fc.array(fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 5 }),
    {
      maxLength: 5,
    },
  )

  it('reads back as it was written, and no text of it is a formula', () =>
    fc.assert(
      fc.property(rows, (given) => {
        const written = csv(given)
        expect(written.startsWith('\uFEFF')).toBe(true)
        const read = cellsOf(written)
        expect(read.map((row) => row.length)).toEqual(given.map((row) => row.length))
        for (const [at, row] of given.entries())
          for (const [column, value] of row.entries()) {
            const cell = read[at]![column]!
            if (typeof value === 'number') expect(cell).toBe(String(value))
            else {
              expect([value, `'${value}`]).toContain(cell)
              expect(cell).not.toMatch(/^[\s\uFEFF]*[=+\-@＝＋－＠]/)
            }
          }
      }),
      { numRuns: 500 },
    ))
})

describe('a long matrix', () => {
  /** Titles that weigh much, as text, as HTML and in addresses. */
  const heavy = (from: number, count: number) =>
    `# Heavy\n\n${Array.from({ length: count }, (_, at) => `### ${'&"<'.repeat(20)} ${'请求没有身份验证'.repeat(6)} ${from + at}\n\n**Severity:** P${at % 4}\n\n**Evidence:** x\n\n**Impact:** y\n`).join('\n')}`
  let site: Map<string, string>
  let all: Portfolio
  beforeAll(async () => {
    const documents = {
      'works/gaps.md': register(1100),
      'works/roadmap.md': `# Roadmap\n\n## Phase 1: First\n\n- G-0001\n- G-0002\n`,
      'heavy/gaps.md': heavy(0, 450),
      'small/gaps.md': '# Gaps\n\n## X-1 (P0): No flag\n\n**Impact:** z\n',
      'site.yaml': 'title: Long\n',
    }
    all = await portfolioOf(documents, anchored)
    const out = await temporary()
    await build(await written(documents), out)
    site = await files(out)
  })
  const matrixHtml = () => [...site].filter(([name]) => /^matrix(?:\.html|\/.*\.html)$/.test(name))

  it('has pages of 500 rows and 400 KB at most', () => {
    const pages = matrixHtml().map(([name, html]) => ({ name, bytes: Buffer.byteLength(html), rows: rowsIn(html).length }))
    expect(pages.filter(({ bytes, rows }) => bytes > 400_000 || rows > mostRows)).toEqual([])
    expect(pages.length).toBeGreaterThan(30)
    expect(matrixPages(all).size).toBeGreaterThan(5)
  })

  it('has a page for each of its rows, in order, once', () => {
    for (const [address, matrix] of matrices(all)) {
      if (address === routes.matrix) continue
      const shown = matrix.pages.length > 0 ? matrix.pages.map((page) => page.address) : [address]
      const rows = shown.flatMap((page) => rowsIn(site.get(page)!).map(({ href }) => new URL(href, `site:/${page}`).pathname.slice(1)))
      expect([address, rows]).toEqual([address, matrix.gaps.map((gap) => href('', routes.gap(gap.key)))])
    }
  })

  it('on its first page tells of the worst and leads to every part', () => {
    const whole = tree(site.get(routes.matrix)!)
    expect(textOf(find(whole, (one) => has(one, 'cut'))!)).toMatch(/^The worst \d\d+ of 1551 gaps/)
    const links = (address: string) => linksIn(address, site.get(address)!)
    expect(links(routes.matrix)).toEqual(expect.arrayContaining(['works', 'heavy', 'small'].map(routes.matrixOfSystem)))
    const works = links(routes.matrixOfSystem('works'))
    for (const address of matrices(all).keys()) if (/^matrix\/(?:category|phase)\/works\//.test(address)) expect(works).toContain(address)
    expect(works).toEqual(
      expect.arrayContaining(
        matrices(all)
          .get(routes.matrixOfSystem('works'))!
          .pages.map((page) => page.address),
      ),
    )
    // and from each page of rows to the others
    for (const [address, { matrix }] of matrixPages(all)) {
      const own = matrix.pages.map((page) => page.address)
      expect(links(address)).toEqual(expect.arrayContaining(own))
      expect(links(address)).toContain(matrix.address)
    }
  })

  it('every number of holes leads to a matrix, or its group, of so many', () => {
    for (const address of [routes.matrix, routes.matrixOfSystem('works'), routes.matrixOfSystem('heavy'), routes.matrixOfSystem('small')]) {
      const strip = find(tree(site.get(address)!), (one) => has(one, 'coverage'))!
      const holes = elements(strip).filter((one) => one.tagName === 'a' && /hole/.test(textOf(one)))
      expect(holes.length).toBeGreaterThan(2)
      for (const link of holes) {
        const to = new URL(String(link.properties.href), `site:/${address}`)
        const group = decodeURIComponent(to.hash.slice(1))
        const page = to.pathname.slice(1)
        const of = group && group !== 'rows-title' ? groupIn(site.get(page)!, group) : matrices(all).get(page)!.gaps.length
        expect([address, textOf(link), of]).toEqual([address, textOf(link), Number.parseInt(textOf(link), 10)])
      }
    }
  })
})

const tree = (html: string) => fromHtml(html)
function elements(node: Nodes): Element[] {
  const inside = 'children' in node ? node.children.flatMap((child) => elements(child as Nodes)) : []
  return node.type === 'element' ? [node, ...inside] : inside
}
const find = (node: Nodes, is: (one: Element) => boolean) => elements(node).find(is)
const has = (one: Element, name: string) => Array.isArray(one.properties.className) && one.properties.className.includes(name)
function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  return 'children' in node ? node.children.map((child) => textOf(child as Nodes)).join('') : ''
}
const linksIn = (address: string, html: string): string[] =>
  Array.from(html.matchAll(/<a [^>]*?href="([^"#]+)/g), ([, to]) => decodeURIComponent(new URL(to!, `site:/${address}`).pathname.slice(1)))
/** Heads of the rows that a page shows without scripts. */
const rowsIn = (html: string): { href: string }[] =>
  Array.from(html.matchAll(/<th scope="row">(?:(?!<\/th>).)*?<a href="([^"]+)"/gs), ([, to]) => ({ href: to! })).filter(
    ({ href }) => !href.startsWith('#') && /gaps\//.test(href),
  )
/** What the head of a group says that it holds. */
function groupIn(html: string, anchor: string): number {
  const group = find(tree(html), (one) => one.tagName === 'tbody' && one.properties.id === anchor)
  const count = group && find(group, (one) => has(one, 'of'))
  return count ? Number.parseInt(textOf(count), 10) : elements(group!).filter((one) => one.properties.scope === 'row').length
}
