import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { type AnyAutomation, defineAutomation, type Finding } from '../engine/automation.ts'
import { defineConnector, write } from '../engine/connector.ts'
import { isCron } from '../engine/cron.ts'
import { HubError } from '../engine/error.ts'
import { addDoctor } from './doctor.ts'
import { addSettings } from './settings.ts'
import { typedIn } from './testing.ts'

const Options = z
  .strictObject({
    reports: z
      .array(
        z.strictObject({
          name: z.string(),
          channel: z.string().optional().meta({ description: 'Where it is told' }),
          parent: z.string().optional(),
          days: z.int().max(14).default(3),
          tell: z.array(z.enum(['assignee', 'approvers'])).default(['assignee']),
        }),
      )
      .prefault([{ name: 'web' }]),
  })
  .prefault({})

const wall = defineConnector({
  name: 'wall',
  settings: {},
  connect: () => ({
    count: async () => 3,
    paint: write<string, null>({
      repeatable: true,
      summary: text => text,
      perform: async () => null,
      preview: () => ({ result: null }),
    }),
  }),
  check: async () => undefined,
})

const deploys = (check?: (ctx: any) => Promise<Finding[]>) =>
  defineAutomation({
    name: 'deploys',
    title: 'Deploys',
    uses: { wall },
    options: Options,
    ...(check && { check }),
    tasks: { tell: { summary: 'Tells', run: async () => undefined } },
  })
const quiet = defineAutomation({
  name: 'quiet',
  title: 'Quiet',
  uses: {},
  settings: { QUIET_KEY: z.string() },
  options: z.object({ loud: z.boolean().default(false) }).prefault({}),
  tasks: { hush: { summary: 'Hushes', run: async () => undefined } },
})

/** A folder with a ledger, and the commands in this process. */
async function shell(t: TestContext, yaml = '', automations: AnyAutomation[] = [deploys(), quiet]) {
  const { cwd, file, run } = await typedIn(t, { yaml, automations, commands: [addSettings, addDoctor] })
  const set = (path: string, value: string) => run('settings', 'set', path, value)
  const list = async (): Promise<any[]> => JSON.parse((await run('settings', '--json')).out)
  const one = async (path: string) => (await list()).find(row => row.path === path)
  const log = () => readFileSync(join(cwd, 'data', 'logs', 'app.log'), 'utf8')
  return { run, set, list, one, log, file, dotenv: join(cwd, '.env') }
}

const twoReports = 'deploys:\n  reports:\n    - name: web\n      channel: "#web"\n    - {name: api, days: 7}\n'

test('what is read at the start only is neither offered nor changed at run time', async t => {
  const timed = defineAutomation({
    name: 'timed',
    title: 'Timed',
    uses: {},
    options: z
      .strictObject({
        batch: z.string().refine(isCron).default('0 18 * * 5').meta({ atStart: true }),
        days: z.int().default(3),
        nightly: z.strictObject({ cron: z.string(), loud: z.boolean() }).meta({ atStart: true }).optional(),
        plan: z
          .strictObject({ at: z.string().meta({ atStart: true }).default('9'), of: z.int().default(1) })
          .prefault({}),
      })
      .prefault({}),
    tasks: { go: { summary: 'Goes', cron: (options: { batch: string }) => options.batch, run: async () => undefined } },
  })
  const dure = await shell(t, '', [timed])
  const offered = (await dure.list()).map(({ path }) => path)
  assert.deepEqual(offered, ['timed.days', 'timed.plan.of'])
  const later = /takes effect at the start only: write it into dure\.yaml and start the hub anew/
  for (const [path, value] of [
    ['timed.batch', '0 9 * * 1'],
    ['timed.nightly.cron', '0 9 * * 1'],
    ['timed.plan', '{at: "7"}'],
  ] as const) {
    const { code, out } = await dure.set(path, value)
    assert.deepEqual([path, code, later.test(out)], [path, 2, true])
  }
  assert.equal((await dure.set('timed.plan.of', '2')).code, 0)
  assert.match((await dure.set('timed.dayz', '2')).out, /did you mean days\? \(days, plan\)/)
  assert.deepEqual(
    (await dure.list()).map(({ path, source }) => `${path} ${source}`),
    ['timed.days default', 'timed.plan.of changed'],
  )
})

test('what can be changed is listed with its value and where it comes from', async t => {
  const dure = await shell(t, `${twoReports}people:\n  - {name: 김지은, slack: U1}\n`)
  await dure.set('deploys.reports.api.channel', '#api')
  const rows = await dure.list()
  const brief = rows.map(({ path, value, source, place }) => [path, value, place ?? source])
  assert.deepEqual(brief.slice(0, 8), [
    ['deploys.reports.web.channel', '#web', 'dure.yaml:4'],
    ['deploys.reports.web.parent', undefined, 'default'],
    ['deploys.reports.web.days', 3, 'default'],
    ['deploys.reports.web.tell', ['assignee'], 'default'],
    ['deploys.reports.api.channel', '#api', 'changed'],
    ['deploys.reports.api.parent', undefined, 'default'],
    ['deploys.reports.api.days', 7, 'dure.yaml:5'],
    ['deploys.reports.api.tell', ['assignee'], 'default'],
  ])
  const { by, at, description } = rows[4]
  assert.deepEqual([typeof by, new Date(at).toISOString(), description], ['string', at, 'Where it is told'])
  assert.deepEqual(brief.find(([path]) => path === 'people.김지은.slack')?.slice(1), ['U1', 'dure.yaml:7'])
  const { out } = await dure.run('settings')
  assert.match(out, /^SETTING +VALUE +FROM\n/)
  assert.match(out, /deploys\.reports\.api\.channel +#api +changed by \S+, \d{4}-/)
  assert.match(out, /people\.김지은\.email +–/)
})

test('a value is YAML, or the very text where only that fits', async t => {
  const dure = await shell(t)
  for (const [text, path, value] of [
    ['#배포', 'channel', '#배포'],
    ['@deploys', 'channel', '@deploys'],
    ['"#배포 알림"', 'channel', '#배포 알림'],
    ['4373183726491058291', 'parent', '4373183726491058291'],
    ['true', 'parent', 'true'],
    ['5', 'days', 5],
    ['[approvers]', 'tell', ['approvers']],
    ['[]', 'tell', []],
  ] as const) {
    const { code, out } = await dure.set(`deploys.reports.web.${path}`, text)
    assert.equal(code, 0, out)
    assert.deepEqual((await dure.one(`deploys.reports.web.${path}`)).value, value)
  }
  assert.match((await dure.set('deploys.reports.web.channel', 'null')).out, /channel is empty; write a value/)
})

test('a wrong value or path is refused with the reason and what would be right, and changes nothing', async t => {
  const dure = await shell(t, twoReports)
  for (const [path, value, reason] of [
    ['deploys.reports.web.days', '15', /^deploys\.reports\.web\.days must be at most 14$/],
    ['deploys.reports.web.days', 'soon', /^deploys\.reports\.web\.days must be a number, not text$/],
    ['deploys.reports.web.tell', '[everybody]', /^deploys\.reports\.web\.tell\.0 must be one of assignee, approvers$/],
    [
      'deploys.reports',
      '[{name: web, chanel: "#x"}]',
      /^deploys\.reports\.web\.chanel is not known; did you mean channel\?/,
    ],
    [
      'deploys.reports.web.chanel',
      'x',
      /no chanel in deploys\.reports\.web .*did you mean channel\? \(channel, parent, days, tell\)/,
    ],
    ['deploys.reports.app.channel', 'x', /no app in deploys\.reports .*did you mean api\? \(web, api\)/],
    ['deploys.reports.web', '{}', /^deploys\.reports\.web holds several settings; say which one \(channel, parent/],
    ['deploys.reports.web.days.x', '1', /^deploys\.reports\.web\.days has no parts$/],
    ['deploys.reports.web.name', 'shop', /no name in deploys\.reports\.web that could be changed/],
    ['deploy.reports', '[]', /^there is no deploy; did you mean deploys\? \(deploys, people\)$/],
    ['quiet.loud', 'true', /^quiet is off: not set: QUIET_KEY$/],
    ['a..b', '1', /^a\.\.b is no path; write one such as /],
    ['people.김지은.slack', '@jieun', /^people\.김지은\.slack is no member id; .*U012AB3CD$/],
    ['people.김지은.phone', '010', /no phone in people\.김지은 .*\(email, jira, slack, notion, kakaotalk\)$/],
  ] as const) {
    const { code, out } = await dure.set(path, value)
    assert.equal(code, 2, path)
    assert.match(out, reason)
  }
  assert.ok((await dure.list()).every(({ source }) => source !== 'changed'))
})

test('a person is added by their first setting, and no account becomes two people’s', async t => {
  const dure = await shell(t, 'people:\n  - {name: 김지은, slack: U1}\n')
  assert.equal((await dure.set('people.박서준.slack', 'U2')).code, 0)
  assert.equal((await dure.set('people.1.jira', 'j2')).code, 0)
  assert.equal((await dure.one('people.박서준.jira')).value, 'j2')
  const { code, out } = await dure.set('people.박서준.slack', 'U1')
  assert.deepEqual([code, out], [2, 'people.박서준.slack is U1, which is the slack of 김지은 already'])
  assert.equal((await dure.one('people.박서준.slack')).value, 'U2')
})

test('unset takes back one setting or all below a path, says what holds again, and every change is in the log', async t => {
  const dure = await shell(t, twoReports)
  await dure.set('deploys.reports.web.channel', '#shop')
  await dure.set('deploys.reports.0.days', '5')
  await dure.set('people.박서준.slack', 'U2')
  const { out } = await dure.run('settings', 'unset', 'deploys.reports.web')
  assert.match(out, /^deploys\.reports\.web\.channel: #shop → #web\ndeploys\.reports\.web\.days: 5 → 3\n/)
  assert.deepEqual(
    (await dure.list()).filter(({ source }) => source === 'changed').map(({ path }) => path),
    ['people.박서준.slack'],
  )
  const none = await dure.run('settings', 'unset', 'people.박서준.slak')
  assert.equal(none.code, 2)
  assert.match(none.out, /is not changed at run time; did you mean people\.박서준\.slack\?/)
  const json = JSON.parse((await dure.run('settings', 'unset', 'people', '--json')).out)
  assert.deepEqual(json, [{ path: 'people.박서준.slack', before: 'U2' }])
  assert.match(dure.log(), /a setting was changed setting=deploys\.reports\.web\.channel from=#web to=#shop by=\S+/)
  assert.match(dure.log(), /a change of a setting was taken back setting=people\.박서준\.slack from=U2/)
})

test('a change that fits no longer is shown with the reason, and can be taken back', async t => {
  const dure = await shell(t, twoReports)
  await dure.set('deploys.reports.api.channel', '#api')
  await dure.set('people.박서준.slack', 'U2')
  writeFileSync(dure.file, 'deploys: {reports: [{name: web}]}\npeople: [{name: 김지은, slack: U2}]\n')
  assert.equal((await dure.one('deploys.reports.api.channel')).wrong, 'there is no such setting any more')
  assert.match((await dure.one('people.박서준.slack')).wrong, /is the slack of 김지은 already/)
  const refused = await dure.set('deploys.reports.web.days', '5')
  assert.match(
    refused.out,
    /deploys\.reports\.api\.channel, changed by .*'dure settings unset deploys\.reports\.api\.channel'/,
  )
  assert.equal((await dure.set('people.박서준.slack', 'U3')).code, 0)
  assert.equal((await dure.run('settings', 'unset', 'deploys.reports.api.channel')).code, 0)
  assert.ok((await dure.list()).every(({ wrong }) => wrong === undefined))
})

test('a change of an automation that is off waits, and says so', async t => {
  const dure = await shell(t)
  writeFileSync(dure.dotenv, 'QUIET_KEY=x\n')
  await dure.set('quiet.loud', 'true')
  writeFileSync(dure.dotenv, '')
  assert.equal((await dure.one('quiet.loud')).wrong, 'its automation is off, or is no more')
  assert.equal((await dure.run('settings', 'unset', 'quiet.loud')).code, 0)
  assert.equal(await dure.one('quiet.loud'), undefined)
})

test('the doctor shows what the options come to now, and an automation’s error is one line', async t => {
  const check = async ({ options, wall }: any): Promise<Finding[]> => {
    const reports = options.reports as { name: string; channel?: string }[]
    if (reports.some(({ channel }) => channel === '#gone')) throw new HubError('not_found', 'there is no #gone')
    if (reports.some(({ channel }) => channel === '#write')) await wall.paint('x', 'k')
    const count = await wall.count()
    return reports.map(({ name, channel }) => ({ what: name, state: 'ok', note: `${channel}, ${count}` }))
  }
  const dure = await shell(t, twoReports, [deploys(check), quiet])
  await dure.set('deploys.reports.web.channel', '#shop')
  const fine = await dure.run('doctor')
  assert.match(fine.out, /^ok +deploys web +#shop, 3$/m)
  await dure.set('deploys.reports.web.channel', '#gone')
  const gone = await dure.run('doctor')
  assert.deepEqual([gone.code, gone.out.match(/^bad +deploys +there is no #gone$/gm)?.length], [1, 1])
  await dure.set('deploys.reports.web.channel', '#write')
  assert.match((await dure.run('doctor')).out, /^bad +deploys +wall\.paint: a check writes nothing$/m)
})

test('the doctor names a change of a setting that is in the way', async t => {
  const dure = await shell(t, twoReports, [deploys(async () => assert.fail('must not be asked')), quiet])
  await dure.set('deploys.reports.api.channel', '#api')
  writeFileSync(dure.file, '')
  const { code, out } = await dure.run('doctor')
  assert.equal(code, 1)
  assert.match(out, /^bad +setting +deploys\.reports\.api\.channel, changed by .* takes it back$/m)
})
