/**
 * Plain: text that was copied from a rendered page or a wiki and lost its marks. Finds headings and lists by their
 * shape and returns the Markdown marks they lack, as edits. What the headings say is left to `recognise`.
 */
import type { Edit } from './text.ts'

const bullet = /^(\s*)([•●▪‣◦○∙·])(\s+)\S/u
const anyBullet = /[•●▪‣◦○∙·]/
const fence = /^\s{0,3}(```|~~~)/
const numbered = /^(\d+(?:\.\d+)*)([.)]?)\s+(\S.*)$/
/** `GAP-DOC-001 — Title`, `NOW-001: Title` */
const lettered = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+\s*[—–:|-]\s+\S/u
/** `Phase 1 — Title`, `Workstream A: Title` */
const stepped = /^(?:Phase|Stage|Sprint|Milestone|Workstream|Wave|Step|Part|Week)\s+(?:\d+|[A-Z])\s*[—–:-]\s+\S/u
const headLabel = /^(?:status|date|author|owner|version|source|scope|updated|last updated|prepared by|reviewed by)\s*:/i
const label = /^[\p{L}][\p{L} /-]{0,40}:(\s|$)/u

/** Whether a text has the shapes of Markdown headings or bullets; if so, its marks are its author's business. */
const hasMarks = (text: string): boolean =>
  /(?:^|\n) {0,3}(?:#{1,6}[^\S\n]+\S|[-*+][^\S\n]+\S|>[^\S\n]|\|)/.test(text) || /\S[^\S\n]*\n {0,3}(?:=+|-+)[^\S\n]*(?:\n|$)/.test(text)

/** The marks that `text` lacks. Bullets such as `•` are turned to list marks anywhere, headings only where no mark is left at all. */
export function lostMarks(text: string): Edit[] {
  const marked = hasMarks(text)
  if (marked && !anyBullet.test(text)) return []
  const lines = text.split('\n')
  const edits: Edit[] = []
  const put = (line: number, column: number, was: string, now: string) => edits.push({ line: line + 1, column, was, now, kind: 'pasted' })
  let fenced = false
  const code = lines.map((line) => {
    const edge = fence.test(line)
    if (edge) fenced = !fenced
    return fenced || edge
  })
  const bullets = lines.map((line, index) => (code[index] ? null : bullet.exec(line)))
  bullets.forEach((found, index) => {
    if (found) put(index, found[1]!.length + 1, found[2]!, '-')
  })
  if (marked || code.some(Boolean)) return edits

  const isBlank = (index: number) => !/\S/.test(lines[index] ?? '')
  const opens = (index: number) => isBlank(index - 1) && !isBlank(index) && !/^\s/.test(lines[index]!)
  const alone = (index: number) => opens(index) && isBlank(index + 1)
  const next = (index: number) => {
    for (let at = index + 1; at < lines.length; at++) if (!isBlank(at)) return at
    return -1
  }
  const depths = new Map<number, number>()
  let depth = 1 // of the last heading with a number
  let inner = 1 // of the last heading with an id or a step's name
  lines.forEach((line, index) => {
    if (bullets[index] || line.length > 160) return
    // "GAP-DOC-001 — Title" right over "Severity: High"
    const named = lettered.test(line) || stepped.test(line)
    if (!alone(index) && !(named && opens(index) && label.test(lines[index + 1] ?? ''))) return
    const number = numbered.exec(line)
    const following = lines[next(index)] ?? ''
    if (number && !/[.;,:]$/.test(line) && !continues(number[1]!, following)) {
      depth = 1 + number[1]!.split('.').length
      inner = depth
      depths.set(index, depth)
    } else if (named) {
      inner = depth + 1
      depths.set(index, inner)
    } else if (depths.size > 0 && isTitle(line) && following && !isTitle(following)) depths.set(index, inner + 1)
  })
  if (depths.size + bullets.filter(Boolean).length < 2) return edits

  const [start = lines.length] = depths.keys()
  const opening = next(-1)
  const candidates = lines.slice(0, start).flatMap((line, index) => {
    // "Orchard drone: gap review" over "Status: Draft" is a title with a colon; "Status: Draft" itself is none
    const titled = !label.test(line) || (index === opening && label.test(lines[next(index)] ?? '') && !headLabel.test(line))
    return titled && alone(index) && !bullets[index] && line.length <= 160 ? [index] : []
  })
  const title = candidates.find((index) => label.test(lines[next(index)] ?? '') && !/^source\b/i.test(lines[next(index)]!)) ?? candidates[0]
  if (title !== undefined) depths.set(title, 1)
  for (const [index, level] of depths) put(index, 1, '', `${'#'.repeat(Math.min(level, 6))} `)
  lines.forEach((line, index) => {
    // signs that Markdown would eat were only signs here
    for (const { 0: sign, index: at } of line.matchAll(/[*`<\\]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=^\s*)#/gu))
      if (at > 0 || !depths.has(index)) put(index, at + 1, sign, `\\${sign}`)
  })
  return edits
}

/** Whether `line` bears the number after `number`: then both are items of one list, not headings. */
function continues(number: string, line: string): boolean {
  const other = numbered.exec(line)?.[1]
  if (other === undefined) return false
  const [parts, others] = [number.split('.'), other.split('.')]
  return parts.length === others.length && Number(others.at(-1)) === Number(parts.at(-1)) + 1
}

/** A short line without punctuation at its end, in capitals at its start. */
function isTitle(line: string): boolean {
  return (
    /^\p{Lu}/u.test(line) &&
    !/:\s/.test(line) &&
    line.length <= 60 &&
    !/[.,:;!?…]$/.test(line.trim()) &&
    line.trim().split(/\s+/).length <= 7 &&
    !line.includes('://')
  )
}
