/** What the caller can do about a failure. The server maps each code to one HTTP status. */
export type ErrorCode = 'invalid' | 'unauthorized' | 'not_found' | 'conflict' | 'rate_limited' | 'unavailable'

export interface HubErrorOptions {
  cause?: unknown
  /** How long the far side asked us to wait. */
  retryAfterMs?: number
  /** The message in Korean, where a person who called the API reads it. */
  ko?: string
  /** Which member of the input it is about, and what would be right. */
  field?: { name: string; example?: unknown }
  /** Whether the call may have taken effect all the same. By default only an `unavailable` call may have. */
  arrived?: 'no' | 'maybe'
}

/** A failure we expected, said in words the reader can act on. Anything else that is thrown is a bug. */
export class HubError extends Error {
  override readonly name = 'HubError'
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined
  readonly arrived: 'no' | 'maybe'
  readonly ko: string | undefined
  readonly field: HubErrorOptions['field']

  constructor(code: ErrorCode, message: string, options: HubErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
    this.ko = options.ko
    this.field = options.field
    this.arrived = options.arrived ?? (code === 'unavailable' ? 'maybe' : 'no')
  }
}

const hopeless: ReadonlySet<ErrorCode> = new Set(['invalid', 'unauthorized', 'not_found'])

/** A person must act first, or the code is at fault: trying again would only make noise. */
export const isHopeless = (error: unknown) => !(error instanceof HubError) || hopeless.has(error.code)

/** One line for a log or a ledger row; causes are appended, because fetch hides the reason in them. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // PostgreSQL takes no NUL, and one in a far side's answer must not keep a row from being written.
  const said = error.message.replaceAll('\0', '\ufffd')
  const own = error instanceof HubError ? said : `${error.name}: ${said}`
  return error.cause === undefined ? own : `${own} (${describeError(error.cause)})`
}
