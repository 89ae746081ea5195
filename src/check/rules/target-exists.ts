/** Rule: links and images lead somewhere. */
import { byPlace, type GapDocument, type Target } from '#model'
import { type Complaint, nearest, quote, type Rule } from '../rule.ts'

export const targetExists: Rule = {
  name: 'target-exists',
  level: 'warning',
  says: 'What a document links to or shows is there.',
  why: 'On the site such a link is plain text and such an image only its description: the reader is told of something and cannot get to it.',
  example: {
    bad: {
      'wrkr/gaps.md': '# Gaps\n\n## G-01: Resume starts over\n\nSeverity: High\n\nSee [the plan](rodmap.md).\n',
      'wrkr/roadmap.md': '# Roadmap\n\n## Phase 1: Resume\n\n- G-01\n',
    },
    good: {
      'wrkr/gaps.md': '# Gaps\n\n## G-01: Resume starts over\n\nSeverity: High\n\nSee [the plan](roadmap.md).\n',
      'wrkr/roadmap.md': '# Roadmap\n\n## Phase 1: Resume\n\n- G-01\n',
    },
  },
  *check({ documents, targetExists }) {
    const files = new Map([...Map.groupBy(documents, ({ system }) => system)].map(([system, own]) => [system, indexOf(own)]))
    for (const document of documents) {
      const lost = document.targets.filter((target) => isLost(target, targetExists(document.file, target.url)))
      const groups = [...Map.groupBy(lost, ({ url, image }) => `${image} ${url}`).values()]
      const told = groups.map((group) => ({ group, ...complain(group[0]!, document, files.get(document.system)!) }))
      const strangers = told.filter(({ advised }) => !advised)
      // an index of files that stayed elsewhere is one finding, not fifty
      const many = strangers.length > few
      if (many) yield inOne(strangers.flatMap(({ group }) => group).sort(byPlace))
      for (const { group, message, mend, advised } of told) {
        const [first, ...others] = group
        if (advised || !many)
          yield { place: first!.place, message, mend, see: others.map(({ place }) => ({ place, note: 'leads there too' })) }
      }
    }
  },
}

const few = 5

const isSvg = ({ url, image }: Target): boolean => image && /\.svgz?$/i.test(url.replace(/[?#].*$/, ''))

/** SVG can carry scripts: though it is there, it is not published. */
const isLost = (target: Target, exists: boolean | undefined): boolean => exists === false || (exists === true && isSvg(target))

function inOne(targets: readonly Target[]): Complaint {
  const [first, ...others] = targets as [Target, ...Target[]]
  return {
    place: first.place,
    message: `${targets.length} links and images of this document lead nowhere, the first to ${quote(first.url)}`,
    mend: 'put the files they name into the content folder, or give web addresses',
    see: others.map(({ url, place }) => ({ place, note: `leads to ${quote(url)}` })),
  }
}

/** `advised` when we know what to write instead. */
function complain(target: Target, from: GapDocument, index: Index): { message: string; mend: string; advised: boolean } {
  const { url, image } = target
  if (isSvg(target)) {
    return {
      message: `the image ${quote(url)} is SVG, which can carry scripts and is not published`,
      mend: 'export it as PNG or WebP, and show that',
      advised: true,
    }
  }
  const [path = '', fragment] = decoded(url).split('#')
  const thing = image ? 'the image' : 'the link'
  if (path === '') {
    const anchors = from.sections.map(({ anchor }) => anchor)
    const meant = nearest(fragment ?? '', anchors)
    return {
      message: `${thing} ${quote(url)} leads nowhere: no heading of this document has that anchor`,
      mend: meant ? `write #${meant}` : 'write # and the words of the heading, in lower case with hyphens',
      advised: meant !== undefined,
    }
  }
  const meant = nearestFile(path, from.file, index)
  if (fragment && meant === path)
    return {
      message: `${thing} ${quote(url)} leads to the head of ${quote(path)}: no heading there has that anchor`,
      mend: 'write # and the words of the heading, in lower case with hyphens',
      advised: true,
    }
  return {
    message: `${thing} ${quote(url)} leads nowhere: there is no such file`,
    mend: meant
      ? `write ${encodeURI(meant)}${fragment ? `#${fragment}` : ''}`
      : 'correct the path, which starts at the folder of this document, or give a web address',
    advised: meant !== undefined,
  }
}

function decoded(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

/** The documents of a system by their names, and by their folders. */
interface Index {
  named: ReadonlyMap<string, readonly string[]>
  within: ReadonlyMap<string, readonly string[]>
}

function indexOf(documents: readonly GapDocument[]): Index {
  const files = documents.map(({ file }) => file)
  return { named: Map.groupBy(files, nameOf), within: Map.groupBy(files, folderOf) }
}

/** The document of the system that was probably meant: the only one of this name, or one beside it of nearly this name. */
function nearestFile(path: string, from: string, { named, within }: Index): string | undefined {
  const name = nameOf(path)
  const [same, ...others] = (named.get(name) ?? []).filter((file) => file !== from)
  if (same !== undefined) return others.length === 0 ? relative(from, same) : undefined
  const neighbours = within.get(folderOf(from)) ?? []
  // among many names one is always near
  if (neighbours.length > 100) return undefined
  const names = new Map(neighbours.filter((file) => file !== from).map((file) => [stem(nameOf(file)), nameOf(file)]))
  return names.get(nearest(stem(name), names.keys()) ?? '')
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const stem = (name: string): string => name.replace(/\.[^.]*$/, '')
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

function relative(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')]
  let shared = 0
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1
  return [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/')
}
