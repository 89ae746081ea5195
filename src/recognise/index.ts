/**
 * Recognise: a syntax tree → what a document says of gaps, phases, actions and items, and what it does not understand.
 * The only stage that guesses, and every guess is a named signal with its place. One recogniser for every dialect:
 * nothing here knows a document. Joining mentions into gaps is left to `link`.
 */
import GithubSlugger from 'github-slugger'
import type { Nodes, RootContent } from 'mdast'
import { byPlace, type Defect, type GapDocument, type Mention, type Place, type Reference, type Section, type Target } from '#model'
import { isComment, isFrontMatter, plain, type Source, walk } from '#read'
import { besideOf } from './beside.ts'
import { type Wishes, wishesIn } from './comments.ts'
import { placeOf, spanning } from './fields.ts'
import { gapsOf } from './gaps.ts'
import { dateOf, headOf, inScale, inStates, langOf, levelsOf, type Meanings, meaningsOf, scaleOf } from './head.ts'
import { isBody } from './mention.ts'
import { plannedOf } from './plans.ts'
import { idPattern, referencesIn } from './references.ts'
import { actionsOf, phasesOf, pointersIn } from './roadmap.ts'
import { below, contents, type SectionNode, sectionsOf } from './sections.ts'
import { statusWordsOf } from './status.ts'

/** What the folder says of a file: its system, its part of the address, the language and the meanings given for it. */
interface Context extends Meanings {
  system: string
  slug: string
  lang?: string | undefined
}

export function recognise(source: Source, context: Context): GapDocument {
  const wishes = wishesIn(source.tree, source)
  const root = sectionsOf(source.tree, wishes)
  const { mentions: said, items, taken, nearMisses } = gapsOf(root, source)
  const given = meaningsOf(source)
  const scale = [...given.scale, ...scaleOf(root, source)]
  // the document before its system
  const levels = [...scale, ...Object.entries(context.severity ?? {}).map(([words, level]) => ({ words, level }))]
  const states = [...given.states, ...Object.entries(context.state ?? {}).map(([words, state]) => ({ words, state }))]
  const levelOf = levelsOf(levels)
  const mentions = said.map((mention) => inStates(inScale(mention, levelOf), states))
  const { head, blocks: headBlocks } = headOf(root, source, taken)
  const ids = idPattern(mentions.flatMap(({ id }) => id ?? []))
  const headed = phasesOf(root, source, taken, ids)
  const planned = plannedOf(
    root,
    source,
    taken,
    headed,
    [...mentions.filter(({ founds }) => founds), ...items].map(({ place }) => place),
    mentions.map(({ place }) => place),
    ids,
  )
  const plan = below(root).some((section) => section.part === 'roadmap' && !taken.has(section) && contents(section).some(isBody))
  const phases = [...headed, ...planned].sort(byPlace)
  const gapRows = new Set(mentions.flatMap(({ kind, founds, place }) => (kind === 'row' && founds ? [place.line] : [])))
  const actions = actionsOf(root, source, taken, ids, gapRows)
  const sectionAt = new Map(below(root).map((section) => [section.heading!.position!.start.line, section]))
  const withGaps = items.map((item) => {
    const section = sectionAt.get(item.place.line)
    return { ...item, gaps: section ? pointersIn(contents(section), source, ids) : [] }
  })
  const beside = besideOf(
    root,
    source,
    taken,
    // what only speaks of a gap again may be a line of its own kind: an assessment, a blocker
    [...mentions.filter(({ founds }) => founds), ...phases, ...actions, ...items, ...head].map(({ place }) => place),
    mentions.filter(({ founds }) => !founds).map(({ place }) => place),
    ids,
  )
  const title = titleOf(root, source)
  const date = dateOf(head)
  const status = statusWordsOf(head)
  const lang = head.find(({ label }) => /^lang(uage)?$/i.test(label))?.words ?? context.lang ?? langOf(source.text)
  const understood = [...mentions, ...phases, ...actions, ...items, ...beside.items, ...beside.statements]
    .map(({ place }) => place)
    .concat(
      beside.leads,
      headBlocks.map((block) => placeOf(source, block.position!)),
      scale.map(({ place }) => place),
    )
  return {
    file: source.file,
    system: context.system,
    slug: context.slug,
    title: title.words,
    ...(title.place && { titlePlace: title.place }),
    ...(date && { date }),
    ...(status && { status }),
    ...(lang && { lang }),
    lines: source.original === '' ? 0 : source.original.replace(/\n$/, '').split('\n').length,
    head,
    scale,
    sections: outline(root, source),
    mentions,
    ...(plan && { plan: true as const }),
    phases,
    actions,
    items: [...withGaps, ...beside.items],
    statements: beside.statements,
    targets: targetsOf(source),
    references: referencesOutside(root, source, mentions, ids),
    defects: [...defectsOf(source), ...wishes.defects, ...given.defects],
    nearMisses: nearMisses.sort(byPlace),
    unread: unreadOf(root, source, understood, wishes),
  }
}

/** What is named where no gap is: in headings and blocks that no section of a gap holds. Rows and items within are told apart by `link`. */
function referencesOutside(root: SectionNode, source: Source, mentions: readonly Mention[], ids: RegExp | undefined): Reference[] {
  const held = new Set<number>()
  for (const { kind, place } of mentions) if (kind === 'section') for (let line = place.line; line <= place.endLine; line++) held.add(line)
  const outside = (block: Nodes) => isBody(block) && !held.has(block.position!.start.line)
  return [root, ...below(root)].flatMap(({ heading, blocks }) => [
    ...(heading && outside(heading) ? referencesIn(heading, source, ids) : []),
    ...blocks.filter(outside).flatMap((block, index, all) => {
      const found = referencesIn(block, source, ids)
      const before = all[index - 1]
      // a list that goes on with "6." below its label is one paragraph to Markdown, label included
      const label = block.type === 'list' ? before : block
      if (found.length === 0 || label?.type !== 'paragraph' || !/[:：][*_]*$/u.test(firstLine(label, source))) return found
      const { line } = label.position!.start
      const led = new Set(
        (label === block ? found : referencesIn(label, source, ids)).flatMap(({ kind, text, place }) =>
          kind === 'gap' && place.line === line ? [text] : [],
        ),
      )
      const [under] = led
      return led.size === 1 ? found.map((reference) => (reference.place.line > line ? { ...reference, under: under! } : reference)) : found
    }),
  ])
}

const firstLine = ({ position }: Nodes, { text }: Source): string =>
  text.slice(position!.start.offset, position!.end.offset).split('\n', 1)[0]!.trim()

/** The first outermost heading that is not the page's furniture, else the front matter's title, else the file's name. */
function titleOf(root: SectionNode, source: Source): { words: string; place?: Place } {
  const first = root.children.find(({ heading }) => heading!.depth === 1) ?? (root.children.length === 1 ? root.children[0] : undefined)
  if (first?.text) return { words: first.text, place: placeOf(source, first.heading!.position!) }
  const given = source.frontMatter?.fields.find(({ label }) => label.toLowerCase() === 'title')
  if (given?.words)
    return {
      words: given.words,
      place: { file: source.file, line: given.line, column: given.column, endLine: given.line, endColumn: given.endColumn },
    }
  const heading = root.children[0]
  if (heading?.text) return { words: heading.text, place: placeOf(source, heading.heading!.position!) }
  return {
    words: source.file
      .split('/')
      .at(-1)!
      .replace(/\.[^.]+$/, ''),
  }
}

function outline(root: SectionNode, source: Source): Section[] {
  const slugger = new GithubSlugger()
  // a line in bold that serves as a heading has no anchor of its own
  const written = new Set<unknown>(source.tree.children)
  return below(root)
    .filter(({ heading }) => written.has(heading))
    .map((section) => {
      const at = section.heading!.position!
      const number = /^\s*(\d+(?:\.\d+)*)[.)]?\s/.exec(section.text)?.[1]
      // only where the number places a heading elsewhere than its mark does
      const written = section.heading!.depth
      const misplaced = section.parent?.heading !== undefined && section.parent.heading.depth >= written
      return {
        title: section.text,
        ...(number && { number }),
        level: section.level,
        ...(misplaced && { writtenLevel: written }),
        place: placeOf(source, spanning(at, lastOf(section)?.position ?? at)),
        headPlace: placeOf(source, at),
        anchor: slugger.slug(section.text) || `section-${at.start.line}`,
      }
    })
}

/** What `extent` would find in the contents of a section; below it stands the last heading, if any, so that few are looked at. */
function lastOf({ blocks, children }: SectionNode): RootContent | undefined {
  const child = children.at(-1)
  return child ? (lastOf(child) ?? child.heading) : blocks.findLast(isBody)
}

function targetsOf(source: Source): Target[] {
  const found: Target[] = []
  walk(source.tree, (node) => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      found.push({ url: node.url, image: node.type === 'image', place: placeOf(source, node.position!) })
  })
  return found
}

function defectsOf(source: Source): Defect[] {
  const lineOf = (line: number, column: number, length: number): Place => ({
    file: source.file,
    line,
    column,
    endLine: line,
    endColumn: column + length,
  })
  const defects: Defect[] = []
  if (source.unreadable) return [{ kind: 'unreadable', was: '', note: source.unreadable, place: lineOf(1, 1, 0) }]
  if (!/\S/.test(source.original)) return [{ kind: 'empty', was: '', place: lineOf(1, 1, 0) }]
  if (source.encoding === 'windows-1252') defects.push({ kind: 'encoding', was: source.encoding, now: 'utf-8', place: lineOf(1, 1, 0) })
  for (const { kind, line, column, was, now } of source.edits)
    if (kind === 'mojibake') defects.push({ kind, was, now, place: lineOf(line, column, was.length) })
  const pasted = source.edits.filter(({ kind, now }) => kind === 'pasted' && now.startsWith('#'))
  if (pasted.length > 0)
    defects.push({ kind: 'pasted', was: '', note: `${pasted.length} headings without a mark`, place: lineOf(pasted[0]!.line, 1, 0) })
  const broken = source.frontMatter?.defect
  if (broken)
    defects.push({
      kind: 'front-matter',
      was: source.original.split('\n')[broken.line - 1] ?? '',
      note: broken.message,
      place: lineOf(broken.line, broken.column, 0),
    })
  if (/\.mdx$/i.test(source.file))
    for (const node of source.tree.children) {
      const code =
        node.type === 'html' ? node.value : node.type === 'paragraph' && /^(import|export)\s/.test(plain(node)) ? plain(node) : undefined
      if (code !== undefined) defects.push({ kind: 'mdx', was: code.split('\n')[0]!, place: placeOf(source, node.position!) })
    }
  return defects
}

/** Blocks that no gap, phase, action, item or head took: narrative, what we failed to understand, and what a comment hides from us. */
function unreadOf(root: SectionNode, source: Source, understood: readonly Place[], wishes: Wishes): Place[] {
  const lines = new Uint8Array(understood.reduce((most, { endLine }) => Math.max(most, endLine), 0) + 1)
  for (const { line, endLine } of understood) lines.fill(1, line, endLine + 1)
  const unread: Place[] = []
  for (const section of [root, ...below(root)])
    for (const [index, block] of section.blocks.entries()) {
      if (block.type === 'thematicBreak' || block.type === 'definition' || isFrontMatter(block) || isComment(block)) continue
      const isUnread = ({ line, endLine }: Place) => !lines.subarray(line, endLine + 1).includes(1)
      const place = placeOf(source, block.position!)
      const next = section.blocks[index + 1]
      // what leads in to a list that is understood says no more than the list
      const leads = block.type === 'paragraph' && next?.type === 'list' && /[:：]$/u.test(plain(block))
      if (isUnread(place)) {
        if (!leads || isUnread(placeOf(source, next.position!))) unread.push(place)
      }
      // one item that is understood says nothing of the others
      else if (block.type === 'list') unread.push(...block.children.map(({ position }) => placeOf(source, position!)).filter(isUnread))
    }
  for (const block of source.tree.children) if (wishes.ignores(block) && !isComment(block)) unread.push(placeOf(source, block.position!))
  return unread.sort((a, b) => a.line - b.line)
}
