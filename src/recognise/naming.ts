/**
 * Naming: in what way the text of a step names gaps. What it takes on is told from what it rules out ("Out of scope: G-02"),
 * waits for ("G-03 (blocked by G-01)"), makes way for ("unblocks G-05") or merely points at ("see G-02"). It goes by where a
 * name stands: below a label, in a column, struck through, or right beside words that say so. What names lead to is left to `link`.
 */
import type { Nodes, RootContent } from 'mdast'
import type { Position } from 'unist'
import type { GapPointer, Place, Reference } from '#model'
import { before, contains } from '#model'
import { plain, type Source } from '#read'
import { placeOf, type RawField, spanning } from './fields.ts'
import { referencesIn } from './references.ts'
import { kindNamedBy, roleOfColumn } from './vocabulary.ts'

type How = NonNullable<GapPointer['how']>

/** Words before a name, with nothing but an article or "gap" between: whole words in any case, and those of languages that put no blanks. */
const leading: Record<How, [words: string, unspaced?: string]> = {
  excludes: [
    "not|isn['’]t|without|except|except for|excluding|excludes?|other than|apart from|no longer|instead of|rather than|out of scope|not (?:in|part of|within|covered|included|covering|including|addressing|addressed|planned) ?(?:in |here|by )?(?:this|the|that)? ?\\p{L}{0,12}|deferred|defers?|postponed|postpones?|skips?|skipped|nicht|ohne|außer|ausgenommen|verschoben|pas|sans|sauf|hors|hors périmètre|excepté|sin|excepto|salvo|fuera de alcance|sem|exceto|fora de escopo|não|senza|tranne|eccetto|non|escluso|zonder|behalve|niet|без|кроме|не|utan|förutom|inte|không|trừ",
    '不包括|不含|除了|除|不做|を除く|제외',
  ],
  depends: [
    'blocked (?:by|on)|blocks? on|waits? (?:for|on)|waiting (?:for|on)|awaits|depends? (?:up)?on|depending (?:up)?on|dependent (?:up)?on|dependency|dependencies|relies on|requires?|needs?|prerequisites?|blockiert (?:durch|von)|wartet auf|hängt ab von|hängt von|abhängig von|abhängt von|setzt voraus|voraussetzung|voraussetzungen|benötigt|bloqué[es]{0,2} par|dépend de|dépendent de|attend|nécessite|prérequis|bloquead[oa]s? por|depende de|dependen de|requiere|espera a|requer|dependem de|aguarda|bloccat[oaie] da|dipende da|dipendono da|richiede|geblokkeerd door|hangt af van|afhankelijk van|wacht op|vereist|блокируется|заблокирован[оа]?|зависит от|требует|blockerad av|beror på|kräver|väntar på|bị chặn bởi|phụ thuộc vào|cần',
    '依赖于|依赖|取决于|受阻于|阻塞于|前置条件|依存先|선행',
  ],
  precedes: [
    'unblocks?|unblocking|blocks|blocking|enables?|enabling|precedes|ermöglicht|blockiert|débloque|bloque|desbloquea|bloquea|desbloqueia|bloqueia|sblocca|blocca|blokkeert|блокирует|blockerar|chặn',
    '阻塞',
  ],
  mentions: [
    'see|see also|cf\\.?|compare|refer to|refers to|after|before|once|until|prior to|ahead of|unlike|similar to|siehe|siehe auch|vgl\\.?|vergleiche|nach|vor|voir|voir aussi|après|avant|ver|véase|tras|después de|antes de|veja|após|depois de|vedi|dopo|prima di|zie|voor|см\\.?|после|перед|se|efter|före|xem|sau|trước',
    '参见|参考|见|参照',
  ],
}
const article =
  '(?:(?:the|a|both|gaps?|issues?|findings?|items?|completion of|completing|closing|finishing|fixing|resolving|closure of|work on|den|dem|der|die|das|lücken?|la|le|les|el|il|lo|los|las|os?|as?|lacunes?|lacunas?|brechas?|écarts?|de|von|пробел\\p{L}{0,3})\\s+)*'
const opening = '[\\s*_`~"\'“(\\[#]*'
const cues = (Object.entries(leading) as [How, [string, string?]][]).map(
  ([how, [words, unspaced]]) =>
    [
      how,
      new RegExp(
        `(?:(?<![\\p{L}\\p{N}])(?<cue>${words})(?![\\p{L}\\p{N}])${unspaced ? `|(?<bare>${unspaced})` : ''})\\s*[:：]?${opening}${article}${opening}$`,
        'iu',
      ),
    ] as const,
)

/** Words after a name: that it is another step's, or nobody's here. */
const copula =
  '(?:,?\\s*(?:which|that|and)\\s+)?(?:(?:is|are|was|were|has been|have been|stays?|remains?|will be|gets?|wird|werden|ist|sind|est|sont|es|está|é|è)\\s+)?(?:explicitly\\s+|also\\s+)?'
const movedTo =
  'moved|deferred|postponed|pushed(?: back| out)?|shifted|delayed|carried over|rescheduled|verschoben|verlegt|vertagt|reportée?s?|déplacée?s?|movid[oa]s?|aplazad[oa]s?|pospuest[oa]s?|adiad[oa]s?|spostat[oaie]|rinviat[oaie]|verplaatst|uitgesteld|перенесен[оаы]?|перенесён|flyttad|flyttas|chuyển'
const toward = 'to|until|into|auf|nach|in|à|au|en|vers|a|al|para|para a|naar|tot|в|на|till|sang'
const moved = new RegExp(
  `^${copula}(?<words>(?:${movedTo})\\s+(?:${toward})\\s+(?<target>[^.;,()\\n]{1,40})|(?:移至|推迟到|移到)(?<other>[^。；，()\\n]{1,40}))`,
  'iu',
)
const ruledOut =
  "out of scope|excluded|left out|not in (?:this|the|scope)\\b|(?:is|are)(?:n['’]t| not) (?:part|included|in scope|in this|within|addressed here|covered here|touched|planned here)|hors (?:du )?périmètre|fuera de(?:l)? alcance|fora d[eo] escopo|fuori ambito|nicht im umfang|вне рамок|不在范围"
const untouched = "(?:must|should|shall|will|may|can|do|does)\\s*(?:not|n['’]t)|mustn['’]t|won['’]t|shouldn['’]t|cannot|can['’]t"
const left = new RegExp(
  `^(?:${copula}(?<words>${ruledOut})|(?<none>(?:${untouched})\\s+(?:yet\\s+)?(?:be\\s+)?(?:touched|addressed|covered|included|started|changed|handled|tackled|attempted|considered|planned|worked on|part|in scope))(?![^.;\\n]*\\b(?:before|until|by|unless|without)\\b))`,
  'iu',
)

/** Between names of one list: "G-01, G-02 and G-03". */
const joining =
  /^[\s*_`~\])]*(?:\([^()]*\))?[\s*_`~\]]*(?:[,;/&+、，]|and|or|und|oder|et|ou|y|o|e|и|или|en|och|và|to|through|bis|–|-|—|\.\.+|…|和|及|と)*(?:\s*(?:and|or))?[\s*_`~[#]*(?:gaps?\s+)?[\s*_`~[#]*$/iu

/** What a label or a column says of all below it. */
function saidBelow(label: string, role: RawField['role']): How | undefined {
  if (kindNamedBy(label) === 'exclusion' || ruling.test(label)) return 'excludes'
  if (kindNamedBy(label) === 'precondition') return 'depends'
  if (role !== 'dependencies') return undefined
  const words = label
    .toLowerCase()
    .replace(/[^\p{L}\s]+/gu, ' ')
    .trim()
  // "Related gaps" may well be the step's own
  return /^(?:un)?block(?:s|ing)$|^(?:enables|precedes)$/.test(words) ? 'precedes' : /^related\b/.test(words) ? undefined : 'depends'
}
const ruling =
  /^(?:(?:is |are )?not (?:in|part of|within|covered|included|addressed|planned)\b|exclud(?:ed|es|ing)\b|deferred\b|postponed\b|moved (?:out|to)\b|left out\b|nicht (?:in|teil|enthalten)\b|pas dans\b|non inclus|no incluid|não incluíd|non inclus|niet in\b|ingår inte)/iu

/** Where a text names gaps that it takes on, and where others; and the places that speak of what it leaves or waits for. */
export interface Namings {
  gaps: GapPointer[]
  aside: GapPointer[]
  excludes: Place[]
}

/** @param fields of the same blocks @param step id of the step, as written: what was moved there is its own */
export function namingsIn(
  blocks: readonly RootContent[],
  fields: readonly RawField[],
  source: Source,
  ids: RegExp | undefined,
  step?: string,
): Namings {
  const regions = fields.flatMap((field) => regionOf(field, source) ?? [])
  const texts: Text[] = []
  for (const block of blocks) collect(block, source, { units: [] }, texts)
  const told = texts.flatMap((text) => tell(text, source, ids, regions, step))
  const names = (one: Told): boolean => one.how === undefined
  // once in running text, and once in each item and row: each may be a task of its own
  const running = new Set(blocks.flatMap(({ type, position }) => (type === 'list' || type === 'table' ? [] : [position!.start.line])))
  const unit = ({ text: { units } }: Told) => (units[0] && !running.has(units[0].line) ? units[0].line : 0)
  const seen = new Set<string>()
  const isNew = (one: Told) => {
    const own = `${one.id}\n${unit(one)}`
    const first = !seen.has(one.id)
    const again = unit(one) > 0 && !seen.has(own)
    seen.add(one.id).add(own)
    return first || again
  }
  const gaps = told.filter((one) => names(one) && isNew(one)).map(({ text: _, ...pointer }) => pointer)
  const others = new Set<string>()
  const aside = told.flatMap(({ text, ...pointer }): GapPointer[] => {
    if (pointer.how === undefined) return []
    const { units } = text
    // the nearest item, row or paragraph that names one before it
    const of =
      pointer.how === 'depends' || pointer.how === 'precedes'
        ? units
            .toReversed()
            .flatMap(
              (unit) => told.findLast((one) => names(one) && before(one.place, pointer.place) < 0 && contains(unit, one.place)) ?? [],
            )[0]
        : undefined
    const key = `${pointer.how}\n${pointer.id}\n${of?.id}`
    if (others.has(key) || of?.id === pointer.id) return []
    others.add(key)
    return [{ ...pointer, ...(of && { of: of.id }) }]
  })
  const excludes = [...regions.map(({ place }) => place), ...texts.flatMap(({ struck }) => struck)]
  return { gaps, aside, excludes }
}

/** A paragraph, heading or cell: the text in which names stand beside each other. */
interface Text {
  node: Nodes
  /** The items, rows and blocks around it, outermost first. */
  units: readonly Place[]
  /** What its column says of it. */
  how?: How
  words?: string
  struck: Place[]
}
type Around = Pick<Text, 'units' | 'how' | 'words'>

function collect(node: Nodes, source: Source, around: Around, found: Text[]): void {
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') {
    const own = around.units.length > 0 ? around : { ...around, units: [placeOf(source, node.position!)] }
    found.push({ node, ...own, struck: struckIn(node, source) })
    return
  }
  if (node.type === 'table') {
    const heads = (node.children[0]?.children ?? []).map((cell) => {
      const words = plain(cell)
      const how = saidBelow(words, roleOfColumn(words))
      return how && { how, words }
    })
    for (const row of node.children)
      for (const [at, cell] of row.children.entries())
        collect(cell, source, { units: [placeOf(source, row.position!)], ...heads[at] }, found)
    return
  }
  const units = node.type === 'listItem' ? [...around.units, placeOf(source, node.position!)] : around.units
  if ('children' in node) for (const child of node.children) collect(child, source, { ...around, units }, found)
}

function struckIn(node: Nodes, source: Source): Place[] {
  if (node.type === 'delete') return [placeOf(source, node.position!)]
  return 'children' in node ? node.children.flatMap((child) => struckIn(child, source)) : []
}

interface Region {
  place: Place
  how: How
  words: string
}

/** What a label speaks of: its own line, or where that says nothing the list, table or paragraph right below; of a heading all of it. */
function regionOf({ label, labelAt, role, at, blocks }: RawField, source: Source): Region | undefined {
  const how = label ? saidBelow(label, role) : undefined
  if (!how || !labelAt) return undefined
  const [first, second] = blocks
  const inLine = at && (!first || at.start.offset! < first.position!.start.offset!)
  const leadsOn = first?.type === 'paragraph' && second?.type === 'list' && /[:：]$/u.test(plain(first))
  const last: Position =
    source.text[labelAt.start.offset!] === '#'
      ? (at ?? labelAt)
      : inLine
        ? leadingOn(source, labelAt, first)
          ? first!.position!
          : lineOf(at, first?.position, source)
        : ((leadsOn ? second : first)?.position ?? labelAt)
  return { place: placeOf(source, spanning(labelAt, last)), how, words: label }
}
/** "Out of scope: what others plan, as there are:" leads in to the list below it. */
const leadingOn = ({ text }: Source, label: Position, next: Nodes | undefined): boolean =>
  next?.type === 'list' && /[:：]\s*$/u.test(text.slice(label.end.offset, next.position!.start.offset))
/** A value without the blocks that go on with it. */
const lineOf = (at: Position, next: Position | undefined, source: Source): Position =>
  next ? spanning(at, { start: next.start, end: source.pointAt(Math.max(at.start.offset!, next.start.offset! - 1)) }) : at

type Told = GapPointer & { text: Text }

function tell(text: Text, source: Source, ids: RegExp | undefined, regions: readonly Region[], step: string | undefined): Told[] {
  const named = referencesIn(text.node, source, ids).filter(({ kind }) => kind === 'gap' || kind === 'id')
  if (named.length === 0) return []
  const [start, end] = [text.node.position!.start.offset!, text.node.position!.end.offset!]
  const words = source.text.slice(start, end)
  const at = named
    .map((reference) => ({
      reference,
      from: offsetAt(source, reference.place.line, reference.place.column, start, end) - start,
      to: offsetAt(source, reference.place.endLine, reference.place.endColumn, start, end) - start,
    }))
    .sort((a, b) => a.from - b.from)
  const lists: (typeof at)[] = []
  let reach = 0
  for (const one of at) {
    const list = lists.at(-1)
    if (list && (one.from < reach || joining.test(words.slice(reach, one.from)))) list.push(one)
    else lists.push([one])
    reach = Math.max(reach, one.to)
  }
  return lists.flatMap((list) => {
    const from = list[0]!.from
    const to = Math.max(...list.map((one) => one.to))
    const beside = cueBefore(words.slice(Math.max(0, from - 160), from)) ?? cueAfter(words.slice(to, to + 200), step)
    return list.map(({ reference }): Told => {
      const region = regions.find(({ place }) => contains(place, reference.place))
      const struck = text.struck.some((place) => contains(place, reference.place))
      const said = struck ? { how: 'excludes' as const, ...(beside && { words: beside.words }) } : (beside ?? region ?? (text.how && text))
      return {
        ...pointerTo(reference),
        ...(said && { how: said.how!, ...(said.words && { words: said.words }) }),
        text,
      }
    })
  })
}

const pointerTo = ({ kind, text, place }: Reference): GapPointer => ({ id: text, place, ...(kind === 'id' && { foreign: true as const }) })

function cueBefore(text: string): { how: How; words: string } | undefined {
  for (const [how, pattern] of cues) {
    const groups = pattern.exec(text)?.groups
    const words = groups && (groups.cue ?? groups.bare)
    if (words) return { how, words }
  }
  return undefined
}

/** "G-02 is out of scope", "G-02: second track (moved to Phase 3)"; what was moved to the step itself is its own. */
function cueAfter(text: string, step: string | undefined): { how: How; words: string } | undefined {
  const own = text.split(/[.;。；](?=\s|$)|\n\s*\n/u, 1)[0]!
  const remark = /^[^\n]{0,80}?(?:\s[—–-]+|[([（])\s*(?=\S)/u.exec(own)
  for (const rest of [own.replace(/^[\s*_`~\])]+/, ''), ...(remark ? [own.slice(remark[0].length)] : [])]) {
    const to = moved.exec(rest)?.groups
    const target = to && (to.target ?? to.other)
    if (target && !(step && target.toLowerCase().includes(step.toLowerCase()))) return { how: 'excludes', words: to.words!.trim() }
    const groups = left.exec(rest)?.groups
    const words = groups && (groups.words ?? groups.none)
    if (words) return { how: 'excludes', words }
  }
  return undefined
}

/** The offset of a place's line and column, by halving. */
function offsetAt(source: Source, line: number, column: number, from: number, to: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    const point = source.pointAt(middle)
    if (point.line < line || (point.line === line && point.column < column)) low = middle + 1
    else high = middle
  }
  return low
}
