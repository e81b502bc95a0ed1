import { Hono } from 'hono'
import { systemClock } from '../../engine/clock.ts'
import { type FakeDirector, type FakeOptions, fakeDirector } from './fake-director.ts'
import { findJobs, type JobTable } from './fake-jobs.ts'
import { scheduledRows } from './fake-schedule.ts'
import { type RecordedAnswer, readRecording } from './recording.ts'

export type { FakeOptions } from './fake-director.ts'

/** What can be wrong with the genuine server. `hangs`: it takes the connection and never answers. */
export type Trouble = 'director down' | 'catalog down' | 'php fatal' | 'html' | 'oauth2' | 'hangs'

interface State {
  trouble: Trouble | undefined
}
type Sleep = (ms: number) => Promise<void>

const json = 'application/json;charset=UTF-8'
const html = 'text/html; charset=UTF-8'

/**
 * A Baculum API that answers as a genuine server did: it filters as that version filters or ignores, wants Basic
 * authentication, puts errors into answers of status 200, and encodes logs twice.
 */
export function baculumFake(options: FakeOptions = {}) {
  const { username = 'report', password = 'secret' } = options
  const sleep: Sleep = options.sleep ?? systemClock.sleep
  const director = fakeDirector(options)
  const requests: { path: string; query: string; status: number }[] = []
  const state: State = { trouble: undefined }
  const login = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    const { pathname, search } = new URL(context.req.url)
    requests.push({ path: pathname, query: decodeURIComponent(search.slice(1)), status: context.res.status })
  })
  app.use(async (context, next) => {
    const sentLogin = context.req.header('authorization')
    if (state.trouble === 'oauth2') return replayed(failures().find(byText('authentication')))
    if (sentLogin !== login) {
      if (sentLogin?.startsWith('Basic ')) await sleep(1000) // lighttpd slows guessing down
      return replayed(director.recorded.answers.find(one => one.status === 401))
    }
    return (await troubled(state.trouble, context.req.path, sleep)) ?? next()
  })
  const api = endpoints(director, sleep, options.slowLogs)
  for (const path of director.modern ? ['/api/v1', '/api/v2'] : ['/api/v1']) app.route(path, api)
  // 13 stumbles over a version that it does not have; 9.6 greets.
  if (director.modern) app.get('/api/:version{v\\d+}/*', () => sent(prado(), 200, html))
  app.get('*', () => welcome(director))

  return {
    /** For an injected `fetch`, and for a server of `@hono/node-server`. */
    fetch: async (input: Request | URL | string, init?: RequestInit): Promise<Response> =>
      app.fetch(typeof input === 'object' && 'url' in input ? input : new Request(input, init)),
    /** What was asked, oldest first; the query is decoded. */
    requests,
    /** Set `state.trouble` to make it fail, to undefined to heal it. */
    state,
    /** The rows, newest first: add to them or change them. Empty where rows are generated. */
    jobs: director.jobs,
    /** Logs by job id, encoded twice as on the wire; a job without one answers with a made-up log. */
    logs: director.logs,
    username,
    password,
  }
}

export type BaculumFake = ReturnType<typeof baculumFake>

async function troubled(trouble: Trouble | undefined, path: string, sleep: Sleep): Promise<Response | undefined> {
  if (trouble === 'hangs') await sleep(3_600_000)
  if (trouble === 'php fatal') return replayed(failures().find(one => one.status === 500))
  if (trouble === 'html') return sent(prado(), 200, html)
  if (trouble === 'catalog down' && /\/jobs(\/\d+)?$|\/joblog\//.test(path))
    return replayed(failures().find(byText('SQLSTATE')))
  if (trouble === 'director down' && /\/(jobs|joblog|schedules|clients)\b/.test(path)) {
    await sleep(15_000)
    return answer(undefined, 4, 'Problem with connection to bconsole. Please check bconsole configuration.')
  }
  return undefined
}

function endpoints(director: FakeDirector, sleep: Sleep, slowLogs: FakeOptions['slowLogs']): Hono {
  const { recorded, resources, modern } = director
  const output = (value: unknown) => answer(director, 0, value)
  const failure = (error: number, text: string) => answer(director, error, text)
  const enter = gate(slowLogs?.atOnce ?? Number.POSITIVE_INFINITY)
  const api = new Hono()
  api.get('/jobs', context => {
    const query = new URL(context.req.url).searchParams
    const exact = query.has('overview') || query.has('view') ? recorded.find(`/jobs?${query}`) : undefined
    if (exact) return replayed(exact)
    const found = findJobs(director.table(), resources, query, modern)
    if ('error' in found) return failure(found.error, found.output)
    return sent(rowStream(director.table(), found.indexes), 200, json, versionOf(director))
  })
  api.get('/jobs/resnames', () => output({ [modern ? 'lab-dir' : 'lab9-dir']: resources.jobs }))
  api.get('/jobs/show', context => {
    const name = context.req.query('name')
    if (director.generated) return output(resources.jobs.map(job => ({ name: job, enabled: '1' })))
    return replayed(recorded.find(`/jobs/show?${name ? `name=${name}&` : ''}output=json`) ?? recorded.find('/nosuch'))
  })
  api.get('/jobs/:id{\\d+}', context => {
    const row = director.job(Number(context.req.param('id')))
    return row ? output(row) : failure(50, 'Job does not exist.')
  })
  api.get('/joblog/:id{\\d+}', async context => {
    const leave = await enter()
    if (slowLogs) await sleep(slowLogs.ms)
    leave()
    const row = director.job(Number(context.req.param('id')))
    const timed = context.req.query('show_time') && recorded.find(`/joblog/${row?.jobid}?show_time=1`)
    if (timed) return replayed(timed)
    return row ? output(director.log(row)) : failure(50, 'Job does not exist.')
  })
  api.get('/schedules/status', context => output(scheduledRows(director.templates, context.req.query(), director)))
  api.get('/directors/:name/time', () =>
    modern ? output(clockParts(director.now.getTime() + director.offset)) : welcome(director),
  )
  api.get('*', context => {
    const { pathname, search } = new URL(context.req.url)
    const exact = recorded.find(decodeURIComponent(pathname.replace(/^\/api\/v\d+/, '') + search))
    return exact ? replayed(exact) : welcome(director)
  })
  return api
}

const versionOf = ({ modern }: FakeDirector) => (modern ? '0.2' : '0.1')
const welcome = ({ recorded }: FakeDirector) => replayed(recorded.find('/nosuch'))
const answer = (director: FakeDirector | undefined, error: number, output: unknown) =>
  sent(phpJson({ output, error }), 200, json, director ? versionOf(director) : '0.2')

/** As PHP's json_encode writes: slashes and everything beyond ASCII escaped. */
export const phpJson = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

function sent(body: string | ReadableStream, status: number, type: string, version?: string): Response {
  const headers = new Headers({ 'content-type': type })
  if (version) headers.set('baculum-api-version', version)
  if (status === 401) headers.set('www-authenticate', 'Basic realm="Baculum Auth", charset="UTF-8"')
  return new Response(body, { status, headers })
}

function replayed(one: RecordedAnswer | undefined): Response {
  if (!one) throw new Error('The recording has no such answer.')
  const body = typeof one.body === 'string' ? one.body : phpJson(one.body)
  return sent(body, one.status, one.type, one.version)
}

/** The framework's error page, with status 200. */
const prado = () =>
  String(readRecording('13-api-v2').answers.find(one => one.type.includes('html') && one.status === 200)?.body)
const failures = () => readRecording('failures').answers
const byText = (text: string) => (one: RecordedAnswer) => JSON.stringify(one.body).includes(text)

/** The answer to /jobs, 500 rows at a time. */
function rowStream(table: JobTable, indexes: number[]): ReadableStream {
  const encoder = new TextEncoder()
  let next = 0
  return new ReadableStream({
    pull(controller) {
      const rows = indexes.slice(next, next + 500).map(index => phpJson(table.row(index)))
      const text = (next === 0 ? '{"output":[' : rows.length ? ',' : '') + rows.join(',')
      next += 500
      const last = next >= indexes.length
      controller.enqueue(encoder.encode(last ? `${text}],"error":0}` : text))
      if (last) controller.close()
    },
  })
}

function clockParts(ms: number) {
  const at = new Date(ms)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  }
}

/** Lets so many through at once; what is awaited is called when done. */
function gate(width: number) {
  const waiting: (() => void)[] = []
  let inside = 0
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else inside--
  }
  return async () => {
    if (inside < width) inside++
    else await new Promise<void>(resolve => waiting.push(resolve))
    return leave
  }
}
