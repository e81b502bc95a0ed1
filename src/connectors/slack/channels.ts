import { HubError } from '../../engine/error.ts'
import type { Api } from './api.ts'
import { Channels } from './schema.ts'

/** `#deploy` and `deploy` are one channel; names are NFC. */
const nameOf = (channel: string) => channel.trim().replace(/^#/, '').normalize('NFC')

/** Ids are capitals, names never are. */
const isId = (channel: string) => /^[CGD][A-Z0-9]{2,}$/.test(channel)

/** `#deploy`, or the id where that is what is known. */
export const shown = (channel: string) => (isId(nameOf(channel)) ? nameOf(channel) : `#${nameOf(channel)}`)

/** Ids of channels by their names: a message may be posted to a name, but not edited or searched for by it. */
export function channelIds(api: Api) {
  const known = new Map<string, string>()

  /** What a post may be addressed to. */
  const address = (channel: string) => known.get(nameOf(channel)) ?? shown(channel)

  const learn = (channel: string, id: string) => {
    if (!isId(nameOf(channel))) known.set(nameOf(channel), id)
  }

  async function idOf(channel: string, signal?: AbortSignal): Promise<string> {
    const name = nameOf(channel)
    if (isId(name)) return name
    const id = known.get(name) ?? (await lookUp(name, signal))
    known.set(name, id)
    return id
  }

  async function lookUp(name: string, signal: AbortSignal | undefined): Promise<string> {
    const seen = new Set<string>()
    for (let cursor: string | undefined; ; ) {
      const { channels, response_metadata } = await page(cursor, signal)
      const found = channels.find(channel => channel.name === name || channel.name_normalized === name)
      if (found) return found.id
      cursor = response_metadata?.next_cursor
      if (!cursor || seen.has(cursor)) break
      seen.add(cursor)
    }
    throw new HubError(
      'invalid',
      `slack: the bot sees no channel #${name}. Correct the name; a private channel it must be invited to: /invite @its-name`,
    )
  }

  async function page(cursor: string | undefined, signal: AbortSignal | undefined) {
    try {
      const parameters = { types: 'public_channel,private_channel', limit: '999', cursor }
      return await api.call({ kind: 'read', method: 'conversations.list', parameters, shape: Channels, signal })
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'invalid')) throw error
      throw new HubError('invalid', `${error.message}. Or name the channel by its id`, { cause: error.cause })
    }
  }

  return { address, learn, idOf }
}
