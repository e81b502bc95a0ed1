import { deepEqual, equal, match } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { sampleOf } from '../../src/automations/work-log/sample.ts'
import type { Called } from './inspector.ts'
import type { Site } from './site.ts'

export type Call = (tool: string, input: object) => Promise<Called>

/** What a team's agent would do: each tool of the Confluence sync, some twice, and the pages say so. */
export async function callSync(call: Call, { play, ids, bodyOf, reindex }: Site) {
  const told = async (tool: string, input: object) => (await call(tool, input)).structuredContent
  const id = 'brief-2026-0001'
  const event = { id, type: 'brief.created', play_id: play, title: '제안서 초안을 보냈다', actor: '김하늘' }
  equal((await told('record_event', event)).status, 'accepted')
  equal((await told('record_event', event)).status, 'known')
  deepEqual((await told('list_events', { play_id: play })).events.map(idOf), [id])
  await until(() => bodyOf(ids.log).includes(id) && bodyOf(ids.live).includes(event.title), 'the event is on no page')
  reindex()
  const { page_id: todo } = await told('create_play_todo_page', { play_id: play })
  equal((await told('create_play_todo_page', { play_id: play })).status, 'there')
  match(bodyOf(todo), /첫 작업을 적으십시오/)
  deepEqual((await told('confluence.search_pages', { query: '파이프라인', space: 'AX' })).pages.map(pageIdOf), [
    ids.live,
  ])
  match((await told('confluence.get_page', { page_id: ids.live })).markdown, /## 로그/)
  await callPages(told, ids.todo, bodyOf)
  await callTable(told, ids.plays, play)
}

const idOf = ({ id }: { id: string }) => id
const pageIdOf = ({ page_id }: { page_id: string }) => page_id

type Told = (tool: string, input: object) => Promise<any>

async function callPages(told: Told, parent_id: string, bodyOf: Site['bodyOf']) {
  const page = { title: '주간 회의록', body_md: '## 참석\n\n김하늘\n\n## 결정\n\n없음', parent_id }
  const { page_id, version, status } = await told('confluence.create_page', page)
  equal(status, 'done')
  const section = { page_id, version, heading: '결정', body_md: '## 결정\n\n데모를 **연다**' }
  equal((await told('confluence.update_page', section)).outcome, 'updated')
  const addition = { page_id, append_md: '- 초대장 발송', heading: '참석' }
  equal((await told('confluence.append_to_page', addition)).outcome, 'appended')
  match(bodyOf(page_id), /김하늘.*초대장 발송.*데모를 <strong>연다/s)
}

async function callTable(told: Told, database_id: string, play: string) {
  const rows = await told('confluence.db_query', { database_id, where: { play_id: play }, columns: ['담당'] })
  deepEqual(rows.rows, [{ 담당: '김하늘' }])
  const change = { database_id, row_id: play, data: { 담당: '이바다' } }
  equal((await told('confluence.db_upsert_row', change)).outcome, 'updated')
  const addition = { database_id, row_id: 'EXT_Desk_D03', data: { 담당: '박산들' } }
  equal((await told('confluence.db_insert_row', addition)).outcome, 'inserted')
}

/** Each tool of the work log once. */
export async function callWorkLog(call: Call) {
  const { id } = (await call('create_daily_log', sampleOf('ko'))).structuredContent
  equal((await call('get_daily_log', { id })).structuredContent.id, id)
  deepEqual((await call('search_daily_logs', { category: sampleOf('ko').category })).structuredContent.logs.map(idOf), [
    id,
  ])
  deepEqual((await call('get_summaries', {})).structuredContent.summaries, [])
}

/** What follows by itself takes its time. */
async function until(holds: () => boolean, otherwise: string) {
  for (let waited = 0; !holds(); waited += 100) {
    if (waited > 20_000) throw new Error(otherwise)
    await sleep(100)
  }
}
