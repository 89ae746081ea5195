/**
 * Vocabulary: the words people use, and what we take them to mean. Data, with the few functions that look it up.
 * A new dialect usually ends here. Where in a document a word counts is left to the other modules of `recognise`.
 */
import type { FacetName, Level, State, Statement } from '#model'

/** What a label or a column may stand for: a facet of a gap, or one of the values beside the facets. */
export type Role = FacetName | 'id' | 'title' | 'severity' | 'status' | 'effort' | 'owner' | 'category' | 'phase' | 'date'

/** Wordings of labels, sub-headings and columns; lower case, without brackets, in the singular where people vary. */
const wordings: Record<Role, string> = {
  id: '#|no|no.|nr|nr.|id|gap #|gap id|gap no|issue #|issue id|ref|key|number|编号|序号|番号|번호|номер|número',
  title:
    'title|gap|gap name|name|gap description|feature|issue|finding|requirement|item|capability|component|area|missing feature|missing|functionality|task|control|topic|差距|功能|项目|缺口|lücke|lacune|écart|fonctionnalité|brecha|funcionalidad|funcionalidade|lacuna|funzionalità|項目|機能|기능|항목|hạng mục|chức năng|функция|пробел',
  severity:
    'severity|priority|criticality|risk level|urgency|importance|sev|prio|severity level|priority level|gap severity|gap level|gap priority|优先级|严重程度|严重性|差距等级|差距级别|等级|优先度|優先度|重要度|priorité|gravité|sévérité|criticité|priorität|schweregrad|prioridad|severidad|gravedad|prioridade|severidade|gravidade|priorità|gravità|severità|criticità|criticidad|criticidade|kritikalität|schwere|prioriteit|ernst|приоритет|критичность|우선순위|심각도|prioritet|allvarlighetsgrad|mức độ|ưu tiên|độ ưu tiên',
  status:
    'status|state|current status|implementation status|completion|completeness|progress|resolution status|状态|完成度|状態|statut|état|estado|stato|статус|состояние|상태|stand|trạng thái|tillstånd',
  effort:
    'effort|estimate|estimated effort|effort estimate|estimated time|time estimate|size|complexity|cost|estimated hours|est. time|est. effort|duration|工作量|工数|aufwand|effort estimé|charge|esfuerzo|esforço|sforzo|inspanning|оценка|трудозатраты|공수|insats|công sức',
  owner:
    'owner|assignee|assigned to|responsible|team|lead|负责人|担当|responsable|verantwortlich|responsável|responsabile|ответственный|담당자|ansvarig|eigenaar|người phụ trách',
  category: 'category|type|domain|gap type|类别|分类|catégorie|kategorie|categoría|categoria|категория|분류|カテゴリ|kategori|loại',
  phase:
    'phase|sprint|milestone|quarter|timeline|time frame|timeframe|time window|window|target date|target quarter|due|due date|deadline|target phase|target sprint|release|build phase|planned phase|roadmap phase|target milestone|workstream|iteration|fase|meilenstein|étape|этап|фаза|阶段|フェーズ|단계|giai đoạn|when|termin|zeitraum|zieltermin|fällig|échéance|date cible|période|plazo|fecha límite|fecha objetivo|prazo|data limite|período|scadenza|срок|сроки|期限|時期|일정|기한',
  date: 'date|created|last updated|updated|opened|analysis date|audit date|generated|report date|日期|datum|fecha|data|дата',
  problem:
    'problem|issue|gap|gaps|description|details|summary|finding|observation|what is wrong|issue description|problem statement|gap description|the gap|the problem|what|问题|描述|problème|beschreibung|descripción|descrição|descrizione|problema|síntoma|constat|befund|проблема|описание|문제|설명|問題|説明|beskrivning|mô tả',
  currentState:
    'current state|current|current status quo|today|as is|as-is|current behavior|current behaviour|current implementation|actual|actual state|actual behavior|reality|existing|what we have|what exists today|现状|当前状态|état actuel|état|existant|ist|ist-zustand|aktueller stand|estado actual|estado atual|situação atual|situación actual|stato attuale|текущее состояние|현재 상태|現状|nuläge|hiện trạng|huidige situatie',
  targetState:
    'target state|target|outcome|outcomes|expected gain|expected result|expected results|expected|expected behavior|expected behaviour|expected state|desired state|desired|required state|required outcome|desired outcome|expected outcome|target outcome|to be|to-be|future state|goal|ideal|ideal state|spec|spec requirement|specification|target architecture|目标|目标状态|état cible|soll|soll-zustand|estado objetivo|objetivo|stato target|цель|целевое состояние|목표|目標|målbild|mục tiêu|ziel',
  present:
    "already present|already exists|what exists|what now exists|what's implemented|what is implemented|implemented|what works|what's done|done|what is present|present|has|existing pieces|已实现",
  missing:
    "missing|still missing|what's missing|what is missing|still missing or incomplete|still missing or incomplete for the fuller package|what still needs strengthening|what still needs work|not implemented|remaining|still needed|lacks|missing pieces|thiếu|thiếu gì|còn thiếu|缺失|manque|ce qui manque|manquant|fehlt|was fehlt|fehlend|falta|qué falta|que falta|o que falta|faltante|manca|cosa manca|отсутствует",
  impact:
    'impact|why it matters|why this matters|why|risk|risks|consequence|consequences|business impact|contract impact|user impact|effect|rationale|why important|why this is a gap|value|影响|风险|auswirkung|auswirkungen|impacto|impatto|влияние|영향|影響|påverkan|tác động|gevolg|conséquence',
  rootCause: 'root cause|cause|reason|root causes|原因|ursache|cause racine|causa|causa raíz|причина|원인|orsak|nguyên nhân|oorzaak',
  evidence:
    'evidence|location|locations|source|sources|reference|references|proof|where|file|line|lines|code reference|code location|affected code|observed in|证据|位置|preuve|nachweis|beleg|evidencia|evidência|prova|доказательство|증거|証拠|bewijs|bevis|bằng chứng',
  requiredWork:
    'required work|required tasks|required task|required addition|required additions|required changes|required action|required actions|required|required fix|fix|fixes|fix required|recommendation|recommendations|recommended action|recommended fix|recommended actions|suggested fix|proposed fix|proposed solution|solution|solutions|remediation|mitigation|resolution|next step|next steps|action|actions|action items|action required|tasks|task|to do|todo|work required|work needed|work|needed|implementation|implementation plan|implementation steps|what to do|plan|how to fix|workaround|建议|修复|解决方案|recommandation|empfehlung|maßnahme|maßnahmen|implementación requerida|cambios requeridos|trabajo requerido|acción|acción requerida|ação|ação necessária|action requise|à faire|erforderlich|empfehlungen|recommandations|recomendaciones|recomendações|pasos|passos|étapes|correção|corrección|correction|azione|azioni|recomendación|recomendação|raccomandazione|solución|solução|рекомендация|решение|권장|対応|対策|åtgärd|đề xuất|giải pháp|aanbeveling|oplossing|tarea|tareas',
  artifacts:
    'proposed artifacts|artifacts|artefacts|artifact|deliverables|deliverable|outputs|output|proposed deliverables|produkte|livrables|entregables|entregáveis|成果物',
  acceptanceCriteria:
    "acceptance criteria|acceptance|acceptance criterion|success criteria|definition of done|done when|done criteria|exit criteria|exit criterion|exit gate|exit gates|exit condition|exit conditions|closure criteria|validation|verification|validation criteria|how we know it's done|closes when|verify|test|tests|testing|test plan|验收标准|critères d'acceptation|critères de sortie|critère de sortie|ausstiegskriterien|austrittskriterien|criterios de salida|critérios de saída|criteri di uscita|akzeptanzkriterien|abnahmekriterien|criterios de aceptación|critérios de aceitação|criteri di accettazione|критерии приёмки|критерии приемки|완료 조건|受け入れ基準|acceptanskriterier|tiêu chí nghiệm thu",
  metrics: 'metrics|metric|success metric|success metrics|kpi|kpis|measure|measures|measurement|current metrics|指标|метрики|指標',
  directives:
    'directives|directive|strategic directive|strategic directives|strategic directive cross-reference|directive cross-reference|decision|decisions|adr',
  requirements:
    'requirements|requirement reference|requirement ref|section|prd section|prd requirement|spec section|spec reference|requirement id|traces to|trace|compliance|standard|control id|clause|需求|exigence|anforderung|requisito|requisitos|требование|требования|요구사항|要件',
  paths:
    'repo paths|repo path|paths|path|files|affected files|affected file|files affected|files to modify|files to change|files to create|files modified|file paths|affected paths|modules|affected components|affected modules|文件|fichiers|fichier|fichiers concernés|dateien|datei|betroffene dateien|archivos|archivo|archivos afectados|código afectado|arquivos|arquivo|arquivos afetados|file interessati|файлы|файл|ファイル|파일',
  dependencies:
    'dependencies|dependency|depends on|blocked by|blocks|blocking|prerequisite|prerequisites|related|related gaps|unblocks|blockers|blocker|依赖|dépendances|abhängigkeiten|dependencias|dependências|dipendenze|зависимости|의존성|依存関係|beroenden|phụ thuộc|afhankelijkheden',
  notes:
    'notes|note|comment|comments|remark|remarks|说明|备注|備考|remarque|bemerkung|anmerkung|nota|notas|примечание|비고|kommentar|anteckning|ghi chú|opmerking',
}

const roles = new Map<string, Role>()
for (const [role, list] of Object.entries(wordings) as [Role, string][])
  for (const wording of list.split('|')) if (!roles.has(wording)) roles.set(wording, role)
// as a label "Gap:" opens the description; as a column it heads the titles
const labelRoles = new Map<string, Role>([
  ['gap', 'problem'],
  ['gaps', 'problem'],
  ['issue', 'problem'],
  ['finding', 'problem'],
  ['missing', 'missing'],
  ['requirement', 'requirements'],
  ['requirements', 'requirements'],
  ['component', 'category'],
  ['area', 'category'],
  ['feature', 'category'],
  ['capability', 'category'],
  ['type', 'category'],
  ['task', 'requiredWork'],
])
const columnRoles = new Map<string, Role>([
  ['problem', 'title'],
  ['description', 'problem'],
  ['target', 'targetState'],
  ['source', 'evidence'],
  ['gaps', 'missing'],
])

/** The words before the first blank of each wording. */
const firstOf = (wordings: Iterable<string>): Set<string> => new Set([...wordings].map((wording) => wording.split(/[ ,]/)[0]!))

/**
 * The first word of a text, in lower case, where it is plain letters and a plain end follows. Most texts open with a word that opens
 * no wording, and one look tells so; of all others it says nothing, and they are looked at as a whole.
 */
const firstWord = (text: string): string | undefined => /^[A-Za-z]+(?![\w'’\u0080-\uFFFF-])/.exec(text)?.[0].toLowerCase()

/** Words of which only the case is to be unified, as most are: Latin, Cyrillic, Han and Hangul, with nothing between that `normal` drops. */
const wordOf = 'A-Za-z\\d\'"/&.,;#+\\u00C0-\\u024F\\u0400-\\u04FF\\u4E00-\\u9FFF\\uAC00-\\uD7A3-'
const bareWords = new RegExp(`^[${wordOf}]+(?: [${wordOf}]+)*$`)

/** Lower case, without emphasis, emoji, brackets and the final colon. */
export const normal = (words: string): string => {
  const unclosed = words.endsWith(':') ? words.slice(0, -1) : words
  return bareWords.test(unclosed) ? unclosed.toLowerCase() : undecorated(words)
}
const undecorated = (words: string): string =>
  words
    .toLowerCase()
    .replace(/\([^()]*\)|（[^（）]*）|\[[^[\]]*\]/g, ' ')
    .replace(/[\p{Extended_Pictographic}\uFE0F\u200D*_`?]/gu, (sign) => (/[\d#]/.test(sign) ? sign : ' '))
    .replace(/[:：]\s*$/, '')
    .replace(/’/g, "'")
    .replace(/\s+/g, ' ')
    .trim()

/** No label is longer, and looking at more would cost time. */
const longest = 160

/** Words that only qualify a label ("Estimated effort"), and those of which a label may be narrowed ("Gap impact"). */
const qualifying = 'the|our|my|primary|main|key|proposed|suggested|estimated|technical|overall|initial|expected|required|detailed|immediate'
const narrowing = 'gap|issue|business|user|customer|production|security|technical|overall'
const qualifier = new RegExp(`^(?:${qualifying}) `)
const narrow = new RegExp(`^(?:${narrowing}) (impact|risk|severity|priority|status|effort|evidence)$`)
const labelOpeners = firstOf([
  ...roles.keys(),
  ...labelRoles.keys(),
  ...qualifying.split('|'),
  ...narrowing.split('|'),
  'whats',
  'what',
  'missing',
  'still',
])

/** What a label stands for: looked up whole, then without a word that only qualifies it ("Estimated", "Proposed"). */
export function roleOfLabel(label: string): Role | undefined {
  if (label.length > longest) return undefined
  const first = /^[A-Za-z]+(?=[ :]|$)/.exec(label)?.[0]
  if (first && !labelOpeners.has(first.toLowerCase())) return undefined
  const words = normal(label)
  const known = labelRoles.get(words) ?? roles.get(words)
  if (known && known !== 'id' && known !== 'title') return known
  if (!/^[a-z]/.test(words)) return undefined
  const bare = words.replace(qualifier, '')
  if (bare !== words) {
    const role = labelRoles.get(bare) ?? roles.get(bare)
    if (role && role !== 'id' && role !== 'title') return role
  }
  // "Gap Impact", "Missing Screens", "What's Working": the word that counts, with one that only narrows it
  const narrowed = narrow.exec(words)
  if (narrowed) return roles.get(narrowed[1]!)
  if (/^(what'?s|what is) (working|there|in place)$/.test(words)) return 'present'
  if (/^missing(?: \p{L}+| ?\/.{1,20})$/u.test(words)) return 'missing'
  if (/^(still )?missing or incomplete\b/.test(words)) return 'missing'
  return undefined
}

export function roleOfColumn(head: string): Role | undefined {
  if (head.length > longest) return undefined
  const words = normal(head)
  // "Frontend status", "Backend status"
  const known = columnRoles.get(words) ?? roles.get(words) ?? (/^\p{L}+ status$/u.test(words) ? 'status' : undefined)
  if (known || !words.includes('/')) return known
  // "Gap / Improvement": the first of them that we know
  for (const one of words.split('/')) {
    const role = columnRoles.get(one.trim()) ?? roles.get(one.trim())
    if (role) return role
  }
  return undefined
}

const levelWords: Record<Level, string> = {
  critical:
    'p0|critical|extreme|highest priority|top priority|highest|blocker|blocking|release-blocking|showstopper|urgent|s0|s1|sev0|sev1|sev-1|severity 1|must|must have|must-have|must fix|mandatory|essential|red|🔴|🚨|🛑|⛔|tier 0|crit|严重|关键|致命|紧急|最高|最高优先|critique|kritisch|crítico|crítica|critico|critica|critici|critiche|kritische|urgente|urgent|dringend|bloqueante|bloccante|критично|критический|критическая|критичный|치명적|긴급|致命的|緊急|kritisk|nghiêm trọng|bloquant|blocker',
  high: 'p1|high|major|important|importante|importanti|wichtig|wichtige|severe|significant|should|should have|should-have|s2|sev2|sev-2|severity 2|serious|orange|🟠|tier 1|高|重要|élevé|élevée|haute|hoch|hohe|hoher|alta|alto|высокий|высокая|높음|hög|cao|hoog|majeur|majeure|mayor',
  medium:
    'p2|medium|moderate|normal|med|mid|could|could have|could-have|s3|sev3|sev-3|severity 3|yellow|🟡|tier 2|中|中等|moyen|moyenne|mittel|mittlere|mittlerer|moyens|media|médio|média|medio|средний|средняя|보통|중간|medel|trung bình|gemiddeld|gemiddelde',
  low: 'p3|p4|p5|low|minor|trivial|cosmetic|nice to have|nice-to-have|optional|opcional|opcionales|opcionais|opzionali|optionnel|optionnels|optionnelle|opzionale|mejora opcional|mejoras opcionales|informational|info|wont|s4|s5|sev4|sev-4|severity 4|green|blue|🟢|🔵|⚪|tier 3|低|faible|basse|niedrig|niedrige|gering|geringe|baja|bajo|baixa|baixo|bassa|basso|низкий|низкая|낮음|låg|thấp|laag|mineur|mineure|menor',
}
const levelOfWord = new Map<string, Level>()
for (const [level, list] of Object.entries(levelWords) as [Level, string][])
  for (const word of list.split('|')) if (!levelOfWord.has(word)) levelOfWord.set(word, level)

const levelOpeners = firstOf(levelOfWord.keys())

const order: readonly Level[] = ['critical', 'high', 'medium', 'low']
const graver = (a: Level, b: Level): Level => (order.indexOf(a) < order.indexOf(b) ? a : b)

/** "Priorité 1": numbers count from the gravest. */
const numbered = (phrase: string): Level | undefined => {
  const rank = /^priorit\p{L}{1,3} ([1-4])$/iu.exec(phrase)?.[1]
  return rank ? order[Number(rank) - 1] : undefined
}

/** Words at the head of `text` that name a level, longest first: "P0/P1" (the graver counts), "High - manual work", "🔴 Critical". */
export function levelAt(text: string): { level: Level; words: string } | undefined {
  if (text === '') return undefined
  const trimmed = text.replace(/^[\s*_`[(|:：–—-]+/, '')
  const first = firstWord(trimmed)
  // "criticals" is read as "critical", "Priorité 1" as a number
  if (first && !levelOpeners.has(first) && !levelOpeners.has(first.replace(/s$/, '')) && !first.startsWith('priorit')) return undefined
  const found =
    /^(?:[\p{Extended_Pictographic}\uFE0F]+\s*)?(?:p[0-5]\b|sev-?[0-4]\b|s[0-5]\b|tier [0-3]\b|priorit\p{L}{1,3} [1-4]\b|[\p{L}-]+(?: [\p{L}-]+){0,2})/iu.exec(
      trimmed,
    )
  const sign = /^[🔴🚨🛑⛔🟠🟡🟢🔵⚪]\uFE0F?/u.exec(trimmed)
  const words = found?.[0].replace(/^[\p{Extended_Pictographic}\uFE0F\s]+/u, '') ?? ''
  const parts = words.split(' ')
  for (let length = parts.length; length > 0; length--) {
    const phrase = parts.slice(0, length).join(' ')
    const level =
      levelOfWord.get(phrase.toLowerCase()) ??
      levelOfWord.get(phrase.toLowerCase().replace(/s$|(?<=\p{Script=Han})优先级?$|(?<=\p{Script=Han})级$/u, '')) ??
      numbered(phrase) ??
      levelOfWord.get(phrase.toLowerCase().replace(/-(?:priority|severity|impact|risk)$/, ''))
    if (!level) continue
    const rest = trimmed.slice(trimmed.indexOf(phrase) + phrase.length)
    const second = /^\s*[/–-]\s*(p[0-5]|[\p{L}]+)\b/iu.exec(rest)
    const other = second && levelOfWord.get(second[1]!.toLowerCase())
    if (second && other && /^\s*\//.test(second[0])) return { level: graver(level, other), words: phrase + second[0] }
    return { level, words: phrase }
  }
  const level = sign && levelOfWord.get(sign[0])
  return level ? { level, words: sign[0] } : undefined
}

const stateWords: Record<State, string> = {
  open: 'open|wrong|still open|still missing|not yet implemented|not yet|gap|missing|not implemented|not started|not done|absent|broken|stub|stubbed|untested|proposed|none|no|not addressed|not present|unimplemented|todo|to do|new|pending|unresolved|unaddressed|blocked|failing|fails|not covered|fully missing|completely missing|complete missing|entirely missing|❌|✗|✘|🚫|⬜|☐|缺失|未实现|未开始|未完成|完全未实现|无|没有|manquant|absent|fehlt|offen|ausente|faltante|falta|faltan|pendente|pendiente|no implementado|no implementada|não implementado|não implementada|não integrado|no integrado|não existe|no existe|inexistente|roto|rota|quebrado|à faire|manquante|absente|non implémenté|non implémentée|nicht implementiert|nicht vorhanden|noch offen|non implementato|не реализован|mancante|отсутствует|не реализовано|открыт|미구현|없음|未対応|未実装|saknas|öppen|thiếu|chưa có|ontbreekt|ouvert|ouverte|abierto|abierta|aberto|aberta|aperto|aperta',
  partial:
    'partial|partially|partly|partly done|partly fixed|partly implemented|partly addressed|partially implemented|partially addressed|partially complete|incomplete|limited|in progress|in-progress|wip|started|ongoing|parse-only|partially done|mostly|basic|needs work|scaffolded|scaffold only|⚠️|⚠|🟡|🔄|🚧|⏳|◐|部分|进行中|部分实现|部分完成|partiel|partielle|en cours|teilweise|in arbeit|parcial|parcialmente|parcialmente feito|parcialmente implementado|incompleto|incompleta|incomplet|incomplète|limitado|limitada|limité|limitée|básico|básica|mínimo|mínima|mostly resolved|partiellement|teilweise implementiert|unvollständig|en progreso|em andamento|parziale|частично|в работе|부분|진행 중|一部|対応中|delvis|pågår|một phần|gedeeltelijk|en curso|em curso|in corso|in bearbeitung',
  closed:
    'closed|done|fixed|resolved|addressed|now addressed|already done|shipped|complete|completed|implemented|fully implemented|built|delivered|merged|verified|yes|ok|working|works|covered|✅|✔|✔️|☑|🟢|✓|已完成|已实现|已解决|已修复|完成|実装済み|terminé|terminée|résolu|résolue|fermé|fermée|clôturé|clôturée|geschlossen|cerrada|fechada|chiuso|chiusa|risolta|resolvida|concluída|erledigt|behoben|abgeschlossen|resuelto|resuelta|completado|completada|completo|completa|corregido|corregida|corrigido|corrigida|corrigé|corrigée|implementado|implementada|implémenté|implémentée|implementato|implementiert|umgesetzt|fertig|gelöst|hecho|hecha|feito|feita|fait|faite|fatto|fatta|solucionado|cerrado|fechado|resolvido|concluído|risolto|completato|готово|реализовано|закрыт|решено|완료|해결|対応済み|完了|klar|löst|hoàn thành|đã xong|opgelost|voltooid',
  planned:
    'deferred|specified|scheduled|ready to build|planned|specified, ready to build|backlog|accepted|postponed|on hold|shelved|future|later|搁置|暂缓|计划中|推迟|prévu|planifié|reporté|geplant|planificado|planejado|pianificato|запланировано|отложено|계획|予定|planerad|gepland|📋|📅',
}
const stateOfWord = new Map<string, State>()
for (const [state, list] of Object.entries(stateWords) as [State, string][])
  for (const word of list.split('|')) if (!stateOfWord.has(word)) stateOfWord.set(word, state)

const stateOpeners = firstOf(stateOfWord.keys())

/** What the words at the head of `text` say of a state: "✅ Done (2 May)", "80 %", "in progress – see #12". */
export function stateAt(text: string): { state: State; words: string } | undefined {
  if (text === '') return undefined
  const trimmed = text.replace(/^[\s*_`~[(|:：–—-]+/, '').trim()
  const first = firstWord(trimmed)
  if (first && !stateOpeners.has(first)) return undefined
  const box = /^\[([~/>])\]/.exec(text)
  if (box) return { state: box[1] === '>' ? 'planned' : 'partial', words: box[0] }
  const percent = /^(\d{1,3}(?:\.\d+)?)\s?%/.exec(trimmed) ?? /^[~≈]?\s?(\d{1,3})\s?%/.exec(trimmed)
  if (percent) {
    const share = Number(percent[1])
    return { state: share <= 0 ? 'open' : share >= 100 ? 'closed' : 'partial', words: percent[0] }
  }
  const sign = /^(?:[❌✗✘🚫⬜☐✅✔☑✓⚠🔄🚧⏳◐📋📅🟡🟢])\uFE0F?/u.exec(trimmed)
  const words = (sign ? trimmed.slice(sign[0].length) : trimmed)
    .replace(/^[\s*_`~–—:\p{Extended_Pictographic}\uFE0F-]+/u, '')
    .replace(/[’]/g, "'")
  const parts = /^[\p{L}'-]+(?:,? [\p{L}'-]+){0,3}/u.exec(words)?.[0].split(' ') ?? []
  for (let length = parts.length; length > 0; length--) {
    const phrase = parts.slice(0, length).join(' ').replace(/,$/, '')
    const state = stateOfWord.get(phrase.toLowerCase())
    if (state) return { state, words: phrase }
  }
  const state = sign && (stateOfWord.get(sign[0]) ?? stateOfWord.get(sign[0].replace('\uFE0F', '')))
  return state ? { state, words: sign[0] } : undefined
}

/** What a heading says about the part of a document below it. */
export type Part =
  | 'gaps'
  | 'actions'
  | 'roadmap'
  | 'directives'
  | 'summary'
  | 'done'
  | 'questions'
  | 'risks'
  | 'inconsistencies'
  | 'principles'
  | 'criteria'
  | 'reference'
  | 'scale'

const actionWords =
  /\b(next steps?|next actions?|actions?|action items?|recommend(ed|ations?)|quick wins?|to-?dos?|immediate|suggested (?:actions?|fix(?:es)?|steps?|next|prs?)|checklist|proposed (restructure|changes))\b|建议|下一步|recommandations?|empfehlung|recomenda|raccomanda|рекомендац|次のステップ|\b(?:nächste schritte|maßnahmen(?:plan|katalog)?|prochaines? (?:étapes?|actions?)|próxim[oa]s (?:pasos|passos|etapas|ações|acciones)|prossim[ie] (?:passi|azioni)|volgende stappen|nästa steg)(?!\p{L})|следующие шаги|下一步计划|다음 단계/iu

/** Tried in order: the first that fits names the part. */
const partWords: readonly (readonly [Part, RegExp])[] = [
  ['done', /\bnot[- ](?:missing|(?:an? |actual(?:ly)? )?gaps?)\b|\bgaps?\b.*\b(?:aren|isn)['’]t\P{L}*$/iu],
  ['reference', /\bout of scope\b|\brestructure\b|\binventory\b|\b(table of )?contents\b|\bchange ?log\b/i],
  ['scale', /\b(severity|priority|status|tier) (model|scale|levels?|legend|vocabulary|definitions?|key)\b|\blegend\b/i],
  // "Gaps / open questions": what names gaps beside another kind holds gaps
  [
    'gaps',
    /\bgaps\s*(?:[/&+,]|and\b|or\b)\s*(?:\p{L}+ )?(?:questions|unknowns|risks|inconsistencies|ambiguities)\b|\b(?:questions|unknowns|risks|inconsistencies|ambiguities)\s*(?:[/&+,]|and\b|or\b)\s*(?:\p{L}+ )?gaps\b/iu,
  ],
  ['inconsistencies', /\b(inconsistenc|ambiguit|contradiction|discrepanc)/i],
  ['questions', /\b(open )?questions?\b|\bunknowns?\b|待确认|вопрос/i],
  [
    'criteria',
    /\b(success|acceptance|exit|closure|completion)\b.*\b(criteria|criterion|metrics?|conditions?)\b|\bvalidation matrix\b|\bdefinition of done\b|\bsuccess condition|\bpre-?(?:conditions?|requisites?)\b|\b(?:launch|release|quality|exit|go-live) gates?\b/i,
  ],
  [
    'gaps',
    /^[^\p{L}]*(broken|untested|missing|still open|open (items|issues|gaps)|not implemented|incomplete|partial(ly)?|remaining|outstanding|what'?s missing|needs?|needed|todo|not yet)\b/iu,
  ],
  ['gaps', /^(?!.*\b(recommend|next steps?|actions?|roadmap|plan|closure|closed|resolved|summary|principles? fit)\b).*\bgaps\b/i],
  [
    'reference',
    /\b(step[- ]by[- ]step|how to|instructions?|templates?|examples?|guidelines?|best practices|methodology|process)\b|^\P{L}*(?:do(?:'?s)?|don[’']?ts?|do'?s and don[’']?ts?)\P{L}*$/iu,
  ],
  [
    'roadmap',
    /\b(roadmap|timeline|sequenc|workstreams?|milestones?|phases|phased|implementation (plan|order|sequence)|schedule|sprints?|rollout|critical path|path to (?:launch|production|release)|delivery plan|release plan|now\W+next\W+later)\b|路线图|feuille de route|jalons|calendrier|fahrplan|zeitplan|umsetzungsplan|meilensteine|hoja de ruta|cronograma|hitos|roteiro|tabella di marcia|дорожная карта|ロードマップ/i,
  ],
  ['directives', /\bdirectives?\b|\bdecisions?$|\bdecisions? (?:log|record|register)s?\b/i],
  ['actions', actionWords],
  [
    'done',
    /\b(well-covered|well-implemented|implemented|completed?|done|resolved|closed|fixed|strengths?|what works|working|already|achievements?|what exists)\b|已完成|已实现/i,
  ],
  ['principles', /\b(principles?|philosophy|guidelines|principle fit)\b/i],
  [
    'summary',
    /\b(summary|overview|scorecard|at a glance|dashboard|totals?|statistics)\b|总结|概览|总体|zusammenfassung|résumé|resumen|resumo|сводка/i,
  ],
  [
    'gaps',
    /\b(gaps?|missing|issues?|findings?|problems?|deficienc|weakness|shortcoming|limitations?|defects?|bugs?|lacks?|absent|blockers?|not implemented|incomplete|holes?|omissions?|not addressed|debt|backlog|todo|concerns?|vulnerabilit|violations?)\b|差距|缺失|缺口|问题|未完成|未实现|待办|不足|lacunes?|écarts?|manquant|lücken?|fehlend|brechas?|faltant|faltan|pendientes?|pendências|pendentes|lagune|mancant|mancanze|ausentes?|problemas?|problèmes?|probleme\b|mängel|пробел|отсутству|недостат|課題|不足|ギャップ|갭|누락|brister|thiếu|chưa (?:hoàn|có|được|động|làm|xong)|noch offen|offene punkte|à faire|reste à|da fare|in sospeso|não implementad|no implementad|non implément|nicht implementiert/i,
  ],
  ['risks', /\brisks?\b/i],
  ['summary', /\b(matrix|prioriti[sz]ation)\b/i],
  [
    'reference',
    /\b(references?|appendix|sources?|glossary|changelog|history|metadata|table of contents|contents|inventory|methodology|out of scope|scope|conclusion)\b|目录/i,
  ],
]

/** "How to work with gaps", "A single gap's history" speak of gaps and announce none. */
const aboutGaps = /\bhow to\b|\b(?:an?|each|every|any|one|single|per)\s+gap\b|\bgap['’]s\b/i

const weighedWords = (heading: string): string => heading.slice(0, 300).replace(aboutGaps, '')

export function partOf(heading: string): Part | undefined {
  // what tells how one deals with gaps holds none
  if (/^\P{L}*how (?:to|we|you)\b/iu.test(heading)) return undefined
  const words = weighedWords(heading)
  return partWords.find(([, pattern]) => pattern.test(words))?.[0]
}

/** Whether a label announces actions: asked of every label, and few have any of the words. */
export const isActions = (label: string): boolean => actionWords.test(weighedWords(label)) && partOf(label) === 'actions'

/** Labels and columns of a step below which stands when it is. */
export const timeLabel =
  /^(?:when|timeline|time ?frame|(?:time |target )?window|target (?:date|quarter)|due(?: date)?|deadline|termin|zieltermin|zeitraum|fällig|échéance|date cible|période|plazo|fecha (?:límite|objetivo)|prazo|data limite|período|scadenza|сроки?|期限|時期|일정|기한)$/iu

/** "Phase 1", "Workstream A", "Sprint 3" at the head of a heading. */
export const step =
  /^(phase|workstream|sprint|milestone|wave|tier|stage|iteration|increment|step|track|meilenstein|stufe|welle|étape|jalon|etapa|hito|marco|tappa|этап|фаза|阶段|fase|giai đoạn|フェーズ|단계)\s+(\d+(?:\.\d+)?[a-z]?|[A-Z])(?=$|[\s:：.()[\]—–-])/iu

/** Heads of a column that names the steps of a plan, and of one that says when they are. */
export const stepColumn =
  /^(phase|milestone|sprint|step|stage|workstream|wave|iteration|release|meilenstein|stufe|welle|étape|jalon|etapa|hito|marco|tappa|fase|этап|фаза|阶段)(?:s|e|n|en)?$/iu
export const timeColumn = new RegExp(
  `${timeLabel.source}|^(?:weeks?|quarters?|months?|dates?|target|woche|wochen|quartal|monat|semaines?|trimestres?|semanas?|trimestre|mes|mês|date|datum|fecha|data)$`,
  'iu',
)
/** "Now", "Next", "Later", "Short term": what a plan without dates goes by. */
export const horizon =
  /^(?:now|next|later|(?:short|mid|medium|near|long)[- ]term|jetzt|als nächstes|später|(?:kurz|mittel|lang)fristig|maintenant|ensuite|plus tard|(?:à )?(?:court|moyen|long) terme|ahora|después|más tarde|agora|depois|mais tarde|(?:a )?(?:corto|mediano|medio|largo) plazo|(?:a )?(?:curto|médio|longo) prazo|(?:a )?(?:breve|medio|lungo) termine)(?=$|\s*[(:：—–-])/iu

const stepWord =
  /(?<!\p{L})(phase|workstream|sprint|milestone|wave|iteration|increment|fase|meilenstein|étape|этап|фаза|giai đoạn)(?!\p{L})|(阶段|フェーズ|단계)/iu

/** The kind of step that a field about time speaks of, by its label or the head of its value; a date names none. */
export const stepKindOf = (label: string, value: string): string | undefined => {
  const named = stepWord.exec(label)
  return (named?.[1] ?? named?.[2] ?? step.exec(unnumbered(value))?.[1])?.toLowerCase()
}

/** A heading's words, without the signs and the number before them. */
export const unnumbered = (text: string): string => text.replace(/^[^\p{L}\p{N}]+/u, '').replace(/^\d+(?:\.\d+)*[.)]?\s+/, '')

/** "None", "None known so far", "No gap", "No dead links detected": there is nothing of what the heading announces. */
export const saysNone = (text: string): boolean =>
  /^\P{L}*no (?:[\p{L}-]+ ){0,3}(?:gaps|issues|problems|errors|bugs|defects|blockers|(?:dead|broken|missing) [\p{L}-]+|vulnerabilities|inconsistencies|violations|regressions)(?: (?:were|was|are|have been))? (?:detected|found|identified|known|reported|remain|remaining|outstanding)(?=\s*(?:[^\p{L}\s]|$)| so far| to date| at )/iu.test(
    text,
  ) ||
  /^\P{L}*(?:none|no gaps?|n\/?a|nil|nothing|无|没有|aucun|ninguna?|nessuna?|keine?)(?!\p{L})(?:\s+(?:known|found|identified|reported|at present|at this time|currently|so far|yet|to date)|.{0,12}$)+[^\p{L}]*$/iu.test(
    text,
  )

export const isStep = (heading: string): boolean => step.test(unnumbered(heading))

/** Kinds of what documents enumerate beside gaps, and the headings and labels that name them. Tried in order. */
const kindsNamed: readonly (readonly [kind: string, RegExp])[] = [
  [
    'exclusion',
    /\bout[ -]of[ -]scope\b|\bnon-?goals?\b|\bnot (?:in|within) scope\b|\bexclusions?$|不在范围|范围之外|hors (?:du )?périmètre|fuera de(?:l)? alcance|fora d[eo] escopo|fuori ambito|nicht im umfang|außerhalb des umfangs|вне рамок/iu,
  ],
  [
    'precondition',
    /\bpre-?conditions?\b|\bprerequisites?\b|\bpre-?requisites?\b|\bentry criteria\b|前提条件|前置条件|\bvoraussetzungen\b|\bprérequis\b|\bpré-requisitos\b|\brequisitos previos\b|предварительные условия/iu,
  ],
  ['quick win', /\bquick wins?\b|\blow[- ]hanging fruits?\b|\bganhos rápidos\b|\bvictorias rápidas\b/iu],
  [
    'gate',
    /\b(?:release|launch|quality|exit|entry|phase|promotion|go-live|production)(?: candidate)? gates?\b|\bgates?$|\bgo[ /-]+no[ -]?go\b|\b(?:release|launch|go-live) (?:criteria|checklist)\b/iu,
  ],
  [
    'success condition',
    /\bsuccess (?:conditions?|measures?|criteria|definition)\b|\bdefinition of (?:done|success)\b|\bclos(?:ing|ure) (?:conditions?|criteria)\b|成功标准|\bcritères de succès\b|\berfolgskriterien\b|\bcriterios de éxito\b|\bcritérios de sucesso\b|критерии успеха/iu,
  ],
  [
    'check',
    /\bvalidation (?:matrix|checklist|targets?|checks?|plan|steps)\b|\b(?:qa|test|verification|review) (?:checklist|checks?|gates?)\b|\bchecklist\b/iu,
  ],
  ['rule', /\brules? (?:for|of)\b|\bbacklog rules\b|\b(?:ground|working|writing) rules\b/iu],
  ['blocker', /\b(?:top|key|main|current|release|launch|critical|known) blockers\b|^blockers$/iu],
  ['assumption', /^(?:\p{L}+ )?assumptions?(?: made)?$|假设条件|\bannahmen\b|\bhypothèses\b|\bsupuestos\b|\bpremissas\b/iu],
  [
    'artifact',
    /\b(?:artifacts?|artefacts?)\b|\brestructur(?:e|ing)\b|\b(?:suggested|proposed|recommended|new|missing) (?:new )?(?:sections|documents|files|modules|scripts)\b|\b(?:existing|implemented|created) files\b/iu,
  ],
  [
    'source',
    /\b(?:source|reference) (?:tables?|documents?|files?|materials?|list)\b|^(?:sources?|references?|evidence sources?|key files|documents? reviewed|inputs reviewed|files reviewed)$|\b(?:documents|files|sources) (?:reviewed|analy[sz]ed|consulted)\b|参考资料|参考文献|\bquellen\b|\bréférences\b|\bfuentes\b|\breferências\b|источники/iu,
  ],
  ['principle', /\bprinciples?(?: fit| check| review)?\b/iu],
  [
    'assessment',
    /\bassessment\b|\bcompleteness\b|\bscorecard\b|\breadiness\b(?! (?:gaps?|plan|phase|pass))|\bstrengths?\b|\bwhat(?:'s| is|’s)? (?:works|working|in place|implemented|exists)(?: today| now| well)?$|\b(?:well|fully|partially)[- ]implemented(?: areas| features)?\b|\bwhat exists(?: today| now)?$|^(?:\p{L}+ ){0,2}confidence$/iu,
  ],
  [
    'question',
    /\bopen questions?\b|^questions?$|\bunresolved questions?\b|待确认问题|\boffene fragen\b|\bpreguntas abiertas\b|\bquestions ouvertes\b|открытые вопросы/iu,
  ],
  [
    'risk',
    /^(?:key |main |top |overall |project |technical )?risks?(?: register| list| assessment| and mitigations?)?$|^风险$|^risiken$|^risques$|^riesgos$|^riscos$/iu,
  ],
  ['required coverage', /\brequired\b.*\bcoverage\b/iu],
]

/** The kind that a heading or label names; none of a long sentence. */
export const kindNamedBy = (words: string): string | undefined => {
  const bare =
    words.length > 120
      ? ''
      : words
          .replace(/[*_`]/g, '')
          .replace(/\s*\([^()]*\)\s*$/, '')
          .replace(/[:：]\s*$/u, '')
          .trim()
  return bare ? kindsNamed.find(([, pattern]) => pattern.test(bare))?.[0] : undefined
}

/** "Existing artifacts", "To be created": whether a thing is there or yet to be made. */
export const standingOf = (words: string): 'existing' | 'proposed' | undefined =>
  /\b(?:proposed|suggested|recommended|planned|to be (?:created|added|written|built)|new)\b/i.test(words)
    ? 'proposed'
    : /\b(?:existing|implemented|created|already (?:there|present))\b/i.test(words)
      ? 'existing'
      : undefined

/** Headings and labels of what a document says as a whole. */
const statements: readonly (readonly [Statement['kind'], RegExp])[] = [
  ['decision', /^(?:the |our |final )?(?:decision|verdict|bottom line)$|^(?:决定|entscheidung|décision|decisión|decisão|решение)$/iu],
  [
    'conclusion',
    /^(?:final |overall )?(?:conclusions?|closing(?: remarks| thoughts)?|final (?:thoughts|assessment))$|^(?:结论|fazit|schlussfolgerung|conclusión|conclusão|conclusione|заключение|выводы?|結論|결론)$/iu,
  ],
  [
    'estimate',
    /^(?:total|overall|grand total)(?: estimated)? (?:effort|duration|time|cost|estimate)$|^(?:estimated )?total(?: estimate)?$/iu,
  ],
  ['recommendation', /^(?:overall |key |final |our )?recommendation$/iu],
  [
    'summary',
    /^(?:executive |management |gap |current state |overall |executive gap |high-level )*(?:summary|overview|tl;?dr|abstract)$|^(?:摘要|概述|执行摘要|zusammenfassung|überblick|résumé|résumé exécutif|resumen|resumen ejecutivo|resumo|resumo executivo|riepilogo|sommario|сводка|резюме|概要|요약)$/iu,
  ],
  [
    'goal',
    /^(?:the |our |project )?(?:goals?|objectives?|purpose|aim|context|background|scope|mission)$|^(?:目标|目的|ziel|objectif|objetivo|obiettivo|цель)$/iu,
  ],
]

export const statementOf = (words: string) => {
  const bare = words
    .replace(/[*_`:：]/gu, '')
    .replace(/\s*\([^()]*\)\s*$/, '')
    .trim()
  return bare.length > 60 ? undefined : statements.find(([, pattern]) => pattern.test(bare))?.[0]
}
