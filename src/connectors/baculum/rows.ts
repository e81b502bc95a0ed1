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
  const scan: Scan = { complete: false, error: undefined, list: false, rows: 0, text: '', head: '' }
  const envelope = envelopeReader(scan)
  const row = rowCutter(text => {
    scan.rows++
    take(parsedRow(text, scan.rows))
  })
  const head: Buffer[] = []
  let headBytes = 0
  let broken = false

  return {
    push(chunk: Uint8Array) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      if (headBytes < keptText) {
        head.push(bytes.subarray(0, keptText - headBytes))
        headBytes += bytes.length
      }
      let at = 0
      while (at < bytes.length && !broken) {
        const byte = bytes[at]!
        if (row.isOpen() || (byte === openObject && envelope.expectsRow())) at = row.cut(bytes, at)
        else if (envelope.isOutside() && byte !== openObject && byte > 0x20 && !byteOrderMark.includes(byte)) {
          broken = true // HTML, a PHP notice before or after the JSON, …
          scan.complete = false
        } else {
          envelope.read(byte)
          at++
        }
      }
    },
    end(): Scan {
      scan.head = Buffer.concat(head).toString('utf8')
      return scan
    },
  }
}

/** The hot loop: finds where a row that begins with a brace ends, over as many chunks as it takes. */
function rowCutter(found: (text: string) => void) {
  let depth = 0
  let inString = false
  let escaped = false
  let pieces: Buffer[] = []
  let pieceBytes = 0

  function whole(last: Buffer): string {
    if (pieces.length === 0) return last.toString('utf8')
    const text = Buffer.concat([...pieces, last]).toString('utf8')
    pieces = []
    pieceBytes = 0
    return text
  }

  return {
    isOpen: () => depth > 0,
    /** Reads from `start` to just past the row, or to the end of the chunk; returns where it stopped. */
    cut(bytes: Buffer, start: number): number {
      const end = bytes.length
      let at = start
      while (at < end) {
        const byte = bytes[at++]
        if (inString) {
          if (escaped) escaped = false
          else if (byte === backslash) escaped = true
          else if (byte === quote) inString = false
        } else if (byte === quote) inString = true
        else if (byte === openObject || byte === openList) depth++
        else if ((byte === closeObject || byte === closeList) && --depth === 0) {
          found(whole(bytes.subarray(start, at)))
          return at
        }
      }
      pieces.push(bytes.subarray(start, end))
      pieceBytes += end - start
      if (pieceBytes > longestRow) throw new HubError('invalid', `A job row is longer than ${longestRow} bytes.`)
      return end
    },
  }
}

/** Everything around the rows, byte by byte: it is short. Writes what it learns into `scan`. */
function envelopeReader(scan: Scan) {
  const path: { list: boolean; key: string; rows: boolean }[] = []
  let token: number[] | undefined
  let inString = false
  let escaped = false
  let expectsKey = false

  function open(list: boolean) {
    const [outer] = path
    const place = path.at(-1)
    const rows = list && outer?.key === 'output' && (path.length === 1 || (path.length === 2 && place?.key === 'jobs'))
    if (rows) scan.list = true
    path.push({ list, key: '', rows })
    expectsKey = !list
  }

  function close() {
    path.pop()
    if (path.length === 0) scan.complete = true
  }

  /** A key or a value has ended. */
  function told(isString: boolean) {
    const place = path.at(-1)
    if (!token || !place) return
    const raw = Buffer.from(token).toString('utf8')
    const value = isString ? unescaped(raw) : raw
    token = undefined
    if (expectsKey && isString) place.key = value
    else if (path.length === 1 && place.key === 'error') scan.error = Number(value)
    else if (isString && path[0]?.key === 'output' && scan.text.length < keptText)
      scan.text += (scan.text && '\n') + value
  }

  function readString(byte: number) {
    if (!escaped && byte === quote) {
      inString = false
      told(true)
      return
    }
    escaped = !escaped && byte === backslash
    if (token && token.length < keptText) token.push(byte)
  }

  return {
    isOutside: () => path.length === 0,
    expectsRow: () => !inString && path.at(-1)?.rows === true,
    read(byte: number) {
      if (inString) readString(byte)
      else if (byte === quote) {
        inString = true
        token = []
      } else if (byte === openObject || byte === openList) open(byte === openList)
      else if (byte === colon) expectsKey = false
      else if (byte === comma || byte === closeObject || byte === closeList) {
        told(false)
        if (byte === comma) expectsKey = path.at(-1)?.list === false
        else close()
      } else if (byte > 0x20 && path.length > 0) {
        token ??= []
        if (token.length < keptText) token.push(byte)
      }
    },
  }
}

function parsedRow(text: string, number: number): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new HubError('invalid', `The job list is not valid JSON at row ${number}.`, { cause })
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
