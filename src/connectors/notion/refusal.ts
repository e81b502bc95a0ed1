import { HubError } from '../../engine/error.ts'
import type { HttpAnswer } from '../../engine/io.ts'

/** What an error may say of a call, and how secrets are cut out of what Notion says. */
export interface Asked {
  /** e.g. `PATCH https://api.notion.com/v1/pages/…`. */
  call: string
  /** A query is one, though it is sent as POST. */
  isRead: boolean
  redact: (text: string) => string
}

/** Statuses whose meaning is known here better than in the engine, which judges the rest: 5xx. */
export const isRefusal = (status: number) => [400, 401, 403, 404, 409, 413, 429, 529].includes(status)

/** The error of an answer by which Notion refuses a call. */
export async function refusedBy({ status, headers, text }: HttpAnswer, { call, redact }: Asked): Promise<HubError> {
  const { code, message } = envelope(redact(await text().catch(() => '')))
  const refused = `${call}: HTTP ${status}${code && ` ${code}`}`
  const words = message && ` Notion says: ${message}`
  switch (status) {
    case 401:
      return new HubError('unauthorized', `${refused}. ${secretAdvice}${words}`)
    case 403:
      return new HubError('invalid', `${refused}. ${rightsAdvice}${words}`)
    case 404:
      return new HubError('not_found', `${refused}. ${sharingAdvice}${words}`)
    case 409:
      return new HubError('conflict', `${refused}.${words}`)
    case 429:
      return new HubError('rate_limited', `${refused}, too many calls.${words}`, { retryAfterMs: waitMs(headers) })
    case 529:
      return new HubError('rate_limited', `${refused}, Notion is overloaded.${words}`, {
        retryAfterMs: waitMs(headers),
      })
    default:
      return new HubError('invalid', `${refused}, Notion refuses the request.${words}`)
  }
}

const secretAdvice =
  'Check NOTION_API_KEY: it is the Internal Integration Secret (ntn_…) of the integration at https://www.notion.so/my-integrations.'
const rightsAdvice =
  'Give the integration the capabilities to read, insert and update content at https://www.notion.so/my-integrations.'
export const sharingAdvice =
  'It is deleted, or not shared with the integration: open it in Notion, then ⋯ → Connections → add the integration.'

/** `Retry-After` is whole seconds here; zero and what is no number say nothing. */
function waitMs(headers: Headers): number | undefined {
  const ms = Number(headers.get('retry-after') ?? Number.NaN) * 1000
  return ms > 0 ? Math.min(ms, 3_600_000) : undefined
}

/** Code and words of Notion's error; of anything else, such as a proxy's page, its text. */
function envelope(body: string): { code: string; message: string } {
  try {
    const { code, message } = JSON.parse(body)
    if (typeof message === 'string') return { code: typeof code === 'string' ? code : '', message: shown(message) }
  } catch {
    // A proxy's page, or half an answer.
  }
  return { code: '', message: shown(body.replace(/<[^>]*>/g, ' ')) }
}

function shown(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return plain.length > 400 ? `${plain.slice(0, 399).toWellFormed()}…` : plain
}
