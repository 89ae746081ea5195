/** `lacuna dev` as an author uses it: what is saved is shown, what is deleted is gone. How fast is measured elsewhere. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environment, root, temporary } from './built.ts'

let server: ChildProcess
let address: string
let folder: string

const write = (name: string, title: string) =>
  writeFile(path.join(folder, 'quay', name), `# Gaps\n\n## Gap ${title}\n\n**Impact:** boats wait.\n`)
const page = async (name: string) => {
  const response = await fetch(new URL(name, address))
  return { status: response.status, text: await response.text() }
}

beforeAll(async () => {
  folder = await temporary()
  await mkdir(path.join(folder, 'quay'))
  await write('tides.md', 'T-1 (P1): No tide table')
  server = spawn(process.execPath, [path.join(root, 'src/cli.ts'), 'dev', folder, '--port', '4700'], { cwd: root, env: environment })
  address = await new Promise<string>((resolve, reject) => {
    let printed = ''
    for (const stream of [server.stdout!, server.stderr!])
      stream.on('data', (chunk: Buffer) => {
        printed += chunk
        const found = /http:\/\/localhost:\d+\//.exec(printed)
        if (found) resolve(found[0])
      })
    server.once('exit', (code) => reject(new Error(`dev ended with ${code}: ${printed}`)))
  })
}, 60_000)

afterAll(async () => {
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGINT')
  await gone
})

describe('lacuna dev', () => {
  it('shows an edited document', async () => {
    expect((await page('gaps/quay/t-1.html')).text).toContain('No tide table')
    await write('tides.md', 'T-1 (P1): Tide table is printed once a year')
    await expect
      .poll(async () => (await page('gaps/quay/t-1.html')).text, { timeout: 20_000 })
      .toContain('Tide table is printed once a year')
  }, 40_000)

  it('shows a new document, and nothing of one that was deleted', async () => {
    await write('cranes.md', 'C-1 (P0): Crane has no brake')
    await expect.poll(async () => (await page('gaps/quay/c-1.html')).status, { timeout: 20_000 }).toBe(200)
    expect((await page('systems/quay.html')).text).toContain('Crane has no brake')
    await rm(path.join(folder, 'quay', 'cranes.md'))
    await expect.poll(async () => (await page('gaps/quay/c-1.html')).status, { timeout: 20_000 }).toBe(404)
    expect((await page('systems/quay.html')).text).not.toContain('Crane has no brake')
  }, 60_000)
})
