import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Command } from 'commander'
import { z } from 'zod'
import { defineAutomation } from '../engine/automation.ts'
import { HubError } from '../engine/error.ts'
import { addImport } from './import.ts'
import type { Terminal } from './print.ts'
import { Exit } from './session.ts'
import { wordsOf } from './words.ts'

/** Takes over whatever it is given, and says what that was. */
const deploys = defineAutomation({
  name: 'deploys',
  title: 'Deploys',
  uses: {},
  tasks: {
    import: {
      summary: 'Takes over what was told',
      input: z.object({
        report: z.string().optional(),
        period: z.string().regex(/^2026/).optional(),
        snapshot: z.unknown().optional(),
        notified: z.unknown().optional(),
      }),
      run: async (_, input) => {
        if (input.report === 'lost') throw new HubError('invalid', 'there is no report lost')
        return input
      },
      show: outcome => `taken over: ${JSON.stringify(outcome)}`,
    },
  },
})
const others = defineAutomation({
  name: 'others',
  title: 'Others',
  uses: {},
  tasks: { tell: { summary: 'Tells', run: async () => undefined } },
})

function shell(t: TestContext) {
  const cwd = mkdtempSync(join(tmpdir(), 'dure-import-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  writeFileSync(join(cwd, 'snapshot.json'), '[{"key": "DEP-1", "assignee": "김지은"}]')
  writeFileSync(join(cwd, 'notified.json'), '["DEP-1"]')
  writeFileSync(join(cwd, 'broken.json'), '["DEP-1",\n"DEP-2"')
  writeFileSync(join(cwd, 'null.json'), 'null')
  return async (...args: string[]) => {
    let out = ''
    const write = (text: string) => {
      out += text
      return true
    }
    const sink = { write } as Terminal['out']
    const automations = [deploys, others]
    const language = 'en' as const
    const terminal = { in: process.stdin, out: sink, err: sink }
    const session = { terminal, env: {}, cwd, automations, language, words: wordsOf(language) }
    const program = new Command('dure').option('--config <file>').configureOutput({ writeErr: write, writeOut: write })
    addImport(program, session)
    for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
      command.exitOverride()
    try {
      await program.parseAsync(['import', ...args], { from: 'user' })
      return { code: 0, out }
    } catch (error) {
      assert.ok(error instanceof Error)
      return { code: error instanceof Exit ? error.code : -1, out: out + error.message }
    }
  }
}

test('the contents of the files reach the task with report and period, and what it recognised is printed', async t => {
  const dure = shell(t)
  const files = ['--snapshot', 'snapshot.json', '--notified', 'notified.json']
  const { code, out } = await dure('deploys', ...files, '--report', 'web', '--period', '2026-W48')
  assert.equal(code, 0, out)
  const taken = JSON.parse(/taken over: (.*)/.exec(out)?.[1] ?? '{}')
  assert.deepEqual(taken, {
    report: 'web',
    period: '2026-W48',
    snapshot: [{ key: 'DEP-1', assignee: '김지은' }],
    notified: ['DEP-1'],
  })
})

test('one file is enough, what it holds may be null, and the outcome can be had as JSON', async t => {
  const { code, out } = await shell(t)('deploys', '--notified', 'null.json', '--json')
  assert.deepEqual([code, JSON.parse(out)], [0, { notified: null }])
})

test('no file, a file that is missing or broken, and an input that does not fit are refused before anything runs', async t => {
  const dure = shell(t)
  for (const [args, message] of [
    [[], /give --snapshot <file>, --notified <file> or both/],
    [['--snapshot', 'lost.json'], /--snapshot: lost\.json is not there/],
    [
      ['--notified', 'broken.json'],
      /--notified: broken\.json is no JSON: line 2, column 8: expected , or \], found the end/,
    ],
    [['--snapshot', 'snapshot.json', '--period', 'soon'], /the input does not fit/],
  ] as const) {
    const { code, out } = await dure('deploys', ...args)
    assert.equal(code, 2, out)
    assert.match(out, message)
  }
})

test('what the task refuses ends the command with its reason', async t => {
  const { code, out } = await shell(t)('deploys', '--snapshot', 'snapshot.json', '--report', 'lost')
  assert.equal(code, 1)
  assert.match(out, /failed: there is no report lost/)
})

test('only automations that can take something over are offered', async t => {
  const { code, out } = await shell(t)('others', '--snapshot', 'snapshot.json')
  assert.equal(code, -1)
  assert.match(out, /unknown command 'others'/)
})
