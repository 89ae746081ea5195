/**
 * Matrix: how long a reader waits who filters or sorts a long one: from the key to the rows that are painted, over 2,500 gaps of one
 * system, the page opened from disk. Of twenty times the middle one and the longest; we aim at 100 ms. Beside it the bytes of its pages.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { routes } from '../../src/publish/routes.ts'
import { launch } from '../browser/launch.ts'
import { files } from '../built.ts'
import { onSite } from './site.ts'

const gaps = 2_500
const times = 20

/** A document of so many gaps that differ in severity, state, category, and in what they lead to. */
export function register(count: number): string {
  const gap = (number: number) =>
    [
      `### G-${String(number).padStart(4, '0')}: Valve ${number} of house ${number % 90} is closed by hand\n`,
      `**Severity:** P${number % 4}`,
      `**Status:** ${['open', 'in progress', 'done', 'planned'][(number >> 2) % 4]}`,
      `**Category:** House ${number % 20}\n`,
      ...(number % 3 ? [`**Evidence:**\n\n- \`src/valve-${number % 40}.ts:${number}\`\n`] : []),
      ...(number % 4 ? ['**Required work:**\n\n1. Fit a motor.\n2. Test it.\n'] : []),
      ...(number % 7 ? ['**Acceptance criteria:**\n\n- [ ] It closes by itself\n'] : []),
    ].join('\n')
  return `# Gaps of the works\n\n## Gaps\n\n${Array.from({ length: count }, (_, at) => gap(at + 1)).join('\n')}`
}

export async function bench([given]: readonly string[]): Promise<void> {
  const content = await mkdtemp(path.join(tmpdir(), 'lacuna-bench-'))
  try {
    await mkdir(path.join(content, 'works'))
    await writeFile(path.join(content, 'works/gaps.md'), register(gaps))
    await onSite(given ?? content, measure)
  } finally {
    await rm(content, { recursive: true, force: true })
  }
}

async function measure(folder: string): Promise<void> {
  const built = [...(await files(folder))].filter(([name]) => /^matrix.*\.html$|^assets\/matrix/.test(name))
  const pages = built.filter(([name]) => name.endsWith('.html')).map(([, html]) => Buffer.byteLength(html))
  console.log(`${pages.length} pages, the largest ${Math.round(Math.max(...pages) / 1000)} KB`)
  for (const [name, text] of built.filter(([name]) => name.endsWith('.js') && !/-data-/.test(name)))
    console.log(`${name}: ${(Buffer.byteLength(text) / 1000).toFixed(1)} KB, ${(gzipSync(text).length / 1000).toFixed(1)} KB packed`)

  const browser = await launch()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.goto(`${pathToFileURL(folder).href}/${routes.matrix}`)
    await page.locator('.filter summary').click()
    await page.waitForFunction(() => document.querySelector('.results .rest[hidden]') !== null)
    await page.evaluate(note)
    const boxes = page.locator('.filter input[value]')
    const count = await boxes.count()
    const box = (at: number) => boxes.nth(Math.floor(at / 2) % count)
    // one after the other, each ticked and unticked
    await told(page, 'a box', async (at) => {
      await box(at).focus()
      await page.keyboard.press('Space')
    })
    const sort = page.locator('.filter select')
    const orders = await sort.locator('option').count()
    await told(page, 'an order', async (at) => {
      await sort.focus()
      await page.keyboard.press(Math.floor(at / (orders - 1)) % 2 ? 'ArrowUp' : 'ArrowDown')
    })
    if ((await sort.inputValue()) !== 'title') await sort.selectOption('title')
    await told(page, 'more rows', async () => {
      await page.locator('.results .rest button').focus()
      await page.keyboard.press('Enter')
    })
  } finally {
    await browser.close()
  }
}

async function told(page: Page, what: string, act: (at: number) => Promise<unknown>): Promise<void> {
  const taken: number[] = []
  for (let at = 0; at < times; at++) {
    await page.evaluate(() => {
      painted = 0
    })
    await act(at)
    await page.waitForFunction(() => painted > 0)
    taken.push(await page.evaluate(() => painted))
  }
  taken.sort((a, b) => a - b)
  console.log(`${what}: ${Math.round(taken[times / 2]!)} ms from key to rows, at most ${Math.round(taken.at(-1)!)} ms`)
}

declare global {
  var painted: number
}

/** Notes how long after a key the picture is there that shows what the key did. Runs within the page. */
function note(): void {
  let pressed = 0
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      pressed = timeStamp
    },
    true,
  )
  const drawn = () =>
    requestAnimationFrame(() => {
      // comes through when the picture is made
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        painted = performance.now() - pressed
      }
      port2.postMessage(0)
    })
  addEventListener('change', drawn)
  addEventListener('click', ({ target }) => (target as Element).localName === 'button' && drawn())
}
