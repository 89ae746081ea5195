/**
 * Sätteri against mdast-util-from-markdown with GFM, the reference: equal trees (types, values, positions) for every document
 * that we have, and for documents made up of common blocks; equal text for anything that looks like Markdown. Where the two
 * are known to differ, the difference has a name here.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import { nodes, parse, plain, readSource, textOf } from '#read'

fc.configureGlobal({ seed: Number(process.env.LACUNA_SEED ?? 20260101), numRuns: Number(process.env.LACUNA_RUNS ?? 500) })

const ours = (text: string): Nodes => parse(text, false) // front matter is no part of Markdown
const reference = (text: string): Nodes => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })

/** Known differences. Each makes of a pair of nodes, ours and the reference's, what is to be compared. */
interface Bare {
  type: string
  at: string | undefined
  children?: Bare[]
  [key: string]: unknown
}
const differences: { name: string; level: (own: Bare, other: Bare, parent: Bare | undefined) => void }[] = [
  {
    name: 'the paragraph of a ticked item starts after the box or at it',
    level: (own, other, parent) => {
      if (own.type === 'paragraph' && typeof parent?.checked === 'boolean')
        for (const one of [own, other]) one.at = one.at?.replace(/^.*-/, '')
    },
  },
  {
    name: 'a link that the reference finds in text afterwards has no position there, nor has the text beside it',
    level: (own, other) => {
      if (other.at === undefined) own.at = undefined
    },
  },
  {
    name: 'text before an indented line ends at the end of its own line, or where the next begins',
    level: (own, other) => {
      if (own.type === 'break' || (own.type === 'text' && String(own.value).endsWith('\n')))
        for (const one of [own, other]) one.at = one.at?.replace(/-.*$/, '')
    },
  },
]

function bare(node: Nodes): Bare {
  const { position, data: _, ...rest } = node as Nodes & { data?: unknown }
  const fields = Object.entries(rest).filter(([key, value]) => value !== null && value !== undefined && key !== 'children')
  return {
    type: node.type,
    ...Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1))),
    at: position && `${position.start.line}:${position.start.column}-${position.end.line}:${position.end.column}`,
    ...('children' in node && { children: node.children.map(bare) }),
  }
}
function levelled(own: Bare, other: Bare, parent?: Bare): void {
  if (own.type !== other.type) return
  for (const { level } of differences) level(own, other, parent)
  own.children?.forEach((child, index) => {
    const beside = other.children?.[index]
    if (beside) levelled(child, beside, own)
  })
}
function expectEqual(text: string): void {
  const [own, other] = [bare(ours(text)), bare(reference(text))]
  levelled(own, other)
  expect(own).toEqual(other)
}

const root = new URL('..', import.meta.url).pathname
const textFrom = (file: string) => readSource(file, readFileSync(file)).text

describe('equal trees', () => {
  it.each(globSync(['test/docs/*/input.*', 'content/*/*.md', '*.md', 'src/*.md'], { cwd: root }).sort())('of %s', (file) => {
    expectEqual(textFrom(root + file))
  })

  // real documents, which stand beside the repository while it is being written
  it.skipIf(!existsSync(`${root}../shared/corpus/docs`))('of documents from the wild', () => {
    for (const file of globSync(['../shared/corpus/docs/*', '../shared/seeds/content/*/*'], { cwd: root })) {
      try {
        expectEqual(textFrom(root + file))
      } catch (error) {
        throw new Error(`${file}: ${(error as Error).message}`, { cause: error })
      }
    }
  })

  it('of documents made of common blocks', () => {
    const inline = fc.constantFrom(
      'valve',
      'queue',
      'Zähler',
      '泵',
      'שסתום',
      '🔴',
      '`code`',
      '`` a`b ``',
      '**bold**',
      '*em*',
      '_em_',
      '***both***',
      '~~old~~',
      '[l](y.md "t")',
      '![i](x.png)',
      '<http://a.b>',
      'https://a.b/c?d=e',
      'a_b_c',
      '\\*',
      '\\|',
      '&amp;',
      '&#35;',
      '&nope;',
      'a<br>b',
      '[ref]',
      '1.5',
      '#5',
      '80 %',
      'x*y',
      '2 < 3',
      'C:\\x',
    )
    const words = fc.array(inline, { minLength: 1, maxLength: 6 }).map((all) => `Of ${all.join(' ')}`)
    const lines = fc.array(words, { minLength: 1, maxLength: 3 })
    const cells = fc.array(fc.array(words, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 })
    const block = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 6 }), words).map(([depth, text]) => `${'#'.repeat(depth)} ${text}`),
      lines.map((all) => all.join('\n')),
      lines.map((all) => all.join('  \n')),
      fc
        .tuple(fc.constantFrom('- ', '* ', '1. ', '- [ ] ', '- [x] '), lines)
        .map(([mark, all]) => all.map((text) => mark + text).join('\n')),
      fc.tuple(words, lines).map(([first, all]) => `- ${first}\n${all.map((text) => `  - ${text}`).join('\n')}`),
      lines.map((all) => all.map((text) => `- ${text}\n\n  ${text}`).join('\n\n')),
      lines.map((all) => all.map((text) => `> ${text}`).join('\n')),
      cells.map((rows) => ['| A | B | C |', '|---|:-:|--:|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')),
      lines.map((all) => `\`\`\`ts\n${all.join('\n')}\n# no heading\n\`\`\``),
      lines.map((all) => `    ${all[0]}`),
      words.map((text) => `${text}\n===`),
      fc.constantFrom('---', '***', '<div>\nraw\n</div>', '<!-- note -->', '[ref]: x "t"'),
    )
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), fc.constantFrom('', '\n'), (blocks, end) => expectEqual(blocks.join('\n\n') + end)),
    )
  })
})

/** What is left of a tree when its form is forgotten: letters and signs, in order. */
const written = (tree: Nodes): string =>
  [...nodes(tree)]
    .flatMap((node) => ('value' in node ? node.value : node.type === 'image' ? (node.alt ?? '') : []))
    .join('')
    .replace(/[^\p{L}\p{So}]/gu, '')

describe('equal text', () => {
  it('of anything that looks like Markdown', () => {
    const sign = fc.constantFrom(
      'valve',
      '泵',
      '`code`',
      '`',
      '**',
      '*',
      '_em_',
      '~~',
      '🔴',
      'a|b',
      '\\|',
      '&amp;',
      '<b>',
      '![i](x.png)',
      '[l](y.md)',
      '[',
      ']',
      'http://a.b',
      '[^1]',
      '**a*',
      '\t',
      '$x$',
      '{#id}',
      ':smile:',
      '==m==',
      '"q"',
    )
    const words = fc.array(sign, { minLength: 1, maxLength: 6 }).map((all) => all.join(' '))
    // an empty box: where a heading follows by its underline, the reference takes a ticked one for text
    const mark = fc.constantFrom('# ', '## ', '- ', '* ', '1. ', '> ', '> - ', '- [ ] ', '  - ', '    ', '\t', '|', '', '', '')
    const line = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(mark, words).map((parts) => parts.join('')) },
      { weight: 4, arbitrary: fc.constant('') },
      { weight: 2, arbitrary: fc.array(words, { minLength: 1, maxLength: 4 }).map((cells) => `| ${cells.join(' | ')} |`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '| a | b |\n|---|---|',
          '---',
          '===',
          '```',
          '~~~ts',
          '<!-- c -->',
          '<div>',
          '</div>',
          '***',
          '+++',
          '$$',
          ':::',
          '\u00A0',
        ),
      },
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (all) => {
        const text = all.join('\n')
        expect(written(ours(text))).toBe(written(reference(text)))
      }),
      { numRuns: 4 * Number(process.env.LACUNA_RUNS ?? 500) },
    )
  })
})

describe('the adapter', () => {
  it('shows as written what is nested deeper than anyone reads', () => {
    const tree = ours(`${'> '.repeat(500)}deep **down**`)
    expect(Math.max(...depths(tree))).toBeLessThan(70)
    expect(plain(tree)).toContain('deep **down**')
  })

  it('shows entities as written where they crowd, at their places', () => {
    const text = `before &amp; after\n\n${'&amp; '.repeat(1500)}end\n`
    const tree = ours(text)
    const [first, second] = 'children' in tree ? tree.children : []
    expect(textOf(first!)).toBe('before & after')
    expect(textOf(second!)).toBe(`${'&amp; '.repeat(1500)}end`)
    expect(second!.position!.end).toMatchObject({ line: 3, column: 9004, offset: text.length - 1 })
  })

  it('splits off front matter, and only when asked to', () => {
    const text = '---\ntitle: x\n---\n\n# y\n'
    expect('children' in parse(text) && parse(text).children.map(({ type }) => type)).toEqual(['yaml', 'heading'])
    expect(parse(text, false).children.map(({ type }) => type)).toEqual(['thematicBreak', 'heading', 'heading'])
  })
})

function depths(node: Nodes, depth = 0): number[] {
  return 'children' in node ? [depth, ...node.children.flatMap((child) => depths(child, depth + 1))] : [depth]
}
