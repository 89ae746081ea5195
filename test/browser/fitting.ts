/** Fitting: every kind of page is silent, keeps to itself, and loses nothing at 320 px, at 400 % and with text twice as large. */
import { describe, expect, it } from 'vitest'
import { lost, sideways } from './measure.ts'
import type { Stage } from './stage.ts'

const views = {
  '320 px': { viewport: { width: 320, height: 640 } },
  '400 % of 1280 px': { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
  '1280 px': { viewport: { width: 1280, height: 900 } },
}

export function fitting({ kinds, visit }: Stage): void {
  describe.each(Object.entries(views))('is silent, keeps to itself, and fits: %s', (_, view) => {
    it.concurrent.each(kinds)('$name', ({ address }) =>
      visit(address, view, async ({ page, troubles }) => {
        expect(await page.evaluate(sideways, 0)).toEqual([])
        expect(await page.evaluate(lost)).toEqual([])
        expect(troubles).toEqual([])
      }),
    )
  })

  describe.each([1280, 640])('loses nothing when its text is twice as large: %i px', (width) => {
    it.concurrent.each(kinds)('$name', ({ address }) =>
      visit(address, { viewport: { width, height: 900 } }, async ({ page }) => {
        await page.evaluate(() => document.documentElement.style.setProperty('font-size', '32px'))
        expect(await page.evaluate(sideways, 0)).toEqual([])
        expect(await page.evaluate(lost)).toEqual([])
      }),
    )
  })

  it('what does not fit, and what breaks the policy, is told', () =>
    visit('', views['320 px'], async ({ page, troubles }) => {
      await page.evaluate(() => {
        const box = document.createElement('div')
        box.textContent = 'unbreakable'.repeat(20)
        document.body.append(box)
        box.setAttribute('style', 'color: red')
        box.style.setProperty('white-space', 'nowrap')
        const cut = document.createElement('p')
        cut.textContent = 'cut off '.repeat(200)
        cut.style.setProperty('height', '1rem')
        cut.style.setProperty('overflow', 'hidden')
        document.body.append(cut)
      })
      expect((await page.evaluate(sideways, 0)).join()).toContain('unbreakable')
      expect((await page.evaluate(lost)).join()).toContain('cuts off "cut off')
      await expect.poll(() => troubles.join()).toContain('policy: style-src-attr')
    }))
}
