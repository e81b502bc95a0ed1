import { HubError } from '../../engine/error.ts'
import type { Api } from './api.ts'
import { Messages, type SlackMessage } from './schema.ts'

/** Slack advises against larger pages. */
const pageSize = 200
/** 10 000 messages: what lies behind them nobody reads any more, and a minute's allowance of calls is used up. */
const maxPages = 50

export interface Found {
  message?: SlackMessage
  /** Whether all was looked through, so that what was not found is not there. */
  whole: boolean
}

export interface Place {
  channel: string
  /** The message whose thread is searched, oldest first; else the channel itself is, newest first. */
  thread?: string
  /** Older messages are left out. In seconds since 1970. */
  since?: number
}

/**
 * Looks for a message with its metadata. It pages from the newest on and stops by itself at `since`: given an `oldest`,
 * Slack would begin with the pages next to it.
 */
export async function search(
  api: Api,
  { channel, thread, since = 0 }: Place,
  matches: (message: SlackMessage) => boolean,
  signal?: AbortSignal,
): Promise<Found> {
  let cursor: string | undefined
  for (let page = 0; page < maxPages; page++) {
    const outcome = await api.callUnless(['thread_not_found'], {
      kind: 'read',
      method: thread ? 'conversations.replies' : 'conversations.history',
      parameters: { channel, ts: thread, limit: String(pageSize), include_all_metadata: 'true', cursor },
      shape: Messages,
      signal,
    })
    if (typeof outcome === 'string') return { whole: true }
    for (const message of outcome.messages) {
      if (Number(message.ts) < since) return { whole: true }
      if (matches(message)) return { message, whole: false }
    }
    const next = outcome.response_metadata?.next_cursor
    if (!next) return { whole: true }
    if (next === cursor) throw new HubError('unavailable', `slack: the messages of ${channel} go round in a circle`)
    cursor = next
  }
  return { whole: false }
}
