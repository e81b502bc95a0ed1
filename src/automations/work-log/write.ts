import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import { type Ctx, todayOf } from './ctx.ts'
import { keyOf } from './fingerprint.ts'
import { type LogInput, newLog } from './input.ts'
import { addLog, changeLog, indexSome, keepPage, logWith, removeLog, type StoredLog, unindexed } from './logs.ts'
import { markOf, mirrorOf, newRow, rowUpdate } from './mirror.ts'
import { freeOrigins } from './origins.ts'
import { refused } from './refused.ts'
import type { Tables } from './tables.ts'

/** What became of a new log; `delivery` is the key of its way to Notion, where there is one. */
export interface Logged {
  id: string
  delivery?: string
}

/** Stores a log and queues its row for Notion. */
export async function logWork(ctx: Ctx, input: LogInput): Promise<Logged> {
  const dated = { ...input, status: statusOf(ctx, input), loggedDate: input.loggedDate ?? todayOf(ctx) }
  const made = ctx.clock.now()
  const id = keyOf(dated, made, ctx.run.key)
  const now = made.toISOString()
  const log: StoredLog = { ...dated, id, createdAt: now, updatedAt: now, version: 1, marks: [] }
  ctx.commit<Tables>(tx => addLog(tx, log))
  ctx.emit('work-log/stored', {}, now.slice(0, 'yyyy-mm-ddThh:mm'.length))
  const database = mirrorOf(ctx, 'logs')
  if (!database) return { id }
  ctx.send('notion', 'createRow', newRow(database, log), id, { about: id })
  ctx.emit('work-log/logged', { id }, id)
  return { id, delivery: id }
}

/** That of a log that says none is the first; `invalid` for one that dure.yaml does not list. */
function statusOf({ options: { statuses } }: Ctx, { status = statuses[0]! }: LogInput): string {
  if (statuses.includes(status)) return status
  throw refused('invalid', words => words.status(statuses), { field: { name: 'status', example: statuses[0] } })
}

export const Named = z.strictObject({
  id: z.string().min(1).max(200).meta({ example: '2026-11-21-mi8zq0x19f8e7d6c5b4a' }),
})

const body = newLog()

/** What a log that was read says besides: one that is sent back with it is no mistake, and none of it can be changed. */
const told = ['created_at', 'updated_at', 'page_id', 'url']

/** The whole log with the id of its path, and the version it was read at, where an edit in between must not be lost. */
export const Change = body.in
  .extend({
    ...Named.shape,
    version: z
      .int()
      .min(1)
      .optional()
      .meta({ description: '읽은 로그의 version. 그사이에 바뀌었으면 고치지 않고 409로 답한다' }),
    ...Object.fromEntries(
      told.map(name => [name, z.unknown().optional().meta({ description: '읽은 그대로 두면 된다', readOnly: true })]),
    ),
  })
  .transform(({ id, version, ...rest }) => {
    const log = Object.fromEntries(Object.entries(rest).filter(([name]) => !told.includes(name)))
    return { id, version, log: body.out.parse(log) as LogInput }
  })

/** Puts another text in the place of a log. Notion gets what differs; a page that people have edited keeps its text. */
export async function changeWork(ctx: Ctx, { id, version, log }: z.output<typeof Change>): Promise<StoredLog> {
  const before = await logWith(ctx.db<Tables>(), id)
  if (version !== undefined && version !== before.version)
    throw refused('conflict', words => words.version(id, before.version, version))
  const { createdAt, loggedDate, page, marks } = before
  const after: StoredLog = {
    loggedDate,
    ...log,
    status: statusOf(ctx, log),
    id,
    createdAt,
    updatedAt: ctx.clock.now().toISOString(),
    version: before.version + 1,
    marks: [],
    ...(page && { page }),
  }
  // What was sent back as it was read is no edit, by which summaries would become stale.
  if (isDeepStrictEqual({ ...after, version: before.version, updatedAt: before.updatedAt, marks }, before))
    return before
  after.marks = [...new Set([...marks, markOf(before), markOf(after)])].slice(-mostMarks)
  ctx.commit<Tables>(tx => changeLog(tx, after, before))
  mirrorChange(ctx, after)
  return after
}

/** Older texts than these are taken for people's. */
const mostMarks = 50

/** A log that Notion may not have yet is made first: both go out in this order, and one of them finds nothing to do. */
function mirrorChange(ctx: Ctx, log: StoredLog) {
  const database = mirrorOf(ctx, 'logs')
  if (!database) return
  const key = `${log.id}/v${log.version}`
  const telling = { about: log.id }
  if (!log.page) {
    ctx.send('notion', 'createRow', newRow(database, log), key, telling)
    // What Notion has refused before, it may take as it is now.
    ctx.emit('work-log/logged', { id: log.id }, key)
  }
  ctx.send('notion', 'updateRow', rowUpdate(database, log), key, telling)
}

/** Removes a log; its page goes to Notion's trash, where people can fetch it back. */
export async function removeWork(ctx: Ctx, { id }: z.output<typeof Named>): Promise<void> {
  const log = await logWith(ctx.db<Tables>(), id)
  ctx.commit<Tables>(tx => removeLog(tx, log))
  ctx.commit<Tables>(tx => freeOrigins(tx, id))
  const database = mirrorOf(ctx, 'logs')
  if (database) ctx.send('notion', 'trashRow', { database, key: id, ...(log.page && { id: log.page.id }) }, id)
}

/** Takes note of where Notion has put a log, once it has. */
export async function linkLog(ctx: Ctx, { id }: z.output<typeof Named>): Promise<{ url: string | undefined }> {
  const database = mirrorOf(ctx, 'logs')
  const log = await logWith(ctx.db<Tables>(), id).catch(gone)
  if (!log || !database || !ctx.notion) return { url: undefined }
  if (log.page) return { url: log.page.url }
  try {
    const made = await ctx.notion.createRow(newRow(database, log), id)
    ctx.commit<Tables>(tx => keepPage(tx, id, made))
    return { url: made.url }
  } catch (error) {
    // That Notion refused it, or that a person has dropped it, is told of the delivery already.
    if (error instanceof HubError && error.code === 'invalid') return { url: undefined }
    throw error
  }
}

export const Indexing = z.strictObject({ again: z.boolean().default(false) })

/** So few at once, with a pause between, that in a rush the requests are not kept waiting. */
const mostIndexed = 15
const pauseMs = 500

/** Brings new logs into the search index: within the request it would take most of the time. */
export async function indexLogs(ctx: Ctx, { again }: z.output<typeof Indexing>): Promise<{ logs: number }> {
  if (again) await ctx.clock.sleep(pauseMs, ctx.signal)
  const ids = await unindexed(ctx.db<Tables>(), mostIndexed)
  ctx.commit<Tables>(tx => indexSome(tx, ids))
  if (ids.length === mostIndexed) ctx.emit('work-log/stored', { again: true }, `after run ${ctx.run.id}`)
  return { logs: ids.length }
}

/** Removed before its page was known. */
function gone(error: unknown): undefined {
  if (error instanceof HubError && error.code === 'not_found') return undefined
  throw error
}
