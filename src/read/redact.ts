/**
 * Redact: finds what was not written for the public (paths of somebody's machine, e-mail addresses, secrets, and what an owner names
 * himself) and takes it out of a text before anything is made of it, so that no view can show it. Which of it, the settings say.
 * What is found is looked for as it is written and as a reader sees it: with escapes, entities and marks of Markdown between.
 */
import { type Edit, wayBack } from './text.ts'
import { parse } from './tree.ts'

/** What an owner wants to be taken out: a kind that we know, or words or a pattern of his own, and what to call them. */
export type Wish = (typeof privateKinds)[number] | { name: string; text?: string | undefined; pattern?: string | undefined }

export const privateKinds = ['paths', 'emails', 'secrets'] as const

/** A stretch of a text, by offsets. */
export interface Found {
  /** e.g. "path" */
  name: string
  start: number
  end: number
}

export interface Redactor {
  find: (text: string) => Found[]
  /** The text without what is found. @param mark what stands in its place */
  clean: (text: string, mark?: (name: string) => string) => string
  /** Whether a text holds, letter for letter, what the owner names himself. */
  holds: (text: string) => string | undefined
}

/** What a reader sees in the place of what was taken out. */
export const redacted = (name: string): string => `[redacted: ${name}]`

type Finder = { name: string; find: (text: string) => Iterable<{ start: number; end: number }> }

/** Each match, or of each the group `value`. */
const by = (name: string, ...patterns: RegExp[]): Finder => ({
  name,
  *find(text) {
    for (const pattern of patterns)
      for (const match of text.matchAll(pattern)) {
        const [start, end] = match.indices?.groups?.value ?? [match.index, match.index + match[0].length]
        if (end > start) yield { start, end }
      }
  },
})

/** What no name of a file holds where nobody quotes it. */
const stop = String.raw`\s"'\x60<>|*?()[\]{},;`
/** Before a path: nothing that makes it a part of something longer, or a flag of one letter, as in `-I/home/ada/include`. */
const begins = String.raw`(?:(?<![\p{L}\p{N}_.~/\\-])|(?<=(?<![\p{L}\p{N}_-])-\p{L}))`
const scheme = String.raw`(?:file:\/\/[\p{L}\p{N}.-]{0,253}|(?:vscode|vscode-insiders|cursor):\/\/file|(?:smb|nfs|sftp):\/\/[^\s/]{1,253})?`
/** Where systems keep the folders of their people, those of Windows as Linux sees them among them. */
const homes = String.raw`(?:(?:\/(?:var|usr|export|nfs|mnt|System\/Volumes\/Data))?\/(?:Users|home)|\/(?:mnt|cygdrive)\/[a-z]\/[Uu]sers|\/[a-z]\/Users|\/run\/media)`

/**
 * `/Users/ada/x`, `/home/ada`, `/root/x`, `C:\Users\ada\x`, `\\server\Users\ada`, `~/x`, and the same as `file:///…`; not
 * `example.org/home/ada`. Where one with blanks ends, `pathEnd` says.
 */
const paths = by(
  'path',
  new RegExp(String.raw`${begins}${scheme}(?:${homes}\/[\p{L}\p{N}_]|\/root\/\.?[\p{L}\p{N}_])(?:\\ |[^${stop}])*`, 'gu'),
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_])(?:file:\/{2,3})?[a-z]:[\\/]{1,2}(?:Users|Documents and Settings)[\\/]{1,2}[\p{L}\p{N}_][^${stop}]*`,
    'giu',
  ),
  new RegExp(
    String.raw`(?<![\\\p{L}\p{N}])\\{2,4}(?:[\p{L}\p{N}.$-]{1,63}\\{1,2}){1,2}(?:Users|home)\\{1,2}[\p{L}\p{N}_][^${stop}]*`,
    'giu',
  ),
  new RegExp(String.raw`(?<![\p{L}\p{N}_.~/\\-])~[/\\]\.?[\p{L}\p{N}_](?:\\ |[^${stop}])*`, 'gu'),
)

const local = String.raw`(?<![\p{L}\p{N}._%+-])(?<!:\/\/[^\s/@]{0,64}:)(?:mailto:)?(?!git@)(?:\p{L}{1,16}['’])?[\p{L}\p{N}._%+-]{1,64}@`

/**
 * `git@host.org` names a repository, `logo@2x.png` a picture, `pkg@1.2.3` a release; `ftp://ada:pass@host.org` gives away more. What ends
 * in `.md` may be of Moldova, or a file: what stands around it tells (`isFile`).
 */
const emails = by(
  'email',
  new RegExp(
    String.raw`${local}(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?!(?:png|jpe?g|gif|webp|avif|svg|css|[cm]?[jt]sx?|json|ya?ml|md)(?![\p{L}\p{N}-]))(?:xn--[a-z\d-]{2,59}|\p{L}{2,24})(?![\p{L}\p{N}-])`,
    'giu',
  ),
  new RegExp(String.raw`${local}(?:[\p{L}\p{N}-]{1,63}\.){0,7}(?!v\d)\p{L}[\p{L}\p{N}-]{1,62}\.md(?![\p{L}\p{N}-]|\.[\p{L}\p{N}])`, 'giu'),
)

/** Words beside which a value is no public matter. */
const word =
  '(?:pass(?:word|wd|phrase)|pwd|(?:api|access|private|account|signing|encryption|secret|master|auth|storage)[_ -]?key|secret|token|credentials?|bearer)'
/** What follows the word in the name of a setting, e.g. in SECRET_KEY_BASE or DB_PASSWORD_2. */
const tail = '(?:[_-](?:base|value|prod(?:uction)?|dev(?:elopment)?|stag(?:e|ing)|live|old|new|\\d{1,3}))?'
/** DB_PASS=… and --pass=…, but neither "compass" nor "two pass = quick"; counts of what passed are no secrets. */
const pass = String.raw`(?:(?<=[a-z\d]_)pass(?![a-z])|(?<![a-z\d_])pass(?=["']?=))(?!["']?[ \t]{0,4}=[ \t]{0,4}[\d.,/%]+(?![^\s,;)]))`
/** "<your key>", "${KEY}", "process.env.KEY", "********", "changeme", "xxxx": a place for a value, and none itself. */
const stead = String.raw`(?!["'\`]?(?:<|\$|%|\{\{|\*|\.\.\.|…|•|[xX]{3}|\[?redacted:|process\.|os\.|env[.(]|your[-_ ]|example|changeme|placeholder|none\b|null\b|nil\b|true\b|false\b|undefined\b))`

const secrets: Finder = {
  name: 'secret',
  *find(text) {
    for (const finder of knownSecrets) yield* finder.find(text)
    // what no language writes, beside a word that tells what it is
    for (const { 0: value, index } of text.matchAll(/(?<![\w+/=.-])[A-Za-z0-9+/_=-]{32,512}(?![\w+/=-])/g)) {
      const before = text.slice(Math.max(0, index - 60), index)
      const [line] = before.split('\n').slice(-1)
      if (!secretWord.test(line!) || /(?:commit|sha-?\d*|digest|hash|@)[\s:=`"']*$/i.test(line!)) continue
      if (/\d/.test(value) && /[A-Za-z]/.test(value) && entropy(value) >= 3 && !/[a-z]{5,}[/_-][a-z]{4,}/.test(value))
        yield { start: index, end: index + value.length }
    }
  },
}
const secretWord = new RegExp(word, 'i')

const knownSecrets: Finder[] = [
  by(
    'secret',
    /(?<![A-Za-z0-9])(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
    /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,255}|xox[abeoprs]-[\w-]{10,255}|[rs]k_(?:live|test)_\w{10,255}|whsec_\w{16,255}|npm_[A-Za-z0-9]{30,255}|pypi-[\w-]{40,512}|hf_[A-Za-z0-9]{24,255}|dop_v1_[a-f0-9]{40,255}|SG\.[\w-]{16,64}\.[\w-]{16,128}|AIza[\w-]{35}|ya29\.[\w-]{20,512}|sk-(?:proj|svcacct|admin|service|ant-[a-z]{2,12}\d{0,3}|or-v\d)-(?=[\w-]{0,200}\d)[\w-]{16,400}|sk-(?:[a-z]{2,8}\d*-)*[A-Za-z0-9_]{20,255}(?:-[\w-]{1,255})?)/g,
    /(?<!\w)eyJ[\w-]{8,2048}\.eyJ[\w-]{8,4096}\.[\w-]{8,2048}/g,
    /hooks\.slack\.com\/services\/[\w/]{16,128}/g,
    // a name and a password within an address
    /(?<=\w:\/\/[^\s/:@]{0,64}:)(?![$<{*])[^\s/:@]{3,128}(?=@[\p{L}\p{N}])/gu,
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----(?:END|BEGIN))){0,20000}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
    // and one that is cut off: what looks like its lines
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:\s{1,8}[A-Za-z0-9+/=]{16,128}(?![\w+/=]))*/g,
    // curl -u ada:hunter2, mysql -phunter2
    new RegExp(
      String.raw`\bcurl\b[^|]{0,300}?\s(?:-u|--user|-U|--proxy-user)[ =]{0,4}["']?[^\s:"'@]{1,64}:${stead}(?<value>[^\s"'\`]{3,128})`,
      'dg',
    ),
    new RegExp(String.raw`\bmysql(?:dump|admin|import)?\b[^\n|;&]{0,300}?[ \t]-p["']?${stead}(?<value>[^\s"'\`]{3,128})`, 'dg'),
    // Authorization: Bearer …
    new RegExp(
      String.raw`\bauthorization["'*_\`]{0,4}[ \t]{0,4}[:=]["'*_\` \t]{0,6}(?:bearer|digest|token|api-?key)[ \t]{1,4}["']?${stead}(?=[^\s"'\`]{0,2047}\d)(?<value>[\w.~+/=:-]{8,2048})`,
      'dgi',
    ),
    // password=hunter2
    new RegExp(
      String.raw`(?:${word}${tail}|${pass})["'\`*_]{0,3}[ \t]{0,4}=[ \t]{0,4}${stead}["'\`]?(?<value>[^\s"'\`<>&,;)\]}|]{4,512})`,
      'dgi',
    ),
    // dbPass: "hunter2"
    new RegExp(String.raw`(?<=[a-z])Pass["']?[ \t]{0,4}[:=][ \t]{0,4}${stead}["'\`](?<value>[^\s"'\`<>]{4,512})["'\`]`, 'dg'),
    // secret: "swordfish"
    new RegExp(
      String.raw`(?:${word}${tail}|(?<=[a-z\d]_)pass)["'*_]{0,3}[ \t]{0,4}:["'*_]{0,3}[ \t]{0,4}${stead}["'\`](?<value>[^\s"'\`<>]{4,512})["'\`]`,
      'dgi',
    ),
    // **Secret:** hunter2; of words, "Token: expired", it is prose
    new RegExp(
      String.raw`(?:${word}${tail}|(?<=[a-z\d]_)pass)["'*_]{0,3}[ \t]{0,4}:["'*_]{0,3}[ \t]{0,4}${stead}(?=[^\s"'\`<>|]{0,511}[\d!$%&#@^+=])(?<value>[^\s"'\`<>()[\]{},;|]{6,512})`,
      'dgi',
    ),
  ),
  {
    name: 'secret',
    // Basic YWRhOmh1bnRlcjI=, which is ada:hunter2
    *find(text) {
      for (const { 0: whole, 1: value, index } of text.matchAll(/\bbasic[ \t]{1,4}([\w+/-]{6,1024}={0,2})(?![\w+/=-])/gi))
        if (/^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value!, 'base64').toString('latin1')))
          yield { start: index + whole.length - value!.length, end: index + whole.length }
    },
  },
]

/** Bits that each letter of a text tells. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0)
}

const known: Record<(typeof privateKinds)[number], Finder> = { paths, emails, secrets }

function finderOf(wish: Wish): Finder {
  if (typeof wish === 'string') return known[wish]
  if (wish.pattern !== undefined) return by(wish.name, new RegExp(wish.pattern, 'gu'))
  return by(wish.name, literal(wish.text!))
}

/** In any case, in either form of its accents, and broken into lines anywhere between its words. */
function literal(text: string): RegExp {
  const forms = new Set([text.normalize('NFC'), text.normalize('NFD'), text])
  const pattern = [...forms].map((form) =>
    form
      .trim()
      .split(/\s+/)
      .map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
      .join(`(?:[\\s>]|${unseen})+`),
  )
  return new RegExp(pattern.join('|'), 'giu')
}

/** @returns nothing where nothing is wanted */
export function redactor(wishes: readonly Wish[]): Redactor | undefined {
  if (wishes.length === 0) return undefined
  const finders = wishes.map(finderOf)
  const own = wishes.flatMap((wish) => (typeof wish === 'string' ? [] : [finderOf(wish)]))
  const find = (text: string) => foundBy(finders, text)
  return {
    find,
    clean: (text, mark = redacted) => replaced(text, find(text), mark),
    holds: (text) => own.find((finder) => !finder.find(text)[Symbol.iterator]().next().done)?.name,
  }
}

/** All that was not written for the public and is still there. */
export const privateIn = (text: string): Found[] => foundBy(Object.values(known), text)

function replaced(text: string, found: readonly Found[], mark: (name: string) => string): string {
  let clean = ''
  let done = 0
  for (const { name, start, end } of found) {
    clean += text.slice(done, start) + mark(name)
    done = end
  }
  return clean + text.slice(done)
}

/** What any of them finds, in order; what overlaps is one. */
function foundBy(finders: readonly Finder[], text: string): Found[] {
  const found = viewsOf(text).flatMap(({ text: seen, at }) =>
    finders.flatMap(({ name, find }) => Array.from(find(seen), ({ start, end }) => ({ name, start: at(start), end: at(end - 1, true) }))),
  )
  const whole: Found[] = []
  for (const one of found.map((one) => trimmed(text, one)).sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = whole.at(-1)
    if (last && one.start < last.end) last.end = Math.max(last.end, one.end)
    else if (one.end > one.start) whole.push({ ...one })
  }
  return whole
}

/** What was found, as far as it goes in the text as written. */
function trimmed(text: string, { name, start, end }: Found): Found {
  if (name === 'email' && isFile(text, start, end)) return { name, start, end: start }
  if (name !== 'path') return { name, start, end }
  // it does not end in what ends a sentence
  let to = pathEnd(text, start, end)
  while (to > start && /[.,;:!?*_~\\/]/.test(text[to - 1]!)) to--
  return { name, start, end: to }
}

/** Whether what looks like an address at `.md` names a file: it is quoted as code, linked to, or lies in a folder. */
const isFile = (text: string, start: number, end: number): boolean =>
  /^(?!mailto:).*\.md$/is.test(text.slice(start, end)) &&
  (/(?:[`/\\]|\]\()$/.test(text.slice(Math.max(0, start - 2), start)) || /^(?:[`#]|:\d)/.test(text.slice(end, end + 2)))

const closing: Record<string, string> = { '"': '"', "'": "'", '`': '`', '“': '”', '„': '“', '‘': '’', '«': '»', '<': '>' }
const part = String.raw`(?:[^${stop}\\/:.~][^${stop}\\/:.]{0,39}|\p{L}\.)`
const nextFolder = new RegExp(String.raw`^(?: ${part}){1,3}[\\/]{1,2}[^${stop}]*`, 'u')
const nextFile = new RegExp(
  String.raw`^(?: [\p{Lu}\p{N}][^${stop}\\/:.]{0,40}){0,2} [^${stop}\\/:.]{1,40}\.[A-Za-z]\w{0,4}(?![\p{L}\p{N}\\/])`,
  'u',
)
const nextName = /^(?: \p{Lu}[\p{L}'’-]{0,40}(?![\p{L}\p{N}])){1,2}/u
const hasEnding = /\.\w{1,5}$/
const homeOfName = /[\\/](?:Users|home|Documents and Settings)[\\/]{1,2}\p{Lu}[\p{L}\p{N}'’_-]*$/iu

/** Names may hold blanks: quoted ones end where the quotation does; of others, what follows must look like the rest of a path. */
function pathEnd(text: string, start: number, end: number): number {
  const [rest] = text.slice(end, end + 300).split('\n', 1) as [string]
  const close = closing[text[start - 1] ?? '']
  if (close !== undefined) {
    const inside = rest.slice(0, Math.max(0, rest.search(new RegExp(String.raw`${close}(?![\p{L}\p{N}])`, 'u'))))
    const words = inside.trim().split(/\s+/)
    // what comes then is not the next word of a command or a sentence
    if (inside !== '' && words.length <= 4 && !words.some((one) => /^[-|&;<>$=+#"'`/\\~@]/.test(one))) return end + inside.length
  }
  const windows = /^(?:file:\/{2,3})?[a-z]:|^\\/i.test(text.slice(start, end))
  let to = end
  for (;;) {
    const [written, after] = [text.slice(start, to), rest.slice(to - end)]
    const named = homeOfName.test(written)
    const [further] = (named || (windows && !hasEnding.test(written)) ? nextFolder.exec(after) : null) ?? []
    if (further === undefined || (!windows && !/^(?: \p{Lu}[^ \\/]*)+[\\/]/u.test(further))) break
    to += further.length
  }
  if (!windows) return to
  const after = rest.slice(to - end)
  const written = text.slice(start, to)
  const file = hasEnding.test(written) ? null : nextFile.exec(after)
  const [last] = file ?? (homeOfName.test(written) ? nextName.exec(after) : null) ?? ['']
  return to + last.length
}

interface View {
  text: string
  /** Where in the text itself a letter of the view stands; or where it ends there. */
  at: (index: number, end?: boolean) => number
}

const escapes = String.raw`\\(?<escaped>[!-\/:-@[-\x60{-~])|&(?:#x(?<hex>[0-9a-f]{1,6});?|#(?<decimal>\d{1,7});?|(?<entity>[a-z][a-z\d]{1,31});)|%(?<percent>2[0-9a-f]|[3-7][0-9a-f])`
const marks = String.raw`[*\x60]+|~~|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])|\]\([^()\n]{0,2000}\)|\]\[[^\]\n]{0,200}\]|[[\]]|<\/?[a-z][^<>\n]{0,200}>|<!--(?:[^-]|-(?!->)){0,2000}-->`
/** What takes no room in a line. */
const unseen = String.raw`[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFE00-\uFE0F\uFEFF]`
const escaped = new RegExp(escapes, 'giu')
const read = new RegExp([escapes, marks, unseen].join('|'), 'giu')
const isUnseen = new RegExp(`^${unseen}$`, 'u')

/** The text as written; with its escapes resolved; and as a reader sees it. */
function viewsOf(text: string): View[] {
  const seen = [escaped, read].flatMap((pattern) => seenAs(text, pattern, meaning) ?? [])
  return [{ text, at: (index, end) => (end ? index + 1 : index) }, ...seen]
}

function meaning({ 0: whole, groups = {} }: RegExpMatchArray): string {
  const { escaped, hex, decimal, percent, entity } = groups
  if (escaped !== undefined) return escaped
  const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : percent ? Number.parseInt(percent, 16) : undefined
  const means = entity ? entityOf(entity) : code === undefined ? '' : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  return isUnseen.test(means) ? '' : means
}

const entities = new Map<string, string>()
/** "&uuml;" → "ü": there are two thousand, and who reads the documents knows them all. */
function entityOf(name: string): string {
  const known = entities.get(name)
  if (known !== undefined) return known
  const [block] = parse(`&${name};`).children
  const [text] = block && 'children' in block ? block.children : []
  const means = text?.type === 'text' ? text.value : `&${name};`
  entities.set(name, means)
  return means
}

/** The text with what matches replaced by what it means; nothing where nothing does. */
function seenAs(text: string, pattern: RegExp, meaning: (match: RegExpMatchArray) => string): View | undefined {
  const starts: number[] = [] // where a piece begins in the view
  const from: { at: number; length: number; same: boolean }[] = []
  let seen = ''
  let done = 0
  const put = (piece: string, at: number, length: number, same: boolean) => {
    if (piece === '') return
    starts.push(seen.length)
    from.push({ at, length, same })
    seen += piece
  }
  for (const match of text.matchAll(pattern)) {
    const means = meaning(match)
    if (means === match[0]) continue
    put(text.slice(done, match.index), done, match.index - done, true)
    put(means, match.index, match[0].length, false)
    done = match.index + match[0].length
  }
  if (done === 0) return undefined
  put(text.slice(done), done, text.length - done, true)
  return {
    text: seen,
    at(index, end = false) {
      let [low, high] = [0, starts.length - 1]
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (starts[middle]! <= index) low = middle
        else high = middle - 1
      }
      const piece = from[low]!
      if (piece.same) return piece.at + index - starts[low]! + Number(end)
      return end ? piece.at + piece.length : piece.at
    },
  }
}

/** What stands in a file in the place of what was taken out: nobody can read it, and every column stays. */
const blank = '█'

/**
 * Takes out of a text, as it was decoded, what a redactor finds in it as mended.
 * @returns the text with every column where it was, and all edits that make of it what is read
 */
export function redact(
  original: string,
  repaired: string,
  repairs: readonly Edit[],
  redactor: Redactor,
): { original: string; edits: Edit[] } {
  const found = redactor.find(repaired)
  if (found.length === 0) return { original, edits: [...repairs] }
  const lines = original.split('\n')
  const read = repaired.split('\n')
  const back = wayBack([...repairs])
  const repairsOf = Map.groupBy(repairs, ({ line }) => line)
  const edits: Edit[] = []
  const front = frontMatterEnd(read)
  let line = 1
  let lineStart = 0
  for (const { name, start, end } of found) {
    while (start > lineStart + read[line - 1]!.length) lineStart += read[line++ - 1]!.length + 1
    for (let [at, from] = [line, lineStart]; from < end && at <= read.length; from += read[at++ - 1]!.length + 1) {
      const first = at === line
      const to = Math.min(end - from, read[at - 1]!.length)
      // what lies in a mended stretch takes all of it along
      let column = back(at, (first ? start - from : 0) + 1)
      let endColumn = back(at, to + 1)
      for (const repair of repairsOf.get(at) ?? []) {
        const after = repair.column + repair.was.length
        if (repair.column < endColumn && after > column) [column, endColumn] = [Math.min(column, repair.column), Math.max(endColumn, after)]
      }
      if (endColumn === column && first && to > start - from) endColumn = lines[at - 1]!.length + 1
      const now = first ? (at <= front ? redacted(name).replace(' ', '\u00A0') : redacted(name)) : ''
      const before = edits.at(-1)
      if (before?.line === at && before.column + before.was.length > column) column = before.column + before.was.length
      if (endColumn > column) edits.push({ line: at, column, was: blank.repeat(endColumn - column), now, kind: 'redacted' })
    }
  }
  const taken = Map.groupBy(edits, ({ line }) => line)
  for (const [at, own] of taken)
    for (const { column, was } of own)
      lines[at - 1] = lines[at - 1]!.slice(0, column - 1) + was + lines[at - 1]!.slice(column - 1 + was.length)
  const kept = repairs.filter(
    (repair) =>
      !taken.get(repair.line)?.some(({ column, was }) => repair.column < column + was.length && repair.column + repair.was.length > column),
  )
  return { original: lines.join('\n'), edits: [...kept, ...edits] }
}

/** The last line of front matter, where a blank after a colon would mean something. */
function frontMatterEnd(lines: readonly string[]): number {
  const fence = /^(---|\+\+\+)\s*$/.exec(lines[0] ?? '')?.[1]
  return fence === undefined ? 0 : lines.findIndex((line, at) => at > 0 && line.trimEnd() === fence) + 1
}
