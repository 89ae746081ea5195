/**
 * Document: the view of one document, whole and as written, with its gaps marked where they stand. Its HTML is made by `html.ts`;
 * contents, marks and findings beside it are ours.
 */
import { contains, type GapDocument, locate, type Place } from '#model'
import type { GapEntry } from './entries.ts'
import { type FindingLine, findingLines, tally } from './findings.ts'
import { inRepository } from './forge.ts'
import { type Count, type Frame, frame, type Link, type Mark, many, severityMark, stateMark } from './frame.ts'
import { groupAddress, type List, levelCounts, ofSystem } from './lists.ts'
import { type LevelOrNone, levelOf, type Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** A sign of ours beside a heading, row or item that speaks of a gap. */
export interface GapSign {
  /** The heading, leading cell or lead that it stands at. */
  place: Place
  href: string
  /** For those who do not see it: "Gap G-01, critical". */
  text: string
  /** What is shown of it after a heading: "Gap G-01". */
  label: string
  mark?: Mark
}

export interface DocumentView {
  frame: Frame
  code?: string
  /** Absent where the document begins with a heading of its own, which then is the page's. */
  title?: string
  file: string
  lang?: string
  /** The document's own title, which stands above all else, whatever is written before it. */
  head?: string
  /** The rest of it. */
  html: string
  facts: { label: string; text?: string; links?: Link[]; counts?: Count[] }[]
  contents: { href: string; text: string; level: number; mark?: Mark }[]
  findings: FindingLine[]
  findingsTally: string
  /** Said where the document has none. */
  absent?: string
}

/** Whether the document's title is its one outermost heading, and the first. */
export function ownsTitle({ titlePlace, sections }: GapDocument): boolean {
  const [first, ...others] = sections
  return (
    first !== undefined &&
    titlePlace !== undefined &&
    contains(first.headPlace, titlePlace) &&
    others.every(({ level }) => level > first.level)
  )
}

/** Tags with their attributes; what authors write stands in quotes or is escaped. */
const tag = /<(\/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^>"])*>/g
const empty = new Set(['br', 'hr', 'img', 'wbr'])

/** The first heading of the first level that is in no other block, apart from what is before and after it. */
function apart(html: string): { head?: string; rest: string } {
  let depth = 0
  let start: number | undefined
  for (const { 0: written, 1: closing, 2: name, index } of html.matchAll(tag)) {
    if (empty.has(name!)) continue
    if (!closing && depth === 0 && name === 'h1') start = index
    depth += closing ? -1 : 1
    if (start === undefined || depth > 0) continue
    const end = index + written.length
    return { head: html.slice(start, end), rest: html.slice(0, start) + html.slice(end).replace(/^\n/, '') }
  }
  return { rest: html }
}

export type RenderDocument = (file: string) => string

export function documentView(all: Portfolio, document: GapDocument, html: RenderDocument): DocumentView {
  const address = routes.document(document.system, document.slug)
  const system = all.system(document.system)
  const gaps = all.gapsOfDocument(document.file)
  const findings = all.findingsOf(document.file)
  const signs = signsOf(all, document, address)
  const changed = all.history.get(document.file)?.changed
  const [source, edit] = (['source', 'edit'] as const).map((what) => inRepository(all, document.system, document.file, undefined, what))
  const inForge: Link[] = [
    ...(source ? [{ href: source, text: 'Source', external: true }] : []),
    ...(edit ? [{ href: edit, text: 'Edit', external: true }] : []),
  ]
  const bySection = new Map(signs.map((sign) => [locate(sign.place), sign]))
  const deepest = document.sections.length > 60 ? 1 : 2
  // the title is at the top of the page anyway
  const sections = ownsTitle(document) ? document.sections.slice(1) : document.sections
  const whole = html(document.file)
  const { head, rest } = ownsTitle(document) ? apart(whole) : { rest: whole }
  const least = sections.reduce((least, { level }) => Math.min(least, level), 99)
  return {
    frame: frame(all, {
      address,
      title: all.title(address),
      description: all.description(address),
      crumbs: [{ to: routes.system(document.system), text: system.name }],
    }),
    ...(!ownsTitle(document) && { title: document.title }),
    file: document.file,
    lang: document.lang ?? '',
    ...(head && { head }),
    html: rest,
    facts: [
      { label: 'System', links: [{ href: href(address, routes.system(document.system)), text: system.name }] },
      { label: 'File', text: `${document.file}, ${many(document.lines, 'line')}` },
      ...(document.date ? [{ label: 'Dated', text: document.date.words }] : []),
      ...(changed ? [{ label: 'Last changed', text: changed }] : []),
      ...(inForge.length > 0 ? [{ label: 'In the repository', links: inForge }] : []),
      ...(gaps.length > 0
        ? [
            {
              label: 'Gaps',
              counts: gaps.some(({ severity }) => severity)
                ? levelCounts(gaps, (level) => href(address, leadTo(all, document.system, level, gaps)))
                : [{ word: 'in all', count: gaps.length, href: href(address, routes.gapsOfSystem(document.system)) }],
            },
          ]
        : []),
    ],
    contents: sections
      .filter(({ level }) => level - least < deepest)
      .map((section) => {
        const sign = bySection.get(locate(section.headPlace))
        return {
          href: `#${section.anchor}`,
          text: section.number && !section.title.startsWith(section.number) ? `${section.number} ${section.title}` : section.title,
          level: section.level - least + 1,
          ...(sign?.mark && { mark: sign.mark }),
        }
      }),
    findings: findingLines(all, address, findings, document.file),
    findingsTally: tally(findings),
    ...(gaps.length === 0 && { absent: 'No gap was recognised in this document.' }),
  }
}

/** The one gap of a level, or the list of the system where those of this level begin. */
function leadTo(all: Portfolio, system: string, level: LevelOrNone, gaps: readonly GapEntry[]): string {
  const [first, ...others] = gaps.filter((gap) => levelOf(gap) === level)
  if (first && others.length === 0) return routes.gap(first.key)
  const known = registers.get(all) ?? new Map<string, List>()
  registers.set(all, known)
  const list = known.get(system) ?? ofSystem(all, system)
  known.set(system, list)
  return groupAddress(list, level)
}

/** The list of each system, made once however many documents it has. */
const registers = new WeakMap<Portfolio, Map<string, List>>()

/** One sign for each place that speaks of a gap. */
export const signsOf = (all: Portfolio, document: GapDocument, address: string): GapSign[] =>
  all.mentionsIn(document.file).map(({ gap, headPlace }) => {
    const marks = [...(gap.severity ? [severityMark(gap.severity.level)] : []), ...(gap.status ? [stateMark(gap.status.state)] : [])]
    return {
      place: headPlace,
      href: href(address, routes.gap(gap.key)),
      text: [`Gap ${gap.id ?? gap.title}`, ...marks.map(({ word }) => word.toLowerCase())].join(', '),
      label: gap.id === undefined ? 'Gap' : /^gap\b/i.test(gap.id) ? gap.id : `Gap ${gap.id}`,
      ...(marks[0] && { mark: marks[0] }),
    }
  })
