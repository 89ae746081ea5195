/** Images of documents, as they are. */
import type { APIRoute } from 'astro'
import { site } from '#site'

export async function getStaticPaths() {
  return (await site()).images()
}

export const GET: APIRoute = ({ props }) => new Response(props.bytes)
