/**
 * Frame: what every page has around its matter: name, description, way back, menu, and the small parts that views share,
 * such as links, marks and places. All links are relative to the page that the frame is of.
 */
import type { Place, Severity, Status } from '#model'
import { cut, type GapEntry } from './entries.ts'
import { inRepository } from './forge.ts'
import { apartId, type Guide, type LevelOrNone, type Portfolio, type StateOrNone, spokenId } from './portfolio.ts'
import { absolute, href, routes } from './routes.ts'
import { type Unfolding, unfolding } from './unfolding.ts'
import { mayHaveWork } from './work.ts'

export { absolute } from './routes.ts'

export interface Link {
  href: string
  text: string
  /** Set where the text is an author's and its language known. */
  lang?: string
  current?: boolean
  /** Leaves the site. */
  external?: boolean
}

export interface Frame {
  /** Address of the page itself. */
  address: string
  title: string
  description: string
  site: Link
  crumbs: Link[]
  menu: Link[]
  footer: Link[]
  /** Where one searches; scripts open a dialog instead. */
  search: Link
  icon: string
  touchIcon: string
  /** The script that sets the theme before anything is drawn. */
  theme: string
  /** The script of what a page can do beyond being read. */
  aids: string
  /** What changed, as Atom, where a history tells it. */
  feed?: string
  /** Absolute address, only when the settings say where the site stands. */
  canonical?: string
  /** The same as Markdown; the page of searching has none. */
  twin?: string
  /** What other programs show of a link to the page. */
  unfolding: Unfolding
}

export interface Matter {
  address: string
  title: string
  description: string
  crumbs?: { to: string; text: string }[]
}

export function frame(all: Portfolio, { address, title, description: told, crumbs = [] }: Matter): Frame {
  const description = cut(told, 160)
  const site = { href: href(address, routes.home), text: all.settings.title }
  const link = (to: string, text: string, below: string): Link => ({
    href: href(address, to),
    text,
    ...((address === to || address.startsWith(below)) && { current: true }),
  })
  return {
    address,
    title,
    description,
    site,
    crumbs: [...(address === routes.home ? [] : [{ href: site.href, text: 'All systems' }])].concat(
      crumbs.map(({ to, text }) => ({ href: href(address, to), text })),
    ),
    menu: [
      { ...link(routes.home, 'Systems', 'systems/'), ...(address.startsWith('documents/') && { current: true }) },
      ...(all.gaps.length > 0 ? [link(routes.gaps(), 'Gaps', 'gaps/'), link(routes.matrix, 'Matrix', 'matrix/')] : []),
      ...(all.phases.length > 0 ? [link(routes.roadmap, 'Roadmap', 'roadmap/')] : []),
      ...(mayHaveWork(all)
        ? [{ ...link(routes.backlog(), 'Backlog', 'backlog/'), ...(/^actions[./]/.test(address) && { current: true }) }]
        : []),
      ...(all.items.length > 0 ? [link(routes.items, 'Items', 'items/')] : []),
      ...(all.findings.length > 0 ? [link(routes.findings(), 'Findings', 'findings/')] : []),
      ...(all.changes ? [link(routes.changes(), 'Changes', 'changes/')] : []),
    ],
    footer: [...all.guides.map((guide) => link(routes.page(guide.slug), guide.title, '\n')), link(routes.share, 'Share', '\n')],
    search: { href: href(address, routes.search), text: 'Search', ...(address === routes.search && { current: true }) },
    icon: href(address, 'favicon.svg'),
    touchIcon: href(address, 'apple-touch-icon.png'),
    theme: href(address, 'theme.js'),
    aids: href(address, routes.script('aids')),
    ...(all.changes && { feed: href(address, routes.feed) }),
    ...(all.settings.address && { canonical: absolute(all.settings.address, address) }),
    // searching is done by a script
    ...(address !== routes.search && { twin: href(address, routes.twin(address)) }),
    unfolding: unfolding(all, { address, title, description, crumbs }),
  }
}

/** A hand-written page: only its frame is ours. */
export const guideFrame = (all: Portfolio, { slug, title, description }: Guide): Frame =>
  frame(all, {
    address: routes.page(slug),
    title: `${title} · ${all.settings.title}`,
    description: description ?? `${title}: a page of ${all.settings.title}`,
  })

export interface MissingView {
  title: string
  /** Absolute, and only where the settings say where the site stands: the page is served at any depth. */
  home?: string
}

export const missingView = ({ settings }: Portfolio): MissingView => ({
  title: `Not found · ${settings.title}`,
  ...(settings.address && { home: absolute(settings.address, routes.home) }),
})

/** Links to the pages of a long list; none where one page holds it. */
export const pageLinks = (address: string, pages: number, page: number, to: (page: number) => string): Link[] =>
  pages > 1
    ? Array.from({ length: pages }, (_, at) => ({ href: href(address, to(at + 1)), text: String(at + 1), current: at + 1 === page }))
    : []

/** A level or state as word, shape and colour, beside the author's own words. */
export interface Mark {
  kind: 'severity' | 'state'
  value: LevelOrNone | StateOrNone
  word: string
}

const levelWords: Record<LevelOrNone, string> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', none: 'No severity' }
const stateWords: Record<StateOrNone, string> = { open: 'Open', partial: 'Partial', closed: 'Closed', planned: 'Planned', none: 'No state' }

export const severityMark = (level: LevelOrNone): Mark => ({ kind: 'severity', value: level, word: levelWords[level] })
export const stateMark = (state: StateOrNone): Mark => ({ kind: 'state', value: state, word: stateWords[state] })

/** A value with the author's words where they differ from ours. */
export interface Said {
  mark: Mark
  /** The author's. */
  words: string
  /** Whether they are our very word: then the mark says them already. */
  same: boolean
  /** The author's label, when the value was not called a severity or status. */
  from?: string
  href?: string
}

export const saidSeverity = ({ level, words, from }: Severity, list?: string): Said => ({
  mark: severityMark(level),
  ...compared(words, levelWords[level]),
  // a heading above that gives the level is where the words are written, no label of theirs
  ...(from && from.length <= 24 && !from.includes(words) && { from }),
  ...(list && { href: list }),
})

export const saidState = ({ state, words }: Status, list?: string): Said => ({
  mark: stateMark(state),
  ...compared(words, stateWords[state]),
  ...(list && { href: list }),
})

const compared = (words: string, ours: string) => ({ words: words.trim(), same: words.trim().toLowerCase() === ours.toLowerCase() })

/** A number that is a link to what it counts. */
export interface Count {
  mark?: Mark
  word: string
  count: number
  href?: string
}

/** "1 gap", "57 gaps" */
export const many = (count: number, word: string, plural = `${word}s`): string => `${count} ${count === 1 ? word : plural}`

/** "a, b and c" */
export const enumerate = (words: readonly string[], last = 'and'): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`

/** Where something is written: the document's page at that line, and the line in the repository where one is named. */
export interface Written {
  /** e.g. "gaps-v1.md:72", or "line 72" where the file is known */
  text: string
  href?: string
  source?: string
  /** Where the line can be edited; set for what a page is about, not for every place it names. */
  edit?: string
}

/** A place that a page is about: it can be edited from there. */
export function writtenHere(all: Portfolio, from: string, place: Place): Written {
  const document = all.document(place.file)
  const edit = document && inRepository(all, document.system, place.file, place.line, 'edit')
  return { ...written(all, from, place), ...(edit && { edit }) }
}

/** @param near the file that the page speaks of anyway */
export function written(all: Portfolio, from: string, place: Place, near?: string): Written {
  const document = all.document(place.file)
  const name = place.file.slice(place.file.lastIndexOf('/') + 1)
  if (!document) return { text: `${place.file}:${place.line}` }
  const repository = inRepository(all, document.system, place.file, place.line)
  const anchor = all.anchor(place.file, place.line)
  return {
    text: place.file === near ? `line ${place.line}` : `${name}:${place.line}`,
    href: href(from, `${routes.document(document.system, document.slug)}${anchor ? `#${anchor}` : ''}`),
    ...(repository && { source: repository }),
  }
}

/** A gap in a list. */
export interface GapLine {
  href: string
  id?: string
  title: string
  lang?: string
  severity?: Said
  state?: Said
  system?: Link
  /** Where the system has several. */
  document?: Link
  effort?: string
  category?: Link
}

/** What a line tells beside the gap itself: not what the list says already. */
export interface Shows {
  system?: boolean
  category?: boolean
  document?: boolean
}

/** In a line there is no room for more of an author's words. */
const inLine = 48
/** In the column of severities only for those beside our word that are a sign themselves: "P0", "P0/P1", "Blocker". */
const inColumn = 8

export function gapLine(all: Portfolio, from: string, gap: GapEntry, shows: Shows = {}): GapLine {
  const category = shows.category ? all.category(gap) : undefined
  const document = all.document(gap.place.file)
  const lang = document?.lang ?? ''
  const brief = (said: Said): Said => ({ ...said, words: cut(said.words, inLine) })
  const briefest = ({ mark, words, same }: Said): Said => ({ mark, words, same: same || words.length > inColumn })
  return {
    href: href(from, routes.gap(gap.key)),
    ...(apartId(gap) && { id: gap.id }),
    title: gap.title,
    lang,
    ...(gap.severity && { severity: briefest(saidSeverity(gap.severity)) }),
    ...(gap.status && { state: brief(saidState(gap.status)) }),
    ...(shows.system && { system: { href: href(from, routes.system(gap.system)), text: all.system(gap.system).name } }),
    ...(shows.document &&
      document &&
      all.system(gap.system).documents.length > 1 && {
        document: {
          href: href(from, routes.document(document.system, document.slug)),
          text: cut(document.title, inLine),
          lang,
        },
      }),
    ...(gap.effort && { effort: cut(gap.effort.words, inLine) }),
    ...(category && { category: { href: href(from, routes.gapsInCategory(category.system, category.slug)), text: category.words } }),
  }
}

/** What the lines of a page have, so that all its lists stand in the same columns. */
export interface Columns {
  graded: boolean
  /** How wide the column of ids is: for numbers, for `G-01`, or for `GAP-SEC-001`; none where no gap has one. */
  ids?: 'short' | 'middle' | 'long'
}

export function columnsOf(lines: readonly GapLine[]): Columns {
  const longest = lines.reduce((longest, { id = '' }) => Math.max(longest, id.length), 0)
  return {
    graded: lines.some(({ severity }) => severity),
    ...(longest > 0 && { ids: longest > 6 ? 'long' : longest > 2 ? 'middle' : 'short' }),
  }
}

/** "G-01 Resume", "Gap 3 Recursion" */
export const gapName = (gap: { id?: string | undefined; title: string }): string =>
  [apartId(gap) && spokenId('gap', gap.id!), gap.title].filter(Boolean).join(' ')

export const gapLink = (from: string, gap: { key: string; id?: string; title: string }): Link => ({
  href: href(from, routes.gap(gap.key)),
  text: gapName(gap),
})

/** The gaps that others point at, each once; an id that no gap bears stays text. */
export function linked(all: Portfolio, address: string, pointers: readonly { key?: string; id: string }[]): Link[] {
  const seen = new Set<string>()
  return pointers.flatMap(({ key, id }) => {
    if (seen.has(key ?? id)) return []
    seen.add(key ?? id)
    const gap = key ? all.gap(key) : undefined
    return [
      gap
        ? { href: href(address, routes.gap(gap.key)), text: gap.id ? spokenId('gap', gap.id) : gap.title }
        : { href: '', text: spokenId('gap', id) },
    ]
  })
}
