import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { eachStore } from '../../../test/stores.ts'
import { HubError } from '../error.ts'
import { forget } from '../retention.ts'
import type { Store } from '../store/store.ts'
import type { DeliveryState } from '../store/tables.ts'
import { addDeliveries, claimDeliveries, type NewDelivery, offerDelivery, settleDeliveries } from './deliveries.ts'
import { dropDelivery, resolveDelivery, retryDelivery } from './hand.ts'

const day = 24 * 3_600_000

/** A ledger in which each delivery has a lane of its own, so that they can end in any order. */
function ledger(store: Store) {
  const entry = (key: string, more: Partial<NewDelivery> = {}): NewDelivery => ({
    connector: 'desk',
    write: 'put',
    key,
    lane: key,
    priority: 0,
    payload: key,
    giveUpAfterMs: day,
    runId: null,
    about: 'row',
    ...more,
  })
  const claim = () =>
    store
      .commit(tx =>
        claimDeliveries(tx, { dialect: store.dialect, connector: 'desk', slots: 50, now: 100, holder: 'us' }),
      )
      .then(groups => groups.flat())
  const settle = async (ends: Record<string, DeliveryState>, now = 20) => {
    const taken = (await claim()).filter(({ key }) => key in ends)
    return store.commit(tx =>
      settleDeliveries(
        tx,
        now,
        taken.map(delivery => ({ delivery, state: ends[delivery.key]!, error: 'why', dueAt: 0 })),
      ),
    )
  }
  const row = (key: string) =>
    store.db.selectFrom('delivery').selectAll().where('key', '=', key).executeTakeFirstOrThrow()
  return {
    settle,
    row,
    add: (...entries: NewDelivery[]) => store.commit(tx => addDeliveries(tx, 5, entries)),
    offer: (made: NewDelivery) => store.commit(tx => offerDelivery(tx, 30, made)),
    retry: async (key: string) => {
      const { id } = await row(key)
      return store.commit(tx => retryDelivery(tx, 40, id))
    },
    entry,
    /** `a failed`, or with the key of the one that stands for it: `a superseded by b`. */
    async states() {
      const rows = await store.db.selectFrom('delivery').selectAll().orderBy('id').execute()
      const keys = new Map(rows.map(({ id, key }) => [id, key]))
      return rows.map(({ key, state, superseded_by: by }) =>
        [key, state, ...(by === null ? [] : ['by', keys.get(by)])].join(' '),
      )
    },
  }
}

const conflict = (en: RegExp, ko: RegExp) => (error: unknown) => {
  ok(error instanceof HubError && error.code === 'conflict', String(error))
  ok(en.test(error.message) && ko.test(error.ko ?? ''), `${error.message} ${error.ko}`)
  return true
}

eachStore('superseding', ({ open }) => {
  test('a newer delivery about the same settles what had failed or was missed, and nothing else', async () => {
    const { add, entry, settle, states, row } = ledger(await open())
    const others = [
      entry('else', { about: 'other' }),
      entry('none', { about: undefined }),
      entry('type', { write: 'cut' }),
    ]
    await add(entry('a'), ...others)
    await settle({ a: 'failed', else: 'failed', none: 'failed', type: 'failed' })
    await add(entry('b'))
    await settle({ b: 'missed' })
    await add(entry('c'))
    await settle({ c: 'done' })
    await add(entry('d'))
    deepEqual(await states(), [
      'a superseded by d',
      'else failed',
      'none failed',
      'type failed',
      'b superseded by d',
      'c done',
      'd ready',
    ])
    deepEqual([(await row('a')).error, (await row('a')).ended_at], ['why', 5], 'why it failed stays on record')
  })

  test('what is on its way goes on, and is superseded if it fails', async () => {
    const { add, entry, settle, states } = ledger(await open())
    await add(entry('a'), entry('b'), entry('c'))
    deepEqual(await states(), ['a ready by c', 'b ready by c', 'c ready'])
    const settled = await settle({ a: 'failed', b: 'done', c: 'failed' })
    deepEqual(
      settled.map(({ state }) => state),
      ['superseded', 'done', 'failed'],
      'whoever tells of failures learns that it is none',
    )
    deepEqual(await states(), ['a superseded by c', 'b done by c', 'c failed'])
  })

  test('one that was added under its key before supersedes nothing anew', async () => {
    const { add, entry, settle, states } = ledger(await open())
    await add(entry('a'))
    await add(entry('b'))
    await settle({ a: 'done', b: 'failed' })
    await add(entry('a'))
    deepEqual(await states(), ['a done by b', 'b failed'])
  })

  test('what a newer one stands for is not sent again by hand, and the newest is', async () => {
    const store = await open()
    const { add, entry, settle, retry, states, row } = ledger(store)
    await add(entry('a'), entry('b'), entry('c'))
    await settle({ a: 'failed', b: 'uncertain' })
    const [{ id: a }, { id: b }, { id: c }] = [await row('a'), await row('b'), await row('c')]
    await rejects(retry('a'), conflict(new RegExp(`d${c} \\(\\w+\\) was made`), new RegExp(`새로 전한 전달\\(d${c}, `)))
    await rejects(
      store.commit(tx => resolveDelivery(tx, 26, b, 'again')),
      conflict(/is not sent again/, /다시 보내지 않습니다/),
    )
    await store.commit(tx => resolveDelivery(tx, 26, b, { arrived: 1 }))
    await rejects(
      store.commit(tx => dropDelivery(tx, 27, a)),
      conflict(/is superseded; drop works on/, /superseded/),
    )
    await store.commit(tx => tx.updateTable('delivery').set({ state: 'failed' }).where('id', '=', c).execute())
    await rejects(retry('a'), conflict(new RegExp(`'dure retry d${c}'`), new RegExp(`'dure retry d${c}'`)))
    await retry('c')
    deepEqual(await states(), ['a superseded by c', 'b done by c', 'c ready'])
    await store.commit(tx => tx.updateTable('delivery').set({ state: 'done' }).where('id', '=', c).execute())
    await rejects(retry('a'), conflict(/Nothing is left to do/, /더 할 일은 없습니다/))
  })

  test('an awaited write that is made again has the newest words, and stands for what stood for it', async () => {
    const { add, entry, settle, offer, states, row } = ledger(await open())
    await add(entry('a'))
    await settle({ a: 'failed' })
    await add(entry('b'))
    await settle({ b: 'failed' })
    const offered = await offer(entry('a', { payload: 'counted anew', about: undefined }))
    equal(offered.state, 'ready')
    deepEqual(await states(), ['a ready', 'b superseded by a'])
    equal((await row('a')).payload, '"counted anew"')
    await settle({ a: 'failed' })
    deepEqual(await states(), ['a failed', 'b superseded by a'])
    await offer(entry('c'))
    deepEqual(await states(), ['a superseded by c', 'b superseded by c', 'c ready'])
  })

  test('what is superseded is forgotten in its time, and what has failed is not', async () => {
    const store = await open()
    const { add, entry, settle, states, row } = ledger(store)
    await add(entry('a'), entry('alone', { about: 'other' }))
    await settle({ a: 'failed', alone: 'failed' })
    await add(entry('b'))
    const days = { payloadDays: 1, keyDays: 10, eventDays: 1 }
    await forget(store, 2 * day, days)
    deepEqual([(await row('a')).payload, (await row('alone')).payload], [null, '"alone"'])
    await forget(store, 11 * day, days)
    deepEqual(await states(), ['alone failed', 'b ready'])
  })

  test('the look for what is superseded needs no walk through the ledger', async () => {
    const store = await open()
    const { add, entry } = ledger(store)
    await add(entry('a'))
    if (store.dialect !== 'sqlite') return
    const plan = await sql<{ detail: string }>`explain query plan
      with v(id, connector, write, about) as (values (2, 'desk', 'put', 'row'))
      update delivery set superseded_by = v.id from v where delivery.connector = v.connector and delivery.write = v.write
        and delivery.about = v.about and delivery.about is not null and delivery.state <> 'done' and delivery.id <> v.id`.execute(
      store.db,
    )
    ok(
      plan.rows.some(({ detail }) => detail.includes('USING INDEX delivery_about')),
      JSON.stringify(plan.rows),
    )
  })
})
