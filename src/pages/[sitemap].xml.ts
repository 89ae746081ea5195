/** Pages of the site for search engines; none where nobody said where the site stands. */
import { site } from '#site'

export const getStaticPaths = async () => (await site()).sitemaps()

export const GET = async ({ params }: { params: { sitemap: string } }) =>
  new Response((await site()).sitemap(params.sitemap), { headers: { 'content-type': 'application/xml' } })
