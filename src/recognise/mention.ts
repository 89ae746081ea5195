/**
 * Mention: heading, fields and text of one place → what it says of a gap. Sorts fields into facets and values,
 * and gathers the references of its text. Whether the place speaks of a gap at all is decided in `gaps.ts`.
 */
import type { Nodes } from 'mdast'
import type { Position } from 'unist'
import type { CodeBlock, FacetItem, FacetName, Field, Mention, Place, Reference, Scheduled, Severity, Status, Words } from '#model'
import { contains, facetNames } from '#model'
import { isComment, type Source, walk } from '#read'
import { itemsOf, placeOf, type RawField, spanning, valueRoles } from './fields.ts'
import type { Heading } from './heading.ts'
import { areOneId, referencesIn } from './references.ts'
import { levelAt, stateAt, stepKindOf } from './vocabulary.ts'

const isFacet = (role: string | undefined): role is FacetName => facetNames.includes(role as FacetName)

/** The place of `words` within a stretch of the text; the stretch itself when they are not there literally. */
export function placeOfWords(source: Source, at: Position, words: string): Place {
  const [start, end] = [at.start.offset!, at.end.offset!]
  const index = source.text.slice(start, end).indexOf(words)
  if (index < 0) return placeOf(source, at)
  return placeOf(source, { start: source.pointAt(start + index), end: source.pointAt(start + index + words.length) })
}

export function severityFrom(words: string, source: Source, at: Position, from?: string): Severity | undefined {
  const found = levelAt(words)
  if (!found) return undefined
  // "High (foundational for all stages)" is the author's word with a remark; "High - slows us" is a word and a sentence
  return { level: found.level, words: found.words, place: placeOfWords(source, at, found.words), ...(from && { from }) }
}

export function statusFrom(words: string, source: Source, at: Position): Status | undefined {
  const found = stateAt(words) ?? laterState(words)
  if (!found) return undefined
  const whole = words.trim()
  const said = whole.length <= 60 ? whole : found.words
  return { state: found.state, words: said, place: placeOfWords(source, at, said) }
}

/** "Documented - Not Yet Implemented", "Designed, not built": a state as the second word, with nothing beside it. */
function laterState(words: string): ReturnType<typeof stateAt> {
  if (words.length > 60) return undefined
  const [, ...later] = words.trim().split(/\s+[—–-]+\s+|,\s+|;\s+/u)
  return later.flatMap((part) => stateAt(part) ?? []).find(({ words: said }) => later.includes(said))
}

interface Values {
  severity?: Severity
  priority?: Severity
  status?: Status
  effort?: Words
  owner?: Words
  category?: Words
  values: Place[]
}

/** Takes the values out of the fields; a value that says nothing we know stays a field. */
function takeValues(fields: readonly RawField[], source: Source): Values & { others: RawField[] } {
  const taken: Values = { values: [] }
  const others = fields.filter((field) => {
    const { role, at, text, label } = field
    if (!role || !valueRoles.has(role) || !at || field.blocks.length > 0) return true
    const words: Words = { words: text, place: placeOf(source, at) }
    let took = false
    if (role === 'severity') {
      const severity = severityFrom(text, source, at, /sever|sévér|gravi|严重|심각|schwere/i.test(label) ? undefined : label)
      const key = severity?.from ? 'priority' : 'severity'
      if (severity && !taken[key]) {
        taken[key] = severity
        took = severity.words.length + 4 >= text.length
      }
    } else if (role === 'status' && !taken.status) {
      const status = statusFrom(text, source, at)
      if (status) taken.status = status
      took = status !== undefined && status.words === text.trim()
    } else if ((role === 'effort' || role === 'owner' || role === 'category') && !taken[role]) {
      taken[role] = words
      took = true
    }
    if (took) taken.values.push(placeOf(source, field.labelAt ? spanning(field.labelAt, at) : at))
    return !took
  })
  return { ...taken, others }
}

export function fieldFrom(raw: RawField, source: Source): Field | undefined {
  const at = raw.at ?? raw.labelAt
  if (!at) return undefined
  const name = isFacet(raw.role) && raw.at ? raw.role : undefined
  return {
    ...(name && { name }),
    label: raw.label,
    ...(raw.labelAt && { labelPlace: placeOf(source, raw.labelAt) }),
    place: placeOf(source, raw.at ?? { start: at.end, end: at.end }),
    ...(raw.text && { text: raw.text }),
    items: itemsOf(raw, source),
  }
}

/** Pinned references and paths of an evidence field become its items; prose that is nothing else is not repeated. */
function withEvidence(field: Field, references: readonly Reference[]): Field {
  const within = references.filter(({ place }) => contains(field.place, place))
  const own = within.filter(({ kind }) => kind === 'evidence')
  const paths = within.filter(({ kind, lines }) => kind === 'path' && lines !== undefined)
  if (own.length + paths.length === 0) return field
  const bare = ({ kind: _, ...reference }: Reference): FacetItem => reference
  // an item that names one place of a repository is that piece of evidence; one that names several is each of them
  const items = field.items.flatMap((item) => {
    const inside = own.filter(({ place }) => contains(item.place, place))
    const [path, ...others] = inside.length === 0 ? paths.filter(({ place }) => contains(item.place, place)) : []
    if (path && others.length === 0) return [{ ...bare(path), text: item.text, place: item.place }]
    return inside.length === 0
      ? [item]
      : inside.length === 1
        ? [{ ...bare(inside[0]!), text: item.text, place: item.place }]
        : inside.map(bare)
  })
  const alone = own.filter(({ place }) => !field.items.some((item) => contains(item.place, place)))
  const { text, ...rest } = field
  const left = alone.reduce((words, reference) => words.replace(reference.text.replace(/\s+/g, ' '), ''), text ?? '').trim()
  return { ...rest, ...(left && { text: left }), items: [...alone.map(bare), ...items] }
}

export interface Material {
  kind: Mention['kind']
  heading: Heading
  /** The head as written, marks removed; the heading read from it may have dropped words. */
  words: string
  place: Place
  headAt: Position
  fields: readonly RawField[]
  /** Stretches beside the head that are read with it, e.g. the cell of an id. */
  values?: readonly Position[]
  /** Everything that belongs to the mention, for references and code blocks. */
  nodes: readonly Nodes[]
  series: string
  founds: boolean
  /** Level and category that the headings above give to all below them. */
  group?: { severity?: Severity; status?: Status; category?: Words }
  struck?: boolean
}

export function mentionFrom(material: Material, source: Source, ids?: RegExp): Mention {
  const { heading, headAt, group } = material
  const { others, values, ...taken } = takeValues(material.fields, source)
  const own = heading.id ?? heading.number
  // that a row bears its own id says nothing of others
  const references = referencesIn(material.nodes, source, ids).filter(
    ({ kind, text }) => (kind !== 'gap' && kind !== 'id') || own === undefined || !areOneId(text, own),
  )
  const scheduled = others.flatMap(({ role, label, at, text }): Scheduled[] => {
    const kind = role === 'phase' && at && text ? stepKindOf(label, text) : undefined
    return kind ? [{ label, kind, words: text, place: placeOf(source, at!) }] : []
  })
  let fields = others.flatMap((raw) => fieldFrom(raw, source) ?? [])
  // what stands first, without a label, says what is wrong, unless another field does or the place only speaks of the gap again
  const first =
    material.kind === 'row' || !material.founds
      ? -1
      : fields.findIndex(
          ({ label, name, text, items }) =>
            label === '' &&
            name === undefined &&
            (text || (items.length > 0 && taken.status?.state !== 'closed')) &&
            !items.some(({ mark }) => mark === 'present'),
        )
  if (first >= 0 && !fields.some(({ name }) => name === 'problem')) fields = fields.with(first, { ...fields[first]!, name: 'problem' })
  fields = fields
    .map((field) => (field.name === 'evidence' ? withEvidence(field, references) : field))
    .map((field) => withReferences(field, references))

  const headSeverity = heading.severity ? severityFrom(heading.severity, source, headAt) : undefined
  if (headSeverity) headSeverity.words = heading.severity!
  const severity = taken.severity ?? headSeverity ?? taken.priority ?? impactSeverity(material.fields, source) ?? group?.severity
  const struck = material.struck ? { state: 'closed' as const, words: heading.title, place: placeOf(source, headAt) } : undefined
  // what says how it stands in words that we do not know is not closed for standing among what is
  const unknown = others.some(({ role, text }) => role === 'status' && /\p{L}/u.test(text))
  const ofGroup = unknown && group?.status?.state === 'closed' ? undefined : group?.status
  const status = taken.status ?? (heading.status ? statusFrom(heading.status, source, headAt) : undefined) ?? struck ?? ofGroup
  const effort =
    taken.effort ?? (heading.effort ? { words: heading.effort, place: placeOfWords(source, headAt, heading.effort) } : undefined)
  const category = taken.category ?? group?.category
  return {
    kind: material.kind,
    ...(own && { id: own }),
    title: heading.title,
    place: material.place,
    headPlace: placeOf(source, headAt),
    headWords: material.words,
    founds: material.founds,
    series: material.series,
    ...(severity && { severity }),
    ...(status && { status }),
    ...(effort && { effort }),
    ...(taken.owner && { owner: taken.owner }),
    ...(category && { category }),
    ...(scheduled.length > 0 && { scheduled }),
    fields,
    values: [...(material.values ?? []).map((at) => placeOf(source, at)), ...values],
    references,
    codeBlocks: codeBlocksIn(material.nodes, source),
    signals: [],
  }
}

/** "**Impact:** High - slows every release": where nothing else gives a level, the impact's own word does. */
function impactSeverity(fields: readonly RawField[], source: Source): Severity | undefined {
  const impact = fields.find(({ role, at }) => role === 'impact' && at)
  if (!impact?.at) return undefined
  // its first line only: what follows is what the impact is
  const [line] = source.text.slice(impact.at.start.offset, Math.min(impact.at.end.offset!, impact.at.start.offset! + 200)).split('\n') as [
    string,
  ]
  const word = /^[^\p{L}]{0,6}(\p{L}+)(?=[*_]*\s*(?:$|[-–—.,:;(/]))/iu.exec(line)?.[1]
  return word && levelAt(word) ? severityFrom(word, source, impact.at, impact.label) : undefined
}

/** In a field of paths, requirements or directives the items are the references alone. */
function withReferences(field: Field, references: readonly Reference[]): Field {
  if (field.name !== 'paths' && field.name !== 'directives') return field
  const kind = field.name === 'paths' ? 'path' : 'directive'
  // "SD-KEYS-001, SD-LOG-002" on the label's line
  if (kind === 'directive' && field.items.length === 0) {
    const named = references.filter((reference) => reference.kind === 'directive' && contains(field.place, reference.place))
    return { ...field, items: named.map(({ text, place }) => ({ text, place })) }
  }
  const items = field.items.map((item) => {
    const named =
      kind === 'path' ? references.find((reference) => reference.kind === 'path' && contains(item.place, reference.place)) : undefined
    const id = kind === 'directive' ? /\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+\b/.exec(item.text)?.[0] : undefined
    return { ...item, text: named?.text ?? id ?? item.text }
  })
  return { ...field, items }
}

function codeBlocksIn(roots: readonly Nodes[], source: Source): CodeBlock[] {
  const found: CodeBlock[] = []
  const look = (node: Nodes) => {
    if (node.type === 'code')
      found.push({
        ...(node.lang && { lang: node.lang }),
        lines: node.value === '' ? 0 : node.value.split('\n').length,
        place: placeOf(source, node.position!),
      })
  }
  for (const root of roots) walk(root, look)
  return found
}

/** Whether a block is one that a reader sees as text. */
export const isBody = (block: Nodes): boolean => block.type !== 'thematicBreak' && block.type !== 'definition' && !isComment(block)

/** From the start of the first node to the end of the last that is not a rule. */
export function extent(head: Position, blocks: readonly Nodes[]): Position {
  const last = blocks.findLast(isBody)
  return last ? spanning(head, last.position!) : head
}
