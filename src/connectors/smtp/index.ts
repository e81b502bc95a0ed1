import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { defineConnector, write } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import type { SettingsOf } from '../../engine/settings.ts'
import { mailFailure } from './failure.ts'
import { type Address, addressOf, oneLine, type Server, settings } from './settings.ts'

/** A mail as it is wanted. Without `to` it goes to MAIL_TO. Attachments are files of the data folder. */
export interface Mail {
  to?: string[]
  subject: string
  text: string
  html?: string
  attachments?: { filename: string; path: string }[]
}

/** What the mail server answered. `rejected` are recipients it refused while it took the rest. */
export interface SentMail {
  messageId: string
  accepted: string[]
  rejected: string[]
}

type SmtpSettings = SettingsOf<typeof settings>

/** Most servers take 25 MB, and base64 makes a third more of it. */
const maxAttachmentBytes = 18 * 1024 * 1024

/** Mail by SMTP. The far side is blind: a mail whose confirmation was lost is sent again, under the same Message-ID. */
export const smtp = defineConnector({
  name: 'smtp',
  settings,
  mistakes: ({ MAIL_TO }, users) =>
    MAIL_TO || users.length === 0
      ? []
      : [
          {
            en: `MAIL_TO is not set; smtp (for ${users.join(', ')}) needs it, e.g. MAIL_TO=ops@example.com`,
            ko: `MAIL_TO: 설정되지 않았습니다. 필요한 곳: smtp(${users.join(', ')}). 예: MAIL_TO=ops@example.com`,
          },
        ],
  limits: { concurrency: 2 },
  connect: (settings: SmtpSettings, io) => ({
    verify: () => verify(settings.SMTP_URL),

    send: write<Mail, SentMail>({
      whenUncertain: 'repeat',
      // Mail that one recipient's server holds back must not keep others waiting.
      lane: mail => plain(recipientsOf(mail, settings)).join(' '),
      summary: mail => `${plain(recipientsOf(mail, settings)).join(', ')}: ${oneLine(mail.subject)}`,
      perform: (mail, key, signal) => send(mail, key, settings, io, signal),
      preview: mail => preview(mail, settings),
    }),
  }),
  check: client => client.verify(),
  alertSettings: ['MAIL_ADMIN'],
  alert: ({ subject, body }, settings) =>
    settings.MAIL_ADMIN && { write: 'send', payload: { to: plain(settings.MAIL_ADMIN), subject, text: body } },
})

async function send(mail: Mail, key: string, settings: SmtpSettings, io: Io, signal: AbortSignal): Promise<SentMail> {
  signal.throwIfAborted()
  const message = await messageOf(mail, key, settings, io)
  const transport = await transportTo(settings.SMTP_URL)
  let handedOver = false
  transport.use('stream', (entry, done) => {
    const make = entry.message.createReadStream.bind(entry.message)
    entry.message.createReadStream = options => {
      const stream = make(options)
      // Its last byte is taken only after the server has agreed to the recipients.
      stream.once('end', () => {
        handedOver = true
      })
      const stop = () => stream.destroy(new Error('stopped'))
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
      return stream
    }
    done()
  })
  try {
    const sent = await unlessAborted(transport.sendMail(message), signal)
    return { messageId: sent.messageId, accepted: plain(sent.accepted), rejected: plain(sent.rejected) }
  } catch (error) {
    signal.throwIfAborted()
    throw mailFailure(error, handedOver)
  }
}

async function messageOf(mail: Mail, key: string, settings: SmtpSettings, io: Io) {
  const hash = createHash('sha256').update(key).digest('hex')
  return {
    from: settings.MAIL_FROM,
    to: recipientsOf(mail, settings),
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    attachments: await attachmentsOf(mail, io.dataDir),
    messageId: `<${hash}@dure>`,
    date: io.clock.now(),
    // Out-of-office replies and mailing-list software leave such mail alone.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': 'Dure <dure.localhost>',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Read here and not by nodemailer, whose only choice is any file or none. */
async function attachmentsOf({ attachments = [] }: Mail, dataDir: string) {
  const loaded = []
  let bytes = 0
  for (const { filename, path } of attachments) {
    const place = await placeIn(dataDir, path)
    bytes += (await stat(place)).size
    if (bytes > maxAttachmentBytes) {
      throw new HubError('invalid', `mail: attachments up to ${filename} are larger than ${maxAttachmentBytes} bytes`)
    }
    loaded.push({ filename: oneLine(filename), content: await readFile(place) })
  }
  return loaded
}

/** The real path of an attachment, which must lie in the data folder, symbolic links followed. */
async function placeIn(dataDir: string, path: string): Promise<string> {
  const place = await realpath(resolve(dataDir, path)).catch(cause => {
    throw new HubError('not_found', `mail: attachment ${path} cannot be read`, { cause })
  })
  const inside = relative(await realpath(dataDir), place)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new HubError('invalid', `mail: attachment ${path} is outside the data folder`)
  }
  return place
}

function preview(mail: Mail, settings: SmtpSettings) {
  const to = plain(recipientsOf(mail, settings))
  const files = (mail.attachments ?? []).map(({ filename }) => `\nAttachment: ${oneLine(filename)}`).join('')
  return {
    text: `To: ${to.join(', ')}\nSubject: ${oneLine(mail.subject)}${files}\n\n${mail.text}`,
    result: { messageId: 'planned:mail', accepted: to, rejected: [] },
  }
}

function recipientsOf({ to, subject }: Mail, { MAIL_TO }: SmtpSettings): Address[] {
  if (!to?.length) {
    if (MAIL_TO) return MAIL_TO
    throw new HubError('invalid', `mail: ${JSON.stringify(oneLine(subject))} names nobody to send it to; set MAIL_TO`)
  }
  return to.map(text => {
    const address = addressOf(text)
    if (!address) throw new HubError('invalid', `mail: ${JSON.stringify(text)} is no address`)
    return address
  })
}

const plain = (addresses: readonly (Address | string)[]) =>
  addresses.map(entry => (typeof entry === 'string' ? entry : entry.address))

async function verify(server: Server) {
  const transport = await transportTo(server)
  try {
    return await transport.verify()
  } catch (error) {
    throw mailFailure(error, false)
  }
}

/** Loads nodemailer only here: most of a hub's time, and most commands, have no use for it. */
async function transportTo({ rejectUnauthorized, ...server }: Server) {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    ...server,
    tls: { rejectUnauthorized },
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    dnsTimeout: 10_000,
    socketTimeout: 30_000,
  })
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
