/**
 * Check: documents and their trace → findings, by rules. Levels come from the settings, the order from the places.
 * Never throws at a document; what a document means, and how findings are shown on pages, is left to others.
 */
import { byPlace, type Finding, type SiteSettings } from '#model'
import { type Examined, nearest, quote, type Rule, startOf } from './rule.ts'
import { charactersIntact } from './rules/characters-intact.ts'
import { fileReadable } from './rules/file-readable.ts'
import { headingFitsNumber } from './rules/heading-fits-number.ts'
import { marksIntact } from './rules/marks-intact.ts'
import { noCircle } from './rules/no-circle.ts'
import { oneAddress } from './rules/one-address.ts'
import { oneIdOneGap } from './rules/one-id-one-gap.ts'
import { oneValue } from './rules/one-value.ts'
import { severityGiven } from './rules/severity-given.ts'
import { targetExists } from './rules/target-exists.ts'
import { textUnderstood } from './rules/text-understood.ts'

export { misplacedIn } from './misplaced.ts'
export type { Complaint, Examined, Example, Rule } from './rule.ts'
export { nearest, quote } from './rule.ts'
export { type Contradiction, contradictionsIn } from './rules/one-value.ts'
export { asJson, asText, harmless } from './show.ts'

/** The gravest first; within a level in the order in which an author would mend. */
export const rules: readonly Rule[] = [
  fileReadable,
  oneIdOneGap,
  oneValue,
  charactersIntact,
  headingFitsNumber,
  targetExists,
  noCircle,
  oneAddress,
  severityGiven,
  marksIntact,
  textUnderstood,
]

export function check(examined: Examined, settings: Pick<SiteSettings, 'rules'>, among: readonly Rule[] = rules): Finding[] {
  const findings = among.flatMap((rule) => {
    const level = levelOf(rule, settings)
    return level === 'off' ? [] : run(rule, examined).map((finding) => ({ ...finding, level }))
  })
  return [...findings, ...strangers(examined, settings, among)].sort(
    (a, b) => byPlace(a, b) || compare(a.rule, b.rule) || compare(a.message, b.message),
  )
}

const levelOf = ({ name, level }: Rule, { rules }: Pick<SiteSettings, 'rules'>) => (Object.hasOwn(rules, name) ? rules[name]! : level)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What one rule finds. Should it break, what it found before that stands, and so does the work of all others. */
function run({ name, level, check }: Rule, examined: Examined): Finding[] {
  const findings: Finding[] = []
  try {
    for (const { see = [], ...complaint } of check(examined)) findings.push({ rule: name, level, ...complaint, see })
  } catch (error) {
    findings.push({
      rule: name,
      level,
      message: `the rule ${name} broke and looked no further (${error}): a mistake of ours, not of the documents`,
      mend: 'report it to the makers of Lacuna, if you can with the document; until then switch the rule off in site.yaml',
      place: startOf(examined.documents[0]?.file ?? 'site.yaml'),
      see: [],
    })
  }
  return findings
}

/** Names in `site.yaml` that no rule bears: what they were to switch goes on as before. */
function strangers({ settingPlace }: Examined, settings: Pick<SiteSettings, 'rules'>, among: readonly Rule[]): Finding[] {
  const level = levelOf(fileReadable, settings)
  if (level === 'off') return []
  const names = among.map(({ name }) => name)
  return Object.keys(settings.rules)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = nearest(name, names)
      return {
        rule: fileReadable.name,
        level,
        message: `site.yaml sets the level of ${quote(name)}, but no rule has this name`,
        mend: meant ? `write ${meant}` : `write one of ${names.toSorted().join(', ')}, or take the line out`,
        place: settingPlace?.(['rules', name]) ?? startOf('site.yaml'),
        see: [],
      }
    })
}
