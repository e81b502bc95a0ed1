import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { defineAutomation, type Task, type Waited } from '../engine/automation.ts'
import { type ManualClock, manualClock } from '../engine/clock-testing.ts'
import { type ErrorCode, HubError } from '../engine/error.ts'
import type { Count } from '../engine/health.ts'
import type { Log } from '../engine/io.ts'
import type { LoadedAutomation } from '../engine/parts.ts'
import { type Api, type App, createApp } from './app.ts'
import type { Desk } from './desk.ts'

const Note = z.strictObject({
  title: z.string().min(1).max(100).meta({ description: '한 줄 요약', example: '결제 서버 배포' }),
  body: z.string().max(100_000),
  kind: z.enum(['신규기능', '버그픽스', '기타']),
  tags: z
    .array(z.string().min(1).max(50))
    .max(50)
    .meta({ example: ['Node.js'] }),
  date: z.iso.date().optional().meta({ example: '2026-11-20' }),
  stars: z.int().min(1).max(5).default(3),
  link: z.url().nullable().optional(),
})
type NoteOf = z.output<typeof Note>

/** A right body for `POST /notes`. */
export const note = {
  title: '결제 서버 배포',
  body: '점검 없이 배포했다.\n되돌린 것은 없다.',
  kind: '기타',
  tags: ['Node.js', 'PostgreSQL'],
}

const replies = { 201: { description: '기록했다', body: z.object({ id: z.string() }) }, 202: { description: '받았다' } }

/** An automation with one route of each kind. What it writes goes into `notes`. */
export function noticeBoard() {
  const notes = new Map<string, NoteOf>()
  const noted = (id: string) => {
    const found = notes.get(id)
    if (!found) throw new HubError('not_found', `there is no note ${id}`)
    return { id, ...found }
  }
  const automation = defineAutomation({
    name: 'board',
    title: '게시판',
    uses: {},
    tasks: {
      write: {
        summary: '메모를 남긴다',
        input: Note,
        route: {
          path: 'POST /notes',
          waitFor: ({ delivery }: { delivery?: string }) =>
            delivery === undefined ? undefined : { connector: 'paper', write: 'print', key: delivery },
          waitMs: 700,
          reply: ({ id }: { id: string }, waited) =>
            waited?.state === 'open'
              ? { status: 202, body: { id } }
              : { status: 201, body: { id, ...waited }, headers: { location: `/notes/${id}` } },
          replies,
        },
        async run(_, input: NoteOf) {
          const id = String(notes.size + 1)
          notes.set(id, input)
          return { id, ...(input.title.startsWith('print') && { delivery: input.title }) }
        },
      } as Task,
      list: {
        summary: '메모를 찾는다',
        input: z.strictObject({
          q: z.string().optional(),
          tag: z.array(z.string()).optional(),
          limit: z.int().min(1).max(100).default(20),
          open: z.boolean().optional(),
        }),
        route: 'GET /notes',
        run: async (_, input: unknown) => ({ asked: input, notes: [...notes.keys()] }),
      } as Task,
      newest: { summary: '새 메모', route: 'GET /notes/newest', run: async () => 'newest' } as Task,
      show: {
        summary: '메모를 본다',
        input: z.strictObject({ id: z.string() }),
        route: 'GET /notes/{id}',
        run: async (_, { id }: { id: string }) => noted(id),
      } as Task,
      change: {
        summary: '메모를 고친다',
        input: Note.extend({ id: z.string() }),
        route: 'PUT /notes/{id}',
        async run(_, { id, ...input }: NoteOf & { id: string }) {
          noted(id)
          notes.set(id, input)
          return { id }
        },
      } as Task,
      drop: {
        summary: '메모를 지운다',
        route: 'DELETE /notes/{id}',
        async run(_, { id }: { id: string }) {
          noted(id)
          notes.delete(id)
        },
      } as Task,
      fail: {
        summary: '잘못된다',
        input: z.object({ how: z.string(), afterMs: z.number().optional() }),
        route: {
          path: 'POST /fail',
          reply: () => ({ status: 409, body: { detail: '같은 메모가 있습니다', twin: '1' } }),
        },
        async run(_, { how }: { how: string }) {
          if (how === 'bug') throw new TypeError('the password is hunter2')
          if (how !== 'reply') throw new HubError(how as ErrorCode, `failed: ${how}`, { retryAfterMs: 1500 })
        },
      } as Task,
    },
  })
  return { automation, notes }
}

export const loaded = (automation: LoadedAutomation['automation']): LoadedAutomation => ({
  automation,
  settings: {},
  options: undefined,
  uses: {},
})

interface Answered {
  task: string
  input: unknown
  key?: string
}

/** A desk that runs tasks in memory, remembers by key, and keeps what it was asked. */
function memoryDesk(automations: readonly LoadedAutomation[]) {
  const answered: Answered[] = []
  const remembered = new Map<string, { input: string; outcome: unknown }>()
  const waited: { key: string; ms: number }[] = []
  const state = {
    troubles: [] as { what: string; why: string }[],
    counts: [] as Count[],
    ends: (_key: string): Promise<Waited> | Waited => ({ state: 'done', result: { url: 'https://example.com/1' } }),
    /** Waited for before anything is answered. */
    gate: undefined as Promise<void> | undefined,
  }
  const taskOf = (name: string): Task => {
    const [automation, task] = name.split('/')
    return automations.find(({ automation: { name } }) => name === automation)!.automation.tasks[task!]!
  }
  const desk: Desk = {
    async answer(task, input, { key }) {
      answered.push({ task, input, key })
      await state.gate
      const text = JSON.stringify(input)
      const before = key === undefined ? undefined : remembered.get(key)
      if (before && before.input !== text) throw new HubError('conflict', `another request came under the key ${key}`)
      if (before) return { outcome: before.outcome, known: true }
      const { input: schema, run } = taskOf(task)
      const outcome = await run({}, schema ? schema.parse(JSON.parse(text)) : JSON.parse(text))
      if (key !== undefined) remembered.set(key, { input: text, outcome })
      return { outcome, known: false }
    },
    async waitFor({ key }, ms) {
      waited.push({ key, ms })
      return state.ends(key)
    },
    troubles: async () => state.troubles,
    counts: async () => state.counts,
  }
  return { desk, answered, waited, state }
}

export interface Line {
  level: string
  message: string
  fields: Record<string, unknown> | undefined
}

export function keptLog(): Log & { lines: Line[] } {
  const lines: Line[] = []
  const at = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    lines.push({ level, message, fields })
  }
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export const testToken = 'a-long-random-text-of-tests'

/** The notice board behind an app, with everything that a test looks at. */
export function scene(parts: Partial<Api> = {}) {
  const board = noticeBoard()
  const automations = parts.automations ?? [loaded(board.automation)]
  const far = memoryDesk(automations)
  const log = keptLog()
  const clock: ManualClock = manualClock('2026-11-20T09:00:00+09:00')
  const app: App = createApp({
    automations,
    desk: far.desk,
    access: { open: false, token: testToken },
    clock,
    log,
    newId: randomUUID,
    language: 'ko',
    version: '1.2.3',
    ...parts,
  })
  const send = (path: string, init: RequestInit & { address?: string } = {}) => {
    const { address = '192.0.2.1', ...rest } = init
    const headers = new Headers({ authorization: `Bearer ${testToken}` })
    for (const [name, value] of new Headers(rest.headers)) headers.set(name, value)
    return Promise.resolve(app.fetch(new Request(`http://hub.example.com${path}`, { ...rest, headers }), { address }))
  }
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(path, {
      method: 'POST',
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  return { ...board, ...far, app, log, clock, send, post }
}
