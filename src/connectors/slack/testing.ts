import type { Clock } from '../../engine/clock.ts'
import { HubError } from '../../engine/error.ts'
import { createHttp } from '../../engine/http.ts'
import type { Io } from '../../engine/io.ts'
import { type FakeOptions, type SlackFake, slackFake } from './fake.ts'
import { slack } from './index.ts'
import { settings as declared } from './settings.ts'
import type { Message } from './words.ts'

type Fetch = (url: URL, init: RequestInit) => Promise<Response>

export interface StageOptions extends FakeOptions {
  /** Default: a bot in #deploy. */
  settings?: Record<string, string>
  /** Instead of the fake's own, which is handed in. */
  fetch?: (url: URL, init: RequestInit, genuine: Fetch) => Promise<Response>
}

/** Time that passes only in `sleep` and by `advance`. */
function leapingClock(): Clock & { advance(ms: number): void } {
  let passed = 0
  const advance = (ms: number) => {
    passed += ms
  }
  return {
    now: () => new Date(Date.UTC(2026, 10, 23, 1) + passed),
    monotonic: () => passed,
    after: () => () => {},
    sleep: async ms => advance(ms),
    turn: async () => {},
    advance,
  }
}

export const botSettings = (fake: SlackFake, more: Record<string, string> = {}) => ({
  SLACK_BOT_TOKEN: fake.token,
  SLACK_CHANNEL: '#deploy',
  SLACK_API_URL: fake.url,
  ...more,
})

/** A client of the connector on a fake Slack, over the engine's own HTTP. `again` is the client of a later process. */
export function stage({ settings, fetch, ...options }: StageOptions = {}) {
  const clock = leapingClock()
  const fake = slackFake({ clock, ...options })
  const warnings: { message: string; fields: Record<string, unknown> }[] = []
  const warn = (message: string, fields: Record<string, unknown> = {}) => void warnings.push({ message, fields })
  const log = { debug() {}, info() {}, warn, error: warn }
  const genuine: Fetch = (url, init) => fake.fetch(url, init)
  const through: Fetch = (url, init) => (fetch ? fetch(url, init, genuine) : genuine(url, init))
  const connect = (values: Record<string, string>) => {
    const http = createHttp({ fetch: through, clock, random: () => 0.5, log })
    const io: Io = { http, clock, random: () => 0.5, log, dataDir: '.', timeZone: 'Asia/Seoul' }
    return slack.connect(read(values), io)
  }
  const again = () => connect(settings ?? botSettings(fake))
  return { fake, client: again(), again, connect, clock, warnings }
}

/** As from environment variables. */
export const read = (values: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(declared).map(([name, schema]) => [name, schema.parse(values[name])]),
  ) as Parameters<typeof slack.connect>[0]

export const webhookStage = (options: FakeOptions = {}) =>
  stage({ ...options, settings: { SLACK_WEBHOOK_URL: slackFake().webhookUrl } })

export const { signal } = new AbortController()

export const message = (title: string, ...lines: string[]): Message => ({
  title: [title],
  lines: lines.map(line => [line]),
})

/** The HubError that a call must end with; never does it show a secret. */
export async function failureOf(work: Promise<unknown>): Promise<HubError> {
  const error = await work.then(
    () => undefined,
    error => error,
  )
  if (!(error instanceof HubError)) throw new Error(`expected a HubError, got ${error}`)
  if (/xoxb-|secretOf|B0DUREHOOK1/.test(error.message)) throw new Error(`a secret is shown: ${error.message}`)
  return error
}
