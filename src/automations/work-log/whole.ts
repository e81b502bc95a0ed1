import { z } from 'zod'
import type { Database, SetUpResult } from '../../connectors/notion/index.ts'
import type { Finding } from '../../engine/automation.ts'
import type { Ctx } from './ctx.ts'
import { pagelessLogs } from './logs.ts'
import { databasesOf, mirrorOf, newRow } from './mirror.ts'
import { summariesIn } from './summaries.ts'
import type { Tables } from './tables.ts'

const mostAtOnce = 1000

/** Queues what has no page in Notion yet: from before Notion was set, or refused by it and corrected since. */
export async function mirrorAll(ctx: Ctx): Promise<{ logs: number; summaries: number }> {
  const db = ctx.db<Tables>()
  const database = mirrorOf(ctx, 'logs')
  const logs = database ? await pagelessLogs(db, mostAtOnce) : []
  for (const log of logs) {
    ctx.send('notion', 'createRow', newRow(database!, log), log.id, { about: log.id })
    ctx.emit('work-log/logged', { id: log.id }, `${log.id} ${ctx.run.key}`)
  }
  const summaries = (await summariesIn(db, {})).filter(
    ({ kind, logs, page_id }) => logs > 0 && page_id === null && mirrorOf(ctx, kind === 'month' ? 'months' : 'weeks'),
  )
  // Weeks before the months that are linked with them.
  for (const { name } of summaries.toSorted((a, b) => Number(a.kind === 'month') - Number(b.kind === 'month')))
    ctx.emit('work-log/summarised', { name }, `${name} ${ctx.run.key}`)
  return { logs: logs.length, summaries: summaries.length }
}

export const SetUp = z.strictObject({
  parent: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Address of the page, shared with the integration, under which missing databases are made' }),
})

/** `lacks`: what a person must give before anything can be done: the integration's key, or the page for what is to be made. */
export interface Prepared extends SetUpResult {
  lacks?: 'key' | 'parent'
}

/** Makes the databases that have no id yet, and completes those that have one. */
export async function setUp(ctx: Ctx, { parent }: z.output<typeof SetUp>): Promise<Prepared> {
  if (!ctx.notion) return { lacks: 'key', databases: [] }
  const databases: Database[] = Object.values(databasesOf(ctx))
  if (parent === undefined && databases.some(({ id }) => !id)) return { lacks: 'parent', databases: [] }
  return ctx.notion.setUp({ databases, ...(parent !== undefined && { parentPage: parent }) }, ctx.run.key)
}

/** What a person copies into .env, and what is left for them to do. */
export const shownSetUp = ({ lacks, databases }: Prepared): string =>
  lacks
    ? lacking[lacks]
    : databases
        .flatMap(({ setting, id, done, left }) => [`${setting}=${id}`, ...done, ...left.map(({ message }) => message)])
        .join('\n')

const lacking = {
  key: 'NOTION_API_KEY is not set; make an integration at notion.so/my-integrations first',
  parent:
    'name the page below which the databases shall be made, by --parent, and share it with the integration (⋯ → Connections)',
}

/** What Notion's databases lack, a line for each of the three. */
export async function check(ctx: Ctx): Promise<Finding[]> {
  const { notion } = ctx
  const all = Object.values(databasesOf(ctx))
  const set = all.filter(({ id }) => id)
  if (!notion) {
    const note = set.length > 0 ? 'NOTION_API_KEY is not set' : 'not set'
    return [{ what: 'Notion', state: set.length > 0 ? 'bad' : 'off', note: `${note}: logs and summaries stay here` }]
  }
  const states = new Map((set.length > 0 ? await notion.check(set) : []).map(state => [state.name, state]))
  return all.map(({ name, title, setting }): Finding => {
    const state = states.get(name)
    if (!state) return { what: title, state: 'off', note: `${setting} is not set: its rows stay here` }
    const note = state.problems.map(({ message }) => message).join('; ')
    return { what: title, state: note ? 'bad' : 'ok', note: note || (state.url ?? '') }
  })
}
