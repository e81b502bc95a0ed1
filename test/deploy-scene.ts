import automation from '../src/automations/deploy-report/index.ts'
import { type ConfluenceFake, confluenceFake } from '../src/connectors/confluence/fake.ts'
import { type JiraFake, jiraFake } from '../src/connectors/jira/fake.ts'
import { type SlackFake, slackFake } from '../src/connectors/slack/fake.ts'
import type { AnyAutomation } from '../src/engine/automation.ts'
import { type ManualClock, manualClock } from '../src/engine/clock-testing.ts'
import type { Person } from '../src/engine/people.ts'
import { type Bench, type BenchOptions, bench } from '../src/engine/testing.ts'

/** People of the scene, as Jira, Slack and dure.yaml know them. */
export const people = {
  kim: { id: '712020:kim', name: '김지은', email: 'jieun@example.com', slack: 'U0KIM00001' },
  lee: { id: '712020:lee', name: '이서준', email: 'seojun@example.com', slack: 'U0LEE00001' },
  park: { id: '712020:park', name: '박하늘', email: 'haneul@example.com', slack: 'U0PARK0001' },
  /** Slack does not know this one. */
  choi: { id: '712020:choi', name: '최민준', email: 'minjun@example.com', slack: undefined },
} as const

export interface SceneOptions {
  kind?: 'cloud' | 'server'
  /** How Slack is reached; `none`: it is not set. */
  slack?: 'bot' | 'webhook' | 'none'
  /** Where incidents of the hub are told. */
  adminChannel?: string
  now?: string
  reports?: Record<string, unknown>[]
  /** The `people` of dure.yaml; by default nobody, so that members are found by their e-mail address. */
  people?: Person[]
  bench?: Partial<BenchOptions>
  jira?: Parameters<typeof jiraFake>[0]
}

/** A request at one of two moments: `before` it arrives, or `after` it took effect and before its answer is there. */
export interface Moment {
  when: 'before' | 'after'
  system: 'jira' | 'confluence' | 'slack'
  path: string
  method: string
}

/** What befalls one request. A `Response` that it gives stands for the genuine one; `before`, the request does not arrive. */
export type Meanwhile = (moment: Moment) => unknown

export interface Scene {
  hub: Bench
  clock: ManualClock
  jira: JiraFake
  confluence: ConfluenceFake
  slack: SlackFake
  /** Set it to look at, hold up or break each request. */
  meanwhile: Meanwhile | undefined
  /** The one page whose title holds the text. */
  page(title: string): { id: string; body: string; title: string; version: number }
  /** What stands in the channel, oldest first. */
  messages(): string[]
}

/** Jira, Confluence and Slack as fakes with a week of deployments, and a hub with the deploy report on. */
export async function deployScene(options: SceneOptions = {}): Promise<Scene> {
  const { kind = 'cloud', now = '2026-11-20T00:00:00+09:00' } = options
  const clock = manualClock(now, options.bench?.store?.busy)
  const jira = jiraFake({ kind, now: () => clock.now(), ...options.jira })
  const confluence = confluenceFake({ kind, token: jira.token })
  const users = Object.values(people).flatMap(({ slack: id, email, name }) => (id ? [{ id, email, name }] : []))
  const channels = ['deploy', ...(options.adminChannel ? [options.adminChannel] : [])].map(name => ({ name }))
  const slack = slackFake({ clock, users, channels })
  for (const { id, name, email } of Object.values(people)) jira.users.set(id, { id, name, email })
  jira.projects.set('DEP', '배포')
  jira.fields.push({ id: 'customfield_10010', name: '승인자', kind: 'users' })
  confluence.addSpace('TEAM', '팀')
  const scene = { meanwhile: undefined } as { meanwhile: Meanwhile | undefined }

  const far = { jira, confluence, slack }
  const fetch = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
    const request = typeof input === 'object' && 'url' in input ? input : new Request(input, init)
    const { hostname, pathname: path } = new URL(request.url)
    const system = hostname.includes('slack') ? 'slack' : /^\/(wiki|confluence)\b/.test(path) ? 'confluence' : 'jira'
    const about = { system, path, method: request.method } as const
    const instead = await scene.meanwhile?.({ when: 'before', ...about })
    if (instead instanceof Response) return instead
    const answer = await far[system].fetch(request)
    const other = await scene.meanwhile?.({ when: 'after', ...about })
    return other instanceof Response ? other : answer
  }

  const hub = await bench({
    automations: [automation as unknown as AnyAutomation],
    settings: { ...settingsOf(jira, confluence), ...slackSettings(slack, options) },
    options: { 'deploy-report': { reports: options.reports ?? [{ name: 'web', approversField: '승인자' }] } },
    clock,
    fetch: fetch as BenchOptions['fetch'],
    ...options.bench,
    parts: { people: options.people ?? [], ...options.bench?.parts },
  })
  return Object.assign(scene, {
    hub,
    clock,
    jira,
    confluence,
    slack,
    page: (title: string) => {
      const found = [...confluence.pages.values()].filter(page => page.title.includes(title))
      if (found.length !== 1) throw new Error(`${found.length} pages are titled like ${title}`)
      return { ...found[0]!, version: found[0]!.version.number }
    },
    messages: () => slack.channels[0]!.messages.map(({ text }) => text),
  })
}

function settingsOf(jira: JiraFake, confluence: ConfluenceFake) {
  const onServer: Record<string, string> = jira.state.kind === 'server' ? { JIRA_URL: jira.url } : {}
  return { ...confluence.settings, ...onServer, JIRA_PROJECT_KEY: 'DEP', CONFLUENCE_SPACE_KEY: 'TEAM' }
}

function slackSettings(slack: SlackFake, { slack: mode = 'bot', adminChannel }: SceneOptions): Record<string, string> {
  if (mode === 'none') return {}
  if (mode === 'webhook') return { SLACK_WEBHOOK_URL: slack.webhookUrl }
  const admin: Record<string, string> = adminChannel ? { SLACK_ADMIN_CHANNEL: adminChannel } : {}
  return { SLACK_BOT_TOKEN: slack.token, SLACK_CHANNEL: 'deploy', SLACK_API_URL: slack.url, ...admin }
}

/** An issue of the week 2026-W48 with a deploy ticket, both planned for the 26th. */
export function aDeployment(
  { jira }: Pick<Scene, 'jira'>,
  { key, ticket = true, ...over }: { key: string; ticket?: boolean; approvers?: string[] } & Record<string, unknown>,
) {
  const { approvers = [people.lee.id], ...fields } = over
  const number = Number(key.split('-')[1])
  if (ticket)
    jira.add({
      key: `OPS-${number}`,
      summary: `${key} 배포`,
      status: '해야 할 일',
      assignee: people.kim.id,
      duedate: '2026-11-26',
      fields: { customfield_10010: approvers },
    })
  return jira.add({
    key,
    summary: `결제 서버 ${number}`,
    status: '진행 중',
    assignee: people.kim.id,
    duedate: '2026-11-26',
    links: ticket ? [{ type: '배포', to: `OPS-${number}`, direction: 'inward' }] : [],
    ...fields,
  })
}

/** What was told in the thread of a page's message, oldest first. */
export function toldIn({ slack }: Pick<Scene, 'slack'>, period: string): string[] {
  const { messages } = slack.channels[0]!
  const living = messages.find(({ text, thread }) => !thread && text.includes(period))
  return messages.filter(({ thread }) => thread !== undefined && thread === living?.ts).map(({ text }) => text)
}
