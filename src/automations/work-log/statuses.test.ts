import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, hubWith } from '../../../test/work-log-scene.ts'
import { Options } from './ctx.ts'
import workLog from './index.ts'

test('dure.yaml says which statuses there are, and the first of them is that of a log that says none', async () => {
  const { hub, post, ask, far, databases } = await hubWith({ options: { statuses: ['초안', '완료'] } })
  await hub.run('work-log/setup')
  deepEqual(
    far.column(databases.logs, 'Status')!.options!.map(({ name }) => name),
    ['Logged', 'In Review', 'Published', '초안', '완료'],
  )
  const { status, body } = await post(bodyOf())
  equal(status, 201)
  equal((await ask('show', { id: body.id })).status, '초안')
  await ask('change', { id: body.id, ...bodyOf({ status: '완료' }) })
  await hub.workOff()
  equal(far.seen(far.rows(databases.logs)[0]!).properties.Status.select.name, '완료')
  for (const attempt of [
    () => ask('log', bodyOf({ status: 'Logged' })),
    () => ask('change', { id: body.id, ...bodyOf({ status: 'Logged' }) }),
  ])
    match((await attempt().catch(error => error)).ko, /초안, 완료$/)
  deepEqual(
    (await ask('logs', {})).logs.map(({ version }: { version: number }) => version),
    [2],
  )
  await hub.stop()
})

test('a list of statuses that Notion or a person could not tell apart is refused', () => {
  for (const statuses of [[], [''], ['a,b'], ['한글', '한글'.normalize('NFD')], ['x'.repeat(101)], 'Logged'])
    ok(Options.safeParse({ statuses }).error, JSON.stringify(statuses))
  deepEqual(Options.parse({}).statuses, ['Logged', 'In Review', 'Published'])
})

test('a status that does not exist is told together with all else that is wrong', () => {
  const wrong = (status: unknown) => {
    const input = { ...bodyOf(), title: '', status }
    const { error } = workLog.tasks.log.input!.safeParse(input)
    return workLog.tasks.log.problems!(error!, 'ko', { input, options: Options.parse({}) }).map(({ field }) => field)
  }
  deepEqual(wrong('Done'), ['title', 'status'])
  deepEqual(wrong(7), ['title', 'status'])
  for (const status of ['Logged', ' In  Review ', null, undefined]) deepEqual(wrong(status), ['title'])
})
