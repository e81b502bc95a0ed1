import type { Waited } from '../engine/automation.ts'
import type { Count } from '../engine/health.ts'

/** What the server needs of the engine. */
export interface Desk {
  /**
   * Answers a request with one run of a task, `<automation>/<task>`: its effects are on the disk once this resolves. The
   * same key again: the remembered outcome, `known`; another input under the key: HubError conflict. GET tasks leave no run.
   * `given`: the input as the task's schema has completed it.
   */
  answer(
    task: string,
    input: unknown,
    request: { key?: string; given: { input: unknown }; signal: AbortSignal },
  ): Promise<{ outcome: unknown; known: boolean }>
  /** The end of a delivery, waited for up to `ms`. */
  waitFor(delivery: { connector: string; write: string; key: string }, ms: number, signal: AbortSignal): Promise<Waited>
  /** What does not work, e.g. a connector that is paused, a ledger that cannot be written; empty: ready. */
  troubles(): Promise<{ what: string; why: string }[]>
  /** For `/metrics`: one value each; those of one name share their help and the names of their labels. */
  counts(): Promise<Count[]>
}
