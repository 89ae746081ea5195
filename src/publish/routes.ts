/**
 * Routes: every address of the site. An address is the path of a file below the site's root, "gaps/wrkr/g-01.html",
 * with a fragment where one place of it is meant. Permalinks change here or not at all; what a key looks like is left to `link`.
 */
import { part } from '#link'

const page = (number: number) => (number > 1 ? `/${number}` : '')

export const routes = {
  home: 'index.html',
  missing: '404.html',
  system: (system: string) => `systems/${system}.html`,
  /** What its gaps say of each other, where that is too much for the system's own page. */
  dependencies: (system: string) => `systems/${system}/dependencies.html`,
  /** What documents of a system cite, by what became of it. */
  evidence: (system: string, sight: string, number = 1) => `systems/${system}/evidence/${part(sight)}${page(number)}.html`,
  /** The list of all gaps; its further pages have a folder of their own, since systems live right below `gaps/`. */
  gaps: (number = 1) => (number > 1 ? `gaps/page/${number}.html` : 'gaps.html'),
  /** With the level or state `none`: those that lack one. */
  gapsWithSeverity: (level: string, number = 1): string =>
    level === 'none' ? routes.gapsWithout('severity', number) : `gaps/severity/${level}${page(number)}.html`,
  gapsInState: (state: string, number = 1): string =>
    state === 'none' ? routes.gapsWithout('state', number) : `gaps/state/${state}${page(number)}.html`,
  gapsOfSystem: (system: string, number = 1) => `gaps/system/${system}${page(number)}.html`,
  gapsInCategory: (system: string, category: string, number = 1) => `gaps/category/${system}/${category}${page(number)}.html`,
  gapsOfPhase: (key: string, number = 1) => `gaps/phase/${key}${page(number)}.html`,
  gapsOfEffort: (effort: string, number = 1) => `gaps/effort/${effort}${page(number)}.html`,
  gapsWithout: (what: string, number = 1) => `gaps/has-no/${what}${page(number)}.html`,
  gap: (key: string) => `gaps/${key}.html`,
  document: (system: string, slug: string) => `documents/${system}/${slug}.html`,
  /** Gaps against what they lead to: all, and beside each list its own; see `matrix.ts`. */
  matrix: 'matrix.html',
  matrixOfSystem: (system: string) => `matrix/${system}.html`,
  /** What the filter of a matrix knows of each row. */
  matrixData: (system = '') => `assets/matrix-data${system && `-${system}`}.js`,
  items: 'items.html',
  itemsOfKind: (kind: string, number = 1) => `items/${kindPart(kind)}${page(number)}.html`,
  /** Its further pages lie beside the systems, as those of all gaps do: below its key other items may lie. */
  item: (kind: string, key: string, number = 1) => `items/${kindPart(kind)}/${number > 1 ? 'page/' : ''}${key}${page(number)}.html`,
  /** What a stakeholder needs, on one page: of a system, or of all. */
  brief: (system?: string) => (system === undefined ? 'brief.html' : `brief/${system}.html`),
  roadmap: 'roadmap.html',
  roadmapOfSystem: (system: string) => `roadmap/${system}.html`,
  phase: (key: string) => `roadmap/${key}.html`,
  /** Its further pages lie beside the systems, as those of all gaps do; its files have a folder for each system. */
  backlog: (number = 1) => (number > 1 ? `backlog/page/${number}.html` : 'backlog.html'),
  backlogOfSystem: (system: string, number = 1) => `backlog/${system}${page(number)}.html`,
  backlogWithout: (rule: string, number = 1) => `backlog/has-no/${rule}${page(number)}.html`,
  backlogFile: (name: string, system?: string) =>
    system !== undefined ? `backlog/${system}/${name}` : name.startsWith('backlog.') ? name : `backlog/${name}`,
  actions: (number = 1) => (number > 1 ? `actions/${number}.html` : 'actions.html'),
  findings: (number = 1) => (number > 1 ? `findings/${number}.html` : 'findings.html'),
  changes: (number = 1) => (number > 1 ? `changes/${number}.html` : 'changes.html'),
  /** The same for those who read elsewhere. */
  feed: 'feed.xml',
  page: (slug: string) => `pages/${slug}.html`,
  search: 'search.html',
  /** What is found by id and title, and how the full text is indexed: its records are gone when a build is done. */
  searchData: 'assets/search-data.js',
  searchRecords: 'search-records.json',
  fullText: 'pagefind',
  searchStyles: 'assets/search.css',
  /** Colours of code; its own file, since only pages with code load it. */
  code: 'assets/code.css',
  /** Of lists that one can narrow down: their styles, what their filter knows of each gap, and scripts by name. */
  filterStyles: 'assets/filter.css',
  matrixStyles: 'assets/matrix.css',
  /** Of pictures of who leads to whom, on the pages that have one. */
  graphStyles: 'assets/graph.css',
  filterData: 'assets/gaps.js',
  script: (name: string) => `assets/${name}.js`,
  image: (name: string) => `images/${name}`,
  card: (name: string) => `cards/${name}`,
  /** What others take away, and the page that says who needs which. */
  share: 'share.html',
  gapsFile: (ending: 'json' | 'csv') => `gaps.${ending}`,
  itemsFile: 'items.json',
  schema: (name: string) => `schema/${name}.json`,
  /** The Markdown beside a page; see `twins.ts` and `pagetwins.ts`. */
  twin: (address: string) => address.replace(/\.html$/, '.md'),
  assistants: 'llms.txt',
  robots: 'robots.txt',
  sitemap: (number = 1) => `sitemap${number > 1 ? `-${number}` : ''}.xml`,
} as const

/** Address part of a kind of items: the word of its heading. */
export const kindPart = (kind: string): string => part(kind) || 'item'

/**
 * A link from one page to another that holds wherever the site lies, on disk too: relative, and naming the file.
 * `href('gaps/wrkr/g-01.html', 'systems/wrkr.html')` → "../../systems/wrkr.html"
 */
export function href(from: string, to: string): string {
  const hash = to.indexOf('#')
  const path = hash < 0 ? to : to.slice(0, hash)
  const fragment = hash < 0 ? '' : `#${encodeURIComponent(to.slice(hash + 1))}`
  if (path === from && fragment) return fragment
  const here = from.split('/').slice(0, -1)
  const there = path.split('/')
  const shared = here.findIndex((piece, index) => there[index] !== piece)
  const common = Math.min(shared < 0 ? here.length : shared, there.length - 1)
  const up = '../'.repeat(here.length - common)
  return up + there.slice(common).map(encodeURIComponent).join('/') + fragment
}

/** Where a page stands in the world: `absolute('https://acme.org/gaps', 'gaps/wrkr/g-01.html')`. */
export const absolute = (site: string, address: string): string =>
  `${site.replace(/\/+$/, '')}/${address === routes.home ? '' : href('', address)}`

/** What Astro calls a page's parameter: the address below a folder, without its ending. */
export const parameter = (address: string, folder: string): string => address.slice(folder.length + 1).replace(/\.html$/, '')
