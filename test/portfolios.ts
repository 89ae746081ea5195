/** Portfolios: of documents that a test writes, as the pages' door makes them, without history, hand-written pages and anchors. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { edgesOf } from '#link'
import { actionEntry, documentEntry, findingEntries, gapEntry, itemEntry, type Portfolio, phaseEntry, portfolio } from '#publish'
import { openCorpus } from '../src/corpus.ts'
import { temporary } from './built.ts'

/** @param documents their texts, by path; settings files among them */
export async function written(documents: Readonly<Record<string, string>>): Promise<string> {
  const content = await temporary()
  for (const [name, text] of Object.entries(documents)) {
    await mkdir(path.dirname(path.join(content, name)), { recursive: true })
    await writeFile(path.join(content, name), text)
  }
  return content
}

export async function portfolioOf(documents: Readonly<Record<string, string>>): Promise<Portfolio> {
  const { trace, ...corpus } = await openCorpus(await written(documents))
  return portfolio({
    settings: corpus.settings,
    systems: corpus.systems,
    documents: corpus.documents.map(documentEntry),
    gaps: trace.gaps.map(gapEntry),
    phases: trace.phases.map(phaseEntry),
    items: trace.items.map(itemEntry),
    actions: trace.actions.map(actionEntry),
    findings: findingEntries(corpus.findings),
    history: new Map(),
    related: trace.related,
    evidence: new Map(),
    edges: edgesOf(trace.gaps),
    guides: [],
    anchor: () => undefined,
  })
}
