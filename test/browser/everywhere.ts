/**
 * Everywhere: one and the same build works at the root of a host, below a path and from disk. A browser follows all its links, and
 * finds each page, place, style and image.
 */
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { serve } from '../../src/commands/serve.ts'
import type { Kind } from './kinds.ts'
import type { Site } from './sample.ts'
import type { Stage } from './stage.ts'
import { contextOf, watch } from './watch.ts'

export async function everywhere({ address, browser, kinds, site }: Stage): Promise<void> {
  const { server, address: above } = await serve(site.folder, 5100)
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const places = {
    'at the root': address,
    'below a path': `${above}${site.below}/`,
    'from disk': `${pathToFileURL(site.out).href}/`,
  }

  describe.each(Object.entries(places))('%s', (_, base) => {
    it.concurrent('every link that a browser follows leads somewhere, and every page has its styles', async () => {
      const context = await contextOf(browser, { viewport: { width: 1280, height: 900 } })
      const { page, troubles } = await watch(context, base)
      const pages = new Map<string, Visit>()
      const complaints: string[] = []
      for (const address of visits(base, site, kinds)) {
        const answer = await page.goto(address)
        if (answer && !answer.ok() && answer.status() !== 0) complaints.push(`${address} answers ${answer.status()}`)
        const visit = await page.evaluate(look)
        pages.set(address, visit)
        complaints.push(...visit.wrong.map((one) => `${address} ${one}`))
      }
      const files = new Set([...site.files.keys()].map((name) => new URL(name.split('/').map(encodeURIComponent).join('/'), base).href))
      for (const [address, { links }] of pages)
        for (const link of links) {
          if (/^(https?|mailto):/.test(link) && !link.startsWith(new URL('/', base).href)) continue
          // the page that is missing knows no more of its place than the root of its host
          if (address.endsWith('/404.html') && link === new URL('/', base).href) continue
          const [target, fragment] = link.split('#') as [string, string | undefined]
          // what a filter is told stands behind the page that it is on
          const page = target.split('?')[0]!
          const file = page === base ? new URL('index.html', base).href : page
          if (!files.has(file)) complaints.push(`${address} links to ${link}, which is no file of the site`)
          const ids = pages.get(file)?.ids
          if (fragment && ids && !ids.includes(decodeURIComponent(fragment)))
            complaints.push(`${address} links to ${link}, a place that is not there`)
        }
      expect(complaints.slice(0, 20)).toEqual([])
      expect(troubles).toEqual([])
      expect(pages.size).toBeGreaterThan(50)
      await context.close()
    })

    it.concurrent('a click leads from home to a gap and on to the line of its document', async () => {
      const context = await contextOf(browser, { viewport: { width: 1280, height: 900 } })
      const { page, troubles } = await watch(context, base)
      await page.goto(`${base}index.html`)
      await page.locator('main a[href*="systems/"]').first().click()
      await page.locator('main .register a.name').first().click()
      await page.locator('main .at a[href*="documents/"]').first().click()
      await page.waitForURL(/\/documents\/.*#/)
      expect(await page.evaluate(() => document.querySelector(':target') !== null && document.body.className)).toBe('document')
      expect(troubles).toEqual([])
      await context.close()
    })
  })

  it('a page that is missing is told of at any depth, with its few styles', async () => {
    const context = await contextOf(browser)
    const { page, troubles } = await watch(context, address)
    const answer = await page.goto(`${address}gaps/no/such/thing.html`)
    expect(answer?.status()).toBe(404)
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('main')!).maxWidth)).not.toBe('none')
    // the browser itself notes the answer of the page
    expect(troubles.filter((one) => !one.includes('status of 404'))).toEqual([])
    await context.close()
  })
}

interface Visit {
  links: string[]
  ids: string[]
  wrong: string[]
}

/** What a page links to, as the browser resolves it, and what of it did not load. Runs within the page. */
function look(): Visit {
  const links = [...document.querySelectorAll('a[href]')].map((link) => new URL(link.getAttribute('href')!, document.baseURI).href)
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  const wrong: string[] = []
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) if (!link.sheet) wrong.push(`lacks ${link.href}`)
  for (const image of document.querySelectorAll('img'))
    if (image.loading !== 'lazy' && image.naturalWidth === 0) wrong.push(`lacks the image ${image.src}`)
  if (getComputedStyle(document.body).fontFamily === 'serif' || !/^\d/.test(getComputedStyle(document.body).padding))
    wrong.push('has no styles')
  return { links, ids, wrong }
}

/** Every kind of page, and of the others so many that it stays a matter of seconds, spread over the whole site. */
function visits(base: string, site: Site, kinds: readonly Kind[]): string[] {
  const names = [...site.files.keys()].filter((name) => name.endsWith('.html'))
  const step = Math.ceil(names.length / 40)
  const chosen = new Set([...kinds.map(({ address }) => address), ...names.filter((_, at) => at % step === 0)])
  return [...chosen].map((name) => new URL(name.split('/').map(encodeURIComponent).join('/'), base).href)
}
