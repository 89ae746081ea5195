/**
 * Groups: what headings say of all that stands below them: a level ("Critical gaps"), a state ("Still open"), a category.
 * Whether what stands below is a gap is left to `gaps.ts`.
 */
import type { Position } from 'unist'
import type { Severity, State, Status, Words } from '#model'
import type { Source } from '#read'
import { cellsOf, fieldsOf } from './fields.ts'
import { placeOfWords, severityFrom } from './mention.ts'
import { once } from './once.ts'
import { above, type SectionNode } from './sections.ts'
import { isStep, levelAt, stateAt, unnumbered } from './vocabulary.ts'

/** "🔴 CRITICAL GAPS", "P1 — Should fix", "MUST-HAVE Features", "Missing Components (P0 - blocks all)": a level for all below. */
export function groupLevel(text: string): { words: string } | undefined {
  const numbered = text.replace(/^(?:\d+(?:\.\d+)*[.)]?\s+)?/, '')
  // "Prioridad alta", "Severity: low": the level comes after what it is a level of
  const scale =
    /^[^\p{L}\d]*(?:priority|severity|prioridad|prioridade|severidad|severidade|priorité|gravité|priorität|schweregrad|priorità|prioriteit|приоритет|критичность)(?:\s*[:：–—-])?\s+(?=\p{L})/iu.exec(
      numbered,
    )
  const named = scale && numbered.slice(scale[0].length)
  const bare = named && /^\p{L}/u.test(levelAt(named)?.words ?? '') ? named : numbered
  const found = levelAt(bare)
  // "(P0 - Blocks Basic Functionality)": only codes are said this way, words in brackets are remarks
  const bracket =
    /[([](?:priority:?\s*)?(P[0-5]|must[ -](?:add|have|fix)|blockers?|critical|high|medium|low)\b[^)\]]*[)\]]/iu.exec(bare) ??
    /[（(]((?:最高|高|中|低)优先级?)[^）)]*[）)]/u.exec(bare)
  // "CRITICAL (Must fix for production)": the bracket explains the word before it
  const plain = found && /\p{L}/u.test(found.words) && bare.replace(/^\P{L}+/u, '').startsWith(found.words)
  const before = plain && /^\s*[([（]/u.test(bare.slice(bare.indexOf(found.words) + found.words.length))
  if (bracket && !before && levelAt(bracket[1]!)) return { words: bracket[1]! }
  // "Staff App MUST-HAVE": the codes and words of a scale may also end a heading
  const tail = /\s(?:[—–:-]\s*)?(P[0-4]|(?:must|should|could|nice)[ -](?:to[ -])?have)(?:s|es)?$/iu.exec(bare)
  if (!found && tail) return { words: tail[1]! }
  const blockers = /^\P{L}*(?:hard|launch|release|production|go-live) (blockers)(?!\p{L})/iu.exec(bare)
  if (blockers) return { words: blockers[1]! }
  if (!found) return undefined
  // a siren before a heading calls for attention; only the circles are a scale
  if (!/\p{L}/u.test(found.words)) {
    // "🟡 Deferred by design": beside a state the circle says no more than the state does
    const state = stateAt(unnumbered(bare))?.state
    const grave = state === undefined || state === 'open'
    return announces.test(text) && grave && !/[🚨🛑⛔]/u.test(found.words) ? { words: found.words } : undefined
  }
  const rest = bare.slice(bare.indexOf(found.words) + found.words.length)
  return /^\s*(?:$|[—–:(/-])/u.test(rest) || announces.test(rest) ? { words: found.words } : undefined
}

/** The level that a section's heading gives to all below it. */
export const levelOf = once((section: SectionNode) => (numbersRows(section) ? undefined : groupLevel(section.text)))

/** "P1: Intake" over rows 1.1, 1.2 and 1.3: an area's code, and no priority. */
function numbersRows({ text, blocks }: SectionNode): boolean {
  const digit = /^P(\d)\s*[:：.—–-]/u.exec(text)?.[1]
  if (digit === undefined) return false
  const firsts = blocks.flatMap((block) => (block.type === 'table' ? block.children.slice(1).map((row) => cellsOf(row)[0] ?? '') : []))
  return firsts.length > 1 && firsts.every((first) => first.startsWith(`${digit}.`))
}

/** Whether a heading names but a level, of things that it does not name: "🛑 High priority (P0)", "Critical gaps (score below 50)". */
export const namesLevel = once(({ read: { id, title } }: SectionNode): boolean => {
  const bare = unnumbered(title).replace(/\s*\([^()]*\)$/u, '')
  const level = id === undefined ? levelAt(bare)?.words : undefined
  const rest = level !== undefined && bare.startsWith(level) ? bare.slice(level.length) : undefined
  return rest !== undefined && /^(?:[\s-]*(?:priority|severity|impact|risk))?(?:\s+(?:gaps|issues|findings|items|problems))?$/iu.test(rest)
})

/** What levels are given to: "Critical Gaps", "High Priority Fixes", "Must-have features". */
const announces =
  /\b(gaps?|issues?|findings?|items?|problems?|priority|severity|impact|risk|blockers?|defects?|missing|omissions?|features?|components?|requirements?|fixes|bugs?|limitations?|improvements?|enhancements?|tasks?|debt|integrations?|capabilit(?:y|ies)|functionality|functions?|modules?|services?|pages?|screens?|endpoints?|tests?|documentation|concerns?|vulnerabilit(?:y|ies)|weakness(?:es)?|errors?|holes?|needs?|work)\b|缺失|问题|差距/iu

/** "Resolved", "Still open", "Schema Gaps — RESOLVED", "✅ Implemented", "UNTESTED (never run)": a state for all below. */
export function groupState(section: SectionNode): { words: string; state: State } | undefined {
  const { status } = section.read
  const said = status && /\p{L}/u.test(status) ? status : undefined
  const words =
    said ??
    /(?:仍?未完成|未实现|尚未实现|待实现|已完成|已实现)/u.exec(section.read.title)?.[0] ??
    /^(?:still open|open(?= items| gaps| issues|$)|closed|resolved|fixed|done|completed?|addressed|untested|broken|stubbed|partial(?:ly)?(?: \p{L}+)?|in progress|deferred|planned|not started|not implemented|later|implemented|fully implemented|未实现|已实现|部分实现)\b/iu.exec(
      section.read.title,
    )?.[0] ??
    // "Issues that are PARTIALLY done"
    /\b(?:that|which) (?:are|is) (?:still |not yet |yet )?(\p{L}[\p{L} -]{2,30})$/u.exec(section.read.title)?.[1]
  const state = words && stateAt(words)?.state
  return words && state ? { words, state } : undefined
}

/** "**Priority:** Medium" right below a heading over others: a level for all of them. That of a document, a step or what has an id is its own. */
function labelledLevel(section: SectionNode, source: Source): Severity | undefined {
  if (section.heading!.depth === 1 || section.read.id !== undefined || isStep(section.text)) return undefined
  const field = fieldsOf(section, source).find(({ role, at, text }) => role === 'severity' && at && levelAt(text))
  return field && severityFrom(field.text, source, field.at!, section.text)
}

/** What the headings above say of all that stand below them: a level, a state, a category. */
export function groupOf(
  section: SectionNode,
  source: Source,
  holders: ReadonlySet<SectionNode>,
): { severity?: Severity; status?: Status; category?: Words } {
  const group: { severity?: Severity; status?: Status; category?: Words } = {}
  for (const one of above(section)) {
    const at = one.heading!.position!
    const level = levelOf(one)
    if (level && !group.severity) {
      const place = placeOfWords(source, at, level.words)
      group.severity = { level: levelAt(level.words)!.level, words: level.words, place, from: one.text }
    }
    if (!level && !group.severity) {
      const labelled = labelledLevel(one, source)
      if (labelled) group.severity = labelled
    }
    // what a title says of itself ("v2 — COMPLETE") is said of the document
    const state = group.status || one.heading!.depth === 1 ? undefined : groupState(one)
    if (state) group.status = { ...state, place: placeOfWords(source, at, state.words) }
    // a heading groups by subject when another beside it does too: "Identified Gaps" alone says nothing of a gap
    if (!level && !group.category && hasTwo(one.parent!.children, holders)) {
      const words = unnumbered(one.text)
      group.category = { words, place: placeOfWords(source, at, words) }
    }
  }
  return group
}

/** What a line that leads in to a list says of all its items: "**P1 (annoying):**", "Still open:". */
export function saidBy(lead: string, at: Position, source: Source): { severity?: Severity; status?: Status } {
  const level = groupLevel(lead)
  const state =
    /^\P{L}*(?:still |noch |encore )?(?:open|missing|broken|untested|resolved|closed|fixed|done|offen|deferred|planned|not (?:started|implemented|done))\P{L}*$/iu.test(
      lead,
    )
      ? stateAt(unnumbered(lead))
      : undefined
  return {
    ...(level && {
      severity: { level: levelAt(level.words)!.level, words: level.words, place: placeOfWords(source, at, level.words), from: lead },
    }),
    ...(state && { status: { ...state, place: placeOfWords(source, at, state.words) } }),
  }
}

/** Whether two of `sections` are among `chosen`; looks no further than the second. */
function hasTwo(sections: readonly SectionNode[], chosen: ReadonlySet<SectionNode>): boolean {
  let count = 0
  return sections.some((one) => chosen.has(one) && ++count > 1)
}

/** What a section and those above it give to the rows and items within it. */
export function groupWithin(section: SectionNode, source: Source, holders: ReadonlySet<SectionNode>): ReturnType<typeof groupOf> {
  if (!section.heading) return {}
  const inside: SectionNode = {
    text: '',
    read: { title: '' },
    part: undefined,
    parent: section,
    children: [],
    blocks: [],
    level: section.level + 1,
  }
  return groupOf(inside, source, holders)
}
