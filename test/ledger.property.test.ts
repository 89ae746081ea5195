/**
 * The ledger against random lives of documents: whatever is retitled, rewritten, renumbered, reordered, moved, split off or removed,
 * an address that was published leads to the gap that had it, to where that gap went, or to the word that it is gone.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ledgerOf, link } from '#link'
import type { GapDocument, Ledger } from '#model'
import { readSource } from '#read'
import { recognise } from '#recognise'

/** A gap as its author knows it: who it is never changes. */
interface Life {
  who: number
  lettered: boolean
  number: number
  title: number
  text: number
}
type Lives = Life[][]

const nouns = ['pier', 'lantern', 'rudder', 'anchor', 'ticket', 'gangway', 'bell', 'chart', 'tide table', 'mooring', 'galley', 'radio']
const titleOf = (number: number) => `No ${nouns[number % nouns.length]} for boat ${Math.floor(number / nouns.length) + 1}`
const textOf = (number: number) =>
  `Passengers of line ${number} wait in the rain because the ${nouns[number % nouns.length]} of quay ${number} is lost.`

const written = (document: readonly Life[], index: number): GapDocument => {
  const gaps = document.map(
    ({ lettered, number, title, text }) =>
      `### ${lettered ? `FER-${String(number).padStart(2, '0')}` : `Gap ${number}`}: ${titleOf(title)}\n\n**Severity:** High\n\n**Impact:** ${textOf(text)}\n`,
  )
  const source = readSource(`harbour/part-${index}.md`, Buffer.from(`# Gaps of part ${index}\n\n## Gaps\n\n${gaps.join('\n')}`))
  return recognise(source, { system: 'harbour', slug: `part-${index}` })
}

/** Who stands at an address, as far as the words of the page tell. */
const whoIs = (lives: Lives, title: string, text: string) =>
  lives.flat().filter((life) => titleOf(life.title) === title && text.includes(textOf(life.text)))

type Edit = (lives: Lives, fresh: () => number) => Lives
const at = <Thing>(list: readonly Thing[], index: number) => (list.length === 0 ? undefined : list[index % list.length])
const change = (lives: Lives, index: number, edit: (life: Life) => Life): Lives => {
  const chosen = at(lives.flat(), index)
  return lives.map((document) => document.map((life) => (life === chosen ? edit(life) : life)))
}
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.nat(50).map(
    (index): Edit =>
      (lives, fresh) =>
        change(lives, index, (life) => ({ ...life, title: fresh() })),
  ),
  fc.nat(50).map(
    (index): Edit =>
      (lives, fresh) =>
        change(lives, index, (life) => ({ ...life, text: fresh() })),
  ),
  // numbers run on anew, through one document
  fc.nat(5).map(
    (index): Edit =>
      (lives) =>
        lives.map((document, place) =>
          place === index % lives.length
            ? document.map((life, number) => (life.lettered ? life : { ...life, number: number + 1 }))
            : document,
        ),
  ),
  fc.nat(5).map(
    (index): Edit =>
      (lives) =>
        lives.map((document, place) => (place === index % lives.length ? document.toReversed() : document)),
  ),
  fc.nat(50).map(
    (index): Edit =>
      (lives) => {
        const chosen = at(lives.flat(), index)
        return lives.map((document) => document.filter((life) => life !== chosen))
      },
  ),
  // to another document, where it gets the next number
  fc.tuple(fc.nat(50), fc.nat(5)).map(
    ([index, to]): Edit =>
      (lives) => {
        const chosen = at(lives.flat(), index)
        if (!chosen) return lives
        return lives.map((document, place) => {
          const rest = document.filter((life) => life !== chosen)
          if (place !== to % lives.length) return rest
          return [
            ...rest,
            chosen.lettered
              ? chosen
              : { ...chosen, number: Math.max(0, ...rest.filter((life) => !life.lettered).map((life) => life.number)) + 1 },
          ]
        })
      },
  ),
  // a new gap at the front takes the first number, and all others move on
  fc.nat(5).map(
    (index): Edit =>
      (lives, fresh) =>
        lives.map((document, place) => {
          if (place !== index % lives.length) return document
          const newcomer = { who: fresh(), lettered: false, number: 0, title: fresh(), text: fresh() }
          return [newcomer, ...document].map((life, number) => (life.lettered ? life : { ...life, number: number + 1 }))
        }),
  ),
  // one document becomes two
  fc.nat(5).map(
    (index): Edit =>
      (lives) => {
        const document = lives[index % lives.length]!
        const half = Math.ceil(document.length / 2)
        return [...lives.map((one) => (one === document ? one.slice(0, half) : one)), document.slice(half)]
      },
  ),
)

const beginning = (): Lives => {
  let number = 0
  const life = (lettered: boolean, own: number): Life => ({ who: ++number, lettered, number: own, title: number, text: number + 100 })
  return [
    [life(false, 1), life(false, 2), life(false, 3), life(true, 1)],
    [life(false, 1), life(false, 2), life(true, 2), life(true, 3)],
  ]
}

describe('an address that was published', () => {
  it('leads to the gap that had it, to where it went, or to the word that it is gone', () => {
    fc.assert(
      fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }), (runs) => {
        let number = 1000
        const fresh = () => ++number
        let lives = beginning()
        let ledger: Ledger | undefined
        /** Who first had an address. */
        const owners = new Map<string, number>()
        const publish = () => {
          const documents = lives.map(written)
          const trace = link(documents, ledger)
          const gone = new Set(trace.former.gone.flatMap(({ address, former = [] }) => [address, ...former]))
          for (const [address, who] of owners) {
            const key = trace.byKey.has(address) ? address : trace.former.redirects.get(address)
            const ways = [trace.byKey.has(address), trace.former.redirects.has(address), gone.has(address)].filter(Boolean).length
            expect(ways, `${address} leads one way`).toBe(1)
            if (key === undefined) continue
            const gap = trace.byKey.get(key)!
            const found = whoIs(lives, gap.title, gap.facets.impact?.text ?? '')
            expect(
              found.map((life) => life.who),
              `${address} is still its own`,
            ).toEqual([who])
          }
          ledger = ledgerOf(trace.gaps, trace.former, (file) => file.replace(/^harbour\/|\.md$/g, ''), '2026-01-01')
          for (const gap of trace.gaps) {
            const [life] = whoIs(lives, gap.title, gap.facets.impact?.text ?? '')
            if (life && !owners.has(gap.key)) owners.set(gap.key, life.who)
          }
          // a run that changes nothing changes nothing
          const again = link(documents, ledger)
          expect(again.gaps.map(({ key }) => key)).toEqual(trace.gaps.map(({ key }) => key))
          expect(ledgerOf(again.gaps, again.former, (file) => file.replace(/^harbour\/|\.md$/g, ''), '2027-01-01')).toEqual(ledger)
        }
        publish()
        for (const edits of runs) {
          for (const one of edits) lives = one(lives, fresh)
          publish()
        }
      }),
      { numRuns: 200, seed: 20260101 },
    )
  }, 120_000)
})
