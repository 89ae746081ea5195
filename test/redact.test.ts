/**
 * Redaction: what an owner wants to be taken out stands in no file of the site, whatever hides it in the source and whatever view would
 * have shown it; and what goes out all the same is told before it does.
 */
import { execFile } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { nodes, privateIn, readSource, redactor } from '#read'
import { recognise } from '#recognise'
import { privateOf, tellPrivate } from '../src/commands/private.ts'
import { openCorpus } from '../src/corpus.ts'
import { write } from './browser/sample.ts'
import { environment, root, temporary } from './built.ts'

const run = promisify(execFile)
const found = (text: string) => privateIn(text).map(({ name, start, end }) => `${name} ${text.slice(start, end)}`)

describe('what is not for the public', () => {
  it.each([
    ['a path', 'see /Users/ada/desk/gaps.md.', 'path /Users/ada/desk/gaps.md'],
    ['one of Linux', '`/home/ada`', 'path /home/ada'],
    ['one of Windows', 'in C:\\Users\\ada\\gaps.md now', 'path C:\\Users\\ada\\gaps.md'],
    ['one below home', 'run ~/bin/x', 'path ~/bin/x'],
    ['one of Windows in small letters', 'in c:\\users\\ada\\gaps.md now', 'path c:\\users\\ada\\gaps.md'],
    ['one of Windows, seen from Linux', 'in /mnt/c/Users/ada/x', 'path /mnt/c/Users/ada/x'],
    ['one of Windows with blanks', 'in C:\\Users\\Ada Byron\\My plan.md now', 'path C:\\Users\\Ada Byron\\My plan.md'],
    ['a home of Windows with a surname', '| C:\\Users\\Ada Byron |', 'path C:\\Users\\Ada Byron'],
    ['one of a server', '\\\\srv\\home\\ada\\x', 'path \\\\srv\\home\\ada\\x'],
    ['one behind a flag', 'cc -I/home/ada/include x.c', 'path /home/ada/include'],
    ['one that lies elsewhere', '/var/home/ada', 'path /var/home/ada'],
    ['one of the administrator', 'in /root/desk/x', 'path /root/desk/x'],
    ['one with a host', 'file://server/home/ada/x', 'path file://server/home/ada/x'],
    ['one for an editor', 'vscode://file/Users/ada/x', 'path vscode://file/Users/ada/x'],
    ['a quoted one with blanks', 'in "/Users/Ada Byron/x" now', 'path /Users/Ada Byron/x'],
    ['one with blanks as code', 'in `/home/ada/my notes` now', 'path /home/ada/my notes'],
    ['one with escaped blanks', 'cat /Users/Ada\\ Byron/x now', 'path /Users/Ada\\ Byron/x'],
    ['one before a flag', '`/home/ada/run --all`', 'path /home/ada/run'],
    ['one that begins a quotation', '"/home/ada is where it was made, and nowhere else"', 'path /home/ada'],
    ['one as an address', '[x](file:///home/ada/x)', 'path file:///home/ada/x'],
    ['an address', 'ask ada.b+c@mail.example.org.', 'email ada.b+c@mail.example.org'],
    ['one that is a link', '[x](mailto:ada@example.org)', 'email mailto:ada@example.org'],
    ['one with an escape', 'ada\\_b@example.org', 'email ada\\_b@example.org'],
    ['one with an entity', 'ada&#64;example.org', 'email ada&#64;example.org'],
    ['one with marks and an entity', 'ada&#64;**example**.org', 'email ada&#64;**example**.org'],
    ['one with signs that nobody sees', 'a&shy;da@exam\u200Bple.org', 'email a&shy;da@exam\u200Bple.org'],
    ['one of Moldova', 'ask ada@company.md.', 'email ada@company.md'],
    ['one whose domain is spelt in ASCII', 'ada@xn--bcher-kva.xn--p1ai', 'email ada@xn--bcher-kva.xn--p1ai'],
    ['one with an apostrophe', "ask o'neil@example.org", "email o'neil@example.org"],
    ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE', 'secret AKIAIOSFODNN7EXAMPLE'],
    ['a token', `ghp_${'a1B2'.repeat(9)}`, `secret ghp_${'a1B2'.repeat(9)}`],
    ['a password', 'password=swordfish', 'secret swordfish'],
    ['one of a database', 'DB_PASS=swordfish', 'secret swordfish'],
    ['one of an option', 'run --pass=swordfish', 'secret swordfish'],
    ['one in code', 'dbPass: "swordfish"', 'secret swordfish'],
    ['one of a request', 'curl -s -u ada:swordfish https://example.org', 'secret swordfish'],
    ['one of a client', 'mysql -u root -pswordfish', 'secret swordfish'],
    ['one in a head', 'Authorization: Basic YWRhOnN3b3JkZmlzaA==', 'secret YWRhOnN3b3JkZmlzaA=='],
    ['one that bears', '"Authorization": "Bearer sword1fish"', 'secret sword1fish'],
    ['the key of an application', `secret_key_base: ${'9f8a7b6c'.repeat(3)}`, `secret ${'9f8a7b6c'.repeat(3)}`],
    ['a key in pieces', 'sk-proj-ab1-cd2_ef3-gh4_ij5-kl6', 'secret sk-proj-ab1-cd2_ef3-gh4_ij5-kl6'],
    [
      'all pieces of one',
      `sk-ant-api03-${'aB3'.repeat(8)}-${'dE4_'.repeat(4)}-x`,
      `secret sk-ant-api03-${'aB3'.repeat(8)}-${'dE4_'.repeat(4)}-x`,
    ],
    ['one without a name', 'redis://:swordfish@db.example', 'secret swordfish'],
    ['a labelled one', '**Secret:** hunter2!', 'secret hunter2!'],
    ['a quoted one', 'api_key: "swordfish"', 'secret swordfish'],
    ['one within an address', 'postgres://ada:swordfish@db.example', 'secret swordfish'],
    ['what no language writes', `the token is ${'9f8a7b6c'.repeat(4)}`, `secret ${'9f8a7b6c'.repeat(4)}`],
    [
      'a private key',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
      'secret -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
    ],
  ])('is %s', (_, text, expected) => expect(found(text)).toEqual([expected]))

  it.each([
    'https://example.org/home/ada and example.org/Users/ada',
    'GET /Users/:id and /home/',
    'git@github.com:acme/x, logo@2x.png, pkg@1.2.3, wrkr@4c1a9de:core/run.go:3, @ada',
    'Secret: not stored. Token: expired ones stay. Password: required. The secret = $SECRET and password=<yours>',
    `commit ${'4c1a9de0'.repeat(5)} of the token`,
    `sha256 ${'4c1a9de0'.repeat(8)}`,
    'a ~ b, ~/ and ~~struck~~, `~/`.',
    'src/home/ada.ts, app/root/x, /roots/x, C:\\Program Files\\Crane, /usr/local/home and /mnt/data/x',
    '`plans@acme.md`, docs/plans@acme.md, [x](plans@acme.md), plans@acme.md:3 and plans@v2.md',
    'pass=1234 fail=3, two pass = quick, compass=north, Pass: 100.00%',
    'token_limit: 128000, token_count=5000, secretName: crane-tls-1',
    'docker run -u 1000:1000 crane, mkdir -pv logs, Basic authentication, Authorization: Bearer <token>',
    'sk-loading-crane-and-harbour and sk-proj-harbour',
  ])('is nothing in: %s', (text) => expect(found(text)).toEqual([]))

  it('is found in time that grows with the text alone', () => {
    const names = ['C:\\Users\\A B ', '"/home/a b ', 'curl -u ', 'mysql -p', 'basic a', '&uuml;', '\u00AD', 'a@b.md ']
    for (const piece of [
      ...names,
      'a.b@',
      'password=',
      '-----BEGIN PRIVATE KEY-----\n',
      '/home/',
      '\\_&#',
      'a'.repeat(50),
      '[](',
      'x://y:',
    ]) {
      const [small, large] = [piece.repeat(2_000), piece.repeat(20_000)].map((text) => {
        const start = performance.now()
        privateIn(text)
        return performance.now() - start
      }) as [number, number]
      expect([piece, large < 40 * Math.max(small, 20)]).toEqual([piece, true])
    }
  })
})

describe('a source', () => {
  const redact = redactor([{ name: 'person', text: 'Zdenka Müllerová' }, { name: 'ticket', pattern: 'ACME-\\d+' }, 'emails'])!
  const read = (text: string) => readSource('a.md', Buffer.from(text), redact)

  /** The same words as a reader sees them, written in other ways. */
  const disguised = fc.constantFrom(
    'Zdenka Müllerová',
    'zdenka müllerová',
    'Zdenka\nMüllerová',
    '**Zdenka** Müllerová',
    'Zdenka `Müllerová`',
    'Zdenka [Müllerová](https://example.org)',
    'Z&#100;enka M&#xFC;llerov&#225;',
    'Zdenka **M&uuml;llerov&aacute;**',
    'Zden\u00ADka Müller\u200Bov&shy;á',
    'Zdenka\u200BMüllerová',
    'Zdenka M\u0075\u0308llerova\u0301',
    'Zdenka MÃ¼llerovÃ¡',
    'ACME-123',
    'AC**ME**-123',
    'ACME\\-123',
    'ada@example.org',
    'ada\\@example.org',
    '<ada@example.org>',
    'ada&#64;**example**.org',
  )
  const around = fc.constantFrom('Text ', '- ', '> ', '**Impact:** ', '| a | ', '1. ', '🔴 ', 'Ã¤hnlich üî¥ ', 'a `b` ')
  const lines = fc.array(fc.tuple(around, disguised, fc.constantFrom('.', ' and so on', ' ende42', '')), { minLength: 1, maxLength: 8 })

  it('holds nothing of it, in whatever form, and keeps the place of everything else', () => {
    fc.assert(
      fc.property(lines, (parts) => {
        const text = `# Gaps\n\n## G-01: Something\n\n${parts.map((part) => part.join('')).join('\n\n')}\n\nThe last line.\n`
        const source = read(text)
        const document = recognise(source, { system: 's', slug: 'd' })
        const { pointAt: _, ...plain } = source
        const told = JSON.stringify([plain, document]).normalize('NFC').toLowerCase()
        for (const secret of ['müllerov', 'acme-123', 'ada@example.org']) expect(told).not.toContain(secret)
        const last = [...nodes(source.tree)].findLast(({ type }) => type === 'text')!
        const all = text.split('\n')
        expect(last.position!.start).toMatchObject({ line: all.length - 1, column: 1 })
        for (const [index, line] of source.original.split('\n').entries()) expect(line.length).toBe(all[index]!.length)
        const after = source.text.indexOf('ende42')
        if (after >= 0) {
          const { line, column } = source.pointAt(after)
          expect(all[line - 1]!.slice(column - 1, column + 5)).toBe('ende42')
        }
      }),
      { numRuns: 300 },
    )
  })

  it('says in its place what it was', () => {
    expect(read('Ask Zdenka Müllerová of ACME-7, ada@example.org.').text).toBe(
      'Ask [redacted: person] of [redacted: ticket], [redacted: email].',
    )
  })

  it('leaves front matter what it is', () => {
    const { frontMatter } = read('---\nauthor: Ada <ada@example.org>\nstatus: open\n---\n# Gaps\n')
    expect(frontMatter?.defect).toBeUndefined()
    expect(frontMatter?.fields.map(({ label, words }) => [label, words.replaceAll('\u00A0', ' ')])).toEqual([
      ['author', 'Ada <[redacted: email]>'],
      ['status', 'open'],
    ])
  })
})

// ——— a whole site

const secrets = ['Quuxley Corp', 'zq-internal-77', 'jane.roe@quux.example', '/home/quuxuser/desk', 'AKIAQUUXQUUXQUUXQUUX', 'hunter2quux']
const redact = `redact:
  - paths
  - emails
  - secrets
  - { name: customer, text: Quuxley Corp }
  - { name: customer, text: quuxley }
  - { name: project, pattern: 'zq-[a-z]+-\\d+' }
`
const document = `---
author: Jane Roe <jane.roe@quux.example>
customer: Quuxley Corp
---
# Gaps at Quuxley Corp, zq-internal-77

Written in /home/quuxuser/desk/gaps.md by [Jane](mailto:jane.roe@quux.example). ![zq-internal-77](quuxley.png "Quuxley Corp")

<!-- Quuxley Corp, AKIAQUUXQUUXQUUXQUUX -->

| Gap  | Title | Severity | Owner | Status |
|------|-------|----------|-------|--------|
| G-01 | Quuxley Corp cannot log in | P0 | jane.roe@quux.example | zq-internal-77 |

## G-01: Quuxley Corp cannot log in (P1)

**Impact:** Quuxley
Corp waits, see \`zq-internal-77\`.
**Effort:** zq-internal-77
**Evidence:** \`repo@4c1a9de:/home/quuxuser/desk/a.ts:3\` "password=hunter2quux"
**Depends on:** zq-internal-77
**Requirements:** zq-internal-77

Acceptance criteria:
- Quuxley&nbsp;Corp or **Quuxley** Corp logs in
- \`zq-internal-77\` is gone

\`\`\`sh
export AWS_KEY=AKIAQUUXQUUXQUUXQUUX
password=hunter2quux
\`\`\`

<!-- lacuna: gap -->
## Quuxley Corp has no backup

**Severity:** High

Ask jane.roe\\@quux.example; [the plan](quuxley/plan.md), <https://zq-internal-77.example/x>.

## Inconsistencies

### Inconsistency 1: Quuxley Corp and zq-internal-77

They differ.

## Phase 1: Quuxley Corp (zq-internal-77)

- G-01

## Next steps

1. **Quuxley Corp**: call jane.roe@quux.example about zq-internal-77
`
const content = (settings: string) => ({
  'site.yaml': `title: Quuxley Corp gaps\naddress: https://gaps.example.org\ndescription: >\n  For Quuxley\n  Corp\n${settings}`,
  'quuxley corp/system.yaml':
    'name: Quuxley Corp\nowner: jane.roe@quux.example\nrepository: https://github.com/quuxley/x\ndescription: zq-internal-77\n',
  'quuxley corp/zq-internal-77.md': document,
  'plain/gaps.md': '# Plain\n\n## G-07: Quuxley Corp waits (P2)\n\nFor zq-internal-77.\n\n## G-08: Added (P1)\n\nx\n',
  'quuxley corp/other.md': '# Other\n\n## G-02: Fine (P2)\n\nSee [there](zq-internal-77.md#g-01) and G-01.\n',
  'pages/about.mdx':
    '---\ntitle: About Quuxley Corp\ndescription: zq-internal-77\n---\n\nFor Quuxley Corp, jane.roe@quux.example.\n\n## zq-internal-77\n\n`/home/quuxuser/desk`\n',
  'addresses.json': JSON.stringify({
    version: 1,
    gaps: [
      { address: 'quuxley-corp/gone', system: 'quuxley-corp', document: 'x', title: 'Quuxley Corp was here' },
      {
        address: 'other/gone',
        former: ['other/quuxley'],
        system: 'other',
        document: 'x',
        title: 'Quuxley Corp was here',
        removed: { on: '2026-01-01', text: 'zq-internal-77 it said' },
      },
    ],
  }),
})

interface Answer {
  code: number
  out: string
}
const lacuna = (folder: string, out: string): Promise<Answer> =>
  run(process.execPath, [path.join(root, 'src/cli.ts'), 'build', folder, '--out', out], {
    cwd: root,
    env: environment,
    maxBuffer: 1 << 26,
  }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, out: error.stdout + error.stderr }),
  )

async function git(folder: string, ...words: string[]): Promise<void> {
  const who = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'a@b.example', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'a@b.example' }
  await run('git', words, { cwd: folder, env: { ...environment, ...who, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' } })
}

/** Every file, unpacked where it is packed; its name is part of what it says. */
async function everything(out: string): Promise<[string, string][]> {
  const entries = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return Promise.all(
    entries.map(async (entry): Promise<[string, string]> => {
      const file = path.join(entry.parentPath, entry.name)
      const bytes = await readFile(file)
      const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
      return [path.relative(out, file), text.toString()]
    }),
  )
}

describe('a site with `redact`', () => {
  let out: string
  let told: Answer
  beforeAll(async () => {
    const folder = await temporary('lacuna-redact-')
    const table = '| Gap | Title | Severity |\n|---|---|---|\n| G-11 | Cranes stand still at night and nobody hears of it | P1 |\n'
    out = path.join(await temporary('lacuna-redacted-'), 'site')
    await write(folder, {
      ...content(redact),
      'quuxley corp/other.md': '# Other\n\n## G-02: Quuxley Corp asks (P0)\n\nzq-internal-77\n',
      'plain/gaps.md':
        '# Plain\n\n## G-07: Quuxley waits for zq-internal-77 (P0)\n\nPhase: zq-internal-77\n\n## G-09: Removed for Quuxley Corp\n\nx\n',
      // its title is its name, and what it says goes to another document
      'plain/asked by zq-internal-77.md': table,
      'plain/night.md': '# Nights\n',
    })
    await git(folder, 'init', '-q', '-b', 'main')
    await git(folder, 'add', '-A')
    await git(folder, 'commit', '-q', '-m', 'Quuxley Corp')
    await git(folder, 'tag', 'for-quuxley')
    await rm(path.join(folder, 'plain/asked by zq-internal-77.md'))
    await write(folder, {
      ...content(redact),
      'plain/night.md': `# Nights\n\n${table}`,
    })
    await git(folder, 'add', '-A')
    await git(folder, 'commit', '-q', '-m', 'zq-internal-77')
    told = await lacuna(folder, out)
  }, 120_000)

  it('is built, and nothing is told', () => {
    expect(told).toMatchObject({ code: 0 })
    expect(told.out).not.toContain('Before it is published')
  })

  it('holds it in no page, twin, export, title, address or index', async () => {
    const files = await everything(out)
    expect(files.length).toBeGreaterThan(50)
    const held = files.flatMap(([name, text]) =>
      secrets.filter((secret) => `${name}\n${text}`.toLowerCase().includes(secret.toLowerCase())).map((secret) => `${name}: ${secret}`),
    )
    expect(held).toEqual([])
    const parts = files.flatMap(([name, text]) =>
      /quux|zq-/i.test(name + text) ? [`${name}: ${/.{0,40}(?:quux|zq-).{0,40}/i.exec(name + text)?.[0]}`] : [],
    )
    expect(parts).toEqual([])
  })

  it('shows in its place that something was there', async () => {
    const files = new Map(await everything(out))
    const gap = files.get('gaps/redacted-customer/g-01.html')!
    expect(gap).toContain('[redacted: customer] cannot log in')
    expect(gap).toContain('[redacted: project]')
    expect(files.get('gaps/redacted-customer/g-01.md')).toContain('password=[redacted: secret]')
    expect(files.get('gaps.json')).toContain('[redacted: email]')
    expect(files.get('documents/redacted-customer/redacted-project.html')).toContain('[redacted: path]')
    expect(files.get('pages/about.html')!.replaceAll('\u00A0', ' ')).toContain('[redacted: email]')
    expect(files.get('changes.html')).toContain('[redacted: customer]')
    expect(files.get('changes.html')).toContain('>for-[redacted: customer]<')
    expect(files.get('changes.html')).toContain('asked by [redacted: project]')
  })
})

describe('a site that holds it all the same', () => {
  it('is not published', async () => {
    const folder = await temporary('lacuna-held-')
    const out = path.join(await temporary('lacuna-held-out-'), 'site')
    // a word of Lacuna's own pages
    await write(folder, {
      'acme/gaps.md': '# Gaps\n\n## G-01: No log\n\nx\n',
      'site.yaml': 'redact: [{ name: word, text: as they are written }]\n',
    })
    const { code, out: said } = await lacuna(folder, out)
    expect(said).toMatch(/\.html holds what `redact` names "word".*nothing was published/)
    expect(code).toBe(1)
    await expect(readdir(out)).rejects.toThrow()
  }, 60_000)
})

describe('what is told before', () => {
  it('is all that goes out, with the place where it stands', async () => {
    const folder = await temporary('lacuna-goes-out-')
    await write(folder, {
      'site.yaml': 'title: "Gaps \\\n  of eve@example.org"\ndescription: >\n  Ask\n  bob@example.org\nredact: []\n',
      'acme/system.yaml': '{ name: Acme, "owner": "carl@example.org", checkout: /home/ada/acme }\n',
      'acme/by dora@example.org.md': '# Acme\n\n## G-01: No log (P1)\n\nx\n',
      'acme/gaps.md': '# Gaps\n\n## G-02: fay@example.org has no log (P1)\n\nx\n',
      'pages/of-gus@example.org.mdx': '---\ntitle: Gus\n---\n\nGus.\n',
      'addresses.json': JSON.stringify(
        {
          version: 1,
          gaps: [
            { address: 'acme/g-02', system: 'acme', document: 'gaps', id: 'G-02', title: 'of hal@example.org, but there' },
            {
              address: 'acme/gone',
              system: 'acme',
              document: 'gaps',
              title: 'Gone',
              removed: { on: '2026-01-01', text: 'Ask ian@example.org' },
            },
          ],
        },
        null,
        2,
      ),
    })
    await git(folder, 'init', '-q', '-b', 'main')
    await git(folder, 'add', '-A')
    await git(folder, 'commit', '-q', '-m', 'Asked by jon@example.org')
    await git(folder, 'tag', 'of-kim@example.org')
    await write(folder, { 'acme/gaps.md': '# Gaps\n\n## G-02: No log (P1)\n\nx\n' })
    await git(folder, 'commit', '-q', '-a', '-m', 'Name nobody')
    const told = tellPrivate(await privateOf(await openCorpus(folder)), 'docs').map((line) => line.replace(/[0-9a-f]{7}/, 'HASH').trim())
    const email = (where: string, words: string) => `${where} an e-mail address: ${words}…`
    expect(told.slice(1, -1).sort()).toEqual(
      [
        email('docs/site.yaml:2:6', 'eve@exam'),
        email('docs/site.yaml:5:3', 'bob@exam'),
        email('docs/acme/system.yaml:1:25', 'carl@exa'),
        email('docs/acme/by dora@example.org.md:1:1', 'dora@exa'),
        email('docs/pages/of-gus@example.org.mdx:1:1', 'of-gus@ex'),
        email('docs/addresses.json:18:22', 'ian@exam'),
        email('commit HASH:', 'jon@exam'),
        email('commit HASH and 1 more:', 'fay@exam'),
        email('the name of a tag:', 'of-kim@ex'),
      ].sort(),
    )
  })
})

describe('a site without', () => {
  it('says before it is published what readers will see, and no secret whole', async () => {
    const folder = await temporary('lacuna-told-')
    const out = path.join(await temporary('lacuna-open-'), 'site')
    await write(folder, {
      'acme/gaps.md': '# Gaps\n\n## G-01: No log (P1)\n\nAsk ada@example.org, key AKIAIOSFODNN7EXAMPLE, in /home/ada/x.\n',
    })
    const { code, out: said } = await lacuna(folder, out)
    expect(code).toBe(0)
    expect(said).toMatch(
      /acme\/gaps\.md:5:26 looks like a secret: AKIA…\n.*acme\/gaps\.md:5:51 a path of somebody’s machine: .*\n.*acme\/gaps\.md:5:5 an e-mail address: /,
    )
    expect(said).toContain('`redact: [secrets, paths, emails]` in site.yaml takes them out')
    expect(said).not.toMatch(/AKIAIOSFODNN7EXAMPLE|ada@example\.org/)
  }, 60_000)

  it.each([
    ['a kind that nobody knows', 'redact: [path]\n'],
    ['an empty pattern', "redact: [{ name: x, pattern: 'a*' }]\n"],
    ['no YAML', 'redact: [paths\n'],
    ['a name that is mark-up', "redact: [{ name: '](x', text: secret }]\n"],
  ])('is not published where the settings ask for %s', async (_, settings) => {
    const folder = await temporary('lacuna-lost-')
    await write(folder, { 'acme/gaps.md': '# Gaps\n\n## G-01: No log\n\nx\n', 'site.yaml': settings })
    const { code, out } = await lacuna(folder, path.join(folder, '..', `${path.basename(folder)}-out`))
    expect(out).toMatch(/site\.yaml: .*nothing is published/)
    expect(code).toBe(1)
  })
})
