/** A browser's script as text; `publish/scripts.ts` makes it. */
declare module '*?script' {
  const text: string
  export default text
}
