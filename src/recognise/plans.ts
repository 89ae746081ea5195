/**
 * Plans: steps of a roadmap that have no heading "Phase 1" of their own. Below a heading that announces a roadmap they are rows of a
 * table, items of a list, lines in bold or headings, known by a step word, by a time, or as "now", "next" and "later". What is read as
 * gaps, or is part of a step with a heading, is left alone; so is a table or list that lists such steps again.
 */
import type { List, Nodes, RootContent, Table } from 'mdast'
import type { Position } from 'unist'
import { isTime, type Phase, type Place, speaksOfTime } from '#model'
import { plain, type Source } from '#read'
import { cellsOf, inner, placeOf, type RawField, readFields } from './fields.ts'
import { openingsOf, restOf } from './lists.ts'
import { extent, fieldFrom, isBody, placeOfWords, severityFrom } from './mention.ts'
import { namingsIn } from './naming.ts'
import { above, below, contents, partAbove, type SectionNode } from './sections.ts'
import { readStep, type StepHeading } from './steps.ts'
import { cellFields } from './tables.ts'
import { horizon, isStep, levelAt, roleOfColumn, stepColumn, timeColumn, unnumbered } from './vocabulary.ts'

type Named = Pick<StepHeading, 'title' | 'kind' | 'severity' | 'window'> & { id?: string }

/** @param headed steps with headings of their own @param founding places of gaps @param retold places that tell of gaps again */
export function plannedOf(
  root: SectionNode,
  source: Source,
  taken: ReadonlySet<SectionNode>,
  headed: readonly Phase[],
  founding: readonly Place[],
  retold: readonly Place[],
  ids: RegExp | undefined,
): Phase[] {
  const known = new Set(headed.map(({ id }) => id?.toLowerCase()))
  const begins = (places: readonly Place[]) => {
    const lines = new Set(places.map(({ line }) => line))
    return ({ position: { start, end } = { start: { line: 0 }, end: { line: -1 } } as Position }: Nodes) =>
      Array.from({ length: end.line - start.line + 1 }, (_, at) => start.line + at).some((line) => lines.has(line))
  }
  const isGap = begins(founding)
  const isRetold = begins([...founding, ...retold])
  const anew = (steps: Phase[]) => (steps.some(({ id }) => id !== undefined && known.has(id.toLowerCase())) ? [] : steps)
  const stepFrom = (named: Named, head: Position, whole: Position, fields: readonly RawField[], nodes: readonly RootContent[]): Phase => {
    const labelled = fields.find(({ role }) => role === 'severity')
    const priority =
      (named.severity ? severityFrom(named.severity, source, head) : undefined) ??
      (labelled?.at ? severityFrom(labelled.text, source, labelled.at, labelled.label) : undefined)
    return {
      ...(named.id && { id: named.id }),
      title: named.title,
      kind: named.kind.toLowerCase(),
      ...(named.window && { window: { words: named.window, place: placeOfWords(source, whole, named.window) } }),
      ...(priority && { priority }),
      place: placeOf(source, whole),
      headPlace: placeOf(source, head),
      ...namingsIn(nodes, fields, source, ids, named.id ?? named.title),
      fields: fields.filter((field) => field !== labelled || priority === undefined).flatMap((raw) => fieldFrom(raw, source) ?? []),
    }
  }

  const rows = (table: Table): Phase[] => {
    const [head, ...rows] = table.children
    const heads = cellsOf(head!)
    const texts = rows.map(cellsOf)
    const time = heads.findIndex((text) => timeColumn.test(text.trim()))
    const kindOf = (text: string) => stepColumn.exec(text.trim())?.[1]
    const named = heads.findIndex(kindOf)
    const name = named >= 0 ? named : time
    const says = (cells: readonly string[]) => nameOf(cells[name] ?? '', kindOf(heads[name]!)) !== undefined
    // a table of nothing but numbers counts something by step
    const tells = time >= 0 || texts.some((cells) => cells.some((text, index) => index !== name && /\p{L}{2}/u.test(text)))
    if (name < 0 || name > 1 || rows.length === 0 || !tells || !texts.every(says)) return []
    return rows.map((row, at) => {
      const cells = texts[at]!
      const own = nameOf(cells[name]!, kindOf(heads[name]!))!
      const said = time >= 0 && time !== name ? cells[time]! : ''
      // "1-2" below "Weeks" says so with its head
      const window = /\p{L}|\d/u.test(said) ? (/^[\d\s–—-]+$/.test(said) ? `${heads[time]} ${said}` : said) : own.window
      const fields = cellFields(row, cells, heads, heads.map(roleOfHead), [name, ...(time >= 0 ? [time] : [])])
      const step = stepFrom({ ...own, ...(window && { window }) }, inner(row.children[name]!) ?? row.position!, row.position!, fields, [
        row as unknown as RootContent,
      ])
      return time >= 0 && step.window && inner(row.children[time]!)
        ? { ...step, window: { ...step.window, place: placeOf(source, inner(row.children[time]!)!) } }
        : step
    })
  }

  const items = (list: List): Phase[] => {
    const read = openingsOf(list, source).flatMap(({ lead, fields }, index) => {
      const item = list.children[index]!
      if (!lead) return []
      // "**M1 – Tracing** (2026-04-15): …": the time stands right behind the lead
      const bracket = /^\s*\(([^()]{1,90})\)\s*(?=$|[:：.,—–-]|\s)/u.exec(lead.rest?.text ?? '')
      const behind = bracket && speaksOfTime(bracket[1]!) ? bracket[1]! : undefined
      const words = lead.text.replace(/[\s:：—–-]+$/u, '')
      const named = nameOf(words) ?? (behind && lead.bold ? { title: words, kind: 'step' } : undefined)
      if (!named) return []
      const window = named.window ?? behind
      const rest = restOf(lead, fields, item, source).flatMap((field) => (behind ? behindBracket(field, bracket![0], source) : field))
      return [
        stepFrom({ ...named, ...(window && { window }) }, lead.at, item.position!, [...rest, ...fields], item.children as RootContent[]),
      ]
    })
    return read.length * 2 > list.children.length ? read : []
  }

  /** A line in bold and what stands below it, up to the next. */
  const lead = (block: RootContent): Named | undefined => {
    const words = isBoldLine(block) ? plain(block) : ''
    return words.length <= 120 ? nameOf(words.replace(/[:：]$/u, '')) : undefined
  }

  return below(root).flatMap((section): Phase[] => {
    const inPlan = section.part === 'roadmap' || (section.part === undefined && partAbove(section) === 'roadmap')
    if (!inPlan || taken.has(section) || [section, ...above(section)].some(({ text }) => isStep(text))) return []
    if ([section, ...above(section)].some((one) => one !== section && one.parent?.heading && nameOf(one.text))) return []
    const { blocks } = section
    let until = 0
    // below a heading that announces no more than itself: "Roadmap" is no step
    const own = partAbove(section) === 'roadmap' ? nameOf(unnumbered(section.text)) : undefined
    if (own) {
      const at = section.heading!.position!
      const all = contents(section)
      if (all.some(isGap)) return []
      return anew([stepFrom(own, at, extent(at, all), readFields(all, source, 'every'), all)])
    }
    return blocks.flatMap((block, index) => {
      const named = lead(block)
      if (named) {
        const end = blocks.findIndex((other, at) => at > index && (other.type === 'thematicBreak' || isBoldLine(other)))
        until = end < 0 ? blocks.length : end
        const under = blocks.slice(index + 1, until).filter(isBody)
        if (under.length === 0 || under.some(isGap)) return []
        return anew([stepFrom(named, block.position!, extent(block.position!, under), readFields(under, source, 'every'), under)])
      }
      if (index < until || isRetold(block)) return []
      return anew(block.type === 'table' ? rows(block) : block.type === 'list' ? items(block) : [])
    })
  })
}

const isBoldLine = (block: RootContent): boolean =>
  block.type === 'paragraph' && block.children.length === 1 && block.children[0]!.type === 'strong'

/** What stands after the time in brackets, which is told as such. */
function behindBracket(field: RawField, bracket: string, source: Source): RawField[] {
  const cut = /^[\s:：.,—–-]*/u.exec(field.text.slice(bracket.length))![0].length + bracket.length
  const [from, to] = [field.at!.start.offset! + cut, field.at!.end.offset!]
  // marks within: the words are not where they seem
  if (!source.text.startsWith(field.text.slice(0, cut), field.at!.start.offset!)) return [field]
  return from < to ? [{ ...field, at: { start: source.pointAt(from), end: field.at!.end }, text: field.text.slice(cut) }] : []
}

/** Gaps that a step names are not what it lacks. */
const roleOfHead = (head: string) => (/^gaps?$/iu.test(head.trim()) ? undefined : roleOfColumn(head))

/** What words name a step: "Phase 1: Base", "M1 – Tracing", "Q2 2026", "Now (this sprint)"; in a column of steps whatever they are. */
function nameOf(words: string, kind?: string): Named | undefined {
  const text = words.trim()
  if (text === '' || text.length > 160) return undefined
  // "Phase 8 completion" says how a step went
  const step = /^\P{L}*\p{L}+(?: \p{L}+)?\s+[\w.]+\s*(?:$|[:：.(（[|—–-])/u.test(text) ? readStep(text) : undefined
  if (step) return step
  const milestone = /^(M\d{1,2}|(?:[Rr]elease )?v\d+(?:\.\d+)*|[Rr]elease \d+(?:\.\d+)*)(?:\s*[:：.—–-]+\s*|\s+|$)(?=(.*))/u.exec(text)
  if (milestone) {
    const rest = readStep(`Milestone 1: ${milestone[2]}`)
    const title = milestone[2] && rest ? rest.title : milestone[1]!
    return {
      ...(rest?.window && { window: rest.window }),
      id: milestone[1]!,
      title,
      kind: kind ?? (milestone[1]!.startsWith('M') ? 'milestone' : 'release'),
    }
  }
  if (isTime(text)) return { title: text, kind: kind ?? 'step', window: text }
  const soon = horizon.exec(text)
  const bracket = soon && /^\s*\(([^()]*)\)/.exec(text.slice(soon[0].length))?.[1]
  if (soon) return { title: text, kind: kind ?? 'step', ...(bracket && speaksOfTime(bracket) && { window: bracket }) }
  if (kind === undefined || !/[\p{L}\d]/u.test(text)) return undefined
  if (/^\d{1,2}$/.test(text)) return { id: `${kind} ${text}`, title: `${kind} ${text}`, kind }
  const level = levelAt(text)
  return level?.words === text ? undefined : { title: text, kind }
}
