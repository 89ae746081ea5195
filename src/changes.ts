/**
 * Changes: the door to the past. It reads each version of the documents as `corpus.ts` reads the present one, links it against the one
 * before by the rules of the ledger, and says what became of each gap. What was told of a commit is kept in the cache, so that the
 * next build reads only what came since. Wording is left to `publish`.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { documentPart, ledgerOf, link, systemPart, type Trace } from '#link'
import type { Change, ChangeSet, Changes, Gap, GapDocument, Level, Published, State, SystemSettings } from '#model'
import { textsOf, type Version, type Versions, versionsOf } from '#observe'
import { readSource } from '#read'
import { recognise } from '#recognise'
import { type Corpus, extensions, largest, unique } from './corpus.ts'

/** What is asked of the corpus: what the documents are now, and what their gaps are called. */
export type Present = Pick<Corpus, 'folder' | 'settings' | 'systems' | 'documents' | 'trace' | 'redactor'>

export interface Told {
  changes: Changes
  /** How many versions of documents were read for it. */
  read: number
}

/**
 * @param cache folder that is this content's own; without one all is read anew
 * @returns nothing where no repository can tell the whole truth, or where nothing ever changed
 */
export async function changesOf(present: Present, cache?: string): Promise<Told | undefined> {
  const context = contexts(present)
  const histories = await versionsOf(
    present.folder,
    present.documents.map(({ file }) => file),
    context.wanted,
  )
  if (!histories) return undefined
  let read = 0
  const told = await Promise.all(
    histories.map(async (history, at) => {
      const past = await pastOf(history, context, present, cache && path.join(cache, `changes${at > 0 ? `-${at}` : ''}.json`))
      read += past?.read ?? 0
      return past && { history, sets: setsOf(history, past.memory, pagesOf(present, past.memory), present.redactor) }
    }),
  )
  if (!told.every((one) => one !== undefined)) return undefined
  const sets = told
    .flatMap(({ sets }) => sets)
    // of one repository they stay in its order, whatever its clocks said
    .sort((a, b) => (told.length > 1 ? a.commit.seconds - b.commit.seconds : 0))
    .reverse()
  if (sets.length === 0) return undefined
  const { history } = told[0]!
  const origin = history.versions[0]?.hash ?? ''
  return { changes: { origin, sets, tags: told.length > 1 ? [] : tagsOf(history, sets, present.redactor) }, read }
}

/** Tags of several repositories would have no common order. */
function tagsOf({ versions, tags }: Versions, sets: readonly ChangeSet[], redactor: Present['redactor']): Changes['tags'] {
  const numbers = new Map(versions.map(({ hash }, at) => [hash, at]))
  const ats = sets.map(({ commit }) => numbers.get(commit.hash)!)
  return tags.map(({ name, at }) => ({ name: redactor?.clean(name) ?? name, later: ats.filter((number) => number >= at).length })).reverse()
}

// ——— what a path of the past is called and how it is read

interface Contexts {
  wanted: (file: string) => boolean
  of: (file: string) => Context
  /** All paths at once, since two that would have one address are told apart by a number. */
  learn: (files: Iterable<string>) => void
}
type Context = Parameters<typeof recognise>[1]

/** As it is set today: a change of settings is no change of a gap. */
function contexts({ folder, systems, documents }: Present): Contexts {
  const known = new Map<string, Context>()
  const settings = new Map<string, { slug: string } & Pick<SystemSettings, 'lang' | 'severity' | 'state'>>()
  const first = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '')
  for (const system of systems)
    for (const file of system.documents) settings.set(first(file), { slug: system.slug, ...picked(system.settings) })
  for (const { file, slug } of documents) {
    const { slug: system, ...rest } = settings.get(first(file))!
    known.set(file, { system, slug, ...rest })
  }
  const now = new Set(documents.map(({ file }) => file))
  const slugs = new Set([...settings.values()].map(({ slug }) => slug))
  const addresses = new Set([...known.values()].map(({ system, slug }) => `${system}/${slug}`))
  return {
    // what lies there and is no document today, as hand-written pages or what .gitignore names, never was one
    wanted: (file) => {
      const [, folders = ''] = /^(.*\/)?/.exec(file)!
      const hidden = /(?:^|\/)(?:\.|node_modules\/)/.test(folders) || /^pages\/[^/]+\.mdx$/.test(file)
      return now.has(file) || (extensions.test(file) && !hidden && !existsSync(path.join(folder, file)))
    },
    of: (file) => known.get(file)!,
    learn: (files) => {
      for (const file of [...files].filter((one) => !known.has(one)).sort()) {
        const name = first(file)
        const { slug: system, ...rest } = settings.get(name) ?? { slug: unique(systemPart(name || path.basename(folder)), slugs) }
        settings.set(name, { slug: system, ...rest })
        const slug = unique(`${system}/${documentPart(name ? file.slice(name.length + 1) : file)}`, addresses).slice(system.length + 1)
        known.set(file, { system, slug, ...rest })
      }
    },
  }
}

const picked = ({ lang, severity, state }: SystemSettings) => ({ lang, severity, state })

// ——— what is known of gaps after each version

interface Known {
  /** The first key that it had. */
  gap: string
  system: string
  file: string
  /** What its document is, under any name of the file. */
  document: string
  documentTitle: string
  id?: string
  title: string
  level?: Level
  state?: State
  phases: string[]
  /** Number of the version that opened it. */
  since: number
}

/** All that the next version is held against; as JSON in the cache. */
interface Memory {
  /** Digests of the versions that it knows. */
  versions: string[]
  /** How the files were read that it knows of. */
  contexts: Record<string, Context>
  /** By path: what it holds, and what document it is. */
  files: Record<string, { blob: string; document: string }>
  /** By path of what was deleted: a file that comes back is the same document. */
  deleted: Record<string, string>
  ledger: Published[]
  /** By key. */
  gaps: Record<string, Known>
  /** By key: gone in a version, and not told yet, since the next version of the document may bring them back. */
  missing: Record<string, Known & { at: number }>
  /** By key: the first one, of all gaps that ever were. */
  firsts: Record<string, string>
  /** By number of the version. */
  changes: Record<number, Change[]>
}

const nothing = (): Memory => ({
  versions: [],
  contexts: {},
  files: {},
  deleted: {},
  ledger: [],
  gaps: {},
  missing: {},
  firsts: {},
  changes: {},
})

/** So many blobs are asked of git at once. */
const atOnce = 400

/** @returns nothing where the repository lacks some of its own objects */
async function pastOf(
  { folder, versions }: Versions,
  context: Contexts,
  { settings, redactor }: Present,
  cache: string | undefined,
): Promise<{ memory: Memory; read: number } | undefined> {
  context.learn(versions.flatMap(({ files }) => files.flatMap((file) => [file.path, ...(file.was === undefined ? [] : [file.was])])))
  const code = cache && codeStamp(path.dirname(cache))
  const stamp = code && sha(JSON.stringify([code, settings.redact]))
  const memory = (cache && stamp && (await recalled(cache, stamp, versions, context))) || nothing()
  const from = memory.versions.length
  if (from === versions.length) return { memory, read: 0 }
  const texts = new Map<string, Buffer>()
  const fetch = async (blobs: ReadonlySet<string>) => {
    const found = await textsOf(folder, [...blobs])
    for (const [blob, text] of found ?? []) texts.set(blob, text)
    return found?.size === blobs.size
  }
  const past = new Past(memory, context, texts, redactor)
  // what stood before the first new version is linked with it
  if (!(await fetch(new Set(Object.values(memory.files).map(({ blob }) => blob))))) return undefined
  for (const file of Object.keys(memory.files)) past.read(file)
  for (let at = from, ahead = from; at < versions.length; at++) {
    if (at === ahead) {
      const wanted = new Set<string>()
      for (; ahead < versions.length && wanted.size < atOnce; ahead++)
        for (const { blob } of versions[ahead]!.files) if (blob !== undefined) wanted.add(blob)
      texts.clear()
      if (!(await fetch(wanted))) return undefined
    }
    past.step(versions[at]!, at)
  }
  memory.versions = versions.map(digest)
  memory.contexts = Object.fromEntries([...past.paths].sort().map((file) => [file, context.of(file)]))
  // where nothing can be written, the next build reads all again
  if (cache && stamp) await keep(cache, stamp, memory).catch(() => {})
  return { memory, read: past.reads }
}

/** The documents as they stood, moved on version by version. */
class Past {
  reads = 0
  readonly paths: Set<string>
  readonly #memory: Memory
  readonly #context: Contexts
  readonly #texts: ReadonlyMap<string, Buffer>
  readonly #redactor: Present['redactor']
  readonly #documents = new Map<string, GapDocument>()

  constructor(memory: Memory, context: Contexts, texts: ReadonlyMap<string, Buffer>, redactor: Present['redactor']) {
    this.#memory = memory
    this.#context = context
    this.#texts = texts
    this.#redactor = redactor
    this.paths = new Set(Object.keys(memory.contexts))
  }

  read(file: string): void {
    this.reads++
    const text = this.#texts.get(this.#memory.files[file]!.blob)!
    const source = readSource(file, text.length > largest ? 'it is too large' : text, this.#redactor)
    this.#documents.set(file, bare(recognise(source, this.#context.of(file))))
  }

  step(version: Version, at: number): void {
    const { gaps, missing, firsts, files } = this.#memory
    const changed = this.#change(version)
    const systems = new Set(changed.map(({ file }) => this.#context.of(file).system))
    const there = new Set([...this.#documents.values()].map(({ system }) => system))
    const own = [...this.#documents.values()].filter(({ system }) => systems.has(system)).sort((a, b) => (a.file < b.file ? -1 : 1))
    // of a system whose folder is gone, all may stand in another one now
    const mine = ({ system }: { system: string }) => systems.has(system) || !there.has(system)
    const trace = link(own, { version: 1, gaps: this.#memory.ledger.filter(mine) })
    const from = new Map(trace.former.moved.map(({ key, from }) => [key, from]))

    const told: Change[] = []
    const met = new Map<string, Known>()
    /** Documents that have again what an earlier version of them lacked, and the number of that version. */
    const mended = new Map<string, number>()
    for (const gap of trace.gaps) {
      const key = from.get(gap.key) ?? gap.key
      const before = gaps[key] ?? missing[key]
      const first = firsts[key]
      const known = this.#known(gap, before?.gap ?? first ?? key, before?.since ?? at)
      if (missing[key]) mended.set(missing[key].document, missing[key].at)
      const mentioned = new Set(gap.mentions.map(({ place }) => files[place.file]!.document))
      told.push(
        ...(before
          ? differences(before, known, mentioned)
          : [{ ...named(known), kind: first ? 'returned' : 'opened', ...given(known) } as const]),
      )
      met.set(gap.key, known)
      firsts[gap.key] = known.gap
      delete missing[key]
      delete gaps[key]
    }

    const touched = new Set(changed.map(({ document }) => document))
    const stands = new Set(Object.values(files).map(({ document }) => document))
    // its document says something new, and not this; or there is no such document, and no other has it
    for (const [key, one] of Object.entries(missing))
      if (touched.has(one.document) || (systems.has(one.system) && !stands.has(one.document))) {
        this.#tell(one.at, [{ ...named(one), kind: 'removed' }])
        delete missing[key]
      }
    for (const [key, one] of Object.entries(gaps)) {
      if (!mine(one)) continue
      delete gaps[key]
      // what a broken version alone had was never a gap
      if (mended.get(one.document) === one.since) this.#untell(one)
      else missing[key] = { ...one, at }
    }
    for (const [key, known] of met) gaps[key] = known
    this.#tell(at, told)
    this.#memory.ledger = [
      ...this.#memory.ledger.filter((entry) => !mine(entry)),
      ...ledgerOf(trace.gaps, trace.former, (file) => this.#context.of(file).slug, version.date).gaps.map(
        ({ text: _, removed, ...entry }): Published => ({
          ...entry,
          // what may come back with the next version is looked for as if it had never gone
          ...(removed && !missing[entry.address] && { removed: { ...removed, text: '' } }),
        }),
      ),
    ]
  }

  /** Moves the files on; @returns what was changed, by the names before and after */
  #change({ files: changed, hash }: Version): { file: string; document: string }[] {
    const { files, deleted } = this.#memory
    const touched: { file: string; document: string }[] = []
    const left = new Map<string, string>()
    for (const { path: file, was = file, blob } of changed) {
      for (const name of [file, was]) this.paths.add(name)
      if ((was === file && blob !== undefined) || !files[was]) continue
      const { document } = files[was]
      left.set(was, document)
      touched.push({ file: was, document })
      if (was === file) deleted[was] = document
      delete files[was]
      this.#documents.delete(was)
    }
    const stands = new Set(Object.values(files).map(({ document }) => document))
    for (const { path: file, was = file, blob } of changed) {
      if (blob === undefined) continue
      const before = files[file]?.document ?? (was === file ? deleted[file] : left.get(was))
      // another file may have left the name behind, and be that document still
      const document = before ?? (stands.has(file) ? `${file} ${hash}` : file)
      stands.add(document)
      delete deleted[file]
      files[file] = { blob, document }
      touched.push({ file, document })
      this.read(file)
    }
    return touched
  }

  #known(gap: Gap, first: string, since: number): Known {
    const { file } = gap.place
    return {
      gap: first,
      system: gap.system,
      file,
      document: this.#memory.files[file]!.document,
      documentTitle: this.#documents.get(file)!.title,
      ...(gap.id && { id: gap.id }),
      title: gap.title,
      ...(gap.severity && { level: gap.severity.level }),
      ...(gap.status && { state: gap.status.state }),
      phases: gap.phases,
      since,
    }
  }

  #tell(at: number, changes: readonly Change[]): void {
    if (changes.length > 0) this.#memory.changes[at] = [...(this.#memory.changes[at] ?? []), ...changes]
  }

  #untell({ gap, since }: Known): void {
    const { changes } = this.#memory
    for (const number of Object.keys(changes).map(Number)) {
      if (number < since) continue
      const left = changes[number]!.filter((change) => change.gap !== gap)
      if (left.length > 0) changes[number] = left
      else delete changes[number]
    }
  }
}

/** What gaps and phases are made of; the rest of a document has no part in changes. */
const bare = (document: GapDocument): GapDocument => ({
  ...document,
  items: [],
  actions: [],
  statements: [],
  references: [],
  // the lines of a step may name gaps by their titles
  phases: document.phases.map((phase) => ({ ...phase, fields: phase.fields.map(({ text: _, ...field }) => field) })),
  mentions: document.mentions.map((mention) => ({ ...mention, references: [], codeBlocks: [], signals: [] })),
})

const named = ({ gap, system, file, id, title }: Known) => ({ gap, system, file, ...(id && { id }), title })
const given = ({ level, state }: Known) => ({ ...(level && { level: { to: level } }), ...(state && { state: { to: state } }) })
const both = <Value>(from: Value | undefined, to: Value | undefined) => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
})

/** @param mentioned the documents that speak of it now */
function differences(before: Known, now: Known, mentioned: ReadonlySet<string>): Change[] {
  const name = named(now)
  const phases = [before, now].map((one) => one.phases.toSorted().join(', ') || undefined)
  return [
    ...(before.state !== now.state ? [{ ...name, kind: turn(before.state, now.state), state: both(before.state, now.state) }] : []),
    ...(before.level !== now.level ? [{ ...name, kind: 'severity' as const, level: both(before.level, now.level) }] : []),
    ...(phases[0] !== phases[1] ? [{ ...name, kind: 'phases' as const, ...both(phases[0], phases[1]) }] : []),
    ...(plain(before.title) !== plain(now.title) ? [{ ...name, kind: 'title' as const, from: before.title, to: now.title }] : []),
    ...(!mentioned.has(before.document) ? [{ ...name, kind: 'moved' as const, from: before.documentTitle, to: now.documentTitle }] : []),
  ]
}

/** One that says no state any more was not opened again. */
const turn = (from: State | undefined, to: State | undefined): Change['kind'] =>
  to === 'closed' ? 'closed' : from === 'closed' && to !== undefined ? 'reopened' : 'state'

/** Case and punctuation apart: who corrects those gives no new title. */
const plain = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? title.trim()

// ——— what is told of it

/** By its first key: key of the page that speaks of a gap today. */
function pagesOf({ documents, trace }: Present, { ledger, firsts }: Memory): Map<string, string> {
  const pages = new Map<string, string>()
  const gone = new Map(trace.former.gone.map((entry) => [entry.address, entry.title]))
  for (const { address, title } of ledger) if (gone.get(address) === title) pages.set(firsts[address]!, address)
  // the same documents give the same gaps in the same order, whatever they are called
  const now: Trace = link(documents.map(bare), { version: 1, gaps: ledger })
  const from = new Map(now.former.moved.map(({ key, from }) => [key, from]))
  for (const [at, { key }] of now.gaps.entries()) {
    const first = firsts[from.get(key) ?? key]
    const present = trace.gaps[at]
    if (first !== undefined && present) pages.set(first, present.key)
  }
  return pages
}

/** Oldest first. */
function setsOf(
  { versions }: Versions,
  { changes, missing }: Memory,
  pages: ReadonlyMap<string, string>,
  redactor: Present['redactor'],
): ChangeSet[] {
  const gone = Map.groupBy(Object.values(missing), ({ at }) => at)
  const clean = (text: string) => redactor?.clean(text) ?? text
  return versions.flatMap(({ files: _, subject, ...rest }, at) => {
    const commit = { ...rest, subject: clean(subject) }
    const removed = (gone.get(at) ?? []).map((one): Change => ({ ...named(one), kind: 'removed' }))
    const own = [...(changes[at] ?? []), ...removed].map(({ title, from, to, ...change }): Change => {
      const page = pages.get(change.gap)
      // a document without a title bears the name of its file, as it was
      return { ...change, title: clean(title), ...both(from && clean(from), to && clean(to)), ...(page !== undefined && { page }) }
    })
    return own.length > 0 ? [{ commit, changes: own }] : []
  })
}

// ——— the cache

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const digest = (version: Version): string => sha(JSON.stringify(version)).slice(0, 16)

/** What was kept, where it tells of the first of these versions, read as they would be read now. */
async function recalled(cache: string, stamp: string, versions: readonly Version[], context: Contexts): Promise<Memory | undefined> {
  const text = await readFile(cache, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const kept = JSON.parse(text) as { stamp: string; memory: Memory }
    const { memory } = kept
    const fits =
      kept.stamp === stamp &&
      memory.versions.length <= versions.length &&
      memory.versions.every((one, at) => one === digest(versions[at]!)) &&
      Object.entries(memory.contexts).every(([file, own]) => JSON.stringify(own) === JSON.stringify(context.of(file)))
    return fits ? memory : undefined
  } catch {
    // what is no JSON of ours is written anew
    return undefined
  }
}

async function keep(cache: string, stamp: string, memory: Memory): Promise<void> {
  const own = `${cache}-${process.pid}`
  await mkdir(path.dirname(cache), { recursive: true })
  await writeFile(own, JSON.stringify({ stamp, memory }))
  await rename(own, cache)
}

/** Of all code that has a part in it: another reader may read the same text otherwise. Nothing where that code is not found. */
function codeStamp(cache: string): string | undefined {
  // where pages are made it is one piece with other code, and the cache lies where the code lies
  const beside = [import.meta.dirname, ...parents(cache).map((folder) => path.join(folder, 'src'))]
  const source = beside.find((folder) => existsSync(path.join(folder, 'recognise/index.ts')))
  if (source === undefined) return undefined
  const stages = ['model', 'read', 'recognise', 'link', 'observe'].flatMap((stage) =>
    readdirSync(path.join(source, stage))
      .sort()
      .map((name) => path.join(source, stage, name)),
  )
  const files = [...stages, path.join(source, 'changes.ts'), path.join(source, '../package.json')]
  return sha(files.map((file) => sha(readFileSync(file, 'utf8'))).join('\n'))
}

const parents = (folder: string): string[] =>
  path.dirname(folder) === folder ? [] : [path.dirname(folder), ...parents(path.dirname(folder))]
