/**
 * Beside: what a system's documents say besides their gaps: what they enumerate, board by board, and what they say as a whole.
 * How one item's page looks is left to `items.ts`, the one-page brief to `brief.ts`.
 */
import type { Statement } from '#model'
import { cut, type ItemEntry } from './entries.ts'
import { type Link, linked, type Mark, stateMark, type Written, written } from './frame.ts'
import type { Render } from './gap.ts'
import { itemsOfSystem, kindWord } from './items.ts'
import { capital, type Portfolio } from './portfolio.ts'
import { href, kindPart, routes } from './routes.ts'

/** All items of one kind, under the headings that they stand under. */
export interface Board {
  anchor: string
  title: string
  /** "3 of 7 met", where each bears a mark. */
  tally?: string
  groups: { title?: string; lang: string; lines: BoardLine[] }[]
  all?: Link
}

export interface BoardLine {
  link: Link
  /** Its own state; one that the heading says of all is not said again. */
  state?: Mark
  /** e.g. "proposed" */
  standing?: string
  note?: string
  gaps: Link[]
  written: Written
}

/** What a document says as a whole, under its heading or label. */
export interface Passage {
  label: string
  document?: Link
  lang: string
  html: string
  written: Written
}

/** Kinds that have a board, in the order in which a planner asks for them; other kinds have their list alone. */
const boards: readonly [kind: string, title?: string, met?: string][] = [
  ['quick win'],
  ['blocker'],
  ['precondition', undefined, 'met'],
  ['gate', 'Gate', 'passed'],
  ['success condition', undefined, 'met'],
  ['check', 'Checks', 'passed'],
  ['rule'],
  ['assessment', 'Assessment', 'well'],
  ['principle', undefined, 'met'],
  ['required coverage', 'Required coverage'],
  ['artifact'],
  ['source', 'Sources'],
  ['assumption'],
  ['question', 'Open questions'],
  ['risk'],
  ['exclusion', 'Out of scope'],
]
const linesOnBoard = 24

export function boardsOf(all: Portfolio, address: string, slug: string): Board[] {
  const own = all.enumeratedIn(slug)
  return boards.flatMap(([kind, title = capital(kindWord(kind, 2)), met]): Board[] => {
    const items = own.get(kind) ?? []
    if (items.length === 0) return []
    const marked = items.filter(({ status }) => status)
    const done = marked.filter(({ status }) => status?.state === 'closed').length
    return [
      {
        anchor: kindPart(kind),
        title,
        ...(met && marked.length > 1 && { tally: `${done} of ${marked.length} ${met}` }),
        groups: groupsOf(all, address, items.slice(0, linesOnBoard)),
        ...(items.length > linesOnBoard && {
          all: { href: href(address, itemsOfSystem(all, kind, slug)), text: `All ${items.length} ${kindWord(kind, items.length)}` },
        }),
      },
    ]
  })
}

/** In the order of the documents, each heading once. */
function groupsOf(all: Portfolio, address: string, items: readonly ItemEntry[]): Board['groups'] {
  const several = new Set(items.map(({ place }) => place.file)).size > 1
  return [...Map.groupBy(items, ({ place, group }) => `${place.file}\n${group?.words ?? ''}`)].map(([, own]) => {
    const [first] = own
    const document = all.document(first!.place.file)
    const title = [several ? document?.title : undefined, first!.group?.words.replace(/[:：]$/u, '')].filter(Boolean).join(' · ')
    return {
      ...(title && { title }),
      lang: document?.lang ?? '',
      lines: own.map((item) => boardLine(all, address, item)),
    }
  })
}

function boardLine(all: Portfolio, address: string, item: ItemEntry): BoardLine {
  const { status, standing, note, group } = item
  return {
    link: { href: href(address, routes.item(item.kind, item.key)), text: cut(item.title, 200) },
    ...(status && { state: stateMark(status.state) }),
    ...(standing && standing.words !== group?.words && { standing: standing.is }),
    ...(note && { note: cut(note, 160) }),
    gaps: linked(all, address, item.gaps).slice(0, gapsInLine),
    written: written(all, address, item.place),
  }
}
const gapsInLine = 6

/** More than these would be the documents over again. */
const mostPassages = 12
const longestPassage = 40

/** @param kinds those wanted, in the order of the documents */
export function passagesOf(all: Portfolio, address: string, slug: string, html: Render, kinds?: readonly Statement['kind'][]): Passage[] {
  const documents = all.documents.filter(({ system }) => system === slug)
  return documents
    .flatMap((document) =>
      document.statements
        .filter(({ kind, place }) => (!kinds || kinds.includes(kind)) && place.endLine - place.line < longestPassage)
        .map(
          ({ label, place }): Passage => ({
            label,
            ...(documents.length > 1 && {
              document: { href: href(address, routes.document(document.system, document.slug)), text: document.title },
            }),
            lang: document.lang ?? '',
            html: html(place, address, 4),
            written: written(all, address, place),
          }),
        ),
    )
    .slice(0, mostPassages)
}
