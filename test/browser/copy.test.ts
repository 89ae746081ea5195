/**
 * Copying links to anything: the menu of a page, of a section, of a passage, by pointer and by keyboard, on a host and from disk, with
 * the clipboard and without; and where such links lead, also when the words have changed since, and without scripts.
 */
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve } from '../../src/commands/serve.ts'
import { digest } from '../../src/publish/blocks.ts'
import { temporary } from '../built.ts'
import { complaintsOf, script } from './accessible.ts'
import { launch } from './launch.ts'
import { buildOf, write } from './sample.ts'
import { contextOf, watch } from './watch.ts'

const text = `# The register

## G-01: Refunds [all] leave_no trace (P1)

**Impact:** nobody can answer a dispute with \`billing/refund.ts\`.

**Required work:**

- Write an entry for *each* refund
- 2\\. Name who asked

| What | Where |
|------|-------|
| entry | ledger |

\`\`\`ts
const a = 1
\`\`\`

## G-02: No export

**Impact:** nothing can be taken out.

## G-03: Marks of Markdown

**Impact:** \`\`a \` b\`\` and \`c | d\` break a quotation.

**Required work:**

3. First, with a list of its own:
   - one
   - \\# two
4. Then

- [x] done
- [ ] not done

| Sign | Means |
|------|-------|
| \`a \\| b\` | either |
| | nothing |

\`\`\`\`md
\`\`\`
# no heading


> nor a quotation
\`\`\`
\`\`\`\`
`

let browser: Browser
const bases: Record<string, string> = {}
let out: string
let close: () => void
beforeAll(async () => {
  const content = await temporary('lacuna-copy-')
  await write(content, { 'one/gaps.md': text })
  const [site, opened] = await Promise.all([buildOf(content), launch()])
  browser = opened
  out = site.out
  const { server, address } = await serve(site.out, 5600)
  bases['on a host'] = address
  bases['from disk'] = `${pathToFileURL(site.out).href}/`
  close = () => {
    server.closeAllConnections()
    server.close()
  }
}, 300_000)
afterAll(async () => {
  await browser?.close()
  close?.()
})

const gap = 'gaps/one/g-01.html'
const document_ = 'documents/one/gaps.html'
const dispute = 'impact.' + digest('nobody can answer a dispute with billing/refund.ts.')
const name = 'G-01 – Refunds [all] leave_no trace'
const inMarkdown = 'G-01 Refunds \\[all\\] leave_no trace'

interface Look extends BrowserContextOptions {
  before?: () => void
}
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }

/** Opens a page as one reader has it; whatever it complains of fails the test. */
async function reader(address: string, use: (page: Page) => Promise<void>, { before, ...look }: Look = clipboard): Promise<void> {
  const context = await contextOf(browser, { viewport: { width: 1280, height: 800 }, ...look })
  if (before) await context.addInitScript(before)
  const { page, troubles } = await watch(context, ...Object.values(bases))
  await page.goto(address)
  await use(page)
  expect(troubles).toEqual([])
  await context.close()
}

const menu = (page: Page) => page.getByRole('menu')
const items = (page: Page) => page.getByRole('menuitem')
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())
const announced = (page: Page) => page.locator('main > [role="status"]').textContent()
const scripts = (page: Page) =>
  page.evaluate(() => [...document.scripts].map(({ src }) => src.replace(/.*\//, '')).filter((name) => name === 'share.js').length)

/** Takes one of the menu and waits until it is told that it was copied. */
async function take(page: Page, item: string): Promise<string> {
  await items(page).getByText(item, { exact: true }).click()
  await expect.poll(() => announced(page)).toBe(`Copied: ${item}`)
  await expect.poll(() => menu(page).count()).toBe(0)
  return copied(page)
}
const ofPage = async (page: Page) => {
  await page.locator('.trail').getByRole('button', { name: 'Copy' }).click()
  await menu(page).waitFor()
}
const ofPassage = async (page: Page, id: string) => {
  await page.locator(`[id="${id}"]`).hover()
  await page.getByRole('button', { name: 'Copy this passage' }).click()
  await menu(page).waitFor()
}

describe.each(['on a host', 'from disk'])('%s', (where) => {
  const at = (page: string) => bases[where] + page

  it('a page is copied as link, as Markdown, as a line and as a quotation', () =>
    reader(at(gap), async (page) => {
      expect(await scripts(page)).toBe(0)
      const link = at(gap)
      const forms = {
        Link: link,
        'Link in Markdown': `[${inMarkdown}](${link})`,
        'Id, title, severity and link': `${name} – High – ${link}`,
        'Quote with link': /^> nobody can answer a dispute with .*\n\n\[G-01 .*\]\(.*\)$/,
      }
      for (const [form, expected] of Object.entries(forms)) {
        await ofPage(page)
        const got = await take(page, form)
        if (typeof expected === 'string') expect(got).toBe(expected)
        else expect(got).toMatch(expected)
      }
    }))

  it('a section is copied from the sign beside its heading', () =>
    reader(at(gap), async (page) => {
      const open = async () => {
        await page.locator('#required-work h2').hover()
        await page.getByRole('link', { name: 'Link to “Required work”' }).click()
        await menu(page).waitFor()
      }
      await open()
      const link = `${at(gap)}#required-work`
      expect(await take(page, 'Link')).toBe(link)
      expect(page.url()).toBe(at(gap))
      await open()
      expect(await take(page, 'Id, title, severity and link')).toBe(`${name}: Required work – High – ${link}`)
      await open()
      const quote = await take(page, 'Quote with link')
      expect(quote).toContain('> - Write an entry for each refund\n> - 2\\. Name who asked\n>\n')
      expect(quote).toMatch(/\n\n\[G-01 Refunds [^\n]*: Required work\]\([^\n]*#required-work\)$/)
    }))

  it('a passage is copied from the sign in its margin', () =>
    reader(at(gap), async (page) => {
      const link = `${at(gap)}#${dispute}`
      const before = await page.locator(`[id="${dispute}"]`).boundingBox()
      await ofPassage(page, dispute)
      expect(await page.locator(`[id="${dispute}"]`).boundingBox()).toEqual(before)
      expect(await take(page, 'Link')).toBe(link)
      await ofPassage(page, dispute)
      expect(await take(page, 'Quote with link')).toBe(
        `> nobody can answer a dispute with \`billing/refund.ts\`.\n\n[${inMarkdown}: Impact](${link})`,
      )
    }))

  it('where the clipboard is out of reach, the old way of copying does, and where that is too, a field is selected', () =>
    reader(
      at(gap),
      async (page) => {
        await ofPage(page)
        await items(page).getByText('Link', { exact: true }).click()
        await expect.poll(() => announced(page)).toBe('Copied: Link')
        await expect.poll(() => menu(page).count()).toBe(0)
        await page.evaluate(() => {
          document.execCommand = () => false
        })
        await ofPage(page)
        await items(page).getByText('Link', { exact: true }).click()
        const field = page.getByRole('textbox')
        expect(await field.inputValue()).toBe(at(gap))
        expect(await field.evaluate((one: HTMLTextAreaElement) => one.value.slice(one.selectionStart, one.selectionEnd))).toBe(at(gap))
        expect(await announced(page)).toMatch(/could not be copied, but is selected/)
        await page.keyboard.press('Escape')
        await expect.poll(() => menu(page).count()).toBe(0)
      },
      { before: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }) },
    ))

  it('a link leads to its passage as long as that says the same', () =>
    reader(`${at(gap)}#${dispute}`, async (page) => {
      expect(await page.locator(':target').textContent()).toContain('nobody can answer a dispute')
      expect(await page.locator('.landed').count()).toBe(0)
      expect(await scripts(page)).toBe(0)
    }))

  it('when its passage has changed it leads to the section, which says so in one sentence', () =>
    reader(`${at(gap)}#required-work.00000000`, async (page) => {
      const note = page.locator('#required-work .landed')
      await note.waitFor()
      expect(await note.textContent()).toMatch(/^The passage .* has changed or is gone; this is the section .*\.$/)
      expect(await announced(page)).toBe(await note.textContent())
      await expect(page.locator('#required-work').evaluate((one) => one.getBoundingClientRect().top < innerHeight)).resolves.toBe(true)
      // and a link of the page itself does the same
      await page.evaluate(() => {
        location.hash = 'impact.00000000-2'
      })
      await page.locator('#impact .landed').waitFor()
      expect(await page.locator('.landed').count()).toBe(1)
    }))

  it('when its section is gone too it stays on the page, and when it went elsewhere it follows', () =>
    reader(`${at(gap)}#gone.00000000`, async (page) => {
      await page.locator('.landed').waitFor()
      expect(await page.locator('.landed').textContent()).toMatch(/this is the page/)
      await page.evaluate((id) => {
        location.hash = `gone.${id.split('.')[1]}`
      }, dispute)
      await expect.poll(() => page.locator(':target').getAttribute('id')).toBe(dispute)
    }))

  it('without scripts it leads to the passage, or at least to the page, and no button is shown that does nothing', async () => {
    for (const id of [dispute, 'impact.00000000'])
      await reader(
        `${at(gap)}#${id}`,
        async (page) => {
          expect(await page.locator('h1').textContent()).toContain('Refunds')
          expect(await page.locator('.copies').isVisible()).toBe(false)
          expect(await page.locator(':target').count()).toBe(id === dispute ? 1 : 0)
        },
        { javaScriptEnabled: false },
      )
  })
})

it('by keyboard alone: from the title to a passage, and back to where one was', () =>
  reader(bases['on a host'] + gap, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement!.textContent!.trim())
    await page.locator('.trail .copies').focus()
    await page.keyboard.press('Enter')
    await menu(page).waitFor()
    await expect.poll(focused).toBe('Link')
    await page.keyboard.press('ArrowUp')
    expect(await focused()).toBe('A passage of it')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.sharing .label').textContent()).toMatch(/^Passage “/)
    const first = await page.locator('.chosen').getAttribute('id')
    await page.keyboard.press('End')
    expect(await focused()).toBe('Next passage')
    await page.keyboard.press('Enter')
    const second = await page.locator('.chosen').getAttribute('id')
    expect(second).not.toBe(first)
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect.poll(() => menu(page).count()).toBe(0)
    expect(await copied(page)).toBe(`${bases['on a host']}${gap}#${second}`)
    await expect.poll(focused).toBe('Copy')
    expect(await page.locator('.chosen').count()).toBe(0)
    await page.keyboard.press('Enter')
    await menu(page).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => menu(page).count()).toBe(0)
    expect(await focused()).toBe('Copy')
  }))

it('the key c speaks of the passage that has the focus, unless keys are off', () =>
  reader(bases['on a host'] + document_, async (page) => {
    await page.locator('article pre.code').first().focus()
    await page.keyboard.press('c')
    await menu(page).waitFor()
    await expect.poll(() => page.locator('.sharing .label').textContent()).toContain('const a = 1')
    expect(await take(page, 'Quote with link')).toMatch(/^> ```\n> const a = 1\n> ```\n\n\[G-01: Refunds .*\]\(.*#g-01.*\.[\da-f]{8}\)$/)
    expect(await page.evaluate(() => document.activeElement!.tagName)).toBe('PRE')
  }))

it('rows are quoted cell by cell; the row of a gap in a list leads to the gap', () =>
  reader(bases['on a host'] + document_, async (page) => {
    await page.locator('article tbody tr').first().hover()
    await page.getByRole('button', { name: 'Copy this passage' }).click()
    await menu(page).waitFor()
    expect(await take(page, 'Quote with link')).toMatch(/^> entry \| ledger\n\n\[/)
    await page.goto(`${bases['on a host']}gaps.html`)
    await page.locator('.register li').first().hover()
    await page.getByRole('button', { name: 'Copy this passage' }).click()
    await menu(page).waitFor()
    expect(await take(page, 'Id, title, severity and link')).toBe(`${name} – High – ${bases['on a host']}${gap}`)
  }))

it('what is quoted reads as Markdown as it did on the page: marks of lists, tables, and code with backticks', () =>
  reader(`${bases['on a host']}gaps/one/g-03.html`, async (page) => {
    const quoteOf = async (section: string) => {
      await page.locator(`#${section} h2`).hover()
      await page.locator(`#${section} h2 .anchor`).click()
      await menu(page).waitFor()
      return (await take(page, 'Quote with link')).split('\n\n[')[0]!.split('\n')
    }
    expect(await quoteOf('impact')).toEqual(['> ``a ` b`` and `c | d` break a quotation.'])
    expect(await quoteOf('required-work')).toEqual([
      '> 3. First, with a list of its own:',
      '>    - one',
      '>    - \\# two',
      '> 4. Then',
      '>',
      '> - [x] done',
      '> - [ ] not done',
      '>',
      '> | Sign | Means |',
      '> | --- | --- |',
      '> | `a \\| b` | either |',
      '> |  | nothing |',
      '>',
      '> ````',
      '> ```',
      '> # no heading',
      '>',
      '>',
      '> > nor a quotation',
      '> ```',
      '> ````',
    ])
  }))

it('from disk the address in the world is copied, where the page has one, and never the words that were looked for', async () => {
  const file = path.join(out, gap)
  const html = await readFile(file, 'utf8')
  const copy = path.join(out, 'gaps/one/g-01-canonical.html')
  await writeFile(
    `${copy}~`,
    html.replace('<link rel="icon"', '<link rel="canonical" href="https://acme.org/gaps/one/g-01.html"><link rel="icon"'),
  )
  await rename(`${copy}~`, copy)
  await reader(`${bases['from disk']}gaps/one/g-01-canonical.html?find=refunds`, async (page) => {
    await ofPassage(page, dispute)
    expect(await take(page, 'Link')).toBe(`https://acme.org/gaps/one/g-01.html#${dispute}`)
  })
  await reader(`${bases['on a host']}${gap}?find=refunds`, async (page) => {
    await ofPage(page)
    expect(await take(page, 'Link')).toBe(bases['on a host'] + gap)
  })
})

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
  ['dark', 360],
] as const)('axe finds nothing wrong with the open menu, nor with its field: %s, %i px', (colorScheme, width) =>
  reader(
    bases['on a host'] + gap,
    async (page) => {
      await page.evaluate(script)
      await ofPassage(page, dispute)
      expect(await complaintsOf(page)).toEqual([])
      const { x, width: wide } = (await page.locator('.sharing').boundingBox())!
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + wide).toBeLessThanOrEqual(width)
      await page.evaluate(() => {
        document.execCommand = () => false
      })
      await items(page).getByText('Link', { exact: true }).click()
      await page.getByRole('textbox').waitFor()
      expect(await complaintsOf(page)).toEqual([])
    },
    {
      colorScheme,
      viewport: { width, height: 800 },
      before: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }),
    },
  ),
)
