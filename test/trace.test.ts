/**
 * What the five founding systems lead to, from `content/`: every link that a reader of the site would expect, and what looks like a
 * link and must be none. Each row is one expectation; pages are made of the same trace.
 */
import { describe, expect, it } from 'vitest'
import { openCorpus } from '../src/corpus.ts'
import { root } from './built.ts'

const { trace, documents } = await openCorpus(`${root}/content`)
const gapCalled = (key: string) => trace.gaps.find((gap) => gap.key === key)
const short = (key: string) => key.slice(key.lastIndexOf('/') + 1).toUpperCase()

/** Gaps whose text names an item, by the last part of their keys. */
function namersOf(system: string, kind: string, title: string): string[] {
  const item = trace.items.find((one) => one.system === system && one.kind === kind && (one.id ?? one.title) === title)
  if (!item) return ['no such item']
  return [...new Set([...item.namings.flatMap(({ gap }) => gap ?? []), ...item.gaps.flatMap(({ key }) => key ?? [])].map(short))].sort()
}

describe('an item and the gaps that name it', () => {
  it.each<[system: string, kind: string, title: string, gaps: string]>([
    ['plock', 'path', 'docs/demo-readiness/', 'GAP-DOC-001'],
    ['plock', 'path', 'docs/PRD.md', 'GAP-DOC-003'],
    ['plock', 'path', 'docs/ARCHITECTURE.md', 'GAP-ARCH-001'],
    ['plock', 'path', 'docs/API-SPEC.md', 'GAP-ARCH-002'],
    ['plock', 'path', 'infrastructure/README.md', 'GAP-SEC-001'],
    ['ehg-stage-14', 'source', 'docs/workflow/critique/stage-14.md', '1 2 3 4 5 6 7'],
    ['ehg-stage-14', 'path', 'docs/workflow/critique/stage-14.md', '1 2 3 4 5 6 7'],
    ['ehg-stage-14', 'path', '07_recursion-blueprint.md', '7'],
    ['ehg-stage-14', 'path', 'tools/onboarding-bot/', '1'],
    ['ehg-stage-14', 'path', 'dashboards/stage-14-overview.json', '2'],
    ['ehg-stage-14', 'path', 'schemas/stage-14-inputs.json', '3'],
    ['ehg-stage-14', 'directive', 'SD-RECURSION-ENGINE-001', '7'],
    ['ehg-stage-14', 'directive', 'SD-METRICS-STAGE14-001', '2'],
    ['ehg-stage-14', 'artifact', 'CI/CD Pipeline Templates', '1'],
    ['ehg-stage-14', 'metric', 'Automation level', '1'],
    ['ehg-stage-14', 'quick win', 'Gaps 2 and 6 (small effort, immediate value)', '2 6'],
    ['ehg-stage-14', 'artifact', 'dashboards/stage-14-overview.json', '2'],
    ['autocoder4-cc', 'assessment', 'Deployment Generation', '1'],
    ['autocoder4-cc', 'assessment', 'Performance Validation', '2'],
    ['autocoder4-cc', 'path', 'autocoder_cc/generators/scaffold/k8s_generator.py', '1'],
    ['mission-control', 'requirement', 'Section 7.2', '9'],
    ['mission-control', 'requirement', 'Section 6.1', '6'],
    ['mission-control', 'requirement', 'Section 6.2', '2'],
    ['mission-control', 'requirement', 'Section 8', '14'],
    ['mission-control', 'requirement', 'Section 8.1', '5'],
    ['mission-control', 'requirement', 'Section 10.2', '3'],
    ['mission-control', 'requirement', 'Section 14', '1'],
    ['mission-control', 'requirement', 'Section 15', '2'],
    ['mission-control', 'requirement', 'Section 16', '3'],
    ['mission-control', 'requirement', 'Section 17', '4'],
    ['wrkr', 'requirement', 'PRD FR-8', 'G-02'],
    ['wrkr', 'requirement', 'PLAN Story 2.5', 'G-03'],
    ['wrkr', 'requirement', 'PLAN Story 6.3', 'G-01'],
    ['wrkr', 'requirement', 'PRD Journey B', 'G-01'],
    ['wrkr', 'path', 'core/runner/', 'G-01 G-02 G-03 G-04'],
    ['wrkr', 'path', 'core/adapters/reference/', 'G-01 G-02 G-03'],
    ['wrkr', 'path', 'core/dispatch/', 'G-02 G-03'],
    ['wrkr', 'path', 'core/dispatch/submit.go', 'G-04'],
    ['wrkr', 'path', 'cmd/wrkr/submit.go', 'G-02 G-03'],
    ['wrkr', 'path', 'cmd/wrkr/resume.go', 'G-01 G-03'],
    ['wrkr', 'path', 'README.md', 'P-01 P-02'],
  ])('%s: %s %s ← %s', (system, kind, title, gaps) => {
    expect(namersOf(system, kind, title)).toEqual(gaps.split(' ').sort())
  })

  it.each<[system: string, kind: string, title: string, words: RegExp]>([
    ['mission-control', 'requirement', 'Section 7', /Section 7(?!\d|\.)/],
    ['mission-control', 'requirement', 'Section 10.1', /Section 10\.1/],
    ['mission-control', 'requirement', 'Section 5.1', /Section 5\.1/],
    ['plock', 'path', 'docs/ARCHITECTURE.md', /docs\/ARCHITECTURE\.md/],
    ['wrkr', 'path', 'product/PRD.md', /product\/PRD\.md/],
  ])('%s: %s %s is named outside of gaps too', (system, kind, title, words) => {
    const item = trace.items.find((one) => one.system === system && one.kind === kind && one.title === title)!
    const outside = item.namings.filter(({ gap }) => gap === undefined)
    expect(outside.length).toBeGreaterThan(0)
    for (const naming of outside) expect(naming.words).toMatch(words)
  })
})

describe('who names a gap', () => {
  it.each<[what: 'phases' | 'items' | 'actions', title: RegExp, gaps: string]>([
    ['phases', /^Lifecycle Correctness$/, 'G-01 G-02 G-03 G-04'],
    ['phases', /^Critical Gaps$/, '1 2'],
    ['phases', /^High Priority Gaps$/, '3 4 7'],
    ['items', /^SD-RECURSION-ENGINE-001/, '7'],
    ['items', /^SD-AUTOMATION-STAGE14-001/, '1'],
  ])('%s %s → %s', (what, title, gaps) => {
    const thing = trace[what].find((one) => title.test(one.title))!
    expect([...new Set(thing.gaps.flatMap(({ key }) => (key ? [short(key)] : [])))].sort()).toEqual(gaps.split(' ').sort())
  })

  it('a range names each of its members', () => {
    const names =
      gapCalled('wrkr/p-03') ??
      trace.gaps.find(
        ({ system, mentions }) =>
          system === 'wrkr' &&
          mentions.some(
            ({ references }) => references.some(({ text }) => text === 'G-04') && references.some(({ text }) => text === 'G-01'),
          ),
      )
    const pairs = trace.gaps
      .filter(({ system }) => system === 'wrkr')
      .map(({ id, mentions }) => ({
        id,
        named: new Set(mentions.flatMap(({ references }) => references.filter(({ kind }) => kind === 'gap').map(({ text }) => text))),
      }))
    expect(names).toBeDefined()
    expect(pairs.some(({ named }) => ['G-01', 'G-02', 'G-03', 'G-04'].every((id) => named.has(id)))).toBe(true)
  })
})

describe('what is only proposed', () => {
  it.each<[gap: string, kind: string, to: RegExp, why: RegExp]>([
    ['plock/gap-arch-001', 'action', /now-001$/, /both name docs\/ARCHITECTURE\.md/],
    ['plock/gap-sec-001', 'action', /now-002$/, /both name infrastructure\/README\.md/],
    ['autocoder4-cc/implementation-gaps/1', 'phase', /phase-1$/, /both/],
    ['autocoder4-cc/implementation-gaps/2', 'phase', /phase-2$/, /both titles say/],
    ...Array.from({ length: 15 }, (_, at): [string, string, RegExp, RegExp] => [
      `mission-control/prd-gap-analysis/${at + 1}`,
      'action',
      /./,
      /./,
    ]),
  ])('%s ~ %s', (gap, kind, to, why) => {
    const proposals = trace.related.filter((one) => one.gap === gap && one.kind === kind)
    expect(proposals.filter((one) => to.test(one.key) && why.test(one.why))).toHaveLength(1)
  })

  it('by the order of a list, each at its own place', () => {
    const actions = trace.actions.filter(({ system }) => system === 'mission-control')
    const paired = trace.related.filter(({ gap }) => gap.startsWith('mission-control/'))
    expect(paired.map(({ gap, key }) => `${short(gap)} ${actions.findIndex((action) => action.key === key) + 1}`).sort()).toEqual(
      Array.from({ length: 15 }, (_, at) => `${at + 1} ${at + 1}`).sort(),
    )
  })

  it('nothing of what texts say anyway', () => {
    const said = new Set(trace.phases.flatMap(({ key, gaps }) => gaps.map((pointer) => `${pointer.key} ${key}`)))
    expect(trace.related.filter(({ gap, key }) => said.has(`${gap} ${key}`))).toEqual([])
  })
})

describe('what looks like a link and is none', () => {
  const borne = new Set(trace.gaps.flatMap(({ system, id }) => (id ? [`${system} ${id}`] : [])))
  const words = documents.flatMap(({ system, mentions, references }) =>
    [...mentions.flatMap((mention) => mention.references), ...references]
      // what looks like an id of a gap elsewhere leads somewhere only where there is such a gap
      .filter(({ kind, text }) => kind !== 'id' || borne.has(`${system} ${text}`))
      .map(({ kind, text }) => ({ system, kind, text })),
  )
  it.each<[system: string, text: RegExp, why: string]>([
    ['ehg-stage-14', /^(?:DEV|TECH)-\d/, 'triggers of a recursion'],
    ['plock', /^Phase/, 'the product’s own phase'],
    ['wrkr', /^E_/, 'a reason code'],
    ['wrkr', /^p\d\d/i, 'a percentile'],
    ['wrkr', /^(?:P\d)$/, 'a severity'],
    ['wrkr', /\*/, 'a glob'],
    ['wrkr', /^(?:sh -lc|--help|\.\/bin\/wrkr)$/, 'a command'],
    ['wrkr', /->/, 'a flow'],
    ['mission-control', /^Lines/, 'lines of another file'],
  ])('%s: %s', (system, text) => {
    expect(words.filter((one) => one.system === system && text.test(one.text))).toEqual([])
  })

  it('a shell comment in a fence is no heading', () => {
    expect(
      documents.flatMap(({ sections }) => sections).filter(({ title }) => /empty deployments|deployments folder of/i.test(title)),
    ).toEqual([])
  })

  it('inconsistencies are no gaps', () => {
    expect(trace.gaps.filter(({ system }) => system === 'mission-control')).toHaveLength(15)
    expect(trace.items.filter(({ kind }) => kind === 'inconsistency')).toHaveLength(5)
  })
})
