import { type Job, type Line, linesOf, type Resume } from './resume.ts'
import { sheet } from './resume-sheet.ts'
import { contactsOf, listOf, spanOf, titlesOf } from './resume-words.ts'

/** Markup that needs no escaping any more; only `html` makes it. */
interface Markup {
  markup: string
}
type Part = string | number | Markup | readonly Markup[] | undefined | false

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, sign => named[sign]!)

function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return { markup: strings.reduce((text, string, index) => text + shown(parts[index - 1]) + string) }
}

function shown(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

/** One page to be printed on A4 or saved as PDF; well-formed, so that other tools read it too. Nothing is fetched. */
export function htmlOf(resume: Resume): string {
  const { markup } = html`<html lang="${resume.language}"><head><meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>${listOf([resume.name, resume.headline], ' — ')}</title><style>${{ markup: sheet }}</style></head>
<body><main>${body(resume)}</main></body></html>
`
  return `<!DOCTYPE html>\n${markup}`
}

function body(resume: Resume): Markup[] {
  const title = titlesOf(resume)
  const all = linesOf(resume)
  const list = (lines: Line[]) =>
    lines.length > 0 && html`<ul>${lines.map(line => item(line, all.indexOf(line) + 1))}</ul>`
  const job = (one: Job) =>
    html`<article>${heading(one.name, one.position, spanOf(one, resume), one.url)}${one.summary && html`<p>${one.summary}</p>`}${list(one.lines)}</article>`
  const school = (one: Resume['education'][number]) =>
    heading(one.institution, listOf([one.area, one.degree]), spanOf(one, resume))
  const languages = resume.languages.map(one => listOf([one.language, one.fluency], ' — '))
  return [
    html`<header><h1>${resume.name}</h1>${resume.headline && html`<p class="headline">${resume.headline}</p>`}${contacts(resume)}</header>`,
    chapter(title.summary, resume.summary && html`<p>${resume.summary}</p>`),
    chapter(title.work, resume.jobs.map(job)),
    chapter(title.others, list(resume.others)),
    chapter(title.skills, resume.skills.length > 0 && html`<dl>${resume.skills.map(skills)}</dl>`),
    chapter(title.education, resume.education.map(school)),
    chapter(title.languages, languages.length > 0 && html`<p>${languages.join(' · ')}</p>`),
    notes(all, title.sources),
  ]
}

/** Without anything under it, a chapter is left out. */
function chapter(title: string, body: Part): Markup {
  const isEmpty = !body || (Array.isArray(body) && body.length === 0)
  return isEmpty ? html`` : html`<section><h2>${title}</h2>${body}</section>`
}

const heading = (name: string, role: string | undefined, span: string, url?: string) =>
  html`<div class="job"><h3>${url ? html`<a href="${url}">${name}</a>` : name}${role && html`<span>${role}</span>`}</h3><p class="span">${span}</p></div>`

const item = ({ text, sources }: Line, number: number) =>
  sources.length > 0
    ? html`<li data-logs="${sources.join(' ')}">${text}<sup><a href="#note-${number}">${number}</a></sup></li>`
    : html`<li>${text}</li>`

const skills = ({ name, keywords }: Resume['skills'][number]) =>
  html`${name && html`<dt>${name}</dt>`}<dd>${keywords.map(keyword => html`<span>${keyword}</span>`)}</dd>`

function contacts(resume: Resume): Markup | false {
  const all = contactsOf(resume)
  const one = ({ text, url }: (typeof all)[number]) => html`<li>${url ? html`<a href="${url}">${text}</a>` : text}</li>`
  return all.length > 0 && html`<ul class="contacts">${all.map(one)}</ul>`
}

const source = (id: string, index: number) => html`${index > 0 && ', '}<span>${id}</span>`

function notes(all: Line[], title: string): Markup {
  const told = all.flatMap(({ sources }, index) =>
    sources.length > 0 ? [html`<li id="note-${index + 1}" value="${index + 1}">${sources.map(source)}</li>`] : [],
  )
  return told.length === 0 ? html`` : html`<footer><h2>${title}</h2><ol>${told}</ol></footer>`
}
