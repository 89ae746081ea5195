/** All gaps as a table for spreadsheets. */
import { site } from '#site'

export const GET = async () => new Response((await site()).gapsFile('csv'), { headers: { 'content-type': 'text/csv; charset=utf-8' } })
