/** All work as a table for spreadsheets, beside its page. */
import { site } from '#site'

export const GET = async () =>
  new Response((await site()).backlogFile('backlog.csv'), { headers: { 'content-type': 'text/csv; charset=utf-8' } })
