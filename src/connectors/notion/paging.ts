import { HubError } from '../../engine/error.ts'

/** Asks for one page after the other to the end. Throws where the pages go in a circle, or break off. */
export async function* turnPages<T>(
  ask: (
    cursor: string | undefined,
  ) => Promise<{ results: T[]; has_more: boolean; next_cursor?: string | null | undefined }>,
  what: string,
): AsyncGenerator<T> {
  const turned = new Set<string>()
  for (let cursor: string | undefined; ; ) {
    const { results, has_more, next_cursor } = await ask(cursor)
    yield* results
    if (!has_more) return
    if (!next_cursor || turned.has(next_cursor))
      throw new HubError(
        'unavailable',
        `${what}: Notion says that there is more, but ${next_cursor ? 'leads back to where it has been' : 'not where'}.`,
        { arrived: 'no' },
      )
    turned.add(next_cursor)
    cursor = next_cursor
  }
}
