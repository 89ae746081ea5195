/** What gaps lead to, for programs; see `publish/exports.ts`. */
import { site } from '#site'

export const GET = async () => new Response((await site()).itemsFile(), { headers: { 'content-type': 'application/json' } })
