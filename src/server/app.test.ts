import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LoadedAutomation } from '../engine/parts.ts'
import type { Problem } from './problem.ts'
import { loaded, note, noticeBoard, scene, testToken } from './testing.ts'

const problemOf = async (response: Response) => (await response.json()) as Problem & Record<string, unknown>
const json = { 'content-type': 'application/json' }

describe('routes', () => {
  test('a body becomes the input of a task, as it was sent', async () => {
    const { post, answered } = scene()
    const response = await post('/notes', note)
    assert.equal(response.status, 201)
    assert.equal(response.headers.get('location'), '/notes/1')
    assert.deepEqual(await response.json(), { id: '1' })
    assert.deepEqual(answered, [{ task: 'board/write', input: note, key: undefined }])
  })

  test('a query becomes what the schema wants: numbers, truth, and lists of what is given more than once', async () => {
    const { send, answered } = scene()
    await send('/notes?q=%EA%B2%B0%EC%A0%9C+%EC%84%9C%EB%B2%84&tag=a&tag=b&limit=5&open=false')
    await send('/notes?tag=7&q=7')
    await send('/notes')
    assert.deepEqual(
      answered.map(({ input }) => input),
      [{ q: '결제 서버', tag: ['a', 'b'], limit: 5, open: false }, { tag: ['7'], q: '7' }, {}],
    )
  })

  test('a query that does not fit is refused by name', async () => {
    const { send, answered } = scene()
    const fields = async (query: string) =>
      (await problemOf(await send(`/notes?${query}`))).errors!.map(({ field }) => field)
    assert.deepEqual(await fields('limit=many&open=yes&pages=3'), ['limit', 'open', 'pages'])
    assert.deepEqual(await fields('limit=5&limit=6'), ['limit'])
    assert.deepEqual(await fields('q=a%00b'), ['q'])
    assert.deepEqual(await fields('__proto__=1'), ['__proto__'])
    assert.equal(answered.length, 0)
  })

  test('a part of the path is a member of the input, beside those of the body', async () => {
    const { send, post, answered } = scene()
    await post('/notes', note)
    const put = (body: unknown) => send('/notes/1', { method: 'PUT', body: JSON.stringify(body), headers: json })
    assert.equal((await put({ ...note, title: '고침' })).status, 200)
    assert.deepEqual(answered[1]!.input, { ...note, title: '고침', id: '1' })
    assert.equal((await put({ ...note, id: '1' })).status, 200)
    assert.deepEqual((await problemOf(await put({ ...note, id: '2' }))).errors, [
      { field: 'id', message: '주소에 있는 값과 다릅니다' },
    ])
  })

  test('a path is decoded once, and what is no path of ours is not found', async () => {
    const { send, answered } = scene()
    await send('/notes/%EA%B0%80%2F%252e')
    assert.deepEqual(answered[0]!.input, { id: '가/%2e' })
    assert.equal((await send('/notes/a%00b')).status, 400)
    for (const path of ['/', '/note', '/notes/1/2', '//notes', '/docs', '/NOTES', '/notes/../../etc/passwd'])
      assert.equal((await send(path)).status, 404, path)
    assert.equal(answered.length, 1)
  })

  test('a query where a body belongs is refused rather than passed over', async () => {
    const { post, answered } = scene()
    const problem = await problemOf(await post('/notes?title=a&kind=b', note))
    assert.deepEqual(
      problem.errors!.map(({ field }) => field),
      ['title', 'kind'],
    )
    assert.equal(answered.length, 0)
  })

  test('a path that is spelled out goes before one with a name in it, and a slash at the end changes nothing', async () => {
    const { send, answered } = scene()
    for (const path of ['/notes/newest', '/notes/newest/', '/notes/newest1', '/notes/']) await send(path)
    assert.deepEqual(
      answered.map(({ task }) => task),
      ['board/newest', 'board/newest', 'board/show', 'board/list'],
    )
  })

  test('HEAD answers as GET does, without a body; another method is told which there are', async () => {
    const { send } = scene()
    const head = await send('/notes', { method: 'HEAD' })
    assert.equal(head.status, 200)
    assert.equal(await head.text(), '')
    const patch = await send('/notes/1', { method: 'PATCH' })
    assert.equal(patch.status, 405)
    assert.deepEqual(patch.headers.get('allow')!.split(', ').sort(), ['DELETE', 'GET', 'HEAD', 'PUT'])
    assert.equal((await send('/health', { method: 'POST' })).headers.get('allow'), 'GET, HEAD')
  })

  test('a task without an outcome is answered with no content', async () => {
    const { send, post } = scene()
    await post('/notes', note)
    const response = await send('/notes/1', { method: 'DELETE' })
    assert.equal(response.status, 204)
    assert.equal(await response.text(), '')
  })

  test('two tasks at one address, or one at an address of the hub, end the start with their names', () => {
    const twice = (path: string): LoadedAutomation =>
      loaded({
        ...noticeBoard().automation,
        name: 'other',
        tasks: { take: { summary: '', route: path as never, run: async () => 1 } },
      })
    const start = (path: string) => () => scene({ automations: [loaded(noticeBoard().automation), twice(path)] })
    assert.throws(start('GET /notes/{name}'), /other\/take and board\/show are both reached by GET \/notes\/\{\}/)
    assert.throws(start('GET /docs/mine'), /which the hub itself answers/)
  })

  test('a task that is split into several runs cannot answer a request, which ends the start with its name', () => {
    const { automation } = noticeBoard()
    automation.tasks.write!.each = () => ({ web: {}, app: {} })
    assert.throws(() => scene({ automations: [loaded(automation)] }), /board\/write has both 'each' and a route/)
  })
})

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': '8e03978e-40d5-43dd-bc93-6894a57f9324' }

  test('the same key gives the first answer again, and says so', async () => {
    const { post, notes } = scene()
    const [first, second] = [await post('/notes', note, key), await post('/notes', note, key)]
    assert.deepEqual([first.status, second.status, notes.size], [201, 201, 1])
    assert.equal(await first.text(), await second.text())
    assert.deepEqual(
      [first, second].map(({ headers }) => headers.get('idempotency-replayed')),
      [null, 'true'],
    )
  })

  test('the same key for another body is a conflict', async () => {
    const { post, notes } = scene()
    await post('/notes', note, key)
    assert.equal((await post('/notes', { ...note, title: '다른 것' }, key)).status, 409)
    assert.equal(notes.size, 1)
  })

  test('keys of two routes or two callers never meet', async () => {
    const tokens = { find: (hash: string) => ({ name: hash.slice(0, 4), role: 'writer' as const }), any: () => true }
    const { post, answered } = scene({ access: { open: false, tokens } })
    await post('/notes', note, { ...key, authorization: 'Bearer one' })
    await post('/notes', note, { ...key, authorization: 'Bearer two' })
    await post('/fail', { how: 'reply' }, { ...key, authorization: 'Bearer one' })
    const keys = answered.map(({ key }) => key)
    assert.equal(new Set(keys).size, 3)
    for (const one of keys) assert.match(one!, /^http\/[0-9a-f]{4}\/POST \/(notes|fail)\/8e03978e-/)
  })

  test('a key that is no printable ASCII of at most 255 is refused, and one for a GET is passed over', async () => {
    const { post, send, answered } = scene()
    for (const bad of ['', 'k'.repeat(256), 'a\tb', '\u00e9'])
      assert.equal((await post('/notes', note, { 'idempotency-key': bad })).status, 400, bad)
    assert.equal(answered.length, 0)
    assert.equal((await post('/notes', note, { 'idempotency-key': 'k'.repeat(255) })).status, 201)
    await send('/notes', { headers: key })
    assert.equal(answered[1]!.key, undefined)
  })
})

describe('routes that wait', () => {
  const printed = { ...note, title: 'print 1' }

  test('what became of the delivery is in the answer', async () => {
    const { post, waited } = scene()
    const response = await post('/notes', printed)
    assert.deepEqual(
      [response.status, await response.json()],
      [201, { id: '1', state: 'done', result: { url: 'https://example.com/1' } }],
    )
    assert.deepEqual(waited, [{ key: 'print 1', ms: 700 }])
  })

  test('one that has not gone in time, and one that failed, are told apart by the route', async () => {
    const { post, state } = scene()
    state.ends = () => ({ state: 'open' })
    assert.equal((await post('/notes', printed)).status, 202)
    state.ends = () => ({ state: 'failed', error: 'no paper' })
    assert.deepEqual(await (await post('/notes', printed)).json(), { id: '2', state: 'failed', error: 'no paper' })
  })

  test('where the outcome names no delivery nothing is waited for', async () => {
    const { post, waited } = scene()
    assert.equal((await post('/notes', note)).status, 201)
    assert.deepEqual(waited, [])
  })
})

describe('the hub itself', () => {
  test('health asks nobody and is not worth a line', async () => {
    const { send, state, log } = scene()
    state.troubles = [{ what: 'ledger', why: 'the disk is full' }]
    const response = await send('/health', { headers: { authorization: '' } })
    assert.deepEqual([response.status, await response.json()], [200, { status: 'ok' }])
    assert.equal(log.lines[0]!.level, 'debug')
  })

  test('ready names what does not work', async () => {
    const { send, state } = scene()
    assert.equal((await send('/ready')).status, 200)
    state.troubles = [{ what: 'notion', why: 'it is paused: the token was refused' }]
    const response = await send('/ready')
    assert.deepEqual([response.status, await response.json()], [503, { status: 'not ready', troubles: state.troubles }])
  })

  test('a ledger that hangs keeps no probe waiting for more than two seconds, and is named', async () => {
    const hanging = () => new Promise<never>(() => {})
    const tokens = { find: hanging, any: hanging }
    const { app, send, clock } = scene({
      desk: { answer: hanging, waitFor: hanging, troubles: hanging, counts: hanging },
      access: { open: false, token: testToken, tokens },
    })
    const named = { headers: { authorization: 'Bearer another' } }
    const probes = [send('/ready'), send('/metrics'), send('/ready', named)]
    let over = 0
    for (const probe of probes) probe.then(() => over++)
    await clock.advance(1999)
    assert.equal(over, 0)
    await clock.advance(1)
    assert.equal(over, 3)
    const [ready, metrics, unknown] = await Promise.all(probes)
    const trouble = { status: 'not ready', troubles: [{ what: 'ledger', why: 'it does not answer' }] }
    assert.deepEqual([ready!.status, await ready!.json()], [503, trouble])
    assert.deepEqual([metrics!.status, await metrics!.json()], [503, trouble])
    assert.equal(unknown!.status, 503)
    assert.equal((await app.fetch(new Request('http://hub.example.com/health'))).status, 200)
  })

  test('metrics have the requests by route and status, and what the engine counts', async () => {
    const { send, post, state } = scene()
    state.counts = [
      { name: 'dure_deliveries_open', help: 'Deliveries that wait', labels: { connector: 'notion' }, value: 3 },
      { name: 'dure_deliveries_open', help: 'Deliveries that wait', labels: { connector: 'slack"\n' }, value: 0 },
      { name: 'dure_runs_total', help: 'Runs since the ledger began', labels: {}, value: 41 },
    ]
    await post('/notes', note)
    await send('/notes/17')
    await send('/notes/18')
    await send('/nobody/knows/this')
    const response = await send('/metrics')
    assert.match(response.headers.get('content-type')!, /^text\/plain; version=0\.0\.4/)
    const lines = (await response.text()).split('\n')
    for (const line of [
      'dure_http_request_duration_seconds_count{method="POST",route="/notes",status="201"} 1',
      'dure_http_request_duration_seconds_count{method="GET",route="/notes/{id}",status="404"} 2',
      'dure_http_request_duration_seconds_count{method="GET",route="-",status="404"} 1',
      '# TYPE dure_deliveries_open gauge',
      'dure_deliveries_open{connector="notion"} 3',
      'dure_deliveries_open{connector="slack\\"\\n"} 0',
      '# TYPE dure_runs_total counter',
      'dure_runs_total 41',
    ])
      assert.ok(lines.includes(line), line)
  })
})
