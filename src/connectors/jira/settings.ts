import { z } from 'zod'
import { mistaken, type Said, type SettingsOf, saying, secret } from '../../engine/settings.ts'

const address = () =>
  z
    .url({ protocol: /^https?$/ })
    .refine(
      url => !URL.parse(url)?.username,
      saying(
        'should carry no user; give it in ATLASSIAN_USERNAME',
        '주소에 사용자를 넣지 마십시오. ATLASSIAN_USERNAME에 씁니다',
      ),
    )

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
  JIRA_URL: address().optional().meta({
    description: 'Where Jira lives elsewhere than at ATLASSIAN_URL (Data Center, usually)',
    example: 'https://jira.example.com/jira',
  }),
}

type Values = SettingsOf<typeof settings>

/** Where to ask and as whom. */
export interface Place {
  /** Without a slash at its end; with the context path of a Data Center. */
  base: string
  login: 'token' | 'pat'
  authorization: string
  secrets: readonly string[]
}

export function placeOf(values: Values): Place {
  const wrong = loginMistakes(values)
  if (wrong.length > 0) throw mistaken(wrong)
  const { ATLASSIAN_USERNAME: user, ATLASSIAN_API_TOKEN: token, ATLASSIAN_PAT: pat } = values
  const base = baseOf(values.JIRA_URL ?? values.ATLASSIAN_URL)
  if (pat) return { base, login: 'pat', authorization: `Bearer ${pat}`, secrets: [pat] }
  const basic = Buffer.from(`${user}:${token}`, 'utf8').toString('base64')
  return { base, login: 'token', authorization: `Basic ${basic}`, secrets: [token!, basic] }
}

/** What is half set, or set twice: a sentence, or none. */
export function loginMistakes(values: Values): Said[] {
  const { ATLASSIAN_USERNAME: user, ATLASSIAN_API_TOKEN: token, ATLASSIAN_PAT: pat } = values
  if (pat ? !user && !token : user && token) return []
  const named = { ATLASSIAN_USERNAME: user, ATLASSIAN_API_TOKEN: token, ATLASSIAN_PAT: pat }
  const set = Object.entries(named).flatMap(([name, value]) => (value ? [name] : []))
  return [
    {
      en: `Set ATLASSIAN_USERNAME and ATLASSIAN_API_TOKEN, or ATLASSIAN_PAT alone; set now: ${set.join(', ') || 'none of them'}.`,
      ko: `ATLASSIAN_USERNAME과 ATLASSIAN_API_TOKEN을 함께, 또는 ATLASSIAN_PAT만 설정하십시오. 지금 설정된 것: ${set.join(', ') || '없음'}`,
    },
  ]
}

const cloudHost = /\.(atlassian\.net|jira\.com|atlassian-us-gov-mod\.net)$/
const pagesForPeople = /\/(wiki|browse|secure|rest|login\.jsp)(\/.*)?$/

/**
 * People paste the address of Confluence, of a board or of an issue. On Cloud Jira is always at the root of the site;
 * elsewhere a context path may stand before it.
 */
export function baseOf(address: string): string {
  const { origin, hostname, pathname } = new URL(address)
  if (cloudHost.test(hostname)) return origin
  const path = pathname.replace(/^\/ex\/confluence\//, '/ex/jira/').replace(pagesForPeople, '')
  return (origin + path).replace(/\/+$/, '')
}
