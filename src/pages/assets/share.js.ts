/** The menu that copies links; loaded when a reader asks for it. */
import share from '../../scripts/share.ts?script'

export const GET = () => new Response(share, { headers: { 'content-type': 'text/javascript' } })
