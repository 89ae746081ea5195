/**
 * Built: a site as a user builds it, by the terminal and in a process of its own, into a folder that is gone after the tests.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'

const run = promisify(execFile)
export const root = path.resolve(import.meta.dirname, '..')

/** The environment of a user's terminal: what the test runner sets changes how Astro watches files. */
export const environment: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV$|MODE$|DEV$|PROD$|SSR$|BASE_URL$|TEST$|LACUNA_)/.test(name)),
)

/** A new folder for this test file, removed at its end. */
export async function temporary(name = 'lacuna-'): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), name))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Runs `lacuna build`; @returns what it printed. @param also variables of the environment */
export async function build(content: string, out: string, also: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join(root, 'src/cli.ts'), 'build', content, '--out', out], {
    cwd: root,
    env: { ...environment, ...also },
    maxBuffer: 1 << 28,
  })
  return stdout
}

/** Files of a built site: address → text; binary files are empty. */
export async function files(out: string): Promise<Map<string, string>> {
  const names = (await readdir(out, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(out, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
  return new Map(
    await Promise.all(
      names.map(
        async (name) => [name, /\.(html|css|js|svg|xml|json|txt)$/.test(name) ? await readFile(path.join(out, name), 'utf8') : ''] as const,
      ),
    ),
  )
}

export const pagesOf = (all: ReadonlyMap<string, string>): [string, string][] => [...all].filter(([name]) => name.endsWith('.html'))
