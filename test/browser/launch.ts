/**
 * Launch: a Chromium to test with. The one that LACUNA_CHROMIUM names, else one that is installed, else the one that comes from
 * npm. Which of them it is gets said, since a page may behave in one and not in another.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { root } from '../built.ts'

/** Pages use light-dark(), which came with this version. */
const oldest = 123

interface Candidate {
  /** e.g. "the Chrome that is installed at /usr/bin/google-chrome" */
  name: string
  file: () => string | Promise<string>
}

/** @param also further arguments of Chromium */
export async function launch(...also: string[]): Promise<Browser> {
  const tried: string[] = []
  for (const { name, file } of candidates()) {
    try {
      const browser = await chromium.launch({ executablePath: await file(), args: ['--no-sandbox', ...also] })
      if (Number.parseInt(browser.version(), 10) >= oldest) {
        console.log(`Browser: ${name}, ${browser.version()}`)
        return browser
      }
      tried.push(`${name} is version ${browser.version()}`)
      await browser.close()
    } catch (error) {
      tried.push(`${name} does not start: ${reasonOf(error)}`)
    }
  }
  throw new Error(
    `No browser for the browser tests: install Chrome or Chromium ${oldest} or later, or set LACUNA_CHROMIUM to the path of one (${tried.join('; ') || 'none found'}).`,
  )
}

function candidates(): Candidate[] {
  const named = process.env.LACUNA_CHROMIUM
  // whoever names one wants that one and no other
  if (named) return [{ name: `${named} of LACUNA_CHROMIUM`, file: () => named }]
  const installed = [...new Set([...onPath(), ...usualPlaces()])].filter((file) => existsSync(file))
  return [
    ...installed.map((file) => ({ name: `${file}, which is installed`, file: () => file })),
    ...(process.platform === 'linux' && process.arch === 'x64' ? [{ name: 'the Chromium of @sparticuz/chromium', file: fromNpm }] : []),
  ]
}

function onPath(): string[] {
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge']
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '')
  return process.platform === 'win32' ? [] : names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', `${process.env.HOME}/Applications`].map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    )
  if (process.platform === 'win32')
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) =>
      ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map(
        (file) => path.join(process.env[variable] ?? 'C:\\', file),
      ),
    )
  return ['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/snap/bin/chromium']
}

/**
 * The Chromium of the package, unpacked once. The package unpacks into the folder for temporary files, where a second process
 * would start what the first has half written; so each unpacks into a folder of its own, and the first to end gives it its name.
 */
async function fromNpm(): Promise<string> {
  const manifest = createRequire(import.meta.url)
    .resolve('@sparticuz/chromium')
    .replace(/\/build\/.*$/, '/package.json')
  const { version } = createRequire(import.meta.url)(manifest) as { version: string }
  const folder = path.join(root, 'node_modules', '.cache', 'lacuna-chromium', version)
  const file = path.join(folder, 'chromium')
  if (existsSync(file)) return file

  await mkdir(path.dirname(folder), { recursive: true })
  const own = await mkdtemp(`${folder}-`)
  const usual = process.env.TMPDIR
  process.env.TMPDIR = own
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const unpacked = await packed.executablePath()
    // should the package have put it elsewhere all the same
    if (path.dirname(unpacked) !== own) await cp(unpacked, path.join(own, 'chromium'))
  } finally {
    if (usual === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = usual
  }
  await rename(own, folder).catch(() => rm(own, { recursive: true, force: true }))
  return file
}

/** The line that says what is wrong, e.g. a library that is missing; the rest is a log. */
function reasonOf(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split('\n')
  return (lines.find((line) => /error while loading|cannot open|requires/.test(line)) ?? lines[0]!).trim()
}
