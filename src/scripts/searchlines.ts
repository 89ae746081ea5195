/**
 * Search lines: results as the dialog and the page of searching set them, and what both begin with: the table, Pagefind where it can
 * be had, and why it cannot. Whatever comes from documents becomes text; of Pagefind's HTML its `<mark>` alone is let through.
 */
import type { SearchTable, Shape } from '#publish'
import { element, link, words } from './elements.ts'
import { type FullText, type Hit, openFullText, type Pagefind } from './searching.ts'

declare global {
  var lacunaSearch: SearchTable
}

/** The root of the site, as the link in every page's frame knows it. */
export const root = new URL('.', document.querySelector<HTMLAnchorElement>('.top .search')!.href).href

/** A script or stylesheet of the site. */
export function bring(name: string): Promise<unknown> {
  const address = `${root}assets/${name}`
  const made = name.endsWith('.css')
    ? Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address })
    : Object.assign(document.createElement('script'), { src: address })
  return new Promise((done, fail) => {
    made.onload = done
    made.onerror = fail
    document.head.append(made)
  })
}

const fromDisk = location.protocol === 'file:'
/** Said where only ids and titles are searched. */
export const without = `${
  fromDisk ? 'Opened from disk' : 'Where no build has made it'
}, a page may not read the index of the full text: only ids, titles, severities, phases and systems are searched.`

let opened: Promise<FullText | undefined> | undefined
/** Pagefind with its rows; nothing where there is no server, or no index. */
export async function fullText(): Promise<FullText | undefined> {
  if (!fromDisk) opened ??= open().catch(() => undefined)
  return opened
}
async function open(): Promise<FullText> {
  const folder = `${root}pagefind/`
  const [pagefind, names] = await Promise.all([
    import(`${folder}pagefind.js`) as Promise<Pagefind>,
    fetch(`${folder}rows.json`).then((answer) => answer.json() as Promise<string[]>),
  ])
  return openFullText(lacunaSearch, pagefind, names, new URL(folder).pathname)
}

/** A severity as `Mark.astro` sets it. */
const mark = (level: keyof SearchTable['shapes'], word: string) =>
  element('span', `mark severity ${level}`, draw(lacunaSearch.shapes[level]), element('span', 'word', word))

function draw([name, attributes, ...inner]: Shape): Element {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const key in attributes) made.setAttribute(key, attributes[key]!)
  made.append(...inner.map(draw))
  return made
}

/** An excerpt: what Pagefind escaped as text, what it marked as marks. */
function marked(html: string): (Node | string)[] {
  const plain = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  return html.split(/<mark>(.*?)<\/mark>/s).map((piece, at) => (at % 2 ? element('mark', '', plain(piece)) : plain(piece)))
}

/** A result, whose excerpt comes when it is read. @param sections how many of a document are shown below it */
export function line({ row, data }: Hit, query: string, sections: number): HTMLElement {
  const { rows, facets } = lacunaSearch
  const [[href, id, title, lang], ...values] = rows[row] as [(typeof rows)[number][0], ...number[][]]
  const of = (facet: string, what: 'words' | 'values' = 'words') => {
    const at = facets.findIndex(({ name }) => name === facet)
    return values[at]?.[0] === undefined ? '' : facets[at]![what][values[at][0]]!
  }
  const name = element('span', '', ...words(title))
  name.lang = lang
  const level = of('severity', 'values') as keyof SearchTable['shapes'] | ''
  const made = element(
    'li',
    '',
    link(to(href, query), 'name', ...(id ? [element('span', 'id', id), ' '] : []), name),
    element(
      'span',
      'more',
      ...(level ? [mark(level, of('severity'))] : []),
      ...['state', 'kind', 'system'].flatMap((facet) => (of(facet) ? element('span', '', of(facet)) : [])),
    ),
  )
  // of what has no name one knows at least where it is
  if (!title && !data) name.append(of('document'))
  void data?.().then(({ excerpt, sub_results }) => {
    const said = element('p', 'excerpt', ...marked(excerpt))
    if (!title) name.append(...said.childNodes)
    // its name alone is there already
    else if (!title.includes(said.textContent)) made.append(said)
    const below = sub_results.filter(({ url }) => url.includes('#')).slice(0, sections)
    if (!href.includes('#') && below.length > 0)
      made.append(
        element(
          'ul',
          'sections',
          ...below.map(({ title, url, excerpt }) =>
            element(
              'li',
              '',
              link(to(href + url.replace(/^[^#]*/, ''), query), 'name', title.trim()),
              element('p', 'excerpt', ...marked(excerpt)),
            ),
          ),
        ),
      )
  })
  return made
}

/** Where a result leads; its page marks the words. */
function to(href: string, query: string): string {
  const [page, fragment] = href.split('#')
  return `${root}${page}?find=${encodeURIComponent(query)}${fragment ? `#${fragment}` : ''}`
}
