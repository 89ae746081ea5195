/**
 * Who may import whom: the arrow read → recognise → link → check → publish, `model` at its root, as src/README.md tells it.
 * Reads the imports of src as text; no module is loaded.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const mayImport: Record<string, string[]> = {
  model: [],
  read: [],
  observe: ['model'],
  recognise: ['model', 'read'],
  link: ['model'],
  check: ['model', 'link'],
  publish: ['model', 'link', 'check'],
  // those that authors use in hand-written pages ask the site for themselves
  components: ['model', 'link', 'check', 'publish', 'layouts', 'site'],
  layouts: ['model', 'link', 'check', 'publish', 'components'],
  // they run in browsers: of the stages they know shapes alone
  scripts: ['publish'],
  pages: ['model', 'link', 'check', 'publish', 'components', 'layouts', 'scripts', 'site'],
}
/** Folders that no name of package.json leads to: their files are reached by path. */
const byPath = new Set(['components', 'layouts', 'scripts', 'styles'])
/** Modules that import nothing and run in browsers as well: scripts reach them by path, so that no bundle takes their stage along. */
const leaves = new Set(['publish/csv.ts', 'publish/spelling.ts'])
/** Whatever puts stages together. */
const doors = new Set(['corpus.ts', 'changes.ts', 'content.config.ts', 'site.ts', 'cli.ts', 'commands'])

interface Import {
  /** Path below src, e.g. "check/rules/one-value.ts". */
  file: string
  /** First part of it: a stage, or a door. */
  from: string
  /** What is imported, as written. */
  what: string
  /** For a path: where it leads, below src. */
  to?: string
}

const root = new URL('..', import.meta.url).pathname
const files = globSync('**/*.{ts,astro}', { cwd: join(root, 'src') }).sort()
const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, 'src', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const found = text.matchAll(
    /(?:^|[;\s])(?:import|export)\s[^'"`;]*?from\s*'([^']+)'|(?:^|[;\s])import\s*'([^']+)'|\bimport\(\s*'([^']+)'/g,
  )
  return [...found].map(([, from, bare, dynamic]) => {
    const what = (from ?? bare ?? dynamic)!
    return { file, from: file.split('/')[0]!, what, ...(what.startsWith('.') && { to: join(dirname(file), what) }) }
  })
})
const told = (wrong: readonly Import[]) => wrong.map(({ file, what }) => `src/${file} imports ${what}`)

describe('the arrow', () => {
  it('is read from every file', () => {
    expect(files.length).toBeGreaterThan(40)
    expect(imports.length).toBeGreaterThan(files.length)
    expect([...new Set(files.map((file) => file.split('/')[0]!))].filter((name) => !doors.has(name) && !mayImport[name])).toEqual([])
  })

  it.each(Object.entries(mayImport))('%s imports what it may', (stage, allowed) => {
    const wrong = imports.filter(({ from, what, to }) => {
      if (from !== stage) return false
      if (what.startsWith('#')) return !allowed.includes(what.slice(1))
      if (stage === 'scripts' && leaves.has(to ?? '')) return false
      const other = to?.split('/')[0]
      return other !== undefined && other !== stage && !(byPath.has(other) && (other === 'styles' || allowed.includes(other)))
    })
    expect(told(wrong)).toEqual([])
  })

  it('points one way', () => {
    const reaches = (from: string, seen = new Set<string>()): Set<string> => {
      for (const to of mayImport[from] ?? [])
        if (!seen.has(to)) {
          seen.add(to)
          reaches(to, seen)
        }
      return seen
    }
    // components and the layout around them are one thing in two folders
    const round = Object.keys(mayImport).filter((stage) => !byPath.has(stage) && reaches(stage).has(stage))
    expect(round).toEqual([])
  })

  it('reaches other stages by name, never within them', () => {
    const deep = imports.filter(({ from, what, to }) => {
      if (/^#[^/]+\/./.test(what)) return true
      const other = to?.split('/')[0]
      return other !== undefined && other !== from && other in mayImport && !byPath.has(other) && !leaves.has(to!)
    })
    expect(told(deep)).toEqual([])
  })

  it('keeps doors for those who put stages together', () => {
    const wrong = imports.filter(({ from, to }) => to !== undefined && doors.has(to.split('/')[0]!) && !doors.has(from))
    expect(told(wrong)).toEqual([])
  })
})

describe('outside', () => {
  it('the model knows zod only', () => {
    expect([...new Set(imports.flatMap(({ from, what, to }) => (from === 'model' && !to ? [what] : [])))]).toEqual(['zod'])
  })

  it('Astro’s content is opened by its doors only', () => {
    const open = imports.filter(({ file, what }) => what === 'astro:content' && file !== 'site.ts' && file !== 'content.config.ts')
    expect(told(open)).toEqual([])
  })

  it('a name stands for each stage that others may import', () => {
    const { imports: names } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, string> }
    const wanted = new Set(
      Object.values(mayImport)
        .flat()
        .filter((name) => !byPath.has(name)),
    )
    for (const name of wanted) expect(names[`#${name}`], name).toBe(name === 'site' ? './src/site.ts' : `./src/${name}/index.ts`)
  })

  it('src/README.md says the same', () => {
    const table = readFileSync(join(root, 'src/README.md'), 'utf8').matchAll(/^\| (`\w+`(?:, `\w+`)*) \|([^|\n]*)\|$/gm)
    const said = [...table].flatMap(([, stages, allowed]) =>
      [...stages!.matchAll(/`(\w+)`/g)].map(([, stage]) => {
        const names = [...allowed!.matchAll(/`#?(\w+)`/g)].map(([, name]) => name!)
        const others = stages!.split(', ').map((one) => one.replaceAll('`', ''))
        const together = allowed!.includes('each other') ? others.filter((one) => one !== stage) : []
        return [stage!, [...names, ...together].sort()] as const
      }),
    )
    expect(said.length).toBeGreaterThan(6)
    for (const [stage, names] of said) expect([...(mayImport[stage] ?? [])].sort(), stage).toEqual(names)
  })
})
