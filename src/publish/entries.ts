/**
 * Entries: what Astro's collections hold. Each is the model's schema without its bodies: lists, counts and menus are made from
 * entries alone, while a page that shows text takes it from the corpus. So the data store stays small however long documents are.
 */
import * as z from 'zod'
import type { TracedItem } from '#link'
import {
  Action,
  CodeBlock,
  Facet,
  FacetName,
  type Field,
  Finding,
  Gap,
  GapDocument,
  Item,
  Level,
  locate,
  Mention,
  marksOf,
  Naming,
  Phase,
} from '#model'

/** Where a facet stands and how much it holds; its text is left to the corpus. */
const FacetEntry = Facet.pick({ label: true, place: true, none: true }).extend({ items: z.number().int().min(0) })
const FieldEntry = FacetEntry.omit({ none: true }).extend({ name: FacetName.optional() })
const trace = { key: z.string(), system: z.string() }

const MentionEntry = Mention.omit({ fields: true, values: true, references: true, codeBlocks: true, signals: true }).extend({
  fields: z.array(FieldEntry),
})

/** One file, its mentions inside and in order: the collection of record. */
export const DocumentEntry = GapDocument.pick({
  file: true,
  system: true,
  slug: true,
  title: true,
  date: true,
  status: true,
  lang: true,
  lines: true,
  head: true,
  scale: true,
  statements: true,
  plan: true,
}).extend({ mentions: z.array(MentionEntry), unread: z.number().int().min(0) })
export type DocumentEntry = z.infer<typeof DocumentEntry>

export const GapEntry = Gap.omit({ mentions: true, facets: true, codeBlocks: true }).extend({
  mentions: z.array(Mention.pick({ kind: true, id: true, place: true, headPlace: true })),
  facets: z.partialRecord(FacetName, FacetEntry),
  codeBlocks: z.array(CodeBlock.pick({ lang: true, lines: true })),
  /** One sentence or two for lists and descriptions: impact, problem or current state, in the author's words. */
  summary: z.string().optional(),
  /** How great the impact is, where its text begins with that or a column holds nothing else. */
  impact: z.object({ level: Level, words: z.string() }).optional(),
})
export type GapEntry = z.infer<typeof GapEntry>

/** Of items, nested ones too, that bear a mark of their author, ✅ or a box: how many are done. */
const Marked = z.object({ done: z.number().int().min(0), of: z.number().int().min(1) })
export const PhaseEntry = Phase.omit({ fields: true }).extend({
  ...trace,
  fields: z.array(FieldEntry.extend({ marked: Marked.optional() })),
})
export type PhaseEntry = z.infer<typeof PhaseEntry>

export const ItemEntry = Item.omit({ fields: true }).extend({
  ...trace,
  fields: z.array(FieldEntry),
  /** Every place that names it. */
  namings: z.array(Naming),
  /** Whether a document enumerates it, rather than naming it alone. */
  enumerated: z.boolean(),
  /** What is said of it right after its name. */
  note: z.string().optional(),
})
export type ItemEntry = z.infer<typeof ItemEntry>

export const ActionEntry = Action.extend({ ...trace, fields: z.array(FieldEntry) })
export type ActionEntry = z.infer<typeof ActionEntry>

/** `at` is its number in the order of all. */
export const FindingEntry = Finding.extend({ key: z.string(), at: z.number().int().min(0) })
export type FindingEntry = z.infer<typeof FindingEntry>

const fieldEntry = ({ name, label, place, items }: Field) => ({ ...(name && { name }), label, place, items: items.length })

export const documentEntry = (document: GapDocument): DocumentEntry =>
  DocumentEntry.parse({
    ...document,
    mentions: document.mentions.map((mention) => ({ ...mention, fields: mention.fields.map(fieldEntry) })),
    unread: document.unread.length,
  })

export const gapEntry = (gap: Gap): GapEntry =>
  GapEntry.parse({
    ...gap,
    facets: Object.fromEntries(Object.entries(gap.facets).map(([name, facet]) => [name, { ...facet, items: facet.items.length }])),
    summary: summary(gap),
    impact: impact(gap),
  })

export const phaseEntry = (phase: Phase & { key: string; system: string }): PhaseEntry =>
  PhaseEntry.parse({ ...phase, fields: phase.fields.map((field) => ({ ...fieldEntry(field), ...marked(field) })) })

function marked({ items }: Field): { marked?: z.infer<typeof Marked> } {
  const marked = marksOf(items)
  return marked.of > 0 ? { marked } : {}
}

export const actionEntry = (action: Action & { key: string; system: string }): ActionEntry =>
  ActionEntry.parse({ ...action, fields: action.fields.map(fieldEntry) })

export const itemEntry = (item: TracedItem): ItemEntry =>
  ItemEntry.parse({ ...item, fields: item.fields.map(fieldEntry), note: item.fields.find(({ label, text }) => !label && text)?.text })

/** Findings have no key of their own: their place and rule are one, numbered where two would meet. */
export function findingEntries(findings: readonly Finding[]): FindingEntry[] {
  const seen = new Map<string, number>()
  return findings.map((finding, at) => {
    const key = `${locate(finding.place)} ${finding.rule}`
    const number = (seen.get(key) ?? 0) + 1
    seen.set(key, number)
    return { ...finding, at, key: number > 1 ? `${key} ${number}` : key }
  })
}

/**
 * What best tells a stranger why the gap matters: rather a sentence than a word. A word alone, and what begins with a degree, comes
 * with its label: under a severity "High" would read as another one.
 */
function summary({ facets }: Gap): string | undefined {
  const said = (['impact', 'problem', 'currentState'] as const).flatMap((name) => {
    const facet = facets[name]
    const text = facet && firstOf(facet)?.trim()
    if (!text) return []
    const degree = degreeOf(text)
    const alone = /^\S{1,12}$/u.test(text) || degree === text
    if (facet.label && (alone || degree)) return [{ text: `${facet.label}: ${text}`, alone }]
    // without a label nobody knows what it is a degree of
    return degree === text ? [] : [{ text, alone }]
  })
  const best = said.find(({ alone }) => !alone) ?? said[0]
  return best && cut(best.text, 300)
}

/** Its text, or its first item. What leads in to a list says something with that alone, and a label nothing at all: "Steps:". */
function firstOf({ text, items }: Facet): string | undefined {
  const first = items[0]?.text
  if (!text || !/[:：]$/u.test(text)) return text || first
  return first && !/^\S{1,12}(?:\s+\S{1,12}){0,2}$/u.test(text) ? `${text} ${first}` : undefined
}

const impactWords: ReadonlyMap<string, Level> = new Map([
  ['critical', 'critical'],
  ['severe', 'critical'],
  ['very high', 'critical'],
  ['high', 'high'],
  ['major', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['minor', 'low'],
  ['very low', 'low'],
])

function impact({ facets, severity }: Gap): { level: Level; words: string } | undefined {
  if (severity?.from && /^impact$/i.test(severity.from)) return { level: severity.level, words: severity.words }
  const words = degreeOf(facets.impact?.text || facets.impact?.items[0]?.text || '')
  return words === undefined ? undefined : { level: impactWords.get(words.toLowerCase())!, words }
}

/** "High - manual work breeds mistakes": a word of degree that stands apart from what follows it. */
function degreeOf(text: string): string | undefined {
  const words = /^(very (?:high|low)|[a-z]+)(?=\s*(?:$|[:;,.([/–—]|-\s))/i.exec(text)?.[1]
  return words && impactWords.has(words.toLowerCase()) ? words : undefined
}

/** One line of at most so many letters, cut at a word. */
export function cut(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const letters = [...line]
  if (letters.length <= most) return line
  const short = letters.slice(0, most - 1).join('')
  const word = short.lastIndexOf(' ')
  return `${(word > most / 2 ? short.slice(0, word) : short).replace(/[\s,;:.–—-]+$/, '')}…`
}
