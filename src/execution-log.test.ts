import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readConfig } from './config.ts'
import { defineAutomation } from './engine/automation.ts'
import { systemClock } from './engine/clock.ts'
import { manualClock } from './engine/clock-testing.ts'
import { silent } from './engine/io.ts'
import type { EndedRun } from './engine/parts.ts'
import { redactor } from './engine/redact.ts'
import { createExecutionLog } from './execution-log.ts'
import { openHub } from './hub.ts'

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'dure-execution-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const begun = Date.parse('2026-11-23T00:00:02Z')
const ran: EndedRun = {
  id: 17,
  automation: 'work-log',
  task: 'weekly',
  key: 'cron:2026-11-23T00:00:00.000Z',
  cause: 'cron',
  state: 'done',
  attempt: 1,
  started_at: begun,
  ended_at: begun + 1204,
  error: null,
}

/** The lines that runs come to. */
function lines(t: TestContext, runs: Partial<EndedRun>[], format: 'text' | 'json' = 'text'): string[] {
  const folder = folderFor(t)
  const clock = manualClock(begun + 2000)
  const redact = redactor(['hunter22'])
  const log = createExecutionLog({ folder, format, keepDays: 3, timeZone: 'Asia/Seoul', redact, clock, log: silent })
  for (const run of runs) log.account({ ...ran, ...run })
  log.close()
  return readFileSync(join(folder, 'execution.log'), 'utf8').trimEnd().split('\n')
}

test('a line says when, which run, for how long and why, and what came of it', t => {
  const outcome = { period: '2026-W47', state: 'written', bullets: [1, 2, 3], usage: { tokens: 9 }, failure: undefined }
  assert.deepEqual(
    lines(t, [
      { outcome },
      { key: 'cron:2026-11-23T00:00:00.000Z#web', cause: 'cron', outcome: null },
      { cause: 'event work-log/stored', outcome: { logs: 3 } },
      { cause: 'hand', outcome: ['a', 'b'] },
      { cause: 'route', id: undefined, state: 'failed', error: 'the log is "new"\nto me' },
      { cause: 'hand', state: 'failed', attempt: 3, error: 'no answer' },
    ]),
    [
      '[2026-11-23 09:00:04] [DONE] work-log/weekly run=17 seconds=1.204 cause="schedule 2026-11-23 09:00" period=2026-W47 state=written bullets=3',
      '[2026-11-23 09:00:04] [DONE] work-log/weekly run=17 seconds=1.204 cause="schedule 2026-11-23 09:00"',
      '[2026-11-23 09:00:04] [DONE] work-log/weekly run=17 seconds=1.204 cause="event work-log/stored" logs=3',
      '[2026-11-23 09:00:04] [DONE] work-log/weekly run=17 seconds=1.204 cause=hand outcome=2',
      '[2026-11-23 09:00:04] [FAILED] work-log/weekly seconds=1.204 cause=route error="the log is \\"new\\"\\nto me"',
      '[2026-11-23 09:00:04] [FAILED] work-log/weekly run=17 seconds=1.204 cause=hand attempt=3 error="no answer"',
    ],
  )
})

test('no outcome makes a line long, begins another one, plays with the terminal or tells a secret', t => {
  const long = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`key${index}`, 'value']))
  const [told, mean, failed] = lines(t, [
    { outcome: { text: 'x'.repeat(100_000), ...long } },
    { outcome: { 'a\nb': '\u001b[31m\u2028red', url: 'https://u:hunter22@example.com', api_token: 'secret', n: 1 } },
    { state: 'failed', error: `${'x'.repeat(495)}hunter22${'y'.repeat(9000)}` },
  ])
  assert.ok(told!.length < 320 && told!.endsWith(' key16=value'), told)
  assert.match(mean!, /run=17 .* a\\u000ab="\\u001b\[31m\\u2028red" url=\S+\[redacted]\S+ api_token="\[redacted]" n=1$/)
  assert.ok(failed!.length < 620 && failed!.includes('xxx[reda…') && !failed!.includes('hunter'))
})

test('where the log is JSON, so is this one', t => {
  const [done, failed] = lines(
    t,
    [{ outcome: { state: 'written', run: 3 } }, { state: 'failed', error: 'no' }],
    'json',
  ).map(line => JSON.parse(line))
  const own = { time: '2026-11-23T00:00:04.000Z', task: 'work-log/weekly', run: 17, seconds: 1.204 }
  const cause = 'schedule 2026-11-23 09:00'
  assert.deepEqual(done, { ...own, cause, state: 'done', outcome: { state: 'written', run: 3 } })
  assert.deepEqual(failed, { ...own, cause, state: 'failed', error: 'no' })
})

const automation = defineAutomation({
  name: 'tea',
  title: 'Tea',
  uses: {},
  tasks: { make: { summary: 'Makes tea', run: async () => ({ cups: 2 }) } },
})

test('a hub keeps it beside app.log, and works on where it cannot', async t => {
  const dataDir = folderFor(t)
  const config = readConfig({ env: { DURE_DATA: dataDir }, cwd: dataDir, automations: [automation] })
  const troubles: string[] = []
  const log = { ...silent, error: (message: string) => void troubles.push(message) }
  const made = async (key: string) => {
    const hub = await openHub({ config, automations: [automation], log }, { scheduling: false })
    await hub.engine.start()
    const { id } = await hub.engine.run('tea/make', {}, { key, cause: 'hand' })
    const stateOf = () => hub.store.db.selectFrom('run').select('state').where('id', '=', id).executeTakeFirstOrThrow()
    while ((await stateOf()).state !== 'done') await systemClock.sleep(10)
    await hub.close()
  }
  await made('first')
  const file = join(dataDir, 'logs', 'execution.log')
  assert.match(readFileSync(file, 'utf8'), /^\[\S+ \S+\] \[DONE\] tea\/make run=1 seconds=\S+ cause=hand cups=2\n$/)
  rmSync(join(dataDir, 'logs'), { recursive: true })
  writeFileSync(join(dataDir, 'logs'), 'in the way')
  await made('second')
  assert.deepEqual(troubles, ['log file cannot be written'])
})
