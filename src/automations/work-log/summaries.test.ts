import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, hubWith } from '../../../test/work-log-scene.ts'
import { shownSummary } from './shown-summary.ts'

test('the weeks at New Year are those of ISO 8601, and each day is in one of them', async () => {
  const { hub, post } = await hubWith({ notion: false, now: '2026-12-28T00:00:00Z' })
  const days = ['2025-12-29', '2026-12-27', '2026-12-28', '2027-01-03', '2027-01-04', '2024-12-30']
  const ids = new Map<string, string>()
  for (const logged_date of days) ids.set((await post(bodyOf({ logged_date }))).body.id, logged_date)
  const daysOf = async (week: string) =>
    (await hub.run('work-log/weekly', { week })).outcome.bullets
      .flatMap(({ sources }: any) => sources.map((id: string) => ids.get(id)))
      .sort()
  deepEqual(await daysOf('2026-W01'), ['2025-12-29'])
  deepEqual(await daysOf('2026-W52'), ['2026-12-27'])
  deepEqual(await daysOf('2026-W53'), ['2026-12-28', '2027-01-03'])
  deepEqual(await daysOf('2027-W01'), ['2027-01-04'])
  deepEqual(await daysOf('2025-W01'), ['2024-12-30'])
  await hub.at('2027-01-04T00:01:00Z')
  const run = (await hub.runs()).findLast(({ task, cause }) => task === 'weekly' && cause !== 'hand')
  equal(run?.outcome.period, '2026-W53')
  await hub.stop()
})

test('an empty week says so without a model, and makes no page in Notion', async () => {
  const { hub, far, databases, model } = await hubWith({ llm: true })
  const { outcome } = await hub.run('work-log/weekly', { week: '2026-W40' })
  deepEqual([outcome.state, outcome.bullets], ['empty', []])
  match(outcome.headline, /2026-W40.*업무 로그가 없습니다/)
  deepEqual([far.rows(databases.weeks), model.calls], [[], []])
  await hub.stop()
})

test('a model’s bullets are kept with their sources, their cost is recorded, and it is asked once for the same logs', async () => {
  const author = ({ logs }: any) => ({
    bullets: logs.map(({ id }: any) => ({ text: '결제 응답을 820ms에서 140ms로 줄였습니다.', sources: [id] })),
  })
  const { hub, post, ask, far, databases, model } = await hubWith({ llm: true, author })
  const { body } = await post(bodyOf())
  const first = await hub.run('work-log/weekly', { week: '2026-W47' })
  deepEqual([first.outcome.how, first.outcome.bullets[0].text], ['llm', '결제 응답을 820ms에서 140ms로 줄였습니다.'])
  const again = await hub.run('work-log/weekly', { week: '2026-W47' })
  equal(again.outcome.state, 'unchanged')
  equal(model.questions.length, 1)
  await hub.workOff()
  const [summary] = (await ask('summaries', {})).summaries
  ok(summary.usage.input_tokens > 0 && summary.model)
  deepEqual(summary.bullets, [{ text: '결제 응답을 820ms에서 140ms로 줄였습니다.', sources: [body.id] }])
  equal(far.rows(databases.weeks).length, 1)
  await hub.stop()
})

test('which weighty logs had no room is told each time', async () => {
  const { hub, post } = await hubWith({ notion: false, options: { bullets: 1 } })
  for (const result of ['오류를 3건 고쳤습니다', '배포를 7분으로 줄였습니다']) await post(bodyOf({ result }))
  for (const state of ['written', 'unchanged']) {
    const { outcome } = await hub.run('work-log/weekly', { week: '2026-W47' })
    deepEqual([outcome.state, outcome.omitted.length], [state, 1])
  }
  await hub.stop()
})

test('what a model wrote stays where it fails to write it anew, and gives way where the logs have changed', async () => {
  const author = ({ logs }: any) => ({
    bullets: [{ text: '결제 응답을 820ms에서 140ms로 줄였습니다.', sources: [logs[0].id] }],
  })
  const { hub, post, model } = await hubWith({ notion: false, llm: true, author })
  await post(bodyOf())
  const first = await hub.run('work-log/weekly', { week: '2026-W47' })
  model.answer({ text: '요약입니다!', times: 9 })
  const { outcome } = await hub.run('work-log/weekly', { week: '2026-W47', anew: true })
  deepEqual([outcome.state, outcome.how, outcome.bullets], ['unchanged', 'llm', first.outcome.bullets])
  match(outcome.failure, /prose/)
  await post(bodyOf({ result: '오류를 3건 고쳤습니다' }))
  equal((await hub.run('work-log/weekly', { week: '2026-W47' })).outcome.how, 'extractive')
  await hub.stop()
})

test('where the price of the model is known, a summary tells what it cost', async () => {
  const author = ({ logs }: any) => ({ bullets: [{ text: '결제 응답을 140ms로 줄였습니다.', sources: [logs[0].id] }] })
  const { hub, post, ask } = await hubWith({ llm: true, author, options: { price: { input: 1000, output: 2000 } } })
  await post(bodyOf())
  const { outcome } = await hub.run('work-log/weekly', { week: '2026-W47' })
  const [{ usage, cost }] = (await ask('summaries', {})).summaries
  equal(cost.amount, Number(((usage.input_tokens * 1000 + usage.output_tokens * 2000) / 1_000_000).toFixed(4)))
  deepEqual([cost, cost.currency, cost.amount > 0], [outcome.cost, 'USD', true])
  match(shownSummary(outcome), new RegExp(`토큰 .* · ${cost.amount} USD`))
  await hub.stop()
})

test('an invented number reaches no page', async () => {
  const author = ({ logs }: any) => ({ bullets: [{ text: '매출을 500% 늘렸습니다.', sources: [logs[0].id] }] })
  const { hub, post, far, databases } = await hubWith({ llm: true, author })
  await post(bodyOf())
  const { outcome } = await hub.run('work-log/weekly', { week: '2026-W47' })
  equal(outcome.replaced.length, 1)
  match(
    shownSummary(outcome),
    /^2026-W47: 요약했습니다 · 로그 1건.*\n• .*140ms.*\n {4}2026.*\n✕ .*\(500%\): 매출을 500% /,
  )
  await hub.workOff()
  const page = far.rows(databases.weeks)[0]!
  const text = `${JSON.stringify(far.seen(page))}${far.markdown(page)}`
  ok(!text.includes('500') && text.includes('140ms'))
  await hub.stop()
})

test('a summary whose logs have changed is stale until it is made again, and then its one page says the new', async () => {
  const { hub, post, ask, far, databases } = await hubWith()
  const { context, ...log } = bodyOf()
  const { body } = await post({ ...log, context })
  await hub.run('work-log/weekly', { week: '2026-W47' })
  await hub.workOff()
  await ask('change', { id: body.id, ...log, context: context.replace('140ms', '135ms') })
  const staleOf = async () => (await ask('summaries', {})).summaries.map(({ stale }: any) => stale)
  deepEqual(await staleOf(), [true])
  deepEqual((await hub.run('work-log/weekly', { week: '2026-W46' })).outcome.stale, ['2026-W47'])
  await hub.run('work-log/weekly', { week: '2026-W47' })
  await hub.workOff()
  deepEqual((await ask('summaries', { from: '2026-11-16' })).summaries[0].stale, false)
  const pages = far.rows(databases.weeks)
  equal(pages.length, 1)
  match(far.seen(pages[0]!).properties['Bullet Points'].rich_text[0].plain_text, /135ms/)
  match(far.markdown(pages[0]!), /135ms/)
  await hub.stop()
})

test('bullets that people have rewritten in Notion stay as they are', async () => {
  const { hub, post, far, databases } = await hubWith()
  await post(bodyOf())
  await hub.run('work-log/weekly', { week: '2026-W47' })
  await hub.workOff()
  const page = far.rows(databases.weeks)[0]!
  const rewritten = { rich_text: [{ type: 'text', text: { content: '내가 다시 쓴 성과' } }] }
  await far.fetch(`https://api.notion.example.com/v1/pages/${page.id}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${far.token}`,
      'notion-version': '2026-03-11',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ properties: { 'Bullet Points': rewritten } }),
  })
  await post(bodyOf({ result: '오류를 3건 고쳤습니다' }))
  await hub.run('work-log/weekly', { week: '2026-W47' })
  await hub.workOff()
  const seen = far.seen(page).properties
  equal(seen['Bullet Points'].rich_text[0].plain_text, '내가 다시 쓴 성과')
  equal(seen['Source Logs'].relation.length, 2)
  const published = (await hub.runs()).findLast(({ task }) => task === 'publish')
  equal(published?.outcome.kept, true)
  await hub.stop()
})

test('a week at the edge of a month is linked with the month once it has its page', async () => {
  const { hub, post, far, databases } = await hubWith({ now: '2026-11-30T00:30:00Z' })
  await post(bodyOf())
  await hub.at('2026-12-07T00:05:00Z')
  const [month] = far.rows(databases.months)
  const [week] = far.rows(databases.weeks)
  deepEqual(far.seen(month!).properties['Source Weeks'].relation, [{ id: week!.id }])
  await hub.stop()
})

test('a change of mind between week and days is refused, and so is a week that its year does not have', async () => {
  const { hub } = await hubWith({ notion: false })
  const both = await hub.run('work-log/weekly', { week: '2026-W47', days: 7 })
  const none = await hub.run('work-log/weekly', { week: '2027-W53' })
  deepEqual([both.state, none.state], ['failed', 'failed'])
  notEqual(both.error, none.error)
  const { outcome } = await hub.run('work-log/weekly', { days: 7 })
  equal(outcome.period, '2026-11-14..2026-11-20')
  await hub.stop()
})
