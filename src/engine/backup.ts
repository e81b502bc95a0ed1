import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { backup as copyPages, DatabaseSync } from 'node:sqlite'
import { HubError } from './error.ts'
import { refuseNewer } from './store/store.ts'

/** What lies beside a backup and vouches for it. A backup without one is not a backup. */
export interface Manifest {
  file: string
  bytes: number
  sha256: string
  schema: number
  madeAt: string
  runs: number
  deliveries: number
}

/**
 * Copies a ledger that may be in use: SQLite's online backup → verify the copy → fsync → rename → manifest.
 * An earlier backup is never overwritten, and a half-written one never bears a final name.
 */
export async function backUp(databasePath: string, folder: string, now: Date): Promise<Manifest & { path: string }> {
  if (!existsSync(databasePath))
    throw new HubError('not_found', `there is no ledger at ${databasePath}; check DURE_DATA`, {
      ko: `${databasePath}: 장부가 없습니다. DURE_DATA를 확인하십시오`,
    })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = await freeName(folder, now)
  const temporary = `${path}.tmp`
  try {
    await copy(databasePath, temporary)
    const facts = inspect(temporary)
    await syncFile(temporary)
    await rename(temporary, path)
    const manifest = { file: basename(path), ...(await fingerprint(path)), ...facts, madeAt: now.toISOString() }
    await writeManifest(path, manifest)
    return { ...manifest, path }
  } catch (cause) {
    await rm(temporary, { force: true })
    throw asHubError(cause, `the backup to ${folder} failed`, `${folder}: 백업하지 못했습니다`)
  }
}

/** Every backup in a folder that has a manifest, newest first. */
export async function listBackups(folder: string): Promise<(Manifest & { path: string })[]> {
  const names = existsSync(folder) ? await readdir(folder) : []
  const manifests = names.filter(name => name.endsWith('.db.json'))
  const found = await Promise.all(
    manifests.map(async name => ({ ...(await readManifest(join(folder, name.slice(0, -5)))) })),
  )
  return found.sort((left, right) => (left.madeAt < right.madeAt ? 1 : -1))
}

/** Throws unless the file is exactly what its manifest vouches for, is sound, and is not from a newer Dure. */
async function verifyBackup(path: string): Promise<Manifest & { path: string }> {
  if (!existsSync(path))
    throw new HubError('not_found', `there is no ${path}; 'dure backup --list' shows the backups`, {
      ko: `${path}: 그런 파일이 없습니다. 백업은 'dure backup --list'에 나옵니다`,
    })
  const manifest = await readManifest(path)
  const found = await fingerprint(path)
  if (found.sha256 !== manifest.sha256 || found.bytes !== manifest.bytes)
    throw new HubError(
      'invalid',
      `${path} is not what its manifest vouches for (${found.bytes} of ${manifest.bytes} bytes); choose another backup`,
      {
        ko: `${path}: 목록 파일에 적힌 것과 다릅니다(${manifest.bytes}바이트 중 ${found.bytes}바이트). 다른 백업을 고르십시오`,
      },
    )
  refuseNewer(inspect(path).schema)
  return manifest
}

/**
 * Puts a verified backup in the place of the ledger, which is kept beside it. The restored hub is held: what it
 * remembers as open may have gone out since, so nothing leaves until a person releases it.
 */
export async function restore(
  backupPath: string,
  databasePath: string,
  now: Date,
): Promise<{ kept: string | undefined }> {
  await verifyBackup(backupPath)
  const temporary = `${databasePath}.restoring`
  await mkdir(dirname(databasePath), { recursive: true, mode: 0o700 })
  await copyFile(backupPath, temporary)
  hold(temporary, now)
  await syncFile(temporary)
  const kept = await setAside(databasePath, now)
  await rename(temporary, databasePath)
  await syncFolder(dirname(databasePath))
  return { kept }
}

function hold(path: string, now: Date) {
  const database = new DatabaseSync(path)
  database.exec('pragma journal_mode = delete; pragma synchronous = full')
  database
    .prepare(`insert into fact (name, value) values ('held', ?) on conflict do update set value = excluded.value`)
    .run(now.toISOString())
  database.exec('update snapshot set held = 1; update schedule set held = 1; update process set dead = 1')
  // Whatever was open when the backup was made may have met its fate since, unseen.
  database.exec(
    `update delivery set state = 'ready', doubt = 1, fence = fence + 1, holder = null where state in ('ready', 'sending')`,
  )
  database.exec(`update run set state = 'ready', fence = fence + 1, holder = null where state = 'running'`)
  database.exec(`insert into lane (connector, name, due_at) select distinct connector, lane, 0 from delivery where state = 'ready'
    on conflict do update set due_at = 0`)
  database.close()
}

/**
 * The ledger gets a second name and keeps its own until the restored one takes it: at no moment is there none, which
 * a start would take for a new hub. Its log goes, since a stray one would be replayed into the restored file.
 */
async function setAside(databasePath: string, now: Date): Promise<string | undefined> {
  if (!existsSync(databasePath)) return undefined
  const kept = `${databasePath}.before-restore-${now.toISOString().replace(/\D/g, '')}`
  foldLog(databasePath)
  for (const suffix of ['-wal', ''])
    if (existsSync(databasePath + suffix)) await link(databasePath + suffix, kept + suffix)
  for (const suffix of ['-wal', '-shm']) await rm(databasePath + suffix, { force: true })
  return kept
}

/** Takes the log into the ledger. A damaged ledger is kept as it lies, its log beside it. */
function foldLog(path: string) {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    database.exec('pragma wal_checkpoint(truncate)')
  } catch {
    // It may be the very reason for the restore.
  } finally {
    database?.close()
  }
}

async function copy(from: string, to: string) {
  const source = new DatabaseSync(from, { readOnly: true })
  try {
    // One snapshot from first to last: else every commit of the hub would make the copy begin anew.
    source.exec('begin; select count(*) from sqlite_schema')
    await copyPages(source, to, { rate: 1000 })
  } finally {
    source.close()
  }
  // A backup is one file: without this it would ask for a log beside it.
  const made = new DatabaseSync(to)
  made.exec('pragma journal_mode = delete')
  made.close()
}

/** Opens a copy and looks at all of it. */
function inspect(path: string): Pick<Manifest, 'schema' | 'runs' | 'deliveries'> {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { readOnly: true })
    const value = (query: string) => Object.values(database!.prepare(query).get() ?? {})[0]
    const verdict = value('pragma integrity_check')
    if (verdict !== 'ok')
      throw new HubError('invalid', `${path} is damaged: ${verdict}`, { ko: `${path}: 손상되었습니다` })
    return {
      schema: Number(value('select max(version) from migration')),
      runs: Number(value('select count(*) from run')),
      deliveries: Number(value('select count(*) from delivery')),
    }
  } catch (cause) {
    throw asHubError(
      cause,
      `${path} is no ledger of Dure, or is damaged`,
      `${path}: 두레의 장부가 아니거나 손상되었습니다`,
    )
  } finally {
    database?.close()
  }
}

async function fingerprint(path: string): Promise<Pick<Manifest, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}

async function writeManifest(path: string, manifest: Manifest) {
  const temporary = `${path}.json.tmp`
  const file = await open(temporary, 'w', 0o600)
  await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
  await file.sync()
  await file.close()
  await rename(temporary, `${path}.json`)
  await syncFolder(dirname(path))
}

async function readManifest(path: string): Promise<Manifest & { path: string }> {
  try {
    return { ...JSON.parse(await readFile(`${path}.json`, 'utf8')), path }
  } catch (cause) {
    throw new HubError(
      'invalid',
      `${path} has no readable manifest (${basename(path)}.json): it was never finished, or is no backup of Dure`,
      {
        cause,
        ko: `${path}: 목록 파일(${basename(path)}.json)을 읽을 수 없습니다. 끝나지 않았거나 두레의 백업이 아닙니다`,
      },
    )
  }
}

const stamp = (now: Date) => now.toISOString().replace(/\D/g, '').slice(0, 14)

async function freeName(folder: string, now: Date): Promise<string> {
  for (let n = 1; ; n += 1) {
    const path = join(folder, `hub-${stamp(now)}${n === 1 ? '' : `-${n}`}.db`)
    if (!existsSync(path) && !existsSync(`${path}.json`)) return path
  }
}

async function syncFile(path: string) {
  const file = await open(path, 'r+')
  await file.sync()
  await file.close()
}

async function syncFolder(path: string) {
  const folder = await open(path, 'r')
  await folder.sync()
  await folder.close()
}

function asHubError(cause: unknown, en: string, ko: string): HubError {
  if (cause instanceof HubError) return cause
  if (!/ENOSPC|full/.test(String((cause as Error)?.message))) return new HubError('unavailable', en, { cause, ko })
  return new HubError('unavailable', `${en}: the disk is full; make room or name another folder`, {
    cause,
    ko: `${ko}. 디스크가 가득 찼습니다. 자리를 마련하거나 다른 폴더를 쓰십시오`,
  })
}
