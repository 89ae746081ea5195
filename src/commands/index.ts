/** The commands of the terminal, in the order in which one meets them. */
import { addresses } from './addresses.ts'
import { build } from './build.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { exports } from './export.ts'
import { read } from './read.ts'
import { dev, start } from './serve.ts'

export { UsageError } from './command.ts'

export const commands: Record<string, Command> = { start, dev, build, check, read, export: exports, addresses }
