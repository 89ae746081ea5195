/**
 * Read: a file's bytes → a source: text, syntax tree, and the way back to every place of the file.
 * Knows bytes and Markdown, not gaps. Never throws at a document: what is wrong with it is noted as a defect.
 */
import type { Nodes, Root } from 'mdast'
import type { Point } from 'unist'
import { type FrontMatter, looksLikeFrontMatter, readFrontMatter } from './frontmatter.ts'
import { lostMarks } from './plain.ts'
import { type Redactor, redact } from './redact.ts'
import { decode, type Edit, mend, mojibake, wayBack } from './text.ts'
import { nodes, parse } from './tree.ts'

export type { FrontMatter } from './frontmatter.ts'
export { type Found, privateIn, type Redactor, redactor } from './redact.ts'
export { decode, type Edit, mend, mojibake } from './text.ts'
export { isComment, isFrontMatter, nodes, oneLine, parse, plain, textOf, walk } from './tree.ts'

export interface Source {
  /** Path relative to the content folder, with `/`. */
  file: string
  /** The text as decoded, before any mending: the coordinates of all places. What is redacted is blacked out in it. */
  original: string
  /** The text as read. Node offsets count in it; node lines and columns count in `original`. */
  text: string
  tree: Root
  frontMatter?: FrontMatter
  edits: readonly Edit[]
  encoding: string
  /** Why there is no text, when there is none to be had. */
  unreadable?: string
  /** The point of an offset into `text`, in the coordinates of the file. */
  pointAt(offset: number): Required<Point>
}

/**
 * @param file the path that places will bear; nothing is opened here
 * @param bytes what is in it, or why it could not be opened
 * @param redactor takes out what is not for the public, before anyone can see it
 */
export function readSource(file: string, bytes: Uint8Array | string, redactor?: Redactor): Source {
  const { text: decoded, encoding, binary } = decode(typeof bytes === 'string' ? new Uint8Array() : bytes)
  const unreadable = typeof bytes === 'string' ? bytes : binary ? 'the file is not text' : undefined
  const found = mojibake(decoded)
  const { original, edits: repairs } = redactor
    ? redact(decoded, mend(decoded, found), found, redactor)
    : { original: decoded, edits: found }
  const repaired = mend(original, repairs)
  const marks = lostMarks(repaired)
  // marks were found in the repaired text: their columns go back through the repairs first
  const back = wayBack(repairs)
  const edits = [...repairs, ...marks.map((edit) => ({ ...edit, column: back(edit.line, edit.column) }))]
  const text = mend(repaired, marks)
  let tree = parse(text)
  if (isFrontMatter(tree.children[0]) && !looksLikeFrontMatter(tree.children[0]!)) tree = parse(text, false)
  const [first] = tree.children
  const frontMatter = first && readFrontMatter(first)
  const toFile = wayBack(edits)
  if (edits.length > 0) restore(tree, toFile)
  return {
    file,
    original,
    text,
    tree,
    edits,
    encoding,
    ...(unreadable && { unreadable }),
    pointAt: points(text, toFile),
    ...(frontMatter && { frontMatter }),
  }
}

const isFrontMatter = (node: Nodes | undefined): boolean => node?.type === 'yaml' || (node?.type as string) === 'toml'

function points(text: string, back: ReturnType<typeof wayBack>): Source['pointAt'] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: back(low + 1, offset - starts[low]! + 1), offset }
  }
}

/** Makes the lines and columns of all nodes those of the file; offsets stay those of the text as read. */
function restore(tree: Nodes, back: ReturnType<typeof wayBack>): void {
  for (const { position } of nodes(tree)) {
    if (!position) continue
    const { start, end } = position
    start.column = back(start.line, start.column)
    end.column = back(end.line, end.column)
  }
}
