/** The backlog as issues for programs, beside its page. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).backlogFiles('.json')

export const GET = async ({ params }: { params: { key: string } }) =>
  new Response((await site()).backlogFile(`${params.key}.json`), { headers: { 'content-type': 'application/json; charset=utf-8' } })
