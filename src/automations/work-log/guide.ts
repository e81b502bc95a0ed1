import { type Field, fields, isRequired, newLog } from './input.ts'
import { categories, impactLevels } from './log.ts'
import { problemsOf } from './problems.ts'
import { sampleId, sampleOf } from './sample.ts'
import { contextOf } from './star.ts'
import { type Language, wordsOf } from './words.ts'

/** The JSON to copy: every value says what belongs there. `newLog` refuses it until it is filled in. */
export function templateOf(language: Language): Record<Field, string | string[]> {
  const { blank, placeholder } = wordsOf(language).guide
  return {
    title: blank.title,
    context: contextOf(placeholder),
    category: `<${categories.join('|')}>`,
    impact_level: `<${impactLevels.join('|')}>`,
    tech_stack: blank.technologies,
    logged_date: 'YYYY-MM-DD',
    status: 'Logged',
    metrics: blank.metrics,
    ticket_url: blank.ticket_url,
  }
}

const created = {
  page_id: 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
  url: 'https://notion.so/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  id: sampleId,
}
const accepted = { id: created.id, status: 'accepted', notion: 'pending', url: `/daily-logs/${created.id}` }

/**
 * The guide for people and agents who send logs, in Markdown, with the chapters of the description's guide. `url` is the
 * address of the hub as they see it, e.g. `https://dure.example.com`.
 */
export function guideOf(language: Language, url: string): string {
  const { guide } = wordsOf(language)
  return [
    `# ${guide.title}`,
    guide.lead,
    guide.token,
    writingGuideOf(language),
    `## ${guide.template}`,
    fenced('json', shown(templateOf(language))),
    guide.templateNote,
    `## ${guide.request}`,
    fenced('bash', curl(language, url)),
    guide.requestNote,
    `## ${guide.success}`,
    guide.created,
    fenced('json', shown(created)),
    guide.createdNote,
    guide.accepted,
    fenced('json', shown(accepted)),
    guide.acceptedNote,
    `## ${guide.errors}`,
    table(guide.errorColumns, guide.errorRows),
    guide.errorNote,
    fenced('json', shown({ errors: errorsOf(language) })),
    `## ${guide.notes}`,
    guide.noteLines.map(line => `- ${line}`).join('\n'),
    `> ${guide.tip}`,
  ].join('\n\n')
}

/** The chapters of the guide that say what to write, however it is sent. */
export function writingGuideOf(language: Language): string {
  const { guide } = wordsOf(language)
  return [
    `## ${guide.fields}`,
    fieldTable(language),
    guide.optionalNote,
    `## ${guide.star}`,
    guide.starLead,
    `**${guide.starTemplate}**`,
    fenced('markdown', contextOf(guide.placeholder)),
    `**${guide.starSample}**`,
    fenced('markdown', sampleOf(language).context),
  ].join('\n\n')
}

function fieldTable(language: Language): string {
  const { guide, field } = wordsOf(language)
  const rows = fields.map(name => [
    `\`${name}\``,
    field[name].type,
    isRequired(name) ? guide.required : guide.optional,
    field[name].about,
  ])
  return table(guide.columns, rows)
}

function curl(language: Language, url: string): string {
  const body = shown(sampleOf(language)).replaceAll("'", "'\\''")
  return [
    `curl -X POST ${url.replace(/\/+$/, '')}/daily-logs \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -H "Authorization: Bearer YOUR_API_TOKEN" \\`,
    `  -d '${body}'`,
  ].join('\n')
}

/** What is answered to a date in another form. */
function errorsOf(language: Language) {
  const { error } = newLog().safeParse({ ...sampleOf(language), logged_date: '2025/11/09' })
  return problemsOf(error!, language).map(({ field, what, example }) => ({ field, message: what, example }))
}

const shown = (value: object) => JSON.stringify(value, null, 2)

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``
