/** Reading: without scripts, by keyboard, and on paper, every kind of page says and leads to the same. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readable, sideways } from './measure.ts'
import type { Stage } from './stage.ts'
import { contextOf, type Watched, watch } from './watch.ts'

export function reading({ address, browser, kinds }: Stage): void {
  let usual: Watched
  beforeAll(async () => {
    usual = await watch(await contextOf(browser, { viewport: { width: 1280, height: 900 } }), address)
  })
  afterAll(() => usual?.page.context().close())

  describe('without scripts there is the same text, and the same links', () => {
    let bare: Watched
    beforeAll(async () => {
      bare = await watch(await contextOf(browser, { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false }), address)
    })
    afterAll(() => bare?.page.context().close())

    it.each(kinds)('$name', async (kind) => {
      const [withScripts, without] = await Promise.all(
        [usual.page, bare.page].map(async (page) => {
          await page.goto(address + kind.address)
          return page.evaluate(readable)
        }),
      )
      expect(without).toEqual(withScripts)
      expect(without!.text.length).toBeGreaterThan(60)
    })
  })

  describe('the keyboard reaches everything in its order, and shows where it is', () => {
    it.each(kinds)('$name', async (kind) => {
      const { page } = usual
      // what a script loads after the page may open a part of it
      await page.goto(address + kind.address, { waitUntil: 'networkidle' })
      const wanted = await page.evaluate(follow)
      if (kind.name !== 'missing') expect(wanted[0]).toBe('a "Skip to the text"')
      const reached = await walk(page, wanted.length)
      expect(reached.filter(({ extra }) => !extra).map(({ name }) => name)).toEqual(wanted)
      expect(reached.filter(({ shown }) => !shown)).toEqual([])
    })

    it('the first Tab shows the link to the text, and Enter goes there', async () => {
      const { page } = usual
      await page.goto(address + kinds.find(({ name }) => name === 'gap')!.address)
      await page.keyboard.press('Tab')
      const top = () => page.evaluate(() => document.querySelector('.skip')!.getBoundingClientRect().top)
      await expect.poll(top).toBeGreaterThanOrEqual(0)
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.localName)).toBe('main')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
    })
  })

  describe('on paper', () => {
    it.each(['home', 'gap', 'document'])('%s', async (name) => {
      const context = await contextOf(browser, { colorScheme: 'dark' })
      const { page, troubles } = await watch(context, address)
      await page.goto(address + kinds.find((kind) => kind.name === name)!.address)
      const paper = (await page.pdf({ format: 'A4' })).toString('latin1')
      expect(paper.startsWith('%PDF-')).toBe(true)
      expect(paper.length).toBeGreaterThan(10_000)
      expect(paper.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(0)

      // A4 less the usual margins, in CSS pixels: what is wider is shrunk or cut
      await page.setViewportSize({ width: 718, height: 1000 })
      await page.emulateMedia({ media: 'print' })
      const look = await page.evaluate(() => ({
        background: getComputedStyle(document.documentElement).backgroundColor,
        menu: document.querySelector('.top nav')!.checkVisibility(),
      }))
      expect(look).toEqual({ background: 'rgb(255, 255, 255)', menu: false })
      // a rounding, where a table is as wide as the paper
      expect(await page.evaluate(sideways, 1)).toEqual([])
      expect(troubles).toEqual([])
      await context.close()
    })
  })
}

interface Step {
  name: string
  shown: boolean
  /** Something that only scrolls: browsers let keys reach it of themselves. */
  extra: boolean
}
declare global {
  interface Window {
    steps: Step[]
  }
}

/** Begins to note where the focus goes and whether that shows. Runs within the page. @returns where it should go, in order */
function follow(): string[] {
  const name = (element: Element) => `${element.localName} "${(element.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 60)}"`
  const look = (element: Element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return `${outlineStyle === 'none' ? 'none' : `${outlineStyle} ${outlineWidth}`}, ${boxShadow}`
  }
  const all = [...document.querySelectorAll<HTMLElement>('a[href], button, summary, input, select, textarea, [tabindex]')].filter(
    (element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility({ visibilityProperty: true }),
  )
  const before = new Map(all.map((element) => [element as Element, look(element)]))
  window.steps = []
  document.addEventListener('focusin', ({ target }) => {
    const element = target as Element
    const extra = !before.has(element)
    window.steps.push({
      name: name(element),
      extra,
      shown: look(element) !== (before.get(element) ?? 'none, none') && element.matches(':focus-visible'),
    })
  })
  return all.map(name)
}

/** Presses Tab until the focus has been everywhere. */
async function walk(page: Page, wanted: number): Promise<Step[]> {
  let steps: Step[] = []
  for (let pressed = 0; pressed < 2 * wanted + 10; ) {
    const missing = Math.max(1, wanted - steps.filter(({ extra }) => !extra).length)
    for (let at = 0; at < missing; at++) await page.keyboard.press('Tab')
    pressed += missing
    steps = await page.evaluate(() => window.steps)
    if (steps.filter(({ extra }) => !extra).length >= wanted) break
  }
  return steps
}
