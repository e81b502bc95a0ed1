import { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import { type SettingsOf, secret } from '../../engine/settings.ts'

const address = () =>
  z
    .url({ protocol: /^https?$/ })
    .refine(url => !URL.parse(url)?.username, 'should carry no user; a key goes into its own setting')
    .refine(url => !URL.parse(url)?.search, 'should carry no parameters; a key goes into its own setting')

/** A key that was pasted with a line break would be a header that cannot be sent. */
const key = () => secret().regex(/^[\x21-\x7e]+$/, 'should be one word; was it pasted with a line break?')

export const settings = {
  CLAUDE_API_KEY: key().optional().meta({
    secret: true,
    description: 'Key of the Claude API',
    example: 'sk-ant-…',
  }),
  CLAUDE_API_URL: address().default('https://api.anthropic.com/v1').meta({
    description: 'Address of the Claude API, for a proxy',
    example: 'https://api.anthropic.com/v1',
  }),
  LLM_BASE_URL: address().optional().meta({
    description: 'Instead of Claude: an API that speaks like OpenAI (OpenAI, Ollama, LM Studio, vLLM)',
    example: 'http://localhost:11434/v1',
  }),
  LLM_API_KEY: key().optional().meta({
    secret: true,
    description: 'Key of that API, where it wants one',
    example: 'sk-…',
  }),
  LLM_MODEL: z
    .string()
    .trim()
    .regex(/^\S+$/, 'should be the id of one model')
    .optional()
    .meta({ description: 'Which model, by its id at Claude or at LLM_BASE_URL', example: 'claude-haiku-5-5' }),
}

export type LlmSettings = SettingsOf<typeof settings>

/** Whom to ask. */
export interface Place {
  kind: 'claude' | 'openai'
  /** Without a slash at its end. */
  base: string
  model: string
  key: string | undefined
}

/** Combinations that are half set or exclude each other. There is no default model: prices differ by a factor of ten. */
export function mistakes(values: LlmSettings, users: readonly string[]): string[] {
  const { CLAUDE_API_KEY: claude, LLM_BASE_URL: url, LLM_API_KEY: key, LLM_MODEL: model } = values
  const found: string[] = []
  if (claude && url)
    found.push('CLAUDE_API_KEY and LLM_BASE_URL are both set; remove one, they are two ways to a language model')
  if (key && !url)
    found.push(
      'LLM_API_KEY is set without LLM_BASE_URL; set the address, e.g. https://api.openai.com/v1, or CLAUDE_API_KEY instead',
    )
  if ((claude || url) && !model)
    found.push(
      claude
        ? 'LLM_MODEL is not set; CLAUDE_API_KEY needs it, e.g. LLM_MODEL=claude-haiku-5-5'
        : 'LLM_MODEL is not set; LLM_BASE_URL needs it, and has its ids at …/models',
    )
  if (model && !claude && !url && !key)
    found.push('LLM_MODEL is set without CLAUDE_API_KEY or LLM_BASE_URL; set one of them')
  if (users.length > 0 && !claude && !url && !key && !model)
    found.push(
      `CLAUDE_API_KEY is not set, nor are LLM_BASE_URL and LLM_MODEL; ${users.join(', ')} needs one or the other`,
    )
  return found
}

export function placeOf(values: LlmSettings): Place {
  const wrong = mistakes(values, ['this automation'])
  if (wrong.length > 0) throw new HubError('invalid', wrong.join('; '))
  const { CLAUDE_API_KEY: claude, CLAUDE_API_URL: claudeUrl, LLM_BASE_URL: url, LLM_API_KEY: key } = values
  const base = (claude ? claudeUrl : url!).replace(/\/+$/, '')
  return { kind: claude ? 'claude' : 'openai', base, model: values.LLM_MODEL!, key: claude ?? key }
}
