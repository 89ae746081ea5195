/**
 * Lighthouse: its four scores for each kind of page as on a telephone, the middle one of three runs, served packed. Lighthouse brings
 * 114 packages and 176 MB, more than it is worth to everybody who installs this; npx fetches it when this is run.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Kind, kindsOf } from '../browser/kinds.ts'
import { launch } from '../browser/launch.ts'
import { environment, files } from '../built.ts'
import { onSite, servePacked } from './site.ts'

const version = '13.5.0'
const runs = 3
const categories = { performance: 'speed', accessibility: 'access', 'best-practices': 'practices', seo: 'search' } as const
type Category = keyof typeof categories
const times = { 'first-contentful-paint': 'first text', 'largest-contentful-paint': 'largest', 'total-blocking-time': 'blocked' } as const
type Time = keyof typeof times

interface Report {
  categories: Record<Category, { score: number }>
  audits: Record<Time | 'cumulative-layout-shift', { numericValue: number }>
}

const run = promisify(execFile)
const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

async function ask(address: string, port: number): Promise<Report> {
  const words = [address, `--port=${port}`, '--output=json', `--only-categories=${Object.keys(categories).join()}`, '--quiet']
  const options = { env: { ...environment, npm_config_loglevel: 'error' }, maxBuffer: 1 << 28, shell: process.platform === 'win32' }
  const { stdout } = await run('npx', ['--yes', `lighthouse@${version}`, ...words], options)
  return JSON.parse(stdout)
}

/** One of each kind, not the variants that other benchmarks and tests look at. */
const measured = ({ name }: Kind): boolean => !name.includes('-') && name !== 'missing'
const row = (name: string, cells: readonly (string | number)[]): void =>
  console.log(name.padEnd(14) + cells.map((cell) => String(cell).padStart(12)).join(''))

export async function bench([given]: readonly string[]): Promise<void> {
  await onSite(given, async (folder) => {
    const { server, address } = await servePacked(folder)
    const port = 9300
    const browser = await launch(`--remote-debugging-port=${port}`)
    try {
      row(`of ${runs} runs`, [...Object.values(categories), ...Object.values(times), 'shifted'])
      for (const kind of kindsOf(await files(folder)).filter(measured)) {
        const reports: Report[] = []
        for (let at = 0; at < runs; at++) reports.push(await ask(address + kind.address, port))
        const of = (value: (report: Report) => number) => middle(reports.map(value))
        row(kind.name, [
          ...(Object.keys(categories) as Category[]).map((name) => Math.round(100 * of(({ categories }) => categories[name].score))),
          ...(Object.keys(times) as Time[]).map((name) => `${Math.round(of(({ audits }) => audits[name].numericValue))} ms`),
          of(({ audits }) => audits['cumulative-layout-shift'].numericValue).toFixed(3),
        ])
      }
    } finally {
      await browser.close()
      server.closeAllConnections()
      server.close()
    }
  })
}
