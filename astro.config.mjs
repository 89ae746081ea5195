/**
 * Astro's settings: flat files, nothing inline, nothing of this machine. What is read and where it goes comes from the
 * terminal's door through the environment; what the site is called and where it stands comes from the content's own settings.
 */
import mdx from '@astrojs/mdx'
import { defineConfig } from 'astro/config'
import { flat } from './src/publish/flat.ts'
import { pageTwins } from './src/publish/pagetwins.ts'
import { scripts } from './src/publish/scripts.ts'
import { search } from './src/publish/searchfiles.ts'

const { LACUNA_OUT, LACUNA_CACHE, LACUNA_CONTENT } = process.env

/** Takes out of hand-written pages, before they are compiled, what the settings want to be taken out of all texts. */
const redact = {
  name: 'lacuna-redact',
  enforce: 'pre',
  transform: {
    filter: { id: /\.mdx$/ },
    async handler(code) {
      const { openCorpus } = await import('./src/corpus.ts')
      const { redactor } = await openCorpus(LACUNA_CONTENT ?? 'content')
      // a blank after a colon would mean something in front matter
      return redactor && { code: redactor.clean(code, (name) => `[redacted:\u00A0${name}]`), map: null }
    },
  },
}

export default defineConfig({
  ...(LACUNA_OUT && { outDir: LACUNA_OUT }),
  ...(LACUNA_CACHE && { cacheDir: LACUNA_CACHE }),
  build: { format: 'file', assets: 'assets', inlineStylesheets: 'never' },
  compressHTML: true,
  trailingSlash: 'never',
  devToolbar: { enabled: false },
  markdown: { syntaxHighlight: false },
  vite: {
    plugins: [redact],
    build: {
      rolldownOptions: {
        // Astro's own mark in hand-written pages, of which the bundler warns in twelve lines
        onLog: (level, log, tell) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && tell(level, log),
      },
    },
  },
  integrations: [mdx({ syntaxHighlight: false }), scripts(), flat(), pageTwins(), search()],
})
