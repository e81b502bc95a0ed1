import { createHash } from 'node:crypto'

/** What happened, in order, boiled down to one hash. Lines carry virtual time only, so that two machines agree. */
export interface Trace {
  add(line: string): void
  /** Counts towards the hash like a line, but is shown to nobody. */
  absorb(text: string): void
  digest(): string
}

const bufferedChars = 1 << 16

/** `show` sees every line, e.g. to print it. */
export function newTrace(show?: (line: string) => void): Trace {
  const hash = createHash('sha256')
  let buffer = ''
  const flush = () => {
    hash.update(buffer)
    buffer = ''
  }
  const absorb = (text: string) => {
    buffer += text
    buffer += '\n'
    if (buffer.length > bufferedChars) flush()
  }
  return {
    add(line) {
      show?.(line)
      absorb(line)
    },
    absorb,
    digest() {
      flush()
      return hash.copy().digest('hex').slice(0, 16)
    },
  }
}
