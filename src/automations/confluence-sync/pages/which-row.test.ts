import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pageTools, playDb, tableOf } from '../../../../test/page-tools-scene.ts'
import { confluenceFake } from '../../../connectors/confluence/fake.ts'

/** A table whose keys stand in its second column. */
const byOwner = tableOf(
  ['담당', 'play_id', 'signal_qtd'],
  ['김하늘', 'EXT_Desk_D01', '3'],
  ['이바다', 'EXT_Desk_D02', '12'],
  ['이바다', 'EXT_Desk_D03', '1'],
)

async function withTable(body: string) {
  const tools = await pageTools()
  const database_id = tools.addPage('표', body)
  const upsert = (row_id: string | number, data: object, more: object = {}) =>
    tools.call('db_upsert_row', { database_id, row_id, data, ...more })
  const rows = async (more: object = {}) => (await tools.call('db_query', { database_id, ...more })).result.rows
  return { ...tools, database_id, upsert, rows }
}

describe('a row for which no key column is given', () => {
  test('is the one that says row_id, in whichever column it stands', async () => {
    const { upsert, call, database_id, rows } = await withTable(byOwner)
    const { result: changed } = await upsert(' EXT_Desk_D01\u200b', { signal_qtd: 4 })
    assert.equal(changed.outcome, 'updated')
    const { result: known } = await call('db_insert_row', { database_id, row_id: 'EXT_Desk_D02', data: {} })
    assert.equal(known.outcome, 'exists')
    assert.deepEqual((await rows()).slice(0, 2), [
      { 담당: '김하늘', play_id: 'EXT_Desk_D01', signal_qtd: '4' },
      { 담당: '이바다', play_id: 'EXT_Desk_D02', signal_qtd: '12' },
    ])
    assert.equal((await rows()).length, 3)
  })

  test('is refused with the columns there are where the first is not called like a key, and nothing is written', async () => {
    const { upsert, call, database_id, bodyOf, hub, rows } = await withTable(byOwner)
    const before = bodyOf(database_id)
    const calls = [
      await upsert('EXT_Desk_D09', { signal_qtd: 4 }),
      await upsert('이바다', { signal_qtd: 4 }),
      await call('db_insert_row', { database_id, data: { play_id: 'EXT_Desk_D09' } }),
    ]
    for (const { isError, result, text } of calls) {
      assert.deepEqual([isError, result.code, result.fields[0]], [true, 'invalid', 'key_column'])
      assert.match(text, /key_column: one of "담당", "play_id", "signal_qtd"/)
    }
    assert.deepEqual([bodyOf(database_id), await hub.deliveries()], [before, []])
    const { result } = await upsert('EXT_Desk_D09', { 담당: '정들' }, { key_column: 'play_id' })
    assert.equal(result.outcome, 'inserted')
    assert.deepEqual((await rows())[3], { 담당: '정들', play_id: 'EXT_Desk_D09', signal_qtd: '' })
  })

  for (const name of ['log_id', 'Play ID', 'APIKEY', '코드', '주문번호', '상품 키'])
    test(`is known by the first column where that is called ${name}`, async () => {
      const { upsert, rows } = await withTable(tableOf(['', name, '값'], ['-', 'A', '하나']))
      assert.equal((await upsert('B', { 값: '둘' })).result.outcome, 'inserted')
      assert.equal((await rows())[1][name], 'B')
    })

  test('is not known by what several columns say: then the first one tells, if it is called like a key', async () => {
    const { upsert, rows } = await withTable(tableOf(['id', '앞 단계', '값'], ['A', '', '1'], ['B', 'A', '2']))
    assert.equal((await upsert('A', { 값: 3 })).result.outcome, 'updated')
    assert.deepEqual(
      (await rows()).map((row: any) => row.값),
      ['3', '2'],
    )
    const unclear = await withTable(tableOf(['이름', '앞 단계', '값'], ['A', '', '1'], ['B', 'A', '2']))
    assert.equal((await unclear.upsert('A', { 값: 3 })).result.code, 'invalid')
  })

  test('whose key is a number is not taken for one that has the number as a count', async () => {
    const numbered = await withTable(tableOf(['번호', '이름', '점수'], ['1', '가', '7'], ['2', '나', '8']))
    assert.equal((await numbered.upsert(7, { 이름: '다' })).result.outcome, 'inserted')
    assert.deepEqual((await numbered.rows())[2], { 번호: '7', 이름: '다', 점수: '' })
    const { upsert } = await withTable(byOwner)
    assert.equal((await upsert(12, { 담당: '정들' })).result.code, 'invalid')
    const staff = await withTable(tableOf(['이름', '사원번호'], ['가', '1042'], ['나', '1043']))
    assert.equal((await staff.upsert(1042, { 이름: '다' })).result.outcome, 'updated')
  })

  test('is not named in a column that numbers the rows', async () => {
    const { upsert, rows } = await withTable(tableOf(['No.', 'play_id', '값'], ['1', 'A', '하나'], ['2', 'B', '둘']))
    assert.equal((await upsert('B', { 값: '셋' })).result.outcome, 'updated')
    const { isError, result } = await upsert('C', { 값: '넷' })
    assert.deepEqual([isError, result.code], [true, 'invalid'])
    assert.equal((await rows()).length, 2)
  })

  test('is refused where no column has a name', async () => {
    const { upsert } = await withTable(tableOf(['', ''], ['A', 'B']))
    const { isError, text } = await upsert('A', {})
    assert.ok(isError && /No column of the table has a name/.test(text), text)
  })
})

describe('a row of a table that the hub keeps', () => {
  const kept = async (setting: string, options: object, body: string) => {
    const fake = confluenceFake({ kind: 'cloud' })
    const { id } = fake.addPage({ space: 'PLAY', title: '허브의 표', body })
    return { ...(await pageTools('cloud', { fake, settings: { [setting]: id }, options })), database_id: id }
  }
  const other = `<h2>지난 분기</h2>${tableOf(['play_id', 'status'], ['EXT_Desk_D01', 'red'])}`

  test('is known by the column and in the table that dure.yaml names for the Play DB', async () => {
    const options = { play_db: { table: { heading: 'Play 현황' }, columns: { play_id: '담당' } } }
    const { call, database_id } = await kept('CONFLUENCE_PLAY_DB_PAGE_ID', options, playDb + other)
    const change = { database_id, row_id: '정들', data: { status: 'amber' } }
    assert.equal((await call('db_upsert_row', change)).result.outcome, 'inserted')
    const addition = { database_id, data: { 담당: '한솔', status: 'red' } }
    assert.equal((await call('db_insert_row', addition)).result.outcome, 'inserted')
    const { result } = await call('db_query', { database_id, columns: ['play_id', '담당'] })
    assert.deepEqual(result.rows.slice(3), [
      { play_id: '', 담당: '정들' },
      { play_id: '', 담당: '한솔' },
    ])
  })

  test('is known by the column that dure.yaml names for the Action Log, whatever other column says the same', async () => {
    const body = tableOf(['play_id', '기록'], ['EXT_Desk_D01', 'signal-1'])
    const options = { action_log: { columns: { log_id: '기록' } } }
    const { call, database_id } = await kept('CONFLUENCE_ACTION_LOG_PAGE_ID', options, body)
    const sent = { database_id, row_id: 'EXT_Desk_D01', data: { play_id: 'EXT_Desk_D02' } }
    assert.equal((await call('db_upsert_row', sent)).result.outcome, 'inserted')
  })

  test('is not looked for in its table where another one of the page is named', async () => {
    const options = { play_db: { table: { heading: 'Play 현황' }, columns: { play_id: '담당' } } }
    const { call, database_id } = await kept('CONFLUENCE_PLAY_DB_PAGE_ID', options, playDb + other)
    const table = { heading: '지난 분기' }
    const change = { database_id, row_id: 'EXT_Desk_D01', data: { status: 'green' }, table }
    assert.equal((await call('db_upsert_row', change)).result.outcome, 'updated')
    const { result } = await call('db_query', { database_id, table })
    assert.deepEqual(result.rows, [{ play_id: 'EXT_Desk_D01', status: 'green' }])
  })
})
