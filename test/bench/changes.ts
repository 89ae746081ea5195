/**
 * Changes: how long the history of five documents takes that a thousand commits made, each of which turns a state, a severity or a
 * title of one gap: first without a cache, then with that of the first time, then with one commit more. We aim at ten seconds at
 * most. With a folder, its own history is read instead.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { changesOf } from '../../src/changes.ts'
import { refresh } from '../../src/corpus.ts'
import { grown } from './documents.ts'

const commits = 1000
const systems = ['north', 'south', 'east', 'west', 'valley']
/** Bytes of a document: about those of the founding ones. */
const size = 14_000

export async function bench([given]: readonly string[]): Promise<void> {
  const folder = given === undefined ? mkdtempSync(path.join(tmpdir(), 'lacuna-bench-')) : path.resolve(given)
  const cache = mkdtempSync(path.join(tmpdir(), 'lacuna-bench-cache-'))
  try {
    if (given === undefined) made(folder, 0, commits)
    await told('without a cache', folder, cache)
    await told('with it', folder, cache)
    if (given === undefined) {
      made(folder, commits, commits + 1)
      await told('and one commit more', folder, cache)
    }
  } finally {
    rmSync(cache, { recursive: true, force: true })
    if (given === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function told(how: string, folder: string, cache: string): Promise<void> {
  const corpus = await refresh(folder)
  const [start, before] = [performance.now(), process.cpuUsage()]
  const found = await changesOf(corpus, cache)
  const took = Math.round(performance.now() - start)
  // of this process alone: what else the machine does has no part in it
  const { user, system } = process.cpuUsage(before)
  const count = found?.changes.sets.reduce((sum, { changes }) => sum + changes.length, 0) ?? 0
  console.log(
    `${how}: ${corpus.trace.gaps.length} gaps, ${count} changes told in ${took} ms (${Math.round((user + system) / 1000)} ms of the processor); ${found?.read ?? 0} versions of documents read`,
  )
}

/** The commits from one number to another, in one stream. */
function made(folder: string, from: number, to: number): void {
  const texts = new Map(systems.map((system) => [system, turned(grown(size), system.length)]))
  const stream: string[] = []
  if (from === 0) execFileSync('git', ['init', '-q', '-b', 'main', folder])
  for (let turn = 0; turn < to; turn++) {
    const system = systems[turn % systems.length]!
    const text = turned(texts.get(system)!, turn)
    texts.set(system, text)
    if (turn < from) continue
    const written = turn === 0 ? systems : [system]
    stream.push(`commit refs/heads/main\ncommitter A <a@example.org> ${1_700_000_000 + turn * 3600} +0000\ndata <<.\nturn ${turn}\n.\n`)
    if (turn > 0 && turn === from) stream.push('from refs/heads/main^0\n')
    for (const name of written) {
      const bytes = texts.get(name)!
      stream.push(`M 100644 inline ${name}/gaps.md\ndata ${Buffer.byteLength(bytes)}\n${bytes}\n`)
    }
  }
  writeFileSync(path.join(folder, '.git/stream'), stream.join(''))
  execFileSync('sh', ['-c', 'git fast-import --quiet < .git/stream && git reset -q --hard'], { cwd: folder })
}

const turns: readonly [RegExp, (said: string) => string][] = [
  [
    /\*\*Status:\*\* (?:Open|In progress|Planned|Resolved)/g,
    (said) => (said.includes('Open') ? '**Status:** Resolved' : '**Status:** Open'),
  ],
  [/\*\*Severity:\*\* P\d/g, (said) => `**Severity:** P${(Number(said.at(-1)) + 1) % 4}`],
  [/\| Priority \| P\d/g, (said) => `| Priority | P${(Number(said.at(-1)) + 1) % 4}`],
]
function turned(text: string, turn: number): string {
  const [pattern, to] = turns[turn % turns.length]!
  const places = [...text.matchAll(pattern)]
  const place = places[Math.floor(turn / 3) % places.length]!
  return text.slice(0, place.index) + to(place[0]) + text.slice(place.index + place[0].length)
}
