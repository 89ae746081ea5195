/** A document as Markdown, beside its page: as it was read. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).documents()

export const GET = async ({ params }: { params: { slug: string } }) =>
  new Response((await site()).documentTwin(params.slug), { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
