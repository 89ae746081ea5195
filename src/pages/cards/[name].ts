/** Pictures that go out with a link to a page; named by what they hold. */
import type { APIRoute } from 'astro'
import { site } from '#site'

export async function getStaticPaths() {
  return (await site()).cards()
}

export const GET: APIRoute = async ({ props }) => new Response(await props.bytes())
