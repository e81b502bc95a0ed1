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
