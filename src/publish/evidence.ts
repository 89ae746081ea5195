/**
 * Evidence: what the texts of gaps cite, beside what became of it in the checkout that their system names: a list on each gap's page,
 * counts on the system's, and a list for each count. Nothing is said of a system without a checkout. The judging is `observe`'s.
 */
import path from 'node:path'
import {
  type Citation,
  contains,
  type FacetName,
  type Gap,
  type Place,
  type Reference,
  repositoryName,
  type System,
  type Verdict,
  verdicts,
} from '#model'
import { cut } from './entries.ts'
import { inSources } from './forge.ts'
import { type Frame, frame, type Link, many, pageLinks, type Written, written } from './frame.ts'
import { called, type Portfolio, spokenId } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** A verdict; and apart from what is missing, what the document itself says is still to come. */
export const sights = [...verdicts, 'not there yet'] as const
export type Sight = (typeof sights)[number]

/** Beside its shape. */
export const sightWords: Record<Sight, string> = {
  verified: 'Verified',
  moved: 'Moved',
  changed: 'Changed',
  missing: 'Missing',
  'not checkable': 'Not checkable',
  'not there yet': 'Not there (yet)',
}

/** What a gap cites, once, and what became of it. */
export interface Checked {
  gap: string
  citation: Citation
  /** Named where it is another repository than the one that was looked into. */
  repo?: string
  /** Where it is written first; in the evidence of the gap, if it is written there. */
  place: Place
  evidence: boolean
  sight: Sight
  verdict: Verdict
}

/** Fields that speak of what is to be, or is known not to be. */
const ahead: ReadonlySet<FacetName> = new Set(['artifacts', 'requiredWork', 'targetState', 'acceptanceCriteria', 'metrics', 'missing'])

/**
 * All that the gaps of a system cite, judged, by key of the gap.
 * @param folder what the folder of the checkout is called
 */
export async function heldAgainst(
  gaps: readonly Gap[],
  { settings, documents }: System,
  folder: string,
  verify: (citations: readonly Citation[]) => Promise<readonly Verdict[]>,
): Promise<[string, Checked[]][]> {
  const known = new Set([settings.repository, folder].flatMap((name) => (name ? [repositoryName(name)] : [])))
  const cited = gaps.map((gap) => [gap.key, citationsOf(gap, known)] as const)
  const own = cited.flatMap(([, all]) => all.filter(({ repo }) => repo === undefined))
  const judged = await verify(own.map(({ citation }) => citation))
  const byCitation = new Map(own.map((one, at) => [one, judged[at]!]))
  return cited.flatMap(([gap, all]): [string, Checked[]][] => {
    if (all.length === 0) return []
    const checked = all.flatMap((one): Checked[] => {
      const verdict = byCitation.get(one) ?? { class: 'not checkable', note: `another repository, ${one.repo}` }
      const { ahead, ...rest } = one
      // a document of the site is where it is, whatever the checkout holds
      if (verdict.class === 'missing' && one.repo === undefined && isDocument(one, documents)) return []
      return [{ gap, ...rest, verdict, sight: verdict.class === 'missing' && ahead ? 'not there yet' : verdict.class }]
    })
    return checked.length > 0 ? [[gap, checked]] : []
  })
}

const isDocument = ({ citation, place }: Cited, documents: readonly string[]): boolean =>
  !citation.commit && documents.includes(path.posix.join(path.posix.dirname(place.file), citation.path))

type Cited = Pick<Checked, 'citation' | 'repo' | 'place' | 'evidence'> & { ahead: boolean }

/** Each once, in the order of the text. */
function citationsOf({ mentions }: Gap, known: ReadonlySet<string>): Cited[] {
  const found = new Map<string, Cited>()
  for (const { fields, references } of mentions)
    for (const reference of references) {
      const { kind, path, lines, commit, quote, repo, place } = reference
      if ((kind !== 'evidence' && kind !== 'path') || !path) continue
      const citation: Citation = { path, ...(commit && { commit }), ...(lines && { lines }), ...(quote && { quote }) }
      const names = fields.flatMap((field) => (field.name && contains(field.place, place) ? [field.name] : []))
      const evidence = names.includes('evidence')
      const one: Cited = {
        citation,
        ...(repo && !known.has(repositoryName(repo)) && { repo }),
        place,
        evidence,
        ahead: kind === 'path' && names.some((name) => ahead.has(name)),
      }
      const key = JSON.stringify([citation, one.repo])
      const before = found.get(key)
      if (!before) found.set(key, one)
      else {
        // what one field takes for granted is not only to come
        before.ahead &&= one.ahead
        if (evidence && !before.evidence) Object.assign(before, { place, evidence })
      }
    }
  return [...found.values()]
}

/** How often each became of what the evidence of a gap cites; nothing at all without a checkout. */
export function verdictsOf(all: Portfolio, gap: string): Record<Sight, number> | undefined {
  const checked = all.evidence.get(gap)
  if (!checked) return undefined
  const counts = Object.fromEntries(sights.map((sight) => [sight, 0])) as Record<Sight, number>
  for (const { sight, evidence } of checked) if (evidence) counts[sight]++
  return counts
}

export interface CheckedLine {
  sight: Sight
  word: string
  /** e.g. "src/a.ts:31-34" */
  text: string
  href?: string
  /** The commit, where the list does not name one for all. */
  at?: string
  /** Where it is instead. */
  to?: { text: string; href?: string }
  quote?: string
  lang?: string
  note: string
  written: Written
}

/** What was held against the repository, and at which commit if it was one for all. */
export interface CheckedList {
  against: { text: string; href?: string }
  at?: string
  lines: CheckedLine[]
}

const longestQuote = 160

/** @param near the file that the page speaks of anyway */
function lineOf(
  all: Portfolio,
  from: string,
  system: string,
  { sight, citation, repo, place, verdict }: Checked,
  near?: string,
): CheckedLine {
  const path = citation.path.replace(/^(?:\.\/)+/, '')
  const text = (path: string, lines: string | undefined) => (lines ? `${path}:${lines}` : path)
  const commit = verdict.commit ?? citation.commit
  // a name that git knows nothing of leads nowhere
  const named = verdict.commit !== undefined || citation.commit === undefined || /^[0-9a-f]{6,}$/.test(citation.commit)
  const link = (path: string, lines: string | undefined) => {
    const to = /^[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path) || !named ? undefined : inSources(all, system, { commit, path, lines })
    return to === undefined ? {} : { href: to }
  }
  const elsewhere = (verdict.path !== undefined && verdict.path !== path) || sight === 'moved'
  const lines = verdict.lines ?? (elsewhere ? undefined : citation.lines)
  const there = sight !== 'missing' && sight !== 'not there yet' && repo === undefined
  return {
    sight,
    word: sightWords[sight],
    text: text(repo ? `${repo}:${path}` : path, citation.lines),
    ...(there && !elsewhere && link(path, lines)),
    ...(commit && { at: /^[0-9a-f]{7,}$/.test(commit) ? commit.slice(0, 7) : cut(commit, 40) }),
    ...(elsewhere && { to: { text: text(verdict.path ?? path, lines), ...link(verdict.path ?? path, lines) } }),
    ...(citation.quote && { quote: cut(citation.quote, longestQuote) }),
    lang: all.document(place.file)?.lang ?? '',
    note: verdict.note,
    written: written(all, from, place, near),
  }
}

function listOf(all: Portfolio, from: string, system: string, checked: readonly Checked[], near?: string): CheckedList | undefined {
  if (checked.length === 0) return undefined
  const lines = checked.map((one) => lineOf(all, from, system, one, near))
  const commits = new Set(lines.map(({ at }) => at))
  const [only] = commits
  const one = commits.size === 1 ? only : undefined
  return {
    against: againstOf(all, system),
    ...(one && { at: one }),
    lines: one ? lines.map(({ at: _, ...line }) => line) : lines,
  }
}

function againstOf(all: Portfolio, system: string): CheckedList['against'] {
  const { repository } = all.system(system).settings
  return repository
    ? { text: repository.replace(/^https?:\/\//, '').replace(/\/+$|\.git$/g, ''), href: repository }
    : { text: 'the checkout' }
}

/** For a gap's page: what its evidence cites, and what the rest of its text names. */
export function checkedOf(all: Portfolio, from: string, gap: Gap): { evidence?: CheckedList; named?: CheckedList } {
  const checked = all.evidence.get(gap.key) ?? []
  const evidence = listOf(
    all,
    from,
    gap.system,
    checked.filter((one) => one.evidence),
    gap.place.file,
  )
  const named = listOf(
    all,
    from,
    gap.system,
    checked.filter((one) => !one.evidence),
    gap.place.file,
  )
  return { ...(evidence && { evidence }), ...(named && { named }) }
}

/** Whether a list of what was checked tells of a reference already. */
export const isChecked = (all: Portfolio, gap: string, { kind }: Reference): boolean => kind === 'evidence' && all.evidence.has(gap)

export interface SightCount {
  sight: Sight
  word: string
  count: number
  href: string
  current?: boolean
}

const bySystem = new WeakMap<Portfolio, Map<string, ReadonlyMap<Sight, readonly Checked[]>>>()

/** All that a system's gaps cite, by what became of it. Made once: each of its pages asks. */
function bySight(all: Portfolio, system: string): ReadonlyMap<Sight, readonly Checked[]> {
  const systems = bySystem.get(all) ?? new Map<string, ReadonlyMap<Sight, readonly Checked[]>>()
  bySystem.set(all, systems)
  const checked =
    systems.get(system) ??
    Map.groupBy(
      all.gapsOfSystem(system).flatMap(({ key }) => all.evidence.get(key) ?? []),
      ({ sight }) => sight,
    )
  systems.set(system, checked)
  return checked
}

/** Of a system: how many of each, each with its list; nothing where nothing was checked. */
export function sightCounts(all: Portfolio, from: string, system: string): SightCount[] {
  const checked = bySight(all, system)
  return sights.flatMap((sight) => {
    const count = checked.get(sight)?.length ?? 0
    if (count === 0) return []
    const to = routes.evidence(system, sight)
    return [{ sight, word: sightWords[sight], count, href: href(from, to), ...(isPageOf(to, from) && { current: true }) }]
  })
}
const isPageOf = (first: string, address: string) => address === first || address.startsWith(`${first.slice(0, -'.html'.length)}/`)

export interface EvidenceView {
  frame: Frame
  heading: string
  lead: string
  against: CheckedList['against']
  counts: SightCount[]
  groups: { anchor: string; gap: Link; lines: CheckedLine[] }[]
  pages: Link[]
}

const linesPerPage = 200

/** Pages of what documents cite, by address: those of each system and of what became of it. */
export function evidencePages(all: Portfolio): Map<string, { system: string; sight: Sight; page: number }> {
  return new Map(
    all.systems.flatMap(({ slug: system }) =>
      sightCounts(all, routes.system(system), system).flatMap(({ sight, count }) =>
        Array.from({ length: Math.ceil(count / linesPerPage) }, (_, at) => {
          const page = at + 1
          return [routes.evidence(system, sight, page), { system, sight, page }] as const
        }),
      ),
    ),
  )
}

export function evidenceView(all: Portfolio, { system, sight, page }: { system: string; sight: Sight; page: number }): EvidenceView {
  const address = routes.evidence(system, sight, page)
  const { name } = all.system(system)
  const checked = bySight(all, system).get(sight) ?? []
  const pages = Math.ceil(checked.length / linesPerPage)
  const shown = checked.slice((page - 1) * linesPerPage, page * linesPerPage)
  const lead = `${many(checked.length, 'citation')} ${meanings[sight]}.`
  const number = page > 1 ? ` · page ${page} of ${pages}` : ''
  return {
    frame: frame(all, {
      address,
      title: `${sightWords[sight]}${number} · Evidence · ${name} · ${all.settings.title}`,
      description: `Evidence of ${name} held against its source: ${lead}${number}`,
      crumbs: [{ to: routes.system(system), text: name }],
    }),
    heading: `Evidence of ${name}: ${sightWords[sight].toLowerCase()}`,
    lead,
    against: againstOf(all, system),
    counts: sightCounts(all, address, system),
    groups: [...Map.groupBy(shown, ({ gap }) => gap)].flatMap(([key, own], at) => {
      const gap = all.gap(key)
      return gap
        ? [
            {
              anchor: `gap-${at + 1}`,
              gap: {
                href: href(address, routes.gap(key)),
                text: gap.id ? called({ id: spokenId('gap', gap.id), title: gap.title }) : gap.title,
                lang: all.document(gap.place.file)?.lang ?? '',
              },
              lines: own.map((one) => lineOf(all, address, system, one)),
            },
          ]
        : []
    }),
    pages: pageLinks(address, pages, page, (to) => routes.evidence(system, sight, to)),
  }
}

const meanings: Record<Sight, string> = {
  verified: 'that are as the documents say',
  moved: 'whose words stand elsewhere, or whose file bears another name',
  changed: 'whose file does not hold the words or the lines',
  missing: 'of what is not there',
  'not checkable': 'of which nothing can be told',
  'not there yet': 'of what the documents ask for, and is not there',
}
