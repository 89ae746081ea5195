/**
 * `npm run screenshots [-- FOLDER | -- --sample | -- --readme]`: a picture of every kind of page in both themes, narrow and wide, for
 * looking at. FOLDER holds documents or a built site; without one it is content/. `--sample` takes the documents of the browser
 * tests, which have every kind of page and every mark. The pictures go to screenshots/, whose old ones are removed.
 * `--readme` makes the one picture that the README shows, and no other.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { serve } from '../src/commands/serve.ts'
import { kindsOf } from './browser/kinds.ts'
import { launch } from './browser/launch.ts'
import { writeSample } from './browser/sample.ts'
import { build, files, root } from './built.ts'

/** Below this a page is more of the same. */
const tallest = 3000
const pictures = path.join(root, 'screenshots')

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'boolean', default: false }, readme: { type: 'boolean', default: false } },
})
const own = await mkdtemp(path.join(tmpdir(), 'lacuna-screenshots-'))
try {
  const out = await siteOf(positionals[0])
  const { server, address } = await serve(out, 5400)
  const browser = await launch()
  const all = await files(out)
  if (values.readme) await forReadme(browser, address + gapWithoutEmoji(all))
  else {
    await rm(pictures, { recursive: true, force: true })
    await mkdir(pictures, { recursive: true })
    for (const { name, address: page } of kindsOf(all)) await picture(browser, name, address + page)
  }
  await browser.close()
  server.closeAllConnections()
  server.close()
} finally {
  await rm(own, { recursive: true, force: true })
}

/** The folder of a built site: the one given, or one built for this. */
async function siteOf(given: string | undefined): Promise<string> {
  const folder = path.resolve(given ?? path.join(root, 'content'))
  if (existsSync(path.join(folder, 'index.html'))) return folder
  const documents = values.sample ? path.join(own, 'documents') : folder
  if (values.sample) await writeSample(documents)
  await build(documents, path.join(own, 'site'))
  return path.join(own, 'site')
}

async function picture(browser: Browser, name: string, address: string): Promise<void> {
  for (const width of [360, 1280])
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } })
      await page.goto(address)
      const height = Math.min(tallest, await page.evaluate(() => document.documentElement.scrollHeight))
      const file = `${name}-${width}-${colorScheme}.png`
      await page.screenshot({ path: path.join(pictures, file), fullPage: true, clip: { x: 0, y: 0, width, height } })
      console.log(path.relative('', path.join(pictures, file)))
      await page.close()
    }
}

/** The page of a gap that shows most, of those that look alike on machines with other fonts. */
function gapWithoutEmoji(all: ReadonlyMap<string, string>): string {
  const plain = new Map([...all].filter(([, html]) => !/\p{Emoji_Presentation}|\ufe0f/u.test(html)))
  return kindsOf(plain).find(({ name }) => name === 'gap')!.address
}

/** The first screen of a gap, in so few colours that the picture stays small: sharp comes with Astro. */
async function forReadme(browser: Browser, address: string): Promise<void> {
  const page = await browser.newPage({ colorScheme: 'light', viewport: { width: 1280, height: 900 } })
  await page.goto(address)
  const { default: sharp } = await import('sharp')
  const file = path.join(root, '.github', 'screenshot.png')
  const { size } = await sharp(await page.screenshot())
    .png({ palette: true, colours: 64, compressionLevel: 9, effort: 10 })
    .toFile(file)
  console.log(`${path.relative('', file)}, ${Math.round(size / 1000)} KB`)
  await page.close()
}
