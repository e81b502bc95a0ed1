import { plan } from '../src/engine/plan.ts'
import type { Bench } from '../src/engine/testing.ts'
import { createApp } from '../src/server/app.ts'
import { hashOf } from '../src/server/auth.ts'
import type { McpOptions } from '../src/server/mcp-answer.ts'
import { keptLog } from '../src/server/testing.ts'

export const token = 'a-long-random-text-for-tests'
export const readingToken = 'a-text-that-may-only-read'

/** The API of a bench, as `serve` puts it together, without a port. */
export function apiOf(hub: Bench, mcp: Partial<McpOptions> = {}) {
  const { automations, clock, newId } = hub.parts
  return createApp({
    automations,
    desk: {
      answer: (task, input, request) => hub.engine.answer(task, input, request),
      waitFor: (delivery, ms) => hub.engine.waitFor(delivery, ms),
      troubles: async () => [],
      counts: async () => [],
    },
    access: {
      open: false,
      token,
      tokens: {
        find: hash => (hash === hashOf(readingToken) ? { name: 'reader', role: 'reader' } : undefined),
        any: () => true,
      },
    },
    clock,
    log: keptLog(),
    newId,
    language: 'ko',
    version: '1.2.3',
    mcp: {
      readOnly: false,
      underscores: false,
      hosts: ['hub.example.com'],
      plan: (task, input, signal) => plan(hub.parts, task, input, { key: 'plan', signal }),
      ...mcp,
    },
  })
}
