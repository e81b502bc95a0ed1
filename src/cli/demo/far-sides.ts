import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { baculumFake } from '../../connectors/baculum/fake.ts'
import { confluenceFake } from '../../connectors/confluence/fake.ts'
import { jiraFake } from '../../connectors/jira/fake.ts'
import { slackFake } from '../../connectors/slack/fake.ts'
import { smtpFake } from '../../connectors/smtp/fake.ts'
import type { Clock } from '../../engine/clock.ts'
import { channelText, issueText, pageText } from './reading.ts'

/** What the demo's hub talks to: fakes on free ports of 127.0.0.1. `clock` is theirs, not the hub's. */
export async function farSides(clock: Pick<Clock, 'now'>) {
  const baculum = await served(() => baculumFake({ recording: '13-api-v2' }))
  const mail = await smtpFake()
  const atlassian = await served(url => atlassianFake(url, clock))
  const slack = await served(() => readableSlack(clock))
  const { jira, confluence } = atlassian.fake

  return {
    mail,
    jira,
    confluence,
    slack: slack.fake.slack,
    urls: {
      baculum: baculum.url,
      mail: mail.url,
      jira: atlassian.url,
      confluence: `${atlassian.url}/wiki`,
      slack: slack.url,
    },
    /** With these a hub finds them all. */
    env: {
      BACULUM_API_URL: baculum.url,
      BACULUM_API_USERNAME: baculum.fake.username,
      BACULUM_API_PASSWORD: baculum.fake.password,
      SMTP_URL: mail.url,
      MAIL_FROM: 'dure@example.com',
      MAIL_TO: 'operations@example.com',
      ATLASSIAN_URL: atlassian.url,
      ATLASSIAN_USERNAME: jira.username,
      ATLASSIAN_API_TOKEN: jira.token,
      JIRA_PROJECT_KEY: 'DEP',
      CONFLUENCE_SPACE_KEY: 'TEAM',
      SLACK_BOT_TOKEN: slack.fake.slack.token,
      SLACK_CHANNEL: '#deploy',
      SLACK_API_URL: `${slack.url}/api/`,
    },
    close: async () => void (await Promise.all([baculum, mail, atlassian, slack].map(side => side.close()))),
  }
}

export type FarSides = Awaited<ReturnType<typeof farSides>>

/** Jira and Confluence share an address, as on Cloud. Where people would read a page or an issue stands its text. */
function atlassianFake(url: string, { now }: Pick<Clock, 'now'>) {
  const jira = jiraFake({ url, now })
  const { username, token } = jira
  const confluence = confluenceFake({ kind: 'cloud', origin: url, username, token })
  return {
    jira,
    confluence,
    fetch: async (request: Request) => {
      const { pathname } = new URL(request.url)
      const [, page] = /^\/wiki\/spaces\/[^/]+\/pages\/(\d+)/.exec(pathname) ?? []
      if (page) return plain(pageText(confluence, page))
      const [, key] = /^\/browse\/([^/]+)$/.exec(pathname) ?? []
      if (key && request.method === 'POST') jira.reschedule(key, new URLSearchParams(await request.text()).get('duedate'))
      if (key) return plain(issueText(jira, key))
      return (/^\/wiki(\/|$)/.test(pathname) ? confluence : jira).fetch(request)
    },
  }
}
