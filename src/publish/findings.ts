/** Findings: the view of what is wrong with the documents, by document, each with a link to the very line. */
import { type FindingLevel, findingLevels } from '#model'
import type { FindingEntry } from './entries.ts'
import { enumerate, type Frame, frame, type Link, many, pageLinks, type Written, written } from './frame.ts'
import type { Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'

export interface FindingLine {
  level: FindingLevel
  rule: string
  message: string
  mend: string
  written: Written
  /** Set where it is said of several places of the document: each of them, with the words that differ. */
  each?: { written: Written; words: string }[]
  see: { note: string; written: Written }[]
}

export interface FindingsView {
  frame: Frame
  lead: string
  documents: { anchor: string; title: string; href?: string; file: string; lines: FindingLine[]; total: number; continued: boolean }[]
  pages: Link[]
}

export const findingsPerPage = 200

/**
 * Findings as lines: what one rule says of several places of a document, quotations apart, is said once with all its places.
 * @param near the file that the page speaks of anyway
 */
export const findingLines = (all: Portfolio, from: string, findings: readonly FindingEntry[], near?: string): FindingLine[] =>
  [...Map.groupBy(findings, likeness).values()].map((group) => {
    const { level, rule, place, see } = group[0]!
    return {
      level,
      rule,
      message: common(group.map(({ message }) => message)),
      mend: common(group.map(({ mend }) => mend)),
      written: written(all, from, place, near),
      see: see.map((other) => ({ note: other.note, written: written(all, from, other.place, near) })),
      ...(group.length > 1 && {
        each: group.map((one) => ({ written: written(all, from, one.place, near), words: quotations(one.message).join(', ') })),
      }),
    }
  })

/** Equal for findings that can be told as one. What points elsewhere as well speaks of its own place alone. */
const likeness = ({ rule, level, message, mend, place, see }: FindingEntry): string =>
  JSON.stringify([rule, level, place.file, unquoted(message), words(mend).length, see.length > 0 && [place.line, place.column, see]])

const quotations = (text: string): string[] => text.match(/"[^"]*"/g) ?? []
const unquoted = (text: string): string => text.replace(/"[^"]*"/g, '"…"')
const words = (text: string): string[] => text.match(/"[^"]*"\S*|\S+/g) ?? []

/** What sentences of the same length have in common, with a mark where they differ: `"…" was read as "…": …`. */
function common([first, ...others]: readonly string[]): string {
  const rest = others.map(words)
  return words(first!)
    .map((word, at) => (rest.every((other) => other[at] === word) ? word : word.startsWith('"') ? unquoted(word) : '…'))
    .join(' ')
}

/** "2 errors, 4 warnings and 1 note" */
export const tally = (findings: readonly { level: FindingLevel }[]): string =>
  enumerate(
    findingLevels.flatMap((level) => {
      const count = findings.filter((finding) => finding.level === level).length
      return count > 0 ? [many(count, level)] : []
    }),
  )

export const findingsPages = (all: Portfolio): number => (all.findings.length > 0 ? Math.ceil(all.findings.length / findingsPerPage) : 1)

export function findingsView(all: Portfolio, page: number): FindingsView {
  const address = routes.findings(page)
  const pages = findingsPages(all)
  const from = (page - 1) * findingsPerPage
  let before = 0
  const documents = [...Map.groupBy(all.findings, ({ place }) => place.file)].flatMap(([file, findings], index) => {
    const start = Math.max(0, from - before)
    const own = findings.slice(start, Math.max(0, from + findingsPerPage - before))
    before += findings.length
    if (own.length === 0) return []
    const document = all.document(file)
    return [
      {
        anchor: `file-${index + 1}`,
        title: document?.title ?? file,
        file,
        ...(document && { href: href(address, routes.document(document.system, document.slug)) }),
        lines: findingLines(all, address, own, file),
        total: findings.length,
        continued: start > 0,
      },
    ]
  })
  const named = pages > 1 ? `, page ${page} of ${pages}` : ''
  const lead =
    all.findings.length > 0
      ? `${capitalised(tally(all.findings))} in ${many(new Set(all.findings.map(({ place }) => place.file)).size, 'file')}. ${all.findings.length > 1 ? 'Each' : 'It'} says where it is, and how to mend it.`
      : 'Nothing was found wrong with the documents.'
  return {
    frame: frame(all, {
      address,
      title: `Findings${named} · ${all.settings.title}`,
      description: `What is wrong with the documents and how to mend it${named}: ${lead}`,
    }),
    lead,
    documents,
    pages: pageLinks(address, pages, page, routes.findings),
  }
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
