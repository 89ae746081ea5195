/**
 * Site: what the benchmarks of pages share: the site of `content/`, or of the folder that is named, whether it holds documents or
 * a built site; and a server that packs its answers, as hosts do and `npm start` does not.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, root } from '../built.ts'

/** Hands on the folder of a built site, which is gone afterwards if it was built for this. */
export async function onSite(given: string | undefined, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = path.resolve(given ?? path.join(root, 'content'))
  if (existsSync(path.join(folder, 'index.html'))) return use(folder)
  const own = await mkdtemp(path.join(tmpdir(), 'lacuna-bench-'))
  try {
    await build(folder, own)
    await use(own)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** Whether hosts pack it; pictures are packed already. */
const text: Record<string, string> = {
  '.html': 'text/html;charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

export async function servePacked(folder: string): Promise<{ server: Server; address: string }> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const file = path.join(folder, path.normalize(decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname)))
    const bytes = await readFile(file).catch(() => undefined)
    const type = text[path.extname(file)]
    if (bytes === undefined) response.writeHead(404).end()
    else if (type) response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(bytes))
    else response.writeHead(200).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return { server, address: `http://localhost:${(server.address() as AddressInfo).port}/` }
}
