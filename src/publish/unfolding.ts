/**
 * Unfolding: what other programs show of a link to a page: chats and forums by Open Graph, search engines by the facts in its data. All
 * of it is said on the page itself; what can only be told with an absolute address is left out where the site's is not known.
 */
import { lastChange } from '#model'
import type { CardPicture } from './cards.ts'
import type { DocumentEntry, GapEntry } from './entries.ts'
import type { Matter } from './frame.ts'
import { apartId, capital, type Portfolio, spokenId, unticked } from './portfolio.ts'
import { absolute, href, routes } from './routes.ts'

export interface Unfolding {
  title: string
  type: 'article' | 'website'
  site: string
  /** Of the document, where it is known. */
  locale?: string
  /** Absolute, as its address is. */
  image?: CardPicture
  /** Facts in the words of schema.org, as JSON that no text can end. */
  data: string
}

interface About {
  system?: string
  gap?: GapEntry
  document?: DocumentEntry
}

export function unfolding(all: Portfolio, matter: Matter): Unfolding {
  const { settings } = all
  const about = aboutOf(all, matter.address)
  const language = languageOf((about.document ?? (about.gap && all.document(about.gap.place.file)))?.lang)
  const end = ` · ${settings.title}`
  const title = matter.title.endsWith(end) ? matter.title.slice(0, -end.length) : matter.title
  const card = all.card?.(matter.address) ?? all.card?.(routes.system(about.system ?? '')) ?? all.card?.(routes.home)
  const image = settings.address && card ? { ...card, address: absolute(settings.address, card.address) } : undefined
  const type = about.gap || about.document ? 'article' : 'website'
  return {
    title,
    type,
    site: settings.title,
    ...(language && { locale: language.replaceAll('-', '_') }),
    ...(image && { image }),
    data: inert({ '@context': 'https://schema.org', '@graph': facts(all, matter, { about, title, language, image: image?.address }) }),
  }
}

interface Known {
  about: About
  title: string
  language: string | undefined
  image: string | undefined
}

function facts(all: Portfolio, { address, title: whole, description, crumbs = [] }: Matter, known: Known): object[] {
  const { settings } = all
  const { about, title, language, image } = known
  // relative to the page where nobody knows where it stands
  const to = (other: string) => (settings.address ? absolute(settings.address, other) : href(address, other))
  const own = settings.address && { url: absolute(settings.address, address) }
  const site = { '@type': 'WebSite', name: settings.title, url: to(routes.home) }
  if (address === routes.home) return [{ ...site, ...(own ?? { url: undefined }), description, ...(image && { image }) }]
  const { gap, document } = about
  const changed = gap ? lastChange(all.history, gap.place) : document && all.history.get(document.file)?.changed
  const id = gap && apartId(gap)
  const keywords = [gap?.severity?.level, gap?.status?.state].flatMap((value) => (value ? [capital(value)] : []))
  const page = {
    ...(gap || document ? { '@type': 'TechArticle', headline: unticked((gap ?? document)!.title) } : { '@type': 'WebPage', name: title }),
    description,
    ...own,
    ...(id && { identifier: spokenId('gap', id) }),
    ...(keywords.length > 0 && { keywords }),
    ...(language && { inLanguage: language }),
    ...(document?.date?.iso && { datePublished: document.date.iso }),
    ...(changed && { dateModified: changed }),
    ...(about.system !== undefined && { about: { '@type': 'Thing', name: all.system(about.system).name } }),
    ...(image && { image }),
    isPartOf: site,
  }
  const way = [{ to: routes.home, text: settings.title }, ...crumbs].map(({ to: other, text }) => ({
    name: unticked(text),
    item: to(other),
  }))
  const here = unticked(gap?.title ?? document?.title ?? '') || (whole === title ? title : title.split(' · ')[0]!)
  const list = [...way, { name: here }].map((one, at) => ({ '@type': 'ListItem', position: at + 1, ...one }))
  return [page, { '@type': 'BreadcrumbList', itemListElement: list }]
}

/** Within a script nothing but its end tag is seen by the browser, and this holds no "<" at all. */
const inert = (value: object): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Only what is a language: documents call many things by that label. */
const languageOf = (words: string | undefined): string | undefined =>
  words !== undefined && /^[a-z]{2,3}(?:-[a-z]{4})?(?:-[a-z]{2})?$/i.test(words) ? Intl.getCanonicalLocales(words)[0] : undefined

const known = new WeakMap<Portfolio, Map<string, About>>()

/** What a page is of, by its address. */
function aboutOf(all: Portfolio, address: string): About {
  let pages = known.get(all)
  if (!pages) {
    pages = new Map<string, About>([
      ...all.gaps.map((gap) => [routes.gap(gap.key), { gap, system: gap.system }] as const),
      ...all.documents.map((document) => [routes.document(document.system, document.slug), { document, system: document.system }] as const),
      ...all.items.map(({ kind, key, system }) => [routes.item(kind, key), { system }] as const),
      ...all.phases.map(({ key, system }) => [routes.phase(key), { system }] as const),
    ])
    known.set(all, pages)
  }
  return pages.get(address) ?? ofSystem(all, address)
}

/** Pages that each system has of its own lie at its name in a folder of theirs. */
function ofSystem(all: Portfolio, address: string): About {
  const slug = /^(?:systems|brief|roadmap|matrix|backlog|gaps\/(?:system|category))\/([^/]+?)(?:\/.*)?(?:\.html)?$/.exec(address)?.[1]
  return slug !== undefined && systemsOf(all).has(slug) ? { system: slug } : {}
}

const slugs = new WeakMap<Portfolio, Set<string>>()

function systemsOf(all: Portfolio): Set<string> {
  const found = slugs.get(all) ?? new Set(all.systems.map(({ slug }) => slug))
  slugs.set(all, found)
  return found
}
