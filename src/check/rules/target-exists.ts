/** Rule: links and images lead somewhere. */
import type { GapDocument, Target } from '#model'
import { nearest, quote, type Rule } from '../rule.ts'

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
      const lost = document.targets.filter(({ url }) => targetExists(document.file, url) === false)
      for (const [first, ...others] of Map.groupBy(lost, ({ url, image }) => `${image} ${url}`).values()) {
        yield {
          place: first!.place,
          ...complain(first!, document, documents),
          see: others.map(({ place }) => ({ place, note: 'leads there too' })),
        }
      }
    }
  },
}

function complain({ url, image }: Target, from: GapDocument, documents: readonly GapDocument[]): { message: string; mend: string } {
  const [path = '', fragment] = decoded(url).split('#')
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]
  const thing = image ? 'the image' : 'the link'
  if (image && /\.svgz?$/i.test(path.replace(/\?.*$/, '')))
    return {
      message: `the image ${quote(url)} is SVG, which can carry scripts and is not published`,
      mend: 'export it as PNG or WebP, and show that',
    }
  if (scheme)
    return {
      message: `${thing} ${quote(url)} is not published: readers cannot follow ${scheme}: addresses`,
      mend: 'give an http or https address, or name the thing in words',
    }
  if (path === '') {
    const meant = nearest(
      fragment ?? '',
      from.sections.map(({ anchor }) => anchor),
    )
    return {
      message: `the link ${quote(url)} leads nowhere: no heading of this document has that anchor`,
      mend: meant ? `write #${meant}` : 'write # and the words of the heading, in lower case with hyphens',
    }
  }
  const absolute = path.startsWith('/') || /^[a-z]:[\\/]/i.test(path)
  const meant = nearestFile(path, from.file, documents)
  return {
    message: `${thing} ${quote(url)} leads nowhere: ${absolute ? 'it starts at the root of a disk or host, not at this document' : 'there is no such file or heading'}`,
    mend: meant
      ? `write ${meant}`
      : `correct the path, which starts at ${from.file.includes('/') ? 'the folder of this document' : 'the content folder'}, or give a web address`,
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
