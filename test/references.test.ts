/**
 * References across documents: ids that another document of the system bears, and lists and ranges of ids, each member at its own
 * words. What only looks like an id stays text.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { link } from '#link'
import { readSource } from '#read'
import { recognise } from '#recognise'
import { openCorpus } from '../src/corpus.ts'
import { build, files, temporary } from './built.ts'

const register = `# Gaps of the ferry

${[1, 2, 3, 4].map((number) => `## F-0${number} (P1): Pier ${number} floods\n\n**Impact:** wet feet on pier ${number}.\n`).join('\n')}`

const plan = `# What the harbour lacks

## HB-1 (P0): No plan for storms

**Impact:** F-02 gets worse; so do F-03..F-04, and F-01/02 with them. \`F-01\` is the oldest.

**Required work:** as ISO-27001 and UTF-8 tell; DEV-001/002 are triggers of ours.

## HB-2 (P2): No buoy

**Impact:** see HB-1, fixed in d25c871; as Section 7.2 says, and \`register.md\`.

### 7.2 Buoys

They swim.

## Phase 1: Before the season

- F-01 and HB-2

`

describe('what one document says of the gaps of another', () => {
  const links = new Map<string, { text: string; to: string }[]>()
  let out: string
  beforeAll(async () => {
    const folder = await temporary('references')
    await mkdir(path.join(folder, 'content/ferry'), { recursive: true })
    await writeFile(path.join(folder, 'content/ferry/register.md'), register)
    await writeFile(path.join(folder, 'content/ferry/plan.md'), plan)
    await writeFile(path.join(folder, 'content/ferry/system.yaml'), 'repository: https://ada:secret@github.com/acme/ferry\n')
    out = path.join(folder, 'out')
    await build(path.join(folder, 'content'), out)
    for (const page of ['gaps/ferry/hb-1', 'gaps/ferry/hb-2', 'roadmap/ferry/plan/phase-1']) {
      const html = await readFile(path.join(out, `${page}.html`), 'utf8')
      const found = Array.from(html.matchAll(/<a [^>]*href="[^"]*?([^/"]+)\.html(?:#[^"]*)?"[^>]*>(.*?)<\/a>/gs), ([, to, inner]) => ({
        text: inner!.replace(/<[^>]*>/g, '').trim(),
        to: to!,
      }))
      links.set(page, found)
    }
  })
  const namesOf = (page: string, pattern: RegExp) =>
    links
      .get(page)!
      .filter(({ text }) => pattern.test(text))
      .map(({ text, to }) => `${text} → ${to}`)

  it('leads to each member of a list or range from its own words', () => {
    expect(namesOf('gaps/ferry/hb-1', /^(?:F-)?0\d$/)).toEqual(
      expect.arrayContaining(['F-02 → f-02', 'F-03 → f-03', 'F-04 → f-04', 'F-01 → f-01', '02 → f-02']),
    )
  })
  it('counts for steps of a roadmap too', () => {
    expect(namesOf('roadmap/ferry/plan/phase-1', /floods/)).not.toEqual([])
  })
  it('leads to commits at the forge, to its own sections, and to other documents', async () => {
    const html = await readFile(path.join(out, 'gaps/ferry/hb-2.html'), 'utf8')
    expect(html).toMatch(/<a [^>]*href="https:\/\/github\.com\/acme\/ferry\/commit\/d25c871"[^>]*>d25c871<\/a>/)
    expect(html).toMatch(/<a [^>]*href="\.\.\/\.\.\/documents\/ferry\/plan\.html#[^"]*buoys"[^>]*>Section 7\.2<\/a>/)
    expect(html).toMatch(/<a [^>]*href="\.\.\/\.\.\/documents\/ferry\/register\.html"[^>]*><code>register\.md<\/code><\/a>/)
  })
  it('publishes no password of a repository, and tells that one stands there', async () => {
    const pages = [...(await files(out))].filter(([, text]) => /secret|ada:/.test(text))
    expect(pages.map(([name]) => name)).toEqual([])
    const { findings } = await openCorpus(path.join(path.dirname(out), 'content'))
    expect(findings.filter(({ place }) => place.file === 'ferry/system.yaml')).toMatchObject([
      { rule: 'file-readable', level: 'error', message: expect.stringMatching(/repository.* holds a name or password/) },
    ])
  })
  it('leaves alone what nobody bears', () => {
    expect(namesOf('gaps/ferry/hb-1', /ISO|UTF|DEV/)).toEqual([])
  })
})

describe('what the text of a gap names', () => {
  const read = (text: string) => recognise(readSource('ferry/gaps.md', new TextEncoder().encode(text)), { system: 'ferry', slug: 'gaps' })
  const gap = (impact: string) => read(`# Gaps\n\n## F-01: The pier floods\n\n**Severity:** High\n\n**Impact:** ${impact}\n`)
  const itemsOf = (impact: string, repositories?: ReadonlyMap<string, ReadonlySet<string>>) =>
    link([gap(impact)], undefined, repositories).items.map(({ kind, title }) => `${kind} ${title}`)

  it('of another repository is no path of ours', () => {
    const cites = 'lighthouse@d25c871:src/lamp.ts:2 and ferry@d25c871:src/boat.ts:1'
    expect(itemsOf(cites, new Map([['ferry', new Set(['ferry'])]]))).toEqual([
      'path src/boat.ts',
      'source lighthouse:src/lamp.ts',
      'source ferry:src/boat.ts',
    ])
    expect(itemsOf(cites)).toContain('path src/lamp.ts')
  })
  it('is no item where it climbs out, and one where it comes back', () => {
    expect(itemsOf('src/../../c1 and src/../../lib/ and src/lib/../boat.ts')).toEqual(['path src/boat.ts'])
  })
  it('counts for the gap: directives as requirements do, each once however it is written', () => {
    const { directives, requirements } = link([gap('SD-PIER-001, SD-PIER-001 and SD-PIER-003; Section 9.1 and §9.1.')]).gaps[0]!.facets
    expect(directives!.items.map(({ text }) => text)).toEqual(['SD-PIER-001', 'SD-PIER-003'])
    expect(requirements!.items.map(({ text }) => text)).toEqual(['Section 9.1'])
    expect(itemsOf('Section 9.1, §9.1, Sec. 9.1')).toEqual(['requirement Section 9.1'])
  })
})
