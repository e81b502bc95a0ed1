import { z } from 'zod'
import { confluenceFake } from '../../src/connectors/confluence/fake.ts'
import { confluence, type PageChange } from '../../src/connectors/confluence/index.ts'
import { type AnyAutomation, defineAutomation } from '../../src/engine/automation.ts'
import { systemClock } from '../../src/engine/clock.ts'
import { Engine } from '../../src/engine/engine.ts'
import { createHttp } from '../../src/engine/http.ts'
import { silent } from '../../src/engine/io.ts'
import { migrate, openSqlite, type Store } from '../../src/engine/store/store.ts'
import { answering } from './apart.ts'
import { changesOf, pageWith, rightRows } from './log-table.ts'

/** A page with so many rows, and so many writes to it. Half of them change a row, half add one. */
export interface RowsJob {
  /** A file for the ledger. */
  place: string
  rows: number
  /** Queued by one run; sent at once by callers who wait for their answers; one after the other, each awaited. */
  queued: number
  atOnce: number
  oneByOne: number
}

export interface RowsAnswer {
  queued: Written
  atOnce: Written
  oneByOne: Written
  /** Bytes of the page's storage. */
  pageBytes: number
  /** Resident memory of this process in bytes, the fake's share included: before, and at its peak after the queued ones. */
  warm: number
  peak: number
}

/** What a number of writes took, in milliseconds. The fake's share is in `read` and `save`. */
export interface Written {
  count: number
  /** Versions that the page has more than before. */
  versions: number
  whole: number
  /** The fake's own work: giving the page, and saving it. */
  read: number
  save: number
  /** From the page's arrival until a new one leaves: read from JSON, parsed, changed, put together. */
  change: number
  /** Processor time of this process, the fake's included. */
  cpu: number
  /** Rows that nobody wrote to, and that have every byte they had. */
  untouched: number
}

const clock = systemClock

answering<RowsJob, RowsAnswer>(async job => {
  const site = await siteOf(`${job.place}-warm`, 500)
  await site.queued(50)
  await site.oneByOne(4)
  await site.close()
  globalThis.gc?.()
  const warm = process.memoryUsage.rss()
  const measured = await siteOf(job.place, job.rows)
  try {
    const { pageBytes } = measured
    const queued = await measured.queued(job.queued)
    const peak = process.resourceUsage().maxRSS * 1024
    return {
      ...{ queued, pageBytes, warm, peak },
      atOnce: await measured.atOnce(job.atOnce),
      oneByOne: await measured.oneByOne(job.oneByOne),
    }
  } finally {
    await measured.close()
  }
})

/** A hub with a Confluence Cloud that has one page; each way of writing begins with the page as it was. */
async function siteOf(place: string, rows: number) {
  const fake = confluenceFake({ kind: 'cloud' })
  const page = fake.addPage({ space: 'AX', title: 'Action Log', body: pageWith(rows) })
  const { body } = page
  const times = timesOf(fake.fetch)
  const http = createHttp({ fetch: times.fetch, clock, random: Math.random, log: silent })
  const io = { http, clock, random: Math.random, log: silent, dataDir: '.', timeZone: 'Asia/Seoul' }
  const client = confluence.connect(fake.settings as never, io)
  // Which kind of Confluence it is, is asked once.
  await client.site()
  let writes: { payload: PageChange; key: string }[] = []
  const store = openSqlite(place, clock.turn)
  await migrate(store, clock.now())
  const engine = engineOn(
    store,
    writer(() => writes),
    client,
  )
  await engine.start()
  let runs = 0

  const written = async (task: string, count: number): Promise<Written> => {
    page.body = body
    const changes = changesOf(rows, count)
    writes = changes.map((change, index) => ({ payload: { page: page.id, change }, key: `${task} ${index}` }))
    times.begin()
    const { number: before } = page.version
    const [began, cpu] = [clock.monotonic(), process.cpuUsage()]
    const key = `${task} ${++runs}`
    const { id } = await engine.run(`rows/${task}`, {}, { key, cause: 'hand', maxAttempts: 1 })
    await ended(store, id, count)
    const whole = clock.monotonic() - began
    const { user, system } = process.cpuUsage(cpu)
    const untouched = rightRows(body, page.body, changes)
    return {
      ...{ count, whole, untouched, cpu: (user + system) / 1000 },
      ...{ versions: page.version.number - before, ...times.taken() },
    }
  }
  return {
    pageBytes: Buffer.byteLength(body),
    queued: (count: number) => written('queued', count),
    atOnce: (count: number) => written('at-once', count),
    oneByOne: (count: number) => written('one-by-one', count),
    close: async () => {
      await engine.stop()
      await store.close()
    },
  }
}

type Fetch = (url: URL, init: RequestInit) => Promise<Response>

/** The far side's work, told from ours: it is done between a call and its answer. */
function timesOf(far: Fetch) {
  const none = () => ({ read: 0, save: 0, change: 0 })
  let taken = none()
  let given = 0
  const fetch: Fetch = async (url, init) => {
    const began = clock.monotonic()
    const saves = init.method === 'PUT'
    if (saves) taken.change += began - given
    const answer = await far(url, init)
    given = clock.monotonic()
    taken[saves ? 'save' : 'read'] += given - began
    return answer
  }
  return {
    fetch,
    begin: () => {
      taken = none()
    },
    taken: () => taken,
  }
}

/** Makes the writes that it is given, in each of the ways in which tasks make them. */
const writer = (writes: () => { payload: PageChange; key: string }[]) =>
  defineAutomation({
    name: 'rows',
    title: 'Rows',
    uses: { confluence },
    tasks: {
      queued: {
        summary: 'Queues all of them',
        input: z.object({}),
        async run(ctx) {
          for (const { payload, key } of writes()) ctx.send('confluence', 'changePage', payload, key)
        },
      },
      'at-once': {
        summary: 'Sends all of them and waits for their answers',
        input: z.object({}),
        async run(ctx) {
          await Promise.all(writes().map(({ payload, key }) => ctx.confluence.changePage(payload, key)))
        },
      },
      'one-by-one': {
        summary: 'Sends each when the one before it was answered',
        input: z.object({}),
        async run(ctx) {
          for (const { payload, key } of writes()) await ctx.confluence.changePage(payload, key)
        },
      },
    },
  })

function engineOn(store: Store, automation: AnyAutomation, client: object): Engine {
  const loaded = { connector: confluence, client: client as Record<string, unknown>, settings: {} }
  return new Engine({
    store,
    clock,
    random: Math.random,
    newId: () => `bench ${process.pid}`,
    log: silent,
    timeZone: 'Asia/Seoul',
    automations: [{ automation, settings: {}, options: undefined, uses: { confluence: loaded } }],
    connectors: [loaded],
    host: 'bench',
    pid: process.pid,
    alone: true,
    scheduling: false,
  })
}

/** Until the run has ended and all of its writes are done. */
async function ended({ db }: Store, id: number, count: number) {
  for (;;) {
    await clock.sleep(2)
    const run = await db.selectFrom('run').select(['state', 'error']).where('id', '=', id).executeTakeFirstOrThrow()
    if (run.state === 'failed') throw new Error(`the writes failed: ${run.error}`)
    if (run.state === 'done' && !(await db.selectFrom('lane').select('name').limit(1).executeTakeFirst())) break
  }
  const rows = await db.selectFrom('delivery').select(['state', 'error', 'result']).where('run_id', '=', id).execute()
  const wrong = rows.find(({ state }) => state !== 'done')
  if (wrong) throw new Error(`a write is ${wrong.state}: ${wrong.error}`)
  const outcomes = rows.map(({ result }) => JSON.parse(result ?? '{}').outcome)
  for (const [outcome, of] of [
    ['updated', Math.floor(count / 2)],
    ['inserted', Math.ceil(count / 2)],
  ] as const) {
    const found = outcomes.filter(one => one === outcome).length
    if (found !== of) throw new Error(`${found} of ${of} rows were ${outcome}`)
  }
}
