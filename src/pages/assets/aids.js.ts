/** The script of every page. */
import aids from '../../scripts/aids.ts?script'

export const GET = () => new Response(aids, { headers: { 'content-type': 'text/javascript' } })
