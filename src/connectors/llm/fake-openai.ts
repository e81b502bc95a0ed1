import { type Exchange, looseObjectIn, openObjectIn, tokensIn } from './fake-writing.ts'

/** What a server that speaks like OpenAI understands of its dialects. Default: all formats, `max_tokens`. */
export interface Dialects {
  formats?: ('json_schema' | 'json_object' | 'text')[]
  limit?: 'max_tokens' | 'max_completion_tokens'
}

/** `POST /v1/chat/completions`. Without a key in the fake none is asked for, as at home. */
export const openaiWire = ({
  formats = ['json_schema', 'json_object', 'text'],
  limit = 'max_tokens',
}: Dialects): Exchange => ({
  refusal: ({ headers, body, key, models }) => {
    if (key && headers.get('authorization') !== `Bearer ${key}`)
      return { status: 401, message: 'Incorrect API key provided' }
    if (!body) return undefined
    if (!models.includes(body.model)) return { status: 404, message: `The model \`${body.model}\` does not exist` }
    const other = limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
    if (other in body)
      return {
        status: 400,
        message: `Unsupported parameter: '${other}' is not supported with this model. Use '${limit}' instead.`,
      }
    return formatRefusal(body, formats)
  },
  asked: body => ({
    model: body.model,
    system: spokenBy(body, 'system'),
    material: spokenBy(body, 'user'),
    schema: body.response_format?.json_schema?.schema,
    maxTokens: body[limit] ?? 4096,
  }),
  answer: (written, asked) => ({
    id: 'chatcmpl-dure-fake',
    object: 'chat.completion',
    created: 1_795_400_000,
    model: asked.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: written.end === 'refused' ? null : written.text,
          refusal: written.end === 'refused' ? written.text : null,
        },
        // A filter has no words of its own; a refusal is a whole answer.
        finish_reason:
          written.end === 'cut' ? 'length' : written.end === 'refused' && !written.text ? 'content_filter' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: tokensIn(asked.system) + tokensIn(asked.material),
      completion_tokens: tokensIn(written.text),
      total_tokens: tokensIn(asked.system) + tokensIn(asked.material) + tokensIn(written.text),
    },
  }),
  error: (status, message) => ({
    error: { message, type: status < 500 ? 'invalid_request_error' : 'server_error', code: codes[status] ?? null },
  }),
})

const codes: Record<number, string> = { 401: 'invalid_api_key', 404: 'model_not_found', 429: 'rate_limit_exceeded' }

function formatRefusal(body: any, formats: string[]) {
  const format = body.response_format?.type ?? 'text'
  if (!formats.includes(format))
    return { status: 400, message: `'response_format.type' must be one of ${formats.join(', ')}` }
  if (format === 'json_object' && !/json/i.test(JSON.stringify(body.messages)))
    return {
      status: 400,
      message: "'messages' must contain the word 'json' to use 'response_format' of type 'json_object'",
    }
  const { schema, strict } = body.response_format?.json_schema ?? {}
  const wrong = strict && (openObjectIn(schema) ?? looseObjectIn(schema))
  return wrong
    ? { status: 400, message: `Invalid schema for response_format: ${wrong} must be closed and require all it has` }
    : undefined
}

const spokenBy = (body: any, role: string): string =>
  body.messages
    .filter((message: any) => message.role === role)
    .map(({ content }: any) =>
      typeof content === 'string' ? content : content.map(({ text }: any) => text).join('\n'),
    )
    .join('\n')
