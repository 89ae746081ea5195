/**
 * Every rule against its own examples, from bytes to findings, and what holds for findings as a whole: their order,
 * their levels, their words.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { asJson, asText, check, type Examined, type Example, type Rule, rules } from '#check'
import type { Finding, Place } from '#model'
import { openCorpus } from '../src/corpus.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** The findings of an example, as if it were somebody's content folder. */
async function findingsOf(example: Example): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-rules-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(typeof example === 'string' ? { 'example/gaps.md': example } : example)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return (await openCorpus(folder)).findings
}

const at = (file: string, line: number, column = 1): Place => ({ file, line, column, endLine: line, endColumn: column })
const nothing: Examined = {
  documents: [],
  trace: { gaps: [], byKey: new Map(), phases: [], actions: [], items: [], clashes: [] },
  defects: [],
  targetExists: () => undefined,
}
const complaining = (name: string, level: Rule['level'], ...places: Place[]): Rule => ({
  name,
  level,
  says: 'A test says so.',
  why: 'It tests.',
  example: { bad: '', good: '' },
  *check() {
    for (const place of places) yield { place, message: `${name} complains`, mend: 'mend it' }
  },
})

describe.each(rules)('rule $name', ({ name, level, says, why, example }) => {
  it('complains about its bad example', async () => {
    const own = (await findingsOf(example.bad)).filter(({ rule }) => rule === name)
    expect(own).not.toEqual([])
    for (const finding of own) expect(finding.level).toBe(level)
  })
  it('is silent about its good one', async () => {
    expect((await findingsOf(example.good)).filter(({ rule }) => rule === name)).toEqual([])
  })
  it('says in sentences what it defends and why', () => {
    for (const text of [says, why]) expect(text).toMatch(/^\p{Lu}.{20,}\.$/u)
    expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/)
  })
  it('tells what, and how to mend it', async () => {
    for (const { message, mend, see } of await findingsOf(example.bad)) {
      for (const text of [message, mend, ...see.map(({ note }) => note)]) {
        expect(text).toMatch(/^\S.*[^.\s]$/)
        expect(text).not.toMatch(/undefined|null|NaN|\[object|""/)
      }
    }
  })
})

describe('check', () => {
  it('knows at most ten rules, each by one name', () => {
    expect(rules.length).toBeLessThanOrEqual(10)
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
  })

  it('sorts by place, then by rule', () => {
    const among = [
      complaining('b', 'note', at('b.md', 1), at('a.md', 10), at('a.md', 9, 2)),
      complaining('a', 'error', at('a.md', 9, 2), at('a.md', 9)),
    ]
    expect(check(nothing, { rules: {} }, among).map(({ rule, place }) => `${place.file}:${place.line}:${place.column} ${rule}`)).toEqual([
      'a.md:9:1 a',
      'a.md:9:2 a',
      'a.md:9:2 b',
      'a.md:10:1 b',
      'b.md:1:1 b',
    ])
  })

  it('takes levels from the settings', () => {
    const among = [
      complaining('loud', 'note', at('a.md', 1)),
      complaining('mute', 'error', at('a.md', 2)),
      complaining('own', 'warning', at('a.md', 3)),
    ]
    expect(check(nothing, { rules: { loud: 'error', mute: 'off' } }, among).map(({ rule, level }) => [rule, level])).toEqual([
      ['loud', 'error'],
      ['own', 'warning'],
    ])
  })

  it('names settings for rules that do not exist, and the rule that was meant', () => {
    const settingPlace = (path: readonly string[]) => (path.join('.') === 'rules.one-valeu' ? at('site.yaml', 4, 3) : undefined)
    const [first, second, ...others] = check(
      { ...nothing, settingPlace },
      {
        rules: Object.fromEntries([
          ['one-valeu', 'off'],
          ['toString', 'note'],
        ] as const),
      },
    )
    expect(others).toEqual([])
    expect(first).toMatchObject({ rule: 'file-readable', level: 'error', place: { file: 'site.yaml', line: 1 } })
    expect(first!.message).toContain('"toString"')
    expect(second).toMatchObject({ rule: 'file-readable', mend: 'write one-value', place: { file: 'site.yaml', line: 4, column: 3 } })
  })

  it('loses nothing when one rule breaks', () => {
    const broken: Rule = {
      ...complaining('broken', 'warning'),
      *check() {
        yield { place: at('a.md', 1), message: 'found before', mend: 'mend it' }
        throw new TypeError('oh')
      },
    }
    const findings = check(nothing, { rules: {} }, [broken, complaining('whole', 'note', at('a.md', 2))])
    expect(findings.map(({ message }) => message)).toEqual([
      'found before',
      'whole complains',
      expect.stringMatching(/broken broke .*TypeError: oh.* mistake of ours/),
    ])
  })
})

describe('show', () => {
  const finding: Finding = {
    rule: 'one-value',
    level: 'error',
    message: 'G-02 has severity "P1" in this table, but "P0" in its own section',
    mend: 'write "P0" here',
    place: at('wrkr/gaps.md', 502),
    see: [{ place: at('wrkr/gaps.md', 67), note: 'says "P0"' }],
  }

  it('puts place, level and message on the first line, and the counts at the end', () => {
    expect(asText([finding, { ...finding, level: 'note', see: [] }, { ...finding, place: at('wrkr/other.md', 1) }])).toBe(
      [
        'wrkr/gaps.md:502:1 error G-02 has severity "P1" in this table, but "P0" in its own section [one-value]',
        '    see wrkr/gaps.md:67:1 says "P0"',
        '    mend: write "P0" here',
        'wrkr/gaps.md:502:1 note G-02 has severity "P1" in this table, but "P0" in its own section [one-value]',
        '    mend: write "P0" here',
        '',
        'wrkr/other.md:1:1 error G-02 has severity "P1" in this table, but "P0" in its own section [one-value]',
        '    see wrkr/gaps.md:67:1 says "P0"',
        '    mend: write "P0" here',
        '',
        '2 errors and 1 note in 2 files.',
        '',
      ].join('\n'),
    )
    expect(asText([])).toBe('No findings.\n')
  })

  it('lets no document command the terminal', () => {
    const text = asText([{ ...finding, message: 'a\u001B[31mred\u0007 \u202Eback\u009B' }], { colour: false })
    expect(text).toContain('a\\u001b[31mred\\u0007 \\u202eback\\u009b')
    expect(asText([finding], { colour: true })).toContain('\u001B[31merror\u001B[39m')
  })

  it('gives programs the findings and their counts', () => {
    expect(JSON.parse(asJson([finding]))).toEqual({ findings: [finding], counts: { error: 1, warning: 0, note: 0 } })
  })
})
