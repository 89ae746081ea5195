/**
 * Card layout: what a card says, set in type: every line, its size and its place, from the widths of the fonts. A title shrinks in three
 * steps and then ends at a word; what the fonts cannot write is left out, and never a box. Drawing is left to `cardfiles.ts`.
 */
import type { Node } from '@takumi-rs/core'
import type { Card } from './cards.ts'
import { type Face, type Fonts, family, type Weight } from './fonts.ts'
import type { Mark } from './frame.ts'

/** As pages of other sites show it. */
export const size = { width: 1200, height: 630 }
/** Nothing stands nearer to an edge. */
export const margin = 80
const measure = size.width - 2 * margin

/** Of `tokens.css`, the light theme. */
export const inks = {
  paper: '#fcfcfa',
  ink: '#1b1d20',
  quiet: '#575b61',
  hairline: '#dcdcd5',
  critical: '#a1121f',
  high: '#a8430a',
  medium: '#7a5c00',
  low: '#3a6277',
  open: '#3f4348',
  partial: '#6b5b1e',
  closed: '#1d6840',
  planned: '#4c4f9c',
} as const

/** The drawings of `MarkShape.astro`, in a square of 16. */
export const shapes: Record<string, { solid?: string; line?: string; circle?: number; dashed?: true }> = {
  critical: { solid: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z' },
  high: { solid: 'M8 1.2 15.4 14.4H.6z' },
  medium: { circle: 6.2, solid: 'M8 1.8a6.2 6.2 0 0 1 0 12.4z' },
  low: { circle: 5 },
  none: { line: 'M3.5 8h9' },
  open: { line: 'M2 2h12v12H2z' },
  partial: { line: 'M2 2h12v12H2z', solid: 'M2 8h12v6H2z' },
  closed: { line: 'M2 2h12v12H2zM4.6 8.2l2.5 2.6 4.4-5.4' },
  planned: { line: 'M2 2h12v12H2z', dashed: true },
}

const svg = (edge: number, inside: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${edge} ${edge}">${inside}</svg>`)

const colourOf = (value: string): string => inks[value as keyof typeof inks] ?? inks.quiet

/** The mark of `Logo.astro` and the shapes, as the pictures that a card refers to by name. */
export const drawings = [
  {
    src: 'logo',
    data: svg(
      24,
      `<path fill="${inks.ink}" d="M4 2h6v12h10v8H4z"/><path fill="none" stroke="${inks.ink}" stroke-width="1.8" d="M12.9 2.9h6.2v8.2h-6.2z"/>`,
    ),
  },
  ...Object.entries(shapes).map(([value, { solid, line, circle, dashed }]) => {
    const stroke = `fill="none" stroke="${colourOf(value)}" stroke-width="1.8"${dashed ? ' stroke-dasharray="3 3" stroke-dashoffset="1.5"' : ''}`
    return {
      src: value,
      data: svg(
        16,
        (line ? `<path ${stroke} d="${line}"/>` : '') +
          (circle ? `<circle ${stroke} cx="8" cy="8" r="${circle}"/>` : '') +
          (solid ? `<path fill="${colourOf(value)}" d="${solid}"/>` : ''),
      ),
    }
  }),
]

const titleSteps = [
  { size: 74, leading: 82 },
  { size: 60, leading: 68 },
  { size: 47, leading: 55 },
]
const top = { head: 66, rule: 134, matter: 178, marks: 524 }

/** A card as the tree of nodes that is drawn; the same card gives the same tree. */
export function layOut(given: Card, { faces }: Fonts): Node {
  const card = drawable(given, faces[600])
  const put: Node[] = [box(margin, top.rule, measure, 2, inks.hairline), picture('logo', margin - 8, top.head - 2, 48)]

  const site = fitted(card.site, faces[600], 30, measure * 0.55)
  put.push(line(site, { x: margin + 46, y: top.head, size: 30, leading: 44, weight: 600, colour: inks.ink }))
  const left = measure - 46 - faces[600].width(site, 30) - 40
  const system = fitted(card.system ?? '', faces[400], 30, left)
  const at = size.width - margin - faces[400].width(system, 30)
  put.push(line(system, { x: at, y: top.head, size: 30, leading: 44, weight: 400, colour: inks.quiet }))

  let y = top.matter
  if (card.id) {
    put.push(line(fitted(card.id, faces[600], 34, measure), { x: margin, y, size: 34, leading: 46, weight: 600, colour: inks.quiet }))
    y += 52
  }
  const lead = card.lead ? evenly(card.lead, faces[400], 34, 2) : []
  const leading = { lead: 46, before: 14 }
  const room = top.marks - 32 - y - (lead.length > 0 ? lead.length * leading.lead + leading.before : 0)
  const title = titleOf(card.title, faces[600], room)
  for (const text of title.lines) {
    put.push(line(text, { x: margin, y, size: title.size, leading: title.leading, weight: 600, colour: inks.ink }))
    y += title.leading
  }
  y += leading.before
  for (const text of lead) {
    put.push(line(text, { x: margin, y, size: 34, leading: leading.lead, weight: 400, colour: inks.quiet }))
    y += leading.lead
  }
  put.push(...marksOf(card.marks, faces[600]))
  return {
    type: 'container',
    style: { width: size.width, height: size.height, backgroundColor: inks.paper },
    children: put.filter((node) => node.type !== 'text' || node.text !== ''),
  }
}

/** Written as keyboards write them, since the fonts have no such signs. */
const written: Record<string, string> = {
  '→': '->',
  '←': '<-',
  '↔': '<->',
  '⇒': '=>',
  '≥': '>=',
  '≤': '<=',
  '‐': '-',
  '‑': '-',
}

/** One line of what is to be seen: without marks of code, and signs that only tell how others are to be set. */
const seen = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\s\p{Zs}\p{Cc}]+/gu, ' ')
    .replace(/[\p{Cf}`]/gu, '')
    .replace(/[→←↔⇒≥≤‐‑]/g, (sign) => written[sign]!)
    .trim()

/**
 * Without what the fonts cannot write: of a text a sign such as 🔴, and the whole text where it has other letters. Where that is the
 * title, only the id, the severity and the system are left.
 */
function drawable(card: Card, face: Face): Card {
  // a sign above another comes from another file of the font, and would miss it
  const has = (text: string) => face.has(text) && !/\p{M}/u.test(text)
  const whole = (text = ''): string => {
    const clean = seen(text)
    if (has(clean)) return clean
    const letters = seen(
      clean.normalize('NFKC').replace(/\p{S}[\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}]*/gu, (sign) => (has(sign) ? sign : ' ')),
    )
    return has(letters) ? letters : ''
  }
  const [site, system, id, title, lead] = [card.site, card.system, card.id, card.title, card.lead].map(whole) as string[]
  if (title) return { ...card, site: site!, system: system!, id: id!, title, lead: lead! }
  const marks = card.marks.filter(({ kind }) => kind === 'severity')
  return { ...card, site: '', system: system!, id: '', title: id || card.kind, lead: '', marks }
}

interface Set {
  lines: string[]
  /** Whether the text goes on. */
  ends: boolean
  /** Whether a word had to be broken. */
  broken: boolean
}

function titleOf(text: string, face: Face, room: number): { size: number; leading: number; lines: string[] } {
  for (const step of titleSteps) {
    const most = Math.floor(room / step.leading)
    const { ends, broken } = wrapped(text, face, step.size, measure, most)
    if ((!ends && !broken) || step === titleSteps.at(-1)) return { ...step, lines: evenly(text, face, step.size, most) }
  }
  throw new Error('there is no step for titles')
}

/** As few lines as can be, and then as narrow: no last line of one short word. */
function evenly(text: string, face: Face, size: number, most: number): string[] {
  const { lines, ends, broken } = wrapped(text, face, size, measure, most)
  if (ends || broken) return lines
  let [narrow, wide, best] = [measure / 2, measure, lines]
  while (wide - narrow > 8) {
    const middle = (narrow + wide) / 2
    const tried = wrapped(text, face, size, middle, lines.length)
    if (tried.ends || tried.broken) narrow = middle
    else [wide, best] = [middle, tried.lines]
  }
  return best
}

/** Lines of at most so many pixels, and at most so many lines; the last ends with "…" where the text goes on. */
function wrapped(text: string, face: Face, size: number, width: number, most: number): Set {
  const lines: string[] = []
  let broken = false
  let rest = text
  while (rest !== '') {
    const [line, after, within] = firstLine(rest, face, size, width)
    if (lines.length === most - 1 && after !== '') return { lines: [...lines, fitted(rest, face, size, width)], ends: true, broken }
    broken ||= within
    lines.push(line)
    rest = after
  }
  return { lines, ends: false, broken }
}

/** As many words as fit; of one that does not, what fits, if possible up to a sign at which paths and names are broken. */
function firstLine(text: string, face: Face, size: number, width: number): [line: string, after: string, within: boolean] {
  const words = text.split(' ')
  let line = ''
  for (const [at, word] of words.entries()) {
    const longer = line ? `${line} ${word}` : word
    if (face.width(longer, size) > width) {
      if (line) return [line, words.slice(at).join(' '), false]
      const part = fitting(word, face, size, width)
      const sign = Math.max(...['/', '-', '_', '.', ':', ','].map((sign) => part.lastIndexOf(sign))) + 1
      const end = sign > part.length / 2 ? sign : part.length
      return [word.slice(0, end), text.slice(end), true]
    }
    line = longer
  }
  return [line, '', false]
}

/** The text in one line, cut at a word if it is too long, and at a letter where the word is. */
function fitted(text: string, face: Face, size: number, width: number): string {
  if (face.width(text, size) <= width) return text
  const short = fitting(text, face, size, width - face.width('…', size))
  const word = text[short.length] === ' ' ? short.length : short.lastIndexOf(' ')
  return `${(word > 0 ? short.slice(0, word) : short).replace(/[\s,;:.(–—-]+$/, '')}…`
}

/** The longest beginning that fits, and at least one letter. */
function fitting(text: string, face: Face, size: number, width: number): string {
  let end = 1
  for (let taken = face.width(text.charAt(0), size); end < text.length; end++) {
    taken += face.width(text.charAt(end), size)
    if (taken > width) break
  }
  return text.slice(0, end)
}

/** In one row, smaller where there are many. */
function marksOf(marks: readonly Mark[], face: Face): Node[] {
  const width = (size: number) => marks.reduce((sum, { word }) => sum + size * 2.4 + face.width(word, size), -size)
  const size = [36, 31, 26].find((size) => width(size) <= measure) ?? 22
  let x = margin
  return marks.flatMap(({ value, word }) => {
    const shape = picture(value, x, top.marks + (48 - size) / 2, size)
    const words = line(word, { x: x + size * 1.36, y: top.marks, size, leading: 46, weight: 600, colour: colourOf(value) })
    x += size * 2.4 + face.width(word, size)
    return [shape, words]
  })
}

const placed = (x: number, y: number) => ({ position: 'absolute', left: Math.round(x), top: Math.round(y) }) as const

const box = (x: number, y: number, width: number, height: number, colour: string): Node => ({
  type: 'container',
  style: { ...placed(x, y), width, height, backgroundColor: colour },
})

const picture = (src: string, x: number, y: number, edge: number): Node => ({
  type: 'image',
  src,
  style: { ...placed(x, y), width: edge, height: edge },
})

interface Type {
  x: number
  y: number
  size: number
  /** From line to line. */
  leading: number
  weight: Weight
  colour: string
}

const line = (text: string, { x, y, size, leading, weight, colour }: Type): Node => ({
  type: 'text',
  text,
  style: {
    ...placed(x, y),
    fontFamily: `"${family}"`,
    fontSize: size,
    fontWeight: weight,
    lineHeight: `${leading}px`,
    whiteSpace: 'pre',
    color: colour,
  },
})
