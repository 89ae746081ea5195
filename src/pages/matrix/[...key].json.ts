/** A matrix for programs, beside its page. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).matrixFiles()

export const GET = async ({ params }: { params: { key: string } }) =>
  new Response((await site()).matrixFile(params.key, 'json'), { headers: { 'content-type': 'application/json' } })
