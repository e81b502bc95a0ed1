import { HubError } from '../../engine/error.ts'
import type { Answer } from './far-sides.ts'
import { badLog, type LogBody, logged, logsOf, ownLog } from './logs.ts'
import { databasesText } from './notion.ts'
import { columns, shortJson } from './reading.ts'
import { allEnded, begun, chapter, emphasised, ended, recordedAt, type Stage } from './stage.ts'

/** What the agent sent, and what it was answered. */
interface Exchange {
  log: LogBody
  answer: Answer
}

const keyOf = ({ logged_date }: LogBody) => `agent-${logged_date}`

/** One log after another; each is answered once Notion has it. */
export async function posted({ agent, language }: Stage): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  for (const log of logsOf(language)) exchanges.push({ log, answer: await agent.post('/daily-logs', log, keyOf(log)) })
  return exchanges
}

/** What came in by the API, its summaries, what Notion has of all that, and a search. */
export async function tellLogs(stage: Stage, exchanges: Exchange[]) {
  const { say, quote, words, far } = stage
  await tellRequests(stage, exchanges)
  const titles = new Map(exchanges.map(({ log, answer }) => [answer.body.id, `${log.title} (${log.logged_date})`]))
  const { week, month } = logged
  chapter(stage, words.demo.weekly, `$ dure run work-log/weekly --week ${week}`)
  tellReplaced(stage, await tellSummary(stage, 'work-log/weekly', { week }, titles))
  chapter(stage, words.demo.monthly, `$ dure run work-log/monthly --month ${month}`)
  await tellSummary(stage, 'work-log/monthly', { month }, titles)
  // Notion has the summaries once these are done.
  await allEnded(stage, 'work-log', 'publish')
  say(`\n  ${words.demo.notion}`)
  quote(emphasised(databasesText(far.notion), stage))
  await tellSearch(stage)
}

async function tellRequests(stage: Stage, [first, ...others]: Exchange[]) {
  const { say, quote, words, agent, far, language } = stage
  chapter(stage, words.demo.logs, `POST ${agent.url}/daily-logs`)
  say(`  ${words.demo.logsLead}\n`)
  const { log, answer } = first!
  quote(
    `POST /daily-logs\nIdempotency-Key: ${keyOf(log)}\n${shortJson(log)}\n\n${answer.status}\n${shortJson(answer.body)}`,
  )

  say(`\n  ${words.demo.otherLogs}`)
  quote(columns(others.map(({ log, answer }) => [answer.status, log.title, answer.body.url])))

  const again = await agent.post('/daily-logs', log, keyOf(log))
  if (again.body.id !== answer.body.id)
    throw new HubError('conflict', 'one request has made two logs: this is a fault of Dure')
  const [database] = far.notion.state.databases.values()
  const replayed = again.headers.get('idempotency-replayed') ?? ''
  say(`\n  ${words.demo.sameKey({ status: again.status, replayed, rows: far.notion.rows(database!).length })}`)

  say(`\n  ${words.demo.badLog}`)
  const { status, body } = await agent.post('/daily-logs', badLog(language), 'agent-bad')
  const errors: string[][] = body.errors.map(({ field, message }: Record<string, string>) => [field, message])
  quote(`${status}\n${body.title}. ${body.detail}\n${columns(errors)}`)
}

/** As far as it is told here. */
interface Summary {
  logs: number
  bullets: { text: string; sources: string[] }[]
  replaced: { bullet: { text: string; sources: string[] }; why: { what: string }[] }[]
  usage?: { inputTokens: number; outputTokens: number }
}

async function tellSummary(
  stage: Stage,
  task: string,
  input: object,
  titles: ReadonlyMap<string, string>,
): Promise<Summary> {
  const { quote, words } = stage
  const run = await ended(stage, await begun(stage, task, input, recordedAt))
  const summary: Summary = JSON.parse(run.outcome!)
  const { bullets, logs, usage } = summary
  const lines = bullets.map(
    ({ text, sources }) => `• ${text}\n    ${words.demo.sources}: ${sources.map(id => titles.get(id)).join(', ')}`,
  )
  const tokens: [number, number] = [usage?.inputTokens ?? 0, usage?.outputTokens ?? 0]
  quote(`${lines.join('\n')}\n${words.demo.made({ logs, bullets: bullets.length, tokens })}`)
  return summary
}

/** What the model wrote and no page shows, and what is shown instead. */
function tellReplaced({ say, quote, words }: Stage, { bullets, replaced }: Summary) {
  say(`\n  ${words.demo.gate}`)
  for (const { bullet, why } of replaced) {
    const instead = bullets.find(({ sources }) => sources.includes(bullet.sources[0]!))
    const unknown = words.demo.notInLogs(why.map(({ what }) => what).join(', '))
    quote(`✕ ${bullet.text}\n    ${unknown}\n✓ ${instead?.text}\n    ${words.demo.inAuthorsWords}`)
  }
}

async function tellSearch(stage: Stage) {
  const { quote, words, agent } = stage
  const { sought } = words.demo
  chapter(stage, words.demo.search, `GET ${agent.url}/daily-logs?q=${sought}`)
  const { status, body } = await agent.get(`/daily-logs?q=${encodeURIComponent(sought)}`)
  const rows: string[][] = body.logs.map((log: LogBody) => [log.logged_date, log.title])
  quote(`${status}\n${columns(rows)}`)
}

/** Commands that log something and look for it. */
export function requestsToTry({ words, agent, language }: Stage): string[] {
  const url = `-H 'Authorization: Bearer ${agent.token}' ${agent.url}/daily-logs`
  return [
    `curl -d '${JSON.stringify(ownLog(language))}' -H 'Content-Type: application/json' ${url}`,
    `curl -G --data-urlencode 'q=${words.demo.sought}' ${url}`,
  ]
}
