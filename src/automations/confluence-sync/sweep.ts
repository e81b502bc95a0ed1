import { HubError } from '../../engine/error.ts'
import { dueEvent, effectsDue } from './due.ts'
import type { Effect } from './event.ts'
import { forgetBefore } from './history.ts'
import type { Ctx } from './options.ts'
import type { Tables } from './tables.ts'
import { unwrittenRows } from './tally.ts'
import { checkAgain } from './unchecked.ts'

/** Starts anew what was left, whatever the reason, and forgets what is old. */
export async function sweep(ctx: Ctx): Promise<{ due: Effect[] }> {
  const left = await unwrittenRows(ctx).list()
  const due = [...new Set([...(await effectsDue(ctx.db<Tables>())), ...(left.length > 0 ? ['play' as const] : [])])]
  for (const effect of due) ctx.emit(dueEvent(effect), {}, `sweep ${ctx.run.key}`)
  await checkAgain(ctx)
  const oldest = ctx.now.getTime() - ctx.options.keep_days * 86_400_000
  ctx.commit<Tables>(tx => forgetBefore(tx, oldest, mostForgotten))
  return { due }
}

const mostForgotten = 500

/** Fails, so that somebody is told of what was set aside. */
export function tellSetAside({ id, effect, why }: { id: string; effect: Effect; why: string }): never {
  throw new HubError('invalid', `The event "${id}" was not written (${effect}): ${why}`)
}
