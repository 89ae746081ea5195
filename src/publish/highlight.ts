/**
 * Highlight: code → tokens with classes, by Shiki's grammars; and the stylesheet of the classes that occur. Shiki's own HTML is
 * not used, since it writes `style=`. A language that was not loaded, or that nobody knows, is plain text.
 *
 * The regex engine is Oniguruma, in WebAssembly: it is what the grammars were written for, its tokens do not change with the
 * version of Node, and its first block takes half the time of the JavaScript engine's (0.4 s against 0.8 s, TypeScript).
 */
import { createHash } from 'node:crypto'
import type { Element, ElementContent } from 'hast'
import { createHighlighterCore, type HighlighterCore, type ThemeRegistration } from 'shiki/core'
import { createOnigurumaEngine } from 'shiki/engine/oniguruma'
import { bundledLanguages } from 'shiki/langs'
import darkTheme from 'shiki/themes/github-dark-high-contrast.mjs'
import lightTheme from 'shiki/themes/github-light-high-contrast.mjs'

export interface CodeSample {
  code: string
  lang?: string | null | undefined
}

/** Longer than this is shown plain: a grammar may take very long over a line, and nobody reads it in colour. */
const longestLine = 1000
const longestBlock = 100_000

/** Text of the themes on our paper (`--paper-code` of tokens.css), against which their colours are measured. */
const ground = (theme: ThemeRegistration, background: string) => ({ color: theme.colors!['editor.foreground']!, background })
export const grounds = { light: ground(lightTheme, '#f6f6f3'), dark: ground(darkTheme, '#191d22') }

/** A pair of colours and what else a token's font has: 1 italic, 2 bold, 4 underlined, 8 struck through. */
interface Look {
  light: string
  dark: string
  font: number
}

let highlighter: Promise<HighlighterCore> | undefined
let ready: HighlighterCore | undefined
const done = new Map<string, { element: Element; looks: Map<string, Look> }>()

/** The name by which Shiki knows the language of a fence: "TS title=x" → "ts"; undefined for one that it does not know. */
export function known(lang: string | null | undefined): string | undefined {
  const name = /^[\w+#.-]+/.exec(lang ?? '')?.[0].toLowerCase()
  return name !== undefined && Object.hasOwn(bundledLanguages, name) ? name : undefined
}

/** Loads the grammars of these languages and no others. Until then their code is plain. */
export async function loadLanguages(langs: Iterable<string | null | undefined>): Promise<void> {
  const names = [...new Set([...langs].flatMap((lang) => known(lang) ?? []))].sort()
  if (names.length === 0) return
  highlighter ??= createHighlighterCore({
    themes: [lightTheme, darkTheme],
    langs: [],
    engine: createOnigurumaEngine(import('shiki/wasm')),
  })
  const shiki = await highlighter
  const loaded = new Set(shiki.getLoadedLanguages())
  const missing = names.filter((name) => !loaded.has(name))
  if (missing.length > 0) {
    await shiki.loadLanguage(...missing.map((name) => bundledLanguages[name as keyof typeof bundledLanguages]))
    done.clear()
  }
  ready = shiki
}

/** A `code` element whose text is `code`, its tokens in spans. It is shared: do not change it. */
export const highlight = (code: string, lang?: string | null): Element => look({ code, lang }).element

/** The rules for the classes of these blocks, in an order of their own; the same blocks give the same bytes. */
export function stylesheetFor(blocks: Iterable<CodeSample>): string {
  const looks = new Map<string, Look>()
  for (const block of blocks) for (const [name, one] of look(block).looks) looks.set(name, one)
  return rules(looks)
}

/** The rules for all blocks highlighted so far in this process. */
export function stylesheet(): string {
  const looks = new Map<string, Look>()
  for (const one of done.values()) for (const [name, value] of one.looks) looks.set(name, value)
  return rules(looks)
}

function rules(looks: ReadonlyMap<string, Look>): string {
  const { light, dark } = grounds
  const base = `pre.code{color:light-dark(${light.color},${dark.color});background:light-dark(${light.background},${dark.background})}`
  const sorted = [...looks].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return [base, ...sorted.map(([name, one]) => `.${name}{${declarations(one)}}`)].join('\n') + '\n'
}

function declarations({ light, dark, font }: Look): string {
  const lines = [font & 4 && 'underline', font & 8 && 'line-through'].filter(Boolean)
  return [
    `color:light-dark(${light},${dark})`,
    font & 1 && 'font-style:italic',
    font & 2 && 'font-weight:bold',
    lines.length > 0 && `text-decoration:${lines.join(' ')}`,
  ]
    .filter(Boolean)
    .join(';')
}

function look({ code, lang }: CodeSample): { element: Element; looks: Map<string, Look> } {
  const name = known(lang)
  const key = `${name ?? ''}\n${code}`
  const before = done.get(key)
  if (before) return before
  const found =
    name !== undefined && ready?.getLoadedLanguages().includes(name) && code.length <= longestBlock
      ? tokens(ready, code, name)
      : plain(code)
  done.set(key, found)
  return found
}

const plain = (code: string) => ({
  element: codeElement(code === '' ? [] : [{ type: 'text', value: code }]),
  looks: new Map<string, Look>(),
})

const codeElement = (children: ElementContent[]): Element => ({ type: 'element', tagName: 'code', properties: {}, children })

function tokens(shiki: HighlighterCore, code: string, lang: string): { element: Element; looks: Map<string, Look> } {
  const looks = new Map<string, Look>()
  const runs: { name: string; text: string }[] = []
  const add = (name: string, text: string) => {
    const last = runs.at(-1)
    // white space has no colour: it joins what stands before it
    if (last && (last.name === name || /^\s*$/.test(text))) last.text += text
    else runs.push({ name, text })
  }
  const lines = shiki.codeToTokensWithThemes(code, {
    lang,
    themes: { light: lightTheme.name!, dark: darkTheme.name! },
    tokenizeMaxLineLength: longestLine,
    tokenizeTimeLimit: 5000,
  })
  lines.forEach((line, index) => {
    if (index > 0) add('', '\n')
    for (const { content, variants } of line) {
      const [light, dark] = [variants.light!, variants.dark!]
      const one: Look = {
        light: legible(light.color, grounds.light),
        dark: legible(dark.color, grounds.dark),
        font: Math.max(0, light.fontStyle ?? 0) & 15,
      }
      const name = nameOf(one)
      if (name) looks.set(name, one)
      add(name, content)
    }
  })
  const children = runs.map(({ name, text }): ElementContent => {
    const value = { type: 'text', value: text } as const
    return name === '' ? value : { type: 'element', tagName: 'span', properties: { className: [name] }, children: [value] }
  })
  return { element: codeElement(children), looks }
}

/** Empty for text in the colour of all text. */
function nameOf({ light, dark, font }: Look): string {
  if (light === grounds.light.color.toLowerCase() && dark === grounds.dark.color.toLowerCase() && font === 0) return ''
  return `c${createHash('sha256').update(`${light} ${dark} ${font}`).digest('hex').slice(0, 6)}`
}

/** Colours that a theme sets on a ground of their own (deleted lines) are not legible on ours. */
function legible(color: string | undefined, { color: usual, background }: { color: string; background: string }): string {
  return color && /^#[0-9a-f]{6}$/i.test(color) && contrast(color, background) >= 4.5 ? color.toLowerCase() : usual.toLowerCase()
}

/** Contrast of two colours by WCAG, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
