/**
 * References across documents: ids that another document of the system bears, and lists and ranges of ids, each member at its own
 * words. What only looks like an id stays text.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, temporary } from './built.ts'

const register = `# Gaps of the ferry

${[1, 2, 3, 4].map((number) => `## F-0${number} (P1): Pier ${number} floods\n\n**Impact:** wet feet on pier ${number}.\n`).join('\n')}`

const plan = `# What the harbour lacks

## HB-1 (P0): No plan for storms

**Impact:** F-02 gets worse; so do F-03..F-04, and F-01/02 with them. \`F-01\` is the oldest.

**Required work:** as ISO-27001 and UTF-8 tell; DEV-001/002 are triggers of ours.

## HB-2 (P2): No buoy

**Impact:** see HB-1.

## Phase 1: Before the season

- F-01 and HB-2

`

describe('what one document says of the gaps of another', () => {
  const links = new Map<string, { text: string; to: string }[]>()
  beforeAll(async () => {
    const folder = await temporary('references')
    await mkdir(path.join(folder, 'content/ferry'), { recursive: true })
    await writeFile(path.join(folder, 'content/ferry/register.md'), register)
    await writeFile(path.join(folder, 'content/ferry/plan.md'), plan)
    const out = path.join(folder, 'out')
    await build(path.join(folder, 'content'), out)
    for (const page of ['gaps/ferry/hb-1', 'roadmap/ferry/plan/phase-1']) {
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
  it('leaves alone what nobody bears', () => {
    expect(namesOf('gaps/ferry/hb-1', /ISO|UTF|DEV/)).toEqual([])
  })
})
