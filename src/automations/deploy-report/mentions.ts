import type { JiraUser } from '../../connectors/jira/index.ts'
import type { SlackReads, Span } from '../../connectors/slack/index.ts'
import type { Table } from '../../engine/automation.ts'
import type { Ctx } from './ctx.ts'

export interface Mentions {
  /** Pings whom Slack knows, and writes the name of whom it does not. */
  mention: (user: JiraUser) => Span
  /** Names of those nobody could be pinged for, each once. */
  unmapped: string[]
}

/** Finds the Slack member of each person: in the `people` of dure.yaml first, then by e-mail address. */
export async function mentionsOf(
  { people, table }: Pick<Ctx, 'people' | 'table'>,
  slack: SlackReads,
  users: Iterable<JiraUser>,
): Promise<Mentions> {
  const seen = table<string | null>('slack members')
  const members = new Map<string, string>()
  const unmapped = new Set<string>()
  for (const user of users) {
    const { id, name, email } = user
    if (members.has(id)) continue
    const person = people.withAccount('jira', id) ?? (email === undefined ? undefined : people.withEmail(email))
    const address = person?.email ?? email
    const member =
      person?.accounts.slack ?? (address === undefined ? undefined : await memberWith(address, id, slack, seen))
    if (member !== undefined) members.set(id, member)
    else unmapped.add(person?.name ?? name)
  }
  const mention = (user: JiraUser): Span => {
    const member = members.get(user.id)
    return member === undefined ? (people.withAccount('jira', user.id)?.name ?? user.name) : { user: member }
  }
  return { mention, unmapped: [...unmapped].sort() }
}

/** As Slack says, or as it said last while it cannot be asked: what changes meanwhile is told when it is back. */
async function memberWith(address: string, id: string, slack: SlackReads, seen: Table<string | null>) {
  const before = await seen.get(id)
  try {
    const member = await slack.userWithEmail(address)
    if (slack.mode === 'bot' && before !== (member ?? null)) seen.put(id, member ?? null)
    return member
  } catch (error) {
    if (before === undefined) throw error
    return before ?? undefined
  }
}
