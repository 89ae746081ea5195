import type { Element, Nodes as HastNodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { HtmlValidate } from 'html-validate/node'
import { describe, expect, it } from 'vitest'
import { readSource } from '#read'
import { contrast, grounds, highlight, loadLanguages, stylesheetFor } from '../src/publish/highlight.ts'
import { type RenderOptions, renderer } from '../src/publish/html.ts'
import { align, coordinates, type Stretch, slice } from '../src/publish/slice.ts'
import { tiles } from './tiles.ts'

const source = (...lines: string[]) => readSource('acme/gaps.md', new TextEncoder().encode(lines.join('\n')))

const stretch = (written: string): Stretch => {
  const [line, column, endLine, endColumn] = written.split(/[:-]/).map(Number) as [number, number, number, number]
  return { line, column, endLine, endColumn }
}

/** The whole document, after checking that nothing is lost. */
function whole(lines: string[], options?: RenderOptions): string {
  const read = source(...lines)
  const html = renderer(read, options).document()
  expect(tiles(read, html)).toEqual([])
  return html
}

/** One place, after checking that nothing of it is lost. */
function part(lines: string[], place: string, options?: RenderOptions): string {
  const read = source(...lines)
  const html = renderer(read, options)(stretch(place))
  expect(tiles(read, html, stretch(place))).toEqual([])
  return html
}

describe('a slice', () => {
  it('keeps whole nodes as they are, and never changes the tree', () => {
    const read = source('# A', '', 'One', '', '- a', '- b', '', 'Two')
    const before = JSON.stringify(read.tree)
    const [one, list] = slice(read, stretch('3:1-5:4'))
    expect(one).toBe((read.tree.children as unknown[])[1])
    expect(list).toMatchObject({ type: 'list', children: [{ type: 'listItem' }] })
    expect(JSON.stringify(read.tree)).toBe(before)
  })

  it('cuts a paragraph behind its label', () => {
    expect(part(['**Impact:** all *users* wait'], '1:12-1:29')).toBe('<p dir="auto" data-at="1:12-1:29">all <em>users</em> wait</p>')
    expect(part(['**Impact** – all users'], '1:11-1:23')).toContain('>all users<')
    expect(part(['**影响**：全部'], '1:7-1:10')).toContain('>全部<')
  })

  it('keeps the signs of an arrow together, as they are written, and lets code be', () => {
    expect(whole(['a -> b => c - d'])).toContain('a <span class="joined">-></span> b <span class="joined">=></span> c - d')
    expect(whole(['`a -> b`', '', '```', 'a -> b', '```'])).not.toContain('joined')
  })

  it('keeps a minus sign, which parts nothing', () => {
    expect(part(['**Change:** -5 %'], '1:12-1:17')).toContain('>-5 %<')
  })

  it.each([
    ['an escape', 'a \\*b\\* c \\_d', '1:9-1:14', 'c _d'],
    ['an entity', 'a &amp; b &copy; c', '1:9-1:19', 'b © c'],
    ['a numeric entity', '&#65;&#x42; tail', '1:13-1:17', 'tail'],
    ['an entity of two units', '&bne; and &ThickSpace; end', '1:7-1:10', 'and'],
    ['an ampersand written out', '&amp;amp; and &foo; b', '1:11-1:22', 'and &amp;foo; b'],
    ['a backslash that escapes nothing', 'a \\b c', '1:6-1:7', 'c'],
  ])('cuts text behind %s at its place in the source', (_, line, place, expected) => {
    expect(part([line], place)).toContain(`>${expected}<`)
  })

  it('cuts text in continued lines', () => {
    expect(part(['> one', '> two &lt; three', '> four'], '2:12-3:7')).toContain('>three\nfour<')
    expect(part(['- one', '     two', '     three'], '2:6-3:11')).toContain('>two\nthree<')
  })

  it('gives items their list and their number', () => {
    const lines = ['3. a', '4. b', '5. c']
    expect(part(lines, '2:1-2:5')).toBe('<ol dir="auto" start="4"><li data-at="2:4-2:5">b</li></ol>')
    expect(part(lines, '2:4-3:5')).toBe('<p dir="auto" data-at="2:4-2:5">b</p>\n<ol dir="auto" start="5"><li data-at="3:4-3:5">c</li></ol>')
  })

  it('takes what follows a label in an item out of the item', () => {
    const lines = ['- **Work:** do', '  - one', '  - two', '- other']
    expect(part(lines, '1:12-3:8')).toBe(
      '<p dir="auto" data-at="1:12-1:15">do</p>\n<ul dir="auto"><li data-at="2:5-2:8">one</li><li data-at="3:5-3:8">two</li></ul>',
    )
  })

  it('shows rows in a table, and one cell as running text', () => {
    const lines = ['| A | B |', '|--:|---|', '| 1 | `x\\|y` |', '| 2 | z |']
    expect(part(lines, '3:1-3:15')).toBe(
      '<div dir="auto" class="scroll" tabindex="0" role="group" aria-label="Table"><table><tbody><tr>' +
        '<td class="align-right" data-at="3:1-3:5">1</td><td data-at="3:5-3:15"><code>x|y</code></td></tr></tbody></table></div>',
    )
    expect(part(lines, '3:7-3:13')).toBe('<p dir="auto" data-at="3:7-3:13"><code>x|y</code></p>')
    expect(part(lines, '3:1-3:5')).toBe('<p dir="auto" data-at="3:1-3:5">1</p>')
    expect(part(lines, '1:1-3:15')).toContain('<th class="align-right" scope="col" data-at="1:1-1:5">A</th>')
  })

  it('shows the words of a heading without the heading', () => {
    expect(part(['## G-01: Lost `resume`'], '1:4-1:23')).toBe('<p dir="auto" data-at="1:4-1:23">G-01: Lost <code>resume</code></p>')
    expect(renderer(source('## G-01: Lost `resume`')).inline(stretch('1:1-1:23'))).toBe(
      '<span data-at="1:1-1:23">G-01: Lost <code>resume</code></span>',
    )
  })

  it('cuts code by lines', () => {
    const lines = ['```', 'a', 'b', 'c', '```']
    expect(part(lines, '3:1-4:2')).toContain('<code>b\nc</code>')
    expect(part(lines, '1:1-3:1')).toContain('<code>a</code>')
  })

  it('knows the way through mended text', () => {
    const read = source('Release √¢‚Ç¨ first', 'PRD ‚Äî second', '', '**Impact:** √º and more')
    expect(read.edits.length).toBeGreaterThan(0)
    const { offset, point } = coordinates(read)
    for (const at of [0, 3, read.text.length - 3]) expect(offset(point(at))).toBe(at)
    const start = read.original.split('\n')[3]!.indexOf('and') + 1
    const place = stretch(`4:${start}-4:${start + 8}`)
    const html = renderer(read)(place)
    expect(html).toContain('>and more<')
    expect(tiles(read, html, place)).toEqual([])
  })

  it('covers a document whole when it is cut anywhere', () => {
    const lines = [
      '# T',
      '',
      '1. one **two** &amp; three',
      '   - four',
      '',
      '> five',
      '> six',
      '',
      '| a | b |',
      '|---|---|',
      '| c | d |',
      '',
      'end\\!',
    ]
    const read = source(...lines)
    const render = renderer(read)
    const text = (html: string) => textOf(fromHtml(html, { fragment: true })).replace(/\s+/g, '')
    const all = text(render.document())
    const last = stretch(`1:1-${lines.length}:${lines.at(-1)!.length + 1}`)
    lines.forEach((line, index) => {
      for (let column = 1; column <= line.length + 1; column++) {
        const first = render({ ...last, endLine: index + 1, endColumn: column })
        const second = render({ ...last, line: index + 1, column })
        expect(text(first) + text(second), `${index + 1}:${column}`).toBe(all)
      }
    })
  })

  it('costs the same in a long document as in a short one', () => {
    const blocks = Array.from({ length: 20_000 }, (_, index) => `## Gap ${index}\n\nText ${index}\n`)
    const read = source(...blocks)
    const touched = { count: 0 }
    const children = new Proxy(read.tree.children, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) touched.count += 1
        return Reflect.get(target, key, receiver)
      },
    })
    slice({ ...read, tree: { ...read.tree, children } }, stretch('40001:1-40003:9'))
    expect(touched.count).toBeLessThan(40)
  })
})

it('aligns every unit of a value with its source', () => {
  expect([...align('a\\*b', 'a*b')]).toEqual([0, 1, 3, 4])
  expect([...align('x &lt;\n  > y', 'x <\ny')]).toEqual([0, 1, 2, 6, 11, 12])
})

const textOf = (node: HastNodes): string =>
  node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : ''

function elements(html: string): Element[] {
  const found: Element[] = []
  const walk = (node: HastNodes): void => {
    if (node.type === 'element') found.push(node)
    if ('children' in node) for (const child of node.children) walk(child)
  }
  walk(fromHtml(html, { fragment: true }))
  return found
}

const many = [
  '---',
  'status: draft',
  '---',
  '',
  '# Title *one*',
  '',
  'A `code` & <b>bold</b><br>line  ',
  'next [link](b.md) ![alt](i.png)[^n]',
  '',
  '[^n]: A note',
  '',
  '- [ ] open',
  '- [x] done',
  '  1. nested',
  '',
  '- loose',
  '',
  '- items',
  '',
  '| a | b |',
  '|:-:|--:|',
  '| 1 | 2 |',
  '',
  '#### Leap',
  '',
  '<details>',
  '<summary>More</summary>',
  '',
  'Inside **it**',
  '',
  '</details>',
  '',
  '<table><tr><td align="right">x</td></tr></table>',
  '',
  '```ts',
  'const a = 1',
  '```',
] // prettier-ignore

describe('a document', () => {
  it('is rendered whole, front matter included, and valid', async () => {
    const html = whole(many)
    expect(html).toContain('<pre dir="auto" class="front-matter" tabindex="0" data-at="1:1-3:4"><code>status: draft</code></pre>')
    const page = `<!DOCTYPE html><html lang="en"><head><title>Page</title></head><body><main><h1>Page</h1>\n${html}\n</main></body></html>`
    const report = await new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off' },
    }).validateString(page)
    expect(
      report.results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} ${selector}`)),
    ).toEqual([])
  })

  it('loses nothing without being noticed', () => {
    const read = source(...many)
    const html = renderer(read).document()
    const leaves = [...html.matchAll(/ data-at="[^"]+"[^>]*>[^<]*\w[^<]*/g)]
    expect(leaves.length).toBeGreaterThan(12)
    for (const { 0: leaf, index } of leaves) {
      const without = html.slice(0, index) + leaf.replace(/>[\s\S]*/, '>') + html.slice(index + leaf.length)
      expect(tiles(read, without), leaf).not.toEqual([])
      expect(tiles(read, html.slice(0, index) + html.slice(index).replace(/ data-at="[^"]+"/, '')), leaf).not.toEqual([])
    }
    const blocks = html.split(/\n(?=<)/)
    for (const [index, block] of blocks.entries()) {
      if (!/data-at/.test(block)) continue
      expect(tiles(read, blocks.toSpliced(index, 1).join('\n')), block).not.toEqual([])
      expect(tiles(read, [...blocks, block].join('\n')), block).not.toEqual([])
    }
  })

  it('has headings without a leap, from the level asked for', () => {
    expect(whole(['# A', '### B', '## C', '###### D', '# E']).match(/<h\d/g)).toEqual(['<h2', '<h3', '<h3', '<h4', '<h2'])
    expect(whole(['#### A', '##### B'], { top: 3 }).match(/<h\d/g)).toEqual(['<h3', '<h4'])
    expect(whole(['# 1 A', '# 1.1 B'], { depths: new Map([[2, 2]]) }).match(/<h\d/g)).toEqual(['<h2', '<h3'])
  })

  it('gives ids only as the caller says, each once', () => {
    const anchors = new Map([
      [1, 'a'],
      [3, 'three'],
      [4, 'four'],
      [6, 'six'],
    ])
    const html = whole(['# A {#own}', '', 'one', 'two', '', '- item', '', '<p id="x" name="y">z</p>'], { anchors })
    expect(elements(html).flatMap(({ properties: { id } }) => id ?? [])).toEqual(['a', 'three', 'four', 'six'])
  })

  it('leads links where the caller says, and nowhere else', () => {
    const options: RenderOptions = { href: (url) => (url === 'b.md' ? '../acme/b.html#x' : url.startsWith('https:') ? url : undefined) }
    expect(whole(['[a](b.md "t")'], options)).toContain('<a href="../acme/b.html#x" title="t">a</a>')
    expect(whole(['<https://a.b/?q=1&r=2>'], options)).toContain('<a href="https://a.b/?q=1&amp;r=2" rel="noopener noreferrer external">')
    expect(whole(['[a](c.md)'], options)).toContain('<span class="dead" title="Link to c.md">a</span>')
    expect(whole(['[a](ftp://x)', '[b](//x.y)', '[c](/\\x.y)'], { href: (url) => url })).not.toContain('href')
    expect(whole(['[a][r] [r] [none]', '', '[r]: mailto:a@b.c'])).toContain(
      '<a href="mailto:a@b.c">a</a> <a href="mailto:a@b.c">r</a> [none]',
    )
  })

  it('shows images that we have, and the words of others', () => {
    expect(whole(['![a *b*](i.png)'], { image: () => '../files/i.png' })).toContain(
      '<img src="../files/i.png" alt="a b" loading="lazy" decoding="async">',
    )
    expect(whole(['![a](i.png)'])).toContain('<span class="image">a <span class="target">i.png</span></span>')
    expect(whole(['![a](i.png)'], { image: () => 'data:image/png;base64,AA' })).not.toContain('<img')
  })

  it('marks words and places of ours without adding text', () => {
    const place = { file: 'acme/gaps.md', ...stretch('3:9-3:13') }
    const html = whole(['# T', '', 'See &amp; G-02 and `G-02`'], {
      links: [
        { place: { ...place, column: 11, endColumn: 15 }, href: '../g-02.html' },
        { place: { ...place, column: 21, endColumn: 25 }, href: '../g-02.html' },
      ],
      signs: [
        {
          place: { ...place, line: 1, column: 1, endLine: 1, endColumn: 4 },
          href: 'g.html',
          text: 'Gap T, critical',
          label: 'Gap T',
          mark: { kind: 'severity', value: 'critical' },
        },
      ],
    })
    expect(html).toContain(
      'See &amp; <a class="word" href="../g-02.html">G-02</a> and <a class="word" href="../g-02.html"><code>G-02</code></a>',
    )
    expect(html).toContain('>T<a class="sign sign-critical" href="g.html" aria-label="Gap T, critical" data-label="Gap T"></a></h2>')
  })

  it('keeps notes where they stand, linked both ways', () => {
    const html = whole(['A[^n] b[^n]', '', '[^n]: Note', '', 'End'])
    expect(html).toContain(
      '<sup id="note-1-reference" class="footnote-reference"><a href="#note-1">n</a></sup> b<sup class="footnote-reference">',
    )
    expect(html).toContain(
      '<div id="note-1" dir="auto" class="footnote"><span class="label" data-at="3:1-3:7">n</span><p data-at="3:7-3:11">Note</p>',
    )
    expect(part(['A[^n]', '', '[^n]: Note'], '1:1-1:6')).toContain('A<sup class="footnote-reference">n</sup>')
  })

  it('shows tasks by signs that are no text', () => {
    const html = whole(['- [x] a', '- [ ] b'])
    expect(html).toContain('<li class="task" data-at="1:7-1:8"><span class="box done" role="img" aria-label="done"></span> a</li>')
    expect(html).toContain('<span class="box todo" role="img" aria-label="to do"></span> b')
  })
})

describe('raw HTML', () => {
  it.each([
    ['a pair', 'a <b>b</b> <kbd>c</kbd>', 'a <b>b</b> <kbd>c</kbd>'],
    ['a break', 'a<br/>b', 'a<br>b'],
    ['a comment', 'a <!-- x -->b', 'a b'],
    ['half a pair', 'a <b>b', 'a &lt;b>b'],
    ['crossed pairs', '<b>a <i>b</b> c</i>', '<b>a &lt;i>b</b> c&lt;/i>'],
    ['a pair across marks', '<b>a *b</b>*', '&lt;b>a <em>b&lt;/b></em>'],
    ['attributes', 'x <b onclick="f()">a</b>', 'x &lt;b onclick="f()">a&lt;/b>'],
    ['dress without words', 'x <span style="color:red">a</span> <a name="b"></a>c', 'x a c'],
    ['a link', 'x <a href="https://a.b" onclick="f()">c</a>', 'x <a href="https://a.b" rel="noopener noreferrer external">c</a>'],
    [
      'a link in a link',
      '[x <a href="https://a.b">c</a>](https://d.e)',
      '<a href="https://d.e" rel="noopener noreferrer external">x c</a>',
    ],
    ['a component', 'x <Foo bar={1} /> {y}', 'x &lt;Foo bar={1} /> {y}'],
  ])('in running text: %s', (_, line, expected) => {
    expect(whole([line])).toContain(`>${expected}</p>`)
  })

  it.each([
    [
      'a table',
      '<table><tr><th>a<td align=center colspan=2 style="x">b</table>',
      '<table><tbody><tr><th>a</th><td class="align-center" colspan="2">b</td></tr></tbody></table>',
    ],
    ['wrappers', '<div align="center"><font color="red">a</font></div>', '<div>a</div>'],
    ['a list', '<ul><li>a<li>b</ul>', '<ul><li>a</li><li>b</li></ul>'],
    ['an item without a list', '<li>a', '<div>a</div>'],
    ['a link', '<p><a href="javascript:x">a</a></p>', '<p><span class="dead" title="Link to javascript:x">a</span></p>'],
    ['a details without a summary', '<details>a</details>', '<details><summary aria-label="Details"></summary>a</details>'],
  ])('as a block: %s', (_, html, expected) => {
    expect(whole([html])).toContain(expected)
  })

  it.each([
    '<script>\na()\n</script>',
    '<style>\na\n</style>',
    '<iframe src="x">a</iframe>',
    '<form>\n<input>a</form>',
    '<Foo bar={1}>\na\n</Foo>',
    '<div title="a> b c',
    '<!-- a',
    '<?php a ?>',
    '<![CDATA[a]]>',
    '<svg>\n<text>a</text>\n</svg>',
  ])('as it stands when text would be lost: %s', (block) => {
    const [made] = elements(whole([block]))
    expect(made).toMatchObject({ tagName: 'pre', properties: { className: ['raw'] } })
    expect(textOf(made!)).toBe(block)
  })

  it('lets one block open what another closes', () => {
    expect(whole(['<details>', '<summary>S</summary>', '', 'In **it**', '', '- a', '', '</details>', '', 'After'])).toBe(
      '<div dir="auto" class="html" data-at="1:1-2:21"><details><summary>S</summary><p data-at="4:1-4:10">In <strong>it</strong></p>' +
        '<ul><li data-at="6:3-6:4">a</li></ul></details></div>\n<p dir="auto" data-at="10:1-10:6">After</p>',
    )
    expect(whole(['<details>', '', 'A', '', '<details>', '', 'B', '', '</details>', '</details>', '', 'C'])).toMatch(
      /A<\/p><div.*B<\/p><\/details><\/div><\/details><\/div>\n<p.*C/,
    )
  })

  it('closes what nobody closes, and passes over ends without a beginning', () => {
    expect(whole(['<details>', '', 'A', '', 'B'])).toContain('</details></div>\n<p dir="auto" data-at="3:1-3:2">A</p>')
    expect(whole(['A', '', '</details>', '', 'B'])).toBe('<p dir="auto" data-at="1:1-1:2">A</p>\n<p dir="auto" data-at="5:1-5:2">B</p>')
  })

  it('is not read when it is deeper or longer than anyone writes', () => {
    for (const block of [
      `<div>${'<b>'.repeat(50_000)}x</div>`,
      `<p>${'<a '.repeat(30_000)}`,
      `<div>${'<div '.repeat(150)}>x`,
      `<p>${'<i>x '.repeat(150)}`,
    ])
      expect(renderer(source(block)).document()).toContain('<pre dir="auto" class="raw"')
  })
})

describe('code', () => {
  const code = 'const a: number = 1 // note\n\nif (a < 2) throw new Error(`x${a}`)'

  it('keeps its text, in classes that the stylesheet has', async () => {
    await loadLanguages(['TS', 'nonsense', '__proto__', undefined])
    const made = highlight(code, 'ts title="x"')
    expect(textOf(made)).toBe(code)
    const classes = made.children.flatMap((child) => (child.type === 'element' ? (child.properties['className'] as string[]) : []))
    const css = stylesheetFor([{ code, lang: 'ts' }])
    expect(new Set(classes).size).toBeGreaterThan(3)
    for (const name of classes) expect(css).toMatch(new RegExp(`^\\.${name}\\{color:light-dark\\(#[0-9a-f]{6},#[0-9a-f]{6}\\)`, 'm'))
    expect(css).toBe(
      stylesheetFor([
        { code: 'const', lang: 'ts' },
        { code, lang: 'ts' },
        { code, lang: 'ts' },
      ]),
    )
    expect(whole(['```ts', ...code.split('\n'), '```'])).toContain(`<span class="${classes[0]}">`)
  })

  it('is plain in a language that was not loaded or that nobody knows', () => {
    for (const lang of ['cobol', 'nonsense', 'constructor', null])
      expect(highlight(code, lang).children).toEqual([{ type: 'text', value: code }])
  })

  it('is legible: 4.5:1 in light and dark, whatever the token', async () => {
    const samples = [
      { lang: 'ts', code },
      { lang: 'diff', code: '- a\n+ b\n@@ -1 +1 @@\n! c' },
      { lang: 'markdown', code: '# a\n*b* **c** ~~d~~ `e` [f](g)\n> h\n- i' },
      { lang: 'html', code: '<a b="c">&d;<!-- e --><script>f()</script></x>' },
      { lang: 'python', code: 'def a(b: int = 1) -> str:\n    """c"""\n    return f"{b!r}"' },
      { lang: 'bash', code: 'a=$(b "$c") && echo \'d\' | grep -E "e+" # f' },
      { lang: 'json', code: '{"a": [1, true, null, "b\\n", }' },
      { lang: 'css', code: 'a:hover { color: #fff !important }' },
      { lang: 'sql', code: "SELECT a FROM b WHERE c = 'd' -- e" },
      { lang: 'yaml', code: 'a: &b !c "d"\n<<: *b' },
    ]
    await loadLanguages(samples.map(({ lang }) => lang))
    const pairs = [...stylesheetFor(samples).matchAll(/^\.c\w+\{color:light-dark\((#\w{6}),(#\w{6})\)/gm)]
    expect(pairs.length).toBeGreaterThan(8)
    for (const [rule, light, dark] of pairs) {
      expect(contrast(light!, grounds.light.background), rule).toBeGreaterThanOrEqual(4.5)
      expect(contrast(dark!, grounds.dark.background), rule).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  })
})
