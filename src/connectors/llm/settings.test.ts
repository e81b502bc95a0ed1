import { deepEqual, equal, throws } from 'node:assert/strict'
import test from 'node:test'
import { llm } from './index.ts'
import { mistakes, placeOf } from './settings.ts'
import { read } from './testing.ts'

const users = ['work-log']

test('Claude by its key, or an API that speaks like OpenAI by its address; either with a model', () => {
  const claude = { CLAUDE_API_KEY: 'sk-ant-1', LLM_MODEL: 'claude-haiku-5-5' }
  deepEqual(mistakes(read(claude), users), [])
  deepEqual(placeOf(read(claude)), {
    kind: 'claude',
    base: 'https://api.anthropic.com/v1',
    model: 'claude-haiku-5-5',
    key: 'sk-ant-1',
  })
  const home = { LLM_BASE_URL: 'http://localhost:11434/v1/', LLM_MODEL: 'qwen3:8b' }
  deepEqual(mistakes(read(home), users), [])
  deepEqual(placeOf(read(home)), {
    kind: 'openai',
    base: 'http://localhost:11434/v1',
    model: 'qwen3:8b',
    key: undefined,
  })
  equal(placeOf(read({ ...home, LLM_API_KEY: 'sk-2' })).key, 'sk-2')
})

/** The settings that a sentence names, in both languages the same. */
const namesIn = (text: string) => [...new Set(text.match(/[A-Z]+_[A-Z_]+/g))].sort()

test('what is half set, or set twice, is told in a sentence that says what to do', () => {
  for (const [values, sentences] of [
    [{ CLAUDE_API_KEY: 'k' }, ['LLM_MODEL is not set; CLAUDE_API_KEY needs it, e.g. LLM_MODEL=claude-haiku-5-5']],
    [
      { LLM_BASE_URL: 'http://localhost:1234/v1' },
      ['LLM_MODEL is not set; LLM_BASE_URL needs it, and has its ids at …/models'],
    ],
    [{ LLM_MODEL: 'm' }, ['LLM_MODEL is set without CLAUDE_API_KEY or LLM_BASE_URL; set one of them']],
    [
      { LLM_API_KEY: 'k', LLM_MODEL: 'm' },
      [
        'LLM_API_KEY is set without LLM_BASE_URL; set the address, e.g. https://api.openai.com/v1, or CLAUDE_API_KEY instead',
      ],
    ],
    [
      { CLAUDE_API_KEY: 'k', LLM_BASE_URL: 'http://localhost:1234/v1', LLM_MODEL: 'm' },
      ['CLAUDE_API_KEY and LLM_BASE_URL are both set; remove one, they are two ways to a language model'],
    ],
    [{}, ['CLAUDE_API_KEY is not set, nor are LLM_BASE_URL and LLM_MODEL; work-log needs one or the other']],
  ] as const) {
    const found = mistakes(read(values), users)
    deepEqual(
      found.map(({ en }) => en),
      sentences,
    )
    for (const { en, ko } of found) deepEqual(namesIn(ko), namesIn(en))
    throws(() => llm.connect(read(values), {} as never), { code: 'invalid' })
  }
})

test('addresses and keys that cannot work are refused', () => {
  const { LLM_BASE_URL, LLM_API_KEY, CLAUDE_API_KEY, LLM_MODEL } = llm.settings
  for (const wrong of [
    'localhost:11434',
    'ftp://example.com',
    'https://me:pw@example.com/v1',
    'https://example.com/v1?key=1',
  ])
    equal(LLM_BASE_URL.safeParse(wrong).success, false, wrong)
  for (const wrong of ['', 'sk\nant', 'sk ant', '열쇠']) {
    equal(LLM_API_KEY.safeParse(wrong).success, false, wrong)
    equal(CLAUDE_API_KEY.safeParse(wrong).success, false, wrong)
  }
  equal(LLM_MODEL.safeParse('gpt 5').success, false)
})
