/** The matrix of all gaps as CSV, beside its page. */
import { site } from '#site'

export const GET = async () =>
  new Response((await site()).matrixFile(undefined, 'csv'), { headers: { 'content-type': 'text/csv; charset=utf-8' } })
