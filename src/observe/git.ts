/**
 * Git: one question to it, in a process without a shell. The answer is the same on every machine: what a user's settings or the
 * surrounding process could change is set here, and nothing that they name is run.
 */
import { execFile } from 'node:child_process'

const settings = {
  'core.fsmonitor': 'false',
  'core.hooksPath': '/dev/null',
  'core.quotePath': 'false',
  'diff.renameLimit': '1000',
  'log.showSignature': 'false',
  'log.showRoot': 'true',
  'log.follow': 'false',
  'blame.ignoreRevsFile': '',
}
/** A hook that builds the site would have them point at its own repository. */
const astray = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_PREFIX',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
  'GIT_EXTERNAL_DIFF',
  'GIT_TRACE',
]

function surroundings(): { given: string[]; env: NodeJS.ProcessEnv } {
  return {
    given: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !astray.includes(name))),
      LC_ALL: 'C',
      // asks nobody, fetches nothing, writes nothing
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_LAZY_FETCH: '1',
      // a git that does not know the line above finds no way to fetch
      GIT_ALLOW_PROTOCOL: '',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
    },
  }
}

/** @returns what it printed; undefined when it is not there, or said that it could not answer */
export function git(folder: string, command: string, ...words: string[]): Promise<string | undefined> {
  const plain = command === 'log' || command === 'diff' ? ['--no-ext-diff', '--no-textconv', '--no-color', '-O/dev/null'] : []
  const { given, env } = surroundings()
  return new Promise((resolve) => {
    const options = { cwd: folder, env, maxBuffer: 1 << 30, windowsHide: true }
    execFile('git', ['--no-pager', ...given, command, ...plain, ...words], options, (error, output) => resolve(error ? undefined : output))
  })
}

/** What stands at a name: an object, or a link that leads out of the repository. Links within it are followed. */
export type GitObject = { hash: string; type: string; size: number } | 'leads out'

/**
 * Many names in one process, however many.
 * @param names "HEAD^{commit}", "a1b2c3d:src/index.ts"; none may hold a line break
 * @returns in their order, undefined where there is nothing; nothing at all when git could not answer, as in a partial clone
 */
export async function gitObjects(folder: string, names: readonly string[]): Promise<(GitObject | undefined)[] | undefined> {
  const printed = await batch(folder, ['--batch-check', '--follow-symlinks'], names)
  if (!printed) return undefined
  const found: (GitObject | undefined)[] = []
  for (let at = 0; found.length < names.length && at < printed.length; ) {
    const end = printed.indexOf(10, at)
    if (end < 0) break
    const line = printed.toString('utf8', at, end)
    at = end + 1
    const [, hash, type, size] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line) ?? []
    const [, led, length] = /^(symlink|dangling|loop|notdir) (\d+)$/.exec(line) ?? []
    // what the link says follows in so many bytes, whatever they are
    if (led) at += Number(length) + 1
    found.push(hash && type ? { hash, type, size: Number(size) } : led === 'symlink' ? 'leads out' : undefined)
  }
  return found.length === names.length ? found : undefined
}

/** Blobs by their hashes; nothing when git could not answer. */
export async function gitBlobs(folder: string, hashes: readonly string[]): Promise<Map<string, Buffer> | undefined> {
  const printed = await batch(folder, ['--batch'], hashes)
  if (!printed) return undefined
  const blobs = new Map<string, Buffer>()
  for (let at = 0; at < printed.length; ) {
    const end = printed.indexOf(10, at)
    if (end < 0) break
    const [, hash, size] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(printed.toString('latin1', at, end)) ?? []
    if (!hash) break
    blobs.set(hash, printed.subarray(end + 1, end + 1 + Number(size)))
    at = end + 2 + Number(size)
  }
  return blobs
}

/** @returns what `git cat-file` printed; undefined when it could not answer */
function batch(folder: string, how: readonly string[], names: readonly string[]): Promise<Buffer | undefined> {
  if (names.length === 0) return Promise.resolve(Buffer.alloc(0))
  return new Promise((resolve) => {
    const { given, env } = surroundings()
    const options = { cwd: folder, env, maxBuffer: 1 << 30, windowsHide: true, encoding: 'buffer' as const }
    const child = execFile('git', ['--no-pager', ...given, 'cat-file', ...how], options, (error, output) =>
      resolve(error ? undefined : output),
    )
    // git may end before it has read all
    child.stdin!.on('error', () => {})
    child.stdin!.end(`${names.join('\n')}\n`)
  })
}
