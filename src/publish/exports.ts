/**
 * Exports: all gaps and all items for programs, each with the schema that the site publishes beside it, and the gaps as a table. What
 * the documents say is handed on in their words and with its place; what they do not say is absent. A file only grows while its
 * version is the same.
 */
import * as z from 'zod'
import { type Edge, linksOf, type TracedItem } from '#link'
import { coverageKinds, type Facet, type FacetItem, FacetName, facetNames, type Gap, ItemMark, Level, type Place, State } from '#model'
import { csv } from './csv.ts'
import { called, type Portfolio, stepCount } from './portfolio.ts'
import { absolute, href, routes } from './routes.ts'

const address = z.string().describe('address of its page, from the root of the site')
const where = z.strictObject({
  file: z.string().describe('path of the document, from the folder of all documents'),
  line: z.int().min(1),
})
const Pointer = z.strictObject({ address, key: z.string(), id: z.string().optional(), title: z.string() })

const marked = {
  text: z.string(),
  ...where.shape,
  mark: ItemMark.optional().describe('the author’s own tick, cross or box'),
}
const ExportedEntry = z.strictObject({
  ...marked,
  nested: z
    .array(z.strictObject({ ...marked, depth: z.int().min(1) }))
    .optional()
    .describe('the items below it; at depth 2 what stands below those'),
  repo: z.string().optional(),
  commit: z.string().optional(),
  path: z.string().optional().describe('what it cites'),
  lines: z.string().optional().describe('e.g. "31-34"'),
  quote: z.string().optional(),
})

const ExportedFacet = z.strictObject({
  label: z.string().describe('the author’s; empty for prose that has none'),
  ...where.shape,
  text: z.string().optional(),
  items: z.array(ExportedEntry),
  none: z.literal(true).optional().describe('set where all it says is that there is none'),
})

export const ExportedGap = z.strictObject({
  address,
  url: z.url().optional().describe('the page itself, where the site says where it stands'),
  key: z.string().describe('stable: the address without `gaps/` and `.html`'),
  id: z.string().optional().describe('as the author wrote it'),
  title: z.string(),
  system: z.string(),
  document: z.strictObject({ ...where.shape, endLine: z.int().min(1), address: address.optional() }),
  severity: z.strictObject({ level: Level, words: z.string() }).optional(),
  status: z.strictObject({ state: State, words: z.string() }).optional(),
  effort: z.string().optional(),
  owner: z.string().optional(),
  category: z.string().optional(),
  phases: z.array(Pointer).describe('steps of roadmaps that name it'),
  facets: z.partialRecord(FacetName, ExportedFacet),
  coverage: z.record(z.enum(coverageKinds), z.int().min(0)).describe('how many links of each kind it has; 0 is a hole'),
  related: z.array(
    z.strictObject({
      address,
      how: z.enum(['depends on', 'needed by', 'names', 'named by', 'perhaps']).describe('`perhaps` is our proposal, no text says so'),
      why: z.string().optional(),
    }),
  ),
  mentions: z.array(z.string()).describe('every place that speaks of it, as file:line'),
})
export type ExportedGap = z.infer<typeof ExportedGap>

export const ExportedItem = z.strictObject({
  kind: z.string().describe('e.g. requirement, path, inconsistency'),
  title: z.string(),
  id: z.string().optional(),
  system: z.string(),
  address,
  url: z.url().optional(),
  document: where,
  group: z.string().optional().describe('the heading or label that it stands under'),
  standing: z.enum(['existing', 'proposed']).optional(),
  status: z.strictObject({ state: State, words: z.string() }).optional(),
  namings: z.array(z.strictObject({ words: z.string(), ...where.shape, gap: z.string().optional() })).describe('every place that names it'),
  gaps: z.array(z.string()).describe('addresses of the gaps that it belongs to'),
})
export type ExportedItem = z.infer<typeof ExportedItem>

const file = <Name extends string, Entry extends z.ZodType>(name: Name, entry: Entry) =>
  z.strictObject({
    $schema: z.string(),
    version: z.literal(1),
    title: z.string(),
    url: z.url().optional(),
    [name]: z.array(entry),
  } as {
    $schema: z.ZodString
    version: z.ZodLiteral<1>
    title: z.ZodString
    url: z.ZodOptional<z.ZodURL>
  } & { [Key in Name]: z.ZodArray<Entry> })

export const GapsFile = file('gaps', ExportedGap)
export type GapsFile = z.infer<typeof GapsFile>
export const ItemsFile = file('items', ExportedItem)
export type ItemsFile = z.infer<typeof ItemsFile>

/** Schemas as the site publishes them, by the name of their file. */
export const exportSchemas: Readonly<Record<string, () => string>> = {
  gaps: () => schemaOf(GapsFile, 'Every gap of the site, with the words and the places of its documents.'),
  items: () => schemaOf(ItemsFile, 'What the gaps of the site lead to, and what documents enumerate beside them.'),
}
const schemaOf = (schema: z.ZodType, description: string): string => inLines({ description, ...z.toJSONSchema(schema) })
const inLines = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`

export function gapsJson(all: Portfolio, gaps: readonly Gap[]): string {
  const record = recorder(all)
  const file: GapsFile = { ...headOf(all, 'gaps'), gaps: gaps.map(record) }
  return inLines(file)
}

export function itemsJson(all: Portfolio, items: readonly TracedItem[]): string {
  const file: ItemsFile = { ...headOf(all, 'items'), items: items.map((item) => itemRecord(all, item)) }
  return inLines(file)
}

const headOf = (all: Portfolio, name: string) => ({
  $schema: href('', routes.schema(name)),
  version: 1 as const,
  title: all.settings.title,
  ...(all.settings.address && { url: absolute(all.settings.address, routes.home) }),
})

const at = ({ file, line }: Place) => ({ file, line })
const urlOf = (all: Portfolio, to: string) => (all.settings.address ? { url: absolute(all.settings.address, to) } : {})

/** Who is related to whom, looked up once for all gaps. */
function recorder(all: Portfolio): (gap: Gap) => ExportedGap {
  const edges = new Map<string, Edge[]>()
  const put = (key: string, edge: Edge) => edges.get(key)?.push(edge) ?? edges.set(key, [edge])
  for (const edge of all.edges) {
    put(edge.from, edge)
    if (edge.to !== edge.from) put(edge.to, edge)
  }
  return (gap) => ({
    address: href('', routes.gap(gap.key)),
    ...urlOf(all, routes.gap(gap.key)),
    key: gap.key,
    ...(gap.id && { id: gap.id }),
    title: gap.title,
    system: gap.system,
    document: documentOf(all, gap.place),
    ...(gap.severity && { severity: { level: gap.severity.level, words: gap.severity.words } }),
    ...(gap.status && { status: { state: gap.status.state, words: gap.status.words } }),
    ...(gap.effort && { effort: gap.effort.words }),
    ...(gap.owner && { owner: gap.owner.words }),
    ...(gap.category && { category: gap.category.words }),
    phases: all.naming(gap.key).phases.map((phase) => ({
      address: href('', routes.phase(phase.key)),
      key: phase.key,
      ...(phase.id && { id: phase.id }),
      title: phase.title,
    })),
    facets: Object.fromEntries(
      facetNames.flatMap((name) => {
        const facet = gap.facets[name]
        return facet ? [[name, facetRecord(facet)]] : []
      }),
    ),
    coverage: coverageRecord(all, gap),
    related: relatedTo(all, gap.key, edges.get(gap.key) ?? []),
    mentions: [...new Set(gap.mentions.map(({ headPlace }) => `${headPlace.file}:${headPlace.line}`))],
  })
}

function coverageRecord(all: Portfolio, gap: Gap): ExportedGap['coverage'] {
  const phases = stepCount(all, gap)
  return Object.fromEntries(coverageKinds.map((kind) => [kind, linksOf(gap, kind, phases)])) as ExportedGap['coverage']
}

const documentOf = (all: Portfolio, place: Place): ExportedGap['document'] => {
  const document = all.document(place.file)
  return {
    ...at(place),
    endLine: place.endLine,
    ...(document && { address: href('', routes.document(document.system, document.slug)) }),
  }
}

const facetRecord = ({ label, place, text, items, none }: Facet): z.infer<typeof ExportedFacet> => ({
  label,
  ...at(place),
  ...(text !== undefined && { text }),
  items: items.map(({ place, nested, ...item }) => ({ ...item, ...at(place), ...(nested && { nested: nestedIn(nested) }) })),
  ...(none && { none }),
})

const nestedIn = (items: readonly FacetItem[], depth = 1): NonNullable<z.infer<typeof ExportedEntry>['nested']> =>
  items.flatMap(({ text, mark, place, nested = [] }) => [
    { text, ...at(place), ...(mark && { mark }), depth },
    ...nestedIn(nested, depth + 1),
  ])

/** What texts say first, each gap and each way once. */
function relatedTo(all: Portfolio, key: string, edges: readonly Edge[]): ExportedGap['related'] {
  const said = edges.map((edge): ExportedGap['related'][number] => {
    const other = edge.from === key ? edge.to : edge.from
    const how = edge.kind === 'depends' ? (edge.from === key ? 'depends on' : 'needed by') : edge.by === key ? 'names' : 'named by'
    return { address: href('', routes.gap(other)), how }
  })
  const proposed = all
    .relatedTo(key)
    .filter(({ kind }) => kind === 'gap')
    .map(({ key, why }): ExportedGap['related'][number] => ({ address: href('', routes.gap(key)), how: 'perhaps', why }))
  const seen = new Set<string>()
  return [...said, ...proposed].filter(({ address, how }) => {
    const name = `${how} ${address}`
    return !seen.has(name) && seen.add(name)
  })
}

const itemRecord = (all: Portfolio, item: TracedItem): ExportedItem => ({
  kind: item.kind,
  title: item.title,
  ...(item.id && { id: item.id }),
  system: item.system,
  address: href('', routes.item(item.kind, item.key)),
  ...urlOf(all, routes.item(item.kind, item.key)),
  document: at(item.place),
  ...(item.group && { group: item.group.words }),
  ...(item.standing && { standing: item.standing.is }),
  ...(item.status && { status: { state: item.status.state, words: item.status.words } }),
  namings: item.namings.map(({ words, place, gap }) => ({
    words,
    ...at(place),
    ...(gap !== undefined && { gap: href('', routes.gap(gap)) }),
  })),
  gaps: [...new Set([...item.gaps.flatMap(({ key }) => key ?? []), ...item.namings.flatMap(({ gap }) => gap ?? [])])].map((key) =>
    href('', routes.gap(key)),
  ),
})

const facetColumns = {
  Problem: 'problem',
  'Current state': 'currentState',
  'Target state': 'targetState',
  Impact: 'impact',
  Evidence: 'evidence',
  'Required work': 'requiredWork',
  'Acceptance criteria': 'acceptanceCriteria',
  Artifacts: 'artifacts',
  Requirements: 'requirements',
  Dependencies: 'dependencies',
} as const satisfies Record<string, FacetName>

export const gapColumns = [
  'Key',
  'System',
  'Id',
  'Gap',
  'Severity',
  'Severity as written',
  'State',
  'State as written',
  'Effort',
  'Owner',
  'Category',
  'Phases',
  ...Object.keys(facetColumns),
  'Written at',
  'Page',
] as const

/** Spreadsheets take no longer cells. */
const longestCell = 32_000

export const gapsCsv = (all: Portfolio, gaps: readonly Gap[]): string =>
  csv([
    gapColumns,
    ...gaps.map((gap) =>
      [
        gap.key,
        all.system(gap.system).name,
        gap.id ?? '',
        gap.title,
        gap.severity?.level ?? '',
        gap.severity?.words ?? '',
        gap.status?.state ?? '',
        gap.status?.words ?? '',
        gap.effort?.words ?? '',
        gap.owner?.words ?? '',
        gap.category?.words ?? '',
        all.naming(gap.key).phases.map(called).join('; '),
        ...Object.values(facetColumns).map((name) => cellOf(gap.facets[name])),
        `${gap.place.file}:${gap.place.line}`,
        all.settings.address ? absolute(all.settings.address, routes.gap(gap.key)) : href('', routes.gap(gap.key)),
      ].map((cell) => (cell.length > longestCell ? `${cell.slice(0, longestCell)}…` : cell)),
    ),
  ])

/** One line for each thing it lists. */
const cellOf = (facet: Facet | undefined): string =>
  facet ? [...(facet.text ? [facet.text] : []), ...facet.items.map(({ text }) => text)].join('\n') : ''
