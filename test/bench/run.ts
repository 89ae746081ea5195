/**
 * `npm run bench [-- NAME [FOLDER]]`: runs one benchmark of this folder, or all of them, and prints what it took. Benchmarks
 * are looked at, not passed: no test depends on a time. What is measured lies beside this file, one module a subject.
 */
import { readdirSync } from 'node:fs'

const own = import.meta.dirname
const known = readdirSync(own).flatMap((name) => (/^(?!run|documents|site)[\w-]+(?=\.ts$)/.exec(name) ?? []) as string[])
const [wanted, ...rest] = process.argv.slice(2)
if (wanted !== undefined && !known.includes(wanted)) {
  console.error(`No benchmark is called "${wanted}". There are: ${known.join(', ')}`)
  process.exit(1)
}
for (const name of wanted === undefined ? known : [wanted]) {
  const { bench } = (await import(`./${name}.ts`)) as { bench: (args: readonly string[]) => unknown }
  await bench(rest)
}
