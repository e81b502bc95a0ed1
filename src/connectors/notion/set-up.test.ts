import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../engine/writes-testing.ts'
import { daily, declared, declaredWeeks, furnished, stage } from './testing.ts'
import type { Database } from './words.ts'

const messages = (problems: { message: string }[]) => problems.map(({ message }) => message)

test('a database that is as declared has no problems, whatever else it holds', async () => {
  const { client, fake, logs, ours } = furnished()
  fake.changeColumns(logs, { 담당: { people: {} }, Category: { select: { options: optionsWith('문서화') } } })
  const states = await client.check([ours.logs, { ...ours.weeks, properties: { Name: 'title' } }])
  deepEqual(
    states.map(({ name, problems }) => [name, problems]),
    [
      ['logs', []],
      ['weeks', []],
    ],
  )
  ok(states[0]!.url?.startsWith('https://www.notion.so/'))
})

const optionsWith = (...more: string[]) => ['신규기능', '성능개선', '버그픽스', ...more].map(name => ({ name }))

test('what is missing, of another type or without an option is named, each with what to do', async () => {
  const { client, fake } = stage()
  const database = fake.addDatabase('Daily Work Logs', {
    이름: 'title',
    Metrics: 'number',
    Category: { type: 'select', options: ['신규기능'] },
    Status: { type: 'status', options: ['Logged', 'In Review'] },
    Ticket: 'url',
  })
  const [state] = await client.check([declared(database)])
  deepEqual(
    state!.problems.map(({ kind, property }) => [kind, property]),
    [
      ['missing', 'Logged Date'],
      ['options', 'Category'],
      ['missing', 'Tech Stack'],
      ['options', 'Status'],
      ['type', 'Metrics'],
      ['missing', 'Minutes'],
      ['missing', 'Shown'],
      ['missing', 'Log Key'],
    ],
  )
  deepEqual(messages(state!.problems).slice(0, 5), [
    `Daily Work Logs: the property "Logged Date" is missing. Run 'dure notion setup', or add it by hand as a date.`,
    `Daily Work Logs: the property "Category" lacks the options "성능개선", "버그픽스". Run 'dure notion setup', or add them by hand.`,
    `Daily Work Logs: the property "Tech Stack" is missing. Run 'dure notion setup', or add it by hand as multi-select.`,
    'Daily Work Logs: the property "Status" lacks the options "Published". Add them by hand.',
    `Daily Work Logs: the property "Metrics" is of type number and should be text. Change its type in Notion, or rename it and run 'dure notion setup'.`,
  ])
})

test('a database that is not shared, not there, in the trash or has several sources is told apart', async () => {
  const { client, fake, logs, ours } = furnished()
  const problem = async (database: Database) => (await client.check([database]))[0]!.problems[0]
  const unset = await problem({ ...ours.logs, id: undefined })
  deepEqual([unset!.kind, /NOTION_DB1_ID is not set. Run 'dure notion setup'/.test(unset!.message)], ['unset', true])
  equal((await problem({ ...ours.logs, id: '' }))!.kind, 'unset')

  logs.shared = false
  const hidden = await problem(ours.logs)
  equal(hidden!.kind, 'unreachable')
  match(
    hidden!.message,
    /shows no database .* not shared with the integration: open it in Notion, then ⋯ → Connections/,
  )
  logs.shared = true

  const second = fake.addSource(logs, '지난해')
  const several = await problem(ours.logs)
  equal(several!.kind, 'source')
  match(several!.message, /has 2 data sources: "Daily Work Logs" \S+, "지난해" \S+\. Say which/)
  match((await problem({ ...ours.logs, source: '내년' }))!.message, /no single data source is called "내년"/)
  equal(await problem({ ...ours.logs, source: 'Daily Work Logs' }), undefined)
  equal((await problem({ ...ours.logs, source: second.id }))!.kind, 'missing')

  logs.trashed = true
  equal((await problem({ ...ours.logs, source: 'Daily Work Logs' }))!.kind, 'trashed')
  fake.behaviour.instead = () => new Response('', { status: 503 })
  await rejects(client.check([ours.logs]), { code: 'unavailable' })
})

test('a relation that leads elsewhere, or one way only, is told', async () => {
  const { client, fake, weeks, ours } = furnished()
  const relation = async () =>
    (await client.check([ours.logs, ours.weeks]))[1]!.problems.filter(({ kind }) => kind === 'relation')
  deepEqual(await relation(), [])
  const column = fake.column(weeks, 'Source Logs')!
  delete column.dual
  match(messages(await relation())[0]!, /"Source Logs" is a one-way relation, which holds at most 100 rows/)
  column.to = weeks.sources[0]!
  match(messages(await relation())[0]!, /"Source Logs" leads to another database than logs/)
})

const withoutIds = (): Database[] => [
  { ...declared({ id: '' }), id: undefined },
  { ...declaredWeeks({ id: '' }), id: undefined },
  {
    name: 'months',
    title: 'Monthly Highlights',
    setting: 'NOTION_DB3_ID',
    key: 'Month Key',
    properties: { Name: 'title', Summary: 'text', 'Source Weeks': { type: 'relation', to: 'weeks' } },
  },
]

test('databases that are not there are made below the page, with all that was declared, and fit the check then', async () => {
  const { client, fake } = stage()
  const page = fake.addPage('업무 기록')
  const databases = withoutIds()
  const made = await perform(client.setUp, { databases, parentPage: fake.addressOf(page.id) })
  deepEqual(
    made.databases.map(({ name, setting, done, left }) => [name, setting, done, left]),
    [
      ['logs', 'NOTION_DB1_ID', ['Daily Work Logs: made'], []],
      ['weeks', 'NOTION_DB2_ID', ['Weekly Achievements: made', 'Weekly Achievements: added "Source Logs"'], []],
      ['months', 'NOTION_DB3_ID', ['Monthly Highlights: made', 'Monthly Highlights: added "Source Weeks"'], []],
    ],
  )
  const set = databases.map((database, index) => ({ ...database, id: made.databases[index]!.id }))
  deepEqual(
    (await client.check(set)).flatMap(({ problems }) => problems),
    [],
  )
  await perform(client.createRow, daily(set[0]!))
})

test('run again, or after it was cut off anywhere, it makes nothing twice', async () => {
  for (let cut = 0; cut < 6; cut++) {
    const { client, fake } = stage()
    const page = fake.addPage('업무 기록')
    let writes = 0
    fake.behaviour.loses = ({ method }) => method !== 'GET' && writes++ === cut
    const wanted = { databases: withoutIds(), parentPage: page.id }
    await perform(client.setUp, wanted).catch(() => {})
    fake.behaviour.loses = undefined
    const again = await perform(client.setUp, wanted)
    equal(fake.state.databases.size, 3, `cut ${cut}`)
    deepEqual(
      again.databases.flatMap(({ left }) => left),
      [],
    )
    const done = (await perform(client.setUp, wanted)).databases.flatMap(each => each.done)
    deepEqual(done, [])
  }
})

test('a database of people is completed: nothing of it is renamed, retyped or removed', async () => {
  const { client, fake } = stage()
  const database = fake.addDatabase('Daily Work Logs', {
    이름: 'title',
    Metrics: 'number',
    Category: { type: 'select', options: ['문서화', '신규기능'] },
    Status: { type: 'status', options: ['Logged'] },
  })
  const { databases } = await perform(client.setUp, { databases: [declared(database)] })
  deepEqual(databases[0]!.done.toSorted(), [
    'Daily Work Logs: added "Log Key"',
    'Daily Work Logs: added "Logged Date"',
    'Daily Work Logs: added "Minutes"',
    'Daily Work Logs: added "Shown"',
    'Daily Work Logs: added "Tech Stack"',
    'Daily Work Logs: added "Ticket"',
    'Daily Work Logs: completed "Category"',
  ])
  deepEqual(
    databases[0]!.left.map(({ kind, property }) => [kind, property]),
    [
      ['options', 'Status'],
      ['type', 'Metrics'],
    ],
  )
  const names = fake.column(database, 'Category')!.options.map(({ name }) => name)
  deepEqual(names, ['문서화', '신규기능', '성능개선', '버그픽스'])
  equal(fake.column(database, 'Metrics')!.type, 'number')
})

test('a one-way relation becomes two-way with the links that it holds', async () => {
  const { client, fake } = stage()
  const logs = fake.addDatabase('Daily Work Logs', { Name: 'title', 'Log Key': 'rich_text' })
  const weeks = fake.addDatabase('Weekly Achievements', { Name: 'title', 'Week Key': 'rich_text' })
  fake.changeColumns(weeks, { 'Source Logs': { relation: { data_source_id: logs.sources[0], single_property: {} } } })
  const log = fake.addRow(logs, {})
  const week = fake.addRow(weeks, { 'Source Logs': { relation: [{ id: log.id }] } })
  const databases = [{ ...declared(logs), properties: { Name: 'title' as const } }, declaredWeeks(weeks)]
  const { databases: done } = await perform(client.setUp, { databases })
  deepEqual(done[1]!.done, ['Weekly Achievements: completed "Source Logs"'])
  deepEqual(fake.seen(log).properties.Weeks.relation, [{ id: week.id }])
})

test('without a page to hang them under, the databases to be made are named', async () => {
  const { client } = stage()
  await rejects(perform(client.setUp, { databases: withoutIds() }), {
    code: 'invalid',
    message: /^Daily Work Logs: to have it made, name the page below which it shall be/,
  })
})
