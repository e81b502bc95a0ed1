import type { Clock } from '../../engine/clock.ts'
import { pingsOf } from './fake-limits.ts'

export interface FakeMessage {
  ts: string
  text: string
  blocks: any[]
  metadata?: { event_type: string; event_payload: Record<string, any> }
  /** The first message of the thread that it is in. */
  thread?: string
  /** How often it was edited. */
  edits: number
  /** Its bot or member; undefined for a webhook's. */
  user?: string
  bot?: string
  /** The `tombstone` of a deleted message that has replies. */
  deleted?: boolean
}

export interface FakeChannel {
  id: string
  name: string
  isPrivate: boolean
  archived: boolean
  /** Whether the bot is in it. */
  member: boolean
  /** Oldest first, those of threads among them. */
  messages: FakeMessage[]
}

export interface FakeUser {
  id: string
  name: string
  email: string
  /** Deactivated. */
  deleted: boolean
}

export interface Draft {
  text: string
  blocks: any[]
  metadata?: FakeMessage['metadata'] | undefined
  thread?: string | undefined
  parse?: string
  linkNames?: boolean
}

export interface WorkspaceOptions {
  /** Default: the public channel `deploy`, with the bot in it. */
  channels?: (Partial<FakeChannel> & { name: string })[]
  users?: (Partial<FakeUser> & { email: string })[]
  clock?: Pick<Clock, 'now'>
}

const idFrom = (letter: string, number: number) => `${letter}0${String(number).padStart(8, 'A')}`

/** Channels, people and messages, and who was pinged. What the API refuses is decided elsewhere. */
export function fakeWorkspace({
  channels = [{ name: 'deploy' }],
  users = [],
  clock,
}: WorkspaceOptions & { clock: Pick<Clock, 'now'> }) {
  let serial = 0
  const bot = { user: 'U0DUREBOT01', bot: 'B0DUREBOT01', name: 'dure' }
  const pings: { user: string; channel: string; ts: string }[] = []
  const workspace = {
    team: { id: 'T0DURE00001', name: '두레팀', url: 'https://dure.slack.example.com/' },
    bot,
    pings,
    channels: channels.map(
      (channel, index): FakeChannel => ({
        ...{ id: idFrom('C', index + 1), isPrivate: false, archived: false, member: true, messages: [] },
        ...channel,
      }),
    ),
    users: users.map(
      (user, index): FakeUser => ({
        ...{ id: idFrom('U', index + 1), name: user.email.split('@')[0]!, deleted: false },
        ...user,
      }),
    ),
    add,
    /** A person writes. */
    say: (channel: string, text: string) =>
      add(named(channel), { text, blocks: [] }, { user: workspace.users[0]?.id ?? 'U0SOMEBODY1' }),
    /** A person deletes a message. With replies a tombstone stays. */
    remove(channel: string, ts: string) {
      const { messages } = named(channel)
      const index = messages.findIndex(message => message.ts === ts)
      const hasReplies = messages.some(message => message.thread === ts)
      if (hasReplies) messages[index] = { ts, text: 'This message was deleted.', blocks: [], edits: 0, deleted: true }
      else messages.splice(index, 1)
    },
  }

  function named(name: string): FakeChannel {
    const found = workspace.channels.find(channel => channel.name === name || channel.id === name)
    if (!found) throw new Error(`the fake workspace has no channel ${name}`)
    return found
  }

  /** A reply to a message that is gone goes into the channel. Only new messages ping. */
  function add(channel: FakeChannel, draft: Draft, author: { user?: string; bot?: string }): FakeMessage {
    const seconds = Math.floor(clock.now().getTime() / 1000)
    const ts = `${seconds}.${String(++serial).padStart(6, '0')}`
    const parent = channel.messages.find(message => message.ts === draft.thread)
    const { text, blocks, metadata } = draft
    const thread = parent ? (parent.thread ?? parent.ts) : undefined
    const message = { ts, text, blocks, ...author, edits: 0, ...(metadata && { metadata }), ...(thread && { thread }) }
    channel.messages.push(message)
    for (const user of pingsOf(text, blocks, draft)) pings.push({ user, channel: channel.id, ts })
    return message
  }

  return workspace
}

export type FakeWorkspace = ReturnType<typeof fakeWorkspace>
