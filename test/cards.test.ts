/** Cards: what they say, how they are set, and that they are drawn once; looked at as data, as measured text and as pixels. */
import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { MeasuredNode, Node, Renderer } from '@takumi-rs/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Card, cardsOf, drawCards } from '#publish'
import { options, rendererOf } from '../src/publish/cardfiles.ts'
import { drawings, inks, layOut, margin, shapes, size } from '../src/publish/cardlayout.ts'
import { type Fonts, fonts } from '../src/publish/fonts.ts'
import { severityMark, stateMark } from '../src/publish/frame.ts'
import { root, temporary } from './built.ts'
import { portfolioOf } from './portfolios.ts'

let type: Fonts
let renderer: Renderer
beforeAll(async () => {
  type = await fonts()
  renderer = await rendererOf(type)
})

const card = (given: Partial<Card> & { title: string }): Card => ({
  site: 'Gaps of the works',
  system: 'Tide mill',
  kind: 'Gap',
  marks: [severityMark('critical'), stateMark('open')],
  alt: '',
  ...given,
})
const long =
  'The installer assumes that the target already has a configured pipeline, which is true for fewer than half of what we looked at, and fails without a message where it has none, so that people think that it has been installed although nothing has been installed, and nobody has been told of it'

/** Titles that are hard to set, each with what the card shows of it. */
const titles: Record<string, string> = {
  'one word': 'Resume',
  'two lines': 'Webhook signatures are not verified before use',
  'four lines': 'Webhook signatures are not verified before the payload is parsed, and replays are accepted for a whole day',
  'too long': long,
  'far too long': long.repeat(20),
  unbroken: 'W'.repeat(400),
  'an unbroken path': 'packages/core/src/runner/session/'.repeat(8),
  'a long word late': `Resume ${'m'.repeat(90)} and more`,
  'only spaces and marks': ' ` ` \u200b\u202e ',
  Cyrillic: 'Возобновление сессии после остановки не реализовано',
  Greek: 'Η επανάληψη της συνεδρίας λείπει',
  'Latin, extended': 'Łódź, Œuvre, Größe, Đường, ŵ',
  Chinese: '会话恢复尚未实现',
  Arabic: 'استئناف الجلسة مفقود',
  emoji: '🔴 Resume',
  'only emoji': '🔴 👩🏽‍💻 ⚠️',
  'marks upon marks': `Zalgo ${'e\u0301\u0302\u0303\u0304'.repeat(20)}`,
  'half a sign': 'Broken \ud83d sign',
}
const hard: [string, Card][] = [
  ...Object.entries(titles).flatMap(([name, title]): [string, Card][] => [
    [name, card({ title })],
    [`${name}, with an id`, card({ title, id: 'GAP-DOC-001' })],
  ]),
  ['names of any length', card({ title: long, id: long, site: long, system: long, lead: long })],
  [
    'names without a space',
    card({ title: 'a', id: 'W'.repeat(200), site: 'W'.repeat(200), system: 'W'.repeat(200), lead: 'W'.repeat(200) }),
  ],
  [
    'many marks',
    card({
      title: 'a',
      marks: (['critical', 'high', 'medium', 'low', 'none'] as const).map((level) => ({ ...severityMark(level), word: '100000 critical' })),
    }),
  ],
  ['nothing', card({ title: '', site: '', system: '', marks: [] })],
]

const textsOf = (node: Node): string[] =>
  node.type === 'text' ? [node.text] : node.type === 'container' ? (node.children ?? []).flatMap(textsOf) : []
const shown = (given: Card): string[] => textsOf(layOut(given, type))
/** Lines of the title: those in its sizes. */
const titleOf = (given: Card): { size: number; lines: string[] } => {
  const node = layOut(given, type)
  const lines = (node.type === 'container' ? (node.children ?? []) : []).filter(
    (one) => one.type === 'text' && Number((one.style as { fontSize: number }).fontSize) > 40,
  )
  return { size: Number((lines[0]!.style as { fontSize: number }).fontSize), lines: lines.flatMap(textsOf) }
}

function* runs(node: MeasuredNode, x = 0, y = 0): Generator<{ text: string; right: number; bottom: number }> {
  const [left, top] = [x + node.transform[4], y + node.transform[5]]
  for (const run of node.runs) yield { text: run.text, right: left + run.x + run.width, bottom: top + run.y + run.height }
  for (const child of node.children) yield* runs(child, left, top)
}

describe('a card', () => {
  it.each(hard)('keeps within its margins: %s', async (_, given) => {
    const node = layOut(given, type)
    for (const { text, right } of runs(await renderer.measure(node, options)))
      expect(right, text).toBeLessThanOrEqual(size.width - margin + 1)
    const pixels = await renderer.render(node, { ...options, format: 'raw' })
    expect(pixels.length).toBe(size.width * size.height * 4)
    const paper = pixels.readUInt32BE(0)
    const within = (x: number, y: number) => x >= margin - 4 && x < size.width - margin + 4 && y >= 56 && y < size.height - 48
    let strays = 0
    for (let y = 0; y < size.height; y++)
      for (let x = 0; x < size.width; x++) if (!within(x, y) && pixels.readUInt32BE((y * size.width + x) * 4) !== paper) strays++
    expect(strays).toBe(0)
  })

  it.each(hard)('has no sign that its fonts lack: %s', (_, given) => {
    for (const text of shown(given)) expect(type.faces[600].has(text) && type.faces[400].has(text), text).toBe(true)
  })

  it('is never set with a line upon another', () => {
    for (const [name, given] of hard) {
      const node = layOut(given, type)
      const lines = (node.type === 'container' ? (node.children ?? []) : [])
        .filter((one) => one.type === 'text')
        .map(({ style }) => style as { left: number; top: number; lineHeight: string })
        .sort((a, b) => a.top - b.top)
      for (const [at, line] of lines.entries()) {
        const next = lines[at + 1]
        if (next && next.top !== line.top)
          expect(next.top, name).toBeGreaterThanOrEqual(line.top + Number.parseInt(line.lineHeight, 10) - 1)
      }
    }
  })

  it('has a title that shrinks in three steps, and then ends at a word', () => {
    const sizes = ['two lines', 'four lines', 'too long'].map((name) => titleOf(card({ title: titles[name]!, id: 'G-01' })))
    expect(sizes.map(({ size }) => size)).toEqual([74, 60, 47])
    expect(sizes[0]!.lines.join(' ')).toBe(titles['two lines'])
    expect(sizes[1]!.lines.join(' ')).toBe(titles['four lines'])
    const cut = sizes[2]!.lines.join(' ')
    expect(cut).toMatch(/\p{L}…$/u)
    expect(`${long} `.startsWith(`${cut.slice(0, -1)} `) || long.startsWith(`${cut.slice(0, -1)},`)).toBe(true)
  })

  it('breaks a path where paths are broken, and a word that is too long wherever it must', () => {
    for (const line of titleOf(card({ title: titles['an unbroken path']!, id: 'G-01' })).lines.slice(0, -1)) expect(line).toMatch(/\/$/)
    const { lines } = titleOf(card({ title: titles.unbroken! }))
    expect(lines.join('')).toMatch(/^W{100,}…$/)
  })

  it('shows id, severity and system alone where the title cannot be written', () => {
    for (const name of ['Chinese', 'Arabic', 'marks upon marks', 'half a sign']) {
      expect(shown(card({ title: titles[name]!, id: 'G-07' })), name).toEqual(['Tide mill', 'G-07', 'Critical'])
      expect(shown(card({ title: titles[name]!, marks: [] })), name).toEqual(['Tide mill', 'Gap'])
      expect(shown(card({ title: titles[name]!, id: '缺口 7', system: '支付', site: '缺口' })), name).toEqual(['Gap', 'Critical'])
    }
    expect(shown(card({ title: 'Resume', id: 'G-07', system: '支付' }))).toEqual([
      'Gaps of the works',
      'G-07',
      'Resume',
      'Critical',
      'Open',
    ])
  })

  it('writes arrows as keyboards do, and leaves out what is not to be seen', () => {
    expect(titleOf(card({ title: 'From `a.ts`\u200b → b\u2011c' })).lines).toEqual(['From a.ts -> b-c'])
  })

  it('leaves out signs that cannot be written, and keeps the words around them', () => {
    const lines = (title: string) => titleOf(card({ title })).lines
    expect(lines('🔴 Resume 👩🏽‍💻 fails ⚠️ in C++')).toEqual(['Resume fails in C++'])
    expect(lines('The ﬁrst boat 🚀')).toEqual(['The first boat'])
    expect(shown(card({ title: titles['only emoji']!, id: 'G-07' }))).toEqual(['Tide mill', 'G-07', 'Critical'])
  })

  it('is drawn in the colours and the shapes of the pages', async () => {
    const tokens = await readFile(path.join(root, 'src/styles/tokens.css'), 'utf8')
    for (const [name, colour] of Object.entries(inks))
      expect(tokens, name).toContain(`--${name === 'quiet' ? 'ink-quiet' : name}: light-dark(${colour},`)
    const marks = (await readFile(path.join(root, 'src/components/MarkShape.astro'), 'utf8')).replaceAll('m4.6 8.2 2.5', 'M4.6 8.2l2.5')
    for (const { solid, line, circle } of Object.values(shapes)) {
      for (const path of [solid, ...(line ?? '').split(/(?<=H2z)(?=M)/)]) if (path) expect(marks).toContain(`d="${path}"`)
      if (circle) expect(marks).toContain(`r="${circle}"`)
    }
    const logo = await readFile(path.join(root, 'src/components/Logo.astro'), 'utf8')
    for (const [, path] of String(drawings[0]!.data).matchAll(/ d="([^"]+)"/g)) expect(logo).toContain(`d="${path}"`)
  })

  it('of every severity and state shows its shape and its word', () => {
    for (const mark of [
      ...(['critical', 'high', 'medium', 'low'] as const).map(severityMark),
      ...(['open', 'partial', 'closed', 'planned'] as const).map(stateMark),
    ]) {
      const node = layOut(card({ title: 'a', marks: [mark] }), type)
      expect(JSON.stringify(node)).toContain(`"src":"${mark.value}"`)
      expect(textsOf(node)).toContain(mark.word)
      expect(drawings.map(({ src }) => src)).toContain(mark.value)
    }
  })
})

describe('the fonts', () => {
  it('are as wide as they are drawn, or a little less', async () => {
    for (const text of ['Webhook signatures', 'WAVES To. AV', 'Возобновление', 'Œuvre Łódź', 'επανάληψη'])
      for (const weight of [400, 600] as const) {
        const style = { fontSize: 60, fontWeight: weight, whiteSpace: 'pre', fontFamily: '"Source Sans 3"' } as const
        const measured = await renderer.measure(
          { type: 'container', style: { display: 'flex' }, children: [{ type: 'text', text, style }] },
          options,
        )
        const drawn = Math.max(...Array.from(runs(measured), ({ right }) => right))
        const told = type.faces[weight].width(text, 60)
        expect(told / drawn, `${text} ${weight}`).toBeGreaterThan(0.995)
        expect(told / drawn, `${text} ${weight}`).toBeLessThan(1.1)
      }
  })

  it('know which signs they have', () => {
    expect(type.faces[600].has('Aé ŁœѢя Ωά ệ – “…”')).toBe(true)
    for (const sign of ['会', '🔴', '→', 'ا', '\u0000', '\ud83d']) expect(type.faces[600].has(sign), sign).toBe(false)
  })
})

/** A document of so many gaps. */
const register = (count: number): string =>
  `# Gaps of the works\n\n## Gaps\n\n${Array.from(
    { length: count },
    (_, at) => `### G-${at + 1}: Valve ${at + 1} is closed by hand\n\n**Severity:** P${at % 4}\n\n${at % 3 ? '**Status:** open\n' : ''}`,
  ).join('\n')}`
const site = 'title: The works\naddress: https://gaps.example.org\n'

describe('cards', () => {
  it('are of home, each system and each gap, and their words are whole', async () => {
    const all = await portfolioOf({
      'site.yaml': site,
      'mill/gaps.md': `# Gaps\n\n## Gaps\n\n### G-01: ${long}\n\n**Severity:** P0\n\n**Status:** in progress\n\n### G-02: 会话恢复\n\nNothing.\n`,
      'pier/gaps.md': register(2),
    })
    const cards = cardsOf(all)
    expect([...cards.keys()]).toEqual([
      'index.html',
      'systems/mill.html',
      'systems/pier.html',
      'gaps/mill/g-01.html',
      'gaps/mill/g-02.html',
      'gaps/pier/g-1.html',
      'gaps/pier/g-2.html',
    ])
    expect([...cards.values()].map(({ alt }) => alt)).toEqual([
      'The works. 4 gaps in 2 systems, 2 critical, 1 high, 1 without severity.',
      'mill, a system of The works. 2 gaps, 1 critical, 1 without severity.',
      'pier, a system of The works. 2 gaps, 1 critical, 1 high.',
      `G-01: ${long}. Severity: critical. State: partial. A gap of mill.`,
      'G-02: 会话恢复. A gap of mill.',
      'G-1: Valve 1 is closed by hand. Severity: critical. A gap of pier.',
      'G-2: Valve 2 is closed by hand. Severity: high. State: open. A gap of pier.',
    ])
  })

  it('are shared by severity and state beyond 500 gaps, unless each shall have one', async () => {
    const most = cardsOf(await portfolioOf({ 'site.yaml': site, 'works/gaps.md': register(500) }))
    expect(new Set(most.values()).size).toBe(502)
    const all = await portfolioOf({ 'site.yaml': site, 'works/gaps.md': register(501) })
    const shared = cardsOf(all)
    expect(shared.size).toBe(503)
    expect(new Set(shared.values()).size).toBe(2 + 8)
    expect(new Set(cardsOf(all, true).values()).size).toBe(503)
    expect(shared.get('gaps/works/g-2.html')).toMatchObject({
      title: 'A gap of high severity',
      alt: 'A gap of high severity, open, on The works.',
    })
    const { files, pictures, drawn } = await drawCards(shared, await temporary())
    expect([files.length, pictures.size, drawn]).toEqual([10, 503, 10])
  })

  it('are drawn once, bear the hash of their bytes, and go when nothing needs them', async () => {
    const cache = await temporary()
    const text = register(3)
    const cards = async (text: string) => drawCards(cardsOf(await portfolioOf({ 'site.yaml': site, 'works/gaps.md': text })), cache)
    const first = await cards(text)
    expect([first.files.length, first.drawn]).toEqual([5, 5])
    for (const { name, file } of first.files) {
      const bytes = await readFile(file)
      expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630])
      expect(name).toBe(`${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.png`)
      expect(bytes.length).toBeLessThan(100_000)
    }
    const times = await Promise.all(first.files.map(async ({ file }) => (await stat(file)).mtimeMs))
    const second = await cards(text)
    expect([second.files, second.drawn]).toEqual([first.files, 0])
    expect(await Promise.all(second.files.map(async ({ file }) => (await stat(file)).mtimeMs))).toEqual(times)

    const third = await cards(text.replace('Valve 2', 'Lock 2'))
    expect([third.files.length, third.drawn]).toEqual([5, 1])
    expect((await readdir(cache)).length).toBe(5)
    // elsewhere, and anew: the same bytes
    const again = await drawCards(cardsOf(await portfolioOf({ 'site.yaml': site, 'works/gaps.md': text })), await temporary())
    expect(again.files.map(({ name }) => name)).toEqual(first.files.map(({ name }) => name))
  })

  it('are drawn anew where the cache holds something else', async () => {
    const cache = await temporary()
    await writeFile(path.join(cache, 'not a card.txt'), '')
    const cards = cardsOf(await portfolioOf({ 'site.yaml': site, 'works/gaps.md': register(1) }))
    expect((await drawCards(cards, cache)).drawn).toBe(3)
    expect(await readdir(cache)).toContain('not a card.txt')
  })
})
