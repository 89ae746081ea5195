/**
 * References: what running text names and a page may link to: requirements (`PRD FR-8`, `Section 8.1`), paths, pinned
 * evidence (`repo@commit:path:line "quote"`), gap ids in lists and ranges, URLs. Whether they lead anywhere is left to `link`.
 */
import type { InlineCode, Nodes, Text } from 'mdast'
import type { Place, Reference } from '#model'
import { type Source, walk } from '#read'
import { offsetOf, placeOf } from './fields.ts'

const extensions =
  'md|mdx|markdown|txt|rst|adoc|ts|tsx|mts|cts|js|jsx|mjs|cjs|py|pyi|go|rs|java|kt|kts|scala|rb|php|cs|fs|cpp|cc|cxx|c|h|hpp|swift|m|mm|dart|ex|exs|erl|hs|ml|clj|lua|r|jl|pl|sh|bash|zsh|fish|ps1|bat|sql|graphql|gql|proto|json|jsonc|json5|jsonl|yaml|yml|toml|ini|cfg|conf|env|xml|html|htm|css|scss|less|svg|png|vue|svelte|astro|tf|tfvars|hcl|gradle|properties|lock|csv|tsv|ipynb|prisma|plist|csproj|sln|dockerfile|mod|sum|log'
const worded = 'Story|Journey|Epic|Requirement|Feature|Use Case|Section|Clause|Article|Control'
const fileName = new RegExp(`^(?:\\.{0,2}/)?(?:[\\w.@+~()\\[\\]-]{1,200}/){0,40}[\\w.@+-]{0,200}\\w\\.(?:${extensions})$`, 'i')
/** `mission.control.log` may be a method: two dots and no folder are a file only by an ending that nothing else has. */
const dotted = /^[^/]+\.[^/]+\.(?:log|env|lock|mod|sum|c|h|m|r|cs|pl|properties|conf)$/i
const isFile = (path: string): boolean => fileName.test(path) && !dotted.test(path)
const folder = /^(?:\.\/)?(?:[\w.@+-]{1,200}\/){1,40}$/
const plainPath = new RegExp(
  `(?<![\\w/:.@~])(?:~?/|\\.{1,2}/)?(?:[\\w.@+-]{1,200}/){1,40}(?:[\\w.@+-]{0,200}\\w\\.(?:${extensions}))?(?![\\w/])|(?<![\\w/:.@-])[\\w-]{1,200}(?:\\.[\\w-]{1,200}){0,8}\\.(?:md|mdx|py|ts|tsx|go|rs|java|yaml|yml|json|sql|sh|toml)\\b(?!/)`,
  'g',
)
const wellKnown =
  /^(?:LICENSE|LICENCE|COPYING|NOTICE|README|CHANGELOG|CONTRIBUTING|SECURITY|CODEOWNERS|Makefile|Dockerfile|Jenkinsfile|Procfile|Vagrantfile|Gemfile|Rakefile)$/
/** `repo@commit:path:31-34 "quote"` */
const pinned = /(?<![\w./-])([\w.-]{1,100}(?:\/[\w.-]{1,100}){0,6})@([0-9a-f]{6,40}):([^\s:"]+):(\d+(?:-\d+)?)(?:\s+["“]([^"”]*)["”])?/g
const requirement = new RegExp(
  `(?<![\\w-])(?:[A-Z][A-Z0-9]{1,7} )?(?:(?:N?FR|REQ|US|UC|AC|BR|SR|TR)-\\d+(?:\\.\\d+)*|(?:${worded}) (?:\\d+(?:\\.\\d+)*|[A-Z])(?![\\w-])|§\\s?\\d+(?:\\.\\d+)*)`,
  'g',
)
/** Strategic directives and decisions: `SD-KEYS-001`, `ADR-7` */
const directive = /(?<![\w-])(?:SD|ADR|DIR)-(?:[A-Z][A-Z0-9]{0,30}-){0,6}\d+(?![\w-])/g
/** What no reference is without; most texts hold nothing of it. */
const sign = new RegExp(`[\\d/]|\\.[a-z]|(?:${worded}) [A-Z]`)
const requirementSign = new RegExp(`§|[RSC]-\\d|REQ-|(?:${worded}) `)
const pathSign = /\/|\w\.[a-z]/
const url = /https?:\/\/[^\s<>()"'`]+[^\s<>()"'`.,;:!?]/g

const mostPrefixes = 200

/** How ids of one document look, so that text can be searched for them: "G-01", "PF-03" → prefixes G, PF. */
export function idPattern(ids: Iterable<string>): RegExp | undefined {
  const prefixes = new Map<string, number>()
  for (const id of ids) {
    const prefix = /^(.*?[-_]?)(?=\d+[a-z]?$)/i.exec(id)?.[1]
    if (prefix && /\p{L}/u.test(prefix)) prefixes.set(prefix, (prefixes.get(prefix) ?? 0) + 1)
  }
  if (prefixes.size === 0) return undefined
  // each is tried at each word: of more than anybody thinks of, the commonest
  const common = [...prefixes].sort(([, a], [, b]) => b - a).slice(0, mostPrefixes)
  const any = common
    .map(([prefix]) => prefix)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((prefix) => prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')
  return new RegExp(`(?<![\\w-])(${any})${counted}`, 'g')
}
/** What follows the prefix of an id: its number, alone or as the first of a range or a slash list. */
const counted = '(\\d+)([a-z]?)(?:\\s?(?:\\.\\.+|…|–|—|to)\\s?(?:\\1)?(\\d+)|((?:/\\d+)+))?(?![\\w-])'
/** Ids such as other documents may bear, of whatever prefix: whether one does is known when all are read. */
const foreign = new RegExp(`(?<![\\w./-])((?:[A-Z][A-Z0-9]{0,9}-){1,4})${counted}`, 'g')
const foreignSign = /[A-Z]-\d/

const numbers = /(?<![\w-])[Gg]aps?\s+#?(\d+(?:\.\d+)*(?:\s*(?:,|and|&|or|–|-|to|\.\.)\s*#?\d+(?:\.\d+)*)*)(?![\w-])/g

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

function evidence([text, repo, commit, path, lines, quoted]: RegExpMatchArray, place: Place, after?: string): Reference {
  const quote = quoted ?? after
  return { kind: 'evidence', text, place, repo: repo!, commit: commit!, path: path!, lines: lines!, ...(quote && { quote }) }
}

/** Everything that the text of `root` names. @param ids pattern of the document's lettered gap ids */
export function referencesIn(root: Nodes | readonly Nodes[], source: Source, ids?: RegExp): Reference[] {
  const found: Reference[] = []
  const look = (node: Nodes) => {
    if (node.type === 'inlineCode') inCode(node, source, ids, found)
    else if (node.type === 'text' && sign.test(node.value)) inText(node, source, ids, found)
  }
  for (const one of Array.isArray(root) ? (root as readonly Nodes[]) : [root as Nodes]) walk(one, look)
  return found
}

/** Code names one thing, or none. */
function inCode(node: InlineCode, source: Source, ids: RegExp | undefined, found: Reference[]): void {
  const value = node.value.trim()
  const at = placeOf(source, node.position!)
  const whole = value.includes('@') ? wholeOf(pinned, value) : undefined
  if (whole) {
    // the quote may stand after the code
    const after = /^\s{1,3}["“]([^"”\n]{1,400})["”]/.exec(
      source.text.slice(node.position!.end.offset, node.position!.end.offset! + 410),
    )?.[1]
    found.push(evidence(whole, at, after))
    return
  }
  if (requirementSign.test(value) && wholeOf(requirement, value)) {
    found.push({ kind: 'requirement', text: value, place: at })
    return
  }
  const path = value.replace(/[:#]L?\d+(?:[-–:]L?\d+)*$/, '')
  const lines = /[:#]L?(\d+(?:[-–]L?\d+)?)/.exec(value.slice(path.length))?.[1]
  if (isFile(path) || (folder.test(path) && !/^\.\/?$/.test(path)) || wellKnown.test(path))
    found.push({ kind: 'path', text: path, place: at, path, ...(lines && { lines }) })
  else {
    const own = idsIn(value, ids)
    for (const { text } of own) found.push({ kind: 'gap', text, place: at })
    if (own.length === 0 && wholeOf(foreign, value))
      for (const { text } of idsIn(value, foreign)) found.push({ kind: 'id', text, place: at })
  }
}

function inText(node: Text, source: Source, ids: RegExp | undefined, found: Reference[]): void {
  const { value } = node
  /** Of each character, whether a reference holds it. */
  let taken: Uint8Array | undefined
  const add = (index: number, length: number, reference: Omit<Reference, 'place'>) => {
    taken ??= new Uint8Array(value.length)
    if (taken.subarray(index, index + length).includes(1)) return
    taken.fill(1, index, index + length)
    push(index, length, reference)
  }
  const push = (index: number, length: number, reference: Omit<Reference, 'place'>) =>
    found.push({
      ...reference,
      place: placeOf(source, {
        start: source.pointAt(offsetOf(source, node, index)),
        end: source.pointAt(offsetOf(source, node, index + length)),
      }),
    })
  if (value.includes('@'))
    for (const match of matches(pinned, value)) {
      const { place: _, ...reference } = evidence(match, placeOf(source, node.position!))
      add(match.index, match[0].length, reference)
    }
  if (value.includes('://')) for (const { 0: text, index } of matches(url, value)) add(index, text.length, { kind: 'url', text })
  for (const { 0: text, index } of matches(directive, value)) add(index, text.length, { kind: 'directive', text })
  if (requirementSign.test(value))
    for (const { 0: text, index } of matches(requirement, value)) add(index, text.length, { kind: 'requirement', text })
  if (pathSign.test(value))
    for (const match of matches(plainPath, value)) {
      const text = match[0].replace(/\.$/, '')
      if (isFile(text) || (folder.test(text) && text.split('/').length > 2))
        add(match.index, text.length, { kind: 'path', text, path: text })
    }
  const own = idsIn(value, ids)
  for (const { index, length, text } of own) push(index, length, { kind: 'gap', text })
  if (foreignSign.test(value))
    for (const { index, length, text } of idsIn(value, foreign)) {
      const known = own.some((one) => index < one.index + one.length && one.index < index + length)
      if (!known && !taken?.subarray(index, index + length).includes(1)) push(index, length, { kind: 'id', text })
    }
  for (const match of matches(numbers, value))
    for (const { index, length, text } of listed(match[1]!, match[0].lastIndexOf(match[1]!)))
      push(match.index + index, length, { kind: 'gap', text })
}

/**
 * Lettered ids in a text; a range or a slash list gives each of its members. Each is where its own words are, so that it can lead
 * there: of a range the first and the last, and the ones between where all of it is.
 */
export function idsIn(text: string, ids: RegExp | undefined): Named[] {
  if (!ids) return []
  return matches(ids, text).flatMap((match): Named[] => {
    const [whole, prefix, first, letter] = match as unknown as [string, string, string, string]
    const [last, more] = match.slice(4)
    const head = { index: match.index, length: prefix.length + first.length, text: prefix + first }
    if (last && Number(last) > Number(first) && Number(last) - Number(first) < longestRange) {
      const again = whole.slice(head.length, -last.length).endsWith(prefix) ? prefix.length : 0
      const tail = whole.length - again - last.length
      return ranged(Number(first), Number(last), head, { index: match.index, length: whole.length }, match.index + tail).map(
        (one, step) => ({
          ...one,
          text: prefix + String(Number(first) + step).padStart(first.length, '0'),
        }),
      )
    }
    if (!more) return [{ index: match.index, length: whole.length, text: prefix + first + letter }]
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
  })
}
/** Words of a text that name one thing, by its id. */
interface Named {
  index: number
  length: number
  text: string
}
const longestRange = 200

/** The members of a range: the first and the last where they stand, those between where the whole of it does. */
function ranged(first: number, last: number, head: Omit<Named, 'text'>, whole: Omit<Named, 'text'>, lastAt: number): Named[] {
  return Array.from({ length: last - first + 1 }, (_, step) => ({
    ...(step === 0 ? head : step === last - first ? { index: lastAt, length: whole.index + whole.length - lastAt } : whole),
    text: String(first + step),
  }))
}

/** "2 and 6" → 2, 6; "1-3" → 1, 2, 3. What leads in, "Gaps ", stands with the first. */
function listed(text: string, lead: number): Named[] {
  const range = /^(\d+)\s*(?:–|-|to|\.\.)\s*#?(\d+)$/.exec(text)
  const [, first, last] = range ?? []
  if (range && Number(last) > Number(first) && Number(last) - Number(first) < longestRange)
    return ranged(
      Number(first),
      Number(last),
      { index: 0, length: lead + first!.length },
      { index: 0, length: lead + text.length },
      lead + text.length - last!.length,
    )
  return Array.from(text.matchAll(/\d+(?:\.\d+)*/g), ({ 0: number, index }, at) =>
    at === 0 ? { index: 0, length: lead + number.length, text: number } : { index: lead + index, length: number.length, text: number },
  )
}
