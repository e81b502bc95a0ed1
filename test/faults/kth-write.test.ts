import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { needs } from '../require.ts'
import { randomOf } from '../simulation/random.ts'
import { clerkOf, type Running, startHub } from './clerk.ts'
import { type Peers, peersFor } from './peers.ts'
import { injecting, pause, type Scene, sceneFor, strace, until } from './scene.ts'
import { faults, midAir, openWork } from './verdict.ts'

const skip = needs('strace', strace())

/** Close together while the ledger is made and the first orders come, further apart once a checkpoint is near. */
const moments = [1, 4, 9, 16, 25, 40, 60, 90, 130, 200, 450, 1100]

for (const moment of moments)
  test(`a hub that dies at its write number ${moment} loses no accepted order and doubles nothing that has a key`, {
    skip,
    timeout: 40_000,
  }, async t => {
    const scene = sceneFor(t)
    const data = join(scene.folder, 'data')
    const peers = await peersFor(t, `write-${moment}`)
    const clerk = clerkOf(randomOf(`write-${moment}`), peers)
    const hub = startHub(scene, peers.url, { under: injecting('pwrite64', `signal=SIGKILL:when=${moment}`) })
    await hub.ready.then(
      () => clerk.serve(hub),
      () => {},
    )
    const { signal, code } = await hub.ended
    clerk.pause()
    assert.ok(signal === 'SIGKILL' || code === 137, `it ended with ${signal ?? code}: ${hub.said()}`)
    const inAir = midAir(data)
    await workOff(scene, peers, async last => {
      await clerk.hand(last, {})
    })
    assert.deepEqual(faults({ data, accepted: clerk.accepted, ledger: peers.ledger, inAir }), [])
  })

test('a disk that fails to sync is told in the log; what was accepted before and between is delivered after a restart', {
  skip,
  timeout: 60_000,
}, async t => {
  const { faulty, scene, peers, clerk, data } = await troubled(t, 'fsync,fdatasync', 'error=EIO:when=20+5')
  await faulty.kill()
  assert.match(faulty.said(), /\[ERROR\].*(cannot be written|could not be written).*disk I\/O error/i)
  const inAir = midAir(data)
  await workOff(scene, peers)
  assert.deepEqual(faults({ data, accepted: clerk.accepted, ledger: peers.ledger, inAir }), [])
})

test('a disk that is full now and then is told in the log; every order that was accepted all the same is delivered', {
  skip,
  timeout: 60_000,
}, async t => {
  const { faulty, scene, peers, clerk, data } = await troubled(t, 'pwrite64', 'error=ENOSPC:when=150+61')
  await faulty.kill()
  assert.match(faulty.said(), /\[ERROR\].*(cannot be written|could not be written).*full/i)
  const inAir = midAir(data)
  await workOff(scene, peers)
  assert.deepEqual(faults({ data, accepted: clerk.accepted, ledger: peers.ledger, inAir }), [])
})

/** A hub that works while some of its calls fail, for two seconds at least and until it had to refuse an order. */
async function troubled(t: TestContext, calls: string, what: string) {
  const scene = sceneFor(t)
  const peers = await peersFor(t, calls)
  const clerk = clerkOf(randomOf(calls), peers)
  const faulty = startHub(scene, peers.url, { under: injecting(calls, what) })
  await faulty.ready
  clerk.serve(faulty)
  await pause(2000)
  await until('an order is refused', 30_000, () => clerk.refusals.length > 0)
  clerk.pause()
  return { faulty, scene, peers, clerk, data: join(scene.folder, 'data') }
}

async function workOff(scene: Scene, peers: Peers, first: (hub: Running) => Promise<void> = async () => {}) {
  const last = startHub(scene, peers.url)
  await last.ready
  await first(last)
  await until('all work is done', 15_000, () => openWork(join(scene.folder, 'data')) === 0)
  const { code } = await last.stop()
  assert.equal(code, 0, last.said())
}
