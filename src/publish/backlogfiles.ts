/**
 * Backlog files: work as others take it up: tables, Markdown, issues for GitHub and Jira. Site and terminal write the same bytes, and the
 * same documents give the same files: no clock, no number of a position. An author's words stay words: they start no formula in a
 * spreadsheet, and on GitHub they mention nobody and close nothing.
 */

import { type FacetItem, isDone } from '#model'
import { belongsTo, lackWords } from './backlog.ts'
import { csv } from './csv.ts'
import { cut } from './entries.ts'
import { inRepository } from './forge.ts'
import { many } from './frame.ts'
import { called, type Portfolio } from './portfolio.ts'
import { absolute, href, routes } from './routes.ts'
import { type Answer, isOpen, isReady, type Work, workRules } from './work.ts'

/** What the terminal calls them. */
export const backlogFormats = ['csv', 'markdown', 'github', 'github-csv', 'jira'] as const
export type BacklogFormat = (typeof backlogFormats)[number]

/** Files of a backlog by their names on the site. */
export const backlogFileNames: Record<string, BacklogFormat> = {
  'backlog.csv': 'csv',
  'backlog.md': 'markdown',
  'github.json': 'github',
  'github.csv': 'github-csv',
  'jira.csv': 'jira',
}

/** Work that is done by the documents' own marks is told in tables, and is no issue for anybody. */
export function backlogFile(all: Portfolio, work: readonly Work[], format: BacklogFormat): string {
  const open = work.filter(isOpen)
  if (format === 'csv') return csv([backlogColumns, ...work.map((one) => row(all, one))])
  if (format === 'markdown') return markdown(all, work)
  if (format === 'github')
    return `${JSON.stringify(
      open.map((one) => issue(all, one)),
      null,
      1,
    )}\n`
  if (format === 'github-csv')
    return csv([
      ['title', 'body', 'labels'],
      ...open.map((one) => {
        const { title, body, labels } = issue(all, one)
        return [title, body, labels.join(',')]
      }),
    ])
  return csv([['Summary', 'Description', 'Issue Type', 'Priority', 'Labels', 'External ID'], ...open.map((one) => jiraRow(all, one))])
}

export const backlogColumns = [
  'Key',
  'System',
  'Gap',
  'Severity',
  'Work',
  'Kind',
  'Step',
  'Stage',
  'Priority',
  'Ready',
  'Lacks',
  ...workRules.map(({ title }) => title),
  'Done',
  'After QA',
  'Written at',
  'Page',
] as const

const kinds: Record<Work['kind'], string> = { required: 'Required work', task: 'Task of a step', action: 'Action' }

function row(all: Portfolio, work: Work): string[] {
  return [
    work.key,
    all.system(work.system).name,
    belongsTo(all, work),
    work.severity?.level ?? '',
    work.words,
    kinds[work.kind],
    steps(all, work).join('; '),
    work.stage ?? '',
    work.priority?.words ?? '',
    isReady(work) ? 'yes' : 'no',
    lackWords(work.lacks),
    ...workRules.map(({ name }) => answerWords(all, work.answers[name])),
    work.done === 'marked' ? 'marked' : work.done === 'closed' ? 'gap closed' : '',
    qa(work),
    at(work),
    page(all, work) ?? '',
  ]
}

const at = ({ place }: Work): string => `${place.file}:${place.line}`
const qa = ({ errors }: Work): string => errors.map(({ file, count }) => `${many(count, 'error')} in ${file}`).join('; ')
const steps = (all: Portfolio, work: Work): string[] =>
  work.steps.flatMap((key) => {
    const step = all.phase(key)
    return step ? [called(step)] : []
  })

/** Absolute where the settings say where the site stands, else from its root. */
const address = (all: Portfolio, to: string): string => (all.settings.address ? absolute(all.settings.address, to) : href('', to))

function page(all: Portfolio, { gaps, steps: own, kind }: Work): string | undefined {
  if (gaps[0] !== undefined) return address(all, routes.gap(gaps[0]))
  if (own[0] !== undefined) return address(all, routes.phase(own[0]))
  return kind === 'action' ? address(all, routes.actions()) : undefined
}

/** The author's words for it; where he only says that there is some, the line. */
function answerWords(all: Portfolio, answer: Answer | undefined): string {
  if (!answer) return ''
  const says = answer.says.join('; ') || `${answer.place.file}:${answer.place.line}`
  if (answer.from !== 'step') return says
  const step = all.phase(answer.step)
  return `${says} (${[answer.label, step && called(step)].filter(Boolean).join(' of ')})`
}

/** One line of an author's text as Markdown that says just this. On GitHub a comment within keeps a name or number from being a link. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>|~&$]/g, '\\$&')
    .replace(/([@#])(?=[\p{L}\p{N}])/gu, '$1<!-- -->')
    .replace(/\b(GH)-(?=\d)/gi, '$1<!-- -->-')
    .replace(/:\/\//g, ':<!-- -->//')
    .replace(/^([-+#=]|\d+[.)])/, (mark) => (mark.length > 1 ? `${mark.slice(0, -1)}\\${mark.slice(-1)}` : `\\${mark}`))
}

const code = (text: string): string => `\`${text.replaceAll('`', '').replace(/\s+/g, ' ')}\``

interface Issue {
  title: string
  body: string
  labels: string[]
}

/** GitHub takes no longer titles, and no longer labels. */
const longestTitle = 200
const longestLabel = 50
/** So many words of one kind stand in an issue; the page has all. */
const mostWords = 20
const longestWords = 1000

/** What GitHub's "create an issue" takes: POST /repos/OWNER/REPOSITORY/issues. */
function issue(all: Portfolio, work: Work): Issue {
  const { gaps, severity, priority, stage, key } = work
  const gap = gaps[0] === undefined ? undefined : all.gap(gaps[0])
  // an address that begins at the site's root leads nowhere from there
  const to = all.settings.address ? page(all, work) : undefined
  const source = inRepository({ ...all, history: new Map() }, work.system, work.place.file, work.place.line)
  const named = gap ? plain(belongsTo(all, work)) : ''
  const facts = [
    ...(named ? [`**Gap:** ${linkTo(named, to)}`] : []),
    ...(severity ? [`**Severity:** ${plain(severity.words)} (${severity.level})`] : []),
    ...(work.steps.length > 0 ? [`**Step:** ${steps(all, work).map(plain).join('; ')}`] : []),
    ...(stage ? [`**Stage:** ${plain(stage)}`] : []),
    ...(priority ? [`**Priority:** ${plain(priority.words)}`] : []),
    `**Written at:** ${linkTo(code(at(work)), source)}`,
  ]
  const rules = workRules.flatMap(({ name, title }) => {
    const answer = work.answers[name]
    if (name === 'gap' && gap) return []
    return [`### ${title}`, '', ...(answer ? said(all, answer, name) : ['None was recognised in the documents.']), '']
  })
  return {
    title: cut(work.words, longestTitle),
    body: [
      `> ${plain(cut(work.words, 5 * longestWords))}`,
      '',
      ...facts.flatMap((fact) => [fact, '']),
      ...(work.errors.length > 0 ? [`**After QA:** ${plain(qa(work))}. Mend the document before this is taken up.`, ''] : []),
      ...(work.nested ? ['### Parts', '', ...boxes(work.nested), ''] : []),
      ...rules,
      `<!-- lacuna ${key.replaceAll('--', '- -')} -->`,
      '',
    ].join('\n'),
    labels: labels(all, work).map((label) => cut(label.replaceAll(',', ' '), longestLabel)),
  }
}

/** What is nested below it, each with its author's mark; of what bears none the box is empty. */
function boxes(nested: readonly FacetItem[], depth = 0, written: (text: string) => string = plain): string[] {
  const shown = nested.slice(0, mostWords)
  const left = nested.length - shown.length
  const indent = '  '.repeat(depth)
  return [
    ...shown.flatMap((item) => [
      `${indent}- [${isDone(item) ? 'x' : ' '}] ${written(cut(item.text, longestWords))}`,
      ...(item.nested ? boxes(item.nested, depth + 1, written) : []),
    ]),
    ...(left > 0 ? [`${indent}- and ${left} more`] : []),
  ]
}

const linkTo = (text: string, to: string | undefined): string =>
  to === undefined ? text : `[${text}](${to.replaceAll('(', '%28').replaceAll(')', '%29')})`

function said(all: Portfolio, answer: Answer, rule: (typeof workRules)[number]['name']): string[] {
  const shown = answer.says.slice(0, mostWords)
  const mark = rule === 'check' ? '- [ ] ' : '- '
  const word = (text: string) => (rule === 'path' ? code(text) : plain(cut(text, longestWords)))
  const step = answer.from === 'step' ? all.phase(answer.step) : undefined
  return [
    ...(step ? [`${plain(answer.from === 'step' ? answer.label : '')} of ${plain(called(step))}:`, ''] : []),
    ...(shown.length > 0 ? shown.map((text) => mark + word(text)) : [`See ${code(`${answer.place.file}:${answer.place.line}`)}.`]),
    ...(answer.says.length > shown.length ? [`- and ${answer.says.length - shown.length} more`] : []),
  ]
}

/** What people sort by; nothing that the documents do not say. */
const labels = (all: Portfolio, work: Work): string[] => [
  `system: ${all.system(work.system).slug}`,
  ...(work.severity ? [`severity: ${work.severity.level}`] : []),
  isReady(work) ? 'ready' : 'not ready',
  ...(work.errors.length > 0 ? ['needs-qa'] : []),
]

const jiraPriority = { critical: 'Highest', high: 'High', medium: 'Medium', low: 'Low' } as const

function jiraRow(all: Portfolio, work: Work): string[] {
  const level = (work.priority ?? work.severity)?.level
  return [
    cut(work.words, longestTitle),
    jiraText(all, work),
    'Task',
    level ? jiraPriority[level] : '',
    // between labels stands a blank, within one there may be none
    labels(all, work)
      .map((label) => label.replace(/:?\s+/g, '-'))
      .join(' '),
    work.key,
  ]
}

/** Plain text: Jira's own markup differs between its versions. */
function jiraText(all: Portfolio, work: Work): string {
  const to = page(all, work)
  return [
    work.words,
    '',
    ...(work.gaps.length > 0 ? [`Gap: ${belongsTo(all, work)}`] : []),
    ...(work.steps.length > 0 ? [`Step: ${steps(all, work).join('; ')}`] : []),
    ...(work.stage ? [`Stage: ${work.stage}`] : []),
    `Written at: ${at(work)}`,
    ...(to ? [`Page: ${to}`] : []),
    ...(work.nested ? ['Parts:', ...boxes(work.nested, 0, (text) => text)] : []),
    ...(work.errors.length > 0 ? [`After QA: ${qa(work)}`] : []),
    ...workRules.flatMap(({ name, title }) =>
      name === 'gap' && work.answers.gap ? [] : [`${title}: ${answerWords(all, work.answers[name]) || 'none given'}`],
    ),
  ].join('\n')
}

function markdown(all: Portfolio, work: readonly Work[]): string {
  const open = work.filter(isOpen)
  const groups = [
    ['Ready', work.filter(isReady)],
    ['Not ready', open.filter((one) => !isReady(one))],
    ['Done, as the documents say', work.filter((one) => !isOpen(one))],
  ] as const
  return [
    `# Backlog`,
    '',
    `${many(work.length, 'piece')} of work, of which ${open.filter(isReady).length} ready.`,
    '',
    ...workRules.map(({ name, title, says }) => `- ${title}: ${open.filter((one) => one.answers[name]).length} of ${open.length}. ${says}`),
    '',
    ...groups.flatMap(([title, own]) =>
      own.length === 0
        ? []
        : [
            `## ${title}`,
            '',
            ...[
              ...Map.groupBy(
                own,
                (one) => `${all.system(one.system).name}: ${belongsTo(all, one) || steps(all, one)[0] || one.stage || 'work'}`,
              ),
            ].flatMap(([of, tasks]) => [
              `### ${plain(of)}`,
              '',
              ...tasks.flatMap((one) => [
                `- [${one.done ? 'x' : ' '}] ${plain(one.words)} (${code(at(one))}, ${code(one.key)})${
                  one.lacks.length > 0 ? ` lacks ${lackWords(one.lacks)}` : ''
                }${one.errors.length > 0 ? `; after QA: ${plain(qa(one))}` : ''}`,
                ...(one.nested ? boxes(one.nested, 1) : []),
              ]),
              '',
            ]),
          ],
    ),
  ].join('\n')
}
