/**
 * Sample: the documents that the browser tests publish: those of `content/`, and beside them a system that has what those lack,
 * so that every kind of page and every mark is seen: states, contradictions, a gap that says little, an image, notes, wide tables
 * and words, other scripts, a list of more than one page, a page written by hand.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, files, root, temporary } from '../built.ts'

export interface Site {
  /** Folder with the site in `below`, so that it can be served below a path too. */
  folder: string
  below: string
  out: string
  files: Map<string, string>
}

const below = 'repo/sub'

export async function buildSample(): Promise<Site> {
  const content = await temporary('lacuna-sample-')
  await writeSample(content)
  return buildOf(content)
}

/** The documents themselves, into a folder that is there. */
export async function writeSample(content: string): Promise<void> {
  await cp(path.join(root, 'content'), content, { recursive: true })
  await write(content, sample)
}

/** Any folder of documents, built so that it can be served at `/` and below a path. */
export async function buildOf(content: string): Promise<Site> {
  const folder = await temporary('lacuna-browser-')
  const out = path.join(folder, below)
  await build(content, out)
  return { folder, below, out, files: await files(out) }
}

export async function write(folder: string, all: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
}

const gaps = `---
title: Everything that a page can show
date: 2026-03-01
owner: Platform
---

# Everything that a page can show

| Gap   | Priority | Status      | Effort | Owner |
|-------|----------|-------------|--------|-------|
| EK-01 | P0       | in progress | 3 days | Ada   |
| EK-02 | P2       | done        |        |       |
| EK-03 | P3       | deferred    |        |       |
| EK-04 |          | missing     |        |       |

## EK-01: Refunds leave no trace (P1)

**Status:** open
**Current:** \`billing/refund.ts:12-40\` pays money back and writes nothing. See [the first draft](missing.md), EK-02 and EK-03.
**Target:** every refund is an entry in the audit log (PRD FR-8).
**Impact:** we cannot answer a dispute[^1], nor can we say ~~who~~ *which system* paid.

Acceptance criteria:
- [x] a refund shows up in the audit log
- [ ] the entry names who asked for it

| What | Where | Since when | How it came to be known | Who told us so | What it would take to mend it |
|------|-------|-----------:|:-----------------------:|----------------|-------------------------------|
| refund | \`services/billing/internal/refunds/handlers/a_very_long_file_name_without_any_break_in_it_at_all.ts\` | 2024 | a dispute | an auditor | an entry |

\`\`\`ts
export async function refund(order: Order, amount: number, options: { reason: string; by: User; at: Date }): Promise<void> {
  await bank.transfer(order.account, amount) // nothing is written, and this comment makes the line longer than any screen is wide
}
\`\`\`

![How money flows back](flow.png)

> A quotation
>
> > and one in it.

Averyveryverylongwordwithoutanyplacetobreakit_${'abcdefghij'.repeat(12)} and https://example.org/${'a/very/long/path/'.repeat(8)}

[^1]: There were three in 2025.

## EK-02: Invoices in one currency only

Customers outside the euro area convert by hand.

Depends on: EK-01

## EK-03: 请求没有身份验证 · דרישות ללא אימות

**Impact:** 任何人都可以读取。

<details><summary>More</summary>

Hidden until asked for, with [a link](https://example.org).

</details>

## EK-04: No export

**Impact:** nothing can be taken out.

## Phase 1: First things (weeks 1-2)

**Priority:** P1

- EK-01
- EK-02

## Inconsistencies

### 1. Two names for one thing

"Refund" here, "reversal" there. See EK-01.

### 2. Two formats of dates

Both occur.
`

const quiet = `# Gaps of a quiet project

## Gap 1: Nobody can log out

The session never ends.

## Gap 2: The manual is missing
`

const many = `# A long register

| Gap | Title | Priority |
|-----|-------|----------|
${Array.from({ length: 160 }, (_, at) => `| LR-${String(at + 1).padStart(3, '0')} | Requirement ${at + 1} is not met | P${at % 4} |`).join('\n')}
`

const guide = `---
title: A page by hand
---

A page written by hand, with a [link](../gaps.html), \`code\` and a table.

## What the marks mean

| Mark | Means |
|------|-------|
| P0   | at once |

\`\`\`ts
const answer = 42
\`\`\`

<SeverityChart />

<StateChart />

<ImpactEffort />

<GapTable state="open" limit={2} />

<Gap id="every-kind/ek-01" />

Of no gap: <Mark severity="none" />

<Coverage system="every-kind" />

<Matrix system="every-kind" />

<TraceGraph gap="EK-01" />

<TraceGraph system="every-kind" />

<Timeline system="every-kind" />

<Phase id="Phase 1" system="every-kind" />

<Backlog system="every-kind" />
`

const states = `# Gaps of the stalls

| Gap | Title | Status | Impact | Effort |
|-----|-------|--------|--------|--------|
| ST-1 | No light | open | High | 2 days |
| ST-2 | No water | partial | High | 3 weeks |
| ST-3 | No shade | done | Low | 2 days |
| ST-4 | No bins | planned | Low | |
| ST-5 | No map | open | | |
`

/** A white square of two by two. */
const image = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP8//8/AxAwQSgAIwYDAbH+N1UAAAAASUVORK5CYII=', 'base64')

const sample: Record<string, string | Uint8Array> = {
  'every-kind/gaps.md': gaps,
  'every-kind/flow.png': image,
  'every-kind/system.yaml':
    'name: Every kind\ndescription: What the others do not show.\nowner: Platform\nrepository: https://github.com/example/every-kind\nlang: en\ncheckout: source\n',
  'every-kind/source/billing/refund.ts': 'one line\n',
  'quiet/notes.md': quiet,
  'register/long.md': many,
  'stalls/gaps.md': states,
  'pages/reading.mdx': guide,
}
