/**
 * Astro's settings: flat files, nothing inline, nothing of this machine. What is read and where it goes comes from the
 * terminal's door through the environment; what the site is called and where it stands comes from the content's own settings.
 */
import mdx from '@astrojs/mdx'
import { defineConfig } from 'astro/config'
import { flat } from './src/publish/flat.ts'
import { scripts } from './src/publish/scripts.ts'

const { LACUNA_OUT, LACUNA_CACHE } = process.env

export default defineConfig({
  ...(LACUNA_OUT && { outDir: LACUNA_OUT }),
  ...(LACUNA_CACHE && { cacheDir: LACUNA_CACHE }),
  build: { format: 'file', assets: 'assets', inlineStylesheets: 'never' },
  compressHTML: true,
  trailingSlash: 'never',
  devToolbar: { enabled: false },
  markdown: { syntaxHighlight: false },
  vite: {
    build: {
      rolldownOptions: {
        // Astro's own mark in hand-written pages, of which the bundler warns in twelve lines
        onLog: (level, log, tell) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && tell(level, log),
      },
    },
  },
  integrations: [mdx({ syntaxHighlight: false }), scripts(), flat()],
})
