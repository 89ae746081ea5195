/**
 * Filter: the list of gaps that pass a reader's choice, line by line as `Register.astro` sets it, so many at a time that
 * ten thousand gaps cost no more than a few hundred.
 */
import type { FilterLine, GapTable } from '#publish'
import { control } from './controls.ts'
import { element, link as linkTo, words } from './elements.ts'

declare global {
  var lacunaTable: GapTable
}

/** So many lines at a time, as on a prerendered page. */
const step = 200

const controls = document.querySelector<HTMLElement>('[data-wakes]')!
const results = document.querySelector<HTMLElement>('.results')!
const list = results.querySelector('ol')!
const more = results.querySelector('button')!
const built = [...document.querySelectorAll<HTMLElement>('[data-built]')]
const marks = controls.querySelector('template')!.content
const { rows, facets, systems, documents } = lacunaTable
const [severities, states, places] = ['severity', 'state', 'system'].map((name) => facets.findIndex((facet) => facet.name === name))
const root = controls.dataset.root ?? ''

const link = (href: string, className: string, ...content: (Node | string)[]) => linkTo(root + href, className, ...content)

const said = (kind: string, value: string, own: string) =>
  element('span', 'said', marks.querySelector(`.${kind}.${value}`)!.cloneNode(true), ...(own ? [element('span', 'words', own)] : []))

function line(at: number): HTMLElement {
  const [[href, id, title, lang, severity, state, effort, document], ...values] = rows[at]!
  const firstOf = (facet: number | undefined) => values[facet ?? -1]?.[0]
  const [level, stage, system] = [firstOf(severities), firstOf(states), firstOf(places)]
  const name = element('span', '', ...words(title))
  name.lang = lang
  const about: Node[] = []
  if (stage !== undefined) about.push(said('state', facets[states!]!.values[stage]!, state))
  if (effort) about.push(element('span', 'effort', `Effort ${effort}`))
  const source = documents[document]
  if (source) {
    about.push(link(source[1], '', source[0]))
    ;(about.at(-1) as HTMLElement).lang = source[2]
  }
  const of = systems[system ?? -1]
  if (of) about.push(link(of[1], '', of[0]))
  return element(
    'li',
    '',
    ...(severities! < 0
      ? []
      : [
          element(
            'span',
            'grade',
            level === undefined ? element('span', 'none', 'No severity') : said('severity', facets[severities!]!.values[level]!, severity),
          ),
        ]),
    link(href, 'name', ...(id ? [element('span', 'id', id), ' '] : []), name),
    ...(about.length > 0 ? [element('span', 'more', ...about)] : []),
  )
}

let waiting: readonly number[] = []
function next(): Element | undefined {
  const lines = waiting.slice(0, step).map(line)
  waiting = waiting.slice(step)
  list.append(...lines)
  more.parentElement!.hidden = waiting.length === 0
  more.textContent = `Show ${Math.min(step, waiting.length)} more of ${waiting.length}`
  return lines[0]
}
more.addEventListener('click', () => next()?.querySelector('a')?.focus())

control<FilterLine>(
  controls,
  lacunaTable,
  ([, , title]) => title,
  (shown) => {
    results.hidden = !shown
    for (const part of built) part.hidden = shown !== undefined
    waiting = shown ?? []
    list.replaceChildren()
    results.querySelector<HTMLElement>('.none')!.hidden = waiting.length > 0
    next()
  },
)
