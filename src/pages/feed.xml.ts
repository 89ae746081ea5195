/** The latest changes as Atom; no file where there is none to tell of. */
import { site } from '#site'

export const GET = async () =>
  new Response((await site()).feed() ?? null, { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } })
