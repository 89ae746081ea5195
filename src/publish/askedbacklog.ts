/** Asked of the backlog: what `<Backlog system="wrkr" ready />` shows in a page written by hand; wrong use is told as `asked.ts` does. */
import { allowed, systemAsked, WrongUse } from './asked.ts'
import { type WorkGroup, workGroups } from './backlog.ts'
import { type Link, many } from './frame.ts'
import type { Portfolio } from './portfolio.ts'
import { href, routes } from './routes.ts'
import { type Backlog, isOpen, isReady } from './work.ts'

/** So much work stands within a text. */
const within = 50

export interface BacklogWithin {
  groups: WorkGroup[]
  /** The backlog itself, where not all of it is shown. */
  all?: Link
}

export const backlogAsked =
  ({ work }: Backlog) =>
  (all: Portfolio, from: string, asked: { system?: string; ready?: boolean }): BacklogWithin => {
    allowed(asked, ['system', 'ready'])
    systemAsked(all, asked.system)
    if (asked.ready !== undefined && typeof asked.ready !== 'boolean')
      throw new WrongUse(`ready is written alone or as ready={false}, not ${JSON.stringify(asked.ready)}`)
    const own = work.filter(
      (one) =>
        isOpen(one) &&
        (asked.system === undefined || one.system === asked.system) &&
        (asked.ready === undefined || isReady(one) === asked.ready),
    )
    const shown = own.slice(0, within)
    return {
      groups: workGroups(all, from, shown, { system: asked.system === undefined && all.systems.length > 1 }),
      ...(shown.length < own.length && {
        all: {
          href: href(from, asked.system === undefined ? routes.backlog() : routes.backlogOfSystem(asked.system)),
          text: `All ${many(own.length, 'piece')} of work`,
        },
      }),
    }
  }
