import { z } from 'zod'
import { mistaken, type Said, type SettingsOf, saying, secret } from '../../engine/settings.ts'

const address = () =>
  z
    .url({ protocol: /^https?$/ })
    .refine(
      url => !URL.parse(url)?.username,
      saying(
        'should carry no user; a key goes into its own setting',
        '주소에 사용자를 넣지 마십시오. 키는 제 설정에 씁니다',
      ),
    )
    .refine(
      url => !URL.parse(url)?.search,
      saying(
        'should carry no parameters; a key goes into its own setting',
        '주소에 매개변수를 넣지 마십시오. 키는 제 설정에 씁니다',
      ),
    )

/** A key that was pasted with a line break would be a header that cannot be sent. */
const key = () =>
  secret().refine(
    key => /^[\x21-\x7e]+$/.test(key),
    saying(
      'should be one word; was it pasted with a line break?',
      '한 낱말이어야 합니다. 줄바꿈까지 붙여 넣었는지 확인하십시오',
    ),
  )

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
    .refine(id => /^\S+$/.test(id), saying('should be the id of one model', '모델 하나의 ID여야 합니다'))
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
export function mistakes(values: LlmSettings, users: readonly string[]): Said[] {
  const { CLAUDE_API_KEY: claude, LLM_BASE_URL: url, LLM_API_KEY: key, LLM_MODEL: model } = values
  const found: Said[] = []
  const find = (en: string, ko: string) => found.push({ en, ko })
  if (claude && url)
    find(
      'CLAUDE_API_KEY and LLM_BASE_URL are both set; remove one, they are two ways to a language model',
      'CLAUDE_API_KEY, LLM_BASE_URL: 둘 다 설정되어 있습니다. 언어 모델을 쓰는 두 가지 길이니 하나를 지우십시오',
    )
  if (key && !url)
    find(
      'LLM_API_KEY is set without LLM_BASE_URL; set the address, e.g. https://api.openai.com/v1, or CLAUDE_API_KEY instead',
      'LLM_API_KEY: LLM_BASE_URL이 없습니다. https://api.openai.com/v1 같은 주소를 설정하거나 CLAUDE_API_KEY를 쓰십시오',
    )
  if ((claude || url) && !model)
    claude
      ? find(
          'LLM_MODEL is not set; CLAUDE_API_KEY needs it, e.g. LLM_MODEL=claude-haiku-5-5',
          'LLM_MODEL: 설정되지 않았습니다. CLAUDE_API_KEY와 함께 필요합니다. 예: LLM_MODEL=claude-haiku-5-5',
        )
      : find(
          'LLM_MODEL is not set; LLM_BASE_URL needs it, and has its ids at …/models',
          'LLM_MODEL: 설정되지 않았습니다. LLM_BASE_URL과 함께 필요하며, ID는 그 주소의 …/models에 있습니다',
        )
  if (model && !claude && !url && !key)
    find(
      'LLM_MODEL is set without CLAUDE_API_KEY or LLM_BASE_URL; set one of them',
      'LLM_MODEL: CLAUDE_API_KEY도 LLM_BASE_URL도 없습니다. 하나를 설정하십시오',
    )
  if (users.length > 0 && !claude && !url && !key && !model)
    find(
      `CLAUDE_API_KEY is not set, nor are LLM_BASE_URL and LLM_MODEL; ${users.join(', ')} needs one or the other`,
      `CLAUDE_API_KEY: 설정되지 않았습니다. LLM_BASE_URL과 LLM_MODEL도 없습니다. 둘 중 하나가 필요한 곳: ${users.join(', ')}`,
    )
  return found
}

export function placeOf(values: LlmSettings): Place {
  const wrong = mistakes(values, ['this automation'])
  if (wrong.length > 0) throw mistaken(wrong)
  const { CLAUDE_API_KEY: claude, CLAUDE_API_URL: claudeUrl, LLM_BASE_URL: url, LLM_API_KEY: key } = values
  const base = (claude ? claudeUrl : url!).replace(/\/+$/, '')
  return { kind: claude ? 'claude' : 'openai', base, model: values.LLM_MODEL!, key: claude ?? key }
}
