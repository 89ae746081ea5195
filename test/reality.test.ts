/**
 * Reality: a site of documents beside the repository that they speak of, which the test makes. What they cite is told apart on the
 * gap's page and counted on the system's; nothing of the machine is told, and without a checkout nothing at all.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Element, Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, environment, files, pagesOf, temporary } from './built.ts'

let folder: string
let site: Map<string, string>
let first: string
let head: string
const inFolder = (...parts: string[]) => path.join(folder, ...parts)

function write(name: string, text: string): void {
  mkdirSync(path.dirname(inFolder(name)), { recursive: true })
  writeFileSync(inFolder(name), text)
}

/** With settings of no machine, and a clock of the test. */
function git(...words: string[]): string {
  const who = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Ada'],
    [`GIT_${role}_EMAIL`, 'ada@example.org'],
    [`GIT_${role}_DATE`, '2026-01-02T12:00:00Z'],
  ])
  const env = { ...environment, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(who) }
  return execFileSync('git', words, { cwd: inFolder('harbour'), env, encoding: 'utf8' }).trim()
}
function commit(): string {
  git('add', '-A')
  git('commit', '-q', '-m', 'a step')
  return git('rev-parse', 'HEAD')
}

const document = (commit: string) => `# Harbour: gaps

## G-01 (P0): The pier does not close

**Problem:** \`src/pier.ts\` never asks for the tide, see also \`src/crane.ts:2\`.

Evidence:
- harbour@${commit}:src/pier.ts:2-3 "return tide > 2"
- harbour@${commit}:src/pier.ts:1 "never closed"
- harbour@${commit}:src/pier.ts:1 "return tide > 2"
- harbour@${commit}:src/quay.ts:1 "export"
- harbour@0123abcd:src/pier.ts:1
- lighthouse@${commit}:src/lamp.ts:1
- \`src/boat.ts\` carries nobody
- \`../harbour-secret.txt:1\`

Artifacts:
- \`docs/tides.md\`

## G-02 (P2): Nobody counts the boats

They come and go.
`

const settings = `repository: https://github.com/acme/harbour\ncheckout: ../../harbour\n`

beforeAll(async () => {
  folder = await temporary('lacuna-reality-')
  write('harbour-secret.txt', 'a secret\n')
  write('harbour/src/pier.ts', 'export const closed = (tide: number) => {\n  // nobody\n  return tide > 2\n}\n')
  write('harbour/src/crane.ts', 'one line\n')
  write('harbour/src/boat.ts', 'export const boats = []\n// and more of the same, so that git knows the file again\n')
  git('init', '-q', '-b', 'main')
  first = commit()
  renameSync(inFolder('harbour/src/boat.ts'), inFolder('harbour/src/ferry.ts'))
  write('harbour/src/pier.ts', '// all is new\n')
  head = commit()
  write('content/harbour/gaps.md', document(first))
  write('content/harbour/system.yaml', settings)
  // a system without a checkout beside it
  write('content/beach/gaps.md', document(first))
  await build(inFolder('content'), inFolder('out'))
  site = await files(inFolder('out'))
}, 120_000)

function* elements(node: Nodes): Generator<Element> {
  if (node.type === 'element') yield node
  if ('children' in node) for (const child of node.children) yield* elements(child)
}
const textOf = (node: Nodes): string => (node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : '')
const plain = (node: Nodes) => textOf(node).replace(/\s+/g, ' ').trim()
const withClass = (node: Nodes, name: string) =>
  [...elements(node)].filter(({ properties }) => [properties.className].flat().includes(name))
const tree = (name: string) => fromHtml(site.get(name)!)
const linksOf = (node: Nodes) =>
  [...elements(node)].filter(({ tagName }) => tagName === 'a').map(({ properties }) => String(properties.href))

/** The lines of a list of what was checked, as one reads them, and where they lead. */
const linesOf = (list: Nodes) =>
  [...elements(list)]
    .filter(({ tagName }) => tagName === 'li')
    .map((line) => ({
      sight: withClass(line, 'sight').map(plain)[0],
      what: withClass(line, 'what').map(plain)[0],
      note: withClass(line, 'note').map(plain)[0],
      links: withClass(line, 'what').flatMap(linksOf),
    }))

describe('in the matrix', () => {
  it('stands beside the number of the evidence', () => {
    const notes = [...site.get('matrix.html')!.matchAll(/class="sight"[^>]*>([^<]*)</g)].map(([, note]) => note!)
    // what nobody could check counts too
    expect(notes).toContain('1 of 8 verified, 2 moved, 1 changed, 1 missing')
    for (const note of notes) expect(note).toMatch(/^(?:verified|\d+ of \d+ verified)(?:, \d+ (?:moved|changed|missing))*$/)
  })
})

describe('on the page of a gap', () => {
  const page = 'gaps/harbour/g-01.html'
  const source = (version: string, rest: string) => `https://github.com/acme/harbour/blob/${version}/${rest}`

  it('each citation of its evidence stands with its verdict, in words, and leads to the line', () => {
    const [list] = withClass(tree(page), 'checked')
    expect(plain(list!)).toMatch(/^Checked against github\.com\/acme\/harbour /)
    const at = `at ${first.slice(0, 7)}`
    expect(linesOf(list!)).toMatchObject([
      { sight: 'Verified', what: expect.stringContaining('return tide > 2'), links: [source(first, 'src/pier.ts#L2-L3')] },
      { sight: 'Changed', what: expect.stringContaining('never closed'), links: [source(first, 'src/pier.ts#L1')] },
      { sight: 'Moved', links: [source(first, 'src/pier.ts#L3')] },
      { sight: 'Missing', links: [] },
      { sight: 'Not checkable' },
      { sight: 'Not checkable', what: expect.stringContaining('lighthouse:src/lamp.ts:1'), links: [] },
      { sight: 'Moved', links: [source(head, 'src/ferry.ts')] },
      { sight: 'Not checkable', links: [] },
    ])
    const notes = linesOf(list!).map(({ note }) => note!)
    expect(notes[0]).toContain(`these words stand there ${at}`)
    expect(notes[1]).toContain(`the file ${at} does not hold these words`)
    expect(notes[2]).toContain(`these words stand ${at} in line 3`)
    expect(notes[3]).toContain(`nothing of this name ${at}`)
    expect(notes[4]).toContain('the checkout knows no commit 0123abcd')
    expect(notes[5]).toContain('another repository, lighthouse')
    expect(notes[6]).toContain('it bears another name now: src/ferry.ts')
    expect(notes[7]).toContain('the path leads out of the checkout')
  })

  it('so do paths of its other text, and what is still to be made is not called missing', () => {
    const [, list] = withClass(tree(page), 'checked')
    expect(plain(list!)).toContain(`Checked against github.com/acme/harbour at ${head.slice(0, 7)}`)
    expect(linesOf(list!)).toMatchObject([
      { sight: 'Verified', what: 'src/pier.ts', links: [source(head, 'src/pier.ts')] },
      { sight: 'Changed', what: 'src/crane.ts:2' },
      { sight: 'Not there (yet)', what: 'docs/tides.md', links: [] },
    ])
  })

  it('nothing of it is the document’s, and each verdict has a shape', () => {
    for (const list of withClass(tree(page), 'checked')) {
      expect([...elements(list)].filter(({ properties }) => 'dataAt' in properties)).toEqual([])
      for (const sight of withClass(list, 'sight')) expect([...elements(sight)].filter(({ tagName }) => tagName === 'path')).toHaveLength(1)
    }
  })

  it('nothing is shown of a gap that cites nothing, and of a system without a checkout', () => {
    expect(withClass(tree('gaps/harbour/g-02.html'), 'checked')).toEqual([])
    expect(withClass(tree('gaps/beach/g-01.html'), 'checked')).toEqual([])
    expect(withClass(tree('systems/beach.html'), 'sight')).toEqual([])
    expect([...site.keys()].filter((name) => name.includes('beach/evidence'))).toEqual([])
  })
})

describe('on the page of the system', () => {
  it('each number is that of the list it leads to', () => {
    const counts = withClass(tree('systems/harbour.html'), 'counts').flatMap((list) =>
      withClass(list, 'sight').length > 0 ? [...elements(list)].filter(({ tagName }) => tagName === 'a') : [],
    )
    const told = counts.map((count) => [plain(count), count.properties.href])
    expect(told).toEqual([
      ['2 Verified', 'harbour/evidence/verified.html'],
      ['2 Moved', 'harbour/evidence/moved.html'],
      ['2 Changed', 'harbour/evidence/changed.html'],
      ['1 Missing', 'harbour/evidence/missing.html'],
      ['3 Not checkable', 'harbour/evidence/not-checkable.html'],
      ['1 Not there (yet)', 'harbour/evidence/not-there-yet.html'],
    ])
    for (const [words, address] of told) {
      const page = tree(`systems/${address}`)
      expect(withClass(page, 'checked').flatMap(linesOf)).toHaveLength(Number.parseInt(words as string, 10))
      expect(linksOf(page)).toContain('../../../gaps/harbour/g-01.html')
    }
  })
})

it('tells no path of the machine', () => {
  for (const [name, text] of site) for (const path of [folder, 'checkout:']) expect([name, text.includes(path)]).toEqual([name, false])
  expect([...site.values()].some((text) => text.includes('a secret'))).toBe(false)
})

it('gives the same bytes again, and with an absolute path as well', async () => {
  write('content/harbour/system.yaml', settings.replace('../../harbour', inFolder('harbour')))
  await build(inFolder('content'), inFolder('again'))
  const again = await files(inFolder('again'))
  expect([...again.keys()]).toEqual([...site.keys()])
  expect([...again].filter(([name, text]) => site.get(name) !== text).map(([name]) => name)).toEqual([])
}, 120_000)

it('builds without the checkout: nothing can be told, and one finding says why, without the path', async () => {
  write('content/harbour/system.yaml', settings.replace('../../harbour', inFolder('nowhere')))
  const printed = await build(inFolder('content'), inFolder('without'))
  const without = await files(inFolder('without'))
  expect(printed).not.toContain('nowhere')
  const page = fromHtml(without.get('gaps/harbour/g-01.html')!)
  expect(new Set(withClass(page, 'sight').map(plain))).toEqual(new Set(['Not checkable']))
  const findings = pagesOf(without).filter(([name]) => name.startsWith('findings'))
  const told = findings.flatMap(([, html]) => html.match(/no such folder is there, so that what the documents cite is not checked/g) ?? [])
  expect(told).toHaveLength(1)
  for (const [name, text] of without) expect([name, text.includes(folder)]).toEqual([name, false])
  rmSync(inFolder('without'), { recursive: true })
}, 120_000)
