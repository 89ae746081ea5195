/**
 * Fixtures that were badly copied, merged or tidied: lines dropped, doubled, moved, indented anew, bared of their marks. Whatever is
 * left is read, nothing of it is lost, and the way back to the file is whole. What else must hold is said in `holds.ts`.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { link } from '#link'
import { type Edit, mend, type Source } from '#read'
import { bytesOf, holds, inputs } from './holds.ts'
import { readingOf } from './reading.ts'

const runs = Number(process.env.LACUNA_RUNS ?? 300)
fc.configureGlobal({ seed: Number(process.env.LACUNA_SEED ?? 20260101), numRuns: runs })

type Mutation = (lines: readonly string[], at: number, other: number) => string[]
const bared =
  (mark: RegExp): Mutation =>
  (lines, at) =>
    lines.with(at, lines[at]!.replaceAll(mark, ''))
const mutations: Record<string, Mutation> = {
  dropped: (lines, at) => lines.toSpliced(at, 1),
  doubled: (lines, at) => lines.toSpliced(at, 0, lines[at]!),
  swapped: (lines, at, other) => lines.with(at, lines[other]!).with(other, lines[at]!),
  moved: (lines, at, other) => lines.toSpliced(at, 1).toSpliced(other, 0, lines[at]!),
  indented: (lines, at, other) => lines.with(at, `${' '.repeat(other % 9)}${lines[at]!.trimStart()}`),
  tabbed: (lines, at) => lines.with(at, `\t${lines[at]}`),
  'set apart': (lines, at) => lines.toSpliced(at, 0, ''),
  'without asterisks': bared(/\*/g),
  'without underscores': bared(/_/g),
  'without hashes': bared(/#/g),
  'without pipes': bared(/\|/g),
  'without hyphens': bared(/-/g),
  'without one mark': (lines, at, other) => {
    const marks = [...lines[at]!.matchAll(/[*_#|-]/g)]
    const { index } = marks[other % Math.max(1, marks.length)] ?? { index: lines[at]!.length }
    return lines.with(at, lines[at]!.slice(0, index) + lines[at]!.slice(index + 1))
  },
}

const step = fc.record({ how: fc.constantFrom(...Object.keys(mutations)), at: fc.nat(), other: fc.nat() })
/** A fixture after some steps; all the same steps on all lines would leave nothing to read. */
const mutated = fc
  .record({ input: fc.constantFrom(...inputs), steps: fc.array(step, { minLength: 1, maxLength: 24 }) })
  .map(({ input: { trait, name, bytes }, steps }) => {
    const [first] = bytes
    const lines = steps.reduce<string[]>(
      (now, { how, at, other }) => (now.length === 0 ? now : mutations[how]!(now, at % now.length, other % now.length)),
      new TextDecoder(first === 0xff ? 'utf-16le' : 'utf-8').decode(bytes).split('\n'),
    )
    return { trait, name, text: lines.join('\n') }
  })

/** The text as read, with every edit taken back. */
function undone({ text, edits }: Source): string {
  const back: Edit[] = []
  for (const own of Map.groupBy(edits, ({ line }) => line).values()) {
    let shift = 0
    let previous: Edit | undefined
    for (const { column, was, now, ...rest } of own.toSorted((a, b) => a.column - b.column)) {
      // a mark may have been found in what was mended before: "â€¢" is "•", which becomes "-"
      if (previous?.was && column + shift < previous.column + previous.was.length + shift && previous.was.includes(was) && was !== '') {
        previous.was = previous.was.replace(was, now)
        shift += now.length - was.length
        continue
      }
      previous = { ...rest, column: column + shift, was: now, now: was }
      back.push(previous)
      shift += now.length - was.length
    }
  }
  return mend(text, back)
}

describe('a fixture whose lines were mutated', () => {
  it('is read, with every place in the file and every block accounted for', () => {
    fc.assert(
      fc.property(mutated, ({ name, text }) => void holds(bytesOf(text), name)),
      { numRuns: 4 * runs },
    )
  })

  it('can be had back from its text and its edits', () => {
    fc.assert(
      fc.property(mutated, ({ name, text }) => {
        const { source } = readingOf(name, bytesOf(text))
        expect(source.original).toBe(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))
        expect(undone(source)).toBe(source.original)
        expect(source.text.split('\n')).toHaveLength(source.original.split('\n').length)
      }),
    )
  })

  it('is read and linked the same twice', () => {
    fc.assert(
      fc.property(mutated, ({ name, text }) => {
        const [once, twice] = [readingOf(name, bytesOf(text)), readingOf(name, bytesOf(text))]
        expect(twice.document).toEqual(once.document)
        expect(twice.source.tree).toEqual(once.source.tree)
        expect(link([twice.document])).toEqual(link([once.document]))
      }),
    )
  })
})
