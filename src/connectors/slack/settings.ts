import { z } from 'zod'
import { type Said, type SettingsOf, saying, secret } from '../../engine/settings.ts'

/** What is wrong with an address that should be an incoming webhook's; undefined when nothing is. */
function webhookMistake(text: string): Said | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    return {
      en: 'should be the address of an incoming webhook, https://hooks.slack.com/services/…',
      ko: 'https://hooks.slack.com/services/… 같은 수신 웹훅(incoming webhook)의 주소여야 합니다',
    }
  if (!/(^|\.)slack(-gov)?\.com$/.test(url.hostname)) return undefined
  if (/^\/(workflows|triggers)\//.test(url.pathname))
    return {
      en: 'starts a workflow, which takes no messages; add an incoming webhook to an app instead',
      ko: '워크플로를 시작하는 주소라 메시지를 받지 못합니다. 앱에 수신 웹훅(incoming webhook)을 더해 그 주소를 쓰십시오',
    }
  if (/^\/services(\/[^/]+){3}$/.test(url.pathname)) return undefined
  return {
    en: 'is not whole: an incoming webhook ends in /services/T…/B…/ and a secret',
    ko: '주소가 잘렸습니다. 수신 웹훅(incoming webhook)은 /services/T…/B…/비밀값으로 끝납니다',
  }
}

const webhookUrl = () =>
  secret().superRefine((text, context) => {
    const wrong = webhookMistake(text)
    if (wrong) context.addIssue({ code: 'custom', message: wrong.en, params: wrong })
  })

const channel = () =>
  z
    .string()
    .trim()
    .refine(
      name => /^#?[^\s#@<>&|]{1,80}$/.test(name),
      saying(
        'should be the name or the id of one channel, such as deploy or C012AB3CD',
        'deploy나 C012AB3CD처럼 채널 하나의 이름이나 ID여야 합니다',
      ),
    )

export const settings = {
  SLACK_WEBHOOK_URL: webhookUrl().optional().meta({
    secret: true,
    description: 'Incoming webhook: posts to the one channel that it was made for',
    example: 'https://hooks.slack.com/services/T…/B…/…',
  }),
  SLACK_BOT_TOKEN: secret()
    .refine(
      token => /^(xoxe\.)?xox[bp]-\S+$/.test(token),
      saying('should be a bot token, which begins with xoxb-', 'xoxb-로 시작하는 봇 토큰이어야 합니다'),
    )
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
    .refine(
      url => !new URL(url).username,
      saying(
        'should carry no user; the token goes into SLACK_BOT_TOKEN',
        '주소에 사용자를 넣지 마십시오. 토큰은 SLACK_BOT_TOKEN에 씁니다',
      ),
    )
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
export function mistakes(values: SlackSettings, users: readonly string[]): Said[] {
  const { SLACK_BOT_TOKEN: token, SLACK_WEBHOOK_URL: webhook, SLACK_CHANNEL: channel } = values
  const { SLACK_ADMIN_CHANNEL: adminChannel, SLACK_ADMIN_WEBHOOK_URL: adminWebhook } = values
  const found: Said[] = []
  const find = (en: string, ko: string) => found.push({ en, ko })
  if (token && webhook)
    find(
      'SLACK_BOT_TOKEN and SLACK_WEBHOOK_URL are both set; remove the webhook, the bot can do all it can',
      'SLACK_BOT_TOKEN, SLACK_WEBHOOK_URL: 둘 다 설정되어 있습니다. 봇이 다 할 수 있으니 웹훅을 지우십시오',
    )
  if (token && !channel && (users.length > 0 || !adminChannel))
    find(
      'SLACK_CHANNEL is not set; SLACK_BOT_TOKEN needs it, e.g. SLACK_CHANNEL=deploy',
      'SLACK_CHANNEL: 설정되지 않았습니다. SLACK_BOT_TOKEN과 함께 필요합니다. 예: SLACK_CHANNEL=deploy',
    )
  if (channel && !token && !webhook)
    find(
      'SLACK_CHANNEL is set without SLACK_BOT_TOKEN; set the token, or SLACK_WEBHOOK_URL instead of both',
      'SLACK_CHANNEL: SLACK_BOT_TOKEN이 없습니다. 토큰을 설정하거나 둘 대신 SLACK_WEBHOOK_URL을 쓰십시오',
    )
  if (adminChannel && !token)
    find(
      'SLACK_ADMIN_CHANNEL is set without SLACK_BOT_TOKEN; set the token, or SLACK_ADMIN_WEBHOOK_URL instead',
      'SLACK_ADMIN_CHANNEL: SLACK_BOT_TOKEN이 없습니다. 토큰을 설정하거나 SLACK_ADMIN_WEBHOOK_URL을 쓰십시오',
    )
  if (adminChannel && adminWebhook)
    find(
      'SLACK_ADMIN_CHANNEL and SLACK_ADMIN_WEBHOOK_URL are both set; remove one',
      'SLACK_ADMIN_CHANNEL, SLACK_ADMIN_WEBHOOK_URL: 둘 다 설정되어 있습니다. 하나를 지우십시오',
    )
  if (users.length > 0 && !token && !webhook && !channel)
    find(
      `SLACK_WEBHOOK_URL is not set, nor are SLACK_BOT_TOKEN and SLACK_CHANNEL; ${users.join(', ')} needs one or the other`,
      `SLACK_WEBHOOK_URL: 설정되지 않았습니다. SLACK_BOT_TOKEN과 SLACK_CHANNEL도 없습니다. 둘 중 하나가 필요한 곳: ${users.join(', ')}`,
    )
  return found
}
