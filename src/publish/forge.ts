/**
 * Forge: addresses of files, lines and commits in the repository that a system names, or the site for all systems that name none;
 * and the commit that documents were read at. Forges write them each in its own way; for any other there are templates in the settings.
 */
import { type Forge, type Reference, repositoryName, type SiteSettings, type SystemSettings } from '#model'
import type { Portfolio } from './portfolio.ts'

type Repository = Pick<SystemSettings & SiteSettings, 'repository' | 'forge' | 'branch' | 'folder' | 'source' | 'edit'>

/** The settings that hold for a system, and the path of a file of it below their folder. */
function repositoryOf(all: Portfolio, slug: string, file: string): { settings: Repository; path: string } {
  const own: Repository = all.system(slug).settings
  const named = own.repository !== undefined || own.source !== undefined || own.edit !== undefined
  const settings = named ? own : all.settings
  const inside = named ? file.slice(file.indexOf('/') + 1) : file
  return { settings, path: [...settings.folder.split('/'), ...inside.split('/')].filter(Boolean).join('/') }
}

/** A file of the content folder: where its line can be read, or edited. */
export function inRepository(
  all: Portfolio,
  slug: string,
  file: string,
  line?: number,
  what: 'source' | 'edit' = 'source',
): string | undefined {
  const { settings, path } = repositoryOf(all, slug, file)
  const { repository, branch } = settings
  const own = settings[what]
  if (own === false) return undefined
  if (own !== undefined) return filled(own, { path, line, branch, commit: all.history.get(file)?.head.hash })
  if (!repository) return undefined
  // an old state cannot be edited
  if (what === 'edit') return /^[0-9a-f]{40}$/.test(branch) ? undefined : formOf(settings).edit?.(bare(repository), branch, path, line)
  return formOf(settings).source(bare(repository), branch, path, line ? [line] : [])
}

/** What a piece of evidence names, where its repository is the one that the system names. */
export function atCommit(all: Portfolio, slug: string, { repo, commit, path, lines }: Reference): string | undefined {
  const { repository } = all.system(slug).settings
  if (!repository || !repo || !path || repositoryName(repository) !== repositoryName(repo)) return undefined
  return inSources(all, slug, { path, commit, lines })
}

/** A path or the name of a version that would lead elsewhere than below its repository. */
const climbs = (text: string) => /^[/\\~]|^[A-Za-z]:|(?:^|[/\\])\.{1,2}(?:[/\\]|$)/.test(text.replace(/^(?:\.\/)+/, ''))

/** A file of the repository that the system names, with its lines; of several stretches the first. */
export function inSources(
  all: Portfolio,
  slug: string,
  { path, commit, lines }: { path: string; commit?: string | undefined; lines?: string | undefined },
): string | undefined {
  const { repository, branch, forge, source } = all.system(slug).settings
  const range = lines?.split(',', 1)[0]?.split(/\D+/).filter(Boolean).map(Number) ?? []
  const version = commit ?? branch
  if (climbs(path) || climbs(version)) return undefined
  // a template without a word for the commit takes it where a branch stands
  if (source) return filled(source, { path, line: range[0], branch: source.includes('{commit}') ? branch : version, commit })
  return repository && formOf({ repository, forge }).source(bare(repository), version, path, range)
}

/** Page of the commit that a file was read at. */
export function commitPage(all: Portfolio, slug: string, file: string, hash: string): string | undefined {
  const { settings } = repositoryOf(all, slug, file)
  return settings.repository && `${bare(settings.repository)}/${formOf(settings).commit}/${hash}`
}

/** What the documents were read at, where a repository holds them. */
export interface CommitView {
  /** Short, for people. */
  hash: string
  date: string
  href?: string
  /** Set where some documents hold what no commit has. */
  beyond: boolean
}

/** None where the documents lie in several repositories: each system then names its own. */
export function commitOf(all: Portfolio, documents: Portfolio['documents']): CommitView | undefined {
  const histories = documents.map(({ file }) => all.history.get(file))
  const heads = new Map(histories.flatMap((one) => (one ? [[one.head.hash, one.head] as const] : [])))
  const [head, ...others] = heads.values()
  if (!head || others.length > 0) return undefined
  const pages = new Set(documents.map(({ system, file }) => commitPage(all, system, file, head.hash)))
  const [page] = pages
  return {
    hash: head.hash.slice(0, 7),
    date: head.date,
    ...(page !== undefined && pages.size === 1 && { href: page }),
    beyond: histories.some((one) => one?.changed === undefined),
  }
}

const bare = (repository: string) => repository.replace(/\/+$/, '').replace(/\.git$/, '')

interface Form {
  source: (base: string, version: string, path: string, lines: readonly number[]) => string
  /** Absent where the page of the source is the one to begin from. */
  edit?: (base: string, branch: string, path: string, line?: number) => string
  commit: string
}

const parts = (text: string) => text.split('/').map(encodeURIComponent).join('/')
const fragment = (before: string, between: string, [from, to]: readonly number[]) =>
  from ? `#${before}${from}${to ? `${between}${to}` : ''}` : ''
const markdown = /\.(?:md|markdown|mdx)$/i
const commitLike = /^(?=.*\d)[0-9a-f]{7,64}$/

/** Markdown is shown without its lines unless it is asked for as text. */
const asText = (path: string, [from]: readonly number[], question: string) => (from && markdown.test(path) ? question : '')

const gitea: Form = {
  source: (base, version, path, lines) => {
    const kind = commitLike.test(version) ? 'commit' : 'branch'
    return `${base}/src/${kind}/${parts(version)}/${parts(path)}${asText(path, lines, '?display=source')}${fragment('L', '-L', lines)}`
  },
  edit: (base, branch, path, line) => `${base}/_edit/${parts(branch)}/${parts(path)}${fragment('L', '', line ? [line] : [])}`,
  commit: 'commit',
}

const forms: Record<Forge, Form> = {
  github: {
    source: (base, version, path, lines) =>
      `${base}/blob/${parts(version)}/${parts(path)}${asText(path, lines, '?plain=1')}${fragment('L', '-L', lines)}`,
    edit: (base, branch, path, line) => `${base}/edit/${parts(branch)}/${parts(path)}${fragment('L', '', line ? [line] : [])}`,
    commit: 'commit',
  },
  gitlab: {
    source: (base, version, path, lines) =>
      `${base}/-/blob/${parts(version)}/${parts(path)}${asText(path, lines, '?plain=1')}${fragment('L', '-', lines)}`,
    edit: (base, branch, path, line) => `${base}/-/edit/${parts(branch)}/${parts(path)}${fragment('L', '', line ? [line] : [])}`,
    commit: '-/commit',
  },
  bitbucket: {
    source: (base, version, path, lines) => `${base}/src/${parts(version)}/${parts(path)}${fragment('lines-', ':', lines)}`,
    edit: (base, branch, path, line) =>
      `${base}/src/${parts(branch)}/${parts(path)}?mode=edit${fragment('lines-', '', line ? [line] : [])}`,
    commit: 'commits',
  },
  gitea,
  forgejo: gitea,
  azure: {
    source: (base, version, path, [from, to = from]) => {
      const kind = commitLike.test(version) ? 'GC' : 'GB'
      const lines = from ? `&line=${from}&lineEnd=${to! + 1}&lineStartColumn=1&lineEndColumn=1&_a=contents` : ''
      return `${base}?path=/${parts(path)}&version=${kind}${encodeURIComponent(version)}${lines}`
    },
    commit: 'commit',
  },
}

const hosts: [RegExp, Forge][] = [
  [/gitlab/, 'gitlab'],
  [/bitbucket/, 'bitbucket'],
  [/codeberg|forgejo|gitea/, 'gitea'],
  [/^dev\.azure\.com$|\.visualstudio\.com$/, 'azure'],
]

const formOf = ({ repository, forge }: Pick<Repository, 'repository' | 'forge'>): Form => {
  const host = repository ? new URL(repository).hostname : ''
  return forms[forge ?? hosts.find(([pattern]) => pattern.test(host))?.[1] ?? 'github']
}

/** A template with what is known; none with a word that is not. */
function filled(template: string, words: { path: string; line?: number | undefined; branch: string; commit?: string | undefined }) {
  const known: Record<string, string | undefined> = {
    path: parts(words.path),
    line: String(words.line ?? 1),
    branch: parts(words.branch),
    commit: words.commit,
  }
  if (template.includes('{commit}') && known.commit === undefined) return undefined
  return template.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '')
}
