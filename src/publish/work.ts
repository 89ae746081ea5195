/**
 * Work: every piece of work that documents name, whether it is ready to be done by five rules, and where each rule was answered. A rule
 * is answered by what documents say and by nothing else. How work is shown is left to `backlog.ts`, taken away to `backlogfiles.ts`.
 */
import { createHash } from 'node:crypto'
import { gives, sameId, type Trace } from '#link'
import {
  byPlace,
  contains,
  type FacetItem,
  type FacetName,
  type Field,
  type Finding,
  type Gap,
  type GapDocument,
  type GapPointer,
  isDone,
  type Place,
  type Reference,
  type Severity,
} from '#model'
import { bySeverity, type Portfolio } from './portfolio.ts'

/** What a piece of work needs before somebody can take it up, in the order in which one asks. */
export const workRules = [
  {
    name: 'output',
    title: 'Output contract',
    says: 'Its gap or its step names artifacts or deliverables, or its own words name what is to be made.',
  },
  {
    name: 'path',
    title: 'Target path',
    says: 'Its own words name a path, or its gap does, beside its text or among its artifacts.',
  },
  {
    name: 'check',
    title: 'Acceptance check',
    says: 'Its gap has acceptance criteria or metrics, or its step has exit criteria.',
  },
  {
    name: 'source',
    title: 'Source reference',
    says: 'Its gap cites evidence, a requirement or a path. That it stands in a document does not count.',
  },
  { name: 'gap', title: 'Gap link', says: 'It stands in the section of a gap, or names one.' },
] as const
export type WorkRule = (typeof workRules)[number]['name']

/** What answers a rule: where it is said, and the author's words for it. */
export type Answer = { says: string[]; place: Place } & (
  | { from: 'gap'; gap: string; facet?: FacetName }
  | { from: 'step'; step: string; label: string }
  | { from: 'words' }
)

export interface Work {
  /** The same as long as its words are, and its gap, else its step or stage; never a position. */
  key: string
  /** Required work of a gap, task of a step of a roadmap, or action. */
  kind: 'required' | 'task' | 'action'
  /** As the author wrote it. */
  id?: string
  words: string
  place: Place
  system: string
  /** Keys. */
  gaps: string[]
  /** The step that lists it, or those that name its gap; keys. */
  steps: string[]
  /** What is nested below it, with its marks. */
  nested?: FacetItem[]
  /** Of an action. */
  stage?: string
  /** Its own, that of its action or step; its gap's severity stands beside it. */
  priority?: Severity
  /** Of its gaps the gravest. */
  severity?: Severity
  answers: Partial<Record<WorkRule, Answer>>
  lacks: WorkRule[]
  /** By a mark of the document: its own, or the state of its gap. */
  done?: 'marked' | 'closed'
  /** Documents with errors that it is read from, and how many. */
  errors: { file: string; count: number }[]
}

export interface Backlog {
  /** By system, the gravest gaps first, then what belongs to no gap. */
  work: readonly Work[]
  byKey: ReadonlyMap<string, Work>
}

export const isReady = ({ lacks, done }: Work): boolean => lacks.length === 0 && !done
export const isOpen = ({ done }: Work): boolean => !done

const known = new WeakMap<Portfolio, boolean>()

/** Whether documents list anything that could be work: then there is a backlog, if only to say that nothing of it is. */
export function mayHaveWork(all: Portfolio): boolean {
  const found =
    known.get(all) ??
    (all.actions.length > 0 ||
      all.gaps.some((gap) => gives(gap, 'requiredWork')) ||
      all.phases.some(({ fields }) => fields.some((field) => field.items > 0 && listsWork(field))))
  known.set(all, found)
  return found
}

/** Of a step: what it calls its tasks, and lists that it calls nothing. */
const listsWork = ({ name, label }: { name?: FacetName | undefined; label: string }) => name === 'requiredWork' || (!name && label === '')

type Step = Trace['phases'][number]
type Draft = Omit<Work, 'key' | 'lacks' | 'errors'>

/** @param trace gaps, steps, actions and items @param documents for the paths that they name @param findings of which errors count */
export function backlogOf(
  trace: Pick<Trace, 'gaps' | 'byKey' | 'phases' | 'actions' | 'items'>,
  documents: readonly GapDocument[],
  findings: readonly Finding[],
): Backlog {
  const look = lookup(trace, documents)
  const errors = new Map<string, number>()
  for (const { level, place } of findings) if (level === 'error') errors.set(place.file, (errors.get(place.file) ?? 0) + 1)
  const drafts = [
    ...trace.gaps.flatMap((gap) => requiredOf(gap, look)),
    ...trace.phases.flatMap((step) => tasksOf(step, trace.byKey, look)),
    ...trace.actions.map((action) => actionOf(action, trace.byKey, look)),
  ]
  const keys = keysOf(drafts, trace.phases)
  const work = drafts.map((of): Work => {
    const { answers, ...draft } = of
    const files = new Set([draft.place.file, ...draft.gaps.map((key) => trace.byKey.get(key)!.place.file)])
    return {
      key: keys.get(of)!,
      ...draft,
      answers,
      lacks: workRules.flatMap(({ name }) => (answers[name] ? [] : [name])),
      errors: [...files].sort().flatMap((file) => (errors.has(file) ? [{ file, count: errors.get(file)! }] : [])),
    }
  })
  const ordered = inOrder(work, trace)
  return { work: ordered, byKey: new Map(ordered.map((one) => [one.key, one])) }
}

/**
 * "wrkr/g-01/3f2a9c04be": the gap that it names first, else the system, and a digest of the words; without a gap, of the title of the step or stage too.
 * The same once more gets a number. No position counts, no number of a step, and no sign: steps and items may change places.
 */
function keysOf(drafts: readonly Draft[], phases: Trace['phases']): Map<Draft, string> {
  const titles = new Map(phases.map(({ key, title }) => [key, title]))
  const named = drafts.map((draft) => {
    const { kind, words, gaps, system, steps, stage = '' } = draft
    const within = wordsAlone(kind === 'task' ? (titles.get(steps[0]!) ?? '') : stage)
    const [owner = system] = gaps
    const said = gaps.length > 0 ? wordsAlone(words) : `${wordsAlone(words)}\n${within}`
    return { draft, within, wanted: `${owner}/${createHash('sha256').update(said).digest('hex').slice(0, 10)}` }
  })
  const keys = new Map<Draft, string>()
  for (const alike of Map.groupBy(named, ({ wanted }) => wanted).values()) {
    // required work comes before tasks and actions of the same words, and of these the first by its step's title
    const inOrder = alike.toSorted(
      (a, b) => kinds.indexOf(a.draft.kind) - kinds.indexOf(b.draft.kind) || (a.within < b.within ? -1 : Number(a.within > b.within)),
    )
    for (const [at, { draft, wanted }] of inOrder.entries()) keys.set(draft, at === 0 ? wanted : `${wanted}-${at + 1}`)
  }
  return keys
}

/** Words without what people add and drop without meaning it: case, blanks, signs, the punctuation at the end. */
const wordsAlone = (words: string): string => {
  const plain = words.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  const bare = plain
    .replace(/[*_`~"“”„«»\u200D\uFE0F]|\p{Extended_Pictographic}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s–—-]+|[\s.,;:!?…。、；：！？–—-]+$/gu, '')
  return bare || plain
}

const kinds = ['required', 'task', 'action']

/** System by system: gaps by severity, each with all of its work; after them steps and stages in the order of the documents. */
function inOrder(work: readonly Work[], { gaps }: Pick<Trace, 'gaps'>): Work[] {
  const rank = new Map(
    [...Map.groupBy(gaps, ({ system }) => system).values()].flatMap((own) => own.toSorted(bySeverity)).map(({ key }, at) => [key, at]),
  )
  return [...Map.groupBy(work, ({ system }) => system)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) =>
      own.toSorted(
        (a, b) =>
          (rank.get(a.gaps[0] ?? '') ?? rank.size) - (rank.get(b.gaps[0] ?? '') ?? rank.size) ||
          kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
          byPlace(a, b),
      ),
    )
}

type Lookup = ReturnType<typeof lookup>

/** What texts name, by line; steps by the gaps that they name; paths that lists elsewhere give to a gap. */
function lookup({ gaps, phases, items }: Pick<Trace, 'gaps' | 'phases' | 'items'>, documents: readonly GapDocument[]) {
  const line = (file: string, number: number) => `${file}\n${number}`
  const references = Map.groupBy(
    documents.flatMap((document) => [...document.references, ...document.mentions.flatMap((mention) => mention.references)]),
    ({ place }) => line(place.file, place.line),
  )
  const within = (place: Place, ...kinds: Reference['kind'][]): Reference[] => {
    const found: Reference[] = []
    for (let number = place.line; number <= place.endLine; number++)
      for (const one of references.get(line(place.file, number)) ?? [])
        if (kinds.includes(one.kind) && contains(place, one.place)) found.push(one)
    return found.toSorted(byPlace)
  }
  const steps = new Map<string, Step[]>()
  for (const phase of phases)
    for (const key of new Set(phase.gaps.flatMap((pointer) => pointer.key ?? []))) steps.set(key, [...(steps.get(key) ?? []), phase])
  const own = new Map(gaps.map((gap) => [gap.key, gap]))
  const listed = new Map<string, { words: string; place: Place }[]>()
  // what stands in its own text is a facet of it, or evidence
  for (const { kind, title, namings } of items)
    for (const { gap, place } of kind === 'path' ? namings : [])
      if (gap && !own.get(gap)!.mentions.some((mention) => contains(mention.place, place)))
        listed.set(gap, [...(listed.get(gap) ?? []), { words: title, place }])
  return { within, stepsOf: (gap: string) => steps.get(gap) ?? [], pathsFor: (gap: string) => listed.get(gap) ?? [] }
}

function requiredOf(gap: Gap, look: Lookup): Draft[] {
  const facet = gap.facets.requiredWork
  if (!facet || !gives(gap, 'requiredWork')) return []
  // prose that lists nothing is one piece
  const items: FacetItem[] = facet.items.length > 0 ? facet.items : facet.text ? [{ text: facet.text, place: facet.place }] : []
  const steps = look.stepsOf(gap.key)
  return items.map((item) => {
    const done = doneBy(item, [gap])
    return {
      kind: 'required',
      words: item.text,
      place: item.place,
      ...(item.nested && { nested: item.nested }),
      system: gap.system,
      gaps: [gap.key],
      steps: steps.map(({ key }) => key),
      ...(gap.severity && { severity: gap.severity }),
      answers: answersFor(item.text, item.place, [gap], steps, look),
      ...(done && { done }),
    }
  })
}

function tasksOf(step: Step, byKey: ReadonlyMap<string, Gap>, look: Lookup): Draft[] {
  // what gaps say of the step in their own fields says nothing of its tasks
  const named = [...new Set(step.gaps.flatMap(({ key, by }) => (key && !by ? [key] : [])))]
  // what it leaves to others, or waits for, is no work of its own
  const left = ({ place }: FacetItem) => step.excludes.some((one) => contains(one, place) || covers(one, place))
  return step.fields.filter(listsWork).flatMap((field) =>
    field.items.flatMap((item): Draft[] => {
      if (left(item)) return []
      const pointers = step.gaps.filter(({ key, place }) => key && contains(item.place, place))
      const own = [...new Set(pointers.map(({ key }) => key!))]
      const gaps = (own.length > 0 ? own : named.length === 1 ? named : []).map((key) => byKey.get(key)!)
      const aside = step.aside.filter(({ place }) => contains(item.place, place))
      const meant = [...gaps, ...aside.flatMap(({ key }) => (key ? [byKey.get(key)!] : []))]
      if (own.length + aside.length > 0 && onlyPoints(item.text, [...pointers, ...aside], meant)) return []
      const gravest = gaps.toSorted(bySeverity)[0]?.severity
      const done = doneBy(item, gaps)
      return [
        {
          kind: 'task',
          words: item.text,
          place: item.place,
          ...(item.nested && { nested: item.nested }),
          system: step.system,
          gaps: gaps.map(({ key }) => key),
          steps: [step.key],
          ...(step.priority && { priority: step.priority }),
          ...(gravest && { severity: gravest }),
          answers: answersFor(item.text, item.place, gaps, [step], look),
          ...(done && { done }),
        },
      ]
    }),
  )
}

/** Whether a place is all of an item but for its mark: "- [ ] ~~Sell the boats~~". */
const covers = (place: Place, item: Place): boolean =>
  contains(item, place) &&
  place.line === item.line &&
  place.column - item.column <= 8 &&
  place.endLine === item.endLine &&
  place.endColumn === item.endColumn

/** "G-01 Resume continuation" says which gap is meant, "G-03 (blocked by G-01)" what it waits for; "Gap 2: set the thresholds" says what to do. */
function onlyPoints(text: string, pointers: readonly Pick<GapPointer, 'id' | 'words'>[], gaps: readonly Gap[]): boolean {
  const ids = new Set(pointers.flatMap(({ id, words = '' }) => [...wordsOf(id), ...wordsOf(words)]))
  const titles = new Set(gaps.flatMap(({ title }) => wordsOf(title)))
  return wordsOf(text).every((word) => ids.has(word) || titles.has(word) || joining.has(word) || sameId(word) === '')
}
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []
const joining = new Set(['gap', 'gaps', 'and', 'to', 'the', 'of', 'close', 'closes'])

function actionOf(action: Trace['actions'][number], byKey: ReadonlyMap<string, Gap>, look: Lookup): Draft {
  const gaps = [...new Set(meantBy(action.gaps).flatMap(({ key }) => key ?? []))].map((key) => byKey.get(key)!)
  const gravest = gaps.toSorted(bySeverity)[0]?.severity
  const nested = action.fields.filter(({ name, label }) => !name && label === '').flatMap(({ items }) => items)
  const done = doneBy({ ...(action.mark && { mark: action.mark }), nested }, gaps)
  return {
    kind: 'action',
    ...(action.id && { id: action.id }),
    words: action.title,
    place: action.place,
    ...(nested.length > 0 && { nested }),
    system: action.system,
    gaps: gaps.map(({ key }) => key),
    steps: [],
    ...(action.stage && { stage: action.stage }),
    ...(action.priority && { priority: action.priority }),
    ...(gravest && { severity: gravest }),
    answers: { ...answersFor(action.title, action.place, gaps, [], look), ...saidBelow(action.fields) },
    ...(done && { done }),
  }
}

/** Those that an action is for; where it is for none by its words, those that it points at or strikes out. */
function meantBy(pointers: readonly GapPointer[]): readonly GapPointer[] {
  const own = pointers.filter(({ how }) => how === undefined)
  return own.length > 0 ? own : pointers.filter(({ how }) => how === 'mentions' || how === 'excludes')
}

/** An action may say itself what comes of it, and when it is done. */
function saidBelow(fields: readonly Field[]): Work['answers'] {
  const field = (...names: FacetName[]): Answer | undefined => {
    const one = fields.find(({ name }) => name && names.includes(name))
    return one && { from: 'words', says: saysOf(one), place: one.place }
  }
  const [output, check] = [field('artifacts'), field('acceptanceCriteria', 'metrics')]
  return { ...(output && { output }), ...(check && { check }) }
}

/** A box or tick of its own, and no open one below it; else the gaps that it is for are closed, all of them. */
const doneBy = (item: Pick<FacetItem, 'mark' | 'nested'>, gaps: readonly Gap[]): Work['done'] | undefined =>
  isDone(item) ? 'marked' : gaps.length > 0 && gaps.every(({ status }) => status?.state === 'closed') ? 'closed' : undefined

/** Its own words first, since nothing is nearer; then its gaps, then its steps. */
function answersFor(words: string, place: Place, gaps: readonly Gap[], steps: readonly Step[], look: Lookup): Work['answers'] {
  const own = look.within(place, 'path').map(({ path, text }) => path ?? text)
  const made = namedOutput(words, own)
  const cited = look.within(place, 'requirement', 'evidence').map(({ text }) => text)
  const output = (made && said([made], place)) ?? ofGaps(gaps, 'artifacts') ?? ofSteps(steps, 'artifacts')
  const path = (own.length > 0 ? said([...new Set(own)], place) : undefined) ?? pathOf(gaps, look)
  const check = ofGaps(gaps, 'acceptanceCriteria', 'metrics') ?? ofSteps(steps, 'acceptanceCriteria', 'metrics')
  const source = (cited.length > 0 ? said([...new Set(cited)], place) : undefined) ?? ofGaps(gaps, 'evidence', 'requirements', 'paths')
  const [gap] = gaps
  return {
    ...(output && { output }),
    ...(path && { path }),
    ...(check && { check }),
    ...(source && { source }),
    ...(gap && { gap: { from: 'gap', gap: gap.key, says: gaps.map(({ id, title }) => id ?? title), place: gap.place } }),
  }
}

const said = (says: string[], place: Place): Answer => ({ from: 'words', says, place })
const saysOf = ({ items, text }: { items: readonly { text: string }[]; text?: string | undefined }): string[] =>
  items.length > 0 ? items.map((item) => item.text) : text ? [text] : []

function ofGaps(gaps: readonly Gap[], ...facets: FacetName[]): Answer | undefined {
  for (const facet of facets)
    for (const gap of gaps) {
      const found = gap.facets[facet]
      if (found && gives(gap, facet)) return { from: 'gap', gap: gap.key, facet, says: saysOf(found), place: found.place }
    }
  return undefined
}

function ofSteps(steps: readonly Step[], ...names: FacetName[]): Answer | undefined {
  for (const name of names)
    for (const { key, fields } of steps) {
      const field = fields.find((one) => one.name === name)
      if (field) return { from: 'step', step: key, label: field.label, says: saysOf(field), place: field.place }
    }
  return undefined
}

/** Paths that a gap lists, those among its artifacts, and those that a list elsewhere gives to it: "**Automation (Gap 1)**:". */
function pathOf(gaps: readonly Gap[], look: Lookup): Answer | undefined {
  for (const gap of gaps) {
    const artifacts = (gap.facets.artifacts?.items ?? []).flatMap(({ path, place }) =>
      path ? [{ words: path, place }] : look.within(place, 'path').map((one) => ({ words: one.path ?? one.text, place: one.place })),
    )
    if (artifacts.length > 0) return pathsIn(gap, artifacts, 'artifacts')
    const listed = look.pathsFor(gap.key)
    if (listed.length > 0) return pathsIn(gap, listed)
  }
  return ofGaps(gaps, 'paths')
}

const pathsIn = ({ key }: Gap, found: readonly { words: string; place: Place }[], facet?: FacetName): Answer => ({
  from: 'gap',
  gap: key,
  ...(facet && { facet }),
  says: [...new Set(found.map(({ words }) => words))],
  place: found[0]!.place,
})

/** "Write a playbook for the night" → "Write a playbook"; nothing where no thing is named that one can hand over. */
export function namedOutput(words: string, paths: readonly string[]): string | undefined {
  const tokens = words.trim().split(/\s+/)
  const [first = '', second = ''] = tokens.map((token) => token.toLowerCase())
  const pair = `${first} ${second}`
  const begins = makingPairs.has(pair) ? 2 : making.has(first) && second !== 'sure' ? 1 : 0
  if (begins === 0) return undefined
  let named = 0
  for (let at = begins; at < tokens.length && at < begins + 7; at++) {
    const token = tokens[at]!
    const word = token.toLowerCase().replace(/^[("'“`]+|[)"'”`:;,.!?]+$/g, '')
    if (at > begins && ends.has(word)) break
    if (outputs.has(word) || outputs.has(word.replace(/s$/, '')) || (writing.has(first) && paths.includes(word))) named = at
    if (/[:;,.!?]$/.test(token)) break
  }
  return named > 0
    ? tokens
        .slice(0, named + 1)
        .join(' ')
        .replace(/[:;,.!?]+$/, '')
    : undefined
}

/** Verbs by which something comes to be, and of these those after which a path is what is made. */
const writing = new Set(['add', 'create', 'draft', 'generate', 'produce', 'publish', 'write'])
const making = new Set([
  ...writing,
  'author',
  'build',
  'compile',
  'define',
  'design',
  'develop',
  'give',
  'place',
  'prepare',
  'provide',
  'supply',
])
const makingPairs = new Set(['draw up', 'set up', 'write down', 'write up', 'put together', 'spell out'])
/** Where the name of a thing ends and what it is for begins. */
const ends = new Set(
  'about across against among around as at before behind below by during for from how if in into of on onto over per so that through to under until using via what when where which while who whose why with within without'.split(
    ' ',
  ),
)
/** Things that one can hand over. */
const outputs = new Set(
  'adr catalog catalogue changelog checklist command dashboard diagram document documentation endpoint file fixture form generator glossary guide handbook inventory letter license licence list manifest manual map matrix module narrative note package page playbook policy procedure prototype pseudocode readme register report rfc runbook schema script spec specification suite table template test tutorial workflow'.split(
    ' ',
  ),
)
