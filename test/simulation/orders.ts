import type { Message } from './calls.ts'
import type { Kind } from './connectors.ts'
import { fractionOf } from './random.ts'

/** One input from outside. Its key decides all that follows from it. */
export interface Order {
  key: string
  room: string
}

/** One message that somebody must get. */
export interface Owed {
  peer: Kind
  key: string
  message: Message
  priority: number
}

const draw = (order: Order, what: string) => fractionOf(`${order.key} ${what}`)

const plain: Kind[] = ['keyed', 'askable', 'repeat', 'miss', 'ask']

/** What an order's relay sends, whatever happens on the way. */
export function messagesOf(order: Order): Owed[] {
  const { key, room } = order
  const owed = (peer: Kind, name: string, priority = 0, poison?: true): Owed => ({
    peer,
    key: `${name}/${key}`,
    message: { lane: room, text: `${name} of ${key}`, ...(poison && { poison }) },
    priority,
  })
  const messages = [owed(plain[Math.floor(draw(order, 'kind') * plain.length)]!, 'relay')]
  if (draw(order, 'urgent') < 0.2) messages.push(owed('keyed', 'urgent', 5))
  if (draw(order, 'poison') < 0.01) messages.push(owed('keyed', 'poison', 0, true))
  return messages
}

/** The awaited write with which some orders begin. */
export const noteOf = (order: Order): Owed | undefined =>
  draw(order, 'note') < 0.25
    ? {
        peer: draw(order, 'note kind') < 0.5 ? 'askable' : 'keyed',
        key: `note/${order.key}`,
        message: { lane: `notes ${order.room}`, text: `note of ${order.key}` },
        priority: 0,
      }
    : undefined

/** Some orders start another task by an event of their own. */
export const echoOf = (order: Order): Owed | undefined =>
  draw(order, 'echo') < 0.15
    ? { peer: 'miss', key: `echo/${order.key}`, message: { lane: 'echoes', text: `echo of ${order.key}` }, priority: 0 }
    : undefined

/** What both the relay and the tally of some orders send, under one key. */
export const auditOf = (order: Order): Owed | undefined =>
  draw(order, 'audit') < 0.15
    ? {
        peer: 'repeat',
        key: `audit/${order.key}`,
        message: { lane: 'audit', text: `audit of ${order.key}` },
        priority: 0,
      }
    : undefined

/** The write of an order that is made by hand and answers with what came of it. */
export const confirmationOf = ({ key, room }: Order): Owed => ({
  peer: draw({ key, room }, 'confirmation') < 0.5 ? 'askable' : 'ask',
  key: `confirm/${key}`,
  message: { lane: `confirm ${room}`, text: `confirm ${key}` },
  priority: 0,
})

/** How the relay of an order goes wrong in its first attempts. */
export function mishapOf(order: Order, attempt: number): 'throws' | 'hangs' | undefined {
  const mood = draw(order, 'mood')
  if (mood < 0.1) return attempt <= 2 ? 'throws' : undefined
  if (mood < 0.12) return attempt <= 1 ? 'hangs' : undefined
  return undefined
}

/** Orders that no attempt can serve: they must end up failed, in sight. */
export const isDoomed = (order: Order) => draw(order, 'doom') < 0.01
