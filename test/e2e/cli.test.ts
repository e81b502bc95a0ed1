import assert from 'node:assert/strict'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { serve } from '@hono/node-server'
import { baculumFake, type Trouble } from '../../src/connectors/baculum/fake.ts'
import { dure, folderFor, repository } from './command.ts'

async function bacula(t: TestContext, trouble?: Trouble) {
  const fake = baculumFake({ recording: '9.6-api-v1' })
  fake.state.trouble = trouble
  const server = serve({ fetch: request => fake.fetch(request), hostname: '127.0.0.1', port: 0 })
  t.after(() => server.close())
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    BACULUM_API_HOST: '127.0.0.1',
    BACULUM_API_PORT: String(port),
    BACULUM_API_USERNAME: fake.username,
    BACULUM_API_PASSWORD: fake.password,
  }
}

const asEnv = (settings: Record<string, string>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')

test('a report by hand reads .env, writes the file under DURE_DATA and leaves its run in the ledger', async t => {
  const folder = folderFor(t)
  writeFileSync(join(folder, '.env'), asEnv(await bacula(t)))
  const at = ['--mode', 'production', '--at', '2026-11-21 16:27']
  const { code, out, err } = await dure(folder, ['run', 'backup-report/report', ...at])
  assert.equal(code, 0, err)
  const path = /(\S+\/data\/reports\/mail_\d{14}\.html)/.exec(out)?.[1]
  assert.ok(path && existsSync(path), out)
  const runs = JSON.parse((await dure(folder, ['runs', '--json'])).out)
  assert.equal(runs[0].state, 'done')
  assert.match((await dure(folder, ['deliveries'])).out, /d1 .*files\.save .*done/)
})

test('--json prints the model with a class for every job of the window', async t => {
  const folder = folderFor(t)
  const { code, out, err } = await dure(
    folder,
    ['run', 'backup-report', '--mode', 'production', '--at', '2026-11-21T16:27:00+09:00', '--json'],
    await bacula(t),
  )
  assert.equal(code, 0, err)
  const { jobs } = JSON.parse(out)
  assert.equal(jobs.length, 15)
  assert.ok(jobs.every((job: { class: string }) => typeof job.class === 'string'))
})

test('a plan shows the file and the mail that a run would write, and writes neither', async t => {
  const folder = folderFor(t)
  const env = await bacula(t)
  await dure(folder, ['run', 'backup-report', '--at', '2026-11-21 16:27'], env)
  const before = (await dure(folder, ['deliveries', '--json'], env)).out
  const { code, out, err } = await dure(folder, ['plan', 'backup-report/report', '--at', '2026-11-21 16:27'], env)
  assert.equal(code, 0, err)
  assert.match(out, /files\.save {2}reports\/mail_/)
  assert.equal((await dure(folder, ['deliveries', '--json'], env)).out, before)
})

test('a wrong password ends the run with 1, tells which settings to look at, and still leaves a report', async t => {
  const folder = folderFor(t)
  const env = { ...(await bacula(t)), BACULUM_API_PASSWORD: 'wrong-canary' }
  const { code, out, err } = await dure(folder, ['run', 'backup-report', '--mode', 'test'], env)
  assert.equal(code, 1)
  assert.match(err, /BACULUM_API_USERNAME|BACULUM_API_PASSWORD/)
  assert.doesNotMatch(out + err, /wrong-canary/)
  assert.match((await dure(folder, ['deliveries'], env)).out, /files\.save .*done/)
})

test('settings that are half there or wrong stop every command with 78 and are named all at once', async t => {
  const folder = folderFor(t)
  const env = { BACULUM_API_HOST: '127.0.0.1', BACULUM_API_PORT: 'ninety', BACULUM_API_USERNAME: 'report' }
  const { code, err } = await dure(folder, ['doctor'], env)
  assert.equal(code, 78)
  assert.match(err, /BACULUM_API_PORT/)
  assert.match(err, /BACULUM_API_PASSWORD/)
})

test('wrong usage ends with 2 and says what would be right', async t => {
  const folder = folderFor(t)
  assert.equal((await dure(folder, ['frobnicate'])).code, 2)
  const wrongMode = await dure(folder, ['run', 'backup-report', '--mode', 'sometimes'])
  assert.equal(wrongMode.code, 2)
  assert.match(wrongMode.err, /production/)
  const env = await bacula(t)
  const noMoment = await dure(folder, ['run', 'backup-report', '--at', 'yesterday'], env)
  assert.equal(noMoment.code, 2)
  assert.match(noMoment.err, /2026-11-21 08:00/)
})

test('an automation that is off says which settings would turn it on', async t => {
  const { code, err } = await dure(folderFor(t), ['run', 'backup-report'])
  assert.equal(code, 78)
  assert.match(err, /backup-report: 꺼져 있습니다\. 설정되지 않음: .*BACULUM_API_USERNAME/)
})

test('the doctor asks every connector and fails when one does not answer', async t => {
  const folder = folderFor(t)
  const env = await bacula(t)
  assert.equal((await dure(folder, ['doctor'], env)).code, 0)
  const { code, out } = await dure(folder, ['doctor'], { ...env, BACULUM_API_PORT: '1' })
  assert.equal(code, 1)
  assert.match(out, /bad +커넥터 baculum/)
})

test('the command line speaks Korean by default and English by setting', async t => {
  const folder = folderFor(t)
  assert.match((await dure(folder, ['--help'])).out, /한 번만 알립니다/)
  writeFileSync(join(folder, 'dure.yaml'), 'language: en\n')
  assert.match((await dure(folder, ['--help'])).out, /Tells the right people what happened, once/)
})

test('--config decides the language too', async t => {
  const folder = folderFor(t)
  writeFileSync(join(folder, 'other.yaml'), 'language: en\n')
  const { out } = await dure(folder, ['--config', join(folder, 'other.yaml'), '--help'])
  assert.match(out, /Tells the right people/)
})

test('the command works from any folder and through a symbolic link', async t => {
  const folder = folderFor(t)
  mkdirSync(join(folder, 'bin'))
  symlinkSync(join(repository, 'bin/dure'), join(folder, 'bin/dure'))
  const { code, out } = await dure(folder, ['--version'])
  assert.equal(code, 0)
  assert.match(out, /^\d+\.\d+\.\d+\n$/)
})
