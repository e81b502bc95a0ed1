import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineAutomation } from '../engine/automation.ts'
import { defineConnector, write } from '../engine/connector.ts'
import { addLook } from './look.ts'
import { addPlan } from './plan.ts'
import { addRun } from './run.ts'
import { typedIn } from './testing.ts'

const post = defineConnector({
  name: 'post',
  settings: {},
  connect: () => ({
    letter: write<{ to: string; lines: string[] }, null>({
      lane: ({ to }) => `room/${to}`,
      summary: ({ to }) => to,
      perform: async () => null,
      preview: () => ({ result: null }),
      repeatable: true,
    }),
  }),
  check: async () => undefined,
})

const Letter = z.strictObject({
  to: z.string().min(2),
  tone: z.enum(['friendly', 'formal']).default('formal'),
  score: z.number().optional(),
})
const diary = defineAutomation({
  name: 'diary',
  title: 'Diary',
  uses: { post },
  tasks: {
    tell: {
      summary: 'tells somebody',
      input: Letter,
      run: async (ctx, { to }: z.output<typeof Letter>) => {
        ctx.send('post', 'letter', { to, lines: ['one', '\u202etwo'] }, `${ctx.run.key}/${to}`)
        return { told: to }
      },
    },
    note: {
      summary: 'notes it',
      run: async ctx => {
        for (const part of ['a', 'b']) ctx.emit('diary/noted', {}, `${ctx.run.key}/${part}`)
      },
    },
    hear: { summary: 'hears of it', on: ['diary/noted'], run: async () => undefined },
  },
})
const shut = defineAutomation({
  name: 'shut',
  title: 'Shut',
  uses: {},
  settings: { SHUT_KEY: z.string() },
  tasks: {
    first: { summary: 'First', run: async () => undefined },
    second: { summary: 'Second', run: async () => undefined },
  },
})
const parts = { automations: [diary, shut], commands: [addLook, addRun, addPlan] }

test('why an automation is off is told once, beside the first of its tasks', async t => {
  const dure = await typedIn(t, parts)
  const { out } = await dure.run('tasks')
  assert.match(out, /^shut\/first +off +First \(not set: SHUT_KEY\)\nshut\/second +off +Second$/m)
  const rows = JSON.parse((await dure.run('tasks', '--json')).out)
  assert.equal(rows.at(-1).reason, 'not set: SHUT_KEY')
})

test('a delivery shows where it goes, its times on the hub’s clock and its payload, and nothing that is the engine’s own', async t => {
  const dure = await typedIn(t, parts)
  await dure.run('run', 'diary/tell', '--to', '지은')
  assert.match((await dure.run('deliveries')).out, /^DELIVERY +WRITE +LANE .*\nd1 +post\.letter +room\/지은 +done/)
  const { out } = await dure.run('deliveries', 'd1')
  assert.match(out, /^created_at: 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/m)
  assert.match(out, /^payload: \{\n {2}"to": "지은",\n {2}"lines": \[\n {4}"one",\n {4}"\ufffdtwo"\n {2}\]\n\}$/m)
  assert.doesNotMatch(out, /fence|holder|payload_hash|doubt|null/)
  assert.match((await dure.run('runs', 'r1')).out, /^started_at: 20.*\n(.*\n)*outcome: \{\n {2}"told": "지은"\n\}$/m)
  const data = JSON.parse((await dure.run('deliveries', 'd1', '--json')).out)
  assert.deepEqual([typeof data.created_at, typeof data.payload_hash, data.payload.to], ['number', 'string', '지은'])
})

test('a plan of what only starts other tasks says so, without the ids of the plan', async t => {
  const { out } = await (await typedIn(t, parts)).run('plan', 'diary/note')
  assert.equal(out, 'diary/note: no write of its own; nothing was written\n\n→ starts what listens to diary/noted\n')
})

test('what was typed wrongly ends with 2, named as it is typed, with what was probably meant', async t => {
  const mistakes: [string[], RegExp, RegExp][] = [
    [['--score', '팔십'], /^--score: 숫자여야 하는데 팔십 값을 받았습니다$/, /^--score: 팔십 is no number$/],
    [
      ['--tone', 'frendly'],
      /^--tone: frendly 값은 쓸 수 없습니다\. friendly, formal 중 하나여야 합니다; 혹시 friendly인가요\?$/,
      /^--tone: frendly is none of friendly, formal; did you mean friendly\?$/,
    ],
    [['--to', 'x'], /^입력이 맞지 않습니다:\n {2}--to: 2자 이상이어야 합니다$/, /^the input does not fit:\n {2}--to: /],
    [
      ['--input', '{"too":1}'],
      /\n {2}--to: 필수 항목입니다 .*\n {2}too: .*혹시 to인가요\?$/,
      /\n {2}too: .*did you mean to\?$/,
    ],
    [['--input', '[]'], /JSON 객체여야/, /a JSON object such as/],
    [['--to', '지은', '--at', 'soon'], /^--at: soon 값은 시각이 아닙니다/, /^--at: soon is no moment/],
  ]
  for (const [language, at] of [
    ['ko', 1],
    ['en', 2],
  ] as const) {
    const dure = await typedIn(t, { ...parts, language })
    for (const mistake of mistakes) {
      const { code, out } = await dure.run('run', 'diary/tell', ...mistake[0])
      assert.deepEqual([code, mistake[at].test(out)], [2, true], out)
    }
  }
  const dure = await typedIn(t, { ...parts, language: 'ko' })
  for (const [typed, told] of [
    [['runs', '--state', 'faild'], /혹시 failed인가요/],
    [['runs', '--limit', 'all'], /^--limit: 숫자여야/],
    [['runs', 'x1'], /^x1: ID가 아닙니다/],
  ] as const) {
    const { code, out } = await dure.run(...typed)
    assert.deepEqual([code, told.test(out)], [2, true], out)
  }
  assert.equal((await dure.run('runs', '--json')).out, '[]\n')
})
