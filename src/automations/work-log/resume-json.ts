import { z } from 'zod'
import type { Line, Resume } from './resume.ts'
import { titlesOf } from './resume-words.ts'

const text = z.string().optional()
const date = z.string().optional().meta({ description: 'Year, month or day: 2024, 2024-03 or 2024-03-18' })
const highlights = {
  highlights: z.array(z.string()),
  highlightSources: z
    .array(z.array(z.string()))
    .optional()
    .meta({ description: 'Ids of the logs that each highlight rests on, in the order of the highlights' }),
}

/** What of JSON Resume 1.0 is used here. */
export const JsonResume = z.object({
  $schema: z.string(),
  basics: z.object({
    name: z.string(),
    ...{ label: text, email: text, phone: text, summary: text },
    location: z.object({ address: z.string() }).optional(),
    profiles: z.array(z.object({ network: z.string(), url: z.string() })),
  }),
  work: z.array(
    z.object({
      name: z.string(),
      ...{ position: text, url: text, startDate: z.string(), endDate: date, summary: text, ...highlights },
    }),
  ),
  projects: z.array(z.object({ name: z.string(), ...highlights })),
  education: z.array(
    z.object({ institution: z.string(), area: text, studyType: text, startDate: date, endDate: date }),
  ),
  skills: z.array(z.object({ name: z.string(), keywords: z.array(z.string()) })),
  languages: z.array(z.object({ language: z.string(), fluency: text })),
  meta: z.looseObject({ version: z.string() }),
})

/**
 * As JSON Resume 1.0 has it. Ids of logs stand beside the highlights, in `highlightSources` in the same order: the
 * standard allows further properties, in `meta` as in these, and has none for this.
 */
export function jsonOf(resume: Resume, meta: object = {}): z.output<typeof JsonResume> {
  const { name, headline, summary, email, phone, location, links, jobs, others, skills, education, languages } = resume
  return {
    $schema: 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json',
    basics: dense({
      name,
      label: headline,
      email,
      phone,
      summary,
      location: location === undefined ? undefined : { address: location },
      profiles: links.map(({ name, url }) => ({ network: name, url: uri(url) })),
    }),
    work: jobs.map(({ name, position, from, to, url, summary, lines }) =>
      dense({ name, position, url: url && uri(url), startDate: from, endDate: to, summary, ...highlightsOf(lines) }),
    ),
    projects: others.length > 0 ? [dense({ name: titlesOf(resume).others, ...highlightsOf(others) })] : [],
    education: education.map(({ institution, area, degree, from, to }) =>
      dense({ institution, area, studyType: degree, startDate: from, endDate: to }),
    ),
    skills: skills.map(({ name, keywords }) => ({ name: name ?? titlesOf(resume).skills, keywords })),
    languages: languages.map(dense),
    meta: { version: 'v1.0.0', ...meta },
  }
}

/** The standard wants ASCII; a browser shows Hangul again. */
const uri = (address: string) => new URL(address).href.replace(/[^\w.~:/?#[\]@!$&'()*+,;=%-]/g, encodeURIComponent)

const highlightsOf = (lines: Line[]) => ({
  highlights: lines.map(({ text }) => text),
  highlightSources: lines.some(({ sources }) => sources.length > 0) ? lines.map(({ sources }) => sources) : undefined,
})

/** A property that is not there is left out: the standard knows no null. */
const dense = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T
