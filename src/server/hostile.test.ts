import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Problem } from './problem.ts'
import { note, scene } from './testing.ts'

const encoder = new TextEncoder()
const text = (value: unknown) => JSON.stringify(value)
const withRaw = (raw: string) => text({ ...note, title: '@' }).replace('"@"', raw)
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

interface Hostile {
  body: string | Uint8Array
  says: RegExp
  status?: number
  headers?: Record<string, string>
}

/** Bodies that no honest program sends, and what whoever sent one by mistake reads. */
const hostile: Record<string, Hostile> = {
  'is empty': { body: '', says: /title: is required/ },
  'is blank': { body: ' \n\t', says: /no valid JSON: reading stopped at line 2/ },
  'is null': { body: 'null', says: /must be a JSON object/ },
  'is true': { body: 'true', says: /must be a JSON object/ },
  'is a number': { body: '17', says: /must be a JSON object/ },
  'is a text': { body: '"title"', says: /must be a JSON object/ },
  'is a list': { body: text([note]), says: /must be a JSON object/ },
  'is no JSON': { body: 'title=배포', says: /no valid JSON: reading stopped at the sign i/ },
  'is XML': { body: '<?xml version="1.0"?><note/>', says: /no valid JSON/ },
  'is cut off': { body: text(note).slice(0, -9), says: /no valid JSON/ },
  'has a comma at its end': { body: '{\n  "title": "배포",\n}', says: /line 3, column 1/ },
  'has single quotes': { body: "{'title': 'x'}", says: /no valid JSON/ },
  'has comments': { body: `/* note */ ${text(note)}`, says: /no valid JSON/ },
  'has two values': { body: `${text(note)}${text(note)}`, says: /no valid JSON/ },
  'has NaN': { body: withRaw('NaN'), says: /no valid JSON/ },
  'has a raw line break in a text': { body: withRaw('"a\nb"'), says: /no valid JSON/ },
  'has a raw NUL': { body: withRaw('"a\0b"'), says: /no valid JSON/ },
  'has an escaped NUL': { body: withRaw('"a\\u0000b"'), says: /title: the character NUL/ },
  'has a NUL in a name': { body: '{"a\\u0000": 1}', says: /the character NUL/ },
  'has half a surrogate pair': { body: withRaw('"\\ud83d"'), says: /title: half a surrogate pair/ },
  'has the other half of a surrogate pair': { body: withRaw('"\\udca9x"'), says: /title: half a surrogate pair/ },
  'is no UTF-8': { body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), says: /no valid UTF-8/ },
  'is EUC-KR': { body: new Uint8Array([0x7b, 0x22, 0xb0, 0xa1, 0x22, 0x3a, 0x31, 0x7d]), says: /no valid UTF-8/ },
  'has overlong UTF-8': { body: new Uint8Array([0x22, 0xc0, 0x80, 0x22]), says: /no valid UTF-8/ },
  'is UTF-16': { body: new Uint8Array(Buffer.from(`\ufeff${text(note)}`, 'utf16le')), says: /no valid UTF-8/ },
  'begins with a byte order mark': { body: encoder.encode(`\ufeff${text(note)}`), says: /byte order mark/ },
  'gives a name twice': { body: `{"title": "a", ${text(note).slice(1)}`, says: /title is given twice/ },
  'gives a name twice, once escaped': { body: '{"title": "a", "\\u0074itle": "b"}', says: /title is given twice/ },
  'gives a name twice within': { body: '{"a": [1, {"b": 1, "b": 2}]}', says: /a\[1\]\.b is given twice/ },
  'names __proto__': { body: `{"__proto__": {"admin": true}, ${text(note).slice(1)}`, says: /__proto__ is a name/ },
  'names __proto__ within': { body: '{"a": {"\\u005f_proto__": 1}}', says: /a\.__proto__ is a name/ },
  'names constructor': { body: text({ ...note, constructor: { prototype: 1 } }), says: /constructor: is not known/ },
  'has a number beyond a double': {
    body: text({ ...note, stars: 0 }).replace(':0', ':1e999'),
    says: /stars: the number/,
  },
  'has a whole number that is not kept': {
    body: '{"stars": 12345678901234567890}',
    says: /stars: the number is too large/,
  },
  'has a fraction for a whole number': { body: text({ ...note, stars: 1.5 }), says: /stars: must be a whole number/ },
  'is nested a little too deeply': { body: `{"a": ${deep(64)}}`, says: /nested too deeply: at most 64/ },
  'is nested 100 000 deep': { body: `{"a": ${deep(100_000)}}`, says: /nested too deeply/ },
  'has 500 000 brackets that never close': { body: '['.repeat(500_000), says: /no valid JSON/ },
  'holds 400 000 values': { body: `{"tags": [${'1,'.repeat(400_000)}1]}`, says: /too many values: at most 20000/ },
  'holds 10 000 mistakes': {
    body: text({ ...note, tags: Array(10_000).fill(1) }),
    says: /tags.*must have at most 50|more things/,
  },
  'has 19 000 unknown names': {
    body: `{${Array.from({ length: 19_000 }, (_, i) => `"n${i}": 0`).join()}}`,
    says: /n0: is not known/,
  },
  'is larger than 1 MiB': { body: text({ ...note, body: 'x'.repeat(1_048_576) }), says: /at most 1 MiB/, status: 413 },
  'has a text for a list': { body: text({ ...note, tags: 'Node.js' }), says: /tags: must be a list, not text/ },
  'has an object for a text': { body: text({ ...note, body: { $gt: '' } }), says: /body: must be text, not an object/ },
  'has a list for a text': { body: text({ ...note, title: ['a'] }), says: /title: must be text, not a list/ },
  'has null for a text': { body: text({ ...note, title: null }), says: /title: must be text, not null/ },
  'has another kind': {
    body: text({ ...note, kind: 'Feature' }),
    says: /kind: must be one of 신규기능, 버그픽스, 기타/,
  },
  'has a day that never was': { body: text({ ...note, date: '2026-02-30' }), says: /date: must be a real date/ },
  'is a form': {
    body: 'title=a',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    says: /Content-Type must be application\/json/,
  },
  'is plain text': { body: text(note), headers: { 'content-type': 'text/plain' }, says: /must be application\/json/ },
  'has no type': {
    body: encoder.encode(text(note)),
    headers: { 'content-type': '' },
    says: /must be application\/json/,
  },
  'says EUC-KR': {
    body: text(note),
    headers: { 'content-type': 'application/json; charset=euc-kr' },
    says: /must be UTF-8/,
  },
  'is compressed': { body: text(note), headers: { 'content-encoding': 'gzip' }, says: /uncompressed only/ },
}

describe('a hostile body', async () => {
  const { post, answered, notes, log } = scene()

  for (const [what, { body, says, status = 400, headers }] of Object.entries(hostile))
    test(`a body that ${what} is refused in words`, async () => {
      const response = await post('/notes', body, { 'accept-language': 'en', ...headers })
      const problem = (await response.json()) as Problem
      assert.equal(response.status, status)
      assert.equal(response.headers.get('content-type'), 'application/problem+json')
      const said = [problem.detail, ...(problem.errors ?? []).map(({ field, message }) => `${field}: ${message}`)]
      assert.match(said.join('\n'), says)
      assert.ok(JSON.stringify(problem).length < 20_000, 'the answer is no larger than what it is about')
      assert.ok((problem.errors ?? []).length <= 51)
    })

  test('after all of them nothing has reached the desk, nothing is stored, and a right body is taken', async () => {
    assert.ok(Object.keys(hostile).length >= 40)
    assert.equal(answered.length, 0)
    assert.equal(notes.size, 0)
    assert.equal(({} as { admin?: boolean }).admin, undefined)
    assert.deepEqual(
      log.lines.filter(({ level }) => level !== 'info'),
      [],
    )
    assert.equal((await post('/notes', note)).status, 201)
  })

  test('a body without a declared length is counted while it arrives', async () => {
    const endless = new ReadableStream<Uint8Array>({ pull: controller => controller.enqueue(new Uint8Array(65_536)) })
    const { send } = scene()
    const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'application/json' } }
    assert.equal((await send('/notes', init as RequestInit)).status, 413)
  })

  test('a body of exactly 1 MiB, 64 levels and every sign of Unicode is read', async () => {
    const { post, answered } = scene()
    const frame = { more: JSON.parse(deep(63)) }
    const how = '👩‍💻 가\u0001 \u{10ffff} "\\/'
    const padding = 1_048_576 - encoder.encode(text({ ...frame, how })).length
    const response = await post('/fail', text({ ...frame, how: how + 'x'.repeat(padding) }))
    assert.equal(response.status, 500)
    assert.equal((answered[0]!.input as { how: string }).how, how + 'x'.repeat(padding))
  })
})
