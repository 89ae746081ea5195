/**
 * Git: one question to it, in a process without a shell. The answer is the same on every machine: what a user's settings or the
 * surrounding process could change is set here, and nothing that they name is run.
 */
import { execFile } from 'node:child_process'

const settings = {
  'core.fsmonitor': 'false',
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
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
    },
  }
}

/** @returns what it printed; undefined when it is not there, or said that it could not answer */
export function git(folder: string, command: string, ...words: string[]): Promise<string | undefined> {
  const plain = command === 'log' || command === 'diff' ? ['--no-ext-diff', '--no-textconv', '--no-color'] : []
  const { given, env } = surroundings()
  return new Promise((resolve) => {
    const options = { cwd: folder, env, maxBuffer: 1 << 30, windowsHide: true }
    execFile('git', ['--no-pager', ...given, command, ...plain, ...words], options, (error, output) => resolve(error ? undefined : output))
  })
}

export interface GitObject {
  hash: string
  type: string
  /** Of a blob that is not too long; absent where names alone were asked for. */
  text?: string
}

/** Longer objects are not handed over. */
const longest = 10 * 1024 * 1024

/**
 * Many objects in one process, however many.
 * @param names "HEAD^{commit}", "a1b2c3d:src/index.ts"; none may hold a line break
 * @returns in their order; undefined where there is none
 */
export async function gitObjects(folder: string, what: 'names' | 'contents', names: readonly string[]): Promise<(GitObject | undefined)[]> {
  const checked = await batch(folder, '--batch-check', names)
  const found = checked
    .toString('utf8')
    .split('\n')
    .slice(0, names.length)
    .map((line): (GitObject & { size: number }) | undefined => {
      const [, hash, type, size] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line) ?? []
      return hash && type ? { hash, type, size: Number(size) } : undefined
    })
  const answers = found.map((one) => one && { hash: one.hash, type: one.type }) as (GitObject | undefined)[]
  if (what === 'names') return answers
  const wanted = [...new Set(found.flatMap((one) => (one?.type === 'blob' && one.size <= longest ? [one.hash] : [])))]
  const texts = new Map<string, string>()
  // a few thousand objects at a time, so that what git prints stays small
  for (let from = 0; from < wanted.length; from += 500) {
    const printed = await batch(folder, '--batch', wanted.slice(from, from + 500))
    for (let at = 0; at < printed.length; ) {
      const end = printed.indexOf(10, at)
      if (end < 0) break
      const [, hash, size] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(printed.toString('latin1', at, end)) ?? []
      if (!hash) break
      texts.set(hash, printed.toString('utf8', end + 1, end + 1 + Number(size)))
      at = end + 2 + Number(size)
    }
  }
  return answers.map((one) => one && { ...one, ...(texts.has(one.hash) && { text: texts.get(one.hash)! }) })
}

/** @returns what `git cat-file` printed; nothing when it could not answer */
function batch(folder: string, how: '--batch' | '--batch-check', names: readonly string[]): Promise<Buffer> {
  if (names.length === 0) return Promise.resolve(Buffer.alloc(0))
  return new Promise((resolve) => {
    const { given, env } = surroundings()
    const options = { cwd: folder, env, maxBuffer: 1 << 30, windowsHide: true, encoding: 'buffer' as const }
    const child = execFile('git', ['--no-pager', ...given, 'cat-file', how], options, (error, output) =>
      resolve(error ? Buffer.alloc(0) : output),
    )
    // git may end before it has read all
    child.stdin!.on('error', () => {})
    child.stdin!.end(`${names.join('\n')}\n`)
  })
}
