import type { Verdict } from '../../engine/connector.ts'
import type { Alarm, Living, Message, Post, Posted, Reply, SlackReads } from './words.ts'

/** One of the two ways to Slack. They differ in what they can do; the writes are declared over both alike. */
export interface Way extends SlackReads {
  /** Where it goes, as people name it: `#deploy`, or `webhook`. What shares a place keeps its order. */
  place(payload: { channel?: string }): string
  post(payload: Post, key: string, signal: AbortSignal): Promise<Posted>
  posted(payload: Post, key: string): Promise<Verdict<Posted>>
  living(payload: Living, key: string, signal: AbortSignal): Promise<Posted>
  reply(payload: Reply, key: string, signal: AbortSignal): Promise<Posted>
  replied(payload: Reply, key: string): Promise<Verdict<Posted>>
}

/** How the hub's own incidents are told. */
export interface AlarmWay {
  place: string
  tell(message: Message, key: string, signal: AbortSignal): Promise<Posted>
  told(key: string): Promise<Verdict<Posted>>
}

/** An incident in the words of Slack. */
export const alarmMessage = ({ subject, body }: Alarm): Message => ({
  title: [{ bold: subject }],
  lines: body.split('\n').map(line => [line]),
})
