/**
 * Head: title, date, language and the labelled lines at the top of a document or in its front matter, and the
 * severity scale that it defines itself. What the labels govern elsewhere is left to the readers of the head.
 */
import type { RootContent } from 'mdast'
import { before, type Defect, type GapDocument, type HeadField, Level, type Mention, type ScaleEntry, State, through } from '#model'
import { plain, type Source } from '#read'
import { itemOf, placeOf, readFields } from './fields.ts'
import { below, type SectionNode } from './sections.ts'
import { levelAt, normal, roleOfLabel } from './vocabulary.ts'

const dateLabel =
  /^(date|last updated|updated|analysis date|audit date|report date|created|generated|日期|datum|fecha|data|дата|date d['e].*|stand|작성일|날짜|作成日|更新日|תאריך|التاريخ)$/i
const months = 'january february march april may june july august september october november december'.split(' ')

/** An ISO date, only when the words give day, month and year beyond doubt. */
export function isoDate(words: string): string | undefined {
  const iso = /\b(\d{4})[-/.](\d{2})[-/.](\d{2})\b/.exec(words)
  if (iso) return `${iso[1]}-${iso[2]}-${iso[3]}`
  const named =
    /\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b/.exec(words) ??
    reorder(/\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b/.exec(words))
  if (!named) return undefined
  const month = months.findIndex((name) => name.startsWith(named[1]!.toLowerCase()))
  return month < 0 ? undefined : `${named[3]}-${String(month + 1).padStart(2, '0')}-${named[2]!.padStart(2, '0')}`
}
const reorder = (match: RegExpExecArray | null) => match && [match[0], match[2], match[1], match[3]]

export function headOf(root: SectionNode, source: Source, taken: ReadonlySet<SectionNode>): { head: HeadField[]; blocks: RootContent[] } {
  // maps of meanings are read by `meaningsOf`
  const head: HeadField[] = (source.frontMatter?.fields ?? [])
    .filter(({ label, map }) => !(map && /^(?:severity|state)$/.test(label)))
    .map(({ label, words, line, column, endColumn }) => ({
      label,
      words,
      place: { file: source.file, line, column, endLine: line, endColumn: Math.max(endColumn, column + 1) },
    }))
  // the blocks before the first heading, those right under the title, and a section that calls itself metadata
  const title = root.children.slice(0, 1).find((section) => !taken.has(section))
  const metadata = below(root).find(({ text }) => /^(document )?(metadata|information|info|details)$/i.test(normal(text)))
  const spots = [root.blocks, title?.blocks ?? [], metadata?.blocks ?? []]
  const used: RootContent[] = []
  for (const blocks of spots) {
    for (const block of blocks.slice(0, 12)) {
      const from = block.type === 'blockquote' ? (block.children as RootContent[]) : [block]
      const fields = readFieldsOfHead(from, source)
      if (fields.length === 0) continue
      used.push(block)
      head.push(...fields)
    }
  }
  return { head, blocks: used }
}

/** Labelled lines, known labels or not: here even "Scope:" and "Auditor:" are labels. */
function readFieldsOfHead(blocks: readonly RootContent[], source: Source): HeadField[] {
  const found: HeadField[] = []
  for (const block of blocks) {
    if (block.type === 'list') {
      for (const item of block.children) {
        const [first] = item.children
        if (first?.type === 'paragraph') found.push(...lines(first, source))
      }
    } else if (block.type === 'paragraph') found.push(...lines(block, source))
    else if (block.type === 'table')
      for (const field of readFields([block], source))
        if (field.label && field.at) found.push({ label: field.label, words: field.text, place: placeOf(source, field.at) })
  }
  return found
}

/** "**Date**: 2026-01-21", "Scope: hard gaps only", "*Author:* me": one a line, or several with `|` between. */
function lines(paragraph: RootContent, source: Source): HeadField[] {
  const { start, end } = paragraph.position!
  const text = source.text.slice(start.offset, end.offset)
  const found: HeadField[] = []
  for (const match of text.matchAll(
    /(?<=^|\n|\| ?|· ?)[ \t>*_-]*([\p{L}][\p{L}\p{N} /&'’()-]{0,40}?)[*_]{0,3}\s*[:：][*_]{0,3}[ \t]+([^\n|]+)/gu,
  )) {
    const words = match[2]!.trim()
    const from = start.offset! + match.index + match[0].indexOf(match[2]!)
    found.push({
      label: match[1]!.trim(),
      words: words.replace(/[*`]/g, '').replace(/\\$/, '').trim(),
      place: placeOf(source, { start: source.pointAt(from), end: source.pointAt(from + words.length) }),
    })
  }
  // prose with a colon somewhere is no head
  return found.length > 0 && /^[ \t>*_-]*[\p{L}][\p{L}\p{N} /&'’()-]{0,40}?[*_]{0,3}\s*[:：]/u.test(text) ? found : []
}

export function dateOf(head: readonly HeadField[]): GapDocument['date'] {
  const field =
    head.find(({ label, words }) => dateLabel.test(normal(label)) && isoDate(words)) ??
    head.find(({ label }) => dateLabel.test(normal(label)))
  if (!field) return undefined
  const iso = isoDate(field.words)
  return { words: field.words, ...(iso && { iso }), place: field.place }
}

/** A language tag when the script leaves no doubt; none otherwise. */
export function langOf(text: string): string | undefined {
  // of most documents no letter lies beyond the Latin ones, and they need no counting
  const beyond = text.match(/[^\0-\u036F]+/g)?.join('') ?? ''
  if (!/\p{L}/u.test(beyond)) return undefined
  const count = (within: string, run: RegExp) => within.match(run)?.reduce((sum, { length }) => sum + length, 0) ?? 0
  const letters = asciiLettersIn(text) + count(text.match(/[^\0-\x7F]+/g)!.join(''), /\p{L}+/gu)
  if (letters < 40) return undefined
  const share = (script: RegExp) => count(beyond, script) / letters
  if (share(/[\p{Script=Hiragana}\p{Script=Katakana}]+/gu) > 0.1) return 'ja'
  if (share(/\p{Script=Hangul}+/gu) > 0.2) return 'ko'
  if (share(/\p{Script=Han}+/gu) > 0.2) return 'zh'
  if (share(/\p{Script=Hebrew}+/gu) > 0.2) return 'he'
  if (share(/\p{Script=Greek}+/gu) > 0.2) return 'el'
  if (share(/\p{Script=Thai}+/gu) > 0.2) return 'th'
  return undefined
}

/** Nearly all letters of nearly all documents: a loop counts them many times faster than a pattern. */
function asciiLettersIn(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const lower = text.charCodeAt(index) | 0x20
    if (lower > 0x60 && lower < 0x7b) count++
  }
  return count
}

/** The document's own word for a level wins over ours: "Black: critical, the lift must stop". */
const levelIn = (words: string, meaning: string): Level | undefined =>
  levelAt(/^\W*(critical|high|medium|low)(?=$|\s*[,;:.(—–]|\s+(?:severity|priority)\b)/i.exec(meaning)?.[1] ?? words)?.level

/** Finds the level that the document's own scale gives to words. */
export function levelsOf(scale: readonly Pick<ScaleEntry, 'words' | 'level'>[]): ((words: string) => Level | undefined) | undefined {
  if (scale.length === 0) return undefined
  const entries = scale.map(({ words, level }) => ({ own: normal(words), level }))
  return (words) => {
    const asked = normal(words)
    return entries.find(({ own }) => own === asked || own.startsWith(`${asked} `))?.level
  }
}

/** A mention with the level that the document's own scale gives to its words, if it has one. */
export function inScale(mention: Mention, levelOf: ReturnType<typeof levelsOf>): Mention {
  const { severity, fields, values } = mention
  if (!levelOf) return mention
  if (severity) return { ...mention, severity: { ...severity, level: levelOf(severity.words) ?? severity.level } }
  const field = fields.find(({ name, label, text }) => !name && roleOfLabel(label) === 'severity' && text && levelOf(text))
  if (!field) return mention
  const from = /sever/i.test(field.label) ? {} : { from: field.label }
  return {
    ...mention,
    severity: { level: levelOf(field.text!)!, words: field.text!, place: field.place, ...from },
    fields: fields.filter((other) => other !== field),
    values: [...values, field.labelPlace ? through(field.labelPlace, field.place) : field.place].sort(before),
  }
}

/** What an author's words mean, where front matter or `system.yaml` says so: words → level or state. */
export interface Meanings {
  severity?: Readonly<Record<string, Level>> | undefined
  state?: Readonly<Record<string, State>> | undefined
}

/** `severity: { Red: critical, "1": critical }` and `state: { waits: planned }` in front matter; what is no level or state is a defect. */
export function meaningsOf(source: Source): { scale: ScaleEntry[]; states: { words: string; state: State }[]; defects: Defect[] } {
  const found: ReturnType<typeof meaningsOf> = { scale: [], states: [], defects: [] }
  for (const { label, map } of source.frontMatter?.fields ?? []) {
    if (label !== 'severity' && label !== 'state') continue
    for (const { label: words, words: meaning, line, column, endColumn } of map ?? []) {
      const place = { file: source.file, line, column, endLine: line, endColumn }
      const level = label === 'severity' ? Level.safeParse(meaning) : undefined
      const state = label === 'state' ? State.safeParse(meaning) : undefined
      if (level?.success) found.scale.push({ words, level: level.data, meaning: '', place })
      else if (state?.success) found.states.push({ words, state: state.data })
      else {
        const known = (label === 'severity' ? Level : State).options.join(', ')
        found.defects.push({ kind: 'meaning', was: meaning, note: `"${meaning}" is none of ${known}`, place })
      }
    }
  }
  return found
}

/** A mention with the state that its document or system gives to its words. */
export function inStates(mention: Mention, states: readonly { words: string; state: State }[]): Mention {
  const stateOf = (words: string) => states.find((entry) => normal(entry.words) === normal(words))?.state
  const { status, fields, values } = mention
  if (states.length === 0) return mention
  if (status) return { ...mention, status: { ...status, state: stateOf(status.words) ?? status.state } }
  const field = fields.find(({ name, label, text }) => !name && roleOfLabel(label) === 'status' && text && stateOf(text))
  if (!field) return mention
  return {
    ...mention,
    status: { state: stateOf(field.text!)!, words: field.text!, place: field.place },
    fields: fields.filter((other) => other !== field),
    values: [...values, field.labelPlace ? through(field.labelPlace, field.place) : field.place].sort(before),
  }
}

/** "`P0 Release-Blocking`: breaks the contract": what the document means by its levels. */
export function scaleOf(root: SectionNode, source: Source): ScaleEntry[] {
  for (const section of below(root)) {
    if (section.part !== 'scale') continue
    const entries = section.blocks.flatMap((block) =>
      block.type === 'list'
        ? block.children.flatMap((item) => {
            const { text, place } = itemOf(item, source)
            const match = /^([^:：—–]{1,60}?)\s*(?:[:：]|\s[—–-]\s)\s*(.+)$/u.exec(text)
            const level = match && levelIn(match[1]!, match[2]!)
            return match ? [{ words: match[1]!.trim(), ...(level && { level }), meaning: match[2]!, place }] : []
          })
        : block.type === 'table'
          ? block.children.slice(1).flatMap((row) => {
              const [words, ...others] = row.children.map((cell) => plain(cell))
              const level = levelIn(words ?? '', others[0] ?? '')
              return words && others.length > 0
                ? [{ words, ...(level && { level }), meaning: others.join(' – '), place: placeOf(source, row.position!) }]
                : []
            })
          : [],
    )
    if (entries.length > 1) return entries
  }
  return []
}
