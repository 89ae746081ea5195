/** `lacuna addresses`, as an owner uses it: the file it writes, what is told until it is written again, and that a link holds. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Ledger } from '#model'
import { openCorpus, refresh } from '../src/corpus.ts'
import { build, files, root, temporary } from './built.ts'

const run = promisify(execFile)
const lacuna = async (...words: string[]) => {
  const told = await run(process.execPath, [path.join(root, 'src/cli.ts'), ...words]).catch(
    (error: { stdout: string; stderr: string; code: number }) => error,
  )
  return { out: told.stdout + told.stderr, code: 'code' in told ? told.code : 0 }
}
const gap = (heading: string, text: string) => `## ${heading}\n\n**Severity:** High\n\n**Impact:** ${text}\n\n`
const first = gap('Gap 1: No roof over the pier', 'Passengers who wait for the ferry stand in the rain.')
const second = gap('Gap 2: No light at night', 'The last boat is boarded in the dark, and people fall.')
const third = gap('G-07: No bell', 'Nobody hears that the boat leaves before it has left.')

async function folderOf(...gaps: string[]) {
  const folder = await temporary()
  const write = async (...own: string[]) => {
    await mkdir(path.join(folder, 'ferry'), { recursive: true })
    await writeFile(path.join(folder, 'ferry/pier.md'), `# Gaps of the pier\n\n${own.join('')}`)
  }
  await write(...gaps)
  return {
    folder,
    write,
    ledger: async () => JSON.parse(await readFile(path.join(folder, 'addresses.json'), 'utf8')) as Ledger,
    told: async () => (await refresh(folder)).findings.filter(({ rule }) => rule === 'one-address').map(({ message }) => message),
    keys: async () => (await refresh(folder)).trace.gaps.map(({ key, title }) => `${key}: ${title}`),
  }
}

describe('lacuna addresses', () => {
  it('writes one entry a gap, and the same file again', async () => {
    const { folder, ledger } = await folderOf(first, second, third)
    expect(await lacuna('addresses', folder, '--check')).toMatchObject({
      code: 1,
      out: expect.stringContaining('behind the documents: 3 gaps'),
    })
    expect(await lacuna('addresses', folder)).toMatchObject({ code: 0, out: expect.stringContaining('3 gaps') })
    expect((await ledger()).gaps.map(({ address }) => address)).toEqual(['ferry/g-07', 'ferry/pier/1', 'ferry/pier/2'])
    expect(await lacuna('addresses', folder, '--check')).toMatchObject({ code: 0, out: expect.stringContaining('as it should be') })
  })

  it('does not write over a ledger that it cannot read', async () => {
    const { folder } = await folderOf(first)
    const broken = '{ "version": 1, "gaps": [<<<<<<< HEAD'
    await writeFile(path.join(folder, 'addresses.json'), broken)
    expect(await lacuna('addresses', folder)).toMatchObject({ code: 2, out: expect.stringContaining('cannot be read') })
    expect(await readFile(path.join(folder, 'addresses.json'), 'utf8')).toBe(broken)
    const { findings } = await openCorpus(folder)
    expect(findings.some(({ rule, place }) => rule === 'file-readable' && place.file === 'addresses.json')).toBe(true)
  })

  it('builds nothing where it cannot be read: other gaps would stand at published addresses', async () => {
    const { folder } = await folderOf(first)
    await writeFile(path.join(folder, 'addresses.json'), '{\n  "version": 1,\n  "gaps": [\n<<<<<<< HEAD\n')
    const { out, code } = await lacuna('build', folder, '--out', path.join(await temporary(), 'site'))
    expect(code).toBe(1)
    expect(out).toMatch(/^lacuna: addresses\.json cannot be read: it holds marks of a merge, at line 4: no published address is kept.*$/m)
    const [finding] = (await openCorpus(folder)).findings.filter(({ rule }) => rule === 'file-readable')
    expect(finding).toMatchObject({ level: 'error', place: { file: 'addresses.json', line: 4 } })
  })

  it.each([
    ['leads out of the site', '../../evil'],
    ['is absolute', '/etc/passwd'],
    ['is a system alone', 'ferry'],
    ['is a list of ours', 'severity/high'],
    ['is not as we write', 'ferry/Ä 01?#'],
    ['is another entry’s', 'ferry/g-07'],
  ])('passes over an entry whose address %s, and tells its line', async (_, address) => {
    const { folder, ledger } = await folderOf(first, third)
    await lacuna('addresses', folder)
    const file = path.join(folder, 'addresses.json')
    const before = await readFile(file, 'utf8')
    const [entry] = (await ledger()).gaps
    const line = JSON.stringify({ ...entry, address, title: 'Another' })
    await writeFile(file, before.replace(/\n {2}\]/, `,\n    ${line}\n  ]`))
    const { trace, findings } = await refresh(folder)
    expect(trace.former.gone).toEqual([])
    expect(findings.filter(({ rule }) => rule === 'file-readable')).toMatchObject([
      {
        level: 'error',
        place: { file: 'addresses.json', line: before.split('\n').length - 2 },
        message: expect.stringContaining('is passed over'),
      },
    ])
    // it might be the one that was published
    expect(await lacuna('addresses', folder)).toMatchObject({ code: 2 })
  })

  it('knows gaps again when the folder of their system is renamed', async () => {
    const { folder } = await folderOf(first, third)
    await lacuna('addresses', folder)
    await rename(path.join(folder, 'ferry'), path.join(folder, 'boat'))
    const { trace } = await refresh(folder)
    expect(trace.gaps.map(({ key }) => key)).toEqual(['boat/pier/1', 'boat/g-07'])
    expect([...trace.former.redirects]).toEqual([
      ['ferry/pier/1', 'boat/pier/1'],
      ['ferry/g-07', 'boat/g-07'],
    ])
    expect(trace.former.gone).toEqual([])
  })

  it('knows gaps again when one document goes to another system, and both stand', async () => {
    const { folder } = await folderOf(first, third)
    await mkdir(path.join(folder, 'boat'))
    await writeFile(
      path.join(folder, 'boat/hull.md'),
      `# Gaps of the hull\n\n${gap('Gap 3: No pump', 'Water stands in the hold after rain.')}`,
    )
    await writeFile(path.join(folder, 'boat/deck.md'), `# Gaps of the deck\n\n${second}`)
    await lacuna('addresses', folder)
    await rename(path.join(folder, 'boat/deck.md'), path.join(folder, 'ferry/deck.md'))
    const { trace } = await refresh(folder)
    expect([...trace.former.redirects]).toEqual([['boat/deck/2', 'ferry/deck/2']])
    expect(trace.former.gone).toEqual([])
  })

  it('keeps the address of a gap whose number changed, and gives a newcomer another', async () => {
    const { folder, write, told, keys } = await folderOf(first, second)
    await lacuna('addresses', folder)
    await write(
      gap('Gap 1: No bench', 'Whoever is old or tired has nowhere to sit while waiting.'),
      first.replace('Gap 1', 'Gap 2'),
      second.replace('Gap 2', 'Gap 3'),
    )
    expect(await keys()).toEqual([
      'ferry/pier/1-no-bench: No bench',
      'ferry/pier/1: No roof over the pier',
      'ferry/pier/2: No light at night',
    ])
    expect(await told()).toEqual(['gap 1 would be at ferry/pier/1, which was published for another gap; it got ferry/pier/1-no-bench'])
    await lacuna('addresses', folder)
    expect(await told()).toEqual([])
    expect((await keys())[0]).toBe('ferry/pier/1-no-bench: No bench')
  })

  it('tells of what moved and what is gone, until that is written down', async () => {
    const { folder, write, told, ledger } = await folderOf(first, second, third)
    await lacuna('addresses', folder)
    await write(first, third.replace('G-07', 'G-08'))
    expect(await told()).toEqual([
      expect.stringMatching(/^gap 2, "No light at night", was published at ferry\/pier\/2, and no document has it any more/),
      expect.stringMatching(/^G-08 was published at ferry\/g-07 and is at ferry\/g-08 now/),
    ])
    await lacuna('addresses', folder)
    expect(await told()).toEqual([])
    expect((await ledger()).gaps.find(({ address }) => address === 'ferry/pier/2')).toMatchObject({
      removed: { on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), text: expect.stringContaining('boarded in the dark') },
    })
    const { trace } = await refresh(folder)
    expect([...trace.former.redirects]).toEqual([['ferry/g-07', 'ferry/g-08']])
    // and back again: the gap has its address as before
    await write(first, second, third)
    expect((await refresh(folder)).trace.gaps.map(({ key }) => key)).toEqual(['ferry/pier/1', 'ferry/pier/2', 'ferry/g-07'])
  })

  it('leaves a page at every address: one that leads on, one that says what is gone', async () => {
    const { folder, write } = await folderOf(first, second, third)
    await mkdir(path.join(folder, 'quay'))
    await writeFile(
      path.join(folder, 'quay/gaps.md'),
      `# Gaps of the quay\n\n${gap('Q-01: No rail', 'Children fall into the water every summer.')}`,
    )
    await lacuna('addresses', folder)
    await rm(path.join(folder, 'quay'), { recursive: true })
    await write(first, third.replace('G-07', 'G-08'))
    const out = await temporary()
    await build(folder, path.join(out, 'site'))
    const site = await files(path.join(out, 'site'))
    const moved = site.get('gaps/ferry/g-07.html')!
    expect(moved).toContain('<meta http-equiv="refresh" content="0; url=g-08.html">')
    expect(moved).toContain('href="g-08.html">G-08 No bell</a>')
    const gone = site.get('gaps/ferry/pier/2.html')!
    expect(gone).toContain('No document has this gap any more')
    expect(gone).toContain('boarded in the dark')
    expect(gone).toContain('href="../../../documents/ferry/pier.html"')
    expect(gone).toContain('Where it stood')
    expect(site.get('gaps/quay/q-01.html')).toContain('No document has this gap any more')
    expect(site.get('gaps/quay/q-01.html')).not.toContain('Where it stood')
  }, 60_000)
})
