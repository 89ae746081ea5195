/**
 * Store: what a checkout holds, at each of its commits or as plain files, behind one set of questions. Git is asked for objects, so
 * that a bare repository serves as well as a work tree; a folder without git of its own is read as it is. Nothing outside of the
 * checkout is ever read: not by links, and not from repositories whose objects it borrows. Judging is left to `evidence.ts`.
 */
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { type GitObject, git, gitBlobs, gitObjects } from './git.ts'
import { inPool } from './pool.ts'

/** What the checkout was at one time. */
export interface Version {
  /** Of its commit; absent where there are none. */
  hash?: string
  /** Whether it is as the checkout stands. */
  isHead: boolean
  /** What one calls it: "at a1b2c3d", "in the checkout". */
  called: string
}
export type Thing = { folder: true } | { unreadable: string } | { id: string; size: number }

/** For finding what bears another name now, or stands elsewhere. */
export interface Names {
  /** Paths of files and folders by their last part. */
  byName: ReadonlyMap<string, readonly string[]>
  /** Under which name a file that is gone goes on. */
  renamed: (path: string) => string | undefined
  /** Whether it lies in a repository of its own. */
  apart: (path: string) => boolean
}

export interface Store {
  /** Of a commit, or as it is; a sentence where that cannot be told. */
  version: (commit: string | undefined) => Version | string
  /** In their order; undefined where there is nothing. */
  look: (wanted: readonly { version: Version; path: string }[]) => Promise<(Thing | undefined)[]>
  /** By id; those that it cannot give are left out. */
  texts: (ids: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>
  names: (versions: readonly Version[]) => Promise<ReadonlyMap<Version, Names>>
}

/** @returns a sentence where nothing can be told of it */
export async function openStore(checkout: string, commits: ReadonlySet<string>): Promise<Store | string> {
  const root = await realpath(checkout).catch(() => undefined)
  if (root === undefined || !(await stat(root)).isDirectory()) return 'the checkout is not there'
  const kinds = await Promise.all(['.git', 'HEAD', 'objects', 'refs'].map((name) => lstat(path.join(root, name)).catch(() => undefined)))
  const [own, ...bare] = kinds
  if (!own && bare.some((one) => !one)) return plainStore(root)
  const told = await git(root, 'rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir', '--is-shallow-repository')
  const [dir, common, shallow] = told?.split('\n') ?? []
  if (!dir || !common) return 'git does not answer for the checkout'
  if (await leadsOut(root, dir, common)) return 'the checkout takes its history from elsewhere'
  return gitStore(root, commits, shallow === 'true')
}

const within = (folder: string, one: string) => one === folder || one.startsWith(folder + path.sep)

/**
 * Whether the repository of a checkout lies outside of it, or borrows objects. A work tree beside others and a submodule have
 * theirs outside by design; then that repository must say that this is its own, which nobody can write into it from here.
 */
async function leadsOut(root: string, dir: string, common: string): Promise<boolean> {
  const [realDir, realCommon] = await Promise.all([dir, common].map((one) => realpath(one).catch(() => undefined)))
  if (!realDir || !realCommon) return true
  if (!within(root, realDir) || !within(root, realCommon)) {
    const points = within(path.join(realCommon, 'worktrees'), realDir)
      ? path.dirname((await readFile(path.join(realDir, 'gitdir'), 'utf8').catch(() => '')).trim())
      : realDir === realCommon
        ? path.resolve(realDir, (await git(root, 'config', '--file', path.join(realDir, 'config'), 'core.worktree'))?.trim() ?? '')
        : ''
    if ((await realpath(points || '.').catch(() => undefined)) !== root) return true
  }
  const objects = path.join(realCommon, 'objects')
  if ((await realpath(objects).catch(() => undefined)) !== objects) return true
  const held = await Promise.all(
    ['', 'info', 'pack'].map((name) => readdir(path.join(objects, name), { withFileTypes: true }).catch(() => [])),
  )
  return held.flat().some((entry) => entry.isSymbolicLink() || entry.name === 'alternates')
}

/** What may be asked of git as the name of a commit: a hash, a branch, a tag, and so many steps before one. */
const commitName = /^(?!.*(?:\.\.|\/\/|@\{))\w[\w./+#@-]{0,200}(?:[~^]\d{0,6}){0,9}$/

async function gitStore(root: string, commits: ReadonlySet<string>, shallow: boolean): Promise<Store> {
  const names = ['HEAD', ...[...commits].filter((commit) => commitName.test(commit))]
  const told = await gitObjects(
    root,
    names.map((name) => `${name}^{commit}`),
  )
  const hashes = new Map(names.map((name, at) => [name, hashOf(told?.[at])]))
  const head = hashes.get('HEAD')
  const versions = new Map<string, Version>()
  const versionOf = (hash: string, called: string) => {
    const version = versions.get(hash + called) ?? { hash, isHead: hash === head, called }
    versions.set(hash + called, version)
    return version
  }
  return {
    version: (commit) => {
      if (!told) return 'git does not answer for the checkout'
      const hash = hashes.get(commit ?? 'HEAD')
      if (hash === undefined && commit === undefined) return 'the checkout has no commit'
      if (hash === undefined) return `the checkout${shallow ? ', a shallow clone,' : ''} knows no commit ${commit}`
      return versionOf(hash, commit ? `at ${hash.slice(0, 7)}` : 'in the checkout')
    },
    look: async (wanted) => {
      const found = await gitObjects(
        root,
        wanted.map(({ version, path: inside }) => (inside === '.' ? `${version.hash}^{tree}` : `${version.hash}:${inside}`)),
      )
      return found ? found.map(thingOf) : wanted.map(() => ({ unreadable: 'the checkout does not hold all of its history' }))
    },
    texts: async (ids) => (await gitBlobs(root, ids)) ?? new Map(),
    names: async (wanted) => {
      const all = [...new Set(wanted)]
      const renames = all.some(({ isHead }) => isHead) ? await renamesOf(root) : new Map<string, string>()
      return new Map(await inPool(all, async (version) => [version, await namesAt(root, version, renames)] as const))
    },
  }
}

const hashOf = (found: GitObject | undefined): string | undefined => (typeof found === 'object' ? found.hash : undefined)

function thingOf(found: GitObject | undefined): Thing | undefined {
  if (found === undefined) return undefined
  if (found === 'leads out') return { unreadable: 'it is a link that leads out of the checkout' }
  if (found.type === 'tree') return { folder: true }
  return found.type === 'blob' ? { id: found.hash, size: found.size } : { unreadable: 'it is a repository of its own' }
}

async function namesAt(root: string, { hash, isHead }: Version, renames: ReadonlyMap<string, string>): Promise<Names> {
  const list = (await git(root, 'ls-tree', '-r', '-z', '--full-tree', hash!)) ?? ''
  const files = new Set<string>()
  const apart = new Set<string>()
  for (const line of list.split('\0')) {
    const name = line.slice(line.indexOf('\t') + 1)
    if (!name) continue
    if (line.startsWith('160000')) apart.add(name)
    else files.add(name)
  }
  return {
    ...namesOf(files),
    // an old commit has the names of its time
    renamed: (one) => {
      let next = isHead ? renames.get(one) : undefined
      for (let steps = 0; next !== undefined && !files.has(next) && steps < 50; steps++) next = renames.get(next)
      return next !== undefined && files.has(next) ? next : undefined
    },
    apart: (one) => [one, ...foldersOf(one)].some((each) => apart.has(each)),
  }
}

/** "a/b/c.ts" → "a/b", "a" */
function foldersOf(one: string): string[] {
  const folders: string[] = []
  for (let at = one.lastIndexOf('/'); at > 0; at = one.lastIndexOf('/', at - 1)) folders.push(one.slice(0, at))
  return folders
}

function namesOf(files: ReadonlySet<string>): Pick<Names, 'byName'> {
  const all = new Set(files)
  for (const file of files)
    for (const folder of foldersOf(file)) {
      if (all.has(folder)) break
      all.add(folder)
    }
  return { byName: Map.groupBy(all, (one) => path.posix.basename(one)) }
}

/** From old names to new ones, over the whole history. */
async function renamesOf(root: string): Promise<Map<string, string>> {
  const log = (await git(root, 'log', '-z', '-M', '--diff-filter=R', '--name-status', '--no-relative', '--format=', 'HEAD')) ?? ''
  const words = log.split('\0')
  const renames = new Map<string, string>()
  for (let at = 0; at < words.length; at++) {
    if (!/^\n?R\d+$/.test(words[at]!)) continue
    const [from, to] = [words[at + 1], words[at + 2]]
    // the log begins with the last commit: what a name became last counts
    if (from && to && !renames.has(from)) renames.set(from, to)
    at += 2
  }
  return renames
}

function plainStore(root: string): Store {
  const version: Version = { isHead: true, called: 'in the checkout' }
  return {
    version: (commit) => (commit ? 'the checkout has no history' : version),
    look: (wanted) => inPool(wanted, ({ path: inside }) => fileAt(root, inside)),
    texts: async (ids) => {
      const texts = await inPool(ids, async (id) => [id, await readFile(id).catch(() => undefined)] as const)
      return new Map(texts.flatMap(([id, text]) => (text ? [[id, text] as const] : [])))
    },
    names: async (wanted) => {
      if (wanted.length === 0) return new Map()
      const files = new Set(await walk(root))
      return new Map([[version, { ...namesOf(files), renamed: () => undefined, apart: () => false }]])
    },
  }
}

async function fileAt(root: string, inside: string): Promise<Thing | undefined> {
  const file = await realpath(path.join(root, inside)).catch(() => undefined)
  if (file === undefined) return undefined
  if (!within(root, file)) return { unreadable: 'it is a link that leads out of the checkout' }
  const found = await stat(file)
  if (found.isDirectory()) return { folder: true }
  return found.isFile() ? { id: file, size: found.size } : { unreadable: 'it is no file' }
}

/** A folder of more files is not searched for what stands elsewhere. */
const mostFiles = 100_000

/** Files below a folder, in order; links are not followed, what packages brought along is passed over. */
async function walk(root: string): Promise<string[]> {
  const files: string[] = []
  const open = ['']
  for (let folder = open.pop(); folder !== undefined && files.length < mostFiles; folder = open.pop()) {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const inside = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.isFile()) files.push(inside)
      else if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') open.push(inside)
    }
  }
  return files.sort()
}
