/** What git says of documents, held against real repositories; and what is not said where git could not say it truly. */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { type History, lastChange } from '#model'
import { observe } from '#observe'
import { environment, root, temporary } from './built.ts'

const run = promisify(execFile)

/** Settings of no machine, and a clock of the test. */
const isolated = { ...environment, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
async function git(folder: string, date: string, ...words: string[]): Promise<string> {
  const person = { NAME: 'Ada', EMAIL: 'ada@example.org', DATE: date }
  const who = Object.entries(person).flatMap(([key, value]) => ['AUTHOR', 'COMMITTER'].map((role) => [`GIT_${role}_${key}`, value]))
  const { stdout } = await run('git', words, { cwd: folder, env: { ...isolated, ...Object.fromEntries(who) } })
  return stdout.trim()
}
const noon = (day: string) => `${day}T12:00:00+00:00`

class Repository {
  readonly folder: string
  constructor(folder: string) {
    this.folder = folder
  }
  static async create(folder: string): Promise<Repository> {
    await mkdir(folder, { recursive: true })
    await git(folder, noon('2026-01-01'), 'init', '-q', '-b', 'main')
    return new Repository(folder)
  }
  async write(name: string, ...lines: string[]): Promise<void> {
    await mkdir(path.dirname(path.join(this.folder, name)), { recursive: true })
    await writeFile(path.join(this.folder, name), lines.map((line) => `${line}\n`).join(''))
  }
  async commit(day: string, date = noon(day)): Promise<string> {
    await git(this.folder, date, 'add', '-A')
    await git(this.folder, date, 'commit', '-q', '-m', `What was done\n\n1773446400\nM\ta.md ${day}`)
    return git(this.folder, date, 'rev-parse', 'HEAD')
  }
}

const lines = (history: History, file: string, line: number, endLine = line) =>
  lastChange(history, { file, line, endLine, column: 1, endColumn: 1 })
const days = (history: History) => Object.fromEntries([...history].map(([file, { changed }]) => [file, changed]))
const long = (word: string) => Array.from({ length: 12 }, (_, at) => `${word}, line ${at + 1} of a document that is moved`)

const before = { ...process.env }
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
})

describe('the history of a folder', () => {
  it('tells the commit, and the day of each file and of each of its lines', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('a.md', '# A', 'one', 'two', 'three')
    await repository.write('b.md', '# B')
    await repository.write('1773446400', 'M')
    await repository.commit('2026-01-02')
    await repository.write('a.md', '# A', 'one', 'TWO', 'three')
    await repository.commit('2026-02-03')
    await repository.write('elsewhere.txt', 'x')
    const hash = await repository.commit('2026-03-04')
    const history = await observe(repository.folder, ['a.md', 'b.md'])
    expect(history.get('a.md')!.head).toEqual({ hash, date: '2026-03-04' })
    expect(days(history)).toEqual({ 'a.md': '2026-02-03', 'b.md': '2026-01-02' })
    expect([1, 2, 3, 4].map((line) => lines(history, 'a.md', line))).toEqual(['2026-01-02', '2026-01-02', '2026-02-03', '2026-01-02'])
    expect(lines(history, 'a.md', 1, 4)).toBe('2026-02-03')
    expect(lines(history, 'b.md', 1)).toBe('2026-01-02')
    expect(lines(history, 'a.md', 4, 5)).toBeUndefined()
    expect(lines(history, 'c.md', 1)).toBeUndefined()
  })

  it('is that of a content folder below the root of its repository, with odd names', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('docs/gaps ü/wrkr/M', 'x')
    await repository.write('docs/gaps ü/wrkr/"quoted" \'näme\'.md', 'y')
    await repository.write('wrkr/M', 'another of that name')
    await repository.commit('2026-01-02')
    await repository.write('wrkr/M', 'another of that name, later')
    await repository.commit('2026-02-03')
    const folder = path.join(repository.folder, 'docs/gaps ü')
    const own = days(await observe(folder, ['wrkr/M', 'wrkr/"quoted" \'näme\'.md']))
    expect(own).toEqual({ 'wrkr/M': '2026-01-02', 'wrkr/"quoted" \'näme\'.md': '2026-01-02' })
    const link = path.join(await temporary(), 'link')
    await symlink(folder, link)
    expect(days(await observe(link, ['wrkr/M']))).toEqual({ 'wrkr/M': '2026-01-02' })
  })

  it('knows the lines of a renamed file again, also when it comes from outside of the folder', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('content/old.md', ...long('old'))
    await repository.write('notes.md', ...long('notes'))
    await repository.commit('2026-01-02')
    await rename(path.join(repository.folder, 'content/old.md'), path.join(repository.folder, 'content/new.md'))
    await rename(path.join(repository.folder, 'notes.md'), path.join(repository.folder, 'content/notes.md'))
    await repository.commit('2026-02-03')
    const history = await observe(path.join(repository.folder, 'content'), ['new.md', 'notes.md'])
    expect(days(history)).toEqual({ 'new.md': '2026-02-03', 'notes.md': '2026-02-03' })
    expect(lines(history, 'new.md', 1, 12)).toBe('2026-01-02')
    expect(lines(history, 'notes.md', 1, 12)).toBe('2026-01-02')
  })

  it('sees what only a merge changed', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('a.md', 'one')
    await repository.commit('2026-01-02')
    await git(repository.folder, noon('2026-01-03'), 'checkout', '-q', '-b', 'side')
    await repository.write('a.md', 'side')
    await repository.commit('2026-01-03')
    await git(repository.folder, noon('2026-01-04'), 'checkout', '-q', 'main')
    await repository.write('a.md', 'main')
    await repository.commit('2026-01-04')
    await git(repository.folder, noon('2026-02-05'), 'merge', '-q', 'side').catch(() => {})
    await repository.write('a.md', 'both')
    await repository.commit('2026-02-05')
    const history = await observe(repository.folder, ['a.md'])
    expect(days(history)).toEqual({ 'a.md': '2026-02-05' })
    expect(lines(history, 'a.md', 1)).toBe('2026-02-05')
  })

  it('is the same in every time zone and language: days are those of UTC', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('a.md', 'one')
    await repository.commit('', '2026-03-14T23:30:00-05:00')
    await repository.write('b.md', 'one')
    await repository.commit('', '2026-03-16T01:00:00+09:00')
    const files = ['a.md', 'b.md']
    const here = await observe(repository.folder, files)
    expect(days(here)).toEqual({ 'a.md': '2026-03-15', 'b.md': '2026-03-15' })
    Object.assign(process.env, { TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' })
    expect(await observe(repository.folder, files)).toEqual(here)
  })

  it('gives no day to what no commit has', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('a.md', 'one', 'two')
    await repository.write('clean.md', 'one')
    await repository.commit('2026-01-02')
    await repository.write('a.md', 'one', 'TWO')
    await repository.write('new.md', 'new')
    await repository.write('staged.md', 'new')
    await git(repository.folder, noon('2026-01-03'), 'add', 'staged.md')
    const history = await observe(repository.folder, ['a.md', 'clean.md', 'new.md', 'staged.md'])
    expect(days(history)).toEqual({ 'a.md': undefined, 'clean.md': '2026-01-02', 'new.md': undefined, 'staged.md': undefined })
    expect([lines(history, 'a.md', 1), lines(history, 'a.md', 2), lines(history, 'a.md', 1, 2)]).toEqual([
      '2026-01-02',
      undefined,
      undefined,
    ])
    // an edit is seen though nothing was committed
    await repository.write('a.md', 'ONE', 'two')
    expect(lines(await observe(repository.folder, ['a.md']), 'a.md', 2)).toBe('2026-01-02')
  })

  it('is that of a system’s own repository where it is one', async () => {
    const outer = await Repository.create(await temporary())
    await outer.write('own/a.md', 'one')
    const first = await outer.commit('2026-01-02')
    const inner = await Repository.create(path.join(outer.folder, 'other'))
    await inner.write('b.md', 'one')
    const second = await inner.commit('2026-02-03')
    const history = await observe(outer.folder, ['other/b.md', 'own/a.md'])
    expect(history.get('own/a.md')!.head.hash).toBe(first)
    expect(history.get('other/b.md')!.head.hash).toBe(second)
    expect(days(history)).toEqual({ 'other/b.md': '2026-02-03', 'own/a.md': '2026-01-02' })
  })

  it('does not heed what a hook, or somebody’s settings, would have it heed', async () => {
    const [one, other] = [await Repository.create(await temporary()), await Repository.create(await temporary())]
    const proof = path.join(other.folder, 'proof')
    for (const repository of [one, other]) await repository.write('a.md', repository.folder)
    await one.commit('2026-01-02')
    await other.commit('2026-02-03')
    await one.write('a.md', 'changed')
    const settings = {
      'diff.external': `touch ${proof}`,
      'core.fsmonitor': `touch ${proof}`,
      'log.showSignature': 'true',
      'diff.relative': 'true',
      'log.date': 'relative',
      'color.ui': 'always',
      'diff.noprefix': 'true',
      'format.pretty': 'oneline',
    }
    for (const [name, value] of Object.entries(settings)) await git(one.folder, noon('2026-01-02'), 'config', name, value)
    Object.assign(process.env, {
      GIT_DIR: path.join(other.folder, '.git'),
      GIT_WORK_TREE: other.folder,
      GIT_EXTERNAL_DIFF: `touch ${proof}`,
    })
    const history = await observe(one.folder, ['a.md'])
    expect(history.get('a.md')).toMatchObject({ head: { date: '2026-01-02' }, lines: [{ from: 1, to: 1 }] })
    await expect(readFile(proof)).rejects.toThrow()
  })
})

describe('nothing is said', () => {
  it('without a repository, of an empty one, and by one that knows none of the documents', async () => {
    const folder = await temporary()
    await writeFile(path.join(folder, 'a.md'), 'one')
    expect(await observe(folder, ['a.md'])).toEqual(new Map())
    const repository = await Repository.create(folder)
    expect(await observe(folder, ['a.md'])).toEqual(new Map())
    await repository.write('.gitignore', 'a.md')
    await repository.commit('2026-01-02')
    expect(await observe(folder, ['a.md'])).toEqual(new Map())
    expect(await observe(folder, [])).toEqual(new Map())
  })

  it('without git', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('a.md', 'one')
    await repository.commit('2026-01-02')
    process.env.PATH = await temporary()
    expect(await observe(repository.folder, ['a.md'])).toEqual(new Map())
  })

  it('in a shallow clone, whose one commit would seem to have made everything, and in a partial one', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('a.md', 'one')
    await repository.commit('2026-01-02')
    await repository.write('b.md', 'one')
    await repository.commit('2026-02-03')
    await git(repository.folder, '', 'config', 'uploadpack.allowFilter', 'true')
    const clones = await temporary()
    const clone = async (name: string, ...options: string[]) => {
      await git(clones, '', 'clone', '-q', ...options, `file://${repository.folder}`, name)
      return days(await observe(path.join(clones, name), ['a.md', 'b.md']))
    }
    expect(await clone('whole')).toEqual({ 'a.md': '2026-01-02', 'b.md': '2026-02-03' })
    expect(await clone('shallow', '--depth', '1')).toEqual({})
    expect(await clone('partial', '--filter=blob:none')).toEqual({})
  })
})

describe('pages', () => {
  const document = (...words: string[]) => ['# Gaps', '', '## G-01: First gap (P1)', '', ...words, '', '## G-02: Second gap', '', 'Text.']
  const site = async (content: string) => {
    const out = await temporary()
    const { stdout } = await run(process.execPath, [path.join(root, 'src/cli.ts'), 'build', content, '--out', out], {
      cwd: root,
      env: isolated,
    })
    expect(stdout).toContain('Wrote')
    const page = async (name: string) => (await readFile(path.join(out, name), 'utf8')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    return {
      home: await page('index.html'),
      system: await page('systems/acme.html'),
      first: await page('gaps/acme/g-01.html'),
      second: await page('gaps/acme/g-02.html'),
      document: await page('documents/acme/gaps.html'),
      html: await readFile(path.join(out, 'gaps/acme/g-01.html'), 'utf8'),
    }
  }

  it('say when their gap or document last changed, and which commit was read; and nothing where nothing is known', async () => {
    const repository = await Repository.create(await temporary())
    await repository.write('content/acme/gaps.md', ...document('One.'))
    await repository.write('content/acme/system.yaml', 'repository: https://github.com/acme/docs', 'folder: content/acme', 'branch: trunk')
    await repository.commit('2026-01-02')
    await repository.write('content/acme/gaps.md', ...document('Two.'))
    const hash = (await repository.commit('2026-03-14')).slice(0, 7)
    const pages = await site(path.join(repository.folder, 'content'))
    expect(pages.first).toContain('Last changed 2026-03-14')
    expect(pages.second).toContain('Last changed 2026-01-02')
    expect(pages.document).toContain('Last changed 2026-03-14')
    expect(pages.home).toContain(`commit ${hash} of 2026-03-14`)
    expect(pages.system).toContain(`commit ${hash} of 2026-03-14`)
    expect(pages.html).toContain('href="https://github.com/acme/docs/blob/trunk/content/acme/gaps.md?plain=1#L3"')
    expect(pages.html).toContain('href="https://github.com/acme/docs/edit/trunk/content/acme/gaps.md#L3"')

    const bare = await temporary()
    await cp(path.join(repository.folder, 'content'), bare, { recursive: true })
    await rm(path.join(bare, 'acme/system.yaml'))
    const without = await site(bare)
    for (const text of Object.values(without)) expect(text).not.toMatch(/Last changed|[Cc]ommit|Read at|edit\b/)
  }, 120_000)
})
