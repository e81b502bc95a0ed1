import { type ErrorCode, HubError } from '../../engine/error.ts'
import type { Envelope } from './schema.ts'

const newToken = 'Install the app again and set SLACK_BOT_TOKEN to its token'
const laterOnly = 'Slack has trouble; look at https://slack-status.com'
const tooLarge = 'the message is too large'

/** What a refusal asks of the caller, and what a person can do about it. Other refusals are `invalid` and named. */
const refusals: Record<string, [ErrorCode, string]> = {
  invalid_auth: ['unauthorized', `the token is wrong, or not allowed from this address. ${newToken}`],
  not_authed: ['unauthorized', `no token arrived. ${newToken}`],
  token_revoked: ['unauthorized', `the token was revoked. ${newToken}`],
  token_expired: ['unauthorized', `the token has expired. Turn token rotation off for the app. ${newToken}`],
  account_inactive: ['unauthorized', `the app was removed or its workspace closed. ${newToken}`],
  channel_not_found: [
    'invalid',
    'there is no such channel, or it is private and the bot is not in it. Correct the name, or invite the bot there: /invite @its-name',
  ],
  not_in_channel: ['invalid', 'the bot is not in the channel. Invite it there: /invite @its-name'],
  is_archived: ['invalid', 'the channel is archived. Unarchive it, or name another'],
  restricted_action: [
    'invalid',
    'a preference of the workspace keeps the bot from posting there. Ask its administrator',
  ],
  rate_limited: ['rate_limited', 'too many calls for now'],
  ratelimited: ['rate_limited', 'too many calls for now'],
  message_limit_exceeded: ['rate_limited', 'the workspace sends too many messages for now'],
  msg_too_long: ['invalid', tooLarge],
  msg_blocks_too_long: ['invalid', tooLarge],
  invalid_blocks: ['invalid', 'Slack does not take the form of the message; please report it'],
  no_text: ['invalid', 'the message is empty'],
  fatal_error: ['unavailable', laterOnly],
  internal_error: ['unavailable', laterOnly],
  service_unavailable: ['unavailable', laterOnly],
  request_timeout: ['unavailable', 'the request took too long to arrive'],
  team_added_to_org: ['unavailable', 'the workspace is being moved into an organisation'],
}

/** The error of an answer with `ok: false`. `about` names the channel where there is one. */
export function refusalError(
  call: { method: string; about?: string | undefined; isRead: boolean; retryAfterMs?: number | undefined },
  answer: Pick<Envelope, 'error' | 'needed' | 'provided'>,
): HubError {
  const error = answer.error ?? 'an error without a name'
  const [code, advice] = refusals[error] ?? ['invalid' as const, scopes(answer)]
  const where = call.about ? ` for ${call.about}` : ''
  return new HubError(code, `slack ${call.method}${where}: ${error}${advice && `: ${advice}`}`, {
    ...(code === 'rate_limited' && call.retryAfterMs !== undefined && { retryAfterMs: call.retryAfterMs }),
    arrived: code === 'unavailable' && !call.isRead ? 'maybe' : 'no',
  })
}

function scopes({ error, needed, provided }: Pick<Envelope, 'error' | 'needed' | 'provided'>): string {
  if (error !== 'missing_scope') return ''
  const has = provided ? ` (it has ${provided})` : ''
  return `the app lacks the scope ${needed ?? 'for this'}${has}. Add it under OAuth & Permissions and install the app again`
}
