/**
 * Quoting: passages of a page as Markdown: their words, and of their dress code, lists, tables and lines. What could be taken for a
 * mark of Markdown is kept from it; signs of ours stay out. What is quoted, and with which link, is left to `share.ts`.
 */
const ours = '.anchor, .sign, .unseen, .at, .back, button, svg'
const blocks = 'pre, ul, ol, table, tr, p, div, blockquote'

export const escaped = (text: string): string => text.replace(/[\\`*[\]<]|(?<!\w)_|_(?!\w)/g, '\\$&')

/** Where a line of words begins as a heading, a list, a fence or a rule would. */
const atStart = (text: string) =>
  text.replace(/^(\s*)(?=[#>]|[-+](?:\s|$)|--|~~~|=+$)/gm, '$1\\').replace(/^(\s*\d+)(?=[.)](?:\s|$))/gm, '$1\\')

/** A passage alone. */
export const quoteOf = (passage: HTMLElement): string => lines(markdown(passage))

/** Passages one after the other; a list or a table as such, where all that it holds is among them. */
export function quoteOfAll(passages: readonly HTMLElement[]): string {
  const among = (item: HTMLElement) => passages.some((passage) => passage.contains(item) || item.contains(passage))
  const whole = passages.map((passage) => {
    let found = passage
    for (let around = within(passage); around; around = within(around))
      if ([...around.querySelectorAll<HTMLElement>(':scope > li, :scope > tbody > tr')].every(among)) found = around
    return found
  })
  return [...new Set(whole)].map(quoteOf).join('\n\n')
}
const within = ({ parentElement }: HTMLElement) => parentElement?.closest<HTMLElement>('ul, ol, table')

/** @param quote Markdown */
export const quoted = (quote: string): string => quote.replace(/^/gm, '> ').replace(/^> $/gm, '>')

export const asText = (words: string): string => atStart(escaped(words))

/** No more than one line apart, code as it is. */
const lines = (text: string): string =>
  text
    .trim()
    .split(/^( *(`{3,})[\s\S]*?^ *\2$)/m)
    .flatMap((piece, at) => (at % 3 === 0 ? piece.replace(/\n{3,}/g, '\n\n') : at % 3 === 1 ? piece : []))
    .join('')

function markdown(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.textContent!.replace(/\s+/g, ' '))
  if (!(node instanceof HTMLElement) || node.matches(ours)) return ''
  if (node.matches('.box')) return node.matches('.done') ? '[x]' : '[ ]'
  switch (node.localName) {
    case 'br':
      return '\n'
    case 'img':
      return escaped((node as HTMLImageElement).alt)
    case 'pre': {
      const code = node.textContent!.replace(/\n$/, '')
      const fence = '`'.repeat(Math.max(3, longest(code) + 1))
      return `\n\n${fence}\n${code}\n${fence}\n\n`
    }
    case 'code': {
      const code = node.textContent!.replace(/\s+/g, ' ')
      const ticks = '`'.repeat(longest(code) + 1)
      // what begins or ends with a backtick or a blank is set off by one
      const gap = /^[` ]|[` ]$/.test(code) ? ' ' : ''
      return code && ticks + gap + code + gap + ticks
    }
    case 'ul':
    case 'ol': {
      const mark = (at: number) => (node instanceof HTMLOListElement ? `${node.start + at}. ` : '- ')
      const items = [...node.children].map((item, at) => listed(item, mark(at))).join('\n')
      return node.parentElement?.localName === 'li' ? `\n${items}\n` : `\n\n${items}\n\n`
    }
    case 'table': {
      const [head = [], ...rows] = [...(node as HTMLTableElement).rows].map((row) => cells(row).map((cell) => cell.replaceAll('|', '\\|')))
      return `\n\n${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n\n`
    }
    case 'tr':
      return cells(node).filter(Boolean).join(' | ')
    case 'p':
    case 'div':
    case 'blockquote':
      return `\n\n${inner(node).trim()}\n\n`
  }
  return inner(node)
}

/** What a node holds: words in runs, between them its blocks. */
function inner(node: HTMLElement): string {
  const block = node.matches(`${blocks}, li, th, td`)
  let text = ''
  let run = ''
  for (const child of node.childNodes) {
    if (child instanceof HTMLElement && child.matches(blocks)) {
      text += (block ? atStart(run) : run) + markdown(child)
      run = ''
    } else run += markdown(child)
  }
  return text + (block ? atStart(run) : run)
}

/** An item of a list, all of whose lines begin where its words do. */
const listed = (item: Element, mark: string) =>
  mark +
  lines(markdown(item))
    .replace(/\n/g, `\n${' '.repeat(mark.length)}`)
    .replace(/^ +$/gm, '')

const cells = (row: Element): string[] =>
  [...row.children].map((cell) =>
    markdown(cell)
      .trim()
      .replace(/\s*\n\s*/g, ' '),
  )

const longest = (code: string): number => Math.max(0, ...Array.from(code.matchAll(/`+/g), ([run]) => run.length))
