import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guideOf, sampleOf, templateOf } from './guide.ts'
import { fields, isRequired, limits, newLog, statuses } from './input.ts'
import { categories, impactLevels } from './log.ts'
import { problemsOf } from './problems.ts'
import { languages, wordsOf } from './words.ts'

test('the sample is taken as it is', () => {
  for (const language of languages) assert.ok(newLog().parse(sampleOf(language)).ticketUrl)
})

test('the template is refused until it is filled in, and each field to fill in is named', () => {
  for (const language of languages) {
    const { error } = newLog().safeParse(templateOf(language))
    const named = new Set(problemsOf(error!, language).map(({ field }) => field))
    assert.deepEqual([...named], ['context', 'category', 'impact_level', 'logged_date', 'ticket_url'])
  }
})

test('the guide names every field, choice and limit, and its JSON can be copied', () => {
  for (const language of languages) {
    const guide = guideOf(language, 'https://dure.example.com/')
    for (const name of fields) {
      const { required, optional } = wordsOf(language).guide
      assert.ok(guide.includes(`| \`${name}\` | ${isRequired(name) ? required : optional} |`), name)
    }
    for (const choice of [...categories, ...impactLevels, ...statuses]) assert.ok(guide.includes(choice), choice)
    for (const limit of [limits.title, limits.context, limits.metrics, limits.technologies])
      assert.ok(guide.includes(limit.toLocaleString('en')), String(limit))
    const json = /```json\n([\s\S]*?)\n```/.exec(guide)?.[1]
    assert.deepEqual(JSON.parse(json!), templateOf(language))
    const body = /-d '([\s\S]*?)'\n```/.exec(guide)?.[1]
    assert.deepEqual(JSON.parse(body!.replaceAll("'\\''", "'")), sampleOf(language))
    assert.ok(guide.includes('curl -X POST https://dure.example.com/daily-logs \\\n'))
  }
})
