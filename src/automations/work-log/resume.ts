import type { Bullet } from './extract.ts'
import { type ImpactLevel, impactLevels } from './log.ts'
import { lastDays, monthOf, type Period } from './period.ts'
import { plain } from './plain.ts'
import { inLanguage, type Profile } from './profile.ts'
import type { Language } from './words.ts'

/** A bullet of a weekly or monthly summary with the period of that summary. */
export type Achievement = Bullet & Pick<Period, 'from' | 'to'>

/** Which achievements are told, and how. */
export interface Selection {
  language: Language
  /** First and last day, YYYY-MM-DD; summaries that share a day with the time between are taken. */
  from?: string
  to?: string
  /** One of these was used; written in any case. */
  tech?: readonly string[]
  /** At least this. */
  impact?: ImpactLevel
  /** At most so many lines for one employer. */
  most?: number
  /** Whether the lines name their logs. */
  sources?: boolean
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
  const chosen = withoutCovered(achievements.filter(isChosen(selection))).sort(byWeight)
  const byEmployer = Map.groupBy(chosen, achievement => employerAt(profile.employers, achievement))
  const shown = new Map([...byEmployer].map(([employer, all]) => [employer, all.slice(0, selection.most)]))
  const linesOf = (employer: Employer | undefined) =>
    (shown.get(employer) ?? []).map(({ text, sources }) => ({
      text: plain(text),
      sources: selection.sources === false ? [] : sources,
    }))
  return {
    language: selection.language,
    ...headOf(profile, say),
    jobs: profile.employers
      .toSorted((a, b) => downwards(endOf(a), endOf(b)) || downwards(a.from, b.from))
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

const isChosen =
  ({ from = '', to = '9999-12-31', tech, impact = 'Low' }: Selection) =>
  (one: Achievement) =>
    one.to > from &&
    one.from <= to &&
    impactLevels.indexOf(one.impact) <= impactLevels.indexOf(impact) &&
    (!tech?.length || one.tech.some(name => tech.some(wanted => isSameName(wanted, name))))

const isSameName = (a: string, b: string) =>
  a.normalize('NFKC').toLowerCase().trim() === b.normalize('NFKC').toLowerCase().trim()

const daysIn = ({ from, to }: Pick<Period, 'from' | 'to'>) => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** A monthly bullet tells what the weekly ones told of the same logs: the longer summary's stays. */
function withoutCovered(all: Achievement[]): Achievement[] {
  const kept: Achievement[] = []
  const tellers = new Map<string, Achievement[]>()
  for (const one of all.toSorted((a, b) => daysIn(b) - daysIn(a) || byWeight(a, b))) {
    const over = (tellers.get(one.sources[0] ?? '') ?? []).filter(by => isCovered(one, by))
    if (over.length > 0) continue
    kept.push(one)
    for (const id of one.sources) tellers.set(id, [...(tellers.get(id) ?? []), one])
  }
  return kept
}

const isCovered = (one: Achievement, by: Achievement) =>
  one.sources.every(id => by.sources.includes(id)) && (daysIn(by) > daysIn(one) || by.text === one.text)

const byWeight = (a: Achievement, b: Achievement) =>
  impactLevels.indexOf(a.impact) - impactLevels.indexOf(b.impact) || downwards(a.to, b.to) || downwards(b.text, a.text)

const downwards = (a: string, b: string) => (a === b ? 0 : a < b ? 1 : -1)

const beginOf = ({ from }: Employer) => `${from}-01-01`.slice(0, 10)

/** The first day after the last day, month or year. */
function endOf({ to }: Pick<Employer, 'to'>): string {
  if (to === undefined) return '9999-12-31'
  if (to.length === 4) return `${Number(to) + 1}-01-01`
  return to.length === 7 ? monthOf(`${to}-01`).to : lastDays(1, to).to
}

/** The one in whose time most of the period lies; of two alike the one that began later. */
function employerAt(employers: readonly Employer[], { from, to }: Achievement): Employer | undefined {
  const shared = employers.map(employer => {
    const [begins, ends] = [beginOf(employer), endOf(employer)]
    return { employer, begins, days: daysIn({ from: from > begins ? from : begins, to: to < ends ? to : ends }) }
  })
  const [best] = shared.filter(({ days }) => days > 0).sort((a, b) => b.days - a.days || downwards(a.begins, b.begins))
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
