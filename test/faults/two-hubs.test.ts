import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { serve } from '@hono/node-server'
import { baculumFake } from '../../src/connectors/baculum/fake.ts'
import { randomOf } from '../simulation/random.ts'
import { clerkOf, startHub } from './clerk.ts'
import { peersFor } from './peers.ts'
import { ended, environment, killGroup, pause, programs, type Scene, sceneFor, until } from './scene.ts'
import { faults, inside, openWork } from './verdict.ts'

/** A backup server on loopback, and the settings that lead to it. */
async function bacula(t: TestContext) {
  const fake = baculumFake({ recording: '9.6-api-v1' })
  const server = serve({ fetch: request => fake.fetch(request), hostname: '127.0.0.1', port: 0 })
  t.after(() => server.close())
  await new Promise(resolve => server.once('listening', resolve))
  return {
    BACULUM_API_HOST: '127.0.0.1',
    BACULUM_API_PORT: String((server.address() as AddressInfo).port),
    BACULUM_API_USERNAME: fake.username,
    BACULUM_API_PASSWORD: fake.password,
  }
}

/** `dure start`, once it is ready. */
async function started({ folder, start }: Scene, env: Record<string, string>) {
  const child = start([...programs.dure, 'start'], { env: { ...environment(folder, join(folder, 'data')), ...env } })
  let said = ''
  child.stderr!.on('data', text => {
    said += text
  })
  const end = ended(child)
  const ms = await until('the hub is ready', 10_000, () => {
    if (child.exitCode !== null) throw new Error(said)
    return said.includes('the hub is ready')
  })
  return { child, end, ms, said: () => said }
}

/** Frozen, a hub takes no row and keeps its folder; inside a commit it would keep everybody from the ledger as well. */
function frozen(hub: ChildProcess, data: string): boolean {
  hub.kill('SIGSTOP')
  const database = new DatabaseSync(join(data, 'hub.db'))
  try {
    database.exec('pragma busy_timeout = 200; begin immediate; rollback')
    return true
  } catch {
    hub.kill('SIGCONT')
    return false
  } finally {
    database.close()
  }
}

const report = ['run', 'backup-report', '--at', '2026-11-21 16:27']

test('a second hub on the same folder is refused at once, is told which process has it, and disturbs nothing', {
  timeout: 60_000,
}, async t => {
  const scene = sceneFor(t)
  const env = await bacula(t)
  const first = await started(scene, env)
  const tries = [await scene.dure(['start'], { env }), await scene.dure(['start'], { env })]
  for (const { code, err } of tries) {
    assert.equal(code, 78, err)
    assert.match(err, new RegExp(`in use by process ${first.child.pid} `))
  }
  const fastest = Math.min(...tries.map(({ ms }) => ms))
  assert.ok(fastest < 2000, `refused after ${fastest} ms`)
  assert.equal((await scene.dure(['restore', 'any.db'], { env })).code, 78)

  killGroup(first.child)
  await first.end
  const second = await started(scene, env)
  t.diagnostic(`refused after ${Math.round(fastest)} ms; ready ${Math.round(second.ms)} ms after the first was killed`)
  second.child.kill('SIGTERM')
  assert.equal((await second.end).code, 0)
})

test('a report by hand beside a running hub is worked off by the hub, and what the command prints is its outcome', {
  timeout: 60_000,
}, async t => {
  const scene = sceneFor(t)
  const env = await bacula(t)
  const hub = await started(scene, env)
  const { code, out, err, ms } = await scene.dure(report, { env })
  assert.equal(code, 0, err)
  assert.match(out, /mail_\d{14}\.html/)
  t.diagnostic(`the report beside the hub took ${Math.round(ms)} ms`)
  const runs = JSON.parse((await scene.dure(['runs', '--json'], { env })).out)
  assert.deepEqual(
    runs.map(({ id, state, cause }: Record<string, unknown>) => [id, state, cause]),
    [[1, 'done', 'hand']],
  )
  await until('the hub has said so', 5000, () => /run is done.*run=1/.test(hub.said()))
  hub.child.kill('SIGTERM')
  assert.equal((await hub.end).code, 0)
})

test('a run that failed is retried by hand beside the hub', { timeout: 60_000 }, async t => {
  const scene = sceneFor(t)
  const env = await bacula(t)
  const failed = await scene.dure(report, { env: { ...env, BACULUM_API_PASSWORD: 'wrong' } })
  assert.equal(failed.code, 1, failed.err)
  const hub = await started(scene, env)
  assert.match((await scene.dure(['retry', 'r1'], { env })).out, /r1/)
  await until('the run is done', 10_000, () => /run is done.*run=1/.test(hub.said()))
  const { code } = await scene.dure(['retry', 'r1'], { env })
  assert.notEqual(code, 0, 'what is done was retried')
  hub.child.kill('SIGTERM')
  assert.equal((await hub.end).code, 0)
})

test('two reports by hand at the same moment, with no hub there, both come to an end', { timeout: 60_000 }, async t => {
  const scene = sceneFor(t)
  const env = await bacula(t)
  assert.equal((await scene.dure(report, { env })).code, 0)
  const both = await Promise.all([
    scene.dure(report, { env, limitMs: 20_000 }),
    scene.dure([...report.slice(0, -1), '2026-11-21 16:28'], { env, limitMs: 20_000 }),
  ])
  for (const { code, signal, err } of both) assert.equal(code, 0, `${signal ?? ''} ${err}`)
  const states = inside(join(scene.folder, 'data'), database => database.prepare('select state from run').all())
  assert.deepEqual(
    states.map(({ state }) => state),
    ['done', 'done', 'done'],
  )
})

test('a report by hand whose hub is killed meanwhile does not wait for ever', { timeout: 60_000 }, async t => {
  const scene = sceneFor(t)
  const data = join(scene.folder, 'data')
  const env = await bacula(t)
  const hub = await started(scene, env)
  await until('the hub is frozen between two commits', 5000, () => frozen(hub.child, data))
  const waiting = scene.dure(report, { env, limitMs: 20_000 })
  await until('the row is there', 10_000, () => openWork(data) === 1)
  killGroup(hub.child)
  const { signal, code, err } = await waiting
  assert.equal(signal, null, 'it had to be killed')
  assert.equal(code, 0, err)
})

test('a report by hand on a hub that was restored is refused until the hub is released', {
  timeout: 60_000,
}, async t => {
  const scene = sceneFor(t)
  const env = await bacula(t)
  assert.equal((await scene.dure(report, { env })).code, 0)
  const backup = (await scene.dure(['backup'], { env })).out.split('\n')[0]!
  assert.equal((await scene.dure(['restore', backup], { env })).code, 0)
  const { code, signal, err } = await scene.dure(report, { env, limitMs: 15_000 })
  assert.equal(signal, null, 'it waited for ever')
  assert.equal(code, 1)
  assert.match(err, /dure restore --release/)
  assert.equal((await scene.dure(['restore', '--release', '--send'], { env })).code, 0)
  assert.equal((await scene.dure(report, { env })).code, 0)
})

test('SIGTERM under load ends the hub in order within seconds, and blind peers get nothing twice', {
  timeout: 60_000,
}, async t => {
  const scene = sceneFor(t)
  const data = join(scene.folder, 'data')
  const peers = await peersFor(t, 'sigterm')
  const clerk = clerkOf(randomOf('sigterm'), peers)
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const before = peers.ledger.length
    const hub = startHub(scene, peers.url)
    await hub.ready
    clerk.serve(hub)
    await until('orders flow', 10_000, () => peers.ledger.length > before + 20)
    const began = performance.now()
    const { code, err } = await hub.stop()
    clerk.pause()
    times.push(performance.now() - began)
    assert.equal(code, 0, err)
    await pause(100)
  }
  const last = startHub(scene, peers.url)
  await last.ready
  await until('all work is done', 15_000, () => openWork(data) === 0)
  assert.equal((await last.stop()).code, 0)
  t.diagnostic(`stopped within ${Math.round(Math.max(...times))} ms`)
  assert.deepEqual(faults({ data, accepted: clerk.accepted, ledger: peers.ledger, inAir: [] }), [])
  assert.ok(Math.max(...times) < 12_000, `${times}`)
})
