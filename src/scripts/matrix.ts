/**
 * Matrix: the rows that pass a reader's choice, as `MatrixTable.astro` sets them, so many at a time; and the same rows as a file to
 * take away. The prerendered page stands until something is chosen.
 */
import type { FilterTable, MatrixFile, MatrixLine, MatrixTable } from '#publish'
import { csv } from '../publish/csv.ts'
import { control } from './controls.ts'
import { element, link as linkTo, words } from './elements.ts'

declare global {
  var lacunaMatrix: MatrixTable
}

/** So many rows at a time. */
const step = 100

const { title: name, rows, facets, kinds, anchors, columns, systems } = lacunaMatrix
const controls = document.querySelector<HTMLElement>('[data-wakes]')!
const results = document.querySelector<HTMLElement>('.results')!
const body = results.querySelector('tbody')!
const more = results.querySelector<HTMLButtonElement>('.rest button')!
const built = [...document.querySelectorAll<HTMLElement>('[data-built]')]
const marks = controls.querySelector('template')!.content
const root = controls.dataset.root ?? ''
const placeOf = (name: string) => facets.findIndex((facet) => facet.name === name)
const [severities, states, places] = ['severity', 'state', 'system'].map(placeOf) as [number, number, number]

const link = (href: string, ...content: (Node | string)[]) => linkTo(root + href, '', ...content)
const valueAt = (at: number, facet: number) => {
  const value = (rows[at]!.slice(1) as number[][])[facet]?.[0]
  return value === undefined ? undefined : facets[facet]!.values[value]
}
const systemOf = (at: number) => systems[(rows[at]!.slice(1) as number[][])[places]?.[0] ?? -1] ?? ''
const coveredIn = (counts: readonly number[]) => counts.filter((count) => count > 0).length

function row(at: number): HTMLElement {
  const [href, id, title, lang, phase, phaseHref, counts, elsewhere, checked] = rows[at]![0]
  const level = valueAt(at, severities)
  const name = link(href, ...(id ? [element('span', 'id', id), ' '] : []), element('span', '', ...words(title)))
  name.lang = lang
  const head = element('th', '', ...(level ? [marks.querySelector(`.severity.${level}`)!.cloneNode(true)] : []), name)
  if (systems.length > 1) head.append(element('span', 'of', systemOf(at)))
  head.setAttribute('scope', 'row')
  const cells = counts.map((count, kind) =>
    count === 0
      ? element('td', 'hole', element('i', '', `no ${kinds[kind]}`))
      : element(
          'td',
          '',
          kinds[kind] === 'phase' && phaseHref
            ? link(phaseHref, phase)
            : link(elsewhere[kind] ?? `${href}#${anchors[kind]}`, String(count)),
          ...(kinds[kind] === 'evidence' && checked ? [element('span', 'sight', checked)] : []),
        ),
  )
  return element('tr', '', head, ...cells, element('td', 'sum', `${coveredIn(counts)} of ${kinds.length}`))
}

let shown: readonly number[] = []
let drawn = 0
function next(): HTMLElement | undefined {
  const lines = shown.slice(drawn, drawn + step).map(row)
  drawn += lines.length
  body.append(...lines)
  const left = shown.length - drawn
  more.parentElement!.hidden = left === 0
  more.textContent = `Show ${Math.min(step, left)} more of ${left}`
  return lines[0]
}
more.addEventListener('click', () => next()?.querySelector('a')?.focus())

/* the rows as a file */

/** What a file says of a row; `matrixfiles.ts` makes the same of the whole. */
const taken = (at: number) => {
  const [page, id, title, , , , counts, , , full = [id, title]] = rows[at]![0]
  return { page, id: full[0], title: full[1], severity: valueAt(at, severities), state: valueAt(at, states), counts }
}
const fileOf = {
  csv: () =>
    csv([
      columns,
      ...shown.map((at) => {
        const { page, id, title, severity = '', state = '', counts } = taken(at)
        return [systemOf(at), id, title, severity, state, ...counts, coveredIn(counts), page]
      }),
    ]),
  json: () => {
    const gaps = shown.map((at) => {
      const { page, id, counts, ...own } = taken(at)
      const key = decodeURIComponent(page).slice('gaps/'.length, -'.html'.length)
      const links = Object.fromEntries(counts.map((count, kind) => [kinds[kind]!, count]))
      return { key, system: valueAt(at, places)!, ...(id && { id }), ...own, page, links }
    })
    const coverage = kinds.map((kind) => {
      const covered = gaps.filter(({ links }) => links[kind]).length
      return { kind, covered, of: gaps.length, percent: Math.floor((100 * covered) / gaps.length) }
    })
    return `${JSON.stringify({ version: 1, title: name, chosen: location.search, coverage, gaps } as MatrixFile, null, 1)}\n`
  },
}
for (const button of results.querySelectorAll<HTMLButtonElement>('[data-file]'))
  button.addEventListener('click', () => {
    const kind = button.dataset.file as keyof typeof fileOf
    const file = document.createElement('a')
    file.href = URL.createObjectURL(new Blob([fileOf[kind]()], { type: kind === 'csv' ? 'text/csv' : 'application/json' }))
    file.download = `matrix.${kind}`
    file.click()
    setTimeout(() => URL.revokeObjectURL(file.href), 10_000)
  })

control<MatrixLine>(
  controls,
  lacunaMatrix as FilterTable<MatrixLine>,
  ([, , title]) => title,
  (chosen) => {
    results.hidden = !chosen
    for (const part of built) part.hidden = chosen !== undefined
    shown = chosen ?? []
    drawn = 0
    body.replaceChildren()
    for (const part of results.querySelectorAll<HTMLElement>('.across, .files')) part.hidden = shown.length === 0
    results.querySelector<HTMLElement>('.none')!.hidden = shown.length > 0
    next()
  },
)
