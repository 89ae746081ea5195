/**
 * Graph: pictures of who leads to whom: what stands around one gap or item, and what depends on what within a system. Each is made
 * here whole, in columns of nodes of one size, as coordinates and words; a component only writes them down. A picture repeats a list
 * that stands beside it, so none is made where it would say less than the list or hold more than an eye takes in.
 */
import { type Circle, type Edge, type Graph, graphOf } from '#link'
import type { GapEntry } from './entries.ts'
import { type Frame, frame, type GapLine, type Link, type Mark, many, severityMark, type Written, written } from './frame.ts'
import { apartId, type Portfolio, spokenId } from './portfolio.ts'
import { href, routes } from './routes.ts'

export interface PictureNode {
  x: number
  y: number
  height: number
  /** Absent of what the page itself is about. */
  href?: string
  /** An id, or what kind of thing it is. */
  head: string
  /** Whether the head is an id. */
  id: boolean
  mark?: Mark
  /** The title, broken and cut to fit. */
  lines: string[]
  /** The title whole. */
  title: string
  lang?: string
  middle?: boolean
}

export interface PictureLine {
  /** A path of SVG. */
  d: string
  /** Lines of one meaning are drawn alike. */
  kind: 'depends' | 'names' | 'circle'
  /** Where it points to. */
  tips: { x: number; y: number; left: boolean }[]
}

export interface Picture {
  /** For those who do not see it. */
  label: string
  width: number
  height: number
  /** Width of every node. */
  node: number
  nodes: PictureNode[]
  lines: PictureLine[]
}

/** One thing in a picture, before it has a place. */
export interface Subject {
  title: string
  href?: string
  id?: string
  /** "Gap", "Action", "Path": told where there is no id. */
  kind: string
  mark?: Mark
  lang?: string
}

/** What leads to the thing in the middle, or what that leads to. */
export interface Neighbour extends Subject {
  href: string
  side: 'before' | 'after'
  /** Left out where otherwise there would be too many. */
  spare?: boolean
}

/** A gap of a list, as a neighbour. */
export const lineNeighbour = ({ href, id, title, severity, lang }: GapLine, side: Neighbour['side']): Neighbour => ({
  side,
  kind: 'Gap',
  href,
  title,
  ...(id && { id: spokenId('gap', id) }),
  ...(severity && { mark: severity.mark }),
  ...(lang !== undefined && { lang }),
})

const fewestNeighbours = 2
const mostNeighbours = 11

/** The thing itself in the middle, what leads to it before it, what it leads to behind it. None where it would say nothing. */
export function neighbourhood(middle: Subject, all: readonly Neighbour[]): Picture | undefined {
  const distinct = [...new Map(all.map((one) => [`${one.side}\n${one.href}\n${one.title}`, one])).values()]
  const shown = distinct.length > mostNeighbours ? distinct.filter(({ spare }) => !spare) : distinct
  // what leads both ways stands before, with a point at each end
  const after = new Set(shown.filter(({ side }) => side === 'after').map(({ href }) => href))
  const before = shown.filter(({ side }) => side === 'before')
  const both = new Set(before.filter(({ href }) => after.has(href)).map(({ href }) => href))
  const behind = shown.filter(({ side, href }) => side === 'after' && !both.has(href))
  const count = before.length + behind.length
  if (count < fewestNeighbours || count > mostNeighbours) return undefined
  const name = (at: number) => `${at}`
  const subjects = new Map<string, Subject & { middle?: boolean }>([
    ...before.map((one, at) => [name(at), one] as const),
    ['middle', { ...middle, middle: true }],
    ...behind.map((one, at) => [name(before.length + at), one] as const),
  ])
  const columns = [before.map((_, at) => name(at)), ['middle'], behind.map((_, at) => name(before.length + at))]
  const wires: Wire[] = [
    ...before.map((one, at): Wire => ({ from: name(at), to: 'middle', kind: 'depends', both: both.has(one.href) })),
    ...behind.map((_, at): Wire => ({ from: 'middle', to: name(before.length + at), kind: 'depends' })),
  ]
  return drawn(
    `Picture of ${[...(before.length > 0 ? ['what names this'] : []), ...(behind.length > 0 ? ['what this names'] : [])].join(' and ')}; the lists have the same links`,
    columns.filter((column) => column.length > 0),
    subjects,
    wires,
  )
}

/** More than these are a list alone. */
const mostInPicture = 40
/** More than these have a page of their own. */
const mostOnSystem = 12
/** More lines than these help nobody on one page; each gap's own page tells what it names. */
const mostLines = 600

export interface Dependencies {
  heading: string
  picture?: Picture
  /** What the lines of the picture mean. */
  legend?: string
  /** Ways round, each with what it says of itself. */
  circles: { way: Link[]; says: string; written: Written }[]
  /** Gap by gap: what each depends on or names, and where it says so. */
  lines: { gap: Link & { id?: string }; edges: { verb?: string; to: Link; written: Written }[] }[]
  /** Where not all of them are shown. */
  cut?: string
}

/** What gaps of a system say of each other, once a system. */
const graphs = new WeakMap<Portfolio, Map<string, Graph>>()
function graphOfSystem(all: Portfolio, slug: string): Graph {
  const known = graphs.get(all) ?? new Map<string, Graph>()
  graphs.set(all, known)
  const made =
    known.get(slug) ??
    graphOf(
      all.gapsOfSystem(slug).map(({ key }) => key),
      all.edgesOfSystem(slug),
    )
  known.set(slug, made)
  return made
}

/** Systems whose dependencies are too many for their own page. */
export const systemsWithDependencies = (all: Portfolio): string[] =>
  all.systems.map(({ slug }) => slug).filter((slug) => graphOfSystem(all, slug).layers.flat().length > mostOnSystem)

/** What a system's own page shows of them: all, or the way to their page. */
export function dependenciesOn(all: Portfolio, from: string, slug: string): { here?: Dependencies; there?: Link & { heading: string } } {
  const graph = graphOfSystem(all, slug)
  if (graph.edges.length < 2) return {}
  const nodes = graph.layers.flat().length
  if (nodes <= mostOnSystem) return { here: dependencies(all, from, slug)! }
  return {
    there: {
      heading: headingOf(graph),
      href: href(from, routes.dependencies(slug)),
      text: `${nodes} gaps, and what each ${verbOf(graph.edges)}`,
    },
  }
}

const verbOf = (edges: readonly Edge[]): string => {
  const [depends, names] = (['depends', 'names'] as const).map((kind) => edges.some((edge) => edge.kind === kind))
  return [...(depends ? ['depends on'] : []), ...(names ? ['names'] : [])].join(' or ')
}

const named = 'What names what'
/** Where no document speaks of a dependency, we do not either. */
const headingOf = ({ edges }: Graph): string => (edges.some(({ kind }) => kind === 'depends') ? 'Dependencies' : named)

/** @param from the page that shows them */
export function dependencies(all: Portfolio, from: string, slug: string): Dependencies | undefined {
  const graph = graphOfSystem(all, slug)
  if (graph.edges.length === 0) return undefined
  const [only, ...others] = all.system(slug).documents
  const near = others.length === 0 ? only : undefined
  const gap = (key: string) => all.gap(key)!
  const rank = new Map(all.gapsOfSystem(slug).map(({ key }, at) => [key, at]))
  const byFrom = Map.groupBy(
    graph.edges.toSorted((a, b) => rank.get(a.from)! - rank.get(b.from)! || Number(a.kind === 'names') - Number(b.kind === 'names')),
    ({ from }) => from,
  )
  const shown = [...byFrom].filter((_, at) => at < mostLines)
  const kinds = new Set(graph.edges.map(({ kind }) => kind))
  const picture = graph.layers.flat().length <= mostInPicture ? layered(all, from, graph) : undefined
  return {
    heading: headingOf(graph),
    ...(picture && { picture, legend: legendOf(kinds, graph.circles.length > 0) }),
    circles: graph.circles.map((circle) => circleOf(all, from, circle, near)),
    lines: shown.map(([key, edges]) => ({
      gap: {
        href: href(from, routes.gap(key)),
        text: gap(key).title,
        ...(apartId(gap(key)) && { id: gap(key).id! }),
      },
      edges: edges.map(({ kind, to, place }, at) => ({
        // told once of all that follow
        ...(kind !== edges[at - 1]?.kind && { verb: kind === 'depends' ? 'depends on' : 'names' }),
        to: shortLink(from, gap(to)),
        written: written(all, from, place, near),
      })),
    })),
    ...(shown.length < byFrom.size && { cut: `The first ${shown.length}; the page of each gap tells what it names.` }),
  }
}

function legendOf(kinds: ReadonlySet<Edge['kind']>, circles: boolean): string {
  const depends = 'An arrow leads from a gap to what it depends on'
  if (!kinds.has('depends')) return 'An arrow leads from a gap to one that its text names.'
  return `${depends}${kinds.has('names') ? ', a dotted one to what its text only names' : ''}${circles ? '; dashed are those that lead in a circle' : ''}.`
}

const shortLink = (from: string, gap: GapEntry): Link => ({
  href: href(from, routes.gap(gap.key)),
  text: gap.id ? spokenId('gap', gap.id) : gap.title,
})

function circleOf(all: Portfolio, from: string, { keys, way }: Circle, near: string | undefined): Dependencies['circles'][number] {
  const more = keys.length - way.length
  return {
    way: [...way.map((edge) => edge.from), way[0]!.from].map((key) => shortLink(from, all.gap(key)!)),
    says: `${way.length === 2 && more === 0 ? 'neither can come first' : 'none of them can come first'}${more > 0 ? `, nor can ${more} more that hang on it` : ''}.`,
    written: written(all, from, way[0]!.place, near),
  }
}

function layered(all: Portfolio, from: string, { layers, edges, circles }: Graph): Picture {
  const circle = new Map(circles.flatMap(({ keys }, at) => keys.map((key) => [key, at] as const)))
  const inCircle = ({ kind, from, to }: Edge) => kind === 'depends' && circle.has(from) && circle.get(from) === circle.get(to)
  const subjects = new Map(layers.flat().map((key) => [key, subjectOf(all, from, all.gap(key)!)]))
  const wires = edges.map((edge): Wire => ({ from: edge.from, to: edge.to, kind: inCircle(edge) ? 'circle' : edge.kind }))
  return drawn(`Picture of ${many(subjects.size, 'gap')} and what each leads to; the list has the same links`, layers, subjects, wires)
}

export const subjectOf = (all: Portfolio, from: string, gap: GapEntry): Subject => ({
  title: gap.title,
  href: href(from, routes.gap(gap.key)),
  ...(apartId(gap) && { id: spokenId('gap', gap.id!) }),
  kind: 'Gap',
  ...(gap.severity && { mark: severityMark(gap.severity.level) }),
  lang: all.document(gap.place.file)?.lang ?? '',
})

export interface DependenciesView {
  frame: Frame
  title: string
  lead: string
  styles: string
  of: Dependencies
}

/** The page of a system's dependencies, where they are too many for the system's own. */
export function dependenciesView(all: Portfolio, slug: string): DependenciesView {
  const address = routes.dependencies(slug)
  const { name } = all.system(slug)
  const own = dependencies(all, address, slug)!
  const title = own.heading === named ? `${named} in ${name}` : `Dependencies of ${name}`
  const { edges, layers } = graphOfSystem(all, slug)
  const lead = `${layers.flat().length} of ${many(all.gapsOfSystem(slug).length, 'gap')}, and ${many(edges.length, 'time')} that one ${verbOf(edges)} another.`
  return {
    frame: frame(all, {
      address,
      title: `${title.slice(0, title.length - name.length)}${all.title(routes.system(slug))}`,
      description: `${title} (${slug}): ${lead}`,
      crumbs: [{ to: routes.system(slug), text: name }],
    }),
    title,
    lead,
    styles: href(address, routes.graphStyles),
    of: own,
  }
}

/* drawing */

interface Wire {
  from: string
  to: string
  kind: PictureLine['kind']
  /** Has a point at each end. */
  both?: boolean
}

const node = { width: 180, padding: 10, text: 13, head: 11.5 }
const between = { columns: 50, rows: 12, wires: 22 }

/** In columns from left to right; wires over several columns pass between the nodes of those in the middle. */
function drawn(
  label: string,
  layers: readonly (readonly string[])[],
  subjects: ReadonlyMap<string, Subject & { middle?: boolean }>,
  wires: readonly Wire[],
): Picture {
  const at = new Map(layers.flatMap((keys, layer) => keys.map((key) => [key, layer] as const)))
  // each wire as a chain of cells from left to right, a cell of its own in each column that it passes
  const columns = layers.map((keys) => [...keys])
  const chains = wires.map((wire, number) => {
    const [left, right] = at.get(wire.from)! <= at.get(wire.to)! ? [wire.from, wire.to] : [wire.to, wire.from]
    const passing: string[] = []
    for (let layer = at.get(left)! + 1; layer < at.get(right)!; layer++) {
      const cell = `\n${number}:${layer}`
      passing.push(cell)
      columns[layer]!.push(cell)
    }
    return { wire, cells: [left, ...passing, right], flat: at.get(left) === at.get(right) }
  })
  untangle(
    columns,
    chains.filter(({ flat }) => !flat).map(({ cells }) => cells),
  )
  const texts = new Map([...subjects].map(([key, { title }]) => [key, broken(title, node.width - 2 * node.padding, node.text, 2)]))
  const heightOf = (cell: string) => 29 + 16 * texts.get(cell)!.length
  const tall = (cell: string) => (subjects.has(cell) ? heightOf(cell) + between.rows : between.wires)
  const heights = columns.map((cells) => cells.reduce((sum, cell) => sum + tall(cell), 0))
  const highest = Math.max(...heights)
  const flats = chains.filter(({ flat }) => flat).map(({ wire }) => wire)
  const margin = (layer: number, up: boolean) =>
    flats.some(({ from, to }) => at.get(from) === layer && rank(from) > rank(to) === up) ? between.columns * 0.6 : 1
  const ranks = new Map(columns.flatMap((cells) => cells.map((cell, number) => [cell, number] as const)))
  const rank = (cell: string) => ranks.get(cell)!
  const edge = margin(0, true)
  const x = (layer: number) => edge + layer * (node.width + between.columns)
  /** Of each cell the middle of its height. */
  const y = new Map<string, number>()
  for (const [layer, cells] of columns.entries()) {
    let top = (highest - heights[layer]!) / 2
    for (const cell of cells) {
      y.set(cell, Math.round(top + (tall(cell) - between.rows) / 2) + 1)
      top += tall(cell)
    }
  }
  return {
    label,
    width: Math.ceil(x(columns.length - 1) + node.width + margin(columns.length - 1, false)),
    height: Math.ceil(highest - between.rows + 2),
    node: node.width,
    nodes: columns.flatMap((cells, layer) =>
      cells.flatMap((cell): PictureNode[] => {
        const subject = subjects.get(cell)
        if (!subject) return []
        const { href, id, kind, mark, title, lang, middle } = subject
        return [
          {
            x: x(layer),
            y: y.get(cell)! - heightOf(cell) / 2,
            height: heightOf(cell),
            ...(href && { href }),
            head: fitted(id ?? kind, node.width - 2 * node.padding - (mark ? 82 : 0), node.head * 1.08),
            id: id !== undefined,
            ...(mark && { mark }),
            lines: texts.get(cell)!,
            title,
            ...(lang !== undefined && { lang }),
            ...(middle && { middle }),
          },
        ]
      }),
    ),
    lines: chains.map(({ wire, cells, flat }) => (flat ? aside(wire) : across(wire, cells))),
  }

  function across({ from, kind, both }: Wire, cells: readonly string[]): PictureLine {
    const [left, right] = [cells[0]!, cells.at(-1)!]
    const first = at.get(left)!
    const begin = { x: x(first) + node.width, y: y.get(left)! }
    let d = `M${begin.x} ${begin.y}`
    let before = begin
    for (const [step, cell] of cells.slice(1).entries()) {
      const here = { x: x(first + step + 1), y: y.get(cell)! }
      const half = Math.round((before.x + here.x) / 2)
      d += `C${half} ${before.y} ${half} ${here.y} ${here.x} ${here.y}`
      before = { x: here.x + node.width, y: here.y }
      if (cell !== right) d += `H${before.x}`
    }
    const there = { x: x(at.get(right)!), y: y.get(right)!, left: false }
    const here = { ...begin, left: true }
    return { d, kind, tips: both ? [there, here] : [from === left ? there : here] }
  }

  /** Between two of one column: down on its right, up on its left, so that there and back are two lines. */
  function aside({ from, to, kind, both }: Wire): PictureLine {
    const down = rank(from) < rank(to)
    const side = x(at.get(from)!) + (down ? node.width : 0)
    const bow = side + (down ? 1 : -1) * between.columns * 0.62
    // a little apart from where other lines begin and end
    const [begin, end] = [y.get(from)! + (down ? 6 : -6), y.get(to)! + (down ? -6 : 6)]
    return {
      d: `M${side} ${begin}C${bow} ${begin} ${bow} ${end} ${side} ${end}`,
      kind,
      tips: [{ x: side, y: end, left: down }, ...(both ? [{ x: side, y: begin, left: down }] : [])],
    }
  }
}

/** Puts the cells of each column in an order in which few chains cross: a few times there and back, each by the middle of its neighbours. */
function untangle(columns: string[][], chains: readonly (readonly string[])[]): void {
  const before = new Map<string, string[]>()
  const behind = new Map<string, string[]>()
  const add = (to: Map<string, string[]>, cell: string, other: string) => {
    const known = to.get(cell)
    if (known) known.push(other)
    else to.set(cell, [other])
  }
  for (const cells of chains)
    for (const [step, cell] of cells.slice(1).entries()) {
      add(before, cell, cells[step]!)
      add(behind, cells[step]!, cell)
    }
  const sort = (column: string[], beside: string[] | undefined, links: ReadonlyMap<string, string[]>) => {
    if (!beside) return
    const place = new Map(beside.map((cell, at) => [cell, (at + 0.5) / beside.length]))
    const wanted = new Map(
      column.map((cell, at) => {
        const others = (links.get(cell) ?? []).flatMap((other) => place.get(other) ?? [])
        return [cell, others.length > 0 ? others.reduce((sum, one) => sum + one, 0) / others.length : (at + 0.5) / column.length] as const
      }),
    )
    column.sort((a, b) => wanted.get(a)! - wanted.get(b)!)
  }
  for (let round = 0; round < 4; round++) {
    for (const [at, column] of columns.entries()) sort(column, columns[at - 1], before)
    for (let at = columns.length - 2; at >= 0; at--) sort(columns[at]!, columns[at + 1], behind)
  }
}

/* words: how wide a font sets them is not known here, so that they are taken to be rather wide */

const wide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Extended_Pictographic}|[\uff00-\uffef]/u
const narrow = /[iljtfrI.,:;'|!()[\] -]/
const broad = /[mwMWQO@%\p{Lu}]/u

/** In units of the picture. */
export const widthOf = (text: string, size: number): number =>
  [...text].reduce((sum, letter) => sum + (wide.test(letter) ? 1.05 : narrow.test(letter) ? 0.36 : broad.test(letter) ? 0.76 : 0.56), 0) *
  size

/** As much of a text as there is room for. */
export function fitted(text: string, room: number, size: number): string {
  const letters = [...text.replace(/\s+/g, ' ').trim()]
  if (widthOf(letters.join(''), size) <= room) return letters.join('')
  let width = widthOf('…', size)
  const kept: string[] = []
  for (const letter of letters) {
    width += widthOf(letter, size)
    if (width > room) break
    kept.push(letter)
  }
  return `${kept.join('').replace(/[\s,;:.–—-]+$/, '')}…`
}

/** A text in so many lines, broken at words where there are any. */
export function broken(text: string, room: number, size: number, most: number): string[] {
  const words = text.replace(/\s+/g, ' ').replaceAll('`', '').trim().split(' ')
  const lines: string[] = []
  let line = ''
  for (const [at, word] of words.entries()) {
    const longer = line ? `${line} ${word}` : word
    if (!line || widthOf(longer, size) <= room) {
      line = longer
      continue
    }
    if (lines.length === most - 1) return [...lines, fitted([line, ...words.slice(at)].join(' '), room, size)]
    lines.push(fitted(line, room, size))
    line = word
  }
  return [...lines, fitted(line, room, size)]
}
