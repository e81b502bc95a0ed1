import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { pacedIo } from './call-pace.ts'
import { manualClock } from './clock-testing.ts'
import { defineConnector } from './connector.ts'
import { createHttp } from './http.ts'
import { silent } from './io.ts'

const far = defineConnector({
  name: 'far',
  settings: {},
  limits: { callsPerSecond: 2 },
  connect: () => ({}),
  check: async () => {},
})

eachStore(
  'calls of a connector that limits them',
  ({ kind, open, openAgain }) => {
    async function stage() {
      const store = await open()
      const clock = manualClock('2026-11-23T01:00:00Z', store.busy)
      const times: number[] = []
      const answers: (() => Promise<Response>)[] = []
      const fetch = async () => {
        times.push(clock.monotonic())
        return answers.shift()?.() ?? new Response('fine')
      }
      const random = () => 0.5
      const io = {
        http: createHttp({ fetch, clock, random, log: silent }),
        clock,
        random,
        log: silent,
        dataDir: '.',
        timeZone: 'Asia/Seoul',
      }
      const enter = (own = store) => {
        const { http } = pacedIo(far, io, own)
        return (options = {}) =>
          http({ url: 'https://far.example.com', read: answer => answer.text(), totalMs: 2000, ...options })
      }
      return { call: enter(), another: async () => enter(await openAgain()), clock, times, answers }
    }

    test('go out at once up to a second’s worth, and then in its measure, in their order', async () => {
      const { call, clock, times } = await stage()
      const ended: number[] = []
      const calls = [0, 1, 2, 3, 4].map(n => call().then(() => ended.push(n)))
      await clock.advance(1600)
      await Promise.all(calls)
      assert.deepEqual(times, [0, 0, 500, 1000, 1500])
      assert.deepEqual(ended, [0, 1, 2, 3, 4])
      await clock.advance(60_000)
      const later = [call(), call(), call()]
      await clock.advance(600)
      await Promise.all(later)
      assert.deepEqual(times.slice(5), [61_600, 61_600, 62_100])
    })

    test('wait for their turn outside of their own time limit, the repeated ones as well', async () => {
      const { call, clock, times, answers } = await stage()
      answers.push(async () => new Response('', { status: 503 }))
      const calls = Array.from({ length: 8 }, () => call())
      await clock.advance(10_000)
      assert.deepEqual(await Promise.all(calls), Array(8).fill('fine'))
      assert.deepEqual(times, [0, 0, 500, 1000, 1500, 2000, 2500, 3000, 3500])
    })

    test('rest when the far side asks them to, those that wait already included, for a minute at most', async () => {
      for (const [asked, rests] of [
        [7, 7000],
        [3600, 60_000],
      ] as const) {
        const { call, clock, times, answers } = await stage()
        answers.push(async () => {
          await clock.sleep(200)
          return new Response('', { status: 429, headers: { 'retry-after': String(asked) } })
        })
        const refused = assert.rejects(call({ tries: 1 }), { code: 'rate_limited', retryAfterMs: asked * 1000 })
        const calls = [call(), call()]
        await clock.advance(61_000)
        await Promise.all([refused, ...calls])
        assert.deepEqual(times, [0, 0, 200 + rests])
      }
    })

    test('that are ended while they wait are not made, and hold up nobody', async () => {
      const { call, clock, times } = await stage()
      const stop = new AbortController()
      const calls = [call(), call(), call({ signal: stop.signal }), call({ signal: stop.signal }), call()]
      const outcomes = Promise.allSettled(calls)
      await clock.advance(100)
      stop.abort(new Error('stopping'))
      await clock.advance(2000)
      assert.deepEqual(
        (await outcomes).map(({ status }) => status),
        ['fulfilled', 'fulfilled', 'rejected', 'rejected', 'fulfilled'],
      )
      assert.deepEqual(times, [0, 0, 1000])
    })

    test('are held up by no clock that somebody sets', async () => {
      const { call, clock, times } = await stage()
      await call()
      for (const jump of [-3_600_000, 7_200_000]) {
        clock.jump(jump)
        const calls = [call(), call()]
        await clock.advance(1000)
        await Promise.all(calls)
      }
      assert.equal(times.length, 5)
    })

    // On SQLite only one process works.
    if (kind === 'memory') return
    test('keep the measure over all processes that share the ledger', async () => {
      const { call, another, clock, times } = await stage()
      const other = await another()
      const calls = [call(), other(), call(), other(), call(), other()]
      await clock.advance(2100)
      await Promise.all(calls)
      assert.deepEqual(times, [0, 0, 500, 1000, 1500, 2000])
    })
  },
  ['memory', 'postgres'],
)
