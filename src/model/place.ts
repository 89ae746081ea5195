/**
 * Place: where in which file something is written. Every value of the model carries one.
 * Lines and columns are 1-based and count UTF-16 units of the file as decoded, before any mending;
 * the end is exclusive in its column, as in mdast. Reading files is left to `read`.
 */
import * as z from 'zod'

export const Place = z.object({
  /** Path of the document, relative to the content folder, with `/`. */
  file: z.string(),
  line: z.number().int().min(1),
  column: z.number().int().min(1),
  endLine: z.number().int().min(1),
  endColumn: z.number().int().min(1),
})
export type Place = z.infer<typeof Place>

/** The form in which HTML carries a place: e.g. "67:1-67:120". */
export const span = ({ line, column, endLine, endColumn }: Place): string => `${line}:${column}-${endLine}:${endColumn}`

/** The form in which people click on a place: e.g. "wrkr/gaps-v1.md:67:1". */
export const locate = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** From the start of one place to the end of another of the same file. */
export const through = (from: Place, to: Place): Place => ({ ...from, endLine: to.endLine, endColumn: to.endColumn })

export const before = (a: Place, b: Place): number => a.line - b.line || a.column - b.column

/** Order of places: by file, then by position; the same for everything that is sorted by where it is written. */
export const byPlace = (a: { place: Place }, b: { place: Place }): number =>
  a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : before(a.place, b.place)

export const contains = (outer: Place, inner: Place): boolean =>
  outer.file === inner.file && before(outer, inner) <= 0 && (inner.endLine - outer.endLine || inner.endColumn - outer.endColumn) <= 0
