import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromJsonSchema } from '@modelcontextprotocol/server'
import { pageTools, playDb } from '../../../../test/page-tools-scene.ts'

const listed = async (ask: Awaited<ReturnType<typeof pageTools>>['ask']) => (await ask('tools/list')).result.tools

test('the eight tools have the names of the description, and say which of them read, and which may take away', async () => {
  const { ask } = await pageTools()
  const tools = await listed(ask)
  assert.deepEqual(
    tools.map(({ name, annotations }: any) => {
      const { readOnlyHint, destructiveHint, idempotentHint } = annotations
      return `${name}${readOnlyHint ? ' reads' : ''}${destructiveHint ? ' destroys' : ''}${idempotentHint ? ' repeats' : ''}`
    }),
    [
      'confluence.search_pages reads',
      'confluence.get_page reads',
      'confluence.create_page',
      'confluence.update_page destroys repeats',
      'confluence.append_to_page',
      'confluence.db_query reads',
      'confluence.db_upsert_row destroys repeats',
      'confluence.db_insert_row repeats',
    ],
  )
})

test('each tool has arguments and a result that are objects, and each argument a description', async () => {
  const { ask } = await pageTools()
  for (const { name, inputSchema, outputSchema } of await listed(ask)) {
    assert.deepEqual([inputSchema.type, outputSchema.type], ['object', 'object'], name)
    for (const [argument, schema] of Object.entries<any>(inputSchema.properties))
      assert.ok(schema.description, `${name}: ${argument}`)
  }
  const required = Object.fromEntries((await listed(ask)).map((tool: any) => [tool.name, tool.inputSchema.required]))
  assert.deepEqual(required['confluence.update_page'], ['page_id', 'body_md', 'version'])
  assert.deepEqual(required['confluence.db_upsert_row'], ['database_id', 'row_id', 'data'])
  assert.deepEqual(required['confluence.search_pages'], undefined)
})

test('what each tool answers is as its schema says, dry runs and what waits included', async () => {
  const { ask, call, addPage, fake, home } = await pageTools()
  const page_id = addPage('Play DB', playDb)
  fake.reindex()
  const schemas = new Map(
    (await listed(ask)).map(({ name, outputSchema }: any) => [name, fromJsonSchema(outputSchema)]),
  )
  const check = async (tool: string, sent: object) => {
    const { isError, result, text } = await call(tool, sent)
    assert.ok(!isError, text)
    const schema: any = schemas.get(`confluence.${tool}`)
    assert.equal((await schema['~standard'].validate(result)).issues, undefined, tool)
    return schema
  }
  await check('search_pages', { query: 'Play' })
  await check('get_page', { page_id })
  await check('get_page', { page_id, format: 'storage' })
  await check('get_page', { page_id, max_chars: 100 })
  const rows = await check('db_query', { database_id: page_id, limit: 1 })
  assert.ok((await rows['~standard'].validate({ rows: 1 })).issues, 'the schema refuses what is no result')
  for (const dry_run of [true, false]) {
    const title = '새 페이지'
    await check('create_page', { title, body_md: '글', parent_id: home, dry_run })
    await check('append_to_page', { page_id, append_md: '글', dry_run })
    await check('db_upsert_row', { database_id: page_id, row_id: 'EXT_Desk_D01', data: { status: 'red' }, dry_run })
    await check('db_insert_row', { database_id: page_id, row_id: 'EXT_Desk_D01', data: {}, dry_run })
  }
  const { result } = await call('get_page', { page_id })
  await check('update_page', { page_id, body_md: `${result.markdown}\n글\n`, version: result.version })
  fake.state.instead = ({ method }) => (method === 'PUT' ? new Response('busy', { status: 503 }) : undefined)
  await check('append_to_page', { page_id, append_md: '글' })
})
