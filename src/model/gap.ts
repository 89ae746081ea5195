/**
 * Gap: what one place of a document says of a gap (a mention), and what all of them say together (a gap).
 * Values keep the author's words and their place; what the document does not say is absent, never guessed.
 */
import * as z from 'zod'
import { Place } from './place.ts'

/** A value in the author's words, at its place, beside what we take it to mean. */
const said = <Key extends string, Meaning extends z.ZodType>(key: Key, meaning: Meaning) =>
  z.object({ [key]: meaning, words: z.string(), place: Place } as { [K in Key]: Meaning } & { words: z.ZodString; place: typeof Place })

/** Words without a meaning of ours, e.g. an effort ("2 weeks") or an owner. */
export const Words = z.object({ words: z.string(), place: Place })
export type Words = z.infer<typeof Words>

export const levels = ['critical', 'high', 'medium', 'low'] as const
export const Level = z.enum(levels)
export type Level = z.infer<typeof Level>

export const states = ['open', 'partial', 'closed', 'planned'] as const
export const State = z.enum(states)
export type State = z.infer<typeof State>

export const Severity = said('level', Level).extend({
  /** The author's label when the level was not called a severity, e.g. "Priority" or the heading of the group. */
  from: z.string().optional(),
})
export type Severity = z.infer<typeof Severity>

export const Status = said('state', State)
export type Status = z.infer<typeof Status>

/** A step of a roadmap that a gap itself gives: "Phase: 2", a column "Sprint", "Timeline: Phase 1 (May)". */
export const Scheduled = Words.extend({
  label: z.string(),
  /** The kind of step that label or value names, e.g. "phase". */
  kind: z.string(),
  /** Keys of the steps of the same document that it names, once they are found. */
  steps: z.array(z.string()).optional(),
})
export type Scheduled = z.infer<typeof Scheduled>

/** `gap` is an id or number that a gap of the same document may bear, `id` one such as gaps of other documents bear; `section` a part of the same document. */
export const referenceKinds = ['gap', 'id', 'requirement', 'section', 'directive', 'path', 'evidence', 'commit', 'url', 'phase'] as const
export const ReferenceKind = z.enum(referenceKinds)
export type ReferenceKind = z.infer<typeof ReferenceKind>

/** Something that a text names and that may have a page: `G-01`, `PRD FR-8`, `core/runner/`, a URL. Resolved by `link`. */
export const Reference = z.object({
  kind: ReferenceKind,
  /** As written, without decoration; of a range or list one reference for each member. */
  text: z.string(),
  place: Place,
  repo: z.string().optional(),
  commit: z.string().optional(),
  path: z.string().optional(),
  /** e.g. "31-34" */
  lines: z.string().optional(),
  quote: z.string().optional(),
  /** Id of the one gap that the line names which leads in to the list it stands in: "**Automation (Gap 1)**:". */
  under: z.string().optional(),
})
export type Reference = z.infer<typeof Reference>

/** The named fields of a gap, in the order in which a page shows them. */
export const facetNames = [
  'problem',
  'currentState',
  'targetState',
  'present',
  'missing',
  'impact',
  'rootCause',
  'evidence',
  'requiredWork',
  'artifacts',
  'acceptanceCriteria',
  'metrics',
  'directives',
  'requirements',
  'paths',
  'dependencies',
  'notes',
] as const
export const FacetName = z.enum(facetNames)
export type FacetName = z.infer<typeof FacetName>

/** ✅ and ❌, ticked and empty boxes, words struck out: the author's own mark. */
export const ItemMark = z.enum(['present', 'missing', 'partial'])
export type ItemMark = z.infer<typeof ItemMark>

export const FacetItem = z.object({
  /** Plain text of the item itself; what is nested below it is not repeated here. */
  text: z.string(),
  place: Place,
  mark: ItemMark.optional(),
  /** The items of the lists below it, where it has some. */
  get nested() {
    return z.array(FacetItem).optional()
  },
  repo: z.string().optional(),
  commit: z.string().optional(),
  path: z.string().optional(),
  lines: z.string().optional(),
  quote: z.string().optional(),
})
export type FacetItem = z.infer<typeof FacetItem>

/** Whether its mark says that it is done, and no mark below it that something is left to do. */
export const isDone = ({ mark, nested }: Pick<FacetItem, 'mark' | 'nested'>): boolean => mark === 'present' && !isLeft(nested)
const isLeft = (nested: readonly FacetItem[] | undefined): boolean =>
  nested?.some((item) => (item.mark && item.mark !== 'present') || isLeft(item.nested)) ?? false

/** Of items and all that are nested below them: how many bear a mark, and how many of these are done. */
export function marksOf(items: readonly FacetItem[]): { done: number; of: number } {
  const every = items.flatMap(withNested)
  return { done: every.filter(isDone).length, of: every.filter(({ mark }) => mark).length }
}
const withNested = (item: FacetItem): FacetItem[] => [item, ...(item.nested ?? []).flatMap(withNested)]

/** One labelled part of a gap's own section, row or item. */
export const Field = z.object({
  /** Absent when we do not know what the label means: such a field is shown as it stands. */
  name: FacetName.optional(),
  /** The author's label without decoration; empty for prose that needs none. */
  label: z.string(),
  labelPlace: Place.optional(),
  /** The value only, label excluded: one stretch of the document. */
  place: Place,
  /** Prose, plain. */
  text: z.string().optional(),
  items: z.array(FacetItem),
})
export type Field = z.infer<typeof Field>

/** Why we took a place to be a gap, or not: `lacuna read --why` prints them. */
export const Signal = z.object({ name: z.string(), weight: z.number(), note: z.string(), place: Place.optional() })
export type Signal = z.infer<typeof Signal>

/** A place that was weighed and found to be no gap: what spoke for it, and what against. */
export const NearMiss = z.object({
  kind: z.enum(['section', 'table', 'list']),
  title: z.string(),
  place: Place,
  signals: z.array(Signal),
  /** What was missing, in words. */
  lacks: z.string(),
})
export type NearMiss = z.infer<typeof NearMiss>

export const CodeBlock = z.object({
  lang: z.string().optional(),
  /** Lines between the fences, blank ones included. */
  lines: z.number().int().min(0),
  place: Place,
})
export type CodeBlock = z.infer<typeof CodeBlock>

export const MentionKind = z.enum(['section', 'row', 'item', 'paragraph'])
export type MentionKind = z.infer<typeof MentionKind>

export const Mention = z.object({
  kind: MentionKind,
  /** As the author wrote it, without decoration: `G-01`; of "Gap 3" and "### 3. Title" it is `3`. */
  id: z.string().optional(),
  title: z.string(),
  /** From heading, row or item to its last line that is neither blank nor a rule. */
  place: Place,
  /** The heading, the leading cell or the lead of the item: what became id, title and severity. */
  headPlace: Place,
  /** All that the head says, plain: title, id and marks, and whatever of it we made nothing of. */
  headWords: z.string(),
  /** Whether this place enumerates the gap (a heading, a row of a register) or only speaks of one enumerated elsewhere. */
  founds: z.boolean(),
  /**
   * Mentions of one table or list share it, so that a summary of all gaps can be joined in order. After a bar stands what it
   * has in common with tables alike, e.g. "table:41|Gap|Details": rows of two such tables are never one gap for their title alone.
   */
  series: z.string(),
  /** The head of the mention whose gap this one names in other words: the words that tell things apart are the same, or in no other. */
  of: Place.optional(),
  severity: Severity.optional(),
  status: Status.optional(),
  effort: Words.optional(),
  owner: Words.optional(),
  /** Own label or column, else the heading above that groups gaps by subject. */
  category: Words.optional(),
  scheduled: z.array(Scheduled).optional(),
  /** In the order of the text. Together with the head, `headPlace` and `values` they cover all of `place`; those without a name are shown as they stand. */
  fields: z.array(Field),
  /** What became severity, status, effort …: label and value together, shown in the head of the page. */
  values: z.array(Place),
  references: z.array(Reference),
  codeBlocks: z.array(CodeBlock),
  signals: z.array(Signal),
})
export type Mention = z.infer<typeof Mention>

/** A named field of a gap: what its own section says, and after it what its other mentions add. */
export const Facet = z.object({
  label: z.string(),
  place: Place,
  text: z.string().optional(),
  items: z.array(FacetItem),
  /** Set where all it says is that there is none: "Evidence: none", "Section: not addressed". */
  none: z.literal(true).optional(),
})
export type Facet = z.infer<typeof Facet>

/** All mentions of one gap, linked. Where they contradict each other, `severity` and `status` are those of the first that gives one. */
export const Gap = z.object({
  /** Stable within the portfolio and free of spaces, e.g. "wrkr/g-01", "ehg-stage-14/gaps-and-backlog/3". */
  key: z.string(),
  system: z.string(),
  id: z.string().optional(),
  title: z.string(),
  severity: Severity.optional(),
  status: Status.optional(),
  effort: Words.optional(),
  owner: Words.optional(),
  category: Words.optional(),
  place: Place,
  /** The first is the most detailed one; the others follow by place. */
  mentions: z.array(Mention),
  facets: z.partialRecord(FacetName, Facet),
  /** Phases that name the gap, ids as written, e.g. "Workstream A". */
  phases: z.array(z.string()),
  /** The steps that its own fields give, whether or not a roadmap has them. */
  scheduled: z.array(Scheduled).optional(),
  codeBlocks: z.array(CodeBlock),
})
export type Gap = z.infer<typeof Gap>

/** How others point at a gap: `id` as they wrote it, `key` once it is found. */
export const GapPointer = z.object({
  id: z.string(),
  key: z.string().optional(),
  place: Place,
  /** Such an id as no gap of the same document bears: it points at a gap only where another document has it. */
  foreign: z.literal(true).optional(),
  /** Set where the gap's own field names the step, not the step the gap. */
  by: z.literal('gap').optional(),
  /** What a step has to do with a gap that it does not take on: it rules it out, waits for it, makes way for it, or merely points at it. */
  how: z.enum(['excludes', 'depends', 'precedes', 'mentions']).optional(),
  /** The words that say so, e.g. "blocked by"; absent where a line through the name does. */
  words: z.string().optional(),
  /** Of the same line the gap that waits, or makes way: "G-03 (blocked by G-01)". As written; its key once it is found. */
  of: z.string().optional(),
  ofKey: z.string().optional(),
})
export type GapPointer = z.infer<typeof GapPointer>
