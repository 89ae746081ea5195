/**
 * The pages' door: views by address. The only module that opens collections; what pages list is theirs, the text of documents
 * comes from the shared corpus. It is made once, and again when `dev` has read something new. Views themselves: `publish`.
 */

import { type CollectionEntry, getCollection, render } from 'astro:content'
import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { toHtml } from 'hast-util-to-html'
import type { Nodes } from 'mdast'
import { contradictionsIn } from '#check'
import { edgesOf } from '#link'
import type { Verdict } from '#model'
import { observe, verify } from '#observe'
import {
  actionsPages,
  actionsView,
  backlogFile,
  backlogFileNames,
  backlogOf,
  backlogPages,
  backlogView,
  bodies,
  briefs,
  briefView,
  type Checked,
  type CodeSample,
  cardsOf,
  changesPages,
  changesView,
  dependenciesView,
  documentTwin,
  documentView,
  drawCards,
  evidencePages,
  evidenceView,
  exportSchemas,
  feed,
  findingsPages,
  findingsView,
  formerKeys,
  formerView,
  gapsCsv,
  gapsJson,
  gapTable,
  gapTwin,
  gapView,
  guideFrame,
  guideHtml,
  heldAgainst,
  highlight,
  homeTwin,
  homeView,
  href,
  itemPages,
  itemsJson,
  itemsOfKindView,
  itemsView,
  itemView,
  kindPages,
  lists,
  listView,
  llmsText,
  loadLanguages,
  matrices,
  matrixCsv,
  matrixJson,
  matrixPages,
  matrixRowsView,
  matrixTable,
  matrixView,
  mayHaveWork,
  missingView,
  type Portfolio,
  pageCount,
  parameter,
  phaseView,
  portfolio,
  readCard,
  roadmapView,
  robotsText,
  routes,
  searchRecords,
  searchTable,
  searchView,
  shareView,
  sitemaps,
  stylesheetFor,
  systemsWithDependencies,
  systemTwin,
  systemView,
  tableScript,
  textsOf,
  WrongUse,
} from '#publish'
import { parse } from '#read'
import { changesOf } from './changes.ts'
import { type Corpus, guidesFolder, openCorpus, resolveTarget } from './corpus.ts'

const folder = path.resolve(process.env.LACUNA_CONTENT ?? 'content')

type Site = Awaited<ReturnType<typeof open>>
let current: { corpus: Corpus; site: Promise<Site> } | undefined

export async function site(): Promise<Site> {
  const corpus = await openCorpus(folder)
  if (current?.corpus !== corpus) current = { corpus, site: open(corpus) }
  return current.site
}

async function open(corpus: Corpus) {
  const { trace } = corpus
  const clean = (text: string) => corpus.redactor?.clean(text) ?? text
  // git answers while the collections are opened
  const history = observe(corpus.folder, [...corpus.sources.keys()])
  const evidence = evidenceOf(corpus)
  const told = changesOf(corpus, process.env.LACUNA_CACHE)
  // Astro complains of a collection that nothing is in
  const data = async <Name extends 'documents' | 'gaps' | 'phases' | 'items' | 'actions' | 'findings'>(
    name: Name,
    own: readonly unknown[],
  ) => (own.length > 0 ? (await getCollection(name)).map((entry): CollectionEntry<Name>['data'] => entry.data) : [])
  const [documents, gaps, phases, items, actions, findings] = await Promise.all([
    data('documents', corpus.documents),
    data('gaps', trace.gaps),
    data('phases', trace.phases),
    data('items', trace.items),
    data('actions', trace.actions),
    data('findings', corpus.findings),
  ])
  const written = guidesFolder(folder) ? (await getCollection('pages')).toSorted((a, b) => (a.id < b.id ? -1 : 1)) : []
  const guides = corpus.redactor ? written.map((entry) => withoutPrivate(entry, clean)) : written
  const images = await imagesOf(corpus)
  const guideBlocks = guides.map(({ body }) => codeIn([parse(body ?? '')]))
  const blocks = [...codeIn([...corpus.sources.values()].map(({ tree }) => tree)), ...guideBlocks.flat()]
  await loadLanguages(blocks.map(({ lang }) => lang))

  const changes = (await told)?.changes
  // collections come in an order of their own: that of the corpus holds
  const all = portfolio({
    settings: corpus.settings,
    systems: corpus.systems,
    documents: inOrderOf(corpus.documents, documents, (document) => document.file),
    gaps: inOrderOf(trace.gaps, gaps, (gap) => gap.key),
    phases: inOrderOf(trace.phases, phases, (phase) => phase.key),
    items: inOrderOf(trace.items, items, (item) => `${item.kind} ${item.key}`),
    actions: inOrderOf(trace.actions, actions, (action) => action.key),
    findings: findings.toSorted((a, b) => a.at - b.at),
    history: await history,
    ...(changes && { changes }),
    related: trace.related,
    evidence: await evidence,
    edges: edgesOf(trace.gaps, trace.phases),
    guides: guides.map(({ id, data }) => ({ slug: id, ...data })),
    anchor: (file, line) => texts.anchor(file, line),
    card: (address) => cards?.pictures.get(address),
  })
  const texts = bodies(
    { documents: corpus.documents, sources: corpus.sources, images: new Map(images.map(({ file, address }) => [file, address])) },
    () => all,
  )
  const cards = await cardsFor(all)
  const byFile = new Map(corpus.documents.map((document) => [document.file, document]))
  const byAddress = <Thing>(things: readonly Thing[], address: (thing: Thing) => string) =>
    new Map(things.map((thing) => [address(thing), thing]))
  const documentsBy = byAddress(all.documents, ({ system, slug }) => routes.document(system, slug))
  const itemsBy = itemPages(all, trace.items)
  const kindsBy = kindPages(all)
  const disputed = Map.groupBy(contradictionsIn(trace.gaps, corpus.documents), ({ gap }) => gap.key)
  const backlog = backlogOf(trace, corpus.documents, corpus.findings)
  const backlogBy = backlogPages(all, backlog)
  const workOf = Map.groupBy(backlog.work, ({ system }) => system)
  const actionsBy = new Map(trace.actions.map((action) => [action.key, action]))
  const phasesBy = byAddress(trace.phases, ({ key }) => routes.phase(key))
  const briefsBy = briefs(all)
  const sitemapsBy = sitemaps(all)
  const asRead = textsOf(corpus.sources)
  const evidenceBy = evidencePages(all)
  const evidenceParams = (address: string, system: string) => ({
    params: { system, sight: parameter(address, `systems/${system}/evidence`) },
  })
  const roadmaps = new Set(all.phases.map(({ system }) => system))
  const listPages = new Map(
    lists(all).flatMap((list) =>
      Array.from({ length: pageCount(list) }, (_, at) => [list.address(at + 1), { list, page: at + 1 }] as const),
    ),
  )

  const matricesBy = matrices(all)
  const rowsOfMatrix = matrixPages(all)
  const partsOfMatrix = [...matricesBy.keys()].filter((address) => address !== routes.matrix)
  const matrixAt = (key: string | undefined) =>
    found(matricesBy.get(key === undefined ? routes.matrix : `matrix/${key}.html`), key ?? 'all')

  /** Adds the stylesheet of code to a page that shows some. */
  const coloured = <View extends { frame: { address: string }; code?: string }>(view: View): View =>
    blocks.length > 0 && JSON.stringify(view).includes('class=\\"code\\"') ? { ...view, code: href(view.frame.address, routes.code) } : view
  const keys = (addresses: Iterable<string>, below: string) =>
    [...addresses].map((address) => ({ params: { key: parameter(address, below) } }))
  const everything = { params: { key: undefined } }

  return {
    home: () => homeView(all),
    missing: () => missingView(all),

    gaps: () => [
      ...(all.gaps.length > 0 ? [everything] : []),
      ...keys([...all.gaps.map(({ key }) => key), ...formerKeys(trace.former)].map(routes.gap), 'gaps'),
    ],
    gap: (key: string | undefined) => {
      if (key === undefined) return { list: listOf(routes.gaps()) }
      const gap = trace.byKey.get(key)
      return gap ? { gap: coloured(gapView(all, gap, texts.place, disputed.get(gap.key))) } : { former: formerView(all, trace.former, key) }
    },
    lists: () =>
      [...listPages.keys()]
        .filter((address) => address !== routes.gaps())
        .map((address) => {
          const [by, ...of] = parameter(address, 'gaps').split('/')
          return { params: { by, of: of.join('/') } }
        }),
    list: (address: string) => listOf(`gaps/${address}.html`),
    /** What the filter knows of each gap, as a script. */
    table: () => tableScript(gapTable(all)),

    matrices: () => (matricesBy.size > 0 ? [everything, ...keys([...partsOfMatrix, ...rowsOfMatrix.keys()], 'matrix')] : []),
    matrix: (key: string | undefined) => {
      const page = rowsOfMatrix.get(`matrix/${key}.html`)
      return page ? matrixRowsView(all, page.matrix, page.rows) : matrixView(all, matrixAt(key))
    },
    matrixFiles: () => keys(partsOfMatrix, 'matrix'),
    matrixFile: (key: string | undefined, kind: 'csv' | 'json') =>
      matricesBy.size === 0 ? '' : (kind === 'csv' ? matrixCsv : matrixJson)(all, matrixAt(key)),
    /** Systems whose matrix has data of its own; that of a single one is the whole. */
    matrixSystems: () => (all.systems.length > 1 ? [...matricesBy.values()].flatMap(({ system }) => system ?? []) : []),
    matrixTable: (system: string | undefined) =>
      tableScript(
        matrixTable(all, found(matricesBy.get(system ? routes.matrixOfSystem(system) : routes.matrix), system ?? 'all')),
        'lacunaMatrix',
      ),

    briefs: () => [...briefsBy.values()].map((slug) => ({ params: { system: slug } })),
    brief: (slug: string | undefined) => briefView(all, trace.phases, slug),

    systems: () => all.systems.map(({ slug }) => ({ params: { system: slug } })),
    system: (slug: string) => coloured(systemView(all, slug, texts.place, workOf.get(slug)?.length ?? 0)),
    evidencePages: () => [...evidenceBy].map(([address, { system }]) => evidenceParams(address, system)),
    evidence: (system: string, sight: string | undefined) =>
      evidenceView(all, found(evidenceBy.get(`systems/${system}/evidence/${sight}.html`), `${system}/evidence/${sight}`)),
    dependencies: () => systemsWithDependencies(all).map((system) => ({ params: { system } })),
    dependenciesOf: (slug: string) => dependenciesView(all, slug),

    documents: () => [...documentsBy.keys()].map((address) => ({ params: { slug: parameter(address, 'documents') } })),
    document: (slug: string) => {
      const { file } = found(documentsBy.get(`documents/${slug}.html`), slug)
      return coloured(documentView(all, found(byFile.get(file), file), texts.document))
    },

    items: () => (all.items.length > 0 ? [everything, ...keys(kindsBy.keys(), 'items'), ...keys(itemsBy.keys(), 'items')] : []),
    item: (key: string | undefined) => {
      if (key === undefined) return { list: itemsView(all) }
      const address = `items/${key}.html`
      const kind = kindsBy.get(address)
      if (kind) return { list: itemsOfKindView(all, kind.kind, kind.page) }
      const { item, page } = found(itemsBy.get(address), key)
      return { item: coloured(itemView(all, item, page, texts.place)) }
    },

    phases: () =>
      all.phases.length > 0
        ? [everything, ...keys([...roadmaps].map(routes.roadmapOfSystem), 'roadmap'), ...keys(phasesBy.keys(), 'roadmap')]
        : [],
    phase: (key: string | undefined) => {
      if (key === undefined) return { roadmap: roadmapView(all) }
      const phase = phasesBy.get(`roadmap/${key}.html`)
      return phase ? { phase: coloured(phaseView(all, phase, texts.place)) } : { roadmap: roadmapView(all, key) }
    },

    /** All work that the documents name, for components in pages written by hand. */
    work: backlog,
    backlogPages: () =>
      mayHaveWork(all)
        ? [
            everything,
            ...keys(
              [...backlogBy.keys()].filter((address) => address !== routes.backlog()),
              'backlog',
            ),
          ]
        : [],
    backlog: (key: string | undefined) => {
      const address = key === undefined ? routes.backlog() : `backlog/${key}.html`
      const { list, page } = found(backlogBy.get(address), address)
      return backlogView(all, backlog, list, page)
    },
    /** Files of all systems and of each, by their ending: "github", "wrkr/backlog". */
    backlogFiles: (ending: string) => {
      const names = Object.keys(backlogFileNames).filter((name) => name.endsWith(ending))
      const systems = [undefined, ...workOf.keys()]
      const addresses = systems.flatMap((system) => names.map((name) => routes.backlogFile(name, system)))
      return mayHaveWork(all)
        ? addresses
            .filter((address) => address.includes('/'))
            .map((address) => ({ params: { key: address.slice('backlog/'.length, -ending.length) } }))
        : []
    },
    backlogFile: (file: string) => {
      const [name, system] = file.split('/').reverse() as [string, string?]
      const work = system === undefined ? backlog.work : found(workOf.get(system), system)
      return backlogFile(all, work, found(backlogFileNames[name], name))
    },
    actionsPages: () => Array.from({ length: actionsPages(all) }, (_, at) => ({ params: { page: at === 0 ? undefined : String(at + 1) } })),
    actions: (page: number) => coloured(actionsView(all, actionsBy, page, texts.place)),

    findingsPages: () =>
      Array.from({ length: findingsPages(all) }, (_, at) => ({ params: { page: at === 0 ? undefined : String(at + 1) } })),
    findings: (page: number) => findingsView(all, page),
    changesPages: () => Array.from({ length: changesPages(all) }, (_, at) => ({ params: { page: at === 0 ? undefined : String(at + 1) } })),
    changes: (page: number) => changesView(all, page),
    feed: () => feed(all),

    search: () => searchView(all, trace.former),
    /** What a browser finds ids and titles by, as a script. */
    searchData: () => tableScript(searchTable(all, trace.former), 'lacunaSearch'),
    /** What the full text is indexed of. */
    searchRecords: async () => {
      const html = new Map<string, string>()
      for (const entry of guides) html.set(entry.id, guideHtml(parse(entry.body ?? ''), (await render(entry)).headings))
      return searchRecords(all, trace.former, { sources: corpus.sources, document: texts.document, guide: (slug) => html.get(slug) ?? '' })
    },

    share: () => shareView(all),
    gapsFile: (kind: 'json' | 'csv') => (kind === 'csv' ? gapsCsv : gapsJson)(all, trace.gaps),
    itemsFile: () => itemsJson(all, trace.items),
    schemas: () => Object.keys(exportSchemas).map((name) => ({ params: { name } })),
    schema: (name: string) => found(exportSchemas[name], name)(),
    llms: () => llmsText(all),
    robots: () => robotsText(all),
    sitemaps: () => [...sitemapsBy.keys()].map((file) => ({ params: { sitemap: file.replace(/\.xml$/, '') } })),
    sitemap: (name: string) => found(sitemapsBy.get(`${name}.xml`), name),
    /** Pages as Markdown, beside their HTML. */
    homeTwin: () => homeTwin(all),
    systemTwin: (slug: string) => systemTwin(all, slug),
    documentTwin: (slug: string) => documentTwin(found(documentsBy.get(`documents/${slug}.html`), slug).file, asRead),
    gapTwins: () =>
      keys(
        trace.gaps.map(({ key }) => routes.gap(key)),
        'gaps',
      ),
    gapTwin: (key: string) => gapTwin(all, found(trace.byKey.get(key), key), asRead),

    guides: () => all.guides.map(({ slug }) => ({ params: { slug } })),
    guide: async (slug: string) => {
      const guide = found(
        all.guides.find((one) => one.slug === slug),
        slug,
      )
      const entry = found(
        guides.find(({ id }) => id === slug),
        slug,
      )
      const frame = guideFrame(all, guide)
      const { Content, headings } = await render(entry)
      return {
        frame,
        title: guide.title,
        ...(guideBlocks[guides.indexOf(entry)]!.length > 0 && { code: href(frame.address, routes.code) }),
        // of tables and pictures, where the page has any
        styles: [
          ...(/<(?:Matrix|Coverage)\b/.test(entry.body ?? '') ? [href(frame.address, routes.matrixStyles)] : []),
          ...(/<TraceGraph\b/.test(entry.body ?? '') ? [href(frame.address, routes.graphStyles)] : []),
        ],
        contents: headings.filter(({ depth }) => depth === 2).map(({ slug: id, text }) => ({ href: `#${id}`, text })),
        Content,
      }
    },
    /** What a component shows on the hand-written page `slug`; a mistake of its author is told with the file. */
    asked: <Asked, View>(
      slug: string | undefined,
      component: string,
      view: (all: Portfolio, from: string, asked: Asked) => View,
      asked: Asked,
    ): View => {
      try {
        return view(all, routes.page(slug ?? ''), asked)
      } catch (error) {
        if (!(error instanceof WrongUse)) throw error
        const file = guides.find(({ id }) => id === slug)?.filePath ?? `${slug}.mdx`
        throw new WrongUse(`${path.basename(path.dirname(file))}/${path.basename(file)}: <${component}>: ${error.message}`)
      }
    },
    /** A code block of a hand-written page, from its HTML. */
    highlighted: (html: string, lang: string | undefined) => {
      const text = decoded(html).replace(/\n$/, '')
      const properties = { className: ['code'], tabIndex: 0, ...(lang && { dataLang: lang }) }
      return toHtml({ type: 'element', tagName: 'pre', properties, children: [highlight(text, lang)] })
    },

    /** Rules for the colours of all code of the documents, if there is any. */
    code: () => (blocks.length > 0 ? stylesheetFor(blocks) : undefined),
    cards: () => (cards?.files ?? []).map((file) => ({ params: { name: file.name }, props: { bytes: () => readCard(file) } })),
    images: () => images.map(({ address, bytes }) => ({ params: { name: address.slice('images/'.length) }, props: { bytes } })),
  }

  function listOf(address: string) {
    const { list, page } = found(listPages.get(address), address)
    return listView(all, list, page)
  }
}

/** A hand-written page without what is redacted; what of it is compiled, astro.config.mjs cleans. */
const withoutPrivate = ({ data, ...entry }: CollectionEntry<'pages'>, clean: (text: string) => string): CollectionEntry<'pages'> => ({
  ...entry,
  body: clean(entry.body ?? ''),
  data: { ...data, title: clean(data.title), ...(data.description !== undefined && { description: clean(data.description) }) },
})

/** What the gaps of each system cite, held against the checkout that it names. */
async function evidenceOf({ systems, checkouts, trace, redactor }: Corpus): Promise<Map<string, Checked[]>> {
  // where a checkout has what was cited may be what is to be taken out
  const clean = ({ note, path: where, ...verdict }: Verdict): Verdict => ({
    ...verdict,
    note: redactor?.clean(note) ?? note,
    ...(where !== undefined && { path: redactor?.clean(where) ?? where }),
  })
  const held = systems.map(async (system) => {
    const checkout = checkouts.get(system.slug)
    if (checkout === undefined) return []
    const gaps = trace.gaps.filter((gap) => gap.system === system.slug)
    return heldAgainst(gaps, system, path.basename(checkout), async (citations) => (await verify(checkout, citations)).map(clean))
  })
  return new Map((await Promise.all(held)).flat())
}

/** The cards of a site whose address is known; `lacuna build` says where they are kept. */
async function cardsFor(all: Portfolio) {
  const { LACUNA_CARDS: wanted, LACUNA_CACHE: cache } = process.env
  if (!all.settings.address || !wanted || !cache) return undefined
  // a machine that the renderer has no program for gets a site without them
  const cards = await drawCards(cardsOf(all, wanted === 'all'), path.join(cache, 'cards')).catch((error: Error) => {
    console.log(`  No cards are drawn: ${error.message}`)
  })
  if (!cards) return undefined
  console.log(`  ${cards.files.length.toLocaleString('en')} cards, ${cards.drawn.toLocaleString('en')} drawn anew`)
  return cards
}

/** Pages are asked for by what `getStaticPaths` gave out: anything else is a mistake of ours. */
function found<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`no page for "${name}": the corpus changed while a page was made; reload it`)
  return thing
}

function inOrderOf<Entry, Own>(order: readonly Own[], entries: readonly Entry[], key: (entry: Entry | Own) => string): Entry[] {
  const byKey = new Map(entries.map((entry) => [key(entry), entry]))
  return order.flatMap((own) => byKey.get(key(own)) ?? [])
}

function codeIn(trees: readonly Nodes[]): CodeSample[] {
  const blocks: CodeSample[] = []
  const stack = [...trees]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'code') blocks.push({ code: node.value, lang: node.lang })
    else if ('children' in node) stack.push(...node.children)
  }
  return blocks
}

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The text that HTML of text alone stands for. */
const decoded = (html: string): string =>
  html.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex?: string, decimal?: string, name?: string) =>
    name ? characters[name.toLowerCase()]! : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  )

/** Images that may be shown: of these kinds by their bytes, and from the document's own system; named by what they hold. */
async function imagesOf({ folder, documents }: Corpus): Promise<{ file: string; address: string; bytes: Uint8Array }[]> {
  const wanted = new Set(
    documents.flatMap(({ file, targets }) =>
      targets.flatMap(({ image, url }) => {
        const target = image ? resolveTarget(file, url) : undefined
        // a document may show what lies in its own system's folder; loose documents, what lies beside them
        const own = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')
        return target !== undefined && own(target) === own(file) ? [target] : []
      }),
    ),
  )
  const root = await realpath(folder)
  const images: { file: string; address: string; bytes: Uint8Array }[] = []
  for (const file of [...wanted].sort()) {
    const real = await realpath(path.join(root, file)).catch(() => undefined)
    if (!real?.startsWith(root + path.sep)) continue
    const bytes = await readFile(real).catch(() => undefined)
    const kind = bytes && imageKind(bytes)
    if (!kind) continue
    images.push({ file, address: routes.image(`${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.${kind}`), bytes })
  }
  return images
}

function imageKind(bytes: Uint8Array): string | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 3) === '\xff\xd8\xff') return 'jpg'
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'gif'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (text(4, 8) === 'ftyp' && /avi[fs]/.test(text(8, 32))) return 'avif'
  return undefined
}
