/**
 * Zip: a built site as one file that can be mailed or put on a drive, and works when it is unpacked and its `index.html` is opened.
 * File by file, so that a large site needs no memory; the same site gives the same bytes: names in order, one date, no path of a machine.
 */
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { deflateSync, Zip, ZipPassThrough } from 'fflate'
import { UsageError } from './command.ts'
import { filesBelow } from './folder.ts'

/** The earliest that the format can say: no clock. Its times are local ones. */
const noDay = new Date(1980, 0, 1)
/** What the format counts to, without extensions that not every machine can read. */
const mostFiles = 65_535
const mostBytes = 2 ** 32 - 1
/** Packed already. */
const packed = /\.(?:png|jpe?g|gif|webp|avif|pf_\w+|pagefind|woff2?)$/i
/** What belongs to the folder and not to the site. */
const ours = new Set(['.git', '.lacuna'])

/** @param folder the site @param name of the one folder that all of it lies in @returns bytes of the file */
export async function zip(folder: string, target: string, name: string): Promise<number> {
  const files = (await filesBelow(folder)).filter((file) => !ours.has(file.split('/')[0]!))
  if (files.length > mostFiles)
    throw new UsageError(`a zip holds ${mostFiles.toLocaleString('en')} files, and the site has ${files.length.toLocaleString('en')}`, 1)
  const half = `${target}.new`
  const file = await open(half, 'w')
  try {
    const bytes = await write(file, folder, files, name)
    await file.close()
    await rename(half, target)
    return bytes
  } catch (error) {
    await file.close().catch(() => {})
    await rm(half, { force: true })
    throw error
  }
}

/** A file that is packed in one go: fflate's own, made for streams, takes four times as long for many small ones. */
class Packed extends ZipPassThrough {
  override compression = 8
  protected override process(bytes: Uint8Array, final: boolean): void {
    this.ondata(null, deflateSync(bytes, { level: 6 }), final)
  }
}

/** So much is gathered before it is written. */
const atOnce = 4e6

async function write(file: FileHandle, folder: string, files: readonly string[], name: string): Promise<number> {
  let chunks: Uint8Array[] = []
  let waiting = 0
  let bytes = 0
  const archive = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
    waiting += chunk.length
  })
  const put = async () => {
    const gathered = Buffer.concat(chunks)
    await file.writeFile(gathered)
    bytes += gathered.length
    chunks = []
    waiting = 0
    if (bytes > mostBytes) throw new UsageError('the site is larger than a zip can be (4 GB)', 1)
  }
  for (const one of files) {
    const entry = new (packed.test(one) ? ZipPassThrough : Packed)(`${name}/${one}`)
    entry.mtime = noDay
    archive.add(entry)
    entry.push(await readFile(path.join(folder, one)), true)
    if (waiting > atOnce) await put()
  }
  archive.end()
  await put()
  return bytes
}
