import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { languageIn, readConfig } from './config.ts'
import * as kit from './config-testing.ts'
import { configOf, connector, run, type Sources } from './config-testing.ts'
import { defineAutomation } from './engine/automation.ts'
import { optional } from './engine/connector.ts'

const wiki = connector('wiki', {
  WIKI_URL: z.url().meta({ description: 'The wiki', example: 'https://wiki.example.com' }),
  WIKI_TOKEN: z.string().meta({ example: 'abc123' }),
})
const chat = connector('chat', { CHAT_URL: z.string(), CHAT_NAME: z.string().optional() })
const pages = defineAutomation({
  name: 'pages',
  title: 'Pages',
  uses: { wiki, chat: optional(chat) },
  settings: { PAGES_ROOT: z.coerce.number().meta({ example: '12345' }) },
  options: z.strictObject({ depth: z.int().default(3), people: z.array(z.string()).default([]) }).prefault({}),
  tasks: { update: { summary: 'Updates', cron: '0 9 * * *', run } },
})
const tidy = defineAutomation({ name: 'tidy', title: 'Tidy', uses: {}, tasks: { now: { summary: 'Tidies', run } } })

const mistakesOf = (t: TestContext, sources: Sources, language: 'ko' | 'en') =>
  kit.mistakesOf(t, { automations: [pages, tidy], ...sources }, language)

test('every mistake has its Korean twin, with the same place and the same names', t => {
  const sources: Sources = {
    env: { PAGES_ROOT: 'seven', WIKI_URL: 'wiki', CHAT_NAME: 'bot' },
    dotenv: 'CHAT_NAME=#deploy\n',
    yaml: 'timeZone: Asia/Soul\nlog:\n  level: loud\n  colour: red\npages:\n  depth: deep\n  people: [1]\n  dept:\npage: {}\nretention:\n  keyDays:\n',
  }
  const korean = mistakesOf(t, sources, 'ko')
  assert.deepEqual(korean, [
    'dure.yaml:1: timeZone: 시간대가 아닙니다. Asia/Seoul처럼 쓰십시오',
    'dure.yaml:3: log.level: debug, info, warn, error 중 하나여야 합니다',
    'dure.yaml:4: log.colour: 모르는 항목입니다',
    'dure.yaml:11: retention.keyDays: 값이 비어 있습니다. 값을 쓰거나 이 줄을 지우십시오',
    'dure.yaml:9: page: 모르는 항목입니다. 혹시 pages인가요?',
    '.env: CHAT_NAME: #deploy 부분이 주석으로 읽힙니다. CHAT_NAME="#deploy"처럼 쓰십시오',
    'WIKI_URL: https:// 등으로 시작하는 완전한 주소여야 합니다. 예: WIKI_URL=https://wiki.example.com',
    'WIKI_TOKEN: 설정되지 않았습니다. 필요한 곳: wiki(pages). 예: WIKI_TOKEN=abc123',
    'CHAT_URL: 설정되지 않았습니다. 필요한 곳: chat(pages)',
    'PAGES_ROOT: 타입이 다릅니다. 필요한 것은 숫자, 받은 것은 문자열입니다. 예: PAGES_ROOT=12345',
    'dure.yaml:6: pages.depth: 타입이 다릅니다. 필요한 것은 숫자, 받은 것은 문자열입니다',
    'dure.yaml:7: pages.people.0: 글자여야 합니다. 따옴표로 묶으십시오',
    'dure.yaml:8: pages.dept: 모르는 항목입니다. 혹시 depth인가요?',
  ])
  const english = mistakesOf(t, sources, 'en')
  const placeOf = (line: string) => /^(dure\.yaml:\d+: \S+?|\.env: \w+|\w+)(?=[:= ])/.exec(line)?.[0]
  assert.deepEqual(korean.map(placeOf), english.map(placeOf))
})

test('a setting that turns nothing on, and a schedule without a task, are told in Korean as well', t => {
  assert.deepEqual(
    mistakesOf(t, { env: { WIKI_TOKEN: 'wiki-token-1' }, automations: [pages, { ...pages, name: 'more' }] }, 'ko'),
    [
      'WIKI_TOKEN: 값이 있지만 읽는 자동화가 모두 꺼져 있습니다: pages(설정되지 않음: PAGES_ROOT), more(설정되지 않음: PAGES_ROOT). 빠진 것을 채우거나 이 값을 지우십시오',
    ],
  )
  const yaml = 'schedules:\n  pages/updat: {enabled: false}\n  tidy/now: {}\ntidy: {x: 1}\n'
  assert.deepEqual(mistakesOf(t, { yaml }, 'ko'), [
    'dure.yaml:2: schedules.pages/updat: 그런 작업이 없습니다. 혹시 pages/update인가요?',
    'dure.yaml:3: schedules.tidy/now: 이 작업에는 정해진 cron이 없습니다. cron: "0 9 * * 1-5"처럼 쓰십시오',
    'dure.yaml:4: tidy: 이 자동화에는 옵션이 없습니다. 지우십시오',
  ])
})

test('a file that cannot be read, or is no YAML, is told in Korean with what to do', t => {
  const refused = (yaml: string | Uint8Array, ko: RegExp) => {
    const { folder } = configOf(t, {})
    writeFileSync(join(folder, 'dure.yaml'), yaml)
    assert.throws(
      () => readConfig({ env: {}, cwd: folder, automations: [] }),
      (error: { ko: string }) => ko.test(error.ko),
    )
  }
  refused('language: ko\nlanguage: en\n', /^dure\.yaml:2:1: 올바른 YAML이 아닙니다\. 같은 이름이 두 번 나옵니다/)
  refused('log:\n\tlevel: info\n', /^dure\.yaml:2:1: .* 들여쓰기는 탭이 아닌 빈칸으로/)
  refused('? [a, *]\n', /^dure\.yaml:1:\d+: 올바른 YAML이 아닙니다\. 이 줄과 바로 윗줄을 확인하십시오$/)
  refused(Uint8Array.of(0x61, 0x3a, 0x20, 0xb0, 0xa1), /dure\.yaml: UTF-8 글이 아닙니다\. UTF-8로 다시 저장하십시오$/)
  const { folder } = configOf(t, {})
  const missing = () => readConfig({ env: {}, cwd: folder, configFile: 'gone.yaml', automations: [] })
  assert.throws(missing, { ko: /gone\.yaml: 그런 파일이 없습니다\. --config에 쓴 경로를 확인하십시오$/ })
  const itself = () => readConfig({ env: {}, cwd: folder, configFile: '.', automations: [] })
  assert.throws(itself, { ko: /: 폴더입니다\. 파일 이름을 쓰십시오$/ })
})

test('the language is known before anything is right, and is Korean where no file says otherwise', t => {
  const languageOf = (yaml: string) => languageIn({ cwd: '/', configFile: written(t, yaml) })
  assert.equal(languageOf('language: en\nlog: {level\n'), 'en')
  assert.equal(languageOf('language: en\nlog: {level: loud}\n'), 'en')
  assert.equal(languageOf('language: fr\n'), 'ko')
  assert.equal(languageOf('- en\n'), 'ko')
  assert.equal(languageIn({ cwd: '/', configFile: 'gone.yaml' }), 'ko')
})

function written(t: TestContext, yaml: string): string {
  const path = join(configOf(t, {}).folder, 'dure.yaml')
  writeFileSync(path, yaml)
  return path
}
