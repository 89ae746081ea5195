/** The shape of a command of the terminal; what each does stands in its own file. */
export interface Command {
  /** e.g. "lacuna read FILE… [--json]" */
  usage: string
  /** What it is for, in half a line. */
  says: string
  options: Record<string, { type: 'string' | 'boolean' }>
  /** @returns the exit code: 0 fine, 1 findings at the gate, 2 wrong use. */
  run: (positionals: string[], options: Record<string, string | boolean | undefined>) => Promise<number>
}

/** Wrong use, or what must be mended first: told in one line. */
export class UsageError extends Error {
  /** The exit code. */
  code: 1 | 2
  constructor(message: string, code: 1 | 2 = 2) {
    super(message)
    this.code = code
  }
}
