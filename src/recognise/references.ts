/**
 * References: what running text names and a page may link to: requirements (`PRD FR-8`, `Section 8.1`), paths, evidence with its
 * lines and words (`repo@commit:path:line "quote"`), commits, gap ids in lists and ranges, URLs. Whether they lead anywhere is left
 * to `link`.
 */
import type { InlineCode, Nodes, Paragraph, Text } from 'mdast'
import type { Reference } from '#model'
import { type Source, walk } from '#read'
import { offsetOf, placeOf } from './fields.ts'
import { once } from './once.ts'

const extensions =
  'md|mdx|markdown|txt|rst|adoc|ts|tsx|mts|cts|js|jsx|mjs|cjs|py|pyi|go|rs|java|kt|kts|scala|rb|php|cs|fs|cpp|cc|cxx|c|h|hpp|swift|m|mm|dart|ex|exs|erl|hs|ml|clj|lua|r|jl|pl|sh|bash|zsh|fish|ps1|bat|sql|graphql|gql|proto|json|jsonc|json5|jsonl|yaml|yml|toml|ini|cfg|conf|env|xml|html|htm|css|scss|less|svg|png|vue|svelte|astro|tf|tfvars|hcl|gradle|properties|lock|csv|tsv|ipynb|prisma|plist|csproj|sln|dockerfile|mod|sum|log'
const worded = 'Story|Journey|Epic|Requirement|Feature|Use Case|Clause|Article|Control'
const fileName = new RegExp(`^(?:\\.{0,2}/)?(?:[\\w.@+~()\\[\\]-]{1,200}/){0,40}[\\w.@+-]{0,200}\\w\\.(?:${extensions})$`, 'i')
/** `mission.control.log` may be a method: two dots and no folder are a file only by an ending that nothing else has. */
const dotted = /^[^/]+\.[^/]+\.(?:log|env|lock|mod|sum|c|h|m|r|cs|pl|properties|conf)$/i
const isFile = (path: string): boolean => fileName.test(path) && !dotted.test(path)
const folder = /^(?:\.\/)?(?:[\w.@+-]{1,200}\/){1,40}$/
const plainPath = new RegExp(
  `(?<![\\w/\\\\:.@~])(?:~?/|\\.{1,2}/)?(?:[\\w.@+-]{1,200}/){1,40}(?:[\\w.@+-]{0,200}\\w\\.(?:${extensions}))?(?![\\w/]|\\.{1,2}/|\\.\\w)|(?<![\\w/\\\\:.@-])[\\w-]{1,200}(?:\\.[\\w-]{1,200}){0,8}\\.(?:md|mdx|py|ts|tsx|go|rs|java|yaml|yml|json|sql|sh|toml)\\b(?!/)`,
  'g',
)
/** `src/../../x`: all of it, whatever it ends with */
const climbing = /(?<![\w/\\:.@~])(?:~?\/|\.{1,2}\/)?(?:[\w.@+-]{1,200}\/){0,40}\.\.\/[\w.@+/-]{0,400}[\w/]/g
/** `C:\Users\x.ts` */
const onDrive = /(?<![\w])[A-Za-z]:\\(?:[\w.@+~()-]{1,200}[\\/]){0,40}[\w.@+~()-]{0,200}\w/g
const wellKnown =
  /^(?:LICENSE|LICENCE|COPYING|NOTICE|README|CHANGELOG|CONTRIBUTING|SECURITY|CODEOWNERS|Makefile|Dockerfile|Jenkinsfile|Procfile|Vagrantfile|Gemfile|Rakefile)$/
/** "3", "31-34", "L3-L5", "1,3-5" */
const ranges = 'L?\\d+(?:[-–]L?\\d+)?(?:,L?\\d+(?:[-–]L?\\d+)?)*'
/** `repo@commit:path:31-34`, with any name that git may know a commit by, or none */
const cited = new RegExp(
  `(?<![\\w./@:-])([\\w.-]{1,100}(?:/[\\w.-]{1,100}){0,6})(?:@([^\\s:"“”'\`<>()[\\]|]{1,200}))?:(?!//)([^\\s:"“”<>|#]{1,500})(?:[:#](${ranges})(?!\\w))?`,
  'g',
)
const citedSign = /@|\w:[\w./]/
const hash = /^[0-9a-f]{6,64}$/
/** Before a colon these say what follows, and name no repository. */
const noRepository =
  /^(?:[a-z]|\d.*|https?|file|ftp|git|ssh|mailto|node|npm|data|files?|paths?|see|source|evidence|note|lines?|code|location|ref|where)$/i

const families = 'N?FR|REQ|US|UC|AC|BR|SR|TR'
const requirement = new RegExp(
  `(?<![\\w-])(?:[A-Z][A-Z0-9]{1,7} )?(?:(?:${families})-\\d+(?:\\.\\d+)*|(?:${worded}) (?:\\d+(?:\\.\\d+)*|[A-Z])(?![\\w-]))`,
  'g',
)
const between = '(?:,\\s*(?:and|or|&)|,|and|or|&|–|-|to|through|\\.\\.+|…)'
const dottedNumber = '\\d+(?:\\.\\d+)*'
/** "Section 7.2", "PRD Section 8", "§7.2", "sections 7.1 and 7.2", "Sec. 7.1", "Section A" */
const section = new RegExp(
  `(?<![\\w-])([A-Z][A-Z0-9]{1,7} )?([Ss]ections? |[Ss]ecs?\\. ?|§{1,2}\\s?)(${dottedNumber}(?:\\s*${between}\\s*${dottedNumber}|\\s*(?:–|-|to|\\.\\.+)\\s*§\\s?${dottedNumber})*|[A-Z])(?![\\w-])`,
  'g',
)
const sectionSign = /§|[Ss]ec(?:tion|s?\.)/
/** What is without a sign of these names no requirement. */
const requirementSign = new RegExp(`[RSC]-\\d|REQ-|(?:${worded}) `)
/** What no reference is without; most texts hold nothing of it. */
const sign = new RegExp(`[\\d/\\\\]|\\.[a-z]|(?:${worded}|Section) [A-Z]|\\b[0-9a-f]{7}`)
const pathSign = /\/|\w\.[a-z]/
const url = /https?:\/\/[^\s<>()"'`]+[^\s<>()"'`.,;:!?]/g

/** The signs that people, and their editors, write for a hyphen. */
const hyphen = '[-\u2010-\u2015\u2212]'
const hyphens = new RegExp(hyphen, 'g')

const mostPrefixes = 200

/** Other ways of writing the ids of a pattern ("SEC 002" of "SEC-002"), and the ids that there are. */
const spellings = new WeakMap<RegExp, { pattern: RegExp; known: ReadonlySet<string> }>()
const spellingSign = new RegExp(`[A-Za-z](?:_|\\s|${hyphen})?\\d`)

/** How ids of one document look, so that text can be searched for them: "G-01", "PF-03" → prefixes G, PF. */
export function idPattern(ids: Iterable<string>): RegExp | undefined {
  const prefixes = new Map<string, number>()
  const known = new Set<string>()
  for (const given of ids) {
    const id = given.replace(hyphens, '-')
    const prefix = /^(.*?[-_]?)(?=\d+[a-z]?$)/i.exec(id)?.[1]
    if (!prefix || !/\p{L}/u.test(prefix)) continue
    prefixes.set(prefix, (prefixes.get(prefix) ?? 0) + 1)
    known.add(bareId(id))
  }
  if (prefixes.size === 0) return undefined
  // each is tried at each word: of more than anybody thinks of, the commonest
  const common = [...prefixes].sort(([, a], [, b]) => b - a).slice(0, mostPrefixes)
  const longest = common.map(([prefix]) => prefix).sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const any = longest.map((prefix) => escaped(prefix).replaceAll('-', hyphen)).join('|')
  const pattern = new RegExp(`(?<![\\w-])(${any})${counted('\\1')}`, 'g')
  const plain = longest.filter((prefix) => /^[A-Za-z]+(?:[-_][A-Za-z]+)*[-_]?$/.test(prefix))
  if (plain.length > 0) {
    const loose = [...new Set(plain.map((prefix) => prefix.replace(/[-_]$/, '').replace(/[-_]/g, `(?:_|${hyphen})?`)))].join('|')
    spellings.set(pattern, { pattern: new RegExp(`(?<![\\w./@#-])(${loose})(_| |${hyphen})?(\\d+)(?![\\w-]|\\.\\d)`, 'gi'), known })
  }
  return pattern
}
/** "SEC-002", "sec 002" → "SEC002" */
const bareId = (id: string): string => id.replace(/[^\p{L}\p{N}]+/gu, '').toUpperCase()
/** Whether two spellings are of one id, its number as written. */
export const areOneId = (a: string, b: string): boolean => {
  const same = (id: string) => id.replace(hyphens, '-').replace(/[\s_]/g, '-').toLowerCase()
  return a === b || same(a) === same(b)
}

/** More members are no list that people wrote. */
const longestRange = 200

/** What follows the prefix of an id: its number, alone or as the first of a range or a slash list. @param again what may come before the last */
const counted = (again: string) =>
  `(\\d+)([a-z]?)(?:\\s?(?:\\.\\.+|…|–|—|to|through)\\s?(?:${again})?(\\d+)|((?:/\\d+){1,${longestRange}}))?(?![\\w-]|\\.\\d)`
/** Strategic directives and decisions: `SD-KEYS-001`, `ADR-7` */
const directive = new RegExp(`(?<![\\w-])((?:SD|ADR|DIR)-(?:[A-Z][A-Z0-9]{0,30}-){0,6})${counted('\\1')}`, 'g')
const family = new RegExp(`(?<![\\w-])((?:[A-Z][A-Z0-9]{1,7} )?(?:${families})-)${counted(`(?:${families})-`)}`, 'g')
/** Ids such as other documents may bear, of whatever prefix: whether one does is known when all are read. */
const foreign = new RegExp(`(?<![\\w./-])((?:[A-Z][A-Z0-9]{0,9}${hyphen}){1,4})${counted('\\1')}`, 'g')
const foreignSign = new RegExp(`[A-Z]${hyphen}\\d`)

/** "Gap 3", "Gaps 1, 2, and 3", "Gaps 2/3"; "Gaps: 2, 3" where it lists and does not count. */
const numbers = new RegExp(
  `(?<![\\w-])(?:[Gg]ap|GAP)([sS]?)(:?)\\s+#?(${dottedNumber}(?:\\s*(?:${between}|[/+])\\s*#?${dottedNumber})*)(?![\\w-]|\\.\\d)`,
  'g',
)

/** What a commit may be called in running text. */
const commit = /(?<![\w/.@#:-])[0-9a-f]{7,64}(?![\w-]|\.\w|\/)/g
const commitSign = /[0-9a-f]{7}/
/** What leads in to one. */
const commitBefore = /(?:\b(commits?|revisions?)[:\s]+|\b(?:at|in|by|since|from|sha:?)\s+|[[(]\s*)$/i

/** What `matchAll` gives, without the copy of the pattern that it makes for each text. */
function matches(pattern: RegExp, text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) found.push(match)
  return found
}

/** The match of a pattern that is all of a text. */
const wholeOf = (pattern: RegExp, text: string): RegExpExecArray | undefined =>
  text.length > 500 ? undefined : matches(pattern, text).find(([words]) => words === text)

/** "L3–L5" → "3-5" */
const plainLines = (lines: string): string => lines.replace(/L/g, '').replace(/–/g, '-')

interface Following {
  lines?: string
  quote?: string
  /** What of the text these are; and how much of it without the quote, when that stands right at the path. */
  length: number
  close: number
}
const linesAfter = new RegExp(`^[:#](${ranges})(?::\\d+)?(?![\\w]|\\.\\d)`)
const linesInWords =
  /^,?\s?\(?\s?(?:(?:at\s|on\s)?lines?\s+|L(?=\d))(\d+(?:\s?(?:-|–|to)\s?L?\d+)?(?:,\s?\d+(?:\s?[-–]\s?\d+)?)*)(?![\w]|\.\d)\)?/
const quoteAfter = /^:?\s{1,3}["“]([^"”]*)["”]/

/**
 * Lines and words that follow a path: ":3-5", "#L900", " (lines 900-910)", and after them `"return 1"`.
 * @param cites whether it is known to be a citation, lines and all @param written the same text as the source has it, escapes and all
 */
function following(text: string, cites = false, written = text): Following {
  const direct = cites ? null : linesAfter.exec(text)
  const told = direct ?? (cites ? null : linesInWords.exec(text))
  const lines = told ? { lines: plainLines(told[1]!.replace(/\s?to\s?/, '-').replace(/\s/g, '')) } : {}
  const length = told?.[0].length ?? 0
  const close = direct ? length : 0
  // words without lines may be anything: a title, a remark
  if (!(cites || told) || !/^:?\s{1,3}["“]/.test(text.slice(length))) return { ...lines, length, close }
  const quoted = quoteAfter.exec(text.slice(length))
  // what is escaped, or stands in code, is in the source alone
  const escaped = /^:?\s{1,3}["“]((?:\\.|[^"”\\\n])*)["”]/.exec(written.slice(length))?.[1]
  const quote = escaped && (!quoted || escaped.includes('\\')) ? escaped.replace(/\\([!-/:-@[-`{-~])/g, '$1') : quoted?.[1]
  return { ...lines, length: quoted ? length + quoted[0].length : quote ? text.length : length, close, ...(quote && { quote }) }
}

/** What a match of `cited` says, and how long it is without the words that follow; nothing where it only looks alike. */
function citation(
  [whole, repo, commit, given, lines]: RegExpMatchArray,
  after: string,
): (Partial<Reference> & { length: number }) | undefined {
  const path = lines ? given! : given!.replace(/[.,;!?)\]]+$/, '')
  const length = whole.length - (given!.length - path.length)
  const file = isFile(path) || (folder.test(path) && path.split('/').length > 1)
  const said = { repo: repo!, path, ...(lines && { lines: plainLines(lines) }), length }
  if (commit !== undefined) {
    // "git@example.org:acme/wrkr.git" is an address
    if (!lines && (!file || (!hash.test(commit) && /\.\w+$/.test(commit) && !/\d/.test(commit)))) return undefined
    return { ...said, commit }
  }
  if (noRepository.test(repo!) || /^\d+(?:\/|$)|^\\/.test(path) || !lines) return undefined
  return file || (path.includes('/') && quoteAfter.test(after)) ? said : undefined
}

/** Everything that the text of `root` names. @param ids pattern of the document's lettered gap ids */
export function referencesIn(root: Nodes | readonly Nodes[], source: Source, ids?: RegExp): Reference[] {
  const found: Reference[] = []
  const look = (node: Nodes) => {
    if (node.type === 'inlineCode') inCode(node, source, ids, found)
    else if (node.type === 'text' && sign.test(node.value)) inText(node, source, ids, found)
    else if (node.type === 'paragraph')
      for (const { node: text, index, length, text: id } of labelled(node))
        found.push({
          kind: 'gap',
          text: id,
          place: placeOf(source, {
            start: source.pointAt(offsetOf(source, text, index)),
            end: source.pointAt(offsetOf(source, text, index + length)),
          }),
        })
  }
  for (const one of Array.isArray(root) ? (root as readonly Nodes[]) : [root as Nodes]) walk(one, look)
  return found
}

/** A path in code, up to the lines or words that follow it there. */
const pathInCode = /^((?:[^\s:#]|[:#](?!L?\d))+)([\s\S]*)$/

/** Code names one thing, or none. */
function inCode(node: InlineCode, source: Source, ids: RegExp | undefined, found: Reference[]): void {
  const value = node.value.trim()
  const at = placeOf(source, node.position!)
  /** Lines and words may stand after the code. */
  const after = (cites: boolean): Pick<Reference, 'lines' | 'quote'> => {
    const end = node.position!.end.offset!
    const { length: _, close: __, ...said } = following(source.text.slice(end, end + 600).split(/\n\s*\n/, 1)[0]!, cites)
    return said
  }
  const pinned = citedSign.test(value) ? matches(cited, value.slice(0, 1000)).find(({ index }) => index === 0) : undefined
  const named = pinned && citation(pinned, value.slice(pinned[0].length))
  if (named) {
    const { length, ...reference } = named
    const inside = following(value.slice(length), true)
    if (length + inside.length === value.length) {
      const { quote } = inside.quote ? inside : after(true)
      found.push({ kind: 'evidence', text: value, place: at, ...reference, ...(quote && { quote }) })
      return
    }
  }
  if (requirementSign.test(value) && wholeOf(requirement, value)) {
    found.push({ kind: 'requirement', text: value, place: at })
    return
  }
  if (sectionSign.test(value) && wholeOf(section, value)) {
    for (const { kind, text } of sectionsIn(value, source)) found.push({ kind, text, place: at })
    return
  }
  const [, path = '', rest = ''] = pathInCode.exec(value) ?? []
  const told = following(rest)
  if (
    told.length === rest.length &&
    (isFile(path) ||
      (folder.test(path) && !/^\.\/?$/.test(path)) ||
      wellKnown.test(path) ||
      wholeOf(climbing, path) ||
      wholeOf(onDrive, path))
  ) {
    const { length: _, close: __, ...own } = told
    found.push({ kind: 'path', text: path, place: at, path, ...own, ...(!own.quote && after(own.lines !== undefined)) })
    return
  }
  if (isHash(value)) {
    found.push({ kind: 'commit', text: value, place: at, commit: value })
    return
  }
  const own = [...idsIn(value, ids), ...numbered(value).map(({ text }) => ({ text }))]
  for (const { text } of own) found.push({ kind: 'gap', text, place: at })
  if (own.length === 0 && wholeOf(foreign, value)) for (const { text } of idsIn(value, foreign)) found.push({ kind: 'id', text, place: at })
}

/** A word of the signs of a hash that is no word of a language, and no number. */
const isHash = (text: string): boolean => /^[0-9a-f]{7,64}$/.test(text) && ((/\d/.test(text) && /[a-f]/.test(text)) || text.length === 40)

function inText(node: Text, source: Source, ids: RegExp | undefined, found: Reference[]): void {
  const { value } = node
  /** Of each character, whether a reference holds it. */
  let taken: Uint8Array | undefined
  const take = (index: number, length: number): boolean => {
    taken ??= new Uint8Array(value.length)
    if (taken.subarray(index, index + length).includes(1)) return false
    taken.fill(1, index, index + length)
    return true
  }
  const add = (index: number, length: number, reference: Omit<Reference, 'place'>, whole = length) => {
    if (take(index, whole)) push(index, length, reference)
  }
  const push = (index: number, length: number, reference: Omit<Reference, 'place'>) =>
    found.push({
      ...reference,
      place: placeOf(source, {
        start: source.pointAt(offsetOf(source, node, index)),
        end: source.pointAt(offsetOf(source, node, index + length)),
      }),
    })
  /** What follows a path that ends at an index. */
  const after = (index: number, cites = false) => {
    const offset = offsetOf(source, node, index)
    return following(value.slice(index), cites, source.text.slice(offset, offset + 600))
  }
  const addPath = (index: number, path: string) => {
    const { length, close, ...told } = after(index + path.length)
    add(index, path.length + close, { kind: 'path', text: path, path, ...told }, path.length + length)
  }
  if (citedSign.test(value))
    for (const match of matches(cited, value)) {
      const said = citation(match, value.slice(match.index + match[0].length))
      if (!said) continue
      const { length, ...reference } = said
      const { length: more, quote } = after(match.index + length, true)
      const text = value.slice(match.index, match.index + length + more)
      add(match.index, text.length, { kind: 'evidence', text, ...reference, ...(quote && { quote }) })
    }
  if (value.includes('://')) for (const { 0: text, index } of matches(url, value)) add(index, text.length, { kind: 'url', text })
  for (const match of matches(directive, value))
    if (take(match.index, match[0].length))
      for (const { index, length, text } of membersOf(match)) push(index, length, { kind: 'directive', text })
  if (requirementSign.test(value)) {
    let before: { end: number; source: string; kind: string } | undefined
    for (const match of matches(family, value)) {
      if (!take(match.index, match[0].length)) continue
      const [, own = '', kind] = /^(\S+ )?(.*)$/.exec(match[1]!) as unknown as [string, string | undefined, string]
      // "PRD FR-8 and FR-9": both of the PRD
      const joined =
        before?.kind === kind && /^\s*(?:\/|&|and|or|,\s*(?:and|or))\s*$/.test(value.slice(before.end, match.index)) && own === ''
      const led = joined ? before!.source : ''
      for (const { index, length, text } of membersOf(match)) push(index, length, { kind: 'requirement', text: led + text })
      before = { end: match.index + match[0].length, source: own || led, kind }
    }
    for (const { 0: text, index } of matches(requirement, value)) add(index, text.length, { kind: 'requirement', text })
  }
  if (sectionSign.test(value)) for (const { kind, index, length, text } of sectionsIn(value, source)) push(index, length, { kind, text })
  if (value.includes(':\\')) for (const { 0: text, index } of matches(onDrive, value)) addPath(index, text)
  if (value.includes('../'))
    for (const { 0: text, index } of matches(climbing, value)) if (isFile(text) || /[^./].*\/\.\.\//.test(text)) addPath(index, text)
  if (pathSign.test(value))
    for (const match of matches(plainPath, value)) {
      const text = match[0].replace(/\.$/, '')
      if (isFile(text) || (folder.test(text) && text.split('/').length > 2)) addPath(match.index, text)
    }
  if (commitSign.test(value)) {
    let end = -1
    for (const { 0: text, index } of matches(commit, value)) {
      const before = commitBefore.exec(value.slice(Math.max(0, index - 20), index))
      const more = end >= 0 && /^\s*(?:,|and|&|,\s*and)\s*$/.test(value.slice(end, index))
      if (!(before && (before[1] || isHash(text))) && !(more && isHash(text))) continue
      end = index + text.length
      add(index, text.length, { kind: 'commit', text, commit: text })
    }
  }
  const own = idsIn(value, ids)
  const held = own.length > 0 ? new Uint8Array(value.length) : undefined
  for (const { index, length, text } of own) {
    held?.fill(1, index, index + length)
    push(index, length, { kind: 'gap', text })
  }
  if (foreignSign.test(value))
    for (const { index, length, text } of idsIn(value, foreign)) {
      const known = [held, taken].some((marks) => marks?.subarray(index, index + length).includes(1))
      if (!known) push(index, length, { kind: 'id', text })
    }
  for (const { index, length, text } of numbered(value)) push(index, length, { kind: 'gap', text })
}

/** Numbers that headings of a document bear, and letters: "7.2", "A". */
const ownSections = once((tree: Source['tree']): ReadonlySet<string> => {
  const found = new Set<string>()
  walk(tree, (node: Nodes) => {
    if (node.type !== 'heading') return
    const text = node.children.map((child) => ('value' in child ? child.value : ' ')).join('')
    const own = /^\s*(?:§\s?|(?:section|appendix)\s+)?(?:(\d+(?:\.\d+)*)(?=[.):]?\s)|([A-Z])(?=[.):]))/i.exec(text)
    if (own) found.add(own[1] ?? own[2]!)
  })
  return found
})

/** Sections that a text names: those of its own document, or else what another one asks for. */
function sectionsIn(value: string, source: Source): (Named & { kind: 'section' | 'requirement' })[] {
  return matches(section, value).flatMap((match) => {
    const [whole, from = '', word, said] = match as unknown as [string, string | undefined, string, string]
    const headings = ownSections(source.tree)
    const own = (number: string): boolean =>
      from === '' &&
      headings.has(number) &&
      // "3." may be anything that is counted, unless it has parts
      (number.includes('.') || /[A-Z]/.test(number) || headings.has(`${number}.1`)) &&
      !/^\s+(?:of|in|from)\s+(?!th(?:is|e present)\b)/.test(value.slice(match.index + whole.length))
    const several = !new RegExp(`^(?:${dottedNumber}|[A-Z])$`).test(said)
    const members =
      /^[A-Z]$/.test(said) || !several ? [{ index: 0, length: whole.length, text: said }] : listed(said, whole.length - said.length)
    return members.flatMap(({ index, length, text: number }) => {
      const kind = own(number) ? ('section' as const) : ('requirement' as const)
      // a letter alone, or a small word before a number, says nothing of another document
      const vague = /[A-Z]/.test(number) ? from === '' : /^s/.test(word) && !number.includes('.')
      if (kind === 'requirement' && vague) return []
      return [{ kind, index: match.index + index, length, text: several ? `${from}Section ${number}` : whole }]
    })
  })
}

/** "1, 3", "1–3", "1.1": numbers that name; "3" after a colon may count. */
const isList = (said: string): boolean => /[,&]|and|\d\.\d|\d\s*(?:[–-]|to)\s*\d/.test(said)

/** "**Gaps:** 1.1, 1.3": the label in bold, its numbers beside it. */
function labelled({ children }: Paragraph): { node: Text; index: number; length: number; text: string }[] {
  return children.flatMap((child, at) => {
    const node = children[at + 1]
    if (child.type !== 'strong' || node?.type !== 'text') return []
    const [only] = child.children
    const label = child.children.length === 1 && only?.type === 'text' ? /^(?:\p{L}+\s+)?gaps?\s*([:：]?)$/iu.exec(only.value.trim()) : null
    const match = label && listAfterLabel[label[1] ? 'within' : 'beside'].exec(node.value)
    if (!match || !isList(match[2]!)) return []
    return listed(match[2]!, 0).map((one) => ({ ...one, node, index: match[1]!.length + one.index }))
  })
}
const numberList = `#?${dottedNumber}(?:\\s*(?:${between}|[/+])\\s*#?${dottedNumber})*`
const listEnd = '(?=\\s*(?:$|\\n|[.;|·•)]))'
const listAfterLabel = {
  within: new RegExp(`^(\\s*)(${numberList})${listEnd}`, 'u'),
  beside: new RegExp(`^(\\s*[:：]\\s*)(${numberList})${listEnd}`, 'u'),
}

/** "Gaps 2 and 6" → 2, 6, each at its own words. */
function numbered(value: string): Named[] {
  return matches(numbers, value).flatMap((match) => {
    const [whole, many, colon, said] = match as unknown as [string, string, string, string]
    const rest = value.slice(match.index + whole.length)
    // "Gaps: 3", "gaps 2/3 closed" count
    const counts = /^\s*(?:of|are|is|closed|done|complete|open|fixed|resolved)\b/.test(rest)
    if (colon ? !isList(said) || /[/+]/.test(said) || /^\s*[\p{L}%]/u.test(rest) : counts && said.includes('/')) return []
    const lead = whole.length - said.length
    // "Gap 2/3" is one of three
    const one = many ? said : said.replace(/\s*\/.*$/s, '')
    return listed(one, lead).map((one) => ({
      ...one,
      index: match.index + one.index,
    }))
  })
}

/**
 * Lettered ids in a text; a range or a slash list gives each of its members. Each is where its own words are, so that it can lead
 * there: of a range the first and the last, and the ones between where all of it is.
 */
export function idsIn(text: string, ids: RegExp | undefined): Named[] {
  if (!ids) return []
  const found = matches(ids, text).flatMap(membersOf)
  const loose = spellings.get(ids)
  if (!loose || !spellingSign.test(text)) return found
  const starts = new Set(found.map(({ index }) => index))
  const others = matches(loose.pattern, text).flatMap(({ 0: whole, 1: prefix, 2: between, 3: digits, index }): Named[] => {
    if (!loose.known.has(bareId(prefix! + digits!))) return []
    const capital = prefix === prefix!.toUpperCase()
    // "p50" and "day 1" are words of their own
    const spelled = between === ' ' ? capital && prefix!.length > 1 : between || capital || prefix!.length > 1
    if (!spelled || starts.has(index)) return []
    return [{ index, length: whole.length, text: whole }]
  })
  return others.length > 0 ? [...found, ...others] : found
}

/** The ids of one match: one, or the members of a range or a slash list. */
function membersOf(match: RegExpExecArray): Named[] {
  const [whole, prefix, first, letter] = match as unknown as [string, string, string, string]
  const [last, more] = match.slice(4)
  const head = { index: match.index, length: prefix.length + first.length, text: prefix + first }
  if (last && Number(last) > Number(first) && Number(last) - Number(first) < longestRange) {
    const tail = head.length + letter.length + /^\s?(?:\.\.+|…|–|—|to|through)\s?/.exec(whole.slice(head.length + letter.length))![0].length
    return ranged(Number(first), Number(last), head, { index: match.index, length: whole.length }, match.index + tail).map((one, step) => ({
      ...one,
      text: prefix + String(Number(first) + step).padStart(first.length, '0'),
    }))
  }
  if (!more) return [{ index: match.index, length: whole.length, text: last ? whole : prefix + first + letter }]
  let at = match.index + whole.length - more.length
  const others = more
    .slice(1)
    .split('/')
    .map((digits): Named => {
      const own = { index: at + 1, length: digits.length, text: prefix + digits }
      at += digits.length + 1
      return own
    })
  return [head, ...others]
}
/** Words of a text that name one thing, by its id. */
interface Named {
  index: number
  length: number
  text: string
}

/** The members of a range: the first and the last where they stand, those between where the whole of it does. */
function ranged(first: number, last: number, head: Omit<Named, 'text'>, whole: Omit<Named, 'text'>, lastAt: number): Named[] {
  return Array.from({ length: last - first + 1 }, (_, step) => ({
    ...(step === 0 ? head : step === last - first ? { index: lastAt, length: whole.index + whole.length - lastAt } : whole),
    text: String(first + step),
  }))
}

/** "2 and 6" → 2, 6; "1-3, 5" → 1, 2, 3, 5; "7.1-7.3" → 7.1, 7.2, 7.3. What leads in, "Gaps ", stands with the first. */
function listed(text: string, lead: number): Named[] {
  const pieces = new RegExp(`(${dottedNumber})(?:\\s*(?:–|-|to|through|\\.\\.+|…)\\s*(?:#|§\\s?)?(${dottedNumber}))?`, 'g')
  return matches(pieces, text).flatMap(({ 0: whole, 1: first, 2: last, index }): Named[] => {
    const [from, before] = index === 0 ? [0, lead] : [lead + index, 0]
    const head = { index: from, length: before + first!.length }
    const tail = last && { index: lead + index + whole.length - last.length, length: last.length }
    const above = first!.slice(0, first!.lastIndexOf('.') + 1)
    const [start, end] = [first!, last ?? ''].map((number) => Number(number.slice(above.length))) as [number, number]
    if (!tail) return [{ ...head, text: first! }]
    const isRange = last.slice(0, last.lastIndexOf('.') + 1) === above && end > start && end - start < longestRange
    if (!isRange)
      return [
        { ...head, text: first! },
        { ...tail, text: last },
      ]
    return ranged(start, end, head, { index: from, length: before + whole.length }, tail.index).map((one) => ({
      ...one,
      text: above + one.text,
    }))
  })
}
