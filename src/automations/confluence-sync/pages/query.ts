import { z } from 'zod'
import type { Task } from '../../../engine/automation.ts'
import type { Ctx } from '../options.ts'
import { columns, database, table } from './arguments.ts'
import { DataMark, dataMark, framed, upTo } from './as-data.ts'
import { tableAsked } from './which-row.ts'

const Word = z.union([z.string().max(5000), z.number()])

const Tests = z.strictObject({
  eq: Word.optional(),
  ne: Word.optional(),
  contains: Word.optional(),
  in: z.array(Word).max(500).optional(),
  gt: Word.optional(),
  gte: Word.optional(),
  lt: Word.optional(),
  lte: Word.optional(),
  empty: z.boolean().optional(),
})

const Asked = z.strictObject({
  database_id: database,
  table,
  where: z
    .record(z.string().min(1).max(500), z.union([Word, z.null(), Tests]))
    .default({})
    .meta({
      description:
        'What columns must say, all of it: a value, null for an empty cell, or tests (eq, ne, contains, in, gt, gte, lt, lte, empty). Numbers and dates are compared as such',
      example: { status: 'green', signal_qtd: { gte: 3 } },
    }),
  sort: columns
    .optional()
    .meta({ description: 'Columns to order by; `-` before one turns it round', example: ['-signal_qtd', 'play_id'] }),
  columns: columns.optional().meta({ description: 'Only these columns of each row', example: ['play_id', 'status'] }),
  limit: z.int().min(1).max(500).default(50).meta({ description: 'At most so many rows', example: 50 }),
  offset: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .meta({ description: 'Rows to skip: `next_offset` of the answer before' }),
})

const Rows = z.object({
  content_is: DataMark,
  page_id: z.string(),
  title: z.string(),
  url: z.string(),
  version: z.int().meta({ description: 'For `version` of the tools that write' }),
  columns: z.array(z.string()).meta({ description: 'Names as on the page; of several that are alike with a number' }),
  rows: z.array(z.record(z.string(), z.string())).meta({ description: 'What people read in each cell, by column' }),
  total: z.int().meta({ description: 'How many rows fit in all' }),
  next_offset: z.int().optional().meta({ description: 'Where there are more rows: go on with it as `offset`' }),
})
type Rows = z.output<typeof Rows>

/** So many characters of rows at once, unless a single one has more. */
const mostCharacters = 100_000

export const dbQuery: Task<z.output<typeof Asked>, Ctx, Rows> = {
  summary: 'Confluence 페이지의 표를 DB처럼 조회한다',
  input: Asked,
  tool: {
    name: 'confluence.db_query',
    title: 'Query a table on a Confluence page',
    description:
      'Reads rows of a table that stands on a page, filtered, sorted and page by page. Columns are called as on the page: with limit 1 you learn their names. If the page has several tables, say which by `table`.',
    reads: true,
    output: Rows,
    show: ({ content_is: _, columns, rows, ...facts }: Rows) =>
      framed({
        facts: { ...facts, rows: rows.length },
        content: JSON.stringify({ columns, rows }, null, 1),
        ...(facts.next_offset !== undefined && {
          hint: `There are more rows: go on with offset ${facts.next_offset}.`,
        }),
      }),
  },
  run: query,
}

async function query(ctx: Ctx, { database_id, table, ...asked }: z.output<typeof Asked>): Promise<Rows> {
  const meant = tableAsked(ctx, { database_id, table })
  const { page, columns, records, total } = await ctx.confluence.table(database_id, meant, asked)
  const rows = upTo(mostCharacters, records)
  const next = asked.offset + rows.length
  const { id, ...named } = page
  const told = { ...dataMark, page_id: id, ...named, columns, rows, total }
  return rows.length > 0 && next < total ? { ...told, next_offset: next } : told
}
