/**
 * The terminal, as people and programs use it: exit codes, one line for wrong use, one JSON object for programs.
 * Each case is a process of its own; building and serving sites is left to the tests of the site.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const cli = new URL('../src/cli.ts', import.meta.url).pathname
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lacuna-cli-')))
afterAll(() => rmSync(folder, { recursive: true }))

const files: Record<string, string> = {
  'fine/wrkr/gaps.md': '# Gaps\n\n## G-01: Resume starts over\n\nSeverity: High\n\nImpact: a night is lost.\n',
  'torn/wrkr/gaps.md':
    '# Gaps\n\n| Gap | Title | Severity |\n| --- | --- | --- |\n| G-01 | Resume starts over | Low |\n| G-02 | No lease | High |\n\n## G-01 (High): Resume starts over\n\nProblem: x.\n\n## G-02 (High): No lease\n\nProblem: y.\n',
  'lenient/wrkr/gaps.md': '# Gaps\n\n## 1. Goal\n\nx\n\n## 2. State\n\nx\n\n## 4. Work\n\nx\n\n## 5. Next\n\nx\n',
  'lenient/site.yaml': 'gate: warning\n',
  'covered/wrkr/gaps.md':
    '# Gaps\n\n## G-01: Resume starts over\n\nSeverity: High\n\nEvidence: the log of Monday\n\n## G-02: No lease\n\nSeverity: High\n\nImpact: work is done twice.\n',
  'covered/site.yaml': 'require:\n  evidence: 60\n',
  'without/notes.rst': 'x',
  'foreign/letter.txt': 'dear mother',
  'written/.lacuna': 'Written by Lacuna; the next build empties this folder.\n',
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

interface Answer {
  code: number
  out: string
  err: string
}
const lacuna = (...args: string[]): Promise<Answer> =>
  new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err: err.replace(/^\(node:\d+\) .*\n(?:\(Use .*\n)?/gm, '') }),
    )
  })

describe.concurrent('wrong use', () => {
  it.each([
    { what: 'an unknown command', args: ['publish'], says: /no command "publish"; there are .*build.*check.*read/ },
    { what: 'a folder that is not there', args: ['check', 'nowhere'], says: /no folder nowhere; name the folder/ },
    { what: 'no folder, where there is no content', args: ['check'], says: /no folder content;/ },
    { what: 'a file instead of a folder', args: ['build', 'fine/wrkr/gaps.md'], says: /gaps\.md is a file; name the folder/ },
    {
      what: 'a requirement of no kind',
      args: ['check', 'fine', '--require', 'luck=9'],
      says: /"luck=9" is no requirement; write e\.g\. --require/,
    },
    { what: 'a share above all', args: ['check', 'fine', '--require', 'evidence=101'], says: /"evidence=101" is no requirement/ },
    {
      what: 'a kind that is required twice',
      args: ['check', 'fine', '--require', 'evidence=1,evidence=2'],
      says: /--require names evidence twice, as 1 and 2/,
    },
    {
      what: 'an option that is given twice',
      args: ['check', 'fine', '--require', 'evidence=1', '--require', 'metric=1'],
      says: /--require is given twice/,
    },
    {
      what: 'a requirement of many lines and signs',
      args: ['check', 'fine', '--require', `luck\n\u001b[31m${'9'.repeat(300)}`],
      says: /^lacuna: "luck \\u001b\[31m9{20,60}…" is no requirement/,
    },
    { what: 'two folders', args: ['check', 'fine', 'torn'], says: /one folder at a time: "torn"/ },
    {
      what: 'an --out that holds files of others',
      args: ['build', 'fine', '--out', 'foreign'],
      says: /foreign is not empty and was not written by Lacuna/,
    },
    {
      what: 'an --out that is a file',
      args: ['build', 'fine', '--out', 'foreign/letter.txt'],
      says: /cannot write to foreign\/letter\.txt/,
    },
    {
      what: 'an --out among the documents',
      args: ['build', 'fine', '--out', 'fine/site'],
      says: /fine\/site holds the documents or lies among them/,
    },
    { what: 'an --out that is the documents', args: ['build', 'fine', '--out', 'fine'], says: /holds the documents/ },
    { what: 'an --out around the documents', args: ['build', 'fine', '--out', '.'], says: /holds the documents/ },
    { what: 'an unknown option', args: ['check', 'fine', '--colour'], says: /--colour.*; use: lacuna check \[FOLDER\]/ },
    { what: 'an option without its value', args: ['build', 'fine', '--out'], says: /--out.*; use: lacuna build/ },
    { what: 'an unknown gate', args: ['build', 'fine', '--gate', 'fatal'], says: /--gate fatal: there are error, warning, note/ },
    { what: 'cards of another kind', args: ['build', 'fine', '--cards', 'some'], says: /--cards some: there is all/ },
    { what: 'a port that is none', args: ['start', 'fine', '--port', 'http'], says: /--port http is not a port/ },
    { what: 'read without files', args: ['read'], says: /read needs at least one file/ },
    { what: 'a folder without documents', args: ['build', 'without', '--out', 'new'], says: /no documents in without; put \.md/ },
  ])('$what is told in one line, with exit code 2', async ({ args, says }) => {
    const { code, err } = await lacuna(...args)
    expect(err).toMatch(says)
    expect(err).toMatch(/^lacuna: [^\n]+\n$/)
    expect(code).toBe(2)
  })

  it('without a command shows what there is', async () => {
    const { code, out } = await lacuna()
    for (const command of ['start', 'dev', 'build', 'check', 'read']) expect(out).toContain(`lacuna ${command}`)
    expect(code).toBe(2)
    expect((await lacuna('--help')).code).toBe(0)
    expect(await lacuna('check', '--help')).toMatchObject({ code: 0, out: expect.stringMatching(/^lacuna check \[FOLDER\]/) })
  })
})

describe.concurrent('check', () => {
  it('exits with 0 where nothing reaches the gate', async () => {
    expect(await lacuna('check', 'fine')).toEqual({ code: 0, out: 'No findings.\n', err: '' })
  })
  it('exits with 1 where something does', async () => {
    const { code, out } = await lacuna('check', 'torn')
    expect(out).toMatch(/^wrkr\/gaps\.md:\d+:\d+ error G-01 has severity .*\[one-value\]$/m)
    expect(code).toBe(1)
  })
  it('takes the gate of site.yaml', async () => {
    const { code, out } = await lacuna('check', 'lenient')
    expect(out).toMatch(/ warning /)
    expect(out).not.toMatch(/ error /)
    expect(code).toBe(1)
  })
  it('prints one JSON object for programs', async () => {
    const { code, out, err } = await lacuna('check', 'torn', '--json')
    expect(JSON.parse(out)).toMatchObject({ findings: [{ rule: 'one-value', level: 'error' }], counts: { error: 1 } })
    expect([code, err]).toEqual([1, ''])
  })
  it('has no documents to complain of', async () => {
    expect((await lacuna('check', 'without')).code).toBe(0)
  })
})

describe.concurrent('what is required to be covered', () => {
  it('is told to programs, kind by kind', async () => {
    const { code, out } = await lacuna('check', 'covered', '--json', '--require', 'evidence=50,phase=1')
    expect(JSON.parse(out).coverage).toEqual([
      { kind: 'evidence', threshold: 50, value: 50, covered: 1, of: 2, held: true },
      { kind: 'phase', threshold: 1, value: 0, covered: 0, of: 2, held: false },
    ])
    expect(code).toBe(1)
  })
  it('does not pass where there is no gap', async () => {
    const { code, out } = await lacuna('check', 'without', '--require', 'evidence=1')
    expect(out).toMatch(/^coverage: there is no gap that could have evidence; required are 1 %$/m)
    expect(code).toBe(1)
  })
  it.each([
    { what: 'by the settings', args: [], code: 1, says: /coverage: 1 of 2 gaps \(50 %\) have evidence; required are 60 %/ },
    { what: 'by the terminal, which goes before', args: ['--require', 'evidence=50'], code: 0, says: /^((?!coverage).)*$/s },
    { what: 'of several kinds', args: ['--require', 'evidence=50, phase=1'], code: 1, says: /coverage: 0 of 2 gaps \(0 %\) have a phase/ },
  ])('$what', async ({ args, code, says }) => {
    const answer = await lacuna('check', 'covered', ...args)
    expect(answer).toMatchObject({ code, err: '' })
    expect(answer.out).toMatch(says)
  })

  it('leaves standard output to the findings where a program reads it', async () => {
    const { code, out, err } = await lacuna('check', 'covered', '--json')
    expect(code).toBe(1)
    expect(Array.isArray(JSON.parse(out).findings ?? JSON.parse(out))).toBe(true)
    expect(err).toMatch(/^coverage: /)
  })
})

describe.concurrent('read', () => {
  it('says what it understood', async () => {
    const { code, out } = await lacuna('read', 'fine/wrkr/gaps.md')
    expect(out).toMatch(/^fine\/wrkr\/gaps\.md: Gaps\n.*1 gap:\n\s+3 {2}G-01 {2}Resume starts over {2}\[high \(High\)\]/s)
    expect(code).toBe(0)
  })
  it('prints one JSON object only, a document for each file', async () => {
    const { code, out, err } = await lacuna('read', 'fine/wrkr/gaps.md', 'torn/wrkr/gaps.md', '--json')
    const { documents, ...others } = JSON.parse(out)
    expect(others).toEqual({})
    expect(documents.map(({ path, gaps }: { path: string; gaps: unknown[] }) => [path, gaps.length])).toEqual([
      ['fine/wrkr/gaps.md', 1],
      ['torn/wrkr/gaps.md', 2],
    ])
    expect(documents[0].gaps[0]).toMatchObject({
      key: expect.stringMatching(/\/g-01$/),
      id: 'G-01',
      title: 'Resume starts over',
      severity: { level: 'high', words: 'High', place: { line: 5 } },
      place: { line: 3, column: 1, endLine: 7 },
      mentions: [{ place: { line: 3 } }],
      facets: { impact: { label: 'Impact', text: 'a night is lost.', items: [], place: { line: 7 } } },
      phases: [],
      codeBlocks: [],
    })
    expect([code, err]).toEqual([0, ''])
  })
  it.each([
    ['a file that is not there', 'nowhere.md'],
    ['a folder', 'fine'],
  ])('of %s is a document with a finding, and exit code 0', async (_, path) => {
    const { code, out, err } = await lacuna('read', path, 'fine/wrkr/gaps.md', '--json')
    const [first, second] = JSON.parse(out).documents
    expect(first).toMatchObject({ path, gaps: [], findings: [{ rule: 'file-readable', level: 'error', place: { line: 1, column: 1 } }] })
    expect(second.gaps).toHaveLength(1)
    expect([code, err]).toEqual([0, ''])
  })
})

describe('read --why', () => {
  it('tells what made each gap one, what came near to it, and what nothing explains', async () => {
    const { out, code } = await lacuna('read', '--why', join(folder, 'torn/wrkr/gaps.md'))
    expect(code).toBe(0)
    expect(out).toMatch(/\+3 lettered-id: /)
    expect(out).toMatch(/\d+ % of \d+ lines accounted for/)
  })
})
