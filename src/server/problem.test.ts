import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import type { Task } from '../engine/automation.ts'
import type { Problem } from './problem.ts'
import { loaded, note, noticeBoard, scene } from './testing.ts'

const problemOf = async (response: Response) => (await response.json()) as Problem

describe('problems', () => {
  test('every problem of a body is named: the field, what is wrong, and what would be right', async () => {
    const { post } = scene()
    const response = await post('/notes', {
      title: '',
      kind: '새 기능',
      tags: ['a', 7],
      date: '어제',
      stars: 9,
      link: '#',
      x: 1,
    })
    const problem = await problemOf(response)
    assert.equal(problem.title, '요청이 올바르지 않습니다')
    assert.equal(problem.detail, '고칠 곳이 8군데 있습니다. errors를 확인해 주세요.')
    assert.deepEqual(problem.errors, [
      { field: 'title', message: '비어 있으면 안 됩니다', example: '결제 서버 배포' },
      { field: 'body', message: '필수 항목입니다 (문자열)' },
      { field: 'kind', message: '신규기능, 버그픽스, 기타 중 하나여야 합니다' },
      { field: 'tags[1]', message: '타입이 다릅니다. 필요한 것은 문자열, 받은 것은 숫자입니다' },
      { field: 'date', message: 'YYYY-MM-DD 형식의 실제 날짜여야 합니다', example: '2026-11-20' },
      { field: 'stars', message: '5 이하여야 합니다' },
      { field: 'link', message: 'https:// 등으로 시작하는 완전한 주소여야 합니다' },
      { field: 'x', message: '모르는 항목입니다. 쓸 수 있는 항목: title, body, kind, tags, date, stars, link' },
    ])
  })

  test('a schema’s own words are told as they are, in Korean where the schema has them', async () => {
    const board = noticeBoard()
    const write = board.automation.tasks.write as Task
    write.input = z.strictObject({ kind: z.string().refine(kind => kind !== 'odd') }).transform((sent, context) => {
      const params = { ko: 'score가 있어야 합니다' }
      context.addIssue({ code: 'custom', path: ['score'], message: 'a score needs one', params })
      context.addIssue({ code: 'custom', path: ['kind'], message: 'only on Fridays' })
      return sent
    })
    const { post } = scene({ automations: [loaded(board.automation)] })
    const told = async (language: string, kind: string) =>
      (await problemOf(await post('/notes', { kind }, { 'accept-language': language }))).errors
    assert.deepEqual(await told('ko', 'score'), [
      { field: 'score', message: 'score가 있어야 합니다' },
      { field: 'kind', message: 'only on Fridays' },
    ])
    assert.equal((await told('en', 'score'))![0]!.message, 'a score needs one')
    assert.deepEqual(await told('ko', 'odd'), [{ field: 'kind', message: '올바른 값이 아닙니다' }])
  })

  test('a word that is nearly right comes with the one that was probably meant', async () => {
    const { post } = scene()
    const { errors } = await problemOf(await post('/notes', { ...note, kind: '버그픽쓰', star: 3 }))
    assert.deepEqual(
      errors!.map(({ message }) => message.split('; ')[1]),
      ['혹시 버그픽스인가요?', '혹시 stars인가요?'],
    )
  })

  test('a task may say in its own words what is wrong, in either language', async () => {
    const board = noticeBoard()
    const write = board.automation.tasks.write as Task
    write.problems = (error: z.ZodError, language) => [
      {
        field: 'title',
        message: language === 'ko' ? '제목을 써 주세요' : 'write a title',
        example: error.issues.length,
      },
    ]
    const { post } = scene({ automations: [loaded(board.automation)] })
    assert.deepEqual((await problemOf(await post('/notes', {}))).errors, [
      { field: 'title', message: '제목을 써 주세요', example: 4 },
    ])
    assert.equal(
      (await problemOf(await post('/notes', {}, { 'accept-language': 'en' }))).errors![0]!.message,
      'write a title',
    )
  })

  test('the language is the one that is read best, else the hub’s', async () => {
    const titles: Record<string, string> = { ko: '찾을 수 없습니다', en: 'Not found' }
    const expected: [string, string][] = [
      ['', 'ko'],
      ['en', 'en'],
      ['en-US,en;q=0.9,ko;q=0.8', 'en'],
      ['ko-KR,ko;q=0.9,en-US;q=0.8', 'ko'],
      ['de,en;q=0.3,ko;q=0.2', 'en'],
      ['de, fr', 'ko'],
      ['*', 'ko'],
      ['en;q=0', 'ko'],
      [';;;q=,,\u00e9', 'ko'],
    ]
    const { send } = scene()
    for (const [accepted, language] of expected) {
      const response = await send('/nowhere', { headers: { 'accept-language': accepted } })
      assert.equal(response.headers.get('content-language'), language, accepted)
      assert.equal((await problemOf(response)).title, titles[language])
    }
    assert.equal((await problemOf(await scene({ language: 'en' }).send('/nowhere'))).title, 'Not found')
  })

  test('what a task throws has one status for each code, and a bug shows nothing of itself', async () => {
    const { post, log } = scene()
    const statuses: Record<string, number> = {
      invalid: 400,
      not_found: 404,
      conflict: 409,
      rate_limited: 429,
      unauthorized: 500,
      unavailable: 503,
      bug: 500,
    }
    for (const [how, status] of Object.entries(statuses)) {
      const response = await post('/fail', { how })
      assert.equal(response.status, status, how)
      assert.equal(response.headers.get('retry-after'), status === 429 || status === 503 ? '2' : null, how)
      const text = await response.text()
      assert.ok(!text.includes('hunter2'))
      assert.equal(text.includes(`failed: ${how}`), [400, 404, 409].includes(status), how)
    }
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['info', 'info', 'info', 'info', 'error', 'warn', 'error'],
    )
  })

  test('a task’s own refusal is a problem, with what it adds', async () => {
    const { post } = scene()
    const response = await post('/fail', { how: 'reply' })
    const { instance, ...problem } = await problemOf(response)
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
    assert.deepEqual(problem, {
      type: 'urn:dure:problem:conflict',
      title: '다른 요청과 충돌합니다',
      status: 409,
      detail: '같은 메모가 있습니다',
      twin: '1',
    })
  })

  test('each answer has a number, and so has its line in the log, which shows neither body nor token', async () => {
    const { post, log } = scene()
    const response = await post('/notes?secret=hunter2', { ...note, title: 'hunter2' })
    const id = response.headers.get('x-request-id')
    assert.equal((await problemOf(response)).instance, `urn:uuid:${id}`)
    assert.deepEqual(log.lines, [
      {
        level: 'info',
        message: 'POST /notes 400 0 ms',
        fields: { request: id, caller: 'API_AUTH_TOKEN', why: undefined },
      },
    ])
  })

  test('an outcome that no JSON can hold, or a header that no socket takes, is the task’s mistake: 500', async () => {
    const board = noticeBoard()
    const { newest, drop } = board.automation.tasks
    newest!.run = async () => 1n
    drop!.route = { path: 'DELETE /notes/{id}', reply: () => ({ status: 200, headers: { location: '/메모' } }) }
    drop!.run = async () => undefined
    const { send, log } = scene({ automations: [loaded(board.automation)] })
    assert.equal((await send('/notes/newest')).status, 500)
    assert.equal((await send('/notes/1', { method: 'DELETE' })).status, 500)
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['error', 'error'],
    )
  })
})
