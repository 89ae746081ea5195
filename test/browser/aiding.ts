/**
 * Aiding: what pages do for pointer and keyboard: copying, the section one is in, what is told of a gap before one goes there, the
 * way on within the list one came from, keys. All of it without a request, from disk too, and silently less where storage is forbidden.
 */
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { routes } from '../../src/publish/routes.ts'
import type { Stage } from './stage.ts'
import { contextOf, watch } from './watch.ts'

declare global {
  interface Window {
    /** What was announced, one after the other. */
    announced: string[]
  }
}

export function aiding({ address, browser, kinds, site, visit }: Stage): void {
  const bases = { 'on a host': address, 'from disk': `${pathToFileURL(site.out).href}/` }
  const pageThat = (...signs: (string | RegExp)[]): string =>
    [...site.files].find(([name, html]) => name.endsWith('.html') && signs.every((sign) => html.search(sign) >= 0))![0]
  const gapsOf = (list: string): string[] =>
    [...site.files.get(list)!.matchAll(/<a class="name" href="([^"]+)"/g)].map(([, href]) =>
      new URL(href!, `site:/${list}`).pathname.slice(1),
    )

  /** Opens a window as one reader has it; whatever its pages complain of fails the test. */
  const reader = async (
    base: string,
    use: (page: Page) => Promise<void>,
    options: BrowserContextOptions & { before?: () => void } = {},
  ) => {
    const { before, ...look } = options
    const context = await contextOf(browser, { viewport: { width: 1280, height: 800 }, ...look })
    if (before) await context.addInitScript(before)
    const { page, troubles } = await watch(context, base)
    await use(page)
    expect(troubles).toEqual([])
    await context.close()
  }

  describe('a block of code', () => {
    const coded = pageThat('<body class="gap"', '<pre[^>]* class="code"')
    const listen = (page: Page) =>
      page.evaluate(() => {
        window.announced = []
        for (const status of document.querySelectorAll('main [role="status"]'))
          new MutationObserver(() => window.announced.push(status.textContent!)).observe(status, { childList: true })
      })
    const code = (page: Page) =>
      page
        .locator('pre.code')
        .first()
        .evaluate((pre) => pre.textContent!.replace(/\n$/, ''))

    it.each(Object.entries(bases))('is copied at a press, which is announced: %s', (_, base) =>
      reader(
        base,
        async (page) => {
          await page.goto(base + coded)
          await listen(page)
          await page.getByRole('button', { name: 'Copy code' }).first().click()
          await expect.poll(() => page.evaluate(() => window.announced)).toContain('Copied')
          expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code(page))
        },
        { permissions: ['clipboard-read', 'clipboard-write'] },
      ),
    )

    it('is selected at least, where the clipboard is out of reach', () =>
      reader(
        address,
        async (page) => {
          await page.goto(address + coded)
          await listen(page)
          await page.getByRole('button', { name: 'Copy code' }).first().focus()
          await page.keyboard.press('Enter')
          await expect
            .poll(() => page.evaluate(() => window.announced))
            .toEqual(expect.arrayContaining([expect.stringMatching(/^(Copied|Selected)$/)]))
          expect((await page.evaluate(() => getSelection()!.toString())).trim()).toBe((await code(page)).trim())
        },
        { before: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }) },
      ))
  })

  describe('“On this page”', () => {
    const marked = (page: Page) =>
      page.locator('.contents nav [aria-current]').evaluateAll((all) => all.map((link) => link.getAttribute('href')))

    it.each(['gap', 'document'])('shows the section one is in, also after a leap over several: %s', (name) =>
      reader(address, async (page) => {
        await page.goto(address + kinds.find((kind) => kind.name === name)!.address)
        expect(await marked(page)).toEqual([])
        const count = await page.locator('.contents nav a').count()
        expect(count).toBeGreaterThan(2)
        for (const at of [0, 1, count - 1, Math.floor(count / 2), 2]) {
          const begun = await page.evaluate(leap, at)
          await expect.poll(() => marked(page)).toEqual([begun])
        }
      }),
    )

    it.each(['gap', 'document'])('shows the section that was asked for, side by side with another or near the end too: %s', (name) =>
      reader(address, async (page) => {
        await page.goto(address + kinds.find((kind) => kind.name === name)!.address)
        const links = await page.locator('.contents nav a').all()
        for (const link of [...links.slice(0, 5), ...links.slice(-3)]) {
          await link.click()
          await expect.poll(() => marked(page)).toEqual([await link.getAttribute('href')])
        }
      }),
    )
  })

  describe('a link to a gap', () => {
    const naming = pageThat('<body class="gap"', /<a class="word"[^>]* data-gap="[^"]+" data-mark="[^"]+"/)
    const tip = (page: Page) => page.getByRole('tooltip')
    const open = async (page: Page, base: string) => {
      await page.clock.install()
      await page.goto(base + naming)
      const link = page.locator('main a.word[data-gap][data-mark]').first()
      const { gap, mark, href } = await link.evaluate(
        (found: HTMLAnchorElement) => ({ ...found.dataset, href: found.href }) as { gap: string; mark: string; href: string },
      )
      // what is told is what the page says that it leads to
      const target = site.files.get(decodeURI(href.slice(base.length)))!
      const plain = (html: string) =>
        html
          .replace(/<[^>]+>/g, '')
          .replace(/\s+/g, ' ')
          .replaceAll('&amp;', '&')
          .trim()
      expect(plain(/<h1>(.*?)<\/h1>/s.exec(target)![1]!).replaceAll('`', '')).toBe(gap.replaceAll('`', ''))
      for (const word of mark.split(', ')) expect(plain(/class="graded">(.*?)<\/p>/s.exec(target)![1]!)).toContain(word)
      return { link, words: new RegExp(`^${escaped(gap)}\\s*${escaped(mark)}$`) }
    }

    it.each(Object.entries(bases))('is told to the pointer, without a request, until Escape or until it is elsewhere: %s', (_, base) =>
      reader(base, async (page) => {
        const { link, words } = await open(page, base)
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await link.hover()
        await page.clock.runFor(1000)
        expect(await tip(page).textContent()).toMatch(words)
        expect(await link.getAttribute('aria-describedby')).toBe(await tip(page).getAttribute('id'))
        // one can go there to read it
        const { x, y, width, height } = (await tip(page).boundingBox())!
        await page.mouse.move(x + width / 2, y + height / 2)
        await page.clock.runFor(1000)
        expect(await tip(page).isVisible()).toBe(true)
        await page.keyboard.press('Escape')
        expect(await tip(page).count()).toBe(0)
        expect(await link.getAttribute('aria-describedby')).toBeNull()

        await page.mouse.move(0, 0)
        await link.hover()
        await page.clock.runFor(1000)
        expect(await tip(page).isVisible()).toBe(true)
        await page.mouse.move(0, 0)
        await page.clock.runFor(1000)
        expect(await tip(page).count()).toBe(0)
        expect(asked).toEqual([])
      }),
    )

    it('is told to the keyboard, with the focus, within the window', () =>
      reader(
        address,
        async (page) => {
          const { link, words } = await open(page, address)
          await page.keyboard.press('Tab')
          for (let tabs = 0; tabs < 100 && !(await link.evaluate((element) => element === document.activeElement)); tabs++)
            await page.keyboard.press('Tab')
          expect(await tip(page).textContent()).toMatch(words)
          const { x, width } = (await tip(page).boundingBox())!
          expect([x >= 0, x + width <= 320]).toEqual([true, true])
          await page.keyboard.press('Escape')
          expect(await tip(page).count()).toBe(0)
          expect(await link.evaluate((element) => element === document.activeElement)).toBe(true)
          await page.keyboard.press('Tab')
          await page.keyboard.press('Shift+Tab')
          expect(await tip(page).isVisible()).toBe(true)
          await page.keyboard.press('Tab')
          expect(await tip(page).filter({ hasText: words }).count()).toBe(0)
        },
        { viewport: { width: 320, height: 640 } },
      ))
  })

  describe('the way on leads along the list one came from', () => {
    const list = [...site.files.keys()]
      .filter((name) => name.startsWith('gaps/severity/'))
      .toSorted((a, b) => gapsOf(b).length - gapsOf(a).length)[0]!
    const around = (page: Page) =>
      page.locator('.around').evaluate((nav) => ({
        name: nav.getAttribute('aria-label')!,
        links: [...nav.querySelectorAll('a')].map(({ href, rel }) => [rel, href] as const),
      }))

    it.each(Object.entries(bases))('%s', (_, base) =>
      reader(base, async (page) => {
        const gaps = gapsOf(list).map((gap) => base + gap)
        await page.goto(base + list)
        await page.locator('.register a.name').nth(1).click()
        await page.waitForURL(gaps[1]!)
        const heading = /<h1>(.*?)<\/h1>/.exec(site.files.get(list)!)![1]!
        expect(await around(page)).toEqual({
          name: `Previous and next gap of the list “${heading}”`,
          links: [
            ['prev', gaps[0]],
            ['', base + list],
            ['next', gaps[2]],
          ],
        })
        expect(await page.locator('.around').textContent()).toContain(`2 of ${gaps.length}`)
        await page.locator('.around [rel="next"]').click()
        await page.waitForURL(gaps[2]!)
        expect((await around(page)).links.at(-1)).toEqual(['next', gaps[3]])
        // the first has none before it
        await page.goto(base + list)
        await page.locator('.register a.name').first().click()
        await page.waitForURL(gaps[0]!)
        expect((await around(page)).links.map(([rel]) => rel)).toEqual(['', 'next'])
      }),
    )

    it('a filtered one too, and back to it as it was', () =>
      reader(address, async (page) => {
        const query = '?has-no=owner&sort=title'
        await page.goto(address + routes.gaps() + query)
        const shown = page.locator('.results a.name')
        await shown.nth(2).waitFor()
        const hrefs = await shown.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
        await shown.nth(1).click()
        await page.waitForURL(hrefs[1]!)
        expect((await around(page)).links).toEqual([
          ['prev', hrefs[0]],
          ['', address + routes.gaps() + query],
          ['next', hrefs[2]],
        ])
        await page.locator('.around .back').click()
        await shown.nth(2).waitFor()
        expect(page.url()).toBe(address + routes.gaps() + query)
      }))

    it('and that of the document for those who came another way', () =>
      reader(address, async (page) => {
        const gap = gapsOf(list)[1]!
        await page.goto(address + list)
        await page.locator('.register a.name').nth(1).click()
        await page.waitForURL(address + gap)
        await page.goto(address + pageThat('<body class="document"', new RegExp(`href="[^"]*${escaped(gap)}"`)))
        await page.locator(`main a[href$="${gap}"]`).first().click()
        await page.waitForURL(address + gap)
        expect((await around(page)).name).toBe('Previous and next gap of the document')
      }))
  })

  describe('keys', () => {
    const list = routes.gaps()
    const dialog = (page: Page) => page.getByRole('dialog')
    const focused = (page: Page) =>
      page.evaluate(() => (document.activeElement as HTMLAnchorElement).href ?? document.activeElement!.localName)

    it('are told of at “?”, in a dialog that gives the focus back', () =>
      reader(address, async (page) => {
        await page.goto(address + list)
        const link = page.locator('.register a.name').nth(3)
        await link.focus()
        await page.keyboard.press('?')
        expect(await dialog(page).isVisible()).toBe(true)
        expect(await dialog(page).evaluate((box) => box.contains(document.activeElement))).toBe(true)
        expect(await page.getByRole('dialog', { name: 'Keys' }).count()).toBe(1)
        await page.keyboard.press('Escape')
        expect(await dialog(page).count()).toBe(0)
        expect(await link.evaluate((element) => element === document.activeElement)).toBe(true)
        // and by a button, for those who do not know the key
        const button = page.getByRole('button', { name: 'Keys' })
        await button.click()
        await dialog(page).getByRole('button', { name: 'Close' }).click()
        expect(await dialog(page).count()).toBe(0)
        expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
      }))

    it('lead through a list, and from gap to gap', () =>
      reader(address, async (page) => {
        const gaps = gapsOf(list).map((gap) => address + gap)
        await page.goto(address + list)
        for (const [key, at] of [
          ['j', 0],
          ['j', 1],
          ['j', 2],
          ['k', 1],
        ] as const) {
          await page.keyboard.press(key)
          expect(await focused(page)).toBe(gaps[at])
        }
        await page.keyboard.press('Enter')
        await page.waitForURL(gaps[1]!)
        await page.keyboard.press('j')
        await page.waitForURL(gaps[2]!)
        await page.keyboard.press('k')
        await page.waitForURL(gaps[1]!)
      }))

    it('leave alone whoever types, chooses, or presses another key with them', () =>
      reader(address, async (page) => {
        await page.goto(address + list)
        await page.locator('.filter summary').click()
        await page.getByLabel('Sort by').focus()
        for (const key of ['j', 'k', '?']) {
          await page.keyboard.press(key)
          expect([key, await focused(page), await dialog(page).count()]).toEqual([key, 'select', 0])
        }
        await page.locator('.filter summary').focus()
        for (const key of ['Control+j', 'Alt+k', 'Meta+j']) {
          await page.keyboard.press(key)
          expect([key, await focused(page)]).toEqual([key, 'summary'])
        }
      }))

    it('are switched off, for the next pages too, and on again', () =>
      reader(address, async (page) => {
        await page.goto(address + list)
        await page.keyboard.press('?')
        await dialog(page).getByRole('checkbox').uncheck()
        await page.keyboard.press('Escape')
        const silent = async () => {
          await page.locator('.site').focus()
          for (const key of ['j', '?']) await page.keyboard.press(key)
          expect([await focused(page), await dialog(page).count()]).toEqual([`${address}index.html`, 0])
        }
        await silent()
        await page.goto(address + routes.findings())
        await silent()
        await page.getByRole('button', { name: 'Keys' }).click()
        await dialog(page).getByRole('checkbox').check()
        await page.keyboard.press('Escape')
        await page.keyboard.press('?')
        expect(await dialog(page).isVisible()).toBe(true)
        expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
      }))
  })

  it('where nothing may be stored, everything else works, without a complaint', () =>
    reader(
      address,
      async (page) => {
        const gaps = gapsOf(routes.gaps())
        await page.goto(address + routes.gaps())
        await page.keyboard.press('j')
        await page.keyboard.press('Enter')
        await page.waitForURL(address + gaps[0]!)
        expect(await page.locator('.around').getAttribute('aria-label')).toBe('Previous and next gap of the document')
        await page.keyboard.press('?')
        await page.getByRole('dialog').getByRole('checkbox').uncheck()
        await page.keyboard.press('Escape')
        await page.keyboard.press('?')
        expect(await page.getByRole('dialog').count()).toBe(0)
        for (const { address: own } of kinds) await page.goto(address + own)
      },
      {
        before: () => {
          for (const name of ['localStorage', 'sessionStorage'])
            Object.defineProperty(window, name, {
              get: () => {
                throw new DOMException('forbidden', 'SecurityError')
              },
            })
        },
      },
    ))

  describe('what leads elsewhere says so, to the eye, to the ear and to the browser', () => {
    it.each(kinds)('$name', ({ address: own }) =>
      visit(own, { viewport: { width: 1280, height: 900 } }, async ({ page }) => {
        expect(await page.evaluate(wrongLinks)).toEqual([])
      }),
    )

    it('and somewhere there are such links', () => {
      const all = [...site.files].filter(([, html]) => /<a [^>]*href="https?:/.test(html))
      expect(all.length).toBeGreaterThan(5)
    })
  })
}

const escaped = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Scrolls to what an entry of the contents leads to. Runs within the page. @returns the entry whose section began last, at the end the last */
function leap(at: number): string {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.contents nav a')]
  const top = (link: HTMLAnchorElement) => document.getElementById(decodeURIComponent(link.hash.slice(1)))!.getBoundingClientRect().top
  scrollBy(0, top(links[at]!) - 10)
  const end = scrollY + innerHeight > document.documentElement.scrollHeight - 2
  return (end ? links.at(-1)! : links.findLast((link) => top(link) < innerHeight * 0.12)!).getAttribute('href')!
}

/** Links out of the site without their mark or their `rel`, and links within it with one. Runs within the page. */
function wrongLinks(): string[] {
  return [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].flatMap((link) => {
    const out = /^https?:/.test(link.getAttribute('href')!)
    const mark = getComputedStyle(link, '::after').content
    const rel = link.rel.split(' ')
    const right = out
      ? mark.includes('\u2197') && rel.includes('external') && rel.includes('noopener')
      : !mark.includes('\u2197') && !rel.includes('external')
    return right ? [] : [`${link.outerHTML.slice(0, 120)}: ${mark}`]
  })
}
