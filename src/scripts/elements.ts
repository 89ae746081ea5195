/** Elements: what scripts make rows and lines of, as the components set them. Sorting and choosing are left to who calls. */

export function element(name: string, className: string, ...content: (Node | string)[]): HTMLElement {
  const made = document.createElement(name)
  if (className) made.className = className
  made.append(...content)
  return made
}

/** @param href from the page, not from the root of the site */
export function link(href: string, className: string, ...content: (Node | string)[]): HTMLElement {
  const made = element('a', className, ...content)
  made.setAttribute('href', href)
  return made
}

/** An author's words, what stands in backticks as code. */
export const words = (text: string): (Node | string)[] =>
  text.split(/`([^`]+)`/).map((piece, at) => (at % 2 ? element('code', '', piece) : piece))
