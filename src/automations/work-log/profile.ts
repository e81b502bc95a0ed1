import { z } from 'zod'
import { saying } from '../../engine/settings.ts'
import { isDate } from './period.ts'
import type { Language } from './words.ts'

/** One text for both languages, or one for each. */
const said = z.union([
  z.string().trim().min(1),
  z.strictObject({ ko: z.string().trim().min(1), en: z.string().trim().min(1) }),
])
type Said = z.output<typeof said>

/** The text in the language; one that was given once is for both. */
export const inLanguage = <T extends Said | undefined>(text: T, language: Language) =>
  (typeof text === 'object' ? text[language] : text) as T extends undefined ? undefined : string

/** A year, month or day that there is: `2024`, `2024-03` or `2024-03-18`. */
export const isWhen = (text: string) => [text, `${text}-01`, `${text}-01-01`].some(isDate)
export const notWhen = saying(
  'must be a year, month or day: 2024, 2024-03 or 2024-03-18',
  '2024, 2024-03, 2024-03-18처럼 연도, 달, 날짜로 쓰십시오',
)

/** Whether it begins by its end, which lies at the end of the year, month or day. */
export const inOrder = ({ from, to }: { from?: string; to?: string }) =>
  from === undefined || to === undefined || from.slice(0, to.length) <= to

/** For `refine`, where there are both. */
export const disorder = { ...saying('must not lie before `from`', '`from`보다 앞설 수 없습니다'), path: ['to'] }

/** YAML reads a bare year as a number. */
const when = z.union([z.string(), z.int()]).transform(String).refine(isWhen, notWhen)
const webAddress = z.url({ protocol: /^https?$/ })

const Employer = z
  .strictObject({
    name: said,
    position: said.optional(),
    from: when,
    to: when.optional().meta({ description: 'Last day, month or year; left out where it is going on' }),
    url: webAddress.optional(),
    summary: said.optional(),
  })
  .refine(inOrder, saying('ends before it begins', '끝이 시작보다 앞섭니다'))

/** Whose résumé it is: the part of dure.yaml that no log tells. */
export const Profile = z.strictObject({
  name: said,
  headline: said.optional().meta({ description: 'What you are, in one line' }),
  summary: said.optional(),
  email: z.email().optional(),
  phone: z.string().min(1).optional(),
  location: said.optional(),
  links: z.array(z.strictObject({ name: z.string().min(1), url: webAddress })).default([]),
  employers: z.array(Employer).default([]),
  education: z
    .array(
      z.strictObject({
        institution: said,
        area: said.optional(),
        degree: said.optional(),
        from: when.optional(),
        to: when.optional(),
      }),
    )
    .default([]),
  skills: z
    .array(z.strictObject({ name: said, keywords: z.array(z.string().min(1)).default([]) }))
    .optional()
    .meta({ description: 'Left out: what the chosen achievements were made with' }),
  languages: z.array(z.strictObject({ language: said, fluency: said.optional() })).default([]),
})

/** Times as they were written, bare years as text. */
export type Profile = z.output<typeof Profile>
