/**
 * Front matter: YAML or TOML between `---` or `+++` at the head of a document → labelled values with their places.
 * Broken front matter is noted, never thrown. What the labels mean is left to `recognise`.
 */
import type { Nodes } from 'mdast'
import { parse as parseToml, TomlError } from 'smol-toml'
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, type Scalar, visit } from 'yaml'

export interface FrontMatter {
  fields: {
    label: string
    words: string /** 1-based line and column in the file, end exclusive. */
    line: number
    column: number
    endColumn: number
    /** The plain values of a map, each with the line of its key: `severity: { Red: critical }`. */
    map?: { label: string; words: string; line: number; column: number; endColumn: number }[]
  }[]
  defect?: { message: string; line: number; column: number }
}

const isPlain = (value: unknown): boolean => value === null || value === undefined || typeof value !== 'object' || value instanceof Date
/** A plain value in words; undefined for what only its source can say. */
const wordsOf = (value: unknown): string | undefined =>
  Array.isArray(value) && value.every(isPlain)
    ? value.map((one) => wordsOf(one)).join(', ')
    : value instanceof Date
      ? value.toISOString().slice(0, 10)
      : isPlain(value)
        ? String(value ?? '')
        : undefined

/** Whether what stands between the fences is labelled values, well-formed or not, and not prose between two rules. */
export const looksLikeFrontMatter = (node: Nodes): boolean =>
  'value' in node &&
  !/^#{2,6}\s|^\|/m.test(node.value) &&
  !/\n[ \t]*\n#\s/.test(node.value) &&
  (!/\S/.test(node.value) || /^["']?[\w.-]+["']?[ \t]*[:=]/.test(node.value.replace(/^[ \t]*#.*$/gm, '').trimStart()))

/** Reads the node that the parser split off; `line` of its first value line is one below its fence. */
export function readFrontMatter(node: Nodes): FrontMatter | undefined {
  if (!('value' in node) || !node.position) return undefined
  const first = node.position.start.line
  if (node.type === 'yaml') return readYaml(node.value, first)
  if ((node.type as string) === 'toml') return readToml(node.value, first)
  return undefined
}

function readYaml(value: string, first: number): FrontMatter {
  const counter = new LineCounter()
  // the parser compares each key with all others
  const document = parseDocument(value, { lineCounter: counter, prettyErrors: false, uniqueKeys: false })
  const error = document.errors[0] ?? keyTwice(document)
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset)
    return { line: first + line, column: col }
  }
  if (error) return { fields: [], defect: { message: error.message.split('\n')[0]!, ...at(error.pos[0]) } }
  if (!isMap(document.contents)) return { fields: [] }
  const fields = document.contents.items.flatMap(({ key, value: node }) => {
    if (!isScalar(key) || !key.range) return []
    const start = at(key.range[0])
    const range = node && typeof node === 'object' && 'range' in node ? (node.range as [number, number, number] | null) : null
    const end = at(range?.[1] ?? key.range[1])
    // scalars and lists of them as values; all else, aliases included, as the author wrote it
    const js = isScalar(node)
      ? node.value
      : isSeq(node) && node.items.every((one) => isScalar(one))
        ? node.items.map((one) => (one as Scalar).value)
        : node
    const source = range ? value.slice(range[0], range[1]).replace(/\s+/g, ' ').trim() : ''
    return [
      {
        label: String(key.value),
        words: wordsOf(js) ?? source,
        ...(isMap(node) && { map: node.items.flatMap(({ key: inner, value: own }) => pair(inner, own, at)) }),
        ...start,
        endColumn: end.line === start.line ? end.column : start.column + String(key.value).length,
      },
    ]
  })
  return { fields }
}

/** One line of a map, when both sides of its colon are plain. */
function pair(key: unknown, value: unknown, at: (offset: number) => { line: number; column: number }) {
  if (!isScalar(key) || !isScalar(value) || !key.range) return []
  const start = at(key.range[0])
  const end = at(value.range?.[1] ?? key.range[1])
  return [
    { label: String(key.value), words: String(value.value), ...start, endColumn: end.line === start.line ? end.column : start.column + 1 },
  ]
}

/** The first key that a map already has. */
function keyTwice(document: Document.Parsed): { message: string; pos: [number, number] } | undefined {
  let found: number | undefined
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value)) found = Math.min(found ?? Number.POSITIVE_INFINITY, key.range?.[0] ?? 0)
        seen.add(key.value)
      }
    },
  })
  return found === undefined ? undefined : { message: 'Map keys must be unique', pos: [found, found] }
}

function readToml(value: string, first: number): FrontMatter {
  const lines = value.split('\n')
  const lineOf = new Map<string, number>()
  lines.forEach((line, index) => {
    const label = /^\s*\[{0,2}\s*["']?([\w-]+)/.exec(line)?.[1]
    if (label && !lineOf.has(label)) lineOf.set(label, index)
  })
  try {
    return {
      fields: Object.entries(parseToml(value)).map(([label, one]) => {
        const index = lineOf.get(label) ?? 0
        const line = lines[index]!
        return { label, words: wordsOf(one) ?? line.trim(), line: first + 1 + index, column: 1, endColumn: line.length + 1 }
      }),
    }
  } catch (error) {
    const at = error instanceof TomlError ? { line: first + error.line, column: error.column } : { line: first + 1, column: 1 }
    return { fields: [], defect: { message: (error as Error).message.split('\n')[0]!, ...at } }
  }
}
