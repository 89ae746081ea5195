/** The backlog as Markdown, beside its page. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).backlogFiles('.md')

export const GET = async ({ params }: { params: { key: string } }) =>
  new Response((await site()).backlogFile(`${params.key}.md`), { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
