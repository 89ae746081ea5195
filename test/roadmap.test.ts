/**
 * The roadmap: windows lie on a ruler as fine as their author's words, and no number is there that the words do not have; what stands
 * late for its weight, waits for another step or is in none is told; progress is what the documents mark; long roadmaps stay small.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Trace } from '#link'
import { type Finding, type History, type Window, windowOf } from '#model'
import {
  backlogOf,
  briefView,
  factsOf,
  gapView,
  homeView,
  nextOf,
  type Portfolio,
  phaseAsked,
  phaseView,
  portfolio,
  roadmapView,
  type Sentence,
  systemView,
  timeline,
  timelineAsked,
  unitName,
  unscheduledOf,
} from '#publish'
import { openCorpus } from '../src/corpus.ts'
import { build, files, root, temporary } from './built.ts'
import { written } from './portfolios.ts'

async function read(documents: Record<string, string>, history: History = new Map()): Promise<{ all: Portfolio; trace: Trace }> {
  const corpus = await openCorpus(await written(documents))
  const all = portfolio({ ...factsOf(corpus), history, anchor: (_, line) => `line-${line}` })
  return { all, trace: corpus.trace }
}

const register = (rows: readonly string[]) => `# Gaps of the pier

| Gap | Title | Severity | Status |
|-----|-------|----------|--------|
${rows.join('\n')}
`
const pier = `${register([
  '| PR-1 | No roof over the stop | Critical | open |',
  '| PR-2 | No light at night | High | closed |',
  '| PR-3 | No bench | Low | closed |',
  '| PR-4 | No bins | Medium | |',
  '| PR-5 | The rail is loose | Critical | open |',
  '| PR-6 | No map | Low | open |',
  '| PR-7 | No bell | Low | open |',
])}
## PR-1: No roof over the stop

Depends on: PR-6

## Phase 1: Before the season (Weeks 1-4)

**Priority:** P2

- PR-3
- PR-2
- PR-7

**Deliverables:**

- [x] a bench
- [ ] a lamp

**Exit criteria:**

- ✅ people sit
- ❌ people see
- people are glad

## Phase 2: In the season (Weeks 5-8)

- PR-1
- PR-4
- PR-99

## Phase 3: After the season (by week 11)

- PR-6

## Phase 4: Grants (Q2 2026)

## Phase 5: Some day

**Exit criteria:**

- nobody gets wet
`

describe('windows', () => {
  const spoken = (words: string) => {
    const window = windowOf(words)
    if (!window) return undefined
    const { ruler, from, to, bound } = window
    return `${bound ? `${bound} ` : ''}${unitName(ruler, from)}${to === from ? '' : ` – ${unitName(ruler, to)}`}`
  }

  it.each(
    Object.entries({
      'Weeks 1-4': 'Week 1 – Week 4',
      'week 11': 'Week 11',
      'Weeks 1 through 3': 'Week 1 – Week 3',
      'W1–W4': 'Week 1 – Week 4',
      'Week 1, 40 hours': 'Week 1',
      'from week 3': 'from Week 3',
      'Week 9+': 'from Week 9',
      'Sprint 3': 'Sprint 3',
      'Days 1-30': 'Day 1 – Day 30',
      'Months 1-3': 'Month 1 – Month 3',
      Q2: 'Q2',
      'Q2 2026': 'Q2 2026',
      '2026-Q2': 'Q2 2026',
      'Q2–Q3 2026': 'Q2 2026 – Q3 2026',
      'Q4 2025 – Q1 2026': 'Q4 2025 – Q1 2026',
      'March 2026': 'March 2026',
      '2026-03': 'March 2026',
      'Mar–May 2026': 'March 2026 – May 2026',
      'Nov 2025 - Jan 2026': 'November 2025 – January 2026',
      'by May 2026': 'by May 2026',
      'by the end of May 2026': 'by May 2026',
      'before June 2026': 'by May 2026',
      'Before Q1 2026': 'by Q4 2025',
      'before 2026-06-01': 'by 2026-05-31',
      'before the end of May 2026': 'by May 2026',
      'by the start of Q2 2026': 'by Q1 2026',
      'starting 2026-03-01': 'from 2026-03-01',
      'from Q1 2026 to Q2 2026': 'Q1 2026 – Q2 2026',
      'early April 2026': 'April 2026',
      'approx. (mid-April 2026)': 'April 2026',
      'Q2/26': 'Q2 2026',
      "Q3 '26": 'Q3 2026',
      'Mar ’26': 'March 2026',
      'weeks 4 and 5': 'Week 4 – Week 5',
      'Weeks 1-2, 3 & 4': 'Week 1 – Week 4',
      'Sprints 1–2, 4 weeks': 'Sprint 1 – Sprint 2',
      '0-30 days': 'Day 0 – Day 30',
      'Weeks 1-2 (Q1 2026)': 'Week 1 – Week 2',
      '2026-03-01': '2026-03-01',
      '2026-03-01 to 2026-04-15': '2026-03-01 – 2026-04-15',
      'March 1, 2026': '2026-03-01',
      '1–15 March 2026': '2026-03-01 – 2026-03-15',
      // one word of other languages
      'Woche 1-2': 'Week 1 – Week 2',
      'KW 12': 'Calendar week 12',
      '1. März 2026': '2026-03-01',
      'semaines 1 à 4': 'Week 1 – Week 4',
      'T1 2026': 'Q1 2026',
      'vor Mai 2026': 'by April 2026',
      'avant juin 2026': 'by May 2026',
      'semana 3': 'Week 3',
      'settimana 3': 'Week 3',
      'недели 1-4': 'Week 1 – Week 4',
      '第1-4周': 'Week 1 – Week 4',
      '周 2': 'Week 2',
      第2週: 'Week 2',
      '1-2주차': 'Week 1 – Week 2',
      '2026年3月': 'March 2026',
      '2026年第2季度': 'Q2 2026',
    }),
  )('%s is %s', (words, meant) => expect(spoken(words)).toBe(meant))

  it.each([
    '4 weeks', // how long, not when
    '2-3 days',
    'Later',
    'March', // of no year
    '3/4/2026', // of March or of April
    '2026-02-30',
    'Weeks 4-1',
    'Week 1 or Week 3',
    'Q2 2026, slipped to Q3 2026',
    'March 2026 - May',
    'after Q3 2026',
    'Phase 1',
    'Weeks 1-2.5',
    'Q3 FY26', // of which year is the house's own
    'Q1 FY2027',
    'Weeks 2, 4 and 6',
    'Q2 and Q3 2026',
    'Q1 2027 (was Q4 2026)',
    'cancelled, was May 2026',
    'not Q2 2026',
    'not before Q3 2026',
    'slipped from Q1 2026 to Q2 2026',
    'Q2 2026 → Q3 2026',
    'week 12, 2026',
    'week 2 + 3 weeks',
    'by mid May 2026',
    'before week 1',
    '30-60 days', // how long, for all we know
  ])('%s lies on no ruler', (words) => expect(windowOf(words)).toBeUndefined())

  it('never hold a number that is not in the words', () => {
    const word = fc.constantFrom(
      ...[
        'Week',
        'weeks',
        'KW',
        'Sprint',
        'day',
        'Q',
        'T',
        'March',
        'mai',
        'Dec',
        '2026',
        '-',
        '–',
        ' to ',
        ' ',
        ' ',
        ',',
        '/',
        '.',
        'by ',
        '第',
        'before ',
        "'",
      ],
      ...['周', '年', '月', '日', '주차', 'of', 'and', '(', ')'],
    )
    const words = fc.array(fc.oneof(word, fc.nat(40).map(String), fc.integer({ min: 1990, max: 2040 }).map(String)), { maxLength: 8 })
    let seen = 0
    fc.assert(
      fc.property(words, (pieces) => {
        const text = pieces.join('')
        const window = windowOf(text)
        if (!window) return
        seen++
        // years may have two digits, and what is before one unit is by the last
        const shift = /before/.test(text) && window.bound === 'by' ? 1 : 0
        const given = new Set([...text.matchAll(/\d+/g)].flatMap(([digits]) => [Number(digits), 2000 + Number(digits)]))
        for (const number of numbersOf({ ...window, from: window.from + shift, to: window.to + shift }))
          expect([text, number, given.has(number)]).toEqual([text, number, true])
        expect(window.from).toBeLessThanOrEqual(window.to)
      }),
      { numRuns: 20_000, seed: 6 },
    )
    expect(seen).toBeGreaterThan(200)
  })

  const windows = fc.constantFrom('Q2 2026', 'March 2026', 'Weeks 1-4', '2026-03-01', 'by May 2026', '第1-4周', 'Sprint 3', 'KW 12')
  const place = (words: string, beside: string) => fc.constantFrom(`${beside} ${words}`, `${words}, ${beside}`, `${words} (${beside})`)

  it('are none where a word stands beside that is no word of time', () => {
    const strange = fc.constantFrom('was', 'not', 'slipped', 'cancelled', 'FY26', 'after', 'unless', 'moved to', 'ohne', 'statt', '→', '?')
    fc.assert(
      fc.property(
        fc.tuple(windows, strange).chain(([words, beside]) => place(words, beside)),
        (words) => {
          expect([words, windowOf(words)]).toEqual([words, undefined])
        },
      ),
      { seed: 7 },
    )
  })

  it('stay what they are where words stand beside that change nothing', () => {
    const harmless = fc.constantFrom('approx.', 'planned', 'geplant', 'environ', '~', '(4 weeks)', '40 hours', '📅')
    fc.assert(
      fc.property(fc.tuple(windows, harmless), ([words, beside]) => {
        expect(windowOf(`${words}, ${beside}`)).toEqual(windowOf(words)!)
      }),
      { seed: 8 },
    )
  })

  /** Months have names beside their numbers: those are left out. */
  const numbersOf = ({ ruler, from, to }: Window): number[] =>
    [from, to].flatMap((at) => {
      if (ruler === 'date')
        return unitName(ruler, at)
          .split('-')
          .filter((_, part) => part !== 1)
          .map(Number)
      return (unitName(ruler, at).match(/\d+/g) ?? []).map(Number)
    })
})

describe('a timeline', () => {
  let all: Portfolio
  beforeAll(async () => {
    all = (await read({ 'pier/gaps.md': pier })).all
  })
  const groups = () => timeline(all, 'roadmap/pier.html', all.phases).groups

  it('has a ruler for each precision, and a lane for what has no date', () => {
    expect(groups().map(({ title, lanes }) => [title, lanes.map(({ id, window }) => [id, window])])).toEqual([
      [
        'Weeks',
        [
          ['Phase 1', 'Weeks 1-4'],
          ['Phase 2', 'Weeks 5-8'],
          ['Phase 3', 'by week 11'],
        ],
      ],
      ['Quarters', [['Phase 4', 'Q2 2026']]],
      ['No date given', [['Phase 5', undefined]]],
    ])
  })

  it('draws each as long as its share of the ruler, and a single one not at all', () => {
    const [weeks, quarters, undated] = groups()
    expect(weeks!.marks.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'])
    expect(weeks!.lanes.map(({ stretch }) => stretch)).toEqual([
      { at: 0, length: 36.36 },
      { at: 36.36, length: 36.37 },
      { at: 90.91, length: 9.09, bound: 'by' },
    ])
    for (const group of [quarters!, undated!]) expect([group.marks, group.lanes[0]!.stretch]).toEqual([[], undefined])
  })

  it('says of each how many gaps it has and which criteria are met', () => {
    expect(groups().flatMap(({ lanes }) => lanes.map(({ figures }) => figures.join(', ')))).toEqual([
      '3 gaps, 1 of 2 marked criteria met',
      '2 gaps',
      '1 gap',
      'names no gap',
      'names no gap, 1 criterion',
    ])
  })

  it('keeps what no ruler holds as it was said', async () => {
    const words = '# P\n\n## Phase 1: One (Q1 2026)\n\n## Phase 2: Two (Week 1 or Week 3)\n'
    const { all } = await read({ 'p/plan.md': words })
    const told = timeline(all, 'roadmap.html', all.phases).groups.map(({ title, lanes }) => [title, lanes.map(({ window }) => window)])
    expect(told).toEqual([
      ['Quarters', ['Q1 2026']],
      ['Given in words alone', ['Week 1 or Week 3']],
    ])
  })

  it('has few marks however long its ruler is', async () => {
    const text =
      '# P\n\n## Phase 1: One (Week 1)\n\n## Phase 2: Two (Weeks 2-9000)\n\n## Phase 3: Three (2026-03-01)\n\n## Phase 4: Four (2031-03-01)\n'
    const { all } = await read({ 'p/plan.md': text })
    for (const { marks, lines } of timeline(all, 'roadmap.html', all.phases).groups) {
      expect(marks.length).toBeGreaterThan(1)
      expect(marks.length + lines.length).toBeLessThan(25)
    }
  })
})

describe('what stands beside each other on a roadmap', () => {
  const steps = (...windows: string[]) =>
    `# Plan\n\n${windows.map((window, at) => `## Phase ${at + 1}: Part ${at + 1}${window}\n`).join('\n')}`

  it('has one scale, so that bars of two systems can be compared', async () => {
    const { all } = await read({
      'pier/plan.md': steps(' (Weeks 1-2)', ' (Weeks 3-4)'),
      'quay/plan.md': steps(' (Weeks 5-6)', ' (Weeks 7-8)'),
    })
    const [pier, quay] = roadmapView(all).systems.map(({ timeline }) => timeline!.groups[0]!)
    expect(pier!.lanes.map(({ stretch }) => stretch)).toEqual([
      { at: 0, length: 25 },
      { at: 25, length: 25 },
    ])
    expect(quay!.lanes.map(({ stretch }) => stretch!.at)).toEqual([50, 75])
    expect(pier!.marks).toEqual(quay!.marks)
    expect([pier!.lines[0], pier!.lines.at(-1)]).toEqual([0, 100])
  })

  it('is no ruler where no step has a date, and says once that no gap was recognised', async () => {
    const { all } = await read({ 'pier/plan.md': steps('', '', '') })
    const [own] = roadmapView(all, 'pier').systems
    expect([own!.timeline, own!.absent, own!.gapless]).toEqual([undefined, 'No date or gap was recognised in any step.', true])
    const [beside] = roadmapView(all).systems
    expect(beside!.timeline).toMatchObject({ absent: 'No gap was recognised in any step.' })
    expect(beside!.timeline!.groups.flatMap(({ lanes }) => lanes.flatMap(({ figures }) => figures))).toEqual([])
  })
})

const told = ({ pieces }: Sentence) => pieces.map(({ text, mark }) => text || mark?.word).join('')

describe('steps that gaps give themselves', () => {
  const rows = [
    '| LB-1 | Maps | High | Phase 1 |',
    '| LB-2 | Lamps | Low | 2 |',
    '| LB-3 | Coffee | Critical | Sprint 9 |',
    '| LB-4 | Door | High | TBD |',
  ]
  const table = `# Gaps\n\n| ID | Gap | Severity | Phase |\n|----|-----|----------|-------|\n${rows.join('\n')}\n`
  const steps = '\n## Phase 1: Sorting\n\n- sort\n- LB-2\n\n## Phase 2: Light\n\n- hang lamps\n'
  let all: Portfolio
  let trace: Trace
  let findings: readonly Finding[]
  beforeAll(async () => {
    const corpus = await openCorpus(await written({ 'library/gaps.md': table + steps }))
    ;({ trace, findings } = corpus)
    all = portfolio({ ...factsOf(corpus), anchor: (_, line) => `line-${line}` })
  })
  const gap = (id: string) => trace.gaps.find((one) => one.id === id)!
  const view = (id: string) => gapView(all, gap(id), () => '')

  it('are theirs, with their gaps in the list', () => {
    expect(trace.phases.map(({ gaps }) => gaps.map(({ id, by, place }) => [id, by, place.line]))).toEqual([
      [
        ['LB-2', undefined, 13],
        ['LB-1', 'gap', 5],
      ],
      [['LB-2', 'gap', 6]],
    ])
    expect(gap('LB-1').phases).toEqual(['Phase 1'])
  })

  it('are not said to be absent, whether or not a roadmap has them', () => {
    expect(view('LB-1').absent).not.toContain('phase')
    expect(view('LB-3').absent).not.toContain('phase')
    expect(view('LB-4').absent).toContain('phase')
    const own = roadmapView(all, 'library').systems[0]!
    expect(own.unscheduled.map(({ id }) => id)).toEqual(['LB-4'])
    expect(own.late?.lines.map(({ pieces }) => pieces[0]!.text)).toEqual(['LB-4'])
    expect(unscheduledOf(all, 'index.html')).toMatchObject({ all: { count: 1 }, giveNone: true })
  })

  it('are told with what the roadmap says where the two differ', () => {
    expect(findings.filter(({ rule }) => rule === 'one-value').map(({ message, see }) => [message, see[0]!.place.line])).toEqual([
      ['LB-2 has the step "2" by its own field, but "Phase 1" elsewhere', 13],
    ])
    expect(view('LB-2').disagreements).toMatchObject([{ about: 'step', sides: [{ words: '2' }, { words: 'Phase 1' }] }])
    expect(view('LB-1').disagreements).toEqual([])
  })

  it('give no owner to the tasks of a step', () => {
    const { work } = backlogOf(trace, [], [])
    expect(work.map(({ words, gaps }) => [words, gaps])).toEqual([
      ['sort', ['library/lb-2']],
      ['hang lamps', []],
    ])
  })
})

describe('what comes next', () => {
  const next = async (...steps: string[]) => {
    const rows = ['| PR-1 | No roof | Low | closed |', '| PR-2 | No light | Low | open |', '| PR-3 | No bench | Low | |']
    const { all, trace } = await read({ 'pier/gaps.md': `${register(rows)}\n${steps.map((step) => `## ${step}\n`).join('\n')}` })
    const [entry, phase] = [nextOf(all, all.phases, 'pier'), nextOf(all, trace.phases, 'pier')]
    expect(entry?.key).toBe(phase?.key)
    return phase?.id
  }
  it.each<[why: string, first: string, next: 'Phase 1' | 'Phase 2']>([
    ['its heading calls it done', '✅ Phase 1: Roof (Week 1) — DONE\n\n- [ ] PR-2', 'Phase 2'],
    ['a label does', 'Phase 1: Roof\n\n**Status:** completed', 'Phase 2'],
    ['its heading says that it goes on', 'Phase 1: Roof - IN PROGRESS\n\n- [x] PR-1', 'Phase 1'],
    ['all its boxes are ticked', 'Phase 1: Roof\n\n- [x] hire\n\n**Exit criteria:**\n\n- [x] dry', 'Phase 2'],
    ['one box is empty', 'Phase 1: Roof\n\n- [x] PR-1\n- [ ] paint', 'Phase 1'],
    ['its gap is closed', 'Phase 1: Roof\n\n- PR-1', 'Phase 2'],
    ['its gap is open, though all is ticked', 'Phase 1: Roof\n\nCloses PR-2.\n\n- [x] hire', 'Phase 1'],
    ['of one of its gaps nothing is known', 'Phase 1: Roof\n\n- PR-1\n- PR-3', 'Phase 1'],
    ['nothing is marked', 'Phase 1: Roof\n\n- hire', 'Phase 1'],
    ['a day is given for it', 'Phase 1: Roof (delivered by Q1 2027)\n\n- hire', 'Phase 1'],
  ])('%s', async (_, first, expected) => {
    expect(await next(first, 'Phase 2: Light\n\n- PR-2')).toBe(expected)
  })

  it('the state of a step stands on its page and among the others, in the words of its author', async () => {
    const { all, trace } = await read({ 'pier/gaps.md': `${pier}\n## Phase 9: Wires - WIP\n\n- cut\n` })
    const state = { mark: { word: 'Partial' }, words: 'WIP' }
    expect(phaseView(all, trace.phases.at(-1)!, () => '').facts).toMatchObject([{ label: 'State', said: state }])
    expect(roadmapView(all, 'pier').systems[0]!.steps.at(-1)).toMatchObject({ state })
  })
})

describe('the roadmap of a system', () => {
  let all: Portfolio
  let trace: Trace
  beforeAll(async () => {
    ;({ all, trace } = await read({ 'pier/gaps.md': pier }))
  })
  const own = () => roadmapView(all, 'pier').systems[0]!
  const phase = (number: number) => phaseView(all, trace.phases[number - 1]!, () => '')

  it('has its steps in their order, with their gaps and what they say', () => {
    expect(
      own().steps.map(({ id, link, gaps, unknown, parts }) => [id, link.text, gaps.map((gap) => gap.id), unknown, parts]),
    ).toMatchObject([
      [
        'Phase 1',
        'Before the season',
        ['PR-3', 'PR-2', 'PR-7'],
        [],
        [
          { text: 'Deliverables (2)', href: 'pier/gaps/phase-1.html#deliverables' },
          { text: 'Exit criteria (3)', href: 'pier/gaps/phase-1.html#exit-criteria' },
        ],
      ],
      ['Phase 2', 'In the season', ['PR-1', 'PR-4'], ['PR-99'], []],
      ['Phase 3', 'After the season', ['PR-6'], [], []],
      ['Phase 4', 'Grants', [], [], []],
      ['Phase 5', 'Some day', [], [], [{ text: 'Exit criteria' }]],
    ])
  })

  it('shows the gaps that no step names', () => {
    expect(own().unscheduled.map(({ id }) => id)).toEqual(['PR-5'])
    expect(roadmapView(all).systems[0]!.unscheduled.map(({ id }) => id)).toEqual(['PR-5'])
  })

  it('tells what is late for its weight, gravest first, and by which rule', () => {
    const { late } = own()
    expect(late!.rule).toMatch(/comes after one that has a less grave gap.*lower priority.*no step names it.*closed do not count/)
    // what is closed is not late, nor makes others late: PR-2 is graver than the priority of its step, PR-3 is the first of the least grave
    expect(late!.lines.map(told)).toEqual([
      'PR-1 Critical stands in Phase 2, after Phase 1, which has PR-7 Low',
      'PR-5 Critical stands in no step, while Phase 1 has PR-7 Low',
      'PR-4 Medium stands in Phase 2, after Phase 1, which has PR-7 Low',
    ])
    expect(phase(2).late!.lines.map(told)).toEqual([late!.lines[0]!, late!.lines[2]!].map(told))
    expect(own().steps.map(({ late }) => late?.text)).toEqual([undefined, '2 late for their weight', undefined, undefined, undefined])
    expect(roadmapView(all).systems[0]!.lateAll).toEqual({ text: '3 late for their weight', href: 'roadmap/pier.html#late' })
  })

  it('goes by windows before the order of the text, and by the priority of a step', async () => {
    const steps = (first: string, second: string) =>
      `${register(['| PR-1 | No roof | Critical | |', '| PR-2 | No bench | Low | |'])}\n## Phase 1: One ${first}\n\n- PR-2\n\n## Phase 2: Two ${second}\n\n- PR-1\n`
    const lines = async (text: string) => roadmapView((await read({ 'pier/gaps.md': text })).all, 'pier').systems[0]!.late?.lines.map(told)
    expect(await lines(steps('(Weeks 1-2)', '(Weeks 3-4)'))).toEqual(['PR-1 Critical stands in Phase 2, after Phase 1, which has PR-2 Low'])
    expect(await lines(steps('(Weeks 3-4)', '(Weeks 1-2)'))).toBeUndefined()
    expect(await lines(steps('(Weeks 1-2)', '(Weeks 1-2)'))).toBeUndefined()
    expect(await lines(steps('(Weeks 3-4)', '(P2)').replace('- PR-2', '- nothing'))).toEqual([
      'PR-1 Critical stands in Phase 2, whose priority is P2',
    ])
  })

  it('says nothing of lateness where no gap has a severity', async () => {
    const text = '# G\n\n## G-1: One\n\nx\n\n## G-2: Two\n\nx\n\n## Phase 1: First\n\n- G-1\n'
    const { all } = await read({ 'g/gaps.md': text })
    expect(roadmapView(all, 'g').systems[0]!.late).toBeUndefined()
  })

  it('tells in words which gap depends on one of another step', () => {
    expect(own().waits!.lines.map(told)).toEqual(['PR-1 in Phase 2 depends on PR-6, which is in Phase 3, a later step'])
    expect(own().waits!.picture!.picture!.nodes.length).toBe(2)
    expect(phase(3).waits!.lines.map(told)).toEqual(own().waits!.lines.map(told))
    expect(phase(1).waits).toBeUndefined()
  })

  it('counts what is marked, with a way to it, and nothing else', () => {
    expect(own().steps.map(({ progress }) => progress.map(({ label, text, href }) => `${label} ${text} ${href}`))).toEqual([
      [
        'Gaps closed 2 of 3 pier/gaps/phase-1.html#gaps',
        'Deliverables done 1 of 2 pier/gaps/phase-1.html#deliverables',
        'Exit criteria met 1 of 2 marked pier/gaps/phase-1.html#exit-criteria',
      ],
      ['Gaps closed 0 of 1 with a state pier/gaps/phase-2.html#gaps'],
      ['Gaps closed 0 of 1 pier/gaps/phase-3.html#gaps'],
      [],
      [],
    ])
    expect(phase(1).facts.map(({ label }) => label)).toEqual(['When', 'Priority', 'Gaps closed', 'Deliverables done', 'Exit criteria met'])
    expect(phase(1).parts.map(({ anchor, heading }) => [anchor, heading])).toEqual([
      ['part', undefined],
      ['deliverables', 'Deliverables'],
      ['exit-criteria', 'Exit criteria'],
    ])
  })

  it('says when its documents last changed, where git knows', async () => {
    const file = 'pier/gaps.md'
    const head = { hash: 'a'.repeat(40), date: '2026-03-09' }
    const known = { head, changed: '2026-03-02', lines: [{ from: 1, to: 999, date: '2026-03-01' }] }
    const { all, trace } = await read({ [file]: pier }, new Map([[file, known]]))
    expect(roadmapView(all, 'pier').changed).toBe('2026-03-02')
    expect(phaseView(all, trace.phases[0]!, () => '').changed).toBe('2026-03-01')
    expect([roadmapView((await read({ [file]: pier })).all, 'pier').changed, phase(1).changed]).toEqual([undefined, undefined])
  })
})

describe('a system without a step', () => {
  const quay = `# Quay\n\n${Array.from({ length: 14 }, (_, at) => `## Q-${at + 1}: Stone ${at + 1} is loose\n\n**Severity:** ${at === 13 ? 'Critical' : 'Low'}\n`).join('\n')}`
  const beside = { 'pier/gaps.md': pier, 'quay/gaps.md': quay, 'notes/read.md': '# Notes\n\nNothing yet.\n' }

  it('stands on the roadmap of all, with the gravest of its gaps and the way to the others', async () => {
    const { all } = await read(beside)
    const { systems, lead } = roadmapView(all)
    expect(systems.map(({ anchor, absent, timeline }) => [anchor, absent, timeline !== undefined])).toEqual([
      ['pier', undefined, true],
      ['quay', 'No step of a roadmap was recognised in its documents.', false],
    ])
    const [, own] = systems
    // it has no roadmap of its own to lead to
    expect([own!.link.href, own!.all]).toEqual(['systems/quay.html', undefined])
    expect([own!.unscheduled.length, own!.unscheduled[0]!.id, own!.unscheduledTally]).toEqual([12, 'Q-14', '14 gaps that no step names'])
    expect(own!.unscheduledAll).toEqual({ text: 'All 14 unscheduled gaps', href: 'gaps/has-no/phase.html#quay' })
    expect(lead).toBe('5 steps in 1 system, in the order of the documents. 15 of 21 gaps are named by no step.')
  })

  it('is counted alike on home, on its own page, in its brief and on the roadmap', async () => {
    const { all, trace } = await read(beside)
    expect(homeView(all).unscheduled!.systems.map(({ word, count }) => [word, count])).toEqual([
      ['pier', 1],
      ['quay', 14],
    ])
    expect(systemView(all, 'quay', () => '', 0).unscheduled!.all.count).toBe(14)
    const brief = briefView(all, trace.phases, 'quay')
    expect([brief.next, brief.stepless]).toEqual([[], 'No step of a roadmap was recognised in the documents.'])
    expect(brief.unknown[0]).toEqual({ word: 'in no step of a roadmap', count: 14, href: '../gaps/has-no/phase.html#quay' })
    expect(briefView(all, trace.phases).systems!.rows.map(({ next, stepless }) => [next !== undefined, stepless])).toEqual([
      [false, 'no roadmap'],
      [true, undefined],
      [false, 'no roadmap'],
    ])
  })

  it('gives way to those with steps where there are too many', async () => {
    const many = Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`s${at}/gaps.md`, quay]))
    const { systems, brief } = roadmapView((await read({ 'pier/gaps.md': pier, ...many })).all)
    expect(systems.map(({ anchor }) => anchor)).toEqual(['pier'])
    expect([brief.length, brief[0]]).toEqual([
      24,
      {
        link: { href: 'systems/s0.html', text: 's0' },
        figures: [{ text: 'no step' }, { text: '14 unscheduled gaps', href: 'gaps/has-no/phase.html#s0' }],
      },
    ])
  })
})

describe('a roadmap without a step that we understand', () => {
  const absent = async (plan: string) => {
    const { all } = await read({ 'pier/gaps.md': `${register(['| PR-1 | No roof | Critical | open |'])}\n${plan}` })
    return systemView(all, 'pier', () => '', 0).absent
  }

  it('is not said to be absent', async () => {
    expect(await absent('')).toEqual(['No roadmap was recognised in the documents.'])
    expect(await absent('## Roadmap\n')).toEqual(['No roadmap was recognised in the documents.'])
    expect(await absent('## Roadmap\n\nFirst a roof, and then we shall see.\n')).toEqual([])
  })
})

describe('a heading that stands without text', () => {
  it('is on the page of its step all the same', async () => {
    const text = await readFile(path.join(root, 'content/plock/gaps-and-next-steps.md'), 'utf8')
    const { trace, all } = await read({ 'plock/gaps.md': text })
    const parts = phaseView(all, trace.phases[2]!, () => '').parts.map(({ heading }) => heading)
    expect(parts).toEqual([
      'Once QA has passed the doc package',
      'Rules for backlog generation',
      'Every generated task must include',
      'Outcome',
    ])
  })
})

describe('what authors ask for', () => {
  let all: Portfolio
  beforeAll(async () => {
    all = (await read({ 'pier/gaps.md': pier, 'quay/gaps.md': '# Quay\n\n## Phase 1: Alone\n\nSoon.\n', 'dock/gaps.md': '# Dock\n' })).all
  })
  const page = 'pages/plan.html'

  it('is the timeline of all, or of one', () => {
    expect(timelineAsked(all, page, {}).map(({ system }) => system.text)).toEqual(['pier', 'quay'])
    expect(timelineAsked(all, page, { system: 'pier' }).map(({ system }) => system.href)).toEqual(['../roadmap/pier.html'])
    expect(timelineAsked(all, page, { system: 'dock' })).toEqual([])
    expect(() => timelineAsked(all, page, { system: 'peer' })).toThrow('there is no system "peer"; did you mean "pier"?')
  })

  it('is a step by address, id or title', () => {
    for (const asked of [{ id: 'pier/gaps/phase-2' }, { id: 'phase 2' }, { id: 'In the season', system: 'pier' }])
      expect(phaseAsked(all, page, asked).link.href).toBe('../roadmap/pier/gaps/phase-2.html')
    expect(() => phaseAsked(all, page, { id: 'Phase 1' })).toThrow(
      '"Phase 1" is the name of 2 steps; write the end of an address: "pier/gaps/phase-1", "quay/gaps/phase-1"',
    )
    expect(() => phaseAsked(all, page, { id: 'Phase 9', system: 'pier' })).toThrow(
      'there is no step "Phase 9" in the system "pier"; did you mean',
    )
    expect(() => phaseAsked(all, page, {})).toThrow('it needs the attribute "id"')
  })
})

describe('a long roadmap', () => {
  let site: Map<string, string>
  beforeAll(async () => {
    const id = (at: number) => `PR-${String(at).padStart(4, '0')}`
    const rows = Array.from({ length: 2000 }, (_, at) => `| ${id(at)} | Plank ${at} is rotten | P${at % 4} | open |`)
    const step = (number: number) =>
      `## Phase ${number}: Part ${number} (Week ${number})\n\n${Array.from({ length: 40 }, (_, at) => `- ${id((number - 1) * 40 + at)}`).join('\n')}\n`
    const text = `${register(rows)}\n${Array.from({ length: 24 }, (_, at) => step(at + 1)).join('\n')}`
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`s${at}/gaps.md`, `# A plan\n\n## Phase 1: One\n\nSoon.\n`]))
    const out = await temporary()
    await build(await written({ 'pier/gaps.md': text, ...many }), out)
    site = await files(out)
  }, 240_000)
  const lines = (html: string) => html.split('<ol class="register')[1]?.split('</ol>')[0]?.split(/<li\b/).length ?? 0

  it('is no heavy page', () => {
    for (const [name, html] of site)
      if (/^roadmap\//.test(name) || name === 'roadmap.html') expect([name, html.length < 600_000]).toEqual([name, true])
    expect(site.get('roadmap.html')!.length).toBeLessThan(60_000)
  })

  it('shows twelve gaps of a step, and the way to the others', () => {
    const html = site.get('roadmap/pier.html')!
    expect(html).toMatch(/<a href="\.\.\/gaps\/phase\/pier\/gaps\/phase-1\.html">\s*and 28 more\s*<\/a>/)
    expect(lines(html)).toBe(13)
    expect(html).toMatch(/<a href="[^"]*gaps\/has-no\/phase[^"]*">\s*All 1040 unscheduled gaps\s*<\/a>/)
    expect(site.has('gaps/phase/pier/gaps/phase-1.html')).toBe(true)
    expect(lines(site.get('roadmap/pier/gaps/phase-1.html')!)).toBe(41)
  })

  it('tells of many systems in a line each', () => {
    const html = site.get('roadmap.html')!
    const has = (pattern: RegExp) => [pattern, pattern.test(html)]
    for (const pattern of [/<a class="name" href="roadmap\/s29\.html">\s*s29\s*<\/a>/, /24 steps/, /1040 unscheduled gaps/])
      expect(has(pattern)).toEqual([pattern, true])
  })

  it('has no style of its own in its pages', () => {
    for (const [name, html] of site) if (name.startsWith('roadmap')) expect([name, / style=/.test(html)]).toEqual([name, false])
  })
})
