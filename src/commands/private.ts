/**
 * What would go out that was not written for the public: told on the terminal before a site is written, and nowhere else, since a list of
 * where to look would be published with it. Quotes are cut short, as terminals are recorded too. Taking it out is left to `redact`
 * in site.yaml.
 */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { harmless } from '#check'
import { privateIn } from '#read'
import { type Corpus, guidesFolder } from '../corpus.ts'
import { filesBelow } from './folder.ts'

export interface Private {
  /** e.g. "path" */
  name: string
  file: string
  line: number
  column: number
  /** The beginning of it. */
  words: string
}

const kinds: Record<string, { told: string; setting: string }> = {
  secret: { told: 'looks like a secret', setting: 'secrets' },
  path: { told: 'a path of somebody’s machine', setting: 'paths' },
  email: { told: 'an e-mail address', setting: 'emails' },
}
/** So many of one kind are told one by one. */
const most = 12

/** Everything of documents, hand-written pages and settings that is not redacted and looks as if nobody meant to publish it; secrets first. */
export async function privateOf(corpus: Corpus): Promise<Private[]> {
  const found: Private[] = []
  for (const [file, source] of corpus.sources)
    for (const { name, start, end } of privateIn(source.text)) {
      const { line, column } = source.pointAt(start)
      found.push({ name, file, line, column, words: cutShort(name, source.text.slice(start, end)) })
    }
  const clean = (text: string) => corpus.redactor?.clean(text) ?? text
  const guides = guidesFolder(corpus.folder)
  const pages = guides ? (await readdir(guides)).sort().map((name) => `${path.basename(guides)}/${name}`) : []
  for (const file of [...pages, 'site.yaml', ...corpus.systems.flatMap(({ documents }) => settingsBeside(documents[0]))]) {
    const written = await readFile(path.join(corpus.folder, file), 'utf8').catch(() => '')
    // of settings only what is published: neither where a checkout lies, nor what is to be taken out
    const text = file.endsWith('.yaml') ? written.replace(/^(?!(?:name|title|description|owner)\s*:).*$/gm, '') : written
    const lines = text.split('\n').map((line) => line.length)
    for (const { name, start, end } of privateIn(text)) {
      const words = text.slice(start, end)
      if (!privateIn(clean(words)).length) continue
      let [line, at] = [1, start]
      while (at > lines[line - 1]!) at -= lines[line++ - 1]! + 1
      const column = at + 1
      found.push({ name, file, line, column, words: cutShort(name, words) })
    }
  }
  const order = Object.keys(kinds)
  return found.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
}

const settingsBeside = (file: string | undefined): string[] =>
  file?.includes('/') ? [`${file.slice(0, file.indexOf('/'))}/system.yaml`] : []

/** Enough to know it again, and not enough to use it. */
function cutShort(name: string, words: string): string {
  if (words.startsWith('-----BEGIN')) return words.slice(0, 15)
  const letters = [...words]
  const share = name === 'secret' ? Math.min(4, letters.length / 4) : Math.min(16, letters.length / 2)
  return letters.slice(0, Math.ceil(share)).join('')
}

/** Lines for the terminal; none where there is nothing to tell. @param folder how the content folder is called there */
export function tellPrivate(found: readonly Private[], folder: string): string[] {
  if (found.length === 0) return []
  const byKind = [...Map.groupBy(found, ({ name }) => name)]
  const lines = byKind.flatMap(([name, own]) => [
    ...own
      .slice(0, most)
      .map(({ file, line, column, words }) =>
        harmless(`  ${folder ? `${folder}/` : ''}${file}:${line}:${column} ${kinds[name]!.told}: ${words.replace(/\s+/g, ' ')}…`),
      ),
    ...(own.length > most ? [`  … and ${own.length - most} more of this kind`] : []),
  ])
  const settings = byKind.map(([name]) => kinds[name]!.setting)
  return [
    `Before it is published: whoever reads the site can see`,
    ...lines,
    `  \`redact: [${settings.join(', ')}]\` in site.yaml takes ${found.length === 1 ? 'it' : 'them'} out of every page and file.`,
  ]
}

/** A file of the site that holds what the owner named himself, though it was taken out of all that documents say. */
export async function stillHeld(site: string, corpus: Corpus): Promise<{ file: string; name: string } | undefined> {
  const { redactor } = corpus
  if (!redactor || !corpus.settings.redact.some((wish) => typeof wish !== 'string')) return undefined
  for (const file of await filesBelow(site)) {
    const name = redactor.holds(file) ?? (written.test(file) ? redactor.holds(await readFile(path.join(site, file), 'utf8')) : undefined)
    if (name !== undefined) return { file, name }
  }
  return undefined
}
const written = /\.(?:html|md|txt|csv|json|xml)$|(?:^|[\\/])assets[\\/](?:gaps|[\w-]+-data)[\w-]*\.js$/
