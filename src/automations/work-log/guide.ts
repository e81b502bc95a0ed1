import { examples, type Field, fields, isRequired } from './input.ts'
import { categories, impactLevels } from './log.ts'
import { contextOf } from './star.ts'
import { type Language, wordsOf } from './words.ts'

type Body = Record<Field, string | string[]>

/** The JSON to copy: every value says what belongs there. `newLog` refuses it until it is filled in. */
export function templateOf(language: Language): Body {
  const { blank, placeholder } = wordsOf(language).guide
  return {
    title: blank.title,
    context: contextOf(placeholder),
    category: `<${categories.join('|')}>`,
    impact_level: `<${impactLevels.join('|')}>`,
    tech_stack: [blank.technology],
    logged_date: 'YYYY-MM-DD',
    status: 'Logged',
    metrics: blank.metrics,
    ticket_url: blank.ticket_url,
  }
}

/** A whole body that `newLog` takes as it is. */
export function sampleOf(language: Language): Body {
  const { sample } = wordsOf(language)
  return {
    title: sample.title,
    context: contextOf(sample.star),
    category: sample.category,
    impact_level: sample.impactLevel,
    tech_stack: sample.techStack,
    logged_date: sample.loggedDate,
    status: 'Logged',
    metrics: sample.metrics,
    ticket_url: sample.ticketUrl,
  }
}

/**
 * The guide for people and agents who send logs, in Markdown. `url` is the address of the hub as they see it, e.g.
 * `https://dure.example.com`.
 */
export function guideOf(language: Language, url: string): string {
  const { guide } = wordsOf(language)
  return [
    `# ${guide.title}`,
    guide.lead,
    `## ${guide.request}`,
    guide.requestLead,
    fenced('bash', curl(language, url)),
    `## ${guide.fields}`,
    fieldTable(language),
    guide.optionalNote,
    `## ${guide.star}`,
    guide.starLead,
    fenced('markdown', contextOf(guide.placeholder)),
    `## ${guide.sample}`,
    fenced('markdown', contextOf(wordsOf(language).sample.star)),
    `## ${guide.template}`,
    fenced('json', JSON.stringify(templateOf(language), null, 2)),
    `## ${guide.answers}`,
    table(['', ''], guide.answerRows),
    `## ${guide.notes}`,
    guide.noteLines.map(line => `- ${line}`).join('\n'),
  ].join('\n\n')
}

function fieldTable(language: Language): string {
  const { guide, field } = wordsOf(language)
  const rows = fields.map(name => [
    `\`${name}\``,
    isRequired(name) ? guide.required : guide.optional,
    field[name].type,
    field[name].about,
    name === 'context' ? '' : `\`${JSON.stringify(examples[name])}\``,
  ])
  return table(guide.columns, rows)
}

function curl(language: Language, url: string): string {
  const body = JSON.stringify(sampleOf(language), null, 2).replaceAll("'", "'\\''")
  return [
    `curl -X POST ${url.replace(/\/+$/, '')}/daily-logs \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H 'Authorization: Bearer <TOKEN>' \\`,
    `  -H 'Idempotency-Key: <KEY>' \\`,
    `  -d '${body}'`,
  ].join('\n')
}

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``
