/**
 * Windows: when a step of a roadmap is, from its author's words to a stretch of a ruler that is as fine as these words, and no finer.
 * Weeks stay weeks that begin nowhere, a quarter stays a quarter. What is said in other words, or with words beside that we do not
 * know ("was", "slipped", "FY"), lies on no ruler; how much time something takes ("4 weeks") is no time at which it is. It stands
 * with the model because two stages go by it: `recognise` to know the words of a window, `publish` to draw it.
 */

/** Rulers cannot be laid beside each other: nobody said on which day week 1 begins. */
export const rulers = ['day', 'week', 'calendar week', 'sprint', 'month', 'quarter', 'date', 'calendar month', 'calendar quarter'] as const
export type Ruler = (typeof rulers)[number]

/** The first and the last unit of a ruler: both are in the words, but that "before June 2026" is by May. */
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
const digits = '(?<!\\d|\\d[.,])\\d{1,4}(?![\\d%]|[.,]\\d)'
const number = `(${digits})`
const month = `(?<!\\p{L})(${months.join('|')})(?!\\p{L})\\.?`
const day = '(?<!\\d)(\\d{1,2})(?!\\d)(?:st|nd|rd|th|er|\\.|º)?'
const iso = '(?<!\\d|-)(\\d{4})-(\\d{2})-(\\d{2})(?!\\d|-)'
const isoMonth = '(?<!\\d|-)(\\d{4})-(\\d{2})(?!\\d|-)'
const dotted = '(?<!\\d|\\.)(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})(?!\\d)'
/** Two digits alone are a year only after a slash or an apostrophe: "Q3/26", "Mar '26". */
const ofYear = "(?:(?:,?\\s*(?:of |de |del )?|\\s*[/'’]\\s*)(?<!\\d)(\\d{4}|(?<=[/'’]\\s*)\\d{2})(?!\\d))?"
const quarter = `(?<!\\p{L})(?:[qt]|${quarterWords})\\s*([1-4])(?!\\d)`
const and = `\\s*(?:,(?:\\s*${word('and|und|et|y|e')})?|[&+]|${word('and|und|et|y|e|en|och')})\\s*`

type Found = Omit<Window, 'bound'> | undefined
type Reader = [pattern: RegExp, read: (...groups: (string | undefined)[]) => Found]
const reader = (pattern: string, read: Reader[1]): Reader => [new RegExp(pattern, 'giu'), read]

const dated = (from: number | undefined, until: number | undefined): Found =>
  from === undefined || until === undefined ? undefined : { ruler: 'date', from, to: until }
const inFull = (year: number | string): number => (Number(year) < 100 ? 2000 + Number(year) : Number(year))
const monthly = (from: [number, number], until: [number, number]): Found =>
  [from[1], until[1]].every((at) => at >= 0 && at < 12)
    ? { ruler: 'calendar month', from: inFull(from[0]) * 12 + from[1], to: inFull(until[0]) * 12 + until[1] }
    : undefined
const quarterly = (from: [year: string | undefined, quarter: string], until: [year: string | undefined, quarter: string]): Found =>
  from[0] === undefined || until[0] === undefined
    ? from[0] === until[0]
      ? { ruler: 'quarter', from: Number(from[1]), to: Number(until[1]) }
      : undefined
    : { ruler: 'calendar quarter', from: inFull(from[0]) * 4 + Number(from[1]) - 1, to: inFull(until[0]) * 4 + Number(until[1]) - 1 }

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
  ...units.flatMap(([ruler, words]) => {
    const again = `(?:(?:${words})\\.?\\s*)?`
    const span = `#?${digits}(?:${to}${again}${digits})?`
    return [
      reader(`(?<!\\p{L})(?:${words})\\.?\\s*(${span}(?:${and}${again}${span}(?!\\s*\\p{L}))*)`, (list) => listed(ruler, list!)),
      // "0-30 days" begins somewhere: "30-60 days" may be how long it takes
      reader(`(?<![\\d.,])(0)${to}${number}\\s*(?:${words})(?!\\p{L})`, (from, until) => counted(ruler, from, until)),
    ]
  }),
]

const longest = 120

/** When it is, where the words say so once and nothing else; words that say it twice, or backwards, are left as they are. */
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
  found.sort((a, b) => a.at - b.at)
  const [first, ...others] = found
  if (!first?.window || first.window.from > first.window.to) return undefined
  const { window } = first
  if (others.some((other) => !other.window || ofOneKind(other.window.ruler) === ofOneKind(window.ruler))) return undefined
  const before = text.slice(0, first.at)
  const [bound, lead] = boundIn(before)
  const open = onwards.exec(text.slice(first.end))
  const rest = found.map(({ end }, index) => text.slice(index === 0 ? end + (open?.[0].length ?? 0) : end, found[index + 1]?.at))
  if (![before.slice(0, before.length - lead.length), ...rest].every(isKnown)) return undefined
  if (bound === 'before')
    // before week 1 there is none
    return window.from === window.to && window.from > 1
      ? { ruler: window.ruler, from: window.from - 1, to: window.to - 1, bound: 'by' }
      : undefined
  // "from March to May" tells both
  const only = bound === 'from' && window.from < window.to ? undefined : (bound ?? (open ? 'from' : undefined))
  return { ...window, ...(only && { bound: only }) }
}

/** A quarter without a year is compared with none that has one. */
const ofOneKind = (ruler: Ruler): string => (ruler === 'calendar quarter' ? 'quarter' : ruler)

/** What stands right before a time and says that it is an end or a beginning; and these words. */
function boundIn(before: string): [bound: Window['bound'] | 'before', words: string] {
  for (const [bound, pattern] of bounds) {
    const words = pattern.exec(before)?.[0]
    if (words !== undefined) return [bound, words]
  }
  return [undefined, '']
}
const atEnd = (words: string, part: string) => new RegExp(`(?<!\\p{L})(?:${words}):?(?: the| le)?${part}\\s*$`, 'iu')
const earlier = 'before|prior to|vor|avant|antes de|antes do|prima di|voor|före'
const latest =
  "by|until|till|no later than|not later than|due(?: by| on| in)?|deadline|bis(?: zum)?|spätestens(?: am| im)?|jusqu['’](?:à|au|en)|au plus tard(?: en)?|até|hasta|entro|tot|uiterlijk|senast"
const last = ' (?:(?:end|close)(?: of)?|ende|(?:la )?fin(?: de)?|fine|finales de|fim de|eind|slutet av)'
const bounds: [Window['bound'] | 'before', RegExp][] = [
  ['by', atEnd(`${latest}|${earlier}|до`, last)],
  [
    'before',
    atEnd(`${latest}|${earlier}`, ' (?:(?:start|beginning)(?: of)?|anfang|(?:le )?début(?: de)?|inicio de|início de|inizio|begin)'),
  ],
  ['before', atEnd(earlier, '')],
  ['by', atEnd(latest, '')],
  [
    'from',
    atEnd(
      'from|since|start(?:s|ing)?(?: in| on| from)?|beginning (?:in|on)|as of|ab|seit|dès|depuis|à partir d[eu]|desde|a partir de|a partire da|vanaf|från|с',
      '(?: (?:start|beginning) of)?',
    ),
  ],
]

const onwards = /^\s*(?:\+(?=\s*(?:$|[^\s\p{L}\p{N}]))|and (?:later|beyond)|onwards?|ff\b|(?:[-–—]|to)\s*(?:open|…|\.\.\.|$))/iu

/** Words that leave a time what it is: those that connect, those that say which part of it, and those that it is a guess. */
const harmless = word(
  [
    'the|of|in|on|at|during|around|about|calendar|date|eta|target(?:ed)?|expected|estimated|est|planned|tentative(?:ly)?|approx(?:imately)?|roughly|circa|ca',
    'early|mid|middle|late|end|beginning|start|close',
    'im|am|in der|de|del|des|du|en|em|le|la|el|il|au|den|dem|der|etwa|rund|ungefähr|voraussichtlich|geplant|environ|vers|prévu|aprox|aproximadamente',
    'anfang|mitte|ende|début|mi|milieu|fin|inicios?|principios|mediados|finales|início|meados|fim|inizio|metà|fine|begin|midden|eind',
  ].join('|'),
)
/** "(4 weeks)", ", 40 hours": how long it takes, beside when it is. */
const lasting =
  '(?<=[,;(/|·—–-]\\s*)[~≈]?\\d+(?:[.,]\\d+)?(?:\\s*[-–]\\s*\\d+)?\\s*(?:h|hrs?|hours?|d|days?|w|wks?|weeks?|months?|sprints?|stunden?|tage?|wochen?|monate?|heures?|jours?|semaines?|mois|horas?|d[ií]as?|semanas?|meses)(?!\\p{L})'
const known = new RegExp(`^(?:[\\s()[\\]{},;:.·|/~≈–—"'“”*_📅📆🗓⏰⏳\uFE0F-]|${harmless}|${lasting})*$`, 'iu')
const isKnown = (words: string): boolean => known.test(words)

/** "2, 3 and 4", "1-2, 3": numbers that run on; of others we cannot say from when to when. */
function listed(ruler: Ruler, list: string): Found {
  const spans = list.split(new RegExp(and, 'iu')).map((one) => one.match(/\d+/g) ?? [])
  const [from] = spans[0]!
  const runsOn = spans.every((span, index) => index === 0 || Number(span[0]) === Number(spans[index - 1]!.at(-1)) + 1)
  return runsOn ? counted(ruler, from, spans.at(-1)!.at(-1)) : undefined
}

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

/** What tells of a time beside what lies on a ruler: "March", "01/03/2026", "H2 2026", "FY27", "2026". */
const vaguer = [
  `(?<!\\p{L})(?:${months.join('|')})(?!\\p{L})\\.?(?:\\s+${day})?`,
  '(?<!\\d)\\d{1,2}[/.]\\d{1,2}[/.](?:\\d{4}|\\d{2})(?!\\d)',
  "(?<!\\p{L})[hs][12]\\s*[/'’]?\\s*(?:20)?\\d{2}(?!\\d)",
  "(?<!\\p{L})(?:fy|gj)\\s*['’]?(?:20)?\\d{2}(?!\\d)",
  '(?<!\\d)(?:30|31|60|61|90|91)\\s*[-–]\\s*\\d{2,3}\\s*(?:days|tage|jours|d[ií]as)(?!\\p{L})',
  '(?<![\\d.-])(?:19|20)\\d{2}(?![\\d.-])',
].map((pattern) => new RegExp(pattern, 'giu'))
/** Words that set times against each other. */
const relating = word(
  `${latest}|${earlier}|from|since|start(?:s|ing)?|as of|ab|seit|dès|depuis|à partir d[eu]|desde|a partir de|vanaf|after|nach|après|después de|depois de|dopo|not|and|or|und|oder|et|ou|y|e|o|to|bis|now`,
)
const unread = new RegExp(`^(?:[\\s()[\\]{},;:.·|/~≈–—"'“”→+&-]|${harmless}|${relating})*$`, 'iu')

/** The words without what tells of a time; undefined where nothing does. */
function besideTimes(words: string): string | undefined {
  const text = words.normalize('NFC')
  if (text.length > longest) return undefined
  const rest = [...readers.map(([pattern]) => pattern), ...vaguer].reduce(
    // "T1" is a quarter beside its year, and the first of anything without
    (left, pattern) => left.replace(pattern, (found) => (/^t\s*[1-4]$/iu.test(found) ? found : ' ; ')),
    text,
  )
  return rest === text ? undefined : rest
}

/** Whether words tell of a time and of nothing else, be it on a ruler or not: "mid March", "H2 2026", "after Q3 2026". */
export function isTime(words: string): boolean {
  const rest = besideTimes(words)
  return rest !== undefined && unread.test(rest)
}

/** "Phase 2 + 3 weeks", "within 30 days", "this sprint": told from something else, or from today. */
const counting =
  '\\d+\\s*(?:days?|weeks?|months?|sprints?|quarters?|tagen?|wochen?|monaten?|jours|semaines|mois|d[ií]as|semanas|meses)(?!\\p{L})'
const relative = new RegExp(
  `(?:\\+|${word('within|in|first|next|last|after|innerhalb von|nach|sous|dans|dentro de|em|en')})\\s*${counting}|${counting}\\s+(?:after|before|from|following|nach|vor|après|avant|después|antes)(?!\\p{L})|${word('(?:this|next|current|coming) (?:sprint|week|month|quarter|year)')}`,
  'iu',
)

/** Whether words in brackets tell of a time among other things: "was Q4 2026"; a year or a month alone may be of anything. */
export function speaksOfTime(words: string): boolean {
  if (isTime(words)) return true
  const text = words.normalize('NFC')
  return (
    text.length <= longest &&
    (relative.test(text) || readers.some(([pattern]) => [...text.matchAll(pattern)].some(([found]) => !/^t\s*[1-4]$/iu.test(found))))
  )
}
