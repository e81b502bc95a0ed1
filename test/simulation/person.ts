import { dropDelivery, resolveDelivery, retryDelivery, retryRun } from '../../src/engine/ledger/hand.ts'
import { type Store, storeOnDialect } from '../../src/engine/store/store.ts'
import type { Scene } from './hub.ts'
import type { Random } from './random.ts'
import type { Life } from './world.ts'

/** Somebody who looks after what the hub will not decide by itself. */
export interface Person {
  /** By `<peer> <key>`: what was settled, sent again or dropped by hand. */
  readonly touched: Set<string>
}

const minute = 60_000

interface Open {
  id: number
  connector: string
  key: string
  state: 'uncertain' | 'failed'
}

/** Comes by every few minutes until `untilMs`, each time from a command line of its own. */
export function employ(scene: Scene, random: Random, untilMs: number): Person {
  const { world, disk } = scene
  const person: Person = { touched: new Set() }
  let visits = 0

  const visit = () => {
    if (world.time > untilMs) return
    const life = world.begin(`p${visits++}`)
    const leave = () => {
      if (!life.alive) return
      world.end(life)
      disk.release(life)
    }
    world.after(0, 'a person comes', () => void lookAfter(scene, life, random, person).then(leave, leave), life)
    world.after(minute, '', leave)
    world.after(random.between(2, 12) * minute, '', visit)
  }
  world.after(5 * minute, '', visit)
  return person
}

async function lookAfter(scene: Scene, life: Life, random: Random, person: Person) {
  const store = storeOnDialect('sqlite', scene.disk.dialect(life))
  const rows = (await store.db
    .selectFrom('delivery')
    .select(['id', 'connector', 'key', 'state'])
    .where('state', 'in', ['uncertain', 'failed'])
    .execute()) as Open[]
  for (const row of rows) {
    if (row.state === 'uncertain') await settle(scene, store, life, row)
    else if (!person.touched.has(`${row.connector} ${row.key}`)) await retryOrDrop(store, life, random, row)
    else continue
    person.touched.add(`${row.connector} ${row.key}`)
  }
  const failed = await store.db.selectFrom('run').select('id').where('state', '=', 'failed').execute()
  for (const { id } of failed)
    if (random.chance(0.1)) await store.commit(tx => retryRun(tx, life.clock.now().getTime(), id))
}

/** A person can do what the hub cannot: look whether it is there. */
function settle({ peers }: Scene, store: Store, life: Life, { id, key }: Open) {
  const found = peers.ask.ledger.find(one => one.key === key)
  const verdict = found ? { arrived: { id: `ask-${found.seq}` } } : 'again'
  return store.commit(tx => resolveDelivery(tx, life.clock.now().getTime(), id, verdict))
}

function retryOrDrop(store: Store, life: Life, random: Random, { id }: Open) {
  const now = () => life.clock.now().getTime()
  return store.commit(tx => (random.chance(0.5) ? retryDelivery(tx, now(), id) : dropDelivery(tx, now(), id)))
}
