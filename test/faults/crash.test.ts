import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { randomOf } from '../simulation/random.ts'
import { clerkOf, startHub } from './clerk.ts'
import { peersFor } from './peers.ts'
import { pause, sceneFor, until } from './scene.ts'
import { faults, midAir, openWork, suspected } from './verdict.ts'

const rounds = 15

test('a hub that is killed at any moment loses no accepted order, doubles nothing that has a key and is at work again at once', async (t: TestContext) => {
  const seed = `crash-${process.env.DURE_TEST_SEED ?? '1'}`
  const random = randomOf(seed)
  const scene = sceneFor(t)
  const data = join(scene.folder, 'data')
  const peers = await peersFor(t, seed)
  const clerk = clerkOf(random, peers)
  const inAir: string[] = []
  const recoveries: number[] = []

  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    const before = peers.ledger.length
    const hub = startHub(scene, peers.url)
    await hub.ready
    clerk.serve(hub)
    await until('something new reaches a peer', 15_000, () => peers.ledger.length > before)
    recoveries.push(performance.now() - began)
    await until('enough orders are accepted', 15_000, () => clerk.accepted.size > 20 * round)
    await pause(random.between(0, 600))
    clerk.pause()
    await hub.kill()
    inAir.push(...midAir(data))
  }

  const last = startHub(scene, peers.url)
  await last.ready
  clerk.serve(last)
  await pause(200)
  clerk.pause()
  await until('all work is done', 15_000, () => openWork(data) === 0)
  // Nobody can tell a run that ends the process from one that happened to be there three times: a person is asked.
  const suspects = suspected(data)
  for (const id of suspects) assert.equal((await scene.dure(['retry', `r${id}`])).code, 0)
  await until('those suspected are done as well', 15_000, () => openWork(data) === 0)
  assert.equal((await last.stop()).code, 0, last.said())
  const doubled = peers.ledger.length - new Set(peers.ledger.map(({ peer, key }) => `${peer}/${key}`)).size
  t.diagnostic(
    `${seed}: ${clerk.accepted.size} orders accepted, ${inAir.length} in mid-air to the blind peer, ${doubled} doubled there, ${suspects.length} runs suspected; back at work after ${Math.round(Math.max(...recoveries))} ms at worst`,
  )
  assert.ok(Math.max(...recoveries) < 15_000)
  assert.deepEqual(faults({ data, accepted: clerk.accepted, ledger: peers.ledger, inAir }), [])
})
