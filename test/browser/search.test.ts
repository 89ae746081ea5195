/**
 * Searching in a browser: the dialog by keyboard alone, the page with its facets and its address, landing, from disk, without
 * JavaScript, and hostile text. Nothing it does leaves the site or breaks the policy. What comes first is left to `search.test.ts`.
 */
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { serve } from '../../src/commands/serve.ts'
import { routes } from '../../src/publish/routes.ts'
import { temporary } from '../built.ts'
import { script as axe, complaintsOf } from './accessible.ts'
import { buildOf, write } from './sample.ts'
import { openStage } from './stage.ts'
import { contextOf, watch } from './watch.ts'

declare global {
  interface Window {
    /** What was announced, one after the other. */
    said: string[]
  }
}

const { address, browser, site } = await openStage()
const disk = `${pathToFileURL(site.out).href}/`
const gap = 'gaps/wrkr/g-01.html'

/** Opens a window as one reader has it; whatever its pages complain of fails the test. */
async function reader(base: string, use: (page: Page, asked: string[]) => Promise<void>, options: BrowserContextOptions = {}) {
  const context = await contextOf(browser, { viewport: { width: 1280, height: 800 }, ...options })
  const { page, troubles } = await watch(context, base)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url().slice(base.length)))
  await use(page, asked)
  expect(troubles).toEqual([])
  await context.close()
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Search' })
const results = (page: Page) => page.locator('.found > li > .name')
const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLAnchorElement).href ?? document.activeElement!.localName)
const listen = (page: Page, within: string) =>
  page.evaluate((selector) => {
    window.said = []
    const status = document.querySelector(selector)!
    new MutationObserver(() => window.said.push(status.textContent!)).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  }, within)

describe('the dialog', () => {
  it.each(['/', 'Control+k', 'Meta+k'])('opens at %s, finds, leads on and gives the focus back, by keyboard alone', (key) =>
    reader(address, async (page) => {
      await page.goto(address + routes.gaps())
      const before = page.locator('.register a.name').nth(2)
      await before.focus()
      await page.keyboard.press(key)
      await dialog(page).waitFor()
      expect(await focused(page)).toBe('input')
      await listen(page, 'dialog [role="status"]')
      await page.keyboard.type('lease heartbeat')
      // what was found for its first letters gives way
      await page.locator('.found > li:first-child > .name[href*="gaps/wrkr/g-03.html"]').waitFor()
      await expect.poll(() => page.evaluate(() => window.said.at(-1))).toMatch(/^\d+ results/)
      const links = await dialog(page)
        .locator('.found a')
        .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
      expect(links[0]).toContain('gaps/wrkr/g-03.html')
      await page.keyboard.press('ArrowDown')
      expect(await focused(page)).toBe(links[0])
      await page.keyboard.press('ArrowDown')
      expect(await focused(page)).not.toBe(links[0])
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowUp')
      expect(await focused(page)).toBe('input')
      // going on typing goes on asking
      await page.keyboard.press('ArrowDown')
      await page.keyboard.type(' integration')
      expect(await dialog(page).locator('input').inputValue()).toBe('lease heartbeat integration')
      await page.keyboard.press('Escape')
      expect(await dialog(page).count()).toBe(0)
      expect(await before.evaluate((element) => element === document.activeElement)).toBe(true)
      // and once more, to go there
      await page.keyboard.press(key)
      await page.keyboard.type('gap doc 1')
      await page.keyboard.press('Enter')
      await page.waitForURL(/gaps\/plock\/gap-doc-001\.html/)
    }),
  )

  it('opens at a press of “Search” in the frame; nothing of it is fetched before', () =>
    reader(address, async (page, asked) => {
      await page.goto(address + gap)
      await page.waitForLoadState('load')
      expect(asked.filter((name) => /search|pagefind/.test(name))).toEqual([])
      await page.getByRole('link', { name: 'Search' }).click()
      await dialog(page).waitFor()
      expect(page.url()).toBe(address + gap)
      await page.keyboard.type('resume')
      await results(page).first().waitFor()
      expect(asked.filter((name) => /pagefind/.test(name)).length).toBeGreaterThan(3)
      await page.keyboard.press('Escape')
      expect(await page.getByRole('link', { name: 'Search' }).evaluate((link) => link === document.activeElement)).toBe(true)
    }))

  it('leaves alone whoever types, and whoever switched the keys off', () =>
    reader(address, async (page) => {
      await page.goto(address + gap)
      await page.evaluate(() => localStorage.setItem('lacuna-keys', 'off'))
      await page.reload()
      await page.keyboard.press('/')
      await page.waitForTimeout(200)
      expect(await dialog(page).count()).toBe(0)
      await page.keyboard.press('Control+k')
      await dialog(page).waitFor()
      await page.keyboard.type('a/b?j')
      expect(await dialog(page).locator('input').inputValue()).toBe('a/b?j')
    }))

  it.each(['light', 'dark'] as const)('axe finds nothing in it: %s', (colorScheme) =>
    reader(
      address,
      async (page) => {
        await page.addInitScript({ content: axe })
        await page.goto(address + gap)
        await page.keyboard.press('/')
        await dialog(page).waitFor()
        await page.keyboard.type('rollback')
        await page.locator('.found .excerpt').first().waitFor()
        expect(await complaintsOf(page)).toEqual([])
      },
      { colorScheme, viewport: { width: 320, height: 640 } },
    ),
  )

  it('shows the sections of a document below it', () =>
    reader(address, async (page) => {
      await page.goto(address + gap)
      await page.keyboard.press('/')
      await dialog(page).waitFor()
      await page.keyboard.type('how to write a gap document')
      const section = page.locator('.found .sections a').first()
      await section.waitFor()
      const href = await section.evaluate((link) => (link as HTMLAnchorElement).href)
      expect(href).toContain('#')
      await section.click()
      await page.waitForURL(/#/)
      await expect.poll(() => page.evaluate(() => document.querySelector(':target') !== null)).toBe(true)
    }))
})

describe('the page', () => {
  const counts = (page: Page) =>
    page
      .locator('.searching label:has([type=checkbox])')
      .evaluateAll((all) => all.map((label) => `${label.querySelector('input')!.value} ${label.querySelector('.number')!.textContent}`))
  const state = async (page: Page) => ({
    words: await page.locator('#Words').inputValue(),
    boxes: await page
      .locator('.searching input:checked')
      .evaluateAll((all) => all.map((box) => `${(box as HTMLInputElement).name}=${(box as HTMLInputElement).value}`)),
    counts: await counts(page),
    said: await page.locator('.searching [role="status"]').textContent(),
    found: await results(page).evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href)),
  })

  it('narrows down by facets whose counts say what would be left, and is restored by its address', () =>
    reader(address, async (page) => {
      await page.goto(address + routes.search)
      await page.locator('#Words').fill('error')
      await results(page).first().waitFor()
      const all = Number.parseInt((await state(page)).said!, 10)
      const critical = page.locator('input[name="severity"][value="critical"]')
      const number = () => page.locator('label:has(input[name="severity"][value="critical"]) .number').textContent()
      await expect.poll(number).not.toBe('0')
      const left = Number(await number())
      expect(left).toBeLessThan(all)
      await critical.check()
      await expect.poll(async () => Number.parseInt((await state(page)).said!, 10)).toBe(left)
      expect(new URL(page.url()).search).toBe('?q=error&severity=critical')
      expect((await state(page)).said).toContain('Critical')
      await page.locator('input[name="severity"][value="high"]').check()
      await page.locator('input[name="kind"][value="gap"]').check()
      await expect.poll(() => new URL(page.url()).search).toBe('?q=error&kind=gap&severity=critical&severity=high')
      // the address changes at once, the answer comes after it
      await expect.poll(async () => (await state(page)).said).toContain(': Gap, Critical, High')
      const chosen = await state(page)
      expect(chosen.found.every((href) => href.includes('/gaps/'))).toBe(true)

      await page.reload()
      await expect.poll(() => state(page)).toEqual(chosen)
      await results(page).first().click()
      await page.waitForURL(/\/gaps\//)
      await page.goBack()
      await expect.poll(() => state(page)).toEqual(chosen)
      // step by step back to where it began
      await page.goBack()
      await expect.poll(() => new URL(page.url()).search).toBe('?q=error&severity=critical&severity=high')
      await page.goBack()
      await expect.poll(() => new URL(page.url()).search).toBe('?q=error&severity=critical')
      await expect.poll(async () => (await state(page)).boxes).toEqual(['severity=critical'])
      await page.goBack()
      await expect.poll(async () => (await state(page)).boxes).toEqual([])
      await page.goBack()
      await expect.poll(async () => (await state(page)).words).toBe('')
      expect(await page.locator('.lists').isVisible()).toBe(true)
    }))

  it('has every facet, and finds by them alone', () =>
    reader(address, async (page) => {
      await page.goto(`${address}${routes.search}?severity=critical&has-no=owner`)
      await results(page).first().waitFor()
      const names = await page.locator('.searching fieldset').evaluateAll((all) => all.map(({ className }) => className))
      expect(names).toEqual(['system', 'kind', 'severity', 'state', 'phase', 'category', 'document', 'has-no'])
      expect(await page.locator('.found .mark').evaluateAll((all) => new Set(all.map(({ textContent }) => textContent)).size)).toBe(1)
      await page.getByRole('button', { name: 'Clear the facets' }).click()
      expect(new URL(page.url()).search).toBe('')
      expect(await focused(page)).toBe('input')
    }))

  it('tells of what has no name where it is, in a list of what facets leave', () =>
    reader(address, async (page) => {
      await page.goto(`${address}${routes.search}?kind=work`)
      await results(page).nth(5).waitFor()
      const names = await results(page).allTextContents()
      expect(names.filter((name) => !name.trim())).toEqual([])
    }))

  it('shows more at a press, and goes on there', () =>
    reader(address, async (page) => {
      await page.goto(`${address}${routes.search}?kind=gap`)
      await results(page).nth(19).waitFor()
      expect(await results(page).count()).toBe(20)
      await page.getByRole('button', { name: /^Show 20 more of \d+$/ }).click()
      expect(await results(page).count()).toBe(40)
      expect(
        await results(page)
          .nth(20)
          .evaluate((link) => link === document.activeElement),
      ).toBe(true)
    }))

  it.each(['light', 'dark'] as const)('axe finds nothing on it, with results and open facets, wide and narrow: %s', (colorScheme) =>
    reader(
      address,
      async (page) => {
        await page.addInitScript({ content: axe })
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 800 })
          await page.goto(`${address}${routes.search}?q=error&severity=critical`)
          await page.locator('.found .excerpt').first().waitFor()
          await page.evaluate(() => document.querySelector<HTMLDetailsElement>('.searching details')!.setAttribute('open', ''))
          expect([width, await complaintsOf(page)]).toEqual([width, []])
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        }
      },
      { colorScheme },
    ),
  )

  it('without JavaScript says what it needs, and leads to everything', () =>
    reader(
      address,
      async (page) => {
        await page.goto(address + gap)
        await page.getByRole('link', { name: 'Search' }).click()
        await page.waitForURL(/search\.html$/)
        expect(await page.locator('main').textContent()).toContain('Searching needs JavaScript')
        expect(await page.locator('#Words').isVisible()).toBe(false)
        await page.locator('.lists').getByRole('link', { name: 'All gaps' }).click()
        await page.waitForURL(/gaps\.html$/)
      },
      { javaScriptEnabled: false },
    ))
})

describe('landing', () => {
  const marked = (page: Page) =>
    page.evaluate(() => [...(CSS.highlights.get('found') ?? [])].map((range) => (range as Range).toString().toLowerCase()))

  it('marks the words that were looked for, and leaves the address as it was', () =>
    reader(address, async (page) => {
      await page.goto(address + routes.search)
      await page.locator('#Words').fill('budgets enforcement')
      await results(page).first().click()
      await page.waitForURL(/gaps\/wrkr\/g-02\.html/)
      await expect.poll(() => marked(page)).toEqual(expect.arrayContaining(['budget', 'budgets', 'enforcement']))
      expect(page.url()).toBe(`${address}gaps/wrkr/g-02.html`)
      expect(await page.locator('main mark').count()).toBe(0)
    }))

  it.each([
    ['gaps/plock/gap-doc-001.html', 'gapdoc1', /^gap-doc-001$/],
    ['gaps/wrkr/g-01.html', 'gap G_1', /^g-01$/],
    ['gaps/mission-control/prd-gap-analysis/1.html', 'gap 1', /^gap 1$/],
  ])('on %s marks for “%s” the id as it stands there', (page_, query, expected) =>
    reader(address, async (page) => {
      await page.goto(`${address}${page_}?find=${encodeURIComponent(query)}`)
      await expect.poll(async () => (await marked(page)).length).toBeGreaterThan(0)
      expect((await marked(page)).filter((one) => !expected.test(one))).toEqual([])
    }),
  )

  it('brings the first of them into view where no place was meant', () =>
    reader(address, async (page) => {
      await page.goto(`${address}documents/wrkr/gaps-v1.html?find=multi-tenant%20scheduler`)
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(1000)
      await page.goto(`${address}documents/wrkr/gaps-v1.html?find=${encodeURIComponent('(.* [ \\')}`)
      await expect.poll(() => page.url()).not.toContain('find')
      expect(await marked(page)).toEqual([])
    }))
})

describe('from disk', () => {
  it('finds gaps by id and title, and says in one sentence why not by their text', () =>
    reader(disk, async (page) => {
      await page.goto(disk + gap)
      await page.keyboard.press('/')
      await dialog(page).waitFor()
      await page.keyboard.type('GAP DOC 1')
      await results(page).first().waitFor()
      expect(await dialog(page).locator('.note').textContent()).toMatch(/^Opened from disk, [^.]*\.$/)
      await page.keyboard.press('Enter')
      await page.waitForURL(/gaps\/plock\/gap-doc-001\.html/)
      await page.goto(`${disk}${routes.search}?q=high+agent+lifecycle&kind=gap`)
      await results(page).first().waitFor()
      expect(await results(page).first().getAttribute('href')).toContain('mission-control/prd-gap-analysis/6.html')
      expect(await page.locator('.note').isVisible()).toBe(true)
      await results(page).first().click()
      await expect.poll(() => page.evaluate(() => CSS.highlights.get('found')?.size ?? 0)).toBeGreaterThan(0)
    }))
})

describe('a facet of very many values', () => {
  it('shows what an address chose of those that have no box, and lets go of it', async () => {
    const content = await temporary('lacuna-many-')
    const documents = Array.from({ length: 63 }, (_, at) => [
      `acme/d${at + 10}.md`,
      `# Register ${at + 10}\n\n## Gap A${at + 10}-01: Thing ${at + 10} is missing (P1)\n\n**Impact:** nobody has it.\n`,
    ])
    await write(content, Object.fromEntries(documents))
    const site = await buildOf(content)
    const { server, address: base } = await serve(site.out, 5770)
    try {
      await reader(base, async (page) => {
        const checked = page.locator('.searching input:checked')
        await page.goto(`${base}${routes.search}?document=acme/d72`)
        await results(page).first().waitFor()
        expect(await checked.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).value))).toEqual(['acme/d72'])
        expect(await page.locator('label:has(input:checked)').textContent()).toMatch(/^\s*Register 72\s*2\s*$/)
        expect(await page.locator('.searching [role="status"]').textContent()).toBe('2 results: Register 72')
        await page.getByRole('button', { name: 'Clear the facets' }).click()
        expect(new URL(page.url()).search).toBe('')
        expect(await checked.count()).toBe(0)
        // the box stays, and works as the others do
        await page.getByLabel('Register 72').check()
        await expect.poll(() => new URL(page.url()).search).toBe('?document=acme/d72')
      })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }, 120_000)
})

describe('hostile text', () => {
  const attack = '<img src=x onerror=alert(1)><mark>no mark</mark> &lt;b&gt; javascript:alert(2)'

  it('stays text in results, in facets and on landing', async () => {
    const content = await temporary('lacuna-hostile-')
    await write(content, {
      'acme/gaps.md': `# ${'`'}${attack}${'`'}\n\n## A \`${attack}\`\n\n### Gap X-01 (P0): Wombat \`${attack}\` "><script>alert(3)</script>\n\n**Impact:** wombats \`${attack}\` roam\n\n### Gap X-02 (P1): Quokka\n\n**Impact:** \`</mark><script>alert(4)</script>\` quokkas\n`,
      'acme/system.yaml': 'name: "<img src=x onerror=alert(5)>"\n',
    })
    const hostile = await buildOf(content)
    const { server, address: base } = await serve(hostile.out, 5750)
    try {
      await reader(base, async (page) => {
        for (const query of ['wombat', 'quokkas', 'onerror', '<img src=x onerror=alert(6)>', '"><script>alert(7)</script>']) {
          await page.goto(`${base}${routes.search}?q=${encodeURIComponent(query)}`)
          await expect.poll(() => page.locator('.searching [role="status"]').textContent()).toMatch(/result/)
          await page.waitForTimeout(200)
          expect(await page.locator('main :is(img, script, b):not(noscript *)').count()).toBe(0)
        }
        await page.goto(`${base}${routes.search}?q=wombat`)
        await page.locator('.found .excerpt').first().waitFor()
        const text = await page.locator('.found').first().textContent()
        expect(text).toContain('<mark>no mark</mark>')
        expect(await page.locator('.found mark').allTextContents()).not.toContain('no mark')
        await results(page).first().click()
        await page.waitForURL(/x-01/)
      })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }, 120_000)
})
