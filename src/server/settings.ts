import { z } from 'zod'
import { HubError } from '../engine/error.ts'
import type { Log } from '../engine/io.ts'
import { saying, secret } from '../engine/settings.ts'
import { isLoopback } from './loopback.ts'
import type { ToolSettings } from './tools.ts'

const shortToken = 16

/** Of names with commas between them. */
const names = (text: string) =>
  text
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)

const flag = (description: string) =>
  z
    .enum(['true', 'false'])
    .transform(text => text === 'true')
    .default(false)
    .meta({ description, example: 'true' })

/** What the server reads from the environment. */
export const serverSettings = {
  API_AUTH_TOKEN: secret()
    .refine(
      token => /^[\x21-\x7e]+$/.test(token),
      saying(
        'must be letters, digits and signs of ASCII without spaces: a header carries it',
        '빈칸 없이 영문자, 숫자, ASCII 기호로만 써야 합니다. HTTP 헤더에 실립니다',
      ),
    )
    .meta({
      secret: true,
      description:
        'Bearer token of the REST API; without it calls are taken from this machine only, and without a token',
      example: 'a-long-random-text',
    })
    .optional(),
  DURE_HOST: z.string().min(1).default('127.0.0.1').meta({
    description: 'Address on which the API is served; 0.0.0.0 for all of the machine',
    example: '0.0.0.0',
  }),
  DURE_PORT: z
    .string()
    .refine(
      text => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
      saying('must be a port such as 8000, at most 65535', '8000 같은 65535 이하의 포트 번호여야 합니다'),
    )
    .transform(Number)
    .default(8000)
    .meta({ description: 'Port on which the API is served; 0 takes a free one', example: '8000' }),
  DURE_MCP_READ_ONLY: flag('Agents are offered only MCP tools that write nothing'),
  DURE_MCP_TOOLS: z.string().transform(names).optional().meta({
    description: 'The only MCP tools that agents are offered',
    example: 'search_daily_logs,get_daily_log',
  }),
  DURE_MCP_UNDERSCORES: flag('MCP tools have underscores for dots in their names, for clients that refuse dots'),
  DURE_MCP_HOSTS: z.string().transform(names).default([]).meta({
    description: 'Host names besides localhost by which the MCP server may be called',
    example: 'dure.example.com',
  }),
}

/** Which tools agents are offered, by HTTP and by pipes alike. */
export function toolSettingsOf(env: Record<string, string | undefined>): ToolSettings {
  const settings = z.object(serverSettings).parse(env)
  const { DURE_MCP_READ_ONLY: readOnly, DURE_MCP_TOOLS: only, DURE_MCP_UNDERSCORES: underscores } = settings
  return { readOnly, only, underscores }
}

/**
 * Whether the API takes calls without a token: only where no token exists at all, and only on loopback; any other
 * address is refused. `named`: whether `dure token create` has made one.
 */
export function opensTo(host: string, token: string | undefined, named: boolean, log: Log): boolean {
  if (token !== undefined && token.length < shortToken)
    log.warn(`API_AUTH_TOKEN is short: write at least ${shortToken} random characters`)
  if (token !== undefined || named) return false
  if (!isLoopback(host))
    throw new HubError(
      'invalid',
      `DURE_HOST is ${host}, and there is no token: set API_AUTH_TOKEN or run 'dure token create'; without a token the API is served on 127.0.0.1 only`,
      {
        ko: `DURE_HOST: ${host}인데 토큰이 없습니다. API_AUTH_TOKEN을 설정하거나 'dure token create'를 실행하십시오. 토큰이 없으면 API는 127.0.0.1에서만 열립니다`,
      },
    )
  log.warn('THE API IS OPEN: every program on this machine may call it without a token; set API_AUTH_TOKEN', { host })
  return true
}
