/**
 * `lacuna read FILE…`: what is recognised in documents, for people, or with `--json` for programs (design.md 7).
 * Exits 0 whenever something could be said of every file; one that cannot be read is a document with a finding.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { check } from '#check'
import { documentPart, link, type Trace } from '#link'
import { type Finding, facetNames, type GapDocument, locate, type Place, type Signal, SiteSettings } from '#model'
import { readSource } from '#read'
import { recognise } from '#recognise'
import { type Command, UsageError } from './command.ts'

interface Reading {
  path: string
  document: GapDocument
  trace: Trace
  findings: Finding[]
}

export const read: Command = {
  usage: 'lacuna read FILE… [--json | --why]',
  says: 'what is recognised in documents, what is not, and where',
  options: { json: { type: 'boolean' }, why: { type: 'boolean' } },
  async run(files, { json, why }) {
    if (files.length === 0) throw new UsageError('read needs at least one file; use: lacuna read FILE… [--json]')
    const readings = await Promise.all(files.map(readingOf))
    if (json) process.stdout.write(`${JSON.stringify({ documents: readings.map(contract) }, null, 1)}\n`)
    else console.log(readings.map(why ? reasons : summary).join('\n\n'))
    return 0
  },
}

async function readingOf(file: string): Promise<Reading> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => `it cannot be opened (${error.code})`) // told as a finding
  const document = recognise(readSource(file, bytes), { system: 'document', slug: documentPart(path.basename(file)) })
  const trace = link([document])
  const findings = check({ documents: [document], trace, defects: [], targetExists: () => undefined }, SiteSettings.parse({}))
  return { path: file, document, trace, findings }
}

/** The object that design.md 7 promises to programs outside the project. */
function contract({ path: given, document, trace, findings }: Reading): unknown {
  return {
    path: given,
    title: document.title,
    ...(document.date && { date: document.date }),
    gaps: trace.gaps.map(({ mentions, ...gap }) => ({
      ...gap,
      mentions: mentions.map(({ place }) => ({ place })),
      signals: mentions[0]!.signals,
    })),
    phases: trace.phases,
    actions: trace.actions,
    items: trace.items,
    statements: document.statements,
    findings,
    unread: document.unread,
  }
}

/** Which signals made each gap one, what came near to it, and which lines nothing explains. */
function reasons({ path: given, document, trace }: Reading): string {
  const told = ({ name, weight, note }: Signal) => `           ${weight > 0 ? '+' : ''}${weight} ${name}: ${note}`
  const lines = [
    `${given}: ${document.title}`,
    `  ${count(trace.gaps.length, 'gap')}${trace.gaps.length > 0 ? ', and what made each one:' : ''}`,
  ]
  for (const { id, title, mentions } of trace.gaps)
    for (const mention of mentions) {
      const name =
        mention === mentions[0]
          ? [id, title].filter(Boolean).join('  ')
          : `  also ${mention.kind === 'row' ? 'a row' : mention.kind === 'item' ? 'an item' : 'a section'}`
      lines.push(`    ${String(mention.place.line).padStart(5)}  ${name}`, ...mention.signals.map(told))
    }
  if (document.nearMisses.length > 0) {
    lines.push(`  ${document.nearMisses.length} near ${document.nearMisses.length === 1 ? 'miss' : 'misses'}:`)
    for (const { kind, title, place, signals, lacks } of document.nearMisses)
      lines.push(
        `    ${String(place.line).padStart(5)}  ${kind} "${title.length > 70 ? `${title.slice(0, 69)}…` : title}" (${lacks})`,
        ...signals.map(told),
      )
  }
  const unread = linesOf(document.unread)
  const share = document.lines === 0 ? 100 : Math.round((100 * (document.lines - unread)) / document.lines)
  lines.push(`  ${share} % of ${count(document.lines, 'line')} accounted for`)
  if (unread > 0)
    lines.push(
      `    nothing explains ${document.unread.map(({ line, endLine }) => (line === endLine ? line : `${line}-${endLine}`)).join(', ')}`,
    )
  return lines.join('\n')
}

const linesOf = (places: readonly Place[]): number =>
  new Set(places.flatMap(({ line, endLine }) => Array.from({ length: endLine - line + 1 }, (_, index) => line + index))).size

function summary({ path: given, document, trace, findings }: Reading): string {
  const lines = [`${given}: ${document.title}`]
  const head = document.head.map(({ label, words }) => `${label}: ${words.length > 60 ? `${words.slice(0, 59)}…` : words}`)
  if (head.length > 0) lines.push(`  ${head.slice(0, 6).join(' · ')}`)
  lines.push(`  ${count(trace.gaps.length, 'gap')}${trace.gaps.length > 0 ? ':' : ''}`)
  for (const gap of trace.gaps) {
    const marks = [
      gap.severity && `${gap.severity.level} (${gap.severity.words})`,
      gap.status && `${gap.status.state} (${gap.status.words})`,
      gap.effort?.words,
    ].filter(Boolean)
    lines.push(
      `    ${String(gap.place.line).padStart(5)}  ${[gap.id, gap.title].filter(Boolean).join('  ')}${marks.length > 0 ? `  [${marks.join(', ')}]` : ''}`,
    )
    const facets = facetNames.flatMap((name) => {
      const facet = gap.facets[name]
      return facet ? [facet.items.length > 0 ? `${name} ×${facet.items.length}` : name] : []
    })
    if (facets.length > 0) lines.push(`           ${facets.join(', ')}`)
    const unnamed = gap.mentions[0]!.fields.filter(({ name }) => !name)
    if (unnamed.length > 0)
      lines.push(`           as it stands: ${unnamed.map(({ label, place }) => `${label || 'text'} (line ${place.line})`).join(', ')}`)
  }
  for (const [things, word] of [
    [trace.phases, 'phase'],
    [trace.actions, 'action'],
    [trace.items.filter(({ enumerated }) => enumerated), 'item'],
  ] as const) {
    if (things.length === 0) continue
    lines.push(`  ${count(things.length, word)}:`)
    for (const thing of things)
      lines.push(`    ${String(thing.place.line).padStart(5)}  ${[thing.id, thing.title].filter(Boolean).join('  ')}`)
  }
  if (findings.length > 0)
    lines.push(
      `  ${count(findings.length, 'finding')}:`,
      ...findings.map(({ level, message, place, rule }) => `    ${locate(place)} ${level} ${message} [${rule}]`),
    )
  if (document.unread.length > 0) {
    lines.push(`  ${count(linesOf(document.unread), 'line')} became no part of a gap, phase, action or item:`)
    lines.push(`    ${document.unread.map(({ line, endLine }) => (line === endLine ? line : `${line}-${endLine}`)).join(', ')}`)
  }
  return lines.join('\n')
}

const count = (number: number, word: string): string => `${number === 0 ? 'no' : number} ${word}${number === 1 ? '' : 's'}`
