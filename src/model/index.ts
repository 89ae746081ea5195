/** The words of the project as zod schemas, and nothing else: every stage may import it, it imports only zod. */
export * from './document.ts'
export * from './finding.ts'
export * from './gap.ts'
export * from './history.ts'
export * from './ledger.ts'
export * from './place.ts'
export * from './roadmap.ts'
export * from './settings.ts'
