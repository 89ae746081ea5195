/** `lacuna check [FOLDER]`: what is wrong with the documents; exits with 1 when a finding reaches the gate of `site.yaml`. */
import { asJson, asText } from '#check'
import { findingLevels } from '#model'
import { openCorpus } from '../corpus.ts'
import type { Command } from './command.ts'
import { contentFolder } from './folder.ts'

export const check: Command = {
  usage: 'lacuna check [FOLDER] [--json]',
  says: 'what is wrong with the documents, and how to mend it',
  options: { json: { type: 'boolean' } },
  async run([folder, ...others], { json }) {
    const { findings, settings } = await openCorpus(await contentFolder(folder, others))
    process.stdout.write(json ? asJson(findings) : asText(findings, { colour: Boolean(process.stdout.isTTY) }))
    const gate = findingLevels.indexOf(settings.gate)
    return findings.some(({ level }) => findingLevels.indexOf(level) <= gate) ? 1 : 0
  },
}
