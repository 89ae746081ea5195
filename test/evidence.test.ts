/**
 * Evidence against reality: citations held against a real repository that the test makes, against a bare clone of it, and against a
 * folder without git. What leads out of the checkout is not read.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Citation } from '#model'
import { verify } from '#observe'

const folder = mkdtempSync(path.join(tmpdir(), 'lacuna-evidence-'))
const checkout = path.join(folder, 'checkout')
const bare = path.join(folder, 'bare.git')
const plain = path.join(folder, 'plain')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...words], {
    cwd: checkout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
const write = (root: string, name: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  writeFileSync(path.join(root, name), text)
}
const commit = () => {
  git('add', '-A')
  git('commit', '-m', 'a step')
  return git('rev-parse', 'HEAD')
}

const pier = 'the pier is closed\nat low tide\n\nno boat waits\nfor anybody\n'
mkdirSync(checkout)
git('init', '-q')
write(checkout, 'docs/pier.md', pier)
write(checkout, 'src/boat.ts', `export const boat = 1\n${'// a line\n'.repeat(30)}`)
write(folder, 'secret.txt', 'the pier is closed\n')
const first = commit()
write(checkout, 'docs/pier.md', `a new first line\n${pier}`)
git('mv', 'src/boat.ts', 'src/ferry.ts')
commit()
git('mv', 'src/ferry.ts', 'src/ship.ts')
symlinkSync('../../secret.txt', path.join(checkout, 'docs/link.txt'))
commit()
git('clone', '-q', '--bare', checkout, bare)
write(plain, 'docs/pier.md', pier)
symlinkSync('../../secret.txt', path.join(plain, 'docs/link.txt'))

const judged = async (root: string, citation: Citation) => (await verify(root, [citation]))[0]!

describe.each([
  ['a work tree', checkout],
  ['a bare repository', bare],
])('in %s', (_, root) => {
  it.each<[string, Citation, object]>([
    ['a file', { path: 'docs/pier.md' }, { class: 'verified' }],
    ['a folder', { path: './docs/' }, { class: 'verified', note: 'a folder in the checkout' }],
    ['lines that are there', { path: 'docs/pier.md', lines: '2-3' }, { class: 'verified' }],
    [
      'lines that the file has not',
      { path: 'docs/pier.md', lines: '6-9' },
      { class: 'changed', note: 'the file in the checkout has 6 lines' },
    ],
    ['a quote in its lines', { path: 'docs/pier.md', lines: '5-6', quote: 'no boat waits for anybody' }, { class: 'verified' }],
    [
      'a quote beside its lines',
      { path: 'docs/pier.md', lines: '1', quote: 'no boat waits' },
      { class: 'moved', path: 'docs/pier.md', lines: '5' },
    ],
    ['a quote that leaves words out', { path: 'docs/pier.md', lines: '2', quote: 'the pier … low tide' }, { class: 'verified' }],
    ['a quote that is gone', { path: 'docs/pier.md', lines: '1', quote: 'the pier is open' }, { class: 'changed' }],
    [
      'words that the old commit had there',
      { path: 'docs/pier.md', commit: first, lines: '1', quote: 'the pier is closed' },
      { class: 'verified' },
    ],
    ['a short commit', { path: 'docs/pier.md', commit: first.slice(0, 8), lines: '1', quote: 'the pier is closed' }, { class: 'verified' }],
    ['a file renamed twice', { path: 'src/boat.ts' }, { class: 'moved', path: 'src/ship.ts' }],
    ['that file at the old commit', { path: 'src/boat.ts', commit: first }, { class: 'verified' }],
    [
      'a quote in a file of that name elsewhere',
      { path: 'old/pier.md', quote: 'at low tide' },
      { class: 'moved', path: 'docs/pier.md', lines: '3' },
    ],
    ['a file that never was', { path: 'docs/quay.md' }, { class: 'missing' }],
    ['a commit that nobody knows', { path: 'docs/pier.md', commit: '0123456789' }, { class: 'not checkable' }],
    ['a path above', { path: '../secret.txt', quote: 'the pier is closed' }, { class: 'not checkable' }],
    ['a path above, in disguise', { path: 'docs/../../secret.txt' }, { class: 'not checkable' }],
    ['an absolute path', { path: path.join(folder, 'secret.txt') }, { class: 'not checkable' }],
    ['a path of Windows', { path: 'C:\\secret.txt' }, { class: 'not checkable' }],
    ['the insides of git', { path: '.git/config' }, { class: 'not checkable' }],
    ['a line break in a path', { path: `docs\n${first}` }, { class: 'not checkable' }],
    ['a link, whose target is not read', { path: 'docs/link.txt', quote: 'the pier is closed' }, { class: 'changed' }],
  ])('%s', async (_name, citation, expected) => {
    expect(await judged(root, citation)).toMatchObject(expected)
  })
})

describe('in a folder without git', () => {
  it.each<[string, Citation, object]>([
    ['a quote in its line', { path: 'docs/pier.md', lines: '1', quote: 'the pier is closed' }, { class: 'verified' }],
    ['a file that is not there', { path: 'docs/quay.md' }, { class: 'missing' }],
    ['a commit', { path: 'docs/pier.md', commit: first }, { class: 'not checkable', note: 'the checkout has no history' }],
    ['a path above', { path: 'docs/../../secret.txt' }, { class: 'not checkable' }],
    ['a link that leads out', { path: 'docs/link.txt', quote: 'the pier is closed' }, { class: 'not checkable' }],
  ])('%s', async (_name, citation, expected) => {
    expect(await judged(plain, citation)).toMatchObject(expected)
  })
})

it('says so where there is no checkout', async () => {
  expect(await judged(path.join(folder, 'nowhere'), { path: 'a.md' })).toMatchObject({ class: 'not checkable' })
})

it('judges ten thousand citations, each in its place', async () => {
  const citations = Array.from({ length: 10_000 }, (_, at): Citation => {
    const lines = String((at % 7) + 1)
    return at % 2 ? { path: 'docs/pier.md', lines } : { path: 'docs/pier.md', lines, commit: first }
  })
  const verdicts = await verify(checkout, citations)
  const expected = citations.map(({ commit: old, lines }) => (Number(lines) <= (old ? 5 : 6) ? 'verified' : 'changed'))
  expect(verdicts.map((verdict) => verdict.class)).toEqual(expected)
})
