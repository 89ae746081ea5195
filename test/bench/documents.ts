/**
 * Documents to measure with: a gap document of any size, grown from text of our own that is repeated and varied so that ids and
 * words run on, and shapes that nobody writes and somebody sends. The same name gives the same bytes each time.
 */

const subjects = 'Cable car,Lock gate,Seed vault,Tide mill,Weather mast,Signal box,Salt works,Bell tower,Ferry slip,Ice house'.split(',')
const parts = 'telemetry,access log,spare parts list,drive control,brake test,night shift rota,backup feed,alarm chain'.split(',')
const faults = 'is written by hand,has no owner,stops after a restart,is never tested,lacks a limit,shows stale values'.split(',')
const levels = ['P0', 'P1', 'P2', 'P3']
const states = ['Open', 'In progress', 'Planned', 'Resolved']
const one = <Kind>(kinds: readonly Kind[], number: number): Kind => kinds[number % kinds.length]!

interface Turn {
  number: number
  id: string
  title: string
  level: string
  subject: string
  part: string
}
function turn(number: number): Turn {
  const [subject, part] = [one(subjects, number), one(parts, number * 3 + 1)]
  const fault = one(faults, number * 5 + Math.floor(number / 7))
  return { number, id: idOf(number), title: `${subject} ${part} ${fault}`, level: one(levels, number * 7), subject, part }
}
const idOf = (number: number): string => `G-${String(number).padStart(2, '0')}`
/** "cable-car" */
const slug = (words: string): string => words.toLowerCase().replaceAll(' ', '-')

/** The ways in which one gap is written down; they take turns. */
const ways: readonly ((turn: Turn) => string)[] = [
  ({ number, id, title, level, subject, part }) => `### ${id} (${level}): ${title}

**Severity:** ${level}
**Status:** ${one(states, number)}
**Impact:** The crew of shift ${(number % 3) + 1} learns of a fault in the ${part} only when somebody *walks* past the cabinet, which
took ${10 + (number % 50)} minutes in the drill of week ${(number % 52) + 1}.

**Evidence:**

- \`src/${slug(subject)}/${slug(part)}.ts:${number % 400}-${(number % 400) + 12}\`: the value is read once and kept
- \`docs/${slug(subject)}.md\` promises a reading each second, see [the ${part}](docs/${slug(subject)}.md#${slug(part)})
- PRD FR-${number % 90} asks for an alarm within five seconds

**Required work:**

1. Publish the ${part} on the bus, with the time of the reading.
2. Let the desk show its age; anything older than ${(number % 9) + 2} s is grey.
3. Test it by pulling the plug, together with ${idOf(number > 3 ? number - 3 : number)}.

**Acceptance criteria:**

- [ ] A pulled plug is seen at the desk within five seconds
- [x] The drill is written down
`,
  ({ number, id, title, subject, part }) => `### ${id}: ${title}

#### Current state

The ${subject.toLowerCase()} keeps its ${part} in a file of its own. Nobody knows who reads it, and two of the ${(number % 7) + 3} people who
might have left the depot in spring; what they knew stands in a notebook. A restart at night loses the last ${(number % 20) + 5} readings,
and the operators have come to expect that (“it does this every Monday”).

#### Target state

One record of the ${part}, written by the drive and read by **all** others, with \`kept_for: ${(number % 30) + 30}d\` as agreed with the works council.

\`\`\`ts
export interface Reading {
  drive: 'north' | 'south' // of ${id}
  value: number
  takenAt: Date
}
export const isStale = ({ takenAt }: Reading, now: Date) => now.getTime() - takenAt.getTime() > ${(number % 9) + 2}_000
\`\`\`

#### Impact

Without it, ${idOf(number + 1)} cannot begin, and the yearly inspection will ask again.
`,
  ({ number, id, title, level, subject, part }) => `### 🔴 ${id} — ${title}

| Field | Value |
|-------|-------|
| Priority | ${level} |
| Status | ${one(states, number + 1)} |
| Owner | @${one(['lena', 'omar', 'ines', 'tomas'], number)} |
| Effort | ${(number % 5) + 1} days |
| Evidence | \`ops/${slug(subject)}/${slug(part)}.yaml:${number % 80}\` |

The contract with the maker ends in week ${(number % 52) + 1}. Until then every change of the ${part} goes through their portal, which
takes a ticket, a call, and ${(number % 4) + 2} working days & a signature:

> The customer shall give notice of each change of the ${part}
> in writing, at least ${(number % 20) + 10} days before it is made.

* a change by us is *possible* since the firmware of 2025-0${(number % 9) + 1}-14
    * but not recorded
    * and not undone by \`reset --all\`
* the portal knows no \`${slug(part)}_limit\`
`,
]

const chapter = (number: number, from: number): string => {
  const own = Array.from({ length: 12 }, (_, index) => turn(from + index))
  const rows = own.map(({ id, title, level, number: at }) => `| ${id} | ${title} | ${level} | ${one(states, at)} |`)
  return [
    `## ${number}. ${one(subjects, number)}, house ${number}\n`,
    `What follows was found between house ${number} and house ${number + 1}; it was written down on the day, and read again by a second pair of`,
    'eyes. Where the two disagreed, both views are kept.\n',
    '| ID | Gap | Severity | Status |\n|----|-----|----------|--------|',
    `${rows.join('\n')}\n`,
    ...own.map((each) => one(ways, each.number)(each)),
    '---\n',
  ].join('\n')
}

/** A gap document of about so many bytes. */
export function grown(size: number): string {
  const head = `# Valley works: gap analysis\n\n**Date:** 2026-02-11\n**Status:** Draft\n**Scope:** all houses of the valley\n`
  const pieces = [head]
  for (let number = 1, length = 0; length < size; number++) {
    const piece = chapter(number, (number - 1) * 12 + 1)
    pieces.push(piece)
    length += piece.length
  }
  const text = pieces.join('\n')
  return text.slice(0, text.lastIndexOf('\n', size) + 1)
}

const many = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n')

/** "BC" for 12, one word a number. */
const lettered = (number: number): string => [...String(number)].map((digit) => 'ABCDEFGHIJ'[Number(digit)]).join('')

/** What nobody writes, and somebody sends. */
export const hostile: Record<string, () => string> = {
  '10,000 nested quotes': () => `${'>'.repeat(10_000)} deep`,
  'a line of 5 MB': () => 'word '.repeat(1_000_000),
  '50,000 table rows': () =>
    `# Gaps\n\n| ID | Gap | Severity |\n|---|---|---|\n${many(50_000, (index) => `| G-${index} | valve ${index} sticks | High |`)}`,
  'a million asterisks': () => `## Gap 1: x\n\n${'*'.repeat(1_000_000)}`,
  'a million spaced asterisks': () => `## Gap 1: x\n\n${'a**b '.repeat(250_000)}`,
  '20,000 headings of equal text': () => `# Gaps\n\n${many(20_000, () => '## Gap 1: valve sticks\n\n**Severity:** High\n')}`,
  '20,000 groups of one gap each': () =>
    `# Gaps\n\n${many(20_000, (index) => `## House ${index}\n\n### G-${index}: valve sticks\n\nImpact: x\n`)}`,
  '20,000 headings with a counter': () =>
    `# Gaps\n\n${many(20_000, (index) => `## Option ${index % 1000}: valve\n\n**Severity:** High\n`)}`,
  '20,000 ids with prefixes of their own': () =>
    `# Gaps\n\n${many(20_000, (index) => `### A${lettered(index)}-01: valve sticks\n\nSee B-12 and C-3.\n`)}`,
  '20,000 numbered headings in a row': () =>
    `# Review\n\n## Missing\n\n${many(20_000, (index) => `### ${index + 1}. Valve sticks\n\nIt is cold.\n\n#### Impact\n\nx\n`)}`,
  '50,000 items with bold leads': () =>
    `# Gaps\n\n## Missing\n\n${many(50_000, (index) => `- **Valve ${index}** – sticks, see G-0${index}`)}`,
  '10,000 front-matter keys': () => `---\n${many(10_000, (index) => `key${index}: value ${index}`)}\n---\n\n# Gaps\n\n## Gap 1: x\n`,
  '2,000 nested items': () => many(2_000, (index) => `${' '.repeat(2 * index)}- **Impact:** x`),
  '10,000 items in each other': () => `${'- '.repeat(10_000)}deep`,
  'a million backquotes': () => `## Gap 1: x\n\n${'`'.repeat(1_000_000)}`,
  'runs of backquotes, 1 MB': () => `## Gap 1: x\n\n${Array.from({ length: 1_400 }, (_, index) => '`'.repeat(index)).join(' ')}`,
  'a table of one row, 2 MB': () => `# Gaps\n\n| ID | Gap | Severity |\n|---|---|---|\n| G-1 | ${'valve '.repeat(340_000)} | High |`,
  'a table of 100,000 columns': () => many(3, (index) => `|${(index === 1 ? '---|' : 'x|').repeat(100_000)}`),
  '30,000 phases': () =>
    `# Gaps\n\n### G-1: x\n\nImpact: y\n\n# Roadmap\n\n${many(30_000, (index) => `## Phase ${index}: weeks ${index}\n\n- G-1\n`)}`,
  '30,000 risks beside gaps': () =>
    `# Gaps\n\n### G-1: x\n\nImpact: y\n\n# Risks\n\n${many(30_000, (index) => `## Risk ${index}: x\n\nImpact: y\n`)}`,
  '2 MB of mangled signs': () => 'üî¥ Critical ‚Äî open\n'.repeat(60_000),
  '2 MB of pasted text': () => many(60_000, (index) => (index % 2 ? '' : `${index}. Valve ${index % 7} sticks when it is cold`)),
  '100,000 definitions': () => many(100_000, (index) => `[r${index}]: docs/${index}.md`),
  '100,000 links to nowhere': () => '[a][b] '.repeat(100_000),
}
