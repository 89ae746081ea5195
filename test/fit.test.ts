/** The fitting of weights: its figures are those one computes by hand, and it leaves the weights as they were. */
import { describe, expect, it } from 'vitest'
import { readSource } from '#read'
import { descend, fitWeights, foldsOf } from './fit/fitting.ts'
import { type Labelled, rememberingScorer, scoreAnew } from './fit/folder.ts'
import { compare, type Label, type Read, summary } from './fit/score.ts'
import { knobs, presentWeights, tryOut } from './fit/weights.ts'

const read = (line: number, title: string, more: Partial<Read> = {}): Read => ({ title, place: { line }, mentions: [], ...more })

describe('the score', () => {
  const labels: Label[] = [
    { line: 3, title: 'No undo', level: 'high', state: 'open' },
    { line: 9, title: 'Sync loses notes', level: 'low', otherLines: [40] },
    { line: 15, title: 'Search ignores tags' },
    { line: 21, title: 'Dark mode', optional: true },
  ]

  it('counts what was found, missed and added', () => {
    const { recall, precision, f1, levels, states } = compare(labels, [
      read(3, 'No undo', { severity: { level: 'high' }, status: { state: 'closed' } }),
      // by the line of a mention, with another level
      read(30, 'Notes vanish', { mentions: [{ place: { line: 40 } }], severity: { level: 'high' } }),
      // optional: neither found nor added
      read(21, 'Dark mode'),
      read(50, 'Roadmap'),
      read(60, 'Thanks'),
    ])
    // 2 of 3, and 2 of the 4 that count
    expect([recall, precision, f1]).toEqual([2 / 3, 0.5, (2 * 0.5 * (2 / 3)) / (0.5 + 2 / 3)])
    expect([levels, states]).toEqual([[true, false], [false]])
  })

  it('pairs by title where lines differ, and each reading once', () => {
    // three of four words are the same; the second tells a gap again that was found
    const { recall, precision } = compare(labels, [read(70, 'Search ignores all tags'), read(71, 'Search ignores tags, often')])
    expect([recall, precision]).toEqual([1 / 3, 1 / 2])
  })

  it('of nothing', () => {
    expect(compare([], [])).toMatchObject({ recall: 1, precision: 1, f1: 1 })
    expect(compare(labels, [])).toMatchObject({ recall: 0, precision: 0, f1: 0 })
    expect(compare([], [read(1, 'Thanks')])).toMatchObject({ recall: 1, precision: 0, f1: 0 })
  })

  it('weighs every document alike, every level alike', () => {
    const one = { recall: 1, precision: 0.5, f1: 2 / 3, levels: [true, true, false], states: [] }
    const other = { recall: 0, precision: 0, f1: 0, levels: [true], states: [] }
    expect(summary([one, other])).toEqual({ recall: 0.5, precision: 0.25, f1: 1 / 3, level: 0.75, state: 1 })
  })
})

const labelled = (name: string, text: string, labels: Label[]): Labelled => ({
  name,
  source: readSource(`${name}.md`, new TextEncoder().encode(text)),
  labels,
})
const documents = [
  labelled(
    'a',
    '# Notes\n\n## Gaps\n\n### Gap 1: No undo (P1)\n\n**Impact:** work is lost\n\n### Gap 2: No search (P2)\n\n**Impact:** old notes are not found\n',
    [
      { line: 5, title: 'No undo', level: 'high' },
      { line: 9, title: 'No search' },
    ],
  ),
  labelled('b', '# Plan\n\n## Missing\n\n- **Sync**: not begun\n- **Export**: not begun\n\n## Thanks\n\n- **Everybody**\n', [
    { line: 5, title: 'Sync' },
    { line: 6, title: 'Export' },
  ]),
  labelled('c', '# Audit\n\n| Gap | Severity |\n|---|---|\n| No tests | High |\n| No docs | Low |\n', [{ line: 5, title: 'No tests' }]),
]

describe('the weights', () => {
  it('are those of all signals, and the thresholds', () => {
    const names = knobs.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['section gap-word', 'table gap-column', 'list bold-lead', 'threshold section']))
    expect(new Set(names).size).toBe(names.length)
  })

  it('count while they are tried out, and are put back', () => {
    const present = presentWeights()
    const without = present.map((weight, index) => (knobs[index]!.threshold ? weight : 0))
    expect(scoreAnew(documents[0]!, present).score.recall).toBe(1)
    expect(scoreAnew(documents[0]!, without).score.recall).toBe(0)
    expect(presentWeights()).toEqual(present)
    expect(scoreAnew(documents[0]!, present).score.recall).toBe(1)
  })

  it('are put back when something breaks', () => {
    const present = presentWeights()
    const ones = present.map(() => 1)
    expect(() => tryOut(ones, () => expect.fail(`broken by ${presentWeights().join('')}`))).toThrow(`broken by ${ones.join('')}`)
    expect(presentWeights()).toEqual(present)
  })

  it('are put back after fitting', () => {
    const present = presentWeights()
    fitWeights(documents, present, rememberingScorer())
    expect(presentWeights()).toEqual(present)
  })

  it('are remembered as they would be scored anew', () => {
    const score = rememberingScorer()
    const present = presentWeights()
    for (const index of present.keys())
      for (const times of [1 / 4, 1 / 2, 2])
        for (const document of documents) {
          const weights = present.with(index, present[index]! * times)
          expect(score(document, weights).score, knobs[index]!.name).toEqual(scoreAnew(document, weights).score)
        }
  })
})

describe('fitting', () => {
  it('goes to the better, never through zero or beyond the bounds', () => {
    const far = descend([1, -1, 2, 3], ([a, b, c]) => a! - Math.abs(b! - 4) - Math.abs(c! - 3.5))
    expect(far).toEqual([5, -0.5, 3.5, 3])
  })

  it('leaves what gains nothing', () => expect(descend([1, -2, 3], () => 1)).toEqual([1, -2, 3]))

  it('parts documents by their names, all of them, each once', () => {
    const folds = foldsOf(documents, 2)
    expect(folds.map(({ length }) => length)).toEqual([2, 1])
    expect(folds.flat().toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(documents)
    expect(foldsOf(documents.toReversed(), 2)).toEqual(folds)
  })
})
