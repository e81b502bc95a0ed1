import { HubError, type HubErrorOptions } from '../../engine/error.ts'
import { oneLine } from './settings.ts'

/** What nodemailer tells of a failure. */
interface MailError extends Error {
  code?: string
  originalCode?: string
  command?: string
  responseCode?: number
  response?: string
}

/** Says what to do about a failed mail. `handedOver`: the whole message was sent, only the server's word on it is missing. */
export function mailFailure(cause: unknown, handedOver: boolean): unknown {
  if (!(cause instanceof Error) || cause instanceof HubError) return cause
  const error = cause as MailError
  if (isUntrusted(error)) {
    return said('unavailable', 'no TLS as SMTP_URL wants it; look at smtp/smtps, the port, and the certificate', error)
  }
  if (error.responseCode !== undefined && error.code !== 'ECONNECTION') return refused(error, error.responseCode)
  switch (error.code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return said('unauthorized', 'the login failed; look at user and password in SMTP_URL', error)
    case 'EENVELOPE':
      return said('invalid', 'an address cannot be used; look at MAIL_FROM, MAIL_TO and MAIL_ADMIN', error)
    case 'EMESSAGE':
      return said('invalid', 'the mail is larger than the server takes', error)
    default:
      return unreachable(error, handedOver)
  }
}

const isUntrusted = ({ code, originalCode = '' }: MailError) =>
  code === 'ETLS' || code === 'EREQUIRETLS' || /CERT|SELF_SIGNED|ALTNAME|SSL|EPROTO/.test(originalCode)

/** A reply is a word: whatever it refuses has not been taken. */
function refused(error: MailError, status: number): HubError {
  if (status < 500) return said('unavailable', 'the mail server asks to come back later', error)
  if (error.code === 'EAUTH') {
    return said('unauthorized', 'the login is refused; look at user and password in SMTP_URL', error)
  }
  if (status === 530 || status === 538) {
    return said('unauthorized', 'the mail server wants a login; put user and password into SMTP_URL', error)
  }
  if (['CONN', 'EHLO', 'HELO'].includes(error.command ?? '')) {
    return said('unauthorized', 'the mail server takes nothing from this machine; have it allowed there', error)
  }
  if (error.command === 'MAIL FROM') return said('invalid', 'the sender is refused; look at MAIL_FROM', error)
  if (error.command === 'RCPT TO') {
    return said('invalid', 'all recipients are refused; look at MAIL_TO, or at what the server may relay', error)
  }
  return said('invalid', 'the mail server refuses the mail', error)
}

function unreachable(error: MailError, handedOver: boolean): HubError {
  const lost = 'the connection broke before the mail server confirmed the mail; it may have arrived'
  const why = handedOver ? lost : `${reason(error)}; look at host and port in SMTP_URL`
  return said('unavailable', why, error, handedOver ? 'maybe' : 'no')
}

function reason(error: MailError): string {
  if (error.code === 'EDNS') return 'the mail server was not found'
  if (error.originalCode === 'ECONNREFUSED') return 'nothing listens at the mail server'
  if (error.code === 'ETIMEDOUT') return 'the mail server did not answer in time'
  return 'no working connection to the mail server'
}

function said(code: HubError['code'], what: string, error: MailError, arrived: HubErrorOptions['arrived'] = 'no') {
  const detail = oneLine(error.response ?? error.message).slice(0, 200)
  return new HubError(code, `mail: ${what} (${detail})`, { arrived })
}
