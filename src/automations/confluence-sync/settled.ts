import { z } from 'zod'
import type { Ctx } from './options.ts'
import { type Fate, fatesOf } from './writes.ts'

export const Awaited = z.strictObject({ ids: z.array(z.string()).min(1).max(10_000) })

/** What became of the writes of some events, with the reason where there is one. */
export interface Settled {
  done: number
  failed: { id: string; why?: string }[]
  open: { id: string; why?: string }[]
}

const patienceMs = 15_000
const firstPauseMs = 200
const longestPauseMs = 2000

/** Waits for a while until all that was to be written of some events is settled: for whoever looks on. */
export async function settled(ctx: Ctx, { ids }: z.output<typeof Awaited>): Promise<Settled> {
  const until = ctx.clock.monotonic() + patienceMs
  for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
    const now = await settledNow(ctx, [...new Set(ids)])
    // What has been tried and has to wait will not come within a person's patience.
    if (now.open.every(({ why }) => why !== undefined) || ctx.clock.monotonic() > until) return now
    await ctx.clock.sleep(pause, ctx.signal)
  }
}

async function settledNow(ctx: Ctx, ids: readonly string[]): Promise<Settled> {
  const fates = await fatesOf(ctx, ids)
  const all = ids.map(id => ({ id, fates: [...(fates.get(id)?.values() ?? [])] }))
  const having = (fates: readonly Fate[], ...states: Fate['state'][]) =>
    fates.find(({ state }) => states.includes(state))
  const failed = all.flatMap(({ id, fates }) => {
    const fate = having(fates, 'failed', 'dropped')
    return fate ? [{ id, why: fate.error }] : []
  })
  const open = all.flatMap(({ id, fates }) => {
    const fate = having(fates, 'due', 'open')
    return fate && !having(fates, 'failed', 'dropped') ? [{ id, why: fate.error }] : []
  })
  return { done: ids.length - failed.length - open.length, failed, open }
}
