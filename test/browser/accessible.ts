/** Accessible: axe finds nothing on any kind of page, in both themes, wide and narrow, and with forced colours. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Stage } from './stage.ts'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** axe itself, to be run in a page. */
export const script = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const [wide, narrow] = [
  { width: 1280, height: 900 },
  { width: 320, height: 640 },
]
const looks = {
  'light, 1280 px': { colorScheme: 'light', viewport: wide },
  'dark, 1280 px': { colorScheme: 'dark', viewport: wide },
  'light, 320 px': { colorScheme: 'light', viewport: narrow },
  'dark, 320 px': { colorScheme: 'dark', viewport: narrow },
  'forced colours': { colorScheme: 'dark', forcedColors: 'active', viewport: wide },
} as const

export function accessible({ kinds, visit }: Stage): void {
  describe.each(Object.entries(looks))('axe finds nothing: %s', (_, look) => {
    it.concurrent.each(kinds)('$name', async ({ address }) => {
      expect(await visit(address, { ...look, script }, ({ page }) => complaintsOf(page))).toEqual([])
    })
  })

  it('axe tells of what it looks for', async () => {
    const found = await visit('', { ...looks['dark, 1280 px'], script }, async ({ page }) => {
      await page.evaluate(() => {
        document.querySelector('h1')!.style.setProperty('color', '#333')
        document.querySelector('main')!.append(document.createElement('img'))
      })
      return complaintsOf(page)
    })
    expect(found.map((one) => one.split(':')[0])).toEqual(expect.arrayContaining(['color-contrast', 'image-alt']))
  })
}

/** What axe, which the page has run, says of it. */
export async function complaintsOf(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(
    (only) =>
      (window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({
        runOnly: only,
        resultTypes: ['violations'],
      }),
    tags,
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))
}
