/**
 * `lacuna build [FOLDER] --out DIR`: documents → a folder of files that any host serves, and a double click opens.
 * Says what it does while it does it, then the counts, the address and what to do next.
 */
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { harmless } from '#check'
import { part } from '#link'
import { type FindingLevel, findingLevels, locate } from '#model'
import { type Corpus, ledgerFile, openCorpus } from '../corpus.ts'
import { type Command, UsageError } from './command.ts'
import { cacheFolder, contentFolder, mark, outFolder, packageFolder } from './folder.ts'
import { privateOf, stillHeld, tellPrivate } from './private.ts'

export const build: Command = {
  usage: 'lacuna build [FOLDER] [--out DIR] [--gate LEVEL] [--cards all] [--zip]',
  says: 'write the site of a folder of documents (default: content → dist)',
  options: { out: { type: 'string' }, gate: { type: 'string' }, cards: { type: 'string' }, zip: { type: 'boolean' } },
  async run([folder, ...others], { out, gate, cards, zip: zipped }) {
    if (gate !== undefined && !findingLevels.includes(gate as FindingLevel))
      throw new UsageError(`--gate ${String(gate)}: there are ${findingLevels.join(', ')}`)
    if (cards !== undefined && cards !== 'all') throw new UsageError(`--cards ${String(cards)}: there is all, which draws one for each gap`)
    const content = await contentFolder(folder, others)
    const target = await outFolder(out as string | undefined, content)
    const { corpus } = await publish(content, target, cards)
    console.log(
      `Open ${pathToFileURL(path.join(target, 'index.html'))}, or put the folder ${path.relative('', target) || '.'} on any web host.`,
    )
    if (zipped) {
      // what packs is needed by those alone who ask for it
      const { zip } = await import('./zip.ts')
      const file = `${target}.zip`
      // the whole site in one folder, so that unpacking strews nothing about
      const bytes = await zip(target, file, part(corpus.settings.title) || 'gaps')
      console.log(`Packed it into ${path.relative('', file)} (${(bytes / 1e6).toFixed(1)} MB): unpack it and open its index.html.`)
    }
    const level = findingLevels.indexOf(gate as FindingLevel)
    return gate !== undefined && corpus.findings.some((finding) => findingLevels.indexOf(finding.level) <= level) ? 1 : 0
  },
}

/**
 * Builds the site of `content` into `target`, whose old content stays until the new is complete.
 * @param cards whether each gap has a card of its own, however many there are
 */
export async function publish(content: string, target: string, cards?: 'all'): Promise<{ corpus: Corpus; pages: number }> {
  const started = performance.now()
  const corpus = await tellCorpus(content)
  // other gaps would stand at addresses that people were sent
  if (corpus.unkept !== undefined)
    throw new UsageError(`${ledgerFile} cannot be read: ${corpus.unkept}; mend it, or take the last version from your history`, 1)
  if (corpus.unredacted !== undefined)
    throw new UsageError(`${corpus.unredacted}; nothing is published until it is clear what to redact`, 1)
  for (const line of tellSettings(corpus, path.relative('', content))) console.log(line)
  for (const line of tellPrivate(await privateOf(corpus, cacheFolder(content)), path.relative('', content))) console.log(line)
  // below our own packages, where Astro finds what it needs, and in a folder of this process, so that two builds do not meet
  const stage = path.join(cacheFolder(content), `site-${process.pid}`)
  await clearLeftovers(cacheFolder(content))
  prepare(content, stage)
  process.env.LACUNA_CARDS = cards ?? 'some'
  const { build: astro } = await import('astro')
  console.log('Writing pages …')
  const progress = setInterval(async () => console.log(`  ${(await htmlFiles(stage)).toLocaleString('en')} pages`), 5000)
  try {
    // Astro keeps types of its collections in one place for all builds: they take turns
    await inTurn(async () => {
      await astro({ root: packageFolder, logLevel: 'warn' }).catch((error: Error) => {
        // an author's mistake in a page written by hand; the module that knows of it is another copy of ours
        throw error.name === 'WrongUse' ? new UsageError(error.message) : error
      })
      const held = await stillHeld(stage, corpus)
      if (held)
        throw new UsageError(
          `${held.file} holds what \`redact\` names "${held.name}", though no document gives it away any more: a page written by hand or a word of Lacuna's own; nothing was published`,
          1,
        )
      await replace(target, stage)
    })
  } finally {
    clearInterval(progress)
    await rm(stage, { recursive: true, force: true })
  }
  const pages = await htmlFiles(target)
  console.log(
    `Wrote ${pages.toLocaleString('en')} pages to ${path.relative('', target) || target} in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
  )
  return { corpus, pages }
}

/** Which settings could not be used, and what is left out without them. @param folder how the content folder is called on the terminal */
export function tellSettings({ settings, sources, defects, findings }: Corpus, folder: string): string[] {
  const files = new Set(defects.flatMap(({ kind, place: { file } }) => (kind === 'settings' && !sources.has(file) ? [file] : [])))
  const lines = findings
    .filter(({ place: { file } }) => files.has(file))
    .flatMap(({ message, mend, place }) => [
      harmless(`  ${locate({ ...place, file: folder ? `${folder}/${place.file}` : place.file })} ${message}`),
      harmless(`    mend: ${mend}`),
    ])
  if (settings.address !== undefined) return lines
  const given = defects.some(
    ({ kind, note, place: { file } }) => kind === 'settings' && file === 'site.yaml' && note?.startsWith('address: '),
  )
  const why = given ? 'the address in site.yaml cannot be used' : 'site.yaml gives no address'
  return [...lines, `  ${why}: no canonical address, card image or sitemap is written`]
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** What builds left that were ended while they wrote. */
async function clearLeftovers(cache: string): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    const pid = /^site-(\d+)$/.exec(name)?.[1]
    if (pid && !lives(Number(pid))) await rm(path.join(cache, name), { recursive: true, force: true })
  }
}

/** Runs `work` when no other build of this installation does. */
async function inTurn(work: () => Promise<void>): Promise<void> {
  const turn = path.join(packageFolder, 'node_modules', '.cache', 'lacuna', 'building')
  await mkdir(path.dirname(turn), { recursive: true })
  for (let waits = 0; ; waits++) {
    const mine = await writeFile(turn, String(process.pid), { flag: 'wx' }).then(
      () => true,
      () => false,
    )
    if (mine) break
    const holder = Number(await readFile(turn, 'utf8').catch(() => ''))
    // written but not yet filled counts as alive for a moment
    if (waits > 2 && !lives(holder)) await rm(turn, { force: true })
    else {
      if (waits === 2) console.log('Another build is running; waiting for it …')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  try {
    await work()
  } finally {
    await rm(turn, { force: true })
  }
}

/** Puts what was built in the place of what an earlier build left; a repository that lies there keeps its history. */
async function replace(target: string, stage: string): Promise<void> {
  await mkdir(target, { recursive: true })
  for (const name of await readdir(target)) if (name !== '.git') await rm(path.join(target, name), { recursive: true, force: true })
  await mark(target)
  for (const name of await readdir(stage))
    await rename(path.join(stage, name), path.join(target, name)).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EXDEV') throw error
      await cp(path.join(stage, name), path.join(target, name), { recursive: true })
    })
}

/** Reads the folder and says what is in it. Without a document there is nothing to publish. */
export async function tellCorpus(content: string): Promise<Corpus> {
  console.log(`Reading ${path.relative('', content) || content} …`)
  const corpus = await openCorpus(content)
  for (const { path: passed, why } of corpus.passedOver) console.log(`  passed over ${passed}: ${why}`)
  if (corpus.documents.length === 0)
    throw new UsageError(
      `no documents in ${path.relative('', content) || content}; put .md, .markdown, .mdx or .txt files into it, one folder for each system`,
    )
  const without = corpus.documents.filter(
    ({ file }) => !corpus.trace.gaps.some(({ mentions }) => mentions.some(({ place }) => place.file === file)),
  ).length
  const counts = [
    count(corpus.systems.length, 'system'),
    count(corpus.documents.length, 'document'),
    count(corpus.trace.gaps.length, 'gap'),
    count(corpus.findings.length, 'finding'),
  ]
  console.log(`  ${counts.join(', ')}${without > 0 ? `; ${count(without, 'document')} without gaps` : ''}`)
  return corpus
}

/** Tells astro.config.mjs and the collections where to read and write. */
export function prepare(content: string, target?: string): void {
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  // pages ask Vite whether this is a build, and Vite asks the environment: a stray NODE_ENV must not cost them their policy
  process.env.NODE_ENV = target ? 'production' : 'development'
  process.env.LACUNA_CONTENT = content
  process.env.LACUNA_CACHE = cacheFolder(content)
  if (target) process.env.LACUNA_OUT = target
}

async function htmlFiles(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  return names.filter((name) => name.endsWith('.html')).length
}

const count = (number: number, word: string): string => `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`
