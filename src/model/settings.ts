/**
 * Settings: `site.yaml` of a content folder and `system.yaml` of a system, every default in one place.
 * Both files are optional; a wrong value is a finding and the default holds.
 */
import * as z from 'zod'
import { FindingLevel } from './finding.ts'
import { Level, State } from './gap.ts'

/** Software that repositories are shown by; each writes the address of a line in its own way. */
export const forges = ['github', 'gitlab', 'bitbucket', 'gitea', 'forgejo', 'azure'] as const
export type Forge = (typeof forges)[number]

const template = z
  .string()
  .regex(
    /^https?:\/\/[^\s{}]+(?:\{(?:path|line|branch|commit)\}|[^\s{}])*$/,
    'not an address with {path}, {line}, {branch} or {commit} in it',
  )
  .refine((text) => text.includes('{path}'), 'names no {path}, so that every link would lead to the same page')

/** What is wrong with an address on the web; of one that lacks its beginning, the whole form is shown. */
function wrongAddress(text: string): string | undefined {
  if (/\s/.test(text)) return 'a blank stands in it'
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? undefined : 'it is no address of the web'
  const whole = `https://${text.replace(/^\/+/, '')}`
  if (/^[a-z][a-z\d+.-]*:\/\/|^mailto:/i.test(text) || !URL.canParse(whole)) return 'it begins with neither https:// nor http://'
  return `it does not begin with https://; write ${whole}`
}

const webAddress = z.string().superRefine((text, context) => {
  const wrong = wrongAddress(text)
  if (wrong !== undefined) context.addIssue(wrong)
})

/** An address that others begin with. */
const siteAddress = webAddress.superRefine((text, context) => {
  const folder = text.replace(/(?:[?#]|(?<=[^/:]\/)[^/?#]*\.html?(?=$|[?#])).*$/is, '')
  if (folder !== text && wrongAddress(text) === undefined)
    context.addIssue(`it goes on with ${text.slice(folder.length)}, and no page could stand below that; write ${folder}`)
})

/** Where the documents lie in the open, for links to the very line. */
const repository = {
  /** Web address of the repository that holds the documents, e.g. "https://github.com/acme/wrkr". */
  repository: webAddress.optional(),
  /** What runs at that address, where the address itself does not tell. */
  forge: z.enum(forges).optional(),
  /** Branch or commit that source links point at. */
  branch: z.string().default('main'),
  /** Folder of the documents within the repository. */
  folder: z.string().default(''),
  /** Address of a line for any other software, e.g. "https://code.acme.org/wrkr/{branch}/{path}?line={line}". */
  source: template.optional(),
  /** Likewise, where the line can be edited; `false` where nobody shall be asked to. */
  edit: z.union([z.literal(false), template], 'neither false nor an address with {path} in it').optional(),
}

/** What a repository is called by those who cite it: "https://github.com/acme/Wrkr.git" → "wrkr". */
export const repositoryName = (repository: string): string =>
  repository
    .replace(/[/\\]+$/, '')
    .replace(/\.git$/, '')
    .split(/[/\\]/)
    .at(-1)!
    .toLowerCase()

/** An address without the name and the password that it may hold. */
export const withoutCredentials = (text: string): string => text.replace(/(\w:\/\/)[^/?#\s"']*@/g, '$1')

const share = 'a share is a number of percent, from 0 to 100'

/** Kinds of what a gap should lead to, as the settings and the terminal name them. */
export const coverageKinds = ['evidence', 'requirement', 'work', 'artifact', 'criterion', 'metric', 'directive', 'phase'] as const
export type CoverageKind = (typeof coverageKinds)[number]

export const SystemSettings = z
  .strictObject({
    /** Shown instead of the folder's name. */
    name: z.string().min(1).optional(),
    /** One sentence: what the system is. */
    description: z.string().optional(),
    owner: z.string().optional(),
    /** What the documents' own words for a severity mean, e.g. { Red: critical, "1": critical }. */
    severity: z.record(z.string(), Level).optional(),
    /** Likewise for a state, e.g. { waits: planned }. */
    state: z.record(z.string(), State).optional(),
    ...repository,
    /**
     * Folder on this machine with what the documents speak of, e.g. "../../wrkr": a git work tree, a bare repository or plain files. What
     * they cite is held against it. Relative to the folder of this file, or absolute; nothing of the machine's paths is published.
     */
    checkout: z.string().min(1).optional(),
    /** Language of the documents, as a BCP 47 tag. */
    lang: z
      .string()
      .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'not a language tag such as "en" or "pt-BR"')
      .optional(),
  })
  .describe('system.yaml')
export type SystemSettings = z.infer<typeof SystemSettings>

/** What is taken out of all texts before they are published: a kind that is known, or the owner's own words, or a pattern of them. */
export const Redaction = z.union([
  z.enum(['paths', 'emails', 'secrets']),
  z
    .strictObject({
      /** What stands in its place, e.g. "customer": `[redacted: customer]`. */
      name: z.string().regex(/^[\p{L}\p{N}](?:[\p{L}\p{N} -]{0,38}[\p{L}\p{N}])?$/u, 'not a name of letters, digits and blanks'),
      /** In any case of its letters. */
      text: z.string().trim().min(2).optional(),
      /** A regular expression. */
      pattern: z.string().refine(isPattern, 'no regular expression, or one that fits where nothing stands').optional(),
    })
    .refine(({ text, pattern }) => (text === undefined) !== (pattern === undefined), 'it needs a `text` or a `pattern`, and not both'),
])
export type Redaction = z.infer<typeof Redaction>

function isPattern(text: string): boolean {
  try {
    return !new RegExp(text, 'gu').test('')
  } catch {
    return false
  }
}

export const SiteSettings = z
  .strictObject({
    title: z.string().min(1).default('Gaps'),
    description: z.string().default(''),
    /** Where the site will stand, e.g. "https://gaps.example.org"; without it no absolute address is written. */
    address: siteAddress.optional(),
    /** Of all systems that name none themselves; its folder is the one that holds theirs. */
    ...repository,
    /** Level of a rule by its name, or `off`. */
    rules: z.record(z.string(), z.union([FindingLevel, z.literal('off')])).default({}),
    /** `lacuna check` exits with 1 when a finding is at least this grave. */
    gate: FindingLevel.default('error'),
    /** Least share of gaps, in percent, that must lead to each kind, e.g. { evidence: 90, criterion: 100 }; `lacuna check` fails below it. */
    require: z.partialRecord(z.enum(coverageKinds), z.number(share).min(0, share).max(100, share)).default({}),
    redact: z.array(Redaction).default([]),
  })
  .describe('site.yaml')
export type SiteSettings = z.infer<typeof SiteSettings>

/** A system as pages show it: its folder's name is its address. */
export const System = z.object({
  slug: z.string(),
  name: z.string(),
  settings: SystemSettings,
  /** Documents in order of their path. */
  documents: z.array(z.string()),
})
export type System = z.infer<typeof System>
