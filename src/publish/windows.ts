/**
 * Windows: when a step of a roadmap is, from its author's words to a stretch of a ruler that is as fine as these words, and no finer.
 * Weeks stay weeks that begin nowhere, a quarter stays a quarter. What is said in other words lies on no ruler; how much time
 * something takes ("4 weeks") is no time at which it is.
 */

/** Rulers cannot be laid beside each other: nobody said on which day week 1 begins. */
export const rulers = ['day', 'week', 'calendar week', 'sprint', 'month', 'quarter', 'date', 'calendar month', 'calendar quarter'] as const
export type Ruler = (typeof rulers)[number]

/** The first and the last unit of a ruler: both are in the words. */
export interface Window {
  ruler: Ruler
  from: number
  to: number
  /** "by May 2026" tells when it ends, "from week 3" when it begins, and no more. */
  bound?: 'by' | 'from'
}

const units: [Ruler, string][] = [
  ['calendar week', 'calendar weeks?|kalenderwochen?|kw|cw'],
  ['day', 'days?|tage?|jours?|d[ií]as?|giorn[oi]|dag(?:en|ar)?|ngày|день|дни'],
  ['week', 'weeks?|wks?|w(?=\\d)|wochen?|semaines?|semanas?|settiman[ae]|weken|veck(?:a|or)|недел[яиь]|tuần|周|週|주'],
  ['sprint', 'sprints?|iterations?|спринты?|スプリント|冲刺|스프린트'],
  ['month', 'months?|monate?|mois|mes(?:es)?|m[eê]s|mes[ei]|maand(?:en)?|månad(?:er)?|месяцы?'],
]
const quarterWords = 'quarters?|quartale?|trimestres?|trimestr[ei]|kwarta(?:al|len)|kvartal|кварталы?|quý'

const months: readonly string[] = [
  'jan(?:uary|uar|uari|vier|eiro)?|januar[yi]?|janvier|enero|ene|gennaio|январ[ья]',
  'feb(?:ruary|ruar|ruari|rero)?|févr?(?:ier)?|fevereiro|febbraio|феврал[ья]',
  'mar(?:ch|s|zo|ço)?|märz|maart|март[а]?',
  'apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|апрел[ья]',
  'may|mai|mayo|maio|maggio|mei|maj|ма[йя]',
  'june?|juni|juin|junio|junho|giugno|июн[ья]',
  'july?|juli|juil(?:let)?|julio|julho|luglio|июл[ья]',
  'aug(?:ust|usti|ustus)?|août|agosto|ago|август[а]?',
  'sept?(?:ember|embre|iembre)?|setembro|settembre|сентябр[ья]',
  'oct(?:ober|obre|ubre)?|okt(?:ober)?|outubro|ottobre|октябр[ья]',
  'nov(?:ember|embre|iembre|embro)?|ноябр[ья]',
  'dec(?:ember)?|dez(?:ember|embro)?|déc(?:embre)?|dic(?:iembre|embre)?|dicembre|декабр[ья]',
]
const monthOf = (word: string): number => months.findIndex((names) => new RegExp(`^(?:${names})$`, 'iu').test(word.normalize('NFC')))

const word = (words: string) => `(?<!\\p{L})(?:${words})(?!\\p{L})`
const to = `\\s*(?:[-–—~〜～至到]|${word('to|through|until|bis|à|au|al?|tot|até|hasta|по|đến')})\\s*`
const year = '(?<!\\d)(\\d{4})(?!\\d)'
const number = '(?<!\\d|\\d[.,])(\\d{1,4})(?![\\d%]|[.,]\\d)'
const month = `(?<!\\p{L})(${months.join('|')})(?!\\p{L})\\.?`
const day = '(?<!\\d)(\\d{1,2})(?!\\d)(?:st|nd|rd|th|er|\\.|º)?'
const iso = '(?<!\\d|-)(\\d{4})-(\\d{2})-(\\d{2})(?!\\d|-)'
const isoMonth = '(?<!\\d|-)(\\d{4})-(\\d{2})(?!\\d|-)'
const dotted = '(?<!\\d|\\.)(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})(?!\\d)'
const ofYear = `(?:,?\\s*(?:of |de |del |/\\s*)?${year})?`
const quarter = `(?<!\\p{L})(?:[qt]|${quarterWords})\\s*([1-4])(?!\\d)`

type Found = Omit<Window, 'bound'> | undefined
type Reader = [pattern: RegExp, read: (...groups: (string | undefined)[]) => Found]
const reader = (pattern: string, read: Reader[1]): Reader => [new RegExp(pattern, 'giu'), read]

const dated = (from: number | undefined, until: number | undefined): Found =>
  from === undefined || until === undefined ? undefined : { ruler: 'date', from, to: until }
const monthly = (from: [number, number], until: [number, number]): Found =>
  [from[1], until[1]].every((at) => at >= 0 && at < 12)
    ? { ruler: 'calendar month', from: from[0] * 12 + from[1], to: until[0] * 12 + until[1] }
    : undefined
const quarterly = (from: [year: string | undefined, quarter: string], until: [year: string | undefined, quarter: string]): Found =>
  from[0] === undefined || until[0] === undefined
    ? from[0] === until[0]
      ? { ruler: 'quarter', from: Number(from[1]), to: Number(until[1]) }
      : undefined
    : { ruler: 'calendar quarter', from: Number(from[0]) * 4 + Number(from[1]) - 1, to: Number(until[0]) * 4 + Number(until[1]) - 1 }

/** The finer ones first: what they read is not read again. */
const readers: Reader[] = [
  reader(`${iso}(?:(?:${to}|\\s*/\\s*)${iso})?`, (y, m, d, y2 = y, m2 = m, d2 = d) => dated(dayOf(y, m, d), dayOf(y2, m2, d2))),
  reader(`${dotted}(?:${to}${dotted})?`, (d, m, y, d2 = d, m2 = m, y2 = y) => dated(dayOf(y, m, d), dayOf(y2, m2, d2))),
  reader('(?<!\\d)(\\d{4})\\s*[年년]\\s*(\\d{1,2})\\s*[月월]\\s*(\\d{1,2})\\s*[日일]', (y, m, d) => dated(dayOf(y, m, d), dayOf(y, m, d))),
  // March 1, 2026 – April 15, 2026; March 1–15, 2026
  reader(`${month}\\s+${day}(?:,?\\s+${year})?(?:${to}(?:${month}\\s+)?${day})?(?:,?\\s+${year})?`, (m, d, y, m2, d2, y2) => {
    if (d2 === undefined) return named(y ?? y2, m, d, y ?? y2, m, d)
    return named(y ?? y2, m, d, y2, m2 ?? m, d2)
  }),
  // 1 March 2026 – 15 April 2026; 1–15 March 2026
  reader(
    `${day}(?:\\s+(?:of |de )?${month}(?:,?\\s+(?:de )?${year})?)?${to}${day}\\s+(?:of |de )?${month},?\\s+(?:de )?${year}`,
    (d, m, y, d2, m2, y2) => named(y ?? y2, m ?? m2, d, y2, m2, d2),
  ),
  reader(`${day}\\s+(?:of |de )?${month},?\\s+(?:de )?${year}`, (d, m, y) => named(y, m, d, y, m, d)),
  reader(`${isoMonth}(?:${to}${isoMonth})?`, (y, m, y2 = y, m2 = m) => monthly([Number(y), Number(m) - 1], [Number(y2), Number(m2) - 1])),
  reader(`${month}${ofYear}(?:${to}${month}${ofYear})?`, (m, y, m2, y2) => {
    const [begins, ends] = m2 === undefined ? [y, y] : [y ?? y2, y2]
    return begins === undefined || ends === undefined
      ? undefined
      : monthly([Number(begins), monthOf(m!)], [Number(ends), monthOf(m2 ?? m!)])
  }),
  reader('(?<!\\d)(\\d{4})\\s*[年년]\\s*(\\d{1,2})\\s*[月월]', (y, m) => monthly([Number(y), Number(m) - 1], [Number(y), Number(m) - 1])),
  reader(`${year}\\s*[-/]?\\s*q([1-4])(?!\\d)(?:${to}(?:${year}\\s*[-/]?\\s*)?q([1-4])(?!\\d))?`, (y, q, y2 = y, q2 = q) =>
    quarterly([y, q!], [y2, q2!]),
  ),
  reader('(?:(?<!\\d)(\\d{4})\\s*[年년]?\\s*)?第?\\s*(?<!\\d)([1-4])\\s*(?:季度|四半期|분기)', (y, q) => quarterly([y, q!], [y, q!])),
  // Q2 2026; Q2–Q3 2026; Q4 2025 – Q1 2026
  reader(`${quarter}${ofYear}(?:${to}(?:(?:[qt]|${quarterWords})\\s*)?([1-4])(?!\\d)${ofYear})?`, (q, y, q2, y2) =>
    q2 === undefined ? quarterly([y, q!], [y, q!]) : quarterly([y ?? y2, q!], [y2, q2]),
  ),
  reader(`第\\s*${number}(?:${to}第?\\s*${number})?\\s*[周週]`, (from, until) => counted('week', from, until)),
  reader(`${number}(?:${to}${number})?\\s*(?:주차|週目)`, (from, until) => counted('week', from, until)),
  ...units.map(([ruler, words]) =>
    reader(`(?<!\\p{L})(?:${words})\\.?\\s*#?${number}(?:${to}(?:(?:${words})\\.?\\s*)?${number})?`, (from, until) =>
      counted(ruler, from, until),
    ),
  ),
]

const longest = 120

/** When it is, where the words say so once; words that say it twice, or backwards, are left as they are. */
export function windowOf(words: string): Window | undefined {
  const text = words.normalize('NFC')
  // a sentence is no window
  if (text.length > longest) return undefined
  const found: { at: number; end: number; window: Found }[] = []
  for (const [pattern, read] of readers)
    for (const match of text.matchAll(pattern)) {
      const [at, end] = [match.index, match.index + match[0].length]
      if (found.some((other) => at < other.end && other.at < end)) continue
      found.push({ at, end, window: read(...match.slice(1)) })
    }
  const first = found.toSorted((a, b) => a.at - b.at)[0]
  if (!first?.window || first.window.from > first.window.to) return undefined
  if (found.filter(({ window }) => !window || window.ruler === first.window!.ruler).length > 1) return undefined
  // half of a range that we do not know how to read
  if (new RegExp(`^${to}(?:\\d|${month})`, 'iu').test(text.slice(first.end)) || new RegExp(`\\d${to}$`, 'u').test(text.slice(0, first.at)))
    return undefined
  const before = text.slice(0, first.at)
  if (after.test(before)) return undefined
  const bound = by.test(before) ? 'by' : from.test(before) || onwards.test(text.slice(first.end)) ? 'from' : undefined
  return { ...first.window, ...(bound && { bound }) }
}

/** What is after a time is at no time that was given. */
const after = /(?<!\p{L})(?:after|not before|nach|après|después de|depois de|dopo|na|efter|после|post|beyond)\s*$/iu
const by =
  /(?<!\p{L})(?:by|until|before|no later than|due|deadline:?|bis|vor|avant|jusqu['’]à|antes de|até|hasta|entro|voor|tot|до|före|senast)(?: the)?(?: (?:end|start|beginning|middle|close) of)?(?: ende| fin)?\s*$/iu
const from =
  /(?<!\p{L})(?:from|since|starting(?: in| on)?|ab|seit|dès|depuis|à partir de|desde|a partir de|vanaf|från|с)(?: the)?(?: (?:end|start|beginning|middle) of)?\s*$/iu

const onwards = /^\s*(?:\+|and (?:later|beyond)|onwards?|ff\b|(?:[-–—]|to)\s*(?:open|…|\.\.\.|$))/iu

function counted(ruler: Ruler, from: string | undefined, until = from): Found {
  return { ruler, from: Number(from), to: Number(until) }
}

function named(...[y, m, d, y2, m2, d2]: (string | undefined)[]): Found {
  const at = (of: string | undefined) => (of === undefined ? undefined : String(monthOf(of) + 1))
  return dated(dayOf(y, at(m), d), dayOf(y2, at(m2), d2))
}

const length = 86_400_000
/** Days since 1970; none of what is no day, as 2026-02-30. */
function dayOf(...given: (string | undefined)[]): number | undefined {
  const [year, month, day] = given.map(Number)
  if (given.includes(undefined) || !(year! >= 1000)) return undefined
  const time = Date.UTC(year!, month! - 1, day)
  const date = new Date(time)
  return date.getUTCMonth() === month! - 1 && date.getUTCDate() === day ? time / length : undefined
}

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
