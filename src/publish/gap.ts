/**
 * Gap: the view of one gap's page. Each field of its own section is shown once, at its place, as `html` renders it; what other
 * mentions add comes after, marked with where it is from; lists that we derived carry no span. Sorting and wording happen here,
 * layout in the components.
 */
import { type Contradiction, misplacedIn } from '#check'
import {
  before,
  contains,
  type FacetName,
  type Field,
  type Finding,
  facetNames,
  type Gap,
  lastChange,
  locate,
  type Mention,
  marksOf,
  type Place,
  type Reference,
  span,
  type Words,
} from '#model'
import { actionAddress } from './actions.ts'
import { cut, type GapEntry } from './entries.ts'
import { type CheckedList, checkedOf, isChecked } from './evidence.ts'
import { type FindingLine, findingLines } from './findings.ts'
import { atCommit } from './forge.ts'
import {
  enumerate,
  type Frame,
  frame,
  gapLink,
  type Link,
  type Mark,
  many,
  type Said,
  saidSeverity,
  saidState,
  severityMark,
  stateMark,
  type Written,
  written,
  writtenHere,
} from './frame.ts'
import { type Neighbour, neighbourhood, type Picture, subjectOf } from './graph.ts'
import { kindWord, lineOfItem } from './items.ts'
import { apartId, called, capital, type Portfolio, spokenId, stepCount } from './portfolio.ts'
import { href, routes } from './routes.ts'

/** Makes HTML of a place of a document, for the page at an address, its headings from a level on; see `html.ts`. */
export type Render = (place: Place, address: string, top: number) => string

export interface Piece {
  html: string
  written: Written
  /** Set where the piece stands under another label than the part's first. */
  label?: string
}

export interface Part {
  anchor: string
  heading: string
  /** Whether the heading is the author's label, or ours because the document needed none. */
  authors: boolean
  name?: FacetName
  pieces: Piece[]
  /** How many of its boxes are ticked: "1 of 2 done"; or how many things it lists as there or as missing. */
  tally?: string
  /** How many entries its own section lists. */
  items?: number
  /** Where its entries stand among all of their kind. */
  listed?: Link
  /** Entries that other gaps have too, each with its page. */
  shared?: (Link & { gaps: string })[]
  /** What other mentions say under this name, and which they are. */
  added: (Piece & { what: string; from?: Link })[]
  /** Of evidence: what became of each citation in the repository. */
  checked?: CheckedList
}

/** A line of the head: label and value, the value with its span when it stands in the gap's own section. */
export interface Fact {
  label: string
  text?: string
  at?: string
  html?: string
  links?: Link[]
  written?: Written
}

export interface Named {
  title: string
  entries: { text: string; href: string; note?: string; mark?: Mark; written: Written }[]
}

export interface MentionLine {
  /** e.g. "Row of a table" */
  what: string
  /** Where it is another than the gap's own. */
  document?: Link
  written: Written
  severity?: Said
  state?: Said
  /** Its title, where it is another than the gap's. */
  title?: string
  pieces: Piece[]
}

export interface Disagreement {
  about: string
  sides: { mark?: Mark; words: string; written: Written }[]
}

export interface GapView {
  frame: Frame
  /** Stylesheet of code, where there is any. */
  code?: string
  id?: string
  title: string
  lang?: string
  severity?: Said & { at?: string; written: Written }
  state?: Said & { at?: string; written: Written }
  facts: Fact[]
  /** What the document does not give, in one sentence. */
  absent?: string
  parts: (Part | { left: Part; right: Part })[]
  /** What no facet took, in the order of the document. */
  others: Part[]
  named: Named[]
  /** What became of the paths and sources that the text names outside of its evidence. */
  checked?: CheckedList
  namedBy: { title: string; links: (Link & { id?: string; mark?: Mark; written: Written })[] }[]
  /** The links of both, drawn around the gap; only where that says more than the lists. */
  neighbourhood?: { picture: Picture; styles: string }
  /** What no text joins with it, with the reason why it may belong here. */
  related: { what: string; link: Link; why: string }[]
  mentions: MentionLine[]
  disagreements: Disagreement[]
  findings: FindingLine[]
  contents: Link[]
  previous?: Link
  next?: Link
  place: Written
  /** Day of the last commit that touched its section. */
  changed?: string
}

/** Our words for facets, where the author's text stands without a label. */
export const facetWords: Record<FacetName, string> = {
  problem: 'Problem',
  currentState: 'Current state',
  targetState: 'Target state',
  present: 'Present',
  missing: 'Missing',
  impact: 'Impact',
  rootCause: 'Root cause',
  evidence: 'Evidence',
  requiredWork: 'Required work',
  artifacts: 'Artifacts',
  acceptanceCriteria: 'Acceptance criteria',
  metrics: 'Metrics',
  directives: 'Directives',
  requirements: 'Requirements',
  paths: 'Paths',
  dependencies: 'Dependencies',
  notes: 'Notes',
}

/** currentState → "current-state": the fragment by which others point at a part of a gap's page. */
export const facetAnchor = (name: FacetName): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const beside: readonly [FacetName, FacetName][] = [
  ['currentState', 'targetState'],
  ['present', 'missing'],
]

/** @param disputed where its mentions contradict each other */
export function gapView(all: Portfolio, gap: Gap, html: Render, disputed: readonly Contradiction[] = []): GapView {
  const address = routes.gap(gap.key)
  const entry = all.gap(gap.key)!
  const document = all.document(gap.place.file)
  const own = gap.mentions[0]!
  const system = all.system(gap.system)
  const at = (place: Place) => written(all, address, place, gap.place.file)
  const inValues = (place: Place) => own.values.some((value) => contains(value, place))
  const spanOf = (place: Place) => (inValues(place) ? { at: span(place) } : {})
  const piece = ({ place }: Field): Piece => ({ html: html(place, address, 3), written: at(place) })
  const documentLink = (file: string): Link => {
    const other = all.document(file)
    return other ? { href: href(address, routes.document(other.system, other.slug)), text: other.title } : { href: '', text: file }
  }

  // facets in their fixed order; what has no name of ours stays in the order of the document
  const anchors = new Set<string>()
  const anchored = (wanted: string): string => {
    let anchor = wanted
    for (let number = 2; anchors.has(anchor); number++) anchor = `${wanted}-${number}`
    anchors.add(anchor)
    return anchor
  }
  const added = (name: FacetName): Part['added'] =>
    gap.mentions.slice(1).flatMap(({ kind, fields }) =>
      fields
        .filter((field) => field.name === name)
        .map((field) => ({
          ...piece(field),
          what: field.place.file === gap.place.file ? fromWords[kind] : `${fromWords[kind]} in`,
          ...(field.label && { label: field.label }),
          ...(field.place.file !== gap.place.file && { from: documentLink(field.place.file) }),
        })),
    )
  const parts = new Map<FacetName, Part>()
  for (const name of facetNames) {
    const fields = own.fields.filter((field) => field.name === name)
    const others = added(name)
    if (fields.length + others.length === 0) continue
    const label = [...fields, ...(fields.length > 0 ? [] : others)].find((one) => one.label)?.label ?? ''
    parts.set(name, {
      anchor: anchored(facetAnchor(name)),
      heading: label || facetWords[name],
      authors: label !== '',
      name,
      ...tallied(name, fields),
      items: fields.reduce((sum, field) => sum + field.items.length, 0),
      pieces: fields.map((field) => ({ ...piece(field), ...(field.label && field.label !== label && { label: field.label }) })),
      added: others.map(({ label: own, ...one }) => ({ ...one, ...(own && !alike(own, label || facetWords[name]) && { label: own }) })),
    })
  }
  for (const [name, part] of parts) Object.assign(part, asItems(all, gap, name, address))
  const checked = checkedOf(all, address, gap)
  const evidence = parts.get('evidence')
  if (evidence && checked.evidence) evidence.checked = checked.evidence
  const others: Part[] = []
  for (const field of own.fields) {
    if (field.name) continue
    const last = others.at(-1)
    // prose without a label goes on where the one before it ended
    if (!field.label && last && !last.authors) last.pieces.push(piece(field))
    else {
      const heading = field.label || 'Also written here'
      others.push({
        anchor: anchored(`also-${others.length + 1}`),
        heading,
        authors: field.label !== '',
        pieces: [piece(field)],
        added: [],
      })
    }
  }

  const { previous, next } = all.neighbours(gap.key)
  const { severity, status } = gap
  const laidOut = inOrder(parts)
  const namedBy = namersOf(all, gap, address, at)
  const related = relatedTo(all, gap, address)
  const disagreements = disagreementsOf(gap, all, disputed, at)
  const mentions = mentionsOf(gap, ({ place }) => html(place, address, 3), at, documentLink)
  const shown = [...parts.values(), ...others, ...mentions].flatMap((part) => [...part.pieces, ...('added' in part ? part.added : [])])
  const named = namedIn(all, gap, address, at, shown)
  const concerned = all.findingsOf(gap.place.file).filter((finding) => concerns(gap, finding))
  const findings = findingLines(all, address, concerned, gap.place.file)
  const picture = neighbourhood({ ...subjectOf(all, address, entry), href: '' }, neighboursOf(namedBy, named))
  const title = all.title(address)
  const changed = lastChange(all.history, gap.place)
  return {
    frame: frame(all, {
      address,
      title,
      description: all.description(address),
      crumbs: [
        { to: routes.system(gap.system), text: system.name },
        ...(document ? [{ to: routes.document(document.system, document.slug), text: document.title }] : []),
      ],
    }),
    ...(apartId(gap) && { id: spokenId('gap', gap.id!) }),
    title: gap.title,
    ...(document && { lang: document.lang ?? '' }),
    ...(severity && {
      severity: {
        ...saidSeverity(severity, href(address, routes.gapsWithSeverity(severity.level))),
        ...spanOf(severity.place),
        written: at(severity.place),
      },
    }),
    ...(status && {
      state: { ...saidState(status, href(address, routes.gapsInState(status.state))), ...spanOf(status.place), written: at(status.place) },
    }),
    facts: factsOf(all, gap, entry, address, html),
    ...absence(all, gap),
    parts: laidOut,
    others,
    named,
    ...(checked.named && { checked: checked.named }),
    namedBy,
    related,
    ...(picture && { neighbourhood: { picture, styles: href(address, routes.graphStyles) } }),
    mentions,
    disagreements,
    findings,
    contents: [
      ...[...laidOut.flatMap((part) => ('left' in part ? [part.left, part.right] : [part])), ...others].map(({ anchor, heading }) => ({
        href: `#${anchor}`,
        text: heading,
      })),
      ...(related.length > 0 ? [{ href: '#related', text: 'Perhaps related' }] : []),
      ...(disagreements.length > 0 ? [{ href: '#disagreements', text: 'Where mentions disagree' }] : []),
      ...(picture ? [{ href: '#neighbourhood', text: 'Neighbourhood' }] : []),
      ...(namedBy.length > 0 ? [{ href: '#named-by', text: 'Named by' }] : []),
      ...(named.length > 0 || checked.named ? [{ href: '#named', text: 'Named here' }] : []),
      ...(mentions.length > 1 ? [{ href: '#mentions', text: 'Where it is written' }] : []),
      ...(findings.length > 0 ? [{ href: '#findings', text: 'Findings' }] : []),
    ],
    ...(previous && { previous: gapLink(address, previous) }),
    ...(next && { next: gapLink(address, next) }),
    place: writtenHere(all, address, gap.place),
    ...(changed && { changed }),
  }
}

/** How the entries of a facet that are items of their own lead to their pages. */
function asItems(all: Portfolio, gap: Gap, name: FacetName, address: string): Pick<Part, 'listed' | 'shared'> {
  const kind = kindOfFacet[name]
  const items = kind ? [...new Set((gap.facets[name]?.items ?? []).flatMap(({ place }) => all.listedAt(kind, place) ?? []))] : []
  const [first] = items
  if (!kind || !first) return {}
  const shared = items.flatMap((item) => {
    const others = new Set(item.namings.flatMap((naming) => (naming.gap && naming.gap !== gap.key ? [naming.gap] : [])))
    if (others.size === 0) return []
    return [{ href: href(address, routes.item(item.kind, item.key)), text: cut(item.title, 60), gaps: many(others.size, 'other gap') }]
  })
  return {
    listed: { href: href(address, lineOfItem(all, first)), text: `among all ${kindWord(kind, 2)}` },
    ...(shared.length > 0 && { shared: shared.slice(0, mostShared) }),
  }
}
const kindOfFacet: Partial<Record<FacetName, string>> = {
  artifacts: 'artifact',
  metrics: 'metric',
  acceptanceCriteria: 'criterion',
  requiredWork: 'work',
}
const mostShared = 6

/** "1 of 2 done" of a list with boxes or ticks, "4 criteria", "3 items" of what is there and what is missing. */
function tallied(name: FacetName, fields: readonly Field[]): { tally?: string } {
  const items = fields.flatMap((field) => field.items)
  const { done, of } = marksOf(items)
  if (of > 1) return { tally: `${done} of ${of} ${tasks.has(name) ? 'done' : 'present'}` }
  if (items.length < 2) return {}
  if (name === 'acceptanceCriteria') return { tally: many(items.length, 'criterion', 'criteria') }
  return name === 'present' || name === 'missing' ? { tally: many(items.length, 'item') } : {}
}
const alike = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase()
const tasks: ReadonlySet<FacetName> = new Set(['acceptanceCriteria', 'requiredWork', 'artifacts', 'dependencies'])

function inOrder(parts: Map<FacetName, Part>): GapView['parts'] {
  const laidOut: GapView['parts'] = []
  const done = new Set<FacetName>()
  for (const [name, part] of parts) {
    if (done.has(name)) continue
    const pair = beside.find((names) => names.includes(name))
    const [left, right] = pair?.map((other) => parts.get(other)) ?? []
    if (left && right) {
      const [there, lacking] = [left, right].map(({ items }) => items ?? 0) as [number, number]
      // of what is there and what is missing together, a share; each alone only says how many
      if (name === 'present' && there > 0 && lacking > 0) left.tally = `${there} of ${there + lacking} present`
      laidOut.push({ left, right })
      for (const other of pair!) done.add(other)
    } else laidOut.push(part)
  }
  return laidOut
}

/** Effort, owner, category, phases; then whatever of the section's values none of them showed, as it stands. */
function factsOf(all: Portfolio, gap: Gap, entry: GapEntry, address: string, html: Render): Fact[] {
  const own = gap.mentions[0]!
  const shown = [gap.severity?.place, gap.status?.place, gap.effort?.place, gap.owner?.place, gap.category?.place].filter(
    (place) => place !== undefined,
  )
  const said = (label: string, value: Words | undefined): Fact[] => {
    if (!value) return []
    const inOwn = own.values.some((place) => contains(place, value.place))
    return [{ label, text: value.words, ...(inOwn && { at: span(value.place) }), written: written(all, address, value.place) }]
  }
  const category = all.category(entry)
  const phases = all.naming(gap.key).phases
  return [
    ...said('Effort', gap.effort),
    ...said('Owner', gap.owner),
    ...said('Category', gap.category).map((fact) => ({
      ...fact,
      ...(category && {
        links: [{ href: href(address, routes.gapsInCategory(category.system, category.slug)), text: fact.text ?? category.words }],
      }),
    })),
    ...(phases.length > 0
      ? [
          {
            label: phases.length === 1 ? capital(phases[0]!.kind) : 'Phases',
            links: phases.map((phase) => ({ href: href(address, routes.phase(phase.key)), text: called(phase) })),
          },
        ]
      : []),
    ...(dropsWords(gap, own) ? [{ label: 'Heading as written', text: own.headWords, written: written(all, address, own.headPlace) }] : []),
    ...own.values
      .filter((value) => !shown.some((place) => contains(value, place)))
      .toSorted(before)
      .map((value) => ({ label: 'As written', html: html(value, address, 3), written: written(all, address, value) })),
  ]
}

/** A finding about a whole document is shown on the document's page; here only what lies in the gap's own mentions. */
function concerns({ mentions }: Gap, { rule, place, see }: Finding): boolean {
  const within = (one: Place) => mentions.some((mention) => contains(mention.place, one))
  const all = [place, ...see.map((other) => other.place)]
  return wholeDocument.has(rule) ? all.every(within) : all.some(within)
}
const wholeDocument: ReadonlySet<string> = new Set([
  'severity-given',
  'target-exists',
  'text-understood',
  'marks-intact',
  'heading-fits-number',
])

/** Whether the head says more than id, title and the values read from it: "(P2, minor)", "COMPLETED! (Oct 21)". */
function dropsWords({ id, title, severity, status, effort, owner }: Gap, { headWords }: Mention): boolean {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const told = new Set([id, title, severity?.words, status?.words, effort?.words, owner?.words].flatMap((said) => words(said ?? '')))
  return words(headWords).some((word) => !told.has(word) && !announcing.has(word) && !/^\d+$/.test(word))
}
/** Words before an id or a level that say nothing more: "Gap 3", "Priority: High". */
const announcing = new Set(['gap', 'issue', 'finding', 'problem', 'bug', 'defect', 'priority', 'severity', 'status', 'effort'])

/** By a facet, or in running text, whose sources stand on the page too. */
const citesEvidence = ({ fields, references }: Mention): boolean =>
  fields.some(({ name }) => name === 'evidence') || references.some(({ kind }) => kind === 'evidence')

/** What was not recognised: the text may say it in words that are not understood, and show them on the same page. */
function absence(all: Portfolio, gap: Gap): { absent?: string } {
  const lacks = [
    ...(gap.severity ? [] : ['severity']),
    ...(gap.status ? [] : ['state']),
    ...(gap.effort ? [] : ['effort']),
    ...(gap.owner ? [] : ['owner']),
    ...(stepCount(all, gap) > 0 ? [] : ['phase']),
    ...(gap.mentions.some(citesEvidence) ? [] : ['evidence']),
  ]
  if (lacks.length === 0) return {}
  return { absent: `No ${enumerate(lacks, 'or')} was recognised for this gap.` }
}

const kindsNamed: [kinds: readonly Reference['kind'][], title: string][] = [
  [['gap', 'id'], 'Gaps'],
  [['evidence'], 'Sources'],
  [['url'], 'Addresses'],
]

/**
 * What the text of all mentions names and what a link of it does not say by itself: other gaps by their titles, and sources at
 * their commits. What stands in the text as a link, or leads nowhere, is not listed again.
 */
function namedIn(all: Portfolio, gap: Gap, address: string, at: (place: Place) => Written, shown: readonly Piece[]): Named[] {
  const references = gap.mentions.flatMap((mention) => mention.references)
  const text = shown.map(({ html }) => html.replace(/&(?:amp|#x26);/g, '&')).join('\n')
  return kindsNamed.flatMap(([kinds, title]) => {
    const seen = new Map<string, Named['entries'][number]>()
    for (const reference of references) {
      const { kind } = reference
      if (!kinds.includes(kind) || seen.has(reference.text) || isChecked(all, gap.key, reference)) continue
      const other = kind === 'gap' || kind === 'id' ? all.named(gap.place.file, reference.text) : undefined
      if (other?.key === gap.key) continue
      const link = other
        ? href(address, routes.gap(other.key))
        : kind === 'url' && /^https?:/i.test(reference.text)
          ? reference.text
          : kind === 'evidence'
            ? atCommit(all, gap.system, reference)
            : undefined
      if (!link || (!other && text.includes(`href="${link}"`))) continue
      seen.set(reference.text, {
        text: kind === 'evidence' ? sourceName(reference) : other ? spokenId('gap', reference.text) : reference.text,
        href: link,
        ...(other && { note: other.title, ...(other.severity && { mark: severityMark(other.severity.level) }) }),
        ...(kind === 'evidence' && reference.quote && { note: `“${reference.quote}”` }),
        written: at(reference.place),
      })
    }
    return seen.size > 0 ? [{ title, entries: [...seen.values()] }] : []
  })
}

const sourceName = ({ text, path, lines, commit }: Reference): string =>
  path ? [lines ? `${path}:${lines}` : path, ...(commit ? [`at ${commit}`] : [])].join(' ') : text

function namersOf(all: Portfolio, gap: Gap, address: string, place: (place: Place) => Written): GapView['namedBy'] {
  const { phases, items, actions } = all.naming(gap.key)
  const at = (gaps: readonly { key?: string; place: Place }[], own: Place) => place(gaps.find(({ key }) => key === gap.key)?.place ?? own)
  return [
    {
      title: 'Roadmap',
      links: phases.map((phase) => ({
        href: href(address, routes.phase(phase.key)),
        text: called(phase),
        written: at(phase.gaps, phase.place),
      })),
    },
    {
      title: 'Gaps',
      links: [...new Map(all.namedByGaps(gap.key).map((edge) => [edge.by, edge])).values()].flatMap(({ by, place: own }) => {
        const other = all.gap(by)
        if (!other) return []
        const { severity } = other
        return [
          {
            href: href(address, routes.gap(by)),
            text: other.title,
            ...(apartId(other) && { id: spokenId('gap', other.id!) }),
            ...(severity && { mark: severityMark(severity.level) }),
            written: place(own),
          },
        ]
      }),
    },
    {
      title: 'Items',
      links: items.map((item) => ({
        href: href(address, routes.item(item.kind, item.key)),
        text: `${capital(item.kind)} ${called(item)}`,
        written: at(item.gaps, item.place),
      })),
    },
    {
      title: 'Actions',
      links: actions.map((action) => ({
        href: href(address, actionAddress(all, action.key)),
        text: called(action),
        written: at(action.gaps, action.place),
      })),
    },
  ].filter(({ links }) => links.length > 0)
}

/** What the lists hold that is on this site, for their picture. Sources elsewhere are left to the list. */
const neighboursOf = (namedBy: GapView['namedBy'], named: readonly Named[]): Neighbour[] => [
  ...namedBy.flatMap(({ title, links }) =>
    links.map(
      ({ href, text, id, mark }): Neighbour => ({
        side: 'before',
        kind: oneOf[title] ?? title,
        href,
        title: text,
        ...(id && { id }),
        ...(mark && { mark }),
      }),
    ),
  ),
  ...named.flatMap(({ title, entries }) =>
    entries
      .filter(({ href }) => !/^https?:/.test(href))
      .map(
        ({ href, text, note, mark }): Neighbour => ({
          side: 'after',
          kind: oneOf[title] ?? title,
          href,
          title: note ?? text,
          ...(note && { id: text }),
          ...(mark && { mark }),
          ...(title !== 'Gaps' && { spare: true }),
        }),
      ),
  ),
]
const oneOf: Record<string, string> = {
  Gaps: 'Gap',
  Items: 'Item',
  Actions: 'Action',
  Sources: 'Source',
  Addresses: 'Address',
  Paths: 'Path',
}

function relatedTo(all: Portfolio, gap: Gap, address: string): GapView['related'] {
  return all.relatedTo(gap.key).flatMap(({ kind, key, why }) => {
    if (kind === 'gap') {
      const other = all.gap(key)
      return other ? [{ what: 'Gap', link: gapLink(address, other), why }] : []
    }
    if (kind === 'phase') {
      const phase = all.phase(key)
      return phase ? [{ what: capital(phase.kind), link: { href: href(address, routes.phase(key)), text: called(phase) }, why }] : []
    }
    const action = all.action(key)
    return action ? [{ what: 'Action', link: { href: href(address, actionAddress(all, action.key)), text: called(action) }, why }] : []
  })
}

const kindWords: Record<Mention['kind'], string> = {
  section: 'Section',
  row: 'Row of a table',
  item: 'Item of a list',
  paragraph: 'Paragraph',
}

/** The same, of what one of them adds to the gap's own section. */
const fromWords: Record<Mention['kind'], string> = {
  section: 'From another section',
  row: 'From a row of a table',
  item: 'From an item of a list',
  paragraph: 'From a paragraph',
}

function mentionsOf(
  gap: Gap,
  html: (field: Field) => string,
  at: (place: Place) => Written,
  documentLink: (file: string) => Link,
): MentionLine[] {
  return gap.mentions.map((mention, index) => ({
    what:
      mention.kind === 'section' ? `Section of ${many(mention.place.endLine - mention.place.line + 1, 'line')}` : kindWords[mention.kind],
    ...(mention.place.file !== gap.place.file && { document: documentLink(mention.place.file) }),
    written: at(mention.place),
    ...(mention.severity && { severity: saidSeverity(mention.severity) }),
    ...(mention.status && { state: saidState(mention.status) }),
    ...(mention.title && mention.title !== gap.title && { title: mention.title }),
    pieces:
      index === 0
        ? []
        : mention.fields
            .filter((field) => !field.name)
            .map((field) => ({
              html: html(field),
              written: at(field.place),
              ...(field.label && { label: field.label }),
            })),
  }))
}

/** Values that cannot all be right, side by side; which is, is for people to say. */
function disagreementsOf(gap: Gap, all: Portfolio, disputed: readonly Contradiction[], at: (place: Place) => Written): Disagreement[] {
  const steps = all.naming(gap.key).phases
  const misplaced = [...misplacedIn([gap], steps)].flatMap(({ sides }) => sides)
  const sides = [...new Map(misplaced.map((side) => [locate(side.place), side])).values()]
  const onSteps: Disagreement[] =
    sides.length > 0 ? [{ about: 'step', sides: sides.map(({ words, place }) => ({ words, written: at(place) })) }] : []
  const onValues = [...Map.groupBy(disputed, ({ field }) => field)].map(([field, own]) => ({
    about: field === 'status' ? 'state' : field,
    sides: [...new Set(own.flatMap(({ against, mention }) => [against, mention]))].map((mention) => {
      const { words, place } = mention[field]!
      const mark =
        field === 'severity' ? severityMark(mention.severity!.level) : field === 'status' ? stateMark(mention.status!.state) : undefined
      return { ...(mark && { mark }), words, written: at(place) }
    }),
  }))
  return [...onValues, ...onSteps]
}
