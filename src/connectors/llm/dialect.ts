/** How a server that speaks like OpenAI wants to be told the shape and the length of its answer. */
export interface Dialect {
  format: 'json_schema' | 'json_object' | 'text'
  limit: 'max_tokens' | 'max_completion_tokens'
}

/** What most of them take today. */
export const first: Dialect = { format: 'json_schema', limit: 'max_tokens' }

const plainer = { json_schema: 'json_object', json_object: 'text', text: undefined } as const

/**
 * What to try after a 400: OpenAI's thinking models want `max_completion_tokens`, older servers know no schema, and LM
 * Studio takes a schema or nothing. Undefined where the complaint is about something else, or all was tried.
 */
export function next(dialect: Dialect, complaint: string): Dialect | undefined {
  if (/max_completion_tokens/.test(complaint) && dialect.limit === 'max_tokens')
    return { ...dialect, limit: 'max_completion_tokens' }
  if (!/response_format|json_schema|json_object|json schema|structured output|guided/i.test(complaint)) return undefined
  const format = plainer[dialect.format]
  return format && { ...dialect, format }
}

/** A request body in that dialect. The schema stands in the prompt too, so that it is known in all of them. */
export function spoken(body: Record<string, any>, { format, limit }: Dialect): Record<string, any> {
  const { max_tokens, response_format, ...rest } = body
  return {
    ...rest,
    [limit]: max_tokens,
    ...(format === 'json_schema' && { response_format }),
    ...(format === 'json_object' && { response_format: { type: 'json_object' } }),
  }
}
