import type { FieldProblem } from '../engine/automation.ts'
import type { Kind } from './kind.ts'
import type { Words } from './words.ts'

interface More {
  /** Each thing that is wrong. */
  errors?: (words: Words) => FieldProblem[]
  headers?: Record<string, string>
  cause?: unknown
}

/** A request that is refused before any task sees it; said in the caller's language once that is known. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly kind: Kind
  readonly detail: (words: Words) => string
  readonly errors: ((words: Words) => FieldProblem[]) | undefined
  readonly headers: Record<string, string> | undefined

  constructor(kind: Kind, detail: (words: Words) => string, more: More = {}) {
    super(kind, { cause: more.cause })
    this.kind = kind
    this.detail = detail
    this.errors = more.errors
    this.headers = more.headers
  }
}
