/** What searching takes beside its dialog: the script of its own page, that of landing, and what both find ids and titles by. */
import { site } from '#site'
import mark from '../../scripts/search-mark.ts?script'
import page from '../../scripts/search-page.ts?script'
import wake from '../../scripts/wake.ts?script'

const scripts: Record<string, string> = { mark, page, wake }

export const getStaticPaths = () => [...Object.keys(scripts), 'data'].map((part) => ({ params: { part } }))

export const GET = async ({ params: { part } }: { params: { part: string } }) =>
  new Response(scripts[part] ?? (await site()).searchData(), { headers: { 'content-type': 'text/javascript' } })
