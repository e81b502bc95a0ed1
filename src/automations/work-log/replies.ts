import { z } from 'zod'
import type { Route, Waited } from '../../engine/automation.ts'
import { examples, type Field, newLog } from './input.ts'
import type { Listed } from './list.ts'
import type { StoredLog } from './logs.ts'
import { problemsOf } from './problems.ts'
import { sampleId } from './sample.ts'
import { contextOf } from './star.ts'
import { type Language, wordsOf } from './words.ts'
import type { Logged } from './write.ts'

/** What is wrong with a log that was sent, for a task that takes one; beside the log's fields an edit has its version. */
export const inWords = {
  problems: ({ issues }: z.ZodError, language: Language, { input, options }: { input: any; options: any }) => {
    const isOfLog = ({ path }: z.core.$ZodIssue) => path[0] !== 'version'
    const version =
      language === 'ko' ? '읽은 버전의 번호여야 합니다' : 'must be the number of the version that was read'
    const isStrange = isStrangeStatus(input?.status, options.statuses)
    return [
      ...problemsOf(new z.ZodError(issues.filter(isOfLog)), language).map(({ what, ...rest }) => ({
        ...rest,
        message: what,
      })),
      ...issues.filter(issue => !isOfLog(issue)).map(() => ({ field: 'version', message: version, example: 1 })),
      ...(isStrange
        ? [
            {
              field: 'status',
              message: wordsOf(language).refusal.status(options.statuses),
              example: options.statuses[0],
            },
          ]
        : []),
    ]
  },
}

/** The schema takes any readable text: which there are is known to the options alone. */
const isStrangeStatus = (status: unknown, statuses: readonly string[]) => {
  const read = statusIn.safeParse(status)
  return typeof read.data === 'string' && !statuses.includes(read.data)
}
const statusIn = newLog().in.shape.status

const place = (id: string) => `/daily-logs/${encodeURIComponent(id)}`
const somePage = '2a8f3c1e-7b4d-81a6-9c2f-0d5e6f7a8b9c'
const Id = z.string().meta({ description: '로그의 ID', example: sampleId })
const Moment = z.string().meta({ example: '2025-11-09T09:12:30.000Z' })

const Created = z.object({
  page_id: z.string().meta({
    description: 'Notion 페이지의 ID. Notion을 쓰지 않으면 로그의 ID',
    example: somePage,
  }),
  url: z.string().meta({
    description: 'Notion 페이지의 주소. Notion을 쓰지 않으면 이 서버의 경로',
    example: 'https://www.notion.so/2a8f3c1e7b4d81a69c2f0d5e6f7a8b9c',
  }),
  id: Id,
})
const Accepted = z.object({
  id: Id,
  status: z.literal('accepted'),
  notion: z.enum(['pending', 'refused']),
  url: z.string().meta({ example: place(sampleId) }),
})
const problem = (description: string) => ({ description })

/** 201 once Notion has the page, as the description wants it; 202 while the log is here and not there. */
export const logRoute: Route<Logged> = {
  path: 'POST /daily-logs',
  waitFor: ({ delivery }) =>
    delivery === undefined ? undefined : { connector: 'notion', write: 'createRow', key: delivery },
  waitMs: 5000,
  reply: ({ id }, waited) => {
    const headers = { location: place(id) }
    if (!waited) return { status: 201, body: { page_id: id, url: place(id), id }, headers }
    if (waited.state === 'done')
      return { status: 201, body: { page_id: waited.result.id, url: waited.result.url, id }, headers }
    return { status: 202, body: { id, status: 'accepted', notion: stateOf(waited), url: place(id) }, headers }
  },
  replies: {
    201: { description: '저장하고 Notion에도 기록했다', body: Created },
    202: {
      description:
        '저장했다. Notion에는 아직 없다: pending이면 나중에 저절로 기록되고, refused이면 Notion이 거부한 것으로 관리자에게 알린다',
      body: Accepted,
    },
    409: problem('같은 날의 같은 로그가 이미 있다'),
  },
}

const stateOf = ({ state }: Waited) => (state === 'failed' ? 'refused' : 'pending')

/** A log as the API tells it: the fields of its body, and what the hub knows besides. */
export const toldOf = ({ star, page, ...log }: StoredLog) => ({
  id: log.id,
  title: log.title,
  context: contextOf(star),
  category: log.category,
  impact_level: log.impactLevel,
  tech_stack: log.techStack,
  logged_date: log.loggedDate,
  status: log.status,
  metrics: log.metrics ?? null,
  ticket_url: log.ticketUrl ?? null,
  version: log.version,
  created_at: log.createdAt,
  updated_at: log.updatedAt,
  page_id: page?.id ?? null,
  url: page?.url ?? place(log.id),
})

/** The list leaves out the long texts. */
export const listOf = ({ logs, next }: Listed) => ({
  logs: logs.map(log => {
    const { context: _, ...told } = toldOf(log)
    return told
  }),
  next: next ?? null,
})

const shown = (field: Field) => ({ example: examples[field] })
const text = (field: Field) => z.string().meta(shown(field))
const Entry = z.object({
  id: Id,
  title: text('title'),
  category: text('category'),
  impact_level: text('impact_level'),
  tech_stack: z.array(z.string()).meta(shown('tech_stack')),
  logged_date: text('logged_date'),
  status: text('status'),
  metrics: z.string().nullable().meta(shown('metrics')),
  ticket_url: z.string().nullable().meta(shown('ticket_url')),
  version: z.int().meta({ example: 1 }),
  created_at: Moment,
  updated_at: Moment,
  page_id: z.string().nullable().meta({ description: 'Notion 페이지의 ID. 아직 없으면 null', example: somePage }),
  url: Created.shape.url,
})
const Whole = Entry.extend({ context: text('context') })

export const listReplies = {
  200: { description: '로그 목록', body: z.object({ logs: z.array(Entry), next: z.string().nullable() }) },
}
export const wholeReplies = { 200: { description: '로그 하나', body: Whole }, 404: problem('그런 로그가 없다') }
export const changeReplies = { ...wholeReplies, 409: problem('그사이에 바뀌었거나, 같은 로그가 이미 있다') }
