/** Portfolios: of documents that a test writes, as the pages' door makes them. */
import { type Facts, factsOf, type Portfolio, portfolio } from '#publish'
import { openCorpus } from '../src/corpus.ts'
import { write } from './browser/sample.ts'
import { temporary } from './built.ts'

/** @param documents their texts, by path; settings files among them */
export async function written(documents: Readonly<Record<string, string>>): Promise<string> {
  const content = await temporary()
  await write(content, documents)
  return content
}

/** @param more what a site has beside its documents: history, anchors */
export const portfolioOf = async (documents: Readonly<Record<string, string>>, more?: Partial<Facts>): Promise<Portfolio> =>
  portfolio({ ...factsOf(await openCorpus(await written(documents))), ...more })
