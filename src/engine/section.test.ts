import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { fc } from '../../test/property.ts'
import { PersonRows } from './people.ts'
import {
  type Astray,
  find,
  isAstray,
  pathOf,
  put,
  type Section,
  type Spot,
  settingsIn,
  spoken,
  stepsOf,
} from './section.ts'

const Report = z.strictObject({
  name: z.string(),
  channel: z.string().optional().meta({ description: 'Where it is told' }),
  reminders: z.array(z.int()).default([1]),
})
const Options = z
  .strictObject({
    language: z.enum(['ko', 'en']).default('ko'),
    hours: z.record(z.string(), z.number()).default({}),
    reports: z
      .array(Report)
      .min(1)
      .refine(reports => reports.length < 3, { error: 'are too many' })
      .prefault([{ name: 'deploy' }]),
  })
  .prefault({})

const section = (given: unknown): Section => ({ name: 'deploys', given, schema: Options })
const found = (within: Section, path: string): Spot => {
  const spot = find(within, stepsOf(path)!)
  assert.ok(!isAstray(spot), path)
  return spot
}
const astray = (within: Section, path: string): Astray => {
  const spot = find(within, stepsOf(path)!)
  assert.ok(isAstray(spot), path)
  return spot
}

test('any steps become a path and the same steps again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), steps => {
      assert.deepEqual(stepsOf(pathOf(steps)), steps)
    }),
  )
  assert.equal(pathOf(['hours', 'Backup.Catalog', '김 지은']), 'hours."Backup.Catalog".김 지은')
  for (const wrong of ['', '.', 'a.', '.a', 'a..b', 'a"b', '"a', 'a."b"c'])
    assert.equal(stepsOf(wrong), undefined, wrong)
})

test('an element is found by its name, in whichever letters, or by its place where it has none of its own', () => {
  const web = section({ reports: [{ name: '웹' }, { name: 'api', channel: '#api' }] })
  assert.equal(found(web, 'reports.api.channel').value, '#api')
  assert.deepEqual(found(web, `reports.${'웹'.normalize('NFD')}.channel`).names, ['reports', '웹', 'channel'])
  assert.deepEqual(found(web, 'reports.1.channel').names, ['reports', 'api', 'channel'])
  assert.deepEqual(found(web, 'reports.api.reminders.0').value, 1)
  assert.deepEqual(astray(web, 'reports.app.channel'), {
    names: ['reports'],
    step: 'app',
    several: false,
    known: ['웹', 'api'],
  })
})

test('of several elements with one name none is changed, by name or by place', () => {
  const twins = section({ reports: [{ name: 'web' }, { name: 'web' }] })
  for (const step of ['web', '0', '1']) assert.equal(astray(twins, `reports.${step}.channel`).several, true)
})

test('what is left out is filled in on the way to a setting, so that a default list has elements to change', () => {
  const spot = found(section(undefined), 'reports.deploy.channel')
  assert.equal(spot.value, undefined)
  const given = put(spot, '#deploys')
  assert.deepEqual(given, { reports: [{ name: 'deploy', channel: '#deploys' }] })
  assert.equal(Options.parse(given).reports[0]?.channel, '#deploys')
  assert.deepEqual(Options.parse(undefined).reports[0]?.channel, undefined, 'the default itself is untouched')
})

test('a change leaves the section as it was written, and all else in it', () => {
  const given = { language: 'en', reports: [{ name: 'web', channel: '#a' }, { name: 'api' }] }
  const before = structuredClone(given)
  const changed = put(found(section(given), 'reports.web.channel'), '#b')
  assert.deepEqual(given, before)
  assert.deepEqual(changed, { language: 'en', reports: [{ name: 'web', channel: '#b' }, { name: 'api' }] })
})

test('what a setting is found by, what holds several and what is not there cannot be changed', () => {
  const web = section({ reports: [{ name: 'web' }] })
  assert.deepEqual(astray(web, 'reports.web.name').known, ['channel', 'reminders'])
  assert.deepEqual(astray(web, 'reports.web'), { names: ['reports', 'web'], known: ['channel', 'reminders'] })
  assert.deepEqual(astray(web, 'reports.web.chanel').step, 'chanel')
  assert.deepEqual(astray(web, 'language.ko').known, [])
  for (const step of ['__proto__', 'constructor', 'toString']) astray(web, `reports.web.${step}`)
  astray(web, 'hours.__proto__')
  assert.deepEqual(find(web, []), { names: [], known: ['language', 'hours', 'reports'] })
})

test('an entry of a record may be new, and a person of the people, but no report', () => {
  assert.deepEqual(put(found(section({}), 'hours.catalog'), 30), { hours: { catalog: 30 } })
  const people: Section = { name: 'people', given: [{ name: '김지은' }], schema: PersonRows, grows: true }
  assert.deepEqual(put(found(people, '박서준.slack'), 'U1'), [{ name: '김지은' }, { name: '박서준', slack: 'U1' }])
  astray(people, '7.slack')
  astray(section({}), 'reports.new.channel')
})

test('the settings of a section are listed whether they are written, left to a default, or without a value', () => {
  const listed = settingsIn(section({ reports: [{ name: 'web', channel: '#a' }], hours: { catalog: 30 } }))
  assert.deepEqual(
    listed.map(({ names, value }) => [pathOf(names), value]),
    [
      ['language', 'ko'],
      ['hours.catalog', 30],
      ['reports.web.channel', '#a'],
      ['reports.web.reminders', [1]],
    ],
  )
  const untouched = settingsIn(section(undefined)).map(({ names, value }) => [pathOf(names), value])
  assert.deepEqual(untouched.slice(1, 3), [
    ['hours', {}],
    ['reports.deploy.channel', undefined],
  ])
  assert.deepEqual(settingsIn({ name: 'people', given: [], schema: PersonRows, grows: true }), [])
})

test('a place in the value is spoken of by the names of elements', () => {
  const web = section({ reports: [{ name: 'web.shop' }, {}] })
  assert.equal(spoken(web, ['reports', 0, 'channel']), 'deploys.reports."web.shop".channel')
  assert.equal(spoken(web, ['reports', 1, 'name']), 'deploys.reports.1.name')
  assert.equal(spoken(web, ['reports', 9, 'x', 'y']), 'deploys.reports.9.x.y')
})
