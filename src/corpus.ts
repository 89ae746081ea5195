/**
 * Corpus: a folder of documents, read, recognised, linked and checked; the one composition that Astro and the terminal
 * share. A file is read again only when it changed. What pages show of it is left to `publish`.
 */
import { lstatSync, readdirSync } from 'node:fs'
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { LineCounter, parseDocument } from 'yaml'
import type * as z from 'zod'
import { check } from '#check'
import { documentPart, link, systemPart, type Trace } from '#link'
import { type Defect, type Finding, type GapDocument, Ledger, type Place, SiteSettings, type System, SystemSettings } from '#model'
import { readSource, type Source } from '#read'
import { recognise } from '#recognise'

export interface Corpus {
  /** Absolute path of the content folder. */
  folder: string
  settings: SiteSettings
  /** In order of their address. */
  systems: System[]
  /** In order of their path. */
  documents: GapDocument[]
  /** By address of a system: the absolute path of the checkout that its settings name. For reading; never for a page. */
  checkouts: ReadonlyMap<string, string>
  sources: ReadonlyMap<string, Source>
  trace: Trace
  /** About settings files and what was not read. */
  defects: Defect[]
  findings: Finding[]
  /** What was passed over, and why; told once on the terminal. */
  passedOver: { path: string; why: string }[]
  /** How often each file was read since the process began: an edit must re-read one file only. */
  reads: ReadonlyMap<string, number>
}

const extensions = /\.(?:md|markdown|mdx|txt)$/i
/** Larger files are not documents that people wrote. */
const largest = 32 * 1024 * 1024

interface Kept {
  stamp: string
  source: Source
  document: GapDocument
}
/** What a process knows of a folder; on `globalThis`, since Astro loads this module once in Vite and once outside. */
interface Memory {
  kept: Map<string, Kept>
  reads: Map<string, number>
  corpus?: Promise<Corpus>
}
const shared = globalThis as typeof globalThis & { lacunaMemory?: Map<string, Memory> }
shared.lacunaMemory ??= new Map()
const memories = shared.lacunaMemory
const memoryOf = (folder: string): Memory => {
  const known = memories.get(folder) ?? { kept: new Map(), reads: new Map() }
  memories.set(folder, known)
  return known
}

/** The corpus of a folder; the same promise as long as nobody calls `refresh`. */
export function openCorpus(folder: string): Promise<Corpus> {
  const absolute = path.resolve(folder)
  const memory = memoryOf(absolute)
  memory.corpus ??= load(absolute, memory)
  return memory.corpus
}

/** Reads what changed since the last time, and links and checks anew. */
export function refresh(folder: string): Promise<Corpus> {
  const absolute = path.resolve(folder)
  const memory = memoryOf(absolute)
  memory.corpus = load(absolute, memory)
  return memory.corpus
}

async function load(folder: string, memory: Memory): Promise<Corpus> {
  const defects: Defect[] = []
  const passedOver: Corpus['passedOver'] = []
  const files = await walk(folder, { defects, passedOver })
  const settings = (await readSettings(folder, 'site.yaml', SiteSettings, defects)) ?? SiteSettings.parse({})
  const bySystem = Map.groupBy(files, (file) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : ''))
  const systems: System[] = []
  const kept = new Map<string, Kept>()
  const slugs = new Set<string>()
  const checkouts = new Map<string, string>()
  for (const [name, own] of [...bySystem].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const given = name
      ? await readSettings(
          folder,
          `${name}/system.yaml`,
          SystemSettings,
          defects,
          async ({ checkout }): Promise<Record<string, string>> => {
            const wanted = checkout === undefined ? undefined : path.resolve(folder, name, checkout)
            const found = wanted === undefined || (await stat(wanted).catch(() => undefined))?.isDirectory()
            return found ? {} : { checkout: 'no such folder is there, so that what the documents cite is not checked' }
          },
        )
      : undefined
    const { checkout: named, ...system } = given ?? SystemSettings.parse({})
    const slug = unique(systemPart(name || path.basename(folder)), slugs)
    systems.push({ slug, name: system.name ?? (name || path.basename(folder)), settings: system, documents: own })
    if (named !== undefined) checkouts.set(slug, path.resolve(folder, name, named))
    const documentSlugs = new Set<string>()
    for (const file of own) {
      const documentSlug = unique(documentPart(name ? file.slice(name.length + 1) : file), documentSlugs)
      kept.set(
        file,
        await read(
          folder,
          file,
          { system: slug, slug: documentSlug, lang: system.lang, severity: system.severity, state: system.state },
          memory,
        ),
      )
    }
  }
  memory.kept = kept
  const documents = files.map((file) => kept.get(file)!.document)
  const sources = new Map(files.map((file) => [file, kept.get(file)!.source]))
  const trace = link(documents, await readLedger(folder, defects))
  const known = await allNames(folder)
  const targetExists = (file: string, url: string): boolean | undefined => {
    const target = url.startsWith('#') ? file : resolveTarget(file, url)
    if (target === undefined) return undefined
    return known.has(target) && hasFragment(kept.get(target), url)
  }
  const findings = check({ documents, trace, defects, targetExists }, settings)
  return { folder, settings, systems, documents, checkouts, sources, trace, defects, findings, passedOver, reads: memory.reads }
}

/** Whether a document has what the fragment of a link names; other files are not looked into. */
function hasFragment(kept: Kept | undefined, url: string): boolean {
  const fragment = /#(.+)$/.exec(url)?.[1]
  if (!kept || fragment === undefined) return true
  const wanted = decode(fragment).toLowerCase()
  const { document, source } = kept
  return (
    document.sections.some(({ anchor }) => anchor.toLowerCase() === wanted) ||
    /^l\d+/.test(wanted) ||
    source.text.toLowerCase().includes(`"${wanted}"`) ||
    source.text.includes(`{#${fragment}}`)
  )
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The file that a relative link names, within the content folder; undefined for what only the web knows. */
export function resolveTarget(file: string, url: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//') || url.startsWith('#') || url === '') return undefined
  const clean = decode(url.replace(/[?#].*$/, ''))
  if (clean.startsWith('/')) return undefined
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), clean)).replace(/\/$/, '')
  return target.startsWith('..') ? undefined : target
}

function unique(wanted: string, taken: Set<string>): string {
  let slug = wanted
  for (let number = 2; taken.has(slug); number++) slug = `${wanted}-${number}`
  taken.add(slug)
  return slug
}

async function read(folder: string, file: string, context: Parameters<typeof recognise>[1], memory: Memory): Promise<Kept> {
  const absolute = path.join(folder, file)
  // a file may be gone, or have a name that no text can say, by the time it is opened
  const { mtimeMs, size } = await stat(absolute).catch(() => ({ mtimeMs: 0, size: 0 }))
  const stamp = [mtimeMs, size, context.system, context.slug, context.lang, JSON.stringify([context.severity, context.state])].join(' ')
  const known = memory.kept.get(file)
  if (known?.stamp === stamp) return known
  memory.reads.set(file, (memory.reads.get(file) ?? 0) + 1)
  const bytes =
    size > largest
      ? `it is larger than ${largest / 1024 / 1024} MB`
      : await readFile(absolute).catch((error: NodeJS.ErrnoException) => `it cannot be opened (${error.code})`)
  const source = readSource(file, bytes)
  return { stamp, source, document: recognise(source, context) }
}

interface Walk {
  defects: Defect[]
  passedOver: Corpus['passedOver']
}

/** Documents below a folder, in order of their path, with `/`. */
async function walk(folder: string, notes: Walk): Promise<string[]> {
  const root = await realpath(folder)
  const found: string[] = []
  const visit = async (relative: string, rules: readonly { base: string; rules: Ignore }[]): Promise<void> => {
    const absolute = path.join(folder, relative)
    const entries = await readdir(absolute, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      notes.defects.push({
        kind: 'unreadable',
        was: relative,
        note: `the folder cannot be opened (${error.code})`,
        place: start(relative || '.'),
      })
      return []
    })
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    // only a real file: a link could lead anywhere
    const listed = entries.find((entry) => entry.name === '.gitignore' && entry.isFile())
    const text = listed && (await readFile(path.join(absolute, '.gitignore'), 'utf8').catch(() => undefined))
    const own = text ? [...rules, { base: relative, rules: ignore().add(text) }] : rules
    for (const entry of entries) {
      const inside = relative ? `${relative}/${entry.name}` : entry.name
      let kind: 'folder' | 'file' | undefined = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : undefined
      if (entry.isSymbolicLink()) {
        const target = await realpath(path.join(folder, inside)).catch(() => undefined)
        if (!target || !(target === root || target.startsWith(root + path.sep))) {
          notes.defects.push({
            kind: 'outside',
            was: inside,
            note: target ? 'a symbolic link that leaves the folder' : 'a symbolic link that leads nowhere',
            place: start(inside),
          })
          continue
        }
        // within the folder the file itself is found anyway
        notes.passedOver.push({ path: inside, why: 'a symbolic link to something in the same folder' })
        continue
      }
      if (kind === 'folder' && (entry.name.startsWith('.') || entry.name === 'node_modules')) {
        notes.passedOver.push({ path: `${inside}/`, why: entry.name.startsWith('.') ? 'its name begins with a dot' : 'installed packages' })
        continue
      }
      if (ignored(inside, kind === 'folder', own)) {
        if (kind === 'folder' || extensions.test(entry.name))
          notes.passedOver.push({ path: kind === 'folder' ? `${inside}/` : inside, why: '.gitignore names it' })
        continue
      }
      if (kind === 'file' && !extensions.test(entry.name)) kind = undefined
      // hand-written pages of the site, compiled by Astro, are no gap documents
      if (inside === 'pages' && kind === 'folder' && guidesFolder(folder)) continue
      if (kind === 'folder') await visit(inside, own)
      if (kind === 'file') found.push(inside)
    }
  }
  await visit('', [])
  return found.sort()
}

/**
 * The folder of hand-written pages, which Astro compiles as code: `pages/`, when it is a real folder and holds nothing but real
 * `.mdx` files. Any other `pages/` is a system of documents, and none of it is ever run.
 */
export function guidesFolder(folder: string): string | undefined {
  const guides = path.join(folder, 'pages')
  if (!lstatSync(guides, { throwIfNoEntry: false })?.isDirectory()) return undefined
  const entries = readdirSync(guides, { withFileTypes: true })
  return entries.length > 0 && entries.every((entry) => entry.isFile() && /\.mdx$/.test(entry.name)) ? guides : undefined
}

function ignored(file: string, folder: boolean, rules: readonly { base: string; rules: Ignore }[]): boolean {
  return rules.some(({ base, rules: own }) => own.ignores((base ? file.slice(base.length + 1) : file) + (folder ? '/' : '')))
}

/** Every file and folder below the folder, for links and images; follows no link. */
async function allNames(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return new Set(
    entries
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')),
  )
}

const start = (file: string): Place => ({ file, line: 1, column: 1, endLine: 1, endColumn: 1 })

/** Name of the ledger of published addresses, within the content folder. */
export const ledgerFile = 'addresses.json'

/** Without the file, or with one that cannot be read, addresses are the natural ones. */
async function readLedger(folder: string, defects: Defect[]): Promise<Ledger | undefined> {
  const absolute = path.join(folder, ledgerFile)
  if (!(await lstat(absolute).catch(() => undefined))?.isFile()) return undefined
  const complain = (note: string) => defects.push({ kind: 'settings', was: ledgerFile, note, place: start(ledgerFile) })
  let value: unknown
  try {
    value = JSON.parse((await readFile(absolute, 'utf8')).replace(/^\uFEFF/, ''))
  } catch (error) {
    complain(`not JSON: ${(error as Error).message.split('\n')[0]}`)
    return undefined
  }
  const parsed = Ledger.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  complain(`${issue!.path.join('.') || 'the whole'}: ${issue!.message}`)
  return undefined
}

/**
 * Reads a settings file; a value that does not fit is a defect with its place, and the defaults hold.
 * @param complaints what else is wrong, by setting: its value stands nowhere in the defect, which is published
 */
async function readSettings<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
  defects: Defect[],
  complaints: (settings: z.infer<Schema>) => Promise<Record<string, string>> = async () => ({}),
): Promise<z.infer<Schema> | undefined> {
  const absolute = path.join(folder, file)
  if (!(await lstat(absolute).catch(() => undefined))?.isFile()) return undefined
  const text = await readFile(absolute, 'utf8').catch(() => '')
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false })
  const lines = text.split('\n')
  const note = (offset: number, message: string, was?: string) => {
    // an error at the very end stands on the last line that has anything
    const { line, col } = counter.linePos(Math.min(offset, text.trimEnd().length))
    defects.push({
      kind: 'settings',
      was: was ?? (lines[line - 1] ?? '').trim(),
      note: message,
      place: { file, line: Math.max(line, 1), column: Math.max(col, 1), endLine: Math.max(line, 1), endColumn: Math.max(col, 1) },
    })
  }
  for (const error of document.errors) note(error.pos[0], error.message.split('\n')[0]!)
  if (document.errors.length > 0) return undefined
  let value: unknown
  try {
    value = document.toJS() ?? {}
  } catch (error) {
    // an alias that nothing bears, or a bomb of them
    note(0, (error as Error).message.split('\n')[0]!)
    return undefined
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) {
    for (const [key, message] of Object.entries(await complaints(parsed.data))) {
      const at = document.getIn([key], true) as { range?: [number, number, number] } | undefined
      note(at?.range?.[0] ?? 0, message, key)
    }
    return parsed.data
  }
  const wrong = new Set<string>()
  for (const issue of parsed.error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')]
    for (const key of keys) {
      wrong.add(key)
      const node = document.getIn(issue.code === 'unrecognized_keys' ? [key] : issue.path, true) as
        | { range?: [number, number, number] }
        | undefined
      const at = node?.range?.[0] ?? Math.max(0, text.search(new RegExp(`^${key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm')))
      note(at, issue.code === 'unrecognized_keys' ? `unknown setting "${key}"` : `${key ? `${key}: ` : ''}${issue.message}`)
    }
  }
  // what is right in the file still holds
  const right =
    typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).filter(([key]) => !wrong.has(key))) : {}
  const rest = schema.safeParse(right)
  return rest.success ? rest.data : undefined
}
