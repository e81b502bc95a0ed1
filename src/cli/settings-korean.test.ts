import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { defineAutomation } from '../engine/automation.ts'
import { addDoctor } from './doctor.ts'
import { addHand } from './hand.ts'
import { addLook } from './look.ts'
import { addSettings } from './settings.ts'
import { typedIn } from './testing.ts'

const tells = defineAutomation({
  name: 'tells',
  title: 'Tells',
  uses: {},
  options: z
    .strictObject({ days: z.int().max(14).default(3), to: z.enum(['team', 'boss']).default('team') })
    .prefault({}),
  tasks: { now: { summary: 'Tells', run: async () => undefined } },
})
const quiet = defineAutomation({
  name: 'quiet',
  title: 'Quiet',
  uses: {},
  settings: { QUIET_KEY: z.string() },
  options: z.object({}).prefault({}),
  tasks: { hush: { summary: 'Hushes', run: async () => undefined } },
})
const commands = [addSettings, addDoctor, addLook, addHand]

test('what is wrong with a change of a setting, or with an id, is told in Korean', async t => {
  const yaml = 'people:\n  - {name: 김지은, slack: U1}\n'
  const { run } = await typedIn(t, { yaml, automations: [tells, quiet], commands, language: 'ko' })
  for (const [typed, told] of [
    ['settings set tells.days 15', 'tells.days: 14 이하여야 합니다'],
    ['settings set tells.to tem', 'tells.to: team, boss 중 하나여야 합니다; 혹시 team인가요?'],
    ['settings set tells.dayz 1', 'tells: 바꿀 수 있는 것 가운데 dayz 항목이 없습니다. 혹시 days인가요? (days, to)'],
    ['settings set tells {}', 'tells: 설정이 여럿입니다. 어느 것인지 쓰십시오 (days, to)'],
    ['settings set tell.days 1', 'tell: 그런 항목이 없습니다. 혹시 tells인가요? (tells, people)'],
    ['settings set quiet.loud 1', 'quiet: 꺼져 있습니다. 설정되지 않음: QUIET_KEY'],
    ['settings set people.박서준.slack U1', 'people.박서준.slack: 김지은에게 이미 있는 값입니다(U1)'],
    ['settings unset tells.days', 'tells.days: 운영 중에 바꾼 적이 없습니다. 바꾼 것이 하나도 없습니다'],
    ['settings set a..b 1', 'a..b: 경로가 아닙니다. backup-report.startHour처럼 쓰십시오'],
    ['runs r9', 'r9: 그런 실행이 없습니다'],
    ['retry d9', 'd9: 장부에 없습니다'],
    ['resolve d9 --again --drop', '--arrived, --again, --drop 중 하나만 쓰십시오'],
    ['resolve d9 --arrived --result {', '--result: JSON이어야 하는데 { 값을 받았습니다'],
  ] as const)
    assert.equal((await run(...typed.split(' '))).out, told)
})

test('a change that fits no more is told in Korean, by the list and by the doctor, and in English to machines', async t => {
  const { file, run } = await typedIn(t, { automations: [tells], commands, language: 'ko' })
  await run('settings', 'set', 'people.김지은.slack', 'U1')
  writeFileSync(file, 'people:\n  - {name: 박서준, slack: U1}\n')
  const reason = 'people.김지은.slack: 박서준에게 이미 있는 값입니다(U1)'
  assert.ok((await run('settings')).out.includes(`에 바꿈: ${reason}\n`))
  const { out } = await run('doctor')
  assert.match(out, /people\.김지은\.slack: \S+ 계정으로 \S+에 바꾼 값이 맞지 않습니다\./)
  assert.ok(out.includes(`${reason}. 'dure settings unset people.김지은.slack'로 되돌립니다`))
  const rows = JSON.parse((await run('settings', '--json')).out) as { path: string; wrong?: string }[]
  const { wrong } = rows.find(({ path }) => path === 'people.김지은.slack')!
  assert.equal(wrong, 'people.김지은.slack is U1, which is the slack of 박서준 already')
})
