/** Addresses of lines, edits and commits as each forge writes them, and the templates for those that we do not know. */
import { describe, expect, it } from 'vitest'
import { type History, SiteSettings, SystemSettings } from '#model'
import { atCommit, commitPage, inRepository } from '../src/publish/forge.ts'
import type { Portfolio } from '../src/publish/portfolio.ts'

const hash = '0123456789abcdef0123456789abcdef01234567'

/** As much of a portfolio as addresses are made of. */
function published(system: object, site: object = {}, head?: string): Portfolio {
  const history: History = new Map(head ? [['acme/q1/gaps.md', { head: { hash: head, date: '2026-01-02' }, lines: [] }]] : [])
  const settings = SystemSettings.parse(system)
  return { system: () => ({ settings }), settings: SiteSettings.parse(site), history } as unknown as Portfolio
}
const links = (system: object, site?: object, file = 'acme/q1/gaps.md') => {
  const all = published(system, site)
  return {
    file: inRepository(all, 'acme', file),
    source: inRepository(all, 'acme', file, 67),
    edit: inRepository(all, 'acme', file, 67, 'edit'),
    commit: commitPage(all, 'acme', file, hash),
  }
}

describe('the line of a document', () => {
  it.each([
    [
      'GitHub',
      { repository: 'https://github.com/acme/docs' },
      {
        file: 'https://github.com/acme/docs/blob/main/q1/gaps.md',
        source: 'https://github.com/acme/docs/blob/main/q1/gaps.md?plain=1#L67',
        edit: 'https://github.com/acme/docs/edit/main/q1/gaps.md#L67',
        commit: `https://github.com/acme/docs/commit/${hash}`,
      },
    ],
    [
      'GitLab, with a group within a group',
      { repository: 'https://gitlab.com/acme/team/docs.git', branch: 'trunk' },
      {
        file: 'https://gitlab.com/acme/team/docs/-/blob/trunk/q1/gaps.md',
        source: 'https://gitlab.com/acme/team/docs/-/blob/trunk/q1/gaps.md?plain=1#L67',
        edit: 'https://gitlab.com/acme/team/docs/-/edit/trunk/q1/gaps.md#L67',
        commit: `https://gitlab.com/acme/team/docs/-/commit/${hash}`,
      },
    ],
    [
      'GitLab at an address that does not tell',
      { repository: 'https://code.acme.org/docs/', forge: 'gitlab' },
      {
        file: 'https://code.acme.org/docs/-/blob/main/q1/gaps.md',
        source: 'https://code.acme.org/docs/-/blob/main/q1/gaps.md?plain=1#L67',
        edit: 'https://code.acme.org/docs/-/edit/main/q1/gaps.md#L67',
        commit: `https://code.acme.org/docs/-/commit/${hash}`,
      },
    ],
    [
      'Bitbucket',
      { repository: 'https://bitbucket.org/acme/docs' },
      {
        file: 'https://bitbucket.org/acme/docs/src/main/q1/gaps.md',
        source: 'https://bitbucket.org/acme/docs/src/main/q1/gaps.md#lines-67',
        edit: 'https://bitbucket.org/acme/docs/src/main/q1/gaps.md?mode=edit#lines-67',
        commit: `https://bitbucket.org/acme/docs/commits/${hash}`,
      },
    ],
    [
      'Gitea and Codeberg',
      { repository: 'https://codeberg.org/acme/docs' },
      {
        file: 'https://codeberg.org/acme/docs/src/branch/main/q1/gaps.md',
        source: 'https://codeberg.org/acme/docs/src/branch/main/q1/gaps.md?display=source#L67',
        edit: 'https://codeberg.org/acme/docs/_edit/main/q1/gaps.md#L67',
        commit: `https://codeberg.org/acme/docs/commit/${hash}`,
      },
    ],
    [
      'Azure DevOps, where one edits from the page of the source',
      { repository: 'https://dev.azure.com/acme/works/_git/docs', branch: 'release/1' },
      {
        file: 'https://dev.azure.com/acme/works/_git/docs?path=/q1/gaps.md&version=GBrelease%2F1',
        source:
          'https://dev.azure.com/acme/works/_git/docs?path=/q1/gaps.md&version=GBrelease%2F1&line=67&lineEnd=68&lineStartColumn=1&lineEndColumn=1&_a=contents',
        edit: undefined,
        commit: `https://dev.azure.com/acme/works/_git/docs/commit/${hash}`,
      },
    ],
    [
      'any other, by templates',
      { source: 'https://code.acme.org/{branch}/{path}?at={line}', edit: 'https://code.acme.org/edit/{path}' },
      {
        file: 'https://code.acme.org/main/q1/gaps.md?at=1',
        source: 'https://code.acme.org/main/q1/gaps.md?at=67',
        edit: 'https://code.acme.org/edit/q1/gaps.md',
        commit: undefined,
      },
    ],
    ['none, where nothing is named', {}, { file: undefined, source: undefined, edit: undefined, commit: undefined }],
  ])('on %s', (_, settings, expected) => expect(links(settings)).toEqual(expected))

  it('lies in the folder that the settings name, each part of the path written as addresses are', () =>
    expect(links({ repository: 'https://github.com/acme/docs', folder: '/docs/gaps/' }, {}, 'acme/über #1?.md').source).toBe(
      'https://github.com/acme/docs/blob/main/docs/gaps/%C3%BCber%20%231%3F.md?plain=1#L67',
    ))

  it('is that of the site’s repository, below the folder of the system, where the system names none', () =>
    expect(links({}, { repository: 'https://github.com/acme/all', folder: 'content' }).edit).toBe(
      'https://github.com/acme/all/edit/main/content/acme/q1/gaps.md#L67',
    ))

  it('is not edited where nobody shall be asked to, nor in an old state', () => {
    const repository = 'https://github.com/acme/docs'
    expect(links({ repository, edit: false })).toMatchObject({ edit: undefined, source: expect.stringContaining('#L67') })
    expect(links({ repository, branch: hash }).edit).toBeUndefined()
  })

  it('asks a forge that shows Markdown as a page for its text, and for nothing of other files', () =>
    expect(links({ repository: 'https://github.com/acme/docs' }, {}, 'acme/notes.txt').source).toBe(
      'https://github.com/acme/docs/blob/main/notes.txt#L67',
    ))

  it('is named by the commit that was read only where one is known', () => {
    const source = 'https://code.acme.org/{commit}/{path}#{line}'
    expect(inRepository(published({ source }, {}, hash), 'acme', 'acme/q1/gaps.md', 3)).toBe(`https://code.acme.org/${hash}/q1/gaps.md#3`)
    expect(inRepository(published({ source }), 'acme', 'acme/q1/gaps.md', 3)).toBeUndefined()
  })
})

it('evidence leads to its lines at its commit, where its repository is the one that is named', () => {
  const evidence = { repo: 'Billing', commit: 'abc1234', path: 'src/refund.ts', lines: '12-40' } as never
  expect(atCommit(published({ repository: 'https://github.com/acme/billing' }), 'acme', evidence)).toBe(
    'https://github.com/acme/billing/blob/abc1234/src/refund.ts#L12-L40',
  )
  expect(atCommit(published({ repository: 'https://codeberg.org/acme/billing.git' }), 'acme', evidence)).toBe(
    'https://codeberg.org/acme/billing/src/commit/abc1234/src/refund.ts#L12-L40',
  )
  expect(atCommit(published({ repository: 'https://github.com/acme/docs' }), 'acme', evidence)).toBeUndefined()
})

it('a template that leads nowhere, or that no document can be named in, is refused', () => {
  for (const source of ['https://x.org/', 'javascript:{path}', 'https://x.org/{file}', '{path}'])
    expect(SystemSettings.safeParse({ source }).success, source).toBe(false)
})
