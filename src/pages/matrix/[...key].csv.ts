/** A matrix as a table for spreadsheets, beside its page. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).matrixFiles()

export const GET = async ({ params }: { params: { key: string } }) =>
  new Response((await site()).matrixFile(params.key, 'csv'), { headers: { 'content-type': 'text/csv; charset=utf-8' } })
