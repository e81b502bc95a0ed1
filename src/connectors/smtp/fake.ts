import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

/** A mail as the fake server took it. */
export interface ReceivedMail {
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  attachments: { filename: string; content: Uint8Array }[]
  messageId: string
  raw: string
}

/** What the fake server does wrong; change it at any time. */
export interface Behaviour {
  /** The only login it takes; unset: it takes mail without one. */
  login?: { user: string; pass: string }
  /** Reply to MAIL FROM. */
  refuseSender?: number
  /** Recipients it does not take, with the reply. */
  refuse: Record<string, number>
  /** Reply to a whole message. */
  refuseMessage?: number
  /** The connection dies before the greeting, after RCPT TO, or once the message has been taken. */
  drop?: 'greeting' | 'recipients' | 'taken'
  /** Never greets. */
  mute?: boolean
  /** Reply instead of a greeting. */
  refuseConnection?: number
}

/** A mail server with state on a free port of 127.0.0.1; with `secure` it has a certificate that nobody trusts. */
export async function smtpFake(initial: Partial<Behaviour> = {}, { secure = false } = {}) {
  const behaviour: Behaviour = { refuse: {}, ...initial }
  const messages: ReceivedMail[] = []

  const drop = ({ id }: SMTPServerSession) => {
    for (const connection of server.connections) if (connection.session.id === id) connection._socket.destroy()
  }
  const server = new SMTPServer({
    secure,
    authOptional: true,
    authMethods: ['PLAIN', 'LOGIN'],
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onConnect(session, done) {
      if (behaviour.mute) return
      if (behaviour.drop === 'greeting') return drop(session)
      done(behaviour.refuseConnection ? reply(behaviour.refuseConnection, 'Not from there') : null)
    },
    onAuth({ username, password }, _session, done) {
      const { login } = behaviour
      if (login?.user === username && login?.pass === password) done(null, { user: username })
      else done(reply(535, '5.7.8 Username and password not accepted'))
    },
    onMailFrom(_address, session, done) {
      if (behaviour.login && !session.user) done(reply(530, '5.7.0 Authentication required'))
      else if (behaviour.refuseSender) done(reply(behaviour.refuseSender, 'Sender refused'))
      else done()
    },
    onRcptTo({ address }, session, done) {
      if (behaviour.drop === 'recipients') return drop(session)
      const status = behaviour.refuse[address]
      done(status === undefined ? null : reply(status, 'No such user'))
    },
    async onData(stream, session, done) {
      const raw = await whole(stream)
      if (behaviour.refuseMessage) return done(reply(behaviour.refuseMessage, 'Message refused'))
      messages.push(await received(raw, session))
      if (behaviour.drop === 'taken') return drop(session)
      done(null, 'taken')
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo

  return {
    url: `${secure ? 'smtps' : 'smtp'}://127.0.0.1:${port}`,
    messages,
    behaviour,
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

const reply = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

async function whole(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function received(raw: Buffer, { envelope }: SMTPServerSession): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw)
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    attachments: mail.attachments.map(({ filename, content }) => ({
      filename: filename ?? '',
      content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    })),
    messageId: mail.messageId ?? '',
    raw: raw.toString(),
  }
}
