/**
 * What stands beside the gaps, on pages: boards and passages of a system, what an item's page says of it, and the way from the lists of
 * a gap to the pages of what they list. What is recognised is told by `docs/`.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, files, root, temporary } from './built.ts'

const tram = `# Gaps of the tram

## G-01 (P0): Doors close too early

Acceptance criteria:
- nobody is caught
- the driver sees all doors

Section: not addressed

## G-02 (P1): No bell

Acceptance criteria:
- nobody is caught

## Executive summary

It runs, **mostly**.

| Area | Count |
|---|---|
| doors | 1 |

## Release gate

- [x] brakes tested
- [ ] doors tested, see G-01
`

const textOf = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
const section = (html: string, id: string) => new RegExp(`<section[^>]*id="${id}"[\\s\\S]*?</section>`).exec(html)?.[0] ?? ''

describe('what stands beside the gaps', () => {
  let site: Map<string, string>
  beforeAll(async () => {
    const content = path.join(await temporary(), 'content')
    for (const [system, trait] of [
      ['bus', 'conditions-and-limits-beside-gaps'],
      ['kiln', 'artifacts-existing-and-proposed'],
      ['pool', 'assessment-in-groups'],
      ['lamp', 'foot-and-provenance'],
    ] as const) {
      await mkdir(path.join(content, system), { recursive: true })
      await cp(path.join(root, 'test/docs', trait, 'input.md'), path.join(content, system, 'gaps.md'))
    }
    await mkdir(path.join(content, 'tram'), { recursive: true })
    await writeFile(path.join(content, 'tram/gaps.md'), tram)
    const out = path.join(content, '../out')
    await build(content, out)
    site = await files(out)
  })
  const page = (address: string) => site.get(`${address}.html`) ?? ''

  it('has a board for each kind, with how many marks are set', () => {
    const bus = page('systems/bus')
    expect(textOf(section(bus, 'precondition'))).toContain('1 of 2 met')
    expect(textOf(section(bus, 'gate'))).toContain('1 of 2 passed')
    expect(textOf(section(bus, 'exclusion'))).toMatch(/^Out of scope .*the day bus .*taxis .*Non-goals .*a second depot/)
    expect(section(bus, 'risk')).toBe('')
  })
  it('groups what a heading calls existing and proposed', () => {
    const board = textOf(section(page('systems/kiln'), 'artifact'))
    expect(board).toMatch(/Existing artifacts .*manual\.md (?:(?! existing ).)* Logs \(Gap 1\) .*firing-log\.csv .*proposed/)
  })
  it('says what the documents say as a whole, in their words', () => {
    const said = section(page('systems/tram'), 'in-words')
    expect(textOf(said)).toMatch(/Executive summary .*It runs, mostly\s?\..*doors/)
    expect(textOf(section(page('systems/bus'), 'in-words'))).toMatch(/Decision .*timetables first.*Recommendation/)
  })
  it('leads from a gap to what its lists hold, and says who else holds it', () => {
    const gap = page('gaps/tram/g-01')
    const [, list, anchor] = /href="([^"#]*items\/criterion\.html)#([^"]+)"/.exec(gap) ?? []
    expect(list, 'a link to the list of criteria').toBeDefined()
    expect(page('items/criterion')).toContain(`id="${anchor}"`)
    expect(textOf(section(gap, 'acceptance-criteria'))).toMatch(/nobody is caught also in 1 other gap/)
    expect(textOf(section(page('gaps/tram/g-02'), 'acceptance-criteria'))).toMatch(/also in 1 other gap/)
  })
  it('tells what is there and what is missing as a share', () => {
    expect(textOf(page('gaps/lamp/gaps/1'))).toContain('2 of 5 present')
  })
  it('does not count words that say that there is none', () => {
    expect(page('gaps/has-no/requirement')).toContain('Doors close too early')
  })
  it('tells on the page of an item where it stands and how', () => {
    const item = [...site].find(([name]) => name.startsWith('items/artifact/kiln/') && name.includes('firing-log'))?.[1] ?? ''
    expect(textOf(item)).toMatch(/Stands under Logs \(Gap 1\) .*Proposed Proposed artifacts/)
    expect(textOf(item)).toContain('No firing log')
  })
})
