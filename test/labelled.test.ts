/** Parts of a step, as its page sets them: labels that stand as paragraphs become headings, and nothing is said twice or lost. */
import { expect, it } from 'vitest'
import { labelledParts, type SectionView } from '#publish'

const view = (...parts: [heading: string, html: string][]) =>
  ({
    written: { text: 'gaps.md:10' },
    facts: [{ label: 'Priority', said: { mark: { kind: 'severity', value: 'critical', word: 'Critical' }, words: 'P0', same: false } }],
    parts: parts.map(([heading, html], at) => ({ heading, html, written: { text: `gaps.md:${at + 12}` } })),
  }) as unknown as SectionView

it('sets a label over a list, and one with its text in the next line, as a heading', () => {
  const html = [
    '<p dir="auto" data-at="12:1-12:20">Before all this.</p>',
    '<p dir="auto" data-at="14:1-14:10">Includes:</p>',
    '<ul dir="auto"><li data-at="15:3-15:9">G-01</li></ul>',
    '<p dir="auto" data-at="17:1-18:9">Outcome:\nTrust.</p>',
  ].join('\n')
  expect(labelledParts(view(['', html]))).toEqual([
    { html: '<p dir="auto" data-at="12:1-12:20">Before all this.</p>\n', written: { text: 'line 12' } },
    { heading: 'Includes', html: '<ul dir="auto"><li data-at="15:3-15:9">G-01</li></ul>\n' },
    { heading: 'Outcome', html: '<p dir="auto" data-at="17:1-18:9">Trust.</p>' },
  ])
})

it('leaves as it stands what is a sentence, stands last, or lies in another block', () => {
  const html = [
    '<p dir="auto" data-at="12:1-12:70">This sentence is far too long to be a label, whatever it ends with:</p>',
    '<blockquote dir="auto"><p data-at="13:1-13:9">Note:</p></blockquote>',
    '<p dir="auto" data-at="14:1-14:6">Last:</p>',
  ].join('\n')
  expect(labelledParts(view(['Deliverables', html]))).toEqual([{ heading: 'Deliverables', html, written: { text: 'line 12' } }])
})

it('leaves out what the head of the page says already', () => {
  expect(labelledParts(view(['Priority', '<p dir="auto" data-at="12:1-12:3">P0</p>']))).toEqual([])
})
