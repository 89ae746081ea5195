/**
 * Steps: the heading of a step ("Phase 2 (Weeks 3-5): Contracts — DONE") → what it is called, when it is, and how urgent. Every word
 * of it is in one of these, or the title is the heading as written. What stands below it is left to `roadmap.ts`.
 */
import { isTime, speaksOfTime } from '#model'
import { type Heading, readHeading } from './heading.ts'
import { levelAt, stateAt, step, unnumbered } from './vocabulary.ts'

export interface StepHeading extends Pick<Heading, 'title' | 'severity' | 'status' | 'window'> {
  /** "Phase" of "Phase 2", as written. */
  kind: string
  /** "Phase 2" */
  id: string
}

export function readStep(text: string): StepHeading | undefined {
  const words = unnumbered(text)
  const match = step.exec(words)
  if (!match) return undefined
  const id = `${match[1]} ${match[2]}`
  return { kind: match[1]!, id, ...named(words.slice(match[0].length), id) }
}

/** What follows the name of a step. */
function named(rest: string, id: string): Pick<Heading, 'title' | 'severity' | 'status' | 'window'> {
  const { window, left } = timeIn(rest.replace(/^[\s:：.|—–-]+/u, '').trim())
  const tidy = left.replace(/^(\([^)]*\))?\s*[:：.|,—–-]+\s*/u, (_, bracket: string | undefined) => (bracket ? `${bracket} ` : '')).trim()
  if (tidy === '') return { title: id, ...(window && { window }) }
  const opening = /^\(([^)]*)\)\s*(?=\S)/.exec(tidy)
  const bracket = opening && levelAt(opening[1]!) ? opening[1] : undefined
  const read = readHeading(bracket ? tidy.slice(opening![0].length) : tidy)
  // how risky a step is says not how urgent
  const own = read.severity && !/\brisk\b/iu.test(tidy) ? levelAt(read.severity)?.words : undefined
  const severity = bracket ?? own
  const { status, effort } = read
  const title = effort && tidy.includes(`(${effort})`) ? `${read.title} (${effort})` : read.title
  const told = wordsOf([title, severity, status].join(' '))
  const lost = wordsOf(tidy.replace(/\b(?:priority|status)\b/giu, '')).some((word) => !told.includes(word))
  const whole = /^\([^()]*\)$/.test(tidy) ? `${id} ${tidy}` : tidy
  return {
    title: lost || whole !== tidy ? whole : title,
    ...(severity && { severity }),
    ...(status && { status }),
    ...(window && { window }),
  }
}
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** When a step is, as far as its heading says, and the words around that. */
function timeIn(words: string): { window?: string; left: string } {
  const brackets = [...words.matchAll(/[([（【]([^()[\]（）【】]{1,90})[)\]）】]/gu)].filter(([, inside]) => speaksOfTime(inside!))
  // "Week 12, 2026 (Q1 2026)": nothing but times
  const outside = brackets.reduce((left, [bracket]) => left.replace(bracket, ' '), words).trim()
  if (isTime(outside)) return { window: words, left: '' }
  for (const bracket of brackets) {
    const after = words.slice(bracket.index + bracket[0].length)
    // in the middle of a sentence it belongs to that
    if (bracket.index > 0 && /^\s*[\p{Ll}\d]/u.test(after)) continue
    const parts = bracket[1]!.split(/\s*[,;·|]\s*/)
    const [time, ...times] = parts.filter(isTime)
    const marks = parts.filter((part) => part !== time)
    // "(P0, Weeks 1-2)": a mark and a time in one bracket
    const apart = time !== undefined && times.length === 0 && marks.length > 0 && marks.every((part) => levelAt(part) ?? stateAt(part))
    const left = `${words.slice(0, bracket.index).trimEnd()}${apart ? ` (${marks.join(', ')})` : ''} ${after.trimStart()}`
    return { window: apart ? time : bracket[1]!.trim(), left: left.trim() }
  }
  // "Hardening — mid March", "Contracts, weeks 4 and 5", "Weeks 3-5: Contracts"; before what says how it stands
  const mark = /\s*(?:[—–-]+\s+)?(?:[✅✔☑⏳🚧]\uFE0F?|\p{Lu}{4,}(?: \p{Lu}+)?)+\s*$/u.exec(words)
  const [main, tail] = mark && mark.index > 0 && stateAt(mark[0]) ? [words.slice(0, mark.index), mark[0]] : [words, '']
  for (const { 0: separator, index } of main.matchAll(/\s+[—–|-]+\s+|[:：,]\s+/gu)) {
    const [before, after] = [main.slice(0, index), main.slice(index + separator.length)]
    if (isTime(after)) return { window: after.trim(), left: before + tail }
    if (separator.trim() !== ',' && isTime(before)) return { window: before.trim(), left: after + tail }
  }
  return { left: words }
}
