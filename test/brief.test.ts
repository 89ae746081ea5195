/**
 * The brief: one sheet, whatever the documents are like. Printed by a real browser it is exactly one page of A4 and of Letter, with
 * documents of everyday size and with those that have too much of everything; what is cut says how much, and leads there.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { briefView } from '#publish'
import { launch } from './browser/launch.ts'
import { build, files, root, temporary } from './built.ts'
import { portfolioOf } from './portfolios.ts'

const long = 'interminable '.repeat(60).trim()
const unbroken = 'x'.repeat(400)
const han = '这是一个非常长的标题'.repeat(30)

/** Too much of everything, in words of every kind. */
const crowded = `# ${long}

## Executive summary

${long} ${unbroken} ${han}

## Decision

${han}

${Array.from(
  { length: 30 },
  (_, at) => `## C-${String(at + 1).padStart(2, '0')} (P${at % 3}): ${[long, unbroken, han][at % 3]}

**Impact:** ${[han, long, unbroken][at % 3]}

**Status:** ${at === 0 ? 'done' : 'open'}
`,
).join('\n')}

## Phase 1: ${long}

- C-01

**Exit criteria:**

- ${long}

## Phase 2: ${unbroken} (Weeks 1-4)

- C-02 and C-03

**Exit criteria:**

${Array.from({ length: 20 }, () => `- ${unbroken}\n`).join('')}

## Top blockers

${Array.from({ length: 20 }, () => `- ${long}\n`).join('')}

## Prerequisites

${Array.from({ length: 20 }, () => `- [ ] ${han}\n`).join('')}
`

let browser: Browser
let crowd: { out: string; site: Map<string, string> }
let own: { out: string; site: Map<string, string> }

beforeAll(async () => {
  const folder = await temporary()
  const content = path.join(folder, 'content')
  for (const system of Array.from({ length: 14 }, (_, at) => `system-${at}`)) {
    await mkdir(path.join(content, system), { recursive: true })
    await writeFile(path.join(content, system, 'gaps.md'), crowded)
    await writeFile(path.join(content, system, 'system.yaml'), `name: ${long.slice(0, 80)}\ndescription: ${long.slice(0, 200)}\n`)
  }
  const made = async (from: string, to: string) => {
    const out = path.join(folder, to)
    await build(from, out)
    return { out, site: await files(out) }
  }
  crowd = await made(content, 'crowd')
  own = await made(path.join(root, 'content'), 'own')
  browser = await launch()
}, 240_000)
afterAll(() => browser?.close())

const briefs = (site: Map<string, string>) => [...site.keys()].filter((name) => /^brief(?:\/.*)?\.html$/.test(name))

async function pagesOf(out: string, name: string, format: 'A4' | 'Letter'): Promise<number> {
  const tab = await browser.newPage()
  try {
    await tab.goto(pathToFileURL(path.join(out, name)).href)
    const pdf = (await tab.pdf({ format })).toString('latin1')
    return pdf.match(/\/Type\s*\/Page(?![s\w])/g)?.length ?? 0
  } finally {
    await tab.close()
  }
}

describe('the brief', () => {
  it('is there for each system and for all', () => {
    expect(briefs(own.site)).toHaveLength(6)
    expect(briefs(crowd.site)).toHaveLength(15)
  })

  it.each(['A4', 'Letter'] as const)('prints to one page of %s', async (format) => {
    const counts = new Map<string, number>()
    for (const name of briefs(own.site)) counts.set(name, await pagesOf(own.out, name, format))
    for (const name of ['brief.html', 'brief/system-0.html']) counts.set(`crowded ${name}`, await pagesOf(crowd.out, name, format))
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([])
  })

  it('weighs little', () => {
    const heavy = [...own.site, ...crowd.site].filter(
      ([name, html]) => /^brief(?:\/|\.html)/.test(name) && Buffer.byteLength(html) > 30_000,
    )
    expect(heavy.map(([name]) => name)).toEqual([])
  })

  it('says how much it leaves out, and leads there', () => {
    const html = crowd.site.get('brief/system-0.html')!
    // 30 gaps, one of them closed, seven shown
    expect(html.match(/class="why/g)).toHaveLength(7)
    // 10 are critical, of which one is closed
    expect(html).toMatch(/<a href="\.\.\/gaps\/severity\/critical\.html#system-0">2 more critical<\/a>/)
    expect(html).toMatch(/<a href="\.\.\/gaps\/system\/system-0\.html">20 others<\/a>/)
    expect(html).toMatch(/<a href="[^"]*">1 closed<\/a>/)
    expect(html).toMatch(/>and 16 more<\/a>/)
    expect(html).not.toMatch(/gaps\/system-0\/c-01\.html/)
  })

  it('names the first step that is not done, with its gate', () => {
    const html = crowd.site.get('brief/system-0.html')!
    expect(html).toContain('roadmap/system-0/gaps/phase-2.html')
    expect(html).not.toContain('roadmap/system-0/gaps/phase-1.html')
  })

  it('says where there is no step that could come next', () => {
    expect(own.site.get('brief/mission-control.html')).toContain('No step of a roadmap was recognised in the documents.')
    expect(own.site.get('brief/wrkr.html')).not.toContain('No step of a roadmap')
  })

  it('tells severity without colour', async () => {
    const tab = await browser.newPage()
    await tab.emulateMedia({ media: 'print' })
    await tab.goto(pathToFileURL(path.join(own.out, 'brief/wrkr.html')).href)
    const marks = await tab.$$eval('.gravest .mark', (found) =>
      found.map((mark) => ({
        word: mark.textContent?.trim(),
        colour: getComputedStyle(mark).color,
        shape: mark.querySelector('svg') !== null,
      })),
    )
    await tab.close()
    expect(marks.length).toBe(7)
    expect(new Set(marks.map(({ colour }) => colour))).toEqual(new Set(['rgb(0, 0, 0)']))
    expect(marks.every(({ word, shape }) => word && shape)).toBe(true)
  })
})

describe('what a brief leaves out', () => {
  const rows = (levels: string[]) =>
    `# Gaps of the mill\n\n| Gap | Title | Severity |\n|---|---|---|\n${levels.map((level, at) => `| MI-${at + 1} | No lamp ${at + 1} | ${level} |`).join('\n')}\n`
  const more = async (levels: string[]) =>
    briefView(await portfolioOf({ 'mill/gaps.md': rows(levels) }), [], 'mill').moreGaps.map(({ text }) => text)
  const times = (count: number, level: string): string[] => Array.from({ length: count }, () => level)

  it('is told by the level that is cut in two', async () => {
    expect(await more([...times(9, 'Critical'), 'Low'])).toEqual(['2 more critical', '1 other'])
    expect(await more([...times(8, 'Critical')])).toEqual(['1 more critical'])
  })

  it('is a number alone where no level is cut in two', async () => {
    expect(await more([...times(7, 'Critical'), 'Low', 'Low'])).toEqual(['2 more'])
    expect(await more(times(7, 'Critical'))).toEqual([])
  })

  it('is called missing where nothing contradicts', async () => {
    const titleOf = async (...levels: string[]) =>
      briefView(await portfolioOf(Object.fromEntries(levels.map((level, at) => [`mill/gaps-${at}.md`, rows([level])]))), [], 'mill')
        .unknownTitle
    expect(await titleOf('Critical')).toBe('What is missing')
    expect(await titleOf('Critical', 'Low')).toBe('Contradictory or unknown')
  })
})

describe('why a gap is grave', () => {
  const why = async (text: string) => {
    const all = await portfolioOf({ 'mill/gaps.md': `# Gaps of the mill\n\n${text}` })
    return briefView(all, [], 'mill').gravest.map(({ why }) => why)
  }

  it('is told with its label where it is a word, or begins with a degree', async () => {
    const rows = [
      '| MI-1 | No brake | Critical | High |',
      '| MI-2 | No lamp | Low | low - it is used by day |',
      '| MI-3 | No bell | Low | Noise |',
    ]
    expect(await why(`| Gap | Title | Severity | Impact |\n|---|---|---|---|\n${rows.join('\n')}\n`)).toEqual([
      'Impact: High',
      'Impact: low - it is used by day',
      'Impact: Noise',
    ])
  })

  it('is rather a sentence than a degree', async () => {
    const text = '## MI-1: No brake\n\n**Impact:** High\n\n**Problem:** The wheel turns on when the sluice is shut.\n'
    expect(await why(text)).toEqual(['The wheel turns on when the sluice is shut.'])
  })

  it('is no label of what follows, and a lead-in only with that', async () => {
    const text = (leading: string) => `## MI-1: No brake\n\n**Problem:** ${leading}\n\n- the wheel turns on\n- the stones grind dry\n`
    expect(await why(text('Seen:'))).toEqual([undefined])
    expect(await why(text('When the sluice is shut, two things happen:'))).toEqual([
      'When the sluice is shut, two things happen: the wheel turns on',
    ])
  })
})
