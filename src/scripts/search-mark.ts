/**
 * Search mark: on a page that a search led to, marks the words that were looked for, without touching its text, and brings the first
 * into view where no place of the page was meant. Then the address is that of the page again.
 */
import { wordsOf } from './searching.ts'
import { bring } from './searchlines.ts'

const here = new URL(location.href)
const wanted = wordsOf(here.searchParams.get('find') ?? '')

const ranges: Range[] = []
if (wanted.length > 0 && 'highlights' in CSS) {
  // words of a letter or two would be found everywhere
  const long = wanted.filter((word) => word.length > 2)
  const escaped = (long.length > 0 ? long : [wanted.join('[^\\p{L}\\p{N}]*')]).map((word) =>
    word.length > 6 ? word.replace(/(?:ies|ing|ed|es|s|y)$/, '') : word,
  )
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})[\\p{L}\\p{N}]*`, 'giu')
  const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const { 0: found, index } of node.nodeValue!.matchAll(pattern)) {
      const range = document.createRange()
      range.setStart(node, index)
      range.setEnd(node, index + found.length)
      ranges.push(range)
    }
  void bring('search.css')
  CSS.highlights.set('found', new Highlight(...ranges))
}
const first = ranges.find(({ startContainer }) => startContainer.parentElement!.checkVisibility())
if (!here.hash && first && first.getBoundingClientRect().top > innerHeight)
  first.startContainer.parentElement!.scrollIntoView({ block: 'center' })
here.searchParams.delete('find')
try {
  history.replaceState(history.state, '', here)
} catch {
  // from disk some browsers let no page change its address
}
