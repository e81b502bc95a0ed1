import { HubError } from '../../engine/error.ts'

/** What an answer to /jobs was, beside its rows. */
export interface Scan {
  /** False when the body ended early or was no JSON object. */
  complete: boolean
  /** The envelope's `error`; undefined when there was none. */
  error: number | undefined
  /** A list of rows was there, if perhaps an empty one. */
  list: boolean
  rows: number
  /** Text that stood where rows should stand: an error's words or a welcome. */
  text: string
  /** The beginning of the body, for quoting. */
  head: string
}

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c]
const [openObject, closeObject, openList, closeList] = [0x7b, 0x7d, 0x5b, 0x5d]
const byteOrderMark = [0xef, 0xbb, 0xbf]
const keptText = 2000
const longestRow = 4 * 1024 * 1024

/**
 * Takes the row objects out of `{"output":[{…},…],"error":0}` or `{"output":{"jobs":[…]},…}` as the bytes arrive, so that
 * neither the body nor the list of rows ever exists as a whole: a catalog of 100 000 jobs is 86 MB.
 */
export function scanRows(take: (row: Record<string, unknown>) => void) {
  const path: { list: boolean; key: string; rows: boolean }[] = []
  const scan: Scan = { complete: false, error: undefined, list: false, rows: 0, text: '', head: '' }
  let head: Buffer[] = []
  let headBytes = 0
  let broken = false
  let token: number[] | undefined // a string's or a number's bytes outside the rows
  let inString = false
  let escaped = false
  let expectsKey = false
  let rowDepth = 0 // within a row: how deep; 0 = outside
  let pieces: Buffer[] = [] // of a row that began in an earlier chunk
  let pieceBytes = 0

  /** One value or key outside the rows has ended. */
  function told(value: string, isString: boolean) {
    const place = path.at(-1)
    if (!place) return
    if (!place.list && expectsKey && isString) {
      place.key = value
      return
    }
    if (path.length === 1 && place.key === 'error') scan.error = Number(value)
    else if (isString && path[0]?.key === 'output' && scan.text.length < keptText) {
      scan.text += (scan.text && '\n') + value
    }
  }

  function endToken(isString: boolean) {
    if (!token) return
    const raw = Buffer.from(token).toString('utf8')
    token = undefined
    told(isString ? unescaped(raw) : raw, isString)
  }

  function open(list: boolean) {
    const place = path.at(-1)
    const underOutput = path.length === 1 && place?.key === 'output'
    const underJobs = path.length === 2 && path[0]?.key === 'output' && place?.key === 'jobs'
    const rows = list && (underOutput || underJobs)
    if (rows) scan.list = true
    path.push({ list, key: '', rows })
    expectsKey = !list
  }

  function close() {
    path.pop()
    if (path.length === 0) scan.complete = true
  }

  function endRow(bytes: Buffer, from: number, to: number) {
    let text: string
    if (pieces.length) {
      text = Buffer.concat([...pieces, bytes.subarray(from, to)]).toString('utf8')
      pieces = []
      pieceBytes = 0
    } else text = bytes.toString('utf8', from, to)
    scan.rows++
    try {
      take(JSON.parse(text))
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause
      throw new HubError('invalid', `The job list is not valid JSON at row ${scan.rows}.`, { cause })
    }
  }

  /** The hot loop: from inside a row to just past it, or to the end of the chunk. */
  function scanRow(bytes: Buffer, start: number): number {
    const end = bytes.length
    let at = start
    while (at < end) {
      const byte = bytes[at++]
      if (inString) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inString = false
      } else if (byte === quote) inString = true
      else if (byte === openObject || byte === openList) rowDepth++
      else if ((byte === closeObject || byte === closeList) && --rowDepth === 0) {
        endRow(bytes, start, at)
        return at
      }
    }
    pieces.push(bytes.subarray(start, end))
    pieceBytes += end - start
    if (pieceBytes > longestRow) throw new HubError('invalid', `A job row is longer than ${longestRow} bytes.`)
    return end
  }

  function scanAround(byte: number) {
    if (inString) {
      if (escaped) escaped = false
      else if (byte === backslash) escaped = true
      else if (byte === quote) {
        inString = false
        endToken(true)
        return
      }
      if (token && token.length < keptText) token.push(byte)
      return
    }
    if (byte === quote) {
      inString = true
      token = []
    } else if (byte === openObject || byte === openList) open(byte === openList)
    else if (byte === colon) expectsKey = false
    else if (byte === comma || byte === closeObject || byte === closeList) {
      endToken(false)
      if (byte === comma) expectsKey = !path.at(-1)?.list
      else close()
    } else if (byte > 0x20 && path.length > 0) {
      token ??= []
      if (token.length < keptText) token.push(byte)
    }
  }

  return {
    push(chunk: Uint8Array) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      if (headBytes < keptText) {
        head.push(bytes.subarray(0, keptText - headBytes))
        headBytes += Math.min(bytes.length, keptText - headBytes)
      }
      let at = 0
      while (at < bytes.length && !broken) {
        if (rowDepth > 0) {
          at = scanRow(bytes, at)
          continue
        }
        const byte = bytes[at]!
        if (path.length === 0 && byte !== openObject && byte > 0x20 && !byteOrderMark.includes(byte)) {
          broken = true // HTML, a PHP notice before or after the JSON, …
          scan.complete = false
        } else if (byte === openObject && !inString && path.at(-1)?.rows) at = scanRow(bytes, at)
        else {
          scanAround(byte)
          at++
        }
      }
    },
    end(): Scan {
      scan.head = Buffer.concat(head).toString('utf8')
      head = []
      return scan
    },
  }
}

/** A JSON string's body as text; kept raw where it was cut. */
function unescaped(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return raw
  }
}
