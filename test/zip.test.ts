/** Zip: the file that `--zip` writes is the site and nothing else, the same each time, and what is unpacked of it works from disk. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { zip } from '../src/commands/zip.ts'
import { kindsOf } from './browser/kinds.ts'
import { launch } from './browser/launch.ts'
import { writeSample } from './browser/sample.ts'
import { contextOf, watch } from './browser/watch.ts'
import { environment, files, root, temporary } from './built.ts'

const run = promisify(execFile)
let out: string
let unpacked: string
let entries: Record<string, Uint8Array>
let said: string

beforeAll(async () => {
  const content = await temporary('lacuna-zip-')
  await writeSample(content)
  out = path.join(await temporary('lacuna-zipped-'), 'public')
  said = (
    await run(process.execPath, [path.join(root, 'src/cli.ts'), 'build', content, '--out', out, '--zip'], {
      cwd: root,
      env: { ...environment, TZ: 'Pacific/Kiritimati' },
      maxBuffer: 1 << 26,
    })
  ).stdout
  entries = unzipSync(await readFile(`${out}.zip`))
  unpacked = await temporary('lacuna unzipped ä-')
  for (const [name, bytes] of Object.entries(entries)) {
    const file = path.join(unpacked, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
}, 180_000)

it('holds every file of the site, in one folder, and says where it is', async () => {
  expect(said).toMatch(/Packed it into \S*public\.zip \(\d+\.\d MB\): unpack it and open its index\.html/)
  const names = Object.keys(entries)
  const [top] = new Set(names.map((name) => name.split('/')[0]))
  expect(top).toBe('five-gap-analyses')
  const site = [...(await files(out)).keys()].filter((name) => name !== '.lacuna')
  expect(names.map((name) => name.slice(top!.length + 1))).toEqual(site.sort())
  expect(names.filter((name) => /^\/|(?:^|\/)\.\.?(?:\/|$)|\\/.test(name))).toEqual([])
  const html = Object.entries(entries).filter(([name]) => /\.(?:html|js|css|json|md|txt|csv)$/.test(name))
  expect(html.filter(([, bytes]) => /\/tmp\/lacuna|lacuna-zip/.test(Buffer.from(bytes).toString())).map(([name]) => name)).toEqual([])
})

it('is the same each time, in every time zone', async () => {
  const again = path.join(await temporary('lacuna-again-'), 'again.zip')
  await zip(out, again, 'five-gap-analyses')
  expect((await readFile(again)).equals(await readFile(`${out}.zip`))).toBe(true)
})

it('works by double click', async () => {
  const browser = await launch()
  afterAll(() => browser.close())
  const folder = path.join(unpacked, 'five-gap-analyses')
  const start = `file://${folder.split('/').map(encodeURIComponent).join('/')}/`
  const { page, troubles } = await watch(await contextOf(browser), 'file://')
  for (const { address, name } of kindsOf(await files(folder))) {
    await page.goto(start + address)
    expect([name, await page.title()]).not.toEqual([name, ''])
    const styled = await page.evaluate(() => [...document.styleSheets].filter(({ href }) => href !== null).length)
    expect([name, styled > 0 || address === '404.html']).toEqual([name, true])
    expect([name, troubles.splice(0)]).toEqual([name, []])
  }
  // the theme, and the quick search
  await page.goto(`${start}index.html`)
  await page.click('button.theme')
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toMatch(/dark|light/)
  await page.keyboard.press('/')
  await page.waitForSelector('dialog[open]')
  await page.fill('dialog[open] input[type="search"]', 'G-01')
  await page.waitForSelector('dialog[open] a[href*="gaps/wrkr/g-01.html"]')
  await page.click('dialog[open] a[href*="gaps/wrkr/g-01.html"]')
  await page.waitForURL(/gaps\/wrkr\/g-01\.html/)
  expect(troubles.splice(0)).toEqual([])
}, 180_000)
