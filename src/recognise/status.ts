/** Status of a document: its own label, as words and, where they name one, a state. */
import type { GapDocument, HeadField } from '#model'
import { roleOfLabel, stateAt } from './vocabulary.ts'

export function statusWordsOf(head: readonly HeadField[]): GapDocument['status'] {
  const field = head.find(({ label }) => roleOfLabel(label) === 'status')
  if (!field) return undefined
  const state = stateAt(field.words)?.state
  return { words: field.words, place: field.place, ...(state && { state }) }
}
