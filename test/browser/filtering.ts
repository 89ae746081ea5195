/**
 * Filtering: what the controls above the list of gaps leave of it, beside the prerendered lists, which are made without them. The
 * choice stands in the address, so that a reload, the way back and a link to somebody else show the same.
 */
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/publish/routes.ts'
import type { Stage } from './stage.ts'
import { contextOf, type Watched, watch } from './watch.ts'

export function filtering({ address, browser, kinds, site, visit }: Stage): void {
  const list = routes.gaps()
  /** What a prerendered list holds, in its order, over all of its pages. */
  const prerendered = (route: (page?: number) => string): string[] => {
    const found: string[] = []
    for (let page = 1; site.files.has(route(page)); page++) {
      const html = site.files.get(route(page))!
      const hrefs = [...html.matchAll(/<a class="name" href="([^"]+)"/g)].map(([, href]) => new URL(href!, `site:/${route(page)}`))
      found.push(...hrefs.map(({ pathname }) => pathname.slice(1)))
    }
    return found
  }
  const lists: Record<string, (value: string) => (page?: number) => string> = {
    severity: (value) => (page) => routes.gapsWithSeverity(value, page),
    state: (value) => (page) => routes.gapsInState(value, page),
    system: (value) => (page) => routes.gapsOfSystem(value, page),
    category: (value) => (page) => routes.gapsInCategory(...(value.split('/') as [string, string]), page),
    phase: (value) => (page) => routes.gapsOfPhase(value, page),
    effort: (value) => (page) => routes.gapsOfEffort(value, page),
    'has-no': (value) => (page) => routes.gapsWithout(value, page),
  }
  const of = (facet: string, value: string) => prerendered(lists[facet]!(value))
  const whole = prerendered(routes.gaps)
  const among = (...all: string[][]) => all.reduce((left, other) => left.filter((one) => other.includes(one)))

  /** A choice of three facets that leaves some gaps and not all: found, so that no document has to stay as it is. */
  const wanted = ['severity', 'system', 'has-no'] as const
  const values = (facet: string) =>
    [...site.files.get(list)!.matchAll(/<input type="checkbox" name="([^"]+)" value="([^"]+)"/g)].flatMap(([, name, value]) =>
      name === facet ? [value!] : [],
    )
  const choice = values('severity')
    .flatMap((severity) => values('system').flatMap((system) => values('has-no').map((lack) => [severity, system, lack] as const)))
    .map((three) => ({ three, rows: among(...wanted.map((facet, at) => of(facet, three[at]!))) }))
    .find(
      ({ three: [severity, system], rows }) =>
        rows.length > 0 && rows.length < among(of('severity', severity), of('system', system)).length,
    )!

  const box = (name: string, value: string) => `input[name="${name}"][value="${value}"]`
  const boxOf = (page: Page, name: string, value: string) => page.locator(`.filter ${box(name, value)}`)
  const status = (page: Page) => page.locator('.filter [role="status"]').textContent()
  const query = (page: Page) => new URL(page.url()).search
  const ready = (page: Page) => page.waitForFunction(() => document.querySelector('.results:not([hidden])') !== null)
  const open = async (page: Page) => {
    await page.locator('.filter summary').click()
    await awake(page)
  }
  /** The script has run: it hides what only a long result has. */
  const awake = (page: Page) => page.waitForFunction(() => document.querySelector('.results .rest[hidden]') !== null)
  const told = async (page: Page, base: string) => ({
    rows: await rowsOf(page, base),
    status: await status(page),
    query: query(page),
    ticked: await page.locator('.filter input:checked').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value)),
    sort: await page.locator('.filter select').inputValue(),
  })

  const bases = { 'on a host': address, 'from disk': `${pathToFileURL(site.out).href}/` }
  describe.each(Object.entries(bases))('filtering the list of gaps %s', (_, base) => {
    it('narrows by facets together, and gives the same again by address, after a reload, and on the way back', async () => {
      const { page, troubles } = await watch(await contextOf(browser), base)
      await page.goto(base + list)
      expect(await rowsOf(page, base)).toEqual(prerendered((at) => (at === 1 ? list : '')))
      await open(page)
      const seen: Awaited<ReturnType<typeof told>>[] = []
      for (const [at, facet] of wanted.entries()) {
        await boxOf(page, facet, choice.three[at]!).check()
        const now = await told(page, base)
        const passed = among(...wanted.slice(0, at + 1).map((name, index) => of(name, choice.three[index]!)))
        expect(now.rows.toSorted()).toEqual(passed.toSorted())
        expect(now.status).toMatch(new RegExp(`^${passed.length} of ${whole.length} gaps: `))
        expect(now.ticked).toEqual(expect.arrayContaining(choice.three.slice(0, at + 1)))
        expect(new URLSearchParams(now.query).getAll(facet)).toEqual([choice.three[at]])
        seen.push(now)
      }
      await page.locator('.filter select').selectOption('title')
      seen.push(await told(page, base))
      await page.reload()
      await ready(page)
      expect(await told(page, base)).toEqual(seen.at(-1))

      // to one of the gaps, and back to the list as it was
      await page.locator('.results a.name').first().click()
      await page.waitForURL((url) => !url.href.startsWith(base + list))
      await page.goBack()
      await ready(page)
      expect(await told(page, base)).toEqual(seen.at(-1))

      for (const before of seen.slice(0, -1).reverse()) {
        await page.goBack()
        expect(await told(page, base)).toEqual(before)
      }
      await page.goBack()
      expect(await told(page, base)).toMatchObject({ query: '', status: '', ticked: [], rows: prerendered((at) => (at === 1 ? list : '')) })
      await page.goForward()
      expect(await told(page, base)).toEqual(seen[0])

      // somebody else, by the address alone
      const other = await watch(await contextOf(browser), base)
      await other.page.goto(base + list + seen.at(-1)!.query)
      await ready(other.page)
      expect(await told(other.page, base)).toEqual(seen.at(-1))
      expect([...troubles, ...other.troubles]).toEqual([])
      await Promise.all([page, other.page].map((one) => one.context().close()))
    })

    it('gives for every single value the very gaps of its prerendered list, and their number', async () => {
      const { page, troubles } = await watch(await contextOf(browser), base)
      await page.goto(base + list)
      await open(page)
      const given = await page.evaluate(eachValue, base)
      expect(given.length).toBeGreaterThan(20)
      expect(new Set(given.map(({ facet }) => facet))).toEqual(new Set(Object.keys(lists)))
      for (const { facet, value, rows, number } of given) {
        const own = of(facet, value)
        expect([facet, value, rows.toSorted()]).toEqual([facet, value, own.toSorted()])
        expect([facet, value, number]).toEqual([facet, value, own.length])
      }
      expect(troubles).toEqual([])
      await page.context().close()
    })
  })

  describe('the controls', () => {
    let watched: Watched
    beforeAll(async () => {
      const opened = await watch(await contextOf(browser), address)
      watched = opened
      return () => opened.page.context().close()
    })
    const begin = async (search = '') => {
      const { page } = watched
      await page.goto('about:blank')
      watched.troubles.length = 0
      await page.goto(address + list + search)
      await (search ? ready(page) : open(page))
      return page
    }

    it('sort, and turn the order round, with those that have nothing to sort by at the end', async () => {
      const page = await begin()
      const titles = () => page.locator('.results .register .name > span:last-child').allTextContents()
      await page.locator('.filter select').selectOption('title')
      const { compare } = new Intl.Collator('en', { numeric: true })
      const sorted = await titles()
      expect(sorted).toEqual(sorted.toSorted(compare))
      expect(await status(page)).toBe(`All ${whole.length} gaps`)
      expect(query(page)).toBe('?sort=title')
      await page.getByLabel('Reversed').check()
      const turned = await titles()
      expect(turned).toEqual(turned.toSorted((a, b) => compare(b, a)))
      expect(query(page)).toBe('?sort=title&reversed=1')

      await page.locator('.filter select').selectOption('severity')
      const grades = await page
        .locator('.results .register li .grade')
        .evaluateAll((all) => all.map(({ textContent }) => textContent!.trim()))
      const levels = ['Low', 'Medium', 'High', 'Critical', 'no severity']
      const ranks = grades.map((words) => levels.findIndex((level) => words.toLowerCase().startsWith(level.toLowerCase())))
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
      expect(watched.troubles).toEqual([])
    })

    it('in the usual order give the order of the prerendered list', async () => {
      const page = await begin(`?system=${choice.three[1]}`)
      expect(await rowsOf(page, address)).toEqual(of('system', choice.three[1]))
    })

    it('take more than one value of a facet as either of them', async () => {
      const [one, other] = values('severity') as [string, string]
      const page = await begin(`?severity=${one}&severity=${other}`)
      expect((await rowsOf(page, address)).toSorted()).toEqual([...of('severity', one), ...of('severity', other)].toSorted())
    })

    it('tell of each value what it would leave, and that nothing is left', async () => {
      const page = await begin(`?severity=${choice.three[0]}`)
      const system = page.locator('.filter label', { has: page.locator(box('system', choice.three[1])) })
      const left = among(of('severity', choice.three[0]), of('system', choice.three[1])).length
      expect(await system.locator('.number').textContent()).toBe(String(left))
      const none = values('system').find((slug) => among(of('severity', choice.three[0]), of('system', slug)).length === 0)!
      await page.locator('.filter summary').click()
      await boxOf(page, 'system', none).check()
      expect(await page.getByText('No gap has all of this.').isVisible()).toBe(true)
      expect(await status(page)).toMatch(new RegExp(`^0 of ${whole.length} gaps: `))
      // a way out stays
      expect(await page.getByRole('button', { name: 'Clear' }).isVisible()).toBe(true)
    })

    it('are cleared at once: the list as it was built, a bare address, the focus among the controls', async () => {
      const page = await begin(`?severity=${choice.three[0]}&sort=title&reversed=1`)
      await page.getByRole('button', { name: 'Clear' }).click()
      expect(await rowsOf(page, address)).toEqual(prerendered((at) => (at === 1 ? list : '')))
      expect(page.url()).toBe(address + list)
      expect(await status(page)).toBe('')
      expect(await page.locator('.filter input:checked').count()).toBe(0)
      expect(await page.evaluate(() => document.activeElement?.closest('.filter') !== null)).toBe(true)
      expect(await page.getByRole('button', { name: 'Clear' }).isVisible()).toBe(false)
    })

    it('show a long result piece by piece, and the focus goes to the first line of the next', async () => {
      const page = await begin('?sort=written')
      const lines = page.locator('.results .register > li')
      expect(await lines.count()).toBe(200)
      const more = page.getByRole('button', { name: /^Show \d+ more of \d+$/ })
      expect(await more.textContent()).toBe(`Show ${whole.length - 200} more of ${whole.length - 200}`)
      await more.click()
      expect(await lines.count()).toBe(whole.length)
      expect(
        await lines
          .nth(200)
          .locator('a.name')
          .evaluate((link) => link === document.activeElement),
      ).toBe(true)
      expect(await more.isVisible()).toBe(false)
    })

    it('pass over what an address says that there is not', async () => {
      const { page, troubles } = watched
      await page.goto('about:blank')
      troubles.length = 0
      await page.goto(`${address}${list}?severity=grave&colour=red&sort=age#medium`)
      await awake(page)
      expect(await rowsOf(page, address)).toEqual(prerendered((at) => (at === 1 ? list : '')))
      expect(troubles).toEqual([])
    })

    it('load their scripts when a reader turns to them, and not before', async () => {
      const { page } = watched
      const loaded: string[] = []
      page.on('request', (request) => loaded.push(new URL(request.url()).pathname.slice(1)))
      await page.goto('about:blank')
      await page.goto(address + list)
      await page.waitForLoadState('networkidle')
      const late = [routes.filterData, routes.script('filter')]
      expect(loaded).toContain(routes.script('wake'))
      expect(loaded.filter((name) => late.includes(name))).toEqual([])
      await open(page)
      expect(loaded.filter((name) => late.includes(name))).toEqual(late)
    })

    it('work by keyboard alone', async () => {
      const { page } = watched
      await page.goto('about:blank')
      await page.goto(address + list)
      const focus = () => page.evaluate(() => (document.activeElement as HTMLInputElement).value ?? document.activeElement!.localName)
      const tabTo = async (what: string) => {
        for (let tabs = 0; tabs < 200 && (await focus()) !== what; tabs++) await page.keyboard.press('Tab')
        expect(await focus()).toBe(what)
      }
      await tabTo('summary')
      await page.keyboard.press('Enter')
      await tabTo(choice.three[0])
      await page.keyboard.press('Space')
      await ready(page)
      expect((await rowsOf(page, address)).toSorted()).toEqual(of('severity', choice.three[0]).toSorted())
      await tabTo(choice.three[1])
      await page.keyboard.press('Space')
      const both = among(of('severity', choice.three[0]), of('system', choice.three[1]))
      expect((await rowsOf(page, address)).toSorted()).toEqual(both.toSorted())
      expect(await status(page)).toMatch(new RegExp(`^${both.length} of `))
    })
  })

  it('without scripts there are no controls, and every value that they name has its list', async () => {
    await visit(list, { javaScriptEnabled: false }, async ({ page }) => {
      expect(await page.locator('.filter').isVisible()).toBe(false)
      for (const facet of Object.keys(lists))
        for (const value of values(facet)) expect([facet, value, of(facet, value).length > 0]).toEqual([facet, value, true])
    })
    expect(kinds.some(({ address: own }) => own === list)).toBe(true)
  })
}

/** Addresses of the gaps that a list shows, from the root of the site, the rest of a long one asked for. */
async function rowsOf(page: Page, base: string): Promise<string[]> {
  return page.evaluate((root) => {
    for (const more = document.querySelector<HTMLButtonElement>('.results button'); more?.checkVisibility(); ) more.click()
    return [...document.querySelectorAll<HTMLAnchorElement>('.register a.name')]
      .filter((link) => link.checkVisibility())
      .map(({ href }) => href.slice(root.length))
  }, base)
}

/** Ticks each box alone. Runs within the page. */
function eachValue(base: string): { facet: string; value: string; number: number; rows: string[] }[] {
  return [...document.querySelectorAll<HTMLInputElement>('.filter input[value]')].map((box) => {
    box.click()
    for (const more = document.querySelector<HTMLButtonElement>('.results button'); more?.checkVisibility(); ) more.click()
    const links = [...document.querySelectorAll<HTMLAnchorElement>('.results .register a.name')]
    const rows = links.map(({ href }) => href.slice(base.length))
    const number = Number(box.closest('label')!.querySelector('.number')!.textContent)
    box.click()
    return { facet: box.name, value: box.value, number, rows }
  })
}
