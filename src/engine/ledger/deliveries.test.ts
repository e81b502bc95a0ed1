import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../../test/stores.ts'
import type { Store } from '../store/store.ts'
import {
  addDeliveries,
  claimDeliveries,
  type NewDelivery,
  offerDelivery,
  recoverDeliveries,
  settleDeliveries,
} from './deliveries.ts'

const entry = (key: string, more: Partial<NewDelivery> = {}): NewDelivery => ({
  connector: 'desk',
  write: 'put',
  key,
  lane: key,
  priority: 0,
  payload: { key },
  giveUpAfterMs: 1000,
  runId: null,
  ...more,
})

const all = (store: Store) => store.db.selectFrom('delivery').selectAll().orderBy('id').execute()
const claim = (store: Store, slots = 2000, connector = 'desk') =>
  store
    .commit(tx => claimDeliveries(tx, { dialect: store.dialect, connector, slots, now: 10, holder: 'us' }))
    .then(groups => groups.flat())

eachStore('ledger of deliveries', ({ open }) => {
  test('adding under keys that exist adds nothing, also among new ones and within one go', async () => {
    const store = await open()
    await store.commit(tx => addDeliveries(tx, 1, [entry('a'), entry('b')]))
    await store.commit(tx => addDeliveries(tx, 2, [entry('b', { payload: 'other' }), entry('c'), entry('c')]))
    assert.deepEqual(
      (await all(store)).map(({ key, created_at }) => [key, created_at]),
      [
        ['a', 1],
        ['b', 1],
        ['c', 2],
      ],
    )
  })

  test('an offer under a key gives what is remembered, and renews what has not gone', async () => {
    const store = await open()
    const offer = async (payload: unknown) => {
      const { id } = await store.commit(tx => offerDelivery(tx, 5, entry('a', { payload })))
      return store.db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    }
    assert.equal((await offer('one')).state, 'ready')
    assert.equal((await offer('two')).payload, '"two"')
    const [sending] = await claim(store)
    assert.equal((await offer('three')).payload, '"two"', 'what is in flight stays as it is')
    await store.commit(tx => settleDeliveries(tx, 11, [{ delivery: sending!, state: 'failed', error: 'no' }]))
    const renewed = await offer('four')
    assert.deepEqual([renewed.state, renewed.payload, renewed.error], ['ready', '"four"', null])
    const [again] = await claim(store)
    await store.commit(tx => settleDeliveries(tx, 12, [{ delivery: again!, state: 'done', result: { n: 1 } }]))
    const same = await offer('four')
    assert.deepEqual([same.state, same.stale, same.result], ['done', 0, '{"n":1}'])
    assert.equal((await offer('five')).stale, 1)
  })

  test('the head of a lane is what was tried, then by priority, then by age', async () => {
    const store = await open()
    const inLane = (key: string, priority = 0) => entry(key, { lane: 't', priority })
    await store.commit(tx => addDeliveries(tx, 1, [inLane('a'), inLane('b'), inLane('c', 5), inLane('d', 5)]))
    const order: string[] = []
    for (let n = 0; n < 5; n++) {
      const [head, ...others] = await claim(store)
      assert.deepEqual(others, [])
      order.push(head!.key)
      const state = n === 0 ? 'ready' : 'done'
      await store.commit(tx => settleDeliveries(tx, 10, [{ delivery: head!, state, dueAt: 10 }]))
      if (n === 0) await store.commit(tx => addDeliveries(tx, 10, [inLane('e', 9)]))
    }
    assert.deepEqual(order, ['c', 'c', 'e', 'd', 'a'])
  })

  test('what a dead process held is in doubt, and what a living one never began with is not', async () => {
    const store = await open()
    await store.commit(tx => addDeliveries(tx, 1, [entry('a'), entry('b')]))
    const [, b] = await claim(store)
    const doubts = async () => (await all(store)).map(({ state, doubt }) => [state, doubt])
    await store.commit(tx => recoverDeliveries(tx, 11, 'us', [b!.id]))
    assert.deepEqual(await doubts(), [
      ['sending', 0],
      ['ready', 0],
    ])
    await store.commit(tx => recoverDeliveries(tx, 11, 'us'))
    assert.deepEqual(await doubts(), [
      ['ready', 1],
      ['ready', 0],
    ])
  })

  test('one connector is claimed without another, as many as there are places', async () => {
    const store = await open()
    const others = ['x', 'y'].map(key => entry(key, { connector: 'other' }))
    await store.commit(tx => addDeliveries(tx, 1, [...['a', 'b', 'c'].map(key => entry(key)), ...others]))
    assert.equal((await claim(store, 2)).length, 2)
    assert.equal((await claim(store, 2)).length, 1)
    assert.equal((await claim(store, 9, 'other')).length, 2)
    assert.deepEqual(await claim(store, 9, 'unknown'), [])
  })

  test('more than a thousand are added, claimed and settled at a stroke', async () => {
    const store = await open()
    const entries = Array.from({ length: 1200 }, (_, n) => entry(`k${n}`))
    await store.commit(tx => addDeliveries(tx, 1, entries))
    const claimed = await claim(store)
    assert.equal(claimed.length, 1200)
    const settled = await store.commit(tx =>
      settleDeliveries(
        tx,
        11,
        claimed.map(delivery => ({ delivery, state: 'done', result: null })),
      ),
    )
    assert.equal(settled.length, 1200)
    assert.deepEqual(await store.db.selectFrom('lane').selectAll().execute(), [])
  })
})
