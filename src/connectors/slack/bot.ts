import type { Verdict } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { webApi } from './api.ts'
import { channelIds, shown } from './channels.ts'
import { finder, type Mark } from './marks.ts'
import { peopleByEmail } from './people.ts'
import { Identity } from './schema.ts'
import { speech } from './speech.ts'
import type { AlarmWay, Way } from './way.ts'
import type { Living, Message, Posted, Reply } from './words.ts'

/** In seconds, between the hub's clock and Slack's, by which a message's `ts` is made. */
const clockMargin = 3600
/** Living messages whose place is remembered; others are searched for again. */
const rememberedAtMost = 1000

/** Everything that a bot token can do. `home` is the channel of messages that name none. */
export function botWay(place: { url: string; token: string; home: string; admin?: string | undefined }, io: Io) {
  const api = webApi(place, io.http)
  const ids = channelIds(api)
  const found = findings(finder(api), io)
  const { say, edit } = speech(api)
  const channelOf = (payload: { channel?: string }) => payload.channel ?? place.home

  async function post(asked: string, message: Message, mark: Mark, signal: AbortSignal): Promise<Posted> {
    const sent = await say(ids.address(asked), message, mark, { signal })
    ids.learn(asked, sent!.channel)
    return { channel: sent!.channel, ts: sent!.ts }
  }

  const posted = (asked: string, mark: Mark) => verdict(async () => found.post(await ids.idOf(asked), mark))

  /** Repeatable: it asks first, so a message whose confirmation was lost is found by its id and edited. */
  async function living(payload: Living, key: string, signal: AbortSignal): Promise<Posted> {
    const channel = await ids.idOf(channelOf(payload), signal)
    const mark: Mark = { write: 'living', key, id: payload.id }
    for await (const ts of found.candidates(channel, payload, signal))
      if (await edit(channel, ts, payload.message, mark, signal)) return found.remember(channel, payload, ts)
    const sent = await say(channel, payload.message, mark, { signal })
    return found.remember(channel, payload, sent!.ts)
  }

  /** People may have deleted the message. What was to be told in its thread is told in the channel then. */
  async function reply(payload: Reply, key: string, signal: AbortSignal): Promise<Posted> {
    const channel = await ids.idOf(channelOf(payload), signal)
    const mark: Mark = { write: 'reply', key, id: payload.id }
    const thread = await found.living(channel, payload, signal)
    const inThread = thread === undefined ? undefined : await say(channel, payload.message, mark, { thread, signal })
    const sent = inThread ?? (await say(channel, payload.message, mark, { signal }))
    // Slack itself puts a reply to a deleted message into the channel, and says so by leaving this out.
    if (sent!.message?.thread_ts === undefined) found.forget(channel, payload)
    return { channel, ts: sent!.ts }
  }

  const way: Way = {
    mode: 'bot',
    place: payload => shown(channelOf(payload)),
    post: (payload, key, signal) => post(channelOf(payload), payload.message, { write: 'post', key }, signal),
    posted: (payload, key) => posted(channelOf(payload), { write: 'post', key }),
    living,
    reply,
    replied: (payload, key) =>
      verdict(async () => found.reply(await ids.idOf(channelOf(payload)), payload, { write: 'reply', key })),
    async whoAmI() {
      const { user, team, url } = await api.call({ kind: 'read', method: 'auth.test', shape: Identity })
      return `@${user} in ${team} (${url})`
    },
    userWithEmail: peopleByEmail(api, io),
  }
  const { admin } = place
  const alarm: AlarmWay | undefined = admin
    ? {
        place: shown(admin),
        tell: (message, key, signal) => post(admin, message, { write: 'alarm', key }, signal),
        told: key => posted(admin, { write: 'alarm', key }),
      }
    : undefined
  return { way, alarm }
}

/** Where messages of ours are: by what is remembered of this process, else by their marks. Channels are ids. */
function findings(find: ReturnType<typeof finder>, { log }: Pick<Io, 'log'>) {
  const livings = new Map<string, string>()
  const nameOf = (channel: string, { id }: Living) => `${channel} ${id}`

  /** All of the channel is looked through and not a day of it: the hub may have been down since. */
  async function post(channel: string, { write, key }: Mark, thread?: string): Promise<Verdict<Posted>> {
    const isIt = (mark: Mark) => mark.write === write && mark.key === key
    const { message, whole } = await find({ channel, ...(thread && { thread }) }, isIt)
    return message ? { applied: { channel, ts: message.ts } } : whole ? 'absent' : 'unknown'
  }

  /** The newest, where a message had to be posted anew. */
  async function searched(channel: string, { id, since }: Living, signal?: AbortSignal): Promise<string | undefined> {
    const from = Date.parse(since) / 1000 - clockMargin
    const isIt = (mark: Mark) => mark.write === 'living' && mark.id === id
    const { message, whole } = await find({ channel, ...(Number.isFinite(from) && { since: from }) }, isIt, signal)
    if (!message && !whole)
      log.warn('Slack: a living message is not among the newest 10 000 of its channel', { channel, id, since })
    return message?.ts
  }

  async function living(channel: string, payload: Living, signal?: AbortSignal): Promise<string | undefined> {
    return livings.get(nameOf(channel, payload)) ?? (await searched(channel, payload, signal))
  }

  return {
    post,
    living,
    /** Searched for only when what is remembered turns out to be of no use. */
    async *candidates(channel: string, payload: Living, signal: AbortSignal) {
      const remembered = livings.get(nameOf(channel, payload))
      if (remembered) yield remembered
      const other = await searched(channel, payload, signal)
      if (other && other !== remembered) yield other
    },
    async reply(channel: string, payload: Reply, mark: Mark): Promise<Verdict<Posted>> {
      const thread = await living(channel, payload)
      const inThread = thread ? await post(channel, mark, thread) : 'absent'
      if (typeof inThread === 'object') return inThread
      const inChannel = await post(channel, mark)
      return inChannel === 'absent' ? inThread : inChannel
    },
    remember(channel: string, payload: Living, ts: string): Posted {
      livings.delete(nameOf(channel, payload))
      livings.set(nameOf(channel, payload), ts)
      if (livings.size > rememberedAtMost) livings.delete(livings.keys().next().value!)
      return { channel, ts }
    },
    forget: (channel: string, payload: Living) => void livings.delete(nameOf(channel, payload)),
  }
}

/** Where the bot may not read, nothing is known. */
async function verdict(ask: () => Promise<Verdict<Posted>>): Promise<Verdict<Posted>> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof HubError && error.code === 'invalid') return 'unknown'
    throw error
  }
}
