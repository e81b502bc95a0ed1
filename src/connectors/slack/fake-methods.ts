import { blocksMistake } from './fake-limits.ts'
import type { Draft, FakeChannel, FakeMessage, FakeUser, FakeWorkspace } from './fake-workspace.ts'

/** One call of the Web API, its token already looked at. */
export interface Asked {
  workspace: FakeWorkspace
  parameters: Record<string, string>
  scopes: readonly string[]
  pageSize: number
}

export type Answer = { ok: boolean; [field: string]: unknown }

const no = (error: string, more: object = {}): Answer => ({ ok: false, error, ...more })

/** The answer where a scope is missing. */
const lacking = ({ scopes }: Asked, ...needed: string[]): Answer | undefined =>
  needed.every(scope => scopes.includes(scope))
    ? undefined
    : no('missing_scope', { needed: needed.join(','), provided: scopes.join(',') })

export const methods: Record<string, (asked: Asked) => Answer> = {
  'auth.test': ({ workspace: { team, bot } }) => ({
    ...{ ok: true, url: team.url, team: team.name, user: bot.name, team_id: team.id, user_id: bot.user },
    ...{ bot_id: bot.bot, is_enterprise_install: false },
  }),
  'chat.postMessage': asked => lacking(asked, 'chat:write') ?? postMessage(asked),
  'chat.update': asked => lacking(asked, 'chat:write') ?? update(asked),
  'conversations.list': asked => lacking(asked, ...scopesOfTypes(asked)) ?? list(asked),
  'conversations.history': asked => readable(asked, channel => history(asked, channel)),
  'conversations.replies': asked => readable(asked, channel => replies(asked, channel)),
  'users.lookupByEmail': asked => lacking(asked, 'users:read.email') ?? lookup(asked),
}

function postMessage({ workspace, parameters }: Asked): Answer {
  const name = (parameters.channel ?? '').replace(/^#/, '')
  const channel = workspace.channels.find(one => one.id === name || one.name === name)
  if (!channel || (channel.isPrivate && !channel.member)) return no('channel_not_found')
  if (channel.archived) return no('is_archived')
  if (!channel.member) return no('not_in_channel')
  const draft = draftOf(parameters)
  if (typeof draft === 'string') return no(draft)
  const message = workspace.add(channel, draft, { user: workspace.bot.user, bot: workspace.bot.bot })
  return { ok: true, channel: channel.id, ts: message.ts, message: wire(message, workspace, true) }
}

/** Blocks and metadata that are left out stay as they were. */
function update({ workspace, parameters }: Asked): Answer {
  const channel = workspace.channels.find(({ id }) => id === parameters.channel)
  if (!channel || (channel.isPrivate && !channel.member)) return no('channel_not_found')
  if (channel.archived) return no('is_archived')
  const message = channel.messages.find(({ ts, deleted }) => ts === parameters.ts && !deleted)
  if (!message) return no('message_not_found')
  if (message.bot !== workspace.bot.bot) return no('cant_update_message')
  const draft = draftOf({ blocks: JSON.stringify(message.blocks), ...parameters })
  if (typeof draft === 'string') return no(draft)
  const { text, blocks, metadata = message.metadata } = draft
  Object.assign(message, { text, blocks, ...(metadata && { metadata }), edits: message.edits + 1 })
  const { ts } = message
  return { ok: true, channel: channel.id, ts, text, message: { text, user: workspace.bot.user, blocks } }
}

function draftOf(parameters: Record<string, string>): Draft | string {
  const { text = '', thread_ts: thread, parse } = parameters
  const blocks = parsed(parameters.blocks ?? '[]')
  const metadata = parameters.metadata === undefined ? undefined : parsed(parameters.metadata)
  if (!text && !blocks?.length) return 'no_text'
  if (text.length > 40_000) return 'msg_too_long'
  if (metadata !== undefined && typeof metadata?.event_type !== 'string') return 'invalid_metadata_format'
  const linkNames = parameters.link_names === 'true'
  return blocksMistake(blocks) ?? { text, blocks, metadata, thread, linkNames, ...(parse && { parse }) }
}

function parsed(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reading wants the id of the channel, the bot in it, and the scope of its kind. */
function readable(asked: Asked, answer: (channel: FakeChannel) => Answer): Answer {
  const { workspace, parameters } = asked
  const channel = workspace.channels.find(({ id }) => id === parameters.channel)
  if (!channel) return no('channel_not_found')
  const refused = lacking(asked, channel.isPrivate ? 'groups:history' : 'channels:history')
  if (refused) return refused
  if (!channel.member) return no(channel.isPrivate ? 'channel_not_found' : 'not_in_channel')
  return answer(channel)
}

/** Newest first, threads left out. */
function history(asked: Asked, { messages }: FakeChannel): Answer {
  const { oldest = '0', latest = '9999999999' } = asked.parameters
  const inTime = ({ ts }: FakeMessage) => Number(ts) > Number(oldest) && Number(ts) < Number(latest)
  return messagesPage(asked, messages.filter(message => !message.thread && inTime(message)).reverse())
}

/** The first message, then the replies, oldest first. */
function replies(asked: Asked, { messages }: FakeChannel): Answer {
  const { ts } = asked.parameters
  const found = messages.filter(message => message.ts === ts || message.thread === ts)
  return found.length === 0 ? no('thread_not_found') : messagesPage(asked, found)
}

function messagesPage(asked: Asked, messages: FakeMessage[]): Answer {
  const page = pageOf(asked, messages, 100)
  const withMetadata = asked.parameters.include_all_metadata === 'true'
  return {
    ok: true,
    messages: page.items.map(message => wire(message, asked.workspace, withMetadata)),
    has_more: page.next !== '',
    response_metadata: { next_cursor: page.next },
  }
}

function list(asked: Asked): Answer {
  const types = (asked.parameters.types ?? 'public_channel').split(',')
  const visible = ({ isPrivate, member }: FakeChannel) =>
    types.includes(isPrivate ? 'private_channel' : 'public_channel') && (!isPrivate || member)
  const page = pageOf(asked, asked.workspace.channels.filter(visible), 100)
  return {
    ok: true,
    channels: page.items.map(({ id, name, isPrivate, archived, member }) => ({
      ...{ id, name, name_normalized: name, created: 1_449_252_889, creator: asked.workspace.bot.user },
      ...{ is_channel: !isPrivate, is_group: isPrivate, is_im: false, is_mpim: false, is_private: isPrivate },
      ...{ is_archived: archived, is_member: member, is_general: false, is_shared: false, is_org_shared: false },
      topic: { value: '', creator: '', last_set: 0 },
      purpose: { value: '', creator: '', last_set: 0 },
    })),
    response_metadata: { next_cursor: page.next },
  }
}

const scopesOfTypes = ({ parameters: { types = 'public_channel' } }: Asked) =>
  types.split(',').map(type => (type === 'private_channel' ? 'groups:read' : 'channels:read'))

/** A cursor is opaque, and the empty one says that there is no more. */
function pageOf<T>({ parameters, pageSize }: Asked, items: T[], usual: number): { items: T[]; next: string } {
  const size = Math.min(Number(parameters.limit ?? usual), 999, pageSize)
  const start = Number(Buffer.from(parameters.cursor ?? '', 'base64').toString() || 0)
  const end = start + size
  return { items: items.slice(start, end), next: end < items.length ? Buffer.from(String(end)).toString('base64') : '' }
}

/** The deactivated are as unknown as the unknown. */
function lookup({ workspace, parameters }: Asked): Answer {
  const email = parameters.email?.toLowerCase()
  const user = workspace.users.find(one => one.email.toLowerCase() === email && !one.deleted)
  return user ? { ok: true, user: member(user, workspace) } : no('users_not_found')
}

const member = ({ id, name, email }: FakeUser, { team }: FakeWorkspace) => ({
  ...{ id, team_id: team.id, name, deleted: false, real_name: name, is_bot: false, is_app_user: false, updated: 0 },
  profile: {
    ...{ real_name: name, real_name_normalized: name, display_name: name, display_name_normalized: name, email },
    ...{ avatar_hash: '', title: '', phone: '', skype: '', status_text: '', status_emoji: '', fields: {} },
  },
})

/** A message as the API gives it. Metadata only where it was asked for. */
function wire(message: FakeMessage, { bot }: FakeWorkspace, withMetadata: boolean) {
  const { ts, text, blocks, metadata, thread, user, deleted } = message
  return {
    ...{ type: 'message', ts, text },
    ...(deleted && { subtype: 'tombstone' }),
    ...(user && { user }),
    ...(message.bot && { bot_id: message.bot }),
    ...(message.bot && message.bot !== bot.bot && { subtype: 'bot_message' }),
    ...(blocks.length > 0 && { blocks }),
    ...(thread && { thread_ts: thread }),
    ...(withMetadata && metadata && { metadata }),
  }
}
