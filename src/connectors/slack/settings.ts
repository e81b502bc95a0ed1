import { z } from 'zod'
import { type SettingsOf, secret } from '../../engine/settings.ts'

/** What is wrong with an address that should be an incoming webhook's; undefined when nothing is. */
function webhookMistake(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    return 'should be the address of an incoming webhook, https://hooks.slack.com/services/…'
  if (!/(^|\.)slack(-gov)?\.com$/.test(url.hostname)) return undefined
  if (/^\/(workflows|triggers)\//.test(url.pathname))
    return 'starts a workflow, which takes no messages; add an incoming webhook to an app instead'
  return /^\/services(\/[^/]+){3}$/.test(url.pathname)
    ? undefined
    : 'is not whole: an incoming webhook ends in /services/T…/B…/ and a secret'
}

const webhookUrl = () =>
  secret().superRefine((text, context) => {
    const message = webhookMistake(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

const channel = () =>
  z
    .string()
    .trim()
    .regex(/^#?[^\s#@<>&|]{1,80}$/, 'should be the name or the id of one channel, such as deploy or C012AB3CD')

export const settings = {
  SLACK_WEBHOOK_URL: webhookUrl().optional().meta({
    secret: true,
    description: 'Incoming webhook: posts to the one channel that it was made for',
    example: 'https://hooks.slack.com/services/T…/B…/…',
  }),
  SLACK_BOT_TOKEN: secret()
    .regex(/^(xoxe\.)?xox[bp]-\S+$/, 'should be a bot token, which begins with xoxb-')
    .optional()
    .meta({
      secret: true,
      description: 'Instead of a webhook: edits its messages, replies in threads, looks people up',
      example: 'xoxb-…',
    }),
  SLACK_CHANNEL: channel().optional().meta({
    description: 'Where the bot posts, by name or id',
    example: 'deploy',
  }),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/ })
    .refine(url => !new URL(url).username, 'should carry no user; the token goes into SLACK_BOT_TOKEN')
    .default('https://slack.com/api/')
    .meta({ description: 'Address of the Web API, for a proxy or GovSlack', example: 'https://slack.com/api/' }),
  SLACK_ADMIN_CHANNEL: channel().optional().meta({
    description: 'Where the bot tells of incidents of the hub itself',
    example: 'dure-admin',
  }),
  SLACK_ADMIN_WEBHOOK_URL: webhookUrl().optional().meta({
    secret: true,
    description: 'Instead of SLACK_ADMIN_CHANNEL, without a bot',
    example: 'https://hooks.slack.com/services/T…/B…/…',
  }),
}

export type SlackSettings = SettingsOf<typeof settings>

/** Combinations that are half set or exclude each other. Without `users` a way to tell of incidents is enough. */
export function mistakes(values: SlackSettings, users: readonly string[]): string[] {
  const { SLACK_BOT_TOKEN: token, SLACK_WEBHOOK_URL: webhook, SLACK_CHANNEL: channel } = values
  const { SLACK_ADMIN_CHANNEL: adminChannel, SLACK_ADMIN_WEBHOOK_URL: adminWebhook } = values
  const found: string[] = []
  if (token && webhook)
    found.push('SLACK_BOT_TOKEN and SLACK_WEBHOOK_URL are both set; remove the webhook, the bot can do all it can')
  if (token && !channel && (users.length > 0 || !adminChannel))
    found.push('SLACK_CHANNEL is not set; SLACK_BOT_TOKEN needs it, e.g. SLACK_CHANNEL=deploy')
  if (channel && !token && !webhook)
    found.push('SLACK_CHANNEL is set without SLACK_BOT_TOKEN; set the token, or SLACK_WEBHOOK_URL instead of both')
  if (adminChannel && !token)
    found.push('SLACK_ADMIN_CHANNEL is set without SLACK_BOT_TOKEN; set the token, or SLACK_ADMIN_WEBHOOK_URL instead')
  if (adminChannel && adminWebhook)
    found.push('SLACK_ADMIN_CHANNEL and SLACK_ADMIN_WEBHOOK_URL are both set; remove one')
  if (users.length > 0 && !token && !webhook && !channel)
    found.push(
      `SLACK_WEBHOOK_URL is not set, nor are SLACK_BOT_TOKEN and SLACK_CHANNEL; ${users.join(', ')} needs one or the other`,
    )
  return found
}
