import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { baculumFake } from '../../connectors/baculum/fake.ts'
import { confluenceFake } from '../../connectors/confluence/fake.ts'
import { type JiraFake, jiraFake } from '../../connectors/jira/fake.ts'
import { slackFake } from '../../connectors/slack/fake.ts'
import { smtpFake } from '../../connectors/smtp/fake.ts'
import type { Clock } from '../../engine/clock.ts'
import { channelText, issueText } from './reading.ts'

/** What the demo's hub talks to: fakes on free ports of 127.0.0.1. `clock` is theirs, not the hub's. */
export async function farSides(clock: Pick<Clock, 'now'>) {
  const mail = await smtpFake()
  const bacula = await served(() => baculumFake({ recording: '13-api-v2' }))
  const atlassian = await served(url => atlassianFake(url, clock))
  const chat = await served(() => readableSlack(clock))
  const { jira, confluence } = atlassian.fake
  const { slack } = chat.fake

  return {
    mail,
    jira,
    confluence,
    slack,
    urls: { bacula: bacula.url, mail: mail.url, atlassian: atlassian.url, slack: chat.url },
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
      SLACK_BOT_TOKEN: slack.token,
      SLACK_CHANNEL: '#deploy',
      SLACK_API_URL: `${chat.url}/api/`,
    },
    close: async () => void (await Promise.all([mail, bacula, atlassian, chat].map(side => side.close()))),
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
