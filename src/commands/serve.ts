/** `lacuna start` and `lacuna dev`: the site of a folder at an address of this machine, until Ctrl-C. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import sirv from 'sirv'
import { prepare, publish, tellCorpus } from './build.ts'
import { type Command, UsageError } from './command.ts'
import { contentFolder, outFolder, packageFolder } from './folder.ts'

const firstPort = 4321

export const start: Command = {
  usage: 'lacuna start [FOLDER] [--out DIR] [--port N]',
  says: 'build the site and serve it on this machine',
  options: { out: { type: 'string' }, port: { type: 'string' } },
  async run([folder, ...others], { out, port }) {
    const content = await contentFolder(folder, others)
    const target = await outFolder(out as string | undefined, content)
    const wanted = portOf(port)
    await publish(content, target)
    const { server, address } = await serve(target, wanted)
    console.log(`Serving it; Ctrl-C stops.\n${address}`)
    await untilStopped()
    server.closeAllConnections()
    server.close()
    return 0
  },
}

export const dev: Command = {
  usage: 'lacuna dev [FOLDER] [--port N]',
  says: 'show the site and every edit of a document as it is saved',
  options: { port: { type: 'string' } },
  async run([folder, ...others], { port }) {
    const content = await contentFolder(folder, others)
    const wanted = portOf(port)
    await tellCorpus(content)
    prepare(content)
    const { dev: astro } = await import('astro')
    const server = await astro({ root: packageFolder, logLevel: 'warn', server: { port: wanted } })
    console.log(`Showing ${path.relative('', content) || content}; Ctrl-C stops.\nhttp://localhost:${server.address.port}/`)
    await untilStopped()
    await server.stop()
    return 0
  },
}

/** Serves a built site at the wanted port, or the next that is free. */
export async function serve(folder: string, wanted: number = firstPort): Promise<{ server: Server; address: string }> {
  const files = sirv(folder, { dev: true, extensions: ['html'] })
  const server = createServer((request, response) => {
    // sirv answers every file with 200, so what is missing is answered here
    files(request, response, async () => {
      const page = await readFile(path.join(folder, '404.html')).catch(() => 'Not found')
      response.writeHead(404, { 'content-type': 'text/html;charset=utf-8' }).end(page)
    })
  })
  for (let port = wanted; ; port++) {
    const free = await new Promise<boolean>((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' && port < wanted + 100 ? resolve(false) : reject(error))
      server.once('error', fail)
      server.listen(port, 'localhost', () => {
        server.off('error', fail)
        resolve(true)
      })
    })
    if (free) return { server, address: `http://localhost:${(server.address() as { port: number }).port}/` }
  }
}

function portOf(given: string | boolean | undefined): number {
  if (given === undefined) return firstPort
  const port = Number(given)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError(`--port ${String(given)} is not a port; give a number from 1 to 65535`)
  return port
}

const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
