/** Styles of searching, loaded with its scripts. */
import search from '../../styles/search.css?inline'

export const GET = () => new Response(search, { headers: { 'content-type': 'text/css' } })
