/**
 * Watch: what a page does that it must not do, in words: errors and warnings in the console, breaches of its policy, dialogs,
 * windows, requests that fail or that leave the site.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

export interface Watched {
  page: Page
  /** Grows while pages are open; take what is in it with `splice(0)`. */
  troubles: string[]
}

/** @param base what the address of every request begins with, or any of several sites begins with */
export async function watch(context: BrowserContext, ...base: string[]): Promise<Watched> {
  const troubles: string[] = []
  const page = await context.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', (popup) => troubles.push(`window: ${popup.url()}`))
  page.on('download', (download) => troubles.push(`download: ${download.url()}`))
  page.on('request', (request) => {
    if (!base.some((start) => request.url().startsWith(start))) troubles.push(`request to ${request.url()}`)
  })
  page.on('requestfailed', (request) => {
    // going on to the next page ends what the last still waits for; an answer such as 404 is in the console
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') troubles.push(`failed: ${request.url()} ${request.failure()?.errorText}`)
  })
  return { page, troubles }
}

/** A context that tells of each breach of a page's policy in its console. */
export async function contextOf(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      console.error(`policy: ${effectiveDirective} stops ${blockedURI}`),
    )
  })
  return context
}
