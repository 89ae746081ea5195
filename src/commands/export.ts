/**
 * `lacuna export backlog [FOLDER]`: what the documents say is to be done, as other programs take it up, on standard output. The same bytes
 * as the files beside the site's backlog; nothing else is printed there.
 */
import { nearest } from '#check'
import type { BacklogFormat } from '#publish'
import { openCorpus } from '../corpus.ts'
import { type Command, UsageError } from './command.ts'
import { contentFolder } from './folder.ts'

const formats: readonly BacklogFormat[] = ['csv', 'markdown', 'github', 'github-csv', 'jira']
const use = 'lacuna export backlog [FOLDER] [--format FORMAT] [--system SYSTEM] [--ready]'

export const exports: Command = {
  usage: use,
  says: `work for other programs: ${formats.join(', ')}`,
  options: { format: { type: 'string' }, system: { type: 'string' }, ready: { type: 'boolean' } },
  async run([what, folder, ...others], { format = 'csv', system, ready }) {
    if (what === undefined) throw new UsageError(`export needs to know what; there is backlog; use: ${use}`)
    if (what !== 'backlog') throw new UsageError(`export of "${what}": there is backlog; use: ${use}`)
    const wanted = formats.find((one) => one === format)
    if (!wanted) throw new UsageError(`--format ${String(format)}: ${meant(String(format), formats)}`)
    const corpus = await openCorpus(await contentFolder(folder, others))
    if (corpus.unredacted !== undefined) throw new UsageError(`${corpus.unredacted}; nothing goes out until it is clear what to redact`, 1)
    const systems = corpus.systems.map(({ slug }) => slug)
    if (typeof system === 'string' && !systems.includes(system)) throw new UsageError(`--system ${system}: ${meant(system, systems)}`)
    // it brings what makes pages along: other commands answer without
    const { backlogFile, backlogOf, factsOf, isReady, portfolio } = await import('#publish')
    const { work } = backlogOf(corpus.trace, corpus.documents, corpus.findings)
    const chosen = work.filter((one) => (system === undefined || one.system === system) && (!ready || isReady(one)))
    process.stdout.write(backlogFile(portfolio(factsOf(corpus)), chosen, wanted))
    return 0
  },
}

function meant(word: string, choices: readonly string[]): string {
  const near = nearest(word, choices)
  return near ? `did you mean "${near}"?` : `there are ${choices.slice(0, 8).join(', ')}${choices.length > 8 ? ' …' : ''}`
}
