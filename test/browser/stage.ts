/**
 * Stage: what the browser tests of the sample site share: the site, the server, the browser, the pages to visit. Building and
 * starting take longer than most tests, so that the parts of site.test.ts all play on one.
 */
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll } from 'vitest'
import { serve } from '../../src/commands/serve.ts'
import { type Kind, kindsOf } from './kinds.ts'
import { launch } from './launch.ts'
import { buildSample, type Site } from './sample.ts'
import { contextOf, type Watched, watch } from './watch.ts'

export interface Stage {
  site: Site
  kinds: Kind[]
  /** Where it is served, at the root of a host. */
  address: string
  browser: Browser
  /** Opens a page by address, as such options want it, and hands it on while it is open. */
  visit: <Result>(address: string, options: Look, use: (watched: Watched) => Promise<Result>) => Promise<Result>
}

export interface Look extends BrowserContextOptions {
  /** What runs in each page before anything of its own. */
  script?: string
}

export async function openStage(): Promise<Stage> {
  const [site, browser] = await Promise.all([buildSample(), launch()])
  const { server, address } = await serve(site.out, 4900)
  afterAll(async () => {
    await browser.close()
    server.closeAllConnections()
    server.close()
  })
  return {
    site,
    kinds: kindsOf(site.files),
    address,
    browser,
    visit: visitor(browser, address),
  }
}

/**
 * Visits go two by two: more only wait for each other. A window is kept for the next visit with the same options, since opening
 * one costs more than most pages do.
 */
function visitor(browser: Browser, base: string): Stage['visit'] {
  const windows = new Map<string, Watched[]>()
  const open = async ({ script, ...options }: Look) => {
    const context = await contextOf(browser, options)
    if (script) await context.addInitScript({ content: script })
    return watch(context, base)
  }
  let free = 2
  const waiting: (() => void)[] = []
  return async (address, look, use) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    const idle = windows.get(JSON.stringify(look)) ?? []
    windows.set(JSON.stringify(look), idle)
    const watched = idle.pop() ?? (await open(look))
    try {
      watched.troubles.length = 0
      await watched.page.goto(base + address)
      return await use(watched)
    } finally {
      idle.push(watched)
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
