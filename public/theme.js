/*
 * Theme: dark or light as the system has it, or as the reader chose. It stands in the head and blocks, so that no page is drawn in
 * the wrong theme first. The button is in the page already; styles show it where this script runs. A choice that is the system's
 * own is not kept: the page then follows the system again.
 */
;(() => {
  const root = document.documentElement
  const key = 'lacuna-theme'
  const system = matchMedia('(prefers-color-scheme: dark)')
  let chosen = ''
  // where storage is forbidden the choice lasts as long as the page
  try {
    chosen = localStorage.getItem(key) || ''
  } catch {}

  const dark = () => (chosen ? chosen === 'dark' : system.matches)
  const show = () => {
    if (chosen !== 'light' && chosen !== 'dark') chosen = ''
    if (chosen) root.dataset.theme = chosen
    else delete root.dataset.theme
    const scheme = document.querySelector('meta[name="color-scheme"]')
    if (scheme) scheme.content = chosen || 'light dark'
    const button = document.querySelector('.theme')
    if (button) button.setAttribute('aria-pressed', String(dark()))
  }

  root.dataset.scripts = ''
  show()
  system.addEventListener('change', show)
  // another page of the site was switched
  addEventListener('storage', (event) => {
    if (event.key !== key && event.key !== null) return
    chosen = event.newValue || ''
    show()
  })
  document.addEventListener('DOMContentLoaded', () => {
    show()
    const button = document.querySelector('.theme')
    if (!button) return
    button.addEventListener('click', () => {
      const wanted = dark() ? 'light' : 'dark'
      chosen = (wanted === 'dark') === system.matches ? '' : wanted
      try {
        if (chosen) localStorage.setItem(key, chosen)
        else localStorage.removeItem(key)
      } catch {}
      show()
    })
  })
})()
