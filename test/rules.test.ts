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
  trace: {
    gaps: [],
    byKey: new Map(),
    phases: [],
    actions: [],
    items: [],
    clashes: [],
    related: [],
    former: { redirects: new Map(), moved: [], gone: [], displaced: [] },
  },
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
  it('knows at most eleven rules, each by one name', () => {
    expect(rules.length).toBeLessThanOrEqual(11)
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

  it('holds for the documents of this project: no rule breaks, none finds an error', async () => {
    const { documents, findings } = await openCorpus('content')
    expect(documents.length).toBeGreaterThan(4)
    expect(findings.filter(({ level, message }) => level === 'error' || message.includes('a mistake of ours'))).toEqual([])
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

/** A document with two gaps, told in a table and in sections. */
const twice = (column: string, cell: string, heading: string, line: string): string =>
  [
    '# Gaps',
    `| Gap | Title | ${column} |\n| --- | --- | --- |\n| G-01 | Resume starts over | ${cell} |\n| G-02 | No lease | ${cell} |`,
    `## G-01${heading}: Resume starts over`,
    line,
    'Problem: a run cannot go on.',
    `## G-02${heading}: No lease`,
    line,
    'Problem: two runs collide.',
  ].join('\n\n')

const cases: { rule: string; what: string; example: Example; finds?: RegExp }[] = [
  {
    rule: 'one-value',
    what: 'two severities',
    example: twice('Severity', 'Low', ' (High)', ''),
    finds: /G-01 has severity "Low" in this table, but "High" in its own section/,
  },
  {
    rule: 'one-value',
    what: 'two priorities',
    example: twice('Priority', 'Low', ' (Priority: High)', ''),
    finds: /G-01 has priority "Low" in this table/,
  },
  { rule: 'one-value', what: 'a severity and a priority', example: twice('Priority', 'Low', '', 'Severity: High') },
  { rule: 'one-value', what: 'two words for one level', example: twice('Severity', 'Blocker', '', 'Severity: Critical') },
  { rule: 'one-value', what: 'two scales', example: twice('Severity', 'Critical', ' (P1)', '') },
  {
    rule: 'one-value',
    what: 'done and open',
    example: twice('Status', 'Done', '', 'Status: Open'),
    finds: /G-01 has status "Done" in this table, but "Open"/,
  },
  { rule: 'one-value', what: 'missing and planned', example: twice('Status', 'Planned', '', 'Status: Missing') },
  {
    rule: 'one-value',
    what: 'two efforts',
    example: twice('Effort', '3 days', '', 'Effort: ~2 days'),
    finds: /G-01 has effort "3 days" in this table, but "~2 days"/,
  },
  { rule: 'one-value', what: 'one effort in two spellings', example: twice('Effort', '2-3 d', '', 'Effort: 2–3 days (with review)') },
  { rule: 'one-value', what: 'a size and a time', example: twice('Effort', 'M', '', 'Effort: 2 days') },
  {
    rule: 'one-value',
    what: 'two owners',
    example: twice('Owner', '@ana', '', 'Owner: @ben'),
    finds: /G-01 has owner "@ana" in this table, but "@ben"/,
  },
  { rule: 'one-value', what: 'an owner and a team', example: twice('Owner', 'Platform team', '', 'Owner: Ana') },
  {
    rule: 'heading-fits-number',
    what: 'a section that lost its heading',
    example: '# Gaps\n\n## 1. Goal\n\nx\n\n## 2. State\n\nx\n\n## 4. Work\n\nx\n\n## 5. Next\n\nx\n',
    finds: /"4\. Work" follows "2\. State": no section bears the number 3/,
  },
  {
    rule: 'heading-fits-number',
    what: 'numbers of gaps with a hole',
    example:
      '# Gaps\n\n' +
      [1, 2, 4, 5].map((number) => `## Gap ${number}: thing ${number}\n\nSeverity: High\n\nProblem: it is not there.\n`).join('\n'),
  },
  {
    rule: 'heading-fits-number',
    what: 'numbers quoted from a specification',
    example: '# Coverage\n\n## 1.1 Sign-in\n\nx\n\n## 1.4 Roles\n\nx\n\n## 3.2 Backup\n\nx\n\n## 7.5 Export\n\nx\n',
  },
  {
    rule: 'one-id-one-gap',
    what: 'numbers that start anew in each part',
    example:
      '# Gaps\n\n## Critical gaps\n\n### 1. No sign-in\n\nImpact: all.\n\n### 2. No audit log\n\nImpact: all.\n\n## Low gaps\n\n### 1. Colours differ\n\nImpact: few.\n\n### 2. Odd icons\n\nImpact: few.\n',
  },
  {
    rule: 'one-address',
    what: 'numbers that start anew in each part',
    example:
      '# Gaps\n\n## Critical gaps\n\n### 1. No sign-in\n\nImpact: all.\n\n### 2. No audit log\n\nImpact: all.\n\n## Low gaps\n\n### 1. Colours differ\n\nImpact: few.\n\n### 2. Odd icons\n\nImpact: few.\n',
    finds: /^the numbers 1 and 2 each stand for more than one gap of this document; the later ones/,
  },
  {
    rule: 'one-address',
    what: 'a number that is two names',
    example:
      '# Review\n\n## Broken\n\n### Issue 1: No sign-in\n\nImpact: all.\n\n### Issue 2: No audit log\n\nImpact: all.\n\n## Missing\n\n### Gap 1: Colours\n\nImpact: few.\n\n### Gap 2: Icons\n\nImpact: few.\n',
  },
  {
    rule: 'one-id-one-gap',
    what: 'a gap whose section and row name it in other words',
    example:
      '# Gaps\n\n| ID | Gap | Severity |\n| --- | --- | --- |\n| G-01 | Restart from zero | High |\n| G-02 | Collisions | High |\n\n## G-01: Resume\n\nProblem: a run cannot go on.\n\n## G-02: No lease\n\nProblem: two runs collide.\n',
  },
  { rule: 'file-readable', what: 'an empty document', example: '\n\n', finds: /^gaps\.md is empty/ },
  {
    rule: 'file-readable',
    what: 'a setting nobody knows',
    example: { 'wrkr/gaps.md': '# Gaps\n', 'wrkr/system.yaml': 'name: Wrkr\ncolour: red\n' },
    finds: /^"colour: red" in system\.yaml sets nothing: there is no setting "colour"/,
  },
  {
    rule: 'file-readable',
    what: 'settings that are no YAML',
    example: { 'wrkr/gaps.md': '# Gaps\n', 'site.yaml': 'title: "Gaps\n' },
    finds: /site\.yaml cannot be used: /,
  },
  {
    rule: 'file-readable',
    what: 'a level for no rule',
    example: { 'wrkr/gaps.md': '# Gaps\n', 'site.yaml': 'rules:\n  one-vale: off\n' },
    finds: /"one-vale", but no rule/,
  },
  {
    rule: 'marks-intact',
    what: 'plain text that owes nobody marks',
    example: { 'wrkr/gaps.txt': rules.find(({ name }) => name === 'marks-intact')!.example.bad as string },
  },
  {
    rule: 'target-exists',
    what: 'links to elsewhere',
    example: '# Gaps\n\n[a](https://example.org/x.md) [b](mailto:a@example.org) [c](//example.org) [d](#gaps)\n',
  },
  {
    rule: 'target-exists',
    what: 'many links to files that stayed elsewhere, in one',
    example: `# Gaps\n\n${[1, 2, 3, 4, 5, 6, 7].map((number) => `- [${number}](src/${number}.ts)`).join('\n')}\n`,
    finds: /^7 links and images of this document lead nowhere, the first to "src\/1\.ts"/,
  },
  {
    rule: 'target-exists',
    what: 'an SVG',
    example: { 'wrkr/gaps.md': '# Gaps\n\n![flow](flow.svg)\n', 'wrkr/flow.svg': '<svg/>' },
    finds: /"flow\.svg" is SVG/,
  },
  {
    rule: 'dependencies-end',
    what: 'gaps that wait for each other all round',
    example:
      '# Gaps\n\n## G-01: Resume\n\nDepends on: G-02\n\n## G-02: No lease\n\nDependencies:\n- Blocks: G-01\n- Depends on: G-03\n\n## G-03: No clock\n\nBlocks: G-02\n\nPrerequisites: G-01\n',
    finds: /^G-01 depends on G-02, and that on G-03, and that on G-01: none of them can come first/,
  },
  {
    rule: 'dependencies-end',
    what: 'gaps that only name each other, and one that names itself',
    example:
      '# Gaps\n\n## G-01: Resume\n\nRelated: G-02\n\n## G-02: No lease\n\nDepends on: G-01, G-02\n\n## G-03: No clock\n\nAs G-02 says.\n',
  },
  {
    rule: 'text-understood',
    what: 'a document without gaps',
    example: '# Minutes\n\nWe met and ate cake.\n',
    finds: /^no gap was found in this document; its 1 line of text is shown/,
  },
  {
    rule: 'text-understood',
    what: 'code in a document',
    example: { 'wrkr/gaps.mdx': '# Gaps\n\nimport Evil from "./evil.js"\n\nText.\n' },
    finds: /is code, which is never run here/,
  },
]

describe('finds, or leaves alone', () => {
  it.each(cases)('$rule: $what', async ({ rule, example, finds }) => {
    const messages = (await findingsOf(example)).filter((finding) => finding.rule === rule).map(({ message }) => message)
    if (finds) expect(messages.filter((message) => finds.test(message))).toHaveLength(1)
    else expect(messages).toEqual([])
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
