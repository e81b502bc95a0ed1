import { HubError } from '../error.ts'

/** Keys end up in indexes, logs and headers of far sides: short, and nothing unprintable. */
export function checkedKey(key: string, of: string): string {
  if (key.length === 0 || key.length > 512 || /\p{Cc}/u.test(key))
    throw new HubError(
      'invalid',
      `${of}: a key has 1 to 512 printable characters, this one has ${key.length}: ${JSON.stringify(key.slice(0, 80))}`,
    )
  return key
}

/** The JSON of a value that the ledger will hold, at most `limit` characters of it. */
export function boundedJson(value: unknown, limit: number, of: string): string {
  const text = JSON.stringify(value) ?? 'null'
  if (text.length <= limit) return text
  throw new HubError(
    'invalid',
    `${of} has ${text.length} characters, the limit is ${limit}; keep large content in a file and name that`,
  )
}

/** 1 MiB: for inputs, events and documents. */
export const smallJson = 1 << 20
/** 16 MiB: for payloads and snapshots. */
export const largeJson = 16 << 20
