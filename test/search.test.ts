/**
 * Searching, as `scripts/searching.ts` does it in browsers, over a built site: what `search/queries.json` expects, written from the
 * documents alone; every id in every spelling; what is left of it without an index of the full text; and the files of that index.
 */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sameId } from '#link'
import { escaped, guideHtml, type SearchTable, textOf } from '#publish'
import { parse } from '#read'
import { serve } from '../src/commands/serve.ts'
import { indexed } from '../src/publish/searchfiles.ts'
import { spelling } from '../src/publish/spelling.ts'
import { type FullText, find, openFullText, type Pagefind } from '../src/scripts/searching.ts'
import { findersOf } from '../src/scripts/searchplaces.ts'
import { build, files, root, temporary } from './built.ts'
import queries from './search/queries.json' with { type: 'json' }

let site: Map<string, string>
let out: string
let table: SearchTable
let full: FullText
const rest: (() => void)[] = []
afterAll(() => {
  for (const end of rest) end()
})

const tableOf = (script: string): SearchTable => JSON.parse(script.slice('lacunaSearch='.length))

/** The full text of a built site, served: Pagefind's own script, in Node. */
async function open(out: string, table: SearchTable): Promise<FullText> {
  const { server, address } = await serve(out, 5650)
  rest.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const folder = `${address}pagefind/`
  // the language of our pages, which Pagefind asks of the document
  vi.stubGlobal('document', { currentScript: null, querySelector: () => ({ getAttribute: () => 'en' }) })
  const pagefind = (await import(/* @vite-ignore */ pathToFileURL(path.join(out, 'pagefind/pagefind.js')).href)) as Pagefind
  const names = JSON.parse(await readFile(path.join(out, 'pagefind/rows.json'), 'utf8')) as string[]
  return openFullText(table, { ...pagefind, options: (own) => pagefind.options({ ...own, basePath: folder }) }, names, folder)
}

beforeAll(async () => {
  out = path.join(await temporary('lacuna-search-'), 'site')
  await build(path.join(root, 'content'), out)
  site = await files(out)
  table = tableOf(site.get('assets/search-data.js')!)
  full = await open(out, table)
})

const addressOf = (row: number): string => decodeURIComponent(table.rows[row]![0][0])
const found = async (query: string, text: FullText | undefined = full): Promise<string[]> =>
  (await find(table, text, query)).map(({ row }) => addressOf(row))
const every = Object.values(queries as Record<string, { query: string; leads: string | string[] }[]>).flat()

describe('what people remember', () => {
  it('leads to pages that are there', () => {
    expect(every.length).toBeGreaterThanOrEqual(100)
    expect(every.flatMap(({ leads }) => leads).filter((address) => !site.has(address))).toEqual([])
  })

  it('is found: 98 of 100 come first, and all among the first three', async () => {
    const late: string[] = []
    const lost: string[] = []
    for (const { query, leads } of every) {
      const at = (await found(query)).findIndex((address) => [leads].flat().includes(address))
      if (at !== 0) late.push(query)
      if (at < 0 || at > 2) lost.push(query)
    }
    expect(lost).toEqual([])
    expect([late, late.length <= every.length * 0.02]).toEqual([late, true])
  })

  it('is a title: each gap, document, step and page comes first for its own', async () => {
    const kind = table.facets.findIndex(({ name }) => name === 'kind')
    const late: string[] = []
    for (const [row, [[, id, title], ...values]] of table.rows.entries()) {
      const is = table.facets[kind]!.values[(values as number[][])[kind]![0]!]!
      if (!['gap', 'document', 'page', 'step'].includes(is)) continue
      const [first] = await find(table, full, `${id} ${title}`)
      if (first?.row !== row) late.push(`${id} ${title}`)
    }
    expect(late).toEqual([])
  })
})

describe('an id', () => {
  const gaps = () =>
    table.rows.flatMap(([[, id, , , spellings]], row) => (addressOf(row).startsWith('gaps/') && spellings ? [{ row, id }] : []))
  const spelled = (id: string): string[] => {
    const [, letters, number] = /^(.*?)[\s-]*(\d+)$/.exec(id)!
    const bare = letters!.replaceAll('-', ' ')
    return [
      id,
      id.toLowerCase(),
      `${bare} ${Number(number)}`,
      `${letters}${number}`,
      `${bare.replaceAll(' ', '')}${Number(number)}`.toLowerCase(),
      `${letters}_${number}`,
      `  ${id}. `,
    ]
  }

  it('in any spelling puts its gap first, for every id of the content', async () => {
    const late: string[] = []
    expect(gaps().length).toBeGreaterThan(50)
    for (const { row, id } of gaps())
      for (const query of spelled(id)) {
        // a number alone is that of a gap in several documents: all of these come before anything else
        const same = new Set(gaps().flatMap((gap) => (gap.id === id ? [gap.row] : [])))
        const hits = await find(table, full, query)
        if (!same.has(row) || hits.slice(0, same.size).some((hit) => !same.has(hit.row))) late.push(query)
      }
    expect(late).toEqual([])
  })

  it('is spelled as documents take it to be the same', () => {
    const ids = [
      'G-01',
      'g1',
      'G 1',
      'G_01',
      'GAP-DOC-001',
      'gap doc 1',
      '1.1',
      '11',
      '1.10',
      'C1',
      'P0-1',
      'P-01',
      'P01',
      'FR-8',
      'é-2',
      'Ｇ－３',
      'G-3',
    ]
    for (const one of ids)
      for (const other of ids) if (sameId(one) === sameId(other)) expect([one, other, spelling(one)]).toEqual([one, other, spelling(other)])
    expect(new Set(['1.1', '11', '1-1', 'G-1', 'G-11', 'P0-1', 'P-01'].map(spelling)).size).toBe(7)
  })
})

describe('without an index of the full text', () => {
  it('finds every gap by its id, its title, and a word of it with the severity', async () => {
    const level = table.facets.findIndex(({ name }) => name === 'severity')
    const lost: string[] = []
    for (const [row, [[, id, title], ...values]] of table.rows.entries()) {
      const address = addressOf(row)
      if (!address.startsWith('gaps/')) continue
      const severity = (values as number[][])[level]?.map((at) => table.facets[level]!.words[at]).join(' ')
      for (const query of [id, title, `${severity} ${title.split(' ')[0]}`]) {
        const among = await find(table, undefined, query)
        if (!among.slice(0, 8).some((hit) => hit.row === row)) lost.push(query)
      }
    }
    expect(lost).toEqual([])
  })
})

describe('a site with a ledger, in several scripts', () => {
  const own = { disk: {} as SearchTable, full: {} as FullText }
  beforeAll(async () => {
    const base = await temporary('lacuna-former-')
    const { write } = await import('./browser/sample.ts')
    const published = (address: string, id: string, title: string) => ({ address, system: 'plain', document: 'gaps', id, title })
    await write(path.join(base, 'docs'), {
      'addresses.json': JSON.stringify({
        version: 1,
        gaps: [
          { ...published('plain/g-11', 'G-11', 'Refunds leave no trace'), former: ['plain/g-10'] },
          { ...published('plain/g-01', 'G-01', 'Pagers ring unheard'), removed: { on: '2026-03-01', text: 'Nobody wakes at night.' } },
        ],
      }),
      'plain/gaps.md':
        '# Gaps\n\n## G-11: Refunds leave no trace (P0)\n\nNobody can settle a dispute.\n\n## G-12: Ångström café menu (P1)\n\nIt is not printed.\n\n## G-13: Critical path unknown (P3)\n\nNobody drew it.\n\n## Phase 1: Liftoff (weeks 1-2)\n\n- G-12\n',
      'ferry/gaps.md': '# 渡口的缺口\n\n## F-01: 退款没有留下任何痕迹 (P1)\n\n**Impact:** 任何人都可以读取数据库。\n',
      'khlong/gaps.md': '# ช่องว่าง\n\n## K-10: การคืนเงินไม่มีหลักฐาน (P2)\n\nไม่มีใครรู้\n',
    })
    await build(path.join(base, 'docs'), path.join(base, 'out'))
    own.disk = tableOf((await files(path.join(base, 'out'))).get('assets/search-data.js')!)
    own.full = await open(path.join(base, 'out'), own.disk)
  })
  const foundIn = async (query: string, text?: FullText) => (await find(own.disk, text, query)).map(({ row }) => own.disk.rows[row]![0][0])

  it.each([
    ['g10', 'gaps/plain/g-11.html'],
    ['gap G_010', 'gaps/plain/g-11.html'],
    ['g1', 'gaps/plain/g-01.html'],
    ['pagers ring', 'gaps/plain/g-01.html'],
    ['angstrom', 'gaps/plain/g-12.html'],
    ['CAFÉ', 'gaps/plain/g-12.html'],
    ['痕迹', 'gaps/ferry/f-01.html'],
    ['หลักฐาน', 'gaps/khlong/k-10.html'],
    ['high menu', 'gaps/plain/g-12.html'],
    ['critical plain', 'gaps/plain/g-13.html'],
  ])('finds by %s first %s, from disk and on a server', async (query, address) => {
    expect([(await foundIn(query))[0], (await foundIn(query, own.full))[0]]).toEqual([address, address])
  })

  it('finds by a severity or a phase alone what is of it, behind what bears the words in its name', async () => {
    for (const text of [undefined, own.full]) {
      const critical = await foundIn('critical', text)
      expect(critical[0]).toBe('gaps/plain/g-13.html')
      expect(critical).toContain('gaps/plain/g-11.html')
      const liftoff = await foundIn('liftoff', text)
      expect(liftoff[0]).toContain('roadmap/')
      expect(liftoff).toContain('gaps/plain/g-12.html')
      expect(liftoff).not.toContain('gaps/plain/g-11.html')
    }
  })

  it('says of a removed gap that it is one, and finds it by its last words', async () => {
    const kind = own.disk.facets.findIndex(({ name }) => name === 'kind')
    const row = own.disk.rows.findIndex(([[href]]) => href === 'gaps/plain/g-01.html')
    expect((own.disk.rows[row]![kind + 1] as number[]).map((at) => own.disk.facets[kind]!.words[at])).toEqual(['Removed gap'])
    expect((await foundIn('wakes at night', own.full))[0]).toBe('gaps/plain/g-01.html')
  })
})

it.each([
  ['g01', 'G-01, g 1 and G_001, but not G-010, G-1.2, AG-01', ['G-01', 'g 1', 'G_001']],
  ['gapdoc001', 'GAP-DOC-001 is a gap of a document', ['GAP-DOC-001']],
  ['gap g01', 'A gap, G-01', ['G-01']],
  ['GAP 1', 'Gap 1 is a gap of 1', ['Gap 1']],
  ['gap 2', 'no such gap', []],
  ['1.1', 'A 1.1', []],
  ['tls 1.2', 'TLS 1.2 and TLS 1.20', ['TLS 1.2']],
  ['policies ab', 'a policy of abc', ['policy']],
  ['a b', 'a-b, and a c', ['a-b']],
  ['cafe', 'ﬁne cafés, cafe\u0301, decaf', ['cafés', 'cafe\u0301']],
  ['Résumé', 'resumes', ['resumes']],
  ['数据库', '影响数据库连接池', ['数据库']],
  ['หลักฐาน', 'ไม่มีหลักฐานใด', ['หลักฐาน']],
  ['がき', 'かき、がき', ['がき']],
  ['(.* [ \\', '(.* [ \\', []],
])('of %s on a page “%s” is marked: %j', (query, text, expected) => {
  const [places = []] = findersOf(query)
    .map((finder) => finder(text))
    .filter(({ length }) => length > 0)
  expect(places.map(([from, to]) => text.slice(from, to))).toEqual(expected)
})

describe('the files of a site', () => {
  it('are those that our scripts load, and no more', async () => {
    const names = await readdir(path.join(out, 'pagefind'))
    expect(
      names.filter(
        (name) =>
          !/^(pagefind(-worker)?\.js|pagefind-entry\.json|rows\.json|pagefind\.\w+\.pf_meta|wasm\.en\.pagefind|fragment|index)$/.test(name),
      ),
    ).toEqual([])
    expect(site.has('search-records.json')).toBe(false)
    const rows = JSON.parse(site.get('pagefind/rows.json')!) as string[]
    expect(rows).toHaveLength(table.rows.length)
    expect(rows.filter((name) => !site.has(`pagefind/fragment/${name}.pf_fragment`))).toEqual([])
  })

  it('name sections of documents by the ids of their pages', async () => {
    const complaints: string[] = []
    for (const name of await readdir(path.join(out, 'pagefind/fragment'))) {
      const json = gunzipSync(await readFile(path.join(out, 'pagefind/fragment', name)))
        .subarray('pagefind_dcd'.length)
        .toString()
      const { url, anchors } = JSON.parse(json) as { url: string; anchors: { id: string; element: string }[] }
      const page = decodeURIComponent(url.split('#')[0]!)
      if (!site.has(page)) complaints.push(url)
      for (const { id } of anchors) if (!site.get(page)!.includes(` id="${escaped(id)}"`)) complaints.push(`${url}#${id}`)
      if (/^documents\/[^#]*$/.test(url) && anchors.length < 5) complaints.push(`${url} has no sections`)
    }
    expect(complaints).toEqual([])
  })

  it('are the same for the same texts, whatever order Pagefind has', async () => {
    const records = ['en', 'de', 'fr', 'sv'].flatMap((language) =>
      Array.from({ length: 60 }, (_, at) => ({
        url: `${language}/${at}.html`,
        language,
        title: `Title ${at}`,
        also: 'Gap',
        text: `word ${at} of many, ${language}`,
      })),
    )
    const [one, two] = [await indexed(records), await indexed(records)]
    expect([...two.keys()]).toEqual([...one.keys()])
    for (const [name, content] of one) expect([name, Buffer.from(two.get(name)!).equals(Buffer.from(content))]).toEqual([name, true])
  })
})

describe('other languages', () => {
  it('are found from pages that are not', async () => {
    const base = await temporary('lacuna-languages-')
    const { write } = await import('./browser/sample.ts')
    await write(path.join(base, 'docs'), {
      'werk/system.yaml': 'name: Werk\nlang: de\n',
      'werk/luecken.md': '# Lücken\n\n## L-01: Rechnungen fehlen (P1)\n\n**Impact:** Niemand kann die Zahlungen der Kunden prüfen.\n',
      'ferry/gaps.md': '# 渡口的缺口\n\n## F-01: 请求没有身份验证 (P1)\n\n**Impact:** 任何人都可以读取数据库。\n',
      'plain/gaps.md': '# Gaps\n\n## G-01: Refunds leave no trace (P1)\n\n**Impact:** nobody can settle a dispute.\n',
    })
    await build(path.join(base, 'docs'), path.join(base, 'out'))
    const own = tableOf((await files(path.join(base, 'out'))).get('assets/search-data.js')!)
    expect(own.languages).toEqual(['de', 'zh'])
    const text = await open(path.join(base, 'out'), own)
    for (const [query, address] of [
      ['Rechnungen', 'gaps/werk/l-01.html'],
      ['Zahlungen', 'gaps/werk/l-01.html'],
      ['Kunden prüfen', 'gaps/werk/l-01.html'],
      ['Zahlung', 'gaps/werk/l-01.html'],
      ['身份验证', 'gaps/ferry/f-01.html'],
      ['数据库', 'gaps/ferry/f-01.html'],
      ['dispute', 'gaps/plain/g-01.html'],
    ] as const)
      expect([query, own.rows[(await find(own, text, query))[0]?.row ?? -1]?.[0][0]]).toEqual([query, address])
  })
})

it('severities are drawn as on every page', () => {
  for (const [level, [, , ...shapes]] of Object.entries(table.shapes)) {
    const drawn = shapes.map(
      ([name, attributes]) =>
        `<${name} ${Object.entries(attributes)
          .map(([key, value]) => `${key}="${value}"`)
          .join(' ')}>`,
    )
    const mark = new RegExp(`class="mark severity ${level}".*?</svg>`, 's').exec(
      [...site.values()].find((html) => html.includes(`class="mark severity ${level}"`))!,
    )![0]
    for (const one of drawn) expect(mark.replaceAll(/\s*\/?>/g, '>')).toContain(one)
  }
})

it('text of documents is text, whatever it holds', () => {
  expect(textOf(parse('A `<b>` and <img src=x onerror=alert(1)> **c**\n\n- d\n- e <!-- f -->')).split(/\s+/).join(' ')).toBe(
    'A <b> and c d e ',
  )
  expect(guideHtml(parse('## A <i>b</i>\n\n`<script>alert(1)</script>` & "c"'), [{ slug: 'a-b', text: 'A b' }])).not.toContain('<script')
})
