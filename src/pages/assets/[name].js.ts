/** What browsers run, and what those scripts know of the gaps; only where there are gaps to list. */
import { site } from '#site'
import filter from '../../scripts/filter.ts?script'
import wake from '../../scripts/wake.ts?script'

const scripts: Record<string, string> = { filter, wake }

export async function getStaticPaths() {
  return (await site()).gaps().length > 0 ? [...Object.keys(scripts), 'gaps'].map((name) => ({ params: { name } })) : []
}

export const GET = async ({ params }: { params: { name: string } }) =>
  new Response(scripts[params.name] ?? (await site()).table(), { headers: { 'content-type': 'text/javascript' } })
