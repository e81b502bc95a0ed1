import { z } from 'zod'
import { secret } from '../../engine/settings.ts'

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
function serverOf(text: string): Server | string {
  const url = URL.parse(text)
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || !url.hostname) return 'must begin with smtp:// or smtps://'
  const unknown = [...url.searchParams.keys()].find(name => !(name in switches))
  if (unknown !== undefined) return `has an unknown parameter ${unknown}; known: ${Object.keys(switches).join(', ')}`
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

const address = z.string().transform((text, context): Address => {
  const found = addressOf(text)
  if (!found) context.addIssue({ code: 'custom', message: 'must be an address such as reports@example.com' })
  return found ?? z.NEVER
})

const addresses = z.string().transform((text, context): Address[] => {
  const parts = text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
  const wrong = parts.find(part => !addressOf(part))
  if (wrong !== undefined) context.addIssue({ code: 'custom', message: `${wrong} is no address` })
  if (parts.length === 0) context.addIssue({ code: 'custom', message: 'must name at least one address' })
  return parts.flatMap(part => addressOf(part) ?? [])
})

const server = secret().transform((text, context): Server => {
  const found = serverOf(text)
  if (typeof found !== 'string') return found
  context.addIssue({ code: 'custom', message: found })
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
