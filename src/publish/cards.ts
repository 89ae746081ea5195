/**
 * Cards: the pictures that go out with a link to a page, as data: which there are, what each says, and what one hears who does not
 * see it. Setting them in type is left to `cardlayout.ts`, drawing them to `cardfiles.ts`.
 */

import type { GapEntry } from './entries.ts'
import { type Mark, many, severityMark, stateMark } from './frame.ts'
import {
  apartId,
  type LevelOrNone,
  levelOf,
  levelsOrNone,
  type Portfolio,
  type StateOrNone,
  spokenId,
  stateOf,
  unticked,
} from './portfolio.ts'
import { routes } from './routes.ts'

export interface Card {
  /** Above the rule; empty where it is the title. */
  site: string
  system?: string
  id?: string
  title: string
  /** Stands for a title that cannot be drawn, where there is no id either. */
  kind: 'Gap' | 'System' | 'Gaps'
  /** A sentence below the title. */
  lead?: string
  marks: Mark[]
  /** All of it in words, the title whole. */
  alt: string
}

/** A card as a file of the site. */
export interface CardPicture {
  address: string
  alt: string
}

/** With more gaps than this, those of one severity and state share a card. */
export const cardsEach = 500

/** By address of the page that each is of: home, systems and gaps. @param each a card for every gap, however many there are */
export function cardsOf(all: Portfolio, each = false): Map<string, Card> {
  const shared = new Map<string, Card>()
  const own = each || all.gaps.length <= cardsEach
  return new Map([
    [routes.home, homeCard(all)],
    ...(all.systems.length <= cardsEach ? all.systems.map(({ slug }) => [routes.system(slug), systemCard(all, slug)] as const) : []),
    ...all.gaps.map((gap) => {
      if (own) return [routes.gap(gap.key), gapCard(all, gap)] as const
      const [level, state] = [levelOf(gap), stateOf(gap)]
      const card = shared.get(`${level} ${state}`) ?? sharedCard(all, level, state)
      shared.set(`${level} ${state}`, card)
      return [routes.gap(gap.key), card] as const
    }),
  ])
}

function gapCard({ settings, system }: Portfolio, gap: GapEntry): Card {
  const id = apartId(gap)
  const marks = marksOf(levelOf(gap), stateOf(gap))
  const { name } = system(gap.system)
  const spoken = id === undefined ? {} : { id: spokenId('gap', id) }
  return {
    site: settings.title,
    ...(name !== settings.title && { system: name }),
    ...spoken,
    title: gap.title,
    kind: 'Gap',
    marks,
    alt: [`${spoken.id ? `${spoken.id}: ` : ''}${gap.title}`, ...marks.map(said), `A gap of ${name}`].map(sentence).join(' '),
  }
}

function sharedCard({ settings }: Portfolio, level: LevelOrNone, state: StateOrNone): Card {
  const marks = marksOf(level, state)
  const title = level === 'none' ? 'A gap' : `A gap of ${level} severity`
  return {
    site: settings.title,
    title,
    kind: 'Gap',
    marks,
    alt: `${title}${state === 'none' ? '' : `, ${state}`}, on ${settings.title}.`,
  }
}

function systemCard(all: Portfolio, slug: string): Card {
  const { name, settings } = all.system(slug)
  const counted = countsOf(all.gapsOfSystem(slug))
  return {
    site: all.settings.title,
    title: name,
    kind: 'System',
    ...counted,
    ...(settings.description && { lead: settings.description }),
    alt: `${name}, a system of ${all.settings.title}. ${[counted.lead, ...counted.marks.map(({ word }) => word)].join(', ')}.`,
  }
}

function homeCard({ settings, gaps, systems }: Portfolio): Card {
  const counted = countsOf(gaps)
  const lead = `${counted.lead} in ${many(systems.length, 'system')}`
  return {
    site: '',
    title: settings.title,
    kind: 'Gaps',
    lead: settings.description || lead,
    marks: counted.marks,
    alt: `${settings.title}. ${[lead, ...counted.marks.map(({ word }) => word)].join(', ')}.`,
  }
}

const marksOf = (level: LevelOrNone, state: StateOrNone): Mark[] => [
  ...(level === 'none' ? [] : [severityMark(level)]),
  ...(state === 'none' ? [] : [stateMark(state)]),
]

const sentence = (text: string): string => unticked(text) + (/[.!?…。]$/.test(text) ? '' : '.')

const said = ({ kind, word }: Mark): string => `${kind === 'severity' ? 'Severity' : 'State'}: ${word.toLowerCase()}`

/** How many there are, and of each level; of levels nothing where none is given. */
function countsOf(gaps: readonly GapEntry[]): { lead: string; marks: Mark[] } {
  const by = Map.groupBy(gaps, levelOf)
  const given = gaps.some(({ severity }) => severity)
  return {
    lead: many(gaps.length, 'gap'),
    marks: levelsOrNone.flatMap((level) => {
      const count = by.get(level)?.length ?? 0
      const mark = severityMark(level)
      return given && count > 0 ? [{ ...mark, word: `${count} ${level === 'none' ? 'without severity' : mark.word.toLowerCase()}` }] : []
    }),
  }
}
