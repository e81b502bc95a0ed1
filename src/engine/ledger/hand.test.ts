import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../../test/stores.ts'
import { HubError } from '../error.ts'
import type { Store, Tx } from '../store/store.ts'
import { addDeliveries, claimDeliveries, type Delivery, recoverDeliveries, settleDeliveries } from './deliveries.ts'
import { dropDelivery, dropRun, resolveDelivery, retryDelivery, retryRun } from './hand.ts'
import { addRun, changeRun, claimRuns, recoverRuns } from './runs.ts'

const minute = 60_000

/** A ledger with one lane, worked on by hand. */
function ledger(store: Store) {
  const all = () => store.db.selectFrom('delivery').selectAll().orderBy('id').execute()
  return {
    add: (...keys: string[]) =>
      store.commit(tx =>
        addDeliveries(
          tx,
          0,
          keys.map(key => ({
            connector: 'desk',
            write: 'put',
            key,
            lane: 't',
            priority: 0,
            payload: { key },
            giveUpAfterMs: 24 * 60 * minute,
            runId: null,
          })),
        ),
      ),
    claim: (now: number, holder = 'us') =>
      store
        .commit(tx => claimDeliveries(tx, { dialect: store.dialect, connector: 'desk', slots: 10, now, holder }))
        .then(groups => groups.flat()),
    settle: (now: number, delivery: Delivery, state: Delivery['state']) =>
      store.commit(tx => settleDeliveries(tx, now, [{ delivery, state, dueAt: now + 1000, result: 1, error: 'why' }])),
    hand: <T>(work: (tx: Tx) => Promise<T>) => store.commit(work),
    states: async () => (await all()).map(({ key, state }) => `${key} ${state}`),
    all,
    lane: async () => (await store.db.selectFrom('lane').selectAll().execute()).map(({ due_at }) => due_at),
  }
}

const refused = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof HubError, String(error))
  assert.equal(error.code, code)
  assert.match(error.message, pattern)
  return true
}

eachStore('by hand', ({ open }) => {
  test('one lane gives one delivery at a time, and the next when that is settled', async () => {
    const { add, claim, settle, lane } = ledger(await open())
    await add('a', 'b')
    const [first, ...others] = await claim(1)
    assert.equal(first!.key, 'a')
    assert.deepEqual(others, [])
    assert.deepEqual(await claim(2), [])
    assert.deepEqual(await lane(), [null])
    await settle(3, first!, 'done')
    const [second] = await claim(4)
    assert.equal(second!.key, 'b')
    await settle(5, second!, 'done')
    assert.deepEqual(await lane(), [])
  })

  test('a settlement whose fence has passed changes nothing', async () => {
    const { add, claim, settle, hand, states } = ledger(await open())
    await add('a')
    const [lost] = await claim(1)
    await hand(tx => recoverDeliveries(tx, 2, 'us'))
    const [again] = await claim(3, 'others')
    assert.equal(again!.doubt, 1)
    assert.deepEqual(await settle(4, lost!, 'failed'), [])
    assert.deepEqual(await states(), ['a sending'])
    assert.equal((await settle(5, again!, 'done')).length, 1)
    assert.deepEqual(await settle(6, again!, 'failed'), [])
    assert.deepEqual(await states(), ['a done'])
  })

  test('a failed, missed or dropped delivery can be sent again, nothing else', async () => {
    const { add, claim, settle, hand, states } = ledger(await open())
    await add('a', 'b')
    await assert.rejects(
      hand(tx => retryDelivery(tx, 1, 99)),
      refused('not_found', /no delivery 99/),
    )
    await assert.rejects(
      hand(tx => retryDelivery(tx, 1, 1)),
      refused('conflict', /delivery 1 is ready; retry works on/),
    )
    for (const state of ['failed', 'missed', 'dropped'] as const) {
      const [claimed] = await claim(20)
      await settle(21, claimed!, state)
      const retried = await hand(tx => retryDelivery(tx, 12, claimed!.id))
      assert.deepEqual([retried.state, retried.error, retried.ended_at], ['ready', null, null])
    }
    assert.deepEqual(await states(), ['a ready', 'b ready'])
  })

  test('a delivery whose payload is past its retention cannot be sent again', async () => {
    const { add, claim, settle, hand } = ledger(await open())
    await add('a')
    await settle(2, (await claim(1))[0]!, 'missed')
    await hand(tx => tx.updateTable('delivery').set({ payload: null }).execute())
    await assert.rejects(
      hand(tx => retryDelivery(tx, 3, 1)),
      refused('conflict', /past its retention/),
    )
  })

  test('dropping the head opens the lane for the next one, unless the head is in flight', async () => {
    const { add, claim, settle, hand, lane, states } = ledger(await open())
    await add('a', 'b', 'c')
    const [a] = await claim(1)
    await settle(2, a!, 'ready')
    assert.deepEqual(await lane(), [1002])
    await hand(tx => dropDelivery(tx, 3, 1))
    const [b] = await claim(4)
    assert.equal(b!.key, 'b')
    await assert.rejects(
      hand(tx => dropDelivery(tx, 5, 2)),
      refused('conflict', /is sending/),
    )
    await hand(tx => dropDelivery(tx, 5, 3))
    assert.deepEqual(await lane(), [null], 'b is in flight')
    await settle(6, b!, 'done')
    assert.deepEqual(await states(), ['a dropped', 'b done', 'c dropped'])
    assert.deepEqual(await lane(), [])
  })

  test('an uncertain delivery is settled by a person: arrived, again or dropped', async () => {
    const { add, claim, settle, hand, all, lane } = ledger(await open())
    await add('a', 'b', 'c')
    await assert.rejects(
      hand(tx => resolveDelivery(tx, 1, 1, 'again')),
      refused('conflict', /resolve works on what is uncertain, missed/),
    )
    const [a] = await claim(1)
    await settle(2, a!, 'uncertain')
    assert.deepEqual(await lane(), [2 + 10 * minute])
    await hand(tx => resolveDelivery(tx, 3, 1, { arrived: { n: 1 } }))
    const [b] = await claim(4)
    await settle(5, b!, 'uncertain')
    await hand(tx => resolveDelivery(tx, 6, 2, 'again'))
    const [again] = await claim(7)
    assert.deepEqual([again!.key, again!.doubt], ['b', 0])
    await settle(8, again!, 'uncertain')
    await hand(tx => dropDelivery(tx, 9, 2))
    const [c] = await claim(10)
    assert.equal(c!.key, 'c')
    const rows = await all()
    assert.deepEqual(
      rows.map(({ state, result }) => [state, result]),
      [
        ['done', '{"n":1}'],
        ['dropped', null],
        ['sending', null],
      ],
    )
  })

  test('a failed run can be started again, with all its attempts, and a waiting one can be dropped', async () => {
    const store = await open()
    const run = { automation: 'a', task: 't', key: 'k', cause: 'hand', input: {}, lane: null, maxAttempts: 2 }
    const { id } = await store.commit(tx => addRun(tx, 0, run))
    await assert.rejects(
      store.commit(tx => retryRun(tx, 1, id)),
      refused('conflict', /run \d+ is ready; retry works on what is failed, dropped/),
    )
    const claim = () => store.commit(tx => claimRuns(tx, { dialect: store.dialect, slots: 9, now: 5, holder: 'us' }))
    const [claimed] = await claim()
    await store.commit(tx => changeRun(tx, claimed!, { state: 'failed', error: 'why', ended_at: 6 }))
    const retried = await store.commit(tx => retryRun(tx, 7, id))
    assert.deepEqual([retried.state, retried.attempt, retried.error, retried.due_at], ['ready', 0, null, 7])
    await store.commit(tx => dropRun(tx, 8, id))
    assert.deepEqual(await claim(), [])
    await assert.rejects(
      store.commit(tx => dropRun(tx, 9, id)),
      refused('conflict', /is dropped/),
    )
    assert.equal(await store.commit(tx => changeRun(tx, claimed!, { state: 'done' })), false)
  })

  test('a run that was taken away and runs elsewhere is out of reach of its former attempt', async () => {
    const store = await open()
    const run = { automation: 'a', task: 't', key: 'k', cause: 'hand', input: {}, lane: null, maxAttempts: 2 }
    await store.commit(tx => addRun(tx, 0, run))
    const claim = (holder: string) =>
      store.commit(tx => claimRuns(tx, { dialect: store.dialect, slots: 9, now: 5, holder }))
    const [lost] = await claim('us')
    await store.commit(tx => recoverRuns(tx, 5, 'us'))
    const [taken] = await claim('others')
    assert.equal(await store.commit(tx => changeRun(tx, lost!, { state: 'done' })), false)
    assert.equal(await store.commit(tx => changeRun(tx, taken!, { state: 'done' })), true)
  })

  test('runs of one lane are claimed one at a time, in their order, also past one that waits', async () => {
    const store = await open()
    const add = (key: string, lane: string | null) =>
      store.commit(tx =>
        addRun(tx, 0, { automation: 'a', task: 't', key, cause: 'hand', input: {}, lane, maxAttempts: 2 }),
      )
    for (const [key, lane] of [
      ['a', 'x'],
      ['b', 'x'],
      ['c', null],
      ['d', null],
      ['e', 'y'],
    ] as const)
      await add(key, lane)
    const claim = async (now: number) =>
      store.commit(tx => claimRuns(tx, { dialect: store.dialect, slots: 9, now, holder: 'us' }))
    const first = await claim(1)
    assert.deepEqual(
      first.map(({ key }) => key),
      ['a', 'c', 'd', 'e'],
    )
    await store.commit(tx => changeRun(tx, first[0]!, { state: 'ready', due_at: 100 }))
    assert.deepEqual(await claim(50), [], 'a waits, and b with it')
    assert.deepEqual(
      (await claim(100)).map(({ key }) => key),
      ['a'],
    )
  })
})
