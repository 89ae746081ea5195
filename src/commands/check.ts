/**
 * `lacuna check [FOLDER]`: what is wrong with the documents, and what is not covered; exits with 1 when a finding reaches the gate of
 * `site.yaml`, or when too few gaps lead to what is required.
 */
import { asJson, asText } from '#check'
import { coverageOf, percent, type Trace } from '#link'
import { type CoverageKind, coverageKinds, findingLevels, type SiteSettings } from '#model'
import { openCorpus } from '../corpus.ts'
import { type Command, UsageError } from './command.ts'
import { contentFolder } from './folder.ts'

export const check: Command = {
  usage: 'lacuna check [FOLDER] [--json] [--require evidence=90,criterion=100]',
  says: 'what is wrong with the documents, and how to mend it',
  options: { json: { type: 'boolean' }, require: { type: 'string' } },
  async run([folder, ...others], { json, require }) {
    const asked = typeof require === 'string' ? required(require) : undefined
    const { findings, settings, trace } = await openCorpus(await contentFolder(folder, others))
    process.stdout.write(json ? asJson(findings) : asText(findings, { colour: Boolean(process.stdout.isTTY) }))
    const short = shortOf(trace, asked ?? settings.require)
    // standard output is for the findings alone when a program reads it
    for (const line of short) (json ? console.error : console.log)(line)
    const gate = findingLevels.indexOf(settings.gate)
    return short.length > 0 || findings.some(({ level }) => findingLevels.indexOf(level) <= gate) ? 1 : 0
  },
}

/** "evidence=90,criterion=100" */
function required(words: string): SiteSettings['require'] {
  const wanted: SiteSettings['require'] = {}
  for (const one of words.split(',')) {
    const [, kind, share] = /^\s*([a-z]+)\s*=\s*(\d{1,3})\s*%?\s*$/.exec(one) ?? []
    if (!kind || Number(share) > 100 || !coverageKinds.some((known) => known === kind))
      throw new UsageError(
        `"${one.trim()}" is no requirement; write e.g. --require evidence=90,criterion=100; kinds are ${coverageKinds.join(', ')}`,
      )
    wanted[kind as CoverageKind] = Number(share)
  }
  return wanted
}

/** One line for each kind that too few gaps lead to. */
function shortOf({ gaps, phases }: Trace, wanted: SiteSettings['require']): string[] {
  if (gaps.length === 0) return []
  const scheduled = new Set(phases.flatMap((phase) => phase.gaps.flatMap(({ key }) => key ?? [])))
  return coverageOf(gaps, ({ key }) => Number(scheduled.has(key))).flatMap((share) => {
    const least = wanted[share.kind]
    return least === undefined || percent(share) >= least
      ? []
      : [`coverage: ${share.covered} of ${share.of} gaps (${percent(share)} %) have ${words[share.kind]}; required are ${least} %`]
  })
}

const words: Record<CoverageKind, string> = {
  evidence: 'evidence',
  requirement: 'a requirement',
  work: 'required work',
  artifact: 'an artifact',
  criterion: 'an acceptance criterion',
  metric: 'a metric',
  directive: 'a directive',
  phase: 'a phase',
}
