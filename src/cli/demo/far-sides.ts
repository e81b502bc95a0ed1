import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { baculumFake } from '../../connectors/baculum/fake.ts'
import { confluenceFake } from '../../connectors/confluence/fake.ts'
import { type JiraFake, jiraFake } from '../../connectors/jira/fake.ts'
import { llmFake } from '../../connectors/llm/fake.ts'
import { notionFake } from '../../connectors/notion/fake.ts'
import { slackFake } from '../../connectors/slack/fake.ts'
import { smtpFake } from '../../connectors/smtp/fake.ts'
import type { Clock } from '../../engine/clock.ts'
import { HubError } from '../../engine/error.ts'
import type { Language } from '../words.ts'
import { authorIn } from './logs.ts'
import { databasesText, furnish } from './notion.ts'
import { layOut } from './plays.ts'
import { channelText, issueText } from './reading.ts'

/** What the demo's hub talks to: fakes on free ports of 127.0.0.1. `clock` is theirs, not the hub's. */
export async function farSides(clock: Pick<Clock, 'now'>, language: Language) {
  const mail = await smtpFake()
  const bacula = await served(() => baculumFake({ recording: '13-api-v2' }))
  const atlassian = await served(url => atlassianFake(url, clock))
  const chat = await served(() => readableSlack(clock))
  const notes = await served(() => readableNotion(clock))
  const model = await served(() => llmFake({ author: authorIn(language) }))
  const { jira, confluence } = atlassian.fake
  const { slack } = chat.fake
  const { notion } = notes.fake
  const pages = layOut(confluence, language)

  return {
    mail,
    jira,
    confluence,
    slack,
    notion,
    /** The ids of those that events are told on. */
    pages,
    urls: {
      bacula: bacula.url,
      mail: mail.url,
      atlassian: atlassian.url,
      slack: chat.url,
      notion: notes.url,
      model: model.url,
    },
    /** With these a hub finds all of them. */
    env: {
      BACULUM_API_URL: bacula.url,
      BACULUM_API_USERNAME: bacula.fake.username,
      BACULUM_API_PASSWORD: bacula.fake.password,
      SMTP_URL: mail.url,
      MAIL_FROM: 'dure@example.com',
      MAIL_TO: 'operations@example.com',
      ATLASSIAN_URL: atlassian.url,
      ATLASSIAN_USERNAME: jira.username,
      ATLASSIAN_API_TOKEN: jira.token,
      JIRA_PROJECT_KEY: 'DEP',
      CONFLUENCE_SPACE_KEY: 'TEAM',
      CONFLUENCE_TODO_PAGE_ID: pages.todo,
      CONFLUENCE_PLAY_DB_PAGE_ID: pages.playDb,
      CONFLUENCE_ACTION_LOG_PAGE_ID: pages.actionLog,
      SLACK_BOT_TOKEN: slack.token,
      SLACK_CHANNEL: '#deploy',
      SLACK_API_URL: `${chat.url}/api/`,
      NOTION_API_KEY: notion.token,
      NOTION_API_URL: notes.url,
      ...furnish(notion),
      CLAUDE_API_KEY: model.fake.key,
      CLAUDE_API_URL: `${model.url}/v1`,
      LLM_MODEL: model.fake.models[0]!,
    },
    close: async () =>
      void (await Promise.all([mail, bacula, atlassian, chat, notes, model].map(side => side.close()))),
  }
}

export type FarSides = Awaited<ReturnType<typeof farSides>>

/** Jira and Confluence share an address, as on Cloud. An issue has its text where a browser looks for it. */
function atlassianFake(url: string, { now }: Pick<Clock, 'now'>) {
  const jira = jiraFake({ url, now })
  const { username, token } = jira
  const confluence = confluenceFake({ kind: 'cloud', origin: url, username, token })
  return {
    jira,
    confluence,
    fetch: async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url)
      const key = /^\/browse\/([^/]+)$/.exec(pathname)?.[1]
      if (key && request.method === 'POST') return moved(jira, key, await request.text())
      if (key) return plain(issueText(jira, key))
      return /^\/wiki(\/|$)/.test(pathname) ? confluence.fetch(request) : jira.fetch(request)
    },
  }
}

/** What stands in the channel is at the root. */
function readableSlack(clock: Pick<Clock, 'now'>) {
  const slack = slackFake({ clock })
  return {
    slack,
    fetch: (request: Request) =>
      new URL(request.url).pathname === '/' ? plain(channelText(slack)) : slack.fetch(request),
  }
}

/** What stands in the databases is at the root. It refuses what comes faster than Notion allows. */
function readableNotion({ now }: Pick<Clock, 'now'>) {
  const notion = notionFake({ now, limited: true })
  return {
    notion,
    fetch: (request: Request) =>
      new URL(request.url).pathname === '/' ? plain(databasesText(notion)) : notion.fetch(request),
  }
}

/** `duedate=2026-11-28`: whoever tries the demo is the one who changes something in Jira. */
function moved(jira: JiraFake, key: string, form: string): Response {
  const issue = jira.issues.get(key)
  const duedate = new URLSearchParams(form).get('duedate') ?? ''
  if (issue && !/^\d{4}-\d\d-\d\d$/.test(duedate)) return plain('send a day: duedate=2026-11-28', 400)
  if (issue) issue.duedate = duedate
  return plain(issueText(jira, key))
}

function plain(text: string | undefined, status = 200): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return text === undefined
    ? new Response('not there\n', { status: 404, headers })
    : new Response(`${text}\n`, { status, headers })
}

/** Puts a fake behind a port; it is told its own address. */
async function served<F extends { fetch: (request: Request) => Response | Promise<Response> }>(
  make: (url: string) => F,
) {
  let fake: F | undefined
  const fetch = (request: Request) =>
    // Browsers ask for it on their own.
    request.url.endsWith('/favicon.ico') ? new Response(null, { status: 204 }) : fake!.fetch(request)
  const server = serve({ fetch, hostname: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  fake = make(url)
  return { fake, url, close: () => new Promise<void>(resolve => server.close(() => resolve())) }
}

/** What the hub's API answered. */
export interface Answer {
  /** With its phrase: `201 Created`. */
  status: string
  headers: Headers
  body: any
}

/** A program that calls the hub over HTTP, its API and its MCP server, with a token of its own. */
export function agentOf(url: string, token: string) {
  const call = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const answer = await fetch(url + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    })
    return {
      status: `${answer.status} ${answer.statusText}`,
      headers: answer.headers,
      body: messageIn(await answer.text()),
    }
  }
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  let asked = 0
  return {
    url,
    token,
    get: (path: string) => call(path),
    post: (path: string, body: unknown, key?: string) => post(path, body, key ? { 'idempotency-key': key } : {}),
    /** A request of the Model Context Protocol. The hub keeps no sessions, so none is opened. */
    mcp: async (method: string, params: object = {}): Promise<any> => {
      const { body } = await post('/mcp', { jsonrpc: '2.0', id: ++asked, method, params }, protocol)
      if (body.error) throw new HubError('unavailable', `${method} was answered with: ${body.error.message}`)
      return body.result
    },
  }
}

/** An answer of MCP comes as the one event of a stream. */
const messageIn = (text: string) => JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text)

const protocol = { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' }

export type Agent = ReturnType<typeof agentOf>
