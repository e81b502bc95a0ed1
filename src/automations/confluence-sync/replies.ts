import { z } from 'zod'
import type { Reply, Route } from '../../engine/automation.ts'
import { effects, eventTypes } from './event.ts'
import { DataMark } from './pages/as-data.ts'
import type { Recorded } from './record.ts'
import type { AskedToDo } from './todo.ts'

const Effects = z.array(z.enum(effects))
const Id = z.string().meta({ description: '이벤트의 ID', example: 'signal-2026-0412' })

const Accepted = z.object({
  id: Id,
  status: z.literal('accepted'),
  writes: Effects.meta({ description: '기록할 곳: Action Log, Live doc, Play DB', example: ['log', 'live'] }),
  unset: Effects.meta({ description: '페이지가 설정되지 않아 기록하지 않는 곳', example: [] }),
})
const Known = Accepted.extend({ status: z.literal('known') })

/** 202: it is stored, and its pages follow. */
export const recordReply: Reply<Recorded> = {
  reply: ({ known, again: _, ...told }) =>
    known
      ? { status: 200, body: { ...told, status: 'known' } }
      : { status: 202, body: { ...told, status: 'accepted' } },
  replies: {
    200: { description: '같은 이벤트를 이미 받았다. 다시 기록하지 않는다', body: Known },
    202: { description: '저장했다. 페이지에는 곧 기록한다', body: Accepted },
    409: { description: '같은 ID의 다른 이벤트가 있다' },
  },
}
export const recordRoute: Route<Recorded> = { path: 'POST /events', ...recordReply }

const Told = z.object({
  content_is: DataMark,
  events: z.array(
    z.object({
      id: Id,
      type: z.enum(eventTypes),
      play_id: z.string(),
      title: z.string().optional(),
      url: z.string().optional(),
      actor: z.string().optional(),
      created_at: z.string(),
      signal_id: z.string().optional(),
      score: z.number().optional(),
      result: z.string().optional(),
      comment: z.string().optional(),
    }),
  ),
  next: z.int().nullable().meta({ description: '다음 쪽의 cursor. 마지막 쪽이면 null' }),
})
export const listRoute: Route = {
  path: 'GET /events',
  replies: { 200: { description: '이벤트 목록, 새것부터', body: Told } },
}

const Made = z.object({
  play_id: z.string().meta({ example: 'EXT_Desk_D01' }),
  page_id: z.string().meta({ example: '753719' }),
  url: z.string(),
  status: z.enum(['made', 'there']).meta({ description: 'there: 전에 만든 페이지' }),
})
const Waiting = z.object({
  play_id: z.string(),
  status: z.enum(['accepted', 'refused']),
  detail: z.string().optional(),
})

/** 201 with the page once Confluence has it; 202 while it is on its way. Its links follow. */
export const todoReply: Reply<AskedToDo> = {
  waitFor: ({ delivery }) => (delivery ? { connector: 'confluence', write: 'createPage', key: delivery } : undefined),
  waitMs: 10_000,
  reply: (asked, waited) => {
    const { play_id, page_id, url } = asked
    if (!waited) return { status: 200, body: { play_id, page_id, url, status: 'there' } }
    if (waited.state === 'done')
      return { status: 201, body: { play_id, page_id: waited.result.id, url: waited.result.url, status: 'made' } }
    if (waited.state === 'failed') return { status: 409, body: { play_id, status: 'refused', detail: waited.error } }
    return { status: 202, body: { play_id, status: 'accepted' } }
  },
  replies: {
    200: { description: '페이지가 이미 있다. 빠진 링크는 다시 단다', body: Made },
    201: { description: '페이지를 만들었다. 링크는 곧 단다', body: Made },
    202: { description: '저장했다. Confluence가 받는 대로 만든다', body: Waiting },
    409: { description: 'Confluence가 거절했다', body: Waiting },
  },
}
export const todoRoute: Route<AskedToDo> = { path: 'POST /plays/{play_id}/todo', ...todoReply }
