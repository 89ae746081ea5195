/** Everyone may read. */
import { site } from '#site'

export const GET = async () => new Response((await site()).robots(), { headers: { 'content-type': 'text/plain; charset=utf-8' } })
