/**
 * Document: one file of a system, as recognised. It is the collection of record: gaps, phases, items and actions
 * are what linking makes of documents. It holds places and plain values, no syntax tree and no HTML.
 */
import * as z from 'zod'
import { Level, Mention, NearMiss, Reference, Status, Words } from './gap.ts'
import { Place } from './place.ts'
import { Action, Item, Phase, Statement } from './roadmap.ts'

export const Section = z.object({
  title: z.string(),
  /** As written in the heading: "3.1". */
  number: z.string().optional(),
  /** Depth in the tree, 1 for the outermost; by number where headings are numbered. */
  level: z.number().int().min(1),
  /** Depth that the heading's mark gives, when it is another. */
  writtenLevel: z.number().int().optional(),
  /** From the heading to the last line that is neither blank nor a rule, sections below it included. */
  place: Place,
  headPlace: Place,
  /** Fragment of the heading on the document's page, unique within it. */
  anchor: z.string(),
})
export type Section = z.infer<typeof Section>

/** A labelled line of a document's head, front matter included: `**Status**: Draft`. */
export const HeadField = z.object({ label: z.string(), words: z.string(), place: Place })
export type HeadField = z.infer<typeof HeadField>

/** A line of a severity scale that the document defines itself. */
export const ScaleEntry = z.object({ words: z.string(), level: Level.optional(), meaning: z.string(), place: Place })
export type ScaleEntry = z.infer<typeof ScaleEntry>

/** Something about a file, settings files included, that a rule may complain of; the reader notes it and goes on. */
export const Defect = z.object({
  kind: z.enum([
    'mojibake',
    'encoding',
    'pasted',
    'unreadable',
    'empty',
    'front-matter',
    'settings',
    'mdx',
    'outside',
    'comment',
    'meaning',
  ]),
  /** What was found, in the author's characters. */
  was: z.string(),
  /** What we read instead, if anything. */
  now: z.string().optional(),
  note: z.string().optional(),
  place: Place,
})
export type Defect = z.infer<typeof Defect>

/** A link or image target as written in the document. */
export const Target = z.object({ url: z.string(), image: z.boolean(), place: Place })
export type Target = z.infer<typeof Target>

export const GapDocument = z.object({
  /** Path relative to the content folder; also the `file` of every place in it. */
  file: z.string(),
  system: z.string(),
  /** Address part below the system, e.g. "prd-gap-analysis", "2025/q1-audit". */
  slug: z.string(),
  title: z.string(),
  titlePlace: Place.optional(),
  date: z.object({ words: z.string(), iso: z.string().optional(), place: Place }).optional(),
  status: Status.or(Words).optional(),
  /** BCP 47 tag, only when front matter, settings or the script give it. */
  lang: z.string().optional(),
  lines: z.number().int().min(0),
  head: z.array(HeadField),
  scale: z.array(ScaleEntry),
  sections: z.array(Section),
  mentions: z.array(Mention),
  /** Set where a heading announces a roadmap over some text, whether or not steps were read of it. */
  plan: z.literal(true).optional(),
  phases: z.array(Phase),
  actions: z.array(Action),
  items: z.array(Item),
  statements: z.array(Statement),
  targets: z.array(Target),
  /** What the text names outside of gaps: requirements, directives, paths, gaps; within them see `Mention.references`. */
  references: z.array(Reference),
  defects: z.array(Defect),
  /** What came near to being a gap; for `lacuna read --why` only. */
  nearMisses: z.array(NearMiss),
  /** Blocks that became no part of any gap, phase, item, action or head. */
  unread: z.array(Place),
})
export type GapDocument = z.infer<typeof GapDocument>
