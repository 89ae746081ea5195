/**
 * A folder of documents, with everything that people leave in folders: what is read, what is passed over and said so, and
 * that whatever is wrong is a finding with its place while the rest is still there.
 */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { locate } from '#model'
import { tellSettings } from '../src/commands/build.ts'
import { type Corpus, openCorpus, refresh } from '../src/corpus.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const gaps = (...titles: string[]) =>
  `# Gaps\n\n${titles.map((title, index) => `## Gap ${index + 1}: ${title}\n\n**Severity:** High\n`).join('\n')}`

type Files = Record<string, string | Uint8Array>
function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
function folderOf(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lacuna-corpus-')))
  folders.push(folder)
  write(folder, files)
  return folder
}
const corpusOf = (files: Files): Promise<Corpus> => openCorpus(folderOf(files))

const addresses = ({ documents }: Corpus) => documents.map(({ system, slug }) => `${system}/${slug}`)
const keys = ({ trace }: Corpus) => trace.gaps.map(({ key }) => key)
const found = ({ findings }: Corpus, rule: string) =>
  findings.filter((finding) => finding.rule === rule).map(({ place, message }) => `${locate(place)} ${message}`)

describe('a folder', () => {
  it('has its systems in its first-level folders, deeper ones in the addresses of documents', async () => {
    const corpus = await corpusOf({
      'Crane Control/Gaps 2025.md': gaps('no brake'),
      'Crane Control/audits/2024/Q1.markdown': gaps('no log'),
      'press/notes.txt': 'Gap 1: hot\n',
      'press/page.mdx': gaps('no guard'),
      'press/drawing.svg': '<svg/>',
      'press/readme.rst': 'Gap 9\n=====\n',
    })
    expect(corpus.systems.map(({ slug, name, documents }) => ({ slug, name, documents }))).toEqual([
      { slug: 'crane-control', name: 'Crane Control', documents: ['Crane Control/Gaps 2025.md', 'Crane Control/audits/2024/Q1.markdown'] },
      { slug: 'press', name: 'press', documents: ['press/notes.txt', 'press/page.mdx'] },
    ])
    expect(addresses(corpus)).toEqual(['crane-control/gaps-2025', 'crane-control/audits/2024/q1', 'press/notes', 'press/page'])
    expect(keys(corpus)).toContain('crane-control/audits/2024/q1/1')
    expect([...corpus.sources.keys()]).toEqual(corpus.documents.map(({ file }) => file))
  })

  it('gives its own name to the system of documents that lie directly in it', async () => {
    const folder = join(
      folderOf({ 'Harbour Docs/gaps.md': gaps('no light'), 'Harbour Docs/pier/gaps.md': gaps('no rail') }),
      'Harbour Docs',
    )
    const corpus = await openCorpus(folder)
    expect(corpus.systems.map(({ slug, name }) => [slug, name])).toEqual([
      ['harbour-docs', 'Harbour Docs'],
      ['pier', 'pier'],
    ])
    expect(keys(corpus)).toEqual(['harbour-docs/gaps/1', 'pier/gaps/1'])
    expect(basename(corpus.folder)).toBe('Harbour Docs')
  })

  it('without documents is a corpus without documents', async () => {
    const corpus = await corpusOf({ 'a/readme.rst': 'x' })
    expect([corpus.documents, corpus.trace.gaps, corpus.findings]).toEqual([[], [], []])
  })

  it('is published with documents that have no gaps', async () => {
    const corpus = await corpusOf({ 'a/minutes.md': '# Minutes\n\nWe met.\n', 'a/gaps.md': gaps('no chairs') })
    expect(corpus.documents.map(({ mentions }) => mentions.length)).toEqual([1, 0])
  })

  it('passes over dot-folders, node_modules and what .gitignore names, and says so', async () => {
    const corpus = await corpusOf({
      '.obsidian/gaps.md': gaps('hidden'),
      'a/gaps.md': gaps('seen'),
      'a/node_modules/x/gaps.md': gaps('installed'),
      'a/.gitignore': 'drafts/\n*.tmp.md\n!keep.tmp.md\n',
      'a/drafts/gaps.md': gaps('drafted'),
      'a/one.tmp.md': gaps('temporary'),
      'a/keep.tmp.md': gaps('kept'),
      'b/drafts/gaps.md': gaps('no rule reaches here'),
    })
    expect(corpus.documents.map(({ file }) => file)).toEqual(['a/gaps.md', 'a/keep.tmp.md', 'b/drafts/gaps.md'])
    expect(corpus.passedOver).toEqual([
      { path: '.obsidian/', why: 'its name begins with a dot' },
      { path: 'a/drafts/', why: '.gitignore names it' },
      { path: 'a/node_modules/', why: 'installed packages' },
      { path: 'a/one.tmp.md', why: '.gitignore names it' },
    ])
  })

  it('is left by no symbolic link', async () => {
    const outside = folderOf({ 'secret/gaps.md': gaps('not yours') })
    const folder = folderOf({ 'a/gaps.md': gaps('ours') })
    symlinkSync(join(outside, 'secret'), join(folder, 'a/secret'))
    symlinkSync(join(outside, 'secret/gaps.md'), join(folder, 'a/other.md'))
    symlinkSync('/nowhere/at/all.md', join(folder, 'a/nowhere.md'))
    symlinkSync('gaps.md', join(folder, 'a/again.md'))
    const corpus = await openCorpus(folder)
    expect(corpus.documents.map(({ file }) => file)).toEqual(['a/gaps.md'])
    expect(corpus.defects.map(({ kind, was }) => `${kind} ${was}`)).toEqual([
      'outside a/nowhere.md',
      'outside a/other.md',
      'outside a/secret',
    ])
    expect(found(corpus, 'file-readable')).toHaveLength(3)
    expect(corpus.passedOver.map(({ path }) => path)).toEqual(['a/again.md'])
  })
})

describe('settings', () => {
  it('name systems and the site', async () => {
    const corpus = await corpusOf({
      'site.yaml': 'title: All gaps\ngate: warning\n',
      'wrkr/system.yaml': 'name: Wrkr\nrepository: https://example.org/wrkr\nlang: de\n',
      'wrkr/gaps.md': gaps('x'),
    })
    expect(corpus.settings).toMatchObject({ title: 'All gaps', gate: 'warning', rules: {} })
    expect(corpus.systems[0]).toMatchObject({ name: 'Wrkr', settings: { repository: 'https://example.org/wrkr', branch: 'main' } })
    expect(corpus.documents[0]!.lang).toBe('de')
    expect(corpus.defects).toEqual([])
  })

  it('that are broken are a finding with line and column, and the defaults hold', async () => {
    const corpus = await corpusOf({
      'site.yaml': 'title: "Gaps\n',
      'wrkr/system.yaml': 'name: Wrkr\nbranch: [main]\ncolour: red\n',
      'wrkr/gaps.md': gaps('x'),
      'press/system.yaml': '- a list\n',
      'press/gaps.md': gaps('y'),
    })
    expect(corpus.settings).toMatchObject({ title: 'Gaps', gate: 'error' })
    expect(corpus.systems.map(({ name, settings }) => [name, settings.branch])).toEqual([
      ['press', 'main'],
      ['Wrkr', 'main'],
    ])
    const places = corpus.defects.map(({ kind, place }) => `${kind} ${locate(place)}`)
    expect(places).toEqual(expect.arrayContaining(['settings wrkr/system.yaml:2:9', 'settings wrkr/system.yaml:3:9']))
    expect(places.some((place) => /^settings site\.yaml:[12]:/.test(place))).toBe(true)
    expect(places.some((place) => place.startsWith('settings press/system.yaml:1:'))).toBe(true)
    expect(found(corpus, 'file-readable')).toHaveLength(corpus.defects.length)
    expect(keys(corpus)).toEqual(['press/gaps/1', 'wrkr/gaps/1'])
  })
})

describe('settings that do not fit', () => {
  const said = async (settings: string) => found(await corpusOf({ 'site.yaml': settings, 'a/gaps.md': gaps('x') }), 'file-readable')

  it.each([
    ['gaps.example.org', 'it does not begin with https://; write https://gaps.example.org'],
    ['localhost:8080/gaps', 'it does not begin with https://; write https://localhost:8080/gaps'],
    ['ftp://gaps.example.org', 'it begins with neither https:// nor http://'],
    ['https://', 'it is no address of the web'],
    ['https://gaps.example.org/a b', 'a blank stands in it'],
    ['https://gaps.example.org/?x=1#y', 'it goes on with ?x=1#y, and no page could stand below that; write https://gaps.example.org/'],
    [
      'https://gaps.example.org/x/index.html',
      'it goes on with index.html, and no page could stand below that; write https://gaps.example.org/x/',
    ],
  ])('say of the address %s what it lacks', async (address, why) => {
    expect(await said(`title: X\naddress: ${address}\n`)).toEqual([
      `site.yaml:2:10 "address: ${address}" in site.yaml cannot be used: ${why}`,
    ])
  })

  it.each(['https://gaps.example.org', 'http://localhost:8080/', 'https://example.org/gaps/v1.html/'])(
    'take the address %s',
    async (address) => expect(await said(`address: ${address}\n`)).toEqual([]),
  )

  it('are told where they stand, one by one, and the others hold', async () => {
    const corpus = await corpusOf({
      'site.yaml': 'title: X\nrequire:\n  evidence: 900\n  prof: 1\n  work: 50\nrules: { one-valeu: error, no-circle: 3 }\n',
      'a/gaps.md': gaps('x'),
    })
    expect(corpus.findings.map(({ place, message, mend }) => `${locate(place)} ${message}; ${mend}`)).toEqual([
      'site.yaml:3:13 "evidence: 900" in site.yaml cannot be used: a share is a number of percent, from 0 to 100; correct it, or take the line out; until then the default holds',
      'site.yaml:4:9 "prof: 1" in site.yaml sets nothing: `require` knows no "prof"; write one of evidence, requirement, work, artifact, criterion, metric, directive and phase, or take the line out',
      expect.stringMatching(/^site\.yaml:6:21 site\.yaml sets the level of "one-valeu", but no rule has this name; write one-value$/),
      expect.stringMatching(/^site\.yaml:6:39 .* cannot be used: a rule has the level error, warning or note, or is off; /),
    ])
    expect(corpus.settings).toMatchObject({ title: 'X', require: { work: 50 }, rules: { 'one-valeu': 'error' } })
  })

  it('are told by a build, and what is left out without them', async () => {
    const told = async (settings: string) => tellSettings(await corpusOf({ 'site.yaml': settings, 'a/gaps.md': gaps('x') }), 'docs')
    expect(await told('address: gaps.example.org\ngate: eror\n')).toEqual([
      '  docs/site.yaml:1:10 "address: gaps.example.org" in site.yaml cannot be used: it does not begin with https://; write https://gaps.example.org',
      '    mend: correct it, or take the line out; until then the default holds',
      '  docs/site.yaml:2:7 "gate: eror" in site.yaml cannot be used: expected one of "error"|"warning"|"note"',
      '    mend: correct it, or take the line out; until then the default holds',
      '  the address in site.yaml cannot be used: no canonical address, card image or sitemap is written',
    ])
    expect(await told('title: X\n')).toEqual(['  site.yaml gives no address: no canonical address, card image or sitemap is written'])
    expect(await told('address: https://gaps.example.org\n')).toEqual([])
  })
})

describe('what is to be redacted', () => {
  const lost = async (files: Files) => (await corpusOf({ 'a/gaps.md': gaps('x'), ...files })).unredacted
  const wide = (text: string) => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')])
  const stray = (file: string, key: string) =>
    `${file}: "${key}" is read by nobody: \`redact\` stands at the top of site.yaml, in these letters`

  it('is read from settings in any encoding of documents', async () => {
    const corpus = await corpusOf({ 'a/gaps.md': gaps('ada@example.org'), 'site.yaml': wide('title: X\nredact: [emails]\n') })
    expect(corpus).toMatchObject({ settings: { title: 'X', redact: ['emails'] }, findings: [] })
    expect(corpus.trace.gaps[0]!.title).toBe('[redacted: email]')
    expect(corpus.unredacted).toBeUndefined()
  })

  it.each([
    ['site.yaml', 'settings:\n  redact: [emails]\n', 'settings.redact'],
    ['site.yaml', 'redact:\n  redact: [emails]\n', undefined],
    ['site.yaml', 'redact:\n', undefined],
    ['site.yaml', 'Redact: [emails]\n', 'Redact'],
    ['site.yaml', '"redaction": [emails]\n', 'redaction'],
    ['site.yaml', 'redcat: [emails]\n', 'redcat'],
    ['site.yaml', '- title: X\n- redact: [emails]\n', 'redact'],
    ['site.yml', 'title: X\nredact: [emails]\n', 'redact'],
    ['a/system.yaml', 'name: A\nredact: [emails]\n', 'redact'],
    ['a/system.yml', 'redact: [emails]\n', 'redact'],
    ['a/site.yaml', 'redact: [emails]\n', 'redact'],
  ])('is not known where %s says %j', async (file, text, key) => {
    const why = await lost({ [file]: text })
    if (key === undefined) expect(why).toMatch(/^site\.yaml: redact says nothing that Lacuna knows/)
    else expect(why).toBe(stray(file, key))
  })

  it('is not known of what is no text, or speaks of it otherwise', async () => {
    expect(
      await lost({ 'site.yaml': Uint8Array.from({ length: 600 }, (_, index) => ((index * 7919) % 256) & (index % 3 ? 255 : 0)) }),
    ).toBe('site.yaml: it is not text that can be read')
    expect(await lost({ 'site.yaml': 'please redact all paths\n' })).toMatch(/^site\.yaml: what it says of redaction is read by nobody/)
    expect(await lost({ 'site.yaml': 'redact: [emails\n' })).toBe('site.yaml: it is no YAML')
  })

  it.each([
    ['# redact: [emails]\ntitle: X # redact nothing\n'],
    ['# redact: [emails]\ntitle: "X\n'],
    ['title: How we redact\nrules: { redact: off }\n'],
    ['redact: []\n'],
  ])('is nothing in %j', async (text) => expect(await lost({ 'site.yaml': text })).toBeUndefined())

  it('is no matter of the words that documents have for a state', async () =>
    expect(await lost({ 'a/system.yaml': 'state: { Redacted: closed }\n' })).toBeUndefined())
})

describe('settings under another name', () => {
  it('are a finding that names the right one', async () => {
    const corpus = await corpusOf({
      'site.yml': 'title: X\n',
      'a/gaps.md': gaps('x'),
      'a/system.yml': 'owner: A\n',
      'a/site.yaml': '- hosts: all\n',
    })
    expect(corpus.findings.map(({ place, message, mend }) => `${locate(place)} ${message}; ${mend}`)).toEqual([
      'a/system.yml:1:1 system.yml is not read: these settings stand in a/system.yaml; call it a/system.yaml',
      'site.yml:1:1 site.yml is not read: these settings stand in site.yaml; call it site.yaml',
    ])
  })
})

describe('bad input', () => {
  it('is a finding, and the others are still there', async () => {
    const folder = folderOf({
      'a/good.md': gaps('still there'),
      'a/empty.md': '',
      'a/blank.md': ' \n\n',
      'a/picture.md': Uint8Array.from({ length: 600 }, (_, index) => ((index * 7919) % 256) & (index % 3 ? 255 : 0)),
      'a/huge.md': '',
      'a/locked.md': gaps('locked'),
      'a/front.md': `---\ntitle: "open\n---\n\n${gaps('under a broken head')}`,
    })
    truncateSync(join(folder, 'a/huge.md'), 33 * 1024 * 1024)
    chmodSync(join(folder, 'a/locked.md'), 0)
    const locked = process.getuid?.() === 0 ? [] : ['a/locked.md:1:1'] // root reads everything
    const corpus = await openCorpus(folder)
    expect(corpus.documents).toHaveLength(7)
    expect(keys(corpus)).toEqual(expect.arrayContaining(['a/good/1', 'a/front/1']))
    const places = corpus.findings.filter(({ rule }) => rule === 'file-readable').map(({ place }) => locate(place))
    expect(places).toEqual([
      'a/blank.md:1:1',
      'a/empty.md:1:1',
      expect.stringMatching(/^a\/front\.md:[23]:/),
      'a/huge.md:1:1',
      ...locked,
      'a/picture.md:1:1',
    ])
  })

  it('that wants one address twice is published twice, with a finding', async () => {
    const corpus = await corpusOf({
      'a/Gap List.md': gaps('first'),
      'a/gap-list.txt': '# Gaps\n\n## Gap 1: second\n\n**Severity:** Low\n',
      'a/deep/gap-list.md': gaps('third'),
      'A b/x.md': gaps('fourth'),
      'a-b/x.md': gaps('fifth'),
    })
    expect(new Set(addresses(corpus)).size).toBe(5)
    expect(new Set(keys(corpus)).size).toBe(5)
    expect(corpus.trace.gaps.map(({ title }) => title).sort()).toEqual(['fifth', 'first', 'fourth', 'second', 'third'])
    const said = found(corpus, 'one-address').join('\n')
    expect(said).toMatch(/gap-list|Gap List/)
    expect(said).toMatch(/a-b|A b/)
  })

  it('with a name of 120 characters, Chinese for the most part, has an address that every file system holds', async () => {
    // 253 bytes: a name of 120 Chinese characters alone would be too long for most file systems
    const name = `${'差距分析报告仓储系统二零二六年第一季度'.repeat(4).slice(0, 65)} ${'warehouse robots gap analysis first quarter'.padEnd(54, ' final')}`
    const corpus = await corpusOf({ [`仓储/${name}.md`]: gaps('x'), [`仓储/${name}2.md`]: gaps('y') })
    expect([...name].length).toBe(120)
    expect(corpus.documents).toHaveLength(2)
    for (const { system, slug } of corpus.documents) {
      const part = slug.replace(/-2$/, '') // the second of two that would meet
      expect(Buffer.byteLength(part)).toBeLessThanOrEqual(120)
      expect([...part].length).toBeLessThanOrEqual(60)
      expect(system).toBe('仓储')
    }
    expect(new Set(keys(corpus)).size).toBe(2)
    expect(found(corpus, 'one-address')).toHaveLength(1)
  })
})

describe('a second look', () => {
  it('is the same as long as nobody asks for another', async () => {
    const folder = folderOf({ 'a/gaps.md': gaps('x') })
    expect(await openCorpus(folder)).toBe(await openCorpus(folder))
    const first = await openCorpus(folder)
    const second = await refresh(folder)
    expect(second).not.toBe(first)
    expect(await openCorpus(folder)).toBe(second)
    expect(second.reads.get('a/gaps.md')).toBe(1)
  })

  it('re-reads the changed file only', async () => {
    const folder = folderOf({ 'a/one.md': gaps('one'), 'a/two.md': gaps('two'), 'b/three.md': gaps('three') })
    const first = await openCorpus(folder)
    expect(Object.fromEntries(first.reads)).toEqual({ 'a/one.md': 1, 'a/two.md': 1, 'b/three.md': 1 })
    write(folder, { 'a/two.md': gaps('two, and more', 'four') })
    const second = await refresh(folder)
    expect(Object.fromEntries(second.reads)).toEqual({ 'a/one.md': 1, 'a/two.md': 2, 'b/three.md': 1 })
    expect(second.trace.gaps.map(({ title }) => title)).toEqual(['one', 'two, and more', 'four', 'three'])
  })

  it('sees an edit that keeps size and name', async () => {
    const folder = folderOf({ 'a/one.md': gaps('aaa') })
    await openCorpus(folder)
    write(folder, { 'a/one.md': gaps('bbb') })
    utimesSync(join(folder, 'a/one.md'), new Date(), new Date(Date.now() + 5000))
    expect((await refresh(folder)).trace.gaps.map(({ title }) => title)).toEqual(['bbb'])
  })

  it('forgets the gaps of a deleted file', async () => {
    const folder = folderOf({ 'a/one.md': gaps('one'), 'a/two.md': gaps('two') })
    expect(keys(await openCorpus(folder))).toEqual(['a/one/1', 'a/two/1'])
    rmSync(join(folder, 'a/two.md'))
    const corpus = await refresh(folder)
    expect(keys(corpus)).toEqual(['a/one/1'])
    expect(JSON.stringify([corpus.documents, corpus.trace.gaps, corpus.findings])).not.toContain('two')
  })

  it('reads a system again when its settings changed', async () => {
    const folder = folderOf({ 'a/one.md': gaps('one') })
    expect((await openCorpus(folder)).documents[0]!.lang).toBeUndefined()
    write(folder, { 'a/system.yaml': 'lang: sv\n' })
    expect((await refresh(folder)).documents[0]!.lang).toBe('sv')
  })
})
