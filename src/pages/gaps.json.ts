/** All gaps for programs; see `publish/exports.ts`. */
import { site } from '#site'

export const GET = async () => new Response((await site()).gapsFile('json'), { headers: { 'content-type': 'application/json' } })
