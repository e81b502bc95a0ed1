import { HubError } from '../error.ts'

/** SQLite: busy, locked, no memory, disk I/O, full, cannot open. */
const passingInSqlite = new Set([5, 6, 7, 10, 13, 14])
/** PostgreSQL's classes: connection, rollback (deadlock, serialization), resources, operator's intervention, system. */
const passingInPostgres = /^(08|40|53|57|58)/
const passingOnTheWay = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** Whether the database failed in a way that may pass, rather than the code that asked it. */
export function isStoreTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '', errcode = 0 } = error as { code?: string; errcode?: number }
  // Extended codes carry the primary one in their low byte.
  if (code === 'ERR_SQLITE_ERROR') return passingInSqlite.has(errcode & 0xff)
  if (code === '') return /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  return passingOnTheWay.has(code) || (code.length === 5 && passingInPostgres.test(code))
}

const sqliteFull = 13
/** SQLite: malformed, not a database. */
const damagedInSqlite = new Set([11, 26])

/** Why a file or folder of the hub's own cannot be used, with what to do about it. */
export function unusable(path: string, cause: unknown): HubError {
  const { code = '', errcode = 0 } = cause as { code?: string; errcode?: number }
  if (code === 'ENOSPC' || errcode === sqliteFull)
    return new HubError('unavailable', `${path}: the disk is full; make room and start again`, {
      cause,
      ko: `${path}: 디스크가 가득 찼습니다. 자리를 마련하고 다시 시작하십시오`,
    })
  if (damagedInSqlite.has(errcode & 0xff))
    return new HubError(
      'invalid',
      `${path} is damaged, or is no ledger of Dure; 'dure backup --list' shows what 'dure restore' can put in its place`,
      {
        cause,
        ko: `${path}: 손상되었거나 두레의 장부가 아닙니다. 'dure backup --list'에 나오는 백업을 'dure restore'로 되돌릴 수 있습니다`,
      },
    )
  return new HubError(
    'invalid',
    `${path} cannot be written: check that it belongs to the hub's user and lies on a local disk that is not read-only, or set another DURE_DATA`,
    {
      cause,
      ko: `${path}: 쓸 수 없습니다. 허브를 돌리는 사용자의 것인지, 읽기 전용이 아닌 로컬 디스크에 있는지 확인하거나 DURE_DATA를 바꾸십시오`,
    },
  )
}
