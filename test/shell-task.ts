import { HubError } from '../src/engine/error.ts'
import type { Bench } from '../src/engine/testing.ts'

/** How long the genuine shell waits for what a run has sent. */
const patienceMs = 30_000

/** A task, `<automation>/<task>`, as the genuine shell runs it. */
export async function ended(hub: Bench, name: string, input: unknown, key?: string) {
  const run = await hub.run(name, input, key === undefined ? {} : { key })
  if (run.state !== 'done') throw new HubError('invalid', `run r${run.id} ${run.state}: ${run.error}`)
  await hub.workOff(patienceMs)
  const deliveries = (await hub.deliveries()).filter(({ run_id }) => run_id === run.id)
  return {
    run: run.id,
    outcome: run.outcome,
    deliveries: deliveries.map(({ error, ...rest }) => ({ ...rest, ...(error !== null && { error }) })),
  }
}
