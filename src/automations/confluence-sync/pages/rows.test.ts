import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pageTools, playDb, tableOf } from '../../../../test/page-tools-scene.ts'

async function withPlayDb(kind?: 'cloud' | 'server') {
  const tools = await pageTools(kind)
  const database_id = tools.addPage('Play DB', playDb)
  const rows = async () => (await tools.call('db_query', { database_id })).result.rows
  return { ...tools, database_id, rows }
}

for (const kind of ['cloud', 'server'] as const)
  describe(`an agent that keeps a table of ${kind === 'cloud' ? 'Confluence Cloud' : 'a Confluence Data Center'}`, () => {
    test('changes the cells of a row that is there, and adds one that is not', async () => {
      const { call, database_id, rows, bodyOf } = await withPlayDb(kind)
      const upsert = (row_id: string, data: object) => call('db_upsert_row', { database_id, row_id, data })
      const { result: changed } = await upsert('EXT_Desk_D03', { signal_qtd: 4, status: 'amber' })
      assert.deepEqual([changed.status, changed.outcome, changed.version], ['done', 'updated', 2])
      const { result: added } = await upsert('EXT_Desk_D04', { 담당: '정들', status: null })
      assert.deepEqual([added.outcome, added.version], ['inserted', 3])
      const { result: same } = await upsert('EXT_Desk_D03', { signal_qtd: 4 })
      assert.deepEqual([same.outcome, same.version], ['unchanged', 3])
      assert.deepEqual((await rows()).slice(2), [
        { play_id: 'EXT_Desk_D03', 담당: '박산', signal_qtd: '4', status: 'amber' },
        { play_id: 'EXT_Desk_D04', 담당: '정들', signal_qtd: '', status: '' },
      ])
      assert.match(bodyOf(database_id), /매주 금요일에 고칩니다\./)
    })
  })

describe('db_insert_row', () => {
  test('takes the key from row_id, or from the key column in data', async () => {
    const { call, database_id, rows } = await withPlayDb()
    await call('db_insert_row', { database_id, row_id: 'EXT_Desk_D04', data: { status: 'red' } })
    const { result } = await call('db_insert_row', {
      database_id,
      data: { PLAY_ID: ' EXT_Desk_D05 ', status: 'green' },
    })
    assert.equal(result.outcome, 'inserted')
    assert.deepEqual((await rows()).map((row: any) => `${row.play_id} ${row.status}`).slice(3), [
      'EXT_Desk_D04 red',
      'EXT_Desk_D05 green',
    ])
    const { isError, result: keyless } = await call('db_insert_row', { database_id, data: { status: 'red' } })
    assert.deepEqual([isError, keyless.code, keyless.fields[0]], [true, 'invalid', 'row_id'])
    assert.match(keyless.message, /"play_id" in data/)
  })

  test('leaves a row that is there already as it is, and says how to change it', async () => {
    const { call, database_id, bodyOf } = await withPlayDb()
    const before = bodyOf(database_id)
    const { isError, result } = await call('db_insert_row', {
      database_id,
      row_id: 'EXT_Desk_D01',
      data: { status: 'red' },
    })
    assert.deepEqual([isError, result.outcome, result.version], [false, 'exists', 1])
    assert.match(result.note, /db_upsert_row/)
    assert.equal(bodyOf(database_id), before)
  })

  test('knows rows by another column where that is named', async () => {
    const { call, database_id, rows } = await withPlayDb()
    const data = { 담당: '김하늘', play_id: 'EXT_Desk_D09' }
    const { result } = await call('db_insert_row', { database_id, data, key_column: '담당' })
    assert.equal(result.outcome, 'exists')
    await call('db_upsert_row', { database_id, row_id: '이바다', data: { status: 'green' }, key_column: '담당' })
    assert.equal((await rows())[1].status, 'green')
  })
})

describe('a row that cannot be written', () => {
  test('is refused at once: a column that is not there, a table that is unclear, a page that has moved on', async () => {
    const { call, addPage, database_id, fake, hub } = await withPlayDb()
    const wrong = await call('db_upsert_row', { database_id, row_id: 'EXT_Desk_D01', data: { 상태: 'red' } })
    assert.deepEqual([wrong.isError, wrong.result.code], [true, 'invalid'])
    assert.match(wrong.text, /no column "상태".*"play_id", "담당", "signal_qtd", "status"/)
    const twice = addPage('표 두 개', tableOf(['id', '값'], ['A', '1']) + tableOf(['id', '값'], ['A', '2']))
    const unclear = await call('db_upsert_row', { database_id: twice, row_id: 'A', data: { 값: 3 } })
    assert.match(unclear.text, /The page has 2 tables/)
    fake.edit(database_id, body => `${body}<p>사람이 썼다</p>`)
    const stale = await call('db_insert_row', { database_id, data: { play_id: 'EXT_Desk_D04' }, version: 1 })
    assert.match(stale.text, /version 2 .*read it again/)
    assert.deepEqual(await hub.deliveries(), [])

    const second = { database_id: twice, row_id: 'A', data: { 값: 3 }, table: { number: 2 } }
    assert.equal((await call('db_upsert_row', second)).result.outcome, 'updated')
    const { result } = await call('db_query', { database_id: twice, table: { number: 2 } })
    assert.deepEqual(result.rows, [{ id: 'A', 값: '3' }])
  })

  test('stands in a dry run as the difference that it would make', async () => {
    const { call, database_id, bodyOf, hub } = await withPlayDb()
    const before = bodyOf(database_id)
    const sent = { database_id, row_id: 'EXT_Desk_D02', data: { status: 'green' }, dry_run: true }
    const { isError, result } = await call('db_upsert_row', sent)
    assert.equal(isError, false)
    assert.match(result.plan, /~ confluence\.changePage .*upsert EXT_Desk_D02.*\n-.*amber.*\n\+.*green/s)
    assert.deepEqual([bodyOf(database_id), await hub.deliveries()], [before, []])
  })
})
