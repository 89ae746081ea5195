/**
 * Heading: one line that names something → its number, id, title, and the marks people put around it
 * ("3.1 Gap G-01 (P0): Resume", "🔴 [SEC-003] Missing audit log — HIGH", "~~4. Done thing~~ ✅").
 * Used alike for headings, cells and the leads of list items. Whether it names a gap is left to `gaps.ts`.
 */
import { speaksOfTime } from '#model'
import { oneLine } from '#read'
import { levelAt, stateAt } from './vocabulary.ts'

export interface Heading {
  /** "3.1" of "3.1 Title", "3" of "3. Title" */
  number?: string
  /** "Gap" of "Gap 3", as written */
  idWord?: string
  /** "Inconsistency" of "Inconsistency 2": what is counted is no gap. */
  kindWord?: string
  /** An id that the author gave, without decoration: "G-01", "GAP-DOC-001", "3" of "Gap 3". */
  id?: string
  title: string
  /** Words that name a level or a state, as written; a sign such as 🔴 counts when there are no words. */
  severity?: string
  status?: string
  effort?: string
  /** "Weeks 1-4" */
  window?: string
}

const idWords = 'gap|issue|finding|problem|defect|bug|deficiency|weakness|lücke|lacune|écart|brecha|lacuna|пробел|差距|缺口|갭|ギャップ'
const sign = /^(?:[\p{Extended_Pictographic}✓✗✘☐☑⬜]\uFE0F?\u200D?)+\s*/u
const keycap = /^(\d)\uFE0F?\u20E3\s*/u
/** "3.1 ", "3. ", "3) ", "3: " */
const number = /^(\d+(?:\.\d+)+)[.):]?\s+|^(\d+[a-z]?)\s*[.):：]\s*(?=\S)|^([一二三四五六七八九十]+)、\s*/u
const worded = new RegExp(
  `^(${idWords})(?:\\s+|\\s*[#№]\\s*|(?=\\d))((?:[A-Z]{1,6}[-_]?)?\\d+(?:[.-]\\d+)*[a-z]?|[A-Z](?:-\\d+)?)(?=$|[\\s:：.)(\\[—–-])`,
  'iu',
)
/** "Inconsistency 2: …": a number, and no gap's */
const otherKind =
  /^(inconsistency|ambiguity|contradiction|discrepancy|risk|question|principle|assumption)\s*[#№]?\s*(\d+(?:\.\d+)*)(?=$|[\s:：.)(—–-])/iu
/** GAP-DOC-001, G-01, SEC-003, MBX-H1, GAP-D001, CA-2026-001, P0-1, P1.2; with any of the signs that people write for a hyphen */
const lettered =
  /^\[?([a-z]\.\d+|(?:[A-Z][A-Z0-9]*[-_\u2010-\u2012\u2212]|[A-Z]+[–—―](?=\d))+(?:\d+[-_])*[A-Z]{0,3}\d+[a-z]?|P\d[-.]\d+|[A-Z]{1,5}\d{1,3}(?:\.\d+)?|#\d+)\]?(?=$|\s|[:：.)([—–-])/u
/** "[~] Title", "(done) Title", "[PARTIAL] Title": a box with another sign than a tick, or a state in brackets, at the head. */
const headMark = /^(?:(\[[~/>-]\])\s|[[(【（]([^()[\]【】（）]{2,40})[\])】）][:：]?)\s*(?=\S)/u
/** "(new) endpoint", "(basic) login" narrow what they stand before. */
const saysState = (words: string): boolean =>
  !/^(?:new|basic|limited|none?|yes|future|later)$/iu.test(words.trim()) && stateAt(words)?.words === words.trim()
/** The mark at the head of a line that says a state, with its brackets and the blank after it. */
export function stateBefore(text: string): { whole: string; words: string } | undefined {
  const match = /^[[(【（]/u.test(text) ? headMark.exec(text) : null
  if (!match || (match[2] && !saysState(match[2]))) return undefined
  return { whole: match[0], words: match[2] ?? match[1]! }
}
const separator = /^\s*(?:[:：.)|·•]|[—–-]+(?=\s|$))\s*/u
const duration =
  /^~?≈?\s*\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+)?\s*(?:h|hrs?|hours?|d|days?|w|wks?|weeks?|months?|sprints?|min|minutes?|pt|points?)\b/iu

/** What `cutTail` looks for, and nothing in most headings: the word, in any case, or half of a sign. */
const tailSign = /[sſ]tatu[sſ]|[✅❌✓✔✗✘⚠⏳\uD83D]/i
/** What a mark at the end of a heading is not without. */
const tailed = /[.A-Z)\]）】]$|\s[—–→-]|:\s|[^\0-\x7F]/

export function readHeading(text: string): Heading {
  let rest = oneLine(text)
  const inAscii = !/[^\0-\x7F]/.test(rest)
  const found: Heading = { title: '' }
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest)
    if (match) rest = rest.slice(match[0].length)
    return match
  }
  const marks = inAscii ? undefined : take(sign)?.[0]
  const key = inAscii ? null : take(keycap)
  const numbered = take(number)
  const given = key?.[1] ?? numbered?.[1] ?? numbered?.[2] ?? numbered?.[3]
  if (given) found.number = given
  const laterMarks = inAscii ? undefined : take(sign)?.[0]
  if (/[:：]/.test(rest)) announced(found, take)
  const shouted = take(
    /^((?:NOT |PARTIALLY |FULLY )?(?:MISSING|IMPLEMENTED|PARTIAL|INCOMPLETE|BROKEN|DONE|FIXED|RESOLVED|CLOSED|OPEN|DEFERRED|COMPLETED?|TODO))\s*[:：—–-]\s*(?=\S)/u,
  )
  if (shouted) found.status ??= shouted[1]!
  const stated = stateBefore(rest)
  if (stated) {
    rest = rest.slice(stated.whole.length)
    found.status ??= stated.words
  }
  let ranked = prefix(found, take)
  if (tailSign.test(rest)) rest = cutTail(found, rest)

  const counted = take(otherKind)
  if (counted) {
    found.kindWord = counted[1]!
    found.number ??= counted[2]!
    take(separator)
  }
  // "Issue a summary" counts nothing
  const word = counted || /^\S+\s+[a-z]\s+[^\s:：.)—–-]/u.test(rest) ? null : take(worded)
  if (word) {
    found.idWord = word[1]!
    found.id = word[2]!
  } else {
    const match = lettered.exec(rest)
    // "4. NIS2 reporting": after a number, a name that ends in a digit is a name
    const name =
      found.number !== undefined && match !== null && /^\p{L}{2,}\d+$|^\p{L}\d{3,}$/u.test(match[1]!) && !match[0].startsWith('[')
    if (match && !name && isId(match, rest)) {
      found.id = match[1]!
      rest = rest.slice(match[0].length)
    }
  }
  // a name such as EVIDENCE_LAYER_GAP is an id and a title at once
  if (!found.id && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(rest)) found.id = rest
  else if (found.id) {
    const bracket = /^\s*[([]([^()[\]]{1,40})[)\]]/u.exec(rest)
    if (bracket && suffix(found, bracket[1]!)) rest = rest.slice(bracket[0].length)
    take(separator)
    ranked = prefix(found, take) || ranked
  }
  // longer than a heading can be: all of it is title
  for (let before = ''; before !== rest && rest.length <= 600 && tailed.test(rest); ) {
    before = rest
    rest = rest.replace(/\.$/, (dot) => (/[)\]]\.$/.test(rest) ? '' : dot))
    // signs lie beyond Latin
    if (rest.charCodeAt(rest.length - 1) > 0x7f)
      rest = rest.replace(
        /\s*(?:[\p{Extended_Pictographic}✓✗✘]\uFE0F?\s*(?:→|->|⇒)\s*)?(?:[\p{Extended_Pictographic}✓✗✘]\uFE0F?)+$/u,
        (whole) => {
          // "❌→✅": what it has become
          const tail = whole.replace(/^.*(?:→|->|⇒)/u, '')
          mark(found, tail.trim())
          return ''
        },
      )
    // "S7 features RESOLVED": in capitals, and nothing else is
    const shouted =
      /\s+(?:[—–-]+\s+)?((?:MOSTLY |PARTIALLY )?(?:RESOLVED|DONE|FIXED|COMPLETED?|CLOSED|IMPLEMENTED|MISSING|BROKEN|PARTIAL|OPEN|DEFERRED))$/.exec(
        rest,
      )
    if (shouted && shouted.index > 0 && /\p{Ll}/u.test(rest) && suffix(found, shouted[1]!)) rest = rest.slice(0, shouted.index)
    // "— PARTIAL (lost across sessions)": a state in capitals, and a remark
    const remarked = /\s+[—–-]+\s+(\p{Lu}{4,}(?:[ -]\p{Lu}+){0,2}\s*(?:\([^()]{1,80}\))?)$/u.exec(rest)
    if (remarked && remarked.index > 0 && /\p{Ll}/u.test(rest.slice(0, remarked.index)) && stateAt(remarked[1]!)) {
      found.status ??= remarked[1]!.trim()
      rest = rest.slice(0, remarked.index)
    }
    const bracket = /\s*[([（【]([^()[\]（）【】]{1,60})[)\]）】]$/u.exec(rest)
    if (bracket && bracket.index > 0 && suffix(found, bracket[1]!)) rest = rest.slice(0, bracket.index)
    const dash = /\s+(?:[—–-]+|→)\s+([^—–]{1,40})$/u.exec(rest) ?? /:\s+(\S{1,20}(?: \S{1,12})?)$/u.exec(rest)
    if (dash && dash.index > 0 && isWhole(dash[1]!) && suffix(found, dash[1]!)) rest = rest.slice(0, dash.index)
  }
  // "🟠 Priorité 3": the sign says how grave, the number only in which order
  if (ranked && [marks, laterMarks].some((own) => own && levelAt(own.trim()))) delete found.severity
  for (const own of [marks, laterMarks]) if (own?.trim()) mark(found, own.trim())
  found.title = rest
    .replace(/[\s:：]+$/u, '')
    .replace(/\s[—–-]$/u, '')
    .trim()
  if (!found.title) found.title = text.trim()
  return found
}

/**
 * Headings that stand side by side, each with the words it was read from. "SOCKS5 (outbound)" and "ICD-10 coding" are names where no
 * other bears an id of the same letters, and only a blank comes after them.
 */
export function withoutLoneIds(headings: readonly Heading[], words: readonly string[]): Heading[] {
  const lettersOf = ({ id }: Heading) => /^(\p{L}+)-?\d+$/u.exec(id ?? '')?.[1]
  return headings.map((heading, index) => {
    const { id, ...named } = heading
    const letters = lettersOf(heading)
    if (!id || !letters || heading.idWord || /^gap/i.test(letters)) return heading
    if (headings.length < 2 || headings.some((other) => other !== heading && lettersOf(other) === letters)) return heading
    if (heading.title === id) return named
    const text = oneLine(words[index]!)
    const from = text.indexOf(id)
    const to = text.indexOf(heading.title, from + id.length)
    return from >= 0 && /^\s+$/.test(text.slice(from + id.length, Math.max(to, 0)))
      ? { ...named, title: `${id} ${heading.title}` }
      : heading
  })
}

/** A sign without words: circles are levels, check marks and crosses are states. */
function mark(found: Heading, own: string): void {
  const level = /^[🔴🟠🟡🟢🔵⚪🚨🛑⛔]/u.test(own) ? levelAt(own) : undefined
  if (level) found.severity ??= own
  // arrows, clipboards and calendars before a heading are ornament
  else if (!/^[🔄📋📅🟡🟢]/u.test(own) && stateAt(own)) found.status ??= own
}

/** "Gap: Title", "Critical Gap: Title", "Warning: Title" announce what follows. */
function announced(found: Heading, take: (pattern: RegExp) => RegExpExecArray | null): void {
  const match = take(/^(?:(\p{L}+)\s+)?(?:gaps?|issue|finding|warning|problem|bug|缺口|差距)\s*[:：]\s*(?=\S)/iu)
  if (match?.[1] && levelAt(match[1])) found.severity ??= match[1]
}

/** "Title ✅ COMPLETED! (May 2)", "Title 🟡 Medium Priority", "Title - Status: ⚠️ incomplete": what comes after the sign is no title. */
function cutTail(found: Heading, text: string): string {
  const match =
    /\s+(?:[—–|-]\s*)?(?:(?:current )?status\s*[:：]\s*(.+)|((?:[🔴🟠🟡🟢🔵✅❌✓✔✗✘⚠🚧⏳🔄🚨]\uFE0F?\s*)+)([\p{L}\d][^:]{2,80}))$/iu.exec(
      text,
    )
  if (!match || match.index === 0) return text
  const [, labelled, signs, words] = match
  if (labelled !== undefined) {
    if (!stateAt(labelled)) return text
    found.status ??= labelled.trim()
    return text.slice(0, match.index)
  }
  const bare = words!.replace(/^[^\p{L}\d]+/u, '').trim()
  const [level, state] = [levelAt(bare), stateAt(bare)]
  if (level) found.severity ??= bare.replace(/\s+(?:priority|severity|impact|risk)$/i, '')
  else if (state) found.status ??= bare
  else if (stateAt(signs!.trim())) found.status ??= `${signs!.trim()} ${bare}`
  else return text
  return text.slice(0, match.index)
}

/** A short form followed by a plain blank is a name ("S3 bucket", "HTTP2 support"), unless it is padded or in brackets. */
function isId([whole, id]: RegExpExecArray, text: string): boolean {
  if (/^P\d$|^Q[1-4]$|^H\d$/.test(id!) && !separator.test(text.slice(whole.length))) return false
  if (/^(UTF|SHA|ISO|RFC|HTTP|TLS|SSL|AES|MD|ES|EC|CVE)[-_]?\d/.test(id!)) return false
  if (/^[a-z]\.\d/.test(id!)) return true
  if (whole.startsWith('[') || /^GAP/i.test(id!) || /0\d$|\d{3}$/.test(id!)) return true
  return separator.test(text.slice(whole.length)) || /^\s*[([]/.test(text.slice(whole.length)) || whole.length === text.length
}

/** "P0 — ", "CRITICAL: ", "[HIGH] " before a title. */
function prefix(found: Heading, take: (pattern: RegExp) => RegExpExecArray | null): boolean {
  const bracket = take(
    /^[[(](?:(?:priority|severity)\s*[:：]\s*)?(p[0-5]|critical|high|medium|low|blocker|major|minor)[\])]\s*[:—–-]?\s*/iu,
  )
  const plain =
    bracket ??
    take(
      /^(P[0-5](?:-[A-Z]+)?|priorit\p{L}{1,3} [1-4]|critical|high|medium|low|blocker)(?:\s+(?:priority|severity))?\s*(?:[:：]|[—–-](?=\s))\s*(?=\S)/iu,
    )
  if (plain) found.severity ??= plain[1]!
  return plain !== null && /^priorit.*\d$/i.test(plain[1]!)
}

const isWhole = (words: string): boolean => {
  const said = levelAt(words)?.words ?? stateAt(words)?.words
  // "delivered: false" is no word with a remark
  if (said && /^\s*[:：=]/u.test(words.slice(words.indexOf(said) + said.length))) return false
  // "no USER directive", "open source": such words say a state only when they stand alone
  if (
    said &&
    /^(?:no|yes|ok|new|none|open|future|later|basic|must|should|could|low|high|mid|normal|covered|built|verified|limited|missing)$/i.test(
      said,
    ) &&
    !alone(said, words)
  )
    return false
  // "complete the pipeline", "implemented vs planned": of what else than a time, a share or a remark they speak, they say no state
  if (said && /^(?:complete|completed|completo|completa|done|implemented)$/i.test(said) && !finished(said, words)) return false
  return said !== undefined && words.replace(/[^\p{L}\p{N}%]/gu, '').length <= said.replace(/[^\p{L}\p{N}%]/gu, '').length + 16
}

/** Whether nothing follows a word but a sign, a figure, a bracket, a date, or who did it and when. */
const finished = (said: string, words: string): boolean =>
  /^[!.,;:\s*_]*(?:$|\p{P}|\p{S}|\p{N}|(?:by|in|on|at|as|since|via|with|and|except|but|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|yesterday|now)\p{L}*\b)/iu.test(
    words.slice(words.indexOf(said) + said.length),
  )

/** Whether a word stands by itself, or before "priority", a figure or a sign. */
const alone = (said: string, words: string): boolean => {
  const rest = words.slice(words.indexOf(said) + said.length).replace(/^[^\p{L}]+/u, '')
  return rest === '' || /^(?:priority|severity|impact|risk|effort)\b/iu.test(rest)
}

/** What brackets or a dash add after a title. @returns whether it was a mark and not a part of the title. */
function suffix(found: Heading, words: string): boolean {
  // "(MEDIUM, 80% complete)": several marks in one bracket
  const parts = words.split(/\s*[,;·|]\s*/)
  // "(complete, 3 May)": since when it stands so
  const [said, since] = parts
  if (parts.length === 2 && stateAt(said!) && isWhole(said!) && speaksOfTime(since!)) {
    found.status ??= words.trim()
    return true
  }
  if (parts.length > 1 && parts.every((part) => part !== '' && suffix({ title: '' }, part)))
    return parts.map((part) => suffix(found, part)).every(Boolean)
  const labelled = /^(?:priority|severity|prio|sev|优先级|priorité|priorität|prioridad|prioridade)\s*[:：=]\s*(.+)$/iu.exec(words)
  const level = levelAt(labelled?.[1] ?? words)
  if (level && (labelled || isWhole(words))) {
    found.severity ??= labelled ? labelled[1]!.trim() : words.replace(/\s+(?:priority|severity|impact|risk)$/i, '').trim()
    return true
  }
  const state = stateAt(words.replace(/^status\s*:\s*/i, ''))
  if (
    state &&
    !/\b(?:gaps?|issues?|findings?|items?|features?|requirements?)\b/i.test(words) &&
    isWhole(words.replace(/^status\s*:\s*/i, ''))
  ) {
    found.status ??= words.trim()
    return true
  }
  if (duration.test(words) || /^effort\s*:/i.test(words)) {
    found.effort ??= words.replace(/^effort\s*:\s*/i, '').trim()
    return true
  }
  if (words.length < 40 && /\d/.test(words) && speaksOfTime(words)) {
    found.window ??= words.trim()
    return true
  }
  return false
}
