/** The matrix of all gaps as JSON, beside its page. */
import { site } from '#site'

export const GET = async () =>
  new Response((await site()).matrixFile(undefined, 'json'), { headers: { 'content-type': 'application/json' } })
