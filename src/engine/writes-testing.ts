import type { Planned, Verdict, Write } from './connector.ts'

/** Makes a write as the engine's outbox would. */
export const perform = <P, R>(write: Write<P, R>, payload: P): Promise<R> =>
  write.perform(structuredClone(payload), 'key', new AbortController().signal)

/** Asks what became of a write, as the engine does when its answer was lost. */
export const verify = async <P, R>(write: Write<P, R>, payload: P): Promise<Verdict<R>> =>
  write.verify ? write.verify(structuredClone(payload), 'key') : 'unknown'

/** Plans writes one after the other, as `dure plan` does, and gives what each would show. */
export async function planned(client: Record<string, any>, writes: [name: string, payload: object][]) {
  const made: Planned[] = []
  const shown = []
  for (const [write, payload] of writes) {
    const preview = await (client[write] as Write).preview(payload, made)
    made.push({ write, key: `key ${made.length}`, payload, result: preview.result })
    shown.push(preview)
  }
  return { made, shown }
}
