/**
 * Show: findings → text for a terminal, and JSON for programs. Pages show findings by components of their own.
 */
import { styleText } from 'node:util'
import { type Finding, type FindingLevel, findingLevels, inLines } from '#model'
import { count } from './rule.ts'

const colours = { error: 'red', warning: 'yellow', note: 'cyan' } as const

/** Findings in their order, a blank line between files, and at the end how many of each level. */
export function asText(findings: readonly Finding[], { colour = false }: { colour?: boolean } = {}): string {
  const files = Map.groupBy(findings, ({ place }) => place.file)
  const blocks = [...files.values()].map((group) =>
    group.map((finding) => inColour(harmless(briefly(finding)), finding.level, colour)).join('\n'),
  )
  return [...blocks, summary(findings, files.size)].join('\n\n') + '\n'
}

/** More places than anyone reads in a terminal are counted; JSON and the pages have them all. */
function briefly(finding: Finding): string {
  const more = finding.see.length - most
  if (more < 2) return inLines(finding)
  const lines = inLines({ ...finding, see: finding.see.slice(0, most) }).split('\n')
  return lines.toSpliced(-1, 0, `    see ${more} more places`).join('\n')
}
const most = 5

/** One object: `{ findings, counts }`, and what else was asked for. */
export const asJson = (findings: readonly Finding[], more: object = {}): string =>
  JSON.stringify({ findings, counts: countsOf(findings), ...more }, null, 2) + '\n'

const countsOf = (findings: readonly Finding[]): Record<FindingLevel, number> => {
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { level } of findings) counts[level]++
  return counts
}

/** "2 errors, 1 warning and 4 notes in 3 files" */
function summary(findings: readonly Finding[], files: number): string {
  const counts = countsOf(findings)
  const parts = findingLevels.filter((level) => counts[level] > 0).map((level) => count(counts[level], level))
  if (parts.length === 0) return 'No findings.'
  return `${parts.join(', ').replace(/, ([^,]*)$/, ' and $1')} in ${count(files, 'file')}.`
}

/** Documents are quoted here: no sign of theirs may command the terminal or turn the text around. */
export const harmless = (text: string): string =>
  text.replace(
    /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const inColour = (text: string, level: FindingLevel, colour: boolean): string =>
  colour ? text.replace(new RegExp(` ${level} `), () => ` ${styleText(colours[level], level, { validateStream: false })} `) : text
