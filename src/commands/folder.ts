/** Folders given on the command line: what is wrong with them is told in one line, before anything is opened. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, realpath, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from './command.ts'

/** Where Lacuna itself lies: Astro's root. */
export const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

export async function contentFolder(given: string | undefined, others: readonly string[] = []): Promise<string> {
  if (others.length > 0) throw new UsageError(`one folder at a time: "${others[0]}" is one too many`)
  const folder = path.resolve(given ?? 'content')
  const found = await stat(folder).catch(() => undefined)
  if (!found)
    throw new UsageError(`no folder ${given ?? 'content'}; name the folder that holds your documents, e.g. lacuna build docs/gaps`)
  if (!found.isDirectory()) throw new UsageError(`${given} is a file; name the folder that it lies in`)
  return folder
}

const marker = '.lacuna'

/** The real path of a folder that need not exist yet. */
async function whereabouts(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => undefined)
  if (real) return real
  const parent = path.dirname(folder)
  return parent === folder ? folder : path.join(await whereabouts(parent), path.basename(folder))
}

/** A folder that a build may empty: new, empty, or written by an earlier build. */
export async function outFolder(given: string | undefined, content: string): Promise<string> {
  const folder = path.resolve(given ?? 'dist')
  const within = (inner: string, outer: string) => inner === outer || inner.startsWith(outer + path.sep)
  // by where they really lie: a build empties this folder, whatever name leads to it
  const [real, documents] = [await whereabouts(folder), await whereabouts(content)]
  if (within(documents, real) || within(real, documents))
    throw new UsageError(`${given ?? 'dist'} holds the documents or lies among them; name another folder with --out`)
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw new UsageError(`cannot write to ${given ?? 'dist'} (${error.code}); name a folder with --out`)
  })
  if (entries.length > 0 && !entries.includes(marker))
    throw new UsageError(
      `${given ?? 'dist'} is not empty and was not written by Lacuna; a build would delete what is in it: empty it, or name another with --out`,
    )
  return folder
}

/** Says to the next build that it may empty this folder. */
export async function mark(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, marker), 'Written by Lacuna; the next build empties this folder.\n')
}

/** A cache for each content folder, so that no build shows what another has read. */
export const cacheFolder = (content: string): string =>
  path.join(packageFolder, 'node_modules', '.cache', 'lacuna', createHash('sha256').update(content).digest('hex').slice(0, 16))

/** Every file below a folder, with `/`, in order. */
export const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
