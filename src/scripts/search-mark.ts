/**
 * Search mark: on a page that a search led to, marks what was looked for, without touching its text, and brings the first of it into
 * view where no place of the page was meant. Then the address is that of the page again. Which places those are: `searchplaces.ts`.
 */
import { bring } from './searchlines.ts'
import { type Finder, findersOf } from './searchplaces.ts'

const here = new URL(location.href)

function rangesOf(finder: Finder): Range[] {
  const ranges: Range[] = []
  const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const [from, to] of finder(node.nodeValue!)) {
      const range = document.createRange()
      range.setStart(node, from)
      range.setEnd(node, to)
      ranges.push(range)
    }
  return ranges
}

let ranges: Range[] = []
if ('highlights' in CSS) {
  for (const finder of findersOf(here.searchParams.get('find') ?? '')) if (!ranges[0]) ranges = rangesOf(finder)
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
