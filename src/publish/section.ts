/**
 * Section: what the page of an item and that of a step of a roadmap have in common: the text of the section that it was read from, the
 * gaps that this names, and its neighbours in the document. Who else speaks of it is left to `items.ts` and `roadmap.ts`.
 */
import { Keys, part } from '#link'
import type { Field, Phase } from '#model'
import { type Frame, type GapLine, gapLine, type Link, type Said, type Written, written } from './frame.ts'
import type { Render } from './gap.ts'
import type { Picture } from './graph.ts'
import { apartId, capital, type Portfolio, spokenId } from './portfolio.ts'

/** One item or one phase: what its own section says, and the gaps that it names. */
export interface SectionView {
  frame: Frame
  code?: string
  kind: string
  id?: string
  title: string
  lang?: string
  facts: { label: string; text?: string; href?: string; said?: Said; written?: Written }[]
  parts: { heading: string; html: string; written: Written }[]
  gaps: GapLine[]
  /** Who names it, gap by gap and then the rest of the text. */
  namedBy: {
    gap?: GapLine
    /** What is said of places that are in no gap. */
    elsewhere?: string
    places: { words?: string; quote?: string; written: Written; href?: string; holder?: Link }[]
  }[]
  /** Where gaps and places are too many for one page: all its pages, and how many are on the next ones. */
  pages?: Link[]
  rest?: Link
  /** Of paths: the folder that it lies in and what lies in it, where those are named too. */
  nearby: Link[]
  nearbyRest?: Link
  /** The same links, drawn around it; only where that says more than the lists. */
  neighbourhood?: { picture: Picture; styles: string }
  /** Ids that no gap bears. */
  unknown: { id: string; written: Written }[]
  absent?: string
  previous?: Link
  next?: Link
  written: Written
}

export function section(
  all: Portfolio,
  {
    kind,
    id,
    title,
    place,
    fields,
    gaps,
  }: { kind: string; id?: string; title: string; place: Phase['place']; fields: readonly Field[]; gaps: Phase['gaps'] },
  address: string,
  html: Render,
): Omit<SectionView, 'frame' | 'facts'> {
  const lang = all.document(place.file)?.lang ?? ''
  const keys = new Set(gaps.flatMap(({ key }) => key ?? []))
  return {
    ...(apartId({ id, title }) && { id: spokenId(kind, id!) }),
    kind: capital(kind),
    title,
    lang,
    parts: fields.map((field) => ({
      heading: field.label,
      html: html(field.place, address, 3),
      written: written(all, address, field.place, place.file),
    })),
    gaps: [...keys].flatMap((key) => all.gap(key) ?? []).map((gap) => gapLine(all, address, gap)),
    namedBy: [],
    nearby: [],
    unknown: gaps.filter(({ key }) => !key).map((pointer) => ({ id: pointer.id, written: written(all, address, pointer.place) })),
    written: written(all, address, place),
  }
}

/** The fragment of each part: its heading's words, with a number where they are not its alone or those of what is ours. */
export function partAnchors(parts: readonly { heading: string }[]): string[] {
  const keys = new Keys()
  for (const taken of ['Text', 'gaps', 'named-by', 'nearby', 'neighbourhood', 'unknown']) keys.take(taken, '')
  return parts.map(({ heading }) => keys.take(part(heading) || 'part', '').key)
}

export function around<Entry extends { key: string }>(
  entries: readonly Entry[],
  key: string,
  link: (entry: Entry) => Link,
): { previous?: Link; next?: Link } {
  const at = entries.findIndex((entry) => entry.key === key)
  const previous = entries[at - 1]
  const next = entries[at + 1]
  return { ...(previous && { previous: link(previous) }), ...(next && { next: link(next) }) }
}
