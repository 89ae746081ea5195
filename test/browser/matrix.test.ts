/**
 * The matrix in a browser: filtering and sorting of its rows, on a host and from disk, by address, by keyboard; the files of the rows
 * that are shown; a head that stays in sight; paper. That axe finds nothing on it and that it fits is in site.test.ts.
 */
import { cp, readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { serve } from '../../src/commands/serve.ts'
import { routes } from '../../src/publish/routes.ts'
import { register } from '../bench/matrix.ts'
import { root, temporary } from '../built.ts'
import { cellsOf } from '../spreadsheet.ts'
import { script as axe, complaintsOf } from './accessible.ts'
import { launch } from './launch.ts'
import { lost, sideways } from './measure.ts'
import { buildOf, write } from './sample.ts'
import { contextOf, watch } from './watch.ts'

const content = await temporary('lacuna-matrix-')
await cp(path.join(root, 'content'), content, { recursive: true })
await write(content, { 'works/gaps.md': register(640), 'houses/gaps.md': register(160) })
const [site, browser] = await Promise.all([buildOf(content), launch()])
const { server, address } = await serve(site.out, 5300)
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})
const bases = { 'on a host': address, 'from disk': `${pathToFileURL(site.out).href}/` }
const works = routes.matrixOfSystem('works')
const json = (name: string) => JSON.parse(site.files.get(name)!) as { gaps: Gap[]; coverage: unknown[] }
interface Gap {
  key: string
  id?: string
  title: string
  severity?: string
  links: Record<string, number>
}
const all = json('matrix/works.json').gaps

const ids = (page: Page) =>
  page.evaluate(() => {
    for (const more = document.querySelector<HTMLButtonElement>('.results .rest button'); more?.checkVisibility(); ) more.click()
    return [...document.querySelectorAll('table.matrix tbody tr:not(.group) .id')]
      .filter((one) => one.checkVisibility())
      .map((one) => one.textContent!)
  })
const status = (page: Page) => page.locator('.filter [role="status"]').textContent()
const shown = (page: Page) => page.waitForFunction(() => document.querySelector('.results:not([hidden])') !== null)
const awake = (page: Page) => page.waitForFunction(() => document.querySelector('.results .rest[hidden]') !== null)
const box = (page: Page, name: string, value: string) => page.locator(`.filter input[name="${name}"][value="${value}"]`)
async function opened(base: string, name: string, options: Parameters<typeof contextOf>[1] = {}) {
  const watched = await watch(await contextOf(browser, options), base, 'blob:')
  await watched.page.goto(base + name)
  return { ...watched, close: () => watched.page.context().close() }
}
const open = async (page: Page) => {
  await page.locator('.filter summary').click()
  await awake(page)
}
/** What a click on a button hands to the reader. */
async function downloaded(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
  return readFile(await download.path(), 'utf8')
}

describe.each(Object.entries(bases))('a matrix of 640 gaps %s', (_, base) => {
  it('is narrowed, sorted, and found again by its address, after a reload and on the way back', async () => {
    const { page, troubles, close } = await opened(base, works)
    await open(page)
    await box(page, 'severity', 'critical').check()
    const critical = all.filter(({ severity }) => severity === 'critical')
    expect(await status(page)).toBe(`${critical.length} of 640 gaps: Critical`)
    expect(await ids(page)).toEqual(critical.map(({ id }) => id))
    await box(page, 'has-no', 'evidence').check()
    const both = critical.filter(({ links }) => links.evidence === 0)
    expect(both.length).toBeGreaterThan(10)
    expect(await ids(page)).toEqual(both.map(({ id }) => id))
    expect(new URL(page.url()).search).toBe('?severity=critical&has-no=evidence')

    await page.reload()
    await shown(page)
    expect(await ids(page)).toEqual(both.map(({ id }) => id))
    await page.goBack()
    await page.waitForURL(/severity=critical$/)
    expect(await ids(page)).toEqual(critical.map(({ id }) => id))
    await page.getByRole('button', { name: 'Clear' }).click()
    expect(page.url()).toBe(base + works)
    expect(await page.locator('.cut').isVisible()).toBe(true)

    await page.locator('.filter summary').click()
    await page.locator('.filter select').selectOption('covered')
    const covered = new Map(all.map(({ id, links }) => [id, Object.values(links).filter(Boolean).length]))
    const counts = (await ids(page)).map((id) => covered.get(id)!)
    expect(counts).toHaveLength(640)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(troubles).toEqual([])
    await close()
  })

  it('gives the rows that are shown as files, made as those of the whole', async () => {
    const { page, close, troubles } = await opened(base, `${works}?severity=critical&has-no=evidence`)
    await shown(page)
    const given = await ids(page)
    const whole = cellsOf(site.files.get('matrix/works.csv') || (await readFile(path.join(site.out, 'matrix/works.csv'), 'utf8')))
    const text = await downloaded(page, 'CSV of these')
    expect(text.startsWith('\uFEFF')).toBe(true)
    expect(cellsOf(text)).toEqual([whole[0], ...given.map((id) => whole.find((row) => row[1] === id))])
    const { gaps, coverage, chosen } = JSON.parse(await downloaded(page, 'JSON of these'))
    expect(chosen).toBe('?severity=critical&has-no=evidence')
    expect(gaps).toEqual(given.map((id) => all.find((gap) => gap.id === id)))
    expect(coverage[0]).toEqual({ kind: 'evidence', covered: 0, of: given.length, percent: 0 })
    expect(troubles.filter((one) => !one.startsWith('download: blob:'))).toEqual([])
    await close()
  })

  it('of all systems gives the same files when only their order is asked for', async () => {
    const { page, close } = await opened(base, `${routes.matrix}?sort=written`)
    await shown(page)
    const { gaps, coverage } = JSON.parse(await downloaded(page, 'JSON of these'))
    const whole = json('matrix.json')
    const byKey = (list: Gap[]) => list.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    expect(byKey(gaps)).toEqual(byKey(whole.gaps))
    expect(coverage).toEqual(whole.coverage)
    await close()
  })
})

it('rows of the filter lead where the prerendered ones lead', async () => {
  const { page, close } = await opened(address, 'matrix/wrkr.html')
  const links = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('table.matrix tbody tr:not(.group)')]
        .filter((row) => row.checkVisibility())
        .map((row) => [...row.children].map((cell) => [cell.textContent!.replace(/\s+/g, ' ').trim(), cell.querySelector('a')?.href])),
    )
  const built = await links()
  await open(page)
  await page.locator('.filter select').selectOption('written')
  await shown(page)
  const made = (await links()).map(([head, ...cells]) => [[head![0]!.replace(/^(Critical|High|Medium|Low)\s*/, ''), head![1]], ...cells])
  const order = (rows: typeof built) => rows.toSorted((a, b) => (a[0]![1]! < b[0]![1]! ? -1 : 1))
  expect(made.length).toBeGreaterThan(10)
  expect(order(made as typeof built)).toEqual(order(built))
  await close()
})

it('shows a window of rows, and the focus goes to the first of those that come', async () => {
  const { page, close } = await opened(address, `${works}?sort=written`)
  await shown(page)
  const rows = page.locator('.results tbody tr')
  expect(await rows.count()).toBe(100)
  await page.getByRole('button', { name: 'Show 100 more of 540' }).click()
  expect(await rows.count()).toBe(200)
  expect(
    await rows
      .nth(100)
      .locator('th a')
      .evaluate((link) => link === document.activeElement),
  ).toBe(true)
  await close()
})

it('works by keyboard, and tells what is left to those who do not see it', async () => {
  const { page, close } = await opened(address, works)
  await page.locator('.filter summary').focus()
  await page.keyboard.press('Enter')
  await awake(page)
  for (let tabs = 0; tabs < 50; tabs++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(() => (document.activeElement as HTMLInputElement).value)) === 'high') break
  }
  await page.keyboard.press('Space')
  await shown(page)
  const focus = await page.evaluate(() => {
    const { outlineStyle } = getComputedStyle(document.activeElement!)
    return [(document.activeElement as HTMLInputElement).value, outlineStyle]
  })
  expect(focus).toEqual(['high', 'solid'])
  const live = page.locator('.filter [role="status"]')
  expect(await live.textContent()).toBe('160 of 640 gaps: High')
  expect(await page.locator('.results caption').textContent()).toBe('Gaps that were chosen')
  await close()
})

it('needs no script: without, the rows and the ways to narrower matrices are there, and no controls', async () => {
  const { page, close } = await opened(address, works, { javaScriptEnabled: false })
  expect(await page.locator('.filter').isVisible()).toBe(false)
  expect(await page.locator('[data-built] table.matrix tbody tr').count()).toBeGreaterThan(90)
  expect(await page.locator('.narrower a').count()).toBeGreaterThan(20)
  await close()
})

describe('axe finds nothing, and all fits', () => {
  const views = {
    'of a long matrix': works,
    'on a page of its rows': 'matrix/works/2.html',
    'among rows that were chosen': `${works}?severity=critical`,
  }
  const looks = {
    'light, 1280 px': { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
    'dark, 320 px': { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
    'forced colours': { colorScheme: 'dark', forcedColors: 'active', viewport: { width: 1280, height: 900 } },
  } as const
  describe.each(Object.entries(views))('%s', (_, name) => {
    it.each(Object.entries(looks))('%s', async (_, look) => {
      const { page, troubles, close } = await opened(address, name, look)
      if (name.includes('?')) {
        await shown(page)
        await page.locator('.filter summary').click()
      }
      expect(await page.evaluate(sideways, 0)).toEqual([])
      expect(await page.evaluate(lost)).toEqual([])
      await page.evaluate(axe)
      expect(await complaintsOf(page)).toEqual([])
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '32px'))
      expect(await page.evaluate(sideways, 0)).toEqual([])
      expect(await page.evaluate(lost)).toEqual([])
      expect(troubles).toEqual([])
      await close()
    })
  })
})

describe('the head and the first column stay in sight', () => {
  const head = `[data-built] table.matrix thead th:nth-child(2)`
  const topOf = (page: Page) => page.locator(head).evaluate((one) => Math.round(one.getBoundingClientRect().top))

  it('of the window, where there is room', async () => {
    const { page, close } = await opened(address, routes.matrixOfSystem('houses'), { viewport: { width: 1280, height: 800 } })
    await page.locator('[data-built] table.matrix tbody tr').nth(60).scrollIntoViewIfNeeded()
    expect(await topOf(page)).toBe(0)
    // what comes into focus is not below it
    await page.locator('[data-built] table.matrix tbody tr').nth(30).locator('a').first().focus()
    expect(await page.evaluate(() => document.activeElement!.getBoundingClientRect().top)).toBeGreaterThan(60)
    await close()
  })

  it('of a box that scrolls both ways, where the columns do not fit', async () => {
    const { page, close } = await opened(address, routes.matrixOfSystem('houses'), { viewport: { width: 660, height: 640 } })
    const table = page.locator('[data-built] .across')
    await table.evaluate((one) => {
      one.scrollIntoView()
      one.scrollTo(200, 900)
    })
    const seen = await table.evaluate((one) => {
      const place = (selector: string) => one.querySelector(selector)!.getBoundingClientRect()
      const own = one.getBoundingClientRect()
      return {
        scrolled: [one.scrollLeft, one.scrollTop],
        head: Math.round(place('thead th:nth-child(4)').top - own.top),
        first: Math.round(place('tbody tr:nth-child(30) th').left - own.left),
        share: place('tbody tr:nth-child(30) th').width / innerWidth,
        inside: one.scrollHeight - one.querySelector('table')!.offsetHeight,
      }
    })
    expect(seen).toMatchObject({ scrolled: [200, 900], head: 0, first: 0 })
    expect(seen.share).toBeLessThanOrEqual(0.45)
    expect(seen.inside).toBeLessThan(4)
    expect(await page.evaluate(sideways, 0)).toEqual([])
    // a cell that the keyboard comes to is not below the first column
    await table.evaluate((one) => one.scrollTo(0, 0))
    const link = page.locator('[data-built] table.matrix tbody tr:nth-child(20) td a').last()
    await link.focus()
    expect(
      await link.evaluate((one) => document.elementFromPoint(one.getBoundingClientRect().x + 4, one.getBoundingClientRect().y + 8) === one),
    ).toBe(true)
    await close()
  })
})

it('is a block for each gap on a telephone, with nothing to scroll but the page', async () => {
  const { page, close } = await opened(address, routes.matrixOfSystem('houses'), { viewport: { width: 360, height: 640 } })
  const seen = await page.evaluate(() => {
    const box = document.querySelector('[data-built] .across')!
    const heads = [...box.querySelectorAll('thead th')].slice(1).map((head) => head.textContent!.trim())
    const cells = [...box.querySelectorAll('tbody tr:not(.group)')].flatMap((row) =>
      [...row.querySelectorAll('td')].map((cell, at) => ({ cell, head: heads[at]! })),
    )
    const before = (cell: Element) => getComputedStyle(cell, '::before').content.replaceAll('"', '').trim()
    return {
      scrolls: [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight].map((more) => more > 1),
      // a cell says of what it is: a hole by its own words
      unnamed: cells
        .filter(({ cell, head }) =>
          cell.className === 'hole' ? cell.textContent!.trim() !== `no ${head.toLowerCase()}` : before(cell) !== head,
        )
        .map(({ head }) => head),
      hidden: [...box.querySelectorAll('.hole > i')].filter((words) => words.getBoundingClientRect().width < 20).length,
    }
  })
  expect(seen).toEqual({ scrolls: [false, false], unnamed: [], hidden: 0 })
  await close()
})

it('shows a hole as a shape, and its words to whom points at it', async () => {
  const { page, close } = await opened(address, 'matrix/wrkr.html', { viewport: { width: 1280, height: 900 } })
  const hole = page.locator('[data-built] td.hole').first()
  const widthOf = () => hole.locator('i').evaluate((words) => words.getBoundingClientRect().width)
  expect(await hole.evaluate((cell) => Number.parseFloat(getComputedStyle(cell, '::after').borderTopWidth))).toBeGreaterThanOrEqual(1)
  expect(await widthOf()).toBeLessThan(2)
  await hole.hover()
  expect(await widthOf()).toBeGreaterThan(40)
  await close()
})

it('lights the row and the column that one looks at', async () => {
  const { page, close } = await opened(address, 'matrix/wrkr.html', { viewport: { width: 1280, height: 900 } })
  const cell = page.locator('[data-built] table.matrix tbody tr:not(.group) td:nth-child(4)').nth(2)
  const lit = () =>
    cell.evaluate((one) => ({
      row: getComputedStyle(one.parentElement!.children[6]!).backgroundColor,
      column: getComputedStyle(one, '::before').content !== 'none' && one.parentElement!.children[6] !== one,
    }))
  const before = await lit()
  await cell.hover()
  const after = await lit()
  expect(after.row).not.toBe(before.row)
  expect([before.column, after.column]).toEqual([false, true])
  await page.mouse.move(0, 0)
  await cell.locator('a').focus()
  expect(await lit()).toEqual(after)
  await close()
})

it('prints across the page, with its head on each, and without what only a screen needs', async () => {
  const { page, close } = await opened(address, routes.matrixOfSystem('houses'), { colorScheme: 'dark' })
  const paper = (await page.pdf({ preferCSSPageSize: true, format: 'A4' })).toString('latin1')
  const boxes = Array.from(
    paper.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g),
    ([, width, height]) => Number(width) > Number(height),
  )
  expect(boxes.length).toBeGreaterThan(1)
  expect(boxes.every(Boolean)).toBe(true)
  // A4 across, less the usual margins
  await page.setViewportSize({ width: 1046, height: 718 })
  await page.emulateMedia({ media: 'print' })
  expect(await page.evaluate(sideways, 1)).toEqual([])
  const look = await page.evaluate(() => {
    const box = document.querySelector('[data-built] .across')!
    return {
      head: getComputedStyle(document.querySelector('[data-built] thead')!).display,
      cut: box.scrollWidth - box.clientWidth,
      files: document.querySelector('.files')!.checkVisibility(),
    }
  })
  expect(look).toEqual({ head: 'table-header-group', cut: 0, files: false })
  await close()
})
