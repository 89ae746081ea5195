/** What became of gaps, told from real repositories made for this; the page and the feed of it; and what is not told where git could not tell it truly. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { describe, expect, it } from 'vitest'
import { ledgerOf } from '#link'
import { changesPages, changesView, factsOf, feed, frame, latestChanges, type Portfolio, portfolio } from '#publish'
import { changesOf, type Told } from '../src/changes.ts'
import { refresh } from '../src/corpus.ts'
import { build, environment, files, temporary } from './built.ts'

const run = promisify(execFile)
const isolated = { ...environment, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
const noon = (day: number) => `2026-01-${String(day).padStart(2, '0')}T12:00:00+00:00`

class Repository {
  readonly folder: string
  #day = 0
  constructor(folder: string) {
    this.folder = folder
  }
  static async create(): Promise<Repository> {
    const repository = new Repository(await temporary())
    await repository.git('init', '-q', '-b', 'main')
    return repository
  }
  async git(...words: string[]): Promise<string> {
    const person = { NAME: 'Ada', EMAIL: 'ada@example.org', DATE: noon(Math.max(this.#day, 1)) }
    const who = Object.entries(person).flatMap(([key, value]) => ['AUTHOR', 'COMMITTER'].map((role) => [`GIT_${role}_${key}`, value]))
    const { stdout } = await run('git', words, { cwd: this.folder, env: { ...isolated, ...Object.fromEntries(who) } })
    return stdout.trim()
  }
  async write(name: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(this.folder, name)), { recursive: true })
    await writeFile(path.join(this.folder, name), text)
  }
  async commit(subject: string): Promise<string> {
    this.#day++
    await this.git('add', '-A')
    await this.git('commit', '-q', '--allow-empty', '--allow-empty-message', '-m', subject)
    return this.git('rev-parse', 'HEAD')
  }
  /** One document and its commit. */
  async say(text: string, subject = 'a change', name = 'valley/gaps.md'): Promise<string> {
    await this.write(name, text)
    return this.commit(subject)
  }
  async told(cache?: string): Promise<Told | undefined> {
    return changesOf(await refresh(this.folder), cache)
  }
}

/** "2026-01-02 closed G-01 Brake test: open → closed" */
function lines(told: Told | undefined): string[] {
  return (told?.changes.sets ?? []).flatMap(({ commit, changes }) =>
    changes.map(({ kind, id, title, from, to, level, state }) => {
      const turn = kind === 'opened' || kind === 'returned' ? undefined : (level ?? state ?? { from, to })
      const said = turn && (turn.from ?? turn.to) ? `: ${turn.from ?? '–'} → ${turn.to ?? '–'}` : ''
      return `${commit.date} ${kind} ${id ? `${id} ` : ''}${title}${said}`
    }),
  )
}

const parts = 'dam,gate,winch,lamp,siren,pump,valve,sluice,weir'.split(',')
const gap = (number: number, { id = `G-0${number}`, title = `The ${parts[number]} has no owner`, level = 'High', state = 'Open' } = {}) =>
  `### ${id}: ${title}\n\n**Severity:** ${level}\n**Status:** ${state}\n**Impact:** Nobody mends the ${parts[number]} when it fails in the night of a storm.\n`
const document = (...gaps: string[]) => `# Valley works: gaps\n\n## Gaps\n\n${gaps.join('\n')}`
const first = document(gap(1), gap(2), gap(3))

describe('what became of gaps', () => {
  it('tells each kind of change once, the latest first', async () => {
    const valley = await Repository.create()
    await valley.say(first)
    await valley.say(document(gap(1, { state: 'Resolved' }), gap(2, { level: 'Critical' }), gap(3)))
    await valley.say(document(gap(1, { state: 'Open' }), gap(2, { level: 'Critical', state: 'In progress' }), gap(3)))
    await valley.say(document(gap(1), gap(2, { level: 'P0', state: 'In progress' }), gap(3, { title: 'The lamp: nobody owns it' })))
    const roadmap = '\n## Roadmap\n\n### Phase 1: Spring\n\n- G-01\n'
    await valley.say(
      document(gap(1), gap(2, { level: 'P0', state: 'In progress' }), gap(3, { title: 'The lamp: nobody owns it' })) + roadmap,
    )
    await valley.write('valley/other.md', document(gap(4), gap(3, { title: 'The lamp: nobody owns it' })).replace('works', 'lamps'))
    await valley.say(document(gap(1), gap(2, { level: 'P0', state: 'In progress' })) + roadmap)
    await valley.say(document(gap(1)) + roadmap)
    expect(lines(await valley.told())).toEqual([
      '2026-01-07 removed G-02 The winch has no owner',
      '2026-01-06 opened G-04 The siren has no owner',
      '2026-01-06 moved G-03 The lamp: nobody owns it: Valley works: gaps → Valley lamps: gaps',
      '2026-01-05 phases G-01 The gate has no owner: – → Phase 1',
      '2026-01-04 title G-03 The lamp: nobody owns it: The lamp has no owner → The lamp: nobody owns it',
      '2026-01-03 reopened G-01 The gate has no owner: closed → open',
      '2026-01-03 state G-02 The winch has no owner: open → partial',
      '2026-01-02 closed G-01 The gate has no owner: open → closed',
      '2026-01-02 severity G-02 The winch has no owner: high → critical',
      '2026-01-01 opened G-01 The gate has no owner',
      '2026-01-01 opened G-02 The winch has no owner',
      '2026-01-01 opened G-03 The lamp has no owner',
    ])
  })

  it('knows gaps again in a renamed file, a renamed folder, under other numbers, and with other punctuation', async () => {
    const valley = await Repository.create()
    const numbered = (...titles: string[]) =>
      `# Valley: gaps\n\n## Gaps\n\n${titles.map((title, at) => `### Gap ${at + 1}: ${title}\n\nImpact: ${title} stops the ferry, as the drill of the spring has shown.\n`).join('\n')}`
    await valley.say(numbered('No lamp', 'No winch', 'No siren'))
    await valley.git('mv', 'valley/gaps.md', 'valley/what-is-missing.md')
    await valley.commit('renamed')
    await valley.say(numbered('No siren!', 'A new one', 'No lamp', 'No `winch`'), 'renumbered', 'valley/what-is-missing.md')
    await valley.git('mv', 'valley', 'dale')
    await valley.commit('the folder renamed')
    expect(lines(await valley.told())).toEqual([
      '2026-01-03 opened 2 A new one',
      '2026-01-01 opened 1 No lamp',
      '2026-01-01 opened 2 No winch',
      '2026-01-01 opened 3 No siren',
    ])
    const { changes } = (await valley.told())!
    const pages = changes.sets.flatMap((set) => set.changes.map(({ title, page }) => `${title}: ${page}`))
    expect(pages).toEqual([
      'A new one: dale/what-is-missing/2',
      'No lamp: dale/what-is-missing/3',
      'No winch: dale/what-is-missing/4',
      'No siren: dale/what-is-missing/1',
    ])
  })

  it('knows gaps again in a document that went to another system, while both stand', async () => {
    const valley = await Repository.create()
    await valley.write('valley/other.md', document(gap(4)))
    await valley.write('dale/gaps.md', document(gap(5)))
    await valley.say(document(gap(1), gap(2)), 'all', 'valley/more.md')
    await valley.git('mv', 'valley/more.md', 'dale/more.md')
    await valley.commit('moved')
    expect(lines(await valley.told()).filter((line) => !line.startsWith('2026-01-01'))).toEqual([])
    const { changes } = (await valley.told())!
    expect(changes.sets.flatMap((set) => set.changes.map(({ page }) => page)).sort()).toEqual([
      'dale/g-01',
      'dale/g-02',
      'dale/g-05',
      'valley/g-04',
    ])
  })

  it('leads to the page of a gap under its published address, and to what is left of one that is gone', async () => {
    const valley = await Repository.create()
    await valley.say(first)
    const { trace, documents } = await refresh(valley.folder)
    const slug = (file: string) => documents.find((document) => document.file === file)!.slug
    const ledger = ledgerOf(trace.gaps, trace.former, slug, '2026-01-01')
    ledger.gaps[0]!.address = 'valley/published-long-ago'
    await valley.write('addresses.json', JSON.stringify(ledger))
    await valley.say(document(gap(1), gap(2)))
    const { changes } = (await valley.told())!
    expect(changes.sets.flatMap((set) => set.changes.map(({ kind, id, page }) => `${kind} ${id} ${page}`))).toEqual([
      'removed G-03 valley/g-03',
      'opened G-01 valley/published-long-ago',
      'opened G-02 valley/g-02',
      'opened G-03 valley/g-03',
    ])
    await rm(path.join(valley.folder, 'addresses.json'))
    const [removed] = (await valley.told())!.changes.sets[0]!.changes
    expect(removed).not.toHaveProperty('page')
  })

  it('takes what a merge brought as its own change, on the day of the merge', async () => {
    const valley = await Repository.create()
    await valley.say(first)
    await valley.git('checkout', '-q', '-b', 'side')
    await valley.say(document(gap(1), gap(2, { state: 'In progress' }), gap(3)), 'on the side')
    await valley.say(document(gap(1), gap(2, { state: 'Resolved' }), gap(3)), 'on the side, done')
    await valley.git('checkout', '-q', 'main')
    await valley.say(document(gap(1, { level: 'Low' }), gap(2), gap(3)), 'meanwhile')
    await valley.git('merge', '-q', '--no-ff', '-m', 'Merge side', 'side')
    const told = await valley.told()
    expect(lines(told).slice(0, 2)).toEqual([
      '2026-01-04 closed G-02 The winch has no owner: open → closed',
      '2026-01-04 severity G-01 The gate has no owner: high → low',
    ])
    expect(told!.changes.sets.map(({ commit }) => commit.subject)).toEqual(['Merge side', 'meanwhile', 'a change'])
  })

  it('says nothing of what one version of a document lost and the next has again, but for what differs', async () => {
    const valley = await Repository.create()
    await valley.say(first)
    await valley.say('# Valley\n\n<<<<<<< HEAD\n### Gap 99: Merge me\n\nImpact: x\n', 'broken')
    await valley.say(document(gap(4)), 'another document', 'valley/other.md')
    await valley.say(document(gap(1), gap(2, { state: 'Resolved' }), gap(3)), 'mended')
    expect(lines(await valley.told())).toEqual([
      '2026-01-04 closed G-02 The winch has no owner: open → closed',
      '2026-01-03 opened G-04 The siren has no owner',
      '2026-01-01 opened G-01 The gate has no owner',
      '2026-01-01 opened G-02 The winch has no owner',
      '2026-01-01 opened G-03 The lamp has no owner',
    ])
  })

  it('says what is gone for good, on the day on which it went, and when it returns', async () => {
    const valley = await Repository.create()
    await valley.say(first)
    await valley.say(document(gap(1), gap(2)))
    await valley.say(document(gap(1), gap(2, { level: 'Low' })))
    await valley.say(first)
    await rm(path.join(valley.folder, 'valley/gaps.md'))
    await valley.say('Nothing to see.\n', 'all gone', 'valley/notes.md')
    expect(lines(await valley.told()).slice(0, -3)).toEqual([
      ...[1, 2, 3].map((number) => `2026-01-05 removed G-0${number} The ${parts[number]} has no owner`),
      '2026-01-04 severity G-02 The winch has no owner: low → high',
      '2026-01-04 returned G-03 The lamp has no owner',
      '2026-01-03 severity G-02 The winch has no owner: high → low',
      '2026-01-02 removed G-03 The lamp has no owner',
    ])
  })

  it('takes a gap that went from one document to another in two commits as moved', async () => {
    const valley = await Repository.create()
    await valley.write('valley/other.md', document(gap(4)).replace('works', 'lamps'))
    await valley.say(first)
    await valley.say(document(gap(1), gap(2)))
    await valley.say(document(gap(4), gap(3)).replace('works', 'lamps'), 'a change', 'valley/other.md')
    expect(lines(await valley.told()).slice(0, -4)).toEqual([
      '2026-01-03 moved G-03 The lamp has no owner: Valley works: gaps → Valley lamps: gaps',
    ])
  })
})

describe('what git is asked', () => {
  it('is nothing true without a repository, in a shallow or partial clone, and where nothing is committed', async () => {
    const valley = await Repository.create()
    expect(await valley.told()).toBeUndefined()
    await valley.write('valley/gaps.md', first)
    expect(await valley.told()).toBeUndefined()
    await valley.commit('first')
    await valley.say(document(gap(1)), 'second')
    expect(await valley.told()).toBeDefined()
    for (const [how, complete] of [
      [['--depth', '1'], false],
      [['--filter=blob:none'], false],
      [[], true],
    ] as const) {
      const clone = new Repository(await temporary())
      await valley.git('config', 'uploadpack.allowFilter', 'true')
      await clone.git('clone', '-q', ...how, pathToFileURL(valley.folder).href, '.')
      expect((await clone.told()) !== undefined, how.join(' ')).toBe(complete)
    }
    await rm(path.join(valley.folder, '.git'), { recursive: true })
    expect(await valley.told()).toBeUndefined()
  })

  it('passes over what is no document, in the past as well', async () => {
    const valley = await Repository.create()
    await valley.write('.hidden/gaps.md', document(gap(5)))
    await valley.write('valley/node_modules/gaps.md', document(gap(6)))
    await valley.write('drafts/gaps.md', document(gap(7)))
    await valley.say(document(gap(1)))
    await valley.write('.gitignore', 'drafts/\n')
    await rm(path.join(valley.folder, '.hidden'), { recursive: true })
    await valley.commit('tidy')
    expect(lines(await valley.told())).toEqual(['2026-01-01 opened G-01 The gate has no owner'])
  })

  it('is the folder alone, below the root of its repository too, and a repository of its own within it', async () => {
    const outer = await Repository.create()
    await outer.say(document(gap(5)), 'outside', 'elsewhere/gaps.md')
    await outer.say(document(gap(1)), 'inside', 'docs/valley/gaps.md')
    const folder = path.join(outer.folder, 'docs')
    const inner = new Repository(path.join(folder, 'mill'))
    await mkdir(inner.folder)
    await inner.git('init', '-q', '-b', 'main')
    await inner.say(document(gap(2)), 'of its own', 'gaps.md')
    const told = await changesOf(await refresh(folder))
    expect(lines(told).sort()).toEqual(['2026-01-01 opened G-02 The winch has no owner', '2026-01-02 opened G-01 The gate has no owner'])
    expect(told!.changes.sets.flatMap(({ changes }) => changes.map(({ page }) => page)).sort()).toEqual(['mill/g-02', 'valley/g-01'])
  })
})

describe('the cache', () => {
  it('lets a second build read nothing, and one after a commit what is new alone; what it tells is the same', async () => {
    const valley = await Repository.create()
    const cache = await temporary()
    await valley.write('mill/gaps.md', document(gap(6)))
    await valley.say(first)
    await valley.say(document(gap(1), gap(2)))
    const cold = await valley.told(cache)
    expect(cold!.read).toBe(3)
    expect(await valley.told(cache)).toEqual({ changes: cold!.changes, read: 0 })
    // what waited for the next version is known after a break
    await valley.say(document(gap(1), gap(2), gap(3, { state: 'Resolved' })))
    const warm = await valley.told(cache)
    expect(warm).toEqual({ changes: (await valley.told())!.changes, read: 3 })
    expect(lines(warm)[0]).toBe('2026-01-03 closed G-03 The lamp has no owner: open → closed')
  })

  it('is passed over where history was written anew, a setting reads documents otherwise, or it is damaged', async () => {
    const valley = await Repository.create()
    const cache = await temporary()
    await valley.say(first)
    await valley.say(document(gap(1), gap(2)))
    await valley.told(cache)
    await valley.git('commit', '-q', '--amend', '-m', 'other words')
    expect(await valley.told(cache)).toMatchObject({ read: 2, changes: (await valley.told())!.changes })
    await valley.write('valley/system.yaml', 'severity: { High: low }\n')
    expect(await valley.told(cache)).toMatchObject({ read: 2, changes: (await valley.told())!.changes })
    const kept = path.join(cache, 'changes.json')
    await writeFile(kept, (await readFile(kept, 'utf8')).slice(0, 100))
    expect(await valley.told(cache)).toMatchObject({ read: 2 })
    await rename(kept, `${kept}.old`)
    expect(await valley.told(cache)).toMatchObject({ read: 2 })
  })
})

/** What pages are made from. */
async function all(repository: Repository, settings = ''): Promise<Portfolio> {
  if (settings) await writeFile(path.join(repository.folder, 'site.yaml'), settings)
  const corpus = await refresh(repository.folder)
  const told = await changesOf(corpus)
  return portfolio({ ...factsOf(corpus), ...(told && { changes: told.changes }) })
}

describe('the page', () => {
  it('stands in sections from tag to tag, with the way to what changed since each', async () => {
    const valley = await Repository.create()
    await valley.say(document(gap(1)))
    await valley.git('tag', 'v1.0')
    await valley.git('tag', '-a', '-m', 'with words', 'stable')
    await valley.say('x\n', 'no gap', 'valley/readme.md')
    await valley.git('tag', 'v1.0.1')
    await valley.say(document(gap(1), gap(2)))
    await valley.say(document(gap(1, { state: 'Resolved' }), gap(2)))
    await valley.git('tag', 'v1.1/"<b>"')
    await valley.git('checkout', '-q', '-b', 'side')
    await valley.say(document(gap(1)))
    await valley.git('tag', 'aside')
    await valley.git('checkout', '-q', '-b', 'release', 'v1.0')
    await valley.say('x\n', 'no gap', 'valley/notes.md')
    await valley.git('tag', 'of-a-branch')
    await valley.git('checkout', '-q', 'main')
    await valley.git('merge', '-q', '--no-ff', '-m', 'Merge release', 'release')
    const view = changesView(await all(valley), 1)
    expect(view.sections.map(({ title, anchors, sets }) => [title, anchors, sets.length])).toEqual([
      ['Since of-a-branch and v1.1/"<b>"', ['since-of-a-branch', 'since-v1.1/-b-'], 0],
      ['From v1.0.1, v1.0 and stable to of-a-branch and v1.1/"<b>"', ['since-v1.0.1', 'since-v1.0', 'since-stable'], 2],
      ['Until v1.0.1, v1.0 and stable', [], 1],
    ])
    expect(view.tags.map(({ text, href, count }) => [text, href, count])).toEqual([
      ['of-a-branch', '#since-of-a-branch', 0],
      ['v1.1/"<b>"', '#since-v1.1%2F-b-', 0],
      ['v1.0.1', '#since-v1.0.1', 2],
      ['v1.0', '#since-v1.0', 2],
      ['stable', '#since-stable', 2],
    ])
  })

  it('has at most 200 lines; a commit of more goes on where it was left', async () => {
    const valley = await Repository.create()
    const rows = (level: string) =>
      `# Gaps\n\n| ID | Gap | Severity |\n|---|---|---|\n${Array.from({ length: 250 }, (_, at) => `| G-${at} | valve ${at} sticks | ${level} |`).join('\n')}\n`
    await valley.say(rows('High'))
    await valley.git('tag', 'v1')
    await valley.say(rows('Low'))
    const portfolio = await all(valley)
    expect(changesPages(portfolio)).toBe(3)
    const views = [1, 2, 3].map((page) => changesView(portfolio, page))
    const shape = views.map(({ sections }) =>
      sections.map(({ title, anchors, continued, sets }) => [
        title,
        anchors.length,
        continued,
        ...sets.map((set) => [set.lines.length, set.continued]),
      ]),
    )
    expect(shape).toEqual([
      [['Since v1', 1, false, [200, false]]],
      [
        ['Since v1', 0, true, [50, true]],
        ['Until v1', 0, false, [150, false]],
      ],
      [['Until v1', 0, true, [100, true]]],
    ])
    expect(new Set(views.map(({ frame }) => frame.title)).size).toBe(3)
    expect(views[1]!.tags[0]!.href).toBe('../changes.html#since-v1')
  })

  it('links each change to its gap and to the commit on the forge, and tells the latest for other pages', async () => {
    const valley = await Repository.create()
    await valley.say(document(gap(1)))
    const hash = await valley.say(document(gap(1, { state: 'Resolved' }), gap(2)), 'Done, at last')
    const portfolio = await all(valley, 'repository: https://github.com/acme/valley\n')
    const [set] = changesView(portfolio, 1).sections[0]!.sets
    expect(set!.commit).toEqual({
      hash: hash.slice(0, 7),
      date: '2026-01-02',
      subject: 'Done, at last',
      href: `https://github.com/acme/valley/commit/${hash}`,
    })
    expect(set!.lines.map(({ word, id, href, turn }) => [word, id, href, turn?.from])).toEqual([
      ['Opened', 'G-02', 'gaps/valley/g-02.html', undefined],
      ['Closed', 'G-01', 'gaps/valley/g-01.html', { mark: { kind: 'state', value: 'open', word: 'Open' } }],
    ])
    const latest = latestChanges(portfolio, 'systems/valley.html', 2)!
    expect(latest.lines.map(({ date, word, href }) => [date, word, href])).toEqual([
      ['2026-01-02', 'Opened', '../gaps/valley/g-02.html'],
      ['2026-01-02', 'Closed', '../gaps/valley/g-01.html'],
    ])
    expect(latest.all).toEqual({ href: '../changes.html', text: 'All 3 changes' })
    const { menu, feed } = frame(portfolio, { address: 'gaps/valley/g-01.html', title: '', description: '' })
    expect([menu.find(({ text }) => text === 'Changes')?.href, feed]).toEqual(['../../changes.html', '../../feed.xml'])
  })
})

interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}
/** Of XML as strictly as a feed reader: what is no XML throws. */
function parsed(xml: string): Element {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml)) throw new Error('a sign that XML has not')
  const plain = (said: string): string => {
    if (/[<]|&(?!(?:amp|lt|gt|quot|apos);)/.test(said)) throw new Error(`unescaped: ${said}`)
    return said.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name]!)
  }
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const body = xml.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\n/, '')
  for (const [, said, tag] of body.matchAll(/([^<]*)(?:<([^>]*)>)?/g)) {
    const own = open.at(-1)!
    own.text += plain(said!)
    if (tag === undefined) continue
    const [, end, name, inside, empty] = /^(\/?)([a-z]+)((?: [a-z:]+="[^"<]*")*)\s*(\/?)$/.exec(tag) ?? []
    if (!name) throw new Error(`no tag: ${tag}`)
    if (end) {
      if (open.pop()!.name !== name) throw new Error(`${name} is closed, and not open`)
      continue
    }
    const attributes = Object.fromEntries([...inside!.matchAll(/ ([a-z:]+)="([^"]*)"/g)].map(([, key, value]) => [key!, plain(value!)]))
    const element = { name, attributes, children: [], text: '' }
    own.children.push(element)
    if (!empty) open.push(element)
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one element')
  return root.children[0]!
}
const of = ({ children }: Element, name: string): string[] => children.filter((child) => child.name === name).map(({ text }) => text)
const hrefs = ({ children }: Element, rel: string): string[] =>
  children.filter(({ name, attributes }) => name === 'link' && attributes.rel === rel).map(({ attributes }) => attributes.href!)
const entriesOf = (root: Element): Element[] => root.children.filter(({ name }) => name === 'entry')

describe('the feed', () => {
  it('is Atom whose ids stay when the site moves and when more is committed', async () => {
    const valley = await Repository.create()
    await valley.say(first)
    await valley.say(document(gap(1, { state: 'Resolved' }), gap(2, { level: 'Low' })))
    const without = parsed(feed(await all(valley))!)
    expect(without.attributes.xmlns).toBe('http://www.w3.org/2005/Atom')
    expect(of(without, 'updated')).toEqual(['2026-01-02T12:00:00Z'])
    expect(hrefs(without, 'alternate')).toEqual(['changes.html'])
    expect(hrefs(without, 'self')).toEqual([])
    const entries = entriesOf(without)
    expect(entries.flatMap((entry) => of(entry, 'title'))).toEqual([
      'Closed: G-01 The gate has no owner',
      'Severity: G-02 The winch has no owner',
      'Removed: G-03 The lamp has no owner',
      'Opened: G-01 The gate has no owner',
      'Opened: G-02 The winch has no owner',
      'Opened: G-03 The lamp has no owner',
    ])
    for (const entry of [without, ...entries]) {
      for (const name of ['id', 'title', 'updated']) expect(of(entry, name), name).toHaveLength(1)
      expect(of(entry, 'id')[0]).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(of(entry, 'updated')[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    }
    const ids = (root: Element) => entriesOf(root).flatMap((entry) => of(entry, 'id'))
    expect(new Set(ids(without)).size).toBe(6)
    const [, severity, removed] = entries
    expect(of(severity!, 'content')).toEqual([
      `G-02 The winch has no owner, a gap of valley: severity, High → Low. Commit ${await valley.git('rev-parse', '--short=7', 'HEAD')} of 2026-01-02: a change`,
    ])
    expect(hrefs(severity!, 'alternate')).toEqual(['gaps/valley/g-02.html'])
    expect(hrefs(removed!, 'alternate')[0]).toMatch(/^changes\.html#commit-[0-9a-f]{12}$/)

    const moved = parsed(feed(await all(valley, 'address: https://gaps.example.org/all\ntitle: Elsewhere\n'))!)
    expect(ids(moved)).toEqual(ids(without))
    expect(of(moved, 'id')).toEqual(of(without, 'id'))
    expect(hrefs(moved, 'self')).toEqual(['https://gaps.example.org/all/feed.xml'])
    expect(hrefs(entriesOf(moved)[2]!, 'alternate')[0]).toMatch(/^https:\/\/gaps\.example\.org\/all\/changes\.html#commit-/)

    await valley.say(document(gap(1, { state: 'Resolved' }), gap(2, { level: 'High' })))
    expect(ids(parsed(feed(await all(valley))!)).slice(1)).toEqual(ids(without))
  })

  it('holds the latest hundred', async () => {
    const valley = await Repository.create()
    await valley.say(`# Gaps\n\n${Array.from({ length: 130 }, (_, at) => `### G-${at}: valve ${at} sticks\n\nImpact: x\n`).join('\n')}`)
    expect(entriesOf(parsed(feed(await all(valley))!))).toHaveLength(100)
  })
})

/** Pictures, and scripts that stand in the page itself. */
const madeOf = (node: Nodes): string[] => [
  ...(node.type === 'element' && (node.tagName === 'img' || (node.tagName === 'script' && !node.properties.src))
    ? [`${node.tagName} ${node.properties.type}`]
    : []),
  ...('children' in node ? node.children.flatMap(madeOf) : []),
]

describe('what anybody may write', () => {
  const subject = '</title><script>alert(1)</script> & ]]> "\u202egnihtemos\u202c" \u0001\u001b[31m \ud83d\udd34 `x`'
  const title = 'A <img src=x onerror=alert(1)> & "quotes" ]]> --> \u202ednettirw'

  it('stays text in the feed', async () => {
    const valley = await Repository.create()
    await valley.say(document(gap(1, { title })), subject)
    const [entry] = entriesOf(parsed(feed(await all(valley, 'title: "<b> & \u0007"\n'))!))
    expect(of(entry!, 'title')[0]).toContain('Opened: G-01 A ')
    expect(of(entry!, 'content')[0]).toContain('</title><script>alert(1)</script> & ]]> "')
    expect(of(entry!, 'content')[0]).not.toMatch(/[\u0001\u001b\u202e]: /)
  })

  it('is taken out where it is not for the public, in the past as well', async () => {
    const valley = await Repository.create()
    await valley.say(document(gap(1, { title: 'Acme has no owner' })), 'Ask ada@example.org about Acme')
    await valley.git('tag', 'for-Acme')
    await valley.say(document(gap(1)), 'said more quietly')
    await valley.write('site.yaml', 'redact: [emails, { name: customer, text: Acme }]\n')
    const { changes } = (await valley.told())!
    expect(JSON.stringify(changes)).not.toMatch(/acme|ada@/i)
    expect(lines({ changes, read: 0 })).toEqual([
      '2026-01-02 title G-01 The gate has no owner: [redacted: customer] has no owner → The gate has no owner',
      '2026-01-01 opened G-01 [redacted: customer] has no owner',
    ])
  })

  it('cannot pass for another commit or file', async () => {
    const valley = await Repository.create()
    await valley.say(first, ':100644 100644 0000000 1111111 A')
    await valley.say(document(gap(1), gap(2)), `${'a'.repeat(40)}`)
    await valley.say(document(gap(1)), '')
    expect((await valley.told())!.changes.sets.map(({ commit, changes }) => [commit.subject, changes.length])).toEqual([
      ['', 1],
      ['a'.repeat(40), 1],
      [':100644 100644 0000000 1111111 A', 3],
    ])
  })

  it('stays text on the page of a built site, whose second build is the same', async () => {
    const valley = await Repository.create()
    await valley.say(document(gap(1, { title })), subject)
    await valley.say(document(gap(1, { title, state: 'Resolved' }), gap(2)), subject)
    await valley.git('tag', 'v1"><script>alert(1)</script>')
    const out = [await temporary(), await temporary()]
    for (const one of out) await build(valley.folder, one)
    const [once, again] = await Promise.all(out.map(files))
    expect(again).toEqual(once)
    const page = once!.get('changes.html')!
    expect(page).toContain('&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(madeOf(fromHtml(page))).toEqual(['script application/ld+json'])
    expect(page).not.toMatch(/[\u0001\u001b]/)
    expect(page).toContain('<link rel="alternate" type="application/atom+xml" title="Changes" href="feed.xml">')
    expect(entriesOf(parsed(once!.get('feed.xml')!))).toHaveLength(3)

    const plain = await temporary()
    await writeFile(path.join(plain, 'gaps.md'), first)
    const bare = await temporary()
    await build(plain, bare)
    const site = await files(bare)
    expect([...site.keys()].filter((name) => /changes|feed/.test(name))).toEqual([])
    expect(site.get('index.html')).not.toMatch(/changes\.html|feed\.xml/)
  }, 300_000)
})
