/**
 * Share: who needs which link or file: one line for each, so that nobody has to ask what an ending means. What the site does not have
 * is not offered. How the page is set is left to `Share.astro`.
 */
import { briefs } from './brief.ts'
import { type Frame, frame, type Link } from './frame.ts'
import type { Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { mayHaveWork } from './work.ts'

export interface ShareView {
  frame: Frame
  lead: string
  readers: Reader[]
  /** Where one may read on without a network. */
  offline: string
}

export interface Reader {
  /** e.g. "A stakeholder" */
  who: string
  what: string
  lines: { links: Link[]; note: string }[]
}

/** Systems beyond it have their links on their own pages. */
const mostSystems = 12

export function shareView(all: Portfolio): ShareView {
  const address = routes.share
  const link = (to: string, text: string = to): Link => ({ href: href(address, to), text })
  const named = (file: string) => link(routes.backlogFile(file), file)
  const some = all.gaps.length > 0
  const work = mayHaveWork(all)
  const sheets = [...briefs(all)]
    .flatMap(([to, slug]) => (slug === undefined ? [] : [link(to, all.system(slug).name)]))
    .slice(0, mostSystems)
  const everyone: Reader[] = [
    {
      who: 'A colleague',
      what: 'The page itself. Every gap, section, line of evidence and finding has an address that holds; with Copy beside a title it can be taken along as a link, in Markdown, or as a quotation.',
      lines: [
        { links: [link(routes.home, 'All systems')], note: 'the way in' },
        { links: [link(routes.search, 'Search')], note: 'its address keeps what was looked for, so that a search can be sent' },
      ],
    },
    {
      who: 'A stakeholder',
      what: 'One sheet of paper: how things stand, what is gravest, what comes next.',
      lines:
        sheets.length > 0
          ? [
              { links: [link(routes.brief(), 'Brief')], note: 'to read, to print, or to save as PDF' },
              ...(all.systems.length > 1 ? [{ links: sheets, note: 'the same of each system' }] : []),
            ]
          : [],
    },
    {
      who: 'A planner',
      what: 'What is to be done, in which order, and whether it can be begun.',
      lines: [
        ...(all.phases.length > 0
          ? [{ links: [link(routes.roadmap, 'Roadmap')], note: 'steps, their windows, and what no step names' }]
          : []),
        ...(work
          ? [
              { links: [link(routes.backlog(), 'Backlog')], note: 'work that is ready, and work that is not, with what it lacks' },
              {
                links: [named('github.json'), named('github.csv'), named('jira.csv')],
                note: 'the same as issues for GitHub and Jira',
              },
              { links: [link(routes.backlogFile('backlog.md'))], note: 'the same as Markdown, for a wiki or a ticket' },
            ]
          : []),
      ],
    },
    {
      who: 'A spreadsheet',
      what: 'Tables that open with a double click; no cell of them is run as a formula.',
      lines: some
        ? [
            { links: [link(routes.gapsFile('csv'))], note: 'one gap a row, with severity, state, its parts, and where it is written' },
            { links: [link('matrix.csv')], note: 'one gap a row, with how much evidence, work and criteria it has' },
            ...(work ? [{ links: [link(routes.backlogFile('backlog.csv'))], note: 'one piece of work a row' }] : []),
          ]
        : [],
    },
    {
      who: 'A program',
      what: 'JSON with a version and a schema; within a version files only grow.',
      lines: [
        {
          links: [link(routes.gapsFile('json')), link(routes.schema('gaps'))],
          note: 'every gap, with each part and its place; and the schema of the file',
        },
        {
          links: [link(routes.itemsFile), link(routes.schema('items'))],
          note: 'what gaps lead to, and who names it; and its schema',
        },
        ...(some ? [{ links: [link('matrix.json')], note: 'what each gap is covered by, and what is a hole' }] : []),
      ],
    },
    {
      who: 'An assistant',
      what: 'Text without mark-up, made for language models and for people who like it plain.',
      lines: [
        { links: [link(routes.assistants)], note: 'what this is and where everything stands: give it this address' },
        {
          links: [link(routes.twin(routes.home))],
          note: 'this site as Markdown; each page has such a twin, with .md in the place of .html',
        },
      ],
    },
    {
      who: 'A subscriber',
      what: 'What has changed, from the history of the documents.',
      lines: all.changes
        ? [
            { links: [link(routes.changes(), 'Changes')], note: 'gaps that were opened, closed, moved, or graded anew' },
            { links: [link(routes.feed)], note: 'the same for a feed reader or a channel of a team' },
          ]
        : [],
    },
    {
      who: 'A search engine',
      what: 'It may read everything.',
      lines: [
        ...(all.settings.address
          ? [{ links: [link(routes.sitemap())], note: 'all pages, with the day of their last change where it is known' }]
          : []),
        { links: [link(routes.robots)], note: 'who may read: everyone' },
      ],
    },
  ]
  return {
    frame: frame(all, {
      address,
      title: `Share · ${all.settings.title}`,
      description: `Who needs which link, table or file of ${all.settings.title}`,
      crumbs: [],
    }),
    lead: 'Who needs which link or file. All of them are made from the documents in the same build as these pages, and say the same.',
    readers: everyone.filter(({ lines }) => lines.length > 0),
    offline: 'The site works from a folder: copied to a drive or unpacked from an archive, index.html opens with a double click.',
  }
}
