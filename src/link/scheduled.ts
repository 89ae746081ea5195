/**
 * Scheduled: the steps that gaps give in fields of their own ("Phase: 2", a column "Sprint") → the steps of the same document. A value
 * that names none, or that two steps answer to, leads nowhere and stays as it is. Whether step and gap agree is left to `check`.
 */
import type { Gap, GapPointer, Phase, Scheduled } from '#model'
import { plainTitle } from './titles.ts'

type Step = Pick<Phase, 'id' | 'title' | 'kind' | 'place'> & { key: string }

/** What a gap's fields say, with the steps that they name; none where all they say is that there is none. @param steps by file */
export function scheduledOf({ mentions }: Pick<Gap, 'mentions'>, steps: ReadonlyMap<string, readonly Step[]>): Scheduled[] {
  return mentions.flatMap(({ scheduled = [] }) =>
    scheduled
      .filter(({ words }) => /[\p{L}\p{N}]/u.test(words) && !unknown.test(words))
      .map((given) => ({ ...given, steps: stepsNamed(given, steps.get(given.place.file) ?? []) })),
  )
}
const unknown =
  /^\P{L}*(?:none|n\/?a|tbd|tba|unknown|unscheduled|unassigned|not (?:yet )?(?:scheduled|planned|assigned|known|set)|to be (?:determined|defined|decided)|keine?|aucune?|ninguna?|nenhuma?|nessuna?|нет|无|なし|없음)\P{L}*$/iu

/** The gaps that give a step in their own fields, as pointers of that step, by its key. */
export const pointersFrom = (gaps: readonly Gap[]): ReadonlyMap<string, (GapPointer & { key: string })[]> => {
  const found = new Map<string, (GapPointer & { key: string })[]>()
  for (const { key, id, title, scheduled = [] } of gaps)
    for (const { steps = [], place } of scheduled)
      for (const step of steps) {
        const own = found.get(step) ?? []
        found.set(step, own)
        if (own.at(-1)?.key !== key) own.push({ id: id ?? title, key, place, by: 'gap' })
      }
  return found
}

const between = /\s*(?:[,;/&+、，]|(?<!\p{L})(?:and|or|und|et|y|e|и|en|och)(?!\p{L}))\s*/iu
/** "Phase 1", "Phases 1-2", "2", "B (May)", "Phase 2 - Words": word, number, last number of a range. */
const one =
  /^(?:(\p{L}+(?: \p{L}+)?)\s*)?(?<!\p{L})(\d+(?:\.\d+)?[a-z]?|[A-Z])(?:\s*[-–—]\s*(?:\p{L}+\s+)?(\d+))?\s*(?:[:：(（[].*|[—–-]\s.*)?$/iu

/** Keys; by title where the words are one, else by number with the word of the value or of its label. */
export function stepsNamed({ words, kind }: Pick<Scheduled, 'words' | 'kind'>, steps: readonly Step[]): string[] {
  const titled = steps.filter(
    ({ title, id }) => plainTitle(title) === plainTitle(words) || plainTitle(`${id} ${title}`) === plainTitle(words),
  )
  if (titled.length > 0) return titled.length === 1 ? [titled[0]!.key] : []
  let word = kind
  const found: string[] = []
  for (const part of words.trim().split(between)) {
    const [, own, first, last] = one.exec(part) ?? []
    if (!first) return []
    // "Phases 1 and 2": the word holds for both
    if (own) word = own.toLowerCase().replace(/(?<=[^s])s$/, '')
    const range = last && /^\d+$/.test(first) && Number(last) > Number(first) && Number(last) - Number(first) < 50
    const numbers = range ? Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => String(Number(first) + at)) : [first]
    for (const number of numbers) {
      const same = steps.filter(({ id }) => id?.toLowerCase() === `${word} ${number}`.toLowerCase())
      if (same.length !== 1) return []
      found.push(same[0]!.key)
    }
  }
  return found
}
