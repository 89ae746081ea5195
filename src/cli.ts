/**
 * The terminal's door: `read`, `check`, `build`, `dev`, `start`. Answers wrong use with one line and exit code 2.
 * Astro is opened only for the commands that need it, by import() when asked.
 */
import { parseArgs } from 'node:util'
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
  console.error(`lacuna: ${error.message}`)
  process.exitCode = 2
}

function parse(args: string[], options: Record<string, { type: 'string' | 'boolean' }>, usage: string) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
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
