import type { Api } from './api.ts'
import { type Found, type Place, search } from './history.ts'
import { Identity, type SlackMessage } from './schema.ts'

/** What a message of ours carries, so that it is found again. Keys are unique for each write. */
export interface Mark {
  write: 'post' | 'living' | 'reply' | 'alarm'
  key: string
  /** Of the living message that it is, or replies to. */
  id?: string
}

const eventType = 'dure'

/** The metadata of a message to be sent: people do not see it. */
export const metadataOf = (mark: Mark) => JSON.stringify({ event_type: eventType, event_payload: mark })

const markOf = ({ metadata }: SlackMessage): Mark | undefined =>
  metadata?.event_type === eventType ? (metadata.event_payload as Mark) : undefined

/** Looks for messages by their marks. Only the bot that wrote a message can edit it, so those of another hub's are passed over. */
export function finder(api: Api) {
  let known: Promise<Identity> | undefined

  /** Asked once in a process; a failure is not remembered. */
  function me(): Promise<Identity> {
    known ??= api.call({ kind: 'read', method: 'auth.test', shape: Identity }).catch(error => {
      known = undefined
      throw error
    })
    return known
  }

  return async (where: Place, isWanted: (mark: Mark) => boolean, signal?: AbortSignal): Promise<Found> => {
    const { user_id, bot_id } = await me()
    const isOurs = ({ user, bot_id: bot }: SlackMessage) => user === user_id || (bot != null && bot === bot_id)
    const matches = (message: SlackMessage) => {
      const mark = markOf(message)
      return mark !== undefined && isOurs(message) && isWanted(mark)
    }
    return search(api, where, matches, signal)
  }
}
