import automation from '../../src/automations/deploy-report/index.ts'
import { type ConfluenceFake, confluenceFake } from '../../src/connectors/confluence/fake.ts'
import { type JiraFake, jiraFake } from '../../src/connectors/jira/fake.ts'
import { type SlackFake, slackFake } from '../../src/connectors/slack/fake.ts'
import type { AnyAutomation } from '../../src/engine/automation.ts'
import type { Person } from '../../src/engine/people.ts'
import { people } from '../deploy-scene.ts'
import type { SetUp } from './automation-hub.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** Jira, Confluence and Slack, with what is in them, and how the hub is set up for them. */
export interface Office {
  kind: 'cloud' | 'server'
  mode: 'bot' | 'webhook'
  jira: JiraFake
  confluence: ConfluenceFake
  slack: SlackFake
  /** Environment variables of the hub. */
  settings: Record<string, string>
  /** The `people` of dure.yaml: whom a webhook can mention, since it looks nobody up. */
  people: Person[]
  /** When each issue was last changed or deleted, by the wall clock. */
  touched: Map<string, number>
  touch(...keys: string[]): void
}

/** The deploy report as it is set up for an office. */
export const setUpOf = ({ settings, people }: Office): SetUp => ({
  automation: automation as unknown as AnyAutomation,
  settings,
  options: { reports },
  people,
})

/** As in dure.yaml. */
export const reports = [
  { name: 'web', project: 'DEP', approversField: '승인자', deployLinks: ['is deployed by'] },
  { name: 'app', project: 'APP', approversField: '승인자', tell: ['assignee'] },
] as const

export const approvers = 'customfield_10010'
export const statuses = ['해야 할 일', '진행 중', '완료']
export const members = Object.values(people)

/** Weeks of which every report has an issue that stays, so that no week is ever empty: Jira would not be believed. */
const weeks = [
  { week: 46, wednesday: '2026-11-11' },
  { week: 47, wednesday: '2026-11-18' },
  { week: 48, wednesday: '2026-11-25' },
  { week: 49, wednesday: '2026-12-02' },
]

/** Issues that stay in their week have its number. */
export const stays = (key: string) => weeks.some(({ week }) => key.endsWith(`-${week}`))

export function newOffice(world: World, random: Random): Office {
  const kind = random.pick(['cloud', 'server'] as const)
  const mode = random.pick(['bot', 'bot', 'webhook'] as const)
  const now = () => new Date(world.wall)
  // A search by offset that shifts under its reader is told of in the connector's README; by token it cannot.
  const pageSize = kind === 'cloud' ? random.pick([1, 2, 3, 50]) : undefined
  const jira = jiraFake({ kind, now, ...(pageSize && { pageSize }) })
  const confluence = confluenceFake({ kind, token: jira.token })
  const users = members.flatMap(({ slack: id, email, name }) => (id ? [{ id, email, name }] : []))
  const slack = slackFake({ clock: { now }, users, channels: [{ name: 'deploy' }] })
  const touched = new Map<string, number>()
  const systems = { kind, mode, jira, confluence, slack }
  const mapped = [people.kim, people.lee].map(({ id, name, slack: member }) => ({
    name,
    accounts: { jira: id, slack: member },
  }))
  const office: Office = {
    ...systems,
    settings: settingsOf(systems),
    people: mode === 'webhook' ? mapped : [],
    touched,
    touch(...keys) {
      for (const key of keys) touched.set(key, world.wall)
    },
  }
  furnish(office, random.fork('furniture'))
  return office
}

function settingsOf({
  kind,
  mode,
  jira,
  confluence,
  slack,
}: Pick<Office, 'kind' | 'mode' | 'jira' | 'confluence' | 'slack'>) {
  const settings: Record<string, string | undefined> = {
    ...confluence.settings,
    ...(kind === 'server' && { JIRA_URL: jira.url }),
    JIRA_PROJECT_KEY: 'DEP',
    CONFLUENCE_SPACE_KEY: 'TEAM',
    ...(mode === 'bot'
      ? { SLACK_BOT_TOKEN: slack.token, SLACK_CHANNEL: 'deploy', SLACK_API_URL: slack.url }
      : { SLACK_WEBHOOK_URL: slack.webhookUrl }),
  }
  return Object.fromEntries(Object.entries(settings).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

const tickets = 8
const movable = 6

function furnish({ jira, confluence }: Pick<Office, 'jira' | 'confluence'>, random: Random) {
  for (const { id, name, email } of members) jira.users.set(id, { id, name, email })
  jira.fields.push({ id: approvers, name: '승인자', kind: 'users' })
  confluence.addSpace('TEAM', '팀')
  for (let number = 1; number <= tickets; number++) addIssue(jira, `OPS-${number}`, random)
  for (const { project } of reports) {
    for (const { week, wednesday } of weeks) addIssue(jira, `${project}-${week}`, random, wednesday)
    for (let number = 1; number <= movable; number++) {
      addIssue(jira, `${project}-${number}`, random)
      if (random.chance(0.6)) jira.link(`OPS-${random.between(1, tickets)}`, '배포', `${project}-${number}`)
    }
  }
}

export function addIssue(jira: Office['jira'], key: string, random: Random, duedate = someDay(random)) {
  const isTicket = key.startsWith('OPS-')
  const fields = isTicket ? { [approvers]: someApprovers(random) } : {}
  const summary = isTicket ? `${key} 배포` : `결제 서버 ${key}`
  jira.add({ key, summary, status: statuses[0]!, assignee: random.pick(members).id, duedate, fields })
}

export const someApprovers = (random: Random) => members.filter(() => random.chance(0.35)).map(({ id }) => id)

/** Most days lie in the weeks that are reported. */
export const someDay = (random: Random) =>
  new Date(Date.UTC(2026, 10, random.between(12, 34))).toISOString().slice(0, 10)
