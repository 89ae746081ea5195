/**
 * Every way of writing that we know: a folder with a document as people wrote it (`input.*`) and what we understand of
 * it (`expected.json`, read in review like prose). `LACUNA_UPDATE=1 npm test test/dialects.test.ts` writes the latter anew.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { digest, inLines, readingOf } from './reading.ts'

const docs = new URL('docs/', import.meta.url).pathname
const traits = readdirSync(docs).sort()

describe('recognises', () => {
  it.each(traits)('%s', (trait) => {
    const inputs = readdirSync(docs + trait).filter((name) => /^input\.(md|txt|mdx)$/.test(name))
    expect(inputs, `one input.md, input.txt or input.mdx in test/docs/${trait}`).toHaveLength(1)
    const expected = `${docs}${trait}/expected.json`
    const read = `${inLines(digest(readingOf(`${docs}${trait}/${inputs[0]}`)))}\n`
    if (process.env.LACUNA_UPDATE) writeFileSync(expected, read)
    expect(existsSync(expected), `test/docs/${trait}/expected.json is missing: write it with LACUNA_UPDATE=1, and read it`).toBe(true)
    expect(read).toBe(readFileSync(expected, 'utf8'))
  })

  it('many of them', () => expect(traits.length).toBeGreaterThanOrEqual(28))
})
