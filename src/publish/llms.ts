/**
 * Llms: `llms.txt`, what a program that reads text is told of the site at its door (llmstxt.org): what it is, its systems, the gravest gaps,
 * and where everything is as Markdown and data. Links are absolute where the settings say where the site stands.
 */
import { cut } from './entries.ts'
import { many } from './frame.ts'
import { type Portfolio, spokenId } from './portfolio.ts'
import { absolute, href, routes } from './routes.ts'
import { countsOf, gradesOf, gravestOf, inLine } from './twins.ts'
import { mayHaveWork } from './work.ts'

const most = 40
/** Documents beyond it are found by their systems. */
const mostDocuments = 200

export function llmsText(all: Portfolio): string {
  const to = (address: string) => (all.settings.address ? absolute(all.settings.address, address) : href('', address))
  const link = (address: string, text: string) => `[${inLine(text)}](${to(address)})`
  const gravest = gravestOf(all, most)
  const parts: string[][] = [
    [`# ${inLine(all.settings.title)}`],
    [`> ${inLine(all.settings.description) || 'Gap analyses: what is missing between what systems should be and what they are.'}`],
    [
      `${countsOf(all.gaps)}, in ${many(all.documents.length, 'document')} of ${many(all.systems.length, 'system')}. Every value is in the words of a document and has its file and line; where a page says nothing, nothing was recognised in the documents. A gap without a severity or a state has none: neither is a default.`,
      '',
      'Pages of gaps, documents and systems are there as Markdown too, under the same address with `.md` in the place of `.html`.',
    ],
    [
      '## Systems',
      '',
      ...all.systems.map(({ slug, name, settings }) => {
        const about = settings.description ? ` ${cut(inLine(settings.description), 160)}` : ''
        return `- ${link(routes.twin(routes.system(slug)), name)}: ${countsOf(all.gapsOfSystem(slug))}.${about}`
      }),
    ],
    gravest.length > 0
      ? [
          all.hasSeverity ? '## The gravest gaps' : '## Gaps',
          '',
          ...gravest.map((gap) => {
            const name = [all.systems.length > 1 && all.system(gap.system).name, gap.id && spokenId('gap', gap.id), gap.title]
            const told = [gradesOf(gap), gap.summary && cut(inLine(gap.summary), 140)].filter(Boolean).join('. ')
            return `- ${link(routes.twin(routes.gap(gap.key)), name.filter(Boolean).join(' '))}${told && `: ${told}`}`
          }),
        ]
      : [],
    [
      '## Documents',
      '',
      ...all.documents.slice(0, mostDocuments).map((document) => {
        const { system, slug, title, file } = document
        return `- ${link(routes.twin(routes.document(system, slug)), title)}: ${all.system(system).name}, ${many(all.gapsOfDocument(file).length, 'gap')}`
      }),
    ],
    [
      '## Data',
      '',
      `- ${link(routes.gapsFile('json'), 'gaps.json')}: every gap with all its parts and places; its ${link(routes.schema('gaps'), 'schema')}`,
      `- ${link(routes.itemsFile, 'items.json')}: what gaps lead to: requirements, paths, criteria and others; its ${link(routes.schema('items'), 'schema')}`,
      ...(all.gaps.length > 0
        ? [`- ${link('matrix.json', 'matrix.json')}: which gaps have evidence, work, criteria, and which lack them`]
        : []),
      ...(mayHaveWork(all) ? [`- ${link(routes.backlogFile('backlog.md'), 'backlog.md')}: what is to be done`] : []),
    ],
    ['## Optional', '', `- ${link(routes.twin(routes.home), 'Home')}`, `- ${link(routes.share, 'Who needs which export')}`],
  ]
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`
}
