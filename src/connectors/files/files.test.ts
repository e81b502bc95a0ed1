import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { link, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemClock } from '../../engine/clock.ts'
import { type HubError, isHopeless } from '../../engine/error.ts'
import { silent } from '../../engine/io.ts'
import { files } from './index.ts'

const signal = new AbortController().signal
const ofCode = (code: string) => (error: HubError) => error.code === code

async function dataFolder(t: TestContext) {
  const dataDir = await mkdtemp(join(tmpdir(), 'dure-files-'))
  t.after(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

function clientOn(dataDir: string) {
  const http = () => assert.fail('a file needs no network')
  return files.connect(
    {},
    { http, clock: systemClock, random: () => 0.5, log: silent, dataDir, timeZone: 'Asia/Seoul' },
  )
}

/** Where an attempt under `key` keeps its bytes until they are whole. */
function temporaryOf(dataDir: string, key: string) {
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 16)
  return join(dataDir, 'reports', `.mail_20261121070000.html.${hash}.tmp`)
}

const report = (text: string, name = 'mail_20261121070000.html') => ({ folder: 'reports', name, text })

/** A file system of 64 kB, where the machine lets us have one. */
async function tinyDisk(t: TestContext) {
  const dataDir = await mkdtemp(join(tmpdir(), 'dure-files-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', dataDir]).status === 0
  t.after(async () => {
    if (mounted) spawnSync('umount', [dataDir])
    await rm(dataDir, { recursive: true })
  })
  if (!mounted) t.skip('needs the right to mount a file system')
  return mounted ? dataDir : undefined
}

test('a report is kept under its name in a folder that only the hub can read', async t => {
  const dataDir = await dataFolder(t)
  const saved = await clientOn(dataDir).save.perform(report('백업 3건'), 'k1', signal)
  const path = join(dataDir, 'reports', 'mail_20261121070000.html')
  assert.deepEqual(saved, { path, name: 'mail_20261121070000.html', bytes: 11 })
  assert.equal(await readFile(path, 'utf8'), '백업 3건')
  assert.equal((await stat(join(dataDir, 'reports'))).mode & 0o777, 0o700)
})

test('another report of the same second gets a number and overwrites nothing', async t => {
  const dataDir = await dataFolder(t)
  const { save } = clientOn(dataDir)
  for (const [index, text] of ['one', 'two', 'three'].entries()) await save.perform(report(text), `k${index}`, signal)
  const names = ['mail_20261121070000-2.html', 'mail_20261121070000-3.html', 'mail_20261121070000.html']
  assert.deepEqual((await readdir(join(dataDir, 'reports'))).sort(), names)
  assert.equal(await readFile(join(dataDir, 'reports', 'mail_20261121070000.html'), 'utf8'), 'one')
})

test('a repeat after a crash finds the file it had written, under a numbered name too', async t => {
  const dataDir = await dataFolder(t)
  const { save } = clientOn(dataDir)
  await save.perform(report('other'), 'k1', signal)
  const first = await save.perform(report('mine'), 'k2', signal)
  assert.deepEqual(await save.perform(report('mine'), 'k2', signal), first)
  assert.equal((await readdir(join(dataDir, 'reports'))).length, 2)
})

test('a crash between the link and the removal of the temporary file leaves the report whole', async t => {
  const dataDir = await dataFolder(t)
  const { save } = clientOn(dataDir)
  const { path } = await save.perform(report('whole'), 'k1', signal)
  await link(path, temporaryOf(dataDir, 'k1'))
  await save.perform(report('whole'), 'k1', signal)
  assert.equal(await readFile(path, 'utf8'), 'whole')
  assert.deepEqual(await readdir(join(dataDir, 'reports')), ['mail_20261121070000.html'])
})

test('a half-written temporary file of a dead attempt is replaced', async t => {
  const dataDir = await dataFolder(t)
  const { save } = clientOn(dataDir)
  await save.perform(report('first', 'a.html'), 'other', signal)
  await writeFile(temporaryOf(dataDir, 'k1'), 'hal')
  const { path } = await save.perform(report('half no more'), 'k1', signal)
  assert.equal(await readFile(path, 'utf8'), 'half no more')
  assert.equal((await readdir(join(dataDir, 'reports'))).length, 2)
})

test('twenty attempts at once, half of them repeats, leave one whole file for each content', async t => {
  const dataDir = await dataFolder(t)
  const { save } = clientOn(dataDir)
  const attempts = Array.from({ length: 20 }, (_, index) => index % 10)
  await Promise.all(attempts.slice(0, 10).map(n => save.perform(report(`text ${n}`), `k${n}`, signal)))
  await Promise.all(attempts.slice(10).map(n => save.perform(report(`text ${n}`), `k${n}`, signal)))
  const names = await readdir(join(dataDir, 'reports'))
  const texts = await Promise.all(names.map(name => readFile(join(dataDir, 'reports', name), 'utf8')))
  assert.deepEqual(
    texts.sort(),
    Array.from({ length: 10 }, (_, n) => `text ${n}`),
  )
})

test('a folder or name that leads elsewhere, hides or breaks a line is refused', async t => {
  const dataDir = await dataFolder(t)
  const { save } = clientOn(dataDir)
  const bad = ['', '.', '..', '../x', 'a/b', 'a\\b', '/etc/passwd', '.hidden', 'a\nb', 'a\0b', '가'.repeat(80)]
  for (const name of bad) {
    await assert.rejects(save.perform({ ...report('x'), name }, 'k', signal), ofCode('invalid'), JSON.stringify(name))
    await assert.rejects(save.perform({ ...report('x'), folder: name }, 'k', signal), ofCode('invalid'))
    assert.throws(() => save.preview({ ...report('x'), name }, []), ofCode('invalid'))
  }
  assert.deepEqual(await readdir(dataDir), [])
})

test('a plan shows the path and the text and writes nothing', async t => {
  const dataDir = await dataFolder(t)
  const shown = await clientOn(dataDir).save.preview(report('<h1>백업</h1>'), [])
  assert.equal(shown.text, `${join(dataDir, 'reports', 'mail_20261121070000.html')}\n\n<h1>백업</h1>`)
  assert.deepEqual(await readdir(dataDir), [])
})

test('a folder whose name is a file cannot be written to, and the message says so', async t => {
  const dataDir = await dataFolder(t)
  await writeFile(join(dataDir, 'reports'), '')
  await assert.rejects(clientOn(dataDir).save.perform(report('x'), 'k', signal), /cannot be a file \(E(EXIST|NOTDIR)\)/)
})

test('a full disk is worth waiting for, leaves no half file, and heals', async t => {
  const dataDir = await tinyDisk(t)
  if (!dataDir) return
  const { save } = clientOn(dataDir)
  await writeFile(join(dataDir, 'filler'), Buffer.alloc(40_000))
  await assert.rejects(save.perform(report('x'.repeat(40_000)), 'k', signal), (error: HubError) => {
    assert.match(error.message, /the disk is full; free some space/)
    return error.code === 'unavailable' && error.arrived === 'no' && !isHopeless(error)
  })
  assert.deepEqual(await readdir(join(dataDir, 'reports')), [])
  await rm(join(dataDir, 'filler'))
  assert.equal((await save.perform(report('x'.repeat(40_000)), 'k', signal)).bytes, 40_000)
})

test('a disk gone read-only stops the connector until check says that it can be written again', async t => {
  const dataDir = await tinyDisk(t)
  if (!dataDir) return
  const client = clientOn(dataDir)
  await files.check(client)
  spawnSync('mount', ['-o', 'remount,ro', dataDir])
  await assert.rejects(client.save.perform(report('x'), 'k', signal), ofCode('unauthorized'))
  await assert.rejects(files.check(client) as Promise<unknown>, /read-only/)
  spawnSync('mount', ['-o', 'remount,rw', dataDir])
  await files.check(client)
  await client.save.perform(report('x'), 'k', signal)
  assert.deepEqual(await readdir(join(dataDir, 'reports')), ['mail_20261121070000.html'])
})
