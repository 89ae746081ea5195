/**
 * Kinds: the kinds of page that a built site has, each with the page that shows most of what its kind can show. They are found by
 * address and by what is on the page, not by the words of any document. Addresses themselves: `publish/routes.ts`.
 */
import { routes } from '../../src/publish/routes.ts'
import { pagesOf } from '../built.ts'

export interface Kind {
  name: string
  address: string
}

/** In the order of a visit. A kind that the site has no page of is left out. */
export function kindsOf(files: ReadonlyMap<string, string>): Kind[] {
  const pages = pagesOf(files)
  const under = (folder: string, also: (html: string) => boolean = () => true) =>
    richest(pages.filter(([name, html]) => name.startsWith(folder) && also(html)))
  const exactly = (address: string) => (files.has(address) ? address : undefined)
  const gaps = pages.filter(([name, html]) => name.startsWith('gaps/') && bodyIs('gap')(html))
  const lists = pages.filter(([name, html]) => name.startsWith('gaps/') && !bodyIs('gap')(html))

  const found: Record<string, string | undefined> = {
    home: exactly(routes.home),
    system: richest(pages.filter(([name]) => /^systems\/[^/]+$/.test(name))),
    dependencies: richest(pages.filter(([name]) => /^systems\/[^/]+\/dependencies\.html$/.test(name))),
    evidence: richest(pages.filter(([name]) => /^systems\/[^/]+\/evidence\//.test(name))),
    gaps: exactly(routes.gaps()),
    'gaps-filtered': richest(lists.filter(([name]) => !name.startsWith('gaps/page/'))),
    'gaps-page-2': exactly(routes.gaps(2)),
    gap: richest(gaps),
    'gap-with-severity': richest(gaps.filter(([, html]) => says(html, 'severity') && !says(html, 'state'))),
    'gap-with-state': richest(gaps.filter(([, html]) => says(html, 'state'))),
    'gap-without-severity': richest(gaps.filter(([, html]) => !says(html, 'severity'))),
    'gap-plainest': plainest(gaps),
    matrix: exactly(routes.matrix),
    'matrix-of-system': richest(pages.filter(([name]) => /^matrix\/[^/]+$/.test(name))),
    'matrix-filtered': under('matrix/has-no/'),
    document: under('documents/'),
    'document-longest': longest(pages.filter(([name]) => name.startsWith('documents/'))),
    'document-plainest': plainest(pages.filter(([name]) => name.startsWith('documents/'))),
    items: exactly(routes.items),
    'items-of-kind': richest(pages.filter(([name]) => /^items\/[^/]+$/.test(name))),
    item: richest(pages.filter(([name]) => /^items\/[^/]+\/(?!page\/)[^/]+\//.test(name))),
    roadmap: exactly(routes.roadmap),
    'roadmap-of-system': under('roadmap/', bodyIs('roadmap')),
    phase: under('roadmap/', (html) => !bodyIs('roadmap')(html)),
    brief: exactly(routes.brief()),
    'brief-of-system': under('brief/'),
    backlog: exactly(routes.backlog()),
    'backlog-of-system': under('backlog/', bodyIs('backlog')),
    actions: exactly(routes.actions()),
    findings: exactly(routes.findings()),
    changes: exactly(routes.changes()),
    share: exactly(routes.share),
    guide: under('pages/'),
    search: exactly(routes.search),
    missing: exactly(routes.missing),
  }
  const addresses = new Set<string>()
  return Object.entries(found).flatMap(([name, address]) => {
    if (address === undefined || addresses.has(address)) return []
    addresses.add(address)
    return [{ name, address }]
  })
}

/** Pages that the sample site must have; a test says so when one is lost, or found no more. */
export const expected = [
  'home',
  'system',
  'evidence',
  'gaps',
  'gaps-filtered',
  'gaps-page-2',
  'gap',
  'gap-with-severity',
  'gap-without-severity',
  'matrix',
  'matrix-of-system',
  'document',
  'items',
  'items-of-kind',
  'item',
  'roadmap',
  'phase',
  'brief',
  'brief-of-system',
  'backlog',
  'backlog-of-system',
  'actions',
  'findings',
  'share',
  'guide',
  'search',
  'missing',
]

type Pages = readonly (readonly [name: string, html: string])[]

const bodyIs = (kind: string) => (html: string) => html.includes(`<body class="${kind}"`)

/** Whether the head of a gap's page has a mark of a severity or a state. */
const says = (html: string, what: 'severity' | 'state') =>
  (html.split('class="graded"')[1]?.split('</p>')[0] ?? '').includes(`mark ${what}`)

/** The page with most different elements, by name and class; a long one must have more to offer. */
const richest = (pages: Pages) => first(pages, (html) => new Set(html.match(/<[a-z]\w*(?: class="[^"]*")?/g)).size - html.length / 20_000)
const longest = (pages: Pages) => first(pages, (html) => html.length)
const plainest = (pages: Pages) => first(pages, (html) => -html.length)

function first(pages: Pages, weight: (html: string) => number): string | undefined {
  const weighed = pages.map(([name, html]) => ({ name, weight: weight(html) }))
  return weighed.toSorted((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))[0]?.name
}
