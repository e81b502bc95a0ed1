import assert from 'node:assert/strict'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { needs } from '../require.ts'
import { randomOf } from '../simulation/random.ts'
import { clerkOf, startHub } from './clerk.ts'
import { peersFor } from './peers.ts'
import { pause, sceneFor, tmpfs, until } from './scene.ts'
import { faults, openWork } from './verdict.ts'

const skip = needs('tmpfs', tmpfs())
/** The promise: what was refused for want of room goes on by itself this soon after there is some. */
const healsWithinMs = 30_000

/** A hub at work in a data folder on a disk of 6 MB. */
async function onSmallDisk(t: TestContext) {
  const scene = sceneFor(t)
  const data = join(scene.folder, 'small', 'data')
  mkdirSync(join(scene.folder, 'small'))
  scene.mount(join(scene.folder, 'small'), ['-t', 'tmpfs', '-o', 'size=6m', 'none'])
  const peers = await peersFor(t, 'disk-full')
  const clerk = clerkOf(randomOf('disk-full'), peers, 500)
  const hub = startHub(scene, peers.url, { data })
  await hub.ready
  const filler = join(scene.folder, 'small', 'filler')
  return { scene, data, peers, clerk, hub, filler }
}

/** Fills the disk until no more than `leave` bytes are free. */
function fill(path: string, leave: number) {
  const file = openSync(path, 'a')
  const piece = Buffer.alloc(4096)
  try {
    while (statfsSync(path).bavail * statfsSync(path).bsize > leave) writeSync(file, piece)
    fsyncSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}

test('on a full disk nothing is accepted that is not stored, the log says what is missing, and work goes on by itself once there is room', {
  skip,
  timeout: 90_000,
}, async t => {
  const { data, peers, clerk, hub, filler } = await onSmallDisk(t)
  clerk.serve(hub)
  await until('orders flow', 10_000, () => peers.ledger.length > 20)
  fill(filler, 0)
  await until('orders are refused', 10_000, () => clerk.refusals.length > 0)
  fill(filler, 0)
  await pause(4000)
  const acceptedWhileFull = clerk.accepted.size
  assert.match(hub.said(), /\[ERROR\] the ledger cannot be written.*full/)
  assert.match(clerk.refusals.at(-1)!, /full/)

  rmSync(filler)
  const accepting = await until(
    'orders are accepted again',
    healsWithinMs,
    () => clerk.accepted.size > acceptedWhileFull,
  )
  clerk.pause()
  const idle = await until('all work is done', healsWithinMs, () => openWork(data) === 0)
  t.diagnostic(`${clerk.refusals.length} refused; accepted again after ${accepting} ms, all done after ${idle} ms more`)
  assert.equal((await hub.stop()).code, 0)
  assert.deepEqual(faults({ data, accepted: clerk.accepted, ledger: peers.ledger, inAir: [] }), [])
})

test('a paper that finds no room is kept once there is some, whole and under its own name only', {
  skip,
  timeout: 90_000,
}, async t => {
  const { data, peers, clerk, hub, filler } = await onSmallDisk(t)
  fill(filler, 700_000)
  await clerk.hand(hub, { peer: 'paper', room: 'papers', how: 'sent', bytes: 100, id: 'small' })
  await until('the small paper is there', 10_000, () => existsSync(join(data, 'papers/small.txt')))
  fill(filler, 400_000)
  await clerk.hand(hub, { peer: 'paper', room: 'papers', how: 'sent', bytes: 600_000, id: 'large' })
  await pause(3000)
  assert.deepEqual(readdirSync(join(data, 'papers')), ['small.txt'])
  rmSync(filler)
  await until('the large paper is there', healsWithinMs, () => existsSync(join(data, 'papers/large.txt')))
  await until('all work is done', healsWithinMs, () => openWork(data) === 0)
  assert.deepEqual(readdirSync(join(data, 'papers')).sort(), ['large.txt', 'small.txt'])
  assert.equal((await hub.stop()).code, 0)
  assert.deepEqual(faults({ data, accepted: clerk.accepted, ledger: peers.ledger, inAir: [] }), [])
})

test('a hub that finds a full disk at its start says so and ends with a code of its own', {
  skip,
  timeout: 60_000,
}, async t => {
  const scene = sceneFor(t)
  const small = join(scene.folder, 'small')
  mkdirSync(small)
  scene.mount(small, ['-t', 'tmpfs', '-o', 'size=1m', 'none'])
  fill(join(small, 'filler'), 0)
  const { code, err } = await scene.dure(['start'], { data: join(small, 'data'), limitMs: 10_000 })
  assert.match(err, /full/)
  assert.match(err, new RegExp(small))
  assert.equal(code, 1)
})
