/**
 * `lacuna addresses [FOLDER]`: writes down the address of every gap in `addresses.json`, so that from now on it belongs to that gap.
 * The only command that writes into the content folder; what the file holds is for the owner to commit.
 */
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ledgerOf } from '#link'
import { ledgerFile, openCorpus } from '../corpus.ts'
import { type Command, UsageError } from './command.ts'
import { contentFolder } from './folder.ts'

export const addresses: Command = {
  usage: 'lacuna addresses [FOLDER] [--check]',
  says: `writes the address of every gap to ${ledgerFile}, so that links that were sent around hold`,
  options: { check: { type: 'boolean' } },
  async run([given, ...others], { check }) {
    const folder = await contentFolder(given, others)
    const { trace, documents, defects } = await openCorpus(folder)
    const broken = defects.find(({ place }) => place.file === ledgerFile)
    // to write it anew would forget every address that was published
    if (broken)
      throw new UsageError(`${ledgerFile} cannot be read as it is (${broken.note}); mend it, or take the last version from your history`)
    const slugs = new Map(documents.map(({ file, slug }) => [file, slug]))
    const today = new Date().toISOString().slice(0, 10)
    const ledger = ledgerOf(trace.gaps, trace.former, (file) => slugs.get(file) ?? '', today)
    const file = path.join(folder, ledgerFile)
    const before = await readFile(file, 'utf8').catch(() => undefined)
    // one entry a line, so that a change reads as one
    const text = `{\n  "version": 1,\n  "gaps": [${ledger.gaps.map((gap) => `\n    ${JSON.stringify(gap)}`).join(',')}\n  ]\n}\n`
    const { redirects, gone, displaced } = trace.former
    const counted = [
      [ledger.gaps.length - gone.length, 'gap', 'gaps'],
      [redirects.size, 'redirect', 'redirects'],
      [gone.length, 'gone', 'gone'],
      [displaced.length, 'newcomer whose address was taken', 'newcomers whose addresses were taken'],
    ] as const
    const summary = counted
      .filter(([number], at) => at === 0 || number > 0)
      .map(([number, one, many]) => `${number} ${number === 1 ? one : many}`)
      .join(', ')
    if (before === text) console.log(`${ledgerFile} is as it should be: ${summary}.`)
    else if (check) {
      console.log(`${ledgerFile} is behind the documents: ${summary}. Run \`lacuna addresses\` and commit it.`)
      return 1
    } else {
      // all of it or nothing: half a ledger would break links
      await writeFile(`${file}.new`, text)
      await rename(`${file}.new`, file)
      console.log(`Wrote ${path.relative('', file)}: ${summary}. Commit it: the build keeps these addresses.`)
    }
    return 0
  },
}
