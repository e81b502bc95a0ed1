import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Schedule } from './automation.ts'
import { desk, one } from './desk-testing.ts'
import type { ScheduleChange } from './parts.ts'
import { type Bench, type BenchOptions, bench } from './testing.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A hub with one task, `one/task`, on this schedule. */
async function scheduled(
  cron: string | Schedule,
  now: string,
  more: Partial<BenchOptions> = {},
  work?: () => Promise<unknown>,
) {
  const far = desk()
  const ran: string[] = []
  const automation = one(
    far,
    async ctx => {
      ran.push(ctx.run.key.replace('cron:', ''))
      await work?.()
    },
    { cron },
  )
  const hub = await bench({ automations: [automation], now, ...more })
  return { hub, ran, far }
}

const slotsOf = async (hub: Bench) =>
  (await hub.store.db.selectFrom('occurrence').selectAll().orderBy('at').execute()).map(
    ({ at, state }) => `${new Date(at).toISOString().slice(5, 16)} ${state}`,
  )
const nextOf = async (hub: Bench) => (await hub.store.db.selectFrom('schedule').selectAll().execute())[0]!
const asleep = async (hub: Bench, ms: number) => {
  hub.kill()
  await hub.clock.advance(ms)
  await hub.restart()
  await hub.workOff(minute)
}

test('a schedule is in Asia/Seoul unless it says otherwise', async () => {
  const { hub, ran } = await scheduled('0 8 * * *', '2026-11-23T00:00+09:00')
  await hub.at('2026-11-23T07:59+09:00')
  assert.deepEqual(ran, [])
  await hub.at('2026-11-25T12:00+09:00')
  assert.deepEqual(ran, ['2026-11-22T23:00:00.000Z', '2026-11-23T23:00:00.000Z', '2026-11-24T23:00:00.000Z'])
  await hub.stop()
})

test('first sight of a schedule never fires the past', async () => {
  const { hub, ran } = await scheduled({ cron: '0 8 * * *', missed: { all: 9 } }, '2026-11-23T08:00:30+09:00')
  await hub.clock.advance(minute)
  assert.deepEqual(ran, [])
  assert.deepEqual(await slotsOf(hub), [])
  await hub.stop()
})

test('a slot fires once, over restarts and over two engines', async () => {
  const { hub, ran } = await scheduled('*/10 * * * *', '2026-11-23T00:00Z')
  await hub.another()
  await hub.at('2026-11-23T00:10Z')
  await hub.restart()
  await hub.restart()
  await hub.another()
  await hub.at('2026-11-23T00:30Z')
  assert.deepEqual(
    ran.map(at => at.slice(11, 16)),
    ['00:10', '00:20', '00:30'],
  )
  assert.equal((await hub.runs()).length, 3)
  await hub.stop()
})

test('of slots missed in a downtime the newest runs, and all are on record', async () => {
  const { hub, ran } = await scheduled('0 * * * *', '2026-11-23T00:30Z')
  await asleep(hub, 4 * hour)
  assert.deepEqual(
    ran.map(at => at.slice(11, 16)),
    ['04:00'],
  )
  assert.deepEqual(await slotsOf(hub), [
    '11-23T01:00 skipped',
    '11-23T02:00 skipped',
    '11-23T03:00 skipped',
    '11-23T04:00 run',
  ])
  const skipped = await hub.store.db.selectFrom('occurrence').selectAll().where('state', '=', 'skipped').execute()
  assert.ok(skipped.every(({ reason }) => reason?.startsWith('missed: only the newest 1')))
  await hub.stop()
})

test('a task may skip all that was missed, but a slot a few minutes late still counts', async () => {
  const { hub, ran } = await scheduled({ cron: '0 * * * *', missed: 'skip' }, '2026-11-23T00:30Z')
  await asleep(hub, 4 * hour)
  assert.equal(ran.length, 0)
  assert.equal((await slotsOf(hub)).length, 4)
  await asleep(hub, 33 * minute)
  assert.deepEqual(
    ran.map(at => at.slice(11, 16)),
    ['05:00'],
  )
  await hub.stop()
})

test('a task may catch up on the newest n', async () => {
  const { hub, ran } = await scheduled({ cron: '0 * * * *', missed: { all: 3 } }, '2026-11-23T00:30Z')
  await asleep(hub, 10 * hour)
  assert.deepEqual(
    ran.map(at => at.slice(11, 16)),
    ['08:00', '09:00', '10:00'],
  )
  await hub.stop()
})

test('a long downtime of a schedule of every minute is worked off in portions, and the newest run', async () => {
  const policies: [Schedule['missed'], number, number][] = [
    ['last', 1, 10],
    [{ all: 30 }, 30, 1],
    [{ all: 700 }, 700, 1],
  ]
  for (const [missed, expected, days] of policies) {
    const { hub } = await scheduled({ cron: '* * * * *', missed, overlap: 'allow' }, '2026-11-23T00:00:30Z')
    hub.kill()
    await hub.clock.leap(days * day)
    await hub.restart({ tickMs: 1000 })
    while ((await nextOf(hub)).next_at! <= hub.clock.now().getTime()) await hub.clock.step()
    const started = await hub.store.db.selectFrom('occurrence').selectAll().where('state', '=', 'run').execute()
    assert.equal(started.length, expected, JSON.stringify(missed))
    const { n, last } = await hub.store.db
      .selectFrom('occurrence')
      .select(eb => [eb.fn.countAll().as('n'), eb.fn.max('at').as('last')])
      .executeTakeFirstOrThrow()
    assert.ok(Number(n) >= days * 24 * 60)
    assert.equal(Math.max(...started.map(({ at }) => at)), last, JSON.stringify(missed))
    hub.kill()
  }
})

for (const [overlap, runs, states] of [
  ['queue', 3, ['run', 'run', 'run']],
  ['skip', 1, ['run', 'skipped', 'skipped']],
  ['allow', 3, ['run', 'run', 'run']],
] as const)
  test(`a slot whose predecessor still runs: ${overlap}`, async () => {
    let open = 0
    let most = 0
    const release = Promise.withResolvers<void>()
    const { hub, ran } = await scheduled({ cron: '* * * * *', overlap }, '2026-11-23T00:00:30Z', {}, async () => {
      most = Math.max(most, ++open)
      await release.promise
      open -= 1
    })
    await hub.clock.advance(170_000)
    assert.equal(ran.length, overlap === 'allow' ? 3 : 1)
    release.resolve()
    await hub.clock.settle()
    assert.equal(ran.length, runs)
    assert.equal(most, overlap === 'allow' ? 3 : 1)
    assert.deepEqual(
      (await slotsOf(hub)).map(slot => slot.split(' ')[1]),
      [...states],
    )
    await hub.stop()
  })

test('a schedule given in dure.yaml to a task without one keeps its runs apart as well', async () => {
  const far = desk()
  let open = 0
  let most = 0
  const automation = one(far, async ctx => {
    most = Math.max(most, ++open)
    await ctx.clock.sleep(150_000)
    open -= 1
  })
  const schedules: Record<string, ScheduleChange> = { 'one/task': { cron: '* * * * *' } }
  const hub = await bench({ automations: [automation], now: '2026-11-23T00:00:30Z', parts: { schedules } })
  await hub.clock.advance(10 * minute)
  assert.ok((await hub.runs()).length >= 9)
  assert.equal(most, 1)
  hub.kill()
})

test('a changed schedule starts anew, one that is switched off never fires', async () => {
  const { hub, ran } = await scheduled('0 * * * *', '2026-11-23T00:30Z')
  const change = (change: ScheduleChange) => hub.restart({ schedules: { 'one/task': change } })
  await change({ cron: '15 * * * *' })
  await hub.at('2026-11-23T01:30Z')
  assert.deepEqual(
    ran.map(at => at.slice(11, 16)),
    ['01:15'],
  )
  await change({ timeZone: 'Asia/Kolkata' })
  await hub.at('2026-11-23T02:40Z')
  assert.deepEqual(
    ran.map(at => at.slice(11, 16)),
    ['01:15', '02:30'],
  )
  await change({ enabled: false })
  await hub.at('2026-11-23T05:00Z')
  assert.equal(ran.length, 2)
  assert.equal((await nextOf(hub)).next_at, null)
  await change({ enabled: true })
  await hub.at('2026-11-23T06:00Z')
  assert.deepEqual(
    ran.map(at => at.slice(11, 16)),
    ['01:15', '02:30', '06:00'],
  )
  await hub.stop()
})

test('in New York an hour that is left out costs no slot, and one that comes twice fires none twice', async () => {
  const zone = { timeZone: 'America/New_York' }
  const spring = await scheduled({ cron: '30 2 * * *', ...zone }, '2026-03-07T12:00Z')
  await spring.hub.at('2026-03-09T12:00Z')
  assert.equal(spring.ran.length, 2, `one each day: ${spring.ran}`)
  await spring.hub.stop()
  const autumn = await scheduled({ cron: '30 1 * * *', ...zone }, '2026-10-31T12:00Z')
  await autumn.hub.at('2026-11-02T12:00Z')
  assert.equal(autumn.ran.length, 2, `one each day: ${autumn.ran}`)
  await autumn.hub.stop()
  const hourly = await scheduled({ cron: '0 * * * *', ...zone }, '2026-11-01T03:30Z')
  await hourly.hub.at('2026-11-01T09:00Z')
  assert.equal(new Set(hourly.ran).size, hourly.ran.length)
  assert.equal(hourly.ran.length, 6, `every hour that passes: ${hourly.ran}`)
  await hourly.hub.stop()
})

test('a wall clock that is set back or forward by an hour fires no slot twice', async () => {
  const { hub, ran } = await scheduled('*/10 * * * *', '2026-11-23T00:05Z')
  await hub.at('2026-11-23T01:00Z')
  hub.clock.jump(-hour)
  await hub.clock.advance(90 * minute)
  hub.clock.jump(hour)
  await hub.clock.advance(30 * minute)
  hub.clock.jump(-hour)
  await hub.clock.advance(90 * minute)
  await hub.restart()
  await hub.clock.advance(30 * minute)
  assert.equal(new Set(ran).size, ran.length, ran.join(', '))
  const slots = await slotsOf(hub)
  assert.equal(new Set(slots).size, slots.length)
  await hub.stop()
})

test('a schedule that is on and has no next time raises one alarm, which ends when it is corrected', async () => {
  const { hub, far } = await scheduled('0 0 30 2 *', '2026-11-23T00:00Z')
  await hub.workOff(minute)
  await hub.restart()
  await hub.workOff(minute)
  assert.equal(far.alerts.length, 1)
  assert.match(far.alerts[0]!.body, /"0 0 30 2 \*" in Asia\/Seoul has no next time/)
  await hub.restart({ schedules: { 'one/task': { cron: '0 0 28 2 *' } } })
  await hub.workOff(minute)
  assert.equal(far.alerts.length, 2)
  await hub.stop()
})

test('what is no schedule is refused at once, with an example of what is', async () => {
  for (const cron of ['every day', '61 * * * *', '0 0 8 * * *', ''])
    await assert.rejects(scheduled(cron, '2026-11-23T00:00Z'), ({ message }: Error) => {
      assert.match(message, /is no schedule.*0 8 \* \* 1-5/, cron)
      return !/CronPattern|TypeError/.test(message)
    })
  await assert.rejects(scheduled('61 * * * *', '2026-11-23T00:00Z'), /Invalid value for minute: 61/)
  await assert.rejects(scheduled({ cron: '0 8 * * *', timeZone: 'Asia/Soul' }, '2026-11-23T00:00Z'), /is no schedule/)
})

test('a task that is gone leaves its schedule switched off', async () => {
  const { hub, ran } = await scheduled('0 * * * *', '2026-11-23T00:30Z')
  await hub.restart({ automations: [] })
  await hub.clock.advance(3 * hour)
  assert.deepEqual(ran, [])
  assert.deepEqual({ ...(await nextOf(hub)) }.enabled, 0)
  await hub.stop()
})
