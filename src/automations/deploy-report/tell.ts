import type { JiraUser } from '../../connectors/jira/index.ts'
import type { Ctx } from './ctx.ts'
import { mentionsOf } from './mentions.ts'
import type { Change } from './model.ts'
import { livingMessage, type MessageView, noticesOf } from './notices.ts'
import { everyoneIn } from './people.ts'

/** What is told after a page was made or changed. */
export interface News extends MessageView {
  created: boolean
  /** When the page was first told of, as ISO: how far back its message is looked for. */
  announcedAt: string
  /** What keys begin with: one for each report, period and version. */
  base: string
  /** Who was told of what in this run: a deploy ticket may belong to this period and to the next. */
  told: Set<string>
}

export interface Told {
  told: number
  unmapped: string[]
}

/**
 * Queues one message for each person and change. As a bot the page has one message in the channel that is kept up to
 * date, and who is concerned is told in its thread; by webhook everything is a message of its own.
 */
export async function tell(ctx: Ctx, news: News): Promise<Told> {
  const { slack } = ctx
  if (!slack) return { told: 0, unmapped: [] }
  const { mention, unmapped } = await mentionsOf(ctx, slack, concernedBy(news))
  const changes = untold(news)
  const notices = isBare(news) && slack.mode === 'bot' ? [] : noticesOf({ ...news, changes, mention })
  const { channel } = news.report
  if (slack.mode === 'bot') {
    const thread = { channel, id: threadOf(news), since: news.announcedAt }
    const living = { ...thread, message: livingMessage(news) }
    ctx.send('slack', 'living', living, `${news.base}/living`, { about: thread.id })
    for (const { key, message } of notices) ctx.send('slack', 'reply', { ...thread, message }, `${news.base}/${key}`)
  } else for (const { key, message } of notices) ctx.send('slack', 'post', { message }, `${news.base}/${key}`)
  if (unmapped.length > 0) ctx.log.warn('named without a mention: Slack does not know them', { people: unmapped })
  return { told: notices.length, unmapped }
}

function untold({ changes, told }: News): Change[] {
  return changes.flatMap(({ people, ...change }) => {
    const about = JSON.stringify([change.kind, change.what, change.key, change.details])
    const all = people.length > 0 ? people : [undefined]
    const left = all.filter(person => !told.has(`${about} ${person?.id}`))
    for (const person of left) told.add(`${about} ${person?.id}`)
    return left.length > 0 ? [{ ...change, people: left.filter(person => person !== undefined) }] : []
  })
}

const threadOf = ({ report, period }: News) => `deploy-report/${report.name}/${period.name}`

/** A new page without anything on it: its living message says all there is to say. */
const isBare = ({ created, found }: News) => created && found.issues.length === 0

function concernedBy({ created, found, changes }: News): JiraUser[] {
  return created ? everyoneIn(found) : changes.flatMap(({ people }) => people)
}
