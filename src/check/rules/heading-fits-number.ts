/** Rule: the marks of headings and their numbers draw the same tree, without a hole. */
import { contains, type GapDocument, type Section } from '#model'
import { type Complaint, list, quote, type Rule } from '../rule.ts'

export const headingFitsNumber: Rule = {
  name: 'heading-fits-number',
  level: 'warning',
  says: 'A heading stands as deep as its number says, and the numbers run on without a hole.',
  why: 'We go by the number; other tools go by the marks and show another outline. Where a number is missing, a heading may have been lost, and what stood below it now seems to belong to the one before.',
  example: {
    bad: '# Gaps\n\n## 5. Performance\n\nTwo budgets are unknown.\n\n## 5.1 What is measured\n\nStart-up time.\n\n## 5.2 What is not\n\nMemory.\n\n## 6. Next\n\nMeasure it.\n',
    good: '# Gaps\n\n## 5. Performance\n\nTwo budgets are unknown.\n\n### 5.1 What is measured\n\nStart-up time.\n\n### 5.2 What is not\n\nMemory.\n\n## 6. Next\n\nMeasure it.\n',
  },
  *check({ documents }) {
    for (const document of documents) {
      yield* tooShallow(document)
      yield* holes(document)
    }
  },
}

const depthOf = ({ level, writtenLevel }: Section): number => writtenLevel ?? level
const marks = (depth: number): string => '#'.repeat(Math.min(depth, 6))
const named = ({ title, number }: Section): string => quote(number && !title.startsWith(number) ? `${number} ${title}` : title)

const briefly = (section: Section): string => section.number ?? quote(section.title, 30)

/** The section right around each section, by their places. */
function* nested(sections: readonly Section[]): Generator<{ section: Section; parent: Section | undefined }> {
  const around: Section[] = []
  for (const section of sections) {
    while (around.length > 0 && !contains(around.at(-1)!.place, section.headPlace)) around.pop()
    yield { section, parent: around.at(-1) }
    around.push(section)
  }
}

/** Headings that stand below another by number, with marks that set them beside or above it. One complaint a parent. */
function* tooShallow({ sections }: GapDocument): Generator<Complaint> {
  const shallow = new Map<Section, Section[]>()
  for (const { section, parent } of nested(sections)) {
    if (!parent || depthOf(section) > depthOf(parent)) continue
    const group = shallow.get(parent)
    if (group) group.push(section)
    else shallow.set(parent, [section])
  }
  for (const [parent, [first, ...others]] of shallow) {
    const depth = depthOf(first!)
    const beside = `${marks(depth)}, ${depth === depthOf(parent) ? 'level with' : 'above'} ${named(parent)}`
    yield {
      place: first!.headPlace,
      message: `${named(first!)} is marked ${beside}, ${first!.number ? 'but its number puts it below' : 'but has no number of its own, and was read as a part of it'}`,
      mend: `write ${marks(depthOf(parent) + 1)} before ${list([first!, ...others].map(briefly), 3)}, and one # more before each heading below`,
      see: [
        { place: parent.headPlace, note: `${named(parent)} is marked ${marks(depthOf(parent))}` },
        ...others.map((other) => ({ place: other.headPlace, note: `${named(other)} is marked ${marks(depthOf(other))} too` })),
      ],
    }
  }
}

/**
 * A number left out of a run of sections, e.g. 1, 2, 3, 4, 6, 7. Only a lone hole in an otherwise whole run counts: numbers
 * with many holes are quoted from elsewhere, and the numbers of gaps, phases and items keep their holes when one is done.
 */
function* holes({ sections, mentions, phases, items, actions }: GapDocument): Generator<Complaint> {
  const enumerated = [...mentions, ...phases, ...items].map(({ headPlace }) => headPlace.line)
  const taken = new Set([...enumerated, ...actions.map(({ place }) => place.line)])
  const runs = new Map<string, Section[]>()
  for (const { section, parent } of nested(sections)) {
    if (!section.number || !/^\d+(\.\d+)*$/.test(section.number)) continue
    const key = `${parent?.headPlace.line ?? 0} ${section.number.replace(/\d+$/, '')} ${depthOf(section)}`
    const run = runs.get(key)
    if (run) run.push(section)
    else runs.set(key, [section])
  }
  for (const run of runs.values()) {
    if (run.length < 4 || run.some(({ headPlace }) => taken.has(headPlace.line))) continue
    const numbers = run.map(last)
    const steps = numbers.slice(1).map((number, index) => number - numbers[index]!)
    const at = steps.indexOf(2)
    if (numbers[0]! > 1 || at < 0 || steps.some((step, index) => index !== at && step !== 1)) continue
    const [before, after] = [run[at]!, run[at + 1]!]
    const missing = after.number!.replace(/\d+$/, String(last(after) - 1))
    yield {
      place: after.headPlace,
      message: `${named(after)} follows ${named(before)}: no section bears the number ${missing}`,
      mend: `give section ${missing} its heading back, between the two; if nothing was lost, number this one ${missing} and those after it one less`,
      see: [{ place: before.headPlace, note: `the section before it; what belongs to ${missing} seems to be part of it` }],
    }
  }
}

const last = ({ number }: Section): number => Number(/\d+$/.exec(number!)![0])
