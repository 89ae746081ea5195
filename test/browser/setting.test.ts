/**
 * Setting: how pages are set, where a stylesheet alone decides it: text in the measure, pages on one grid, lists in columns on paper
 * too, what begins in one line with what. On the founding documents, from disk.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build, files, root, temporary } from '../built.ts'
import { launch } from './launch.ts'

let browser: Browser
let out: string
beforeAll(async () => {
  out = path.join(await temporary(), 'site')
  await build(path.join(root, 'content'), out)
  browser = await launch()
}, 240_000)
afterAll(() => browser?.close())

/** What a function says that runs in a page. */
async function seen<Said>(name: string, width: number, look: () => Said, before?: (page: Page) => Promise<void>): Promise<Said> {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  try {
    await before?.(page)
    await page.goto(pathToFileURL(path.join(out, name)).href)
    return await page.evaluate(look)
  } finally {
    await page.close()
  }
}
const onPaper = (page: Page) => page.emulateMedia({ media: 'print' })
/** A4, less the usual margins. */
const paper = 718

it('paper has lists in columns and labels in the margin, and no way to search', async () => {
  const lines = () => ({
    torn: [...document.querySelectorAll('.register.graded li')].filter((line) => {
      const [grade, name] = ['.grade', '.name'].map((part) => line.querySelector(part)!.getBoundingClientRect())
      return grade!.right > name!.left || Math.abs(grade!.top - name!.top) > 12
    }).length,
    search: document.querySelector('.top .search')!.checkVisibility(),
    copies: document.querySelectorAll('.among').length > 0 && [...document.querySelectorAll('.among')].some((one) => one.checkVisibility()),
  })
  for (const name of ['systems/wrkr.html', 'gaps/wrkr/g-01.html', 'roadmap/wrkr.html'])
    expect([name, await seen(name, paper, lines, onPaper)]).toEqual([name, { torn: 0, search: false, copies: false }])
})

it('what a document says as a whole keeps to the measure', async () => {
  const widest = () =>
    Math.max(...[...document.querySelectorAll('.passages .prose > :is(p, ul, ol)')].map((one) => one.getBoundingClientRect().width))
  expect(await seen('systems/wrkr.html', 1280, widest)).toBeLessThan(760)
  const finding = () => Math.max(...[...document.querySelectorAll('.findings p')].map((one) => one.getBoundingClientRect().width))
  expect(await seen('findings.html', 1280, finding)).toBeLessThan(760)
})

it('a page written by hand stands on the grid of all others, and what is live in it has the room of the page', async () => {
  const text = () => Math.round(document.querySelector('.prose > p')!.getBoundingClientRect().left)
  const side = () => Math.round(document.querySelector('.side > :not(.head)')!.getBoundingClientRect().left)
  expect(await seen('pages/how-to-read.html', 1280, text)).toBe(await seen('systems/wrkr.html', 1280, side))
  const live = () =>
    [...document.querySelectorAll('.prose > .live')].map((one) => ({
      bar: getComputedStyle(one).borderLeftStyle,
      wide: one.getBoundingClientRect().width > 800,
      apart: [...one.querySelectorAll(':scope > .rest > a + a')].some((link) => getComputedStyle(link).marginLeft !== '0px'),
    }))
  const parts = await seen('pages/pages-of-your-own.html', 1280, live)
  expect(parts.length).toBeGreaterThan(5)
  expect(parts.filter(({ bar, wide, apart }) => bar !== 'none' || !wide || apart)).toEqual([])
})

it('what copies a link stands at the end of the way to the page, on a telephone too', async () => {
  const beside = () => {
    const [copy, way] = ['.trail .copies', '.trail li'].map((part) => document.querySelector(part)!.getBoundingClientRect())
    return { inLine: Math.abs(copy!.top + copy!.height / 2 - way!.top - way!.height / 2) < 8, atEnd: innerWidth - copy!.right < 70 }
  }
  for (const width of [360, 1280]) expect(await seen('gaps/wrkr/g-01.html', width, beside)).toEqual({ inLine: true, atEnd: true })
})

it('changes have their marks in one column, and what happened on the first line of the gap', async () => {
  const lines = () => {
    const all = [...document.querySelectorAll('.turns li')]
    const left = (line: Element, part: string) => Math.round(line.querySelector(part)!.getBoundingClientRect().left)
    const top = (line: Element, part: string) => line.querySelector(part)!.getBoundingClientRect().top
    return {
      columns: new Set(all.map((line) => left(line, '.more'))).size,
      later: all.filter((line) => top(line, '.turn') - top(line, '.name') > 12).length,
    }
  }
  expect(await seen('changes.html', 1280, lines)).toEqual({ columns: 1, later: 0 })
})

it('the page of an item tells of each gap once, after what its own section says', async () => {
  const items = [...(await files(out))].filter(([name]) => /^items\/.+\/.+\.html$/.test(name))
  const twice = items.filter(([, html]) => {
    const rows = Array.from(html.matchAll(/<a class="name" href="([^"]*gaps\/[^"]*)"/g), ([, to]) => to)
    return new Set(rows).size < rows.length
  })
  const after = items.filter(
    ([, html]) =>
      html.includes('class="side part"') &&
      html.lastIndexOf('class="side part"') > html.search(/id="(?:gaps|named-by)"/) &&
      /id="(?:gaps|named-by)"/.test(html),
  )
  expect(items.length).toBeGreaterThan(100)
  expect([twice, after].map((found) => found.map(([name]) => name))).toEqual([[], []])
})
