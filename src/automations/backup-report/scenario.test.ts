import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { baculumFake } from '../../connectors/baculum/fake.ts'
import type { Mail } from '../../connectors/smtp/index.ts'
import { write } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import { bench } from '../../engine/testing.ts'
import backupReport from './index.ts'

/** A mail client without sockets: time is virtual here, and a socket would not keep up with it. */
function mailbox() {
  const mails: Mail[] = []
  const state = { refuses: false }
  const send = write({
    whenUncertain: 'repeat',
    summary: ({ subject }: Mail) => subject,
    preview: () => ({ result: {} }),
    perform: async (mail: Mail) => {
      if (state.refuses) throw new HubError('unavailable', '451 try again later', { arrived: 'no' })
      mails.push(mail)
      return {}
    },
  })
  return { mails, state, client: { send } }
}

/** A hub with the recorded Bacula and a mailbox, a few minutes before eight on the morning after the recording. */
async function hubBeforeEight(t: TestContext) {
  const bacula = baculumFake({ recording: '13-api-v2' })
  const mail = mailbox()
  const dataDir = mkdtempSync(join(tmpdir(), 'dure-test-'))
  const hub = await bench({
    automations: [backupReport],
    settings: {
      BACULUM_API_URL: 'http://bacula.example.com:9096',
      BACULUM_API_USERNAME: bacula.username,
      BACULUM_API_PASSWORD: bacula.password,
      SMTP_URL: 'smtp://mail.example.com',
      MAIL_FROM: 'dure@example.com',
      MAIL_TO: 'operations@example.com',
      MAIL_ADMIN: 'admin@example.com',
    },
    clients: { smtp: mail.client },
    fetch: (input: Request | URL | string, init?: RequestInit) => bacula.fetch(input, init),
    now: '2026-11-22T07:55:00+09:00',
    dataDir,
  })
  t.after(async () => {
    await hub.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const reports = () => readdirSync(join(dataDir, 'reports')).filter(name => name.endsWith('.html'))
  const reportMails = () => mail.mails.filter(({ to }) => !to)
  const adminMails = () => mail.mails.filter(({ to }) => to?.includes('admin@example.com'))
  return { hub, bacula, mail, reports, reportMails, adminMails }
}

test('at eight in the morning the report of the night is written and mailed, once', async t => {
  const { hub, reports, reportMails } = await hubBeforeEight(t)
  await hub.at('2026-11-22T08:01:00+09:00')
  const [run] = await hub.runs()
  assert.equal(run?.state, 'done', run?.error ?? '')
  assert.equal(run?.cause, 'cron')
  assert.match(reports()[0] ?? '', /^mail_20261122080\d\d\d\.html$/)
  assert.equal(reportMails().length, 1)
  await hub.restart()
  await hub.at('2026-11-22T09:00:00+09:00')
  assert.equal(reports().length, 1)
  assert.equal(reportMails().length, 1)
})

test('a hub that was off at eight makes the report when it comes back', async t => {
  const { hub, reportMails } = await hubBeforeEight(t)
  hub.kill()
  await hub.at('2026-11-22T10:30:00+09:00')
  assert.equal(reportMails().length, 0)
  await hub.restart()
  await hub.at('2026-11-22T10:31:00+09:00')
  assert.equal(reportMails().length, 1)
})

test('an API that does not answer is told once by report and mail, tried again, and followed by the true report', async t => {
  const { hub, bacula, reports, reportMails } = await hubBeforeEight(t)
  bacula.state.trouble = 'catalog down'
  await hub.at('2026-11-22T08:00:03+09:00')
  assert.equal(reportMails().length, 1)
  bacula.state.trouble = undefined
  await hub.at('2026-11-22T08:10:00+09:00')
  const [run] = await hub.runs()
  assert.equal(run?.state, 'done', run?.error ?? '')
  assert.equal(reports().length, 2)
  assert.equal(reportMails().length, 2)
})

test('a password that is refused fails the run at once, and the administrator is told once when it begins and once when it is over', async t => {
  const { hub, bacula, adminMails } = await hubBeforeEight(t)
  bacula.state.trouble = 'oauth2'
  await hub.at('2026-11-22T08:05:00+09:00')
  assert.equal((await hub.runs())[0]?.state, 'failed')
  await hub.at('2026-11-23T08:05:00+09:00')
  assert.equal((await hub.runs()).length, 2)
  assert.equal(adminMails().length, 1)
  bacula.state.trouble = undefined
  await hub.at('2026-11-24T08:05:00+09:00')
  assert.equal(adminMails().length, 2)
})

test('a mail server that is down keeps nothing but the mail waiting', async t => {
  const { hub, mail, reports, reportMails } = await hubBeforeEight(t)
  mail.state.refuses = true
  await hub.at('2026-11-22T08:02:00+09:00')
  assert.equal((await hub.runs())[0]?.state, 'done')
  assert.equal(reports().length, 1)
  assert.equal(reportMails().length, 0)
  mail.state.refuses = false
  await hub.at('2026-11-22T08:30:00+09:00')
  assert.equal(reportMails().length, 1)
})
