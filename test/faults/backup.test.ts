import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { needs } from '../require.ts'
import { randomOf } from '../simulation/random.ts'
import { clerkOf, startHub } from './clerk.ts'
import { peersFor } from './peers.ts'
import { injecting, pause, sceneFor, strace, until } from './scene.ts'
import { faults, inside, openRuns, openWork } from './verdict.ts'

const skip = needs('strace', strace())

/** A ledger of some megabytes, at rest, and one good backup of it. */
async function backedUp(t: TestContext) {
  const scene = sceneFor(t)
  const data = join(scene.folder, 'data')
  const peers = await peersFor(t, 'backup')
  const clerk = clerkOf(randomOf('backup'), peers)
  const hub = startHub(scene, peers.url)
  await hub.ready
  for (let n = 0; n < 12; n++) await clerk.hand(hub, { peer: 'paper', room: 'papers', how: 'sent', bytes: 500_000 })
  await until('all papers are kept', 15_000, () => openWork(data) === 0)
  await hub.stop()
  const { code, out, err } = await scene.dure(['backup'])
  assert.equal(code, 0, err)
  const good = out.split('\n')[0]!
  assert.ok(existsSync(good), out)
  return { scene, data, clerk, good, backups: join(data, 'backups') }
}

/** strace counts calls by thread: with one thread for files the first is the first. */
const oneThread = { UV_THREADPOOL_SIZE: '1' }

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

test('a backup that is killed anywhere leaves nothing that a restore would take, and the last good one as it was', {
  skip,
  timeout: 90_000,
}, async t => {
  const { scene, good, backups } = await backedUp(t)
  const before = hashOf(good)
  const points = ['pwrite64 1', 'pwrite64 700', 'fsync,fdatasync 1', 'rename,renameat2 1', 'rename,renameat2 2']
  for (const point of points) {
    const [calls = '', when] = point.split(' ')
    const under = injecting(calls, `signal=SIGKILL:when=${when}`)
    const { out } = await scene.dure(['backup'], { under, env: oneThread })
    assert.equal(out, '', `killed at ${point} it still reported a backup`)
    assert.equal(hashOf(good), before)
    for (const name of readdirSync(backups).filter(name => /\.db$/.test(name) && name !== basename(good))) {
      const { code, err } = await scene.dure(['restore', join(backups, name)])
      assert.equal(code, 78, `killed at ${point} it left ${name}, which restores`)
      assert.match(err, /no readable manifest/)
    }
    const { out: list } = await scene.dure(['backup', '--list'])
    assert.deepEqual(list.match(/\S+\.db$/gm), [good])
  }
  assert.equal((await scene.dure(['backup'])).code, 0)
  assert.equal((await scene.dure(['restore', good])).code, 0)
})

test('a restore that is killed anywhere leaves either the old ledger or the restored one, whole', {
  skip,
  timeout: 90_000,
}, async t => {
  const { scene, data, good } = await backedUp(t)
  const points = ['pwrite64 1', 'fsync,fdatasync 2', 'link,linkat 1', 'unlink,unlinkat 1', 'rename,renameat2 1']
  for (const point of points) {
    const [calls = '', when] = point.split(' ')
    const under = injecting(calls, `signal=SIGKILL:when=${when}`)
    const { out } = await scene.dure(['restore', good], { under, env: oneThread })
    assert.equal(out, '', `killed at ${point} it still reported a restore`)
    const runs = inside(data, database => database.prepare('select count(*) as n from run').get()!.n)
    assert.equal(runs, 12, `killed at ${point}`)
  }
  const { code, out, err } = await scene.dure(['restore', good])
  assert.equal(code, 0, err)
  const kept = /hub\.db\.before-restore-\d+/.exec(out)?.[0]
  assert.ok(kept && existsSync(join(data, kept)), out)
})

test('a restore refuses whatever is not a whole backup with its manifest, says why, and touches nothing', async t => {
  const { scene, data, good } = await backedUp(t)
  const odd = join(scene.folder, 'odd')
  mkdirSync(odd)
  const variant = (name: string, change: (path: string) => void) => {
    const path = join(odd, `${name}.db`)
    copyFileSync(good, path)
    copyFileSync(`${good}.json`, `${path}.json`)
    change(path)
    return path
  }
  const flipped = variant('flipped', path => {
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(path, bytes)
  })
  const newer = variant('newer', path => {
    const database = new DatabaseSync(path)
    database.exec('insert into migration (version, applied_at) values (9999, 0)')
    database.close()
    const manifest = JSON.parse(readFileSync(`${path}.json`, 'utf8'))
    writeFileSync(
      `${path}.json`,
      JSON.stringify({ ...manifest, bytes: readFileSync(path).length, sha256: hashOf(path) }),
    )
  })
  const ledger = hashOf(join(data, 'hub.db'))
  const cases: [string, RegExp][] = [
    [flipped, /not what its manifest vouches for/],
    [variant('short', path => truncateSync(path, 4096 * 100)), /409600 of \d+ bytes/],
    [variant('bare', path => rmSync(`${path}.json`)), /no readable manifest/],
    [variant('scrawled', path => writeFileSync(`${path}.json`, '{"file": ')), /no readable manifest/],
    [variant('gone', path => rmSync(path)), /there is no .*gone\.db/],
    [newer, /schema 9999.*newer Dure/],
  ]
  for (const [path, words] of cases) {
    const { code, err } = await scene.dure(['restore', path])
    assert.equal(code, basename(path) === 'gone.db' ? 1 : 78, `${basename(path)}: ${err}`)
    assert.match(err, words)
    assert.doesNotMatch(err, /^\s+at /m)
  }
  assert.equal(hashOf(join(data, 'hub.db')), ledger)
  assert.deepEqual(
    readdirSync(data).filter(name => /restor/.test(name)),
    [],
  )
})

test('a backup of a hub under load is whole, and holds all that was accepted before it began', {
  timeout: 60_000,
}, async t => {
  const scene = sceneFor(t)
  const data = join(scene.folder, 'data')
  const peers = await peersFor(t, 'load')
  const clerk = clerkOf(randomOf('load'), peers)
  const hub = startHub(scene, peers.url)
  await hub.ready
  for (let n = 0; n < 12; n++) await clerk.hand(hub, { peer: 'paper', room: 'papers', how: 'sent', bytes: 500_000 })
  clerk.serve(hub)
  await pause(500)
  const before = [...clerk.accepted.keys()]
  const { code, out, err, ms } = await scene.dure(['backup'], { limitMs: 20_000 })
  assert.equal(code, 0, err)
  assert.ok(clerk.accepted.size > before.length, 'nothing was accepted while the backup was made')
  t.diagnostic(`${clerk.accepted.size - before.length} orders were accepted in the ${Math.round(ms)} ms of the backup`)
  clerk.pause()
  await until('all work is done', 15_000, () => openWork(data) === 0)
  await hub.stop()

  const other = join(scene.folder, 'other')
  const restored = await scene.dure(['restore', out.split('\n')[0]!], { data: other })
  assert.equal(restored.code, 0, restored.err)
  inside(other, database => {
    const events = new Set(
      database
        .prepare('select key from event')
        .all()
        .map(({ key }) => key),
    )
    assert.deepEqual(
      before.filter(id => !events.has(id)),
      [],
    )
    assert.deepEqual(database.prepare('pragma integrity_check').all().map(Object.values), [['ok']])
    const half = database.prepare(
      `select key from run where state = 'done' and input not like '%awaited%'
        and not exists (select 1 from delivery where delivery.run_id = run.id)`,
    )
    assert.deepEqual(half.all(), [])
  })
})

for (const choice of ['send', 'drop'] as const)
  test(`a restored hub lets nothing out until it is released, and after --${choice} sends nothing twice that can be known`, {
    timeout: 60_000,
  }, async t => {
    const scene = sceneFor(t)
    const data = join(scene.folder, 'data')
    const peers = await peersFor(t, 'drill')
    peers.slowness.afterMs = 1500
    const clerk = clerkOf(randomOf('drill'), peers)
    const first = startHub(scene, peers.url)
    await first.ready
    for (let n = 0; n < 40; n++) await clerk.hand(first, { how: 'sent', peer: n % 2 === 0 ? 'keyed' : 'askable' })
    await until('all runs are done', 10_000, () => openRuns(data) === 0)
    const backup = (await scene.dure(['backup'])).out.split('\n')[0]!
    copyFileSync(backup, join(scene.folder, 'hub.db'))
    copyFileSync(`${backup}.json`, join(scene.folder, 'hub.db.json'))
    peers.slowness.afterMs = 5
    await until('all orders have gone out', 20_000, () => openWork(data) === 0)
    await first.stop()
    rmSync(data, { recursive: true })

    assert.equal((await scene.dure(['restore', join(scene.folder, 'hub.db')])).code, 0)
    const held = openWork(data)
    assert.ok(held > 0, 'the backup had nothing open')
    const sent = peers.ledger.length
    const requests = peers.requests()
    const second = startHub(scene, peers.url)
    await second.ready
    await clerk.hand(second, { how: 'sent', peer: 'keyed', id: 'after' })
    const shown = await scene.dure(['restore', '--release'])
    assert.match(shown.out, new RegExp(`held since .*\\b${held} open deliveries`))
    await pause(1500)
    assert.equal(peers.ledger.length, sent, 'something left a hub that is held')
    assert.equal(peers.requests(), requests)

    assert.equal((await scene.dure(['restore', '--release', `--${choice}`])).code, 0)
    await clerk.hand(second, { how: 'sent', peer: 'keyed', id: 'later' })
    await until('all work is done', 15_000, () => openWork(data) === 0)
    assert.equal((await second.stop()).code, 0)
    const after = peers.ledger.slice(sent).map(({ key }) => key)
    assert.deepEqual(after, choice === 'send' ? ['after', 'later'] : ['later'])
    if (choice === 'send')
      assert.deepEqual(faults({ data, accepted: clerk.accepted, ledger: peers.ledger, inAir: [] }), [])
    assert.match((await scene.dure(['restore', '--release'])).out, /nothing is held/)
  })
