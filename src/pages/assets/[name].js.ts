/** What browsers run, and what those scripts know of the gaps; only where there are gaps to list. */
import { site } from '#site'
import filter from '../../scripts/filter.ts?script'
import matrix from '../../scripts/matrix.ts?script'
import wake from '../../scripts/wake.ts?script'

const scripts: Record<string, string> = { filter, matrix, wake }
const data = 'matrix-data'

export async function getStaticPaths() {
  const { gaps, matrixSystems } = await site()
  if (gaps().length === 0) return []
  const tables = ['gaps', data, ...matrixSystems().map((system) => `${data}-${system}`)]
  return [...Object.keys(scripts), ...tables].map((name) => ({ params: { name } }))
}

export const GET = async ({ params: { name } }: { params: { name: string } }) => {
  const { table, matrixTable } = await site()
  const text = scripts[name] ?? (name.startsWith(data) ? matrixTable(name.slice(data.length + 1) || undefined) : table())
  return new Response(text, { headers: { 'content-type': 'text/javascript' } })
}
