import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import { z } from 'zod'
import { readConfig } from '../config.ts'
import { defineAutomation } from '../engine/automation.ts'
import { CalledOff } from '../engine/command.ts'
import { defineConnector, write } from '../engine/connector.ts'
import { HubError } from '../engine/error.ts'
import { silent } from '../engine/io.ts'
import { openHub } from '../hub.ts'
import { edited } from './editor.ts'
import { prompter } from './prompt.ts'
import type { Opened } from './session.ts'
import { createShell } from './shell.ts'
import { wordsOf } from './words.ts'

const post = defineConnector({
  name: 'post',
  settings: {},
  connect: () => ({
    letter: write<{ to: string }, { stamp: string }>({
      lane: letter => letter.to,
      summary: letter => letter.to,
      perform: async letter => {
        if (letter.to === 'nobody') throw new HubError('unauthorized', 'the token is taken for nobody’s')
        return { stamp: `for ${letter.to}` }
      },
      preview: () => ({ text: '', result: { stamp: 'planned:stamp' } }),
      repeatable: true,
    }),
  }),
  check: async () => {
    throw new HubError('unauthorized', 'the token is taken for nobody’s')
  },
})

const diary = defineAutomation({
  name: 'diary',
  title: 'Diary',
  uses: { post },
  options: z.strictObject({}),
  tasks: {
    tell: {
      summary: 'tells somebody',
      input: z.strictObject({ to: z.string() }),
      run: async (ctx, { to }: { to: string }) => {
        if (to === '') throw new HubError('invalid', 'whom?')
        ctx.send('post', 'letter', { to }, `${ctx.run.key}/${to}`)
        return { told: to, run: ctx.run.id }
      },
    },
  },
})

/** A folder with a dure.yaml, the shell in it, and what is piped into it. */
async function shellIn(t: TestContext, { piped = '' as string | Buffer } = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'dure-test-'))
  t.after(() => rmSync(cwd, { recursive: true, force: true }))
  writeFileSync(join(cwd, 'dure.yaml'), 'diary: {}\n')
  const automations = [diary]
  const config = readConfig({ env: {}, cwd, automations })
  const log = { ...silent, flush: () => {}, close: async () => {} }
  const terminal = { in: new PassThrough().end(piped), out: new PassThrough(), err: new PassThrough() }
  const words = wordsOf('ko')
  const opened: Opened = { terminal, env: {}, cwd, automations, language: 'ko', words, config, log }
  return { cwd, config, shell: await createShell(opened, diary) }
}

const refusal =
  (code: string, ...words: RegExp[]) =>
  (error: unknown) => {
    assert.ok(error instanceof HubError, String(error))
    assert.equal(error.code, code)
    for (const word of words) assert.match(`${error.message} ${error.ko}`, word)
    return true
  }

describe('a task of a command', () => {
  test('is run by this process where no hub runs, with the results of its deliveries; the same key finds the same run', async t => {
    const { shell } = await shellIn(t)
    const first = await shell.task('tell', { to: '지은' }, 'one')
    assert.deepEqual(first.outcome, { told: '지은', run: first.run })
    const key = 'command:one/지은'
    const result = { stamp: 'for 지은' }
    assert.deepEqual(first.deliveries, [{ connector: 'post', write: 'letter', key, state: 'done', result }])
    assert.deepEqual(await shell.task('tell', { to: '지은' }, 'one'), first)
    assert.notEqual((await shell.task('tell', { to: '지은' })).run, first.run)
  })

  test('is run by the hub beside where one runs', async t => {
    const { shell, config } = await shellIn(t)
    const hub = await openHub({ config, automations: [diary], log: silent }, { scheduling: false })
    t.after(() => hub.close(0))
    await hub.engine.start()
    const { outcome, deliveries } = await shell.task('tell', { to: '민수' })
    assert.equal(outcome.told, '민수')
    assert.deepEqual(deliveries[0]?.result, { stamp: 'for 민수' })
  })

  test('is not waited for where the far side takes no token, and the reason is told', async t => {
    const { shell } = await shellIn(t)
    for (const _ of ['the one that finds out', 'the one that is held back']) {
      const began = performance.now()
      const { deliveries } = await shell.task('tell', { to: 'nobody' })
      assert.deepEqual([deliveries[0]?.state, performance.now() - began < 10_000], ['ready', true])
      assert.match(deliveries[0]!.held!, /taken for nobody/)
    }
  })

  test('tells what it failed of', async t => {
    const { shell } = await shellIn(t)
    await assert.rejects(shell.task('tell', { to: '' }), refusal('invalid', /run r1 failed: whom\?/))
  })
})

describe('an answer to a command', () => {
  for (const where of ['by this process', 'beside a hub'])
    test(`is given ${where}, stored by then, and what refuses it is thrown as it is and leaves no run`, async t => {
      const { shell, config } = await shellIn(t)
      if (where === 'beside a hub') {
        const hub = await openHub({ config, automations: [diary], log: silent }, { scheduling: false })
        t.after(() => hub.close(0))
        await hub.engine.start()
      }
      await assert.rejects(shell.answer('tell', { to: '' }), refusal('invalid', /^whom\?/))
      await assert.rejects(shell.answer('tell', { to: 5 }), refusal('invalid', /to: /))
      assert.equal((await shell.answer('tell', { to: '지은' })).told, '지은')
      assert.equal((await shell.task('tell', { to: '민수' })).run, 2, 'the run after the one that was answered')
    })
})

describe('files', () => {
  test('are read as they are seen from the folder of the call, and - is what is piped in', async t => {
    const { shell, cwd } = await shellIn(t, { piped: '\ufeff표준 입력\n' })
    writeFileSync(join(cwd, '기록.txt'), '한 줄\n')
    assert.equal(await shell.read('기록.txt'), '한 줄\n')
    assert.equal(await shell.read('-'), '표준 입력\n')
    await assert.rejects(shell.read('nowhere.txt'), refusal('not_found', /nowhere\.txt/))
    await assert.rejects(shell.read('.'), refusal('invalid', /folder/, /폴더/))
    writeFileSync(join(cwd, 'old.txt'), Buffer.from([0xc7, 0xd1, 0xb1, 0xdb]))
    await assert.rejects(shell.read('old.txt'), refusal('invalid', /UTF-8/))
  })

  test('are written whole, and over another only where that is said', async t => {
    const { shell, cwd } = await shellIn(t)
    const path = await shell.write('이력서.md', '# 하나')
    assert.equal(path, join(cwd, '이력서.md'))
    await assert.rejects(shell.write('이력서.md', '# 둘'), refusal('conflict', /already/))
    assert.equal(readFileSync(path, 'utf8'), '# 하나')
    await shell.write('이력서.md', Buffer.from('# 셋'), true)
    assert.equal(readFileSync(path, 'utf8'), '# 셋')
    await assert.rejects(shell.write('no/such/folder.md', ''), refusal('not_found', /no\/such\/folder\.md/))
    mkdirSync(join(cwd, 'folder'))
    await assert.rejects(shell.write('folder', '', true), refusal('invalid', /folder/))
    assert.deepEqual(readdirSync(cwd).sort(), ['dure.yaml', 'folder', '이력서.md'], 'nothing half written is left')
  })

  test('that are kept belong to their owner alone, and one that is broken is named', async t => {
    const { shell, cwd } = await shellIn(t)
    const { kept } = shell
    assert.equal(await kept.load('../draft'), undefined)
    await kept.save('../draft', { title: '제목' })
    await kept.save('../draft', { title: '제목', tags: [1] })
    assert.deepEqual(await kept.load('../draft'), { title: '제목', tags: [1] })
    const folder = join(cwd, 'data', 'kept', 'diary')
    const [name = ''] = readdirSync(folder)
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(folder), [name])
    writeFileSync(join(folder, name), '{"title":')
    await assert.rejects(kept.load('../draft'), refusal('invalid', /kept\/diary/))
    await kept.remove('../draft')
    await kept.remove('../draft')
    assert.equal(await kept.load('../draft'), undefined)
  })
})

describe('another program', () => {
  test('gives what it prints, is given nothing to read, and works in the folder that is named', async t => {
    const { shell, cwd } = await shellIn(t)
    mkdirSync(join(cwd, 'deep'))
    assert.equal(await shell.program('sh', ['-c', 'cat; pwd'], 'deep'), `${join(cwd, 'deep')}\n`)
    assert.equal((await shell.program('head', ['-c', '3000000', '/dev/zero'])).length, 3_000_000)
  })

  test('that fails, is not there, or prints without end is told in plain words', async t => {
    const { shell } = await shellIn(t)
    const failing = ['-c', 'echo "fatal: 저장소가 아님" >&2; exit 128']
    await assert.rejects(shell.program('sh', failing), refusal('invalid', /sh -c failed \(128\): fatal: 저장소가 아님/))
    await assert.rejects(shell.program('no-such-git', []), refusal('invalid', /no-such-git is not there; install/))
    await assert.rejects(shell.program('cat', ['/dev/zero']), refusal('invalid', /more than 64 MiB/))
    await assert.rejects(
      shell.program('git', ['log'], 'dure.yaml'),
      refusal('invalid', /dure\.yaml leads through a file/),
    )
    await assert.rejects(shell.program('git', ['log'], 'nowhere'), refusal('not_found', /nowhere is not there/))
  })
})

describe('the editor', () => {
  /** A folder for temporary files alone. */
  const temporaryIn = (t: TestContext) => {
    const folder = mkdtempSync(join(tmpdir(), 'dure-test-'))
    const { TMPDIR = '' } = process.env
    process.env.TMPDIR = folder
    t.after(() => {
      process.env.TMPDIR = TMPDIR
      rmSync(folder, { recursive: true, force: true })
    })
    return folder
  }
  const edit = (text: string, script: string, more: object = {}) =>
    edited(text, 'context.md', { EDITOR: `sh -c '${script}' editor`, ...more })

  test('is shown the text in a private file, and what it leaves is taken', async t => {
    const folder = temporaryIn(t)
    const text = await edit('### 상황\n', 'ls -l "$1" | cut -c1-10 >> "$1"; basename "$1" >> "$1"')
    assert.equal(text, '### 상황\n-rw-------\ncontext.md\n')
    assert.deepEqual(readdirSync(folder), [])
  })

  test('is that of VISUAL before that of EDITOR, arguments and all', async () => {
    assert.equal(await edit('a', 'exit 1', { VISUAL: `sh -c 'printf "$0 $1" > "$2"' code --wait` }), 'code --wait')
  })

  test('that fails, is interrupted, is missing or writes no UTF-8 leaves nothing but an error', async t => {
    const folder = temporaryIn(t)
    await assert.rejects(edit('', 'exit 3'), refusal('invalid', /ended with 3/, /EDITOR/))
    await assert.rejects(edit('', 'kill -INT $$'), CalledOff)
    await assert.rejects(edit('', 'printf "\\307\\321" > "$1"'), refusal('invalid', /UTF-8/))
    await assert.rejects(edited('', 'a.md', { EDITOR: 'no-such-editor' }), refusal('invalid', /127/, /EDITOR/))
    await assert.rejects(edited('', 'a.md', { PATH: '/nowhere' }), refusal('invalid', /set EDITOR/))
    assert.deepEqual(readdirSync(folder), [])
  })
})

describe('a question', () => {
  /** A person who types all this, whether it was asked for yet or not. */
  const typing = (keys: string) => {
    const err = new PassThrough({ encoding: 'utf8' })
    const input = new PassThrough()
    input.write(keys)
    const ask = prompter({ in: input, out: new PassThrough(), err })
    return { ask, press: (more: string) => input.write(more), shown: () => String(err.read() ?? '') }
  }

  test('is asked until nothing is wrong with the answer; an empty one is the initial', async () => {
    const { ask, shown } = typing('  \r7\r\r')
    const problem = (text: string) => (/^\d$/.test(text) ? undefined : '숫자 하나여야 합니다')
    assert.equal(await ask({ text: '영향도', hints: ['1은 낮음'], problem }), '7')
    assert.equal(await ask({ text: '영향도', initial: '3', problem }), '3')
    const text = shown()
    assert.match(text, /1은 낮음\n.*영향도: .*숫자 하나여야 합니다\n.*영향도: /s)
    assert.match(text, /영향도 \[3\]: /)
  })

  test('takes Hangul as it is typed, corrected and sent in parts, and what was pasted ahead answers the next', async () => {
    const parts = '한글'.normalize('NFD')
    const { ask, press } = typing(`결재\u007f제 API\r${parts}\r셋째 줄은`)
    assert.equal(await ask({ text: '하나' }), '결제 API')
    assert.equal(await ask({ text: '둘' }), '한글')
    const third = ask({ text: '셋' })
    press(' 아직\r')
    assert.equal(await third, '셋째 줄은 아직')
  })

  test('that gets Ctrl-C or Ctrl-D for an answer is called off', async () => {
    for (const keys of ['쓰다 만\u0003', '\u0004']) await assert.rejects(typing(keys).ask({ text: '제목' }), CalledOff)
  })
})
