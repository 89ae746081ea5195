/** A gap as Markdown, beside its page. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).gapTwins()

export const GET = async ({ params }: { params: { key: string } }) =>
  new Response((await site()).gapTwin(params.key), { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
