/** Stylesheets of some pages only: colours of code, for the classes that occur, and the controls above lists of gaps. */
import { site } from '#site'
import filter from '../../styles/filter.css?inline'

export async function getStaticPaths() {
  const { code, gaps } = await site()
  const names = [...(code() === undefined ? [] : ['code']), ...(gaps().length > 0 ? ['filter'] : [])]
  return names.map((name) => ({ params: { name } }))
}

export const GET = async ({ params }: { params: { name: string } }) =>
  new Response(params.name === 'filter' ? filter : (await site()).code(), { headers: { 'content-type': 'text/css' } })
