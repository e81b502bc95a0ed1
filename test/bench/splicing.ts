import { canonical } from '../../src/connectors/confluence/storage/canonical.ts'
import { keyIn } from '../../src/connectors/confluence/storage/key.ts'
import { parseStorage } from '../../src/connectors/confluence/storage/parse.ts'
import { regionNodes, withRegions } from '../../src/connectors/confluence/storage/region.ts'
import { splice } from '../../src/connectors/confluence/storage/splice.ts'
import { replaceRow, type Table, tablesOf } from '../../src/connectors/confluence/storage/table.ts'
import {
  bullets,
  heading,
  link,
  lozenge,
  paragraph,
  type StorageNode,
  table,
} from '../../src/connectors/confluence/storage/tree.ts'
import { writeStorage } from '../../src/connectors/confluence/storage/write.ts'
import type { Bench, Figure } from './figures.ts'

const size = 2_000_000
const identity = 'deploy-report/web/2026-W48'

/** What an edit of one row costs on a page of 2 MB, step by step, and an update of one region there. */
export const splicing: Bench = async ({ quick, say }) => {
  const { body, wanted, rows } = page()
  const times: Record<string, number[]> = {}
  const timed = <T>(name: string, work: () => T): T => {
    const from = performance.now()
    const result = work()
    times[name] = [...(times[name] ?? []), performance.now() - from]
    return result
  }
  const repeats = quick ? 5 : 30
  // The first rounds are those in which V8 compiles.
  for (let round = -5; round < repeats; round++) {
    if (round === 0) for (const name of Object.keys(times)) delete times[name]
    const document = timed('parse', () => parseStorage(body))
    const [found, row] = timed('find the row', () => rowOf(tablesOf(document), wanted))
    const after = timed('splice', () => splice(body, replaceRow(found, row, [undefined, [`바뀐 제목 ${round}`]])))
    if (after.length === body.length) throw new Error('the row was not changed')
    const regions = [{ name: 'summary', content: [paragraph(`바뀐 요약 ${round}`)] }]
    timed('update one region', () => withRegions(body, identity, regions))
  }
  say(`  a page of ${body.length} characters, ${rows} rows`)
  const aims: Record<string, number> = { parse: 100, 'find the row': 50, splice: 50 }
  const figures = Object.entries(times).map(
    ([name, values]): Figure => ({ name, unit: 'ms', values, aim: name in aims ? { atMost: aims[name]! } : undefined }),
  )
  figures[0]!.note = `${(Buffer.byteLength(body) / 1e6).toFixed(1)} MB as UTF-8, ${rows} rows`
  figures.at(-1)!.note = 'parsed, compared and spliced'
  return figures
}

/** As people find a row: by the table that has the column, then by what stands there. */
function rowOf(tables: readonly Table[], key: string): [Table, number] {
  for (const found of tables) {
    const column = found.headers.indexOf('이슈')
    const row = found.grid.findIndex(cells => cells[column] && keyIn(cells[column].element.children) === key)
    if (row >= 0) return [found, row]
  }
  throw new Error(`no row ${key}`)
}

/** Weeks of deployments with people's notes between them, with the ids that the server gives. */
function page() {
  const parts: string[] = [writeStorage(regionNodes(identity, [{ name: 'summary', content: [paragraph('배포 3건')] }]))]
  let [bytes, rows] = [0, 0]
  for (let week = 1; bytes < size; week++) {
    const lines = Array.from({ length: 50 }, (): StorageNode[][] => {
      const key = `DEP-${++rows}`
      return [
        [link(`https://example.com/browse/${key}`, key)],
        [`결제 서버 <${rows}> 배포 & 점검`],
        [lozenge('완료', 'Green')],
      ]
    })
    const notes = [
      heading(2, `${week}주차`),
      paragraph('김지은: 점검 시간을 "23시"로 옮겼습니다.'),
      bullets([['확인'], ['공지']]),
    ]
    const text = writeStorage([...notes, table(['이슈', '제목', '상태'], lines)])
    const saved = text.replace(/<(p|tr|td|h2|li)>/g, (_, name) => `<${name} local-id="${crypto.randomUUID()}">`)
    parts.push(saved)
    bytes += Buffer.byteLength(saved)
  }
  const body = parts.join('')
  if (canonical(body).includes('local-id')) throw new Error('ids are not told from text')
  return { body, wanted: `DEP-${rows - 7}`, rows }
}
