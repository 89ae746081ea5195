/**
 * Changes: the views of what became of gaps, commit by commit, the latest first, in sections from tag to tag; and the latest few for
 * other pages. What happened was told by the history; the same as a feed is left to `feed.ts`.
 */
import { Keys } from '#link'
import type { Change, ChangeKind, ChangeSet } from '#model'
import { commitPage } from './forge.ts'
import { enumerate, type Frame, frame, type Link, type Mark, many, pageLinks, severityMark, stateMark } from './frame.ts'
import { apartId, type Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** A value before or after: of ours with its mark, or in the author's words. */
export type Side = { mark: Mark } | { text: string; lang?: string }

export interface ChangeLine {
  kind: ChangeKind
  /** "Closed", "Severity" */
  word: string
  id?: string
  title: string
  lang?: string
  /** Absent where no page speaks of the gap any more. */
  href?: string
  /** What it was opened as. */
  as: Mark[]
  /** What it was, and what it is; `to` alone is missing where the line says it already. */
  turn?: { from: Side; to?: Side }
  system?: Link
}

export interface CommitOf {
  /** Short, for people. */
  hash: string
  date: string
  /** As its author wrote it: anything may stand in it. */
  subject: string
  href?: string
}

export interface ChangesView {
  frame: Frame
  lead: string
  note: string
  feed: Link
  /** Ways to what changed since each tag. */
  tags: (Link & { count: number })[]
  /** How many tags have no link here. */
  olderTags?: string
  sections: {
    anchors: string[]
    /** Absent where there are no tags. */
    title?: string
    continued: boolean
    sets: { anchor: string; commit: CommitOf; lines: ChangeLine[]; continued: boolean }[]
  }[]
  pages: Link[]
}

export const changesPerPage = 200
const tagsShown = 24

const words: Record<ChangeKind, string> = {
  opened: 'Opened',
  returned: 'Returned',
  reopened: 'Reopened',
  closed: 'Closed',
  state: 'State',
  severity: 'Severity',
  phases: 'Phase',
  title: 'Retitled',
  moved: 'Moved',
  removed: 'Removed',
}
const order = Object.keys(words) as ChangeKind[]

export const changeWord = ({ kind }: Change): string => words[kind]

/** Fit for a line of text: without signs that turn the direction of what follows, or that no text has. */
export const subjectOf = ({ commit }: ChangeSet): string =>
  commit.subject
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\uffff]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** What happened to a gap of one kind stands together. */
export const inOrder = ({ changes }: ChangeSet): Change[] => changes.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))

export const commitAnchor = ({ commit }: ChangeSet): string => `commit-${commit.hash.slice(0, 12)}`

/** Page of the commit on the forge, where all its changes are of one repository. */
export function commitLink(all: Portfolio, { commit, changes }: ChangeSet): string | undefined {
  const pages = new Set(changes.map(({ system, file }) => commitPage(all, system, file, commit.hash)))
  const [page] = pages
  return pages.size === 1 ? page : undefined
}

const commitOf = (all: Portfolio, set: ChangeSet): CommitOf => {
  const page = commitLink(all, set)
  return { hash: set.commit.hash.slice(0, 7), date: set.commit.date, subject: subjectOf(set), ...(page && { href: page }) }
}

function changeLine(all: Portfolio, from: string, change: Change): ChangeLine {
  const { kind, title, page, file, system, level, state } = change
  const lang = all.document(file)?.lang ?? ''
  const known = all.systems.find(({ slug }) => slug === system)
  const turn = turnOf(change, lang)
  const first = kind === 'opened' || kind === 'returned'
  return {
    kind,
    word: words[kind],
    ...(apartId(change) && { id: change.id }),
    title,
    lang,
    ...(page !== undefined && { href: href(from, routes.gap(page)) }),
    as: first ? [...(level?.to ? [severityMark(level.to)] : []), ...(state?.to ? [stateMark(state.to)] : [])] : [],
    ...(turn && { turn }),
    ...(all.systems.length > 1 && known && { system: { href: href(from, routes.system(system)), text: known.name } }),
  }
}

function turnOf({ kind, from, to, level, state }: Change, lang: string): ChangeLine['turn'] {
  const text = (said: string | undefined, none: string): Side => (said === undefined ? { text: none } : { text: said, lang })
  if (kind === 'severity') return { from: { mark: severityMark(level?.from ?? 'none') }, to: { mark: severityMark(level?.to ?? 'none') } }
  if (kind === 'state' || kind === 'closed' || kind === 'reopened')
    return { from: { mark: stateMark(state?.from ?? 'none') }, to: { mark: stateMark(state?.to ?? 'none') } }
  if (kind === 'phases') return { from: text(from, 'no phase'), to: text(to, 'no phase') }
  if (kind === 'moved') return { from: text(from, ''), to: text(to, '') }
  return kind === 'title' ? { from: text(from, '') } : undefined
}

/** "v1.0", and of a name that holds anything else no more than that. */
const plain = (name: string) => name.replace(/[^\p{L}\p{N}._/-]+/gu, '-')

interface Section {
  /** One for each tag that it comes after. */
  anchors: string[]
  title?: string
  sets: readonly ChangeSet[]
}

/** Sections with the pages and places where they and their commits begin, by anchor of a commit or a tag. */
interface Laid {
  sections: readonly Section[]
  places: ReadonlyMap<string, string>
}
const layouts = new WeakMap<Portfolio, Laid>()

/** Made once: every page asks. */
function laidOut(all: Portfolio): Laid {
  const known = layouts.get(all)
  if (known) return known
  const sections = sectionsOf(all)
  const laid = { sections, places: placesOf(all, sections) }
  layouts.set(all, laid)
  return laid
}

/** From tag to tag; one that nothing changed after is not apart from the next. */
function sectionsOf({ changes }: Portfolio): Section[] {
  const { sets = [], tags = [] } = changes ?? {}
  if (tags.length === 0) return [{ anchors: [], sets }]
  const marks = [...Map.groupBy(tags, ({ later }) => later)].map(([later, own]) => ({ later, names: own.map(({ name }) => name) }))
  const called = ({ names }: { names: string[] }) => enumerate(names)
  const keys = new Keys()
  const between = marks.map((mark, at): Section => {
    const after = marks[at - 1]
    return {
      anchors: mark.names.map((name) => keys.take(`since-${plain(name)}`, name).key),
      title: after ? `From ${called(mark)} to ${called(after)}` : `Since ${called(mark)}`,
      sets: sets.slice(after?.later ?? 0, mark.later),
    }
  })
  const last = marks.at(-1)!
  const before = sets.slice(last.later)
  return [...between, ...(before.length > 0 ? [{ anchors: [], title: `Until ${called(last)}`, sets: before }] : [])]
}

const lineCount = (sets: readonly ChangeSet[]) => sets.reduce((sum, { changes }) => sum + changes.length, 0)

/** None where nothing is known to have changed. */
export const changesPages = ({ changes }: Portfolio): number => Math.ceil(lineCount(changes?.sets ?? []) / changesPerPage)

/** By anchor of a commit or a tag: the page that it begins on. */
export const changesPlaces = (all: Portfolio): ReadonlyMap<string, string> => laidOut(all).places

function placesOf(all: Portfolio, sections: readonly Section[]): Map<string, string> {
  const places = new Map<string, string>()
  const last = Math.max(lineCount(all.changes?.sets ?? []) - 1, 0)
  let before = 0
  for (const { anchors, sets } of sections) {
    const place = () => routes.changes(Math.floor(Math.min(before, last) / changesPerPage) + 1)
    for (const anchor of anchors) places.set(anchor, `${place()}#${anchor}`)
    for (const set of sets) {
      places.set(commitAnchor(set), `${place()}#${commitAnchor(set)}`)
      before += set.changes.length
    }
  }
  return places
}

export function changesView(all: Portfolio, page: number): ChangesView {
  const address = routes.changes(page)
  const { sets = [], tags = [] } = all.changes ?? {}
  const pages = changesPages(all)
  const laid = laidOut(all)
  const { places } = laid
  const from = (page - 1) * changesPerPage
  const anchorsOfTags = laid.sections.flatMap(({ anchors }) => anchors)
  const mine = (anchor: string) => places.get(anchor)?.startsWith(`${address}#`) === true
  let before = 0
  const sections = laid.sections.flatMap((section) => {
    const shown = section.sets.flatMap((set) => {
      const start = Math.max(0, from - before)
      const end = Math.max(0, from + changesPerPage - before)
      before += set.changes.length
      if (start >= set.changes.length || end === 0) return []
      const changes = inOrder(set).slice(start, end)
      const lines = changes.map((change) => changeLine(all, address, change))
      return [{ anchor: commitAnchor(set), commit: commitOf(all, set), lines, continued: start > 0 }]
    })
    const begins = section.anchors.length > 0 ? section.anchors.some(mine) : shown.length > 0 && mine(commitAnchor(section.sets[0]!))
    if (shown.length === 0 && !begins) return []
    return [
      {
        anchors: begins ? section.anchors : [],
        ...(section.title !== undefined && { title: section.title }),
        continued: !begins,
        sets: shown,
      },
    ]
  })
  const named = pages > 1 ? `, page ${page} of ${pages}` : ''
  const [latest, earliest] = [sets[0]!, sets.at(-1)!]
  const lead = `${many(lineCount(sets), 'change')} in ${many(sets.length, 'commit')}, ${
    earliest.commit.date === latest.commit.date ? `on ${latest.commit.date}` : `from ${earliest.commit.date} to ${latest.commit.date}`
  }.`
  return {
    frame: frame(all, {
      address,
      title: `Changes${named} · ${all.settings.title}`,
      description: `What opened, closed, changed level, phase or title${named}: ${lead}`,
    }),
    lead,
    note: 'From the git history of the documents. A gap is known again under another title, number or file; what one version of a document lost and the next has again is not told.',
    feed: { href: href(address, routes.feed), text: 'Feed (Atom)' },
    tags: tags.slice(0, tagsShown).map(({ name, later }, at) => ({
      href: href(address, places.get(anchorsOfTags[at]!)!),
      text: name,
      count: lineCount(sets.slice(0, later)),
    })),
    ...(tags.length > tagsShown && { olderTags: `and ${many(tags.length - tagsShown, 'older tag')}` }),
    sections,
    pages: pageLinks(address, pages, page, routes.changes),
  }
}

export interface LatestChanges {
  lines: (ChangeLine & { date: string })[]
  /** All of them; the only one where there are no more. */
  all: Link
}

/** The latest few, for a page that has room for them; nothing where none is known. */
export function latestChanges(all: Portfolio, from: string, most = 5): LatestChanges | undefined {
  const sets = all.changes?.sets ?? []
  if (sets.length === 0) return undefined
  const lines: LatestChanges['lines'] = []
  for (const set of sets) {
    for (const change of inOrder(set).slice(0, most - lines.length)) lines.push({ ...changeLine(all, from, change), date: set.commit.date })
    if (lines.length === most) break
  }
  return { lines, all: { href: href(from, routes.changes()), text: `All ${many(lineCount(sets), 'change')}` } }
}
