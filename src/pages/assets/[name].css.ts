/** Stylesheets of some pages only: colours of code, for the classes that occur, the controls above lists of gaps, the matrix, pictures. */
import { site } from '#site'
import filter from '../../styles/filter.css?inline'
import graph from '../../styles/graph.css?inline'
import matrix from '../../styles/matrix.css?inline'

export async function getStaticPaths() {
  const { code, gaps } = await site()
  const names = [...(code() === undefined ? [] : ['code']), ...(gaps().length > 0 ? ['filter', 'matrix', 'graph'] : [])]
  return names.map((name) => ({ params: { name } }))
}

export const GET = async ({ params }: { params: { name: string } }) =>
  new Response({ filter, matrix, graph }[params.name] ?? (await site()).code(), { headers: { 'content-type': 'text/css' } })
