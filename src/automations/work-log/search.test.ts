import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import { fc } from '../../../test/property.ts'
import { eachStore } from '../../../test/stores.ts'
import { spell } from '../../engine/store/migrations.ts'
import { indexLog, type SearchTables, search, searchStatements, tokensOf, unindexLog, weightsOf } from './search.ts'

const log = (id: string, title: string, rest: { action?: string; techStack?: string[]; metrics?: string } = {}) => ({
  id,
  title,
  star: { situation: '상황', task: '과제', action: rest.action ?? '작업', result: '마쳤다' },
  techStack: rest.techStack ?? [],
  category: '기타' as const,
  metrics: rest.metrics,
})

describe('tokens', () => {
  const tokens = (text: string) => [...tokensOf(text).keys()]

  test('Hangul is read in pairs of letters, and a letter alone by itself', () => {
    assert.deepEqual(tokens('성능개선 및 배포'), ['성능', '능개', '개선', '및', '배포'])
    assert.deepEqual(tokens('타임아웃'.normalize('NFD')), ['타임', '임아', '아웃'])
    assert.deepEqual(tokens('東京タワー'), ['東京', '京タ', 'タワ', 'ワー'])
  })

  test('words of other scripts are read whole, in small letters and without their endings', () => {
    assert.deepEqual(tokens('Deployed deployments DEPLOY deploying'), ['deploy'])
    assert.deepEqual(tokens('caching Cached cache caches'), ['cach'])
    assert.deepEqual(tokens('Node.js, C++ & C# in Go'), ['nod', 'js', 'c++', 'c#', 'in', 'go'])
    assert.deepEqual(tokens('ＡＰＩ api'), ['api'])
    assert.deepEqual(tokens('Größe naïve'), ['größe', 'naïve'])
  })

  test('numbers, units and keys are found as they are said', () => {
    assert.deepEqual(tokens('p95 820ms → 1,234건 v2.1 PAY-142'), [
      'p95',
      '820ms',
      '1234',
      '건',
      'v2',
      '1',
      'pay',
      '142',
    ])
    assert.deepEqual(tokens('Kafka로 배포'), ['kafka', '로', '배포'])
  })

  test('marks, emoji and halves of characters are passed over', () => {
    assert.deepEqual(tokens('🎉 !!! --- \ud800 \0 %_\'";'), [])
    assert.equal(tokens('a'.repeat(500))[0]?.length, 64)
  })

  test('a token counts most in the title, and more often counts a little more', () => {
    const weights = weightsOf(log('1', '결제 배포', { action: '배포 배포 배포 로그' }))
    assert.ok(weights.get('배포')! > weights.get('결제')!)
    assert.ok(weights.get('결제')! > weights.get('로그')!)
    for (const weight of weights.values()) assert.ok(Number.isInteger(weight))
    const many = weightsOf(
      log('1', '로그', {
        action: '가'.repeat(30_000).replace(/./g, (_, at) => String.fromCodePoint(0xac00 + (at % 11_000))),
      }),
    )
    assert.ok(many.size <= 20_000)
  })
})

eachStore('search', ({ openBlank }) => {
  let db: Kysely<SearchTables>
  let write: (work: (db: Kysely<SearchTables>) => Promise<void>) => Promise<void>
  const index = (log: (typeof sample)[number]) => write(db => indexLog(db, log))
  beforeEach(async () => {
    const store = await openBlank()
    db = store.db as unknown as Kysely<SearchTables>
    write = work => store.commit(tx => work(tx as unknown as Kysely<SearchTables>))
    for (const statement of searchStatements)
      await write(async db => void (await sql.raw(spell(statement, store.dialect)).execute(db)))
    for (const one of sample) await index(one)
  })
  const sample = [
    log('01', '결제 API 타임아웃이 나던 원인 제거', {
      techStack: ['TypeScript', 'PostgreSQL'],
      metrics: 'p95 820ms → 140ms',
    }),
    log('02', '배포 파이프라인 성능을 개선', { techStack: ['GitHub Actions'], action: 'Cached the dependencies' }),
    log('03', '문서 정리', { action: '결제 화면 안내 문서에 타임아웃 설명을 추가' }),
    log('04', 'Deployment guide', { action: 'Wrote how to deploy to production' }),
    log('05', '프로그램 목록 화면', { action: '길 찾기 버튼' }),
  ]
  const finds = (text: string, limit?: number) => search(db, text, limit)

  test('a Korean word is found with another ending, inside a compound and in parts', async () => {
    assert.deepEqual(await finds('타임아웃을'), ['01', '03'])
    assert.deepEqual(await finds('성능개선'), ['02'])
    assert.deepEqual(await finds('파이프'), ['02'])
    assert.deepEqual(await finds('타임아웃'.normalize('NFD')), ['01', '03'])
    assert.deepEqual(await finds('길'), ['05'])
  })

  test('an English word is found in any form and case', async () => {
    assert.deepEqual(await finds('DEPLOYING'), ['04'])
    assert.deepEqual(await finds('cache'), ['02'])
    assert.deepEqual(await finds('postgresql'), ['01'])
  })

  test('numbers with units are found', async () => {
    assert.deepEqual(await finds('820ms'), ['01'])
    assert.deepEqual(await finds('p95'), ['01'])
  })

  test('every word of a query must be there', async () => {
    assert.deepEqual(await finds('결제 문서'), ['03'])
    assert.deepEqual(await finds('결제 파이프라인'), [])
    assert.deepEqual(await finds('프로젝트'), [])
  })

  test('a hit in the title comes before one in the text, and of equals the younger one', async () => {
    assert.deepEqual(await finds('결제'), ['01', '03'])
    await index({ ...sample[0]!, id: '09' })
    assert.deepEqual(await finds('결제'), ['09', '01', '03'])
    assert.deepEqual(await finds('결제', 1), ['09'])
  })

  test('a log that changed is found by its new words only, and one that is gone by none', async () => {
    assert.deepEqual(await finds('프로그램'), ['05'])
    const map = { ...sample[4]!, title: '지도 화면', star: { ...sample[4]!.star, action: '없음' } }
    await write(db => indexLog(db, map, sample[4]!))
    assert.deepEqual(await finds('프로그램'), [])
    assert.deepEqual(await finds('지도'), ['05'])
    await write(db => unindexLog(db, map))
    assert.deepEqual(await finds('지도'), [])
  })

  test('a query of marks only, of nothing, or of a great length finds nothing or something, and harms nothing', async () => {
    for (const text of [
      '',
      '   ',
      '%',
      "'; drop table worklog_token; --",
      '_',
      '\0',
      '가'.repeat(10_000),
      'a '.repeat(10_000),
    ])
      assert.ok(Array.isArray(await finds(text)), text)
    assert.deepEqual(await finds('%'), [])
    assert.deepEqual(await finds('결제', 1), ['01'])
  })
})

test('every word of a log finds it by its own tokens', () => {
  const word = fc.stringMatching(/^[가-힣A-Za-z0-9]{1,12}$/)
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), words => {
      const weights = weightsOf(log('1', '제목', { action: words.join(' ') }))
      for (const one of words) for (const token of tokensOf(one).keys()) assert.ok(weights.has(token), token)
    }),
  )
})
