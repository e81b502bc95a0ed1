import { HubError } from '../../engine/error.ts'
import { tint } from '../print.ts'
import type { Answer } from './far-sides.ts'
import { agendaIn, eventsOf, headingsOf, play, remarked, remarkIn } from './plays.ts'
import { columns, pageText, shortJson } from './reading.ts'
import { allEnded, begun, chapter, delivered, emphasised, ended, recordedAt, type Stage } from './stage.ts'

type Event = ReturnType<typeof eventsOf>[number]

/** The answer to each event, and to the first one once more. */
export interface Reported {
  exchanges: { event: Event; answer: Answer }[]
  again: Answer
}

/** A team's tool sends its events, and somebody writes on the Live doc meanwhile. Ends when all pages tell them. */
export async function reported(stage: Stage): Promise<Reported> {
  const { agent, language } = stage
  const [first, ...others] = eventsOf(language)
  const send = async (event: Event) => ({ event, answer: await agent.post('/events', event) })
  const exchanges = [await send(first!)]
  const { answer: again } = await send(first!)
  await told(stage)
  const meanwhile = writesMeanwhile(stage)
  for (const event of others) exchanges.push(await send(event))
  await told(stage)
  meanwhile.stop()
  return { exchanges, again }
}

/** Waits until all that has come in stands on the pages. */
async function told(stage: Stage) {
  for (const run of await allEnded(stage, 'confluence-sync', 'tell')) await delivered(stage, run)
}

/** Once Dure has read the Live doc to write there, a person is faster. */
function writesMeanwhile({ far: { confluence, pages }, language }: Stage) {
  const stop = () => {
    confluence.state.afterwards = undefined
  }
  confluence.state.afterwards = ({ method, path }) => {
    if (method !== 'GET' || !path.endsWith(`/pages/${pages.live}`)) return
    stop()
    confluence.edit(pages.live, body => remarked(body, language))
  }
  return { stop }
}

/** What came of the events on the pages, the weekly batch, and an agent that reads them. */
export async function tellEvents(stage: Stage, { exchanges, again }: Reported) {
  const { say, quote, words, agent, language } = stage
  const [{ event, answer }, ...others] = exchanges as [Reported['exchanges'][0], ...Reported['exchanges']]
  chapter(stage, words.demo.events, `POST ${agent.url}/events`)
  say(`  ${words.demo.eventsLead}\n`)
  quote(`POST /events\n${shortJson(event)}\n\n${answer.status}\n${shortJson(answer.body)}`)
  say(`\n  ${words.demo.sameEvent(again)}`)
  say(`\n  ${words.demo.otherEvents}`)
  quote(columns(others.map(({ event, answer }) => [answer.status, event.type, written(answer)])))
  say(`\n  ${words.demo.remarked(remarkIn(language))}`)
  showPages(stage, event)
  await tellWeek(stage)
  await tellAgent(stage)
}

const places: Record<string, string> = { log: 'Action Log', live: 'Live doc', play: 'Play DB' }
const written = ({ body }: Answer) => body.writes.map((place: string) => places[place]).join(', ')

function showPages(stage: Stage, { id, title }: Event) {
  const { say, quote, words, far, language, opened } = stage
  const { actionLog, live } = far.pages
  say(`\n  ${words.demo.pages}`)
  quote(`${emphasised(textOn(stage, actionLog), stage)}\n`)
  quote(emphasised(textOn(stage, live), stage))
  const rows = textOn(stage, actionLog).split(id).length - 1
  const entries = textOn(stage, live).split(title!).length - 1
  if (rows !== 1 || entries !== 1) throw fault(`what was sent twice has ${rows} rows and ${entries} entries`)
  if (!textOn(stage, live).includes(remarkIn(language)) || !wasRefused(stage))
    throw fault('what a person wrote between reading and saving is not there')
  say(`\n${tint(opened.terminal, 'good', `✓ ${words.demo.once}`)}`)
}

const textOn = ({ far: { confluence } }: Stage, page: string) => pageText(confluence, page)!
const fault = (what: string) => new HubError('conflict', `${what}: this is a fault of Dure`)

/** Whether Dure tried to save a version of the Live doc that it had not read. */
const wasRefused = ({ far: { confluence, pages } }: Stage) =>
  confluence.requests.some(
    ({ method, path, status }) => method === 'PUT' && path.endsWith(`/pages/${pages.live}`) && status === 409,
  )

async function tellWeek(stage: Stage) {
  const { say, quote, words, far } = stage
  chapter(stage, words.demo.rollUp, '$ dure run confluence-sync/weekly')
  say(`  ${words.demo.rules}\n`)
  const run = await ended(stage, await begun(stage, 'confluence-sync/weekly', {}, recordedAt))
  await delivered(stage, run)
  quote(emphasised(textOn(stage, far.pages.playDb), stage))
  const compared = await ended(stage, await begun(stage, 'confluence-sync/reconcile', {}, recordedAt))
  say(`\n  ${words.demo.reconciled(JSON.parse(compared.outcome!))}`)
}

/** Reads of an agent, and a write that it only tries. */
async function tellAgent(stage: Stage) {
  const { say, quote, words, agent, far, language } = stage
  const { playDb, live } = far.pages
  const { log, notes } = headingsOf(language)
  chapter(stage, words.demo.tools, `POST ${agent.url}/mcp`)
  const { tools }: { tools: { name: string; title: string }[] } = await agent.mcp('tools/list')
  const ofPages = tools.filter(({ name }) => name.startsWith('confluence.'))
  say(`  ${words.demo.offered({ all: tools.length, pages: ofPages.length })}`)
  quote(columns(ofPages.map(({ name, title }) => [name, title])))
  say(`\n  ${words.demo.asksTable}`)
  const asked = { database_id: playDb, where: { status: 'Green' }, columns: ['play_id', 'signal_qtd', 'status'] }
  await called(stage, 'confluence.db_query', asked, ({ data }) =>
    data.rows.map((row: object) => JSON.stringify(row)).join('\n'),
  )
  say(`\n  ${words.demo.asksPage}`)
  await called(stage, 'confluence.get_page', { page_id: live, heading: log })
  say(`\n  ${words.demo.tries}`)
  const before = textOn(stage, live)
  const addition = { page_id: live, heading: notes, append_md: agendaIn(language), dry_run: true }
  await called(stage, 'confluence.append_to_page', addition, planIn)
  if (textOn(stage, live) !== before) throw fault('a dry run has written')
}

interface Answered {
  text: string
  data: any
}

async function called(stage: Stage, name: string, args: object, shown = ({ text }: Answered): string => text) {
  const { agent, quote, opened } = stage
  const { isError, content, structuredContent: data } = await agent.mcp('tools/call', { name, arguments: args })
  const { text } = content[0]
  if (isError) throw new HubError('unavailable', `${name} was answered with: ${text}`)
  quote(`${tint(opened.terminal, 'bold', name)} ${JSON.stringify(args)}\n${shown({ text, data }).trim()}`)
}

/** Without the outcome of the run, and the id that only this plan has. */
const planIn = ({ text }: Answered) => text.replace(/^outcome .*/m, '').replace(/\/plan:[\da-f-]{36}/g, '')

/** Commands that record something, and let an agent in. */
export function eventsToTry({ agent, language }: Stage, dure: string): string[] {
  const title = { ko: '담당자와 통화', en: 'A call' }[language]
  return [
    `${dure} event activity.created --play ${play} --title '${title}'`,
    `${dure} todo ${play}`,
    `claude mcp add --transport http dure ${agent.url}/mcp --header 'Authorization: Bearer ${agent.token}'`,
  ]
}
