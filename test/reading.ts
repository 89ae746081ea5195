/**
 * Reading: one file through read → recognise → link, told so shortly that a reviewer reads the change of an
 * `expected.json` like prose. Nothing is judged here, and nothing is left out that a page would show.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { documentPart, link } from '#link'
import type { FacetItem, Field, GapDocument, GapPointer, Place, Severity, Status } from '#model'
import { readSource, type Source } from '#read'
import { recognise } from '#recognise'

export interface Reading {
  source: Source
  document: GapDocument
}

/** The document of a file, or of bytes that stand for it, as the only one of a system called "example". */
export function readingOf(file: string, bytes: Uint8Array = readFileSync(file)): Reading {
  const name = basename(file)
  const source = readSource(name, bytes)
  return { source, document: recognise(source, { system: 'example', slug: documentPart(name) }) }
}

export function digest({ document }: Reading): unknown {
  const { gaps, phases, actions, items } = link([document])
  return trimmed({
    title: document.title,
    titleLine: document.titlePlace?.line,
    date: document.date && (document.date.iso ? `${document.date.iso} (${document.date.words})` : document.date.words),
    status: document.status && ('state' in document.status ? said(document.status) : document.status.words),
    lang: document.lang,
    head: document.head.map(({ label, words, place }) => `${place.line}: ${label}: ${words}`),
    scale: document.scale.map(({ words, level, meaning }) => `${words} = ${level ?? 'no level'}: ${meaning}`),
    misplaced: document.sections.flatMap(({ title, level, writtenLevel }) =>
      writtenLevel ? [`${title}: level ${level}, written as ${writtenLevel}`] : [],
    ),
    gaps: gaps.map((gap) => ({
      gap: [gap.id, gap.title].filter(Boolean).join(' | '),
      key: gap.key,
      severity: said(gap.severity),
      status: said(gap.status),
      effort: gap.effort?.words,
      owner: gap.owner?.words,
      category: gap.category?.words,
      mentions: gap.mentions.map(({ kind, place }) => `${kind} ${lines(place)}`).join(', '),
      facets: Object.fromEntries(
        Object.entries(gap.facets).map(([name, facet]) => [
          name,
          { label: facet.label, line: facet.place.line, text: facet.text, items: facet.items.map(item), none: facet.none },
        ]),
      ),
      asItStands: gap.mentions.flatMap(({ fields }) => fields.filter(({ name }) => !name).map(field)),
      code: gap.codeBlocks.map(({ lang, lines: count, place }) => `${place.line}: ${lang ?? 'no language'}, lines: ${count}`),
      phases: gap.phases,
      scheduled: gap.scheduled?.map(
        ({ label, words, place, steps = [] }) => `${place.line}: ${label}: ${words} → ${steps.join(', ') || 'nothing'}`,
      ),
      names: gap.mentions.flatMap(({ references }) => references.map(({ kind, text, place }) => `${place.line}: ${kind} ${text}`)),
    })),
    phases: phases.map((phase) => ({
      phase: [phase.id, phase.title].filter(Boolean).join(' | '),
      lines: lines(phase.place),
      window: phase.window?.words,
      priority: said(phase.priority),
      status: said(phase.status),
      gaps: phase.gaps.map(pointer),
      aside: phase.aside.map(aside),
      fields: phase.fields.map(field),
    })),
    actions: actions.map((action) => ({
      action: (action.mark ? marks[action.mark] : '') + [action.id, action.title].filter(Boolean).join(' | '),
      line: action.place.line,
      stage: action.stage,
      priority: said(action.priority),
      gaps: action.gaps.map(pointer),
      fields: action.fields.map(field),
    })),
    items: items
      .filter(({ enumerated }) => enumerated)
      .map((one) => ({
        [one.kind]: [one.id, one.title].filter(Boolean).join(' | '),
        lines: lines(one.place),
        below: one.group?.words,
        status: said(one.status),
        standing: one.standing && `${one.standing.is} (${one.standing.words})`,
        gaps: one.gaps.map(pointer),
        fields: one.fields.map(field),
      })),
    statements: document.statements.map(({ kind, label, place, text }) => `${lines(place)} ${kind}: ${label}: ${text}`),
    defects: document.defects.map(
      ({ kind, was, now, note, place }) => `${place.line}:${place.column} ${kind}: ${[was, now, note].filter(Boolean).join(' → ')}`,
    ),
    unread: document.unread.map(lines),
  })
}

const lines = ({ line, endLine }: Place): string => (line === endLine ? String(line) : `${line}-${endLine}`)

const said = (value: Severity | Status | undefined): string | undefined =>
  value && `${'level' in value ? value.level : value.state} (${value.words})${'from' in value && value.from ? ` from ${value.from}` : ''}`

const pointer = ({ id, key }: { id: string; key?: string | undefined }): string => (key ? `${id} → ${key}` : `${id} → nothing`)

/** e.g. "G-01 → example/g-01 depends (blocked by) of G-03" */
const aside = ({ how, words, of, ...one }: GapPointer): string =>
  [pointer(one), how, words && `(${words})`, of && `of ${of}`].filter(Boolean).join(' ')

const marks = { present: '✓ ', missing: '✗ ', partial: '~ ' }
const item = ({ text, mark, repo, commit, path, lines: at, quote, nested }: FacetItem): string => {
  const pinned = commit ? ` ‹${[repo, commit, path, at, quote].filter(Boolean).join(' | ')}›` : path && path !== text ? ` ‹${path}›` : ''
  const below = nested ? ` {${nested.map(item).join(' · ')}}` : ''
  return (mark ? marks[mark] : '') + text + pinned + (at && !commit ? ` ‹lines ${at}›` : '') + below
}

/** e.g. "12: Latency: p95 is 900 ms [2 items]" */
const field = ({ name, label, place, text, items }: Field): string =>
  `${place.line}: ${[name && `(${name})`, label, text].filter(Boolean).join(': ')}${items.length > 0 ? ` [${items.map(item).join(' · ')}]` : ''}`

/** Without what is absent or empty. */
function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimmed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const inner = trimmed(one)
      const empty = inner === undefined || (typeof inner === 'object' && inner !== null && Object.keys(inner).length === 0)
      return empty && key !== 'gaps' ? [] : [[key, inner]]
    }),
  )
}

/** JSON with a line for everything that fits on one. */
export function inLines(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const deeper = `${indent}  `
  const parts = (inside: string) =>
    Array.isArray(value)
      ? value.map((one) => inLines(one, inside))
      : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inLines(one, inside)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const short = Array.isArray(value) ? `[${parts(deeper).join(', ')}]` : `{ ${parts(deeper).join(', ')} }`
  if (indent.length + short.length <= 120 && !short.includes('\n')) return short
  return `${open}\n${parts(deeper)
    .map((part) => deeper + part)
    .join(',\n')}\n${indent}${close}`
}
