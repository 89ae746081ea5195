/** Rule: documents, their head matter and the settings can be read. */
import type { Defect, GapDocument } from '#model'
import { type Complaint, count, quote, type Rule } from '../rule.ts'

export const fileReadable: Rule = {
  name: 'file-readable',
  level: 'error',
  says: 'Every document, its front matter and every settings file can be read.',
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
        message: `${name} leads out of the content folder${was && was !== file ? `, to ${quote(was)}` : ''}, and was not followed${because(note)}`,
        mend: 'put the file itself here instead of a link to it',
      }
    case 'front-matter':
      return {
        message: `the front matter cannot be read${because(note)}${was.trim() ? `, at ${quote(was)}` : ''}`,
        mend: 'correct this line, e.g. by putting its value in quotation marks; until then nothing of the front matter counts',
      }
    case 'settings':
      return {
        message: `${name}: ${settingSays(was, note)}`,
        mend: 'correct the value, or take the line out; until then the default holds',
      }
    default:
      return undefined
  }
}

const because = (note: string | undefined): string => (note ? `: ${note}` : '')

const settingSays = (was: string, note: string | undefined): string =>
  [was.trim() && quote(was), note].filter(Boolean).join(': ') || 'cannot be read'
