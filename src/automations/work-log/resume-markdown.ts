import { type Line, linesOf, type Resume } from './resume.ts'
import { contactsOf, listOf, spanOf, titlesOf } from './resume-words.ts'

/** As Markdown with footnotes that name the logs. Every text is shown as it is: nothing in it is markup. */
export function markdownOf(resume: Resume): string {
  const title = titlesOf(resume)
  const all = linesOf(resume)
  const bullet = (line: Line) =>
    `- ${escaped(line.text)}${line.sources.length > 0 ? `[^${all.indexOf(line) + 1}]` : ''}`
  return [
    `# ${escaped(resume.name)}`,
    resume.headline && `**${escaped(resume.headline)}**`,
    contactsOf(resume).map(linked).join(' · '),
    ...chapter(title.summary, [resume.summary && escaped(resume.summary)]),
    ...chapter(
      title.work,
      resume.jobs.flatMap(job => [
        `### ${escaped(listOf([job.name, job.position], ' — '))}`,
        `*${spanOf(job, resume)}*`,
        job.summary && escaped(job.summary),
        job.lines.map(bullet).join('\n'),
      ]),
    ),
    ...chapter(title.others, [resume.others.map(bullet).join('\n')]),
    ...chapter(title.skills, [
      resume.skills
        .map(({ name, keywords }) => `- ${name ? `**${escaped(name)}**: ` : ''}${keywords.map(escaped).join(', ')}`)
        .join('\n'),
    ]),
    ...chapter(title.education, [
      resume.education
        .map(one => `- ${escaped(listOf([one.institution, one.area, one.degree, spanOf(one, resume)]))}`)
        .join('\n'),
    ]),
    ...chapter(title.languages, [
      resume.languages.map(one => `- ${escaped(listOf([one.language, one.fluency], ' — '))}`).join('\n'),
    ]),
    notes(all),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n')
}

/** Without anything under it, a chapter is left out. */
function chapter(title: string, parts: readonly (string | undefined)[]): string[] {
  const told = parts.filter(part => part !== undefined && part !== '') as string[]
  return told.length > 0 ? [`## ${title}`, ...told] : []
}

const notes = (all: Line[]) =>
  all
    .flatMap(({ sources }, index) =>
      sources.length > 0 ? [`[^${index + 1}]: ${sources.map(escaped).join(', ')}`] : [],
    )
    .join('\n')

const linked = ({ text, url }: { text: string; url?: string }) =>
  url ? `[${escaped(text)}](<${url.replace(/[<>\\\s]/g, encodeURIComponent)}>)` : escaped(text)

/** A backslash makes any of these a plain sign; one in `://` and `www.` keeps an address from becoming a link. */
const escaped = (text: string) =>
  text
    .replace(/[\\`*_{}[\]<>#|~&!^$@]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(?<=www)\./gi, '\\.')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
