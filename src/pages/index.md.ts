/** Home as Markdown. */
import { site } from '#site'

export const GET = async () => new Response((await site()).homeTwin(), { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
