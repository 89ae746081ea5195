/** The tokens of the site, by what they are for: text is legible in both themes, and marks are told apart without their colour. */
import { readFileSync } from 'node:fs'
import { bundledLanguages } from 'shiki/langs'
import { beforeAll, describe, expect, it } from 'vitest'
import { contrast, grounds, highlight, loadLanguages, stylesheetFor } from '../src/publish/highlight.ts'

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const themes = ['light', 'dark'] as const
type Theme = (typeof themes)[number]

/** Every colour of tokens.css by its name, e.g. `paper: { light: '#fcfcfa', dark: '#14171b' }`. */
const tokens = new Map<string, Record<Theme, string>>()
for (const [, name, value] of read('src/styles/tokens.css').matchAll(/--([\w-]+):\s*((?:light-dark|var)\([^;]*\));/g)) {
  const [, light, dark] = /^light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)$/.exec(value!) ?? []
  const [, other] = /^var\(--([\w-]+)\)$/.exec(value!) ?? []
  const pair = light && dark ? { light, dark } : tokens.get(other ?? '')
  if (pair) tokens.set(name!, pair)
}
const color = (name: string, theme: Theme): string => {
  const pair = tokens.get(name)
  if (!pair) throw new Error(`tokens.css has no colour --${name}`)
  return pair[theme]
}

const papers = ['paper', 'paper-quiet', 'paper-code', 'selection']
const levels = ['critical', 'high', 'medium', 'low']
const states = ['open', 'partial', 'closed', 'planned']
const inks = ['ink', 'ink-quiet', 'link', ...levels, ...states, 'error', 'warning', 'note']

describe.each(themes)('in the %s theme', (theme) => {
  it.each(inks)('--%s is legible as text on every paper', (ink) => {
    for (const paper of papers) expect(contrast(color(ink, theme), color(paper, theme)), `on --${paper}`).toBeGreaterThanOrEqual(4.5)
  })

  it('the gravest level stands out most', () => {
    const [critical, ...others] = levels.map((level) => contrast(color(level, theme), color('paper', theme)))
    expect(critical).toBeGreaterThan(Math.max(...others))
  })

  it.each(['focus', 'rule'])('--%s shows as a mark on every paper', (mark) => {
    for (const paper of papers) expect(contrast(color(mark, theme), color(paper, theme)), `on --${paper}`).toBeGreaterThanOrEqual(3)
  })

  it('the paper behind code is the one that the colours of code were measured against', () => {
    expect(grounds[theme].background).toBe(color('paper-code', theme))
    expect(contrast(grounds[theme].color, grounds[theme].background)).toBeGreaterThanOrEqual(7)
  })

  it('the page that is missing has these colours, though it carries them itself', () => {
    const page = read('src/pages/404.astro')
    const own = [...page.matchAll(/light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)/g)].map(([, light, dark]) => ({ light, dark }))
    expect(own.length).toBeGreaterThan(2)
    for (const pair of own) expect([...tokens.values()]).toContainEqual(pair)
  })
})

describe('colours of code', () => {
  const samples: Record<string, string> = {
    typescript: `// why\nimport { a } from './a.ts'\nexport class A<T> extends B { #x = /re+/g; m(n: number): string { return \`\${n} \\n\` } }\n`,
    python: `# why\n@wrap\ndef f(a: int = 1) -> str:\n    """text"""\n    return f"{a!r}" if a is not None else 'no'\n`,
    json: '{ "a": [1, true, null, "b\\n"] }\n',
    yaml: '# why\na: &b\n  - "c"\n  - !tag 1\n',
    bash: '# why\nset -e; for f in *.md; do echo "$f ${f%.md}" | grep -v "x" > out 2>&1; done\n',
    sql: "-- why\nSELECT a.b, count(*) FROM c AS a WHERE d = 'e' GROUP BY 1;\n",
    rust: '/// why\n#[derive(Debug)]\npub fn f<\'a>(x: &\'a str) -> Option<u8> { println!("{}", x); None }\n',
    go: 'package a\n\nfunc (t *T) F(x int) (string, error) { return "a" + `b`, nil } // why\n',
    diff: '--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n',
    markdown: '# Head\n\n**bold** _it_ `code` [link](a.md)\n\n> quote\n\n- item\n',
    html: '<!-- why --><a href="b" class=c>d &amp; e</a>\n',
    css: '/* why */ .a > b:hover { color: var(--c, #fff) !important; margin: 1px }\n',
  }
  const blocks = Object.entries(samples).map(([lang, code]) => ({ lang, code }))
  beforeAll(() => loadLanguages(Object.keys(samples)))

  it.each(themes)('are legible on their paper in the %s theme', (theme) => {
    for (const { lang, code } of blocks) {
      expect(Object.keys(bundledLanguages)).toContain(lang)
      highlight(code, lang)
    }
    const pairs = [...stylesheetFor(blocks).matchAll(/color:light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)/gi)]
    expect(pairs.length).toBeGreaterThan(6)
    for (const [rule, light, dark] of pairs)
      expect(contrast(theme === 'light' ? light! : dark!, color('paper-code', theme)), rule).toBeGreaterThanOrEqual(4.5)
  })

  it('are quiet: few of them are drawn in more than colour', () => {
    expect(stylesheetFor(blocks).match(/background/g)).toHaveLength(1)
  })
})

describe('marks', () => {
  /** The drawing of each mark in MarkShape.astro, between the question for its value and the next. */
  const drawing = read('src/components/MarkShape.astro').split('---')[2]!
  const shapes = new Map(
    [...levels, ...states].map((name) => [
      name,
      drawing
        .split(`'${name}' ?`)[1]!
        .split(/\) : (?:mark|\()/)[0]!
        .replace(/\s+/g, ' '),
    ]),
  )

  it('each have a shape of their own, so that colour need not be seen', () => {
    for (const shape of shapes.values()) expect(shape).toMatch(/class="(?:solid|line)"/)
    expect(new Set(shapes.values()).size).toBe(8)
  })

  it('are drawn by shape in documents too', () => {
    const styles = read('src/styles/page.css')
    const signs = [...levels, ...states].map(
      (name) =>
        styles
          .split(`.sign-${name} {`)[1]
          ?.split('\n}')[0]
          ?.replace(/color: [^;]*;/, '') ?? '',
    )
    // an open square is the sign without more
    expect(new Set(signs.map((sign) => sign.replace(/\s+/g, ' ').trim())).size).toBe(8)
  })

  // Viénot, Brettel and Mollon (1999), in linear light
  const sights: Record<string, (rgb: Rgb) => Rgb> = {
    'no red': ([r, g, b]) => [0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b],
    'no green': ([r, g, b]) => [0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b],
    'no colour': ([r, g, b]) => {
      const grey = 0.2126 * r + 0.7152 * g + 0.0722 * b
      return [grey, grey, grey]
    },
  }

  describe.each(themes)('in the %s theme', (theme) => {
    it.each(Object.keys(sights))('show on paper to eyes that see %s', (sight) => {
      for (const name of [...levels, ...states]) {
        const seen = [name, 'paper'].map((one) => luminance(sights[sight]!(linear(color(one, theme)))))
        const [dark, light] = seen.sort((a, b) => a - b) as [number, number]
        expect((light + 0.05) / (dark + 0.05), name).toBeGreaterThanOrEqual(3)
      }
    })
  })
})

describe('our mark', () => {
  it('is the same drawing in the header and as the icon of a tab', () => {
    const drawn = (file: string) => [...read(file).matchAll(/ d="([^"]*)"/g)].map(([, path]) => path)
    expect(drawn('public/favicon.svg')).toEqual(drawn('src/components/Logo.astro'))
  })

  it('shows on light and dark tabs', () => {
    const [, fill] = /fill="(#[0-9a-f]{6})"/.exec(read('public/favicon.svg'))!
    for (const tab of ['#ffffff', '#202124']) expect(contrast(fill!, tab), tab).toBeGreaterThanOrEqual(3)
  })
})

type Rgb = [red: number, green: number, blue: number]
const linear = (hex: string): Rgb =>
  [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as Rgb
const luminance = ([red, green, blue]: Rgb): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue
