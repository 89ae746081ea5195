/**
 * Clones: the same documents with the same history give the same bytes, whoever builds them and wherever; a clone that knows only
 * a part of the history gives the same without its days, and none that is false.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFile, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { writeSample } from './browser/sample.ts'
import { build, environment, files, temporary } from './built.ts'

const run = promisify(execFile)

/** With settings of no machine, and on a day of ours. */
async function git(folder: string, day: string, ...words: string[]): Promise<void> {
  const who = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Ada'],
    [`GIT_${role}_EMAIL`, 'ada@example.org'],
    [`GIT_${role}_DATE`, `${day}T23:30:00-05:00`],
  ])
  const env = { ...environment, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(who) }
  await run('git', words, { cwd: folder, env })
}

/** Every file of a site, pictures too, by a digest. */
async function digests(out: string): Promise<Record<string, string>> {
  const names = (await readdir(out, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(out, path.join(entry.parentPath, entry.name)))
  const found = await Promise.all(
    names.sort().map(
      async (name) =>
        [
          name,
          createHash('sha256')
            .update(await readFile(path.join(out, name)))
            .digest('hex'),
        ] as const,
    ),
  )
  return Object.fromEntries(found)
}

let base: string
const inBase = (...parts: string[]) => path.join(base, ...parts)
beforeAll(async () => {
  base = await temporary('lacuna-clones-')
  const repository = await temporary('lacuna-repository-')
  await writeSample(repository)
  await git(repository, '2026-01-02', 'init', '-q', '-b', 'main')
  await git(repository, '2026-01-02', 'add', '-A')
  await git(repository, '2026-01-02', 'commit', '-q', '-m', 'One')
  await appendFile(path.join(repository, 'quiet/notes.md'), '\nNobody wrote it.\n')
  await git(repository, '2026-03-14', 'commit', '-q', '-a', '-m', 'Two')
  for (const [name, ...options] of [['one'], ['a folder/two'], ['shallow', '--depth', '1']] as const)
    await git(base, '2026-03-14', 'clone', '-q', ...options, `file://${repository}`, inBase(name))
})

it('gives the same bytes from another clone, in another time zone and language', async () => {
  await build(inBase('one'), inBase('out-one'), { TZ: 'America/Los_Angeles', LANG: 'C', LC_ALL: 'C' })
  await build(inBase('a folder/two'), inBase('out-two'), {
    TZ: 'Pacific/Kiritimati',
    LANG: 'tr_TR.UTF-8',
    LC_ALL: 'tr_TR.UTF-8',
    LANGUAGE: 'tr',
  })
  const [one, two] = await Promise.all([digests(inBase('out-one')), digests(inBase('out-two'))])
  expect(two).toEqual(one)
  expect(Object.keys(one).length).toBeGreaterThan(200)
  const site = await files(inBase('out-one'))
  expect(site.get('gaps/quiet/notes/2.html')).toContain('<time datetime="2026-03-15">')
  expect(site.get('gaps/quiet/notes/1.html')).toContain('<time datetime="2026-01-03">')
  // GitHub would pass over folders that begin with an underscore, and whatever else Jekyll does not know
  expect(site.has('.nojekyll')).toBe(true)
}, 120_000)

it('says no day in a shallow clone, and the same otherwise', async () => {
  await build(inBase('shallow'), inBase('out-shallow'))
  const [whole, shallow] = await Promise.all([files(inBase('out-one')), files(inBase('out-shallow'))])
  // what changed, only the whole history tells
  const history = ['changes.html', 'changes.md', 'changes/2.html', 'changes/2.md', 'feed.xml']
  expect([...whole.keys()].filter((name) => !shallow.has(name))).toEqual(history)
  for (const name of history) whole.delete(name)
  expect([...shallow.keys()]).toEqual([...whole.keys()])
  expect([...shallow].filter(([, text]) => text.includes('<time')).map(([name]) => name)).toEqual([])
  expect([...shallow].filter(([, text]) => /\bLast changed\b|\bcommit <|Read at/.test(text)).map(([name]) => name)).toEqual([])
  const length = (text: string) => text.replace(/<[^>]+>|\s+/g, '').length
  const differing = [...whole].filter(([name, text]) => shallow.get(name) !== text)
  expect(differing.length).toBeGreaterThan(10)
  for (const [name, text] of differing) expect([name, length(text) > length(shallow.get(name)!)]).toEqual([name, true])
}, 120_000)
