import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, hubWith } from '../../../test/work-log-scene.ts'
import { linesOf } from './resume.ts'
import { profile } from './resume-testing.ts'
import type { Resumed } from './resuming.ts'

const withProfile = (options: object = {}) => hubWith({ notion: false, options: { profile, ...options } })

test('logs become weekly and monthly summaries, and these one résumé in which each line names logs that there are', async () => {
  const { hub, post, ask } = await withProfile()
  const dates = ['2026-10-30', '2026-11-02', '2026-11-10', '2023-06-01', '2020-02-03']
  for (const logged_date of dates) await post(bodyOf({ logged_date }))
  for (const week of ['2026-W44', '2026-W45', '2026-W46']) await hub.run('work-log/weekly', { week })
  for (const month of ['2026-10', '2023-06', '2020-02']) await hub.run('work-log/monthly', { month })
  const { resume, achievements, logs, ...rest }: Resumed = await ask('resume', {})
  deepEqual([achievements, logs, rest.left, rest.stale, rest.unsummarised], [5, 5, 0, [], []])
  for (const { sources } of linesOf(resume)) for (const id of sources) equal((await ask('show', { id })).id, id)
  deepEqual(
    resume.jobs.map(({ name, lines }) => [name, lines.length]),
    [
      ['한빛결제', 3],
      ['두루소프트', 1],
    ],
  )
  equal(resume.others.length, 1)
  const of = async (of: string) => ((await ask('resume', { of })) as Resumed).achievements
  deepEqual([await of('month'), await of('week')], [3, 3])
  deepEqual(await hub.deliveries(), [])
  await hub.stop()
})

test('work before a change of employers is told with the first one, though their month is the same', async () => {
  const employers = [
    { name: '새 회사', from: '2026-11-16' },
    { name: '옛 회사', from: '2020', to: '2026-11-13' },
  ]
  const { hub, post, ask } = await withProfile({ profile: { ...profile, employers } })
  await post(bodyOf({ logged_date: '2026-11-02', title: '정산 배치', result: '마감이 4시간에서 35분으로 줄었다' }))
  await post(
    bodyOf({ logged_date: '2026-11-18', title: '검색 색인', result: '검색 실패율이 4.1%에서 0.6%로 낮아졌다' }),
  )
  await post(bodyOf({ logged_date: '2026-11-20', title: '장애 알림', result: '야간 호출이 월 31건에서 6건이 되었다' }))
  await hub.run('work-log/monthly', { month: '2026-11' })
  const { resume }: Resumed = await ask('resume', {})
  deepEqual(
    resume.jobs.map(({ name, lines }) => [name, lines.length]),
    [
      ['새 회사', 2],
      ['옛 회사', 1],
    ],
  )
  await hub.stop()
})

test('achievements are chosen by day, month or year, by technology, by impact and by number', async () => {
  const { hub, post, ask } = await withProfile()
  const logs = [
    bodyOf({ logged_date: '2026-10-05', title: '시월', tech_stack: ['Kotlin'] }),
    bodyOf({
      logged_date: '2026-11-02',
      title: '동짓달',
      result: '정산 배치를 옮겼다',
      tech_stack: ['Go', 'Redis'],
      impact_level: 'Low',
    }),
    bodyOf({ logged_date: '2026-11-20', title: '오늘', tech_stack: ['Go'], impact_level: 'Medium' }),
  ]
  for (const log of logs) await post(log)
  for (const month of ['2026-10', '2026-11']) await hub.run('work-log/monthly', { month })
  const told = async (input: object) =>
    linesOf(((await ask('resume', input)) as Resumed).resume).map(({ text }) => text.split(':')[0])
  deepEqual(await told({}), ['시월', '오늘', '동짓달'])
  deepEqual(await told({ from: '2026-11-03' }), ['오늘'])
  deepEqual(await told({ from: '2026-11', to: '2026-11' }), ['오늘', '동짓달'])
  deepEqual(await told({ to: '2026-11-19' }), ['시월', '동짓달'])
  deepEqual(await told({ from: '2027' }), [])
  deepEqual(await told({ tech: ['kotlin', 'REDIS'] }), ['시월', '동짓달'])
  deepEqual(await told({ tech: 'kotlin, redis' }), ['시월', '동짓달'])
  deepEqual(await told({ impact: 'Medium' }), ['시월', '오늘'])
  deepEqual(await told({ most: 1 }), ['시월'])
  equal(((await ask('resume', { most: 1 })) as Resumed).left, 2)
  ok(
    linesOf(((await ask('resume', { sources: false })) as Resumed).resume).every(({ sources }) => sources.length === 0),
  )
  for (const wrong of [{ from: '2026-13' }, { to: '지난달' }, { from: '2026-11', to: '2026-10-31' }, { tech: [1] }])
    await rejects(ask('resume', wrong), { code: 'invalid' }, JSON.stringify(wrong))
  await hub.stop()
})

test('what was summarised before its logs changed is named, and so is what no summary has', async () => {
  const { hub, post, ask } = await withProfile()
  const { body } = await post(bodyOf({ logged_date: '2026-10-05' }))
  await hub.run('work-log/monthly', { month: '2026-10' })
  await post(bodyOf({ logged_date: '2026-10-06' }))
  await post(bodyOf({ logged_date: '2026-11-20' }))
  const lacking = async (input: object) => {
    const { stale, unsummarised }: Resumed = await ask('resume', input)
    return [stale, unsummarised]
  }
  deepEqual(await lacking({}), [['2026-10'], ['2026-11']])
  deepEqual(await lacking({ to: '2026-09' }), [[], []])
  deepEqual(await lacking({ from: '2026-11' }), [[], ['2026-11']])
  deepEqual(await lacking({ of: 'week' }), [[], ['2026-W47', '2026-W41']])
  await ask('remove', { id: body.id })
  equal(((await ask('resume', {})) as Resumed).achievements, 0, 'a line whose log is gone vouches for nothing')
  await hub.run('work-log/monthly', { month: '2026-10' })
  deepEqual(await lacking({}), [[], ['2026-11']])
  await hub.stop()
})

test('without a profile it is said what to write where', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  await rejects(ask('resume', {}), ({ code, message, ko }) => {
    equal(code, 'not_found')
    match(message, /dure\.yaml[\s\S]*\nwork-log:\n {2}profile:\n {4}name: /)
    match(ko, /dure\.yaml에[\s\S]*\nwork-log:\n {2}profile:\n {4}name: /)
    return true
  })
  await hub.stop()
})
