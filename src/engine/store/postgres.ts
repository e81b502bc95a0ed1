import { type Dialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { HubError } from '../error.ts'
import type { Log } from '../io.ts'

const int8 = 20

/** Kysely over a pool of connections. Counts and times come as numbers; all of them stay below 2^53. */
export async function postgresDialect(url: string, log: Log): Promise<Dialect> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    // A connection that is half open must not keep the pump waiting for ever.
    keepAlive: true,
    query_timeout: 60_000,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
    },
  })
  // Without a listener the loss of an idle connection would end the whole process.
  pool.on('error', error => log.warn('a database connection was lost', { reason: error.message }))
  try {
    const { rows } = await pool.query('show synchronous_commit')
    if (rows[0].synchronous_commit === 'off')
      throw new HubError(
        'invalid',
        'PostgreSQL has synchronous_commit off: an acknowledged write could be lost; set it to on',
        { ko: 'PostgreSQL의 synchronous_commit이 off입니다. 응답한 쓰기를 잃을 수 있으니 on으로 바꾸십시오' },
      )
  } catch (cause) {
    await pool.end()
    if (cause instanceof HubError) throw cause
    throw new HubError('unavailable', 'DATABASE_URL: PostgreSQL does not answer', {
      cause,
      ko: `DATABASE_URL: PostgreSQL이 답하지 않습니다(${(cause as Error).message})`,
    })
  }
  return new PostgresDialect({ pool })
}
