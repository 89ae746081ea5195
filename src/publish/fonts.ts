/**
 * Fonts: the face that cards are set in, Source Sans 3, as the package of it gives it: a file for each script and weight. Read here as
 * far as setting type asks: which signs there are, and how wide each is. Drawing them is left to `cardfiles.ts`.
 */
import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import { inflateSync } from 'node:zlib'

export type Weight = 400 | 600

export interface Face {
  /** Whether a text can be drawn, each sign of it. */
  has: (text: string) => boolean
  /** Of a text in one line, in pixels; pairs that stand closer make it no wider. */
  width: (text: string, size: number) => number
}

/** One file, and the signs that are taken from it: no sign is in two. */
export interface FontFile {
  weight: Weight
  data: Uint8Array
  ranges: [number, number][]
}

export interface Fonts {
  /** As the package calls it, with its version: other files draw other pictures. */
  version: string
  files: FontFile[]
  faces: Record<Weight, Face>
}

export const family = 'Source Sans 3'
const packageName = '@fontsource/source-sans-3'
/** Whose signs are taken first. */
const scripts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese']
const weights: readonly Weight[] = [400, 600]

let read: Promise<Fonts> | undefined

/** The fonts, read when first asked for. */
export const fonts = (): Promise<Fonts> => (read ??= readFonts())

async function readFonts(): Promise<Fonts> {
  const manifest = findPackageJSON(packageName, import.meta.url)
  if (manifest === undefined) throw new Error(`${packageName} is not installed; run npm install`)
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
  const files: FontFile[] = []
  const faces = {} as Record<Weight, Face>
  for (const weight of weights) {
    const widths = new Map<number, number>()
    for (const script of scripts) {
      const data = await readFile(path.join(path.dirname(manifest), 'files', `source-sans-3-${script}-${weight}-normal.woff`))
      const own = [...widthsOf(data)].filter(([sign]) => !widths.has(sign))
      for (const [sign, width] of own) widths.set(sign, width)
      files.push({ weight, data, ranges: rangesOf(own.map(([sign]) => sign)) })
    }
    faces[weight] = {
      has: (text) => Array.from(text).every((sign) => widths.has(sign.codePointAt(0)!)),
      width: (text, size) => Array.from(text).reduce((sum, sign) => sum + (widths.get(sign.codePointAt(0)!) ?? 1), 0) * size,
    }
  }
  return { version, files, faces }
}

/** By sign: how wide it is, in shares of the size of the type. The file is a WOFF of the first kind: tables, each packed by itself. */
function widthsOf(data: Buffer): Map<number, number> {
  const table = tablesOf(data)
  const unit = table('head').readUInt16BE(18)
  const counted = table('hhea').readUInt16BE(34)
  const advances = table('hmtx')
  const widths = new Map<number, number>()
  for (const [sign, glyph] of glyphsOf(table('cmap'))) widths.set(sign, advances.readUInt16BE(Math.min(glyph, counted - 1) * 4) / unit)
  return widths
}

function tablesOf(data: Buffer): (name: string) => Buffer {
  const tables = new Map<string, Buffer>()
  for (let at = 44; at < 44 + data.readUInt16BE(12) * 20; at += 20) {
    const [from, packed, size] = [4, 8, 12].map((field) => data.readUInt32BE(at + field)) as [number, number, number]
    const bytes = data.subarray(from, from + packed)
    tables.set(data.toString('latin1', at, at + 4), packed < size ? inflateSync(bytes) : bytes)
  }
  return (name) => {
    const found = tables.get(name)
    if (!found) throw new Error(`a font file has no table "${name}"`)
    return found
  }
}

/** Signs of the basic plane and their glyphs: the segments of a character map of format 4, which every file of this package has. */
function glyphsOf(map: Buffer): [number, number][] {
  const at = Array.from({ length: map.readUInt16BE(2) }, (_, index) => map.readUInt32BE(8 + index * 8)).find(
    (from) => map.readUInt16BE(from) === 4,
  )
  if (at === undefined) throw new Error('a font file has no character map of format 4')
  const twice = map.readUInt16BE(at + 6)
  const [ends, starts] = [at + 14, at + 16 + twice]
  const [deltas, offsets] = [starts + twice, starts + 2 * twice]
  const glyphs: [number, number][] = []
  for (let segment = 0; segment < twice; segment += 2) {
    const [start, end] = [map.readUInt16BE(starts + segment), map.readUInt16BE(ends + segment)]
    const [delta, offset] = [map.readUInt16BE(deltas + segment), map.readUInt16BE(offsets + segment)]
    for (let sign = start; sign <= end && sign < 0xffff; sign++) {
      const listed = offset === 0 ? sign : map.readUInt16BE(offsets + segment + offset + 2 * (sign - start))
      const glyph = offset !== 0 && listed === 0 ? 0 : (listed + delta) & 0xffff
      if (glyph !== 0) glyphs.push([sign, glyph])
    }
  }
  return glyphs
}

/** 1 2 3 7 → 1-3, 7-7 */
function rangesOf(signs: readonly number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const sign of signs.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && last[1] === sign - 1) last[1] = sign
    else ranges.push([sign, sign])
  }
  return ranges
}
