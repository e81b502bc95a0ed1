import { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import { type SettingsOf, secret } from '../../engine/settings.ts'

const address = () =>
  z
    .url({ protocol: /^https?$/ })
    .refine(url => !URL.parse(url)?.username, 'should carry no user; give it in ATLASSIAN_USERNAME')

export const settings = {
  ATLASSIAN_URL: address().meta({
    description: 'Address of the Atlassian site',
    example: 'https://example.atlassian.net',
  }),
  ATLASSIAN_USERNAME: z.string().min(1).optional().meta({
    description: 'E-mail (Cloud) or user name (Data Center) of the API token’s owner',
    example: 'dure@example.com',
  }),
  ATLASSIAN_API_TOKEN: secret().optional().meta({ description: 'API token of that user (Data Center: the password)' }),
  ATLASSIAN_PAT: secret()
    .optional()
    .meta({ description: 'Personal access token (Data Center), instead of user and API token' }),
  CONFLUENCE_URL: address().optional().meta({
    description: 'Where Confluence lives elsewhere than at ATLASSIAN_URL (Data Center, usually)',
    example: 'https://wiki.example.com/confluence',
  }),
}

type Values = SettingsOf<typeof settings>

/** Where to ask and as whom. */
export interface Place {
  /** The address as it was set, without a slash at its end. */
  given: string
  authorization: string
  secrets: readonly string[]
}

export function placeOf(values: Values): Place {
  const [mistake] = loginMistakes(values)
  if (mistake) throw new HubError('invalid', mistake)
  const { ATLASSIAN_USERNAME: user, ATLASSIAN_API_TOKEN: token, ATLASSIAN_PAT: pat } = values
  const url = new URL(values.CONFLUENCE_URL ?? values.ATLASSIAN_URL)
  const given = (url.origin + url.pathname).replace(/\/+$/, '')
  if (pat) return { given, authorization: `Bearer ${pat}`, secrets: [pat] }
  const basic = Buffer.from(`${user}:${token}`, 'utf8').toString('base64')
  return { given, authorization: `Basic ${basic}`, secrets: [token!, basic] }
}

/** What is half set, or set twice: a sentence, or none. */
export function loginMistakes(values: Values): string[] {
  const { ATLASSIAN_USERNAME: user, ATLASSIAN_API_TOKEN: token, ATLASSIAN_PAT: pat } = values
  if (pat ? !user && !token : user && token) return []
  const set = [user && 'ATLASSIAN_USERNAME', token && 'ATLASSIAN_API_TOKEN', pat && 'ATLASSIAN_PAT'].filter(Boolean)
  return [
    `Set ATLASSIAN_USERNAME and ATLASSIAN_API_TOKEN, or ATLASSIAN_PAT alone; set now: ${set.join(', ') || 'none of them'}.`,
  ]
}
