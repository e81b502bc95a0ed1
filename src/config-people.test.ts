import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { configOf, connector, mistakesOf, run } from './config-testing.ts'
import { defineAutomation } from './engine/automation.ts'

test('people have a name, an e-mail address and accounts; nobody else of dure.yaml has them', t => {
  const yaml =
    'people:\n  - {name: 김지은, email: jieun@example.com, jira: "5b10a2", slack: U012AB3CD}\n  - name: 박서준\n    kakaotalk: "4373183726491058291"\n'
  assert.deepEqual(configOf(t, { yaml }).people, [
    { name: '김지은', email: 'jieun@example.com', accounts: { jira: '5b10a2', slack: 'U012AB3CD' } },
    { name: '박서준', accounts: { kakaotalk: '4373183726491058291' } },
  ])
  assert.deepEqual(configOf(t, { yaml: 'people:\n' }).people, [])
})

test('what is wrong with a person is told with its line and what would be right', t => {
  const yaml =
    'people:\n  - name: 김지은\n    slak: U012AB3CD\n    kakaotalk: 4373183726491058291\n  - slack: "@jieun"\n    email: jieun\n'
  const mistakes = mistakesOf(t, { yaml })
  const expected = [
    /^dure\.yaml:4: people\.0\.kakaotalk must be text; put it in quotation marks$/,
    /^dure\.yaml:3: people\.0\.slak is not known; did you mean slack\?$/,
    /^dure\.yaml:5: people\.1\.name is required \(text\)$/,
    /^dure\.yaml:6: people\.1\.email must be an e-mail address$/,
    /^dure\.yaml:5: people\.1\.slack is no member id; .* U012AB3CD$/,
  ]
  assert.equal(mistakes.length, expected.length, mistakes.join('\n'))
  for (const [index, pattern] of expected.entries()) assert.match(mistakes[index] ?? '', pattern)
})

test('an account or address that two people claim is told with both lines', t => {
  const yaml =
    'people:\n  - {name: 김지은, email: jieun@example.com, slack: U012AB3CD}\n  - name: 박서준\n    slack: U012AB3CD\n    jira: U012AB3CD\n    email: Jieun@example.com\n'
  assert.deepEqual(mistakesOf(t, { yaml }), [
    "dure.yaml:6: people.1.email is Jieun@example.com, and so is dure.yaml:2: people.0.email; it can be one person's only",
    "dure.yaml:4: people.1.slack is U012AB3CD, and so is dure.yaml:2: people.0.slack; it can be one person's only",
  ])
})

test('a key that is not known is guessed at however deep it stands', t => {
  const deep = defineAutomation({
    name: 'deep',
    title: 'Deep',
    uses: { disk: connector('disk', {}) },
    options: z.strictObject({ reports: z.array(z.strictObject({ channel: z.string().optional() })) }).optional(),
    tasks: { now: { summary: 'Does', run } },
  })
  const yaml = 'deep:\n  reports:\n    - chanel: web\n'
  assert.deepEqual(mistakesOf(t, { yaml, automations: [deep] }), [
    'dure.yaml:3: deep.reports.0.chanel is not known; did you mean channel?',
  ])
})
