import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { systemClock } from '../../engine/clock.ts'
import type { HubError } from '../../engine/error.ts'
import { silent } from '../../engine/io.ts'
import { metaOf, type SettingsOf } from '../../engine/settings.ts'
import { type Behaviour, smtpFake } from './fake.ts'
import { smtp } from './index.ts'

const { signal } = new AbortController()
const clock = { ...systemClock, now: () => new Date('2026-11-20T22:00:00Z') }
const mail = { subject: '[백업] 실패 2건', text: '실패한 작업이 있습니다.\n', html: '<p>실패한 작업이 있습니다.</p>' }

function clientTo(url: string, dataDir = tmpdir()) {
  const settings = z.object(smtp.settings).parse({
    SMTP_URL: url,
    MAIL_FROM: '백업 보고 <reports@example.com>',
    MAIL_TO: 'ops@example.com, Backup <backup@example.com> ,',
    MAIL_ADMIN: 'admin@example.com',
  }) as SettingsOf<typeof smtp.settings>
  return { settings, ...smtp.connect(settings, ioFor(dataDir)) }
}

const ioFor = (dataDir: string) => {
  const http = () => assert.fail('mail needs no web calls')
  return { http, clock, random: () => 0.5, log: silent, dataDir, timeZone: 'Asia/Seoul' }
}

async function fakeFor(t: TestContext, behaviour: Partial<Behaviour> = {}) {
  const fake = await smtpFake(behaviour)
  t.after(() => fake.close())
  return { fake, client: clientTo(fake.url) }
}

async function failureOf(call: Promise<unknown>): Promise<HubError> {
  const error = await call.then(
    () => assert.fail('should have failed'),
    error => error,
  )
  assert.equal(error.name, 'HubError', String(error))
  return error
}

test('a mail reaches everybody in MAIL_TO as text first, then HTML, with every letter right', async t => {
  const { fake, client } = await fakeFor(t)
  const sent = await client.send.perform(mail, 'backup-report/2026-11-21', signal)
  const [received] = fake.messages
  assert.deepEqual(received?.to, ['ops@example.com', 'backup@example.com'])
  assert.deepEqual(sent.accepted, received?.to)
  assert.deepEqual([received?.from, received?.subject], ['reports@example.com', mail.subject])
  assert.deepEqual([received?.text.trim(), received?.html.trim()], [mail.text.trim(), mail.html])
  const raw = received?.raw ?? ''
  assert.ok(raw.indexOf('text/plain') < raw.indexOf('text/html'))
  assert.ok(raw.split('\r\n').every(line => line.length < 998))
})

test('mail is marked as automatic and dated by the clock', async t => {
  const { fake, client } = await fakeFor(t)
  await client.send.perform(mail, 'k', signal)
  const raw = fake.messages[0]?.raw ?? ''
  assert.match(raw, /^Auto-Submitted: auto-generated\r$/m)
  assert.match(raw, /^List-ID: Dure <dure\.localhost>\r$/im)
  assert.match(raw, /^Date: Fri, 20 Nov 2026 22:00:00 \+0000\r$/m)
})

test('a repeat under the same key carries the same Message-ID, another key another', async t => {
  const { fake, client } = await fakeFor(t)
  const first = await client.send.perform(mail, 'k1', signal)
  const second = await client.send.perform(mail, 'k1', signal)
  const third = await client.send.perform(mail, 'k2', signal)
  assert.match(first.messageId, /^<[0-9a-f]{64}@dure>$/)
  assert.equal(first.messageId, second.messageId)
  assert.notEqual(first.messageId, third.messageId)
  assert.deepEqual(
    fake.messages.map(m => m.messageId),
    [first, second, third].map(m => m.messageId),
  )
})

test('line breaks in a subject or a name begin no header of their own', async t => {
  const { fake, client } = await fakeFor(t)
  const subject = 'Report\r\nBcc: eve@example.com\r\n\r\nbody\u2028x\0'
  await client.send.perform({ ...mail, subject, to: ['"A\r\nX-Evil: 1" <ops@example.com>'] }, 'k', signal)
  const raw = fake.messages[0]?.raw ?? ''
  assert.deepEqual(fake.messages[0]?.to, ['ops@example.com'])
  assert.equal(fake.messages[0]?.subject, 'Report Bcc: eve@example.com body x')
  assert.doesNotMatch(raw, /^(Bcc|X-Evil)/m)
})

test('recipients of the payload go before MAIL_TO, and one that is no address is refused', async t => {
  const { fake, client } = await fakeFor(t)
  await client.send.perform({ ...mail, to: ['admin@example.com'] }, 'k', signal)
  assert.deepEqual(fake.messages[0]?.to, ['admin@example.com'])
  for (const to of ['nobody', 'a@b c@d', 'a@example.com,b@example.com', '<a@example.com', ''])
    assert.equal((await failureOf(client.send.perform({ ...mail, to: [to] }, 'k', signal))).code, 'invalid', to)
  assert.equal(fake.messages.length, 1)
})

test('a mail that names nobody, where MAIL_TO does not either, is refused and says so', async t => {
  const { fake } = await fakeFor(t)
  const client = smtp.connect({ ...clientTo(fake.url).settings, MAIL_TO: undefined }, ioFor(tmpdir()))
  const error = await failureOf(client.send.perform(mail, 'k', signal))
  assert.deepEqual([error.code, /set MAIL_TO/.test(error.message)], ['invalid', true])
  await client.send.perform({ ...mail, to: ['admin@example.com'] }, 'k', signal)
  assert.deepEqual(fake.messages[0]?.to, ['admin@example.com'])
})

test('files of the data folder go along, files from elsewhere do not', async t => {
  const { fake } = await fakeFor(t)
  const dataDir = await mkdtemp(join(tmpdir(), 'dure-smtp-'))
  t.after(() => rm(dataDir, { recursive: true }))
  const client = clientTo(fake.url, dataDir)
  await writeFile(join(dataDir, 'report.html'), '<h1>전체</h1>')
  await symlink('/etc/passwd', join(dataDir, 'link'))
  const attach = (path: string) => ({ ...mail, attachments: [{ filename: '보고서.html', path }] })
  for (const path of [join(dataDir, 'report.html'), 'report.html'])
    await client.send.perform(attach(path), path, signal)
  for (const { attachments } of fake.messages) {
    assert.equal(attachments[0]?.filename, '보고서.html')
    assert.equal(Buffer.from(attachments[0]?.content ?? []).toString(), '<h1>전체</h1>')
  }
  for (const path of ['/etc/passwd', '../x/../../etc/passwd', 'link'])
    assert.match((await failureOf(client.send.perform(attach(path), 'k', signal))).message, /outside|cannot be read/)
  assert.equal((await failureOf(client.send.perform(attach('gone'), 'k', signal))).code, 'not_found')
  assert.equal(fake.messages.length, 2)
})

test('attachments that no server would take are refused before anything is sent', async t => {
  const { fake } = await fakeFor(t)
  const dataDir = await mkdtemp(join(tmpdir(), 'dure-smtp-'))
  t.after(() => rm(dataDir, { recursive: true }))
  await writeFile(join(dataDir, 'big'), Buffer.alloc(19 * 1024 * 1024))
  const call = clientTo(fake.url, dataDir).send.perform(
    { ...mail, attachments: [{ filename: 'big', path: 'big' }] },
    'k',
    signal,
  )
  assert.match((await failureOf(call)).message, /larger than/)
})

test('a recipient that is refused while others are taken is told in the result', async t => {
  const { fake, client } = await fakeFor(t, { refuse: { 'backup@example.com': 550 } })
  const sent = await client.send.perform(mail, 'k', signal)
  assert.deepEqual([sent.accepted, sent.rejected], [['ops@example.com'], ['backup@example.com']])
  assert.deepEqual(fake.messages[0]?.to, ['ops@example.com'])
})

test('a refusal says which setting to look at, and whether to try again', async t => {
  const cases: [Partial<Behaviour>, HubError['code'], RegExp][] = [
    [{ refuseSender: 550 }, 'invalid', /look at MAIL_FROM/],
    [{ refuse: { 'ops@example.com': 550, 'backup@example.com': 550 } }, 'invalid', /look at MAIL_TO/],
    [{ refuse: { 'ops@example.com': 450, 'backup@example.com': 450 } }, 'unavailable', /come back later/],
    [{ refuseConnection: 554 }, 'unauthorized', /takes nothing from this machine/],
    [{ refuseConnection: 421 }, 'unavailable', /SMTP_URL|come back later/],
    [{ refuseMessage: 554 }, 'invalid', /refuses the mail \(554/],
    [{ refuseMessage: 451 }, 'unavailable', /come back later \(451/],
    [{ login: { user: 'hub', pass: 'right' } }, 'unauthorized', /put user and password into SMTP_URL/],
  ]
  for (const [behaviour, code, message] of cases) {
    const { fake, client } = await fakeFor(t, behaviour)
    const error = await failureOf(client.send.perform(mail, 'k', signal))
    assert.match(error.message, message)
    assert.deepEqual([error.code, error.arrived, fake.messages.length], [code, 'no', 0], error.message)
  }
})

test('a login that is refused names SMTP_URL and shows no password', async t => {
  const { fake } = await fakeFor(t, { login: { user: 'hub', pass: 'right' } })
  const login = (pass: string) => clientTo(fake.url.replace('//', `//hub:${pass}@`))
  const error = await failureOf(login('wr0ng%21').send.perform(mail, 'k', signal))
  assert.deepEqual([error.code, error.arrived], ['unauthorized', 'no'])
  assert.match(error.message, /user and password in SMTP_URL/)
  assert.doesNotMatch(JSON.stringify(error) + String(error.cause), /wr0ng/)
  assert.equal((await failureOf(smtp.check(login('wr0ng')) as Promise<unknown>)).code, 'unauthorized')
  await smtp.check(login('right'))
  await login('right').send.perform(mail, 'k', signal)
  assert.equal(fake.messages.length, 1)
})

test('a mail whose confirmation was lost may have arrived; one that was never handed over has not', async t => {
  const { fake, client } = await fakeFor(t, { drop: 'taken' })
  const lost = await failureOf(client.send.perform(mail, 'k', signal))
  assert.deepEqual([lost.code, lost.arrived, fake.messages.length], ['unavailable', 'maybe', 1])
  assert.match(lost.message, /may have arrived/)
  for (const drop of ['greeting', 'recipients'] as const) {
    fake.behaviour.drop = drop
    const early = await failureOf(client.send.perform(mail, 'k', signal))
    assert.deepEqual([early.code, early.arrived], ['unavailable', 'no'], drop)
  }
  fake.behaviour.drop = undefined
  await client.send.perform(mail, 'k', signal)
  assert.equal(new Set(fake.messages.map(m => m.messageId)).size, 1)
})

test('a server that is not there, or is none, is told with the setting to look at', async t => {
  const web = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
  await once(web, 'listening')
  t.after(() => web.close())
  const { port } = web.address() as AddressInfo
  const { fake } = await fakeFor(t)
  for (const url of ['smtp://127.0.0.1:1', `smtp://127.0.0.1:${port}`, fake.url.replace('smtp:', 'smtps:')]) {
    const error = await failureOf(clientTo(url).send.perform(mail, 'k', signal))
    assert.deepEqual([error.code, error.arrived], ['unavailable', 'no'], url)
    assert.match(error.message, /SMTP_URL/)
  }
})

test('a certificate that nobody trusts stops the mail, unless the setting takes any', async t => {
  const fake = await smtpFake({}, { secure: true })
  t.after(() => fake.close())
  const error = await failureOf(clientTo(fake.url).send.perform(mail, 'k', signal))
  assert.deepEqual([error.code, error.arrived], ['unavailable', 'no'])
  assert.match(error.message, /no TLS as SMTP_URL wants it; .*certificate/)
  await clientTo(`${fake.url}?rejectUnauthorized=false`).send.perform(mail, 'k', signal)
  assert.equal(fake.messages.length, 1)
})

test('a server without TLS gets no password where TLS is wanted', async t => {
  const { fake } = await fakeFor(t, { login: { user: 'hub', pass: 'right' } })
  const url = `${fake.url.replace('//', '//hub:right@')}?requireTLS=true`
  assert.match((await failureOf(clientTo(url).send.perform(mail, 'k', signal))).message, /no TLS as SMTP_URL wants it/)
  assert.equal(fake.messages.length, 0)
})

test('a password is not sent in the clear beyond this machine', () => {
  const requireTLS = (url: string) => clientTo(url).settings.SMTP_URL.requireTLS
  assert.equal(requireTLS('smtp://hub:pass@mail.example.com'), true)
  assert.equal(requireTLS('smtp://mail.example.com'), false)
  assert.equal(requireTLS('smtp://hub:pass@127.0.0.1:2525'), false)
  assert.equal(requireTLS('smtp://hub:pass@mail.example.com?requireTLS=false'), false)
})

test('the run can be stopped while the server says nothing', async t => {
  const { client } = await fakeFor(t, { mute: true })
  const controller = new AbortController()
  const call = client.send.perform(mail, 'k', controller.signal)
  setTimeout(() => controller.abort(new Error('stop')), 50)
  await assert.rejects(call, /stop/)
})

test('a mail whose run was stopped before the message went out is not sent after all', async t => {
  const { fake, client } = await fakeFor(t)
  const controller = new AbortController()
  const call = client.send.perform(mail, 'k', controller.signal)
  setImmediate(() => controller.abort(new Error('stop')))
  await assert.rejects(call, /stop/)
  await fake.close()
  assert.equal(fake.messages.length, 0)
})

test('a plan shows recipients, subject and text, and sends nothing', async t => {
  const { fake, client } = await fakeFor(t)
  const shown = await client.send.preview({ ...mail, attachments: [{ filename: 'a.html', path: 'a.html' }] }, [])
  const lines = ['To: ops@example.com, backup@example.com', `Subject: ${mail.subject}`, 'Attachment: a.html', '']
  assert.equal(shown.text, [...lines, mail.text].join('\n'))
  assert.equal(fake.messages.length, 0)
})

test('administrators are told of incidents only when somebody is named', async t => {
  const { fake, client } = await fakeFor(t)
  const alert = smtp.alert?.({ subject: 'Disk full', body: 'Look' }, client.settings)
  assert.equal(alert?.write, 'send')
  await client.send.perform(alert?.payload as typeof mail, 'k', signal)
  assert.deepEqual([fake.messages[0]?.to, fake.messages[0]?.subject], [['admin@example.com'], 'Disk full'])
  assert.equal(smtp.alert?.({ subject: '', body: '' }, { ...client.settings, MAIL_ADMIN: undefined }), undefined)
})

test('settings are checked, described and kept secret', () => {
  const problem = (name: keyof typeof smtp.settings, value: string) =>
    smtp.settings[name].safeParse(value).error?.issues[0]?.message
  assert.match(problem('SMTP_URL', 'mail.example.com') ?? '', /must begin with smtp:\/\/ or smtps:\/\//)
  assert.match(problem('SMTP_URL', 'http://mail.example.com') ?? '', /must begin with/)
  assert.match(problem('SMTP_URL', 'smtp://h?debug=true') ?? '', /unknown parameter debug/)
  assert.match(problem('MAIL_TO', 'ops@example.com, nobody') ?? '', /nobody is no address/)
  assert.match(problem('MAIL_TO', ' , ') ?? '', /at least one/)
  assert.match(problem('MAIL_FROM', 'reports') ?? '', /must be an address/)
  for (const [name, schema] of Object.entries(smtp.settings)) {
    const { description, example, secret = false } = metaOf(schema)
    assert.ok(description && example, name)
    assert.equal(secret, name === 'SMTP_URL')
    assert.ok(schema.safeParse(example).success, name)
  }
})
