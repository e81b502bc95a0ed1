import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { Command as Drawn } from 'commander'
import { z } from 'zod'
import { type AnyAutomation, defineAutomation } from '../engine/automation.ts'
import { CalledOff, type Command, defineCommand } from '../engine/command.ts'
import { HubError } from '../engine/error.ts'
import { addCommands } from './commands.ts'
import { report } from './exit.ts'
import type { Session } from './session.ts'
import { wordsOf } from './words.ts'

const summary = { ko: '해 본다', en: 'tries it' }
const plain = (run: Command['run'] = async () => {}) => defineCommand({ summary, flags: z.strictObject({}), run })

const automationWith = (commands: Record<string, Command>, name = 'diary', more: Partial<AnyAutomation> = {}) =>
  defineAutomation({
    name,
    title: name,
    uses: {},
    options: z.strictObject({ tone: z.string().default('calm') }),
    commands,
    tasks: {},
    ...more,
  }) as AnyAutomation

/** `dure` with these automations alone, in a folder of its own. */
function dureWith(t: TestContext, automations: AnyAutomation[], yaml = 'diary: {}\n') {
  const cwd = mkdtempSync(join(tmpdir(), 'dure-test-'))
  t.after(() => rmSync(cwd, { recursive: true, force: true }))
  writeFileSync(join(cwd, 'dure.yaml'), yaml)
  const language = yaml.includes('language: en') ? 'en' : 'ko'
  return async (...args: string[]) => {
    const [out, err] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })]
    const terminal = { in: new PassThrough().end(), out, err }
    const session: Session = { terminal, env: {}, cwd, automations, language, words: wordsOf(language) }
    const program = new Drawn('dure').exitOverride().configureOutput({
      writeOut: text => out.write(text),
      writeErr: text => err.write(text),
    })
    program.command('run').description('the hub’s own')
    const ended = async () => {
      try {
        addCommands(program, session)
        await program.parseAsync(args, { from: 'user' })
        return 0
      } catch (error) {
        return error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : report(session, error)
      }
    }
    const code = await ended()
    return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') }
  }
}

test('flags and operands reach the command in the types of its schema', async t => {
  const seen: unknown[] = []
  const flags = z.strictObject({
    folders: z.array(z.string()).default(['.']),
    mostWeeks: z.int().default(4),
    tone: z.enum(['calm', 'loud']).default('calm'),
    authors: z.array(z.string()).default([]),
    quiet: z.boolean().default(false),
  })
  const log = defineCommand({ summary, flags, operands: ['folders'], run: async (_, given) => void seen.push(given) })
  const dure = dureWith(t, [automationWith({ log })])
  assert.equal((await dure('log')).code, 0)
  const typed = ['--most-weeks', '2', '--authors', '지은', '--authors', '민수', '--quiet', 'one', '둘']
  assert.equal((await dure('log', ...typed)).code, 0)
  assert.deepEqual(seen, [
    { folders: ['.'], mostWeeks: 4, tone: 'calm', authors: [], quiet: false },
    { folders: ['one', '둘'], mostWeeks: 2, tone: 'calm', authors: ['지은', '민수'], quiet: true },
  ])
  assert.match((await dure('log', '--help')).out, /\[folders\.\.\.\]/)
  for (const wrong of [
    ['--most-weeks', '1.5'],
    ['--most-weeks', 'x'],
    ['--tone', 'shrill'],
    ['--colour', 'red'],
  ])
    assert.notEqual((await dure('log', ...wrong)).code, 0, wrong.join(' '))
  assert.equal(seen.length, 2)
})

test('a name of two words is a sub-command, and the first word tells what stands under it', async t => {
  const called: string[] = []
  const command = (name: string) => plain(async () => void called.push(name))
  const diary = automationWith({ 'notion setup': command('setup'), log: command('log') })
  const other = automationWith({ 'notion check': command('check') }, 'letters')
  const dure = dureWith(t, [diary, other], 'diary: {}\nletters: {}\n')
  for (const words of ['notion setup', 'log', 'notion check']) assert.equal((await dure(...words.split(' '))).code, 0)
  assert.deepEqual(called, ['setup', 'log', 'check'])
  const { out } = await dure('--help')
  assert.match(out, /log +해 본다/)
  assert.match(out, /notion +setup: 해 본다\n +check: 해 본다/)
})

test('a name that the hub or another automation has is a mistake that names both', async t => {
  const taken = async (...automations: AnyAutomation[]) => (await dureWith(t, automations)('run')).err
  assert.match(await taken(automationWith({ run: plain() })), /diary declares the command 'run', which the hub has/)
  assert.match(await taken(automationWith({ 'help me': plain() })), /'help me', which the hub has/)
  const twice = await taken(automationWith({ log: plain() }), automationWith({ log: plain() }, 'letters'))
  assert.match(twice, /letters declares the command 'log', which diary has/)
  const below = await taken(automationWith({ log: plain() }), automationWith({ 'log week': plain() }, 'letters'))
  assert.match(below, /letters declares the command 'log week', which diary has/)
})

test('a misspelt operand and a number that is none are named as they are typed, in the language of dure.yaml', async t => {
  const flags = z.strictObject({ playType: z.enum(['activity', 'signal']), score: z.number().optional() })
  const log = defineCommand({ summary, flags, operands: ['playType', 'score'], run: async () => {} })
  const ko = dureWith(t, [automationWith({ log })])
  const misspelt = await ko('log', 'signl')
  assert.deepEqual(
    [misspelt.code, misspelt.err],
    [2, '입력이 맞지 않습니다:\n  <play-type>: activity, signal 중 하나여야 합니다; 혹시 signal인가요?\n'],
  )
  assert.equal((await ko('log', 'signal', '팔십')).err, '<score>: 숫자여야 하는데 팔십 값을 받았습니다\n')
  const en = await dureWith(t, [automationWith({ log })], 'language: en\ndiary: {}\n')('log', 'signl')
  assert.match(en.err, /<play-type>: must be one of activity, signal; did you mean signal\?/)
})

test('the command sees its section of dure.yaml, the language and the time zone', async t => {
  const log = plain(async ({ options, language, timeZone, interactive, say }) => {
    say(`${options.tone} ${language} ${timeZone} ${interactive}`)
  })
  const dure = dureWith(t, [automationWith({ log })], 'language: en\ntimeZone: Europe/Berlin\ndiary: {tone: loud}\n')
  assert.deepEqual(await dure('log'), { code: 0, out: 'loud en Europe/Berlin false\n', err: '' })
})

test('what is said can do nothing to the terminal, and keeps its lines', async t => {
  const log = plain(async ({ say }) => {
    say('제목\r\n\u001b[31mred\u001b]0;title\u0007\tcell\u202egnp.exe')
    say('whole\n')
  })
  const { out } = await dureWith(t, [automationWith({ log })])('log')
  assert.equal(out, '제목\n\ufffd[31mred\ufffd]0;title\ufffd\tcell\ufffdgnp.exe\nwhole\n')
})

test('an automation that is off ends the command with 78 and the reason', async t => {
  let ran = false
  const log = plain(async () => {
    ran = true
  })
  const diary = automationWith({ log }, 'diary', { settings: { DIARY_KEY: z.string() } })
  const { code, err } = await dureWith(t, [diary], '')('log')
  assert.equal(code, 78)
  assert.match(err, /diary: 꺼져 있습니다\. 설정되지 않음: DIARY_KEY/)
  assert.equal(ran, false)
})

test('an error is one line in the language of dure.yaml, where it has one for it', async t => {
  const failing = plain(async () => {
    throw new HubError('invalid', 'the text is too long', { ko: '글이 너무 깁니다' })
  })
  const ko = await dureWith(t, [automationWith({ log: failing })])('log')
  assert.deepEqual(ko, { code: 1, out: '', err: '글이 너무 깁니다\n' })
  const en = await dureWith(t, [automationWith({ log: failing })], 'language: en\ndiary: {}\n')('log')
  assert.deepEqual(en, { code: 1, out: '', err: 'the text is too long\n' })
})

test('a command that the person calls off ends with 130 and one short line', async t => {
  const log = plain(async () => {
    throw new CalledOff('enough')
  })
  assert.deepEqual(await dureWith(t, [automationWith({ log })])('log'), { code: 130, out: '', err: '그만두었습니다\n' })
})

test('where nobody sits at a terminal, a question and an editor are refused in plain words', async t => {
  const ask = plain(async shell => void (await shell.ask({ text: '제목' })))
  const edit = plain(async shell => void (await shell.edit('', 'context.md')))
  const dure = dureWith(t, [automationWith({ ask, edit })])
  for (const name of ['ask', 'edit']) {
    const { code, err } = await dure(name)
    assert.equal(code, 1)
    assert.match(err, /터미널/)
  }
})
