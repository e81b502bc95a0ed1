import { z } from 'zod'
import type { Task } from '../../../engine/automation.ts'
import { HubError } from '../../../engine/error.ts'
import type { Ctx } from '../options.ts'
import { data, database, keyColumn, rowId, table, version } from './arguments.ts'
import { placed } from './which-row.ts'
import { answersFor, keyFor, queued } from './written.ts'

const Row = z.strictObject({
  database_id: database,
  row_id: rowId,
  data,
  key_column: keyColumn,
  table,
  version: version.optional(),
})
type Row = z.output<typeof Row>

export const dbUpsertRow: Task<Row, Ctx> = {
  summary: 'Confluence 표의 행을 고치거나, 없으면 추가한다',
  input: Row,
  tool: {
    name: 'confluence.db_upsert_row',
    title: 'Change or add a table row on a Confluence page',
    description:
      'Writes cells of the row that says `row_id` in the key column (`key_column`); if there is none, the row is added below the others. Other cells and all of the page around stay as they are. Columns are called as on the page: db_query tells them.',
    destructive: true,
    idempotent: true,
    ...answersFor('changePage'),
  },
  run: async (ctx, row) => writeRow(ctx, 'upsert', await placed(ctx, row)),
}

const NewRow = Row.extend({
  row_id: rowId.optional().meta({
    description: 'What the row is to say in the key column; it may stand in `data` instead',
  }),
})
type NewRow = z.output<typeof NewRow>

export const dbInsertRow: Task<NewRow, Ctx> = {
  summary: 'Confluence 표에 행을 추가한다. 같은 키의 행이 있으면 그대로 둔다',
  input: NewRow,
  tool: {
    name: 'confluence.db_insert_row',
    title: 'Add a table row on a Confluence page',
    description:
      'Adds a row below the others. If a row says the same in the key column (`key_column`) already, nothing is written and the outcome is `exists`. Columns are called as on the page: db_query tells them.',
    idempotent: true,
    ...answersFor('changePage'),
  },
  run: async (ctx, row) => writeRow(ctx, 'insert', await withKey(ctx, await placed(ctx, row))),
}

type Keyed = Row & { key_column: string }

function writeRow(ctx: Ctx, op: 'upsert' | 'insert', { database_id, row_id, data, key_column, table, version }: Keyed) {
  const change = { op, key: row_id, values: data } as const
  const asked = { page: database_id, change: { kind: 'row', table, key: key_column, change }, version } as const
  return queued(ctx, { changePage: asked }, keyFor(ctx, `db-${op}-row`))
}

/** With the key of the row: as it was given, else what `data` says in the key column. */
async function withKey({ confluence }: Ctx, row: NewRow & { key_column: string }): Promise<Keyed> {
  if (row.row_id !== undefined) return { ...row, row_id: row.row_id }
  const names = Object.keys(row.data)
  const asked = { limit: 0, columns: [row.key_column, ...names] }
  const [key, ...columns] = (await confluence.table(row.database_id, row.table, asked)).columns
  const said = row.data[names[columns.indexOf(key!)] ?? ''] ?? ''
  if (String(said).trim() !== '') return { ...row, row_id: String(said).trim() }
  throw new HubError(
    'invalid',
    `The row needs a key: give row_id, or a value for the column "${key}" in data. If another column tells the rows apart, name it as key_column.`,
    {
      ko: `행의 키가 필요합니다. row_id를 주거나 data에 "${key}" 열의 값을 넣으십시오. 다른 열이 키라면 key_column으로 주십시오.`,
      field: { name: 'row_id', example: 'EXT_Desk_D01' },
    },
  )
}
