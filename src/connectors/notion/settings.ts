import { z } from 'zod'
import { type SettingsOf, saying, secret } from '../../engine/settings.ts'

export const settings = {
  NOTION_API_KEY: secret().meta({ description: 'Secret of the internal integration', example: 'ntn_…' }),
  NOTION_API_URL: z
    .url({ protocol: /^https?$/ })
    .refine(url => !URL.parse(url)?.username, saying('should carry no user', '주소에 사용자를 넣지 마십시오'))
    .optional()
    .meta({
      description: 'Where Notion’s API is reached instead of at its own address: a proxy, or a test',
      example: 'https://notion-proxy.example.com',
    }),
}

/** Where to ask and as whom. */
export interface Place {
  url: string
  secret: string
}

export const placeOf = (values: SettingsOf<typeof settings>): Place => ({
  url: (values.NOTION_API_URL ?? 'https://api.notion.com').replace(/\/+$/, ''),
  secret: values.NOTION_API_KEY,
})
