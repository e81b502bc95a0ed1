/** What Slack takes of a message and what it makes of the text in it. */

interface TextObject {
  type?: unknown
  text?: unknown
}

/** The code of the refusal; undefined when Slack takes it. Limits as in `@slack/types`; that over all blocks was measured. */
export function blocksMistake(blocks: unknown): string | undefined {
  if (!Array.isArray(blocks)) return 'invalid_blocks'
  if (blocks.length > 50 || !blocks.every(isBlock)) return 'invalid_blocks'
  return JSON.stringify(blocks).length > 13_200 ? 'msg_blocks_too_long' : undefined
}

function isBlock(block: any): boolean {
  if (block?.type === 'divider') return true
  if (block?.type === 'header') return isText(block.text, 150, 'plain_text')
  if (block?.type === 'section') return isText(block.text, 3000)
  if (block?.type !== 'context' || !Array.isArray(block.elements)) return false
  return (
    block.elements.length >= 1 && block.elements.length <= 10 && block.elements.every((one: any) => isText(one, 3000))
  )
}

const isText = ({ type, text }: TextObject = {}, longest: number, only?: string) =>
  (only ? type === only : type === 'mrkdwn' || type === 'plain_text') &&
  typeof text === 'string' &&
  text.length >= 1 &&
  text.length <= longest

/** All mrkdwn of blocks. What is `verbatim` Slack does not search for plain names. */
const textsOf = (blocks: any[]): string[] =>
  blocks
    .flatMap(block => [block.text, ...(block.elements ?? [])])
    .flatMap(one => (one?.type === 'mrkdwn' ? [one.text] : []))

/** Whom a new message pings, each once: `U…`, `!channel`, `!here`, `!everyone`, `!subteam^S…`. */
export function pingsOf(text: string, blocks: any[], options: { parse?: string; linkNames?: boolean }): string[] {
  const texts = [text, ...textsOf(blocks)]
  const typed = texts.flatMap(one =>
    [...one.matchAll(/<(?:@([UW][A-Z0-9]+)|(!(?:channel|here|everyone|subteam\^[A-Z0-9]+)))(?:\|[^>]*)?>/g)].map(
      ([, user, group]) => user ?? group!,
    ),
  )
  const plain =
    options.parse === 'full' || options.linkNames
      ? texts.flatMap(one => [...one.matchAll(/@(channel|here|everyone)\b/g)].map(([, name]) => `!${name}`))
      : []
  return [...new Set([...typed, ...plain])]
}
