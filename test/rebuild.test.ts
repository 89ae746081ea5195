/** A build shows what is in its folder, and nothing that an earlier build read. */
import { existsSync } from 'node:fs'
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { build, files, temporary } from './built.ts'

const document = (word: string, id: string) =>
  `# Gaps of ${word}\n\n## Gap ${id} (P1): ${word} is missing\n\n**Impact:** nobody finds ${word}.\n`

async function write(folder: string, contents: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(contents)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
}
const holds = (site: ReadonlyMap<string, string>, words: string) =>
  [...site].filter(([name, text]) => name.includes(words) || text.includes(words)).map(([name]) => name)

describe('building', () => {
  it('shows nothing of folder A in the site of folder B, and nothing that was removed from A', async () => {
    const base = await temporary()
    const [a, b] = [path.join(base, 'a'), path.join(base, 'b')]
    await write(a, { 'quokka/first.md': document('quokkafirst', 'QF-1'), 'quokka/second.md': document('quokkasecond', 'QS-1') })
    await write(b, { 'wombat/only.md': document('wombatonly', 'WO-1') })
    await build(a, path.join(base, 'out-a'))
    await build(b, path.join(base, 'out-b'))
    const siteB = await files(path.join(base, 'out-b'))
    expect(holds(siteB, 'wombatonly').length).toBeGreaterThan(2)
    for (const word of ['quokka', 'qf-1', 'QF-1', 'QS-1']) expect(holds(siteB, word)).toEqual([])

    await rm(path.join(a, 'quokka/second.md'))
    await build(a, path.join(base, 'out-a'))
    const again = await files(path.join(base, 'out-a'))
    expect(holds(again, 'quokkafirst').length).toBeGreaterThan(2)
    for (const word of ['quokkasecond', 'qs-1', 'QS-1']) expect(holds(again, word)).toEqual([])
  }, 120_000)

  it('gives the same bytes for the same documents, in another folder too', async () => {
    const base = await temporary()
    await write(path.join(base, 'one/docs'), { 'quokka/first.md': document('quokkafirst', 'QF-1') })
    await cp(path.join(base, 'one'), path.join(base, 'two'), { recursive: true })
    await build(path.join(base, 'one/docs'), path.join(base, 'out-1'))
    await build(path.join(base, 'two/docs'), path.join(base, 'out-2'))
    expect(await files(path.join(base, 'out-2'))).toEqual(await files(path.join(base, 'out-1')))
  }, 120_000)

  it('publishes a folder without systems or settings, and says what it did and what to do next', async () => {
    const base = await temporary()
    await write(path.join(base, 'loose-notes'), {
      'a.md': document('aardvark', 'A-1'),
      'deep/er/b.markdown': '# Notes\n\nNo gap here.\n',
      'c.txt': 'Only text.\n',
    })
    const printed = await build(path.join(base, 'loose-notes'), path.join(base, 'out'))
    expect(printed).toMatch(/2 systems, 3 documents, 1 gap,.*2 documents without gaps/)
    expect(printed.trim().split('\n').at(-1)).toMatch(/^Open file:\/\/.*index\.html/)
    const site = await files(path.join(base, 'out'))
    expect([...site.keys()].filter((name) => /^documents\/.*\.html$/.test(name))).toEqual([
      'documents/deep/er/b.html',
      'documents/loose-notes/a.html',
      'documents/loose-notes/c.html',
    ])
    expect(site.has('gaps/loose-notes/a-1.html')).toBe(true)
  }, 120_000)
})

describe('a folder called pages', () => {
  const code = (file: string) =>
    `import { writeFileSync } from 'node:fs'\n\n# Gaps\n\n## Gap R-1 (P1): Rust on the rails\n\n{writeFileSync(${JSON.stringify(file)}, 'ran')}\n`

  it('is compiled only when it holds nothing but hand-written pages; documents are never run', async () => {
    const base = await temporary()
    const proof = path.join(base, 'proof')
    await write(path.join(base, 'docs'), { 'pages/a.md': document('aardvark', 'A-1'), 'pages/b.mdx': code(proof) })
    await build(path.join(base, 'docs'), path.join(base, 'out'))
    expect(existsSync(proof)).toBe(false)
    const site = await files(path.join(base, 'out'))
    expect(site.has('gaps/pages/r-1.html')).toBe(true)
    expect(holds(site, 'writeFileSync')).not.toEqual([])
  }, 120_000)

  it('is not compiled through a symbolic link that leaves the folder', async () => {
    const base = await temporary()
    const proof = path.join(base, 'proof')
    await write(path.join(base, 'elsewhere'), { 'b.mdx': code(proof) })
    await write(path.join(base, 'docs'), { 'quokka/a.md': document('aardvark', 'A-1') })
    await symlink(path.join(base, 'elsewhere'), path.join(base, 'docs/pages'))
    await build(path.join(base, 'docs'), path.join(base, 'out'))
    expect(existsSync(proof)).toBe(false)
    expect(holds(await files(path.join(base, 'out')), 'Rust on the rails')).toEqual([])
  }, 120_000)
})

describe('what once stopped a build, or lost something', () => {
  it('is published, and told as findings', async () => {
    const base = await temporary()
    const docs = path.join(base, 'docs')
    await write(docs, {
      'quokka/index.md': '# Gaps\n\n## Gap 1: index\n\n**Severity:** high\n\n## G-02: Vec<String> leaks (P1)\n\n**Effort:** 3 <days>\n',
      'quokka/system.yaml': 'owner: *nobody\n',
      'wombat/dotted.md': `+++\n${'a.'.repeat(6000)}b = 1\n+++\n# Nothing\n\nOnly text.\n`,
      'wombat/alias.md': '---\nauthor: &a Jane\nowner: *a\n---\n# Nothing here\n',
    })
    await mkdir(path.join(docs, 'wombat/.gitignore'))
    await build(docs, path.join(base, 'out'))
    const site = await files(path.join(base, 'out'))
    expect([...site.keys()].filter((name) => /^documents\/.*\.html$/.test(name))).toHaveLength(3)
    // words in angle brackets are words
    expect(site.get('gaps/quokka/g-02.html')).toContain('Vec&lt;String&gt; leaks')
    expect(site.get('gaps/quokka/g-02.html')).toContain('3 &lt;days&gt;')
    // a system without gaps has no list of them, and nothing leads there
    expect(holds(site, 'gaps/system/wombat')).toEqual([])
    expect(holds(site, '"source":')).toEqual([])
    expect(site.get('findings.html')).toContain('owner: *nobody')
  }, 120_000)

  it('refuses to empty a folder that holds the documents under another name', async () => {
    const base = await temporary()
    await write(path.join(base, 'site/docs'), { 'quokka/a.md': document('aardvark', 'A-1') })
    await writeFile(path.join(base, 'site/.lacuna'), '')
    await symlink(path.join(base, 'site/docs'), path.join(base, 'link'))
    await expect(build(path.join(base, 'link'), path.join(base, 'site'))).rejects.toThrow(/holds the documents or lies among them/)
    expect(existsSync(path.join(base, 'site/docs/quokka/a.md'))).toBe(true)
  }, 60_000)
})
