/**
 * Weight: what a browser must fetch to show a page, packed with gzip as hosts do: HTML, styles, and scripts before a reader has
 * touched anything; and what the first touch of a page's controls adds. Of each kind of page the median and the heaviest. We aim at
 * 22 KB for a gap, of which 4 KB are scripts, and 4 KB of our own for what a touch adds. Pictures and icons are not counted.
 */
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { files, pagesOf } from '../built.ts'
import { onSite } from './site.ts'

type Part = 'html' | 'styles' | 'scripts' | 'later'
const parts: readonly Part[] = ['html', 'styles', 'scripts', 'later']
/** Bytes of a page. */
export type Weight = Record<Part, number>

export const whole = ({ html, styles, scripts }: Weight): number => html + styles + scripts

/** Weighs every page of a site. */
export function weigh(all: ReadonlyMap<string, string>): Map<string, Weight> {
  const known = new Map<string, number>()
  const packed = (name: string): number => {
    const size = known.get(name) ?? gzipSync(all.get(name)!).length
    known.set(name, size)
    return size
  }
  return new Map(
    pagesOf(all).map(([name, html]) => {
      const sum = (addresses: Iterable<string>) =>
        [...addresses].reduce((size, to) => size + packed(path.posix.join(path.posix.dirname(name), to)), 0)
      const tags = (pattern: RegExp) => Array.from(html.matchAll(pattern), ([, found]) => found!)
      return [
        name,
        {
          html: packed(name),
          styles: sum(tags(/<link (?=[^>]*rel="stylesheet")[^>]*href="([^"]+)"/g)),
          scripts: sum(tags(/<script [^>]*src="([^"]+)"/g)),
          later: sum(tags(/ data-wakes="([^"]+)"/g).flatMap((scripts) => scripts.split(' '))),
        },
      ]
    }),
  )
}

const kinds: Record<string, RegExp> = {
  home: /^index\.html$/,
  system: /^systems\//,
  'list of all gaps': /^gaps(?:\/page\/\d+)?\.html$/,
  'narrower list': /^gaps\/(?:severity|state|system|category|phase|effort|has-no)\//,
  gap: /^gaps\//,
  document: /^documents\//,
  items: /^items(?:\/[^/]+)?\.html$/,
  item: /^items\//,
  roadmap: /^roadmap(?:\/[^/]+)?\.html$/,
  phase: /^roadmap\//,
  matrix: /^matrix/,
  findings: /^findings/,
  'page written by hand': /^pages\//,
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1)
const row = (name: string, cells: readonly (string | number)[]): void =>
  console.log(name.padEnd(24) + cells.map((cell) => String(cell).padStart(10)).join(''))

export async function bench([given]: readonly string[]): Promise<void> {
  await onSite(given, async (folder) => {
    const weights = weigh(await files(folder))
    const by = Map.groupBy(weights, ([name]) => Object.keys(kinds).find((kind) => kinds[kind]!.test(name)) ?? 'other')
    row('KB, gzip', ['pages', 'HTML', 'styles', 'scripts', 'together', 'heaviest', 'a touch'])
    for (const kind of Object.keys(kinds)) {
      const own = (by.get(kind) ?? []).map(([, weight]) => weight).toSorted((a, b) => whole(a) - whole(b))
      if (own.length === 0) continue
      const middle = own[Math.floor(own.length / 2)]!
      const later = Math.max(...own.map(({ later }) => later))
      row(kind, [
        own.length,
        ...parts.slice(0, 3).map((part) => kilobytes(middle[part])),
        kilobytes(whole(middle)),
        kilobytes(whole(own.at(-1)!)),
        later > 0 ? kilobytes(later) : '',
      ])
    }
  })
}
