/** What the full text is indexed of after a build, which takes this file away again. */
import { site } from '#site'

export const GET = async () => new Response(JSON.stringify(await (await site()).searchRecords()))
