/**
 * Reading against parsing: what `readSource` and `recognise` take beside Sätteri's parse alone, for documents that grow and for
 * shapes that should hang nothing. We aim at time linear in size, at most three times Sätteri's. Each document is read
 * in a process of its own, which is ended after a minute. With a folder, only its documents are read, in one process.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { markdownToMdast } from 'satteri'
import { readSource } from '#read'
import { recognise } from '#recognise'
import { grown, hostile } from './documents.ts'

const limit = 60_000
const sizes: Record<string, number> = { '10 KB': 10_000, '100 KB': 100_000, '1 MB': 1_000_000, '5 MB': 5_000_000, '20 MB': 20_000_000 }
const documents: Record<string, () => string> = {
  ...Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, () => grown(size)])),
  ...hostile,
}

/** As the adapter in `src/read/tree.ts` calls it. */
const parsed = (text: string) => markdownToMdast(text, { features: { frontmatter: true } })
const read = (name: string, bytes: Uint8Array) => readSource(name, bytes)
const whole = (name: string, bytes: Uint8Array) => recognise(read(name, bytes), { system: 'bench', slug: 'bench' })

/** Bytes of the document, and milliseconds of Sätteri alone, of `readSource`, and of all of reading. */
type Stage = 'size' | 'parse' | 'read' | 'whole'
type Times = Partial<Record<Stage, number>>

/** The least time of as many runs as a second holds, or of one that takes longer: what is more is the machine's. */
function least(run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (const until = performance.now() + 1000; ; ) {
    const start = performance.now()
    run()
    best = Math.min(best, performance.now() - start)
    if (performance.now() > until) return best
  }
}

/** In the child: says each figure as soon as there is one, so that a document which hangs has said where. */
function measure(name: string): void {
  const text = documents[name]!()
  const bytes = new TextEncoder().encode(text)
  const say = (stage: Stage, value: number) => process.stdout.write(`${stage} ${value}\n`)
  say('size', bytes.length)
  // what every process pays once is no document's
  for (let times = 0; times < 20; times++) whole('warm.md', new TextEncoder().encode(grown(20_000)))
  const stages = { parse: () => parsed(text), read: () => read('bench.md', bytes), whole: () => whole('bench.md', bytes) }
  for (const [stage, run] of Object.entries(stages) as [Stage, () => unknown][]) say(stage, least(run))
}

function timesOf(name: string): { times: Times; ended?: string } {
  const { stdout, stderr, status, error } = spawnSync(process.execPath, [import.meta.filename, name], {
    encoding: 'utf8',
    timeout: limit,
    killSignal: 'SIGKILL',
  })
  const times = Object.fromEntries([...stdout.matchAll(/^(\w+) (.+)$/gm)].map(([, stage, value]) => [stage, Number(value)])) as Times
  if (status === 0) return { times }
  const hung = error && 'code' in error && error.code === 'ETIMEDOUT'
  return { times, ended: hung ? `over ${limit / 1000} s` : (/^\w*Error: .*$/m.exec(stderr)?.[0].slice(0, 60) ?? `exit ${status}`) }
}

const widths = [40, 9, 10, 10, 10, 8, 10, 7]
const row = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join(''))
const milliseconds = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(value < 10 ? 2 : 0)} ms`)

function table(title: string, names: readonly string[]): void {
  row(title, 'KB', 'Sätteri', 'per MB', 'reading', 'of it', 'per MB', 'ratio')
  for (const name of names) {
    const { times, ended } = timesOf(name)
    const { size = 0, parse, read: reading, whole: all } = times
    const perMegabyte = (value: number | undefined) => milliseconds(value && (value / size) * 1_000_000)
    const ratio = all && parse ? (all / parse).toFixed(1) : ''
    const share = all && reading ? `${Math.round((Math.min(reading, all) / all) * 100)} %` : '–'
    const took = ended ?? milliseconds(all)
    row(name, (size / 1000).toFixed(0), milliseconds(parse), perMegabyte(parse), took, share, perMegabyte(all), ratio)
  }
}

/** All documents of a folder, once each, as a command that has just started reads them. */
function folder(name: string): void {
  const files = readdirSync(name, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:md|mdx|markdown|txt)$/.test(file))
  const texts = files.map((file) => readFileSync(path.join(name, file)))
  const time = (run: (bytes: Uint8Array, index: number) => unknown) => {
    const start = performance.now()
    texts.forEach(run)
    return performance.now() - start
  }
  const first = time((bytes, index) => whole(files[index]!, bytes))
  const again = time((bytes, index) => whole(files[index]!, bytes))
  const alone = time((bytes) => parsed(bytes.toString()))
  const size = texts.reduce((sum, { length }) => sum + length, 0)
  console.log(`${files.length} documents of ${name}, ${Math.round(size / 1000)} KB`)
  for (const [words, took] of Object.entries({ 'right after start': first, again, 'Sätteri alone': alone }))
    console.log(`  ${words.padEnd(20)}${milliseconds(took).padStart(8)}`)
}

export function bench([given]: readonly string[]): void {
  if (given !== undefined) {
    folder(given)
    return
  }
  table('Documents that grow', Object.keys(sizes))
  console.log('\n“of it”: the share of readSource in the whole of reading\n')
  table('Shapes', Object.keys(hostile))
}

const [, script, name] = process.argv
if (script === import.meta.filename && name !== undefined) measure(name)
