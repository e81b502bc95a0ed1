import { type Asked, type Exchange, openObjectIn, tokensIn, type Written } from './fake-writing.ts'

const versions = ['2023-06-01', '2026-10-21']
const samplings = ['temperature', 'top_p', 'top_k']

/** `POST /v1/messages`, in the version of 2023 and in that of 2026, which takes no temperature. */
export const claudeWire: Exchange = {
  refusal: ({ headers, body, key, models }) => {
    const version = headers.get('anthropic-version') ?? ''
    const credential = headers.get('x-api-key') ?? headers.get('authorization')?.replace(/^Bearer /, '')
    if (credential !== key) return { status: 401, message: 'invalid x-api-key' }
    if (!versions.includes(version)) return { status: 400, message: 'anthropic-version: header is required' }
    if (!body) return undefined
    const sampling = samplings.find(name => name in body)
    if (version === '2026-10-21' && sampling)
      return { status: 400, message: `${sampling}: Extra inputs are not permitted` }
    if (!models.includes(body.model)) return { status: 404, message: `model: ${body.model}` }
    if (!Number.isInteger(body.max_tokens)) return { status: 400, message: 'max_tokens: Field required' }
    if (!body.messages?.length) return { status: 400, message: 'messages: at least one message is required' }
    const schema = body.output_config?.format?.schema
    const open = schema && openObjectIn(schema)
    return open
      ? { status: 400, message: `output_config.format.schema: ${open} must set additionalProperties: false` }
      : undefined
  },
  asked: (body): Asked => ({
    model: body.model,
    system: textOf(body.system),
    material: body.messages.map(({ content }: any) => textOf(content)).join('\n'),
    schema: body.output_config?.format?.schema,
    maxTokens: body.max_tokens,
  }),
  answer: (written: Written, asked) => ({
    id: 'msg_01DureFake',
    type: 'message',
    role: 'assistant',
    model: asked.model,
    content: written.text ? [{ type: 'text', text: written.text }] : [],
    stop_reason: { end: 'end_turn', cut: 'max_tokens', refused: 'refusal' }[written.end],
    stop_sequence: null,
    usage: {
      input_tokens: tokensIn(asked.system) + tokensIn(asked.material),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: tokensIn(written.text),
    },
  }),
  error: (status, message) => ({
    type: 'error',
    error: { type: errorTypes[status] ?? 'api_error', message },
    request_id: 'req_01DureFake',
  }),
}

const errorTypes: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : ((content as any[]) ?? []).map(({ text = '' }) => text).join('\n')
