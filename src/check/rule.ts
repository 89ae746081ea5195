/**
 * Rule: the shape of a rule, and the few turns of phrase that rules share. A rule is one file that explains itself: its
 * words are its page on the site, its examples are its test, its body only looks. What runs the rules is left to `index.ts`.
 */
import type { Trace } from '#link'
import type { Defect, Finding, FindingLevel, GapDocument, Place } from '#model'

export interface Rule {
  /** The truth it defends, in words with hyphens: "one-id-one-gap". */
  name: string
  level: FindingLevel
  /** The truth as a sentence. */
  says: string
  /** What goes wrong for a reader where it fails. */
  why: string
  example: { bad: Example; good: Example }
  check(examined: Examined): Iterable<Complaint>
}

/** One document, or several files by their paths in a content folder. */
export type Example = string | Record<string, string>

/** What rules look at: values and facts, no files. */
export interface Examined {
  documents: readonly GapDocument[]
  trace: Trace
  /** Of settings files, and of what lies in the content folder without being a document. */
  defects: readonly Defect[]
  /** Whether what a document links to or shows is there; undefined when that is not for us to say. */
  targetExists(file: string, url: string): boolean | undefined
  /** Where a value of `site.yaml` stands, e.g. of ["rules", "one-value"]. */
  settingPlace?(path: readonly string[]): Place | undefined
}

export type Complaint = Pick<Finding, 'place' | 'message' | 'mend'> & Partial<Pick<Finding, 'see'>>

/** The author's words on one line, in quotation marks, cut at a word where they run on. */
export function quote(words: string, most = 60): string {
  const line = visible(words).replace(/\s+/g, ' ').trim()
  const letters = [...line]
  const mark = line.includes('"') ? "'" : '"'
  if (letters.length <= most) return mark + line + mark
  const head = letters.slice(0, most).join('')
  const cut = head.lastIndexOf(' ')
  return `${mark}${head.slice(0, cut > most / 2 ? cut : undefined)}…${mark}`
}

/** Characters that nobody would see, by their number: "U+F8FF". */
const visible = (words: string): string =>
  words.replace(/[\p{Co}\p{Cn}\u0080-\u009F]/gu, (sign) => `<U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`)

/** What to call a gap in a sentence: `G-01`, `gap 3`, or its title. */
export const nameOf = ({ id, title }: { id?: string | undefined; title: string }): string =>
  id === undefined ? quote(title) : /\p{L}/u.test(id) ? id : `gap ${id}`

/** "1 gap", "3 gaps" */
export const count = (number: number, thing: string, things = `${thing}s`): string => `${number} ${number === 1 ? thing : things}`

/** "a", "a and b", "a, b and c"; of a long list the head and how many follow. */
export function list(words: readonly string[], most = 5): string {
  const shown = words.length > most + 1 ? [...words.slice(0, most), `${words.length - most} more`] : words
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** The first character of a file: for what concerns the whole of it. */
export const startOf = (file: string): Place => ({ file, line: 1, column: 1, endLine: 1, endColumn: 1 })

/** The choice that differs from `word` in the fewest letters, unless it differs in more than a third of them. */
export function nearest(word: string, choices: Iterable<string>): string | undefined {
  let best: { choice: string; edits: number } | undefined
  for (const choice of choices) {
    const most = Math.floor(Math.max(word.length, choice.length) / 3)
    if (Math.abs(word.length - choice.length) > most) continue
    const edits = distance(word.toLowerCase(), choice.toLowerCase())
    if (edits <= most && (!best || edits < best.edits)) best = { choice, edits }
  }
  return best?.choice
}

/** Letters to insert, drop or change. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let at = 0; at < from.length; at++) {
    const next = [at + 1]
    for (let other = 0; other < to.length; other++) {
      next.push(Math.min(next[other]! + 1, row[other + 1]! + 1, row[other]! + Number(from[at] !== to[other])))
    }
    row = next
  }
  return row.at(-1)!
}
