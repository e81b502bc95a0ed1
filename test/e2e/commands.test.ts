import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ko } from '../../src/automations/work-log/commands/ko.ts'
import { sampleOf } from '../../src/automations/work-log/sample.ts'
import { needs } from '../require.ts'
import { dure, folderFor, start } from './command.ts'
import { atTerminal, terminals } from './terminal.ts'

const atOne = { skip: needs('python3', terminals) }

/** A folder where work logs are kept here alone, and an editor that writes the sample's context. */
function desk(t: TestContext) {
  const folder = folderFor(t)
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  writeFileSync(join(folder, 'dure.yaml'), 'work-log: {}\n')
  writeFileSync(join(folder, '.env'), 'DURE_PORT=0\n')
  writeFileSync(join(folder, 'story.md'), sampleOf('ko').context)
  const env = { EDITOR: `cp '${join(folder, 'story.md')}'`, TMPDIR: temporary }
  return { folder, temporary, env, sit: (...args: string[]) => atTerminal(t, folder, args, env) }
}

const kept = (folder: string) => join(folder, 'data/kept/work-log')
const { label } = ko

/** Everything but the title, which is asked for first. */
async function fillIn({ answer }: ReturnType<typeof atTerminal>) {
  await answer(label.logged_date, '2026-11-20')
  await answer(label.category, '2')
  await answer(label.impact_level, 'high')
  await answer(label.status, '')
  await answer(label.tech_stack, '타입스크립트, Redis')
  await answer(label.metrics, '')
  await answer(label.ticket_url, '')
  await answer(label.context, '')
  await answer(ko.review.ask, '')
}

const logsIn = async (folder: string) => JSON.parse((await dure(folder, ['run', 'work-log/logs', '--json'])).out)

test('a log is typed in Hangul, called off in the middle, gone on with, and stored', atOne, async t => {
  const { folder, temporary, sit } = desk(t)
  const first = sit('log')
  await first.answer(label.title, '결제 API 응답 시간 단축')
  await first.until(label.logged_date)
  first.press('아직\u0003')
  const off = await first.end()
  assert.equal(off.code, 130)
  assert.match(off.rest, /그만두었습니다\s*$/)
  assert.equal(readdirSync(kept(folder)).length, 1)

  const second = sit('log')
  await second.answer(ko.draft.found('결제 API 응답 시간 단축'), '')
  await fillIn(second)
  const { code } = await second.end()
  assert.equal(code, 0, second.shown())
  const [log] = (await logsIn(folder)).logs
  assert.deepEqual(
    [log.title, log.logged_date, log.impact_level, log.tech_stack],
    ['결제 API 응답 시간 단축', '2026-11-20', 'High', ['타입스크립트', 'Redis']],
  )
  assert.deepEqual(readdirSync(kept(folder)), [], 'what is stored is no draft any more')
  assert.deepEqual(readdirSync(temporary), [], 'the editor’s file is gone')
})

test('the end of the input calls a command off as well, and nothing is kept where nothing was said', atOne, async t => {
  const { folder, sit } = desk(t)
  const person = sit('log')
  await person.until(label.title)
  person.press('\u0004')
  assert.equal((await person.end()).code, 130)
  assert.equal(existsSync(kept(folder)), false)
})

test('beside a hub that runs, the hub stores the log', atOne, async t => {
  const { folder, sit } = desk(t)
  const hub = await start(t, folder)
  const person = sit('log')
  await person.answer(label.title, '허브 옆에서')
  await fillIn(person)
  assert.equal((await person.end()).code, 0, person.shown())
  assert.equal((await logsIn(folder)).logs[0].title, '허브 옆에서')
  await hub.stop()
})

test('without a terminal nothing is asked: a file is taken, and else it is said what would be', async t => {
  const { folder } = desk(t)
  const asked = await dure(folder, ['log'])
  assert.equal(asked.code, 1)
  assert.match(asked.err, /dure log --file/)
  writeFileSync(join(folder, 'log.json'), JSON.stringify(sampleOf('ko')))
  const { code, err } = await dure(folder, ['log', '--file', 'log.json'])
  assert.equal(code, 0, err)
  assert.equal((await logsIn(folder)).logs.length, 1)
})

test('an automation that is off says so with 78, and --help lists its commands all the same', async t => {
  const folder = folderFor(t)
  const { code, err } = await dure(folder, ['log'])
  assert.equal(code, 78)
  assert.match(err, /work-log: 꺼져 있습니다/)
  const help = async () => (await dure(folder, ['--help'])).out
  assert.match(await help(), /^ {2}log \[.*[가-힣]/m)
  assert.match(await help(), /^ {2}notion +setup: .*[가-힣]/m)
  writeFileSync(join(folder, 'dure.yaml'), 'language: en\n')
  assert.match(await help(), /^ {2}log \[.*[a-z]/m)
  assert.doesNotMatch((await help()).replace(/^Usage.*/, ''), /[가-힣]/, 'English help is English')
})
