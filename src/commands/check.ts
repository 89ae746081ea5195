/**
 * `lacuna check [FOLDER]`: what is wrong with the documents, and what is not covered; exits with 1 when a finding reaches the gate of
 * `site.yaml`, or when too few gaps lead to what is required.
 */
import { asJson, asText, quote } from '#check'
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
    const wanted = asked ?? settings.require
    const coverage = coverageAsked(trace, wanted)
    const short = coverage.filter(({ held }) => !held)
    process.stdout.write(
      json ? asJson(findings, coverage.length > 0 ? { coverage } : {}) : asText(findings, { colour: Boolean(process.stdout.isTTY) }),
    )
    // standard output is for the object alone when a program reads it
    for (const one of short) (json ? console.error : console.log)(inWords(one))
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
        `${quote(one.trim())} is no requirement; write e.g. --require evidence=90,criterion=100; kinds are ${coverageKinds.join(', ')}`,
      )
    if (wanted[kind as CoverageKind] !== undefined)
      throw new UsageError(`--require names ${kind} twice, as ${wanted[kind as CoverageKind]} and ${share}; give each kind one share`)
    wanted[kind as CoverageKind] = Number(share)
  }
  return wanted
}

/** What is required of a kind, in percent, and what there is. */
interface Required {
  kind: CoverageKind
  threshold: number
  value: number
  covered: number
  of: number
  held: boolean
}

/** Each kind that is asked for, in our order. Where there is no gap, nothing is covered. */
function coverageAsked({ gaps, phases }: Trace, wanted: SiteSettings['require']): Required[] {
  const scheduled = new Set(phases.flatMap((phase) => phase.gaps.flatMap(({ key }) => key ?? [])))
  return coverageOf(gaps, ({ key, scheduled: own }) => Number(scheduled.has(key) || own !== undefined)).flatMap((share): Required[] => {
    const { kind, covered, of } = share
    const threshold = wanted[kind]
    const value = of === 0 ? 0 : percent(share)
    return threshold === undefined ? [] : [{ kind, threshold, value, covered, of, held: of > 0 && value >= threshold }]
  })
}

const inWords = ({ kind, threshold, value, covered, of }: Required): string =>
  of === 0
    ? `coverage: there is no gap that could have ${words[kind]}; required are ${threshold} %`
    : `coverage: ${covered} of ${of} gaps (${value} %) have ${words[kind]}; required are ${threshold} %`

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
