/**
 * `npm test [-- FILE… or options of vitest]`: runs the tests and ends with one line that counts them.
 * Exits with 1 when a test failed, when a file could not be loaded, and when there was nothing to run.
 */
import { parseCLI, startVitest, type TestModule } from 'vitest/node'

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
console.log(filter.length > 0 ? `Running the tests of ${filter.join(', ')} …` : 'Running all tests …')

const vitest = await startVitest('test', filter, { ...options, watch: false, passWithNoTests: true })
const modules: TestModule[] = vitest.state.getTestModules()
const counts = { passed: 0, failed: 0, skipped: 0 }
for (const one of modules) {
  for (const test of one.children.allTests()) {
    const { state } = test.result()
    counts[state === 'pending' ? 'skipped' : state] += 1
  }
  // a file that breaks while it is loaded, or in a hook, has no test to blame
  const suites = [one, ...one.children.allSuites()]
  counts.failed += suites.filter((suite) => suite.errors().length > 0).length
}
const unhandled = vitest.state.getUnhandledErrors().length
await vitest.close()

const { passed, failed, skipped } = { ...counts, failed: counts.failed + unhandled }
if (passed + failed === 0) console.log('No test ran: is the name of the file right?')
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
