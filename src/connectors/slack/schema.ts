import { z } from 'zod'

/** What all answers of the Web API have in common. `needed` and `provided` are lists of scopes with commas. */
export const Envelope = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  needed: z.string().optional(),
  provided: z.string().optional(),
})
export type Envelope = z.output<typeof Envelope>

export const Identity = z.object({
  url: z.string(),
  team: z.string(),
  user: z.string(),
  user_id: z.string(),
  bot_id: z.string().optional(),
})
export type Identity = z.output<typeof Identity>

/** `thread_ts` is there when the message went into a thread. */
export const Sent = z.object({
  channel: z.string(),
  ts: z.string(),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
})
export type Sent = z.output<typeof Sent>

export const Found = z.object({ user: z.object({ id: z.string(), deleted: z.boolean().optional() }) })

const cursor = z.object({ next_cursor: z.string().optional() }).optional()

export const Channels = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string().optional(), name_normalized: z.string().optional() })),
  response_metadata: cursor,
})

const Metadata = z.object({
  event_type: z.string(),
  event_payload: z.object({ write: z.string(), key: z.string(), id: z.string().optional() }),
})

/** A message of a channel or a thread. Metadata of others may have any shape, and is as none. */
export const SlackMessage = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  metadata: Metadata.optional().catch(undefined),
})
export type SlackMessage = z.output<typeof SlackMessage>

export const Messages = z.object({ messages: z.array(SlackMessage), response_metadata: cursor })
