import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import test from 'node:test'
import { type FakeOptions, llmFake } from './fake.ts'

const closed = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false }

async function claude(
  body: object,
  headers: Record<string, string> = {},
  fake = llmFake({ author: () => ({ a: 'b' }) }),
) {
  const usual = { 'x-api-key': fake.key, 'anthropic-version': '2023-06-01' }
  const answer = await fake.fetch(`${fake.url}/messages`, {
    method: 'POST',
    headers: { ...usual, ...headers },
    body: JSON.stringify({
      model: 'fake-writer-1',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'x' }],
      ...body,
    }),
  })
  return { status: answer.status, body: (await answer.json()) as any }
}

async function openai(body: object, options: FakeOptions = {}) {
  const fake = llmFake({ author: () => ({ a: 'b' }), ...options })
  const answer = await fake.fetch(`${fake.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fake.key}` },
    body: JSON.stringify({ model: 'fake-writer-1', messages: [{ role: 'user', content: 'JSON please' }], ...body }),
  })
  return { status: answer.status, body: (await answer.json()) as any }
}

test('Messages: both versions and both ways to give the key are taken', async () => {
  const first = await claude({})
  equal(first.status, 200)
  equal(first.body.stop_reason, 'end_turn')
  equal(first.body.content[0].text, '{"a":"b"}')
  const fake = llmFake({ author: () => 1 })
  const bearer = { 'x-api-key': '', authorization: `Bearer ${fake.key}`, 'anthropic-version': '2026-10-21' }
  const request = new Request(`${fake.url}/messages`, {
    method: 'POST',
    headers: { authorization: bearer.authorization, 'anthropic-version': bearer['anthropic-version'] },
    body: JSON.stringify({ model: 'fake-writer-1', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] }),
  })
  equal((await fake.fetch(request)).status, 200)
})

test('Messages: a temperature is refused by the version of 2026 and taken by that of 2023', async () => {
  equal((await claude({ temperature: 0 })).status, 200)
  const refused = await claude({ temperature: 0 }, { 'anthropic-version': '2026-10-21' })
  equal(refused.status, 400)
  deepEqual(refused.body.error.type, 'invalid_request_error')
  match(refused.body.error.message, /temperature/)
})

test('Messages: no limit of tokens, an unknown model, an open schema and a wrong key are refused as the vendor does', async () => {
  equal((await claude({ max_tokens: undefined })).body.error.type, 'invalid_request_error')
  equal((await claude({ model: 'other' })).body.error.type, 'not_found_error')
  equal((await claude({}, { 'x-api-key': 'wrong' })).body.error.type, 'authentication_error')
  const format = (schema: object) => ({ output_config: { format: { type: 'json_schema', schema } } })
  equal((await claude(format(closed))).status, 200)
  equal((await claude(format({ ...closed, additionalProperties: undefined }))).status, 400)
})

test('chat completions: a strict schema must be closed and require all, and a JSON object wants the word JSON', async () => {
  const strict = (schema: object) => ({
    response_format: { type: 'json_schema', json_schema: { strict: true, schema } },
  })
  equal((await openai(strict(closed))).status, 200)
  equal((await openai(strict({ ...closed, required: [] }))).status, 400)
  const object = { response_format: { type: 'json_object' } }
  equal((await openai(object)).status, 200)
  equal((await openai({ ...object, messages: [{ role: 'user', content: 'hello' }] })).status, 400)
  equal((await openai(object, { formats: ['json_schema', 'text'] })).status, 400)
})

test('an answer longer than its limit of tokens is cut, and says so in each API’s own word', async () => {
  const author = () => ({ a: '가'.repeat(100) })
  const { body } = await claude({ max_tokens: 10 }, {}, llmFake({ author }))
  equal(body.stop_reason, 'max_tokens')
  equal(body.usage.output_tokens, 10)
  equal((await openai({ max_tokens: 10 }, { author })).body.choices[0].finish_reason, 'length')
})

test('a question that nothing in the script answers is the test’s mistake', async () => {
  const fake = llmFake()
  const body = JSON.stringify({ model: 'fake-writer-1', messages: [{ role: 'user', content: 'x' }] })
  const answer = await fake.fetch(`${fake.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fake.key}` },
    body,
  })
  equal(answer.status, 500)
  fake.answer({ broken: 'reset' })
  await rejects(
    fake.fetch(`${fake.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.key}` },
      body,
    }),
    /fetch failed/,
  )
})
