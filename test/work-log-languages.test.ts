import { deepEqual, match } from 'node:assert/strict'
import { test } from 'node:test'
import workLog from '../src/automations/work-log/index.ts'
import { lastDays, monthNamed, weekNamed } from '../src/automations/work-log/period.ts'
import { HubError } from '../src/engine/error.ts'
import { forgotten } from '../src/engine/retention.ts'
import type { Problem } from '../src/server/problem.ts'
import { keptLog, loaded } from '../src/server/testing.ts'
import { schemasOf, toolsOf } from '../src/server/tools.ts'
import { apiOf, token } from './work-log-api.ts'
import { bodyOf, hubWith } from './work-log-scene.ts'

type Call = (method: string, path: string, body?: object, key?: string) => Promise<Response>
type Scene = Awaited<ReturnType<typeof hubWith>>

interface Case {
  status: number
  provoke: (call: Call, scene: Scene) => Promise<Response>
  en: RegExp
  ko: RegExp
  field?: { name: string; example?: unknown }
}

/** What the hub and the work log refuse beyond what the schema of the body says. */
const cases: Record<string, Case> = {
  'no such log': {
    status: 404,
    provoke: call => call('GET', '/daily-logs/none'),
    en: /^there is no log "none"/,
    ko: /^그런 로그가 없습니다: "none"/,
  },
  'the same of the same day': {
    status: 409,
    async provoke(call) {
      const log = bodyOf()
      await call('POST', '/daily-logs', log)
      return call('POST', '/daily-logs', log)
    },
    en: /^the log \S+ says the same of the same day/,
    ko: /^같은 날의 같은 로그가 이미 있습니다: 2026-11-20-/,
  },
  'another version': {
    status: 409,
    async provoke(call, { post }) {
      const { body } = await post(bodyOf())
      return call('PUT', `/daily-logs/${body.id}`, { ...bodyOf(), version: 7 })
    },
    en: /is at version 1, not 7/,
    ko: /지금 버전은 1, 보내신 버전은 7입니다/,
  },
  'changed meanwhile': {
    status: 409,
    async provoke(call, { post }) {
      const { body } = await post(bodyOf())
      const put = () => call('PUT', `/daily-logs/${body.id}`, bodyOf())
      const answers = await Promise.all([put(), put()])
      return answers.find(({ status }) => status !== 200)!
    },
    en: /was changed by somebody else just now/,
    ko: /내용이 방금 바뀌었습니다/,
  },
  'a status that is not listed': {
    status: 400,
    provoke: call => call('POST', '/daily-logs', bodyOf({ status: 'Done' })),
    en: /^status must be one of: Logged, In Review, Published$/,
    ko: /^status는 다음 중 하나여야 합니다: Logged, In Review, Published$/,
    field: { name: 'status', example: 'Logged' },
  },
  'a cursor of another list': {
    status: 400,
    provoke: call => call('GET', '/daily-logs?cursor=x'),
    en: /^the cursor is none of this list/,
    ko: /^이 목록의 cursor가 아닙니다/,
    field: { name: 'cursor' },
  },
  'another request under the key': {
    status: 409,
    async provoke(call) {
      await call('POST', '/daily-logs', bodyOf(), 'k')
      return call('POST', '/daily-logs', bodyOf(), 'k')
    },
    en: /^another request has been answered under this key/,
    ko: /^이 키로 다른 내용의 요청에 이미 답했습니다/,
  },
  'a key whose answer is forgotten': {
    status: 409,
    async provoke(call, { hub }) {
      const log = bodyOf()
      await call('POST', '/daily-logs', log, 'k')
      await hub.store.db.updateTable('run').set({ input: forgotten }).execute()
      return call('POST', '/daily-logs', log, 'k')
    },
    en: /so long ago that its answer is gone/,
    ko: /너무 오래되어 그 답이 남아 있지 않습니다/,
  },
}

for (const [what, { status, provoke, field, ...said }] of Object.entries(cases))
  test(`a caller reads in their own language of ${what}`, async () => {
    for (const language of ['en', 'ko'] as const) {
      const scene = await hubWith({ notion: false })
      const app = apiOf(scene.hub)
      const call: Call = async (method, path, body, key) =>
        app.fetch(
          new Request(`http://hub.example.com${path}`, {
            method,
            headers: {
              authorization: `Bearer ${token}`,
              'accept-language': language,
              ...(body && { 'content-type': 'application/json' }),
              ...(key && { 'idempotency-key': key }),
            },
            ...(body && { body: JSON.stringify(body) }),
          }),
        )
      const response = await provoke(call, scene)
      const { detail, errors } = (await response.json()) as Problem
      deepEqual([response.status, response.headers.get('content-language')], [status, language])
      match(detail!, said[language])
      const example = field && 'example' in field ? { example: field.example } : {}
      deepEqual(errors, field && [{ field: field.name, message: detail, ...example }])
      await scene.hub.stop()
    }
  })

test('a week, a month and a number of days that there are not are told in both languages, by their field', () => {
  const told = (work: () => unknown) => {
    try {
      return work()
    } catch (error) {
      const { message, ko, field } = error as HubError
      return [error instanceof HubError, message, ko, field?.name]
    }
  }
  deepEqual(
    told(() => weekNamed('2026-W54')),
    [
      true,
      'there is no week "2026-W54"; write it as 2026-W47',
      '그런 주가 없습니다: "2026-W54". 2026-W47처럼 적어 주세요',
      'week',
    ],
  )
  deepEqual(
    told(() => monthNamed('2026-13')),
    [
      true,
      'there is no month "2026-13"; write it as 2026-11',
      '그런 달이 없습니다: "2026-13". 2026-11처럼 적어 주세요',
      'month',
    ],
  )
  deepEqual(
    told(() => lastDays(0, '2026-11-20')),
    [
      true,
      '0 is no number of days; write one from 1 to 366',
      '일수가 올바르지 않습니다: 0. 1부터 366까지의 정수로 적어 주세요',
      'days',
    ],
  )
})

test('agents are told in English what each argument of a tool means', () => {
  const tools = toolsOf([loaded(workLog)], { underscores: false, readOnly: false }, keptLog())
  const told = tools.flatMap(tool => Object.entries(schemasOf(tool).input.properties as object))
  for (const [name, { description }] of told) if (description) match(description, /[a-z]{3}.* .*[a-z]{2}/, name)
})
