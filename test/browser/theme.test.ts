/** Theme: dark and light follow the system until the reader chooses, the choice is remembered, and no page is drawn in the other first. */
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve } from '../../src/commands/serve.ts'
import { temporary } from '../built.ts'
import { launch } from './launch.ts'
import { buildOf, write } from './sample.ts'
import { contextOf, watch } from './watch.ts'

const dark = 'rgb(20, 23, 27)'
const light = 'rgb(252, 252, 250)'
const document_ = '# Gaps\n\n## G-01: No export\n\n**Impact:** nothing can be taken out.\n\n```ts\nconst a = 1\n```\n'

let browser: Browser
let home: string
let fromDisk: string
let close: () => void
beforeAll(async () => {
  const content = await temporary('lacuna-theme-')
  await write(content, { 'one/gaps.md': document_ })
  const [site, opened] = await Promise.all([buildOf(content), launch()])
  browser = opened
  const { server, address } = await serve(site.out, 5300)
  home = address
  fromDisk = `${pathToFileURL(site.out).href}/`
  close = () => {
    server.closeAllConnections()
    server.close()
  }
})
afterAll(async () => {
  await browser?.close()
  close?.()
})

const gap = 'gaps/one/g-01.html'
const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
const button = (page: Page) => page.getByRole('button', { name: 'Dark theme' })
const pressed = (page: Page) => button(page).getAttribute('aria-pressed')
const kept = (page: Page) => page.evaluate(() => localStorage.getItem('lacuna-theme'))

/** Opens a page as one kind of reader and uses it; whatever the page complains of fails the test. */
async function reader(options: BrowserContextOptions, base: string, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await contextOf(browser, options)
  const { page, troubles } = await watch(context, base)
  await page.goto(base + gap)
  await use(page)
  expect(troubles).toEqual([])
  await context.close()
}

it('follows the system, also when that changes', () =>
  reader({ colorScheme: 'light' }, home, async (page) => {
    expect(await paper(page)).toBe(light)
    expect(await pressed(page)).toBe('false')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await paper(page)).toBe(dark)
    await expect.poll(() => pressed(page)).toBe('true')
  }))

describe.each([
  ['on a host', () => home],
  ['from disk', () => fromDisk],
])('%s', (_, base) => {
  it.each(['light', 'dark'] as const)(
    'a press turns %s into the other, which is remembered; the next gives it back to the system',
    (system) =>
      reader({ colorScheme: system }, base(), async (page) => {
        const [own, other] = system === 'light' ? [light, dark] : [dark, light]
        const chosen = system === 'light' ? 'dark' : 'light'
        await button(page).click()
        expect(await paper(page)).toBe(other)
        expect(await pressed(page)).toBe(String(chosen === 'dark'))
        await page.reload()
        expect(await paper(page)).toBe(other)
        await page.goto(`${base()}index.html`)
        expect(await paper(page)).toBe(other)
        expect(await kept(page)).toBe(chosen)

        await button(page).click()
        expect(await paper(page)).toBe(own)
        expect(await kept(page)).toBeNull()
        await page.emulateMedia({ colorScheme: chosen })
        expect(await paper(page)).toBe(other)
      }),
  )
})

it('colours of code change with it', () =>
  reader({ colorScheme: 'light' }, home, async (page) => {
    const colors = () =>
      page.evaluate(() => [...document.querySelectorAll('pre, pre span')].map((element) => getComputedStyle(element).color).join())
    const before = await colors()
    await button(page).click()
    expect(await colors()).not.toBe(before)
  }))

it('is switched by keyboard, with a focus that shows', () =>
  reader({ colorScheme: 'light' }, home, async (page) => {
    for (let tabs = 0; tabs < 20 && !(await button(page).evaluate((element) => element === document.activeElement)); tabs++)
      await page.keyboard.press('Tab')
    expect(await button(page).evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none')
    await page.keyboard.press('Space')
    expect(await paper(page)).toBe(dark)
    await page.keyboard.press('Enter')
    expect(await paper(page)).toBe(light)
  }))

it('is large enough for a finger', () =>
  reader({ viewport: { width: 320, height: 640 } }, home, async (page) => {
    const { width, height } = (await button(page).boundingBox())!
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24)
  }))

it('another page that is open is switched too', async () => {
  const context = await contextOf(browser, { colorScheme: 'light' })
  const [one, other] = await Promise.all([watch(context, home), watch(context, home)])
  await Promise.all([one.page.goto(home + gap), other.page.goto(`${home}index.html`)])
  await button(one.page).click()
  await expect.poll(() => paper(other.page)).toBe(dark)
  await context.close()
})

it('no frame of a page is drawn in the other theme, however slow its script is', async () => {
  const context = await contextOf(browser, { colorScheme: 'light' })
  const { page, troubles } = await watch(context, home)
  await page.goto(home + gap)
  await button(page).click()
  await context.route('**/theme.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    await route.continue()
  })
  await context.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    const look = () => {
      if (document.body) seen.push(getComputedStyle(document.documentElement).backgroundColor)
      requestAnimationFrame(look)
    }
    look()
    // what the script must have done by the time there is a body to draw
    new MutationObserver((_, observer) => {
      if (!document.body) return
      seen.push(`theme ${document.documentElement.dataset.theme}`)
      observer.disconnect()
    }).observe(document, { childList: true, subtree: true })
  })
  await page.goto(`${home}index.html`)
  const seen = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen)
  await expect.poll(async () => (await seen()).length).toBeGreaterThan(5)
  expect([...new Set(await seen())].sort()).toEqual([dark, 'theme dark'])
  expect(troubles).toEqual([])
  await context.close()
})

it('works, for as long as the page is open, where nothing may be stored', async () => {
  const context = await contextOf(browser, { colorScheme: 'light' })
  await context.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('forbidden', 'SecurityError')
      },
    }),
  )
  const { page, troubles } = await watch(context, home)
  await page.goto(home + gap)
  await button(page).click()
  expect(await paper(page)).toBe(dark)
  expect(troubles).toEqual([])
  await context.close()
})

it('is not there without scripts, where the system alone decides', () =>
  reader({ colorScheme: 'dark', javaScriptEnabled: false }, home, async (page) => {
    expect(await page.locator('.theme').isVisible()).toBe(false)
    expect(await page.locator('html').evaluate((html) => getComputedStyle(html).backgroundColor)).toBe(dark)
  }))

it('paper is white and ink dark, whatever was chosen', () =>
  reader({ colorScheme: 'light' }, home, async (page) => {
    await button(page).click()
    await page.emulateMedia({ media: 'print' })
    expect(await paper(page)).toBe('rgb(255, 255, 255)')
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(27, 29, 32)')
    expect(await page.locator('.theme').isVisible()).toBe(false)
  }))
