/**
 * The manual (`content/pages/how-to-write.mdx`) cannot lie: each document on it is read, and what stands below it must be what the
 * reader answers. Its maps of meanings for `system.yaml` must do what they do in front matter.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { openCorpus } from '../src/corpus.ts'
import { root, temporary } from './built.ts'

const manual = await readFile(path.join(root, 'content/pages/how-to-write.mdx'), 'utf8')
const own = await readFile(path.join(root, 'content/pages/pages-of-your-own.mdx'), 'utf8')
const fences = [...manual.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, lang, text]) => ({ lang: lang!, text: text! }))
const examples = fences.flatMap(({ lang, text }, at) => (lang === 'markdown' ? [{ document: text, answer: fences[at + 1] }] : []))
const run = promisify(execFile)

describe('the manual', () => {
  let folder: string
  beforeAll(async () => {
    folder = await temporary('lacuna-manual-')
  })

  it('has an answer to each of its examples', () => {
    expect(examples.length).toBeGreaterThan(7)
    expect(examples.map(({ answer }) => answer?.lang)).toEqual(examples.map(() => 'text'))
  })

  it.concurrent.each(examples.map((example, at) => ({ ...example, at, title: /^# (.*)/m.exec(example.document)?.[1] })))(
    'is answered as it says: $title ($at)',
    async ({ document, answer, at }) => {
      const own = path.join(folder, String(at))
      await mkdir(own)
      await writeFile(path.join(own, 'gaps.md'), document)
      const [, command, said] = /^(?:\$ npm run lacuna -- read gaps\.md ?(.*)\n)?([\s\S]*)$/.exec(answer!.text)!
      const options = command ? command.split(' ') : []
      const { stdout } = await run(process.execPath, [path.join(root, 'src/cli.ts'), 'read', 'gaps.md', ...options], { cwd: own })
      // what the manual leaves out, it leaves out at the end: findings, lines that nothing explains, and of --why the signs
      expect(stdout.slice(0, said!.length)).toBe(said)
      if (!command) expect(stdout.slice(said!.length)).toMatch(/^\n?$|^ {2}\d+ (?:findings?:|lines? became)/)
    },
  )

  it('says of system.yaml what holds', async () => {
    const settings = fences.filter(({ lang }) => lang === 'yaml')
    const documents = examples.map(({ document }) => document).filter((document) => document.startsWith('---\n'))
    expect([settings.length, documents.length]).toEqual([1, 1])
    const write = async (system: string, text: string) => {
      await mkdir(path.join(folder, 'docs', system), { recursive: true })
      await writeFile(path.join(folder, 'docs', system, 'gaps.md'), text)
    }
    await write('fronted', documents[0]!)
    await write('bare', documents[0]!.replace(/^---\n[\s\S]*?\n---\n/, ''))
    await writeFile(path.join(folder, 'docs/bare/system.yaml'), settings[0]!.text)
    const { trace, findings } = await openCorpus(path.join(folder, 'docs'))
    const [bare, fronted] = ['bare', 'fronted'].map((system) =>
      trace.gaps
        .filter((gap) => gap.system === system)
        .map(({ title, severity, status }) => [title, severity?.level, severity?.words, status?.state, status?.words]),
    )
    expect(bare).toEqual(fronted)
    expect(bare!.flat()).not.toContain(undefined)
    expect(findings).toEqual([])
  })

  it('names every component that a page may use, and no other', async () => {
    const page = await readFile(path.join(root, 'src/pages/pages/[...slug].astro'), 'utf8')
    const components = [.../const components = \{([^}]*)\}/.exec(page)![1]!.matchAll(/^\s*([A-Z]\w*)(?=[:,])/gm)].map(([, name]) => name!)
    const named = new Set([...own.matchAll(/`<([A-Z]\w+)/g)].map(([, name]) => name!))
    expect([...named].sort()).toEqual(components.toSorted())
    expect(components.length).toBeGreaterThan(8)
    // and shows each as it is written
    const shown = own.replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
    for (const name of components) expect(shown).toContain(`<${name} `)
  })
})
