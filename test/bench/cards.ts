/**
 * Cards: how long drawing one takes on average, of 500 gaps with titles of every length, and how long it takes to find that none has
 * changed. We aim at 20 ms a card. Beside it how many bytes a card has.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Card, cardsEach, drawCards } from '#publish'
import { severityMark, stateMark } from '../../src/publish/frame.ts'

const words = 'the,valve,of,house,is,closed,by,hand,while,nobody,watches,pressure,between,maintenance,inspections'.split(',')
const severities = (['critical', 'high', 'medium', 'low'] as const).map(severityMark)
const states = (['open', 'partial', 'closed', 'planned'] as const).map(stateMark)

const card = (number: number): Card => ({
  site: 'Gaps of the works',
  system: 'Tide mill',
  id: `GAP-${number}`,
  title: Array.from({ length: 2 + (number % 45) }, (_, at) => words[(at * 7 + number) % words.length]).join(' '),
  kind: 'Gap',
  marks: [severities[number % 4]!, states[(number >> 2) % 4]!],
  alt: '',
})

export async function bench(): Promise<void> {
  const cache = await mkdtemp(path.join(tmpdir(), 'lacuna-bench-'))
  try {
    const cards = new Map(Array.from({ length: cardsEach }, (_, at) => [`gaps/works/${at}.html`, card(at)]))
    for (const what of ['drawn', 'drawn before']) {
      const started = performance.now()
      const { files, drawn } = await drawCards(cards, cache)
      const took = performance.now() - started
      const bytes = await Promise.all(files.map(async ({ file }) => (await stat(file)).size))
      const [mean, largest] = [bytes.reduce((sum, size) => sum + size, 0) / bytes.length, Math.max(...bytes)]
      console.log(
        `${files.length} cards ${what}, ${drawn} anew: ${Math.round(took)} ms, ${(took / files.length).toFixed(1)} ms each; ${(mean / 1000).toFixed(1)} KB each, at most ${(largest / 1000).toFixed(1)} KB`,
      )
    }
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}
