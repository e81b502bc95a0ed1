import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../test/stores.ts'
import { hashOf } from './server/auth.ts'
import { anyToken, callerWith, createToken, removeToken, storedTokens } from './tokens.ts'

const at = new Date('2026-11-20T00:00:00Z')

eachStore('tokens', ({ open, openAgain }) => {
  test('a token is given away once, known by its hash, and refused once it is removed', async () => {
    const store = await open()
    equal(await anyToken(store), false)
    const token = await createToken(store, { name: 'ci', role: 'reader', at })
    equal(await anyToken(store), true)
    deepEqual(await callerWith(store, hashOf(token)), { name: 'ci', role: 'reader' })
    deepEqual(await storedTokens(store), [{ name: 'ci', role: 'reader', createdAt: at.toISOString() }])
    ok(!JSON.stringify(await store.db.selectFrom('document').selectAll().execute()).includes(token))
    await rejects(createToken(store, { name: 'ci', role: 'admin', at }), { code: 'conflict' })
    await removeToken(store, 'ci')
    equal(await callerWith(store, hashOf(token)), undefined)
    await rejects(removeToken(store, 'ci'), { code: 'not_found' })
  })

  test('of two that are made under one name at the same moment none outlives its removal', async () => {
    const stores = [await open(), await openAgain()]
    const made = await Promise.allSettled(stores.map(store => createToken(store, { name: 'ci', role: 'writer', at })))
    const tokens = made.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
    ok(tokens.length > 0)
    await removeToken(stores[0]!, 'ci')
    for (const token of tokens) equal(await callerWith(stores[1]!, hashOf(token)), undefined)
  })
})
