/**
 * Promise 1 on the built pages: over each document's page the spans tile the whole document, over each gap's page the gap's own
 * section; titles and labels are ours and carry no span. By position, in `tiles.ts`.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Mention, Place } from '#model'
import { type Corpus, openCorpus } from '../src/corpus.ts'
import { build, files, root, temporary } from './built.ts'
import { pageTiles } from './tiles.ts'

const founding = path.resolve(root, '../shared/seeds/content')
const corpus = path.resolve(root, '../shared/corpus/docs')

/** What a gap's page says in words of ours: its title, the labels of its fields, values shown as marks. */
const ours = ({ headPlace, fields }: Mention): Place[] => [headPlace, ...fields.flatMap(({ labelPlace }) => labelPlace ?? [])]

describe.each([
  ['content', path.join(root, 'content'), true],
  ['the founding documents (only beside the project)', founding, existsSync(founding)],
  ['documents from the wild (only beside the project)', corpus, existsSync(corpus)],
])('in %s', (_, folder, here) => {
  let site: Map<string, string>
  let read: Corpus
  beforeAll(async () => {
    if (!here) return
    const out = await temporary()
    await build(folder, out)
    site = await files(out)
    read = await openCorpus(folder)
  }, 300_000)

  it.skipIf(!here)('every document is whole on its page', () => {
    const lost = read.documents.flatMap((document) => {
      const source = read.sources.get(document.file)!
      const html = site.get(`documents/${document.system}/${document.slug}.html`)
      const all = { line: 1, column: 1, endLine: document.lines + 1, endColumn: 1 }
      return html ? pageTiles(source, html, all).map((what) => `${document.file}: ${what}`) : [`${document.file} has no page`]
    })
    expect(lost.slice(0, 20)).toEqual([])
  })

  it.skipIf(!here)('every gap is whole on its page, once', () => {
    const lost = read.trace.gaps.flatMap((gap) => {
      const html = site.get(`gaps/${gap.key}.html`)
      const [own] = gap.mentions as [Mention, ...Mention[]]
      return html
        ? pageTiles(read.sources.get(gap.place.file)!, html, own.place, shown(own)).map((what) => `${gap.key}: ${what}`)
        : [`${gap.key} has no page`]
    })
    expect(lost.slice(0, 20)).toEqual([])
  })

  it.skipIf(!here)('no word of a heading or a label is missing from the page of its gap', () => {
    const lost = read.trace.gaps.flatMap((gap) => {
      const [own] = gap.mentions as [Mention, ...Mention[]]
      const page = new Set(wordsOf(textOf(site.get(`gaps/${gap.key}.html`) ?? '')))
      const said = [own.headWords, ...own.fields.map(({ label }) => label)]
      return said.flatMap(wordsOf).flatMap((word) => (page.has(word) || announcing.test(word) ? [] : [`${gap.key}: ${word}`]))
    })
    expect(lost.slice(0, 20)).toEqual([])
  })
})

const textOf = (html: string): string => {
  const walk = (node: Nodes): string => (node.type === 'text' ? node.value : 'children' in node ? node.children.map(walk).join(' ') : '')
  return walk(fromHtml(html))
}

/** Words of ours on a page carry no span, but they are the author's words all the same: none may be missing. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
const announcing = /^(gap|issue|finding|problem|bug|defect|warning|priority|severity|status|effort|p\d|\d+)$/

/** Labels of values stand beside them as names of ours: "Severity" for `**Severity:** P0`. */
const shown = (mention: Mention): Place[] => [
  ...ours(mention),
  ...mention.values.flatMap((value) => {
    const said = [mention.severity, mention.status, mention.effort, mention.owner, mention.category].find(
      (one) => one && within(value, one.place),
    )
    return said
      ? [
          { ...value, endLine: said.place.line, endColumn: said.place.column },
          { ...value, line: said.place.endLine, column: said.place.endColumn },
        ]
      : []
  }),
]
const within = (outer: Place, inner: Place): boolean =>
  outer.file === inner.file &&
  (outer.line < inner.line || (outer.line === inner.line && outer.column <= inner.column)) &&
  (inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn))

describe('the test itself', () => {
  it('complains of a block that the page leaves out', async () => {
    const out = await temporary()
    await build(path.join(root, 'content'), out)
    const read = await openCorpus(path.join(root, 'content'))
    const site = await files(out)
    const gap = read.trace.gaps.find(({ id }) => id === 'G-01')!
    const [own] = gap.mentions as [Mention]
    const html = site.get(`gaps/${gap.key}.html`)!
    const source = read.sources.get(gap.place.file)!
    expect(pageTiles(source, html, own.place, shown(own))).toEqual([])
    const without = html.replace(/<li[^>]* data-at="[^"]*"[^>]*>[\s\S]*?<\/li>/, '')
    expect(without).not.toBe(html)
    expect(pageTiles(source, without, own.place, shown(own))).not.toEqual([])
  }, 120_000)
})
