/** The tests lie in test/; some build whole sites, so that one test may take a while. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 240_000 },
})
