import type { Bullet } from './extract.ts'
import { type ImpactLevel, impactLevels } from './log.ts'
import { plain } from './plain.ts'
import { inLanguage, type Profile } from './profile.ts'
import type { Language } from './words.ts'

/** A bullet of a weekly or monthly summary. `days` are those of its logs, YYYY-MM-DD, oldest first, at least one. */
export type Achievement = Bullet & { kind: 'week' | 'month'; days: readonly string[] }

/** Times as a profile writes them, both included: of a year or month that is `to`, the last day. */
export interface Span {
  from?: string
  to?: string
}

/** Which achievements are told, and how. */
export interface Selection extends Span {
  language: Language
  /** One of these was used; written in any case. */
  tech?: readonly string[]
  /** At least this. */
  impact?: ImpactLevel
  /** At most so many lines for one employer. */
  most?: number
}

/** An achievement as the résumé tells it; `sources` are ids of logs, none where they are not to be shown. */
export interface Line {
  text: string
  sources: string[]
}

/** An employer with what was achieved there; times as the profile writes them. */
export interface Job {
  name: string
  position?: string
  from: string
  to?: string
  url?: string
  summary?: string
  lines: Line[]
}

/** What every format is drawn from. Texts are plain single lines of one language. */
export interface Resume {
  language: Language
  name: string
  headline?: string
  summary?: string
  location?: string
  email?: string
  phone?: string
  links: { name: string; url: string }[]
  /** Newest first. */
  jobs: Job[]
  /** Achievements of a time in which no employer is named. */
  others: Line[]
  skills: { name?: string; keywords: string[] }[]
  education: { institution: string; area?: string; degree?: string; from?: string; to?: string }[]
  languages: { language: string; fluency?: string }[]
}

/** The chosen achievements, each with the employer in whose time it lies, the weightiest first. */
export function resumeOf(profile: Profile, achievements: readonly Achievement[], selection: Selection): Resume {
  const say = teller(selection.language)
  const chosen = withoutCovered(achievements.filter(isChosen(selection)))
  const byEmployer = Map.groupBy(chosen, achievement => employerAt(profile.employers, achievement))
  const shown = new Map([...byEmployer].map(([employer, all]) => [employer, all.slice(0, selection.most)]))
  const linesOf = (employer: Employer | undefined) =>
    (shown.get(employer) ?? []).map(({ text, sources }) => ({ text: plain(text), sources }))
  return {
    language: selection.language,
    ...headOf(profile, say),
    jobs: profile.employers
      .toSorted((a, b) => downwards(`${a.to ?? ''}~`, `${b.to ?? ''}~`) || downwards(a.from, b.from))
      .map(employer => ({
        name: say(employer.name)!,
        position: say(employer.position),
        from: employer.from,
        to: employer.to,
        url: employer.url,
        summary: say(employer.summary),
        lines: linesOf(employer),
      })),
    others: linesOf(undefined),
    skills:
      profile.skills?.map(({ name, keywords }) => ({ name: say(name), keywords: keywords.map(plain) })) ??
      skillsOf([...shown.values()].flat()),
    education: profile.education.map(({ institution, area, degree, from, to }) => ({
      institution: say(institution)!,
      area: say(area),
      degree: say(degree),
      from,
      to,
    })),
    languages: profile.languages.map(({ language, fluency }) => ({ language: say(language)!, fluency: say(fluency) })),
  }
}

type Employer = Profile['employers'][number]
type Teller = (text: Profile['headline']) => string | undefined

const teller =
  (language: Language): Teller =>
  text =>
    text === undefined ? undefined : plain(inLanguage(text, language))

const headOf = (profile: Profile, say: Teller) => ({
  name: say(profile.name)!,
  headline: say(profile.headline),
  summary: say(profile.summary),
  location: say(profile.location),
  email: profile.email,
  phone: say(profile.phone),
  links: profile.links.map(({ name, url }) => ({ name: plain(name), url })),
})

/** Whether the day, YYYY-MM-DD, lies in the time. */
export const isWithin = (day: string, { from = '', to = '9999' }: Span) => from <= day && day.slice(0, to.length) <= to

const isChosen =
  ({ tech, impact = 'Low', ...span }: Selection) =>
  (one: Achievement) =>
    one.days.some(day => isWithin(day, span)) &&
    impactLevels.indexOf(one.impact) <= impactLevels.indexOf(impact) &&
    (!tech?.length || one.tech.some(name => tech.some(wanted => isSameName(wanted, name))))

const isSameName = (a: string, b: string) =>
  a.normalize('NFKC').toLowerCase().trim() === b.normalize('NFKC').toLowerCase().trim()

/** What monthly bullets tell of a log, weekly ones need not tell again. */
function withoutCovered(all: Achievement[]): Achievement[] {
  const monthly = new Set(all.flatMap(({ kind, sources }) => (kind === 'month' ? sources : [])))
  const left = all.filter(({ kind, sources }) => kind === 'month' || !sources.every(id => monthly.has(id)))
  const distinct = new Map<string, Achievement>()
  for (const one of left.sort(byWeight)) {
    const said = JSON.stringify([one.text, one.sources])
    if (!distinct.has(said)) distinct.set(said, one)
  }
  return [...distinct.values()]
}

const byWeight = (a: Achievement, b: Achievement) =>
  impactLevels.indexOf(a.impact) - impactLevels.indexOf(b.impact) ||
  downwards(a.days.at(-1)!, b.days.at(-1)!) ||
  downwards(b.text, a.text) ||
  downwards(a.sources.join(), b.sources.join())

const downwards = (a: string, b: string) => (a === b ? 0 : a < b ? 1 : -1)

/** The one in whose time most of its days lie; of two alike the one that began later. */
function employerAt(employers: readonly Employer[], { days }: Achievement): Employer | undefined {
  const [best] = employers
    .map(employer => ({ employer, days: days.filter(day => isWithin(day, employer)).length }))
    .filter(({ days }) => days > 0)
    .sort((a, b) => b.days - a.days || downwards(a.employer.from, b.employer.from))
  return best?.employer
}

const mostSkills = 20

/** What was used, most often used first. */
function skillsOf(achievements: readonly Achievement[]): Resume['skills'] {
  const counts = new Map<string, number>()
  for (const name of achievements.flatMap(({ tech }) => tech)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const keywords = [...counts]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .map(([name]) => plain(name))
  return keywords.length > 0 ? [{ keywords: keywords.slice(0, mostSkills) }] : []
}

/** Every line of a résumé in the order in which it is read; its place is the number of its note. */
export const linesOf = (resume: Resume): Line[] => [...resume.jobs.flatMap(({ lines }) => lines), ...resume.others]

/** The same for whoever need not know the logs. */
export function withoutSources(resume: Resume): Resume {
  const bare = (lines: Line[]) => lines.map(({ text }) => ({ text, sources: [] }))
  return {
    ...resume,
    jobs: resume.jobs.map(job => ({ ...job, lines: bare(job.lines) })),
    others: bare(resume.others),
  }
}
