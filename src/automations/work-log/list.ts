import type { ExpressionBuilder, Kysely } from 'kysely'
import { z } from 'zod'
import { described } from './described.ts'
import { categories, impactLevels } from './log.ts'
import { logOf, type StoredLog, techKey, techKeys } from './logs.ts'
import { disorder, inOrder } from './profile.ts'
import { refused } from './refused.ts'
import { matches, type Query, queryOf, weightsOf } from './search.ts'
import type { LogRow, Tables } from './tables.ts'

const date = (example: string, about: object) =>
  z.iso
    .date()
    .optional()
    .meta({ ...about, examples: [example] })

/** The query of GET /daily-logs. */
export const Asked = z
  .strictObject({
    from: date('2026-11-01', described('첫날', 'first day')),
    to: date('2026-11-30', described('마지막 날. 이날까지 찾는다', 'last day, itself included')),
    category: z.enum(categories).optional(),
    impact_level: z.enum(impactLevels).optional(),
    tech: z
      .string()
      .max(100)
      .optional()
      .meta({
        ...described('로그의 기술 하나. 대소문자는 가리지 않는다', 'one technology of the log, in any case'),
        examples: ['Redis'],
      }),
    status: z
      .string()
      .max(100)
      .optional()
      .meta({ examples: ['Logged'] }),
    q: z
      .string()
      .max(500)
      .optional()
      .meta(described('찾을 말. 가장 잘 맞는 것이 먼저 온다', 'words to look for; the best match comes first')),
    limit: z.int().min(1).max(200).default(50),
    cursor: z
      .string()
      .max(500)
      .optional()
      .meta(
        described(
          '앞 페이지의 `next`. 나머지 조건은 그대로 둔다',
          '`next` of the page before; all else stays as it was',
        ),
      ),
  })
  .refine(inOrder, disorder)
export type Asked = z.output<typeof Asked>

/** A page of the list; `next` is undefined on the last one. */
export interface Listed {
  logs: StoredLog[]
  next?: string
}

/** Newest first; with `q` the best first. What is added meanwhile shifts no page. */
export async function listLogs(db: Kysely<Tables>, asked: Asked): Promise<Listed> {
  return asked.q === undefined || asked.q.trim() === '' ? newest(db, asked) : found(db, asked, asked.q)
}

async function newest(db: Kysely<Tables>, asked: Asked): Promise<Listed> {
  const after = cursorIn(asked, z.tuple([z.string(), z.string()]))
  const fresh = await freshWith(db, asked.tech)
  const rows = await db
    .selectFrom('worklog_log')
    .selectAll()
    .where(eb => narrowed(eb, asked, fresh))
    .$if(after !== undefined, query =>
      query.where(({ eb, or, and }) =>
        or([
          eb('logged_date', '<', after![0]),
          and([eb('logged_date', '=', after![0]), eb('worklog_log.id', '<', after![1])]),
        ]),
      ),
    )
    .orderBy('logged_date', 'desc')
    .orderBy('worklog_log.id', 'desc')
    .limit(asked.limit + 1)
    .execute()
  return pageOf(rows, asked, ({ logged_date, id }) => [logged_date, id])
}

async function found(db: Kysely<Tables>, asked: Asked, text: string): Promise<Listed> {
  const index = db as unknown as Parameters<typeof matches>[0]
  const query = await queryOf(index, text)
  if (query.words.length === 0) return { logs: [] }
  const after = cursorIn(asked, z.tuple([z.number(), z.string()]))
  // Before the index: what comes into it meanwhile is found twice and not missed.
  const fresh = await freshHits(db, asked, query)
  const rows = await db
    .selectFrom('worklog_log')
    .innerJoin(matches(index, query).as('hit'), 'hit.log_id', 'worklog_log.id')
    .selectAll('worklog_log')
    .select('hit.score')
    .where(eb => narrowed(eb as unknown as Where, asked, []))
    .$if(after !== undefined, narrower =>
      narrower.where(({ eb, or, and }) =>
        or([
          eb('hit.score', '<', after![0]),
          and([eb('hit.score', '=', after![0]), eb('worklog_log.id', '<', after![1])]),
        ]),
      ),
    )
    .orderBy('hit.score', 'desc')
    .orderBy('worklog_log.id', 'desc')
    .limit(asked.limit + 1)
    .execute()
  const indexed = rows.map(row => ({ ...row, score: Number(row.score) }))
  const ids = new Set(indexed.map(({ id }) => id))
  const added = fresh.filter(hit => !ids.has(hit.id) && (!after || isBehind(hit, after)))
  const all = [...indexed, ...added].sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))
  return pageOf(all.slice(0, asked.limit + 1), asked, ({ score, id }) => [score, id])
}

const isBehind = ({ score, id }: { score: number; id: string }, [last, lastId]: [number, string]) =>
  score < last || (score === last && id < lastId)

/** After a rush the newest of this many are found at once, the others when the index has them. */
const mostFresh = 2000

/** What the index does not have yet, by the index's own rules. */
async function freshHits(db: Kysely<Tables>, asked: Asked, query: Query) {
  const known = await freshWith(db, asked.tech)
  const rows = await freshLogs(db)
    .selectAll()
    .where(eb => narrowed(eb, asked, known))
    .execute()
  return rows.map(row => ({ ...row, score: scoreOf(logOf(row), query) })).filter(({ score }) => score > 0)
}

/** Ids of those that name the technology. */
async function freshWith(db: Kysely<Tables>, tech: string | undefined): Promise<string[]> {
  if (tech === undefined) return []
  const rows = await freshLogs(db).select(['id', 'tech_stack']).execute()
  return rows.filter(({ tech_stack }) => techKeys(JSON.parse(tech_stack)).has(techKey(tech))).map(({ id }) => id)
}

const freshLogs = (db: Kysely<Tables>) =>
  db
    .selectFrom('worklog_log')
    .where('indexed', '=', 0)
    .orderBy('logged_date', 'desc')
    .orderBy('worklog_log.id', 'desc')
    .limit(mostFresh)

function scoreOf(log: StoredLog, { words, rarity }: Query): number {
  const weights = weightsOf(log)
  const hasHalf = (word: string[]) => {
    const wanted = [...new Set(word)]
    return wanted.filter(token => weights.has(token)).length >= Math.ceil(wanted.length / 2)
  }
  if (!words.every(hasHalf)) return 0
  return [...rarity].reduce((sum, [token, worth]) => sum + worth * (weights.get(token) ?? 0), 0)
}

type Where = ExpressionBuilder<Tables, 'worklog_log'>

/** `fresh`: those of the technology that the index of technologies does not have yet. */
function narrowed(eb: Where, { from, to, category, impact_level, tech, status }: Asked, fresh: readonly string[]) {
  const conditions = [
    from !== undefined && eb('logged_date', '>=', from),
    to !== undefined && eb('logged_date', '<=', to),
    category !== undefined && eb('category', '=', category),
    impact_level !== undefined && eb('impact_level', '=', impact_level),
    status !== undefined && eb('status', '=', status),
    tech !== undefined &&
      eb.or([
        eb(
          'worklog_log.id',
          'in',
          eb.selectFrom('worklog_tech').select('worklog_tech.log_id').where('worklog_tech.name', '=', techKey(tech)),
        ),
        ...(fresh.length > 0 ? [eb('worklog_log.id', 'in', fresh)] : []),
      ]),
  ]
  return eb.and(conditions.filter(condition => condition !== false))
}

function pageOf<R extends LogRow>(rows: R[], { limit }: Asked, placeOf: (row: R) => unknown): Listed {
  const shown = rows.slice(0, limit)
  const logs = shown.map(logOf)
  return rows.length > limit ? { logs, next: written(placeOf(shown.at(-1)!)) } : { logs }
}

const written = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url')

function cursorIn<T>({ cursor }: Asked, place: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    throw refused('invalid', words => words.cursor, { cause, field: { name: 'cursor' } })
  }
}
