import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type BaculumFake, baculumFake } from '../../src/connectors/baculum/fake.ts'
import { smtpFake } from '../../src/connectors/smtp/fake.ts'
import { answering } from './apart.ts'

/** A Baculum API with a job table of that size, spread over so many days before `now`. */
export interface TableJob {
  jobs: number
  days: number
  failed: number
  now: string
  /** Each log takes that long, and so many are served at once. */
  slowLogs?: { ms: number; atOnce: number }
}

/** Where it is served, with a mail server beside it; as settings of the hub. */
export type ServedTable = Record<string, string>

/** One request, in milliseconds since 1970. */
export interface Asked {
  path: string
  from: number
  to: number
}

/** Ask for a table, or for what has been asked since. */
export type BaculaJob = { serve: TableJob } | { asked: true }

const asked: Asked[] = []
const mail = await smtpFake()

answering<BaculaJob, ServedTable | Asked[]>(async job => ('serve' in job ? served(job.serve) : asked.splice(0)))

async function served({ jobs, days, failed, now, slowLogs }: TableJob): Promise<ServedTable> {
  const perDay = Math.ceil(jobs / days)
  const fake = baculumFake({ generate: { jobs, failed, perDay }, now: new Date(now), slowLogs })
  const answer = remembering(fake, slowLogs !== undefined)
  const server = serve({ fetch: request => noted(request, answer), hostname: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  return {
    BACULUM_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    BACULUM_API_USERNAME: fake.username,
    BACULUM_API_PASSWORD: fake.password,
    SMTP_URL: mail.url,
    MAIL_FROM: 'dure@example.com',
    MAIL_TO: 'operations@example.com',
  }
}

type Answers = (request: Request) => Promise<Response>

async function noted(request: Request, answer: Answers): Promise<Response> {
  const from = Date.now()
  const response = await answer(request)
  asked.push({ path: new URL(request.url).pathname, from, to: Date.now() })
  mail.messages.length = 0
  return response
}

/** Keeps every answer as bytes: the fake's making of rows is not what is measured. Slow logs stay slow. */
function remembering(fake: BaculumFake, slowLogs: boolean): Answers {
  const known = new Map<string, { body: Buffer; status: number; headers: Headers }>()
  return async request => {
    if (slowLogs && request.url.includes('/joblog/')) return fake.fetch(request)
    let kept = known.get(request.url)
    if (!kept) {
      const { status, headers, ...response } = await wholeOf(await fake.fetch(request))
      kept = { status, headers, body: response.body }
      known.set(request.url, kept)
      fake.requests.length = 0
    }
    return new Response(new Uint8Array(kept.body), { status: kept.status, headers: kept.headers })
  }
}

const wholeOf = async (response: Response) => ({
  status: response.status,
  headers: response.headers,
  body: Buffer.from(await response.arrayBuffer()),
})
