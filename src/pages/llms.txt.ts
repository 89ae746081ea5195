/** What programs that read text are told at the door. */
import { site } from '#site'

export const GET = async () => new Response((await site()).llms(), { headers: { 'content-type': 'text/plain; charset=utf-8' } })
