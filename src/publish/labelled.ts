/**
 * Labelled: the parts of a step or an item as its page sets them. A paragraph that is nothing but a short label, "Exit gate:" over a
 * list, becomes the heading of what follows. Which labels are facets is left to recognise: here no meaning is given to any.
 */
import type { Written } from './frame.ts'
import type { SectionView } from './section.ts'

export interface LabelledPart {
  heading?: string
  html: string
  /** Of the first of several parts only: the others go on below it. */
  written?: Written
}

/** A paragraph, in no other block, of a few words before a colon and nothing after it, or a line of its own. */
const label = /^(<p dir="auto"[^>]*>)(?:<strong>)?([^<>:\n]{1,40}):(?:<\/strong>)?(?:<\/p>\n(?=<)|\n)/gm

/** Without what the head of the page says already, as `Priority: P0`. */
export const labelledParts = ({ parts, facts, written: own }: SectionView): LabelledPart[] =>
  parts
    .filter(({ heading }) => !facts.some(({ label, said }) => said && label.toLowerCase() === heading.toLowerCase()))
    .flatMap(({ heading, html, written }) => {
      const labels = [...html.matchAll(label)]
      const before = html.slice(0, labels[0]?.index ?? html.length)
      return [
        ...(before.trim() || labels.length === 0 ? [{ heading, html: before }] : []),
        ...labels.map((found, at) => ({
          heading: found[2]!,
          html: `${found[0].includes('</p>') ? '' : found[1]}${html.slice(found.index + found[0].length, labels[at + 1]?.index)}`,
        })),
      ].map((part, at) => ({
        html: part.html,
        ...(part.heading && { heading: part.heading }),
        ...(at === 0 && { written: within(own, written) }),
      }))
    })

/** Of a place in the file that the page is about anyway, the line is enough. */
function within({ text: own }: Written, written: Written): Written {
  const at = written.text.lastIndexOf(':')
  return written.text.slice(0, at) === own.slice(0, own.lastIndexOf(':'))
    ? { ...written, text: `line ${written.text.slice(at + 1)}` }
    : written
}
