/**
 * Evidence: how long 10,000 citations take against a repository made for this, a thousand files over a hundred commits, half of the
 * citations pinned to one of them, a tenth of what they cite gone or elsewhere. We aim at five seconds at most. With a folder, the
 * citations are of files of that checkout instead: each file with a line, as it stands.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Citation, VerdictClass } from '#model'
import { verify } from '#observe'

const citations = 10_000
const files = 1000
const commits = 100

export async function bench([given]: readonly string[]): Promise<void> {
  if (given !== undefined) return told(given, citedIn(path.resolve(given)))
  const folder = mkdtempSync(path.join(tmpdir(), 'lacuna-bench-'))
  try {
    await told(folder, made(folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function told(folder: string, cited: readonly Citation[]): Promise<void> {
  const start = performance.now()
  const verdicts = await verify(folder, cited)
  const took = performance.now() - start
  const counts = new Map<VerdictClass, number>()
  for (const verdict of verdicts) counts.set(verdict.class, (counts.get(verdict.class) ?? 0) + 1)
  const said = [...counts].map(([word, count]) => `${count} ${word}`).join(', ')
  console.log(`${cited.length} citations held against a checkout in ${Math.round(took)} ms: ${said}`)
}

const gitIn = (folder: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...words], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })

const fileName = (number: number) => `src/part-${number % 20}/file-${number}.ts`
const line = (file: number, at: number, turn: number) =>
  `export const value${at} = "file ${file}, line ${at}, turn ${turn % 3}" // as measured`

function made(folder: string): Citation[] {
  gitIn(folder, 'init', '-q')
  const hashes: string[] = []
  for (let turn = 0; turn < commits; turn++) {
    for (let number = turn % 10; number < files; number += 10) {
      mkdirSync(path.dirname(path.join(folder, fileName(number))), { recursive: true })
      writeFileSync(path.join(folder, fileName(number)), Array.from({ length: 200 }, (_, at) => `${line(number, at, turn)}\n`).join(''))
    }
    if (turn === commits - 1) gitIn(folder, 'mv', 'src/part-0', 'src/part-zero')
    gitIn(folder, 'add', '-A')
    gitIn(folder, 'commit', '-q', '-m', `turn ${turn}`)
    hashes.push(gitIn(folder, 'rev-parse', 'HEAD').trim())
  }
  return Array.from({ length: citations }, (_, index): Citation => {
    const number = (index * 7) % files
    const at = index % 200
    const commit = index % 2 === 0 ? { commit: hashes[(index / 2) % commits]!.slice(0, 10) } : {}
    return {
      ...commit,
      path: fileName(number),
      lines: `${at + 1}-${at + 2}`,
      ...(index % 4 < 3 && { quote: `file ${number}, line ${at},` }),
    }
  })
}

function citedIn(folder: string): Citation[] {
  const names = gitIn(folder, 'ls-files', '-z').split('\0').filter(Boolean)
  return Array.from({ length: citations }, (_, at) => ({ path: names[at % names.length]!, lines: String((at % 40) + 1), quote: 'import' }))
}
