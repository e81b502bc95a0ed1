import { z } from 'zod'
import { HubError } from '../engine/error.ts'
import type { Log } from '../engine/io.ts'
import { secret } from '../engine/settings.ts'
import { isLoopback } from './loopback.ts'

const shortToken = 16

/** What the server reads from the environment. */
export const serverSettings = {
  API_AUTH_TOKEN: secret()
    .regex(/^[\x21-\x7e]+$/, {
      error: 'must be letters, digits and signs of ASCII without spaces: a header carries it',
    })
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
    .regex(/^\d{1,5}$/, { error: 'must be a port such as 8000' })
    .transform(Number)
    .refine(port => port <= 65_535, { error: 'must be at most 65535' })
    .default(8000)
    .meta({ description: 'Port on which the API is served; 0 takes a free one', example: '8000' }),
}

/**
 * Whether the API takes calls without a token: only where no token exists at all, and only on loopback; any other
 * address is refused. `named`: how many tokens `dure token create` has made.
 */
export function opensTo(host: string, token: string | undefined, named: number, log: Log): boolean {
  if (token !== undefined && token.length < shortToken)
    log.warn(`API_AUTH_TOKEN is short: write at least ${shortToken} random characters`)
  if (token !== undefined || named > 0) return false
  if (!isLoopback(host))
    throw new HubError(
      'invalid',
      `DURE_HOST is ${host}, and there is no token: set API_AUTH_TOKEN or run 'dure token create'; without a token the API is served on 127.0.0.1 only`,
    )
  log.warn('THE API IS OPEN: every program on this machine may call it without a token; set API_AUTH_TOKEN', { host })
  return true
}
