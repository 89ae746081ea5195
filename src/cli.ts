/**
 * The terminal's door: `read`, `check`, `build`, `dev`, `start`. Answers wrong use with one line and exit code 2.
 * Astro is opened only for the commands that need it, by import() when asked.
 */
import { parseArgs } from 'node:util'
import { harmless } from '#check'
import { commands, UsageError } from './commands/index.ts'

try {
  const [name, ...args] = process.argv.slice(2)
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(usage())
    process.exitCode = name === undefined ? 2 : 0
  } else {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!command) throw new UsageError(`no command "${name}"; there are ${Object.keys(commands).join(', ')}`)
    if (args.includes('--help')) console.log(command.usage)
    else {
      const { values, positionals } = parse(args, command.options, command.usage)
      process.exitCode = await command.run(positionals, values)
    }
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  // what people typed, or files hold, may be anything: it stays one line, and commands no terminal
  console.error(`lacuna: ${cut(harmless(error.message).replaceAll('\n', '\\u000a'))}`)
  process.exitCode = error.code
}

/** More than anyone reads. */
function cut(message: string): string {
  return message.length > 600 ? `${message.slice(0, 600)}…` : message
}

function parse(args: string[], options: Record<string, { type: 'string' | 'boolean' }>, usage: string) {
  try {
    const { values, positionals, tokens } = parseArgs({ args, options, allowPositionals: true, tokens: true })
    const names = tokens.flatMap((token) => (token.kind === 'option' && token.value !== undefined ? [token.name] : []))
    const twice = names.find((name, at) => names.indexOf(name) !== at)
    if (twice) throw new Error(`--${twice} is given twice, and only one would hold`)
    return { values, positionals }
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}; use: ${usage}`)
  }
}

function usage(): string {
  const width = Math.max(...Object.values(commands).map((command) => command.usage.length))
  return [
    'Lacuna publishes gap documents as people wrote them.',
    '',
    ...Object.values(commands).map((command) => `  ${command.usage.padEnd(width)}  ${command.says}`),
  ].join('\n')
}
