/**
 * Scripts: the Astro integration that makes a browser's script of a TypeScript file: `import text from './filter.ts?script'` is
 * the file with all it imports, as one classic script, since modules do not load from disk. Which pages load it is left to them.
 */
import path from 'node:path'
import type { AstroIntegration } from 'astro'
import { build } from 'esbuild'

const suffix = '?script'

export const scripts = (): AstroIntegration => ({
  name: 'lacuna-scripts',
  hooks: {
    'astro:config:setup': ({ updateConfig }) => {
      updateConfig({
        vite: {
          plugins: [
            {
              name: 'lacuna-scripts',
              enforce: 'pre',
              async load(id: string) {
                if (!id.endsWith(suffix)) return
                const { text, files } = await classic(id.slice(0, -suffix.length))
                for (const file of files) this.addWatchFile(file)
                return `export default ${JSON.stringify(text)}`
              },
            },
          ],
        },
      })
    },
  },
})

/** @returns the script, and the files that it was made of */
export async function classic(file: string): Promise<{ text: string; files: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  return { text: outputFiles[0]!.text, files: Object.keys(metafile.inputs).map((name) => path.resolve(name)) }
}
