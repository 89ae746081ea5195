/**
 * Overview: the pages that count. On home, on pages of systems and above lists every number is a link to what it counts, and there
 * are so many; charts are drawn where they say something; what is absent is said in one sentence.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Element, Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, files, pagesOf, temporary } from './built.ts'

const ferry = `---
version: "2.1"
author: Ada
---
# Gaps of the ferry

**Date:** 2026-03-01
**Scope:** the pier, and the boats

## Gap F-1: No roof over the stop

**Severity:** High
**Status:** open
**Impact:** High - people wait in the rain
**Effort:** Low
**Category:** Pier

## Gap F-2: No light at night

**Severity:** Low
**Status:** in progress
**Impact:** Low - the last boat is at ten
**Effort:** High
**Owner:** Grace
**Category:** Boats

## Gap F-3: No bench

**Impact:** old people stand.
**Evidence:** the letters of May

## Phase 1: Before the season (weeks 1-4)

- F-1
- F-9

## Phase 2: In the season

Nothing is planned yet.

## Next steps

1. Ask for three offers
`

const stalls = `# Gaps of the stalls

| Gap  | Title    | Status  | Severity |
|------|----------|---------|----------|
| ST-1 | No light | open    | High     |
| ST-2 | No water | partial | High     |
| ST-3 | No shade | done    | Low      |
| ST-4 | No bins  | planned |          |
`

const quiet = '# Gaps of the well\n\n## Gap 1: No lid\n\nLeaves fall in.\n\n## Gap 2: No rope\n\nOne brings a rope.\n'

type Site = Map<string, string>
async function siteOf(documents: Record<string, string>): Promise<Site> {
  const content = await temporary()
  for (const [name, text] of Object.entries(documents)) {
    await mkdir(path.dirname(path.join(content, name)), { recursive: true })
    await writeFile(path.join(content, name), text)
  }
  const out = await temporary()
  await build(content, out)
  return files(out)
}

let fair: Site
let well: Site
beforeAll(async () => {
  const guide =
    '---\ntitle: By hand\n---\n\n<SeverityChart />\n\n<StateChart />\n\n<ImpactEffort />\n\n<GapTable state="open" limit={1} />\n'
  ;[fair, well] = await Promise.all([
    siteOf({
      'ferry/gaps.md': ferry,
      'ferry/more.md': '# More gaps\n\n## Gap M-1 (P2): No flag\n',
      'stalls/gaps.md': stalls,
      'well/gaps.md': quiet,
      'pages/hand.mdx': guide,
    }),
    siteOf({ 'well/gaps.md': quiet }),
  ])
}, 120_000)

function* elements(node: Nodes): Generator<Element> {
  if (node.type === 'element') yield node
  if ('children' in node) for (const child of node.children) yield* elements(child)
}
const textOf = (node: Nodes): string => (node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : '')
const words = (node: Nodes) => textOf(node).replace(/\s+/g, ' ').trim()
const has = (element: Element, name: string) => [element.properties.className].flat().includes(name)
const mainOf = (html: string) => [...elements(fromHtml(html))].find(({ tagName }) => tagName === 'main')!
const page = (site: Site, name: string) => mainOf(site.get(name)!)
const section = (main: Element, heading: string) =>
  [...elements(main)].find(
    ({ tagName, children }) =>
      tagName === 'section' &&
      children.some((child) => [...elements(child)].some((one) => /^h2$/.test(one.tagName) && words(one) === heading)),
  )

/** Text outside links, and outside what authors said. */
function* told(node: Nodes): Generator<string> {
  if (node.type === 'text') yield node.value
  if (node.type === 'element') {
    if (node.tagName === 'a' || has(node, 'register') || has(node, 'said-of') || has(node, 'at') || has(node, 'id') || has(node, 'commit'))
      return
    if (has(node, 'facts') || has(node, 'scale') || has(node, 'grid') || node.properties.lang !== undefined) return
  }
  if ('children' in node) for (const child of node.children) yield* told(child)
}

const counted = /(?<![\w.-])[1-9]\d*(?![\w.-]*\w)/

/** So many things are listed where a link leads to: lines of a register, or of items. */
function listed(site: Site, from: string, href: string): number {
  const query = href.split('?')[1]
  // what has both of what the filter is told to leave, by the lists of each
  if (query) {
    const lists = [...new URLSearchParams(query)].map(([facet, value]) =>
      gapsOn(site, value === 'none' ? `gaps/has-no/${facet}.html` : `gaps/${facet}/${value}.html`),
    )
    return lists[0]!.filter((gap) => lists.every((list) => list.includes(gap))).length
  }
  return listedAt(site, from, href)
}

const gapsOn = (site: Site, name: string): string[] =>
  [...elements(page(site, name))]
    .filter((one) => has(one, 'register'))
    .flatMap((list) =>
      [...elements(list)].filter((one) => has(one, 'name')).map(({ properties }) => path.posix.basename(String(properties.href))),
    )

function listedAt(site: Site, from: string, href: string): number {
  const [file, fragment] = href.split('#') as [string, string | undefined]
  const name = file ? path.posix.normalize(path.posix.join(path.posix.dirname(from), decodeURIComponent(file))) : from
  const main = page(site, name)
  const place = fragment ? [...elements(main)].find(({ properties }) => properties.id === decodeURIComponent(fragment))! : main
  const lists = [...elements(place)].filter((one) => has(one, 'register') && !one.properties.hidden)
  const links = [...elements(place)]
    .filter((one) => has(one, 'grid'))
    .flatMap((grid) => [...elements(grid)].filter(({ tagName }) => tagName === 'li'))
  const lines = lists.flatMap(({ children }) => children.filter((child) => child.type === 'element' && child.tagName === 'li'))
  return links.length > 0 ? links.length : lines.length
}

/** Links whose text is a number, with or without a word for gaps. */
const numbers = (main: Element) =>
  [...elements(main)].flatMap((element) => {
    if (element.tagName !== 'a' || has(element, 'name')) return []
    const [, number] =
      /^(\d+)(?:$| (?:gaps?\b|no |Critical|High|Medium|Low|No|Open|Partial|Closed|Planned|\p{Lu}))/u.exec(words(element)) ?? []
    return number ? [{ number: Number(number), href: String(element.properties.href), words: words(element) }] : []
  })

describe('every number on home and on pages of systems', () => {
  const pages = () => [...fair.keys()].filter((name) => name === 'index.html' || (name.startsWith('systems/') && name.endsWith('.html')))

  it('is a link, or a zero', () => {
    const bare = pages().flatMap((name) =>
      [...told(page(fair, name))].filter((text) => counted.test(text)).map((text) => `${name}: ${text.trim()}`),
    )
    // steps of a roadmap, ids of actions and what no gap bears are no counts
    expect(bare.filter((text) => !/weeks 1-4|names F-9/.test(text))).toEqual([])
  })

  it('leads to so many', () => {
    let seen = 0
    for (const name of [
      ...pages(),
      ...[...fair.keys()].filter((one) => one.endsWith('.html') && /^(?:gaps\/|gaps\.html|pages\/)/.test(one)),
    ])
      for (const { number, href, words: said } of numbers(page(fair, name))) {
        if (/documents\/|findings|items/.test(href) || /systems?$|documents?$/.test(said)) continue
        seen++
        expect([name, said, href, listed(fair, name, href)]).toEqual([name, said, href, number])
      }
    expect(seen).toBeGreaterThan(80)
  })
})

describe('charts', () => {
  const tables = (main: Element) => [...elements(main)].filter(({ tagName }) => tagName === 'table')
  const bars = (table: Element) => [...elements(table)].filter((one) => has(one, 'bar'))

  it('of severity have a bar beside each number of a level, as long as its share', () => {
    const [table] = tables(page(fair, 'index.html'))
    expect(words([...elements(table!)].find(({ tagName }) => tagName === 'caption')!)).toBe('Gaps by system and severity')
    const cells = [...elements(table!)].filter(({ tagName }) => tagName === 'td').filter((cell) => bars(cell).length > 0)
    expect(
      cells.map((cell) => [
        Number.parseInt(words(cell), 10),
        Number([...elements(cell)].find(({ tagName }) => tagName === 'rect')!.properties.width),
      ]),
    ).toEqual([
      [1, 50],
      [1, 50],
      [1, 50],
      [2, 100],
      [1, 50],
    ])
  })

  it('of states name the systems that speak of states', () => {
    const table = tables(section(page(fair, 'index.html'), 'State')!)[0]!
    const rows = [...elements(table)].filter(({ tagName, properties }) => tagName === 'th' && properties.scope === 'row').map(words)
    expect(rows).toEqual(['ferry', 'stalls', 'All systems'])
    expect(bars(table).length).toBe(6)
  })

  it('are told apart without colour: no two levels or states of a chart are drawn alike', () => {
    for (const table of tables(page(fair, 'pages/hand.html')).filter((one) => bars(one).length > 0)) {
      const drawn = new Map<string, Set<string>>()
      for (const bar of bars(table)) {
        const [, kind] = bar.properties.className as string[]
        const shape = [...elements(bar)]
          .slice(1)
          .map(({ properties: { className, height, strokeDashArray } }) => [className, height, strokeDashArray].join(' '))
        drawn.set(shape.join(), (drawn.get(shape.join()) ?? new Set()).add(kind!))
      }
      expect([...drawn.values()].map(({ size }) => size)).toEqual([...drawn].map(() => 1))
    }
  })

  it('are no part of what is read aloud, since their table is', () => {
    for (const name of ['index.html', 'pages/hand.html'])
      for (const bar of bars(page(fair, name))) expect(bar.properties.ariaHidden).toBe('true')
  })

  it('set impact against effort where a system gives both', () => {
    const grid = tables(section(page(fair, 'systems/ferry.html'), 'Impact and effort')!)[0]!
    const rows = [...elements(grid)]
      .filter(({ tagName }) => tagName === 'tr')
      .map((row) => row.children.filter(({ type }) => type === 'element').map(words))
    expect(rows).toEqual([
      ['', 'Effort'],
      ['Impact', 'Low', 'High'],
      ['High', 'High F-1 No roof over the stop', ''],
      ['Low', '', 'Low F-2 No light at night'],
    ])
    expect(words(section(page(fair, 'systems/ferry.html'), 'Impact and effort')!)).toContain('2 of 4 gaps give both')
    expect(section(page(fair, 'systems/stalls.html'), 'Impact and effort')).toBeUndefined()
  })

  it('that would say nothing are not drawn', () => {
    for (const [name, html] of pagesOf(well)) expect([name, bars(mainOf(html))]).toEqual([name, []])
  })
})

describe('the page of a system', () => {
  it('shows what the head of a document says, with its line', () => {
    const said = words(section(page(fair, 'systems/ferry.html'), 'Documents')!)
    for (const fact of ['version 2.1', 'author Ada', 'Date 2026-03-01', 'Scope the pier, and the boats']) expect(said).toContain(fact)
    expect(said).toContain('gaps.md:2')
  })

  it('begins its list of gaps beside the heading', () => {
    for (const name of ['systems/ferry.html', 'systems/well.html']) {
      const gaps = section(page(fair, name), 'Gaps')!
      const first = gaps.children.find((child): child is Element => child.type === 'element')!
      expect([name, words(first).startsWith('Gaps'), [...elements(first)].some((one) => has(one, 'register'))]).toEqual([name, true, true])
    }
  })

  it('says what each step of the roadmap names', () => {
    const said = words(section(page(fair, 'systems/ferry.html'), 'Roadmap')!)
    expect(said).toMatch(/Before the season weeks 1-4 1 gap names F-9, found nowhere/)
    expect(said).toMatch(/In the season names no gap/)
  })

  it('tells what is unscheduled and what is missing', () => {
    const main = page(fair, 'systems/ferry.html')
    expect(words(section(main, 'Unscheduled')!)).toContain('3 of 4 gaps are named by no step of a roadmap.')
    expect(words(section(main, 'What is missing')!)).toMatch(/1 no severity .*3 no owner .*No .*required work.* was recognised for any gap/)
  })
})

describe('what is absent', () => {
  it('is said in a sentence each', () => {
    const said = words(page(well, 'index.html'))
    for (const sentence of [
      'No severity or state was recognised in the documents.',
      'No step of a roadmap was recognised in the documents.',
      'There is one system only, and none to compare it with.',
    ])
      expect(said).toContain(sentence)
    expect(said).toMatch(/No owner, .*evidence.* or [^.]* was recognised for any gap\./)
    expect(words(page(well, 'systems/well.html'))).toContain('No severity, state or roadmap was recognised in the documents.')
  })

  it('is claimed of what was recognised, and never of what the documents say: they may say it in words of their own', () => {
    const gap = pagesOf(well).find(([name]) => /^gaps\/well\/.*1\.html$/.test(name))![1]
    expect(words(mainOf(gap))).toContain('No severity, state, effort, owner, phase or evidence was recognised for this gap.')
    for (const [name, html] of [...pagesOf(well), ...pagesOf(fair)])
      expect([name, /documents? gives? no|No gap has (?!all of this)|No document (?:gives|has)/.exec(html)?.[0]]).toEqual([name, undefined])
  })

  it('leaves no heading behind', () => {
    for (const name of ['index.html', 'systems/well.html'])
      for (const heading of ['State', 'Unscheduled', 'Impact and effort', 'Roadmap'])
        expect(section(page(well, name), heading)).toBeUndefined()
  })
})
