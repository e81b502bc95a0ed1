import { createHttp } from '../../engine/http.ts'
import { testClock } from '../../engine/http-testing.ts'
import type { Io, Log } from '../../engine/io.ts'
import { type ConfluenceFake, confluenceFake } from './fake.ts'
import { confluence, heading, paragraph, strong, table } from './index.ts'
import type { NewPage, PageEdit, Region } from './words.ts'

type Fetch = (url: URL, init: RequestInit) => Promise<Response>

export interface StageOptions {
  kind?: 'cloud' | 'server'
  /** Settings that differ from those of the fake. */
  settings?: Record<string, string | undefined>
  /** Instead of the fake's own, which is handed in. */
  fetch?: (url: URL, init: RequestInit, genuine: Fetch) => Promise<Response>
}

/** A client of the connector on a fake site, over the engine's own HTTP, in a time that passes by itself. */
export function stage({ kind = 'cloud', settings = {}, fetch }: StageOptions = {}) {
  const fake: ConfluenceFake = confluenceFake({ kind })
  const { clock, pauses } = testClock()
  const lines: { level: string; message: string; fields?: Record<string, unknown> }[] = []
  const line = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, message, fields })
  const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  const through: Fetch = (url, init) => (fetch ? fetch(url, init, fake.fetch) : fake.fetch(url, init))
  const http = createHttp({ fetch: through, clock, random: () => 0.5, log })
  const io: Io = { http, clock, random: () => 0.5, log, dataDir: '.', timeZone: 'Asia/Seoul' }
  const connect = () => confluence.connect({ ...fake.settings, ...settings } as never, io)
  return { fake, client: connect(), connect, pauses, lines }
}

/** Loses the answer of the first save: it arrives, and nobody is told. */
export function losing(): StageOptions {
  let lose = true
  return {
    fetch: async (url, init, genuine) => {
      const answer = await genuine(url, init)
      if (init.method !== 'PUT' || !lose) return answer
      lose = false
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
    },
  }
}

/** The page of the tests, with regions that hold each a line. */
export const weekly = (lines: Record<string, string> = { summary: '배포 3건' }): NewPage => ({
  space: 'DEPLOY',
  title: '주간 배포 리스트 2026-W48',
  identity: 'deploy-report/web/2026-W48',
  regions: regionsOf(lines),
  note: '이슈 3건',
})

/** What the tests want of that page once it is there. */
export const weeklyEdit = (page: string, lines: Record<string, string>): PageEdit => ({
  page,
  identity: 'deploy-report/web/2026-W48',
  regions: regionsOf(lines),
  note: '이슈가 바뀜',
})

const regionsOf = (lines: Record<string, string>): Region[] =>
  Object.entries(lines).map(([name, line]) => ({
    name,
    content: [heading(2, name), table(['이슈', '상태'], [[[line], [strong('진행 중')]]]), paragraph()],
  }))
