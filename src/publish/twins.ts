/**
 * Twins: pages as Markdown, beside their HTML under the same name, for programs and people that read text. A document's twin is the
 * document as read; a gap's holds what its own section says as written, and what its other mentions add; those of systems and of the
 * whole site lead there. Links lead from twin to twin.
 */
import type { Field, Gap, Mention, Place } from '#model'
import { cut, type GapEntry } from './entries.ts'
import { many } from './frame.ts'
import { kindWord } from './items.ts'
import { bySeverity, called, capital, levelOf, levelsOrNone, type Portfolio, spokenId } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { noGap } from './timeline.ts'

/** Texts of documents as read, each taken apart once. */
export interface Texts {
  whole: (file: string) => string
  lines: (file: string) => readonly string[]
  /** What `[1]: …` and `[^1]: …` define anywhere in a document, by label. */
  definitions: (file: string) => ReadonlyMap<string, { line: number; text: string }>
}

export function textsOf(sources: ReadonlyMap<string, { text: string }>): Texts {
  const lines = new Map<string, readonly string[]>()
  const definitions = new Map<string, ReturnType<Texts['definitions']>>()
  const linesOf = (file: string) => remember(lines, file, () => whole(file).split('\n'))
  const whole = (file: string) => sources.get(file)?.text ?? ''
  return { whole, lines: linesOf, definitions: (file) => remember(definitions, file, () => definitionsOf(linesOf(file))) }
}

function remember<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}

function definitionsOf(lines: readonly string[]): Map<string, { line: number; text: string }> {
  const found = new Map<string, { line: number; text: string }>()
  for (const [at, line] of lines.entries()) {
    const label = /^ {0,3}\[(\^?[^\]]{1,200})\]:/.exec(line)?.[1]?.toLowerCase()
    if (label !== undefined && !found.has(label)) found.set(label, { line: at + 1, text: line.trim() })
  }
  return found
}

/** An author's words in a line of ours: they stay words, code in backticks included. */
export const inLine = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]+`)/)
    .map((piece, at) => (at % 2 === 1 ? piece : piece.replace(/[\\<[\]]/g, '\\$&')))
    .join('')

export const linkTo = (from: string, to: string, text: string): string => `[${inLine(text)}](${href(from, to)})`

const twinOf = (from: string, to: string, text: string) => linkTo(from, routes.twin(to), text)
const lines = (...all: readonly (string | readonly string[] | false | undefined)[]): string =>
  `${all
    .flat()
    .filter((line): line is string => typeof line === 'string')
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`

/** "critical, open": what is known of a gap at once. */
export const gradesOf = ({ severity, status }: Pick<GapEntry, 'severity' | 'status'>): string =>
  [severity?.level, status?.state].filter(Boolean).join(', ')

const nameOf = (gap: { id?: string | undefined; title: string }): string => (gap.id ? `${spokenId('gap', gap.id)} ${gap.title}` : gap.title)

const gapItem = (from: string, gap: GapEntry, system = ''): string => {
  const grades = gradesOf(gap)
  return `- ${twinOf(from, routes.gap(gap.key), nameOf(gap))}${grades && `: ${grades}`}${system && ` (${inLine(system)})`}`
}

export function gapTwin(all: Portfolio, gap: Gap, texts: Texts): string {
  const from = routes.gap(gap.key)
  const document = all.document(gap.place.file)
  const { phases } = all.naming(gap.key)
  const said = (name: string, value: { words: string } | undefined, ours?: string) =>
    value && `- ${name}: ${ours ? `${ours} (“${inLine(value.words)}”)` : inLine(value.words)}`
  const [own, ...others] = gap.mentions
  return lines(
    `# ${inLine(nameOf(gap))}`,
    '',
    `- System: ${twinOf(from, routes.system(gap.system), all.system(gap.system).name)}`,
    said('Severity', gap.severity, gap.severity?.level),
    said('State', gap.status, gap.status?.state),
    said('Effort', gap.effort),
    said('Owner', gap.owner),
    said('Category', gap.category),
    phases.length > 0 && `- Roadmap: ${phases.map((phase) => linkTo(from, routes.phase(phase.key), called(phase))).join(', ')}`,
    `- Written in: ${document ? twinOf(from, routes.document(document.system, document.slug), document.title) : ''} at ${told(gap.place)}`,
    `- Page: ${linkTo(from, from, all.title(from))}`,
    ...(own ? ['', '## As written', '', ...asWritten(own, texts)] : []),
    ...(others.length > 0
      ? [
          '',
          '## Elsewhere',
          '',
          ...others.flatMap((mention) => [
            `- ${told(mention.headPlace)}: ${inLine(mention.headWords || mention.title)}`,
            ...mention.fields.map((field) => `  - ${fieldLine(field)}`),
          ]),
        ]
      : []),
    ...relatedLines(all, gap.key),
  )
}

/** `wrkr/gaps-v1.md:72` */
const told = ({ file, line }: Place): string => `\`${file.replaceAll('`', '')}:${line}\``

/** A section as it stands below its heading, with what it names that is defined elsewhere; a row or an item by its parts, since half a table is none. */
function asWritten({ kind, place, headPlace, headWords, fields }: Mention, texts: Texts): string[] {
  const lines = texts.lines(place.file)
  if (kind === 'section') {
    const section = lines.slice(headPlace.endLine, place.endLine)
    const defined = texts.definitions(place.file)
    const named = new Set(
      defined.size > 0 ? Array.from(section.join('\n').matchAll(/\[([^[\]]{1,200})\]/g), ([, label]) => label!.toLowerCase()) : [],
    )
    const elsewhere = [...named].flatMap((label) => {
      const definition = defined.get(label)
      return definition && (definition.line <= place.line || definition.line > place.endLine) ? [definition.text] : []
    })
    return [...section, ...(elsewhere.length > 0 ? ['', ...elsewhere] : [])]
  }
  return [
    `> ${inLine(headWords)}`,
    '',
    ...fields.map((field) => `- ${fieldLine(field)}`),
    ...(fields.length === 0 ? lines.slice(place.line - 1, place.endLine).map((line) => line.trim()) : []),
  ]
}

const fieldLine = ({ label, text, items }: Field): string =>
  [label && `**${inLine(label)}:**`, text && inLine(text), items.map((item) => inLine(item.text)).join('; ')].filter(Boolean).join(' ')

function relatedLines(all: Portfolio, key: string): string[] {
  const from = routes.gap(key)
  const near = [
    ...all.namedByGaps(key).map(({ by }) => ({ gap: by, why: 'names it' })),
    ...all.relatedTo(key).flatMap(({ kind, key: gap, why }) => (kind === 'gap' ? [{ gap, why: `perhaps: ${why}` }] : [])),
  ]
  const seen = new Set([key])
  const found = near.flatMap(({ gap, why }) => {
    const other = seen.has(gap) ? undefined : all.gap(gap)
    seen.add(gap)
    return other ? [`- ${twinOf(from, routes.gap(gap), nameOf(other))}: ${inLine(why)}`] : []
  })
  return found.length > 0 ? ['', '## Related', '', ...found] : []
}

/** The document as read: damage mended, what is not for the public taken out, not a word more. */
export const documentTwin = (file: string, texts: Texts): string => texts.whole(file)

export function systemTwin(all: Portfolio, slug: string): string {
  const from = routes.system(slug)
  const system = all.system(slug)
  const gaps = all.gapsOfSystem(slug)
  const phases = all.phases.filter((phase) => phase.system === slug)
  const kinds = all.kinds
    .map(({ kind, items }) => ({ kind, count: items.filter((item) => item.system === slug).length }))
    .filter(({ count }) => count > 0)
  return lines(
    `# ${inLine(system.name)}`,
    '',
    system.settings.description && [inLine(system.settings.description), ''],
    `${countsOf(gaps)}.`,
    system.settings.owner && ['', `- Owner: ${inLine(system.settings.owner)}`],
    '',
    '## Documents',
    '',
    all.documents
      .filter((document) => document.system === slug)
      .map(
        (document) =>
          `- ${twinOf(from, routes.document(document.system, document.slug), document.title)}: ${many(all.gapsOfDocument(document.file).length, 'gap')}${document.date ? `, ${inLine(document.date.words)}` : ''}`,
      ),
    gaps.length > 0 && ['', '## Gaps', '', ...gaps.map((gap) => gapItem(from, gap))],
    phases.length > 0 && [
      '',
      '## Roadmap',
      '',
      ...phases.map(
        (phase) =>
          `- ${linkTo(from, routes.phase(phase.key), called(phase))}${phase.window ? ` (${inLine(phase.window.words)})` : ''}: ${namedIn(phase.gaps) || noGap(phase)}`,
      ),
    ],
    kinds.length > 0 && [
      '',
      '## Beside the gaps',
      '',
      ...kinds.map(({ kind, count }) => `- ${linkTo(from, routes.itemsOfKind(kind), capital(kindWord(kind, count)))}: ${count}`),
    ],
  )
}

const namedIn = (pointers: readonly { id: string }[]): string =>
  [...new Set(pointers.map(({ id }) => spokenId('gap', id)))].map(inLine).join(', ')

/** "15 gaps: 3 critical, 4 high" */
export function countsOf(gaps: readonly GapEntry[]): string {
  const byLevel = Map.groupBy(gaps, levelOf)
  const graded = levelsOrNone.flatMap((level) => {
    const count = byLevel.get(level)?.length ?? 0
    return count > 0 ? [`${count} ${level === 'none' ? 'without a severity' : level}`] : []
  })
  return `${many(gaps.length, 'gap')}${gaps.some(({ severity }) => severity) ? `: ${graded.join(', ')}` : ''}`
}

/** The gravest that no document calls closed. */
export const gravestOf = (all: Portfolio, most: number): GapEntry[] =>
  all.gaps
    .filter(({ status }) => status?.state !== 'closed')
    .toSorted(bySeverity)
    .slice(0, most)

const mostOnHome = 30

export function homeTwin(all: Portfolio): string {
  const from = routes.home
  const gravest = gravestOf(all, mostOnHome)
  return lines(
    `# ${inLine(all.settings.title)}`,
    '',
    all.settings.description && [inLine(all.settings.description), ''],
    `${countsOf(all.gaps)}, in ${many(all.documents.length, 'document')} of ${many(all.systems.length, 'system')}.`,
    '',
    '## Systems',
    '',
    all.systems.map(({ slug, name, settings }) => {
      const about = settings.description ? ` ${cut(inLine(settings.description), 160)}` : ''
      return `- ${twinOf(from, routes.system(slug), name)}: ${countsOf(all.gapsOfSystem(slug))}.${about}`
    }),
    gravest.length > 0 && [
      '',
      all.hasSeverity ? '## The gravest' : '## Gaps',
      '',
      ...gravest.map((gap) => gapItem(from, gap, all.systems.length > 1 ? all.system(gap.system).name : '')),
      ...(all.gaps.length > gravest.length ? ['', `All ${all.gaps.length}: ${linkTo(from, routes.gapsFile('json'), 'gaps.json')}.`] : []),
    ],
  )
}
