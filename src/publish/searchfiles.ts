/**
 * Search files: the Astro integration that indexes the full text after a build. Pages leave their texts as records (`search.ts`);
 * here Pagefind makes its files of them, of which those stay that our own scripts load, and the records go. Facets are not
 * Pagefind's: it writes them in an order of its own each time, and the same documents shall give the same bytes.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { AstroIntegration } from 'astro'
import { close, createIndex } from 'pagefind'
import { routes } from './routes.ts'
import type { SearchRecord } from './search.ts'

export const search = (): AstroIntegration => ({
  name: 'lacuna-search',
  hooks: {
    'astro:build:done': async ({ dir }) => {
      const root = fileURLToPath(dir)
      const file = path.join(root, routes.searchRecords)
      const records = JSON.parse(await readFile(file, 'utf8')) as SearchRecord[]
      await rm(file)
      // a machine that Pagefind has no program for gets a site without it, and searching there says so
      const files = await indexed(records).catch((error: Error) => {
        console.log(`No full text can be searched on this site: ${error.message}`)
        return new Map<string, Uint8Array | string>()
      })
      for (const [name, content] of files) {
        const target = path.join(root, routes.fullText, name)
        await mkdir(path.dirname(target), { recursive: true })
        await writeFile(target, content)
      }
    },
  },
})

/** Pagefind's files by name, and with them which row of the table each of its fragments is. */
export async function indexed(records: readonly SearchRecord[]): Promise<Map<string, Uint8Array | string>> {
  try {
    const { index, errors } = await createIndex({})
    if (!index) throw new Error(errors.join('; '))
    // one after the other: their order is that of the index
    for (const { url, language, title, also, text, html } of records) {
      const { errors } =
        html === undefined
          ? await index.addCustomRecord({ url, language, content: text!, meta: { title, also } })
          : await index.addHTMLFile({ url, content: page(language, title, html) })
      if (errors.length > 0) throw new Error(`${url}: ${errors.join('; ')}`)
    }
    const { files } = await index.getFiles()
    return kept(files, records)
  } finally {
    await close()
  }
}

/** A document's own outermost heading is its title; what has none is given one. */
const page = (language: string, title: string, html: string): string => {
  const heading = html.includes('<h1') ? '' : `<h1>${text(title)}</h1>`
  return `<!doctype html><html lang="${language}"><head><title>${text(title)}</title></head><body>${heading}${html}</body></html>`
}

const text = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Pagefind's own pages, and all that they need. */
const theirs = /^pagefind-(?:ui|modular-ui|component-ui|highlight)\./
const fragment = /^fragment\/(.+)\.pf_fragment$/

function kept(files: readonly { path: string; content: Uint8Array }[], records: readonly SearchRecord[]) {
  const rows = new Map(records.map(({ url }, row) => [url, row]))
  const names: string[] = records.map(() => '')
  const found = new Map<string, Uint8Array | string>()
  const languages = new Set(records.map(({ language }) => language))
  for (const { path: name, content } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (theirs.test(name)) continue
    const hash = fragment.exec(name)?.[1]
    if (hash !== undefined) names[rows.get(urlOf(content))!] = hash
    found.set(name, name === 'pagefind-entry.json' ? ordered(content) : content)
  }
  // for those whose language Pagefind does not know
  const entry = JSON.parse(String(found.get('pagefind-entry.json'))) as { languages: Record<string, { wasm: string | null }> }
  if (languages.size > 0 && Object.values(entry.languages).every(({ wasm }) => wasm)) found.delete('wasm.unknown.pagefind')
  found.set('rows.json', JSON.stringify(names))
  return found
}

/** What a fragment is of; Pagefind writes a word of its own before it. */
const urlOf = (content: Uint8Array): string => {
  const json = gunzipSync(content).subarray('pagefind_dcd'.length)
  return (JSON.parse(json.toString()) as { url: string }).url
}

/** With its languages in order. */
function ordered(content: Uint8Array): string {
  const entry = JSON.parse(Buffer.from(content).toString()) as { languages: Record<string, unknown> }
  const languages = Object.fromEntries(Object.entries(entry.languages).sort(([a], [b]) => (a < b ? -1 : 1)))
  return JSON.stringify({ ...entry, languages })
}
