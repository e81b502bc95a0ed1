import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Route } from '../../engine/automation.ts'
import { type ErrorCode, HubError } from '../../engine/error.ts'
import type { Ctx } from './ctx.ts'
import { described } from './described.ts'
import type { Words } from './ko.ts'
import { impactLevels } from './log.ts'
import { versionsIn } from './logs.ts'
import { holds, monthOf, weekOf } from './period.ts'
import { disorder, inOrder, isWhen, notWhen, type Profile } from './profile.ts'
import { type Achievement, isWithin, linesOf, type Resume, resumeOf, type Span, withoutSources } from './resume.ts'
import { JsonResume, jsonOf } from './resume-json.ts'
import { periodOf, summariesIn } from './summaries.ts'
import type { Tables } from './tables.ts'
import { languages, wordsOf } from './words.ts'

const when = (text: ReturnType<typeof described>, example: string) =>
  z
    .string()
    .refine(isWhen, notWhen)
    .optional()
    .meta({ ...text, example })

/** Which achievements are told; the command's flags begin with these. */
export const chosen = {
  from: when(described('업무의 첫 날, 달 또는 해', 'first day, month or year of the work'), '2026-01'),
  to: when(
    described('업무의 마지막 날, 달 또는 해 (그날 포함)', 'last day, month or year of the work, itself included'),
    '2026-11-30',
  ),
  tech: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((names = []) => [names].flat().flatMap(text => text.split(',')))
    .transform(names => names.map(name => name.trim()).filter(name => name !== ''))
    .meta({
      ...described(
        '이 기술 가운데 하나로 한 것만 (대소문자 무관)',
        'what was made with one of these technologies, in any case',
      ),
      example: 'Kotlin,Redis',
    }),
  impact: z.enum(impactLevels).optional().meta(described('영향도가 이만한 것부터', 'what matters at least this much')),
  most: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .meta(described('회사마다 성과를 몇 건까지 넣을지', 'at most so many achievements for one employer')),
  language: z
    .enum(languages)
    .optional()
    .meta(described('이력서의 언어. 없으면 요약의 언어', 'default: that of the summaries')),
  of: z
    .enum(['month', 'week', 'both'])
    .default('both')
    .meta(described('월간 요약, 주간 요약, 또는 둘 다에서', 'from which summaries')),
}

/** The query of GET /resume. */
export const ResumeAsked = z
  .strictObject({
    ...chosen,
    sources: z.boolean().default(true).meta({ description: '성과마다 근거가 된 로그를 밝힐지' }),
  })
  .refine(inOrder, disorder)
type Asked = z.output<typeof ResumeAsked>

/** A résumé and what it rests on. Periods go by name: `2026-W47`, `2026-11`. */
export interface Resumed {
  resume: Resume
  /** Lines in it. */
  achievements: number
  /** Distinct logs that these rest on. */
  logs: number
  /** Achievements for which `most` left no room. */
  left: number
  /** Summarised before their logs were as they are now. */
  stale: string[]
  /** With logs that are in no summary. */
  unsummarised: string[]
}

/** In both languages, for the terminal and for the API. */
export const refusal = (code: ErrorCode, say: (words: Words) => string) =>
  new HubError(code, say(wordsOf('en')), { ko: say(wordsOf('ko')) })

/** `not_found`, with what to write where, as long as dure.yaml does not say whose résumé it is. */
export function profileOf({ profile }: Ctx['options']): Profile {
  if (!profile) throw refusal('not_found', ({ resume }) => resume.noProfile)
  return profile
}

/** The résumé as the stored summaries tell it. */
export async function resumed({ db, options }: Ctx, { of, sources, ...asked }: Asked): Promise<Resumed> {
  const profile = profileOf(options)
  const { achievements, ...lacking } = await toldIn(db<Tables>(), of, asked)
  const selection = { ...asked, language: asked.language ?? options.language }
  const resume = resumeOf(profile, achievements, selection)
  const lines = linesOf(resume)
  return {
    resume: sources ? resume : withoutSources(resume),
    achievements: lines.length,
    logs: new Set(lines.flatMap(({ sources }) => sources)).size,
    left: linesOf(resumeOf(profile, achievements, { ...selection, most: undefined })).length - lines.length,
    ...lacking,
  }
}

/** As JSON Resume, with what it rests on in `meta`. */
export const resumedJson = ({ resume, ...rest }: Resumed) => jsonOf(resume, rest)

export const resumeRoute: Route<Resumed> = {
  path: 'GET /resume',
  reply: outcome => ({ status: 200, body: resumedJson(outcome) }),
  replies: {
    200: { description: 'JSON Resume 1.0', body: JsonResume },
    404: { description: 'dure.yaml에 profile이 없다' },
  },
}

/** The bullets of the months and weeks that share a day with the time; a log that was removed since vouches for none. */
async function toldIn(db: Kysely<Tables>, of: Asked['of'], { from = '', to = '9999' }: Span) {
  const isAsked = ({ kind, date_from, date_to }: Summary) =>
    (of === 'both' ? kind !== 'days' : kind === of) &&
    date_to > `${from}-01-01`.slice(0, 10) &&
    date_from.slice(0, to.length) <= to
  const summaries = (await summariesIn(db, {})).filter(isAsked)
  const logs = await versionsIn(db, { from: '0000', to: '9999-99' })
  const dayOf = new Map(logs.map(({ id, loggedDate }) => [id, loggedDate]))
  const left = logs.filter(
    ({ loggedDate }) =>
      isWithin(loggedDate, { from, to }) && !summaries.some(summary => holds(periodOf(summary), loggedDate)),
  )
  const periodFor = of === 'week' ? weekOf : monthOf
  return {
    achievements: summaries.flatMap(summary => achievementsOf(summary, dayOf)),
    stale: summaries.filter(({ stale }) => stale).map(({ name }) => name),
    unsummarised: [...new Set(left.map(({ loggedDate }) => periodFor(loggedDate).name))].sort().reverse(),
  }
}

type Summary = Awaited<ReturnType<typeof summariesIn>>[number]

const achievementsOf = ({ kind, bullets }: Summary, dayOf: Map<string, string>): Achievement[] =>
  bullets.flatMap(bullet => {
    const sources = bullet.sources.filter(id => dayOf.has(id))
    const days = sources.map(id => dayOf.get(id)!).sort()
    return days.length > 0 ? [{ ...bullet, sources, days, kind: kind === 'month' ? 'month' : 'week' }] : []
  })
