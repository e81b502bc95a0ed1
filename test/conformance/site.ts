import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { confluenceFake } from '../../src/connectors/confluence/fake.ts'
import { heading, paragraph, type StorageNode, table } from '../../src/connectors/confluence/index.ts'
import { writeStorage } from '../../src/connectors/confluence/storage/write.ts'

const play = 'EXT_Desk_D01'
const counts = ['activity_qtd', 'signal_qtd', 'brief_qtd', 's2_qtd', 's3_qtd']
const logColumns = ['log_id', 'play_id', 'action_type', 'title', 'url', 'actor', 'created_at']

/** A Confluence Cloud on loopback with the pages that the Confluence sync keeps, and what a hub is told of it. */
export async function siteOnLoopback() {
  let answer: (request: Request) => Promise<Response>
  const server = serve({ fetch: request => answer(request), hostname: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake = confluenceFake({ kind: 'cloud', origin })
  answer = fake.fetch
  const page = (title: string, ...body: StorageNode[]) =>
    fake.addPage({ space: 'AX', title, body: writeStorage(body) }).id
  const ids = {
    todo: page('Project TODO', heading(2, '할 일')),
    plays: page('Play DB', playTable()),
    log: page('Action Log', table(logColumns, [])),
    live: page('세미나 파이프라인', heading(2, '로그'), paragraph('처음')),
  }
  return {
    play,
    ids,
    settings: {
      ...fake.settings,
      CONFLUENCE_TODO_PAGE_ID: ids.todo,
      CONFLUENCE_PLAY_DB_PAGE_ID: ids.plays,
      CONFLUENCE_ACTION_LOG_PAGE_ID: ids.log,
    },
    /** The section of dure.yaml. */
    yaml: `confluence-sync:\n  live_docs:\n    ${play}: '${ids.live}'\n`,
    /** Of its storage. */
    bodyOf: (id: string) => fake.pages.get(id)?.body ?? '',
    /** The search index catches up with what was saved. */
    reindex: fake.reindex,
    titles: () => [...fake.pages.values()].map(({ title }) => title),
    end: () => void server.close(),
  }
}
export type Site = Awaited<ReturnType<typeof siteOnLoopback>>

const playTable = () =>
  table(
    ['play_id', '담당', ...counts, 'status', 'last_updated'],
    [
      [[play], ['김하늘'], ...counts.map(() => ['0']), [], []],
      [['EXT_Desk_D02'], ['이바다'], ...counts.map(() => ['0']), [], []],
    ],
  )
