/** The commands of the terminal, in the order in which one meets them. */
import type { Command } from './command.ts'
import { read } from './read.ts'

export { UsageError } from './command.ts'

export const commands: Record<string, Command> = { read }
