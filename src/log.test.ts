import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemClock } from './engine/clock.ts'
import { HubError } from './engine/error.ts'
import { redactor } from './engine/redact.ts'
import { createLog, type LogOptions } from './log.ts'

function bench(t: TestContext, changes: Partial<LogOptions> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'dure-log-'))
  const folder = join(root, 'data', 'logs')
  t.after(() => rmSync(root, { recursive: true, force: true }))
  let now = Date.parse('2026-11-20T14:59:58Z')
  let elapsed = 0
  let terminal = ''
  const stderr = {
    write(text: string) {
      terminal += text
    },
  }
  /** Over as soon as it is asked for, so that each line is written when it is logged. */
  // biome-ignore lint/suspicious/noThenProperty: whoever waits for it is called back within the call
  const turn = () => ({ then: (done: () => void) => done() }) as Promise<void>
  const clock = { ...systemClock, now: () => new Date(now), monotonic: () => elapsed, turn }
  const options: LogOptions = {
    folder,
    level: 'info',
    format: 'text',
    keepDays: 3,
    timeZone: 'Asia/Seoul',
    redact: redactor(['hunter22']),
    terminal: 'info',
    clock,
    stderr,
    ...changes,
  }
  const pass = (ms: number) => {
    now += ms
    elapsed += ms
    // the file system keeps its own time
    const file = join(options.folder, 'app.log')
    if (statSync(file, { throwIfNoEntry: false })) utimesSync(file, now / 1000, now / 1000)
  }
  return {
    options,
    log: createLog(options),
    pass,
    folder: options.folder,
    read: (name: string) => readFileSync(join(options.folder, name), 'utf8'),
    terminal: () => terminal,
  }
}

const day = 86_400_000

test('lines of one turn are written together after it, a warning and what is before it at once', async t => {
  const { folder, options, terminal, read } = bench(t)
  const log = createLog({ ...options, clock: { ...options.clock, turn: systemClock.turn } })
  const lines = () => read('app.log').split('\n').length - 1
  log.info('one')
  log.info('two')
  assert.deepEqual([existsSync(join(folder, 'app.log')), terminal()], [false, ''])
  await systemClock.turn()
  assert.equal(lines(), 2)
  log.info('three')
  log.warn('four')
  assert.deepEqual([lines(), terminal().split('\n').length - 1], [4, 4])
  log.info('five')
  await log.close()
  assert.equal(lines(), 5)
})

test('lines that were lost together are counted one by one', async t => {
  const { folder, options, terminal, pass } = bench(t)
  writeFileSync(join(folder, '..', '..', 'data'), 'in the way')
  const log = createLog({ ...options, clock: { ...options.clock, turn: systemClock.turn } })
  for (const text of ['one', 'two', 'three']) log.info(text)
  await systemClock.turn()
  rmSync(join(folder, '..'))
  pass(11_000)
  log.info('four')
  await log.close()
  assert.match(terminal(), /log file is written again.* lost=3\n/)
})

test('a line says when on the local clock, how grave, what, and the particulars', t => {
  const { log, read, terminal } = bench(t)
  log.info('report sent', {
    jobs: 42,
    to: 'ops@example.com',
    title: '백업 보고',
    ok: true,
    none: null,
    left: undefined,
  })
  const line =
    '[2026-11-20 23:59:58] [INFO] report sent jobs=42 to=ops@example.com title="백업 보고" ok=true none=null\n'
  assert.equal(read('app.log'), line)
  assert.equal(terminal(), line)
})

test('errors are in error.log as well, debug lines only where they are asked for', t => {
  const { log, read, terminal } = bench(t, { level: 'debug', terminal: 'warn' })
  log.debug('detail')
  log.warn('odd')
  log.error('bad', { error: new HubError('invalid', 'no way', { cause: new Error('deep') }) })
  assert.equal(read('app.log').split('\n').length, 4)
  assert.equal(read('error.log'), '[2026-11-20 23:59:58] [ERROR] bad error="no way (Error: deep)"\n')
  assert.deepEqual(terminal().match(/\[[A-Z]+\]/g), ['[WARN]', '[ERROR]'])
  const quiet = bench(t)
  quiet.log.debug('detail')
  quiet.log.info('x')
  assert.doesNotMatch(quiet.read('app.log'), /detail/)
})

test('no value can forge a line or play with the terminal', t => {
  const { log, read } = bench(t)
  log.info('said\n[2026-11-20 23:59:58] [ERROR] forged', { text: 'a\r\nb\u001b[31m\u202e', 'k\ny': '\u2028\u0085' })
  const text = read('app.log')
  assert.equal(text.split(/[\r\n\u2028\u0085]/).length, 2)
  assert.ok(!text.includes('\u001b') && !text.includes('\u202e'))
})

test('secrets do not reach a line, by value in any form, or by the name of their field', t => {
  for (const format of ['text', 'json'] as const) {
    const { log, read, terminal } = bench(t, { format })
    const basic = Buffer.from('user:hunter22').toString('base64')
    const deep = { password: 'pw-in-object', list: [{ authorization: 'Basic xyz' }] }
    log.error('call hunter22', {
      basic,
      deep,
      api_key: 'abc',
      error: new Error('with hunter22'),
      huge: `${'x'.repeat(7996)}hunter22`,
    })
    for (const output of [read('app.log'), read('error.log'), terminal()])
      assert.doesNotMatch(output, /hunter22|hunt|pw-in-object|xyz|=abc|"abc"/)
  }
})

test('by setting lines are JSON, one object each, with fields that cannot replace its own', t => {
  const { log, read } = bench(t, { format: 'json' })
  log.warn('odd', { time: 1, level: 2, message: 'm', big: 7n, list: [1, { a: 'b' }] })
  assert.deepEqual(JSON.parse(read('app.log')), {
    level: 'warn',
    time: '2026-11-20T14:59:58.000Z',
    time_: 1,
    level_: 2,
    message_: 'm',
    big: '7',
    list: [1, { a: 'b' }],
    message: 'odd',
  })
})

test('what cannot be written as text does no harm', t => {
  const { log, read } = bench(t)
  const circle: Record<string, unknown> = {}
  circle.self = circle
  log.info('strange', { circle, run: () => 1, symbol: Symbol('s'), long: 'y'.repeat(100_000) })
  const text = read('app.log')
  assert.match(text, /circle="\[unreadable\]" run="\[function\]"/)
  assert.ok(text.length < 9000)
})

test('at midnight of the zone the file is put away under its day', t => {
  const { log, pass, folder, read } = bench(t)
  log.info('before')
  pass(2000)
  log.info('after')
  assert.deepEqual(readdirSync(folder).sort(), ['app-2026-11-20.log', 'app.log'])
  assert.match(read('app-2026-11-20.log'), /before/)
  assert.match(read('app.log'), /^\[2026-11-21 00:00:00\] \[INFO\] after\n$/)
})

test("yesterday's file is put away by a start on the next day", async t => {
  const { log, options, pass, folder, read } = bench(t)
  log.info('before')
  await log.close()
  pass(day)
  utimesSync(
    join(folder, 'app.log'),
    Date.parse('2026-11-20T14:00:00Z') / 1000,
    Date.parse('2026-11-20T14:00:00Z') / 1000,
  )
  createLog(options).info('after')
  assert.match(read('app-2026-11-20.log'), /before/)
  assert.match(read('app.log'), /after/)
})

test('files are kept for as many days as are set, other files are left alone', t => {
  const { log, pass, folder } = bench(t)
  log.info('day 0')
  for (let n = 1; n <= 5; n++) {
    pass(day)
    log.info(`day ${n}`)
  }
  writeFileSync(join(folder, 'other-2020-01-01.log'), '')
  pass(day)
  log.info('day 6')
  assert.deepEqual(readdirSync(folder).sort(), [
    'app-2026-11-23.log',
    'app-2026-11-24.log',
    'app-2026-11-25.log',
    'app.log',
    'other-2020-01-01.log',
  ])
})

test('a file never grows beyond its limit; a flood on one day keeps the newest parts', t => {
  const { log, folder, read } = bench(t, { maxBytes: 500, terminal: false })
  for (let n = 0; n < 300; n++) log.info('flood', { n, text: 'x'.repeat(100) })
  const names = readdirSync(folder)
  assert.equal(names.length, 21)
  for (const name of names) assert.ok(statSync(join(folder, name)).size <= 500)
  assert.match(read('app.log'), /n=299/)
})

test('two processes on one folder share the files over midnight', t => {
  const { log, options, pass, folder, read } = bench(t)
  const beside = createLog(options)
  log.info('one')
  pass(0)
  beside.info('two')
  pass(2000)
  log.info('three')
  beside.info('four')
  assert.deepEqual(readdirSync(folder).sort(), ['app-2026-11-20.log', 'app.log'])
  assert.match(read('app.log'), /three\n.*four\n$/)
})

test('the folder is made for the hub alone, and made again when somebody removed it', async t => {
  const { log, options, folder, read } = bench(t)
  log.info('x')
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'app.log')).mode & 0o777, 0o600)
  await log.close()
  rmSync(folder, { recursive: true })
  createLog(options).info('again')
  assert.match(read('app.log'), /again/)
})

test('a folder that cannot be made silences the files, not the hub, and is tried again later', t => {
  const root = mkdtempSync(join(tmpdir(), 'dure-log-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  writeFileSync(join(root, 'logs'), 'in the way')
  const { log, terminal, pass, read } = bench(t, { folder: join(root, 'logs') })
  log.info('one')
  log.info('two')
  assert.match(terminal(), /\[ERROR\] log file cannot be written file=.*EEXIST[\s\S]*two/)
  assert.equal(terminal().match(/cannot be written/g)?.length, 1)
  rmSync(join(root, 'logs'))
  pass(10_000)
  log.info('three')
  assert.match(read('app.log'), /three/)
  assert.match(terminal(), /\[WARN\] log file is written again file=\S+ lost=2/)
})

test('a full disk keeps the terminal, and lines go on in whole when there is room', t => {
  const root = mkdtempSync(join(tmpdir(), 'dure-log-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', root]).status === 0
  t.after(() => {
    if (mounted) spawnSync('umount', ['-l', root])
    rmSync(root, { recursive: true })
  })
  if (!mounted) return t.skip('needs the right to mount a file system')
  chmodSync(root, 0o700)
  const { log, terminal, read } = bench(t, { folder: join(root, 'logs') })
  for (let n = 0; n < 30; n++) log.info('filling', { n, text: 'x'.repeat(5000) })
  assert.match(terminal(), /cannot be written .*ENOSPC/)
  assert.match(terminal(), /n=29/)
  rmSync(join(root, 'logs', 'error.log'), { force: true })
  spawnSync('mount', ['-o', 'remount,size=512k', root])
  log.info('room again')
  assert.match(terminal(), /written again .*lost=\d+/)
  for (const line of read('app.log').trim().split('\n')) assert.match(line, /^\[2026-11-20 \d\d:\d\d:\d\d\] \[INFO\] /)
  assert.match(read('app.log'), /\n\[2026-11-20 23:59:58\] \[INFO\] room again\n$/)
})
