import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../../test/stores.ts'
import { bodyOf, hubWith } from '../../../test/work-log-scene.ts'

eachStore('the way of a log', ({ open }) => {
  test('a log goes by REST to Notion, into the summary of its week and into that of its month', async () => {
    const { hub, post, ask, far, databases } = await hubWith({ store: await open() })
    const { status, body } = await post(
      bodyOf({
        logged_date: '2026-11-18',
        metrics: '820ms → 140ms',
        ticket_url: 'https://jira.example.com/browse/PAY-142',
      }),
    )
    equal(status, 201)
    const [row] = far.rows(databases.logs)
    deepEqual([body.page_id, body.url], [row!.id, far.addressOf(row!.id)])
    const seen = far.seen(row!).properties
    equal(seen['Logged Date'].date.start, '2026-11-18')
    equal(seen.Category.select.name, '성능개선')
    equal(seen['Impact Level'].select.name, 'High')
    deepEqual(
      seen['Tech Stack'].multi_select.map(({ name }: any) => name),
      ['TypeScript', 'Redis'],
    )
    equal(seen.Status.select.name, 'Logged')
    match(far.markdown(row!), /### Result[\s\S]*140ms[\s\S]*### Metrics[\s\S]*### Ticket\n.*PAY-142/)

    await hub.at('2026-12-01T00:05:00Z')
    const [week] = far.rows(databases.weeks)
    const told = far.seen(week!).properties
    deepEqual([told['Period Start'].date.start, told['Period End'].date.start], ['2026-11-16', '2026-11-22'])
    match(told['Bullet Points'].rich_text[0].plain_text, /140ms/)
    deepEqual(told['Source Logs'].relation, [{ id: row!.id }])
    const [month] = far.rows(databases.months)
    const high = far.seen(month!).properties
    equal(high['Year-Month'].date.start, '2026-11-01')
    match(high.Summary.rich_text[0].plain_text, /140ms/)
    deepEqual(high['Source Weeks'].relation, [{ id: week!.id }])
    const { summaries } = await ask('summaries', {})
    deepEqual(
      summaries.map(({ period, logs, stale, url }: any) => [period, logs, stale, url !== null]),
      [
        ['2026-W48', 0, false, false],
        ['2026-W47', 1, false, true],
        ['2026-11', 1, false, true],
      ],
    )
    deepEqual(summaries[1].bullets[0].sources, [body.id])
    equal((await ask('show', { id: body.id })).page_id, row!.id)
    await hub.stop()
  })

  test('without Notion and without a model everything works locally', async () => {
    const { hub, post, ask } = await hubWith({ notion: false, store: await open() })
    const { status, body } = await post(bodyOf())
    deepEqual([status, body.page_id, body.url], [201, body.id, `/daily-logs/${body.id}`])
    const run = await hub.run('work-log/weekly', { week: '2026-W47' })
    deepEqual(
      [run.outcome.state, run.outcome.how, run.outcome.bullets[0].sources],
      ['written', 'extractive', [body.id]],
    )
    equal((await ask('summaries', {})).summaries.length, 1)
    deepEqual(await hub.deliveries(), [])
    await hub.stop()
  })

  test('a log that says the same of the same day is refused with the id of the one there is', async () => {
    const { hub, post } = await hubWith({ notion: false, store: await open() })
    const log = bodyOf()
    const { body } = await post(log)
    await rejects(post({ ...log, metrics: '1건' }), { code: 'conflict', message: new RegExp(body.id) })
    equal((await post({ ...log, logged_date: '2026-11-19' })).status, 201)
    const twins = await Promise.allSettled([1, 2, 3].map(() => post(bodyOf({ title: '같은 일' }))))
    deepEqual(twins.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected'])
    await hub.stop()
  })

  test('the list is filtered by day, category, impact, technology, status and words, and turned page by page', async () => {
    const { hub, post, ask } = await hubWith({ notion: false, store: await open() })
    const days = ['2026-11-16', '2026-11-17', '2026-11-17', '2026-11-18']
    const ids: string[] = []
    for (const logged_date of days) ids.push((await post(bodyOf({ logged_date }))).body.id)
    const other = bodyOf({
      title: '문서 정리',
      category: '문서화',
      impact_level: 'Low',
      tech_stack: ['Markdown'],
      status: 'Published',
      logged_date: '2026-11-10',
      result: '안내서를 다시 썼다',
    })
    const { body } = await post(other)
    const found = async (query: object) => (await ask('logs', query)).logs.map(({ id }: any) => id)
    for (const query of [
      { to: '2026-11-10' },
      { category: '문서화' },
      { impact_level: 'Low' },
      { tech: 'markdown' },
      { status: 'Published' },
      { q: '안내서' },
    ])
      deepEqual(await found(query), [body.id], JSON.stringify(query))
    deepEqual(await found({ from: '2026-11-18' }), [ids[3]])
    deepEqual(await found({ q: '안내서', category: '기타' }), [])
    deepEqual(await found({ q: '?!' }), [])

    for (const query of [{}, { q: '결제' }]) {
      const all = await found(query)
      const turned: string[] = []
      let cursor: string | null | undefined
      do {
        const page: any = await ask('logs', { ...query, limit: 2, ...(cursor && { cursor }) })
        turned.push(...page.logs.map(({ id }: any) => id))
        cursor = page.next
      } while (cursor)
      deepEqual(turned, all, JSON.stringify(query))
      equal(new Set(turned).size, 5)
    }
    await rejects(ask('logs', { cursor: 'nonsense' }), { code: 'invalid' })
    const backwards = { from: '2026-11-18', to: '2026-11-17' }
    for (const task of ['logs', 'summaries']) await rejects(ask(task, backwards), { code: 'invalid' })
    await hub.stop()
  })

  test('a log is found before the index has it as well as after', async () => {
    const { hub, ask } = await hubWith({ notion: false, store: await open() })
    const first = bodyOf({ title: '정산 배치', tech_stack: ['Go', 'ＲＥＤＩＳ'] })
    const { id } = await ask('log', first)
    await ask('log', bodyOf({ title: '정산 화면', tech_stack: ['Kotlin'] }))
    await ask('change', { id, ...first, tech_stack: ['Rust', 'ＲＥＤＩＳ'] })
    const queries = [{ q: '정산 배치' }, { tech: 'rust' }, { tech: 'Redis' }, { tech: 'RUST', q: '정산' }]
    const found = async () => {
      for (const query of queries)
        deepEqual(
          (await ask('logs', query)).logs.map((log: any) => log.id),
          [id],
          JSON.stringify(query),
        )
      for (const query of [{ tech: 'go' }, { tech: 'kotlin', q: '배치' }])
        equal((await ask('logs', query)).logs.length, 0)
    }
    await found()
    await hub.workOff()
    await found()
    for (let more = 0; more < 70; more++) await ask('log', bodyOf())
    await hub.clock.advance(60_000)
    await ask('log', bodyOf())
    await hub.workOff()
    const indexed = (await hub.runs()).filter(({ task }) => task === 'index').map(({ outcome }) => outcome.logs)
    equal(
      indexed.reduce((sum, logs) => sum + logs, 0),
      73,
    )
    await hub.stop()
  })

  test('of the logs of one day those come first that were written last', async () => {
    const { hub, ask } = await hubWith({ notion: false, store: await open() })
    const ids: string[] = []
    for (let log = 0; log < 5; log++) {
      ids.unshift((await ask('log', bodyOf())).id)
      await hub.clock.advance(1)
    }
    deepEqual(
      (await ask('logs', {})).logs.map(({ id }: any) => id),
      ids,
    )
    await hub.stop()
  })

  test('a log is changed and removed as a whole, and is found by what it says now', async () => {
    const { hub, post, ask } = await hubWith({ notion: false, store: await open() })
    const rest = bodyOf()
    const log = { ...rest, logged_date: '2026-11-18' }
    const { body } = await post(log)
    const changed = await ask('change', { id: body.id, version: 1, ...rest, title: '정산 배치', tech_stack: ['Go'] })
    deepEqual([changed.version, changed.title, changed.logged_date], [2, '정산 배치', '2026-11-18'])
    const read = await ask('show', { id: body.id })
    equal((await ask('change', { ...read, title: '정산 배치 2' })).version, 3, 'what was read may be sent back')
    equal((await ask('change', { ...read, version: 3 })).version, 4)
    deepEqual(await ask('change', { ...read, version: 4 }), await ask('show', { id: body.id }), 'the same is no edit')
    const found = async (query: object) => (await ask('logs', query)).logs.length
    equal(await found({ q: ' ' }), 1, 'a search for nothing is none')
    deepEqual([await found({ q: '정산' }), await found({ tech: 'go' }), await found({ tech: 'Redis' })], [1, 1, 0])
    await rejects(ask('change', { id: body.id, version: 1, ...log }), { code: 'conflict', message: /version 4/ })
    const twin = await post(log)
    await rejects(ask('change', { id: body.id, ...log }), { code: 'conflict', message: new RegExp(twin.body.id) })
    await ask('remove', { id: body.id })
    await rejects(ask('show', { id: body.id }), { code: 'not_found' })
    await rejects(ask('remove', { id: body.id }), { code: 'not_found' })
    equal(await found({ q: '정산' }), 0)
    equal((await post({ ...log, title: '정산 배치' })).status, 201, 'it may be told again')
    await hub.stop()
  })
})

test('an edit goes to Notion, and a text that people have edited there is kept', async () => {
  const { hub, post, ask, far, databases } = await hubWith()
  const { context, ...log } = bodyOf()
  const { body } = await post({ ...log, context })
  const page = far.rows(databases.logs)[0]!
  await ask('change', { id: body.id, ...log, context: context.replace('140ms', '130ms') })
  await hub.workOff()
  match(far.markdown(page), /130ms/)
  far.write(page, '동료의 메모')
  await ask('change', { id: body.id, ...log, status: 'Published', context: context.replace('140ms', '120ms') })
  await hub.workOff()
  match(far.markdown(page), /130ms[\s\S]*동료의 메모/)
  equal(far.seen(page).properties.Status.select.name, 'Published')
  equal(far.rows(databases.logs).length, 1)
  await ask('remove', { id: body.id })
  await hub.workOff()
  ok(far.rows(databases.logs).every(({ trashed }) => trashed))
  await hub.stop()
})

test('the day of a log is that of the wall clock in Seoul', async () => {
  const { hub, post, ask } = await hubWith({ notion: false, now: '2026-11-22T14:59:00Z' })
  const sunday = await post(bodyOf())
  await hub.at('2026-11-22T15:00:00Z')
  const monday = await post(bodyOf())
  const dateOf = async ({ body }: typeof monday) => (await ask('show', { id: body.id })).logged_date
  deepEqual([await dateOf(sunday), await dateOf(monday)], ['2026-11-22', '2026-11-23'])
  await hub.at('2026-11-30T00:01:00Z')
  const weeks = (await hub.runs()).filter(({ task }) => task === 'weekly').map(({ outcome }) => outcome)
  deepEqual(
    weeks.map(({ period, bullets }) => [period, bullets[0].sources]),
    [
      ['2026-W47', [sunday.body.id]],
      ['2026-W48', [monday.body.id]],
    ],
  )
  await hub.stop()
})
