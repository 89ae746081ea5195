/**
 * Windows: how the units of a ruler are called. What an author's words mean on one is the model's.
 */
import type { Ruler } from '#model'

const length = 86_400_000
const names = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const pieces: Partial<Record<Ruler, (at: number) => [name: string, year: number]>> = {
  'calendar month': (at) => [names[at % 12]!, Math.floor(at / 12)],
  'calendar quarter': (at) => [`Q${(at % 4) + 1}`, Math.floor(at / 4)],
}

/** One unit of a ruler as people say it: "Week 3", "Q2 2026", "2026-03-01". */
export function unitName(ruler: Ruler, at: number): string {
  if (ruler === 'date') return new Date(at * length).toISOString().slice(0, 10)
  if (ruler === 'quarter') return `Q${at}`
  return pieces[ruler]?.(at).join(' ') ?? `${ruler.charAt(0).toUpperCase()}${ruler.slice(1)} ${at}`
}

/** The same where its neighbours stand beside it: the number alone, and the year where it is another. */
export function unitMark(ruler: Ruler, at: number, before?: number): string {
  const own = pieces[ruler]?.(at)
  if (!own) return ruler === 'date' || ruler === 'quarter' ? unitName(ruler, at) : String(at)
  const [name, year] = own
  const short = name.slice(0, 3)
  return before !== undefined && pieces[ruler]!(before)[1] === year ? short : `${short} ${year}`
}
