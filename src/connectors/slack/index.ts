import { defineConnector, type Planned, type Write, write } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { mistaken } from '../../engine/settings.ts'
import { botWay } from './bot.ts'
import { readable, render, titleOf } from './render.ts'
import { mistakes, type SlackSettings, settings } from './settings.ts'
import { type AlarmWay, alarmMessage, type Way } from './way.ts'
import { webhookAlarm, webhookWay } from './webhook.ts'
import type { Alarm, Living, Post, Posted, Reply, SlackReads } from './words.ts'

export type { Alarm, Line, Living, Message, Post, Posted, Reply, SlackReads, Span } from './words.ts'

export interface Slack extends SlackReads {
  post: Write<Post, Posted>
  living: Write<Living, Posted>
  reply: Write<Reply, Posted>
  alarm: Write<Alarm, Posted>
}

/** A search through a whole channel takes 50 calls. */
const timeLimitMs = 180_000

/** Messages to Slack, by an incoming webhook or as a bot. */
export const slack = defineConnector({
  name: 'slack',
  settings,
  mistakes,
  // Slack lets about one message a second into a channel; for a workspace it promises no number, so that is kept for all.
  limits: { concurrency: 2, perSecond: 1 },
  connect,
  check: client => client.whoAmI(),
  alertSettings: ['SLACK_ADMIN_CHANNEL', 'SLACK_ADMIN_WEBHOOK_URL'],
  alert: (text, { SLACK_ADMIN_CHANNEL: channel, SLACK_ADMIN_WEBHOOK_URL: webhook }) =>
    channel || webhook ? { write: 'alarm', payload: text } : undefined,
})

function connect(values: SlackSettings, io: Io): Slack {
  const wrong = mistakes(values, [])
  if (wrong.length > 0) throw mistaken(wrong)
  const { way, alarm } = waysOf(values, io)
  return {
    mode: way.mode,
    whoAmI: way.whoAmI,
    userWithEmail: way.userWithEmail,
    post: write<Post, Posted>({
      ...shared(way, ''),
      whenUncertain: 'repeat',
      perform: way.post,
      verify: way.posted,
    }),
    living: write<Living, Posted>({ ...shared(way, ''), repeatable: true, perform: way.living }),
    reply: write<Reply, Posted>({
      ...shared(way, ' (thread)'),
      whenUncertain: 'repeat',
      perform: way.reply,
      verify: way.replied,
    }),
    alarm: alarmWrite(alarm),
  }
}

/** What all three have in common. One lane for each channel, so that a living message goes before its replies. */
function shared(way: Way, note: string) {
  return {
    lane: (payload: Post) => way.place(payload),
    summary: (payload: Post) => `${way.place(payload)}${note}: ${titleOf(payload.message)}`,
    preview: (payload: Post, _planned: readonly Planned[]) => ({
      text: `${way.place(payload)}${note}: ${readable(render(payload.message).text)}`,
      result: way.mode === 'bot' ? { channel: way.place(payload), ts: 'planned:message' } : {},
    }),
    timeLimitMs,
  }
}

function alarmWrite(alarm: AlarmWay | undefined): Write<Alarm, Posted> {
  const nowhere = () => {
    throw new HubError('invalid', 'slack: set SLACK_ADMIN_CHANNEL or SLACK_ADMIN_WEBHOOK_URL to be told of incidents')
  }
  return write<Alarm, Posted>({
    whenUncertain: 'repeat',
    lane: () => 'alerts',
    summary: ({ subject }) => `${alarm?.place}: ${subject}`,
    perform: async (text, key, signal) => (alarm ?? nowhere()).tell(alarmMessage(text), key, signal),
    verify: async (_, key) => (alarm ?? nowhere()).told(key),
    preview: text => ({ text: `${alarm?.place}: ${readable(render(alarmMessage(text)).text)}`, result: {} }),
    timeLimitMs,
  })
}

function waysOf(values: SlackSettings, io: Io): { way: Way; alarm: AlarmWay | undefined } {
  const { SLACK_WEBHOOK_URL: webhook, SLACK_BOT_TOKEN: token, SLACK_API_URL: url } = values
  const { SLACK_ADMIN_CHANNEL: admin, SLACK_ADMIN_WEBHOOK_URL: adminWebhook } = values
  const bot = token ? botWay({ url, token, home: values.SLACK_CHANNEL ?? admin ?? '', admin }, io) : undefined
  return {
    way: bot?.way ?? webhookWay(webhook, io),
    alarm: bot?.alarm ?? (adminWebhook ? webhookAlarm(adminWebhook, io) : undefined),
  }
}
