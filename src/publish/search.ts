/**
 * Search: what can be found and by what: a record of each gap, document, step, item, finding and hand-written page, whose text is
 * indexed after the build (`searchfiles.ts`); the table by which browsers find ids and titles and count facets, a script since a
 * page opened from disk may fetch nothing; and the page of its own. How results are ranked and shown is left to `scripts/`.
 */
import type { Nodes } from 'mdast'
import { type Former, isLettered } from '#link'
import { type Level, levels, type Place } from '#model'
import { cut } from './entries.ts'
import { facetsOf } from './facets.ts'
import type { FilterTable, FilterView } from './filter.ts'
import { findingLines } from './findings.ts'
import { enumerate, type Frame, frame, type Link, many, severityMark } from './frame.ts'
import type { Document } from './html.ts'
import { kindWord } from './items.ts'
import { apartId, capital, type Portfolio, spokenId } from './portfolio.ts'
import { href, kindPart, routes } from './routes.ts'
import { slice } from './slice.ts'
import { spelling } from './spelling.ts'
import { mayHaveWork } from './work.ts'

export const searchFacets = ['system', 'kind', 'severity', 'state', 'phase', 'category', 'document', 'has-no'] as const
type SearchFacet = (typeof searchFacets)[number]

/** What is found: its place in the site, what it is called, and by what it can be narrowed down. Its text is made only when asked for. */
interface Entry {
  /** With a fragment where a place of a page is meant. */
  address: string
  id?: string
  title: string
  /** Of its title; empty where nobody says. */
  lang: string
  /** Spellings of the ids by which it is found, the one that it goes by first. */
  spellings: readonly string[]
  /** Values by facet, as they stand in addresses. */
  values: Partial<Record<SearchFacet, readonly string[]>>
  text: () => { text: string } | { html: string }
}

/** What the index of the full text is made of; in the order of the table's rows. */
export interface SearchRecord {
  url: string
  /** Language of the text, which decides on how its words are bent. */
  language: string
  title: string
  /** What else it is found by: kind, system, severity and state, in our words and the author's. */
  also: string
  text?: string
  /** Of what has sections: HTML with their headings, whose ids are those of the page. */
  html?: string
}

/** Addresses start from the root of the site; spellings stand apart by blanks. */
export type SearchLine = [href: string, id: string, title: string, lang: string, spellings: string]

export interface SearchTable extends FilterTable<SearchLine> {
  /** A facet tells of a thing where its words find it as those of a title do. */
  facets: { name: string; values: string[]; words: string[]; tells?: true }[]
  /** Of the indexes of the full text, that of our own pages apart. */
  languages: string[]
  /** What is drawn beside the word of a severity. */
  shapes: Record<Level, Shape>
}

/** An element of a picture, and those within it. */
export type Shape = [name: string, attributes: Record<string, string>, ...inner: Shape[]]

export interface SearchView {
  frame: Frame
  styles: string[]
  /** Loaded with the page; it loads `scripts` when a reader turns to them, or comes by an address that tells what was looked for. */
  wake: string
  scripts: string[]
  facets: FilterView['facets']
  /** How much there is to be found, e.g. "57 gaps and 812 other things". */
  lead: string
  /** The ways to everything without a search. */
  lists: { title: string; links: Link[] }[]
}

/** Texts of the corpus by place. */
export interface SearchTexts {
  sources: ReadonlyMap<string, Document>
  /** A document as its own page shows it. */
  document: (file: string) => string
  /** A hand-written page as HTML of headings and text. */
  guide: (slug: string) => string
}

/** More boxes than this nobody reads through. */
const offered = 60
/** Nor longer words beside one. */
const longest = 60
/** So much of what an item is called is kept: some are sentences. */
const titled = 120
/** Language of our own words, and of documents that nobody says a language of. */
const ours = 'en'

const noText: SearchTexts = { sources: new Map(), document: () => '', guide: () => '' }

function entriesOf(all: Portfolio, { redirects, gone }: Former, texts: SearchTexts = noText): Entry[] {
  const formerOf = Map.groupBy(redirects.keys(), (from) => redirects.get(from)!)
  const gapFacets = valuesOfGaps(all)
  const langOf = (file: string) => all.document(file)?.lang ?? ''
  const documentOf = (file: string) => {
    const document = all.document(file)
    return document ? [`${document.system}/${document.slug}`] : []
  }
  const at = (places: readonly Place[]) => () => ({
    text: places
      .flatMap((place) => {
        const source = texts.sources.get(place.file)
        return source ? slice(source, place).map(textOf) : []
      })
      .join('\n'),
  })
  /** The ids in addresses; of what has none they are made of its title. */
  const idsIn = (addresses: readonly string[]) => addresses.map((one) => one.split('/').at(-1)!).filter((one) => /\d/.test(one))
  const spelled = (kind: string, ids: readonly (string | undefined)[]) => [
    ...new Set(ids.flatMap((id) => (id ? [spelling(isLettered(id) ? id : spokenId(kind, id))] : []))),
  ]
  return [
    ...all.gaps.map(
      (gap): Entry => ({
        address: routes.gap(gap.key),
        ...(apartId(gap) && { id: spokenId('gap', gap.id!) }),
        title: gap.title,
        lang: langOf(gap.place.file),
        // what it was called before comes last
        spellings: spelled('gap', [gap.id, ...gap.mentions.map(({ id }) => id), ...idsIn(formerOf.get(gap.key) ?? [])]),
        values: {
          ...gapFacets.get(gap.key),
          system: [gap.system],
          kind: ['gap'],
          document: [...new Set(gap.mentions.flatMap(({ place }) => documentOf(place.file)))],
        },
        text: at(gap.mentions.map(({ place }) => place)),
      }),
    ),
    ...all.documents.map(
      (document): Entry => ({
        address: routes.document(document.system, document.slug),
        title: document.title,
        lang: document.lang ?? '',
        spellings: [],
        values: { system: [document.system], kind: ['document'], document: documentOf(document.file) },
        text: () => ({ html: texts.document(document.file) }),
      }),
    ),
    ...all.guides.map(
      (guide): Entry => ({
        address: routes.page(guide.slug),
        title: guide.title,
        lang: ours,
        spellings: [],
        values: { kind: ['page'] },
        text: () => ({ html: texts.guide(guide.slug) }),
      }),
    ),
    ...all.phases.map(
      (phase): Entry => ({
        address: routes.phase(phase.key),
        ...(apartId(phase) && { id: spokenId(phase.kind, phase.id!) }),
        title: phase.title,
        lang: langOf(phase.place.file),
        spellings: spelled(phase.kind, [phase.id]),
        values: { system: [phase.system], kind: ['step'], phase: [phase.key], document: documentOf(phase.place.file) },
        text: at([phase.place]),
      }),
    ),
    ...all.items.map(
      (item): Entry => ({
        address: routes.item(item.kind, item.key),
        ...(apartId(item) && { id: spokenId(item.kind, item.id!) }),
        title: item.title,
        lang: langOf(item.place.file),
        spellings: spelled(item.kind, [item.id]),
        values: { system: [item.system], kind: [kindPart(item.kind)], document: documentOf(item.place.file) },
        text: item.enumerated ? at([item.place]) : () => ({ text: item.title }),
      }),
    ),
    ...findingsOf(all),
    ...gone.map(
      ({ address, former = [], system, document, id, title, text, removed }): Entry => ({
        address: routes.gap(address),
        ...(id && { id: spokenId('gap', id) }),
        title,
        lang: '',
        // after the gaps that bear such an id, or bore it
        spellings: ['', ...spelled('gap', [id, ...idsIn([address, ...former])])],
        values: {
          kind: ['removed'],
          ...(all.systems.some(({ slug }) => slug === system) && { system: [system] }),
          ...(all.documents.some((one) => one.system === system && one.slug === document) && { document: [`${system}/${document}`] }),
        },
        text: () => ({ text: removed?.text || text || title }),
      }),
    ),
  ]
}

/** What is said of one place, together: an address is found once. */
const findingsOf = (all: Portfolio): Entry[] =>
  [...Map.groupBy(all.findings, ({ place }) => place.file)].flatMap(([file, findings]) => {
    const document = all.document(file)
    const lines = Map.groupBy(findingLines(all, '', findings), ({ written }) => written.href ?? href('', routes.findings()))
    return [...lines].map(
      ([to, [first, ...others]]): Entry => ({
        address: decodeURIComponent(to),
        title: first!.message,
        lang: ours,
        spellings: [],
        values: { kind: ['finding'], ...(document && { system: [document.system], document: [`${document.system}/${document.slug}`] }) },
        text: () => ({ text: [first!, ...others].map(({ message, mend }) => `${message}: ${mend}.`).join('\n') }),
      }),
    )
  })

/** By key of a gap, its values of the facets that lists have too. */
function valuesOfGaps(all: Portfolio): Map<string, Entry['values']> {
  const found = new Map<string, Record<string, string[]>>()
  for (const { name, values } of facetsOf(all).facets)
    if (searchFacets.includes(name as SearchFacet))
      for (const { value, gaps } of values)
        if (value !== 'none')
          for (const { key } of gaps) {
            const own = found.get(key) ?? {}
            found.set(key, own)
            own[name] ??= []
            own[name].push(value)
          }
  return found
}

interface Value {
  value: string
  word: string
  of?: string
  mark?: FilterView['facets'][number]['options'][number]['mark']
  count: number
}

const titles: Record<SearchFacet, string> = {
  system: 'System',
  kind: 'Kind',
  severity: 'Severity',
  state: 'State',
  phase: 'Phase',
  category: 'Category',
  document: 'Document',
  'has-no': 'Has no',
}

/** Values that something has, in the order of the lists, of the documents, and of kinds as they come. */
function facetValues(all: Portfolio, entries: readonly Entry[]): { name: SearchFacet; values: Value[] }[] {
  const counts = new Map(searchFacets.map((name) => [name, new Map<string, number>()]))
  for (const { values } of entries)
    for (const [name, own] of Object.entries(values)) {
      const count = counts.get(name as SearchFacet)!
      for (const value of own) count.set(value, (count.get(value) ?? 0) + 1)
    }
  const system = (slug: string) => (all.systems.length > 1 ? { of: all.system(slug).name } : {})
  const kinds: Record<string, string> = {
    gap: 'Gap',
    document: 'Document',
    page: 'Page',
    step: 'Step of a roadmap',
    finding: 'Finding',
    removed: 'Removed gap',
  }
  const known = new Map(facetsOf(all).facets.map(({ name, values }) => [name as string, values]))
  const named: Record<SearchFacet, Omit<Value, 'count'>[]> = {
    system: all.systems.map(({ slug, name }) => ({ value: slug, word: name })),
    kind: [
      ...Object.entries(kinds).map(([value, word]) => ({ value, word })),
      ...all.kinds
        .map(({ kind }) => ({ value: kindPart(kind), word: capital(kindWord(kind, 1)) }))
        .filter(({ value }) => !Object.hasOwn(kinds, value)),
    ],
    severity: [...(known.get('severity') ?? [])],
    state: [...(known.get('state') ?? [])],
    phase: all.phases.map((phase) => ({
      value: phase.key,
      word: [apartId(phase), phase.title].filter(Boolean).join(' '),
      ...system(phase.system),
    })),
    category: (known.get('category') ?? []).map(({ value, word, system: of }) => ({ value, word, ...(of && system(of)) })),
    document: all.documents.map((document) => ({
      value: `${document.system}/${document.slug}`,
      word: document.title,
      ...system(document.system),
    })),
    'has-no': [...(known.get('has-no') ?? [])],
  }
  return searchFacets.flatMap((name) => {
    const values = named[name].flatMap(({ value, word, of, mark }) => {
      const count = counts.get(name)!.get(value) ?? 0
      return count > 0 ? [{ value, word, ...(of && { of }), ...(mark && { mark }), count }] : []
    })
    return values.length > 0 ? [{ name, values }] : []
  })
}

/** Of what nobody looks for by its name the table keeps no title: its text is found all the same. */
const unnamed = new Set(['work', 'criterion', 'finding'])

/** As `Mark.astro` and `MarkShape.astro` draw them. */
const picture = (...inner: Shape[]): Shape => ['svg', { viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' }, ...inner]
const solid = (d: string): Shape => ['path', { class: 'solid', d }]
const ring = (r: string): Shape => ['circle', { class: 'line', cx: '8', cy: '8', r }]
const shapes: SearchTable['shapes'] = {
  critical: picture(solid('M5 1h6l4 4v6l-4 4H5l-4-4V5z')),
  high: picture(solid('M8 1.2 15.4 14.4H.6z')),
  medium: picture(ring('6.2'), solid('M8 1.8a6.2 6.2 0 0 1 0 12.4z')),
  low: picture(ring('5')),
}

const telling: ReadonlySet<SearchFacet> = new Set(['system', 'severity', 'phase'])

/** What browsers know of all that can be found. */
export function searchTable(all: Portfolio, former: Former): SearchTable {
  const entries = entriesOf(all, former)
  const facets = facetValues(all, entries)
  const numbers = facets.map(({ values }) => new Map(values.map(({ value }, at) => [value, at])))
  return {
    facets: facets.map(({ name, values }) => ({
      name,
      values: values.map(({ value }) => value),
      // a box stands below what it is chosen of, words of a choice stand alone
      words: values.map(({ word }) => (name === 'has-no' ? 'no ' : '') + cut(word, longest)),
      ...(telling.has(name) && { tells: true }),
    })),
    languages: [...new Set(entries.map(languageOf))].filter((language) => language !== ours).sort(),
    shapes,
    rows: entries.map((entry) => [
      [
        href('', entry.address),
        entry.id ?? '',
        unnamed.has(entry.values.kind![0]!) ? '' : cut(entry.title, titled),
        entry.lang,
        entry.spellings.join(' '),
      ],
      ...facets.map(({ name }, facet) => (entry.values[name] ?? []).flatMap((value) => numbers[facet]!.get(value) ?? [])),
    ]),
  }
}

/** What is indexed, in the order of the table's rows. */
export function searchRecords(all: Portfolio, former: Former, texts: SearchTexts): SearchRecord[] {
  const entries = entriesOf(all, former, texts)
  const words = new Map(
    facetValues(all, entries).map(({ name, values }) => [name, new Map(values.map(({ value, word }) => [value, word]))]),
  )
  return entries.map((entry) => {
    const named = (name: SearchFacet) => (entry.values[name] ?? []).map((value) => words.get(name)!.get(value))
    const gap = entry.values.kind![0] === 'gap' ? all.gap(entry.address.slice('gaps/'.length, -'.html'.length)) : undefined
    return {
      url: href('', entry.address),
      language: languageOf(entry),
      title: [entry.id, entry.title].filter(Boolean).join(' '),
      also: [
        ...(['kind', 'system', 'severity', 'state', 'category'] as const).flatMap(named),
        gap?.severity?.words,
        gap?.status?.words,
        gap?.owner?.words,
      ]
        .filter(Boolean)
        .join(' '),
      ...entry.text(),
    }
  })
}

/** The document's; but words that no blanks part are found in an index of such a language alone, whatever is said of the document. */
const languageOf = ({ lang, title }: Entry): string => {
  const said = /^[a-z]{2,3}(?=$|[-_])/i.exec(lang)?.[0].toLowerCase() ?? ours
  const letters = title.match(/\p{L}/gu) ?? []
  const unparted = letters.filter((letter) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter))
  if (['zh', 'ja'].includes(said) || unparted.length <= letters.length / 4) return said
  return unparted.some((letter) => !/\p{Script=Han}/u.test(letter)) ? 'ja' : 'zh'
}

export function searchView(all: Portfolio, former: Former): SearchView {
  const address = routes.search
  const entries = entriesOf(all, former)
  const link = (to: string, text: string): Link => ({ href: href(address, to), text })
  const others = entries.length - all.gaps.length - all.documents.length
  const counted = [many(all.gaps.length, 'gap'), many(all.documents.length, 'document'), ...(others > 0 ? [`${others} other things`] : [])]
  const lists = [
    {
      title: 'Gaps',
      links:
        all.gaps.length > 0
          ? [
              link(routes.gaps(), 'All gaps'),
              ...levels
                .filter((level) => all.gaps.some(({ severity }) => severity?.level === level))
                .map((level) => link(routes.gapsWithSeverity(level), severityMark(level).word)),
              link(routes.matrix, 'Matrix'),
            ]
          : [],
    },
    { title: 'Systems', links: all.systems.slice(0, offered).map(({ slug, name }) => link(routes.system(slug), name)) },
    {
      title: 'Documents',
      links: all.documents.slice(0, offered).map(({ system, slug, title }) => ({ ...link(routes.document(system, slug), title) })),
    },
    {
      title: 'Beside them',
      links: [
        ...(all.phases.length > 0 ? [link(routes.roadmap, 'Roadmap')] : []),
        ...(mayHaveWork(all) ? [link(routes.backlog(), 'Backlog')] : []),
        ...(all.items.length > 0 ? [link(routes.items, 'Items')] : []),
        link(routes.findings(), 'Findings'),
        ...(all.changes ? [link(routes.changes(), 'Changes')] : []),
        ...(all.gaps.length > 0 ? [link(routes.brief(), 'Brief')] : []),
        ...all.guides.map(({ slug, title }) => link(routes.page(slug), title)),
      ],
    },
  ]
  return {
    frame: frame(all, {
      address,
      title: `Search · ${all.settings.title}`,
      description: `Find a gap by its id in any spelling, a word of its text, its severity or phase: ${counted.join(', ')}.`,
    }),
    styles: [routes.filterStyles, routes.searchStyles].map((to) => href(address, to)),
    wake: href(address, routes.script('search-wake')),
    scripts: [routes.searchData, routes.script('search-page')].map((to) => href(address, to)),
    facets: facetValues(all, entries)
      .filter(({ values }) => values.length > 1 || values.some(({ count }) => count < entries.length))
      .map(({ name, values }) => {
        const shown = values.length > offered ? frequent(values) : values
        return {
          name,
          title: titles[name],
          options: shown.map((one) => ({ ...one, word: cut(one.word, longest) })),
          more: values.length - shown.length,
        }
      }),
    lead: enumerate(counted),
    lists: lists.filter(({ links }) => links.length > 0),
  }
}

const frequent = (values: readonly Value[]): Value[] => {
  const first = new Set(values.toSorted((a, b) => b.count - a.count).slice(0, offered))
  return values.filter((value) => first.has(value))
}

/** Between their words stand blanks. */
const apart = new Set(['root', 'list', 'listItem', 'table', 'tableRow', 'blockquote', 'footnoteDefinition'])
const silent = new Set(['yaml', 'toml', 'definition'])

/** All that a node says, as text. */
export function textOf(node: Nodes): string {
  if (silent.has(node.type)) return ''
  // of HTML what stands between its tags
  if (node.type === 'html') return node.value.replace(/<!--[\s\S]*?(?:-->|$)|<\/?[a-z][^>]*>/gi, ' ')
  if ('value' in node) return node.value
  if (node.type === 'image') return node.alt ?? ''
  if (node.type === 'break') return ' '
  return 'children' in node ? node.children.map(textOf).join(apart.has(node.type) ? '\n' : '') : ''
}

/** The HTML of a page written by hand: its headings with the ids of the page, and what it says. Components stay out. */
export function guideHtml(tree: Nodes, headings: readonly { slug: string; text: string }[]): string {
  const left = [...headings]
  const blocks = 'children' in tree ? tree.children : []
  return blocks
    .map((block) => {
      const text = textOf(block).trim()
      if (block.type !== 'heading') return text && `<p>${escaped(text)}</p>`
      const at = left.findIndex((heading) => heading.text === text)
      const id = at < 0 ? '' : ` id="${escaped(left.splice(0, at + 1).at(-1)!.slug)}"`
      return `<h${block.depth}${id}>${escaped(text)}</h${block.depth}>`
    })
    .filter(Boolean)
    .join('\n')
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
