/**
 * The timeline in a browser: a list on a phone and bars beside it where there is room; by keyboard alone, without scripts, in both
 * themes, on paper. What it says in words and where its bars lie is held against each other.
 */
import { cp } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { serve } from '../../src/commands/serve.ts'
import { routes } from '../../src/publish/routes.ts'
import { root, temporary } from '../built.ts'
import { script as axe, complaintsOf } from './accessible.ts'
import { launch } from './launch.ts'
import { lost, readable, sideways } from './measure.ts'
import { buildOf, write } from './sample.ts'
import { contextOf, watch } from './watch.ts'

const plan = `# Gaps of the pier

| Gap  | Title | Severity | Status |
|------|-------|----------|--------|
| PR-1 | No roof over the stop | Critical | open |
| PR-2 | No bench | Low | open |
| PR-3 | The rail is loose | Critical | open |

## PR-1: No roof over the stop

Depends on: PR-2

## Phase 1: Before the season (Weeks 1-4)

- PR-2

**Exit criteria:**

- [x] people sit
- [ ] people see

## Phase 2: In the season, with a name that is longer than any column of names can be (Weeks 5-8)

- PR-1

## Phase 3: After the season (by week 16)

## Phase 4: Grants (Q2 2026)

## Phase 5: Works (Q3-Q4 2026)

## Phase 6: Opening (2026-09-01)

## Phase 7: Feast (2026-09-13)

## Phase 8: Some day
`
const guide = '---\ntitle: The plan\n---\n\nText.\n\n<Timeline system="pier" />\n\n<Phase id="Phase 1" system="pier" />\n\nText.\n'

const content = await temporary('lacuna-roadmap-')
await cp(path.join(root, 'content/wrkr'), path.join(content, 'wrkr'), { recursive: true })
await write(content, { 'pier/gaps.md': plan, 'pages/plan.mdx': guide })
const [site, browser] = await Promise.all([buildOf(content), launch()])
const { server, address } = await serve(site.out, 5600)
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})

const pier = routes.roadmapOfSystem('pier')
const step = routes.phase('pier/gaps/phase-1')
const page = routes.page('plan')
const pages = [routes.roadmap, pier, step, page]

async function opened(name: string, options: Parameters<typeof contextOf>[1] = {}) {
  const watched = await watch(await contextOf(browser, options), address)
  await watched.page.goto(address + name)
  return { ...watched, close: () => watched.page.context().close() }
}
const wide = { viewport: { width: 1280, height: 900 } }
const phone = { viewport: { width: 360, height: 740 } }

/** Bars as a share of the room that they lie in, beside their words. */
const bars = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.timeline li')].flatMap((line) => {
      const [track, bar] = [line.querySelector('.track'), line.querySelector('.stretch')]
      if (!track?.checkVisibility() || !bar) return []
      const [room, own] = [track.getBoundingClientRect(), bar.getBoundingClientRect()]
      const share = (x: number) => Math.round((100 * (x - room.left)) / room.width)
      return [[line.querySelector('.window > :last-child')!.textContent!.trim(), share(own.left), share(own.right)] as const]
    }),
  )

describe.each(Object.entries({ '1280 px': wide, '360 px': phone, '320 px': { viewport: { width: 320, height: 640 } } }))(
  '%s',
  (_, view) => {
    it.each(pages)('%s keeps to itself, and nothing is lost', async (name) => {
      const { page, troubles, close } = await opened(name, view)
      expect(await page.evaluate(sideways, 0)).toEqual([])
      expect(await page.evaluate(lost)).toEqual([])
      expect(troubles).toEqual([])
      await close()
    })
  },
)

it.each(['light', 'dark'] as const)('axe has nothing to say: %s', async (colorScheme) => {
  for (const name of pages)
    for (const view of [wide, phone, { ...wide, forcedColors: 'active' as const }]) {
      const { page, close } = await opened(name, { ...view, colorScheme })
      await page.evaluate(axe)
      expect([name, await complaintsOf(page)]).toEqual([name, []])
      await close()
    }
})

it('has bars where there is room, each where its words say', async () => {
  const { page, close } = await opened(pier, wide)
  expect(await bars(page)).toEqual([
    ['Weeks 1-4', 0, 25],
    ['Weeks 5-8', 25, 50],
    ['by week 16', 94, 100],
    ['Q2 2026', 0, 33],
    ['Q3-Q4 2026', 33, 100],
    ['2026-09-01', 2, 2],
    ['2026-09-13', 98, 98],
  ])
  await close()
})

it('is a list on a phone: every line says all in words', async () => {
  const { page, close } = await opened(pier, phone)
  expect(await bars(page)).toEqual([])
  const lines = await page.evaluate(() =>
    [...document.querySelectorAll('.timeline li a')].map((link) => link.textContent!.replace(/\s+/g, ' ').replaceAll(' ,', ',').trim()),
  )
  expect(lines[0]).toBe('Phase 1 Before the season, Weeks 1-4, 1 gap, 1 of 2 criteria met')
  expect(lines.length).toBe(8)
  const titles = await page.locator('.timeline .label').allTextContents()
  expect(titles.map((title) => title.trim())).toEqual(['Weeks', 'Quarters', 'Dates', 'No date given'])
  await close()
})

it('is told to who hears it: lists with names, links with all words, and no bar', async () => {
  const { page, close } = await opened(pier, wide)
  const heard = await page.locator('main').ariaSnapshot()
  expect(heard).toContain('list "Weeks"')
  expect(heard).toMatch(/link "Phase 1 Before the season ?, Weeks 1-4 ?, 1 gap ?, 1 of 2 criteria met"/)
  expect(heard).not.toContain('img')
  await close()
})

it('is walked by keyboard: a stop for each step, in their order, and what has the focus is seen', async () => {
  const { page, close } = await opened(pier, wide)
  await page.locator('.timeline a').first().focus()
  const stops: string[] = []
  for (let at = 0; at < 8; at++) {
    stops.push(await page.evaluate(() => document.activeElement!.getAttribute('href')!))
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
    expect(ring).toBe('solid')
    await page.keyboard.press('Tab')
  }
  expect(stops).toEqual(Array.from({ length: 8 }, (_, at) => `pier/gaps/phase-${at + 1}.html`))
  await page.locator('.timeline a').first().focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/phase-1\.html$/)
  await close()
})

it('needs no script', async () => {
  const told = async (javaScriptEnabled: boolean) => {
    const { page, close } = await opened(pier, { ...wide, javaScriptEnabled })
    const text = await page.evaluate(readable)
    await close()
    return text
  }
  const without = await told(false)
  expect(without).toEqual(await told(true))
  expect(without.text).toContain('stands in no step')
})

it('numbers lead to what they count', async () => {
  const { page, close } = await opened(pier, wide)
  await page.getByRole('link', { name: '1 of 2', exact: true }).click()
  await page.waitForURL(/phase-1\.html#exit-criteria$/)
  expect(await page.locator('#exit-criteria .box.done').count()).toBe(1)
  expect(await page.locator('#exit-criteria .box').count()).toBe(2)
  await close()
})

it('prints: bars of ink where the paper has room, no line torn', async () => {
  const { page, close } = await opened(pier, { colorScheme: 'dark', viewport: { width: 718, height: 1046 } })
  await page.emulateMedia({ media: 'print' })
  expect(await page.evaluate(sideways, 1)).toEqual([])
  expect(await page.evaluate(lost)).toEqual([])
  expect((await bars(page)).length).toBe(7)
  const look = await page.evaluate(() => {
    const line = getComputedStyle(document.querySelector('.timeline li')!)
    return { torn: line.breakInside, paper: getComputedStyle(document.documentElement).backgroundColor }
  })
  expect(look).toEqual({ torn: 'avoid', paper: 'rgb(255, 255, 255)' })
  await close()
})
