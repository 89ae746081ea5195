/** Measure: functions that run within a page and tell what is wrong with its layout. Each stands alone, since it is sent there. */

/** Whether the page can be scrolled sideways by more than some pixels, and which elements stand out. */
export function sideways(slack = 0): string[] {
  const width = document.documentElement.clientWidth
  scrollTo(10_000, 0)
  const moved = scrollX
  scrollTo(0, 0)
  if (moved <= slack && document.documentElement.scrollWidth <= width + slack) return []
  // text that runs on beyond its own box counts by what it needs
  const endOf = (element: Element) => {
    const { left, right } = element.getBoundingClientRect()
    return Math.round(getComputedStyle(element).overflowX === 'visible' ? Math.max(right, left + element.scrollWidth) : right)
  }
  const kept = (element: Element): boolean =>
    element.parentElement !== null &&
    (/auto|scroll|hidden|clip/.test(getComputedStyle(element.parentElement).overflowX) || kept(element.parentElement))
  const outside = [...document.body.querySelectorAll('*')].filter((element) => endOf(element) > width && !kept(element))
  const name = (element: Element | null) => `${element?.localName}${[...(element?.classList ?? [])].map((one) => `.${one}`).join('')}`
  // the innermost are the cause
  const told = outside
    .filter((element) => !outside.some((other) => other !== element && element.contains(other)))
    .slice(0, 5)
    .map(
      (element) =>
        `${name(element.parentElement)} > ${name(element)} ends at ${endOf(element)} of ${width} px: "${element.textContent?.trim().slice(0, 40)}"`,
    )
  return [`scrolls sideways by ${moved} px`, ...told]
}

/** Text that is cut off, or lies where nobody can scroll to. What is meant for screen readers alone is no text that is seen. */
export function lost(): string[] {
  const width = Math.max(document.documentElement.scrollWidth, document.documentElement.clientWidth)
  const told = new Set<string>()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent?.trim()
    const parent = node.parentElement
    if (!words || !parent?.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0)
    if (boxes.length === 0) continue
    const left = Math.min(...boxes.map((box) => box.left)) + scrollX
    const right = Math.max(...boxes.map((box) => box.right)) + scrollX
    const top = Math.min(...boxes.map((box) => box.top)) + scrollY
    const bottom = Math.max(...boxes.map((box) => box.bottom)) + scrollY

    let scrolls = false
    let hidden = false
    let cut: Element | undefined
    for (let at: Element | null = parent; at && at !== document.documentElement; at = at.parentElement) {
      const { overflowX, overflowY, clipPath, position } = getComputedStyle(at)
      const box = at.getBoundingClientRect()
      // the way to hide from eyes alone, and links that come into view with the focus
      if (clipPath === 'inset(50%)' || (position === 'absolute' && box.bottom + scrollY <= 0)) hidden = true
      if (/auto|scroll/.test(overflowX + overflowY)) scrolls = true
      const slack = 3
      const outX = /hidden|clip/.test(overflowX) && !scrolls && (left < box.left + scrollX - slack || right > box.right + scrollX + slack)
      const outY = /hidden|clip/.test(overflowY) && !scrolls && (top < box.top + scrollY - slack || bottom > box.bottom + scrollY + slack)
      if (outX || outY) cut ??= at
    }
    if (hidden) continue
    const name = (element: Element) => `${element.localName}${[...element.classList].map((one) => `.${one}`).join('')}`
    if (cut) told.add(`${name(cut)} cuts off "${words.slice(0, 40)}"`)
    else if (!scrolls && (left < -1 || right > width + 1 || top < -1)) told.add(`${name(parent)} lies outside: "${words.slice(0, 40)}"`)
  }
  return [...told]
}

/** Text and links that are there for a reader; controls, which only scripts make work, are left out. */
export function readable(): { text: string; links: string[] } {
  // what is only said where no script runs is of no use elsewhere
  const controls = 'noscript, button, input, select, dialog, [role="search"], [role="dialog"], [hidden]'
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const words: string[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (parent?.closest(controls) || !parent?.checkVisibility({ visibilityProperty: true })) continue
    const text = node.textContent?.replace(/\s+/g, ' ').trim()
    if (text) words.push(text)
  }
  const links = [...document.querySelectorAll('a[href]')].filter((link) => !link.closest(controls))
  return { text: words.join('\n'), links: links.map((link) => link.getAttribute('href') ?? '') }
}
