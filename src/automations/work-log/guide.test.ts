import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guideOf, templateOf } from './guide.ts'
import { examples, fields, isRequired, limits, newLog, statuses } from './input.ts'
import { categories, impactLevels } from './log.ts'
import { problemsOf } from './problems.ts'
import { sampleOf } from './sample.ts'
import { languages, wordsOf } from './words.ts'

test('the samples are taken as they are, and so is what the page of the API proposes', () => {
  for (const body of [...languages.map(sampleOf), examples])
    assert.equal(newLog().parse(body).techStack.length, body.tech_stack.length)
})

test('the template is refused until it is filled in, and each field to fill in is named', () => {
  for (const language of languages) {
    const { error } = newLog().safeParse(templateOf(language))
    const named = new Set(problemsOf(error!, language).map(({ field }) => field))
    assert.deepEqual(
      [...named],
      [
        'title',
        'context',
        'category',
        'impact_level',
        'tech_stack[0]',
        'tech_stack[1]',
        'logged_date',
        'metrics',
        'ticket_url',
      ],
    )
  }
})

test('the guide names every field, choice and limit, and its JSON can be copied', () => {
  for (const language of languages) {
    const guide = guideOf(language, 'https://dure.example.com/')
    const { required, optional } = wordsOf(language).guide
    for (const name of fields) {
      const row = guide.split('\n').find(line => line.startsWith(`| \`${name}\` |`))
      assert.ok(row?.includes(`| ${isRequired(name) ? required : optional} |`), name)
    }
    for (const choice of [...categories, ...impactLevels, ...statuses]) assert.ok(guide.includes(choice), choice)
    for (const limit of [limits.title, limits.context, limits.metrics, limits.technologies, limits.url])
      assert.ok(guide.includes(limit.toLocaleString('en')), String(limit))
    const json = /```json\n([\s\S]*?)\n```/.exec(guide)?.[1]
    assert.deepEqual(JSON.parse(json!), templateOf(language))
    const body = /-d '([\s\S]*?)'\n```/.exec(guide)?.[1]
    assert.deepEqual(JSON.parse(body!.replaceAll("'\\''", "'")), sampleOf(language))
    assert.ok(guide.includes('curl -X POST https://dure.example.com/daily-logs \\\n'))
  }
})
