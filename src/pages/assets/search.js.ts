/** The dialog that opens at `/`; loaded when a reader asks for it. */
import search from '../../scripts/search.ts?script'

export const GET = () => new Response(search, { headers: { 'content-type': 'text/javascript' } })
