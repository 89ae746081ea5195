/**
 * Titles: lines of a step that bear the title of a gap and no id: "- No lamp at the wall", "**No lamp at the wall**: 2 days". An equal
 * title joins, case and punctuation apart, of the same document before the same system; one that two gaps have leads to neither.
 */
import { contains, type Gap, type GapPointer, type Phase, type Place } from '#model'

/** Whether two titles are one. */
export const plainTitle = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFKC')
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? ''

export type FindTitle = (from: { file: string; system: string }, title: string) => string | undefined

export function titleFinder(gaps: readonly Gap[]): FindTitle {
  const known = new Map<string, string | undefined>()
  const put = (within: string, title: string, key: string) => {
    const name = `${within}\n${plainTitle(title)}`
    known.set(name, known.has(name) && known.get(name) !== key ? undefined : key)
  }
  for (const { key, system, title, mentions } of gaps) {
    put(`system ${system}`, title, key)
    for (const mention of mentions) if (mention.founds && mention.title) put(`file ${mention.place.file}`, mention.title, key)
  }
  return ({ file, system }, title) => {
    const name = plainTitle(title)
    if (!name) return undefined
    const own = `file ${file}\n${name}`
    return known.has(own) ? known.get(own) : known.get(`system ${system}\n${name}`)
  }
}

/** The gaps that a step's lines name by their titles, where they name none by an id. */
export function titledIn(phase: Phase & { system: string }, find: FindTitle): GapPointer[] {
  const { gaps, aside, excludes, fields } = phase
  const from = { file: phase.place.file, system: phase.system }
  const taken = new Set(gaps.flatMap(({ key }) => key ?? []))
  const isLeft = (place: Place) => excludes.some((one) => contains(one, place) || contains(place, one))
  const named = (place: Place) => [...gaps, ...aside].some((one) => contains(place, one.place))
  const lines = fields.flatMap(({ name, label, labelPlace, items }) => [
    ...(label && labelPlace && !name ? [{ text: label, place: labelPlace }] : []),
    ...items,
  ])
  return lines.flatMap(({ text, place }): GapPointer[] => {
    if (isLeft(place) || named(place)) return []
    for (const id of leads(text)) {
      const key = find(from, id)
      if (!key || taken.has(key)) continue
      taken.add(key)
      return [{ id, key, place }]
    }
    return []
  })
}

/** A line itself, and of "No lamp at the wall (2 days)" or "No lamp at the wall: hang one" what stands before the rest. */
function leads(text: string): string[] {
  const [lead = ''] = text.split(/\s*(?:[:：]\s|\s[—–-]+\s|[([（])/u, 1)
  // one word before a colon may be any label
  return [...new Set([text, ...(/\s/.test(lead.trim()) ? [lead.trim()] : [])])].filter(Boolean)
}
