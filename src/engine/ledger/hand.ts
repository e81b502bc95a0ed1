import { HubError } from '../error.ts'
import { forgotten } from '../retention.ts'
import type { Tx } from '../store/store.ts'
import { type Delivery, requeue } from './deliveries.ts'
import { openLanes, releaseIdleLanes } from './lanes.ts'
import type { Run } from './runs.ts'
import { wakeRuns } from './runs.ts'

/** What a person does to the ledger by hand. Each throws `not_found`, or `conflict` where the state does not allow it. */

const day = 24 * 3_600_000

/** Sends again what failed, was missed or dropped, at the end of its lane; `conflict` where a newer one stands for it. */
export async function retryDelivery(tx: Tx, now: number, id: number): Promise<Delivery> {
  const row = await deliveryIn(tx, id, ['failed', 'missed', 'dropped', 'superseded'], 'retry')
  await assertNewest(tx, row)
  if (row.payload === null)
    throw new HubError('conflict', `delivery ${id}: its payload is past its retention and gone`, {
      ko: `d${id}: 보관 기간이 지나 내용이 지워졌습니다. 다시 보낼 수 없습니다`,
    })
  // Who sends again what may have arrived has decided what the engine would not guess.
  return requeue(tx, now, row, { give_up_at: now + day, ...(row.state === 'missed' && { doubt: 0 }) })
}

/** Gives up a delivery; a run that waits for it goes on and is told so. */
export async function dropDelivery(tx: Tx, now: number, id: number): Promise<Delivery> {
  const row = await deliveryIn(tx, id, ['ready', 'failed', 'uncertain', 'missed'], 'drop')
  return settleByHand(tx, now, row, { state: 'dropped' })
}

/** Settles what nobody but a person can know: it `arrived` with that result, or it is to be sent `again`. */
export async function resolveDelivery(
  tx: Tx,
  now: number,
  id: number,
  verdict: { arrived: unknown } | 'again',
): Promise<Delivery> {
  const row = await deliveryIn(tx, id, ['uncertain', 'missed'], 'resolve')
  if (verdict !== 'again')
    return settleByHand(tx, now, row, { state: 'done', result: JSON.stringify(verdict.arrived) ?? 'null', doubt: 0 })
  await assertNewest(tx, row)
  const again = await update(tx, id, { state: 'ready', doubt: 0, due_at: now, ended_at: null, give_up_at: now + day })
  await openLanes(tx, now, [row])
  await releaseIdleLanes(tx, now, [row])
  return again
}

/** What was told since is newer: the words of long ago must not come after it. */
async function assertNewest(tx: Tx, { id, superseded_by: by }: Delivery) {
  if (by === null) return
  const newer = await tx.selectFrom('delivery').select('state').where('id', '=', by).executeTakeFirst()
  const state = newer?.state ?? 'done'
  const [en, ko] = adviceOf(state)
  throw new HubError(
    'conflict',
    `delivery ${id} is not sent again: d${by} (${state}) was made about the same later, and would be overwritten with what was so before. ${en(by)}`,
    {
      ko: `d${id} 전달은 다시 보내지 않습니다. 같은 것을 나중에 새로 전한 전달(d${by}, ${state})이 있어, 그것을 옛 내용으로 덮게 됩니다. ${ko(by)}`,
    },
  )
}

type Advice = (by: number) => string

function adviceOf(state: Delivery['state']): [en: Advice, ko: Advice] {
  if (state === 'done') return [() => 'Nothing is left to do.', () => '더 할 일은 없습니다.']
  if (['failed', 'missed', 'dropped'].includes(state))
    return [
      by => `Mend what kept that one from arriving, then 'dure retry d${by}'.`,
      by => `그것이 도착하지 못한 원인을 고친 뒤 'dure retry d${by}'로 다시 보내십시오.`,
    ]
  return [
    by => `'dure deliveries d${by}' shows what it waits for.`,
    by => `'dure deliveries d${by}'에서 그 상태를 보십시오.`,
  ]
}

/** Starts a failed or dropped run again, with all its attempts. */
export async function retryRun(tx: Tx, now: number, id: number): Promise<Run> {
  const { input } = await runIn(tx, id, ['failed', 'dropped'], 'retry')
  if (input === forgotten)
    throw new HubError('conflict', `run ${id}: its input is past its retention and gone; start it anew`, {
      ko: `r${id}: 보관 기간이 지나 입력이 지워졌습니다. 새로 실행하십시오`,
    })
  return updateRun(tx, id, { state: 'ready', due_at: now, attempt: 0, crashes: 0, ended_at: null, error: null })
}

export async function dropRun(tx: Tx, now: number, id: number): Promise<Run> {
  await runIn(tx, id, ['ready', 'parked', 'failed'], 'drop')
  return updateRun(tx, id, { state: 'dropped', waits_for: null, ended_at: now })
}

async function settleByHand(tx: Tx, now: number, row: Delivery, values: Partial<Delivery>): Promise<Delivery> {
  const settled = await update(tx, row.id, { ended_at: now, ...values })
  await releaseIdleLanes(tx, now, [row])
  await wakeRuns(tx, now, [row.id])
  return settled
}

const update = (tx: Tx, id: number, values: Partial<Delivery>) =>
  tx.updateTable('delivery').set(values).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

const updateRun = (tx: Tx, id: number, values: Partial<Run>) =>
  tx.updateTable('run').set(values).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

async function deliveryIn(tx: Tx, id: number, states: Delivery['state'][], action: string): Promise<Delivery> {
  const row = await tx.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst()
  return checked(row, [`delivery ${id}`, `d${id}`], states, action)
}

async function runIn(tx: Tx, id: number, states: Run['state'][], action: string): Promise<Run> {
  const row = await tx.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()
  return checked(row, [`run ${id}`, `r${id}`], states, action)
}

function checked<T extends { state: string }>(
  row: T | undefined,
  [name, id]: [string, string],
  states: string[],
  action: string,
): T {
  if (!row) throw new HubError('not_found', `there is no ${name}`, { ko: `${id}: 장부에 없습니다` })
  if (!states.includes(row.state))
    throw new HubError('conflict', `${name} is ${row.state}; ${action} works on what is ${states.join(', ')}`, {
      ko: `${id}: 지금 ${row.state} 상태입니다. ${action} 명령은 ${states.join(', ')} 상태인 것에만 씁니다`,
    })
  return row
}
