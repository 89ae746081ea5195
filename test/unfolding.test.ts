/**
 * Unfolding: what other programs show of links to the pages of a built site, with an address and without; read as they read it, from the
 * head alone, and held against what the pages themselves say.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Element, Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { beforeAll, describe, expect, it } from 'vitest'
import { unfolding } from '../src/publish/unfolding.ts'
import { build, files, pagesOf, temporary } from './built.ts'
import { portfolioOf, written } from './portfolios.ts'

const address = 'https://gaps.example.org/of'
const longTitle = 'The installer assumes that the target already has a configured pipeline and fails without a message where it has none'
const hostile = [
  'Ends early</script><script>alert(1)</script>',
  '"quoted" \'twice\' & <b>bold</b> &amp; --> <!-- ]]>',
  'red 🔴 \u202e turned \u2028 line',
  '会话恢复尚未实现，需要重新设计',
  'استئناف الجلسة مفقود',
]

const documents = {
  'site.yaml': `title: Gaps & more\ndescription: What is missing in the mill and at the pier.\naddress: ${address}\n`,
  'mill/system.yaml': 'name: Tide mill\nlang: en\n',
  'mill/gaps.md': `# Gaps of the mill

**Date:** 2026-02-03

## Gaps

### G-01 (P0): No brake

**Status:** open

**Problem:** The wheel turns whatever the tide does.

**Impact:** ${'The wheel cannot be stopped, and the miller has to wait until the sea has gone. '.repeat(6)}

**Required work:** build one.

PRD FR-8 asks for it.

### G-02 (P1): ${longTitle}

**Current state:** Nobody knows.

${hostile.map((title, at) => `### G-1${at}: ${title}\n\nNothing else is known.\n`).join('\n')}

## Phase 1: Before the season

- G-01
- G-02
`,
  'pier/system.yaml': 'lang: pt-br\n',
  'pier/lacunas.md': '# Lacunas do cais\n\n## Lacunas\n\n### Gap 1: No brake\n\nNothing.\n\n### Gap 2: No brake\n\nNothing.\n',
}

interface Head {
  title: string
  description: string
  canonical?: string
  /** By name or property; none is there twice. */
  meta: Map<string, string>
  facts: Record<string, unknown>[]
  tree: Nodes
}

function* elements(node: Nodes): Generator<Element> {
  if (node.type === 'element') yield node
  if ('children' in node) for (const child of node.children) yield* elements(child)
}
const textOf = (node: Nodes): string => (node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : '')

function headOf(html: string): Head {
  const tree = fromHtml(html)
  const all = [...elements(tree)]
  const meta = new Map<string, string>()
  for (const { tagName, properties } of all) {
    if (tagName !== 'meta') continue
    const name = String(properties.name ?? properties.property ?? '')
    expect(meta.has(name) && name !== '', name).toBe(false)
    meta.set(name, String(properties.content))
  }
  const data = all.filter(({ tagName, properties }) => tagName === 'script' && properties.type === 'application/ld+json')
  expect(data.length).toBe(1)
  const { '@context': context, '@graph': facts } = JSON.parse(textOf(data[0]!)) as { '@context': string; '@graph': Head['facts'] }
  expect(context).toBe('https://schema.org')
  const canonical = all.find(({ tagName, properties }) => tagName === 'link' && String(properties.rel) === 'canonical')?.properties.href
  const title = all.filter(({ tagName }) => tagName === 'title').map(textOf)[0]!
  return { title, description: meta.get('description')!, ...(canonical && { canonical: String(canonical) }), meta, facts, tree }
}

async function headsOf(out: string): Promise<Map<string, Head>> {
  // it is served at any address, and no link to it is ever given
  return new Map(pagesOf(await files(out)).flatMap(([name, html]) => (name === '404.html' ? [] : [[name, headOf(html)] as const])))
}

const one = (tree: Nodes, name: string): string => [...elements(tree)].filter(({ tagName }) => tagName === name).map(textOf)[0] ?? ''

let out: string
let heads: Map<string, Head>
let said: string
let again: string
let without: Map<string, Head>
let saidWithout: string
beforeAll(async () => {
  const content = await written(documents)
  out = await temporary()
  said = await build(content, out)
  heads = await headsOf(out)
  again = await build(content, await temporary())
  const elsewhere = await temporary()
  saidWithout = await build(await written({ ...documents, 'site.yaml': documents['site.yaml'].replace(/address:.*\n/, '') }), elsewhere)
  without = await headsOf(elsewhere)
}, 400_000)

describe('every page', () => {
  it('has a short title and description that no other has', () => {
    for (const what of ['title', 'description'] as const) {
      const seen = new Map<string, string>()
      for (const [name, head] of heads) {
        const words = head[what]
        expect(words, name).toBeTruthy()
        expect([...words].length, `${name}: ${words}`).toBeLessThanOrEqual(what === 'title' ? 72 : 160)
        expect(seen.get(words), `${name}: ${words}`).toBeUndefined()
        seen.set(words, name)
      }
    }
  })

  it('says the same in its Open Graph', () => {
    for (const [name, { title, description, canonical, meta }] of heads) {
      const og = (key: string) => meta.get(`og:${key}`)
      const url = `${address}/${name === 'index.html' ? '' : name.split('/').map(encodeURIComponent).join('/')}`
      expect(canonical, name).toBe(url)
      expect(og('url'), name).toBe(url)
      expect(og('site_name'), name).toBe('Gaps & more')
      expect(og('title') === title || `${og('title')} · Gaps & more` === title, `${name}: ${og('title')}`).toBe(true)
      expect(og('description'), name).toBe(description)
      expect(og('type'), name).toBe(/^gaps\/(?:mill|pier)\/|^documents\//.test(name) ? 'article' : 'website')
      expect(meta.get('twitter:card'), name).toBe('summary_large_image')
    }
  })

  it('has a card that is there, 1200 × 630, with words for those who do not see it', async () => {
    for (const [name, { meta }] of heads) {
      const image = meta.get('og:image')!
      expect(image, name).toMatch(/^https:\/\/gaps\.example\.org\/of\/cards\/[0-9a-f]{16}\.png$/)
      const bytes = await readFile(path.join(out, image.slice(address.length)))
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], name).toEqual([1200, 630])
      expect([meta.get('og:image:width'), meta.get('og:image:height'), meta.get('og:image:type')]).toEqual(['1200', '630', 'image/png'])
      expect(meta.get('og:image:alt'), name).toBeTruthy()
    }
    const of = (name: string) => heads.get(name)!.meta.get('og:image')
    // its own, else that of its system, else that of the site
    const gaps = [...heads.keys()].filter((name) => /^gaps\/(?:mill|pier)\//.test(name))
    expect(gaps.length).toBe(9)
    for (const name of ['documents/mill/gaps.html', 'roadmap/mill.html', 'brief/mill.html', 'gaps/system/mill.html'])
      expect(of(name), name).toBe(of('systems/mill.html'))
    for (const name of ['gaps.html', 'matrix.html', 'findings.html', 'search.html', 'gaps/severity/high.html'])
      expect(of(name), name).toBe(of('index.html'))
    expect(of('systems/mill.html')).not.toBe(of('index.html'))
    expect(of('gaps/mill/g-01.html')).not.toBe(of('systems/mill.html'))
  })

  it('names the language only where the document’s is known', () => {
    const locale = (name: string) => heads.get(name)!.meta.get('og:locale')
    expect(locale('gaps/mill/g-01.html')).toBe('en')
    expect(locale('documents/pier/lacunas.html')).toBe('pt_BR')
    expect(locale('index.html')).toBeUndefined()
    expect(locale('systems/mill.html')).toBeUndefined()
  })

  it('tells its facts as data, as it shows them', () => {
    for (const [name, { meta, facts, tree, description }] of heads) {
      const [page, way] = facts
      expect(page!.description, name).toBe(description)
      expect(page!.url, name).toBe(meta.get('og:url'))
      expect(page!.image, name).toBe(meta.get('og:image'))
      if (name === 'index.html') {
        expect(facts.map((fact) => [fact['@type'], fact.name])).toEqual([['WebSite', 'Gaps & more']])
        continue
      }
      expect(page!['@type'], name).toBe(meta.get('og:type') === 'article' ? 'TechArticle' : 'WebPage')
      expect(page!.isPartOf).toEqual({ '@type': 'WebSite', name: 'Gaps & more', url: `${address}/` })
      if (page!['@type'] === 'TechArticle')
        expect(one(tree, 'h1').replace(/\s+/g, ' '), name).toContain(String(page!.headline).replace(/\s+/g, ' '))
      expect(way!['@type']).toBe('BreadcrumbList')
      const steps = way!.itemListElement as { position: number; name: string; item?: string }[]
      expect(steps.map(({ position }) => position)).toEqual(steps.map((_, at) => at + 1))
      // the way is that of the page
      const crumbs = [...elements(tree)].find(({ properties }) => properties.className?.toString() === 'crumbs')
      const links = crumbs ? [...elements(crumbs)].filter(({ tagName }) => tagName === 'a') : []
      expect(
        steps.slice(0, -1).map(({ item }) => item),
        name,
      ).toEqual(links.map(({ properties }) => new URL(String(properties.href), `${address}/${name}`).href.replace(/\/index\.html$/, '/')))
      expect(
        steps.slice(1, -1).map(({ name }) => name),
        name,
      ).toEqual(links.slice(1).map((link) => textOf(link).trim()))
      expect(steps.at(-1)!.item).toBeUndefined()
    }
  })

  it('of a gap gives what the document gives of it, and no more', () => {
    const [page] = heads.get('gaps/mill/g-01.html')!.facts
    expect(page).toEqual({
      '@type': 'TechArticle',
      headline: 'No brake',
      description:
        'The wheel cannot be stopped, and the miller has to wait until the sea has gone. The wheel cannot be stopped, and the miller has to wait until the sea has…',
      url: `${address}/gaps/mill/g-01.html`,
      identifier: 'G-01',
      keywords: ['Critical', 'Open'],
      inLanguage: 'en',
      about: { '@type': 'Thing', name: 'Tide mill' },
      image: heads.get('gaps/mill/g-01.html')!.meta.get('og:image'),
      isPartOf: { '@type': 'WebSite', name: 'Gaps & more', url: `${address}/` },
    })
    expect(heads.get('gaps/mill/g-02.html')!.description).toBe('Nobody knows.')
    expect(heads.get('gaps/mill/g-02.html')!.meta.get('og:image:alt')).toBe(`G-02: ${longTitle}. Severity: high. A gap of Tide mill.`)
    expect(heads.get('gaps/mill/g-02.html')!.title).toMatch(/^G-02 The installer .+… · Tide mill · Gaps & more$/)
    expect(heads.get('documents/mill/gaps.html')!.facts[0]).toMatchObject({ headline: 'Gaps of the mill', datePublished: '2026-02-03' })
    // of two that are called alike, each says which it is
    const twins = ['gaps/pier/lacunas/1.html', 'gaps/pier/lacunas/2.html'].map((name) => heads.get(name)!)
    for (const { description } of twins) expect(description).toMatch(/^[12] No brake, a gap of pier|pier/)
  })

  it('takes a title for text, whatever is in it', async () => {
    for (const [at, title] of hostile.entries()) {
      const name = `gaps/mill/g-1${at}.html`
      const { facts, tree, meta } = heads.get(name)!
      const shown = title.replace(/\s+/g, ' ')
      const core = (text: string) => text.replace(/\s+/g, ' ').replaceAll('\u202e', '')
      // what the Markdown takes for markup is none of the title
      const heading = core(String(facts[0]!.headline))
      expect(core(shown).replace(/<\/?b>|<!--|-->/g, ''), name).toContain(heading.split(/[<&]/)[0]!.trim())
      expect(core(meta.get('og:image:alt')!), name).toContain(heading)
      const scripts = [...elements(tree)].filter(({ tagName }) => tagName === 'script')
      expect(scripts.filter(({ properties }) => properties.src === undefined).map(({ properties }) => properties.type)).toEqual([
        'application/ld+json',
      ])
      expect(scripts.map(textOf).join(''), name).not.toMatch(/[<>&\u2028]/)
    }
  })
})

describe('the build', () => {
  it('draws each card once', () => {
    expect(said).toContain('12 cards, 12 drawn anew')
    expect(again).toContain('12 cards, 0 drawn anew')
  })

  it('says what a site without an address does not have', async () => {
    expect(saidWithout.split('\n').filter((line) => /address/.test(line))).toHaveLength(1)
    expect(said).not.toMatch(/no address/)
    expect(saidWithout).not.toMatch(/cards/)
    expect([...without.keys()]).toEqual([...heads.keys()])
    for (const [name, { canonical, meta, facts, title, description }] of without) {
      expect(canonical, name).toBeUndefined()
      expect(
        [...meta.keys()].filter((key) => /^og:(?:url|image)/.test(key)),
        name,
      ).toEqual([])
      expect(meta.get('twitter:card')).toBe('summary')
      expect(JSON.stringify(facts), name).not.toMatch(/https?:|\/work\/|\/tmp\//)
      expect([title, description], name).toEqual([heads.get(name)!.title, heads.get(name)!.description])
    }
    const [, way] = without.get('gaps/mill/g-01.html')!.facts
    expect((way!.itemListElement as { item?: string }[]).map(({ item }) => item)).toEqual([
      '../../index.html',
      '../../systems/mill.html',
      '../../documents/mill/gaps.html',
      undefined,
    ])
  })
})

describe('languages', () => {
  it('are those that have a tag; documents call other things by that label', async () => {
    const locale = async (lang: string) => {
      const all = await portfolioOf({ 'mill/gaps.md': `# Gaps\n\nLanguage: ${lang}\n\n## Gaps\n\n### G-01: No brake\n\nNothing.\n` })
      return unfolding(all, { address: 'documents/mill/gaps.html', title: 'Gaps', description: 'Gaps' }).locale
    }
    expect(await locale('fr-CA')).toBe('fr_CA')
    expect(await locale('DE')).toBe('de')
    expect(await locale('TypeScript')).toBeUndefined()
    expect(await locale('Python 3')).toBeUndefined()
  })
})
