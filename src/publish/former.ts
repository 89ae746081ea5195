/**
 * Former: pages of addresses that were published and are no gap's now: one leads on to where the gap is, or says that no document has
 * it any more. Which is which was decided by `link`.
 */
import type { Former } from '#link'
import type { Published } from '#model'
import { type Frame, frame, type Link } from './frame.ts'
import { called, type Portfolio, spokenId } from './portfolio.ts'
import { href, routes } from './routes.ts'

export interface FormerView {
  frame: Frame
  /** Where it is now; browsers go there by themselves. */
  to?: Link
  id?: string
  title: string
  /** Day on which it was first missed. */
  since?: string
  /** What it last said. */
  text?: string
  /** Where to look next; whether what it stood in is among it. */
  instead: Link[]
  stood: boolean
}

/** Keys of all such pages, in order. */
export const formerKeys = ({ redirects, gone }: Former): string[] =>
  [...redirects.keys(), ...gone.flatMap(({ address, former = [] }) => [address, ...former])].sort()

export function formerView(all: Portfolio, { redirects, gone }: Former, key: string): FormerView {
  const address = routes.gap(key)
  const now = all.gap(redirects.get(key) ?? '')
  if (now) {
    const name = called(now)
    return {
      frame: frame(all, {
        address,
        title: `Moved: ${name} · ${key} · ${all.settings.title}`,
        description: `${name} was at ${key}; it is at ${now.key} now.`,
        crumbs: [{ to: routes.system(now.system), text: all.system(now.system).name }],
      }),
      to: { href: href(address, routes.gap(now.key)), text: name },
      title: now.title,
      instead: [],
      stood: false,
    }
  }
  const before = gone.find((one) => one.address === key || one.former?.includes(key)) as Published
  const system = all.systems.find(({ slug }) => slug === before.system)
  const document = all.documents.find((one) => one.system === before.system && one.slug === before.document)
  return {
    frame: frame(all, {
      address,
      title: `Gone: ${called(before)} · ${key} · ${all.settings.title}`,
      description: `${called(before)}, once at ${key}: no document has it any more.`,
      ...(system && { crumbs: [{ to: routes.system(system.slug), text: system.name }] }),
    }),
    ...(before.id && { id: spokenId('gap', before.id) }),
    title: before.title,
    ...(before.removed && { since: before.removed.on }),
    ...((before.removed?.text || before.text) && { text: before.removed?.text || before.text }),
    stood: document !== undefined || system !== undefined,
    instead: [
      ...(document ? [{ href: href(address, routes.document(document.system, document.slug)), text: document.title }] : []),
      ...(system ? [{ href: href(address, routes.system(system.slug)), text: system.name }] : []),
      { href: href(address, all.gaps.length > 0 ? routes.gaps() : routes.home), text: 'All gaps' },
    ],
  }
}
