import type { Log } from '../../src/engine/io.ts'
import type { Delivery } from '../../src/engine/ledger/deliveries.ts'
import { dropDelivery, retryDelivery, retryRun } from '../../src/engine/ledger/hand.ts'
import { storeOnDialect } from '../../src/engine/store/store.ts'
import type { Accuse } from './check-deliveries.ts'
import type { Disk } from './disk.ts'
import type { Random } from './random.ts'
import type { Life, World } from './world.ts'

const minute = 60_000
const hour = 60 * minute

type Given = Pick<Delivery, 'id' | 'write' | 'key' | 'error'>
type Failed = { task: string; error: string | null }

/** What somebody does who looks after the hub. */
export interface Care {
  /** What becomes of a delivery that was given up; of one that is left its work is done otherwise. */
  delivery(given: Given): 'retry' | 'drop' | 'leave'
  /** Whether a run that failed must be started again: it is owed, and nothing else does its work. */
  run(failed: Failed): boolean
  /** What else is done with what had failed as the person came. */
  also?(given: readonly Given[]): void
}

/** Somebody comes now and then, and sees to what was given up. */
export function lookAfter({ world, disk }: { world: World; disk: Disk }, care: Care, random: Random, untilMs: number) {
  let visits = 0
  const visit = () => {
    if (world.time > untilMs) return
    const life = world.begin(`p${visits++}`)
    const leave = () => {
      if (!life.alive) return
      world.end(life)
      disk.release(life)
    }
    world.after(0, 'a person comes', () => void settle(life, disk, care).then(leave, leave), life)
    world.after(minute, '', leave)
    world.after(random.between(20, 90) * minute, '', visit)
  }
  world.after(untilMs, '', visit)
  world.after(hour, '', visit)
}

async function settle(life: Life, disk: Disk, care: Care) {
  const { db, commit } = storeOnDialect('sqlite', disk.dialect(life))
  const now = () => life.clock.now().getTime()
  const given = db.selectFrom('delivery').select(['id', 'write', 'key', 'error']).where('state', '=', 'failed')
  const failed = await given.execute()
  for (const one of failed) {
    const what = care.delivery(one)
    if (what !== 'leave') await commit(tx => (what === 'drop' ? dropDelivery : retryDelivery)(tx, now(), one.id))
  }
  care.also?.(failed)
  const runs = db.selectFrom('run').select(['id', 'task', 'error']).where('state', '=', 'failed')
  for (const one of await runs.execute()) if (care.run(one)) await commit(tx => retryRun(tx, now(), one.id))
}

/** When all is quiet nothing is left to do, and what had failed is told anew. */
export function checkRest(disk: Disk, care: Pick<Care, 'run'>, accuse: Accuse) {
  for (const { connector, key, state, error } of disk.rows<Given & { connector: string; state: string }>(
    "select connector, key, state, error from delivery where state not in ('done', 'dropped', 'superseded')",
  ))
    accuse('stuck', `${connector} ${key} is ${state}: ${error}`)
  for (const { task, key, state, error } of disk.rows<{ task: string; key: string; state: string; error: string }>(
    "select task, key, state, error from run where state in ('ready', 'running', 'parked', 'failed')",
  ))
    if (state !== 'failed' || care.run({ task, error })) accuse('stuck', `run ${task} ${key} is ${state}: ${error}`)
}

/** What the hub logs, on the clocks of Seoul. */
export function loud(life: Life, world: World): Log {
  const line = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void process.stderr.write(
      `${new Date(world.wall + 9 * hour).toISOString()} ${life.name} ${level} ${message} ${JSON.stringify(fields ?? {})}\n`,
    )
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}
