/**
 * Controls: the boxes and selects of `Filter.astro`, the choice that they stand for, the address that tells of it, and what is
 * said of the result. What the rows look like is left to who calls: a list of gaps, a matrix.
 */
import type { FilterTable } from '#publish'
import { type Choice, choiceOf, inOrder, queryOf, sift, toggled } from './sift.ts'

/** @param show shows these rows in this order; without any, the page as it was built */
export function control<Line>(
  controls: HTMLElement,
  table: FilterTable<Line>,
  wordsOf: (line: Line) => string,
  show: (rows: readonly number[] | undefined) => void,
): void {
  const one = <Kind extends Element>(selector: string) => controls.querySelector<Kind>(selector)!
  const boxes = [...controls.querySelectorAll<HTMLInputElement>('input[value]')].map((box) => {
    const facet = table.facets.findIndex(({ name }) => name === box.name)
    const label = box.closest('label')!
    return {
      box,
      label,
      number: label.querySelector('.number')!,
      word: (box.name === 'has-no' ? 'no ' : '') + label.querySelector('.word')!.textContent,
      facet,
      value: table.facets[facet]?.values.indexOf(box.value) ?? -1,
    }
  })
  const sort = one<HTMLSelectElement>('[name="sort"]')
  const reversed = one<HTMLInputElement>('[name="reversed"]')
  const status = one('[role="status"]')
  const clear = one<HTMLButtonElement>('.clear')
  const sorts = [...sort.options].map(({ value }) => value)
  const read = () => choiceOf(table, location.search, sorts)
  let choice: Choice

  const apply = (next: Choice) => {
    choice = next
    const query = queryOf(table, choice, sorts[0]!)
    const { rows, counts } = sift(table, choice)
    for (const { box, label, number, facet, value } of boxes) {
      const count = counts[facet]?.[value] ?? 0
      box.checked = choice.values.get(box.name)?.has(box.value) ?? false
      number.textContent = String(count)
      label.classList.toggle('zero', count === 0)
    }
    sort.value = choice.sort
    reversed.checked = choice.reversed
    clear.hidden = !query
    const narrowed = [...choice.values.values()].some((values) => values.size > 0)
    const chosen = boxes.filter(({ box }) => box.checked).map(({ word }) => word)
    const noun = table.rows.length === 1 ? status.getAttribute('data-one') : status.getAttribute('data-many')
    status.textContent = !query
      ? ''
      : `${narrowed ? `${rows.length} of ${table.rows.length}` : `All ${table.rows.length}`} ${noun}${chosen.length > 0 ? `: ${chosen.join(', ')}` : ''}`
    show(query ? inOrder(table, rows, choice, wordsOf) : undefined)
  }
  const choose = (next: Choice) => {
    apply(next)
    const query = queryOf(table, choice, sorts[0]!)
    if (query !== location.search) history.pushState(null, '', query || location.pathname)
  }

  controls.addEventListener('change', ({ target }) => {
    if (target === sort) choose({ ...choice, sort: sort.value })
    else if (target === reversed) choose({ ...choice, reversed: reversed.checked })
    else if (target instanceof HTMLInputElement) choose(toggled(choice, target.name, target.value, target.checked))
  })
  clear.addEventListener('click', () => {
    choose(choiceOf(table, '', sorts))
    // the button goes: the focus stays among the controls
    one<HTMLElement>('summary').focus()
  })
  addEventListener('popstate', () => apply(read()))

  // what was ticked before this script was there counts too
  choice = read()
  for (const { box } of boxes) if (box.checked) choice = toggled(choice, box.name, box.value, true)
  if (reversed.checked) choice = { ...choice, reversed: true }
  if (sort.value !== sorts[0] && choice.sort === sorts[0]) choice = { ...choice, sort: sort.value }
  if (queryOf(table, choice, sorts[0]!)) choose(choice)
  else apply(choice)
}
