/**
 * What would go out that was not written for the public: told on the terminal before a site is written, and nowhere else, since a list of
 * where to look would be published with it. Quotes are cut short, as terminals are recorded too. Taking it out is left to `redact`
 * in site.yaml.
 */
import { readdirSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { harmless } from '#check'
import type { Place } from '#model'
import { privateIn } from '#read'
import { changesOf } from '../changes.ts'
import { type Corpus, extensions, guidesFolder, ledgerFile, placesOf, settingsText } from '../corpus.ts'
import { filesBelow } from './folder.ts'

type Point = Pick<Place, 'file' | 'line' | 'column'>

export interface Private {
  /** e.g. "path" */
  name: string
  /** In a file, or in the history, e.g. "commit a1b2c3d". */
  place: Point | string
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

/**
 * Everything that goes out, is not redacted and looks as if nobody meant to publish it; secrets first.
 * @param cache folder where the history that was read for it is kept for the pages
 */
export async function privateOf(corpus: Corpus, cache?: string): Promise<Private[]> {
  const found = [
    ...inDocuments(corpus),
    ...(await inGuides(corpus)),
    ...(await inSettings(corpus)),
    ...(await inLedger(corpus)),
    ...inNames(corpus),
    ...(await inHistory(corpus, cache)),
  ]
  const order = Object.keys(kinds)
  return found.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
}

/** What is private in a text. @param place of some words of it, by their offset */
const look = (text: string, place: (words: string, start: number) => Private['place']): Private[] =>
  privateIn(text).map(({ name, start, end }) => {
    const words = text.slice(start, end)
    return { name, place: place(words, start), words: cutShort(name, words) }
  })

const inDocuments = ({ sources }: Corpus): Private[] =>
  [...sources].flatMap(([file, source]) => look(source.text, (_, start) => ({ file, ...source.pointAt(start) })))

/** Pages written by hand are cleaned when they are compiled. */
async function inGuides({ folder, redactor }: Corpus): Promise<Private[]> {
  const guides = guidesFolder(folder)
  const found: Private[] = []
  for (const name of guides ? (await readdir(guides)).sort() : []) {
    const file = `${path.basename(guides!)}/${name}`
    const text = await readFile(path.join(folder, file), 'utf8').catch(() => '')
    for (const one of privateIn(text)) {
      const words = text.slice(one.start, one.end)
      if (privateIn(redactor?.clean(words) ?? words).length > 0)
        found.push({ name: one.name, place: pointIn(text, file, one.start), words: cutShort(one.name, words) })
    }
  }
  return found
}

function pointIn(text: string, file: string, offset: number): Point {
  const lines = text.slice(0, offset).split('\n')
  return { file, line: lines.length, column: lines.at(-1)!.length + 1 }
}

/** Of settings what is published: neither where a checkout lies, nor what is to be taken out; and what findings quote of them. */
async function inSettings({ folder, settings, systems, defects, sources }: Corpus): Promise<Private[]> {
  const files = systems.flatMap(({ documents: [first = ''], settings }) =>
    first.includes('/') ? [{ file: `${first.slice(0, first.indexOf('/'))}/system.yaml`, settings }] : [],
  )
  const found: Private[] = []
  for (const { file, settings: own } of [{ file: 'site.yaml', settings }, ...files]) {
    const text = (await settingsText(folder, file)) ?? ''
    const placeOf = await placesOf(folder, file)
    for (const [key, value] of Object.entries(own)) {
      if (typeof value !== 'string') continue
      const { line, column } = placeOf([key]) ?? { line: 1, column: 1 }
      const start = [...text.split('\n').slice(0, line - 1), ''].join('\n').length + column - 1
      // where the value is broken into lines, words of it may be in pieces
      const place = (words: string) => pointIn(text, file, Math.max(start, text.indexOf(words, start)))
      found.push(...look(value, place))
    }
  }
  const quoted = defects.filter(({ place }) => !sources.has(place.file))
  return [...found, ...quoted.flatMap(({ was, note = '', place }) => look(`${was}\n${note}`, () => place))]
}

/** Of gaps that no document has any more, pages go on to tell. */
async function inLedger({ folder, trace }: Corpus): Promise<Private[]> {
  const { gone } = trace.former
  const text = gone.length > 0 ? await readFile(path.join(folder, ledgerFile), 'utf8').catch(() => '') : ''
  return gone.flatMap(({ address, former = [], id = '', title, text: kept = '', removed }) => {
    const start = Math.max(0, text.indexOf(JSON.stringify(address)))
    return [address, ...former, id, title, removed?.text ?? kept].flatMap((told) =>
      look(told, (words) => pointIn(text, ledgerFile, Math.max(start, text.indexOf(JSON.stringify(words).slice(1, -1), start)))),
    )
  })
}

/** Files and folders give their names to addresses and pages. */
function inNames({ folder, documents, systems }: Corpus): Private[] {
  const guides = guidesFolder(folder)
  const pages = guides ? readdirSync(guides).map((name) => `${path.basename(guides)}/${name}`) : []
  const known = new Map<string, string>()
  for (const file of [...documents.map(({ file }) => file), ...pages]) {
    const parts = file.split('/')
    for (const [at, part] of parts.entries()) {
      const inside = parts.slice(0, at + 1).join('/')
      if (!known.has(inside)) known.set(inside, at === parts.length - 1 ? part.replace(extensions, '') : part)
    }
  }
  // what lies in no folder of its own bears the name of the one that is built
  const around = systems.find(({ documents: [first = ''] }) => first !== '' && !first.includes('/'))
  if (around) known.set('.', around.name)
  return [...known].flatMap(([file, name]) => look(name, () => ({ file, line: 1, column: 1 })))
}

/** What the changes and their feed tell of the past; of the same words the last commit, and how many others. */
async function inHistory(corpus: Corpus, cache: string | undefined): Promise<Private[]> {
  const { changes } = (await changesOf(corpus, cache)) ?? {}
  const found = new Map<string, Private & { commits: Set<string> }>()
  for (const { commit, changes: own } of changes?.sets ?? []) {
    const hash = commit.hash.slice(0, 7)
    for (const text of [commit.subject, ...own.flatMap(({ id, title, from, to }) => [id, title, from, to])])
      for (const { name, start, end } of privateIn(text ?? '')) {
        const words = text!.slice(start, end)
        const known = found.get(words) ?? { name, place: '', words: cutShort(name, words), commits: new Set() }
        known.commits.add(hash)
        found.set(words, known)
      }
  }
  const told = [...found.values()].map(({ commits: [last, ...others], ...one }) => ({
    ...one,
    place: `commit ${last}${others.length > 0 ? ` and ${others.length} more` : ''}`,
  }))
  return [...told, ...(changes?.tags ?? []).flatMap(({ name }) => look(name, () => 'the name of a tag'))]
}

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
      .map(({ place, words }) => harmless(`  ${where(place, folder)} ${kinds[name]!.told}: ${words.replace(/\s+/g, ' ')}…`)),
    ...(own.length > most ? [`  … and ${own.length - most} more of this kind`] : []),
  ])
  const settings = byKind.map(([name]) => kinds[name]!.setting)
  return [
    `Before it is published: whoever reads the site can see`,
    ...lines,
    `  \`redact: [${settings.join(', ')}]\` in site.yaml takes ${found.length === 1 ? 'it' : 'them'} out of every page and file.`,
  ]
}

const where = (place: Private['place'], folder: string): string =>
  typeof place === 'string' ? `${place}:` : `${folder ? `${folder}/` : ''}${place.file}:${place.line}:${place.column}`

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
