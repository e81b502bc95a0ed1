import { z } from 'zod'
import { type Said, secret } from '../../engine/settings.ts'

export interface Address {
  name: string
  address: string
}

/** Where and as whom to log in. Only what is listed here can be set by the address's parameters. */
export interface Server {
  host: string
  port: number
  secure: boolean
  auth?: { user: string; pass: string }
  requireTLS: boolean
  rejectUnauthorized: boolean
}

/** `Reports <reports@example.com>` or the bare address; undefined when it is neither. */
export function addressOf(text: string): Address | undefined {
  const [, quoted, address] = /^(?:([^<>]*)<)?([^\s<>@,;]+@[^\s<>@,;]+?)>?$/.exec(text.trim()) ?? []
  const closed = text.includes('<') === text.includes('>')
  return address && closed ? { name: oneLine((quoted ?? '').replaceAll('"', '')), address } : undefined
}

/** A header is one line: a line break in it would begin a header of somebody else's making. */
export const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()

/** What a server address says, or why it cannot be used. */
function serverOf(text: string): Server | Said {
  const url = URL.parse(text)
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || !url.hostname)
    return { en: 'must begin with smtp:// or smtps://', ko: 'smtp://나 smtps://로 시작해야 합니다' }
  const unknown = [...url.searchParams.keys()].find(name => !(name in switches))
  const known = Object.keys(switches).join(', ')
  if (unknown !== undefined)
    return {
      en: `has an unknown parameter ${unknown}; known: ${known}`,
      ko: `모르는 매개변수가 있습니다: ${unknown}. 쓸 수 있는 것: ${known}`,
    }
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const auth = url.username ? { user: decoded(url.username), pass: decoded(url.password) } : undefined
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    auth,
    // A password never crosses a network in the clear, not even when somebody in between hides STARTTLS.
    requireTLS: !secure && (flag(url, 'requireTLS') ?? (auth !== undefined && !isLoopback(host))),
    rejectUnauthorized: flag(url, 'rejectUnauthorized') ?? true,
  }
}

const switches = { requireTLS: true, rejectUnauthorized: true }

function flag(url: URL, name: keyof typeof switches): boolean | undefined {
  const value = url.searchParams.get(name)
  return value === null ? undefined : value !== 'false'
}

const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)

/** A stray per cent sign is part of the password. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const refuse = (context: z.RefinementCtx, { en, ko }: Said) =>
  context.addIssue({ code: 'custom', message: en, params: { ko } })

const address = z.string().transform((text, context): Address => {
  const found = addressOf(text)
  if (!found)
    refuse(context, {
      en: 'must be an address such as reports@example.com',
      ko: 'reports@example.com 같은 주소여야 합니다',
    })
  return found ?? z.NEVER
})

const addresses = z.string().transform((text, context): Address[] => {
  const parts = text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
  const wrong = parts.find(part => !addressOf(part))
  if (wrong !== undefined) refuse(context, { en: `${wrong} is no address`, ko: `${wrong}: 메일 주소가 아닙니다` })
  if (parts.length === 0) refuse(context, { en: 'must name at least one address', ko: '주소를 하나는 써야 합니다' })
  return parts.flatMap(part => addressOf(part) ?? [])
})

const server = secret().transform((text, context): Server => {
  const found = serverOf(text)
  if ('host' in found) return found
  refuse(context, found)
  return z.NEVER
})

export const settings = {
  SMTP_URL: server.meta({
    secret: true,
    description: 'Mail server, with user and password if it wants them (per-cent-encoded)',
    example: 'smtps://user:password@smtp.example.com',
  }),
  MAIL_FROM: address.meta({
    description: 'Sender of all mails',
    example: 'Reports <reports@example.com>',
  }),
  MAIL_TO: addresses
    .meta({
      description: 'Recipients of reports, separated by commas',
      example: 'ops@example.com, backup@example.com',
    })
    .optional(),
  MAIL_ADMIN: addresses
    .meta({
      description: 'Who is told of incidents of the hub itself, separated by commas',
      example: 'admin@example.com',
    })
    .optional(),
}
