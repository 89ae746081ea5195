import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Edge, edgesOf, graphOf } from '#link'
import {
  broken,
  chartAsked,
  coverageAsked,
  fitted,
  type GapChoice,
  gapAsked,
  gapCard,
  gapsAsked,
  gridAsked,
  markAsked,
  matrixAsked,
  type Neighbour,
  neighbourhood,
  type Portfolio,
  traceAsked,
  WrongUse,
  widthOf,
} from '#publish'
import { openCorpus } from '../src/corpus.ts'
import { build, files, temporary } from './built.ts'
import { written } from './portfolios.ts'

/** "from kind to (line)", without the system. */
async function edges(...texts: string[]): Promise<string[]> {
  const folder = await written(Object.fromEntries(texts.map((text, at) => [`pier/${'abc'[at]}.md`, text])))
  const { trace } = await openCorpus(folder)
  return edgesOf(trace.gaps, trace.phases).map(({ from, to, kind, place }) => `${last(from)} ${kind} ${last(to)} (${place.line})`)
}
const last = (key: string) => key.slice(key.lastIndexOf('/') + 1)

const three = (one: string, two = 'x', three = 'x') =>
  `# Gaps\n\n## P-1: Roof\n\n${one}\n\n## P-2: Light\n\n${two}\n\n## P-3: Bench\n\n${three}\n`

describe('what gaps say of each other', () => {
  it('is read from labels, in the direction that they say', async () => {
    expect(await edges(three('Depends on: P-2', 'Blocks: P-3', 'Prerequisites: P-1'))).toEqual([
      'p-1 depends p-2 (5)',
      'p-3 depends p-2 (9)',
      'p-3 depends p-1 (13)',
    ])
    expect(await edges(three('Blocked by: P-2', 'Unblocks: P-3', 'Blockers: P-1'))).toEqual([
      'p-1 depends p-2 (5)',
      'p-3 depends p-2 (9)',
      'p-3 depends p-1 (13)',
    ])
  })

  it('is read from lines of steps too, where one of their gaps waits or makes way', async () => {
    const step = '## Phase 1: Spring\n\n- P-3 (blocked by P-1)\n- P-1, unblocks P-2\n- Ropes, blocked by P-2\n- P-2: see P-3'
    expect(await edges(three('As P-2', 'x', `x\n\n${step}`))).toEqual(['p-1 names p-2 (5)', 'p-3 depends p-1 (17)', 'p-2 depends p-1 (18)'])
    expect(await edges(three('x', 'Depends on: P-3', 'As P-1'), `# Plan\n\n${step}`)).toEqual([
      'p-2 depends p-3 (9)',
      'p-3 depends p-1 (5)',
      'p-2 depends p-1 (6)',
    ])
  })

  it('is no dependency where the label says related, or running text names it', async () => {
    expect(await edges(three('Related: P-2', 'Without P-1 nothing.', '**Impact:** as P-1 says of P-2'))).toEqual([
      'p-1 names p-2 (5)',
      'p-2 names p-1 (9)',
      'p-3 names p-1 (13)',
      'p-3 names p-2 (13)',
    ])
  })

  it('takes the word that leads an item before the label of the list', async () => {
    const list = 'Dependencies:\n\n- Blocks: P-2\n- Depends on P-3\n- Related: P-2'
    expect(await edges(three(list))).toEqual(['p-2 depends p-1 (7)', 'p-1 depends p-3 (8)'])
  })

  it('holds across documents of a system, for bare numbers within one, and never for itself or what nobody defines', async () => {
    const numbered = '# Gaps\n\n## Gap 1: Roof\n\nDepends on: Gap 2\n\n## Gap 2: Light\n\nDepends on: Gap 2, Gap 9\n'
    const other = '# More\n\n## P-8: Rail\n\nDepends on: P-3, P-8, P-77\n\n## P-9: Ramp\n\nx\n'
    expect(await edges(three('x'), numbered, other)).toEqual(['1 depends 2 (5)', 'p-8 depends p-3 (5)'])
  })

  it('is said once of each pair and kind', async () => {
    const table = '# Gaps\n\n| ID | Gap | Depends on |\n|---|---|---|\n| P-1 | Roof | P-2 |\n| P-2 | Light | |\n'
    expect(await edges(`${table}\n## P-1: Roof\n\nDepends on: P-2\n\nWithout P-2 nothing. P-2!\n\n## P-2: Light\n\nx\n`)).toEqual([
      'p-1 depends p-2 (10)',
    ])
  })
})

const place = { file: 'a.md', line: 1, column: 1, endLine: 1, endColumn: 2 }
const edge = (from: string, to: string, kind: Edge['kind'] = 'depends'): Edge => ({ from, to, kind, by: from, place })
const keys = (count: number) => Array.from({ length: count }, (_, at) => `k${at}`)

describe('layers and circles', () => {
  it('put what leads on before what it leads to, by the longest way', () => {
    const { layers, circles, back } = graphOf(keys(5), [edge('k0', 'k3'), edge('k0', 'k1'), edge('k1', 'k3'), edge('k2', 'k3')])
    expect(layers).toEqual([['k0', 'k2'], ['k1'], ['k3']])
    expect([circles, back.size]).toEqual([[], 0])
  })

  it('name a circle by its shortest way round from its first gap, with all that hang on it', () => {
    const all = [edge('k1', 'k2'), edge('k2', 'k3'), edge('k3', 'k1'), edge('k2', 'k4'), edge('k4', 'k2'), edge('k0', 'k1')]
    const { layers, circles, back } = graphOf(keys(5), all)
    expect(layers).toEqual([['k0'], ['k1', 'k2', 'k3', 'k4']])
    expect(circles.map(({ keys, way }) => [keys, way.map(({ from, to }) => from + to)])).toEqual([
      [
        ['k1', 'k2', 'k3', 'k4'],
        ['k1k2', 'k2k3', 'k3k1'],
      ],
    ])
    expect(back.size).toBe(5)
  })

  it('are not made by what is merely named', () => {
    const { layers, circles, edges } = graphOf(keys(3), [
      edge('k0', 'k1'),
      edge('k1', 'k0', 'names'),
      edge('k1', 'k2', 'names'),
      edge('k2', 'k0', 'names'),
    ])
    expect(circles).toEqual([])
    expect(layers.findIndex((layer) => layer.includes('k0'))).toBeLessThan(layers.findIndex((layer) => layer.includes('k1')))
    expect(edges.map(({ from, to }) => from + to)).toEqual(['k0k1', 'k1k2', 'k2k0'])
  })

  it('take a chain of a hundred thousand without a call for each', () => {
    const many = keys(100_000)
    const { layers } = graphOf(
      many,
      many.slice(1).map((key, at) => edge(many[at]!, key)),
    )
    expect(layers.length).toBe(100_000)
  }, 20_000)

  const graphs = fc.integer({ min: 2, max: 12 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      edges: fc.array(
        fc
          .tuple(fc.nat(count - 1), fc.nat(count - 1), fc.constantFrom<Edge['kind']>('depends', 'depends', 'names'))
          .map(([from, to, kind]) => edge(`k${from}`, `k${to}`, kind)),
        { maxLength: 30 },
      ),
    }),
  )
  /** What can be reached from a key by dependencies, told in the plainest way. */
  const reached = (from: string, all: readonly Edge[]) => {
    const found = new Set<string>()
    const open = [from]
    for (const key of open) for (const one of all) if (one.from === key && !found.has(one.to)) open.push(one.to) && found.add(one.to)
    return found
  }

  it('hold for any graph: edges go forth, every circle is found, each way round is one', () => {
    fc.assert(
      fc.property(graphs, ({ count, edges: all }) => {
        const { layers, edges, back, circles } = graphOf(keys(count), all)
        const layer = new Map(layers.flatMap((own, at) => own.map((key) => [key, at] as const)))
        for (const one of edges) if (!back.has(one)) expect(layer.get(one.from)).toBeLessThan(layer.get(one.to)!)
        for (const own of layers) expect(own).not.toEqual([])
        const depending = all.filter(({ kind, from, to }) => kind === 'depends' && from !== to)
        const caught = new Set(circles.flatMap((circle) => circle.keys))
        for (const key of keys(count)) expect(caught.has(key)).toBe(reached(key, depending).has(key))
        // what depends gives no order only within a circle
        for (const one of back) if (one.kind === 'depends') expect(reached(one.to, depending).has(one.from)).toBe(true)
        for (const { keys, way } of circles) {
          expect(way.map(({ from }) => from)).toEqual([way.at(-1)!.to, ...way.slice(0, -1).map(({ to }) => to)])
          expect(way[0]!.from).toBe(keys[0])
          expect(new Set(way.map(({ from }) => from)).size).toBe(way.length)
          for (const one of way) expect(depending).toContain(one)
        }
      }),
    )
  })

  it('are the same again', () => {
    fc.assert(
      fc.property(graphs, ({ count, edges: all }) => {
        expect(graphOf(keys(count), all)).toEqual(graphOf(keys(count), all))
      }),
    )
  })
})

describe('a picture of what stands around', () => {
  const middle = { title: 'Nobody can leave', id: 'G-1', kind: 'Gap' }
  const beside = (count: number, side: Neighbour['side'], spare = false): Neighbour[] =>
    Array.from({ length: count }, (_, at) => ({
      side,
      kind: 'Gap',
      href: `${side}${at}${spare}.html`,
      title: `Number ${at}`,
      ...(spare && { spare }),
    }))

  it('is made of two neighbours to eleven', () => {
    const counts = [0, 1, 2, 7, 11, 12].map((count) => neighbourhood(middle, beside(count, 'before'))?.nodes.length)
    expect(counts).toEqual([undefined, undefined, 3, 8, 12, undefined])
  })

  it('leaves out what is spare where there would be too many', () => {
    const shown = (spare: number) => neighbourhood(middle, [...beside(6, 'before'), ...beside(spare, 'after', true)])?.nodes.length
    expect([shown(5), shown(6)]).toEqual([12, 7])
  })

  it('shows once what leads both ways, with a point at each end', () => {
    const [one] = beside(1, 'before')
    const picture = neighbourhood(middle, [one!, { ...one!, side: 'after' }, ...beside(1, 'after')])!
    expect(picture.nodes.length).toBe(3)
    expect(picture.lines.map(({ tips }) => tips.length)).toEqual([2, 1])
  })

  it('keeps nodes apart and within its bounds', () => {
    const titles = fc.array(fc.string({ unit: 'grapheme', maxLength: 120 }), { minLength: 2, maxLength: 11 })
    fc.assert(
      fc.property(titles, (all) => {
        const picture = neighbourhood(
          middle,
          all.map((title, at) => ({ side: at % 3 ? 'before' : 'after', kind: 'Gap', href: `${at}`, title })),
        )!
        for (const [at, one] of picture.nodes.entries()) {
          expect(Math.min(one.x, one.y)).toBeGreaterThanOrEqual(0)
          expect(one.x + picture.node).toBeLessThanOrEqual(picture.width)
          expect(one.y + one.height).toBeLessThanOrEqual(picture.height)
          for (const other of picture.nodes.slice(at + 1))
            expect(one.x !== other.x || one.y + one.height <= other.y || other.y + other.height <= one.y).toBe(true)
        }
      }),
    )
  })

  it('cuts words to the room that there is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const lines = broken(text, 160, 13, 2)
        expect(lines.length).toBeLessThanOrEqual(2)
        for (const line of lines) expect(widthOf(line, 13)).toBeLessThanOrEqual(160)
      }),
    )
    expect(fitted('short', 160, 13)).toBe('short')
    expect(broken('Resume continuation semantics of every run', 120, 13, 2)).toEqual(['Resume', 'continuation sem…'])
  })
})

describe('a system', () => {
  let site: Map<string, string>
  const chain = (count: number) =>
    `# Gaps\n\n${Array.from({ length: count }, (_, at) => `## C-${at + 1}: Link ${at + 1}\n\n${at > 0 ? `Depends on: C-${at}` : 'It holds.'}\n`).join('\n')}`
  beforeAll(async () => {
    const folder = await written({
      'circle/gaps.md': three('Depends on: P-2', 'Depends on: P-3', 'Depends on: P-1\n\nSee P-2.'),
      'named/gaps.md': three('As P-2 and P-3.'),
      'alone/gaps.md': three('Depends on: P-2'),
      'long/gaps.md': chain(13),
      'longest/gaps.md': chain(41),
      'pages/board.mdx':
        '---\ntitle: Board\n---\n\n<Gap id="P-1" system="circle" />\n\n<Matrix system="longest" />\n\n<Matrix />\n\n<Coverage system="long" />\n\n<Coverage />\n\n<TraceGraph gap="circle/p-1" />\n\n<TraceGraph system="circle" />\n\n<TraceGraph gap="p2" system="alone" />\n\n<GapTable severity="none" system="circle" limit={2} />\n',
    })
    const out = await temporary()
    await build(folder, out)
    site = await files(out)
  }, 120_000)
  const words = (html: string) =>
    html
      .replace(/<svg[\s\S]*?<\/svg>/g, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
  const section = (name: string) => /<section[^>]*id="dependencies"[\s\S]*?<\/section>/.exec(site.get(name)!)?.[0]

  it('shows its dependencies as picture and list, with their places, and says a circle', () => {
    const shown = section('systems/circle.html')!
    expect(words(shown)).toMatch(/P-1 depends on P-2 and that on P-3 and that on P-1 – none of them can come first\. Written at line 5/)
    expect(words(shown)).toMatch(/P-1 Roof depends on P-2 Written at line 5/)
    expect(shown.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ')).toContain('P-1 depends on P-2 and that on P-3 and that on P-1 – none')
    expect(shown.match(/<g class="circle">/g)!.length).toBe(3)
    expect(words(site.get('findings.html')!)).toContain('P-1 depends on P-2, and that on P-3, and that on P-1')
  })

  it('speaks of no dependency where there is none', () => {
    expect(words(section('systems/named.html')!)).toMatch(/^ What names what .*P-1 Roof names P-2 Written at line 5 P-3/)
    expect(section('systems/alone.html')).toBeUndefined()
  })

  it('has a page for many, and above forty the list alone', () => {
    expect(words(section('systems/long.html')!)).toContain('13 gaps, and what each depends on')
    expect(section('systems/long.html')).not.toContain('class="graph"')
    expect(site.get('systems/long/dependencies.html')).toContain('class="graph"')
    expect(site.get('systems/longest/dependencies.html')).not.toContain('class="graph"')
    expect(words(site.get('systems/longest/dependencies.html')!)).toContain('C-41 Link 41 depends on C-40')
    expect(site.has('systems/circle/dependencies.html')).toBe(false)
  })

  it('shows on a gap what names it and what it names', () => {
    const page = site.get('gaps/circle/p-2.html')!
    expect(page.match(/class="node/g)!.length).toBe(3)
    expect(words(/id="named-by"[\s\S]*?<\/section>/.exec(page)![0])).toMatch(/Gaps P-1 Roof .*P-3 Bench/)
    expect(site.get('gaps/alone/p-2.html')).not.toContain('class="graph"')
  })

  it('gives authors matrix, coverage and pictures without import', () => {
    const page = site.get('pages/board.html')!
    expect([...page.matchAll(/<table class="(matrix|coverage)/g)].map(([, kind]) => kind)).toEqual([
      'matrix',
      'matrix',
      'coverage',
      'coverage',
    ])
    expect(page.match(/class="graph"/g)!.length).toBe(2)
    expect(page).toMatch(/assets\/matrix\.css[\s\S]*assets\/graph\.css/)
    expect(words(page)).toMatch(/All 63 gaps/)
    expect(words(page)).toMatch(/P-2 Light Named by P-1 Roof/)
    expect(site.get('pages/board.html')).not.toMatch(/style=/)
  })
})

describe('a mistake on a page written by hand', () => {
  const gap = (system: string, id: string) => ({ key: `${system}/${id.toLowerCase()}`, system, id, title: id, mentions: [{ id }] })
  const gaps = ['pier', 'port'].flatMap((system) => ['P-1', 'P-2', `${system.toUpperCase()}-3`].map((id) => gap(system, id)))
  const all = {
    systems: [{ slug: 'pier' }, { slug: 'port' }],
    gaps,
    gap: (key: string) => gaps.find((one) => one.key === key),
    gapsOfSystem: (slug: string) => gaps.filter(({ system }) => system === slug),
  } as unknown as Portfolio
  const page = 'pages/board.html'

  it.each<[() => unknown, string]>([
    [() => gapCard(all, page, { id: 'pier/p-9' }), 'there is no gap "pier/p-9"; did you mean "pier/p-1"?'],
    [() => gapCard(all, page, { id: 'PIER-4' }), 'there is no gap "PIER-4"; did you mean "PIER-3"?'],
    [() => gapCard(all, page, { id: 'P-1' }), '"P-1" is the id of 2 gaps; write the end of an address: "pier/p-1", "port/p-1"'],
    [
      () => gapCard(all, page, { id: 'port/p-1', system: 'pier' }),
      'there is no gap "port/p-1" in the system "pier"; there are pier/p-1, P-1, pier/p-2, P-2, pier/pier-3, PIER-3',
    ],
    [() => gapCard(all, page, {}), 'it needs the attribute "id"'],
    [() => gapsAsked(all, page, { severity: 'critcal' }), 'there is no severity "critcal"; did you mean "critical"?'],
    [() => gapsAsked(all, page, { state: 'P0' }), 'there is no state "P0"; there are open, partial, closed, planned, none'],
    [() => gapsAsked(all, page, { sytem: 'pier' } as GapChoice), 'it has no attribute "sytem"; did you mean "system"?'],
    [() => gapsAsked(all, page, { limit: '3' as never }), 'limit is a whole number in braces, as limit={3}, not "3"'],
    [() => matrixAsked(all, page, { system: 'pir' }), 'there is no system "pir"; did you mean "pier"?'],
    [() => coverageAsked(all, page, { system: 3 as never }), 'there is no system {3}; there are pier, port'],
    [() => traceAsked(all, page, {}), 'it needs the attribute "gap" or the attribute "system"'],
    [() => traceAsked(all, page, { gap: 'P-1', system: 'x' }), 'there is no system "x"; there are pier, port'],
    [() => gridAsked(all, page, { system: 'x' }), 'there is no system "x"; there are pier, port'],
    [() => markAsked(all, page, { severity: 'P0' }), 'there is no severity "P0"; there are critical, high, medium, low, none'],
    [() => markAsked(all, page, {}), 'it needs either the attribute "severity" or "state"'],
    [() => chartAsked('state')(all, page, { system: 'pier' }), 'it has no attribute "system"'],
  ])('is told with what may have been meant: %#', (ask, says) => {
    expect(ask).toThrow(new WrongUse(says))
  })

  it('finds a gap by its id where that is one gap’s, in any spelling', () => {
    expect([gapAsked(all, 'pier3'), gapAsked(all, 'P-2', 'port'), gapAsked(all, 'PORT/P-1')].map(({ key }) => key)).toEqual([
      'pier/pier-3',
      'port/p-2',
      'port/p-1',
    ])
  })

  it('stops the build, with file and component', async () => {
    const folder = await written({
      'pier/gaps.md': three('x'),
      'pages/board.mdx': '---\ntitle: Board\n---\n\nText.\n\n<Matrix system="peer" />\n',
    })
    const failed = await build(folder, await temporary()).then(
      () => undefined,
      (error: { stderr: string; code: number }) => error,
    )
    expect(failed?.code).toBe(2)
    expect(failed?.stderr.trim().split('\n').at(-1)).toBe(
      'lacuna: pages/board.mdx: <Matrix>: there is no system "peer"; did you mean "pier"?',
    )
  }, 60_000)
})
