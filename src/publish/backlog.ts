/**
 * Backlog: the views of all work, of that of one system, and of what lacks an answer to one rule: ready work first, then what is not and
 * what it lacks, gap by gap. What work is and when it is ready is decided in `work.ts`; files of it are made in `backlogfiles.ts`.
 */
import { type FacetItem, type FacetName, marksOf } from '#model'
import { actionsOf } from './actions.ts'
import { cut } from './entries.ts'
import {
  type Count,
  enumerate,
  type Frame,
  frame,
  gapName,
  type Link,
  linked,
  many,
  pageLinks,
  type Said,
  saidSeverity,
  type Written,
  written,
} from './frame.ts'
import { facetAnchor } from './gap.ts'
import { rowsPerPage } from './lists.ts'
import { linkedAt } from './matrix.ts'
import { apartId, called, type Portfolio, spokenId } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { type Answer, type Backlog, isOpen, isReady, type Work, type WorkRule, workRules } from './work.ts'

/** What answers a rule, and where. */
export interface AnswerLine {
  name: WorkRule
  rule: string
  text: string
  code?: boolean
  /** In the author's words. */
  lang?: string
  /** How many more there are. */
  more?: number
  href?: string
}

export interface WorkLine {
  anchor: string
  id?: string
  words: string
  lang: string
  /** What it is, where it is no required work of the gap above it: "task of Phase 1". */
  what?: { text: string; link?: Link }
  priority?: Said
  /** Further gaps that it names. */
  gaps: Link[]
  /** What it alone answers; what all of its group have stands above them. */
  answers: AnswerLine[]
  lacks?: string
  done?: string
  /** "1 of 2 parts done", where what is nested below it bears marks. */
  parts?: string
  written: Written
}

/** Work of one gap, or of a step or stage where it names none. */
export interface WorkGroup {
  head: { id?: string; text: string; lang: string; href?: string; severity?: Said; steps: Link[]; system?: Link }
  continued: boolean
  answers: AnswerLine[]
  lacks?: string
  lines: WorkLine[]
}

export interface WorkSection {
  anchor: string
  title: string
  total: number
  continued: boolean
  groups: WorkGroup[]
}

export interface BacklogView {
  frame: Frame
  heading: string
  lead: string
  counts: Count[]
  /** By which work is ready; each with how much of it answers it, and the list of what does not. */
  rules: { title: string; says: string; has: number; lacks: Count }[]
  /** Where documents have errors: what that means for exports. */
  marked?: { text: string; documents: (Link & { count: string })[] }
  files: Link[]
  /** The board of actions, where there are some. */
  actions?: Link
  sections: WorkSection[]
  pages: Link[]
  systems: Count[]
  absent?: string
}

/** One list, before it is cut. */
export interface BacklogList {
  address: (page?: number) => string
  title: string
  work: readonly Work[]
  system?: string
  rule?: WorkRule
}

const sections = [
  { anchor: 'ready', title: 'Ready', has: isReady },
  { anchor: 'not-ready', title: 'Not ready', has: (work: Work) => isOpen(work) && !isReady(work) },
  { anchor: 'done', title: 'Done, as the documents say', has: (work: Work) => !isOpen(work) },
] as const

const known = new WeakMap<Backlog, BacklogList[]>()

/** All work, that of each system, and what lacks an answer to each rule. Made once: every page asks for them. */
export function backlogLists(all: Portfolio, backlog: Backlog): BacklogList[] {
  const found = known.get(backlog) ?? listsOf(all, backlog)
  known.set(backlog, found)
  return found
}

function listsOf(all: Portfolio, { work }: Backlog): BacklogList[] {
  const open = work.filter(isOpen)
  return [
    { address: routes.backlog, title: 'Backlog', work },
    ...[...Map.groupBy(work, ({ system }) => system)].map(([system, own]) => ({
      address: (page?: number) => routes.backlogOfSystem(system, page),
      title: `Backlog of ${all.system(system).name}`,
      work: own,
      system,
    })),
    ...workRules.flatMap(({ name, title }) => {
      const lacking = open.filter(({ lacks }) => lacks.includes(name))
      return lacking.length > 0
        ? [
            {
              address: (page?: number) => routes.backlogWithout(name, page),
              title: `Work without ${withArticle(title)}`,
              work: lacking,
              rule: name,
            },
          ]
        : []
    }),
  ]
}

const withArticle = (title: string) => `${/^[aeiou]/i.test(title) ? 'an' : 'a'} ${title.toLowerCase()}`
const titleOf = (rule: WorkRule): string => workRules.find(({ name }) => name === rule)!.title.toLowerCase()

/** Every page, by address. */
export const backlogPages = (all: Portfolio, backlog: Backlog): Map<string, { list: BacklogList; page: number }> =>
  new Map(
    backlogLists(all, backlog).flatMap((list) =>
      Array.from(
        { length: Math.max(1, Math.ceil(list.work.length / rowsPerPage)) },
        (_, at) => [list.address(at + 1), { list, page: at + 1 }] as const,
      ),
    ),
  )

interface Part {
  anchor: string
  title: string
  work: readonly Work[]
}
const cuts = new WeakMap<BacklogList, Part[]>()

/** A list as its pages show it: what is ready first. Of what lacks one thing, system by system. */
function parts(all: Portfolio, list: BacklogList): Part[] {
  const found = cuts.get(list) ?? partsOf(all, list)
  cuts.set(list, found)
  return found
}

function partsOf(all: Portfolio, { work, rule }: BacklogList): Part[] {
  const own = rule
    ? [...Map.groupBy(work, ({ system }) => system)].map(([system, of]) => ({ anchor: system, title: all.system(system).name, work: of }))
    : sections.map(({ anchor, title, has }) => ({ anchor, title, work: work.filter(has) }))
  return own.filter((part) => part.work.length > 0)
}

/** The page and place where a part of a list begins. */
function partAddress(all: Portfolio, list: BacklogList, anchor: string): string {
  let before = 0
  for (const part of parts(all, list)) {
    if (part.anchor === anchor) break
    before += part.work.length
  }
  return `${list.address(Math.floor(before / rowsPerPage) + 1)}#${anchor}`
}

export function backlogView(all: Portfolio, backlog: Backlog, list: BacklogList, page: number): BacklogView {
  const address = list.address(page)
  const pages = Math.max(1, Math.ceil(list.work.length / rowsPerPage))
  const from = (page - 1) * rowsPerPage
  const own = parts(all, list)
  const open = list.work.filter(isOpen)
  const ready = open.filter(isReady)
  const first = page === 1
  let before = 0
  const shown = own.flatMap((part): WorkSection[] => {
    const start = Math.max(0, from - before)
    const here = part.work.slice(start, Math.max(0, from + rowsPerPage - before))
    before += part.work.length
    if (here.length === 0) return []
    const heads = { anchor: part.anchor, title: part.title, total: part.work.length, continued: start > 0 }
    const earlier = start > 0 ? ownerOf(part.work[start - 1]!) : undefined
    const several = list.system === undefined && list.rule === undefined && all.systems.length > 1
    return [{ ...heads, groups: workGroups(all, address, here, { system: several, ...(earlier !== undefined && { earlier }) }) }]
  })
  const numbered = pages > 1 ? `, page ${page} of ${pages}` : ''
  const rule = workRules.find(({ name }) => name === list.rule)
  const systems = Map.groupBy(list.work, ({ system }) => system)
  const lead = rule
    ? `${many(list.work.length, 'piece')} of work. ${rule.says}`
    : list.work.length === 0
      ? 'No piece of work was recognised in the documents.'
      : `${many(list.work.length, 'piece')} of work${list.system ? '' : ` in ${many(systems.size, 'system')}`}. ${
          ready.length === 0 ? 'None is' : ready.length === 1 ? 'One is' : `${ready.length} are`
        } ready by the five rules.`
  const actions = list.system === undefined ? all.actions : all.actions.filter(({ system }) => system === list.system)
  const lists =
    first && !rule ? new Map(backlogLists(all, backlog).flatMap((one) => (one.rule ? [[one.rule, one] as const] : []))) : undefined
  return {
    frame: frame(all, {
      address,
      title: `${list.title}${numbered} · ${all.settings.title}`,
      description: `${list.title}${numbered}: ${lead}`,
      ...(list.address(1) !== routes.backlog() && { crumbs: [{ to: routes.backlog(), text: 'Backlog' }] }),
    }),
    heading: list.title,
    lead,
    counts: rule
      ? []
      : own.map(({ anchor, title, work }) => ({
          word: title.toLowerCase(),
          count: work.length,
          href: href(address, partAddress(all, list, anchor)),
        })),
    rules:
      lists && list.work.length > 0
        ? workRules.map(({ name, title, says }) => {
            const lacking = open.filter(({ lacks }) => lacks.includes(name)).length
            const where = lists.get(name)
            return {
              title,
              says,
              has: open.length - lacking,
              lacks: {
                word: 'lack it',
                count: lacking,
                ...(lacking > 0 &&
                  where && { href: href(address, list.system === undefined ? where.address(1) : partAddress(all, where, list.system)) }),
              },
            }
          })
        : [],
    ...(first && !rule && markedBy(all, address, open)),
    files: rule || list.work.length === 0 ? [] : filesOf(address, list.system),
    ...(first &&
      !rule &&
      actions.length > 0 && {
        actions: {
          href: href(address, list.system === undefined ? routes.actions() : actionsOf(all, list.system)),
          text: `Board of ${many(actions.length, 'action')}`,
        },
      }),
    sections: shown,
    pages: pageLinks(address, pages, page, list.address),
    systems:
      first && !rule && list.system === undefined && systems.size > 1
        ? [...systems].map(([system, work]) => ({
            word: all.system(system).name,
            count: work.length,
            href: href(address, routes.backlogOfSystem(system)),
          }))
        : [],
  }
}

const filesOf = (address: string, system: string | undefined): Link[] =>
  (
    [
      ['backlog.csv', 'CSV'],
      ['backlog.md', 'Markdown'],
      ['github.json', 'GitHub issues, JSON'],
      ['github.csv', 'GitHub issues, CSV'],
      ['jira.csv', 'Jira, CSV'],
    ] as const
  ).map(([name, text]) => ({ href: href(address, routes.backlogFile(name, system)), text }))

/** Work may be taken up once its document is without errors: until then exports say so. */
function markedBy(all: Portfolio, address: string, work: readonly Work[]): Pick<BacklogView, 'marked'> {
  const files = new Map(work.flatMap(({ errors }) => errors.map(({ file, count }) => [file, count] as const)))
  if (files.size === 0) return {}
  const touched = work.filter(({ errors }) => errors.length > 0).length
  return {
    marked: {
      text: `${many(touched, 'piece')} of work ${touched === 1 ? 'is' : 'are'} read from documents with errors. Exports mark them “only after QA”, with the label needs-qa, until lacuna check finds none.`,
      documents: [...files].map(([file, count]) => {
        const document = all.document(file)
        return {
          href: document ? href(address, routes.document(document.system, document.slug)) : '',
          text: document?.title ?? file,
          count: many(count, 'error'),
        }
      }),
    },
  }
}

/** What work stands together under: its first gap, else its step, else its stage. */
const ownerOf = ({ gaps, steps, stage, place }: Work): string => gaps[0] ?? steps[0] ?? `${place.file}\n${stage ?? ''}`

/** @param shows the system in each head; the owner that a page before this one ended with */
export function workGroups(
  all: Portfolio,
  from: string,
  work: readonly Work[],
  shows: { system?: boolean; earlier?: string } = {},
): WorkGroup[] {
  return [...Map.groupBy(work, ownerOf)].map(([owner, own], at) => {
    const answers = own.map((one) => answerLines(all, from, one))
    const same = (line: AnswerLine) => own.length > 1 && answers.every((lines) => lines.some((other) => equal(line, other)))
    const common = answers[0]!.filter(same)
    const lacking = own.map(({ lacks }) => lackWords(lacks))
    const allLack = own.length > 1 && lacking.every((words) => words === lacking[0]) ? lacking[0] : undefined
    return {
      head: headOf(all, from, own[0]!, shows.system === true),
      continued: at === 0 && owner === shows.earlier,
      answers: common,
      ...(allLack && { lacks: allLack }),
      lines: own.map((one, number) =>
        workLine(
          all,
          from,
          one,
          answers[number]!.filter((line) => !same(line)),
          allLack ? '' : lacking[number]!,
        ),
      ),
    }
  })
}

const equal = (a: AnswerLine, b: AnswerLine) => a.rule === b.rule && a.text === b.text && a.href === b.href

/** "output contract, target path" */
export const lackWords = (lacks: readonly WorkRule[]): string => lacks.map(titleOf).join(', ')

function headOf(
  all: Portfolio,
  from: string,
  { gaps, steps, stage, system, place, kind, priority }: Work,
  showSystem: boolean,
): WorkGroup['head'] {
  const lang = all.document(place.file)?.lang ?? ''
  const of = showSystem ? { system: { href: href(from, routes.system(system)), text: all.system(system).name } } : {}
  const links = steps.flatMap((key) => stepLink(all, from, key))
  const gap = gaps[0] === undefined ? undefined : all.gap(gaps[0])
  if (gap)
    return {
      ...(apartId(gap) && { id: spokenId('gap', gap.id!) }),
      text: gap.title,
      lang,
      href: href(from, routes.gap(gap.key)),
      ...(gap.severity && { severity: saidSeverity(gap.severity) }),
      // of a task its own line says it
      steps: kind === 'required' ? links : [],
      ...of,
    }
  const [step] = links
  if (step) return { text: step.text, lang, href: step.href, ...(priority && { severity: saidSeverity(priority) }), steps: [], ...of }
  return { text: stage ?? (kind === 'action' ? 'Actions' : 'Work'), lang, href: href(from, actionsOf(all, system)), steps: [], ...of }
}

function stepLink(all: Portfolio, from: string, key: string): Link[] {
  const step = all.phase(key)
  return step ? [{ href: href(from, routes.phase(key)), text: called(step) }] : []
}

function workLine(all: Portfolio, from: string, work: Work, answers: AnswerLine[], lacks: string): WorkLine {
  const { key, kind, id, words, place, gaps, steps, stage, priority, done, nested } = work
  const what =
    gaps.length === 0 || kind === 'required'
      ? undefined
      : kind === 'task'
        ? { text: 'task of', link: stepLink(all, from, steps[0]!)[0]! }
        : { text: ['action', stage].filter(Boolean).join(', ') }
  return {
    anchor: key.replaceAll('/', '-'),
    ...(kind === 'action' && id && /\p{L}/u.test(id) && { id }),
    words,
    lang: all.document(place.file)?.lang ?? '',
    ...(what && { what }),
    ...(priority && kind === 'action' && { priority: saidSeverity(priority) }),
    gaps: linked(
      all,
      from,
      gaps.slice(1).map((gap) => ({ key: gap, id: gap })),
    ),
    // the heading says which gap it is
    answers,
    ...(lacks && { lacks }),
    ...(done && { done: done === 'marked' ? 'marked as done' : 'its gap is closed' }),
    ...partsDone(nested),
    written: written(all, from, place),
  }
}

function partsDone(nested: readonly FacetItem[] = []): Pick<WorkLine, 'parts'> {
  const { done, of } = marksOf(nested)
  return of > 0 ? { parts: `${done} of ${many(of, 'part')} done` } : {}
}

/** Each answer but that of the gap, which stands above. */
const answerLines = (all: Portfolio, from: string, work: Work): AnswerLine[] =>
  workRules.flatMap(({ name, title }) => {
    const answer = name === 'gap' ? undefined : work.answers[name]
    return answer ? [{ name, rule: title, ...answerLine(all, from, answer, name, work) }] : []
  })

/** In a line there is no room for all that answers it. */
const most = 64

function answerLine(all: Portfolio, from: string, answer: Answer, rule: WorkRule, work: Work): Omit<AnswerLine, 'name' | 'rule'> {
  const lang = all.document(answer.place.file)?.lang ?? ''
  const there = written(all, from, answer.place).href
  const [first = '', ...others] = answer.says
  const more = others.length > 0 ? { more: others.length } : {}
  if (answer.from === 'step') {
    const [step] = stepLink(all, from, answer.step)
    const label = answer.label || 'text'
    return { text: `${label} of ${step?.text ?? 'its step'}`, lang, ...(step && { href: step.href }) }
  }
  if (answer.from === 'words') {
    // which words they are can be read on the line itself
    const text = rule === 'output' ? `“${cut(first, most)}”` : cut(first, most)
    return { text, lang, ...(rule === 'path' && { code: true }), ...more, ...(there && work.place !== answer.place && { href: there }) }
  }
  const gap = all.gap(answer.gap)!
  const kind = answer.facet && kindOf[answer.facet]
  const place = kind
    ? linkedAt(all, from, gap, kind)
    : answer.facet && gap.facets[answer.facet]?.label
      ? `${href(from, routes.gap(gap.key))}#${facetAnchor(answer.facet)}`
      : (there ?? href(from, routes.gap(gap.key)))
  const count = answer.says.length
  const word = answer.facet && rule !== 'path' && counted[answer.facet]
  if (word) return { text: count > 0 ? many(count, word[0], word[1]) : (word[2] ?? word[0]), href: place }
  return {
    text: cut(first, most) || gap.facets[answer.facet!]?.label || 'text',
    lang,
    ...(isPath(answer) && { code: true }),
    ...more,
    href: place,
  }
}

const isPath = ({ from, ...answer }: Answer) =>
  from === 'gap' && 'gap' in answer && (answer.facet === undefined || answer.facet === 'paths' || answer.facet === 'artifacts')
const kindOf: Partial<Record<FacetName, 'evidence' | 'requirement' | 'artifact' | 'criterion' | 'metric'>> = {
  evidence: 'evidence',
  requirements: 'requirement',
  artifacts: 'artifact',
  acceptanceCriteria: 'criterion',
  metrics: 'metric',
}
/** What is told by its number; a requirement or path by its name. */
const counted: Partial<Record<FacetName, [one: string, many: string, prose?: string]>> = {
  artifacts: ['artifact', 'artifacts'],
  acceptanceCriteria: ['acceptance criterion', 'acceptance criteria'],
  metrics: ['metric', 'metrics'],
  evidence: ['piece of evidence', 'pieces of evidence', 'evidence'],
}

/** One sentence of what a task belongs to, for files: "Gap 3 Undefined Metrics Thresholds". */
export const belongsTo = (all: Portfolio, { gaps }: Work): string => enumerate(gaps.flatMap((key) => all.gap(key) ?? []).map(gapName))
