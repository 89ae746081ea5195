/**
 * Flat: the Astro integration that lets the output lie anywhere. Astro writes links to its stylesheets from the root of a host;
 * here they become relative to each page. All other links are relative from the start (`routes.ts`).
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { href } from './routes.ts'

export const flat = (): AstroIntegration => ({
  name: 'lacuna-flat',
  hooks: {
    // what a page may ask: whether it is published. Not Vite's PROD, which a variable of the environment can change
    'astro:config:setup': ({ command, updateConfig }) => {
      updateConfig({ vite: { define: { 'import.meta.env.LACUNA_PUBLISHED': JSON.stringify(command === 'build') } } })
    },
    'astro:build:done': async ({ dir }) => {
      const root = fileURLToPath(dir)
      for (const file of await readdir(root, { recursive: true })) {
        if (!file.endsWith('.html')) continue
        const path = join(root, file)
        const html = await readFile(path, 'utf8')
        const flattened = flatten(html, relative(root, path).split(sep).join('/'))
        if (flattened !== html) await writeFile(path, flattened)
      }
      // GitHub Pages would pass the site through Jekyll otherwise
      await writeFile(join(root, '.nojekyll'), '')
    },
  },
})

/** Only the head: what stands in the body is a document's text or a link of ours. */
export function flatten(html: string, address: string): string {
  const end = html.indexOf('</head>')
  const head = html.slice(0, end).replace(/\b(href|src)="\/(?!\/)([^"]*)"/g, (_, name: string, to: string) => {
    return `${name}="${href(address, decodeURI(to))}"`
  })
  return head + html.slice(end)
}
