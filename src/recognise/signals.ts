/**
 * Signals: what speaks for and against a section, a table or a list enumerating gaps. Each has a name, a weight and a
 * sentence on why people write so. Data and small counts; who is weighed, and what is made of the sum, is left to
 * `gaps.ts`, `tables.ts` and `lists.ts`.
 */
import type { List, ListItem, TableRow } from 'mdast'
import type { Signal } from '#model'
import { plain } from '#read'
import { cellsOf, type RawField } from './fields.ts'
import { groupLevel, groupState, levelOf, namesLevel } from './groups.ts'
import { type Heading, stateBefore } from './heading.ts'
import { once } from './once.ts'
import { above, below, type SectionNode } from './sections.ts'
import {
  isStep,
  kindNamedBy,
  levelAt,
  type Part,
  partOf,
  type Role,
  roleOfColumn,
  roleOfLabel,
  stateAt,
  statementOf,
  unnumbered,
} from './vocabulary.ts'

/** A signal with its reason; what it notes of a candidate is a number of times it counts, 0 for not at all. */
export interface SignalKind<Candidate> {
  name: string
  weight: number
  /** Why people write so. */
  why: string
  count: (candidate: Candidate) => number
}

export interface SectionCandidate {
  section: SectionNode
  siblings: readonly SectionNode[]
  part: Part | undefined
  fields: readonly RawField[]
  /** Whether it stands over what enumerates gaps by itself. */
  holdsMembers: () => boolean
  /** Whether what it says is said in tables of numbers. */
  countsOnly: () => boolean
}

const facetRoles: ReadonlySet<string> = new Set([
  'problem',
  'currentState',
  'targetState',
  'impact',
  'evidence',
  'requiredWork',
  'missing',
  'present',
  'acceptanceCriteria',
  'rootCause',
  'artifacts',
  'paths',
  'dependencies',
])
const share = (marks: readonly boolean[]): number => (marks.length === 0 ? 0 : marks.filter(Boolean).length / marks.length)
/** A heading such as "Current State" with nothing below it is a field of the section above; not so "Missing" over items that have fields themselves. */
export const isLabelling = once(
  (section: SectionNode): boolean => isLabel(section) && (/[:：]\s*\S/u.test(section.text) || !holdsDescribedItems(section)),
)
const roleOf = once(({ text }: SectionNode) => roleOfLabel(text))
const isLabel = (section: SectionNode): boolean =>
  section.children.length === 0 &&
  ((facetRoles.has(roleOf(section) ?? '') && !holdsLabels(section) && !(namesLack.has(roleOf(section)) && holdsRegister(section))) ||
    isStatus(section))
/** "Gap" or "Missing" over a table of things with ids or levels: these are what is enumerated, and no field. */
const namesLack: ReadonlySet<Role | undefined> = new Set<Role>(['problem', 'missing'])
const isStatus = ({ text }: SectionNode): boolean => roleOfLabel(text.replace(/[:：].*$/su, '')) === 'status'
/** Whether the text below a heading is labelled itself: "Paths" over "**Problem:** …" and "**Impact:** …" is a thing with a problem. */
const holdsLabels = once(({ blocks }: SectionNode): boolean => {
  const strong = blocks.flatMap((block) => (block.type === 'paragraph' ? block.children.filter(({ type }) => type === 'strong') : []))
  const roles = strong.map((node) => roleOfLabel(plain(node).replace(/[:：]$/u, '')))
  return roles.includes('problem') && roles.filter((role) => facetRoles.has(role ?? '')).length > 1
})
/** Whether a list of the section has items that are described by labels of their own: then these are what it enumerates. */
const holdsDescribedItems = ({ blocks }: SectionNode): boolean =>
  blocks.some((block) => block.type === 'list' && block.children.filter(hasLabels).length > 1)
/** Whether all of a section is lists of boxes, or of items with a state in brackets: then these are what it enumerates. */
const holdsMarkedItems = ({ blocks, read }: SectionNode): boolean =>
  read.id === undefined &&
  blocks.length > 0 &&
  blocks.every((block) => block.type === 'list' && block.children.length > 1 && block.children.every(isMarkedItem))
const isMarkedItem = (item: ListItem): boolean => typeof item.checked === 'boolean' || stateBefore(plain(item)) !== undefined
const hasLabels = (item: ListItem): boolean =>
  item.children.some(
    (child) => child.type === 'list' && child.children.some((inner) => roleOfLabel(plain(inner).replace(/[:：].*$/su, '')) !== undefined),
  )

/** Whether a heading stands over a table of things with ids or severities, and says nothing of its own. */
const holdsRegister = ({ blocks, read, children }: SectionNode): boolean =>
  read.id === undefined &&
  children.length === 0 &&
  blocks.filter(({ type }) => type === 'table' || type === 'list' || type === 'code').length === 1 &&
  blocks.some((block) => {
    if (block.type !== 'table' || block.children.length < 3) return false
    const roles = cellsOf(block.children[0]!).map(roleOfColumn)
    return roles.includes('id') || (roles.includes('severity') && roles.length > 2)
  })

/** Parts that hold members of their own; actions, sources or questions may well describe one gap. */
const holding: ReadonlySet<Part> = new Set(['gaps', 'inconsistencies', 'risks', 'done', 'roadmap', 'directives', 'principles', 'summary'])
/** Whether a heading bears any of the marks by which members of an enumeration, or parts of a document, are told. */
const isMarked = ({ part, read }: SectionNode): boolean =>
  (part !== undefined && holding.has(part)) ||
  read.number !== undefined ||
  read.id !== undefined ||
  read.severity !== undefined ||
  read.status !== undefined
/** Whether the document's own title says that it is about writing such documents. */
const inGuide = (section: SectionNode): boolean => isGuide(above(section).at(-1) ?? section)
const isGuide = once(({ text }: SectionNode) =>
  /^\P{L}*how (?:to|we|you)\b|\b(?:framework|template|guide|guidelines|handbook|playbook|methodology)\P{L}*$/iu.test(text),
)
/** Whether nothing nearer than the document's title announces what a section holds. */
const fromTitle = (section: SectionNode): boolean => {
  const nearest = above(section).find(({ part }) => part !== undefined)
  return nearest?.level === 1 && nearest.heading!.depth === 1
}
/** "Known gaps", "Functional gaps", "Missing features": what stands below is one by one what the heading names; not so below "Gap analysis". */
const namesGaps = ({ text, part }: Pick<SectionNode, 'text' | 'part'>): boolean =>
  part === 'gaps' &&
  /(?<![/\p{L}])(?:gaps(?!\/)|limitations|shortcomings|deficiencies|omissions|lacunas|lacune|lacunes|lücken|brechas|pendientes|pendências|faltantes|manquantes)\b|(?<!\p{L})пробелы(?!\p{L})|\bmissing (?:\p{L}+ ){0,2}\p{L}+s\b/iu.test(
    text,
  ) &&
  !/\b(?:analys[ei]s|report|assessment|review|audit|summary|overview|matrix)\b/iu.test(text)
/** "**Known gaps:**" over a list. */
const leadNamesGaps = (lead: string): boolean => lead !== '' && namesGaps({ text: lead, part: partOf(lead) })
/**
 * Whether a list is what its heading or lead names. Not where another line leads in to it ("Required behaviour:" below "Missing
 * screens"), not in an assessment, which sums up what stands elsewhere, and not where its items are labels ("- Source: …").
 */
export const isNamed = ({ section, lead, leads, list }: ListCandidate): boolean =>
  (leadNamesGaps(lead) ||
    (namesGaps(section) &&
      (lead === '' || partOf(lead) === 'gaps' || section.blocks.every((block) => block === list || block.type !== 'list')))) &&
  above(section).every(({ text }) => kindNamedBy(text) !== 'assessment') &&
  share(leads.map(({ title }) => roleOfLabel(title) !== undefined)) <= 0.5
/** Whether a numbered heading without headings below it stands in a row of such, right below one that announces gaps. */
export const isMember = ({ section, siblings }: { section: SectionNode; siblings: readonly SectionNode[] }): boolean =>
  section.read.number !== undefined && announced(section) && inRow(siblings)
/** Looked up for each of the siblings, and counted once. */
const inRow = once(
  (siblings: readonly SectionNode[]): boolean =>
    siblings.filter(({ read, children }) => read.number !== undefined && children.length === 0).length > 2,
)
const numbered = once((siblings: readonly SectionNode[]): number => siblings.filter(({ read }) => read.number !== undefined).length)
/** Whether none of them stands over others, or over what it enumerates. */
const alike = once(
  (siblings: readonly SectionNode[]): boolean =>
    siblings.length > 1 &&
    siblings.every((other) => other.children.length === 0 && !enumerates(other) && (other.part === undefined || other.part === 'gaps')),
)
/** Whether a section holds a table, or a list whose items are named: then these are what it enumerates. */
const enumerates = (section: SectionNode): boolean =>
  levelOf(section) !== undefined ||
  section.blocks.some(
    (block) =>
      block.type === 'table' ||
      (block.type === 'list' && (block.ordered === true || share(block.children.map((item) => isNamedItem(item))) > 0.5)),
  )
const isNamedItem = ({ children: [first], checked }: ListItem): boolean =>
  typeof checked === 'boolean' ||
  (first?.type === 'paragraph' && (first.children[0]?.type === 'strong' || first.children[0]?.type === 'link'))
/** Whether the heading right above announces gaps: a title does where it names them, "Known gaps" and not "Gap analysis". */
const announced = ({ parent }: SectionNode): boolean =>
  parent?.heading !== undefined && parent.part === 'gaps' && (parent.heading.depth > 1 || countsGaps(parent))
/** Whether a title names gaps and its numbers count nothing else: no purpose, criteria or plan, and no headings that group others. */
export const countsGaps = once(
  (title: SectionNode): boolean =>
    namesGaps(title) &&
    below(title)
      .filter(({ read }) => /^\d+$/.test(read.number ?? ''))
      .every(
        ({ part, text, children }) =>
          (part === undefined || part === 'gaps') &&
          statementOf(unnumbered(text)) === undefined &&
          !children.some((child) => isMarked(child) && !isLabelling(child)),
      ),
)
const labels = (fields: readonly RawField[]) =>
  new Set(fields.flatMap(({ role, label }) => (role && label && facetRoles.has(role) ? [role] : [])))
/** Whether any field says what is wrong, what shows it or what is to be done. */
export const isDescribed = (fields: readonly RawField[]): boolean => labels(fields).size > 0

/** Whether words, and not a mere share in per cent, say that something is open or partial. */
const isOpen = (words: string): boolean => !/^\P{L}*\d/u.test(words) && ['open', 'partial'].includes(stateAt(words)?.state ?? '')

/** Parts of a document that hold other things than gaps. */
const otherParts: ReadonlySet<Part> = new Set([
  'actions',
  'roadmap',
  'directives',
  'done',
  'criteria',
  'reference',
  'scale',
  'questions',
  'principles',
])
/** Parts whose members are of another kind when the document has gaps beside them. */
export const otherKinds: Partial<Record<Part, string>> = {
  inconsistencies: 'inconsistency',
  risks: 'risk',
  questions: 'question',
  directives: 'directive',
  principles: 'principle',
}

export const sectionSignals: readonly SignalKind<SectionCandidate>[] = [
  {
    name: 'gap-word',
    weight: 4,
    why: 'a heading that says "Gap 3" means one',
    count: ({ section }) => Number(section.read.idWord !== undefined),
  },
  {
    name: 'lettered-id',
    weight: 3,
    why: 'what one gives an id, one wants to be found',
    count: ({ section }) => Number(section.read.id !== undefined && /\p{L}/u.test(section.read.id) && !section.read.idWord),
  },
  {
    name: 'numbered-alike',
    weight: 1,
    why: 'members of an enumeration are numbered',
    count: ({ section, siblings }) => Number(section.read.number !== undefined && numbered(siblings) > 1),
  },
  {
    name: 'gap-part',
    weight: 2,
    why: 'a heading above announces gaps; the title of a document announces less',
    count: ({ section, part }) =>
      part === 'gaps' || part === 'inconsistencies' || part === 'risks'
        ? fromTitle(section) && !(announced(section) && section.read.number !== undefined)
          ? 0.5
          : 1
        : 0,
  },
  {
    name: 'listed-alike',
    weight: 1,
    why: 'what stands side by side right below a heading that announces gaps is what it announces',
    count: ({ section, siblings }) => Number(announced(section) && alike(siblings)),
  },
  {
    name: 'facets',
    weight: 1,
    why: 'gaps are described by problem, impact, evidence, work',
    count: ({ fields }) => Math.min(2, labels(fields).size),
  },
  {
    name: 'severity-mark',
    weight: 2,
    why: 'only what is wrong has a severity',
    count: ({ section, fields }) =>
      Number(section.read.severity !== undefined || fields.some(({ role, text }) => role === 'severity' && levelAt(text))),
  },
  {
    name: 'severity-group',
    weight: 1,
    why: 'gaps are grouped by severity',
    count: ({ section }) => Number(above(section).some(levelOf)),
  },
  {
    name: 'open-mark',
    weight: 1,
    why: 'what is missing or partial is a gap',
    count: ({ section, fields }) =>
      Number(
        ['open', 'partial'].includes(stateAt(section.read.status ?? '')?.state ?? '') ||
          fields.some(({ role, text }) => role === 'status' && ['open', 'partial'].includes(stateAt(text)?.state ?? '')),
      ),
  },
  {
    name: 'other-part',
    weight: -4,
    why: 'steps, directives, criteria and sources stand beside gaps',
    // an entry of a register that was closed bears its mark: it stays one
    count: ({ section, part, fields }) =>
      Number(
        part !== undefined &&
          otherParts.has(part) &&
          !(
            part === 'done' &&
            section.read.number !== undefined &&
            (section.read.status !== undefined || fields.some(({ role }) => role === 'status'))
          ),
      ),
  },
  {
    name: 'phase',
    weight: -6,
    why: 'a step of a roadmap is not a gap',
    count: ({ section }) =>
      Number(
        isStep(section.text) || isStep(section.read.title) || /^(?:weeks?|days?|quarter|q[1-4])\b[^\p{L}]*\d/iu.test(section.read.title),
      ),
  },
  {
    name: 'label',
    weight: -4,
    why: 'a heading such as "Impact" is a field of what stands above it',
    count: ({ section }) => Number(roleOf(section) !== undefined && section.read.id === undefined && !holdsLabels(section)),
  },
  {
    name: 'groups',
    weight: -3,
    why: 'a heading over headings groups them',
    count: ({ section }) =>
      Number(
        section.read.id === undefined &&
          (holdsDescribedItems(section) ||
            holdsMarkedItems(section) ||
            holdsRegister(section) ||
            namesLevel(section) ||
            section.children.some((child) => !isLabelling(child) && isMarked(child))),
      ),
  },
  {
    name: 'holds-members',
    weight: -6,
    why: 'a heading that says nothing of its own, over what bears ids, levels, states or boxes, groups it',
    count: ({ section, fields, holdsMembers }) => Number(section.read.idWord === undefined && !isDescribed(fields) && holdsMembers()),
  },
  {
    name: 'counts',
    weight: -3,
    why: 'a heading over nothing but a table of numbers counts, and names no gap',
    count: ({ section, fields, countsOnly }) => Number(section.read.idWord === undefined && !isDescribed(fields) && countsOnly()),
  },
  {
    name: 'names-a-part',
    weight: -2,
    why: '"Findings" or "Missing Features" announces gaps and is none',
    count: ({ section, siblings }) =>
      Number(
        section.read.id === undefined &&
          section.read.kindWord === undefined &&
          !(section.read.number !== undefined && holdsLabels(section)) &&
          !isMember({ section, siblings }) &&
          (section.part === 'gaps' || (section.part !== undefined && section.read.title.split(' ').length < 3)) &&
          section.read.severity === undefined &&
          section.read.status === undefined &&
          /s(?:\P{L}*$| in | of )|\p{Script=Han}/u.test(section.read.title) &&
          section.read.title.split(' ').length < 5,
      ),
  },
  {
    name: 'frames',
    weight: -4,
    why: '"Summary" or "Conclusion" frames the gaps and is none',
    count: ({ section }) =>
      Number(
        section.read.id === undefined &&
          /(?:^|\s)(?:executive summary|summary(?: table)?|conclusions?|overview|introduction|background|appendix(?: \w+)?|glossary|references|methodology|timeline|matrix|statistics|scorecard|mapping)$|^(?:conclusion|summary|appendix|overview)\b/iu.test(
            section.read.title,
          ),
      ),
  },
  {
    name: 'guide',
    weight: -6,
    why: 'a framework or template shows how gaps are written',
    count: ({ section }) => Number(inGuide(section)),
  },
  {
    name: 'struck',
    weight: 3,
    why: 'what was struck through was on the list, and stays there as closed',
    count: ({ section }) => Number(section.heading!.children.some(({ type }) => type === 'delete')),
  },
  {
    name: 'title',
    weight: -6,
    why: 'the title of a document names all of it; only a title with an id is a gap of its own',
    count: ({ section }) =>
      Number(section.level === 1 && section.heading!.depth === 1 && section.children.length > 0 && section.read.id === undefined),
  },
  {
    name: 'empty',
    weight: -2,
    why: 'a gap says something',
    count: ({ section }) => Number(section.blocks.length === 0 && section.children.length === 0),
  },
]

export interface TableCandidate {
  roles: readonly (Role | undefined)[]
  titleColumn: number
  heads: readonly string[]
  rows: readonly TableRow[]
  /** What the cells of each row say. */
  texts: readonly (readonly string[])[]
  section: SectionNode
  part: Part | undefined
}
/** Whether a column of states says of some rows that they are open or partial. */
const saysOpen = ({ texts, roles }: Pick<TableCandidate, 'texts' | 'roles'>): boolean => {
  const said = roles.flatMap((role, index) => (role === 'status' ? [index] : []))
  return texts.some((cells) => said.some((index) => isOpen(cells[index] ?? '')))
}
export const tableSignals: readonly SignalKind<TableCandidate>[] = [
  {
    name: 'gap-column',
    weight: 2,
    why: 'a column named "Gap" or "Issue" lists gaps',
    count: ({ heads, roles, titleColumn }) =>
      Number(
        heads.some(
          (head, index) =>
            (index === titleColumn || roles[index] === 'id' || roles[index] === 'missing') &&
            /\b(gap|issue|missing|finding|problem|deficien|bug|lücke|brecha|lacun|écart|pendient)|差距|缺失|问题/i.test(head) &&
            !/count|total/i.test(head),
        ),
      ),
  },
  {
    name: 'bold-column',
    weight: 1,
    why: 'what a register lists is named in bold',
    count: ({ rows, titleColumn }) =>
      Number(titleColumn >= 0 && share(rows.map(({ children }) => children[titleColumn]?.children[0]?.type === 'strong')) > 0.5),
  },
  { name: 'title-column', weight: 1, why: 'a register names what it lists', count: ({ roles }) => Number(roles.includes('title')) },
  { name: 'id-column', weight: 1, why: 'a register numbers what it lists', count: ({ roles }) => Number(roles.includes('id')) },
  {
    name: 'severity-column',
    weight: 2,
    why: 'only what is wrong has a severity',
    count: ({ roles }) => Number(roles.includes('severity')),
  },
  {
    name: 'status-column',
    weight: 1.5,
    why: 'a comparison says what is there and what is not',
    count: ({ roles }) => Number(roles.includes('status')),
  },
  {
    name: 'open-rows',
    weight: 1.5,
    why: 'a comparison in which some is missing says so row by row',
    count: (candidate) => Number(saysOpen(candidate)),
  },
  {
    name: 'task-column',
    weight: -2,
    why: 'a table of tasks plans what to do about gaps',
    count: ({ heads }) =>
      Number(
        heads.some((head) =>
          /^\P{L}*(?:tasks?|actions?|action items?|steps?|recommendations?|fix|deliverables?|milestones?|tarea|tâche|aufgabe|任务)\P{L}*$/iu.test(
            head,
          ),
        ),
      ),
  },
  {
    name: 'blank',
    weight: -6,
    why: 'a form that nobody has filled in lists nothing',
    count: ({ texts }) => {
      const cells = texts.flat()
      return Number(
        texts.length > 2 &&
          cells.filter((cell) => !/[\p{L}\p{N}\p{S}✓✗-]/u.test(cell) || /^(?:tbd|todo|\[ ?\])$/i.test(cell)).length * 2 > cells.length,
      )
    },
  },
  {
    name: 'record',
    weight: -4,
    why: 'a table of fields and their values describes one thing',
    count: ({ heads: [first, second, ...others] }) =>
      Number(
        others.length === 0 &&
          /^\P{L}*(?:fields?|attribute|property|parameter|key|name|item)\P{L}*$/iu.test(first ?? '') &&
          /^\P{L}*(?:values?|details?|content|information)\P{L}*$/iu.test(second ?? ''),
      ),
  },
  {
    name: 'facet-columns',
    weight: 1,
    why: 'columns such as "Impact" describe gaps',
    count: ({ roles }) => Math.min(2, new Set(roles.filter((role) => role && facetRoles.has(role))).size),
  },
  {
    name: 'gap-part',
    weight: 2,
    why: 'a heading above announces gaps, the nearer the surer',
    count: ({ part, section }) =>
      part !== 'gaps' ? 0 : section.part === 'gaps' && section.heading?.depth !== 1 ? 1.5 : fromTitle(section) ? 1 : 1.25,
  },
  {
    name: 'other-part',
    weight: -3,
    why: 'steps, sources and legends are tables too; a register of closed gaps is still one, and what is open below "implemented"',
    count: ({ part, heads, ...candidate }) =>
      Number(
        part !== undefined &&
          otherParts.has(part) &&
          !(part === 'done' && (saysOpen(candidate) || heads.some((head) => /\b(?:gaps?|missing|issues?|bugs?)\b/i.test(head)))),
      ),
  },
  {
    name: 'summary',
    weight: -1.5,
    why: 'a table in a summary says again what stands elsewhere',
    count: ({ part, section }) => Number((section.part ?? part) === 'summary'),
  },
  {
    name: 'guide',
    weight: -6,
    why: 'a framework or template shows how gaps are written',
    count: ({ section }) => Number(inGuide(section)),
  },
  {
    name: 'counts',
    weight: -5,
    why: 'a table of numbers counts gaps and lists none',
    count: ({ texts, roles, titleColumn }) => {
      const named = (index: number) => index === 0 || index === titleColumn || ['effort', 'status', 'id'].includes(roles[index] ?? '')
      const cells = texts.flatMap((row) => row.filter((_, index) => !named(index)))
      const numbers = cells.filter((cell) => /^[\d.,%~ ]+$/.test(cell)).length * 2 > cells.length
      // "#1, #2" in the column of names: a table of numbers of things that are named elsewhere
      const onlyIds = titleColumn >= 0 && texts.every((row) => !/\p{L}{2}/u.test(row[titleColumn] ?? ''))
      // figures beside a state in words are what was measured
      return Number((cells.length > 0 && numbers && !roles.includes('status')) || onlyIds)
    },
  },
]

export interface ListCandidate {
  list: List
  section: SectionNode
  part: Part | undefined
  /** Whether the heading right above, or the label that leads in, is what announces gaps. */
  direct: boolean
  /** The line that leads in to the list, in bold or up to a colon; empty when there is none. */
  lead: string
  /** Whether the numbers of an ordered list go on from, or into, those of another list. */
  runsOn: boolean
  /** The words that open each item. */
  leads: readonly Heading[]
  bold: readonly boolean[]
  fields: readonly (readonly RawField[])[]
}

export const listSignals: readonly SignalKind<ListCandidate>[] = [
  {
    name: 'gap-part',
    weight: 1,
    why: 'a heading above announces gaps, the nearer the surer',
    count: ({ part, direct, section }) => (part !== 'gaps' ? 0 : direct ? 2 : fromTitle(section) ? 1 : 1.5),
  },
  {
    name: 'named-heading',
    weight: 0.5,
    why: 'right below "Functional gaps" each item is one',
    count: ({ section, list, lead }) =>
      Number(list.ordered !== true && ((section.heading?.depth !== 1 && namesGaps(section)) || leadNamesGaps(lead))),
  },
  {
    name: 'listed-alike',
    weight: 1.5,
    why: 'beside lists below headings that name gaps, a list below another heading is one more of them',
    count: ({ section, part }) =>
      Number(
        part === 'gaps' &&
          section.part === undefined &&
          section.heading !== undefined &&
          section.blocks.every(({ type }) => type === 'list') &&
          section.parent!.children.filter(
            (other) => other !== section && namesGaps(other) && other.blocks.some(({ type }) => type === 'list'),
          ).length > 1,
      ),
  },
  {
    name: 'boxes',
    weight: 1.5,
    why: 'a list of boxes below a heading that announces gaps ticks off what was closed',
    count: ({ list, part }) => Number(part === 'gaps' && share(list.children.map(isMarkedItem)) > 0.5),
  },
  {
    name: 'open-group',
    weight: 1,
    why: 'what stands under "Still open" or "Untested" is not closed',
    count: ({ section, lead }) => Number(['open', 'partial'].includes(groupState(section)?.state ?? stateAt(lead)?.state ?? '')),
  },
  {
    name: 'severity-group',
    weight: 1,
    why: 'gaps are grouped by severity',
    count: ({ section, lead }) => Number(groupLevel(lead) !== undefined || [section, ...above(section)].some(levelOf)),
  },
  {
    name: 'severity-mark',
    weight: 2.5,
    why: 'only what is wrong has a severity',
    count: ({ leads }) => Number(share(leads.map(({ severity }) => severity !== undefined)) > 0.5),
  },
  {
    name: 'open-mark',
    weight: 3,
    why: 'what is marked missing or partial is a gap, also among what is marked as there',
    count: ({ leads, list, part }) => {
      const states = list.children.map((item, index) => (item.checked === false ? 'open' : stateAt(leads[index]?.status ?? '')?.state))
      const open = states.map((state) => state === 'open' || state === 'partial' || state === 'planned')
      const marked = () => list.children.every((item) => /^[✅❌⚠✓✗✔✘🟡🔴🟢]/u.test(plain(item)) || stateBefore(plain(item)))
      return Number(share(open) > 0.5 || (part !== 'done' && open.some(Boolean) && marked()))
    },
  },
  {
    name: 'lettered-id',
    weight: 3,
    why: 'what one gives an id, one wants to be found',
    count: ({ leads }) =>
      Number(share(leads.map(({ id, idWord }) => idWord !== undefined || (id !== undefined && /\p{L}|#/u.test(id)))) > 0.5),
  },
  {
    name: 'runs-on',
    weight: 1.5,
    why: 'numbers that go on from list to list count the members of one enumeration',
    count: ({ runsOn }) => Number(runsOn),
  },
  { name: 'bold-lead', weight: 1, why: 'members of an enumeration are named in bold', count: ({ bold }) => Number(share(bold) > 0.5) },
  {
    name: 'facets',
    weight: 1.5,
    why: 'gaps are described by problem, impact, evidence, work',
    count: ({ fields }) => Number(share(fields.map((own) => own.some(({ role, label }) => role !== undefined && label !== ''))) > 0.5),
  },
  {
    name: 'other-part',
    weight: -4,
    why: 'steps, criteria, questions and sources are lists too',
    count: ({ part }) => Number(part !== undefined && otherParts.has(part)),
  },
  {
    name: 'restates',
    weight: -3,
    why: 'a summary, a plan or a list of actions restates what is enumerated elsewhere',
    count: ({ section }) =>
      Number(
        [section, ...above(section)].some(
          ({ part, level }) => level > 1 && (part === 'summary' || part === 'actions' || part === 'roadmap' || part === 'criteria'),
        ),
      ),
  },
  {
    name: 'guide',
    weight: -6,
    why: 'a framework or template shows how gaps are written',
    count: ({ section }) => Number(inGuide(section)),
  },
]
/** What a candidate must weigh; `beside` is what more a list needs when sections or rows of the document enumerate gaps already, `besideTable` what more a table without ids does. */
export const thresholds = { section: 3, table: 3.5, list: 2.5, beside: 2, besideTable: 1.5 }

/** What makes a gap of whatever its author says is one. */
export const asked: Signal = { name: 'asked', weight: thresholds.section, note: 'a comment of the author says that it is one' }

export function weigh<Candidate>(kinds: readonly SignalKind<Candidate>[], candidate: Candidate): { sum: number; signals: Signal[] } {
  const signals: Signal[] = []
  for (const { name, weight, why, count } of kinds) {
    const times = count(candidate)
    if (times > 0) signals.push({ name, weight: weight * times, note: why })
  }
  return { sum: signals.reduce((sum, { weight }) => sum + weight, 0), signals }
}
