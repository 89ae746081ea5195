/**
 * Wake: loads the scripts of controls when a reader turns to them, or comes by an address that tells what was chosen.
 * `data-wakes` names the scripts, apart by spaces, in the order in which they run.
 */
for (const controls of document.querySelectorAll<HTMLElement>('[data-wakes]')) {
  const events = ['pointerdown', 'focusin', 'toggle']
  const wake = () => {
    for (const event of events) controls.removeEventListener(event, wake, true)
    for (const source of controls.dataset.wakes!.split(' ')) {
      const script = document.createElement('script')
      script.src = source
      script.async = false
      document.head.append(script)
    }
  }
  for (const event of events) controls.addEventListener(event, wake, true)
  if (location.search) wake()
}
