/**
 * Items: the views of what gaps lead to and documents enumerate beside them: of every kind the first, all of one kind, and one item
 * with who names it; the long ones cut into pages. What the page of an item has in common with that of a step is left to `section.ts`.
 */
import type { TracedItem } from '#link'
import { coverageKinds, type Place } from '#model'
import { cut, type GapEntry, type ItemEntry } from './entries.ts'
import { atCommit } from './forge.ts'
import {
  type Frame,
  frame,
  type GapLine,
  gapLine,
  type Link,
  linked,
  pageLinks,
  type Said,
  saidState,
  type Written,
  written,
} from './frame.ts'
import type { Render } from './gap.ts'
import { lineNeighbour, neighbourhood } from './graph.ts'
import { apartId, bySeverity, called, capital, type Portfolio, spokenId } from './portfolio.ts'
import { href, kindPart, routes } from './routes.ts'
import { around, type SectionView, section } from './section.ts'

/** "inconsistency" → "inconsistencies", for what we count; other words keep the author's form. */
export const kindWord = (kind: string, count: number): string =>
  ourKinds[kind]?.[count === 1 ? 0 : 1] ??
  (count === 1 ? kind : /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /s$/.test(kind) ? kind : `${kind}s`)
/** Kinds whose words are ours. */
const ourKinds: Record<string, [one: string, many: string]> = {
  source: ['source of evidence', 'sources of evidence'],
  criterion: ['acceptance criterion', 'acceptance criteria'],
  work: ['piece of work', 'pieces of work'],
}

export interface ItemsView {
  frame: Frame
  heading: string
  lead: string
  /** How many there are of each kind, and the way to them on the page. */
  tally: Link[]
  groups: { anchor: string; title: string; continued?: boolean; all?: Link; lines: ItemLine[] }[]
  pages: Link[]
}

export interface ItemLine {
  /** Fragment by which others point at the line. */
  anchor?: string
  link: Link
  id?: string
  system?: Link
  /** Of an assessment or a check: what its document comes to. */
  state?: Said
  /** The first few. */
  gaps: Link[]
  /** To the others. */
  more?: Link
  written: Written
  /** Of a path: how many folders it lies in; a folder that nobody names stands there without a link. */
  depth?: number
}

const ofEachKind = 12
const gapsInLine = 12

/** As the matrix has its columns; what it has none for comes after, as it occurs. */
const inOrder: readonly string[] = ['source', 'path', ...coverageKinds]
const orderOf = (kind: string): number => (inOrder.includes(kind) ? inOrder.indexOf(kind) : inOrder.length)

export function itemsView(all: Portfolio): ItemsView {
  const address = routes.items
  const kinds = all.kinds.toSorted((a, b) => orderOf(a.kind) - orderOf(b.kind))
  return {
    frame: frame(all, {
      address,
      title: `Items · ${all.settings.title}`,
      description: `What gaps lead to and what documents enumerate beside them: ${all.kinds.map(({ kind, items }) => `${items.length} ${kindWord(kind, items.length)}`).join(', ')}.`,
    }),
    heading: 'Items',
    lead: 'What gaps lead to, and what documents enumerate beside them.',
    tally: kinds.map(({ kind, items }) => ({ href: `#${kindPart(kind)}`, text: `${items.length} ${kindWord(kind, items.length)}` })),
    groups: kinds.map(({ kind, items }) => ({
      anchor: kindPart(kind),
      title: capital(kindWord(kind, 2)),
      ...(items.length > ofEachKind && {
        all: { href: href(address, routes.itemsOfKind(kind)), text: `All ${items.length} ${kindWord(kind, items.length)}` },
      }),
      lines: items.slice(0, ofEachKind).map((item) => itemLine(all, address, item, true)),
    })),
    pages: [],
  }
}

export function itemsOfKindView(all: Portfolio, kind: string, page: number): ItemsView {
  const address = routes.itemsOfKind(kind, page)
  const { pages, count } = kindList(all, kind)
  const words = kindWord(kind, count)
  const title = capital(kindWord(kind, 2))
  const number = pages.length > 1 ? `, page ${page} of ${pages.length}` : ''
  return {
    frame: frame(all, {
      address,
      title: `${title}${number} · ${all.settings.title}`,
      description: `${count} ${words} in the documents${number}, and the gaps that each names.`,
      crumbs: [{ to: routes.items, text: 'Items' }],
    }),
    heading: title,
    lead: `${count} ${words} in the documents.`,
    tally: [],
    groups: pages[page - 1]!.map(({ system, continued, rows }) => ({
      anchor: system,
      title: all.system(system).name,
      ...(continued && { continued }),
      lines: rows.map((row) => rowLine(all, address, row)),
    })),
    pages: pageLinks(address, pages.length, page, (to) => routes.itemsOfKind(kind, to)),
  }
}

/** Every page of the items of one kind, by address. */
export const kindPages = (all: Portfolio): Map<string, { kind: string; page: number }> =>
  new Map(
    all.kinds.flatMap(({ kind }) =>
      kindList(all, kind).pages.map((_, at) => [routes.itemsOfKind(kind, at + 1), { kind, page: at + 1 }] as const),
    ),
  )

/** The line of an item in the list of its kind. */
export const lineOfItem = (all: Portfolio, item: Pick<ItemEntry, 'kind' | 'key'>): string =>
  `${routes.itemsOfKind(item.kind, kindList(all, item.kind).pageOf.get(item.key))}#${lineAnchor(item)}`
/** A system of that name has its own anchor there: no line is called so. */
const lineAnchor = ({ key }: Pick<ItemEntry, 'key'>): string => `item-${key.replaceAll('/', '-')}`

/** The page and place where the items of one kind and system begin. */
export const itemsOfSystem = (all: Portfolio, kind: string, system: string): string =>
  `${routes.itemsOfKind(kind, kindList(all, kind).begins.get(system))}#${system}`

const itemLine = (all: Portfolio, address: string, item: ItemEntry, system: boolean): ItemLine => {
  const to = href(address, routes.item(item.kind, item.key))
  const gaps = linked(all, address, gapsOf(item))
  return {
    link: { href: to, text: item.title },
    // the list of the first of each kind holds what all lists of kinds hold
    ...(!system && { anchor: lineAnchor(item) }),
    ...(apartId(item) && { id: item.id }),
    ...(system && { system: { href: href(address, routes.system(item.system)), text: all.system(item.system).name } }),
    ...(item.status && { state: saidState(item.status) }),
    gaps: gaps.slice(0, gapsInLine),
    ...(gaps.length > gapsInLine && { more: { href: to, text: `and ${gaps.length - gapsInLine} more` } }),
    written: written(all, address, item.place),
  }
}

/** A line before it is on a page: an item, or a folder above paths. */
interface Row {
  item?: ItemEntry
  /** Of a path: its last piece, since its folders stand above it. */
  text?: string
  depth?: number
  /** A folder that has its own line on a page before. */
  again?: boolean
}

function rowLine(all: Portfolio, address: string, { item, text = '', depth, again }: Row): ItemLine {
  const line = item && itemLine(all, address, item, false)
  if (line && depth === undefined) return line
  return {
    ...(!line || again ? { gaps: [], written: { text: '' } } : line),
    link: { href: line?.link.href ?? '', text },
    ...(line?.anchor && !again && { anchor: line.anchor }),
    ...(depth !== undefined && { depth }),
  }
}

interface KindList {
  pages: { system: string; continued: boolean; rows: Row[] }[][]
  count: number
  /** By system: the page on which its items begin. */
  begins: ReadonlyMap<string, number>
  /** By key of an item. */
  pageOf: ReadonlyMap<string, number>
}
const linesPerPage = 200
/** A page begins with the folders that its first path lies in; of more than these, with the nearest. */
const foldersAgain = 20

const kindLists = new WeakMap<Portfolio, Map<string, KindList>>()

/** The items of a kind by system, as their pages hold them. Made once, since every system asks where its own begin. */
function kindList(all: Portfolio, kind: string): KindList {
  const known = kindLists.get(all) ?? new Map<string, KindList>()
  kindLists.set(all, known)
  const made = known.get(kindPart(kind)) ?? cutIntoPages(kind, all.kinds.find((one) => kindPart(one.kind) === kindPart(kind))?.items ?? [])
  known.set(kindPart(kind), made)
  return made
}

function cutIntoPages(kind: string, items: readonly ItemEntry[]): KindList {
  const pages: KindList['pages'] = [[]]
  const begins = new Map<string, number>()
  const pageOf = new Map<string, number>()
  let lines = 0
  for (const [system, own] of Map.groupBy(items, (item) => item.system)) {
    const above: Row[] = []
    for (const row of kind === 'path' ? treeOf(own) : own.map((item): Row => ({ item }))) {
      if (lines === linesPerPage) {
        pages.push([])
        lines = 0
      }
      const page = pages.at(-1)!
      above.length = row.depth ?? 0
      if (page.at(-1)?.system !== system) {
        const again = above.slice(-foldersAgain).map((folder): Row => ({ ...folder, again: true }))
        page.push({ system, continued: begins.has(system), rows: again })
        lines += again.length
      }
      page.at(-1)!.rows.push(row)
      lines++
      above.push(row)
      if (!begins.has(system)) begins.set(system, pages.length)
      if (row.item) pageOf.set(row.item.key, pages.length)
    }
  }
  return { pages, count: items.length, begins, pageOf }
}

/** Paths as a tree: each below its folder, which is told once. */
function treeOf(items: readonly ItemEntry[]): Row[] {
  const rows: Row[] = []
  let open: string[] = []
  // a folder comes before what lies in it, and that before a neighbour whose name begins alike: "a", "a/b", "a-b"
  const inOrder = items
    .map((item) => ({ item, order: item.title.replaceAll('/', '\0') }))
    .sort((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)))
  for (const { item } of inOrder) {
    const pieces = item.title.replace(/\/$/, '').split(/(?<!^)\//)
    const last = pieces.length - 1
    let depth = 0
    while (depth < last && pieces[depth] === open[depth]) depth++
    for (; depth < last; depth++) rows.push({ text: `${pieces[depth]}/`, depth })
    rows.push({ item, text: `${pieces[last]}${item.title.endsWith('/') ? '/' : ''}`, depth })
    open = pieces
  }
  return rows
}

/** The gaps that an item names, and those that name it. */
const gapsOf = ({ gaps, namings }: Pick<Portfolio['items'][number], 'gaps' | 'namings'>) => [
  ...gaps,
  ...namings.flatMap(({ gap, words }) => (gap ? [{ key: gap, id: words }] : [])),
]

/** So many gaps, and places outside gaps, are told of on one page of an item. */
const tellersPerPage = 100
const pathsNearby = 100

interface Tellers {
  /** Gaps that it names itself, and that do not name it. */
  own: GapEntry[]
  /** Gaps that name it, each with every place. */
  namers: { gap: GapEntry; places: Naming[] }[]
  /** Places that are in no gap. */
  elsewhere: Naming[]
  count: number
}

/** Who has to do with an item: gaps gravest first, and otherwise in order. */
function tellersOf(all: Portfolio, { gaps, namings }: TracedItem): Tellers {
  const known = (keys: Iterable<string | undefined>): GapEntry[] =>
    [...keys].flatMap((key) => (key === undefined ? [] : (all.gap(key) ?? []))).sort(bySeverity)
  const byGap = Map.groupBy(namings, ({ gap }) => gap)
  // a gap that names it too stands there, with its places
  const own = known(new Set(gaps.map(({ key }) => key))).filter(({ key }) => !byGap.has(key))
  const namers = known(byGap.keys()).map((gap) => ({ gap, places: byGap.get(gap.key)! }))
  const elsewhere = byGap.get(undefined) ?? []
  return { own, namers, elsewhere, count: own.length + namers.length + elsewhere.length }
}

const pagesOf = ({ count }: Tellers) => Math.max(1, Math.ceil(count / tellersPerPage))

/** Every page of the items, by address. */
export const itemPages = (all: Portfolio, items: readonly TracedItem[]): Map<string, { item: TracedItem; page: number }> =>
  new Map(
    items.flatMap((item) =>
      Array.from({ length: pagesOf(tellersOf(all, item)) }, (_, at) => [routes.item(item.kind, item.key, at + 1), { item, page: at + 1 }]),
    ),
  )

/** The pages after the first only go on with who names it. */
export function itemView(all: Portfolio, item: TracedItem, page: number, html: Render): SectionView {
  const to = (number: number) => routes.item(item.kind, item.key, number)
  const address = to(page)
  const document = all.document(item.place.file)
  const tellers = tellersOf(all, item)
  const pages = pagesOf(tellers)
  const left = tellers.count - page * tellersPerPage
  let before = 0
  const onPage = <Teller>(entries: readonly Teller[]): readonly Teller[] => {
    const start = (page - 1) * tellersPerPage - before
    before += entries.length
    return entries.slice(Math.max(0, start), Math.max(0, start + tellersPerPage))
  }
  const place = (naming: Naming) => placeOf(all, item, naming, address)
  const gaps = onPage(tellers.own).map((gap) => gapLine(all, address, gap))
  const namers = onPage(tellers.namers).map(({ gap, places }) => ({ gap: gapLine(all, address, gap), places: places.map(place) }))
  const elsewhere = onPage(tellers.elsewhere).map(place)
  const outside = tellers.namers.length > 0 ? 'and elsewhere in the documents' : 'By no gap, but in the documents'
  return {
    ...section(all, page === 1 ? item : { ...item, fields: [], gaps: [] }, address, html),
    frame: frame(all, {
      address,
      ...headOf(all, to(1), page, pages),
      crumbs: [
        { to: routes.items, text: 'Items' },
        { to: routes.itemsOfKind(item.kind), text: capital(kindWord(item.kind, 2)) },
        // what is only named belongs to no document
        ...(document && item.enumerated ? [{ to: routes.document(document.system, document.slug), text: document.title }] : []),
      ],
    }),
    facts: factsOf(all, item, address),
    ...(page === 1 && { parts: partsOf(all, item, address, html) }),
    gaps,
    namedBy: [...namers, ...(elsewhere.length > 0 ? [{ elsewhere: outside, places: elsewhere }] : [])],
    pages: pageLinks(address, pages, page, to),
    ...(left > 0 && { rest: { href: href(address, to(page + 1)), text: `and ${left} more` } }),
    ...(page === 1 && surroundings(all, item, address, namers, gaps)),
  }
}

function factsOf(all: Portfolio, { system, group, status, standing }: TracedItem, address: string): SectionView['facts'] {
  return [
    { label: 'System', text: all.system(system).name, href: href(address, routes.system(system)) },
    ...(group ? [{ label: 'Stands under', text: group.words, href: written(all, address, group.place).href ?? '' }] : []),
    ...(status ? [{ label: 'State', said: saidState(status), written: written(all, address, status.place) }] : []),
    ...(standing ? [{ label: capital(standing.is), text: standing.words, href: written(all, address, standing.place).href ?? '' }] : []),
  ]
}

/** What its own section says; of what only gaps list, each entry that says more than its name. */
function partsOf(all: Portfolio, item: TracedItem, address: string, html: Render): SectionView['parts'] {
  if (item.enumerated) return section(all, item, address, html).parts
  return item.namings
    .filter(({ facet, place }) => facet && place.endLine > place.line)
    .slice(0, entriesShown)
    .map(({ place }) => ({ heading: 'As listed', html: html(place, address, 3), written: written(all, address, place) }))
}
const entriesShown = 3

/** What tabs and search results say: no two pages the same. */
function headOf(all: Portfolio, first: string, page: number, pages: number): { title: string; description: string } {
  const [title, description, site] = [all.title(first), all.description(first), ` · ${all.settings.title}`]
  if (page === 1) return { title, description }
  const named = title.endsWith(site) ? title.slice(0, -site.length) : title
  return { title: `${named}, page ${page} of ${pages}${site}`, description: `Page ${page} of ${pages}: ${description}` }
}

/** What stands around an item: who leads to it and where it leads, drawn where that helps, and its neighbours in the document. */
function surroundings(
  all: Portfolio,
  item: TracedItem,
  address: string,
  namers: readonly { gap: GapLine }[],
  gaps: readonly GapLine[],
): Pick<SectionView, 'nearby' | 'nearbyRest' | 'neighbourhood' | 'absent' | 'previous' | 'next'> {
  const id = apartId(item)
  const paths = all.pathsAround(item).map((one) => ({ href: href(address, routes.item(one.kind, one.key)), text: one.title }))
  const nearby = paths.slice(0, pathsNearby)
  const picture = neighbourhood({ title: item.title, kind: capital(kindWord(item.kind, 1)), ...(id && { id: spokenId(item.kind, id) }) }, [
    ...namers.map(({ gap }) => lineNeighbour(gap, 'before')),
    ...gaps.map((gap) => lineNeighbour(gap, 'after')),
    ...nearby.map((link) => ({ side: 'after' as const, kind: 'Path', href: link.href, title: link.text, spare: true })),
  ])
  return {
    nearby,
    ...(paths.length > nearby.length && {
      nearbyRest: { href: href(address, lineOfItem(all, item)), text: `and ${paths.length - nearby.length} more` },
    }),
    ...(picture && { neighbourhood: { picture, styles: href(address, routes.graphStyles) } }),
    ...(item.enumerated && gapsOf(item).length === 0 && { absent: 'It names no gap, and no gap names it.' }),
    ...around(all.itemsIn(item.place.file, item.kind), item.key, (other) => ({
      href: href(address, routes.item(other.kind, other.key)),
      text: called(other),
    })),
  }
}

type Naming = TracedItem['namings'][number]

/** A place that names an item: its words, where they say more than the title, and where that leads. */
function placeOf(
  all: Portfolio,
  { title, system }: TracedItem,
  { words, place, quote, repo, commit, path, lines }: Naming,
  address: string,
): SectionView['namedBy'][number]['places'][number] {
  const source =
    path && repo
      ? atCommit(all, system, { kind: 'evidence', text: words, place, repo, path, ...(commit && { commit }), ...(lines && { lines }) })
      : undefined
  const said = path && lines ? `${commit ? `at ${commit}, ` : ''}${/-/.test(lines) ? 'lines' : 'line'} ${lines}` : words
  return {
    ...(said !== title && { words: cut(said, 200) }),
    ...(quote && { quote }),
    ...(source && { href: source }),
    ...(holderOf(all, place, address) ?? {}),
    written: written(all, address, place),
  }
}

/** The item or step of a roadmap whose text a place is in. */
function holderOf(all: Portfolio, place: Place, address: string): { holder: Link } | undefined {
  const holder = all.holder(place)
  if (!holder) return undefined
  if ('phase' in holder) return { holder: { href: href(address, routes.phase(holder.phase.key)), text: called(holder.phase) } }
  const { item } = holder
  return { holder: { href: href(address, routes.item(item.kind, item.key)), text: `${capital(kindWord(item.kind, 1))} ${called(item)}` } }
}
