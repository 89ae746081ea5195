/**
 * Sitemap: pages of the site for search engines, with the day of their last change where history knows it and none otherwise; only
 * where the settings say where the site stands, since it holds absolute addresses alone. And `robots.txt`, which lets everyone in.
 */
import { lastChange, latest } from '#model'
import { briefs } from './brief.ts'
import type { Portfolio } from './portfolio.ts'
import { absolute, kindPart, routes } from './routes.ts'
import { mayHaveWork } from './work.ts'

/** A sitemap holds no more. */
const mostInOne = 50_000

interface Entry {
  address: string
  day?: string | undefined
}

/** By file name: one sitemap, or a list of several. None without the address of the site. */
export function sitemaps(all: Portfolio, most = mostInOne): Map<string, string> {
  const site = all.settings.address
  if (!site) return new Map()
  const entries = entriesOf(all)
  const parts = Array.from({ length: Math.ceil(entries.length / most) }, (_, at) => entries.slice(at * most, (at + 1) * most))
  if (parts.length === 1) return new Map([[routes.sitemap(), urls(site, entries)]])
  const names = parts.map((_, at) => routes.sitemap(at + 2))
  return new Map([
    [
      routes.sitemap(),
      document(
        'sitemapindex',
        names.map((name) => `<sitemap><loc>${escaped(absolute(site, name))}</loc></sitemap>`),
      ),
    ],
    ...parts.map((part, at) => [names[at]!, urls(site, part)] as const),
  ])
}

export const robotsText = ({ settings }: Portfolio): string =>
  `User-agent: *\nAllow: /\n${settings.address ? `\nSitemap: ${absolute(settings.address, routes.sitemap())}\n` : ''}`

const urls = (site: string, entries: readonly Entry[]): string =>
  document(
    'urlset',
    entries.map(({ address, day }) => `<url><loc>${escaped(absolute(site, address))}</loc>${day ? `<lastmod>${day}</lastmod>` : ''}</url>`),
  )

const document = (name: string, lines: readonly string[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<${name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`,
    ...lines,
    `</${name}>`,
    '',
  ].join('\n')

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;').replaceAll('"', '&quot;')

/** What a reader may look for; lists of one choice, further pages and files for programs are a step from there. */
function entriesOf(all: Portfolio): Entry[] {
  const changed = (file: string) => all.history.get(file)?.changed
  return [
    { address: routes.home, day: latest(all.documents.map(({ file }) => changed(file))) },
    ...all.guides.map(({ slug }) => ({ address: routes.page(slug) })),
    ...all.systems.map(({ slug, documents }) => ({ address: routes.system(slug), day: latest(documents.map(changed)) })),
    ...all.documents.map(({ system, slug, file }) => ({ address: routes.document(system, slug), day: changed(file) })),
    ...(all.gaps.length > 0 ? [{ address: routes.gaps() }, { address: routes.matrix }] : []),
    ...(all.changes ? [{ address: routes.changes() }] : []),
    ...all.gaps.map(({ key, mentions }) => ({
      address: routes.gap(key),
      day: latest(mentions.map(({ place }) => lastChange(all.history, place))),
    })),
    ...(all.phases.length > 0 ? [{ address: routes.roadmap }] : []),
    ...all.phases.map(({ key, place }) => ({ address: routes.phase(key), day: lastChange(all.history, place) })),
    ...(mayHaveWork(all) ? [{ address: routes.backlog() }] : []),
    ...(all.items.length > 0 ? [{ address: routes.items }] : []),
    ...[...new Set(all.items.map(({ kind }) => kindPart(kind)))].map((kind) => ({ address: routes.itemsOfKind(kind) })),
    ...all.items.map(({ kind, key }) => ({ address: routes.item(kind, key) })),
    ...[...briefs(all).keys()].map((address) => ({ address })),
    ...(all.findings.length > 0 ? [{ address: routes.findings() }] : []),
    { address: routes.share },
  ]
}
