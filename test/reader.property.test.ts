/**
 * What holds for every file, whatever is in it: the reader answers, answers the same twice, points into the file, and
 * loses no character of a gap's section. `LACUNA_SEED=7 LACUNA_RUNS=20000 npm test test/reader.property.test.ts` looks further.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '#check'
import { link } from '#link'
import { type Makers, readHtml } from '../src/publish/rawhtml.ts'
import { bytesOf, holds, inputs } from './holds.ts'
import { readingOf } from './reading.ts'

fc.configureGlobal({ seed: Number(process.env.LACUNA_SEED ?? 20260101), numRuns: Number(process.env.LACUNA_RUNS ?? 300) })

const word = fc.constantFrom(
  'valve',
  'queue',
  'Fix',
  'missing',
  'Zähler',
  '泵',
  'שסתום',
  '`code`',
  '**bold**',
  '_em_',
  '🔴',
  '✅',
  '❌',
  'P0',
  'G-01',
  'a|b',
  '\\|',
  '&amp;',
  '<b>',
  '![i](x.png)',
  '[l](y.md)',
  'src/a.ts:3',
  'Weeks 1-2',
  '**Impact:** x',
  '~~old~~',
  'http://a.b',
  'â€”',
  '√©',
)
const words = fc.array(word, { minLength: 1, maxLength: 7 }).map((all) => all.join(' '))
const mark = fc.constantFrom(
  '# ',
  '## ',
  '### ',
  '#### ',
  '- ',
  '* ',
  '1. ',
  '2. ',
  '> ',
  '> - ',
  '- [ ] ',
  '- [x] ',
  '  - ',
  '    ',
  '\t',
  '•\t',
  '|',
  '',
  '',
  '',
)
const opening = fc.constantFrom(
  'Gap 1: ',
  'G-02 (P1): ',
  '1. ',
  '3.1 ',
  'GAP-SEC-001 — ',
  '🔴 ',
  '**Severity:** ',
  '**Impact**: ',
  'Status: ',
  'Priority: P0',
  '**Evidence:**',
  'Required work:',
  'Phase 1: ',
  'Critical Gaps',
  'Roadmap',
  'Missing',
  'Inconsistencies',
  '',
  '',
  '',
)
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(mark, opening, words).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.array(fc.oneof(words, opening), { minLength: 1, maxLength: 5 }).map((cells) => `| ${cells.join(' | ')} |`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '| ID | Gap | Severity | Status |\n|---|---|---|---|',
      '| Gap | Impact |\n|---|---|',
      '| Field | Value |\n|--|--|',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '```',
      '~~~ts',
      '---',
      '+++',
      '<!-- c -->',
      '<div>',
      '</div>',
      '[ref]: x',
      '[^1]: note',
      '===',
      '$$',
      '\u2028',
      '\u00A0',
    ),
  },
)
const markdown = fc.array(line, { maxLength: 40 }).map((lines) => lines.join('\n'))

type Mutation = (lines: string[], at: number, other: number) => string[]
const mutations: Record<string, Mutation> = {
  dropped: (lines, at) => lines.toSpliced(at, 1),
  doubled: (lines, at) => lines.toSpliced(at, 0, lines[at]!),
  swapped: (lines, at, other) => lines.with(at, lines[other]!).with(other, lines[at]!),
  indented: (lines, at) => lines.with(at, `  ${lines[at]}`),
  'indented as code': (lines, at) => lines.with(at, `    ${lines[at]}`),
  'stripped of its indentation': (lines, at) => lines.with(at, lines[at]!.trimStart()),
  'stripped of its marks': (lines, at) => lines.with(at, lines[at]!.replace(/[#*|>`~_]|^\s*- /g, '')),
  'joined to the next': (lines, at) => lines.toSpliced(at, 2, lines.slice(at, at + 2).join(' ')),
  quoted: (lines, at) => lines.with(at, `> ${lines[at]}`),
  'cut in half': (lines, at) => lines.with(at, lines[at]!.slice(0, lines[at]!.length / 2)),
  'made an item': (lines, at) => lines.with(at, `- ${lines[at]}`),
  'made a heading': (lines, at) => lines.with(at, `### ${lines[at]}`),
  'set apart': (lines, at) => lines.toSpliced(at, 0, ''),
}
const mutated = fc
  .tuple(
    fc.constantFrom(...inputs),
    fc.array(fc.tuple(fc.constantFrom(...Object.keys(mutations)), fc.nat(), fc.nat()), { minLength: 1, maxLength: 6 }),
  )
  .map(([{ trait, name, bytes }, steps]) => {
    const encoding = bytes[0] === 0xff ? 'utf-16le' : 'utf-8'
    const lines = steps.reduce(
      (now, [how, at, other]) => (now.length === 0 ? now : mutations[how]!(now, at % now.length, other % now.length)),
      new TextDecoder(encoding).decode(bytes).split('\n'),
    )
    return { trait, name, text: lines.join('\n') }
  })

const content = new URL('../content/', import.meta.url).pathname
const founding = readdirSync(content, { recursive: true, encoding: 'utf8' }).filter((name) => /^(?!pages\/).*\.(?:md|txt)$/.test(name))
const wild = new URL('../../shared/corpus/docs/', import.meta.url).pathname

describe('every reading', () => {
  it.each(inputs)('of $trait holds together', ({ name, bytes }) => void holds(bytes, name))

  it.each(founding)('of content/%s holds together', (name) => void holds(readFileSync(content + name), basename(name)))

  // real documents, which stand beside the repository while it is being written
  it.skipIf(!existsSync(wild))('of documents from the wild holds together', () => {
    for (const name of readdirSync(wild)) {
      try {
        holds(readFileSync(wild + name), name)
      } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error })
      }
    }
  })

  it('of random bytes holds together', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void holds(bytes)))
  })

  it('of random characters holds together', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom('input.md', 'input.txt', 'input.mdx'),
        (text, name) => void holds(bytesOf(text), name),
      ),
    )
  })

  it('of something like Markdown holds together', () => {
    fc.assert(fc.property(markdown, fc.constantFrom('\n', '\r\n'), (text, end) => void holds(bytesOf(text.replaceAll('\n', end)))))
  })

  it('of a damaged document holds together', () => {
    fc.assert(
      fc.property(mutated, ({ name, text }) => void holds(bytesOf(text), name)),
      { numRuns: 4 * Number(process.env.LACUNA_RUNS ?? 300) },
    )
  })

  it('is the same twice', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          markdown,
          mutated.map(({ text }) => text),
        ),
        (text) => {
          const [once, twice] = [readingOf('input.md', bytesOf(text)), readingOf('input.md', bytesOf(text))]
          expect(JSON.stringify(once.document)).toBe(JSON.stringify(twice.document))
          expect(JSON.stringify(link([once.document]).gaps)).toBe(JSON.stringify(link([twice.document]).gaps))
        },
      ),
    )
  })
})

/** What nobody writes, and somebody sends. The guard is against hanging, not a budget. */
describe('hostile shapes end', () => {
  const gaps = (count: number, one: (index: number) => string) => Array.from({ length: count }, (_, index) => one(index)).join('\n')
  const shapes: Record<string, string> = {
    '10,000 nested quotes': '>'.repeat(10_000) + ' deep',
    '10,000 quotes and lists in turn': '> - '.repeat(5_000) + 'deep',
    '5,000 nested items': gaps(5_000, (index) => `${' '.repeat(2 * index)}- **Impact:** x`).slice(0, 4_000_000),
    'a line of 1 MB': 'word '.repeat(200_000),
    'a word of 1 MB': 'a'.repeat(1_000_000),
    '20,000 table rows': `# Gaps\n\n| ID | Gap | Severity |\n|---|---|---|\n${gaps(20_000, (index) => `| G-${index} | title ${index} | High |`)}`,
    '300,000 asterisks': '*'.repeat(300_000),
    '300,000 backquotes': gaps(1_000, (index) => '`'.repeat(index)).slice(0, 300_000),
    '100,000 open brackets': '['.repeat(100_000),
    '50,000 open links': '[a]('.repeat(50_000),
    '20,000 headings': `# Gaps\n\n${gaps(20_000, (index) => `## G-${index}: title`)}`,
    '20,000 numbered headings': `# Gaps\n\n${gaps(20_000, (index) => `## ${index}. title\n\nImpact: x\n`)}`,
    '20,000 headings of one title': `# Gaps\n\n${gaps(20_000, () => '## Gap 1: title\n\n**Severity:** High\n')}`,
    '20,000 labels in one paragraph': `## Gap 1: x\n\n${gaps(20_000, () => '**Impact:** x')}`,
    '20,000 items': `# Gaps\n\n## Missing\n\n${gaps(20_000, (index) => `- **lead ${index}** – text G-0${index}`)}`,
    'a lead of 100,000 spaces': `# Missing\n\n- **P1** a${' '.repeat(100_000)}b`,
    'a lead of 100,000 brackets': `# Missing\n\n- ${'['.repeat(50_000)}${'('.repeat(50_000)}\n- b`,
    'a label of 100,000 brackets': `## Gap 1: x\n\n**${'('.repeat(100_000)}:** x`,
    '100,000 spaces before a colon': `## Gap 1: x\n\nImpact${' '.repeat(100_000)}: y`,
    'a heading of 200,000 brackets': `## Gap 1${' (P0)'.repeat(40_000)}`,
    'a heading of 200,000 dashes': `## Gap 1: ${' - '.repeat(70_000)}x`,
    '100,000 entities': `## Gap 1: x\n\n**Impact:** ${'&amp;'.repeat(100_000)} and src/a.ts`,
    '100,000 lines pasted': gaps(100_000, (index) => (index % 2 ? '' : `GAP-${index} — title`)),
    '200,000 mangled signs': 'üî¥ '.repeat(200_000),
    '200,000 slashes': '## Gap 1: x\n\n' + 'a/'.repeat(200_000),
    '400,000 signs of Markdown in one pasted line': `Title\n\n1. A\n\nfoo bar.\n\n2. B\n\n${'_*'.repeat(200_000)}`,
    '500,000 spaces behind a label': `## Gap 1: x\n\n**Impact:** ${' '.repeat(500_000)}x`,
    '100,000 rows of one gap': `# Gaps\n\n### A-1: x\n\nImpact: y\n\n### A-2: z\n\nImpact: y\n\n# Summary\n\n| ID | Gap | Priority |\n|---|---|---|\n${gaps(100_000, () => '| A-1 | x | P1 |')}`,
    '60,000 headings of one id': `# Gaps\n\n${gaps(60_000, () => '### G-1: same\n\nImpact: x\n')}`,
    '100,000 tasks for one gap': `# Gaps\n\n${gaps(100_000, () => '- [ ] x G-1')}`,
    '100,000 items of one title': `# Gaps\n\n${gaps(100_000, () => '- **t**: no x')}`,
    '200,000 sections named': `## Gap 1: x\n\n${'Section 1. '.repeat(200_000)}`,
  }
  it.each(Object.entries(shapes))(
    '%s',
    (_, text) => {
      const { document } = readingOf('input.md', bytesOf(text))
      const trace = link([document])
      const findings = check({ documents: [document], trace, defects: [], targetExists: () => undefined }, { rules: {} })
      expect(trace.gaps.length).toBeGreaterThanOrEqual(0)
      for (const { message } of findings) expect(message).not.toContain('a mistake of ours')
    },
    30_000,
  )

  const html: Record<string, string> = {
    '400,000 open comments': '<!--'.repeat(400_000),
    '45,000 open tags': `<div>${'<a'.repeat(45_000)}`,
    'a tag of 95,000 letters': `<div><${'a'.repeat(95_000)}`,
  }
  const makers: Makers = {
    link: (_, children) => ({ type: 'element', tagName: 'a', properties: {}, children }),
    image: (_, value) => ({ type: 'text', value }),
    heading: (_, children) => ({ type: 'element', tagName: 'p', properties: {}, children }),
    table: (table) => table,
  }
  it.each(Object.entries(html))('%s', (_, text) => void expect(readHtml(text, makers).kind).toBe('shown'), 30_000)
})
