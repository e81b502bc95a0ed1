import { describeError, HubError } from '../engine/error.ts'
import type { Terminal } from './print.ts'
import type { Language } from './words.ts'

/** Exit codes, so that whoever calls can tell what to do: see docs/operations.md. */
export const exit = { ok: 0, failed: 1, usage: 2, settings: 78, calledOff: 130 } as const

/** A command's error that has a code of its own. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: number
  constructor(code: number, message = '') {
    super(message)
    this.code = code
  }
}

/** What went wrong, in the language of dure.yaml where the error has words for it. */
export const toldOf = (error: unknown, language: Language): string =>
  (language === 'ko' && error instanceof HubError && error.ko) || describeError(error)

/** The exit code for an error that reached the top, after its message was shown. */
export function report({ terminal, language }: { terminal: Terminal; language: Language }, error: unknown): number {
  if (error instanceof Exit) {
    if (error.message) terminal.err.write(`${error.message}\n`)
    return error.code
  }
  terminal.err.write(`${toldOf(error, language)}\n`)
  if (!(error instanceof HubError)) return exit.failed
  return error.code === 'conflict' || error.code === 'invalid' ? exit.settings : exit.failed
}
