/** What passes a reader's choice, what each other choice would leave, in which order, and the address that tells of it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FilterTable } from '#publish'
import { type Choice, choiceOf, inOrder, queryOf, sift, toggled } from '../src/scripts/sift.ts'

const sorts = ['severity', 'written', 'title']
const facets = [
  { name: 'severity', values: ['critical', 'high', 'low'] },
  { name: 'category', values: ['acme/log in', 'acme/ü&=?#', 'other/log in'] },
  { name: 'has-no', values: ['owner', 'effort'] },
]
const subset = (size: number) => fc.uniqueArray(fc.nat(size - 1), { maxLength: size }).map((numbers) => numbers.toSorted())
const row = fc.tuple(fc.string({ maxLength: 4 }), ...facets.map(({ values }) => subset(values.length)))
const tables: fc.Arbitrary<FilterTable<string>> = fc.array(row, { maxLength: 12 }).map((rows) => ({ facets, rows }))
const choices: fc.Arbitrary<Choice> = fc
  .record({ picked: fc.tuple(...facets.map(({ values }) => fc.subarray(values))), sort: fc.constantFrom(...sorts), reversed: fc.boolean() })
  .map(({ picked, sort, reversed }) => ({ values: new Map(facets.map(({ name }, at) => [name, new Set(picked[at])])), sort, reversed }))

/** As one would say it: any value of a facet, all facets. */
const passes = ({ rows }: FilterTable<string>, { values }: Choice, at: number): boolean =>
  facets.every(({ name, values: known }, facet) => {
    const chosen = values.get(name)!
    return chosen.size === 0 || (rows[at]![facet + 1] as number[]).some((value) => chosen.has(known[value]!))
  })
const passing = (table: FilterTable<string>, choice: Choice) => [...table.rows.keys()].filter((at) => passes(table, choice, at))

describe('sifting', () => {
  it('passes what has one of the chosen values of each facet, in the order of the table', () =>
    fc.assert(
      fc.property(tables, choices, (table, choice) => {
        expect(sift(table, choice).rows).toEqual(passing(table, choice))
      }),
    ))

  it('counts for each value what it alone would leave of its facet, the other facets as chosen', () =>
    fc.assert(
      fc.property(tables, choices, (table, choice) => {
        const alone = (name: string, value: string): Choice => ({ ...choice, values: new Map(choice.values).set(name, new Set([value])) })
        const wanted = facets.map(({ name, values }) => values.map((value) => passing(table, alone(name, value)).length))
        expect(sift(table, choice).counts).toEqual(wanted)
      }),
    ))
})

describe('an order', () => {
  it('loses and doubles nothing, and turned round has those without a value at the end again', () =>
    fc.assert(
      fc.property(tables, choices, (table, choice) => {
        const rows = passing(table, choice)
        const ordered = inOrder(table, rows, choice, (words) => words)
        expect(ordered.toSorted((a, b) => a - b)).toEqual(rows)
        if (choice.sort !== 'severity') return
        const without = ordered.map((at) => (table.rows[at]![1] as number[]).length === 0)
        expect(without).toEqual(without.toSorted())
      }),
    ))

  it('keeps equals as they are written', () => {
    const table: FilterTable<string> = {
      facets,
      rows: [
        ['b', [1], [], []],
        ['a', [0], [], []],
        ['c', [1], [], []],
        ['d', [], [], []],
      ],
    }
    const by = (sort: string, reversed: boolean) => inOrder(table, [0, 1, 2, 3], { values: new Map(), sort, reversed }, (words) => words)
    expect(by('severity', false)).toEqual([1, 0, 2, 3])
    expect(by('severity', true)).toEqual([0, 2, 1, 3])
    expect(by('title', true)).toEqual([3, 2, 0, 1])
    expect(by('written', true)).toEqual([3, 2, 1, 0])
  })
})

describe('an address', () => {
  const table = { facets, rows: [] }

  it('tells a choice so that the same is read from it', () =>
    fc.assert(
      fc.property(choices, (choice) => {
        expect(choiceOf(table, queryOf(table, choice, sorts[0]!), sorts)).toEqual(choice)
      }),
    ))

  it('is the same whatever was chosen first, empty when nothing is, and legible', () => {
    const none = choiceOf(table, '', sorts)
    expect(queryOf(table, none, 'severity')).toBe('')
    const one = toggled(toggled(none, 'has-no', 'owner', true), 'category', 'acme/log in', true)
    const other = toggled(toggled(none, 'category', 'acme/log in', true), 'has-no', 'owner', true)
    expect(queryOf(table, one, 'severity')).toBe('?category=acme/log+in&has-no=owner')
    expect(queryOf(table, other, 'severity')).toBe(queryOf(table, one, 'severity'))
    expect(queryOf(table, toggled(toggled(one, 'has-no', 'owner', false), 'category', 'acme/log in', false), 'severity')).toBe('')
  })

  it('that somebody made up does no harm', () =>
    fc.assert(
      fc.property(fc.string(), (words) => {
        const choice = choiceOf(table, `?severity=${words}&${words}&sort=${words}`, sorts)
        expect(sorts).toContain(choice.sort)
        expect(choiceOf(table, queryOf(table, choice, sorts[0]!), sorts)).toEqual(choice)
      }),
    ))
})
