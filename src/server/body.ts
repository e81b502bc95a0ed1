import { fieldAt } from './field.ts'
import { readJson } from './json.ts'
import { Refusal } from './refusal.ts'

const maxBodyBytes = 1_048_576

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const jsonType = /^application\/([\w.+-]+\+)?json\s*(;|$)/i

/** The members of the JSON object that a request carries; of a request without a body, none. */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const bytes = await bytesOf(request)
  if (bytes.length === 0) return {}
  checkHeaders(request.headers)
  const { value, fault } = readJson(textOf(bytes)) as { value: unknown; fault?: never } | { value?: never; fault: any }
  if (fault) throw new Refusal('invalid', words => words.details.json(fault, fieldAt(fault.path ?? [])))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal('invalid', words => words.details.notObject)
  return value as Record<string, unknown>
}

/** A body of another type is a mistake in the request like any other: 400, so that callers have one status to look for. */
function checkHeaders(headers: Headers) {
  const type = headers.get('content-type') ?? ''
  if (!jsonType.test(type)) throw new Refusal('invalid', words => words.details.contentType)
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1]
  if (charset && !/^utf-?8$/i.test(charset)) throw new Refusal('invalid', words => words.details.charset)
  const encoding = headers.get('content-encoding')
  if (encoding && encoding !== 'identity') throw new Refusal('invalid', words => words.details.encoding)
}

const tooLarge = () => new Refusal('too_large', words => words.details.tooLarge('1 MiB'))

/** A declared length is held against the limit before anything is read; without one, what arrives is counted. */
async function bytesOf(request: Request): Promise<Uint8Array> {
  const length = request.headers.get('content-length')
  if (Number(length) > maxBodyBytes) throw tooLarge()
  try {
    const bytes = length === null ? await collected(request.body) : new Uint8Array(await request.arrayBuffer())
    if (bytes.length <= maxBodyBytes) return bytes
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal('invalid', words => words.details.cutOff, { cause })
  }
  throw tooLarge()
}

async function collected(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body ?? []) {
    length += piece.length
    if (length > maxBodyBytes) throw tooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function textOf(bytes: Uint8Array): string {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new Refusal('invalid', words => words.details.notUtf8)
  }
  if (text.startsWith('\ufeff')) throw new Refusal('invalid', words => words.details.byteOrderMark)
  return text
}
