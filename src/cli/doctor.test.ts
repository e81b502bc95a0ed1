import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineAutomation, type Finding } from '../engine/automation.ts'
import { defineConnector } from '../engine/connector.ts'
import { HubError } from '../engine/error.ts'
import { addDoctor } from './doctor.ts'
import { typedIn } from './testing.ts'

const away = new HubError('unavailable', 'the site does not answer', { ko: '사이트가 답하지 않습니다' })
const site = defineConnector({
  name: 'site',
  settings: {},
  connect: () => ({}),
  check: async () => {
    throw away
  },
})
const findings: Finding[] = [
  { what: 'Play DB', state: 'bad', note: away.message, ko: away.ko! },
  { what: 'Action Log', state: 'bad', note: away.message, ko: away.ko! },
  { what: 'Live doc', state: 'bad', note: 'no such page', ko: '그런 페이지가 없습니다' },
  { what: 'Todo', state: 'off', note: 'no page is set' },
  { what: 'Batch', state: 'off', note: 'no page is set' },
]
const pages = defineAutomation({
  name: 'pages',
  title: 'Pages',
  uses: { site },
  check: async () => findings,
  tasks: { show: { summary: 'Shows', run: async () => undefined } },
})

for (const [language, told, same, gone] of [
  ['ko', '사이트가 답하지 않습니다', '위와 같음', '그런 페이지가 없습니다'],
  ['en', 'the site does not answer', 'the same', 'no such page'],
] as const)
  test(`what is wrong is told in the language of dure.yaml (${language}), and once where it is the same of several`, async t => {
    const dure = await typedIn(t, { automations: [pages], commands: [addDoctor], language })
    const { code, out } = await dure.run('doctor')
    const notes = out
      .split('\n')
      .slice(-7, -1)
      .map(line => line.split(/ {2,}/).slice(1).join(': '))
    const connector = language === 'ko' ? '커넥터 site' : 'connector site'
    assert.equal(code, 1)
    assert.deepEqual(notes, [
      `${connector}: ${told}`,
      `pages Play DB: ${same}`,
      `pages Action Log: ${same}`,
      `pages Live doc: ${gone}`,
      'pages Todo: no page is set',
      'pages Batch: no page is set',
    ])
    const asData: Finding[] = JSON.parse((await dure.run('doctor', '--json')).out)
    assert.deepEqual(
      asData.slice(-5).map(({ note }) => note),
      findings.map(({ note }) => note),
    )
  })
