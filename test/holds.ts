/**
 * Holds: what must be true of the reading of any file, whatever is in it: places lie in the file, parts of a mention do not
 * overlap, no word is invented, no character of a gap's section and no block of the document is lost, keys are unique.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { link } from '#link'
import type { GapDocument, Mention, Place } from '#model'
import { isComment, isFrontMatter, nodes, plain, type Source, textOf } from '#read'
import { type Reading, readingOf } from './reading.ts'

const docs = new URL('docs/', import.meta.url).pathname
/** The fixtures, as they lie on disk. */
export const inputs = readdirSync(docs).flatMap((trait) =>
  readdirSync(docs + trait)
    .filter((name) => name.startsWith('input.'))
    .map((name) => ({ trait, name, bytes: readFileSync(`${docs}${trait}/${name}`) })),
)
export const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Offsets into the file of a place's start and end; a place outside the file is a failure. */
function offsets(source: Source): (place: Place) => [number, number] {
  const starts = [0]
  for (let at = source.original.indexOf('\n'); at >= 0; at = source.original.indexOf('\n', at + 1)) starts.push(at + 1)
  const offset = (line: number, column: number): number => {
    const [start, next] = [starts[line - 1], starts[line] ?? source.original.length + 1]
    if (start === undefined || column < 1 || start + column > next) throw new Error(`${line}:${column} lies outside the file`)
    return start + column - 1
  }
  return ({ line, column, endLine, endColumn }) => [offset(line, column), offset(endLine, endColumn)]
}

/** Every place within a value. */
function* placesIn(value: unknown): Generator<Place> {
  if (typeof value !== 'object' || value === null) return
  if ('endColumn' in value) yield value as Place
  else for (const one of Object.values(value)) yield* placesIn(one)
}

/** Signs that stand between labels, values and cells, and need no place of their own. */
const separators = /[\s\\|·•;,:：.–—-]/u

/** The characters of a mention's stretch that neither its head, nor a value, nor a field holds. */
function lost(mention: Mention, source: Source): string {
  const at = offsets(source)
  const [from, to] = at(mention.place)
  const covered = new Uint8Array(source.original.length + 1)
  const parts = [
    mention.headPlace,
    ...mention.values,
    ...mention.fields.flatMap(({ labelPlace, place }) => [labelPlace ?? [], place].flat()),
  ]
  for (const part of parts) covered.fill(1, ...at(part))
  let missing = ''
  for (const node of nodes(source.tree)) {
    const shown = node.type === 'text' || node.type === 'inlineCode' || node.type === 'code' || node.type === 'image'
    if (!shown && (node.type !== 'html' || isComment(node))) continue
    const { start, end } = node.position!
    const [first, last] = at({ file: '', line: start.line, column: start.column, endLine: end.line, endColumn: end.column })
    if (first < from || last > to) continue
    for (let index = first; index < last; index++)
      if (!covered[index] && !separators.test(source.original[index]!)) missing += source.original[index]
  }
  return missing
}

/** Pairs of parts of a mention that claim the same characters, and parts that lie outside it. */
function* conflicts(mention: Mention, source: Source): Generator<string> {
  const at = offsets(source)
  const parts = [
    { name: 'head', place: mention.headPlace },
    ...mention.values.map((place, index) => ({ name: `value ${index}`, place })),
    ...mention.fields.flatMap(({ label, labelPlace, place }, index) => [
      ...(labelPlace ? [{ name: `label ${index} "${label}"`, place: labelPlace }] : []),
      { name: `field ${index} "${label}"`, place },
    ]),
  ].map(({ name, place }) => ({ name, span: at(place) }))
  const [from, to] = at(mention.place)
  for (const { name, span } of parts) if (span[0] < from || span[1] > to) yield `${name} lies outside the mention`
  const sorted = parts.filter(({ span }) => span[1] > span[0]).sort((a, b) => a.span[0] - b.span[0])
  sorted.forEach((one, index) => {
    const next = sorted[index + 1]
    if (next && next.span[0] < one.span[1]) throw new Error(`${one.name} and ${next.name} overlap`)
  })
}

/** Words that a mention says and the document does not. */
function invented({ title, severity, status, effort, owner, category, fields }: Mention, written: string): string[] {
  const said = [title, severity?.words, status?.words, effort?.words, owner?.words, category?.words]
  for (const { label, text, items } of fields) said.push(label, text, ...items.map((item) => item.text))
  return said.flatMap((words) => words?.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !written.includes(word))
}

/** Blocks that neither belong to something recognised nor are told as unread. */
function untold({ source, document }: Reading): string[] {
  const at = offsets(source)
  const spans = [...placesIn(document)].map(at)
  return source.tree.children.flatMap((block) => {
    if (block.type === 'thematicBreak' || block.type === 'definition' || isComment(block) || isFrontMatter(block)) return []
    if (block.type === 'heading' && plain(block) === '') return []
    const { start, end } = block.position!
    const [from, to] = at({ file: '', line: start.line, column: start.column, endLine: end.line, endColumn: end.column })
    return spans.some(([first, last]) => first < to && last > from) ? [] : [`${block.type} in line ${start.line}`]
  })
}

/** All that must hold of a file's reading. */
export function holds(bytes: Uint8Array, name = 'input.md'): GapDocument {
  const reading = readingOf(name, bytes)
  const { source, document } = reading
  const at = offsets(source)
  for (const place of placesIn(document)) {
    const [start, end] = at(place)
    if (start > end) throw new Error(`${place.line}:${place.column}-${place.endLine}:${place.endColumn} ends before it starts`)
  }
  const written = textOf(source.tree)
  for (const mention of document.mentions) {
    const where = `${mention.kind} in line ${mention.place.line}`
    expect([...conflicts(mention, source)], where).toEqual([])
    expect(lost(mention, source), where).toBe('')
    expect(invented(mention, written), where).toEqual([])
    expect(mention.id ?? mention.title, where).not.toBe('')
    expect(mention.id, where).not.toBe('')
  }
  expect(untold(reading)).toEqual([])
  const { gaps, phases, actions, items } = link([document])
  for (const things of [gaps, phases, actions, ...Map.groupBy(items, ({ kind }) => kind).values()]) {
    const keys = things.map(({ key }) => key)
    expect(new Set(keys).size, keys.join(', ')).toBe(keys.length)
  }
  for (const { key, title } of gaps) {
    expect(title).not.toBe('')
    expect(key).toMatch(/^[^\s/]+(\/[^\s/]+)+$/u)
  }
  return document
}
