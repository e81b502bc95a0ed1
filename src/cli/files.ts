import { link, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { type ErrorCode, HubError } from '../engine/error.ts'
import type { Terminal } from './print.ts'

const mostBytes = 64 << 20

/** A file as text, at most 64 MiB of UTF-8, without its byte order mark. `not_found`, or `invalid` where it is no such text. */
export async function readText(path: string): Promise<string> {
  const { size } = await explained(path, stat(path))
  if (size > mostBytes) throw tooBig(path)
  return textOf(path, await explained(path, readFile(path)))
}

/** What is piped in, to its end; as `readText` else. */
export async function readPiped(input: Terminal['in']): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk))
    bytes += chunk.length
    if (bytes > mostBytes) throw tooBig('-')
  }
  return textOf('-', Buffer.concat(chunks))
}

/** Writes a file whole or not at all, for its owner's eyes. `conflict` where there is one already that is not to be replaced. */
export async function writeWhole(path: string, content: string | Uint8Array, replace: boolean): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await explained(path, writeNew(temporary, content))
    await explained(path, replace ? rename(temporary, path) : link(temporary, path))
  } finally {
    await rm(temporary, { force: true })
  }
}

async function writeNew(path: string, content: string | Uint8Array) {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(content)
  await file.sync()
}

function textOf(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new HubError('invalid', `${path} is not written in UTF-8; save it anew in UTF-8`, {
      ko: `${path}: UTF-8 글이 아닙니다. UTF-8로 다시 저장하십시오`,
    })
  }
}

const tooBig = (path: string) =>
  new HubError('invalid', `${path} has more than ${mostBytes >> 20} MiB`, {
    ko: `${path}: ${mostBytes >> 20} MiB보다 큽니다`,
  })

/** The same, with a failure of the system told as what it asks of the person. */
export async function explained<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const [kind, en, ko] = reasons[code] ?? ['invalid', `cannot be used (${code})`, `쓸 수 없습니다(${code})`]
    throw new HubError(kind, `${path} ${en}`, { ko: `${path}: ${ko}` })
  }
}

const denied = ['unauthorized', 'is not yours to use that way', '그렇게 쓸 권한이 없습니다'] as const
const full = ['unavailable', 'finds the disk full; make room', '디스크가 가득 찼습니다. 자리를 마련하십시오'] as const

const reasons: Record<string, readonly [ErrorCode, en: string, ko: string]> = {
  ENOENT: ['not_found', 'is not there', '그런 파일이나 폴더가 없습니다'],
  EEXIST: ['conflict', 'is there already', '같은 이름의 파일이 이미 있습니다'],
  EISDIR: ['invalid', 'is a folder; name a file', '폴더입니다. 파일 이름을 쓰십시오'],
  ENOTDIR: ['invalid', 'leads through a file as if that were a folder', '경로 가운데에 폴더가 아닌 파일이 있습니다'],
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  ENOSPC: full,
  EDQUOT: full,
}
