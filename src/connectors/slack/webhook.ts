import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { shown } from './channels.ts'
import { type Rendered, shrinking, tooLong } from './render.ts'
import type { AlarmWay, Way } from './way.ts'
import type { Message } from './words.ts'

const another = 'Add a webhook to the app again, set its address, and start the hub again'

/** What Slack answers when it will have nothing more from this webhook. */
const dead: Record<string, string> = {
  invalid_token: 'the address is wrong or was revoked',
  no_service: 'the webhook was removed or switched off',
  no_service_id: 'the address is wrong',
  no_active_hooks: 'the webhook was switched off',
  no_team: 'its workspace is gone',
  team_disabled: 'its workspace is closed',
  action_prohibited: 'an administrator has restricted it',
  posting_to_general_channel_denied: 'an administrator keeps apps from posting to #general',
}

const refused: Record<string, string> = {
  channel_not_found: 'its channel is gone. Make a webhook for another channel',
  channel_is_archived: 'its channel is archived. Unarchive it, or make a webhook for another',
  user_not_found: 'its person is gone. Make a webhook for a channel',
  invalid_payload: 'Slack does not take the form of the message; please report it',
  invalid_blocks: 'Slack does not take the form of the message; please report it',
  msg_blocks_too_long: 'the message is too large',
  msg_too_long: 'the message is too large',
  no_text: 'the message is empty',
}

/** Posts by an incoming webhook. `setting` names where its address was set, which is a secret and never shown. */
function webhookTo(url: string, setting: string, { http }: Pick<Io, 'http'>) {
  /** Why Slack will take nothing more from it. It cannot be asked without posting, so this is what `check` goes by. */
  let death: string | undefined

  async function send(message: Message, signal: AbortSignal) {
    const outcome = await shrinking(message, rendered => sent(rendered, signal))
    if (typeof outcome === 'string') throw refusal(outcome)
    death = undefined
  }

  async function sent(rendered: Rendered, signal: AbortSignal): Promise<object | string> {
    const wanted = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }
    try {
      return await http<object | string>({
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ ...rendered, ...wanted }),
        signal,
        accept: status => (status >= 200 && status < 300) || (status >= 400 && status < 500 && status !== 429),
        read: async answer => {
          const text = (await answer.text()).trim()
          if (answer.status < 300 && text === 'ok') return {}
          if (tooLong.includes(text)) return text
          throw refusal(/^[a-z_]{1,60}$/.test(text) ? text : `HTTP ${answer.status}`, answer.status)
        },
      })
    } catch (error) {
      throw error instanceof HubError ? withoutAddress(error) : error
    }
  }

  function refusal(code: string, status = 400): HubError {
    const what = `slack webhook (${setting}): ${code}`
    // Whoever answers 200 without Slack's word may have passed the message on.
    if (status < 300)
      return new HubError('invalid', `${what}: the answer is not Slack's; is the address right?`, { arrived: 'maybe' })
    if (status === 408) return new HubError('unavailable', `${what}: it took too long to arrive`)
    const why =
      dead[code] ?? ([401, 403, 404, 410].includes(status) && !(code in refused) ? 'it is not known there' : '')
    if (!why) return new HubError('invalid', refused[code] ? `${what}: ${refused[code]}` : what)
    death = `${what}: ${why}. ${another}`
    return new HubError('unauthorized', death)
  }

  const withoutAddress = (error: HubError) => {
    const { origin, pathname } = new URL(url)
    const message = error.message.replaceAll(url, setting).replaceAll(origin + pathname, setting)
    return new HubError(error.code, message.replaceAll(pathname, '/…'), {
      cause: error.cause,
      arrived: error.arrived,
      ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    })
  }

  async function whatItIs(): Promise<string> {
    if (death) throw new HubError('unauthorized', death)
    return `an incoming webhook at ${new URL(url).host}; whether it works only a message can tell`
  }

  return { send, whatItIs }
}

/** Blind: nothing can be asked, edited or answered. Without an address only incidents are told, by the admin webhook. */
export function webhookWay(url: string | undefined, io: Pick<Io, 'http' | 'log'>): Way {
  const webhook = url === undefined ? unset : webhookTo(url, 'SLACK_WEBHOOK_URL', io)
  const elsewhere = new Set<string>()
  const cannot = async (): Promise<never> => {
    throw new HubError('invalid', 'slack: a webhook can neither edit nor reply; set SLACK_BOT_TOKEN and SLACK_CHANNEL')
  }
  return {
    mode: 'webhook',
    place: () => 'webhook',
    async post({ channel, message }, _key, signal) {
      if (channel !== undefined && !elsewhere.has(channel)) {
        elsewhere.add(channel)
        io.log.warn('Slack: a webhook posts to its own channel only; for others set SLACK_BOT_TOKEN', {
          wanted: shown(channel),
        })
      }
      await webhook.send(message, signal)
      return {}
    },
    posted: async () => 'unknown',
    living: cannot,
    reply: cannot,
    replied: async () => 'unknown',
    whoAmI: webhook.whatItIs,
    userWithEmail: async () => undefined,
  }
}

const unset: ReturnType<typeof webhookTo> = {
  send: async () => {
    throw new HubError('invalid', 'slack: set SLACK_WEBHOOK_URL, or SLACK_BOT_TOKEN and SLACK_CHANNEL')
  },
  whatItIs: async () => 'for incidents of the hub alone: SLACK_WEBHOOK_URL is not set',
}

/** A refusal here must not stop the messages that go another way, so it is no matter of the connector's credential. */
export function webhookAlarm(url: string, io: Pick<Io, 'http'>): AlarmWay {
  const webhook = webhookTo(url, 'SLACK_ADMIN_WEBHOOK_URL', io)
  return {
    place: 'webhook',
    async tell(message, _key, signal) {
      try {
        await webhook.send(message, signal)
      } catch (error) {
        throw error instanceof HubError && error.code === 'unauthorized'
          ? new HubError('invalid', error.message)
          : error
      }
      return {}
    },
    told: async () => 'unknown',
  }
}
