import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HubError } from './error.ts'
import { unusable } from './store/trouble.ts'

/** Who works on a data folder. */
export interface Holder {
  pid: number
  host: string
  since: string
}

/**
 * Makes sure that one hub works on one data folder, which is made where it is missing: an exclusive transaction on `hub.lock`, which the kernel
 * frees at the process's death, so that no stale lock is left behind. Throws `conflict` naming the holder.
 */
export function lockFolder(folder: string, holder: Holder): () => void {
  makeFolder(folder)
  const database = exclusive(folder, 500)
  if (!database) throw inUse(folder, holderOf(folder))
  try {
    writeFileSync(holderPath(folder), JSON.stringify(holder), { mode: 0o600 })
  } catch (cause) {
    database.close()
    throw unusable(holderPath(folder), cause)
  }
  return () => database.close()
}

function makeFolder(path: string) {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw unusable(path, cause)
  }
}

/** The hub that works on a folder now, if one does. */
export function runningHub(folder: string): Holder | undefined {
  if (!existsSync(join(folder, 'hub.lock'))) return undefined
  const database = exclusive(folder, 50)
  database?.close()
  return database ? undefined : (holderOf(folder) ?? { pid: 0, host: 'unknown', since: '' })
}

function inUse(folder: string, holder?: Holder): HubError {
  const en = holder ? `process ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process'
  const ko = holder ? `${holder.host}의 프로세스 ${holder.pid}번이 ${holder.since}부터` : '다른 프로세스가'
  return new HubError('conflict', `${folder} is in use by ${en}; stop that hub first, or set another DURE_DATA`, {
    ko: `${folder}: ${ko} 쓰고 있습니다. 그 허브를 먼저 멈추거나 DURE_DATA를 바꾸십시오`,
  })
}

const holderPath = (folder: string) => join(folder, 'hub.json')

function exclusive(folder: string, waitMs: number): DatabaseSync | undefined {
  const path = join(folder, 'hub.lock')
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    // SQLite opens what it may only read as well, and then an exclusive transaction excludes nobody.
    accessSync(path, constants.W_OK)
    database.exec(`pragma busy_timeout = ${waitMs}; begin exclusive`)
    return database
  } catch (cause) {
    database?.close()
    if (isBusy(cause)) return undefined
    throw unusable(path, cause)
  }
}

const sqliteBusy = 5
const isBusy = (error: unknown) => (error as { errcode?: number }).errcode === sqliteBusy

function holderOf(folder: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderPath(folder), 'utf8'))
  } catch {
    return undefined
  }
}
