/** A system as Markdown, beside its page. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).systems()

export const GET = async ({ params }: { params: { system: string } }) =>
  new Response((await site()).systemTwin(params.system), { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
