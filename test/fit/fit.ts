/**
 * `npm run fit -- FOLDER…`: fits the weights of the recogniser on labelled documents, and says what that is worth on documents
 * that were held back. Prints what to change and changes nothing: whether a gain is worth it, somebody decides.
 */
import { parseArgs } from 'node:util'
import { defaultPull, fitWeights, foldsOf, summarise } from './fitting.ts'
import { type Labelled, openFolder, rememberingScorer, scoreAnew } from './folder.ts'
import { knobs, neutralWeights, presentWeights, type Weights } from './weights.ts'

interface Settings {
  documents: Labelled[]
  folds: number
  pull: number
  neutral: boolean
}

const usage = `usage: npm run fit -- FOLDER… [--folds 5] [--pull ${defaultPull}] [--neutral], each FOLDER with docs/NNN.md and labels/NNN.json`
const settings = asked(process.argv.slice(2))
if (!settings) {
  console.error(usage)
  process.exit(2)
}
const { documents, folds, pull, neutral } = settings
const score = rememberingScorer()
const present = presentWeights()

tellWhole('present weights', present)
crossValidate(present, 'present')
if (neutral) crossValidate(neutralWeights(present), 'neutral')
const fitted = fitOn(documents, 'all documents', present)
console.log()
tellWhole('fitted weights', fitted)
tellWeights(fitted)
verify([present, fitted, ...fitted.map((_, index) => withPresent(fitted, index))])
tellChanges(fitted)

function asked(words: string[]): Settings | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { folds: { type: 'string' }, pull: { type: 'string' }, neutral: { type: 'boolean' } },
    })
    const documents = positionals.flatMap(openFolder)
    const [folds, pull] = [Number(values.folds ?? 5), Number(values.pull ?? defaultPull)]
    return Number.isInteger(folds) && folds > 1 && folds <= documents.length && pull >= 0
      ? { documents, folds, pull, neutral: values.neutral === true }
      : undefined
  } catch (error) {
    console.error((error as Error).message)
    return undefined
  }
}

function fitOn(some: readonly Labelled[], words: string, start: Weights): Weights {
  process.stderr.write(`fitting on ${words} …\n`)
  return fitWeights(some, start, score, pull)
}

function tellWhole(name: string, weights: Weights): void {
  const { recall, precision, f1, level, state } = summarise(documents, weights, score)
  const told = Object.entries({ recall, precision, F1: f1, level, state }).map(([what, value]) => `${what} ${percent(value)}`)
  console.log(`${name}: ${told.join(', ')}`)
}

/** Fits on all folds but one, and looks at the one. */
function crossValidate(start: Weights, name: string): void {
  console.log(`\nF1 on held-out documents, ${folds} folds, pull ${pull}, from ${name} weights`)
  console.log(`fold  documents  ${name}   fitted    gain  changed`)
  const rows = foldsOf(documents, folds).map((held, index) => {
    const others = documents.filter((document) => !held.includes(document))
    const weights = fitOn(others, `all but fold ${index + 1} of ${folds}`, start)
    const row = { size: held.length, before: summarise(held, start, score).f1, after: summarise(held, weights, score).f1 }
    tellFold(String(index + 1), row, changes(weights, start).join(', ') || 'nothing')
    return row
  })
  const whole = (key: 'before' | 'after') => rows.reduce((sum, row) => sum + row[key] * row.size, 0) / documents.length
  tellFold('all', { size: documents.length, before: whole('before'), after: whole('after') })
}

function tellFold(name: string, { size, before, after }: { size: number; before: number; after: number }, changed = ''): void {
  const cells = [name.padEnd(4), String(size).padStart(10), percent(before).padStart(8), percent(after).padStart(8), points(after - before)]
  console.log(`${cells.join(' ')}  ${changed}`.trimEnd())
}

/** Each weight with what its change gains, what F1 loses without it, and in how many documents it counts. */
function tellWeights(fitted: Weights): void {
  console.log('\nsignal                   present  fitted    gain  better/worse  loss without  better/worse  counts in')
  for (const [index, { name, threshold }] of knobs.entries()) {
    const changed = fitted[index] !== present[index]
    const cells = [name.padEnd(24), String(present[index]).padStart(7), (changed ? String(fitted[index]) : '').padStart(7)]
    cells.push(changed ? gain(withPresent(fitted, index), fitted) : ' '.repeat(21))
    if (!threshold) cells.push('', gain(present.with(index, 0), present).padStart(26), String(countsIn(index)).padStart(10))
    console.log(cells.join(' ').trimEnd())
  }
}

/** What F1 gains from one set of weights to another; in how many documents it rises, and in how many it falls. */
function gain(from: Weights, to: Weights): string {
  const gains = documents.map((document) => score(document, to).score.f1 - score(document, from).score.f1)
  const sides = `${gains.filter((one) => one > 1e-9).length}/${gains.filter((one) => one < -1e-9).length}`
  return `${points(gains.reduce((sum, one) => sum + one, 0) / documents.length)} ${sides.padStart(13)}`
}

function countsIn(index: number): number {
  return documents.filter((document) =>
    score(document, present).weighed.some(({ counts }) => counts.some(({ knob, times }) => knob === index && times > 0)),
  ).length
}

/** What was remembered, against what is recognised anew. */
function verify(all: readonly Weights[]): void {
  process.stderr.write('recognising anew …\n')
  for (const weights of new Map(all.map((one) => [one.join(), one])).values())
    for (const document of documents)
      if (score(document, weights).score.f1 !== scoreAnew(document, weights).score.f1)
        throw new Error(`${document.name} was remembered wrongly: let decisions() in test/fit/weights.ts follow src/recognise`)
}

function tellChanges(fitted: Weights): void {
  const told = changes(fitted, present)
  if (told.length === 0) console.log('\nNothing to change in src/recognise/signals.ts.')
  else console.log(`\nTo change in src/recognise/signals.ts, if documents that were held out gain by it:\n  ${told.join('\n  ')}`)
}

function changes(weights: Weights, start: Weights): string[] {
  return weights.flatMap((weight, index) => (weight === start[index] ? [] : [`${knobs[index]!.name} ${start[index]} → ${weight}`]))
}

function withPresent(weights: Weights, index: number): Weights {
  return weights.with(index, present[index]!)
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`
}

/** e.g. "+0.35" */
function points(value: number): string {
  return (Math.abs(value) < 5e-5 ? '·' : `${value > 0 ? '+' : ''}${(100 * value).toFixed(2)}`).padStart(7)
}
