/**
 * Text: bytes → text as its author saw it. Decodes, unifies line endings, and mends characters that went through
 * a wrong encoding, as edits that keep the way back: places always count the file as it lies on disk.
 * What the text means, Markdown included, is left to the other modules of `read`.
 */

/** One replacement within a line: `was` stands at `column` of the file's line, `now` is what we read. */
export interface Edit {
  /** 1-based. */
  line: number
  /** 1-based, in UTF-16 units of the line as decoded. */
  column: number
  was: string
  now: string
  kind: 'mojibake' | 'pasted'
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
  head.forEach((byte, index) => {
    if (byte === 0) index % 2 === 0 ? even++ : odd++
  })
  // Latin text in UTF-16 without a mark has a zero in every second byte, and hardly any in the others
  if (odd > head.length / 4 && even < head.length / 40) return 'utf-16le'
  if (even > head.length / 4 && odd < head.length / 40) return 'utf-16be'
  if (even + odd > head.length / 100) return undefined
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    const controls = head.reduce((sum, byte) => sum + Number(byte < 9 || (byte > 13 && byte < 32)), 0)
    return controls > head.length / 50 ? undefined : 'windows-1252'
  }
}

/** The single-byte encodings that UTF-8 is mistaken for, reversed: character → byte. */
const misreadings = (['windows-1252', 'macintosh'] as const).map((encoding) => {
  const characters = new TextDecoder(encoding).decode(Uint8Array.from({ length: 128 }, (_, index) => index + 128))
  return new Map([...characters].map((character, index) => [character, index + 128] as const))
})

/** The UTF-8 sequence that the characters from `at` on are a misreading of, if they are one. */
function misread(line: string, at: number): { was: string; now: string } | undefined {
  for (const bytesOf of misreadings) {
    const lead = bytesOf.get(line[at]!)
    if (lead === undefined) continue
    const length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0
    const was = line.slice(at, at + length)
    if (length === 0 || was.length < length) continue
    const bytes = [...was].map((character) => bytesOf.get(character) ?? 0)
    if (bytes.slice(1).some((byte) => (byte & 0xc0) !== 0x80)) continue
    // two letters may stand side by side in honest text ("ASSURÉ»"); only these leads never do
    if (length === 2 && lead > 0xc3) continue
    try {
      const now = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
      if (!/[\p{C}]/u.test(now) || now === '\u200D') return { was, now }
    } catch {}
  }
  return undefined
}

/** Finds text that was UTF-8 read as Windows-1252 or Mac Roman (`üî¥` was 🔴), by exact reversal. */
export function mojibake(text: string): Edit[] {
  if (!/[ÂÃâðÐÑ¬√‚\uF8FF]/.test(text)) return []
  const edits: Edit[] = []
  text.split('\n').forEach((line, index) => {
    for (const { 0: run, index: start } of line.matchAll(/[^\0-\x7F]{2,}/g)) {
      for (let at = 0; at < run.length; ) {
        const found = misread(run, at)
        if (!found) {
          at += 1
          continue
        }
        const last = edits.at(-1)
        const column = start + at + 1
        if (last?.line === index + 1 && last.column + last.was.length === column) {
          last.was += found.was
          last.now += found.now
        } else edits.push({ line: index + 1, column, ...found, kind: 'mojibake' })
        at += found.was.length
      }
    }
  })
  return edits
}

/** The text with all edits made. Edits of one line must not overlap. */
export function mend(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text
  const lines = text.split('\n')
  for (const edit of [...edits].sort((a, b) => b.line - a.line || b.column - a.column)) {
    const line = lines[edit.line - 1]!
    lines[edit.line - 1] = line.slice(0, edit.column - 1) + edit.now + line.slice(edit.column - 1 + edit.was.length)
  }
  return lines.join('\n')
}

/** The way back: a column of the mended text → the column of the file. */
export function wayBack(edits: readonly Edit[]): (line: number, column: number) => number {
  const byLine = Map.groupBy(edits, ({ line }) => line)
  for (const list of byLine.values()) list.sort((a, b) => a.column - b.column)
  return (line, column) => {
    let shift = 0 // mended minus original, so far
    for (const edit of byLine.get(line) ?? []) {
      const start = edit.column + shift
      if (column <= start) break
      if (column < start + edit.now.length) return edit.column // inside what we put there
      shift += edit.now.length - edit.was.length
    }
    return column - shift
  }
}
