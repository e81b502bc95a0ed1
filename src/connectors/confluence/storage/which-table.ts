import { HubError } from '../../../engine/error.ts'
import type { StorageDocument } from './parse.ts'
import { columnNamed, type Records, recordsOf } from './records.ts'
import { askedTitle } from './section.ts'
import { type Table, tablesOf } from './table.ts'

/** Which table of a page is meant: one that fits all that is given. Of a page with a single table nothing need be said. */
export interface TableAnchor {
  /** A heading that it stands under, of whatever level. */
  heading?: string
  /** Columns that it has, among others. */
  columns?: readonly string[]
  /** Which of those that fit, in the order of the page, counted from one. */
  number?: number
}

/** The table that is meant. Throws `invalid` where none or several fit, with those there are, and where it has no header. */
export function tableAt(document: StorageDocument, anchor: TableAnchor): Records {
  const tables = tablesOf(document)
  const fitting = tables.filter(table => isUnder(table, anchor.heading) && hasColumns(table, anchor.columns))
  const { number } = anchor
  const chosen = number === undefined && fitting.length === 1 ? fitting[0] : fitting[(number ?? 0) - 1]
  if (!chosen) throw unclear(anchor, tables, fitting)
  return recordsOf(chosen)
}

const isUnder = ({ path }: Table, heading: string | undefined) =>
  heading === undefined || path.includes(askedTitle(heading))

function hasColumns(table: Table, asked: readonly string[] = []): boolean {
  if (asked.length === 0) return true
  if (table.header === 'none') return false
  const { columns } = recordsOf(table)
  return asked.every(name => columnNamed(columns, name))
}

function unclear(anchor: TableAnchor, tables: readonly Table[], fitting: readonly Table[]): HubError {
  const { en, ko } = askedFor(anchor)
  const [count, { number }] = [fitting.length, anchor]
  if (tables.length === 0)
    return new HubError('invalid', 'The page has no table. Make one on it, with a header row that names its columns.', {
      ko: '페이지에 표가 없습니다. 열 이름이 적힌 머리글 행이 있는 표를 먼저 만드십시오.',
    })
  if (count === 0)
    return new HubError('invalid', `No table of the page fits (${en}). It has: ${listed(tables, english)}`, {
      ko: `찾는 조건(${ko})에 맞는 표가 페이지에 없습니다. 있는 표: ${listed(tables, korean)}`,
    })
  const missing = number === undefined ? '' : ` There is no number ${number} among them.`
  const missingKo = number === undefined ? '' : ` 그 가운데 ${number}번은 없습니다.`
  const tablesThere = `${count} ${count === 1 ? 'table' : 'tables'}`
  if (en === '')
    return new HubError(
      'invalid',
      `The page has ${tablesThere}: ${listed(fitting, english)}.${missing} ${choose.en}.`,
      {
        ko: `페이지에 표가 ${count}개 있습니다: ${listed(fitting, korean)}.${missingKo} ${choose.ko}.`,
      },
    )
  return new HubError(
    'invalid',
    `${count} of the page's tables fit (${en}).${missing} ${choose.en}: ${listed(fitting, english)}`,
    {
      ko: `페이지의 표 ${count}개가 찾는 조건(${ko})에 맞습니다.${missingKo} ${choose.ko}: ${listed(fitting, korean)}`,
    },
  )
}

const choose = {
  en: 'Say which by its heading, its columns or its number',
  ko: '제목(heading), 열(columns), 번호(number) 가운데 하나로 고르십시오',
}

/** What an anchor asks for, but for the number, in words. */
function askedFor({ heading, columns = [] }: TableAnchor) {
  const names = columns.map(name => `"${name}"`).join(', ')
  const en = [heading !== undefined && `under heading "${heading}"`, names && `with columns ${names}`]
  const ko = [heading !== undefined && `제목 "${heading}" 아래`, names && `열 ${names}`]
  return { en: en.filter(Boolean).join(', '), ko: ko.filter(Boolean).join(', ') }
}

interface Told {
  under: string
  rows: number
  columns: string
}
const english = ({ under, rows, columns }: Told) =>
  `${under && `under "${under}", `}${columns || 'without a header'}, ${rows} ${rows === 1 ? 'row' : 'rows'}`
const korean = ({ under, rows, columns }: Told) =>
  `${under && `"${under}" 아래, `}${columns || '머리글 없음'}, ${rows}행`

const mostListed = 20

/** Each with the number that chooses it among these. */
function listed(tables: readonly Table[], inWords: (table: Told) => string): string {
  const lines = tables.slice(0, mostListed).map((table, index) => {
    const records = table.header === 'none' ? undefined : recordsOf(table)
    const columns = records?.columns.map(({ name }) => name).join(' | ') ?? ''
    const rows = records ? records.to - records.from : table.rows.length
    return `(${index + 1}) ${inWords({ under: table.path.join(' › '), rows, columns })}`
  })
  return [...lines, ...(tables.length > mostListed ? ['…'] : [])].join('; ')
}
