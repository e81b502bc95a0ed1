import type { Line, Resume } from './resume.ts'
import { titlesOf } from './resume-words.ts'

/**
 * As JSON Resume 1.0 has it. Ids of logs stand beside the highlights, in `highlightSources` in the same order: the
 * standard allows further properties and has none for this.
 */
export function jsonOf(resume: Resume) {
  const { name, headline, summary, email, phone, location, links, jobs, others, skills, education, languages } = resume
  return {
    $schema: 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json',
    basics: dense({
      name,
      label: headline,
      email,
      phone,
      summary,
      location: location && { address: location },
      profiles: links.map(({ name, url }) => ({ network: name, url })),
    }),
    work: jobs.map(({ name, position, from, to, url, summary, lines }) =>
      dense({ name, position, url, startDate: from, endDate: to, summary, ...highlightsOf(lines) }),
    ),
    projects: others.length > 0 ? [dense({ name: titlesOf(resume).others, ...highlightsOf(others) })] : [],
    education: education.map(({ institution, area, degree, from, to }) =>
      dense({ institution, area, studyType: degree, startDate: from, endDate: to }),
    ),
    skills: skills.map(({ name, keywords }) => ({ name: name ?? titlesOf(resume).skills, keywords })),
    languages: languages.map(dense),
    meta: { version: 'v1.0.0' },
  }
}

const highlightsOf = (lines: Line[]) => ({
  highlights: lines.map(({ text }) => text),
  highlightSources: lines.some(({ sources }) => sources.length > 0) ? lines.map(({ sources }) => sources) : undefined,
})

/** A property that is not there is left out: the standard knows no null. */
const dense = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T
