/**
 * CSV: the one writer of all tables that people take with them. Opens right in spreadsheets (byte-order mark, CRLF), and no cell of
 * it is run as a formula there. Used by pages and, bundled, by scripts: it imports nothing.
 */

/** @param rows the head first; numbers stay numbers */
export const csv = (rows: readonly (readonly (string | number)[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  // spreadsheets run what begins like this; a leading apostrophe they take as "this is text"
  const safe = /^[\s]*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
