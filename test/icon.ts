/**
 * `node test/icon.ts`: draws public/apple-touch-icon.png from public/favicon.svg, in white on our blue, in the browser of the tests. To be run
 * again when the mark changes.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { launch } from './browser/launch.ts'
import { root } from './built.ts'

const mark = await readFile(path.join(root, 'public/favicon.svg'), 'utf8')
const browser = await launch()
const page = await browser.newPage({ viewport: { width: 180, height: 180 } })
await page.setContent(
  `<style>body{margin:0;background:#1c4c8a}svg{display:block;width:116px;padding:32px}</style>${mark.replaceAll('#4f76a8', '#fff')}`,
)
await page.screenshot({ path: path.join(root, 'public/apple-touch-icon.png') })
await browser.close()
