/** Rule: links and images lead somewhere. */
import type { GapDocument, Target } from '#model'
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
    for (const document of documents) {
      const lost = document.targets.filter((target) => isLost(target, targetExists(document.file, target.url)))
      const groups = [...Map.groupBy(lost, ({ url, image }) => `${image} ${url}`).values()]
      const told = groups.map(([first, ...others]) => ({ first: first!, others, ...complain(first!, document, documents) }))
      const strangers = told.filter(({ meant }) => meant === undefined)
      // an index of files that stayed elsewhere is one finding, not fifty
      const many = strangers.length > few
      if (many) yield inOne(strangers.map(({ first }) => first))
      for (const { first, others, message, mend, meant } of told) {
        if (many && meant === undefined) continue
        yield { place: first.place, message, mend, see: others.map(({ place }) => ({ place, note: 'leads there too' })) }
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

/** @returns also what was probably meant. */
function complain(
  target: Target,
  from: GapDocument,
  documents: readonly GapDocument[],
): { message: string; mend: string; meant?: string | undefined } {
  const { url, image } = target
  if (isSvg(target))
    return {
      message: `the image ${quote(url)} is SVG, which can carry scripts and is not published`,
      mend: 'export it as PNG or WebP, and show that',
    }
  const [path = '', fragment] = decoded(url).split('#')
  const thing = image ? 'the image' : 'the link'
  if (path === '') {
    const anchors = from.sections.map(({ anchor }) => anchor)
    const meant = nearest(fragment ?? '', anchors)
    return {
      message: `${thing} ${quote(url)} leads nowhere: no heading of this document has that anchor`,
      mend: meant ? `write #${meant}` : 'write # and the words of the heading, in lower case with hyphens',
      meant,
    }
  }
  const meant = nearestFile(path, from.file, documents)
  return {
    message: `${thing} ${quote(url)} leads nowhere: there is no such file`,
    mend: meant ? `write ${meant}` : `correct the path, which starts at the folder of this document, or give a web address`,
    meant,
  }
}

function decoded(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

/** The document that was probably meant, as this document would write it: same name elsewhere, or nearly the same name. */
function nearestFile(path: string, from: string, documents: readonly GapDocument[]): string | undefined {
  const name = path.split('/').at(-1)!
  const byName = new Map(documents.filter(({ file }) => file !== from).map(({ file }) => [file.split('/').at(-1)!, file]))
  const meant = byName.get(name) ?? byName.get(nearest(name, byName.keys()) ?? '')
  return meant === undefined ? undefined : relative(from, meant)
}

function relative(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')]
  let shared = 0
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1
  return [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/')
}
