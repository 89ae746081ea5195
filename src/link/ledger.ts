/**
 * Ledger: gaps as they are now against gaps as they were published, so that an address, once published, belongs for ever to the gap
 * that first had it. A gap is known again by what identifies it, best evidence first; where two could be meant, neither is. Reading
 * and writing the file is left to the doors.
 */
import { createHash } from 'node:crypto'
import type { Gap, Ledger, Mention, Place, Published } from '#model'
import { isLettered, part, sameId } from './ids.ts'

/** A gap before it has an address. */
export interface Unaddressed {
  system: string
  document: string
  id?: string
  title: string
  /** The address that it would have if nothing had been published. */
  natural: string
  /** Its own text: title, id and marks apart. */
  text: string
}

/** What is left of addresses of gaps that were published. */
export interface Former {
  /** From an address that a gap had to the one that it has. */
  redirects: ReadonlyMap<string, string>
  /** Gaps that no document has any more. */
  gone: readonly Published[]
  /** Gaps that got another address since the ledger was written. */
  moved: readonly { key: string; from: string; place: Place }[]
  /** Gaps whose natural address belongs to another: they got one with their title in it. */
  displaced: readonly { key: string; natural: string; place: Place }[]
}

/** What became of the ledger. */
export interface Addresses {
  /** For each gap, in their order, the address that is kept for it; undefined for a newcomer. */
  kept: (string | undefined)[]
  /** Addresses that no newcomer may have. */
  taken: ReadonlySet<string>
  /** For each gap, where it stood before. */
  former: string[][]
  /** For each gap, the address that it had in the ledger, where it has another now. */
  moved: (string | undefined)[]
  /** Gaps that no document has any more. */
  gone: Published[]
}

/** The words of a text, for knowing it again: fewer than this could be anybody's. */
const fewest = 5
const words = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []
const plain = (title: string) => words(title).join(' ')

export function digestOf(text: string): string | undefined {
  const all = words(text)
  return all.length < fewest ? undefined : createHash('sha256').update(all.join(' ')).digest('hex').slice(0, 16)
}

/** What a gap says of itself in its own place. */
export const textOf = ({ fields }: Mention): string =>
  fields.flatMap(({ text, items }) => [...(text ? [text] : []), ...items.map((item) => item.text)]).join('\n')

/** @param systems those that have a document */
export function addressesOf(gaps: readonly Unaddressed[], ledger: Ledger | undefined, systems: ReadonlySet<string>): Addresses {
  const published = ledger?.gaps ?? []
  const known = recognised(gaps, published, systems)
  const taken = new Set(published.flatMap(({ address, former = [] }) => [address, ...former]))
  const claimed = new Set<string>()
  const kept: Addresses['kept'] = []
  const former: string[][] = []
  const moved: Addresses['moved'] = []
  for (const [at, gap] of gaps.entries()) {
    const before = known[at]
    if (!before) {
      kept.push(undefined)
      former.push([])
      moved.push(undefined)
      continue
    }
    const free = !claimed.has(gap.natural) && (!taken.has(gap.natural) || before.former?.includes(gap.natural))
    const address = free && moves(gap, before) ? gap.natural : before.address
    claimed.add(address)
    kept.push(address)
    moved.push(address === before.address ? undefined : before.address)
    former.push([...(before.former ?? []), before.address].filter((one) => one !== address))
  }
  const still = new Set(known)
  return { kept, taken, former, moved, gone: published.filter((one) => !still.has(one)) }
}

/**
 * What the ledger says after this state of things: gaps as they are, and what is gone with the day on which it was first missed.
 * @param today YYYY-MM-DD
 */
export function ledgerOf(gaps: readonly Gap[], { redirects, gone }: Former, slugOf: (file: string) => string, today: string): Ledger {
  const former = new Map<string, string[]>()
  for (const [from, to] of redirects) former.set(to, [...(former.get(to) ?? []), from])
  const now = gaps.map((gap): Published => {
    const text = textOf(gap.mentions[0]!)
    const digest = digestOf(text)
    return {
      address: gap.key,
      ...(former.has(gap.key) && { former: former.get(gap.key)!.sort() }),
      system: gap.system,
      document: slugOf(gap.place.file),
      ...(gap.id && { id: gap.id }),
      title: gap.title,
      ...(digest && { digest }),
      ...(text && { text: shortened(text) }),
    }
  })
  const before = gone.map(({ text = '', removed, ...one }): Published => ({ ...one, removed: removed ?? { on: today, text } }))
  return { version: 1, gaps: [...now, ...before].sort((a, b) => (a.address < b.address ? -1 : 1)) }
}

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return [...line].length <= 300
    ? line
    : `${[...line]
        .slice(0, 299)
        .join('')
        .replace(/\s+\S*$/, '')}…`
}

/** Whether the address says what is no longer so: another system, another id with letters, another document, another title where there is no id. A number may change. */
function moves(gap: Unaddressed, before: Published): boolean {
  if (gap.natural === before.address) return false
  if (gap.system !== before.system) return true
  const lettered = [gap.id, before.id].some((id) => id && isLettered(id))
  if (lettered) return sameId(gap.id ?? '') !== sameId(before.id ?? '')
  return gap.document !== before.document || (!gap.id && !before.id && part(gap.title) !== part(before.title))
}

type Said = { system: string; document: string; id?: string | undefined; title: string; digest?: string | undefined }
type Evidence = (one: Said) => string | undefined

const lettered: Evidence = ({ id }) => (id && isLettered(id) ? sameId(id) : undefined)
const numbered: Evidence = ({ id }) => (id && !isLettered(id) ? sameId(id) : undefined)
const titled: Evidence = ({ title }) => plain(title) || undefined
const worded: Evidence = ({ digest }) => digest
const both =
  (one: Evidence, other: Evidence): Evidence =>
  (said) => {
    const [a, b] = [one(said), other(said)]
    return a === undefined || b === undefined ? undefined : `${a}\n${b}`
  }

/** What makes two of them the same gap, the strongest first. */
const evidence: { of: Evidence; alone?: true }[] = [
  { of: both(titled, worded) },
  { of: both(lettered, titled), alone: true },
  { of: both(lettered, worded), alone: true },
  { of: both(numbered, titled), alone: true },
  { of: lettered, alone: true },
  { of: titled, alone: true },
  { of: worded, alone: true },
]
/** Likewise for those of two systems, where an id or a title alone may be anybody's. */
const elsewhere: readonly Evidence[] = [both(titled, worded), both(lettered, titled), both(numbered, titled), worded]
const traits = [lettered, titled, worded]

/** For each gap the entry that it is; only where exactly one of each is left that could be meant, and nothing speaks for another. */
function recognised(
  gaps: readonly Unaddressed[],
  published: readonly Published[],
  systems: ReadonlySet<string>,
): (Published | undefined)[] {
  const found = new Array<Published | undefined>(gaps.length).fill(undefined)
  const told = gaps.map(({ text, ...gap }): Said => ({ ...gap, digest: digestOf(text) }))
  const open = new Set(told.keys())
  const left = new Set(published.keys())
  const pair = (key: Evidence, among: (entry: Published) => boolean, contested?: (gap: number, entry: number) => boolean) => {
    const entries = Map.groupBy(
      [...left].filter((at) => among(published[at]!)),
      (at) => key(published[at]!),
    )
    for (const [said, own] of Map.groupBy([...open], (at) => key(told[at]!))) {
      const others = said ? entries.get(said) : undefined
      if (own.length !== 1 || others?.length !== 1) continue
      const [gap, entry] = [own[0]!, others[0]!]
      if (contested?.(gap, entry)) continue
      found[gap] = published[entry]
      open.delete(gap)
      left.delete(entry)
    }
  }
  for (const { of, alone } of evidence)
    for (const { within, removed } of scopes) {
      const key = (one: Said) => {
        const said = of(one)
        return said && `${one.system}\n${within ? one.document : ''}\n${said}`
      }
      pair(key, (entry) => removed === true || !entry.removed, alone && contests(told, open, published, left))
    }
  // the folder of a system was renamed: what it held stands in another one now
  for (const of of elsewhere) pair(of, ({ system }) => !systems.has(system))
  // one document went to another system: only what says all the same, since this system stands and may have its own
  pair(both(titled, worded), ({ removed }) => !removed)
  return found
}

/** Where entries are looked for: in the same document, in the system, and last among those that were gone. */
const scopes = [{ within: true }, { within: false }, { within: false, removed: true }] as { within: boolean; removed?: true }[]

/** Tells of a pair whether an id, title or text in which they differ speaks for another pair: then nobody can say which is meant. */
function contests(gaps: readonly Said[], open: ReadonlySet<number>, entries: readonly Said[], left: ReadonlySet<number>) {
  const values = traits.map((of) => ({
    of,
    ofGaps: new Set([...open].flatMap((at) => within(of, gaps[at]!) ?? [])),
    ofEntries: new Set([...left].flatMap((at) => within(of, entries[at]!) ?? [])),
  }))
  return (gap: number, entry: number): boolean =>
    values.some(({ of, ofGaps, ofEntries }) => {
      const [mine, its] = [within(of, gaps[gap]!), within(of, entries[entry]!)]
      return mine !== its && ((mine !== undefined && ofEntries.has(mine)) || (its !== undefined && ofGaps.has(its)))
    })
}
const within = (of: Evidence, one: Said) => {
  const said = of(one)
  return said && `${one.system}\n${said}`
}
