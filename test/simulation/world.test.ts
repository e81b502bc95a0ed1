import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import { randomOf } from './random.ts'
import { newTrace } from './trace.ts'
import { newWorld } from './world.ts'

const begin = () => newWorld(new Date('2026-03-02T00:00:00Z'), randomOf('test'), newTrace())

describe('the world', () => {
  test('lets a day pass at once, in the order of time', async () => {
    const world = begin()
    const life = world.begin('a')
    const seen: string[] = []
    const wait = async (ms: number) => {
      await life.clock.sleep(ms)
      seen.push(life.clock.now().toISOString())
    }
    void wait(86_400_000)
    void wait(1000)
    await world.run(90_000_000)
    assert.deepEqual(seen, ['2026-03-02T00:00:01.000Z', '2026-03-03T00:00:00.000Z'])
  })

  test('nothing that a dead process had planned happens', async () => {
    const world = begin()
    const life = world.begin('a')
    life.clock.after(1000, () => assert.fail('it is dead'))
    world.after(500, 'end', () => world.end(life))
    await world.run(5000)
  })

  test('a frozen process goes on later as if nothing had been; the others do not wait for it', async () => {
    const world = begin()
    const [frozen, other] = [world.begin('a'), world.begin('b')]
    const seen: string[] = []
    frozen.clock.after(100, () => seen.push(`frozen at ${world.time}`))
    other.clock.after(100, () => seen.push(`other at ${world.time}`))
    world.freeze(frozen, 1000)
    await world.run(5000)
    assert.deepEqual(seen, ['other at 100', 'frozen at 1000'])
  })

  test('the wall clock jumps, the monotonic one does not, and no two processes have it in common', async () => {
    const world = begin()
    const [one, other] = [world.begin('a'), world.begin('b')]
    const before = one.clock.monotonic()
    assert.notEqual(before, other.clock.monotonic())
    world.offset = -3_600_000
    await world.run(1000)
    assert.equal(one.clock.monotonic() - before, 1000)
    assert.equal(one.clock.now().toISOString(), '2026-03-01T23:00:01.000Z')
  })

  test('a rejection that a living process leaves unhandled ends the run, and one of the dead does not', async () => {
    const world = begin()
    const [dead, alive] = [world.begin('a'), world.begin('b')]
    dead.clock.after(1, () => {
      world.end(dead)
      void Promise.reject(new Error('last words'))
    })
    await world.run(10)
    alive.clock.after(1, () => void Promise.reject(new Error('forgotten')))
    await assert.rejects(world.run(20), /forgotten/)
  })

  test('something real that is pending ends the run', async () => {
    const world = begin()
    const socket = createServer()
    world.after(1, 'cheat', () => void socket.listen(0))
    await assert.rejects(world.run(10), /after 'cheat' something real is pending: TCP/)
    socket.close()
  })
})
