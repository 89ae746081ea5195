/** The built site as a visitor's browser and a host see it: every link leads somewhere, every page is valid and says what it is. */
import path from 'node:path'
import type { Element, Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate'
import { beforeAll, describe, expect, it } from 'vitest'
import { serve } from '../src/commands/serve.ts'
import { build, files, pagesOf, root, temporary } from './built.ts'

let site: Map<string, string>
let folder: string
let trees: Map<string, Nodes>
beforeAll(async () => {
  const out = await temporary()
  await build(path.join(root, 'content'), out)
  folder = out
  site = await files(out)
  trees = new Map(pagesOf(site).map(([name, html]) => [name, fromHtml(html)]))
}, 120_000)

function* elements(node: Nodes): Generator<Element> {
  if (node.type === 'element') yield node
  if ('children' in node) for (const child of node.children) yield* elements(child)
}
const textOf = (node: Nodes): string => (node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : '')
const isOf = ({ className }: Element['properties'], name: string) => [className].flat().includes(name)
const all = (name: string, tag: string): Element[] => [...elements(trees.get(name)!)].filter(({ tagName }) => tagName === tag)

describe('the built site', () => {
  it('has a page for each of the 57 gaps, each document and each system', () => {
    const under = (folder: RegExp) => [...site.keys()].filter((name) => folder.test(name)).length
    expect(under(/^gaps\/(?!severity|state|category|system|phase|effort|has-no|page)[^/]+\/.*\.html$/)).toBe(57)
    expect(under(/^documents\/.*\.html$/)).toBe(5)
    expect(under(/^systems\/.*\.html$/)).toBe(5)
  })

  it('links only to files and fragments that exist, and always relatively', () => {
    const dead: string[] = []
    for (const [name, tree] of trees) {
      for (const { properties, tagName } of elements(tree)) {
        const target = (properties.href ?? properties.src) as string | undefined
        if (target === undefined || /^(https?|mailto):/.test(target)) continue
        if (tagName === 'link' && properties.rel?.toString() === 'canonical') continue
        // served at any depth, it can name nothing but the root of its host
        if (name === '404.html' && tagName === 'a' && target === '/') continue
        const [address, fragment] = target.split('#') as [string, string | undefined]
        // what a filter is told stands behind the page that it is on
        const file = address.split('?')[0]!
        const resolved = file === '' ? name : path.posix.normalize(path.posix.join(path.posix.dirname(name), decodeURIComponent(file)))
        if (target.startsWith('/') || !site.has(resolved)) dead.push(`${name} → ${target}`)
        else if (fragment && trees.has(resolved)) {
          const ids = idsOf(resolved)
          if (!ids.has(decodeURIComponent(fragment))) dead.push(`${name} → ${target} (no such fragment)`)
        }
      }
    }
    expect(dead.slice(0, 20)).toEqual([])
  })

  it('leads on from the page that is missing, though it does not know where it stands', () => {
    expect(all('404.html', 'a').map(({ properties }) => properties.href)).toEqual(['/'])
  })

  it('sets the title of a document above all that is said of it, whatever is written before it', () => {
    for (const name of [...trees.keys()].filter((one) => one.startsWith('documents/'))) {
      const marks = [...elements(trees.get(name)!)].filter(({ tagName, properties }) => tagName === 'h1' || isOf(properties, 'facts'))
      expect([name, ...marks.map(({ tagName }) => tagName)]).toEqual([name, 'h1', 'dl'])
    }
  })

  it('leads from the head of a document to its gaps, level by level, and from their headings to their pages', () => {
    const [counts] = [...elements(trees.get('documents/wrkr/gaps-v1.html')!)].filter(({ properties }) => isOf(properties, 'counts'))
    const links = [...elements(counts!)].filter(({ tagName }) => tagName === 'a')
    expect(links.map((link) => [textOf(link).replace(/\s+/g, ' ').trim().replace(/^\d+ /, ''), link.properties.href])).toEqual([
      ['Critical', '../../gaps/system/wrkr.html#critical'],
      ['High', '../../gaps/system/wrkr.html#high'],
      ['Medium', '../../gaps/system/wrkr.html#medium'],
    ])
    const signs = all('documents/wrkr/gaps-v1.html', 'h3').flatMap((heading) =>
      [...elements(heading)].filter(({ properties }) => isOf(properties, 'sign')),
    )
    expect(signs.slice(0, 2).map(({ properties: { dataLabel, href } }) => [dataLabel, href])).toEqual([
      ['Gap G-01', '../../gaps/wrkr/g-01.html'],
      ['Gap G-02', '../../gaps/wrkr/g-02.html'],
    ])
  })

  it('leads from home to any gap in at most three clicks', () => {
    const depth = new Map([['index.html', 0]])
    for (const queue = ['index.html']; queue.length > 0; ) {
      const name = queue.shift()!
      for (const { properties } of all(name, 'a')) {
        const href = String(properties.href ?? '').split('#')[0]!
        if (!href || /^\w+:/.test(href)) continue
        const next = path.posix.normalize(path.posix.join(path.posix.dirname(name), decodeURIComponent(href)))
        if (!trees.has(next) || depth.has(next)) continue
        depth.set(next, depth.get(name)! + 1)
        queue.push(next)
      }
    }
    const unreached = [...trees.keys()].filter((name) => !depth.has(name) && name !== '404.html')
    expect(unreached).toEqual([])
    expect([...depth].filter(([name, clicks]) => name.startsWith('gaps/') && clicks > 3)).toEqual([])
  })

  it('is valid HTML', async () => {
    const validator = new HtmlValidate(new FileSystemConfigLoader({ extends: ['html-validate:recommended'], rules: rulesOff }))
    const complaints: string[] = []
    for (const [name, html] of pagesOf(site)) {
      const report = await validator.validateString(html, name)
      for (const { messages } of report.results)
        for (const { line, column, message, ruleId } of messages) complaints.push(`${name}:${line}:${column} ${message} [${ruleId}]`)
    }
    expect(complaints.slice(0, 20)).toEqual([])
  }, 120_000)

  it('gives every page a title and a description of its own', () => {
    const seen = new Map<string, string>()
    const trouble: string[] = []
    for (const name of trees.keys()) {
      const title = all(name, 'title').map(textOf).join('')
      const description = String(all(name, 'meta').find(({ properties }) => properties.name === 'description')?.properties.content ?? '')
      if (!title || !description || [...description].length > 160) trouble.push(`${name}: "${title}" / "${description}"`)
      for (const words of [`title ${title}`, `description ${description}`]) {
        if (seen.has(words)) trouble.push(`${name} and ${seen.get(words)} share the ${words}`)
        seen.set(words, name)
      }
    }
    expect(trouble).toEqual([])
  })

  it('has one h1 a page, and headings without a leap', () => {
    const trouble: string[] = []
    for (const [name, tree] of trees) {
      const levels = [...elements(tree)].flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName[1])] : []))
      if (levels.filter((level) => level === 1).length !== 1) trouble.push(`${name}: ${levels.join(' ')}`)
      levels.forEach((level, index) => {
        if (index > 0 && level > levels[index - 1]! + 1) trouble.push(`${name}: h${levels[index - 1]} is followed by h${level}`)
      })
    }
    expect(trouble).toEqual([])
  })

  it('has no inline script, style, handler, nor anything from another host', () => {
    const trouble: string[] = []
    for (const [name, tree] of trees)
      for (const { tagName, properties, children } of elements(tree)) {
        const attributes = Object.keys(properties).filter((key) => /^on|^style$/i.test(key))
        if (attributes.length > 0) trouble.push(`${name}: <${tagName} ${attributes.join(' ')}>`)
        if (tagName === 'style' && name !== '404.html') trouble.push(`${name}: <style>`)
        if (tagName === 'script' && children.length > 0 && properties.type !== 'application/ld+json') trouble.push(`${name}: inline script`)
        const source = String(properties.src ?? (tagName === 'link' ? properties.href : '') ?? '')
        if (/^(https?:)?\/\//.test(source)) trouble.push(`${name}: <${tagName}> loads ${source}`)
      }
    expect(trouble).toEqual([])
  })

  it('carries its policy before anything that could load', () => {
    for (const name of trees.keys()) {
      const [first] = all(name, 'head')[0]!.children.filter((child): child is Element => child.type === 'element')
      expect([name, first?.properties.httpEquiv?.toString() ?? first?.properties.charSet]).not.toEqual([name, undefined])
      const policy = all(name, 'meta').find(({ properties }) =>
        [properties.httpEquiv].flat().some((value) => /^content-security-policy$/i.test(String(value))),
      )
      expect(String(policy?.properties.content ?? ''), name).toContain("default-src 'none'")
    }
  })

  it('draws no link that the page does not have as text, nor one that keys lead to twice', () => {
    const drawn: string[] = []
    const trouble: string[] = []
    for (const name of trees.keys()) {
      const pictures = all(name, 'svg').filter(({ properties }) => isOf(properties, 'graph'))
      const inside = new Set(pictures.flatMap((picture) => [...elements(picture)]))
      const listed = new Set(all(name, 'a').flatMap((link) => (inside.has(link) ? [] : [link.properties.href])))
      for (const link of [...inside].filter(({ tagName }) => tagName === 'a')) {
        drawn.push(name)
        if (!listed.has(link.properties.href)) trouble.push(`${name} → ${link.properties.href}`)
        if (Number(link.properties.tabIndex) !== -1) trouble.push(`${name}: ${link.properties.href} can be reached by keys`)
      }
    }
    expect(trouble).toEqual([])
    expect(drawn.filter((name) => name.startsWith('gaps/')).length).toBeGreaterThan(10)
    for (const name of ['systems/wrkr.html', 'items/path/wrkr/core-runner.html', 'pages/pages-of-your-own.html'])
      expect(drawn).toContain(name)
  })

  it('is served with an answer that says whether a page is there', async () => {
    const { server, address } = await serve(folder, 4800)
    try {
      for (const [name, status, words] of [
        ['', 200, 'Five gap analyses'],
        ['gaps/wrkr/g-01.html', 200, 'Resume Continuation'],
        ['gaps/wrkr/g-99.html', 404, 'This page is missing'],
        ['..%2f..%2fpackage.json', 404, 'This page is missing'],
      ] as const) {
        const response = await fetch(address + name)
        expect([name, response.status]).toEqual([name, status])
        expect(await response.text()).toContain(words)
      }
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('names no path of the machine it was built on', () => {
    for (const [name, text] of site) expect(text.includes(root), name).toBe(false)
  })
})

/** What html-validate recommends and HTML allows: each switched off with its reason. */
const rulesOff: Record<string, 'off' | 'error' | ['error', { relaxed: boolean }] | ['error', { shared: string[] }]> = {
  'long-title': 'off', // titles name gap, document and system; their length is their authors'
  'no-trailing-whitespace': 'off', // text of documents
  'tel-non-breaking': 'off', // numbers in documents are no telephone numbers
  'no-inline-style': 'error',
  // fragments of headings are those that forges give them, so that authors' own links hold: "#1-scope"
  'valid-id': ['error', { relaxed: true }],
  // boxes of one name are one choice
  'form-dup-name': ['error', { shared: ['checkbox', 'radio', 'button'] }],
}

const known = new Map<string, Set<string>>()
function idsOf(name: string): Set<string> {
  const ids =
    known.get(name) ?? new Set([...elements(trees.get(name)!)].flatMap(({ properties }) => (properties.id ? [String(properties.id)] : [])))
  known.set(name, ids)
  return ids
}
