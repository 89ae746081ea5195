/**
 * Card files: cards → pictures, named by what they hold. One that an earlier build drew is taken from the content folder's cache, whose
 * files are named after all that a picture depends on; so the same cards give the same files, and only new ones take time.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import type { Renderer } from '@takumi-rs/core'
import { drawings, layOut, size } from './cardlayout.ts'
import type { Card, CardPicture } from './cards.ts'
import { type Fonts, family, fonts } from './fonts.ts'
import { routes } from './routes.ts'

export interface CardFile {
  /** e.g. "b1946ac92492d234.png": of the picture's own bytes */
  name: string
  /** Where it lies, in the cache. */
  file: string
}

export interface DrawnCards {
  /** By address of the page that a card is of. */
  pictures: Map<string, CardPicture>
  files: CardFile[]
  /** How many are new. */
  drawn: number
}

/** As many at a time as there are threads to draw them. */
const atOnce = 4

/** @param cache where pictures are kept; those that no card needs any more go */
export async function drawCards(cards: ReadonlyMap<string, Card>, cache: string): Promise<DrawnCards> {
  const type = await fonts()
  const version = JSON.stringify([await versionOf('@takumi-rs/core'), type.version, drawings.map(({ data }) => data.toString())])
  await mkdir(cache, { recursive: true })
  const kept = new Map<string, string>()
  for (const name of await readdir(cache)) {
    const key = /^([0-9a-f]{32})-[0-9a-f]{16}\.png$/.exec(name)?.[1]
    if (key !== undefined) kept.set(key, name)
  }

  const keys = new Map([...new Set(cards.values())].map((card) => [card, digest(version + JSON.stringify(layOut(card, type)), 32)]))
  const names = new Map<string, string>()
  const open = new Map<string, Card>()
  for (const [card, key] of keys) {
    const name = kept.get(key)
    if (name === undefined) open.set(key, card)
    else names.set(key, name)
  }
  if (open.size > 0) {
    const draw = await drawer(type)
    const waiting = open.entries()
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const [key, card] of waiting) names.set(key, await keep(cache, key, await draw(card)))
      }),
    )
  }
  const needed = new Set(names.values())
  for (const name of kept.values()) if (!needed.has(name)) await rm(path.join(cache, name), { force: true })

  const shown = (name: string) => name.slice(name.indexOf('-') + 1)
  return {
    pictures: new Map(
      [...cards].map(([address, card]) => [address, { address: routes.card(shown(names.get(keys.get(card)!)!)), alt: card.alt }]),
    ),
    files: [
      ...new Map([...names.values()].map((name) => [shown(name), { name: shown(name), file: path.join(cache, name) }])).values(),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    drawn: open.size,
  }
}

/** The bytes of a picture that `drawCards` told of. */
export const readCard = ({ file }: CardFile): Promise<Uint8Array<ArrayBuffer>> => readFile(file)

/** What turns cards into bytes. */
export async function drawer(type: Fonts): Promise<(card: Card) => Promise<Buffer>> {
  const renderer = await rendererOf(type)
  return (card) => renderer.render(layOut(card, type), options)
}

export const options = { ...size, format: 'png', images: drawings } as const

export async function rendererOf({ files }: Fonts): Promise<Renderer> {
  // when asked for: only builds draw
  const { Renderer } = await import('@takumi-rs/core')
  const renderer = new Renderer()
  for (const { weight, data, ranges } of files) await renderer.registerFont({ name: family, weight, data, unicodeRange: ranges })
  return renderer
}

/** Whole or not at all, so that a build that was ended leaves no half of a picture. */
async function keep(cache: string, key: string, bytes: Uint8Array): Promise<string> {
  const name = `${key}-${digest(bytes, 16)}.png`
  const unfinished = path.join(cache, `${name}.${process.pid}`)
  await writeFile(unfinished, bytes)
  await rename(unfinished, path.join(cache, name))
  return name
}

const digest = (of: string | Uint8Array, length: number): string => createHash('sha256').update(of).digest('hex').slice(0, length)

async function versionOf(name: string): Promise<string> {
  const manifest = findPackageJSON(name, import.meta.url)
  return manifest === undefined ? '' : (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version
}
