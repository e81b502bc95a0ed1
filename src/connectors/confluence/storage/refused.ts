import { HubError } from '../../../engine/error.ts'
import type { Column, Records } from './records.ts'
import { nameOf } from './table.ts'

const refused = (en: string, ko: string) => new HubError('invalid', en, { ko })

/** Lines as people count them on the page, the header among them: `rows 3 and 7`. */
function places({ table }: Records, lines: readonly number[]): { en: string; ko: string } {
  const numbers = lines.map(line => line + 1)
  const [one, ko] = table.header === 'column' ? ['column', '열'] : ['row', '행']
  const last = numbers.at(-1)
  const en = numbers.length > 1 ? `${one}s ${numbers.slice(0, -1).join(', ')} and ${last}` : `${one} ${last}`
  return { en, ko: numbers.map(number => `${number}${ko}`).join(', ') }
}

export const emptyKey = ({ name }: Column) =>
  refused(
    `A record is known by its "${name}", which is empty here. Give it one.`,
    `"${name}" 값이 비어 있어 어느 행인지 알 수 없습니다. 값을 적으십시오.`,
  )

export function sameKey(records: Records, { name }: Column, key: string, lines: readonly number[]): HubError {
  const [table, where] = [nameOf(records.table), places(records, lines)]
  return refused(
    `In ${table.en}, ${where.en} say the same in "${name}": "${key}". Keep one of them, or tell them apart there.`,
    `${table.ko}의 ${where.ko}에서 "${name}" 값이 "${key}"로 같습니다. 하나만 남기거나 값을 다르게 고치십시오.`,
  )
}

export function total(records: Records, key: string, line: number): HubError {
  const [table, where] = [nameOf(records.table), places(records, [line])]
  return refused(
    `In ${table.en}, "${key}" stands in ${where.en}, which holds the totals: it is at the end and begins with a header cell or a word like 합계 (total). Move it up or make its first cell an ordinary one if it is a record.`,
    `${table.ko}에서 "${key}"는 ${where.ko}, 곧 합계 행에 있습니다(맨 끝에 있고 첫 칸이 머리글이거나 합계라는 말). 합계가 아니면 위로 옮기거나 첫 칸을 보통 칸으로 바꾸십시오.`,
  )
}

export const columnTwice = ({ name }: Column) =>
  refused(
    `Two values are given for the column "${name}". Give one.`,
    `"${name}" 열에 값이 두 번 주어졌습니다. 하나만 주십시오.`,
  )

export function columnBesideTitle({ table }: Records, name: string): HubError {
  const { en, ko } = nameOf(table)
  return refused(
    `In ${en}, a title is merged over all columns, so that "${name}" cannot be added beside it. Add the column in the editor.`,
    `${ko}에는 모든 열에 걸쳐 병합된 제목이 있어 "${name}" 열을 추가할 수 없습니다. 편집기에서 열을 추가하십시오.`,
  )
}

export const otherKey = ({ name }: Column, key: string) =>
  refused(
    `What is to be written into "${name}" does not read as the key "${key}". Leave it out, or delete the record and insert it under its new key.`,
    `"${name}" 열에 쓸 값이 키 "${key}"와 다릅니다. 빼거나, 행을 지우고 새 키로 다시 추가하십시오.`,
  )

export function noCell(records: Records, line: number, { name }: Column): HubError {
  const [table, where] = [nameOf(records.table), places(records, [line])]
  return refused(
    `In ${table.en}, ${where.en} is too short: it has no cell for "${name}". Open the page in the editor and save it, which fills it up, or add the cell there.`,
    `${table.ko}의 ${where.ko}에 "${name}" 칸이 없습니다. 편집기에서 페이지를 열어 칸을 채우고 저장하십시오.`,
  )
}

/** For a cell that is merged over lines, of which one alone is meant. */
export function mergedLines(records: Records, lines: readonly number[]): HubError {
  const [table, where] = [nameOf(records.table), places(records, lines)]
  return refused(
    `In ${table.en}, a cell is merged over ${where.en}, so that none of them can be changed alone. Split it in the editor.`,
    `${table.ko}의 ${where.ko}에 걸쳐 병합된 칸이 있어 그 가운데 하나만 바꿀 수 없습니다. 편집기에서 셀을 나누십시오.`,
  )
}

/** For a cell that is merged over columns, of which one alone is meant. */
export function mergedColumns(records: Records, line: number, columns: readonly Column[]): HubError {
  const [table, where] = [nameOf(records.table), places(records, [line])]
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  return refused(
    `In ${table.en}, one cell of ${where.en} is merged over ${names}. Split it in the editor.`,
    `${table.ko}의 ${where.ko}에서 ${names}에 걸쳐 병합된 칸이 있습니다. 편집기에서 셀을 나누십시오.`,
  )
}
