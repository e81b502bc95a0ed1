import { keyOf, type TableAnchor } from '../../../connectors/confluence/index.ts'
import { HubError } from '../../../engine/error.ts'
import type { Ctx } from '../options.ts'

/** A table of a page as an agent names it; `{}` is whichever there is. */
interface Place {
  database_id: string
  table: TableAnchor
}

interface AskedRow extends Place {
  row_id?: string
  key_column?: string
}

/** The table that is meant: where none is named, on the pages of the Play DB and the Action Log that of dure.yaml. */
export const tableAsked = (ctx: Ctx, { database_id, table }: Place): TableAnchor =>
  isNamed(table) ? table : (keptTable(ctx, database_id)?.table ?? table)

/** With the table that is meant and the column of its keys. Refuses to guess: a wrong one makes a row that nobody wanted. */
export async function placed<Asked extends AskedRow>(ctx: Ctx, asked: Asked): Promise<Asked & { key_column: string }> {
  const key_column = asked.key_column ?? (await keyColumnOf(ctx, asked))
  return { ...asked, table: tableAsked(ctx, asked), key_column }
}

const isNamed = (table: TableAnchor) => Object.keys(table).length > 0

/** What dure.yaml says of the one table on this page that the hub keeps itself. */
function keptTable({ settings, options }: Ctx, page: string): { table: TableAnchor; key: string } | undefined {
  const { play_db, action_log } = options
  const kept = [
    { page: settings.CONFLUENCE_PLAY_DB_PAGE_ID, table: play_db.table, key: play_db.columns.play_id },
    { page: settings.CONFLUENCE_ACTION_LOG_PAGE_ID, table: action_log.table, key: action_log.columns.log_id },
  ].filter(one => one.page === page)
  return kept.length === 1 ? kept[0] : undefined
}

async function keyColumnOf(ctx: Ctx, { database_id, table, row_id }: AskedRow): Promise<string> {
  const kept = keptTable(ctx, database_id)
  if (kept && !isNamed(table)) return kept.key
  const { columns, records } = await ctx.confluence.table(database_id, table)
  const names = columns.filter(name => !nameless.test(name))
  if (names.length === 0) throw withoutNames()
  // The page may have other tables beside the one that the hub keeps.
  const own = kept && names.find(name => isSame(name, kept.key))
  const found = own ?? columnSaying(row_id, names, records) ?? firstKey(row_id, names, records)
  if (found === undefined) throw unclear(names)
  return found
}

/** Several columns without a name are told apart by their numbers. */
const nameless = /^(\(\d+\))?$/

type Records = readonly Record<string, string>[]

/** The one column in which exactly one record says so. A number may be a count: that is looked for among keys alone. */
function columnSaying(asked: string | undefined, names: readonly string[], records: Records): string | undefined {
  if (asked === undefined) return undefined
  const saying = names
    .filter(name => !isNumber(asked) || isKeyName(name))
    .filter(name => records.filter(record => isSame(record[name]!, asked)).length === 1)
  return saying.length === 1 ? saying[0] : undefined
}

/** The first column, if it is called like a key. Where it only numbers the rows, it is no key for words. */
function firstKey(asked: string | undefined, [first]: readonly string[], records: Records): string | undefined {
  if (first === undefined || !isKeyName(first)) return undefined
  const said = records.map(record => record[first]!).filter(Boolean)
  const isForWords = asked !== undefined && !isNumber(asked)
  return isForWords && said.length > 0 && said.every(isNumber) ? undefined : first
}

const isKeyName = (name: string) => /(id|key|code|no\.?|번호|코드|키)$/i.test(keyOf(name))
const isNumber = (text: string) => /^[+-]?\d[\d,.]*$/.test(keyOf(text))

const isSame = (left: string, right: string) => keyOf(left) === keyOf(right)

const withoutNames = () =>
  new HubError('invalid', 'No column of the table has a name. Write names into its header row.', {
    ko: '표의 열에 이름이 없습니다. 머리글 행에 이름을 적으십시오.',
  })

function unclear(names: readonly string[]): HubError {
  const listed = names.map(name => `"${name}"`).join(', ')
  return new HubError(
    'invalid',
    `Nothing tells in which column of the table the key of a row stands, so nothing was written. Give it as key_column: one of ${listed}.`,
    {
      ko: `표의 어느 열이 행의 키인지 알 수 없어 아무것도 쓰지 않았습니다. 다음 가운데 하나를 key_column으로 주십시오: ${listed}.`,
      field: { name: 'key_column', example: names.find(isKeyName) ?? names[0] },
    },
  )
}
