/**
 * Front matter: YAML or TOML between `---` or `+++` at the head of a document → labelled values with their places.
 * Broken front matter is noted, never thrown. What the labels mean is left to `recognise`.
 */
import type { Nodes } from 'mdast'
import { parse as parseToml, TomlError } from 'smol-toml'
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'

export interface FrontMatter {
  fields: {
    label: string
    words: string /** 1-based line and column in the file, end exclusive. */
    line: number
    column: number
    endColumn: number
  }[]
  defect?: { message: string; line: number; column: number }
}

const wordsOf = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(wordsOf).join(', ')
    : value instanceof Date
      ? value.toISOString().slice(0, 10)
      : typeof value === 'object' && value !== null
        ? JSON.stringify(value)
        : String(value ?? '')

/** Whether what stands between the fences is labelled values, well-formed or not, and not prose between two rules. */
export const looksLikeFrontMatter = (node: Nodes): boolean =>
  'value' in node &&
  !/^#{2,6}\s|^\|/m.test(node.value) &&
  !/\n\s*\n#\s/.test(node.value) &&
  (!/\S/.test(node.value) || /^\s*(?:#[^\n]*\n\s*)*["']?[\w.-]+["']?\s*[:=]/.test(node.value))

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
  const document = parseDocument(value, { lineCounter: counter, prettyErrors: false })
  const [error] = document.errors
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
    const js = node && typeof node === 'object' && 'toJSON' in node ? (node as { toJSON(): unknown }).toJSON() : node
    return [
      {
        label: String(key.value),
        words: wordsOf(js),
        ...start,
        endColumn: end.line === start.line ? end.column : start.column + String(key.value).length,
      },
    ]
  })
  return { fields }
}

function readToml(value: string, first: number): FrontMatter {
  try {
    const lines = value.split('\n')
    return {
      fields: Object.entries(parseToml(value)).map(([label, one]) => {
        const index = Math.max(
          0,
          lines.findIndex((line) => line.trimStart().startsWith(label)),
        )
        return { label, words: wordsOf(one), line: first + 1 + index, column: 1, endColumn: lines[index]!.length + 1 }
      }),
    }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    return { fields: [], defect: { message: error.message.split('\n')[0]!, line: first + error.line, column: error.column } }
  }
}
