/**
 * Bytes → text as its author saw it, and back: decoding, mending what went through a wrong encoding, and the places of
 * what was mended, which count the file as it lies on disk.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mend, mojibake, nodes, plain, readSource } from '#read'
import { lostMarks } from '../src/read/plain.ts'
import { decode, wayBack } from '../src/read/text.ts'

fc.configureGlobal({ seed: Number(process.env.LACUNA_SEED ?? 20260101), numRuns: Number(process.env.LACUNA_RUNS ?? 500) })

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, little: boolean) =>
  Uint8Array.from(
    [...text].flatMap((sign) =>
      Array.from({ length: sign.length }, (_, index) => sign.charCodeAt(index)).flatMap((unit) =>
        little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255],
      ),
    ),
  )
const bytes = (...parts: (number[] | Uint8Array)[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

/** The character that an encoding has for each byte. Windows-1252 as browsers do it: the five bytes it lacks are controls. */
const table = (encoding: string) => [...new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, index) => index))]
const macRoman = table('macintosh')
const windows1252 = table('windows-1252')
/** Text that was saved as UTF-8 and opened as something else. */
const mistaken = (text: string, encoding: readonly string[]) =>
  [...utf8(text)].map((byte) => (byte < 128 ? String.fromCharCode(byte) : encoding[byte]!)).join('')

describe('decoding', () => {
  const text = 'Gap 1: Prüfung — 差距 🔴\nzweite Zeile\n'
  const latin = 'Gap 1: no mark at the head of the file\n'
  it.each([
    ['UTF-8', utf8(text), 'utf-8', text],
    ['UTF-8 with a mark', bytes([0xef, 0xbb, 0xbf], utf8(text)), 'utf-8', text],
    ['UTF-16, little end first', bytes([0xff, 0xfe], utf16(text, true)), 'utf-16le', text],
    ['UTF-16, big end first', bytes([0xfe, 0xff], utf16(text, false)), 'utf-16be', text],
    ['UTF-16 without a mark', utf16(latin, true), 'utf-16le', latin],
    ['UTF-16 without a mark, big end first', utf16(latin, false), 'utf-16be', latin],
  ])('of %s', (_, given, encoding, wanted) => {
    expect(decode(given)).toEqual({ text: wanted, encoding })
  })

  it('of Windows-1252, which is no UTF-8', () => {
    expect(decode(Uint8Array.from([...'Prüfung “x”'].map((sign) => windows1252.indexOf(sign))))).toEqual({
      text: 'Prüfung “x”',
      encoding: 'windows-1252',
    })
  })

  it.each([
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])],
    ['zeros', new Uint8Array(64)],
    ['an archive', Uint8Array.from({ length: 500 }, (_, index) => (index * 7919 + (index >> 3)) & 255)],
  ])('finds that %s is no text', (_, given) => {
    expect(decode(given)).toMatchObject({ text: '', binary: true })
  })

  it('makes one line ending of three', () => {
    expect(decode(utf8('a\r\nb\rc\nd\r\n')).text).toBe('a\nb\nc\nd\n')
  })

  it('keeps columns where it replaces what Markdown forbids', () => {
    expect(decode(utf8(`${'long enough a line to be text '.repeat(8)}a\0b`)).text).toMatch(/a\uFFFDb$/)
    expect(decode(bytes([0xff, 0xfe], utf16('ab', true), [0x00, 0xd8])).text).toBe('ab\uFFFD')
  })

  it('keeps all text that is UTF-8 as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (given) => {
        const read = decode(utf8(given))
        if (/[\0-\x08\x0e-\x1f]/.test(given)) return
        expect(read.text).toBe(given.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))
      }),
    )
  })
})

describe('mending', () => {
  it.each([
    ['\uF8FFüî¥ Critical', '🔴 Critical'],
    ['‚úÖ done ‚ùå missing ‚ö†Ô∏è partial', '✅ done ❌ missing ⚠️ partial'],
    ['ðŸ”´ Critical', '🔴 Critical'],
    ['nightâ€”and dayâ€™s end', 'night—and day’s end'],
    ['PrÃ¼fung, cafÃ©', 'Prüfung, café'],
    ['caf√© na√Øve', 'café naïve'],
    ['1‚Äì3 ‚Üí 4', '1–3 → 4'],
    ['G-01 ‚Äú‚Ä¶‚Äù', 'G-01 “…”'],
    ['Â·Â·, ç¼ºå¤±', '··, 缺失'],
    ['Â§ 8, 20Â\u00A0Â°C', '§ 8, 20\u00A0°C'],
    ['sch√∂n, √ºber', 'schön, über'],
  ])('%s is %s', (was, now) => {
    expect(mend(was, mojibake(was))).toBe(now)
  })

  it.each([
    'ASSURÉ»',
    '«CAFÉ»',
    'naïve café, ½ cup, 20 °C, § 8, ±3 µm, ×2, Ærøskøbing, Ångström',
    'Überprüfung der Änderung: „Größe“',
    'État: à évaluer — déjà vu ; Noël',
    'Âme, Âge, pâte, Íñigo, Ã, São Paulo, ÃO',
    'IRMÃ», «AMANHÃ…»',
    '«l’été»—ou l’hiver, «ça»…, à»–',
    '√π, ½√∂, (√∑), x=√Ω',
    'Проверка: не реализовано',
    'Ð, Ñ и Єва',
    'Ελληνικά, ½√2 ≈ 0,7 ¬ ∂f',
    '差距分析：缺失（高）',
    'ギャップ分析、不足',
    '갭 분석: 누락',
    'ניתוח פערים',
    'تحليل الفجوات',
    'Tiếng Việt: chưa có, đã xong',
    '🔴 🟡 ✅ ❌ ⚠️ 👩‍💻',
    '“curly” ‘quotes’ … – —',
    'π ≈ 3.14, Δ, Ω, ∑, √x, x² ≥ 0, ◊',
    '\uF8FF',
  ])('leaves honest text alone: %s', (text) => {
    expect(mojibake(text)).toEqual([])
  })

  const damaged = fc.string({
    unit: fc.constantFrom(
      '🔴',
      '🟠',
      '🟡',
      '✅',
      '❌',
      '⚠',
      '—',
      '–',
      '→',
      '…',
      '“',
      '”',
      '’',
      '•',
      '≥',
      '差距',
      '分析',
      'é',
      'ü',
      'à',
      'ñ',
      'a',
      'B',
      ' ',
      '1',
      '#',
      '|',
      '\n',
    ),
    maxLength: 60,
  })
  it.each([
    ['Mac Roman', macRoman],
    ['Windows-1252', windows1252],
  ])('undoes what %s did to any text', (_, encoding) => {
    fc.assert(
      fc.property(damaged, (text) => {
        // a sign whose misreading is a control or another's beginning is left as it is: that is not told from honest text
        const was = mistaken(text, encoding)
        const edits = mojibake(was)
        const now = mend(was, edits)
        for (const sign of now) expect(text.includes(sign) || was.includes(sign), sign).toBe(true)
        if (!/[\x80-\x9f\u00A0]/.test(was)) expect(now).toBe(text)
      }),
    )
  })

  it('makes each edit where it says, of what it says', () => {
    fc.assert(
      fc.property(damaged, fc.constantFrom(macRoman, windows1252), (text, encoding) => {
        const was = mistaken(text, encoding)
        const lines = was.split('\n')
        for (const edit of mojibake(was))
          expect(lines[edit.line - 1]!.slice(edit.column - 1, edit.column - 1 + edit.was.length)).toBe(edit.was)
      }),
    )
  })
})

describe('the way back', () => {
  /** Lines of text, and edits that do not overlap: some replace, some put in. */
  const edited = fc
    .array(
      fc.tuple(
        fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 }),
        fc.string({ unit: 'grapheme-ascii', maxLength: 4 }),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((pieces) => {
      let column = 1
      const edits = pieces.flatMap(([was, now, changes]) => {
        const edit = { line: 1, column, was, now, kind: 'mojibake' as const }
        column += was.length
        return changes ? [edit] : []
      })
      return { line: pieces.map(([was]) => was).join(''), edits, now: pieces.map(([was, now, changes]) => (changes ? now : was)).join('') }
    })

  it('leads from each mended column to where it came from', () => {
    fc.assert(
      fc.property(edited, ({ line, edits, now }) => {
        expect(mend(line, edits)).toBe(now)
        const back = wayBack(edits)
        let last = 1
        for (let column = 1; column <= now.length + 1; column++) {
          const from = back(1, column)
          expect(from).toBeGreaterThanOrEqual(last) // never backwards
          expect(from).toBeLessThanOrEqual(line.length + 1)
          last = from
          const within = edits.some((edit) => from > edit.column - 1 && from < edit.column + edit.was.length)
          if (!within && column <= now.length) expect(now[column - 1]).toBe(line[from - 1])
        }
        expect(back(2, 7)).toBe(7)
      }),
    )
  })

  it('keeps the ends of what was put into an empty place apart', () => {
    const back = wayBack([{ line: 3, column: 1, was: '', now: '## ', kind: 'pasted' }])
    expect([1, 2, 3, 4, 5].map((column) => back(3, column))).toEqual([1, 1, 1, 1, 2])
  })
})

describe('places', () => {
  const textAt = (text: string, words: string) => {
    const source = readSource('a.md', utf8(text))
    const node = [...nodes(source.tree)].find((one) => one.type === 'text' && one.value.includes(words))!
    const { start, end } = node.position!
    return source.original.split('\n')[start.line - 1]!.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined)
  }

  it('of mended lines are those of the file', () => {
    expect(textAt('# a\n\n\uF8FFüî¥ before **after** ‚Äî end\n', 'after')).toBe('after')
    expect(textAt('# a\n\n\uF8FFüî¥ before **after** ‚Äî end\n', 'end')).toBe(' ‚Äî end')
    expect(textAt('## PrÃ¼fung `x` rest', 'rest')).toBe(' rest')
  })

  it('of pasted lines are those of the file', () => {
    const text = 'Review of pumps\n\n1. Why\n\nThey leak.\n\n2. Gaps\n\n•\tno *valve*\n•\tno gauge\n'
    const source = readSource('a.txt', utf8(text))
    expect(source.tree.children.map(({ type }) => type)).toEqual(['heading', 'heading', 'paragraph', 'heading', 'list'])
    expect(textAt(text, 'Why')).toBe('1. Why')
    expect(textAt(text, 'no *valve*')).toBe('no *valve*')
    expect(plain(source.tree)).toBe('Review of pumps 1. Why They leak. 2. Gaps no *valve* no gauge')
  })

  it('of every character lead back to it, mended or not', () => {
    const line = fc.constantFrom(
      'üî¥ Critical',
      'a **b** c',
      '• point',
      '## Heading ‚Äî dash',
      'cafÃ© `x`',
      '',
      'plain words',
      '1. First',
      '> quote ðŸ”´ end',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const source = readSource('a.md', utf8(lines.join('\n')))
        const original = source.original.split('\n')
        const text = source.text.split('\n')
        expect(text).toHaveLength(original.length)
        for (const node of nodes(source.tree)) {
          if (node.type !== 'text' || node.value !== source.text.slice(node.position!.start.offset, node.position!.end.offset)) continue
          const { start, end } = node.position!
          if (start.line !== end.line) continue
          const was = original[start.line - 1]!.slice(start.column - 1, end.column - 1)
          expect(mend(was, mojibake(was))).toBe(node.value)
          expect(source.pointAt(start.offset!)).toEqual(start)
        }
      }),
    )
  })
})

describe('lost marks', () => {
  it('are put back where text has none at all', () => {
    const text = 'Title\n\nStatus: draft\n\n1. First\n\nProse.\n\n2. Second\n\nGAP-A-1 — Thing\nSeverity: High\n\nMore.\n'
    const lines = mend(text, lostMarks(text)).split('\n')
    expect(lines.filter((line) => line.startsWith('#'))).toEqual(['# Title', '## 1. First', '## 2. Second', '### GAP-A-1 — Thing'])
  })
  it('are nobody’s business where there are some', () => {
    expect(lostMarks('# Title\n\n1. First\n\n2. Second\n\nProse\n')).toEqual([])
    expect(lostMarks('Minutes\n\nWe met.\n\nWe ate.\n')).toEqual([])
  })
  it('are list marks for bullets everywhere but in code', () => {
    const text = '# T\n\n• one\n• two\n\n```\n• three\n```\n'
    expect(mend(text, lostMarks(text))).toBe('# T\n\n- one\n- two\n\n```\n• three\n```\n')
  })
})
