/** All work as Markdown, beside its page. */
import { site } from '#site'

export const GET = async () =>
  new Response((await site()).backlogFile('backlog.md'), { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
