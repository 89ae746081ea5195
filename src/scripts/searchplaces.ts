/**
 * Search places: where in a text stands what was looked for: an id as the text writes it, else the words. Nothing of a page is
 * touched here, so that tests look at the same places.
 */
import { spelling } from '../publish/spelling.ts'
import { caseless, folded, wordsOf } from './searching.ts'

/** Finds places of a text, each from where to where. */
export type Finder = (text: string) => [from: number, to: number][]

/** Ways to look for it; the first that finds anything on a page is meant. */
export function findersOf(query: string): Finder[] {
  const asked = spelling(query)
  const bare = asked.replace(/^gap(?=.*\d)/, '')
  const ids = [...new Set([asked, bare])].filter((id) => /\p{L}.*\d$/u.test(id)).map(byId)
  // of "gap 7" the word alone says nothing
  return /^[\d.-]+$/.test(bare) ? ids : [...ids, ...byWords(wordsOf(query))]
}

/** "gapdoc1" stands as "GAP-DOC-001" or "gap doc 1", but not within "GAP-DOC-0012" or "GAP-DOC-1.2". */
function byId(id: string): Finder {
  const parts = id.match(/\d+|\D/g)!.map((part) => (/\d/.test(part) ? `0*${part}` : part === '.' ? '\\.' : part))
  return finder(`(?<![\\p{L}\\p{N}])${parts.join('[^\\p{L}\\p{N}]?')}(?![\\p{L}\\p{N}]|[-.]\\d)`)
}

function byWords(words: readonly string[]): Finder[] {
  if (words.length === 0) return []
  // words of a letter or two would be found everywhere, unless a letter is a word
  const long = words.filter((word) => word.length > 2 || caseless.test(word))
  const all = (long.length > 0 ? long : [words.join('[^\\p{L}\\p{N}]*')]).map((word) => {
    if (caseless.test(word)) return word
    return `(?<![\\p{L}\\p{N}])${word.length > 6 ? word.replace(/(?:ies|ing|ed|es|s|y)$/, '') : word}[\\p{L}\\p{N}]*`
  })
  return [finder(all.join('|'))]
}

/** What is folded away or unfolds shifts what comes after it; places are those of the text itself. */
function finder(pattern: string): Finder {
  const expression = new RegExp(pattern, 'giu')
  return (text) => {
    const plain = folded(text)
    const places = plain === text.toLowerCase() ? undefined : placesOf(text)
    const at = (place: number) => (places ? (places[place] ?? text.length) : place)
    return Array.from(plain.matchAll(expression), ({ 0: found, index }) => [at(index), at(index + found.length)])
  }
}

/** Of each unit of a folded text, where the sign stands that it comes from. */
function placesOf(text: string): number[] {
  const places: number[] = []
  let from = 0
  for (const sign of text) {
    for (let unit = folded(sign).length; unit > 0; unit--) places.push(from)
    from += sign.length
  }
  return places
}
