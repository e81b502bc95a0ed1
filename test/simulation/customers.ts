import type { Engine } from '../../src/engine/engine.ts'
import { editByHand } from './connectors.ts'
import type { Crew } from './crew.ts'
import type { Scene } from './hub.ts'
import type { Order } from './orders.ts'
import type { Random } from './random.ts'

/** Something that was offered to the hub. `confirmed`: by hand, as a run that answers, not as an event. */
export interface Offer {
  order: Order
  accepted: boolean
  confirmed?: boolean
}

/** Those outside who give the hub work, and remember what it has accepted. */
export interface Customers {
  readonly orders: Offer[]
  readonly handwritten: string[]
}

const second = 1000
const minute = 60 * second
const rooms = ['east', 'west', 'north', 'south', 'attic', 'cellar']

/** Sends orders until `untilMs`, changes the watched list and edits pages by hand. */
export function letIn(scene: Scene, crew: Crew, random: Random, untilMs: number): Customers {
  const { world } = scene
  const customers: Customers = { orders: [], handwritten: [] }
  let nudges = 0

  const again = (name: string, meanMs: number, action: (dice: Random) => void) => {
    const dice = random.fork(name)
    const next = () => {
      if (world.time > untilMs) return
      action(dice)
      world.after(-Math.log(1 - dice.next()) * meanMs, name, next)
    }
    world.after(minute, name, next)
  }
  const nudge = (dice: Random) => {
    const key = `n${nudges++}`
    insist(scene, crew, dice, engine => engine.emit('nudge', {}, key))
  }

  again('order', 140 * second, dice => {
    const [room, spread] = [dice.pick(rooms), dice.chance(0.5)]
    for (let left = dice.chance(0.04) ? dice.skewed(3, 40) : 1; left > 0; left--) {
      const order = { key: `o${customers.orders.length}`, room: spread ? dice.pick(rooms) : room }
      const offer: Offer = { order, accepted: false, ...(dice.chance(0.08) && { confirmed: true }) }
      customers.orders.push(offer)
      insist(scene, crew, dice, async engine => {
        await make(engine, offer)
        offer.accepted = true
      })
    }
  })
  again('nudge', 11 * minute, dice => {
    nudge(dice)
    if (dice.chance(0.6)) return
    // Two that look at the same list at almost the same time, and see two different things.
    const soon = dice.skewed(1, 2 * second)
    world.after(soon, 'list', () => changeList(scene, dice))
    world.after(soon + dice.skewed(1, second), 'nudge', () => nudge(dice))
  })
  again('list', 3 * minute, dice => changeList(scene, dice))
  again('pen', 15 * minute, dice => {
    const line = `by hand ${customers.handwritten.length}`
    customers.handwritten.push(line)
    editByHand(scene.peers, `page ${dice.between(0, 2)}`, line)
  })
  world.after(untilMs + 10 * minute, 'last nudge', () => nudge(random.fork('last nudge')))
  return customers
}

const make = (engine: Engine, { order, confirmed }: Offer): Promise<unknown> =>
  confirmed
    ? engine.run('work/confirm', order, { key: order.key, cause: 'hand' })
    : engine.emit('order', order, order.key)

/** Offers until it is accepted: a customer who hears nothing comes back, with the same key. */
function insist(scene: Scene, crew: Crew, dice: Random, offer: (engine: Engine) => Promise<unknown>) {
  const { world } = scene
  let accepted = false
  const accept = () => {
    accepted = true
  }
  const attempt = () => {
    if (accepted) return
    const someone = crew.anyone(dice)
    if (someone) world.inside(someone.life, () => offer(someone.engine).then(accept, () => {}))
    world.after(dice.between(5, 60) * second, 'asks again', attempt)
  }
  attempt()
}

/** Few states, so that entries often return to what they were. */
function changeList({ source }: Scene, dice: Random) {
  const id = `i${dice.between(0, 7)}`
  if (dice.chance(0.15)) source.items.delete(id)
  else source.items.set(id, { id, state: dice.pick(['A', 'B', 'C']) })
}
