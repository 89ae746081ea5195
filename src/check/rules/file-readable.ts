/** Rule: documents, their head matter, the settings and the comments that speak to Lacuna can be read. */
import { coverageKinds, type Defect, type GapDocument, SiteSettings, SystemSettings } from '#model'
import { type Complaint, count, list, nearest, quote, type Rule } from '../rule.ts'

export const fileReadable: Rule = {
  name: 'file-readable',
  level: 'error',
  says: 'Every document, its front matter, its comments to Lacuna and every settings file can be read.',
  why: 'What cannot be read is not on the site: a reader takes the gaps of that file for closed, or never hears of them.',
  example: {
    bad: '---\ntitle: "Gaps of the resume path\nowner: platform\n---\n\n# Gaps\n\n## G-01: Resume starts over\n\nSeverity: High\n',
    good: '---\ntitle: "Gaps of the resume path"\nowner: platform\n---\n\n# Gaps\n\n## G-01: Resume starts over\n\nSeverity: High\n',
  },
  *check({ documents, defects }) {
    const lengths = new Map(documents.map(({ file, lines }) => [file, lines]))
    for (const defect of [...defects, ...documents.flatMap((document: GapDocument) => document.defects)]) {
      const complaint = complain(defect, lengths.get(defect.place.file))
      if (complaint) yield { place: defect.place, ...complaint }
    }
  },
}

function complain({ kind, was, note, place: { file } }: Defect, lines = 0): Omit<Complaint, 'place'> | undefined {
  const name = file.split('/').at(-1)!
  switch (kind) {
    case 'unreadable':
      return {
        message: `${name} could not be read${because(note)}`,
        mend: 'save it as text in UTF-8, or move it out of the content folder',
      }
    case 'empty':
      return {
        message: `${name} is empty${lines > 1 ? `: ${count(lines, 'blank line')}` : ''}`,
        mend: 'write the document, or take the file out of the content folder',
      }
    case 'outside':
      return {
        message: `${name} was not followed: ${note ?? 'it leads out of the content folder'}`,
        mend: 'put the file itself here instead of a link to it',
      }
    case 'front-matter':
      return {
        message: `the front matter cannot be read${because(note)}${was.trim() ? `, at ${quote(was)}` : ''}`,
        mend: 'correct this line, e.g. by quoting its value; if the text between the two rules is no front matter, put a heading before the first',
      }
    case 'meaning':
      return {
        message: `${note ?? quote(was)}`,
        mend: 'write one of these, or take the line out; until then the word means what it usually does',
      }
    case 'comment':
      return {
        message: `the comment ${quote(was)} ${note ?? 'is not known'}`,
        mend:
          note === 'is not known'
            ? 'write "lacuna: gap", "lacuna: not a gap", "lacuna: ignore" or "lacuna: end"'
            : 'let each "lacuna: ignore" be followed by one "lacuna: end"',
      }
    case 'settings':
      return setting(was, note, name)
    default:
      return undefined
  }
}

const because = (note: string | undefined): string => (note ? `: ${note}` : '')

/** What a settings file says and we cannot use: a name, a value, or the whole file when it is no YAML. */
function setting(was: string, note: string | undefined, name: string): Omit<Complaint, 'place'> {
  const [, unknown, below] = /^unknown setting "(.*?)"(?: of (\S+))?$/.exec(note ?? '') ?? []
  if (name === 'addresses.json')
    return {
      message: `${name} cannot be used as it is${because(note)}`,
      mend: 'mend it, or take the last version from your history',
    }
  const elsewhere = /^not read: these settings stand in (.+)$/.exec(note ?? '')?.[1]
  if (elsewhere !== undefined) return { message: `${name} is ${note}`, mend: `call it ${elsewhere}` }
  const said = was.trim() ? `${quote(was)} in ${name}` : name
  if (unknown !== undefined) {
    const names = below === 'require' ? coverageKinds : Object.keys((name === 'site.yaml' ? SiteSettings : SystemSettings).shape)
    const meant = nearest(unknown, names)
    return {
      message: `${said} sets nothing: ${below ? `\`${below}\` knows no ${quote(unknown)}` : `there is no setting ${quote(unknown)}`}`,
      mend: meant ? `write ${meant}` : `write one of ${list(names, names.length)}, or take the line out`,
    }
  }
  const reason = /^rules\.\S+: Invalid input$/.test(note ?? '')
    ? 'a rule has the level error, warning or note, or is off'
    : note?.replace(/^\S+: (?=\S)/, '').replace(/^Invalid (?:input|option): /, '')
  return { message: `${said} cannot be used${because(reason)}`, mend: 'correct it, or take the line out; until then the default holds' }
}
