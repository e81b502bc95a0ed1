import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import type { HubError } from '../../engine/error.ts'
import { failureOf as failure, until } from '../../engine/http-testing.ts'
import type { Scripted } from './fake.ts'
import { apis, question, type StageOptions, stage, summary } from './testing.ts'

async function failureOf(work: Promise<unknown>): Promise<HubError> {
  const error = await failure(work)
  doesNotMatch(error.message, /key-of-the-fake/, 'no key in a message')
  ok(error.message.length < 700, error.message)
  equal(error.arrived, 'no', 'a question changes nothing')
  return error
}

for (const api of apis) {
  const unusable: [string, Scripted, RegExp][] = [
    ['cut off', { text: '{"bullets":[{"text":"응답 시', end: 'cut' }, /was cut off after \d+ tokens; ask about less/],
    ['cut off, but whole by luck', { text: JSON.stringify(summary), end: 'cut' }, /was cut off/],
    ['declined', { text: 'I cannot help with that.', end: 'refused' }, /declined to answer: "I cannot help/],
    ['declined with an answer all the same', { text: JSON.stringify(summary), end: 'refused' }, /declined to answer/],
    ['declined without a word', { text: '', end: 'refused' }, /declined to answer$/],
    [
      'prose',
      { text: 'Sure! Here is your summary: it went well.' },
      /in prose instead of JSON: "Sure!.*LLM_MODEL wants one/,
    ],
    ['no text', { text: '' }, /in prose instead of JSON/],
    ['JSON that ends in the middle', { text: '{"bullets":[' }, /in prose instead of JSON/],
    ['another shape', { json: { points: [] } }, /is not what was asked for \(bullets: /],
    ['a bullet without a source', { json: { bullets: [{ text: 'x', sources: [] }] } }, /\(bullets\.0\.sources: /],
  ]
  for (const [name, answer, words] of unusable)
    test(`an answer that is no answer is an error at once, its tokens told: ${name} (${api})`, async () => {
      const { client, fake, told, pauses } = stage({ api })
      fake.answer(answer)
      const error = await failureOf(client.ask(question))
      equal(error.code, 'invalid')
      match(error.message, words)
      equal(fake.questions.length, 1)
      deepEqual(pauses, [])
      equal(told[0]?.message, 'the answer of the LLM is unusable')
      ok(Number(told[0]?.fields.inputTokens) > 0)
    })

  test(`a wrong key is told with the setting to change, and not tried again (${api})`, async () => {
    const setting = api === 'claude' ? 'CLAUDE_API_KEY' : 'LLM_API_KEY'
    const { client, fake } = stage({ api, settings: { [setting]: 'wrong-key-of-mine' } })
    for (const work of [client.ask(question), client.look()]) {
      const error = await failureOf(work)
      equal(error.code, 'unauthorized')
      match(error.message, new RegExp(`the key is refused; set ${setting} to one that is valid`))
    }
    equal(fake.calls.length, 2)
  })

  test(`an account that may spend no more is for a person, however it is told (${api})`, async () => {
    for (const [status, message] of [
      [402, 'billing'],
      [400, 'Your credit balance is too low to access the API.'],
      [429, 'insufficient_quota: You exceeded your current quota'],
      [403, 'This organization has reached its monthly spending limit'],
    ] as const) {
      const { client, fake } = stage({ api })
      fake.answer({ status, message })
      const error = await failureOf(client.ask(question))
      equal(error.code, 'unauthorized', message)
      match(error.message, /add credit or raise its limit/)
      equal(fake.questions.length, 1)
    }
  })

  test(`statuses say what the caller can do (${api})`, async () => {
    for (const [status, code, words] of [
      [400, 'invalid', /does not take the request\. It says: said by the script/],
      [403, 'unauthorized', /may not use fake-writer-1/],
      [404, 'not_found', /check LLM_MODEL and (CLAUDE_API_URL|LLM_BASE_URL)/],
      [413, 'invalid', /ask about less at once/],
    ] as const) {
      const { client, fake } = stage({ api })
      fake.answer({ status })
      const error = await failureOf(client.ask(question))
      equal(error.code, code, String(status))
      match(error.message, words)
      equal(fake.questions.length, 1)
    }
  })

  test(`after 429 it waits as long as it is told, and then has its answer (${api})`, async () => {
    const { client, fake, pauses } = stage({ api })
    fake.answer({ status: 429, retryAfter: '17' }, { json: summary })
    deepEqual((await client.ask(question)).value, summary)
    deepEqual(pauses, [17_000])
  })

  test(`429 for ever is rate_limited with the time to wait, after three tries (${api})`, async () => {
    const { client, fake } = stage({ api })
    fake.answer({ status: 429, retryAfter: '20', times: 9 })
    const error = await failureOf(client.ask(question))
    equal(error.code, 'rate_limited')
    equal(error.retryAfterMs, 20_000)
    equal(fake.questions.length, 3)
  })

  test(`overload for ever is unavailable after three tries, and nothing may have arrived (${api})`, async () => {
    for (const status of [529, 500, 503, 504]) {
      const { client, fake } = stage({ api })
      fake.answer({ status, times: 9 })
      const error = await failureOf(client.ask(question))
      equal(error.code, 'unavailable')
      match(error.message, new RegExp(`: ${status} `))
      equal(fake.questions.length, 3)
    }
  })

  test(`a connection that breaks, and an answer that breaks off, are asked again (${api})`, async () => {
    for (const broken of ['reset', 'half'] as const) {
      const { client, fake } = stage({ api })
      fake.answer({ broken }, { json: summary })
      deepEqual((await client.ask(question)).value, summary)
      fake.answer({ broken, times: 3 })
      equal((await failureOf(client.ask(question))).code, 'unavailable')
    }
  })

  test(`an answer is waited for two minutes, then asked for again (${api})`, async () => {
    const { client, fake } = stage({ api })
    fake.answer({ json: summary, afterMs: 100_000 })
    deepEqual((await client.ask(question)).value, summary)
    fake.answer({ json: summary, afterMs: 130_000, times: 3 })
    const error = await failureOf(client.ask(question))
    equal(error.code, 'unavailable')
    match(error.message, /no answer within 120 s/)
  })

  test(`a web page in place of an answer points at the address (${api})`, async () => {
    const { client, fake } = stage({ api })
    fake.answer({ status: 200, body: '<!DOCTYPE html><title>Welcome to nginx</title>' })
    const error = await failureOf(client.ask(question))
    equal(error.code, 'invalid')
    match(error.message, /a web page instead of JSON \("Welcome to nginx"\); check (CLAUDE_API_URL|LLM_BASE_URL)/)
  })

  test(`JSON that is no answer of this API is an error that says so (${api})`, async () => {
    const { client, fake } = stage({ api })
    fake.answer({ status: 200, body: '{"choices":[],"content":5}' })
    const error = await failureOf(client.ask(question))
    equal(error.code, 'invalid')
    match(error.message, /an answer of unknown shape/)
  })

  test(`an error told with status 200 is one all the same (${api})`, async () => {
    const cases: [object, string][] = [
      [{ error: { message: 'upstream overloaded', code: 503 } }, 'unavailable'],
      [{ error: { message: 'bad request', code: 400 } }, 'invalid'],
      [{ error: { message: 'no more credits: billing', code: 402 } }, 'unauthorized'],
      [{ error: 'model runner crashed' }, 'unavailable'],
    ]
    for (const [body, code] of cases) {
      const { client, fake } = stage({ api })
      fake.answer({ status: 200, body: JSON.stringify(body), times: 3 })
      equal((await failureOf(client.ask(question))).code, code, JSON.stringify(body))
    }
  })

  test(`a run that is stopped stops its question (${api})`, async () => {
    const { client, fake } = stage({ api, clock: { sleep: () => new Promise(() => {}) } })
    fake.answer({ json: summary, afterMs: 1 })
    const stop = new AbortController()
    const asking = client.ask({ ...question, signal: stop.signal })
    const ended = rejects(asking, /the hub stops/)
    await until(() => fake.questions.length === 1)
    stop.abort(new Error('the hub stops'))
    await ended
  })

  test(`an error that quotes the key shows it to nobody (${api})`, async () => {
    const options: StageOptions = { api }
    const { client, fake } = stage(options)
    fake.answer({ status: 400, message: `bad header ${fake.key}` })
    match((await failureOf(client.ask(question))).message, /bad header \[redacted\]/)
  })
}
