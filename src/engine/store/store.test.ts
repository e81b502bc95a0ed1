import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { eachStore } from '../../../test/stores.ts'
import { systemClock } from '../clock.ts'
import { HubError } from '../error.ts'
import { latestVersion } from './migrations.ts'
import { openDatabase } from './sqlite.ts'
import { migrate, openSqlite, openSqliteToRead, type Store, type Tx, versionOf } from './store.ts'

const put =
  (name: string, value = '') =>
  (tx: Tx) =>
    tx.insertInto('fact').values({ name, value }).returning('name').executeTakeFirstOrThrow()

const facts = async ({ db }: Store) =>
  (await db.selectFrom('fact').select('name').orderBy('name').execute()).map(row => row.name)

const refuses = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof HubError, String(error))
  assert.equal(error.code, code)
  assert.match(error.message, pattern)
  return true
}

eachStore('store', ({ kind, open, openAgain, openBlank }) => {
  test('what waits together is committed together, and each caller gets its own answer', async () => {
    const store = await open()
    const names = Array.from({ length: 600 }, (_, n) => `n${String(n).padStart(3, '0')}`)
    const answers = await Promise.all(names.map(name => store.commit(put(name))))
    assert.deepEqual(
      answers.map(({ name }) => name),
      names,
    )
    assert.deepEqual(await facts(store), names)
  })

  test('a work that throws takes back only itself, alone or among others', async () => {
    const store = await open()
    const failing = async (tx: Tx) => {
      await put('gone')(tx)
      throw new Error('no')
    }
    await assert.rejects(store.commit(failing), /no/)
    const outcomes = await Promise.allSettled([
      store.commit(put('first')),
      store.commit(failing),
      store.commit(put('first')),
      store.commit(put('last')),
    ])
    assert.deepEqual(
      outcomes.map(outcome => outcome.status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(await facts(store), ['first', 'last'])
  })

  test('inside a commit the outer db throws, and so does a commit in a commit', async () => {
    const store = await open()
    await assert.rejects(
      store.commit(async () => store.db.selectFrom('fact').selectAll().execute()),
      /only its own tx/,
    )
    await assert.rejects(
      store.commit(async () => store.commit(put('inner'))),
      /only its own tx/,
    )
    await assert.rejects(
      store.commit(async tx => {
        await put('outer')(tx)
        return store.commit(put('inner'))
      }),
      /only its own tx/,
    )
    assert.deepEqual(await facts(store), [])
    await store.commit(put('after'))
  })

  test('what a commit has not ended is not read by others', async () => {
    if (kind === 'memory') return
    const store = await open()
    const seen: string[][] = []
    const reading = Promise.withResolvers<void>()
    const outside = facts(store)
    await outside
    const written = store.commit(async tx => {
      await put('half')(tx)
      reading.resolve()
      await new Promise(resolve => setTimeout(resolve, 20))
    })
    await reading.promise
    seen.push(await facts(store))
    await written
    seen.push(await facts(store))
    assert.deepEqual(seen, [[], ['half']])
  })

  test('migrating twice changes nothing, and two may start at once', async () => {
    const store = await openBlank()
    assert.equal(await versionOf(store), 0)
    const second = await openAgain()
    await Promise.all([migrate(store, new Date(1)), migrate(second, new Date(2))])
    await migrate(store, new Date(3))
    assert.equal(await versionOf(store), latestVersion)
    await store.commit(put('works'))
    assert.deepEqual(await facts(second), ['works'])
  })

  test('a new ledger has nothing to back up before its schema is made', async () => {
    const store = await openBlank()
    const backups: number[] = []
    await migrate(store, new Date(1), async from => void backups.push(from))
    assert.deepEqual(backups, [])
  })

  test('a ledger with a newer schema is refused, and the message says what to do', async () => {
    const store = await openBlank()
    await migrate(store, new Date(1))
    await store.commit(tx =>
      tx
        .insertInto('migration')
        .values({ version: latestVersion + 1, applied_at: 0 })
        .execute(),
    )
    await assert.rejects(migrate(store, new Date(2)), refuses('invalid', /schema \d+.*newer Dure.*backup/))
  })

  test('texts come back as they went, also outside of ASCII', async () => {
    const store = await open()
    const text = '두레 👩‍🌾 "quote" \\ \n end'
    await store.commit(put('text', text))
    const row = await store.db.selectFrom('fact').select('value').executeTakeFirstOrThrow()
    assert.equal(row.value, text)
  })
})

function inFolder(t: { after(action: () => void): void }) {
  const folder = mkdtempSync(join(tmpdir(), 'dure-store-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'hub.db')
}

test('an SQLite file is kept in WAL with synchronous=FULL', async t => {
  const database = openDatabase(inFolder(t), 'write')
  assert.deepEqual({ ...database.prepare('pragma journal_mode').get() }, { journal_mode: 'wal' })
  assert.deepEqual({ ...database.prepare('pragma synchronous').get() }, { synchronous: 2 })
  database.close()
})

test('a file that cannot take WAL is refused', t => {
  const withoutSharedMemory = `file:${inFolder(t)}?vfs=unix-dotfile`
  assert.throws(() => openDatabase(withoutSharedMemory, 'write'), refuses('invalid', /WAL.*local disk/))
})

test('with a turn, what is asked for until it has come shares one transaction', async t => {
  const store = openSqlite(inFolder(t), systemClock.turn)
  await migrate(store, new Date(0))
  const told: string[] = []
  const add = async (name: string) => {
    await store.commit(tx => put(name)(tx).then(() => told.push(`${name} is written`)))
    told.push(`${name} is on the disk`)
  }
  // As a socket would: its turn is before that of the commit.
  const second = systemClock.turn().then(() => add('second'))
  await Promise.all([add('first'), second])
  assert.deepEqual(told, ['first is written', 'second is written', 'first is on the disk', 'second is on the disk'])
  await store.close()
})

test('a reading command changes nothing, even if it tries', async t => {
  const path = inFolder(t)
  const store = openSqlite(path)
  await migrate(store, new Date(0))
  await store.commit(put('kept'))
  const reader = openSqliteToRead(path)
  assert.deepEqual(await facts(reader), ['kept'])
  await assert.rejects(reader.commit(put('no')), /readonly|read-only|query_only/i)
  await reader.close()
  await store.close()
})

test('a folder that is not there is named', () => {
  assert.throws(() => openSqlite('/nowhere/at/all/hub.db'), refuses('invalid', /\/nowhere\/at\/all\/hub\.db/))
})

test('space that was freed goes back to the disk bit by bit', async t => {
  const path = inFolder(t)
  const store = openSqlite(path)
  await migrate(store, new Date(0))
  for (let n = 0; n < 200; n++) await store.commit(put(`n${n}`, 'x'.repeat(10_000)))
  await store.commit(tx => tx.deleteFrom('fact').execute())
  const free = async () =>
    (await sql<{ freelist_count: number }>`pragma freelist_count`.execute(store.db)).rows[0]!.freelist_count
  const before = await free()
  await store.commit(tx => sql`pragma incremental_vacuum(300)`.execute(tx))
  assert.ok(before > 400 && (await free()) <= before - 300, `${before} pages free before, ${await free()} after`)
  await store.close()
})
