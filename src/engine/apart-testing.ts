import { isMainThread } from 'node:worker_threads'
import { apart } from './apart.ts'
import { HubError } from './error.ts'

/** Pure functions of the tests, in a module of their own: the thread reads it, too. Each goes apart from ten characters on. */
const from = 10

export const where = apart(import.meta.url, from, function threadOf(_text: string, _more?: unknown) {
  return isMainThread ? 'here' : 'apart'
})

export const refusing = apart(import.meta.url, from, function refusingIt(text: string): string {
  const field = { name: 'text', example: 7 }
  const cause = new TypeError('because')
  throw new HubError('rate_limited', text, { ko: '안 됨', field, retryAfterMs: 5, arrived: 'maybe', cause })
})

export const mistaken = apart(import.meta.url, from, function mistakenOnce(text: string): string {
  throw new RangeError(text)
})

export const leaving = apart(import.meta.url, from, function leavingAt(_text: string): string {
  return process.exit(3)
})

/** Takes so many ms of a processor. */
export const busy = apart(import.meta.url, from, function busyFor(text: string, ms: number): number {
  const until = performance.now() + ms
  while (performance.now() < until);
  return text.length
})
