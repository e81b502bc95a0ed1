/** The words in which this connector speaks of Slack. Strings are text and nothing else: nobody is pinged by one. */

/** A piece of a line. A mention is typed, so that no text from outside can become one. */
export type Span = string | { bold: string } | { code: string } | { link: string; text: string } | { user: string }
export type Line = Span[]

export interface Message {
  /** The first line, also what a notification shows. */
  title: Line
  lines: Line[]
  /** Small print below. */
  context?: Line
}

/** A message of its own. */
export interface Post {
  /** Name or id; default SLACK_CHANNEL. A webhook has its channel built in. */
  channel?: string
  message: Message
}

/** A message that is kept up to date: posted the first time, edited from then on. Wants a bot token. */
export interface Living {
  channel?: string
  /** What makes it the message it is: kept in its metadata, so that it is found again. */
  id: string
  /** No such message was posted before this ISO instant: how far back the history is searched. */
  since: string
  message: Message
}

/** A message in the thread of a living one, which must have been sent before in the same channel. */
export type Reply = Living

export interface Posted {
  channel?: string
  /** Slack's id of the message. A webhook gives none. */
  ts?: string
}

/** What tasks can ask. The writes are `post`, `living` and `reply`. All of it throws HubError. */
export interface SlackReads {
  /** `webhook`: one channel, no edits, no threads, nobody can be looked up. */
  mode: 'bot' | 'webhook'
  /** Who the bot is, or what the webhook is. Proves the credential. */
  whoAmI(): Promise<string>
  /** The id of the active member with this e-mail address; undefined when there is none, and always by webhook. */
  userWithEmail(email: string): Promise<string | undefined>
}

/** An incident of the hub itself, for its administrators. */
export interface Alarm {
  subject: string
  body: string
}
