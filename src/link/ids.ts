/**
 * Ids: from what authors write to keys and address parts that hold on every host and file system.
 * A key is stable within a portfolio; two that would be one are told apart by a number, and the clash is reported.
 */
import GithubSlugger from 'github-slugger'

/** Names that Windows keeps for devices, `index`, which hosts and Astro take for the folder itself, and words that our own lists use right below `gaps/`. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d|index)$/
const ours = new Set(['severity', 'state', 'category', 'system', 'phase', 'effort', 'has-no', 'page', 'index', 'inconsistency'])

const letters = 60
const bytes = 120

/** A part of an address: lower case, at most 60 letters and 120 bytes, cut at a word. Empty only for text without letters and digits. */
export function part(text: string): string {
  let slug = slugOf(text)
  const whole = slug
  while ([...slug].length > letters || Buffer.byteLength(slug) > bytes) {
    const cut = slug.lastIndexOf('-')
    slug = cut > 8 ? slug.slice(0, cut) : [...slug].slice(0, -1).join('')
  }
  return reserved.test(slug) ? `${slug}-${whole === slug ? 'x' : '1'}` : slug
}

const slugOf = (text: string): string =>
  new GithubSlugger()
    .slug(text.normalize('NFC'))
    .replace(/-{2,}/g, '-')
    .replace(/^-+|-+$/g, '')

/** Whether a key is such as we make ourselves: a system, and below it parts, of which the last may have a title and a number added. */
export function isAddress(key: string): boolean {
  const [system, ...others] = key.split('/')
  const made = (piece: string) => slugOf(piece) === piece && piece !== '' && !reserved.test(piece) && Buffer.byteLength(piece) <= 2 * bytes
  return made(system!) && !ours.has(system!) && others.length > 0 && others.length <= 40 && others.every(made)
}

/** The part for a system; our own lists live beside the systems, so their names are taken. */
export const systemPart = (folder: string): string => {
  const slug = part(folder) || 'system'
  return ours.has(slug) ? `${slug}-system` : slug
}

/** `docs/2025/Q1 Audit.md` → "docs/2025/q1-audit" */
export const documentPart = (path: string): string =>
  path
    .replace(/\.[^./]+$/, '')
    .split('/')
    .map((piece) => part(piece) || 'document')
    .join('/')

/** An id with letters and a number belongs to its system; a bare number to its document. */
export const isLettered = (id: string): boolean => /\p{L}/u.test(id) && /\d/.test(id)

/** The same id in any spelling: "G-1", "g01", "G 01", and with any sign for a hyphen → "g-1". Sub-numbers stay apart: "1.1" is not "11". */
export const sameId = (id: string): string =>
  id
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_#()[\]\u2010-\u2015\u2212-]+/g, '-')
    .replace(/-?0*(\d+)/g, '-$1')
    .replace(/(^|[^\d])-(?=\d)/g, '$1-')
    .replace(/^-+|-+$/g, '')

/** Gives each wanted key once; the second gets "-2". Compared without case and Unicode form. */
export class Keys {
  #taken = new Map<string, string>()
  /** The last number that a wanted key was given. */
  #last = new Map<string, number>()
  /** @returns the key, and the owner of the wanted one when it was taken. */
  take(wanted: string, owner: string): { key: string; clash?: string } {
    const first = this.#taken.get(fold(wanted))
    if (first === undefined) {
      this.#taken.set(fold(wanted), owner)
      return { key: wanted }
    }
    for (let number = this.#last.get(fold(wanted)) ?? 2; ; number++) {
      const key = `${wanted}-${number}`
      if (this.#taken.has(fold(key))) continue
      this.#last.set(fold(wanted), number)
      this.#taken.set(fold(key), owner)
      return { key, clash: first }
    }
  }
}
const fold = (key: string) => key.normalize('NFC').toLowerCase()
