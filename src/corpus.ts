/**
 * Corpus: a folder of documents, read, recognised, linked and checked; the one composition that Astro and the terminal
 * share. A file is read again only when it changed. What pages show of it is left to `publish`.
 */
import { lstatSync, readdirSync } from 'node:fs'
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import * as z from 'zod'
import { check, nearest, quote } from '#check'
import { documentPart, isAddress, link, systemPart, type Trace } from '#link'
import {
  type Defect,
  type Finding,
  type GapDocument,
  Ledger,
  type Place,
  Published,
  repositoryName,
  SiteSettings,
  type System,
  SystemSettings,
  withoutCredentials,
} from '#model'
import { decode as decodeText, type Redactor, readSource, redactor, type Source } from '#read'
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
  /** What the settings want to be taken out; documents are read without it. */
  redactor?: Redactor
  /** Why nobody can know what is to be taken out, the file first: then nothing may be published. */
  unredacted?: string
  trace: Trace
  /** Why no published address can be kept: the ledger is there, and cannot be read. */
  unkept?: string
  /** About settings files and what was not read. */
  defects: Defect[]
  findings: Finding[]
  /** What was passed over, and why; told once on the terminal. */
  passedOver: { path: string; why: string }[]
  /** How often each file was read since the process began: an edit must re-read one file only. */
  reads: ReadonlyMap<string, number>
}

/** Names of files that are read as documents. */
export const extensions = /\.(?:md|markdown|mdx|txt)$/i
/** Larger files are not documents that people wrote. */
export const largest = 32 * 1024 * 1024

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
  const redact = redactor(settings.redact)
  const unread = await unreadSettings(folder, [...new Set(files.map(firstFolder))])
  const unredacted = await redactionLost(
    folder,
    [...unread.map(({ file }) => file), ...files.map((file) => `${firstFolder(file)}/system.yaml`)],
    settings,
  )
  for (const { file, note } of unread) if (note !== undefined) defects.push({ kind: 'settings', was: '', note, place: start(file) })
  const named = shownNames(files, redact)
  const bySystem = Map.groupBy(files, firstFolder)
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
    const { checkout, ...told } = given ?? SystemSettings.parse({})
    const system = cleaned(told, redact)
    const folderName = nameWithout(name || path.basename(folder), redact)
    const slug = unique(systemPart(folderName), slugs)
    systems.push({ slug, name: system.name ?? folderName, settings: system, documents: own.map((file) => named.get(file)!) })
    if (checkout !== undefined) checkouts.set(slug, path.resolve(folder, name, checkout))
    const documentSlugs = new Set<string>()
    for (const file of own) {
      const shown = named.get(file)!
      const documentSlug = unique(documentPart(name ? shown.slice(shown.indexOf('/') + 1) : shown), documentSlugs)
      kept.set(
        shown,
        await read(
          folder,
          file,
          { name: shown, ...(redact && { redact, wishes: settings.redact }) },
          { system: slug, slug: documentSlug, lang: system.lang, severity: system.severity, state: system.state },
          memory,
        ),
      )
    }
  }
  memory.kept = kept
  const shown = [...named.values()].sort()
  const documents = shown.map((file) => kept.get(file)!.document)
  const sources = new Map(shown.map((file) => [file, kept.get(file)!.source]))
  const ledger = withoutPrivate(await readLedger(folder, defects), redact)
  const unkept = typeof ledger === 'string' ? ledger : undefined
  const repositories = new Map(
    systems.flatMap(({ slug, settings: { repository } }) => {
      const names = [repository, checkouts.get(slug)].flatMap((name) => (name ? [repositoryName(name)] : []))
      return names.length > 0 ? [[slug, new Set(names)] as const] : []
    }),
  )
  const trace = link(documents, typeof ledger === 'string' ? undefined : ledger, repositories)
  const known = await allNames(folder)
  if (redact) for (const name of [...known]) known.add(nameWithout(name, redact))
  const told = defects.map((defect) => discreet(defect, redact, unredacted !== undefined))
  const targetExists = (file: string, url: string): boolean | undefined => {
    const target = url.startsWith('#') ? file : resolveTarget(file, url)
    if (target === undefined) return undefined
    return known.has(target) && hasFragment(kept.get(target), url)
  }
  const settingPlace = await placesOf(folder, 'site.yaml')
  const findings = check({ documents, trace, defects: told, targetExists, settingPlace }, settings)
  return {
    folder,
    settings: cleaned(settings, redact),
    systems,
    documents,
    checkouts,
    sources,
    trace,
    ...(redact && { redactor: redact }),
    ...(unredacted && { unredacted }),
    ...(unkept && { unkept }),
    defects: told,
    findings,
    passedOver,
    reads: memory.reads,
  }
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

/** What is wanted, or with a number where that is taken; what it returns is taken then. */
export function unique(wanted: string, taken: Set<string>): string {
  let slug = wanted
  for (let number = 2; taken.has(slug); number++) slug = `${wanted}-${number}`
  taken.add(slug)
  return slug
}

/** How a file is told of, and what is taken out of its text. */
interface Telling {
  name: string
  redact?: Redactor
  wishes?: SiteSettings['redact']
}

async function read(
  folder: string,
  file: string,
  { name, redact, wishes = [] }: Telling,
  context: Parameters<typeof recognise>[1],
  memory: Memory,
): Promise<Kept> {
  const absolute = path.join(folder, file)
  // a file may be gone, or have a name that no text can say, by the time it is opened
  const { mtimeMs, size } = await stat(absolute).catch(() => ({ mtimeMs: 0, size: 0 }))
  const stamp = [mtimeMs, size, context.system, context.slug, context.lang, JSON.stringify([context.severity, context.state, wishes])].join(
    ' ',
  )
  const known = memory.kept.get(name)
  if (known?.stamp === stamp) return known
  memory.reads.set(name, (memory.reads.get(name) ?? 0) + 1)
  const bytes =
    size > largest
      ? `it is larger than ${largest / 1024 / 1024} MB`
      : await readFile(absolute).catch((error: NodeJS.ErrnoException) => `it cannot be opened (${error.code})`)
  const source = readSource(name, bytes, redact)
  return { stamp, source, document: recognise(source, context) }
}

/** In names of files and folders, which become addresses. */
function nameWithout(name: string, redact: Redactor | undefined): string {
  const clean = (text: string) => redact?.clean(text, (what) => `redacted-${what.replaceAll(' ', '-')}`) ?? text
  // the ending of a document is not that of an e-mail address, but may be part of what its owner names
  const [ending = ''] = extensions.exec(name) ?? []
  const stem = clean(name.slice(0, name.length - ending.length)) + ending
  return redact?.holds(stem) === undefined ? stem : clean(name)
}

/** Under which name each file is told of: its own, unless that holds what is to be taken out. */
function shownNames(files: readonly string[], redact: Redactor | undefined): Map<string, string> {
  const taken = new Set(files)
  return new Map(
    files.map((file) => {
      const clean = nameWithout(file, redact)
      const [, stem, ending] = /^(.*?)(\.[^./]*)?$/s.exec(clean)!
      let name = clean
      for (let number = 2; name !== file && taken.has(name); number++) name = `${stem}-${number}${ending ?? ''}`
      taken.add(name)
      return [file, name]
    }),
  )
}

/** Settings whose words are published; an address that would lead elsewhere without what is taken out is dropped. */
function cleaned<Settings extends SiteSettings | SystemSettings>(settings: Settings, redact: Redactor | undefined): Settings {
  if (!redact) return settings
  const words = new Set(['name', 'title', 'description', 'owner'])
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
      if (typeof value !== 'string') return [[key, value]]
      const clean = redact.clean(value)
      if (clean === value || words.has(key)) return [[key, clean]]
      return key === 'folder' || key === 'branch' ? [[key, nameWithout(value, redact)]] : []
    }),
  ) as Settings
}

/** What the ledger kept of gaps that are gone is published too; an address that tells it is given up. */
function withoutPrivate(ledger: Ledger | string | undefined, redact: Redactor | undefined): Ledger | string | undefined {
  if (!redact || typeof ledger !== 'object') return ledger
  const isClean = (address: string) => redact.find(address).length === 0
  const clean = (text: string | undefined) => text && redact.clean(text)
  return {
    ...ledger,
    gaps: ledger.gaps
      .filter(({ address }) => isClean(address))
      .map((gap) => ({
        ...gap,
        title: redact.clean(gap.title),
        ...(gap.id !== undefined && { id: redact.clean(gap.id) }),
        ...(gap.former && { former: gap.former.filter(isClean) }),
        ...(gap.text !== undefined && { text: clean(gap.text)! }),
        ...(gap.removed && { removed: { ...gap.removed, text: redact.clean(gap.removed.text) } }),
      })),
  }
}

/** A finding of files that are no documents, which is published: it quotes nothing that is to be taken out, nor what says so. */
function discreet({ was, note, place, ...defect }: Defect, redact: Redactor | undefined, unredacted: boolean): Defect {
  const hidden = place.file !== ledgerFile && defect.kind === 'settings' && (unredacted || /^[\s"'{-]*redact/i.test(was))
  const clean = (text: string) => redact?.clean(text) ?? text
  return {
    ...defect,
    was: hidden ? 'redact' : clean(was),
    ...(note !== undefined && { note: hidden ? 'what is to be redacted cannot be read from it' : clean(note) }),
    place: { ...place, file: nameWithout(place.file, redact) },
  }
}

/** The folder right below the content folder; none of what lies directly in it. */
const firstFolder = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '')

/** What a settings file says, in whatever encoding of documents; undefined where no file is there, nothing of what is no text. */
export async function settingsText(folder: string, file: string): Promise<string | null | undefined> {
  const absolute = path.join(folder, file)
  if (!(await stat(absolute).catch(() => undefined))?.isFile()) return undefined
  const bytes = await readFile(absolute).catch(() => undefined)
  const { text, binary } = bytes ? decodeText(bytes) : { text: '', binary: true }
  return binary ? null : text
}

/** Files that lie where settings are looked for and bear another name, so that nobody reads them; a note says so of those that hold settings. */
async function unreadSettings(folder: string, below: readonly string[]): Promise<{ file: string; note?: string }[]> {
  const unread: { file: string; note?: string }[] = []
  for (const first of new Set(['', ...below])) {
    const [own, schema] = first ? ['system.yaml', SystemSettings] : ['site.yaml', SiteSettings]
    const names = (await readdir(path.join(folder, first)).catch(() => [])).filter((name) =>
      /^(?:site|system)\.(?:ya?ml|json|toml)$/i.test(name),
    )
    for (const name of names.sort()) {
      // where file systems know no capitals, Site.yaml is read
      if (
        name === own ||
        (name.toLowerCase() === own && !names.includes(own) && (await settingsText(folder, path.posix.join(first, own))) !== undefined)
      )
        continue
      const file = path.posix.join(first, name)
      const { contents } = parseDocument((await settingsText(folder, file)) ?? '')
      const holds = isMap(contents) && Object.keys(schema.shape).some((key) => contents.has(key))
      unread.push({ file, ...(holds && { note: `not read: these settings stand in ${path.posix.join(first, own)}` }) })
    }
  }
  return unread
}

/** Why it cannot be known what is to be taken out, where any settings file may ask for it; the file first. */
async function redactionLost(folder: string, others: readonly string[], { redact }: SiteSettings): Promise<string | undefined> {
  for (const file of new Set(['site.yaml', ...others])) {
    const text = await settingsText(folder, file)
    if (text === null && file === 'site.yaml') return `${file}: it is not text that can be read`
    if (typeof text !== 'string') continue
    const why = lostIn(text, file === 'site.yaml' ? redact : undefined)
    if (why !== undefined) return `${file}: ${why}`
  }
  return undefined
}

/** @param redact what is known of it, in the file that it stands in */
function lostIn(text: string, redact: SiteSettings['redact'] | undefined): string | undefined {
  const document = parseDocument(text, { prettyErrors: false })
  if (document.errors.length > 0 || !isMap(document.contents)) {
    if (!/redact/i.test(text.replace(/(?<=^|\s)#.*$/gm, ''))) return undefined
    if (document.errors.length > 0) return 'it is no YAML'
  }
  const strays: string[] = []
  visit(document, {
    Pair(_, { key, value }, ancestors) {
      const above = ancestors.flatMap((node) => (isPair(node) && isScalar(node.key) ? [String(node.key.value)] : []))
      // words of documents, names of rules
      if (['severity', 'state', 'rules'].includes(above[0]!)) return visit.SKIP
      if (!isScalar(key)) return undefined
      const name = String(key.value)
      if (redact && name === 'redact' && isMap(document.contents) && above.length === 0) return visit.SKIP
      const alike =
        /^redact/.test(name.toLowerCase().replace(/[^a-z]/g, '')) || (above.length === 0 && nearest(name, keysOfSite) === 'redact')
      if (alike) strays.push([...above, name].join('.'))
      return value === undefined ? visit.SKIP : undefined
    },
  })
  if (strays.length > 0 || !isMap(document.contents))
    return `${strays.length > 0 ? quote(strays[0]!) : 'what it says of redaction'} is read by nobody: \`redact\` stands at the top of site.yaml, in these letters`
  if (!redact || !document.has('redact')) return undefined
  let asked: unknown
  try {
    asked = (document.toJS() as { redact: unknown }).redact
  } catch {
    return 'it is no YAML'
  }
  const parsed = SiteSettings.shape.redact.safeParse(asked)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return `${['redact', ...issue!.path].join('.')} says nothing that Lacuna knows: there are paths, emails, secrets, and { name, text } or { name, pattern }; \`redact: []\` takes nothing out`
  }
  return parsed.data.length === redact.length ? undefined : 'it cannot be used as a whole'
}
const keysOfSite = Object.keys(SiteSettings.shape)

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

/**
 * An entry that we could not have written is a defect, and passed over.
 * @returns nothing without the file; of one that cannot be read, why
 */
async function readLedger(folder: string, defects: Defect[]): Promise<Ledger | string | undefined> {
  const absolute = path.join(folder, ledgerFile)
  if (!(await lstat(absolute).catch(() => undefined))?.isFile()) return undefined
  const text = (await readFile(absolute, 'utf8').catch(() => '')).replace(/^\uFEFF/, '')
  const lines = text.split('\n')
  const complain = (note: string, at = 0): string => {
    const line = Math.max(at, 0) + 1
    defects.push({ kind: 'settings', was: '', note, place: { file: ledgerFile, line, column: 1, endLine: line, endColumn: 1 } })
    return note
  }
  const kept = 'no published address is kept until it is mended'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const marked = lines.findIndex((line) => /^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)/.test(line))
    if (marked >= 0) return complain(`it holds marks of a merge, at line ${marked + 1}: ${kept}`, marked)
    return complain(`it is not JSON (${(error as Error).message.split('\n')[0]}): ${kept}`)
  }
  const whole = Ledger.omit({ gaps: true })
    .extend({ gaps: z.array(z.unknown()) })
    .safeParse(value)
  if (!whole.success) {
    const [issue] = whole.error.issues
    return complain(`${issue!.path.join('.') || 'the whole'}: ${issue!.message}: ${kept}`)
  }
  const taken = new Set<string>()
  let before = -1
  const gaps = whole.data.gaps.flatMap((given): Published[] => {
    const address = typeof given === 'object' && given !== null && 'address' in given ? String(given.address) : undefined
    const quoted = address === undefined ? undefined : JSON.stringify(address)
    const at = quoted === undefined ? before : lines.findIndex((line, index) => index > before && line.includes(quoted))
    if (at >= 0) before = at
    const named = quote(address ?? '')
    const parsed = Published.safeParse(given)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      complain(`the entry ${named} is passed over: ${issue!.path.join('.') || 'the whole'}: ${issue!.message}`, at)
      return []
    }
    const own = [parsed.data.address, ...(parsed.data.former ?? [])]
    const wrong = own.find((one) => !isAddress(one))
    const twice = own.find((one, index) => taken.has(one) || own.indexOf(one) !== index)
    if (wrong !== undefined) complain(`the entry ${named} is passed over: ${quote(wrong)} is no address of a gap`, at)
    else if (twice !== undefined) complain(`the entry ${named} is passed over: ${quote(twice)} is an address of another entry`, at)
    else for (const one of own) taken.add(one)
    return (wrong ?? twice) ? [] : [parsed.data]
  })
  return { version: whole.data.version, gaps }
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
  const read = await settingsText(folder, file)
  const text = read ?? ''
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false })
  const lines = text.split('\n')
  const note = (offset: number, message: string, was?: string) => {
    // an error at the very end stands on the last line that has anything
    const { line, col } = counter.linePos(Math.min(offset, text.trimEnd().length))
    defects.push({
      kind: 'settings',
      was: was ?? withoutCredentials((lines[line - 1] ?? '').trim()),
      note: message,
      place: { file, line: Math.max(line, 1), column: Math.max(col, 1), endLine: Math.max(line, 1), endColumn: Math.max(col, 1) },
    })
  }
  if (read === null) note(0, 'it is not text that can be read')
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
  value = withoutSecrets(value, (key) => {
    const at = document.getIn([key], true) as { range?: [number, number, number] } | undefined
    note(at?.range?.[0] ?? 0, 'it holds a name or password, which every reader of the site would see; it is published without', key)
  })
  const parsed = schema.safeParse(value)
  if (parsed.success) {
    for (const [key, message] of Object.entries(await complaints(parsed.data))) {
      const at = document.getIn([key], true) as { range?: [number, number, number] } | undefined
      note(at?.range?.[0] ?? 0, message, key)
    }
    return parsed.data
  }
  const wrong: PropertyKey[][] = []
  for (const issue of parsed.error.issues) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : undefined
    for (const path of unknown?.map((key) => [...issue.path, key]) ?? [issue.path]) {
      wrong.push(path)
      const [key, name] = [path.at(-1), issue.path.join('.')]
      const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined
      const at = node?.range?.[0] ?? Math.max(0, text.search(new RegExp(`^${String(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm')))
      const of = name ? ` of ${name}` : ''
      note(at, unknown ? `unknown setting "${String(key)}"${of}` : `${name ? `${name}: ` : ''}${issue.message}`)
    }
  }
  // what is right in the file still holds
  const right = [wrong, wrong.map((path) => path.slice(0, 1))].map((paths) => schema.safeParse(paths.reduce(without, value)))
  return right.find(({ success }) => success)?.data
}

/** A value without what stands at a path; of a list, without all of it. */
function without(value: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || key === undefined) return {}
  const { [key]: own, ...others } = value as Record<PropertyKey, unknown>
  const inner = typeof own === 'object' && own !== null && !Array.isArray(own) && rest.length > 0
  return inner ? { ...others, [key]: without(own, rest) } : others
}

/** Where a value stands in a settings file. */
export async function placesOf(folder: string, file: string): Promise<(path: readonly string[]) => Place | undefined> {
  const counter = new LineCounter()
  const document = parseDocument((await settingsText(folder, file)) ?? '', { lineCounter: counter })
  return (path) => {
    const { range } = (document.getIn(path, true) ?? {}) as { range?: [number, number, number] }
    if (!range) return undefined
    const { line, col: column } = counter.linePos(range[0])
    return { file, line, column, endLine: line, endColumn: column }
  }
}

/** Settings whose addresses let nobody in. */
function withoutSecrets(value: unknown, tell: (key: string) => void): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const clean = typeof one === 'string' ? withoutCredentials(one) : one
      if (clean !== one) tell(key)
      return [key, clean]
    }),
  )
}
