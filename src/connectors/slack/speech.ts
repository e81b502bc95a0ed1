import type { Api, Call } from './api.ts'
import { refusalError } from './failure.ts'
import { type Mark, metadataOf } from './marks.ts'
import { shrinking, tooLong } from './render.ts'
import { Sent } from './schema.ts'
import type { Message } from './words.ts'

/** Slack no longer knows the message, or lets it be edited no more. */
const uneditable = ['message_not_found', 'cant_update_message', 'edit_window_closed']
const noThread = ['thread_not_found', 'message_not_found', 'cannot_reply_to_message']

/** Saying and editing: the two calls that send a message. Names and addresses in it are never made into links by Slack. */
export function speech(api: Api) {
  /** Undefined: Slack refuses it for a reason of `expected`. */
  async function send(
    call: Pick<Call<Sent>, 'method' | 'parameters' | 'signal'>,
    message: Message,
    mark: Mark,
    expected: readonly string[],
  ): Promise<Sent | undefined> {
    const outcome = await shrinking(message, ({ text, blocks }) =>
      api.callUnless([...tooLong, ...expected], {
        ...call,
        kind: 'write',
        parameters: {
          ...call.parameters,
          text,
          // An edit that leaves blocks out would leave them as they were.
          blocks: JSON.stringify(blocks),
          metadata: metadataOf(mark),
          parse: 'none',
          link_names: 'false',
        },
        shape: Sent,
      }),
    )
    if (typeof outcome !== 'string') return outcome
    if (expected.includes(outcome)) return undefined
    throw refusalError({ method: call.method, about: call.parameters?.channel, isRead: false }, { error: outcome })
  }

  return {
    /** `channel` may be a name. Undefined: the thread is gone. */
    say(channel: string, message: Message, mark: Mark, { thread, signal }: { thread?: string; signal: AbortSignal }) {
      const parameters = { channel, thread_ts: thread, unfurl_links: 'false', unfurl_media: 'false' }
      return send({ method: 'chat.postMessage', parameters, signal }, message, mark, thread ? noThread : [])
    },
    /** `channel` is an id. Undefined: it can be edited no more. Edits notify nobody. */
    edit(channel: string, ts: string, message: Message, mark: Mark, signal: AbortSignal) {
      return send({ method: 'chat.update', parameters: { channel, ts }, signal }, message, mark, uneditable)
    },
  }
}
