/**
 * The backlog: what is work, the five rules one by one, keys that no position moves, and files that other programs read: the same
 * documents give the same bytes, no cell is run as a formula, and on GitHub nobody is called.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { check } from '#check'
import { link } from '#link'
import { type GapDocument, SiteSettings } from '#model'
import {
  actionsPages,
  actionsView,
  type Backlog,
  backlogAsked,
  backlogColumns,
  backlogFile,
  backlogFormats,
  backlogOf,
  backlogPages,
  backlogView,
  factsOf,
  isReady,
  namedOutput,
  type Portfolio,
  portfolio,
  routes,
  type Work,
} from '#publish'
import { readSource } from '#read'
import { recognise } from '#recognise'
import { write } from './browser/sample.ts'
import { build, files, root, temporary } from './built.ts'
import { cellsOf } from './spreadsheet.ts'

interface Read {
  all: Portfolio
  backlog: Backlog
  actions: Map<string, GapDocument['actions'][number]>
}

/** Documents as one system has them, without a site around them. */
function read(...texts: string[]): Read {
  const documents = texts.map((text, at) => {
    const name = at === 0 ? 'gaps' : `gaps-${at + 1}`
    return recognise(readSource(`ferry/${name}.md`, Buffer.from(text)), { system: 'ferry', slug: name })
  })
  const settings = SiteSettings.parse({})
  const trace = link(documents)
  const findings = check({ documents, trace, defects: [], targetExists: () => undefined }, settings)
  const systems = [{ slug: 'ferry', name: 'Ferry', settings: { branch: 'main', folder: '' }, documents: documents.map(({ file }) => file) }]
  const all = portfolio(factsOf({ settings, systems, documents, trace, findings }))
  return { all, backlog: backlogOf(trace, documents, findings), actions: new Map(trace.actions.map((one) => [one.key, one])) }
}
const workOf = (...texts: string[]): readonly Work[] => read(...texts).backlog.work

const parts = {
  work: '**Required work:**\n\n- Move the moorings to the pier\n',
  output: '**Artifacts:**\n\n- a plan of the pier\n',
  path: '**Repo paths:**\n\n- `pier/moorings.md`\n',
  check: '**Acceptance criteria:**\n\n- no boat drifts in a storm\n',
  source: '**Requirement:** PRD FR-8\n',
}
const gap = (...names: (keyof typeof parts)[]) => `# Gaps\n\n## F-1 (P1): Boats drift\n\n${names.map((name) => parts[name]).join('\n')}`
const every = ['work', 'output', 'path', 'check', 'source'] as const

describe('the five rules', () => {
  it('are answered by what the section of the gap says, each with its place', () => {
    const [work] = workOf(gap(...every))
    expect(work).toMatchObject({ words: 'Move the moorings to the pier', kind: 'required', gaps: ['ferry/f-1'], lacks: [] })
    expect(isReady(work!)).toBe(true)
    expect(work!.answers).toMatchObject({
      output: { from: 'gap', facet: 'artifacts', says: ['a plan of the pier'] },
      path: { from: 'gap', facet: 'paths', says: ['pier/moorings.md'] },
      check: { from: 'gap', facet: 'acceptanceCriteria', says: ['no boat drifts in a storm'] },
      source: { from: 'gap', facet: 'requirements' },
      gap: { from: 'gap', gap: 'ferry/f-1' },
    })
    for (const answer of Object.values(work!.answers)) expect(answer.place.file).toBe('ferry/gaps.md')
  })

  it.each(['output', 'path', 'check'] as const)('without it, %s alone is lacking', (name) => {
    const [work] = workOf(gap(...every.filter((one) => one !== name)))
    expect(work!.lacks).toEqual([name])
    expect(isReady(work!)).toBe(false)
  })

  it('a source is evidence, a requirement or a path: the document itself is none', () => {
    expect(workOf(gap('work', 'output', 'check'))[0]!.lacks).toEqual(['path', 'source'])
    expect(workOf(gap('work', 'output', 'path', 'check'))[0]!.answers.source).toMatchObject({ facet: 'paths' })
    expect(workOf(`${gap('work')}\n**Evidence:** the log of Monday\n`)[0]!.lacks).not.toContain('source')
    expect(workOf(`${gap('work')}\n**Evidence:** none\n`)[0]!.lacks).toContain('source')
  })

  it('a path and an output may stand in the words of the work', () => {
    const [work] = workOf(gap('work').replace('Move the moorings to the pier', 'Write a mooring guide, `pier/guide.md`'))
    expect(work!.answers).toMatchObject({
      output: { from: 'words', says: ['Write a mooring guide'] },
      path: { from: 'words', says: ['pier/guide.md'] },
    })
  })

  it('metrics are a check, and so are the exit criteria of a step that names the gap', () => {
    expect(workOf(`${gap('work')}\n**Metrics:**\n\n- boats adrift: 0\n`)[0]!.answers.check).toMatchObject({ facet: 'metrics' })
    const [work] = workOf(`${gap('work')}\n## Phase 1: Before the season\n\nIncludes:\n- F-1\n\nExit criteria:\n- a storm was ridden out\n`)
    expect(work!.answers.check).toMatchObject({ from: 'step', label: 'Exit criteria', says: ['a storm was ridden out'] })
    expect(work!.steps).toHaveLength(1)
  })

  it('an action that names no gap lacks the link, whatever is likely', () => {
    const works = workOf(
      '# Gaps\n\n## F-1 (P1): Boats drift in storms\n\nImpact: x.\n\n## Next actions\n\n1. **[CRITICAL]** Look after F-1\n2. **[LOW]** See to boats that drift in storms\n',
    )
    expect(works.map(({ words, gaps, lacks }) => [words, gaps, lacks.includes('gap')])).toEqual([
      ['Look after F-1', ['ferry/f-1'], false],
      ['See to boats that drift in storms', [], true],
    ])
  })

  it.each([
    ['Write the rollback playbook', 'Write the rollback playbook'],
    ['Draw up a matrix of access control', 'Draw up a matrix'],
    ['Set up regression tests for performance', 'Set up regression tests'],
    ['Write fixture generators for:', 'Write fixture generators'],
    ['Make sure that every system gets its files', undefined],
    ['Write the state to the log of the report', undefined],
    ['Measure how the pool behaves', undefined],
    ['Report the errors', undefined],
    ['Build a configuration management system', undefined],
    ['', undefined],
  ])('of "%s" the output is %s', (words, output) => {
    expect(namedOutput(words, [])).toBe(output)
  })
})

describe('what is work', () => {
  const roadmap = `# Gaps

## Gap 1: Boats drift

Impact: x.

## Gap 2: No light

Impact: x.

# Roadmap

## Phase 1: Before the season

1. **Gap 1**: Write down the target values (Week 1)
   - a nested task
2. **Gap 2**

## Phase 2: After it

**Tasks:**

- paint the pier
`
  it('tasks of steps count, mere pointers to gaps do not', () => {
    const works = workOf(roadmap)
    expect(works.map(({ kind, words, gaps }) => [kind, words, gaps])).toEqual([
      ['task', 'Gap 1: Write down the target values (Week 1)', ['ferry/gaps/1']],
      ['task', 'paint the pier', []],
    ])
    expect(works[1]!.lacks).toContain('gap')
  })

  it('what a step waits for, rules out or strikes through owns none of its tasks, and is no task', () => {
    const steps = [
      '- F-2 (blocked by F-1)',
      '- ~~F-1~~ moved to Phase 2',
      '- ~~Sell the boats~~',
      '- F-3: tie the ropes, after F-1',
      '- F-5 and F-4: count boats',
    ]
    const others = [2, 3, 4, 5].map((at) => `## F-${at} (P2): Lack ${at}\n\nProblem: x\n\n`).join('')
    const actions = '## Next steps\n\n- Ask the port for F-2, blocked by F-1\n- Buy ropes (blocked by F-1)\n'
    const work = workOf(
      `${gap('output')}\n${others}\n## Phase 1: Spring\n\n${steps.join('\n')}\n\nOut of scope:\n\n- Paint F-1\n\n${actions}`,
    )
    expect(work.map(({ kind, words, gaps, key }) => [kind, words, gaps, key.slice(0, key.lastIndexOf('/'))])).toEqual([
      ['action', 'Ask the port for F-2, blocked by F-1', ['ferry/f-2'], 'ferry/f-2'],
      ['task', 'F-3: tie the ropes, after F-1', ['ferry/f-3'], 'ferry/f-3'],
      ['task', 'F-5 and F-4: count boats', ['ferry/f-5', 'ferry/f-4'], 'ferry/f-5'],
      ['action', 'Buy ropes (blocked by F-1)', [], 'ferry'],
    ])
  })

  it('a line of a step that is the title of a gap is no task but that gap', () => {
    const { all, backlog } = read(`${gap('output')}\n## Phase 1: Spring\n\n- Boats drift\n- Boats drift: tie them\n- Count boats\n`)
    expect(backlog.work.map(({ words, gaps }) => [words, gaps])).toEqual([
      ['Boats drift: tie them', ['ferry/f-1']],
      ['Count boats', ['ferry/f-1']],
    ])
    expect(all.naming('ferry/f-1').phases.map(({ id }) => id)).toEqual(['Phase 1'])
  })

  it('prose that lists nothing is one piece; what is called none is none', () => {
    const prose = '# Gaps\n\n## F-1: Boats drift\n\n**Required work:** Move the moorings.\n'
    expect(workOf(prose).map(({ words }) => words)).toEqual(['Move the moorings.'])
    expect(workOf(prose.replace('Move the moorings.', 'none'))).toEqual([])
  })

  it('work with a tick, and work of closed gaps, is done: told, and no issue for anybody', () => {
    const { all, backlog } = read(
      '# Gaps\n\n## F-1: Boats drift\n\nRequired work:\n\n- [x] tie them\n- [ ] tie them well\n\n## F-2: No light\n\nStatus: closed\n\nRequired work:\n\n- put one up\n',
    )
    expect(backlog.work.map(({ words, done }) => [words, done])).toEqual([
      ['tie them', 'marked'],
      ['tie them well', undefined],
      ['put one up', 'closed'],
    ])
    expect(JSON.parse(backlogFile(all, backlog.work, 'github')).map(({ title }: { title: string }) => title)).toEqual(['tie them well'])
    expect(cellsOf(backlogFile(all, backlog.work, 'csv'))).toHaveLength(4)
  })

  it('an action with a tick, a sign or struck words is done, and the board says so', () => {
    const { all, backlog, actions } = read(
      '# Gaps\n\n## F-1: Boats drift\n\nImpact: x.\n\n## Next steps\n\n- [x] Ask the town\n- ✅ Call the diver\n- ~~Sell the barge~~\n- [ ] Count the boats\n- Measure the tide\n',
    )
    expect(backlog.work.map(({ words, done }) => [words, done])).toEqual([
      ['Ask the town', 'marked'],
      ['Call the diver', 'marked'],
      ['Sell the barge', 'marked'],
      ['Count the boats', undefined],
      ['Measure the tide', undefined],
    ])
    const lines = actionsView(all, actions, 1, () => '').systems.flatMap(({ stages }) => stages.flatMap((stage) => stage.lines))
    expect(lines.map(({ title, mark }) => [title, mark?.word])).toEqual([
      ['Ask the town', 'Done'],
      ['Call the diver', 'Done'],
      ['Sell the barge', 'Done'],
      ['Count the boats', 'Open'],
      ['Measure the tide', undefined],
    ])
    expect(JSON.parse(backlogFile(all, backlog.work, 'github'))).toHaveLength(2)
  })

  it('what is nested below a task goes with it, and an open part keeps it open', () => {
    const { all, backlog } = read(
      '# Gaps\n\n## F-1: Boats drift\n\nImpact: x.\n\n# Roadmap\n\n## Phase 1: Before the season\n\n- [x] F-1: choose a mooring\n  - [ ] try the northern pier\n    - at high tide\n  - [x] try the southern pier\n',
    )
    expect(backlog.work.map(({ words, done }) => [words, done])).toEqual([['F-1: choose a mooring', undefined]])
    const boxes = '- [ ] try the northern pier\n  - [ ] at high tide\n- [x] try the southern pier\n'
    const [issue] = JSON.parse(backlogFile(all, backlog.work, 'github'))
    expect(issue.body).toContain(`### Parts\n\n${boxes}`)
    expect(backlogFile(all, backlog.work, 'markdown')).toContain(boxes.replace(/^(?=.)/gm, '  '))
    expect(cellsOf(backlogFile(all, backlog.work, 'jira'))[1]![1]).toContain(boxes.trimEnd())
    const { list } = backlogPages(all, backlog).get(routes.backlog())!
    expect(backlogView(all, backlog, list, 1).sections[0]!.groups[0]!.lines[0]!.parts).toBe('1 of 2 parts done')
    // the step's own count is of the boxes that its page shows
    expect(all.phases[0]!.fields.map(({ marked }) => marked)).toEqual([{ done: 1, of: 3 }])
  })

  it('work from a document with errors is marked in every export', () => {
    const { all, backlog } = read(
      '# Gaps\n\n| Gap | Title | Severity |\n| --- | --- | --- |\n| F-1 | Boats drift | Low |\n| F-2 | No light | High |\n\n## F-1 (High): Boats drift\n\nRequired work:\n\n- tie them\n\n## F-2 (High): No light\n\nProblem: y.\n',
    )
    expect(backlog.work[0]!.errors).toEqual([{ file: 'ferry/gaps.md', count: 1 }])
    const [issue] = JSON.parse(backlogFile(all, backlog.work, 'github'))
    expect(issue.labels).toContain('needs-qa')
    expect(issue.body).toContain('**After QA:** 1 error in ferry/gaps.md')
    for (const format of backlogFormats) expect(backlogFile(all, backlog.work, format), format).toMatch(/after qa/i)
    const { list } = backlogPages(all, backlog).get(routes.backlog())!
    expect(backlogView(all, backlog, list, 1).marked?.documents).toEqual([
      { href: 'documents/ferry/gaps.html', text: 'Gaps', count: '1 error' },
    ])
  })
})

describe('keys', () => {
  const words = fc.stringMatching(/^[a-z]{3,9}( [a-z]{3,9}){1,4}$/)
  const documentOf = (gaps: readonly { id: number; work: readonly string[] }[]) =>
    `# Gaps\n\n${gaps.map(({ id, work }) => `## F-${id}: Gap number ${id} of the ferry\n\nRequired work:\n\n${work.map((one) => `- ${one}\n`).join('')}\nImpact: bad.\n`).join('\n')}`
  const gaps = fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 40 }), work: fc.array(words, { minLength: 1, maxLength: 5 }) }), {
    minLength: 2,
    maxLength: 5,
    selector: ({ id }) => id,
  })
  const keysOf = (text: string) =>
    new Map(
      [...Map.groupBy(workOf(text), ({ gaps: [owner], words: own }) => `${owner} ${own}`)].map(([name, own]) => [
        name,
        own.map(({ key }) => key).sort(),
      ]),
    )

  it('come of the gap and the words, and no order moves them', () => {
    fc.assert(
      fc.property(gaps, fc.func(fc.nat(100)), (own, weight) => {
        const moved = own
          .map(({ id, work }) => ({ id, work: work.toSorted((a, b) => weight(a) - weight(b)) }))
          .toSorted((a, b) => weight(a.id) - weight(b.id))
        const before = keysOf(documentOf(own))
        expect([...before].sort()).toEqual([...keysOf(documentOf(moved))].sort())
        const all = [...before.values()].flat()
        expect(new Set(all).size).toBe(all.length)
      }),
      { numRuns: 40 },
    )
  })

  it('of steps and stages come of their titles: no order, number or sign at the end moves them', () => {
    const titles = ['Before the season', 'After it', 'In winter', 'Some day']
    const few = fc.constantFrom('update the docs', 'tie them', 'paint the pier', 'F-1: tie them', 'F-1: look again')
    const parts = fc.uniqueArray(
      fc.record({ title: fc.constantFrom(...titles), work: fc.uniqueArray(few, { minLength: 1, maxLength: 4 }) }),
      { minLength: 1, maxLength: 4, selector: ({ title }) => title },
    )
    type Parts = readonly { title: string; work: readonly string[] }[]
    const text = (steps: Parts, stages: Parts, first: number, end: string) =>
      [
        '# Gaps\n\n## F-1: Boats drift\n\nRequired work:\n\n- tie them\n\nImpact: bad.\n\n# Roadmap\n',
        ...steps.map(
          ({ title, work }, at) => `## Phase ${first + at}: ${title}\n\n**Tasks:**\n\n${work.map((one) => `- ${one}${end}\n`).join('')}`,
        ),
        '# Next steps\n',
        ...stages.map(({ title, work }) => `## ${title}\n\n${work.map((one) => `1. ${one}${end}\n`).join('')}`),
      ].join('\n')
    const keys = (documents: string) => {
      const { all, backlog } = read(documents)
      return backlog.work
        .map(({ kind, words: own, steps, stage, key }) =>
          [kind, own.replace(/[.!]$/, ''), kind === 'task' ? all.phase(steps[0]!)!.title : stage, key].join(' | '),
        )
        .sort()
    }
    fc.assert(
      fc.property(parts, parts, fc.func(fc.nat(100)), fc.nat(5), fc.constantFrom('', '.', '!'), (steps, stages, weight, first, end) => {
        const moved = (own: Parts) =>
          own
            .map(({ title, work }) => ({ title, work: work.toSorted((a, b) => weight(a) - weight(b)) }))
            .toSorted((a, b) => weight(a.title) - weight(b.title))
        const before = keys(text(steps, stages, 1, ''))
        expect(keys(text(moved(steps), moved(stages), 1 + first, end))).toEqual(before)
        expect(new Set(before.map((one) => one.split(' | ')[3])).size).toBe(before.length)
      }),
      { numRuns: 60 },
    )
  })

  it('of two tasks of one step name the gap that both are for', () => {
    const text =
      '# Gaps\n\n## F-1: Boats drift\n\nImpact: bad.\n\n## F-2: No lamp\n\nImpact: dark.\n\n## Phase 1: Now\n\n- F-1: tie them\n- F-2: buy one\n- F-1: look again\n'
    expect(workOf(text).map(({ words: own, gaps }) => [own, gaps])).toEqual([
      ['F-1: tie them', ['ferry/f-1']],
      ['F-1: look again', ['ferry/f-1']],
      ['F-2: buy one', ['ferry/f-2']],
    ])
  })

  it('stay when other work comes and goes', () => {
    const key = (text: string) => workOf(text).find(({ words: own }) => own === 'tie them')!.key
    const text = documentOf([{ id: 1, work: ['tie them'] }])
    expect(key(text)).toMatch(/^ferry\/f-1\/[0-9a-f]{10}$/)
    expect(
      key(
        documentOf([
          { id: 2, work: ['look around'] },
          { id: 1, work: ['first this', 'tie them', 'then that'] },
        ]),
      ),
    ).toBe(key(text))
  })

  it('the same words once more get a number', () => {
    const [one, two] = workOf(documentOf([{ id: 1, work: ['tie them', 'Tie  them'] }])).map(({ key }) => key)
    expect(two).toBe(`${one}-2`)
  })
})

describe('files', () => {
  const wicked = `# Gaps

## F-1 (P0): =HYPERLINK("http://evil")

**Required work:**

- =cmd|' /C calc'!A0
- +1 for @octocat, see #12, GH-7 and <script>alert(1)</script> at https://github.com/o/r/issues/1
- "quoted", with a comma; and *stars* & \\[links\\](javascript:alert)
- @import

**Acceptance criteria:**

- -- closed #3 by @someone
`
  it('are the same bytes for the same documents', () => {
    const [one, two] = [read(wicked), read(wicked)]
    for (const format of backlogFormats)
      expect(backlogFile(two.all, two.backlog.work, format)).toBe(backlogFile(one.all, one.backlog.work, format))
  })

  it.each(['csv', 'github-csv', 'jira'] as const)('%s is read back by a spreadsheet, and runs nothing there', (format) => {
    const { all, backlog } = read(wicked)
    const text = backlogFile(all, backlog.work, format)
    expect(text.startsWith('\uFEFF')).toBe(true)
    const [head, ...rows] = cellsOf(text)
    expect(rows).toHaveLength(4)
    for (const row of rows) {
      expect(row).toHaveLength(head!.length)
      for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/)
    }
    if (format === 'csv') expect(head).toEqual([...backlogColumns])
    if (format === 'jira') {
      expect(head).toEqual(['Summary', 'Description', 'Issue Type', 'Priority', 'Labels', 'External ID'])
      expect(rows.map((row) => [row[2], row[3], row[5]])).toEqual(backlog.work.map(({ key }) => ['Task', 'Highest', key]))
      for (const row of rows) for (const label of row[4]!.split(' ')) expect(label).toMatch(/^\S+$/)
    }
  })

  it('issues are what GitHub takes; words of the document call nobody and link nowhere', () => {
    const { all, backlog } = read(wicked)
    const issues = JSON.parse(backlogFile(all, backlog.work, 'github')) as { title: string; body: string; labels: string[] }[]
    expect(issues).toHaveLength(4)
    for (const [at, issue] of issues.entries()) {
      expect(Object.keys(issue)).toEqual(['title', 'body', 'labels'])
      expect(issue.title.length).toBeLessThanOrEqual(256)
      for (const label of issue.labels) expect(label.length).toBeLessThanOrEqual(50)
      expect(issue.body).toContain(`<!-- lacuna ${backlog.work[at]!.key} -->`)
      const bare = issue.body.replace(/<!--.*?-->/g, '\u2060')
      expect(bare).not.toMatch(/@\w|#\d|GH-\d|:\/\//)
      expect(bare).not.toMatch(/(?<!\\)<\w/)
      expect(issue.body).toContain('- [ ] \\-- closed #<!-- -->3 by @<!-- -->someone')
    }
    expect(
      cellsOf(backlogFile(all, backlog.work, 'github-csv'))
        .slice(1)
        .map(([title]) => title!.replace(/^'/, '')),
    ).toEqual(issues.map(({ title }) => title))
  })

  it('without work are empty, and say so', () => {
    const { all, backlog } = read('# Notes\n\nNothing.\n')
    expect(backlogFile(all, backlog.work, 'github')).toBe('[]\n')
    expect(cellsOf(backlogFile(all, backlog.work, 'csv'))).toHaveLength(1)
    expect(backlogFile(all, backlog.work, 'markdown')).toContain('0 pieces of work')
  })
})

describe('pages', () => {
  it('hold 200 lines each, and every piece once', () => {
    const text = `# Gaps\n\n${Array.from({ length: 90 }, (_, at) => `## F-${at + 1}: Gap ${at} of the ferry\n\nRequired work:\n\n- tie boat ${at}\n- move mooring ${at}\n- paint ${at}\n`).join('\n')}`
    const { all, backlog } = read(text)
    const own = [...backlogPages(all, backlog)].filter(([address]) => /^backlog(?:\.html|\/page\/)/.test(address))
    expect(own.map(([address]) => address)).toEqual(['backlog.html', 'backlog/page/2.html'])
    const lines = own.map(([, { list, page }]) =>
      backlogView(all, backlog, list, page).sections.flatMap(({ groups }) => groups.flatMap((group) => group.lines)),
    )
    expect(lines.map(({ length }) => length)).toEqual([200, 70])
    expect(new Set(lines.flat().map(({ anchor }) => anchor)).size).toBe(270)
  })

  it('without any work say so in one sentence', () => {
    const { all, backlog } = read('# Gaps\n\n## F-1: Boats drift\n\nImpact: x.\n\n# Roadmap\n\n## Phase 1: Before the season\n\n- F-1\n')
    const view = backlogView(all, backlog, backlogPages(all, backlog).get(routes.backlog())!.list, 1)
    expect(view).toMatchObject({
      lead: 'No piece of work was recognised in the documents.',
      counts: [],
      rules: [],
      files: [],
      sections: [],
    })
  })

  it('count of each rule what the list behind it holds', () => {
    const { all, backlog } = read(gap('work', 'check'), gap('work', 'path').replaceAll('F-1', 'F-2'))
    const pages = backlogPages(all, backlog)
    const view = backlogView(all, backlog, pages.get(routes.backlog())!.list, 1)
    for (const { has, lacks } of view.rules) {
      expect(has + lacks.count).toBe(backlog.work.length)
      expect(lacks.count === 0).toBe(lacks.href === undefined)
      if (lacks.href) expect(pages.get(lacks.href.replace(/#.*/, ''))!.list.work).toHaveLength(lacks.count)
    }
    expect(view.sections.map(({ title, total }) => [title, total])).toEqual([['Not ready', 2]])
  })

  it('the board of actions goes by stage and priority, and marks what is only likely', () => {
    const { all, actions } = read(
      '# Gaps\n\n## F-1 (P1): Rudder hinges corroded\n\nImpact: x.\n\n## Action items\n\n### Before the season\n\n1. **[LOW]** Paint the pier\n2. **[CRITICAL]** Replace corroded rudder hinges\n\n### Later\n\n1. **[HIGH]** Put up a light\n',
    )
    expect(actionsPages(all)).toBe(1)
    const [system] = actionsView(all, actions, 1, () => '').systems
    expect(system!.stages.map(({ title, lines }) => [title, lines.map((line) => line.title)])).toEqual([
      ['Before the season', ['Replace corroded rudder hinges', 'Paint the pier']],
      ['Later', ['Put up a light']],
    ])
    const [first] = system!.stages[0]!.lines
    expect(first).toMatchObject({ gaps: [], related: [{ link: { href: 'gaps/ferry/f-1.html' } }] })
  })

  it('authors who ask for a system that is not there are told', () => {
    const { all, backlog } = read(gap(...every))
    expect(backlogAsked(backlog)(all, 'pages/hand.html', { system: 'ferry', ready: true }).groups).toHaveLength(1)
    expect(backlogAsked(backlog)(all, 'pages/hand.html', { ready: false }).groups).toHaveLength(0)
    expect(() => backlogAsked(backlog)(all, 'pages/hand.html', { system: 'fery' })).toThrow('did you mean "ferry"?')
    expect(() => backlogAsked(backlog)(all, 'pages/hand.html', { ready: 'yes' } as never)).toThrow('ready is written alone')
  })
})

describe('site and terminal', () => {
  let folder: string
  let content: string
  let site: Map<string, string>
  beforeAll(async () => {
    folder = await temporary()
    content = path.join(folder, 'content')
    const texts: Record<string, string> = {
      'ferry/gaps.md': gap(...every),
      'pier/gaps.md': '# Gaps\n\n## P-1: No roof\n\nRequired work:\n\n- build one\n\n## Next steps\n\n1. Look at the roof\n',
      'pages/hand.mdx': '---\ntitle: By hand\n---\n\n<Backlog system="ferry" ready />\n\n<Backlog ready={false} />\n',
    }
    await write(content, texts)
    await build(content, path.join(folder, 'site'))
    site = await files(path.join(folder, 'site'))
  }, 240_000)

  const lacuna = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [path.join(root, 'src/cli.ts'), ...args], { cwd: folder }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err: err.replace(/^\(node:\d+\) .*\n(?:\(Use .*\n)?/gm, '') }),
      )
    })

  it('there is a page for all work, for each system, for what lacks something, and of actions; the menu leads there', () => {
    for (const name of ['backlog.html', 'backlog/ferry.html', 'backlog/pier.html', 'backlog/has-no/output.html', 'actions.html'])
      expect(site.has(name), name).toBe(true)
    expect(site.get('gaps/ferry/f-1.html')).toContain('href="../../backlog.html"')
    expect(site.get('pages/hand.html')).toContain('Move the moorings to the pier')
    expect(site.get('pages/hand.html')).toContain('build one')
    for (const [name, html] of site)
      if (/^(?:backlog|actions)/.test(name) && name.endsWith('.html')) {
        expect(html).not.toMatch(/ style=|<style|javascript:/)
        for (const [, to] of html.matchAll(/ href="([^"#:]+)[#"]/g)) {
          const file = path.posix.join(path.posix.dirname(name), decodeURIComponent(to!))
          expect(site.has(file), `${name} → ${file}`).toBe(true)
        }
      }
  })

  it.each([
    ['csv', 'backlog.csv', 'backlog/ferry/backlog.csv'],
    ['markdown', 'backlog.md', 'backlog/ferry/backlog.md'],
    ['github', 'backlog/github.json', 'backlog/ferry/github.json'],
    ['github-csv', 'backlog/github.csv', 'backlog/ferry/github.csv'],
    ['jira', 'backlog/jira.csv', 'backlog/ferry/jira.csv'],
  ])('export --format %s prints the bytes of %s', async (format, whole, own) => {
    const read = (name: string) => readFile(path.join(folder, 'site', name), 'utf8')
    expect(await lacuna('export', 'backlog', '--format', format)).toEqual({ code: 0, out: await read(whole), err: '' })
    expect((await lacuna('export', 'backlog', content, '--format', format, '--system', 'ferry')).out).toBe(await read(own))
  })

  it('--ready leaves out what lacks something', async () => {
    const { out } = await lacuna('export', 'backlog', '--ready')
    expect(
      cellsOf(out)
        .slice(1)
        .map(([key]) => key),
    ).toEqual([expect.stringMatching(/^ferry\/f-1\//)])
  })

  it.each([
    { args: ['export'], says: /export needs to know what; there is backlog/ },
    { args: ['export', 'roadmap'], says: /export of "roadmap": there is backlog/ },
    { args: ['export', 'backlog', '--format', 'jra'], says: /--format jra: did you mean "jira"\?/ },
    { args: ['export', 'backlog', '--system', 'fery'], says: /--system fery: did you mean "ferry"\?/ },
    { args: ['export', 'backlog', 'nowhere'], says: /no folder nowhere/ },
    { args: ['export', 'backlog', 'content', 'more'], says: /one folder at a time/ },
    { args: ['export', 'backlog', '--all'], says: /--all.*use: lacuna export backlog/ },
  ])('wrong use is one line and code 2: $args', async ({ args, says }) => {
    const { code, out, err } = await lacuna(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toMatch(says)
  })
})
