import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { serve } from '@hono/node-server'
import { baculumFake } from '../../src/connectors/baculum/fake.ts'
import { dure, folderFor, start } from './command.ts'

/** A folder whose hub reports the backups of a recorded server. */
async function folderWithBackups(t: TestContext, yaml = '') {
  const fake = baculumFake({ recording: '9.6-api-v1' })
  const server = serve({ fetch: request => fake.fetch(request), hostname: '127.0.0.1', port: 0 })
  t.after(() => server.close())
  await once(server, 'listening')
  const folder = folderFor(t)
  const { port } = server.address() as AddressInfo
  writeFileSync(
    join(folder, '.env'),
    `BACULUM_API_HOST=127.0.0.1\nBACULUM_API_PORT=${port}\nBACULUM_API_USERNAME='${fake.username}'\nBACULUM_API_PASSWORD='${fake.password}'\n`,
  )
  writeFileSync(join(folder, 'dure.yaml'), yaml)
  return folder
}

const report = ['run', 'backup-report', '--at', '2026-11-21 16:27', '--json']
const languageOf = async (folder: string) => JSON.parse((await dure(folder, report)).out).language
const changesIn = async (folder: string) =>
  JSON.parse((await dure(folder, ['settings', '--json'])).out).filter((row: any) => row.source === 'changed')

test('a change beside a running hub holds from its next run on, without a restart, and until it is taken back', async t => {
  const folder = await folderWithBackups(t)
  const hub = await start(t, folder)
  assert.equal(await languageOf(folder), 'ko')
  const { code, out, err } = await dure(folder, ['settings', 'set', 'backup-report.language', 'en'])
  assert.equal(code, 0, err)
  assert.match(out, /^backup-report\.language: ko → en\n다음 실행부터/)
  assert.equal(await languageOf(folder), 'en')
  assert.match((await dure(folder, ['settings'])).out, /backup-report\.language +en +\S+, \d{4}-.*에 바꿈/)
  await dure(folder, ['settings', 'unset', 'backup-report.language'])
  assert.equal(await languageOf(folder), 'ko')
  await hub.stop()
  assert.match(readFileSync(join(folder, 'data/logs/app.log'), 'utf8'), /a setting was changed .*from=ko to=en by=/)
})

test('with no hub running a change is kept for later runs, and by backup and restore', async t => {
  const folder = await folderWithBackups(t)
  const early = await dure(folder, ['settings', 'set', 'backup-report.language', 'en'])
  assert.equal(early.code, 1)
  assert.match(early.err, /hub\.db: 아직 장부가 없습니다\. 'dure start'나 'dure run'이 만듭니다/)
  assert.equal((await dure(folder, ['settings'])).code, 0)
  assert.equal(await languageOf(folder), 'ko')
  await dure(folder, ['settings', 'set', 'backup-report.language', 'en'])
  await dure(folder, ['settings', 'set', 'people.김지은.slack', 'U012AB3CD'])
  assert.equal(await languageOf(folder), 'en')
  const backup = (await dure(folder, ['backup'])).out.split('\n')[0]!
  await dure(folder, ['settings', 'unset', 'people'])
  assert.equal((await changesIn(folder)).length, 1)
  assert.equal((await dure(folder, ['restore', backup])).code, 0)
  assert.equal((await changesIn(folder)).length, 2)
})

test('a change that dure.yaml has overtaken is warned about at the start, fails the run in one sentence, and is taken back', async t => {
  const folder = await folderWithBackups(t)
  await languageOf(folder)
  await dure(folder, ['settings', 'set', 'people.박서준.slack', 'U012AB3CD'])
  writeFileSync(join(folder, 'dure.yaml'), 'people:\n  - {name: 김지은, slack: U012AB3CD}\n')
  const sentence =
    /people\.박서준\.slack, changed by .*김지은 already; 'dure settings unset people\.박서준\.slack' takes it back/
  const hub = await start(t, folder)
  assert.match(hub.said(), sentence)
  const { code, err } = await dure(folder, report)
  assert.equal(code, 1)
  assert.match(err, sentence)
  assert.match(
    (await dure(folder, ['doctor'])).out,
    /김지은에게 이미 있는 값입니다.*'dure settings unset people\.박서준\.slack'로 되돌립니다/,
  )
  await dure(folder, ['settings', 'unset', 'people.박서준.slack'])
  assert.equal(await languageOf(folder), 'ko')
  await hub.stop()
})
