/** Colours of code: one stylesheet for the classes that occur, written only where a document has code. */
import { site } from '#site'

export async function getStaticPaths() {
  return (await site()).code() === undefined ? [] : [{ params: { name: 'code' } }]
}

export const GET = async () => new Response((await site()).code(), { headers: { 'content-type': 'text/css' } })
