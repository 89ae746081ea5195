/**
 * Text: bytes → text as its author saw it. Decodes, unifies line endings, and mends characters that went through
 * a wrong encoding, as edits that keep the way back: places always count the file as it lies on disk.
 * What the text means, Markdown included, is left to the other modules of `read`.
 */

import { isUtf8 } from 'node:buffer'

/** One replacement within a line: `was` stands at `column` of the file's line, `now` is what we read. */
export interface Edit {
  /** 1-based. */
  line: number
  /** 1-based, in UTF-16 units of the line as decoded. */
  column: number
  was: string
  now: string
  kind: 'mojibake' | 'pasted' | 'redacted'
}

export interface Decoded {
  /** As decoded, line endings unified to `\n`; the coordinates of all places. */
  text: string
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  /** Set when the bytes are not text at all. */
  binary?: true
}

export function decode(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes)
  if (encoding === undefined) return { text: '', encoding: 'utf-8', binary: true }
  const decoded = new TextDecoder(encoding).decode(bytes) // drops the byte-order mark
  const text = decoded
    .replace(/\r\n?/g, '\n')
    .replaceAll('\0', '\uFFFD') // one for one, so that columns hold; Markdown forbids NUL
    .toWellFormed()
  return { text, encoding }
}

function encodingOf(bytes: Uint8Array): Decoded['encoding'] | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = bytes.subarray(0, 4096)
  let [even, odd] = [0, 0]
  for (let zero = head.indexOf(0); zero >= 0; zero = head.indexOf(0, zero + 1)) zero % 2 === 0 ? even++ : odd++
  // Latin text in UTF-16 without a mark has a zero in every second byte, and hardly any in the others
  if (odd > head.length / 4 && even < head.length / 40) return 'utf-16le'
  if (even > head.length / 4 && odd < head.length / 40) return 'utf-16be'
  if (even + odd > head.length / 100) return undefined
  if (isUtf8(bytes)) return 'utf-8'
  const controls = head.reduce((sum, byte) => sum + Number(byte < 9 || (byte > 13 && byte < 32)), 0)
  return controls > head.length / 50 ? undefined : 'windows-1252'
}

/** The single-byte encodings that UTF-8 is mistaken for, reversed: character → byte. */
const misreadings = (['windows-1252', 'macintosh'] as const).map((encoding) => {
  const characters = new TextDecoder(encoding).decode(Uint8Array.from({ length: 128 }, (_, index) => index + 128))
  return new Map([...characters].map((character, index) => [character, index + 128] as const))
})

/** The UTF-8 sequence that the characters from `at` on are a misreading of, if they are one. */
function misread(text: string, at: number): { was: string; now: string; sure: boolean } | undefined {
  for (const bytesOf of misreadings) {
    const lead = bytesOf.get(text[at]!)
    if (lead === undefined) continue
    const length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0
    const was = text.slice(at, at + length)
    if (length === 0 || was.length < length) continue
    const bytes = [...was].map((character) => bytesOf.get(character) ?? 0)
    if (bytes.slice(1).some((byte) => (byte & 0xc0) !== 0x80)) continue
    // two letters may stand side by side in honest text ("ASSURÉ»"); only these leads never do
    if (length === 2 && lead > 0xc3) continue
    // nor do these before a letter, but "IRMÃ»" ends a word, and "√π" is a root
    const [before, after] = [text[at - 1] ?? ' ', text[at + length] ?? ' ']
    if (/^Ã[»”’›…—–]$/.test(was) && /\p{Lu}/u.test(before) && !/\p{L}/u.test(after)) continue
    if (/^√[π∂∑∏∆∫∞Ω]$/.test(was) && !/\p{L}/u.test(before + after)) continue
    try {
      const now = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
      // of three letters the middle of a word may consist ("été»—"): only those that stand for signs are told alone
      if (!/[\p{C}]/u.test(now) || now === '\u200D') return { was, now, sure: length !== 3 || lead === 0xe2 || lead === 0xef }
    } catch {}
  }
  return undefined
}

/** Finds text that was UTF-8 read as Windows-1252 or Mac Roman (`üî¥` was 🔴), by exact reversal. */
export function mojibake(text: string): Edit[] {
  const edits: Edit[] = []
  let [line, lineStart, lineEnd] = [1, 0, text.indexOf('\n')]
  for (const { 0: run, index: start } of text.matchAll(/[^\0-\x7F]{2,}/g)) {
    const end = start + run.length
    for (let at = start; at < end; ) {
      const from = at
      // what stands side by side is one edit, and two of them make each other sure
      const edit: Edit = { line: 0, column: 0, was: '', now: '', kind: 'mojibake' }
      let sure = false
      for (let found = misread(text, at); found && at < end; found = misread(text, at)) {
        sure ||= found.sure || edit.was !== ''
        edit.was += found.was
        edit.now += found.now
        at += found.was.length
      }
      if (edit.was === '') at += 1
      if (!sure) continue
      while (lineEnd >= 0 && lineEnd < from) {
        line += 1
        lineStart = lineEnd + 1
        lineEnd = text.indexOf('\n', lineStart)
      }
      edits.push({ ...edit, line, column: from - lineStart + 1 })
    }
  }
  return edits
}

/** The text with all edits made. Edits of one line must not overlap. */
export function mend(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text
  const lines = text.split('\n')
  for (const [number, own] of Map.groupBy(edits, ({ line }) => line)) {
    const line = lines[number - 1]!
    let mended = ''
    let done = 0
    for (const { column, was, now } of own.sort((a, b) => a.column - b.column)) {
      mended += line.slice(done, column - 1) + now
      done = column - 1 + was.length
    }
    lines[number - 1] = mended + line.slice(done)
  }
  return lines.join('\n')
}

/** The way back: a column of the mended text → the column of the file. */
export function wayBack(edits: readonly Edit[]): (line: number, column: number) => number {
  const byLine = new Map([...Map.groupBy(edits, ({ line }) => line)].map(([line, own]) => [line, shifts(own)]))
  return (line, column) => {
    const steps = byLine.get(line)
    if (!steps) return column
    // the first edit that reaches beyond the column, by halving
    let [low, high] = [0, steps.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (steps[middle]!.reach > column) high = middle
      else low = middle + 1
    }
    const { original, shift } = steps[low]!
    return column <= original + shift ? column - shift : original // inside what we put there
  }
}

/** Of each edit of a line, and last of the line's end: its column in the file, and how far mended columns are ahead of it. */
function shifts(edits: Edit[]): { original: number; shift: number; reach: number }[] {
  let shift = 0 // mended minus original, so far
  let reach = 0 // the mended column behind all edits so far
  const steps = edits
    .sort((a, b) => a.column - b.column)
    .map(({ column, was, now }) => {
      reach = Math.max(reach, column + shift + Math.max(1, now.length))
      const step = { original: column, shift, reach }
      shift += now.length - was.length
      return step
    })
  return [...steps, { original: Number.POSITIVE_INFINITY, shift, reach: Number.POSITIVE_INFINITY }]
}
