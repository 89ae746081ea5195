/**
 * Pages of items: what grows with the documents is cut, and stays whole. The lists of a kind have 200 lines a page, folders told again
 * where a page cuts a tree; an item that hundreds of gaps name tells of 100 a page, gravest first; every item and every gap is reached.
 */
import path from 'node:path'
import type { Element, Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { beforeAll, describe, expect, it } from 'vitest'
import { href, routes } from '#publish'
import { build, files, pagesOf, temporary } from './built.ts'
import { written } from './portfolios.ts'

const three = (number: number) => String(number).padStart(3, '0')
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1)

/** All name the hub and one requirement, each a requirement of its own; the first hundred name the edge. Every fifth has no severity. */
const gapOf = (at: number) => `## Gap G-${three(at)}: Part ${at} is missing
${at % 5 > 0 ? `\n**Severity:** P${(at % 5) - 1}\n` : ''}
**Evidence:** \`src/hub.ts\`${at <= 100 ? ', `src/edge.ts`' : ''} and PRD FR-${at} beside PRD FR-9000
`
const gaps = `# Gaps of the works\n\n${numbers(450).map(gapOf).join('\n')}`

/** Folders within folders, neighbours whose names begin alike, and a folder and a file of one name. */
const alike = ['docs/', 'docs/b.md', 'docs/b.md/', 'docs/b/er/c.md', 'docs-old/a.md', 'docs.old/d.md', '/etc/works/conf.yaml']
const named = [...alike, 'src/', 'src/hub.ts', 'src/edge.ts']
const leaves = numbers(500).map((at) => `src/area-${at % 7}/deep/part-${three(at % 31)}/file-${three(at)}.ts`)
const paths = `# Paths of the works\n\nBeside ${named.map((one) => `\`${one}\``).join(', ')}:\n\n${leaves.map((one) => `- \`${one}\``).join('\n')}\n`

const quiet = '# Gaps of the yard\n\n## Gap Y-1 (P1): No lid\n\n**Evidence:** `lib/lid.ts` and PRD FR-1\n'

let site: Map<string, string>
const trees = new Map<string, Nodes>()
beforeAll(async () => {
  const content = await written({ 'works/gaps.md': gaps, 'works/paths.md': paths, 'yard/gaps.md': quiet })
  const out = await temporary()
  await build(content, out)
  site = await files(out)
}, 240_000)

function* elements(node: Nodes): Generator<Element> {
  if (node.type === 'element') yield node
  if ('children' in node) for (const child of node.children) yield* elements(child)
}
const textOf = (node: Nodes): string => (node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : '')
const words = (node: Nodes) => textOf(node).replace(/\s+/g, ' ').trim()
const has = ({ properties }: Element, name: string) => [properties.className].flat().includes(name)
const tree = (address: string): Nodes => {
  const known = trees.get(address) ?? fromHtml(site.get(address)!)
  trees.set(address, known)
  return known
}
const all = (address: string, is: (one: Element) => boolean) => [...elements(tree(address))].filter(is)
const linksIn = (node: Nodes) => [...elements(node)].filter(({ tagName }) => tagName === 'a')
/** Where a link leads: address and fragment. */
function target(from: string, link: Element): { to: string; fragment: string } {
  const { pathname, hash } = new URL(String(link.properties.href), `site:/${from.split('/').map(encodeURIComponent).join('/')}`)
  return { to: decodeURIComponent(pathname.slice(1)), fragment: decodeURIComponent(hash.slice(1)) }
}

/** The pages that the pager of the first one names, which every one of them has. */
function pagesFrom(first: string): string[] {
  const pager = (address: string) =>
    all(address, (one) => has(one, 'pager')).map((one) => linksIn(one).map((link) => target(address, link).to))
  const [pages = [first]] = pager(first)
  for (const page of pages) if (pages.length > 1) expect([page, ...pager(page)]).toEqual([page, pages, pages])
  return pages
}
const linesOf = (address: string) =>
  all(address, (one) => one.tagName === 'ul' && has(one, 'lines')).flatMap(({ children }) =>
    children.filter((child): child is Element => child.type === 'element'),
  )
/** The item or folder that a line is for. */
const itemOf = (address: string, line: Element) => {
  const name = [...elements(line)].find((one) => has(one, 'name'))!
  return { text: words(name), ...(name.tagName === 'a' && { to: target(address, name).to }) }
}
/** First pages of the items of a kind: those of systems, not those that go on. */
const itemsOf = (kind: string) => [...site.keys()].filter((name) => new RegExp(`^items/${kind}/(?:works|yard)/.*\\.html$`).test(name))

describe.each(['path', 'requirement'])('the items of kind %s', (kind) => {
  it('are all reached from the list, each once', () => {
    const listed = pagesFrom(routes.itemsOfKind(kind)).flatMap((page) =>
      linesOf(page).flatMap((line) => {
        // a folder told again has no place of its own
        const { to } = itemOf(page, line)
        return to && [...elements(line)].some((one) => has(one, 'at')) ? [to] : []
      }),
    )
    expect(listed.toSorted()).toEqual(itemsOf(kind).toSorted())
    expect(new Set(listed).size).toBe(listed.length)
  })

  it('stand 200 lines a page, and none is left half empty', () => {
    const counts = pagesFrom(routes.itemsOfKind(kind)).map((page) => linesOf(page).length)
    expect(counts.slice(0, -1).filter((count) => count !== 200)).toEqual([])
    expect(counts.at(-1)).toBeLessThanOrEqual(200)
  })
})

describe('the tree of paths', () => {
  it('has more than one page, and so have requirements', () => {
    expect(pagesFrom(routes.itemsOfKind('path')).length).toBeGreaterThan(3)
    expect(pagesFrom(routes.itemsOfKind('requirement'))).toHaveLength(3)
    expect(itemsOf('path')).toHaveLength(named.length + leaves.length + 1)
  })

  it('says of each page by itself where its paths lie', () => {
    for (const page of pagesFrom(routes.itemsOfKind('path'))) {
      const open: string[] = []
      const told: string[] = []
      for (const line of linesOf(page)) {
        const depth = Number(/depth-(\d+)/.exec([line.properties.className].flat().join(' '))![1])
        const { text, to } = itemOf(page, line)
        expect(depth, `${page}: ${text}`).toBeLessThanOrEqual(open.length)
        open.length = depth
        open.push(text)
        told.push(open.join(''))
        if (!to) continue
        const [title] = all(to, ({ tagName }) => tagName === 'h1')
        expect(`Path ${open.map((piece, at) => (at < depth ? piece.replace(/\/?$/, '/') : piece)).join('')}`).toBe(words(title!))
      }
      // a folder is told once on a page, and so is a file
      expect(new Set(told).size).toBe(told.length)
    }
  })

  it('keeps apart what only begins alike', () => {
    const first = linesOf(routes.itemsOfKind('path')).map((line) => itemOf(routes.itemsOfKind('path'), line).text)
    const told = '/etc/ works/ conf.yaml docs/ b/ er/ c.md b.md b.md/ docs-old/ a.md docs.old/ d.md'.split(' ')
    expect(first.slice(0, told.length)).toEqual(told)
  })

  it('begins a further page with folders, without what their own lines say', () => {
    for (const page of pagesFrom(routes.itemsOfKind('path')).slice(1)) {
      const again = linesOf(page).slice(0, 3)
      expect(again.map((line) => itemOf(page, line).text)).toEqual(['src/', expect.stringMatching(/^area-\d\/$/), 'deep/'])
      expect(again.map((line) => linksIn(line).length)).toEqual([1, 0, 0])
      expect(words(all(page, ({ tagName }) => tagName === 'h2')[0]!)).toBe('works continued')
    }
  })
})

describe('a link to the items of a system', () => {
  it.each(['systems/yard.html', 'matrix/yard.html', 'systems/works.html', 'matrix/works.html'])(
    'on %s leads to where they begin',
    (from) => {
      const system = path.posix.basename(from, '.html')
      const links = all(from, ({ tagName }) => tagName === 'a')
        .map((link) => target(from, link))
        .filter(({ to, fragment }) => /^items\/[^/]+(?:\/\d+)?\.html$/.test(to) && fragment)
      expect(links.length).toBeGreaterThan(0)
      for (const { to, fragment } of links) {
        expect(fragment).toBe(system)
        const [section] = all(to, ({ properties }) => properties.id === system)
        expect([to, section && words([...elements(section)].find(({ tagName }) => tagName === 'h2')!)]).toEqual([to, system])
      }
      if (system === 'yard') expect(links.map(({ to }) => to)).toContain(pagesFrom(routes.itemsOfKind('requirement')).at(-1))
    },
  )
})

describe('an item that hundreds of gaps name', () => {
  const item = routes.item('requirement', 'works/prd-fr-9000')
  const hub = routes.item('path', 'works/src-hub-ts')
  const namers = (page: string) =>
    all(page, (one) => has(one, 'namers')).flatMap((list) =>
      [...elements(list)].filter((one) => one.tagName === 'ol' && has(one, 'register')).map((one) => target(page, linksIn(one)[0]!).to),
    )
  const rest = (page: string) => all(page, (one) => one.tagName === 'p' && has(one, 'rest')).map(words)

  it('tells of 100 a page, and of all of them once', () => {
    const pages = pagesFrom(item)
    expect(pages.map((page) => namers(page).length)).toEqual([100, 100, 100, 100, 50])
    expect(new Set(pages.flatMap(namers))).toEqual(new Set(numbers(450).map((at) => routes.gap(`works/g-${three(at)}`))))
    expect(pages.map((page) => rest(page).join())).toEqual(['and 350 more', 'and 250 more', 'and 150 more', 'and 50 more', ''])
  })

  it('tells of the gravest first, then in the order of the documents', () => {
    const order = numbers(450).sort((a, b) => (a % 5 || 5) - (b % 5 || 5) || a - b)
    expect(pagesFrom(item).flatMap(namers)).toEqual(order.map((at) => routes.gap(`works/g-${three(at)}`)))
  })

  it('leads from the words to the next page', () => {
    const pages = pagesFrom(item)
    for (const [at, page] of pages.entries()) {
      const [more] = all(page, (one) => one.tagName === 'p' && has(one, 'rest'))
      expect(more && target(page, linksIn(more)[0]!).to).toBe(pages[at + 1])
    }
  })

  it('tells last of places that are in no gap, and that gaps name it too', () => {
    const last = pagesFrom(hub).at(-1)!
    expect(namers(last)).toHaveLength(50)
    expect(words(all(last, (one) => has(one, 'label')).at(-1)!)).toBe('and elsewhere in the documents')
    // where a page of its own is left for them
    const edge = pagesFrom(routes.item('path', 'works/src-edge-ts'))
    expect(edge.map((page) => namers(page).length)).toEqual([100, 0])
    expect(words(all(edge[1]!, (one) => has(one, 'label')).at(-1)!)).toBe('and elsewhere in the documents')
  })

  it('has the first few in lists, and how many more', () => {
    for (const address of pagesFrom(routes.itemsOfKind('requirement'))) {
      const line = linesOf(address).find((one) => itemOf(address, one).to === item)
      if (!line) continue
      const links = linksIn(line).map((link) => target(address, link).to)
      expect(links.filter((to) => to.startsWith('gaps/'))).toHaveLength(12)
      expect(words(line)).toContain('and 438 more')
      return
    }
    expect.unreachable('no line for the item')
  })
})

it('a folder leads to the first hundred of its paths, and to the tree where the others are', () => {
  const folder = routes.item('path', 'works/src')
  const [nearby] = all(
    folder,
    ({ tagName, properties }) => tagName === 'section' && properties.ariaLabelledBy?.toString() === 'nearby-title',
  )
  const links = linksIn(nearby!)
    .filter(({ properties }) => !String(properties.className).includes('anchor'))
    .map((link) => ({ text: words(link), ...target(folder, link) }))
  expect(links).toHaveLength(101)
  const { text, to, fragment } = links.at(-1)!
  expect([text, fragment]).toEqual([`and ${leaves.length + 2 - 100} more`, 'item-works-src'])
  expect(linesOf(to).map((line) => itemOf(to, line).to)).toContain(folder)
})

describe('the site', () => {
  it('has no link that leads nowhere', () => {
    const ids = new Map<string, Set<string>>()
    const idsOf = (address: string) => {
      const known =
        ids.get(address) ?? new Set(all(address, ({ properties }) => Boolean(properties.id)).map(({ properties }) => String(properties.id)))
      ids.set(address, known)
      return known
    }
    const dead: string[] = []
    for (const [name] of pagesOf(site)) {
      if (name === routes.missing) continue
      for (const link of linksIn(tree(name))) {
        if (/^(?:https?|mailto):/.test(String(link.properties.href))) continue
        const { to, fragment } = target(name, link)
        if (!site.has(to) || (fragment && to.endsWith('.html') && !idsOf(to).has(fragment))) dead.push(`${name} → ${link.properties.href}`)
      }
    }
    expect(dead.slice(0, 20)).toEqual([])
  })

  it('gives every page a title and a description of its own', () => {
    const seen = new Map<string, string>()
    const twice: string[] = []
    for (const [name, html] of pagesOf(site))
      for (const said of [/<title>[^<]*/.exec(html)![0], /<meta name="description" content="[^"]*/.exec(html)?.[0] ?? name]) {
        if (seen.has(said)) twice.push(`${name} and ${seen.get(said)}: ${said}`)
        seen.set(said, name)
      }
    expect(twice).toEqual([])
  })

  it('keeps further pages of an item where no item can lie', () => {
    expect([routes.item('path', 'works/a'), routes.item('path', 'works/a', 2)]).toEqual([
      'items/path/works/a.html',
      'items/path/page/works/a/2.html',
    ])
    expect(href(routes.item('path', 'works/a', 2), routes.item('path', 'works/a'))).toBe('../../../works/a.html')
  })
})
