import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { needs } from '../require.ts'
import { randomOf } from '../simulation/random.ts'
import { clerkOf, startHub } from './clerk.ts'
import { peersFor } from './peers.ts'
import { type Scene, sceneFor, tmpfs } from './scene.ts'

const skip = needs('tmpfs', tmpfs())

/** What a start says that cannot write: the path, what to do, no stack. */
async function refused(scene: Scene, data: string, path: string) {
  const { code, err, ms } = await scene.dure(['start'], { data, limitMs: 8000 })
  assert.equal(code, 78, err)
  assert.ok(err.includes(`${path} cannot be written: check `), err)
  assert.doesNotMatch(err, /^\s+at /m)
  assert.ok(ms < 5000)
}

/** A data folder in which a hub has worked. */
async function used(t: TestContext) {
  const scene = sceneFor(t)
  const data = join(scene.folder, 'data')
  const peers = await peersFor(t, 'read-only')
  const clerk = clerkOf(randomOf('read-only'), peers)
  const hub = startHub(scene, peers.url)
  await hub.ready
  await clerk.hand(hub, {})
  await hub.stop()
  return { scene, data }
}

test('a data folder that lies on a read-only disk is refused with its path and what to do', { skip }, async t => {
  const scene = sceneFor(t)
  const disk = join(scene.folder, 'disk')
  mkdirSync(disk)
  scene.mount(disk, ['-t', 'tmpfs', '-o', 'ro,size=64k', 'none'])
  await refused(scene, join(disk, 'data'), join(disk, 'data'))
  await refused(scene, disk, join(disk, 'hub.lock'))
})

for (const name of ['hub.db', 'hub.lock', 'hub.json'])
  test(`what may only be read is refused with its path and what to do: ${name}`, { skip }, async t => {
    const { scene, data } = await used(t)
    const path = join(data, name)
    scene.mount(path, ['--bind', path])
    scene.mount(path, ['-o', 'remount,ro,bind'])
    await refused(scene, data, path)
  })

test('a data folder whose name belongs to a file is refused with its path and what to do', async t => {
  const scene = sceneFor(t)
  const path = join(scene.folder, 'notes.txt')
  writeFileSync(path, 'not a folder')
  await refused(scene, path, path)
})

test('a ledger that is damaged, or no ledger at all, stops the start before anything is written', async t => {
  const { scene, data } = await used(t)
  const path = join(data, 'hub.db')
  writeFileSync(path, Buffer.alloc(200_000, 'no ledger '))
  const { code, err } = await scene.dure(['start'], { limitMs: 8000 })
  assert.equal(code, 78, err)
  assert.ok(err.includes(`${path} is damaged`), err)
  assert.match(err, /dure restore/)
  assert.deepEqual(
    readdirSync(data).filter(name => name.startsWith('hub.db')),
    ['hub.db'],
  )
})
