import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { fc } from '../../../test/property.ts'
import { type Bullet, bulletsOf } from './extract.ts'
import { faithfulnessOf } from './faithfulness.ts'
import { checked } from './gates.ts'
import { anyLogs, heldLogs, logOf, november } from './log-testing.ts'

const language = 'ko'
const of = (...logs: Parameters<typeof logOf>[0][]) => bulletsOf(logs.map(logOf), { language })
const sourcesOf = (bullets: Bullet[]) => bullets.map(({ sources }) => sources)

test('a bullet is the whole Result with its metrics, word for word, with title and tech, and names its log', () => {
  const [bullet] = of({
    title: '결제 API 개선',
    result: '- p95가 `820ms`에서 140ms로 줄었습니다.\n- 이를 통해 **문의**가 없어졌습니다.',
    metrics: '문의 12건 → 0건',
    techStack: ['Redis', 'PostgreSQL'],
    impactLevel: 'High',
    category: '성능개선',
  })
  deepEqual(bullet, {
    text: '결제 API 개선: p95가 820ms에서 140ms로 줄었습니다. 이를 통해 문의가 없어졌습니다. [지표: 문의 12건 → 0건] (Redis, PostgreSQL)',
    sources: ['log-1'],
    tech: ['Redis', 'PostgreSQL'],
    category: '성능개선',
    impact: 'High',
  })
})

test('what would be said twice is said once: a title that the Result begins with, metrics that it holds', () => {
  const [bullet] = of({
    title: '캐시 도입',
    result: '캐시 도입으로 300 ms → 80ms가 됐습니다',
    metrics: '300ms → 80 ms',
  })
  equal(bullet!.text, '캐시 도입으로 300 ms → 80ms가 됐습니다')
})

test('the label of the metrics is in the language of the summary, the authors’ words are in theirs', () => {
  const logs = [logOf({ result: 'Cold starts fell', metrics: '1.4 s → 0.9 s' })]
  equal(bulletsOf(logs, { language: 'en' })[0]!.text, '작업: Cold starts fell [Metrics: 1.4 s → 0.9 s]')
})

test('addresses of links are left out', () => {
  match(of({ result: '[문서](https://evil.example.com/x?a=(1))를 썼습니다' })[0]!.text, /^작업: 문서를 썼습니다$/)
})

test('impact goes before numbers, numbers before recency, and then the later date and the id decide', () => {
  const order = (...logs: Parameters<typeof logOf>[0][]) =>
    sourcesOf(bulletsOf(logs.map(logOf), { language, period: november })).flat()
  const [high, low] = [
    { id: 'high', impactLevel: 'High', loggedDate: '2026-11-01', result: '가나다' },
    { id: 'low', impactLevel: 'Low', loggedDate: '2026-11-30', result: '1건 2% 3ms 4배', metrics: '5GB' },
  ] as const
  deepEqual(order(low, high), ['high', 'low'])
  deepEqual(
    order(
      { id: 'late', loggedDate: '2026-11-29', result: '라마바' },
      { id: 'told', loggedDate: '2026-11-02', result: '3건을 2% 줄임' },
    ),
    ['told', 'late'],
  )
  deepEqual(
    order(
      { id: 'b', result: '사아자' },
      { id: 'a', result: '차카타' },
      { id: 'c', loggedDate: '2026-11-21', result: '파하거' },
    ),
    ['c', 'a', 'b'],
  )
})

test('logs of one ticket are one bullet with all their ids, and no Result of them is lost', () => {
  const ticketUrl = 'https://jira.example.com/browse/PAY-1'
  const bullets = of(
    { id: 'a', ticketUrl, result: '색인을 설계했습니다' },
    { id: 'b', ticketUrl, result: 'p95를 820ms에서 140ms로 줄였습니다', impactLevel: 'High' },
    { id: 'c', result: '다른 일입니다' },
  )
  deepEqual(sourcesOf(bullets), [['b', 'a'], ['c']])
  equal(bullets[0]!.text, '작업: p95를 820ms에서 140ms로 줄였습니다 / 색인을 설계했습니다')
  equal(bullets[0]!.impact, 'High')
})

test('logs that say nearly the same are one bullet with both ids', () => {
  const result = '배포 자동화 스크립트를 정리해 배포 시간이 20분에서 5분으로 줄었습니다'
  deepEqual(
    sourcesOf(of({ id: 'a', result }, { id: 'b', result: `${result}.` }, { id: 'c', result: '문서를 고쳤습니다' })),
    [['a', 'b'], ['c']],
  )
})

test('logs that differ in their numbers alone are one bullet that tells both', () => {
  const result = (count: number) => `정기 배포를 자동으로 마쳤고 이번 주에는 모두 ${count}건이 나갔습니다`
  const [bullet, ...others] = of({ id: 'a', result: result(3) }, { id: 'b', result: result(5) })
  deepEqual([bullet!.sources, others], [['a', 'b'], []])
  equal(bullet!.text, `작업: ${result(3)} / ${result(5)}`)
})

test('metrics that differ from the Result by a point are told', () => {
  match(of({ result: '12건 처리', metrics: '1.2건' })[0]!.text, /지표: 1\.2건/)
})

test('the same logs in another order give the same bullets', () => {
  fc.assert(
    fc.property(anyLogs, fc.infiniteStream(fc.nat()), (logs, random) => {
      const shuffled = logs
        .map(log => ({ log, key: random.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ log }) => log)
      const options = { language, most: 5, period: november } as const
      deepEqual(bulletsOf(shuffled, options), bulletsOf(logs, options))
    }),
    { numRuns: 60 },
  )
})

test('a log of Low impact that has nothing to do with the others leaves the first bullets as they were', () => {
  const high = heldLogs.filter(({ impactLevel }) => impactLevel === 'High')
  const before = bulletsOf(high, { language, period: november, most: 8 })
  const extra = logOf({ id: 'zzz', title: '책상 정리', result: '책상을 치웠습니다', impactLevel: 'Low' })
  deepEqual(bulletsOf([extra, ...high], { language, period: november, most: 8 }), before)
})

test('every bullet of any logs passes its own gates: what is copied is vouched for', () => {
  fc.assert(
    fc.property(anyLogs, logs => {
      const bullets = bulletsOf(logs, { language })
      const { replaced } = checked(bullets, logs, language)
      deepEqual(
        replaced.filter(({ why }) => why.some(({ gate }) => gate !== 'language' && gate !== 'repeated')),
        [],
      )
    }),
    { numRuns: 300 },
  )
})

test('every run of digits in a bullet of the held logs stands in its own logs, sign for sign', () => {
  for (const { text, sources } of bulletsOf(heldLogs, { language })) {
    const own = heldLogs
      .filter(({ id }) => sources.includes(id))
      .map(({ title, star, metrics, techStack }) => [title, star.result, metrics, ...techStack].join(' '))
    const known = new Set(own.join(' ').match(/\d[\d.,]*\d|\d/g))
    for (const digits of text.match(/\d[\d.,]*\d|\d/g) ?? []) ok(known.has(digits), `${digits} in ${text}`)
  }
})

test('a long month is put together in a moment', () => {
  const logs = Array.from({ length: 1000 }, (_, index) => ({
    ...heldLogs[index % 40]!,
    id: `log-${index}`,
    ticketUrl: undefined,
    title: `${index} ${heldLogs[index % 40]!.title} ${index * 7919}`,
  }))
  const began = cpuMs()
  ok(bulletsOf(logs, { language, most: 10, period: november }).length === 10)
  ok(cpuMs() - began < 4000, `${Math.round(cpuMs() - began)} ms`)
})

test('the held logs: every bullet has its sources, all numbers and names are theirs, and no High log is missing', () => {
  const found = faithfulnessOf(bulletsOf(heldLogs, { language, period: november }), heldLogs)
  deepEqual(
    { ...found, novelty: 0 },
    { bullets: 39, sourced: 1, coverage: 1, highRecall: 1, numbers: 1, names: 1, novelty: 0 },
  )
  ok(found.novelty < 0.1, `${found.novelty}`)
})
