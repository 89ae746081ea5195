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

/** @returns what it printed; undefined when it is not there, or said that it could not answer */
export function git(folder: string, command: string, ...words: string[]): Promise<string | undefined> {
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const plain = command === 'log' || command === 'diff' ? ['--no-ext-diff', '--no-textconv', '--no-color'] : []
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !astray.includes(name))),
    LC_ALL: 'C',
    // asks nobody, fetches nothing, writes nothing
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  }
  return new Promise((resolve) => {
    const options = { cwd: folder, env, maxBuffer: 1 << 30, windowsHide: true }
    execFile('git', ['--no-pager', ...given, command, ...plain, ...words], options, (error, output) => resolve(error ? undefined : output))
  })
}
