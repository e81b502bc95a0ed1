import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { readConfig } from './config.ts'
import * as kit from './config-testing.ts'
import { connector, run, type Sources } from './config-testing.ts'
import { defineAutomation } from './engine/automation.ts'
import { optional } from './engine/connector.ts'
import { secret } from './engine/settings.ts'

const wiki = connector('wiki', {
  WIKI_URL: z.url().meta({ description: 'The wiki', example: 'https://wiki.example.com' }),
  WIKI_TOKEN: secret().meta({ secret: true, example: 'abc123' }),
})
const chat = connector('chat', { CHAT_URL: secret().meta({ secret: true }), CHAT_NAME: z.string().optional() })
const disk = connector('disk', {})

const pages = defineAutomation({
  name: 'pages',
  title: 'Pages',
  uses: { wiki, chat: optional(chat) },
  settings: { PAGES_ROOT: z.coerce.number().meta({ example: '12345' }), PAGES_LIMIT: z.coerce.number().default(10) },
  options: z.strictObject({ depth: z.int().default(3), people: z.array(z.string()).default([]) }).prefault({}),
  tasks: { update: { summary: 'Updates', cron: '0 9 * * *', run }, show: { summary: 'Shows', run } },
})
const rows = defineAutomation({
  name: 'rows',
  title: 'Rows',
  uses: { wiki },
  options: z.object({ page: z.string() }),
  tasks: { add: { summary: 'Adds', run } },
})
const tidy = defineAutomation({
  name: 'tidy',
  title: 'Tidy',
  uses: { disk },
  tasks: { now: { summary: 'Tidies', run } },
})

const all = [pages, rows, tidy]
const configOf = (t: TestContext, sources: Sources) => kit.configOf(t, { automations: all, ...sources })
const settled = (t: TestContext, sources: Sources) => kit.settled(t, { automations: all, ...sources })
const mistakesOf = (t: TestContext, sources: Sources) => kit.mistakesOf(t, { automations: all, ...sources })

const wikiSet = { WIKI_URL: 'https://wiki.example.com', WIKI_TOKEN: 'wiki-token-1' }
const pagesSet = { ...wikiSet, PAGES_ROOT: '7' }

test('without any file everything has its default', t => {
  const config = configOf(t, {})
  assert.deepEqual([config.timeZone, config.language, config.schedules], ['Asia/Seoul', 'ko', {}])
  assert.deepEqual(config.log, { level: 'info', format: 'text', keepDays: 30 })
  assert.deepEqual(config.retention, { payloadDays: 30, keyDays: 400, eventDays: 30 })
  assert.equal(config.dataDir, join(config.folder, 'data'))
})

test('the environment wins over .env, and an empty value counts as unset', t => {
  const dotenv = '\uFEFFA=file\nB="two words" # note\nC=\nDURE_DATA=/srv/dure\n'
  const config = configOf(t, { env: { A: 'process', B: '  ' }, dotenv })
  assert.deepEqual(config.env, { A: 'process', B: 'two words', DURE_DATA: '/srv/dure' })
  assert.equal(config.dataDir, '/srv/dure')
})

test('a value in .env that begins with # is told to be a comment, with what to write', t => {
  const [mistake, ...others] = configOf(t, {
    dotenv: 'CHAT_NAME=#deploy\nOTHER="#ok"\n# NAME=#remark\nLAST= # none\n',
  }).mistakes
  assert.equal(mistake?.en, '.env: CHAT_NAME=#deploy is read as a comment; write CHAT_NAME="#deploy"')
  assert.deepEqual(others, [])
})

test('--config names the folder of .env, dure.yaml and the data', t => {
  const { folder } = configOf(t, {})
  mkdirSync(join(folder, 'other'))
  writeFileSync(join(folder, 'other', 'mine.yaml'), 'language: en\n')
  writeFileSync(join(folder, 'other', '.env'), 'X=1\n')
  const config = readConfig({ env: {}, cwd: folder, configFile: 'other/mine.yaml', automations: [] })
  assert.deepEqual([config.language, config.env.X], ['en', '1'])
  assert.equal(config.dataDir, join(folder, 'other', 'data'))
  const missing = () => readConfig({ env: {}, cwd: folder, configFile: 'gone.yaml', automations: [] })
  assert.throws(missing, /gone\.yaml: there is no such file; check the path after --config$/)
})

test('what is no YAML is told with its line and column', t => {
  assert.throws(
    () => configOf(t, { yaml: 'timeZone: Asia/Seoul\nlog: {level: info\n' }),
    /dure\.yaml:3:1: no valid YAML/,
  )
  assert.throws(() => configOf(t, { yaml: 'language: ko\nlanguage: en\n' }), /dure\.yaml:2:1: no valid YAML: .*unique/)
})

test('a file that is a list, or that grows without end when read, is refused in words', t => {
  assert.deepEqual(mistakesOf(t, { yaml: '- a\n' }), ['dure.yaml: must hold lines such as "timeZone: Asia/Seoul"'])
  const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`)
  const bomb = ['a0: &a0 [x]', ...levels].join('\n')
  assert.throws(() => configOf(t, { yaml: bomb }), /dure\.yaml: cannot be read: .*alias/i)
})

test('an automation none of whose settings are set is off and says what it would need', t => {
  const { automations, connectors, warnings } = settled(t, {})
  assert.deepEqual(automations.get('pages'), {
    name: 'pages',
    state: 'off',
    settings: {},
    options: undefined,
    reason: { en: 'not set: PAGES_ROOT', ko: '설정되지 않음: PAGES_ROOT' },
  })
  assert.equal(connectors.get('wiki')?.state, 'off')
  assert.deepEqual(warnings, [])
})

test('an automation that needs nothing is on', t => {
  const { automations, connectors } = settled(t, {})
  assert.deepEqual([automations.get('tidy')?.state, connectors.get('disk')?.state], ['on', 'on'])
})

test('one whose settings may all be left out is on by its section alone, and says so when it is off', t => {
  const shy = defineAutomation({
    name: 'shy',
    title: 'Shy',
    uses: {},
    settings: { SHY_ID: z.string().optional() },
    tasks: { go: { summary: 'Goes', run: async () => 0 } },
    options: z.strictObject({}).prefault({}),
  })
  const settledWith = (yaml: string) => kit.settled(t, { automations: [shy], yaml }).automations.get('shy')!
  assert.equal(settledWith('shy: {}\n').state, 'on')
  assert.match(settledWith('').reason?.en ?? '', /SHY_ID.*no section shy in dure.yaml/)
})

test('one whose own settings may be left out, but not those of its connectors, says that its section would do too', t => {
  const notes = defineAutomation({
    name: 'notes',
    title: 'Notes',
    uses: { wiki },
    settings: { NOTES_PAGE: z.string().optional() },
    options: z.strictObject({}).prefault({}),
    tasks: { go: { summary: 'Goes', run } },
  })
  // The wiki's settings are of several, so that they ask for none of them.
  const reasonOf = (env: Record<string, string>, yaml = '') =>
    settled(t, { automations: [pages, notes], env, yaml }).automations.get('notes')!.reason?.en
  assert.equal(reasonOf(pagesSet), 'none is set of NOTES_PAGE, and no section notes in dure.yaml')
  assert.equal(reasonOf(pagesSet, 'notes: {}\n'), undefined)
  assert.equal(reasonOf({}, 'notes: {}\n'), 'not set: WIKI_URL, WIKI_TOKEN')
})

test('one that is wholly set is on, with defaults and options, and works without an optional connector', t => {
  const { automations, connectors, warnings } = settled(t, { env: pagesSet, yaml: 'pages:\n  depth: 5\n' })
  const { state, settings, options } = automations.get('pages')!
  assert.deepEqual([state, settings], ['on', { PAGES_ROOT: 7, PAGES_LIMIT: 10 }])
  assert.deepEqual(options, { depth: 5, people: [] })
  assert.deepEqual(connectors.get('wiki')?.settings, wikiSet)
  assert.equal(connectors.get('chat')?.state, 'off')
  assert.deepEqual(warnings, ['pages works without chat: not set: CHAT_URL'])
})

test('one half set stops the start, and every mistake is named at once', t => {
  const mistakes = mistakesOf(t, {
    env: { PAGES_ROOT: 'seven', WIKI_URL: 'wiki', CHAT_NAME: 'bot' },
    yaml: 'timeZone: Asia/Soul\nlog:\n  level: loud\n  colour: red\npages:\n  depth: deep\n',
  })
  assert.equal(mistakes.length, 8)
  const expected = [
    /^dure\.yaml:1: timeZone is no time zone; write one such as Asia\/Seoul$/,
    /^dure\.yaml:3: log\.level must be one of debug, info, warn, error$/,
    /^dure\.yaml:4: log\.colour is not known$/,
    /^WIKI_URL must be a whole address .* – The wiki, e\.g\. WIKI_URL=https:\/\/wiki\.example\.com$/,
    /^WIKI_TOKEN is not set; wiki \(for pages\) needs it, e\.g\. WIKI_TOKEN=abc123$/,
    /^CHAT_URL is not set; chat \(for pages\) needs it$/,
    /^PAGES_ROOT must be a number, not text, e\.g\. PAGES_ROOT=12345$/,
    /^dure\.yaml:6: pages\.depth must be a number, not text$/,
  ]
  for (const [index, pattern] of expected.entries()) assert.match(mistakes[index] ?? '', pattern)
})

test('a mistake never shows the value of a variable', t => {
  const env = { ...pagesSet, WIKI_URL: 'p4ssw0rd-in-the-wrong-place' }
  assert.doesNotMatch(mistakesOf(t, { env }).join(), /p4ssw0rd/)
})

test('what two automations share turns neither on by itself, but must turn on something', t => {
  const both = settled(t, { env: pagesSet })
  assert.deepEqual(
    [both.automations.get('pages')?.state, both.automations.get('rows')?.state],
    ['on', 'on'].slice(0, 1).concat('off'),
  )
})

test('a section in dure.yaml asks for an automation whose connectors are set', t => {
  const { automations } = settled(t, { env: wikiSet, yaml: 'rows:\n  page: "77"\n' })
  assert.deepEqual([automations.get('rows')?.state, automations.get('pages')?.state], ['on', 'off'])
  assert.deepEqual(automations.get('rows')?.options, { page: '77' })
})

test('a variable that is set and turns nothing on is a mistake, since what was wanted would stay off', t => {
  const automations = [pages, { ...pages, name: 'more', settings: { MORE_ROOT: z.string() } }]
  const readers = 'pages (not set: PAGES_ROOT), more (not set: MORE_ROOT)'
  assert.deepEqual(mistakesOf(t, { env: { WIKI_TOKEN: 'wiki-token-1' }, automations }), [
    `WIKI_TOKEN is set, but nothing that reads it is on: ${readers}`,
  ])
  assert.deepEqual(mistakesOf(t, { env: wikiSet, automations }), [
    `WIKI_URL, WIKI_TOKEN are set, but nothing that reads them is on: ${readers}`,
  ])
})

test('unknown sections, schedules and options come with a guess at what was meant', t => {
  const yaml =
    'timezone: Asia/Seoul\npage:\n  depth: 1\nschedules:\n  pages/updat: {enabled: false}\n  tidy/now: {}\npages:\n  dept: 2\n'
  assert.deepEqual(mistakesOf(t, { env: pagesSet, yaml }), [
    'dure.yaml:1: timezone is not known; did you mean timeZone?',
    'dure.yaml:3: page is not known; did you mean pages?',
    'dure.yaml:5: schedules.pages/updat is no task; did you mean pages/update?',
    'dure.yaml:6: schedules.tidy/now has no cron of its own; write one, such as cron: "0 9 * * 1-5"',
    'dure.yaml:8: pages.dept is not known; did you mean depth?',
  ])
})

test('a misspelt variable in .env is warned about', t => {
  const { warnings } = settled(t, { env: pagesSet, dotenv: 'CHAT_URLL=x\nTZ=UTC\n' })
  assert.ok(warnings.includes('.env: CHAT_URLL is read by nobody; did you mean CHAT_URL?'))
  assert.doesNotMatch(warnings.join(), /TZ/)
})

test('schedules can be changed within what a schedule is', t => {
  const good = 'schedules:\n  pages/update: {cron: "30 8 * * 1-5", timeZone: UTC, missed: {all: 3}, overlap: skip}\n'
  assert.deepEqual(configOf(t, { yaml: good }).schedules['pages/update'], {
    cron: '30 8 * * 1-5',
    timeZone: 'UTC',
    missed: { all: 3 },
    overlap: 'skip',
  })
  for (const wrong of [
    '{cron: "61 * * * *"}',
    '{cron: "* * * * * *"}',
    '{timeZone: Mars}',
    '{missed: never}',
    '{often: true}',
  ])
    assert.equal(mistakesOf(t, { yaml: `schedules:\n  pages/update: ${wrong}\n` }).length, 1, wrong)
})

test('keys must outlive the payloads they guard', t => {
  assert.match(
    mistakesOf(t, { yaml: 'retention: {payloadDays: 90, keyDays: 30}\n' }).join(),
    /keyDays must not be less/,
  )
})

test('a database address must be one, and its password is a secret', t => {
  assert.match(
    mistakesOf(t, { env: { DATABASE_URL: 'mysql://x' } }).join(),
    /DATABASE_URL must begin with postgres:\/\//,
  )
  const url = 'postgres://dure:p%40ssword@db.example.com/dure'
  const { secrets } = settled(t, { env: { DATABASE_URL: url } })
  for (const value of [url, 'p%40ssword', 'p@ssword']) assert.ok(secrets.includes(value), value)
  assert.equal(configOf(t, { env: { DATABASE_URL: url } }).databaseUrl, url)
})

test('secrets are whole values, parts of lists, paths of addresses, and passwords in any address', t => {
  const env = {
    ...pagesSet,
    WIKI_URL: 'https://u:inner-pass@wiki.example.com',
    CHAT_URL: 'https://hooks.example.com/services/T0/abc',
  }
  const { secrets } = settled(t, { env })
  for (const value of ['wiki-token-1', 'inner-pass', env.CHAT_URL, '/services/T0/abc'])
    assert.ok(secrets.includes(value), value)
  assert.ok(!secrets.includes('https://wiki.example.com'))
})

test('a prototype cannot be reached through dure.yaml', t => {
  mistakesOf(t, { yaml: '__proto__:\n  polluted: true\nconstructor: {prototype: {polluted: true}}\n' })
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})
