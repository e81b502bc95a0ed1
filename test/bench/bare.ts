import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { answering } from './apart.ts'

/** Serve an API that checks nothing and inserts the body as one row; `grouped`: what waits together is committed together. */
export interface BareJob {
  path: string
  grouped: boolean
}

answering<BareJob, number>(async ({ path, grouped }) => {
  const store = grouped ? groupedIn(opened(path)) : eachIn(opened(path))
  const app = new Hono()
  app.post('/daily-logs', async c => {
    const id = crypto.randomUUID()
    await store(id, JSON.stringify(await c.req.json()))
    return c.json({ page_id: id, url: `/daily-logs/${id}` }, 201)
  })
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
})

function opened(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec('create table log (id text primary key, body text not null)')
  return database
}

const insertInto = (database: DatabaseSync) => {
  const insert = database.prepare('insert into log (id, body) values (?, ?)')
  return (id: string, body: string) => void insert.run(id, body)
}

const eachIn = (database: DatabaseSync) => insertInto(database)

function groupedIn(database: DatabaseSync) {
  const insert = insertInto(database)
  let committed: Promise<void> | undefined
  const commitSoon = async () => {
    database.exec('begin immediate')
    await turn()
    committed = undefined
    database.exec('commit')
  }
  return async (id: string, body: string) => {
    committed ??= commitSoon()
    insert(id, body)
    await committed
  }
}
