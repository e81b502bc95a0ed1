import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { eachStore } from '../../test/stores.ts'
import { type AnyAutomation, defineAutomation } from './automation.ts'
import type { HubError } from './error.ts'
import {
  deleteOverride,
  misfitsNow,
  misfitText,
  type Override,
  optionsNow,
  peopleNow,
  readOverrides,
  writeOverride,
} from './overrides.ts'
import type { LoadedAutomation } from './parts.ts'
import type { Person } from './people.ts'
import { migrate, type Store } from './store/store.ts'
import { bench } from './testing.ts'

const Options = z
  .strictObject({
    channel: z.string().default('#deploys'),
    reports: z
      .array(z.strictObject({ name: z.string(), channel: z.string().optional() }))
      .refine(reports => reports.length < 3, { error: 'are too many' })
      .default([]),
    low: z.int().default(1),
    high: z.int().default(9),
  })
  .refine(({ low, high }) => low <= high, { error: 'low must not be above high' })
  .prefault({})

const teller = (tell: (channel: string) => void): AnyAutomation =>
  defineAutomation({
    name: 'teller',
    title: 'Teller',
    uses: {},
    options: Options,
    tasks: {
      tell: {
        summary: 'Tells where',
        async run({ options, people }) {
          tell(options.channel)
          return people.all.map(({ name }) => name)
        },
      },
    },
  })

const loaded = (section?: unknown): LoadedAutomation => ({
  automation: teller(() => {}),
  settings: {},
  section,
  options: Options.parse(section),
  uses: {},
})

const change = (path: string, value: unknown): Override => ({ path, value, at: Date.UTC(2026, 10, 23, 1), by: 'jieun' })
const write = (store: Store, ...overrides: Override[]) =>
  store.commit(async tx => {
    for (const override of overrides) await writeOverride(tx, override)
  })

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: HubError = await promise.then(
    () => assert.fail('was taken'),
    error => error,
  )
  assert.equal(error.code, 'invalid', String(error))
  return error.message
}

eachStore('settings changed at run time', ({ open }) => {
  const fresh = async () => {
    const store = await open()
    await migrate(store, new Date('2026-11-23T00:00Z'))
    return store
  }

  test('without a change the options are the very same object', async () => {
    const { db } = await fresh()
    const owner = loaded({ channel: '#web' })
    assert.equal(await optionsNow(db, owner), owner.options)
    const plain = { ...owner, automation: { ...owner.automation, options: undefined }, options: undefined }
    assert.equal(await optionsNow(db, plain), undefined)
  })

  test('a change holds from the next look on, again and again as the same object, until it is taken back', async () => {
    const store = await fresh()
    const owner = loaded({ reports: [{ name: 'web' }, { name: 'api', channel: '#api' }] })
    await write(store, change('teller.reports.web.channel', '#web'), change('other.channel', '#x'))
    const now = (await optionsNow(store.db, owner)) as z.output<typeof Options>
    assert.deepEqual(
      now.reports.map(({ channel }) => channel),
      ['#web', '#api'],
    )
    assert.equal(await optionsNow(store.db, owner), now)
    await write(store, change('teller.reports.web.channel', '#shop'))
    assert.equal(((await optionsNow(store.db, owner)) as typeof now).reports[0]?.channel, '#shop')
    await store.commit(tx => deleteOverride(tx, 'teller.reports.web.channel'))
    assert.equal(await optionsNow(store.db, owner), owner.options)
    assert.equal((await readOverrides(store.db)).length, 1)
  })

  test('a list that is changed as a whole comes before the settings of its elements, whichever was changed first', async () => {
    const store = await fresh()
    await write(store, change('teller.reports.app.channel', '#app'))
    await write(store, change('teller.reports', [{ name: 'app', channel: '#none' }]))
    const { reports } = (await optionsNow(store.db, loaded())) as z.output<typeof Options>
    assert.deepEqual(reports, [{ name: 'app', channel: '#app' }])
  })

  test('a change whose place is gone stops the run, and the error says which and how it is taken back', async () => {
    const store = await fresh()
    await write(store, change('teller.reports.web.channel', '#web'))
    assert.equal(
      await refusal(optionsNow(store.db, loaded())),
      "teller.reports.web.channel, changed by jieun at 2026-11-23T01:00:00.000Z, does not fit: there is no such setting any more; 'dure settings unset teller.reports.web.channel' takes it back",
    )
  })

  test('of several changes the one in the way is blamed, and where it takes two to clash, both are', async () => {
    const store = await fresh()
    await write(store, change('teller.channel', 7), change('teller.low', 2))
    const one = await refusal(optionsNow(store.db, loaded()))
    assert.match(one, /^teller\.channel, .* does not fit: teller\.channel is wrong: .*expected string/)
    assert.doesNotMatch(one, /low/)
    await write(store, change('teller.channel', '#web'), change('teller.low', 8), change('teller.high', 3))
    const both = (await refusal(optionsNow(store.db, loaded()))).split('\n')
    assert.deepEqual(
      both.map(line => line.slice(0, line.indexOf(','))),
      ['teller.channel', 'teller.high', 'teller.low'],
    )
    for (const line of both) assert.match(line, /low must not be above high/)
  })

  test('people are changed and added, and no account becomes two people’s', async () => {
    const store = await fresh()
    const people: Person[] = [
      { name: '김지은', email: 'jieun@example.com', accounts: { slack: 'U1' } },
      { name: '박서준', accounts: {} },
    ]
    const before = await peopleNow(store.db, { people })
    assert.deepEqual(before.all, people)
    assert.equal(await peopleNow(store.db, { people }), before)
    await write(store, change('people.김지은.slack', 'U2'), change('people.이도윤.jira', 'j3'))
    const after = await peopleNow(store.db, { people })
    assert.equal(after.withAccount('slack', 'U2')?.email, 'jieun@example.com')
    assert.equal(after.withAccount('slack', 'U1'), undefined)
    assert.equal(after.withAccount('jira', 'j3')?.name, '이도윤')
    assert.equal((await peopleNow(store.db, {})).withAccount('slack', 'U2')?.name, '김지은')
    await write(store, change('people.박서준.slack', 'U2'))
    const message = await refusal(peopleNow(store.db, { people }))
    assert.match(message, /^people\.박서준\.slack, .*is U2, which is the slack of 김지은 already/)
  })

  test('what is in the way is known before any run', async () => {
    const store = await fresh()
    const parts = { automations: [loaded()], people: [] }
    assert.deepEqual(await misfitsNow(store.db, parts), [])
    await write(store, change('teller.low', 'deep'), change('teller.gone', 1), change('off.x', 1))
    await write(store, change('people.김지은.email', 'nowhere'))
    const texts = (await misfitsNow(store.db, parts)).map(misfitText)
    assert.equal(texts.length, 2, texts.join('\n'))
    assert.match(texts[0]!, /^teller\.gone, .*no such setting/)
    assert.match(texts[1]!, /^people\.김지은\.email, .*Invalid email/)
  })

  test('a running hub works with a change from its next run on, and a run that cannot fails at once', async () => {
    const told: string[] = []
    const hub = await bench({ automations: [teller(channel => told.push(channel))], store: await open() })
    await hub.run('teller/tell')
    await write(hub.store, change('teller.channel', '#web'), change('people.김지은.slack', 'U1'))
    const { outcome } = await hub.run('teller/tell')
    assert.deepEqual([told, outcome], [['#deploys', '#web'], ['김지은']])
    await write(hub.store, change('teller.channel', 7))
    const run = await hub.run('teller/tell', {}, { maxAttempts: 3 })
    assert.deepEqual([run.state, run.attempt], ['failed', 1])
    assert.match(run.error ?? '', /'dure settings unset teller\.channel' takes it back/)
    await hub.stop()
  })
})
