/** Schemas of the files for programs. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).schemas()

export const GET = async ({ params }: { params: { name: string } }) =>
  new Response((await site()).schema(params.name), { headers: { 'content-type': 'application/schema+json' } })
