import type { Resume, Span } from './resume.ts'
import { wordsOf } from './words.ts'

/** `2024. 03 – 현재`; only a year where no month is known. */
export function spanOf({ from, to }: Span, { language }: Pick<Resume, 'language'>): string {
  const { resume } = wordsOf(language)
  const said = (when: string) => (when.length === 4 ? when : resume.month(when.slice(0, 4), when.slice(5, 7)))
  if (from === undefined) return to === undefined ? '' : said(to)
  return resume.span(said(from), to === undefined ? resume.present : said(to))
}

/** Everything by which its owner is reached, in the order in which it is shown. */
export function contactsOf({ email, phone, location, links }: Resume): { text: string; url?: string }[] {
  return [
    ...(email ? [{ text: email, url: `mailto:${email}` }] : []),
    ...(phone ? [{ text: phone }] : []),
    ...(location ? [{ text: location }] : []),
    ...links.map(({ name, url }) => ({ text: name, url })),
  ]
}

/** The chapters that a résumé has, named in its language. */
export function titlesOf({ language, jobs }: Resume) {
  const { resume } = wordsOf(language)
  return { ...resume, others: jobs.length > 0 ? resume.otherWork : resume.projects }
}

/** What there is of it, in a row. */
export const listOf = (parts: readonly (string | undefined)[], joint = ', ') => parts.filter(Boolean).join(joint)
