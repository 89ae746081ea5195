/**
 * Astro's door: the collections, filled from one shared corpus. Entries carry digests and no bodies; what is gone from the corpus
 * is deleted from the store, so that no build shows what an earlier one read. In `dev` an edited file is read again, it alone.
 */
import path from 'node:path'
import { defineCollection } from 'astro/content/config'
import { glob, type Loader, type LoaderContext } from 'astro/loaders'
import * as z from 'zod'
import { part } from '#link'
import {
  ActionEntry,
  actionEntry,
  DocumentEntry,
  documentEntry,
  FindingEntry,
  findingEntries,
  GapEntry,
  gapEntry,
  ItemEntry,
  itemEntry,
  kindPart,
  PhaseEntry,
  phaseEntry,
} from '#publish'
import { type Corpus, guidesFolder, openCorpus, refresh } from './corpus.ts'

const folder = path.resolve(process.env.LACUNA_CONTENT ?? 'content')
const guides = guidesFolder(folder)

/** Six collections hear of one change in one turn: the first asks for a reading, all get what it reads; a later change waits for it. */
let next: Promise<Corpus> | undefined
let last: Promise<unknown> = Promise.resolve()
function reread(): Promise<Corpus> {
  next ??= last.then(() => {
    next = undefined
    return refresh(folder)
  })
  last = next.catch(() => {})
  return next
}

interface Entry {
  id: string
  data: Record<string, unknown>
}

function fromCorpus(name: string, entries: (corpus: Corpus) => Entry[]): Loader {
  return {
    name: `lacuna-${name}`,
    async load(context) {
      await fill(context, entries(await openCorpus(folder)))
      if (!context.watcher) return
      context.watcher.add(folder)
      const changed = async (file: string) => {
        if (!`${path.resolve(file)}${path.sep}`.startsWith(`${folder}${path.sep}`)) return
        await fill(context, entries(await reread()))
      }
      for (const event of ['add', 'change', 'unlink'] as const) context.watcher.on(event, changed)
    },
  }
}

async function fill({ store, parseData, generateDigest }: LoaderContext, entries: readonly Entry[]): Promise<void> {
  const gone = new Set(store.keys())
  for (const { id, data } of entries) {
    gone.delete(id)
    const digest = generateDigest(data)
    if (store.get(id)?.digest === digest) continue
    store.set({ id, data: await parseData({ id, data }), digest })
  }
  for (const id of gone) store.delete(id)
}

/** Address of a hand-written page; two that would have one are told apart by a number. */
const guideIds = new Map<string, string>()
function guideId(file: string): string {
  const known = guideIds.get(file)
  if (known) return known
  const wanted = part(file.replace(/\.mdx$/, '')) || 'page'
  const taken = new Set(guideIds.values())
  let id = wanted
  for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`
  guideIds.set(file, id)
  return id
}

export const collections = {
  documents: defineCollection({
    loader: fromCorpus('documents', ({ documents }) => documents.map((document) => ({ id: document.file, data: documentEntry(document) }))),
    schema: DocumentEntry,
  }),
  gaps: defineCollection({
    loader: fromCorpus('gaps', ({ trace }) => trace.gaps.map((gap) => ({ id: gap.key, data: gapEntry(gap) }))),
    schema: GapEntry,
  }),
  phases: defineCollection({
    loader: fromCorpus('phases', ({ trace }) => trace.phases.map((phase) => ({ id: phase.key, data: phaseEntry(phase) }))),
    schema: PhaseEntry,
  }),
  items: defineCollection({
    loader: fromCorpus('items', ({ trace }) =>
      trace.items.map((item) => ({ id: `${kindPart(item.kind)}/${item.key}`, data: itemEntry(item) })),
    ),
    schema: ItemEntry,
  }),
  actions: defineCollection({
    loader: fromCorpus('actions', ({ trace }) => trace.actions.map((action) => ({ id: action.key, data: actionEntry(action) }))),
    schema: ActionEntry,
  }),
  findings: defineCollection({
    loader: fromCorpus('findings', ({ findings }) => findingEntries(findings).map((finding) => ({ id: finding.key, data: finding }))),
    schema: FindingEntry,
  }),
  pages: defineCollection({
    loader: guides
      ? glob({ pattern: '*.mdx', base: guides, generateId: ({ entry }) => guideId(entry) })
      : { name: 'lacuna-no-pages', load: async ({ store }) => store.clear() },
    schema: z.object({ title: z.string(), description: z.string().optional() }),
  }),
}
