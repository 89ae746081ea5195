/**
 * Every signal is there for a document: taken out of `signals.ts`, it changes what is understood of at least one folder of
 * test/docs, and so does every threshold that stands one higher or lower. And every gap stands on two signals at least, so that no
 * single one decides. What is understood, and whether rightly, is left to `dialects.test.ts`.
 */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { link } from '#link'
import * as exported from '../src/recognise/signals.ts'
import { digest, inLines, readingOf } from './reading.ts'

/** `asked` has no count of its own: without it, nobody heeds what a comment calls a gap. */
const comments = vi.hoisted(() => ({ heeded: true }))
vi.mock('../src/recognise/comments.ts', async (original) => {
  const real = await original<typeof import('../src/recognise/comments.ts')>()
  const wishesIn: typeof real.wishesIn = (tree, source) => {
    const wishes = real.wishesIn(tree, source)
    const of: typeof wishes.of = (node) => {
      const wish = wishes.of(node)
      return wish === 'gap' && !comments.heeded ? undefined : wish
    }
    return { ...wishes, of }
  }
  return { ...real, wishesIn }
})

interface Kind {
  name: string
  why: string
  count: (candidate: object) => number
}
const lists = Object.entries(exported).flatMap(([name, list]) =>
  name.endsWith('Signals') && Array.isArray(list) ? [{ of: name.slice(0, -'Signals'.length), kinds: list as Kind[] }] : [],
)
const signals = lists.flatMap(({ of, kinds }) => kinds.map((kind) => ({ signal: `${of} ${kind.name}`, kinds, kind })))
const { asked } = exported
const thresholds: Record<string, number> = exported.thresholds

const docs = new URL('docs/', import.meta.url).pathname
const fixtures = readdirSync(docs)
  .sort()
  .map((trait) => {
    const file = docs + trait + '/' + readdirSync(docs + trait).find((name) => name.startsWith('input.'))
    return { trait, file, bytes: readFileSync(file) }
  })
type Fixture = (typeof fixtures)[number]

const understood = ({ file, bytes }: Fixture): string => inLines(digest(readingOf(file, bytes)))

/** What is understood of each fixture, and the signals that were noted of anything in it, also of what never came near. */
const present = fixtures.map((fixture) => {
  const noted = new Set<unknown>()
  const counts = signals.map(({ kind }) => kind.count)
  for (const [index, { kind }] of signals.entries())
    kind.count = (candidate) => {
      const times = counts[index]!(candidate)
      if (times > 0) noted.add(kind)
      return times
    }
  try {
    const reading = readingOf(fixture.file, fixture.bytes)
    if (reading.document.mentions.some((mention) => mention.signals.includes(asked))) noted.add(asked)
    return { fixture, text: inLines(digest(reading)), noted }
  } finally {
    for (const [index, { kind }] of signals.entries()) kind.count = counts[index]!
  }
})

/** The fixtures that are understood otherwise now; only those are read again in which `kind` was noted. */
const changed = (kind?: unknown): string[] =>
  present.flatMap(({ fixture, text, noted }) =>
    (kind === undefined || noted.has(kind)) && understood(fixture) !== text ? [fixture.trait] : [],
  )
const notedIn = (kind: unknown): string => {
  const traits = present.flatMap(({ fixture: { trait }, noted }) => (noted.has(kind) ? [trait] : []))
  return traits.length === 0 ? 'it is noted in none' : `it is noted in ${traits.slice(0, 8).join(', ')}${traits.length > 8 ? ', …' : ''}`
}

describe('without the signal', () => {
  it.each(signals)('$signal some document is understood otherwise', ({ signal, kinds, kind }) => {
    const at = kinds.indexOf(kind)
    kinds.splice(at, 1)
    let traits: string[]
    try {
      traits = changed(kind)
    } finally {
      kinds.splice(at, 0, kind)
    }
    const needed = `test/docs needs a way of writing in which "${kind.why}" decides what is a gap (${signal}): ${notedIn(kind)}`
    expect(traits, needed).not.toEqual([])
  })

  it('asked some document is understood otherwise', () => {
    comments.heeded = false
    let traits: string[]
    try {
      traits = changed(asked)
    } finally {
      comments.heeded = true
    }
    expect(traits, `test/docs needs a document in which "${asked.note}" (asked): ${notedIn(asked)}`).not.toEqual([])
  })
})

describe('with the threshold', () => {
  const steps = Object.keys(thresholds).flatMap((name) => [
    { name, by: 1, way: 'higher' },
    { name, by: -1, way: 'lower' },
  ])
  it.each(steps)('$name one $way some document is understood otherwise', ({ name, by, way }) => {
    const value = thresholds[name]!
    thresholds[name] = value + by
    let traits: string[]
    try {
      traits = changed()
    } finally {
      thresholds[name] = value
    }
    expect(traits, `test/docs needs a document that decides whether "${name}" is ${value} or one ${way}`).not.toEqual([])
  })
})

const root = new URL('..', import.meta.url).pathname
const corpus = path.resolve(root, '../shared/corpus/docs')

describe.each([
  ['content', path.join(root, 'content'), true],
  ['documents from the wild (only beside the project)', corpus, existsSync(corpus)],
])('in %s', (_, folder, here) => {
  it.skipIf(!here)('every gap stands on two signals', () => {
    const files = globSync('**/*.{md,mdx,txt}', { cwd: folder, exclude: ['pages/**'] }).sort()
    const gaps = files.flatMap((file) => link([readingOf(path.join(folder, file)).document]).gaps.map((gap) => ({ file, gap })))
    const weak = gaps.flatMap(({ file, gap: { mentions } }) => {
      const founding = mentions.find(({ founds }) => founds) ?? mentions[0]!
      const names = new Set(founding.signals.flatMap(({ name, weight }) => (weight > 0 ? [name] : [])))
      return names.size < 2 ? [`${file}:${founding.place.line} ${founding.title} stands on ${[...names].join() || 'nothing'}`] : []
    })
    expect(gaps.length).toBeGreaterThan(50)
    expect(weak).toEqual([])
  })
})

describe('the test itself', () => {
  it('puts everything back', () => expect(changed()).toEqual([]))
  it('sees every list of signals', () => expect(lists.map(({ of }) => of).sort()).toEqual(['list', 'section', 'table']))
})
