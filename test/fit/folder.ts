/**
 * Folder: labelled documents, parsed once, and their scores under any weights. A document is recognised again only when
 * something in it is decided otherwise. What a score is, is left to `score.ts`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { documentPart, link } from '#link'
import { readSource, type Source } from '#read'
import { recognise } from '#recognise'
import { compare, type Label, type Score } from './score.ts'
import { decisions, tryOut, type Weighed, type Weights } from './weights.ts'

export interface Labelled {
  /** e.g. "017" */
  name: string
  source: Source
  labels: readonly Label[]
}

/** @param folder has `docs/NNN.md` and, for each that takes part, `labels/NNN.json` */
export function openFolder(folder: string): Labelled[] {
  const names = readdirSync(join(folder, 'labels'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'))
  return names.sort().map((name) => {
    const file = ['.md', '.mdx', '.txt'].map((extension) => join(folder, 'docs', name + extension)).find((path) => existsSync(path))
    if (!file) throw new Error(`no document in ${folder}/docs for ${folder}/labels/${name}.json`)
    const { gaps } = JSON.parse(readFileSync(join(folder, 'labels', `${name}.json`), 'utf8')) as { gaps: Label[] }
    return { name, source: readSource(file, readFileSync(file)), labels: gaps }
  })
}

/** The score of a document under some weights, and what was weighed in it. */
export interface Trial {
  score: Score
  weighed: readonly Weighed[]
}
export type Scorer = (document: Labelled, weights: Weights) => Trial

/** Recognises and links a document as `lacuna read` does. */
export function scoreAnew({ source, labels }: Labelled, weights: Weights): Trial {
  const context = { system: 'document', slug: documentPart(basename(source.file)) }
  const { result, weighed } = tryOut(weights, () => link([recognise(source, context)]).gaps)
  return { score: compare(labels, result), weighed }
}

/** The same, remembering: weights under which everything is decided alike give what is known already. */
export function rememberingScorer(): Scorer {
  const memories = new Map<Labelled, Map<string, Memory>>()
  return (document, weights) => {
    const memory = memories.get(document) ?? new Map<string, Memory>()
    memories.set(document, memory)
    for (const { weighed, trials } of memory.values()) {
      const known = trials.get(decisions(weighed, weights))
      if (known) return known
    }
    const trial = scoreAnew(document, weights)
    const key = JSON.stringify(trial.weighed)
    const { trials } = memory.get(key) ?? { trials: new Map<string, Trial>() }
    memory.set(key, { weighed: trial.weighed, trials: trials.set(decisions(trial.weighed, weights), trial) })
    return trial
  }
}

/** What came of each way of deciding about the same candidates. */
interface Memory {
  weighed: readonly Weighed[]
  trials: Map<string, Trial>
}
