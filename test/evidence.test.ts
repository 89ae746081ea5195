/**
 * Evidence against reality: citations held against a real repository that the test makes, against a bare clone of it, and against a
 * folder without git. What leads out of the checkout is not read.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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
symlinkSync('pier.md', path.join(checkout, 'docs/quay.txt'))
write(checkout, 'docs/twice.txt', 'one\nthe tide\nthree\nfour\nthe tide\nsix\n')
write(checkout, 'a/same.txt', 'the first\n')
write(checkout, 'b/same.txt', 'the second\n')
write(checkout, 'marks.txt', 'it\'s "so"\n')
writeFileSync(path.join(checkout, 'wide.txt'), Buffer.from('\ufeffone\nwide\n', 'utf16le'))
write(checkout, 'large.bin', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n')
commit()
git('tag', 'v1.0', first)
git('branch', 'feat/pier', first)
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
    ['words that stand nearer, and in its lines', { path: 'docs/twice.txt', lines: '3-6', quote: 'the tide' }, { class: 'verified' }],
    ['words of another line', { path: 'docs/twice.txt', lines: '3', quote: 'the tide' }, { class: 'moved', lines: '2' }],
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
    [
      'a link that leads out, whose target is not read',
      { path: 'docs/link.txt', quote: 'the pier is closed' },
      { class: 'not checkable', note: 'it is a link that leads out of the checkout' },
    ],
    ['a link within', { path: 'docs/quay.txt', lines: '4', quote: 'no boat' }, { class: 'moved', lines: '5' }],
    ['a name without its folders', { path: 'pier.md', lines: '2', quote: 'the pier' }, { class: 'verified', path: 'docs/pier.md' }],
    ['the same with a commit', { path: 'pier.md', commit: first }, { class: 'missing' }],
    ['a name that several files bear', { path: 'same.txt' }, { class: 'not checkable' }],
    ['a quote in one of those', { path: 'same.txt', quote: 'the second' }, { class: 'moved', path: 'b/same.txt', lines: '1' }],
    ['a renamed file without the words', { path: 'src/boat.ts', quote: 'two' }, { class: 'changed', path: 'src/ship.ts' }],
    ['bent quotation marks', { path: 'marks.txt', quote: 'it’s “so”' }, { class: 'verified' }],
    ['a text of sixteen bits', { path: 'wide.txt', lines: '2', quote: 'wide' }, { class: 'verified' }],
    ['a text that git keeps elsewhere', { path: 'large.bin', lines: '9' }, { class: 'not checkable' }],
    ['a commit that is a command', { path: 'docs/pier.md', commit: '--help' }, { class: 'not checkable' }],
    ['a tag', { path: 'src/boat.ts', commit: 'v1.0' }, { class: 'verified', commit: first }],
    ['a branch', { path: 'src/boat.ts', commit: 'feat/pier' }, { class: 'verified', commit: first }],
    ['steps before the last commit', { path: 'src/ferry.ts', commit: 'HEAD~1' }, { class: 'verified' }],
    ['a branch that is not there', { path: 'docs/pier.md', commit: 'feat/x' }, { class: 'not checkable' }],
    ['what is no name of a commit', { path: 'docs/pier.md', commit: 'v1.0..HEAD' }, { class: 'not checkable' }],
    ['an option for a commit', { path: 'docs/pier.md', commit: '--upload-pack=x' }, { class: 'not checkable' }],
    ['words in one of several stretches', { path: 'docs/twice.txt', lines: '1,5-6', quote: 'the tide' }, { class: 'verified' }],
    ['words in none of them', { path: 'docs/twice.txt', lines: '1,3', quote: 'six' }, { class: 'moved', lines: '6' }],
    ['several stretches, one not there', { path: 'docs/twice.txt', lines: '1,7-9' }, { class: 'changed' }],
    ['words within lines that are not all there', { path: 'docs/twice.txt', lines: '2-900', quote: 'one the tide' }, { class: 'moved' }],
    ['a home folder', { path: '~/pier.md' }, { class: 'not checkable' }],
    ['a line break in a commit', { path: 'docs/pier.md', commit: `${first}\nHEAD` }, { class: 'not checkable' }],
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
    ['a name without its folders', { path: 'pier.md', lines: '1' }, { class: 'verified', path: 'docs/pier.md' }],
    [
      'a quote in another file of its name',
      { path: 'old/pier.md', quote: 'low tide' },
      { class: 'moved', path: 'docs/pier.md', lines: '2' },
    ],
  ])('%s', async (_name, citation, expected) => {
    expect(await judged(plain, citation)).toMatchObject(expected)
  })
})

it('says so where there is no checkout', async () => {
  expect(await judged(path.join(folder, 'nowhere'), { path: 'a.md' })).toMatchObject({ class: 'not checkable' })
})

describe('reads nothing outside of the checkout', () => {
  const cited: Citation = { path: 'docs/pier.md', commit: first, quote: 'the pier is closed' }
  const empty = (name: string) => {
    const root = path.join(folder, name)
    mkdirSync(root)
    return root
  }
  const elsewhere = { class: 'not checkable', note: 'the checkout takes its history from elsewhere' }

  it('by a link to another repository', async () => {
    const root = empty('linked')
    symlinkSync(path.join(checkout, '.git'), path.join(root, '.git'))
    expect(await judged(root, cited)).toMatchObject(elsewhere)
  })
  it('by a file that names another repository', async () => {
    const root = empty('named')
    writeFileSync(path.join(root, '.git'), `gitdir: ${path.join(checkout, '.git')}\n`)
    expect(await judged(root, cited)).toMatchObject(elsewhere)
    // nor by a repository that only says it has its objects there
    const forged = empty('forged')
    write(forged, '.git', 'gitdir: ./inside\n')
    for (const [name, text] of Object.entries({
      HEAD: `${first}\n`,
      commondir: path.join(checkout, '.git'),
      gitdir: path.join(forged, '.git'),
    }))
      write(forged, `inside/${name}`, text)
    expect(await judged(forged, cited)).toMatchObject(elsewhere)
  })
  it('by borrowed objects', async () => {
    git('clone', '-q', '--shared', checkout, path.join(folder, 'borrowed'))
    expect(await judged(path.join(folder, 'borrowed'), cited)).toMatchObject(elsewhere)
    git('clone', '-q', checkout, path.join(folder, 'packs'))
    const objects = path.join(folder, 'packs', '.git', 'objects')
    rmSync(objects, { recursive: true })
    symlinkSync(path.join(checkout, '.git', 'objects'), objects)
    expect(await judged(path.join(folder, 'packs'), cited)).toMatchObject(elsewhere)
  })
  it('by a repository around it', async () => {
    write(checkout, 'part/a.txt', 'one')
    expect(await judged(path.join(checkout, 'part'), cited)).toMatchObject({ class: 'not checkable', note: 'the checkout has no history' })
    expect(await judged(path.join(checkout, 'part'), { path: 'a.txt' })).toMatchObject({ class: 'verified' })
    rmSync(path.join(checkout, 'part'), { recursive: true })
  })
  it('but a work tree of it, and a submodule, whose repositories know them', async () => {
    git('worktree', 'add', '-q', '--detach', path.join(folder, 'tree'))
    expect(await judged(path.join(folder, 'tree'), cited)).toMatchObject({ class: 'verified', commit: first })
    const above = empty('above')
    git('init', '-q', above)
    git('-C', above, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', checkout, 'sub')
    expect(await judged(path.join(above, 'sub'), cited)).toMatchObject({ class: 'verified' })
    git('-C', above, 'commit', '-q', '-m', 'a step')
    expect(await judged(above, { path: 'sub/docs/pier.md' })).toMatchObject({ class: 'not checkable' })
  })
})

describe('runs nothing and fetches nothing', () => {
  it('that the settings of the checkout name', async () => {
    const proof = path.join(folder, 'proof')
    const root = path.join(folder, 'armed')
    git('clone', '-q', checkout, root)
    const touch = `touch ${proof}`
    const settings = {
      'core.fsmonitor': touch,
      'core.sshCommand': touch,
      'core.pager': touch,
      'diff.external': touch,
      'diff.armed.textconv': touch,
      'diff.orderFile': path.join(folder, 'secret.txt'),
      'filter.armed.smudge': touch,
      'log.showSignature': 'true',
      'gpg.program': touch,
    }
    for (const [name, value] of Object.entries(settings)) git('-C', root, 'config', name, value)
    write(root, '.git/info/attributes', '* diff=armed filter=armed\n')
    for (const name of ['post-checkout', 'reference-transaction', 'post-index-change', 'fsmonitor-watchman']) {
      write(root, `.git/hooks/${name}`, `#!/bin/sh\n${touch}\n`)
      chmodSync(path.join(root, '.git/hooks', name), 0o755)
    }
    expect(await judged(root, { path: 'src/boat.ts' })).toMatchObject({ class: 'moved', path: 'src/ship.ts' })
    expect(await judged(root, { path: 'docs/pier.md', quote: 'low tide' })).toMatchObject({ class: 'verified' })
    expect(existsSync(proof)).toBe(false)
  })
  it('in a clone that left out what it could fetch', async () => {
    git('config', 'uploadpack.allowFilter', 'true')
    git('clone', '-q', '--bare', '--filter=blob:none', `file://${checkout}`, path.join(folder, 'partial.git'))
    const found = await judged(path.join(folder, 'partial.git'), { path: 'docs/pier.md', quote: 'low tide' })
    expect(found).toMatchObject({ class: 'not checkable', note: 'the checkout does not hold all of its history' })
  })
  it('in a shallow clone, which does not know the commit', async () => {
    git('clone', '-q', '--depth', '1', `file://${checkout}`, path.join(folder, 'shallow'))
    const found = await judged(path.join(folder, 'shallow'), { path: 'docs/pier.md', commit: first })
    expect(found).toMatchObject({ class: 'not checkable', note: `the checkout, a shallow clone, knows no commit ${first}` })
  })
  it('where git does not answer, as of a checkout that belongs to somebody else', async () => {
    process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER = '1'
    try {
      const found = await judged(checkout, { path: 'docs/pier.md' })
      expect(found).toMatchObject({ class: 'not checkable', note: 'git does not answer for the checkout' })
    } finally {
      delete process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER
    }
  })
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
