/**
 * Hostile documents in a browser: nothing in them runs, opens a window, or asks for anything elsewhere. First all of them as the
 * renderer writes them, in pages without a policy, so that it is not the policy that saves them; then as a site, with it.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSource } from '#read'
import { serve } from '../../src/commands/serve.ts'
import { loadLanguages } from '../../src/publish/highlight.ts'
import { renderer } from '../../src/publish/html.ts'
import { pagesOf, temporary } from '../built.ts'
import { payloads } from '../payloads.ts'
import { launch } from './launch.ts'
import { buildOf, write } from './sample.ts'
import { contextOf, watch } from './watch.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
  await loadLanguages(['html', 'js'])
})
afterAll(() => browser?.close())

const html = (markdown: string) => renderer(readSource('acme/gaps.md', new TextEncoder().encode(markdown))).document()
const page = (body: string) =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Mine</title></head><body>${body}</body></html>`

it('does nothing of itself, even where no policy forbids it', async () => {
  const folder = await temporary()
  const pages = groups(payloads, 100).map((some, at) => [
    `${at}.html`,
    page(some.map(({ markdown }) => `<section>${html(markdown)}</section>`).join('\n')),
  ])
  await write(folder, Object.fromEntries(pages))
  const base = `${pathToFileURL(folder).href}/`
  const context = await contextOf(browser)
  const { page: tab, troubles } = await watch(context, base)
  const complaints: string[] = []
  for (const [at, [name]] of pages.entries()) {
    await tab.goto(base + name)
    await touch(tab)
    // what broke out of its section would have taken the others with it
    const sections = await tab.evaluate(() => document.querySelectorAll('body > section').length)
    if (sections !== Math.min(100, payloads.length - 100 * at)) complaints.push(`${name}: ${sections} sections`)
    complaints.push(...troubles.splice(0).map((one) => `${name}: ${one}`))
  }
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

it('does nothing as a site', async () => {
  const content = await temporary()
  await write(content, Object.fromEntries(documents()))
  const site = await buildOf(content)
  const { server, address } = await serve(site.out, 5300)
  const context = await contextOf(browser)
  try {
    const { page: tab, troubles } = await watch(context, address)
    const names = pagesOf(site.files).map(([name]) => name)
    expect(names.filter((name) => name.startsWith('gaps/acme')).length).toBeGreaterThan(50)
    const complaints: string[] = []
    for (const name of names) {
      await tab.goto(address + name.split('/').map(encodeURIComponent).join('/'))
      await touch(tab)
      const whole = await tab.evaluate(
        () => document.title !== '' && document.querySelectorAll('main').length === 1 && document.querySelector('body > main') !== null,
      )
      if (!whole) complaints.push(`${name}: the frame is broken`)
      complaints.push(...troubles.splice(0).map((one) => `${name}: ${one}`))
    }
    expect(complaints).toEqual([])
  } finally {
    await context.close()
    server.closeAllConnections()
    server.close()
  }
}, 120_000)

it('would be noticed', async () => {
  const folder = await temporary()
  const bad = [
    '<img src="x" onerror="alert(1)">',
    '<p onmouseover="alert(2)">x</p>',
    '<img src="https://evil.example/x.png">',
    '<script>throw Error("3")</script>',
  ]
  await write(folder, { 'bad.html': page(bad.join('')) })
  const context = await contextOf(browser)
  const { page: tab, troubles } = await watch(context, `${pathToFileURL(folder).href}/`)
  await tab.goto(pathToFileURL(path.join(folder, 'bad.html')).href)
  await touch(tab)
  await expect.poll(() => troubles.join('\n')).toMatch(/dialog: 1/)
  for (const sign of ['dialog: 2', 'request to https://evil.example', 'error: 3']) expect(troubles.join('\n')).toContain(sign)
  await context.close()
})

/** What a hand and a mouse would set off, on every element; links are not followed. */
async function touch(tab: Page): Promise<void> {
  await tab.evaluate(() => {
    document.addEventListener('click', (event) => event.preventDefault(), { capture: true })
    const kinds = ['mouseover', 'mouseenter', 'pointerover', 'focus', 'focusin', 'click', 'toggle', 'change', 'animationstart']
    for (const element of document.querySelectorAll('body *'))
      for (const kind of kinds) element.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }))
  })
}

/** Each vector as a block, in a document of its own, where a gap has it in its title, a label, a cell and its text. */
function documents(): [string, string][] {
  return payloads
    .filter(({ name }) => name.endsWith(', as a block'))
    .map(({ markdown }, at) => {
      const line = markdown.replace(/\s*\n\s*/g, ' ')
      const id = `HX-${String(at + 1).padStart(3, '0')}`
      const cell = line.replaceAll('|', '\\|')
      const text = [
        `---\ntitle: ${JSON.stringify(line)}\n---`,
        `# ${line}`,
        `| Gap | Priority | Status | Owner |\n|---|---|---|---|\n| ${id} | P1 ${cell} | open ${cell} | ${cell} |`,
        `## ${id}: ${line}`,
        `**Impact ${line}:** ${line}`,
        `**Evidence:** \`${line.replaceAll('`', '')}\``,
        `- ${line}`,
        markdown,
      ]
      return [`acme/${id.toLowerCase()}.md`, text.join('\n\n')]
    })
}

function groups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
}
