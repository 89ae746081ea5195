/**
 * Actions: the board of next steps of all systems, by the stages of their documents, the weightiest of a stage first, each with what
 * stands below it. Gaps that it may belong to though no text says so are marked as proposals. That they are work too: `work.ts`.
 */
import type { Action, ItemMark } from '#model'
import type { ActionEntry } from './entries.ts'
import {
  type Count,
  type Frame,
  frame,
  gapLink,
  type Link,
  linked,
  type Mark,
  many,
  pageLinks,
  type Said,
  saidSeverity,
  type Written,
  written,
} from './frame.ts'
import type { Render } from './gap.ts'
import { rowsPerPage } from './lists.ts'
import { apartId, bySeverity, type Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'

export interface ActionCard {
  anchor: string
  id?: string
  title: string
  lang: string
  /** Its author's mark, in our words. */
  mark?: Mark
  priority?: Said
  /** What stands below it. */
  parts: { label: string; html: string }[]
  gaps: Link[]
  /** Proposed, never asserted. */
  related: { link: Link; why: string }[]
  written: Written
}

export interface ActionsView {
  frame: Frame
  code?: string
  lead: string
  systems: {
    anchor: string
    link: Link
    continued: boolean
    stages: { title: string; lang: string; document?: Link; lines: ActionCard[] }[]
  }[]
  /** How many of each system, where there are several. */
  counts: Count[]
  pages: Link[]
}

interface Stage {
  title: string
  file: string
  actions: ActionEntry[]
}
interface Board {
  system: string
  stages: Stage[]
  count: number
}

const known = new WeakMap<Portfolio, Board[]>()

/** By system, and within it by stage, in the order of the documents. */
function boards(all: Portfolio): Board[] {
  const found =
    known.get(all) ??
    [...Map.groupBy(all.actions, ({ system }) => system)].map(([system, own]) => ({
      system,
      count: own.length,
      stages: [...Map.groupBy(own, ({ place, stage }) => `${place.file}\n${stage ?? ''}`).values()].map((actions) => ({
        title: actions[0]!.stage ?? 'Actions',
        file: actions[0]!.place.file,
        actions: actions.toSorted((a, b) => bySeverity(graded(a), graded(b))),
      })),
    }))
  known.set(all, found)
  return found
}

const graded = ({ priority }: ActionEntry) => (priority ? { severity: priority } : {})

export const actionsPages = (all: Portfolio): number => Math.ceil(all.actions.length / rowsPerPage)

/** The page and place where the actions of a system begin. */
export function actionsOf(all: Portfolio, system: string): string {
  let before = 0
  for (const board of boards(all)) {
    if (board.system === system) break
    before += board.count
  }
  return `${routes.actions(Math.floor(before / rowsPerPage) + 1)}#${system}`
}

const pagesOf = new WeakMap<Portfolio, Map<string, number>>()

/** The page and place of one action. */
export function actionAddress(all: Portfolio, key: string): string {
  const pages =
    pagesOf.get(all) ??
    new Map(
      boards(all)
        .flatMap(({ stages }) => stages.flatMap(({ actions }) => actions))
        .map((action, at) => [action.key, Math.floor(at / rowsPerPage) + 1]),
    )
  pagesOf.set(all, pages)
  return `${routes.actions(pages.get(key))}#${actionAnchor(key)}`
}

/** Fragment of an action on its page. */
export const actionAnchor = (key: string): string => `action-${key.replaceAll('/', '-')}`

/** @param actions with their texts @param html what stands below them */
export function actionsView(all: Portfolio, actions: ReadonlyMap<string, Action>, page: number, html: Render): ActionsView {
  const address = routes.actions(page)
  const pages = actionsPages(all)
  const proposed = Map.groupBy(
    all.related.filter(({ kind }) => kind === 'action'),
    ({ key }) => key,
  )
  const from = (page - 1) * rowsPerPage
  let before = 0
  const systems = boards(all).flatMap(({ system, stages }) => {
    const begun = before < from
    const shown = stages.flatMap(({ title, file, actions: own }) => {
      const here = own.slice(Math.max(0, from - before), Math.max(0, from + rowsPerPage - before))
      before += own.length
      if (here.length === 0) return []
      const document = all.document(file)
      return [
        {
          title,
          lang: document?.lang ?? '',
          ...(document && { document: { href: href(address, routes.document(document.system, document.slug)), text: document.title } }),
          lines: here.map((entry) => card(all, address, entry, actions.get(entry.key)?.fields ?? [], proposed.get(entry.key) ?? [], html)),
        },
      ]
    })
    return shown.length > 0
      ? [
          {
            anchor: system,
            link: { href: href(address, routes.system(system)), text: all.system(system).name },
            continued: begun,
            stages: shown,
          },
        ]
      : []
  })
  const numbered = pages > 1 ? `, page ${page} of ${pages}` : ''
  const every = boards(all)
  const lead = `${many(all.actions.length, 'action')} in ${many(every.length, 'system')}, by stage in the order of the documents.`
  return {
    frame: frame(all, {
      address,
      title: `Actions${numbered} · ${all.settings.title}`,
      description: `Next steps as the documents name them${numbered}: ${lead}`,
      crumbs: [{ to: routes.backlog(), text: 'Backlog' }],
    }),
    lead,
    systems,
    counts:
      every.length > 1
        ? every.map(({ system, count }) => ({ word: all.system(system).name, count, href: href(address, actionsOf(all, system)) }))
        : [],
    pages: pageLinks(address, pages, page, routes.actions),
  }
}

/** Of a thing to do one says that it is done, not that it is closed. */
const marks: Record<ItemMark, Mark> = {
  present: { kind: 'state', value: 'closed', word: 'Done' },
  partial: { kind: 'state', value: 'partial', word: 'Partly done' },
  missing: { kind: 'state', value: 'open', word: 'Open' },
}
export const markOfWork = (mark: ItemMark): Mark => marks[mark]

function card(
  all: Portfolio,
  address: string,
  { key, id, title, mark, priority, place, gaps }: ActionEntry,
  fields: Action['fields'],
  proposals: Portfolio['related'],
  html: Render,
): ActionCard {
  const named = new Set(gaps.map((pointer) => pointer.key))
  return {
    anchor: actionAnchor(key),
    ...(apartId({ ...(id && { id }), title }) && { id: id! }),
    title,
    lang: all.document(place.file)?.lang ?? '',
    ...(mark && { mark: markOfWork(mark) }),
    ...(priority && { priority: saidSeverity(priority) }),
    parts: fields.map((field) => ({ label: field.label, html: html(field.place, address, 4) })),
    gaps: linked(all, address, gaps),
    related: proposals.flatMap(({ gap, why }) => {
      const found = named.has(gap) ? undefined : all.gap(gap)
      return found ? [{ link: gapLink(address, found), why }] : []
    }),
    written: written(all, address, place),
  }
}
