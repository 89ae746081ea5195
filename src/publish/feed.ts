/**
 * Feed: the latest changes as Atom, for those who read elsewhere. The id of an entry is made of what happened, never of when the site
 * was built or where it stands: a later build adds what is new and nothing else. What can be said of a change is left to `changes.ts`.
 */
import { createHash } from 'node:crypto'
import type { Change, ChangeSet } from '#model'
import { changesPlaces, changeWord, commitAnchor, commitLink, inOrder, subjectOf } from './changes.ts'
import { absolute, gapName, severityMark, stateMark } from './frame.ts'
import type { Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'

const entriesMost = 100

/** Nothing where nothing is known to have changed. */
export function feed(all: Portfolio): string | undefined {
  const { origin, sets = [] } = all.changes ?? {}
  const [latest] = sets
  if (origin === undefined || !latest) return undefined
  const { title, address } = all.settings
  const link = (to: string) => (address ? withFragment(address, to) : href(routes.feed, to))
  const places = changesPlaces(all)
  const entries = sets
    .flatMap((set) => inOrder(set).map((change) => ({ set, change })))
    .slice(0, entriesMost)
    .map(({ set, change }) => {
      const to = change.page === undefined ? places.get(commitAnchor(set))! : routes.gap(change.page)
      const commit = commitLink(all, set)
      return element('entry', [
        text('title', `${changeWord(change)}: ${gapName(change)}`),
        text('id', urn(origin, change.gap, set.commit.hash, change.kind)),
        text('updated', moment(set)),
        empty('link', { rel: 'alternate', type: 'text/html', href: link(to) }),
        ...(commit ? [empty('link', { rel: 'related', href: commit })] : []),
        empty('category', { term: change.kind, label: changeWord(change) }),
        text('content', sentence(all, set, change), { type: 'text' }),
      ])
    })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    text('title', `Changes · ${title}`),
    text('id', urn(origin)),
    text('updated', moment(sets.reduce((last, set) => (set.commit.seconds > last.commit.seconds ? set : last), latest))),
    ...(address ? [empty('link', { rel: 'self', type: 'application/atom+xml', href: absolute(address, routes.feed) })] : []),
    empty('link', { rel: 'alternate', type: 'text/html', href: link(routes.changes()) }),
    element('author', [text('name', title)]),
    text('generator', 'Lacuna'),
    ...entries,
    '</feed>',
    '',
  ].join('\n')
}

const withFragment = (site: string, to: string): string => {
  const [page, fragment] = to.split('#') as [string, string?]
  return `${absolute(site, page)}${fragment === undefined ? '' : `#${encodeURIComponent(fragment)}`}`
}

/** A UUID of version 8: 122 bits of a digest. */
function urn(...of: readonly string[]): string {
  const digits = createHash('sha256').update(JSON.stringify(of)).digest('hex')
  const variant = '89ab'[Number.parseInt(digits[16]!, 16) % 4]
  return `urn:uuid:${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

/** In UTC, without parts of a second, which git does not keep. */
const moment = ({ commit }: ChangeSet): string => {
  const time = new Date(commit.seconds * 1000)
  // any number can stand in a commit: one that no year of four digits has is told by its day
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? `${commit.date}T00:00:00Z` : time.toISOString().replace('.000', '')
}

/** "G-01 Resume, a gap of Wrkr: severity, High → Critical. Commit a1b2c3d of 2026-01-02: What was done" */
function sentence(all: Portfolio, set: ChangeSet, change: Change): string {
  const { kind, from, to, level, state, system } = change
  const turn =
    kind === 'severity'
      ? [severityMark(level?.from ?? 'none').word, severityMark(level?.to ?? 'none').word]
      : kind === 'state' || kind === 'closed' || kind === 'reopened'
        ? [stateMark(state?.from ?? 'none').word, stateMark(state?.to ?? 'none').word]
        : kind === 'phases'
          ? [from ?? 'no phase', to ?? 'no phase']
          : kind === 'title' || kind === 'moved'
            ? [from, to]
            : [level?.to && severityMark(level.to).word, state?.to && stateMark(state.to).word]
  const told = turn.filter((word) => word !== undefined)
  const arrow = kind === 'opened' || kind === 'returned' ? ', ' : ' → '
  const { hash, date } = set.commit
  const subject = subjectOf(set)
  // a system that is gone has no name any more
  const known = all.systems.find(({ slug }) => slug === system)
  return [
    `${gapName(change)}${known ? `, a gap of ${known.name}` : ''}: ${changeWord(change).toLowerCase()}${told.length > 0 ? `, ${told.join(arrow)}` : ''}.`,
    `Commit ${hash.slice(0, 7)} of ${date}${subject ? `: ${subject}` : '.'}`,
  ].join(' ')
}

// ——— XML, of the few signs that it allows

const clean = (said: string): string => said.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (said: string): string => clean(said).replace(/[&<>"]/g, (sign) => signs[sign]!)
const attributes = (own: Record<string, string>): string =>
  Object.entries(own)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('')
const empty = (name: string, own: Record<string, string>): string => `<${name}${attributes(own)}/>`
const text = (name: string, said: string, own: Record<string, string> = {}): string =>
  `<${name}${attributes(own)}>${escaped(said)}</${name}>`
const element = (name: string, inside: readonly string[]): string => `<${name}>\n${inside.join('\n')}\n</${name}>`
