import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../../test/stores.ts'
import { change, statement } from './statement.ts'
import type { Db, Tx } from './store.ts'

interface Lane {
  connector: string
  name: string
  due_at: number | null
}

eachStore('statement', ({ open }) => {
  test('one that is built once takes other values each time, nulls too, and keeps its own', async () => {
    const store = await open()
    let built = 0
    const insert = statement((db: Db, lane: Lane) => {
      built++
      return db.insertInto('lane').values(lane).returning('name')
    })
    const select = statement((db: Db, { least }: { least: number }) =>
      db.selectFrom('lane').selectAll().where('connector', '=', 'notion').where('due_at', '>=', least).orderBy('name'),
    )
    const add = (lane: Lane) => store.commit(tx => insert(tx, lane))
    assert.deepEqual(
      (await add({ connector: 'notion', name: 'a', due_at: null })).map(({ name }) => name),
      ['a'],
    )
    for (const [connector, name, due_at] of [
      ['notion', 'b', 2],
      ['notion', 'c', 3],
      ['slack', 'd', 4],
    ] as const)
      await add({ due_at, name, connector })
    const names = async (least: number) => (await select(store.db, { least })).map(({ name }) => name)
    assert.deepEqual([await names(1), await names(3), await names(4)], [['b', 'c'], ['c'], []])
    assert.equal(built, 1)
  })

  const insertOnce = change((db: Db, lane: Lane) =>
    db
      .insertInto('lane')
      .values(lane)
      .onConflict(conflict => conflict.columns(['connector', 'name']).doNothing()),
  )
  const lane = { connector: 'notion', name: 'a', due_at: null }

  test('one that changes rows says how many, and sees what its own transaction has done', async () => {
    const store = await open()
    const twice = await store.commit(async tx => [await insertOnce(tx, lane), await insertOnce(tx, lane)])
    assert.deepEqual(twice, [1, 0])
    assert.equal(await store.commit(tx => insertOnce(tx, lane)), 0)
  })

  test('a transaction that has ended takes none any more', async () => {
    const store = await open()
    let ended: Tx | undefined
    await store.commit(async tx => {
      ended = tx
    })
    await assert.rejects(insertOnce(ended!, lane), /already committed/)
    assert.equal(await store.commit(tx => insertOnce(tx, lane)), 1)
  })
})
