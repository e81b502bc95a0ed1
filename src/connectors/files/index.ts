import { createHash } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { defineConnector, write } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'

/** A text file to be kept: `folder` and `name` are plain names, the folder lies in the data folder. */
export interface FileToSave {
  folder: string
  name: string
  text: string
}

/** Where a file was saved. `name` differs from the one asked for when that was taken by another content. */
export interface SavedFile {
  path: string
  name: string
  bytes: number
}

const maxNameBytes = 200
const maxSuffix = 999

/** Keeps files in the hub's data folder: whole or not at all, and never over one that is there. */
export const files = defineConnector({
  name: 'files',
  settings: {},
  limits: { concurrency: 2 },
  connect: (_settings, io) => connect(io),
  check: client => client.probe(),
})

const connect = (io: Pick<Io, 'dataDir'>) => ({
  /** Throws unless a file can be written where reports are kept. */
  probe: () => probe(join(io.dataDir, 'reports')),

  save: write<FileToSave, SavedFile>({
    repeatable: true,
    lane: file => file.folder,
    summary: file => `${file.folder}/${file.name}`,
    perform: (file, key, signal) => save(io.dataDir, file, key, signal),
    preview: file => {
      const path = placeOf(io.dataDir, file)
      return { text: `${path}\n\n${file.text}`, result: { path, name: file.name, bytes: Buffer.byteLength(file.text) } }
    },
  }),
})

/** Temporary file → its bytes on disk → a link under the final name, which fails where the name is taken → the folder on disk. */
async function save(dataDir: string, file: FileToSave, key: string, signal: AbortSignal): Promise<SavedFile> {
  const path = placeOf(dataDir, file)
  const folder = join(dataDir, file.folder)
  const bytes = Buffer.from(file.text)
  const temporary = join(folder, `.${file.name}.${hashOf(key)}.tmp`)
  signal.throwIfAborted()
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // An earlier attempt may have linked this very file under its final name: opened for writing, it would be emptied.
    await rm(temporary, { force: true })
    await writeWhole(temporary, bytes)
    const name = await linkAsFree(temporary, folder, file.name, bytes)
    await rm(temporary, { force: true })
    await syncFolder(folder)
    return { path: join(folder, name), name, bytes: bytes.length }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw explained(error, path)
  }
}

/** The first free name becomes the file's, unless a name before it holds the same bytes: then an earlier attempt got that far. */
async function linkAsFree(temporary: string, folder: string, wanted: string, bytes: Buffer): Promise<string> {
  for (let number = 1; number <= maxSuffix; number++) {
    const name = numbered(wanted, number)
    if (await linked(temporary, join(folder, name))) return name
    if (await holds(join(folder, name), bytes)) return name
  }
  throw new HubError('conflict', `${join(folder, wanted)}: ${maxSuffix} files of this name exist; remove old ones`)
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function writeWhole(path: string, bytes: Buffer) {
  await using handle = await open(path, 'wx', 0o600)
  await handle.writeFile(bytes)
  await handle.sync()
}

async function syncFolder(folder: string) {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

async function holds(path: string, bytes: Buffer): Promise<boolean> {
  const found = await stat(path).catch(error => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  return found?.isFile() === true && found.size === bytes.length && bytes.equals(await readFile(path))
}

async function probe(folder: string) {
  const path = join(folder, '.probe.tmp')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await rm(path, { force: true })
    await writeWhole(path, Buffer.from('probe'))
    await rm(path)
    return { folder }
  } catch (error) {
    throw explained(error, folder)
  }
}

/** `report.html`, 2 → `report-2.html`. */
function numbered(name: string, number: number): string {
  if (number === 1) return name
  const { name: stem, ext } = parse(name)
  return `${stem}-${number}${ext}`
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 16)

function placeOf(dataDir: string, { folder, name }: FileToSave): string {
  assertPlain('folder', folder)
  assertPlain('name', name)
  return join(dataDir, folder, name)
}

/** A name that a payload brings must not lead out of its folder, hide itself or break a line of a log. */
function assertPlain(what: string, name: string) {
  const plain = name !== '' && !name.startsWith('.') && !/[/\\\p{Cc}]/u.test(name)
  if (!plain) {
    const shown = JSON.stringify(name)
    throw new HubError('invalid', `${what} ${shown}: must be a plain name without slashes, and not begin with a dot`)
  }
  if (Buffer.byteLength(name) > maxNameBytes) {
    throw new HubError('invalid', `${what} ${JSON.stringify(name)}: longer than ${maxNameBytes} bytes`)
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code

/** What the system's error code asks of the reader. */
function explained(cause: unknown, path: string): unknown {
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return unsaved('unavailable', `${path}: the disk is full; free some space, it is tried again`, cause)
    case 'EROFS':
      return unsaved('unauthorized', `${path}: the disk is read-only; mount it writable or move DURE_DATA`, cause)
    case 'EACCES':
    case 'EPERM':
      return unsaved('unauthorized', `${path}: no right to write here; give the hub's user the folder`, cause)
    case 'EEXIST': // of the folder; names that are taken never come to here
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ENAMETOOLONG':
      return unsaved('invalid', `${path}: cannot be a file (${codeOf(cause)}); choose another folder or name`, cause)
    case undefined:
      return cause
    default:
      return unsaved('unavailable', `${path}: could not be written (${codeOf(cause)})`, cause)
  }
}

const unsaved = (code: 'unavailable' | 'unauthorized' | 'invalid', message: string, cause: unknown) =>
  new HubError(code, message, { cause, arrived: 'no' })
