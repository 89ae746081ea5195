/** The backlog as a table for spreadsheets, beside its page. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).backlogFiles('.csv')

export const GET = async ({ params }: { params: { key: string } }) =>
  new Response((await site()).backlogFile(`${params.key}.csv`), { headers: { 'content-type': 'text/csv; charset=utf-8' } })
