import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { baculumFake } from '../connectors/baculum/fake.ts'
import { smtpFake } from '../connectors/smtp/fake.ts'
import { systemClock } from '../engine/clock.ts'
import { HubError } from '../engine/error.ts'
import type { Run } from '../engine/ledger/runs.ts'
import type { Store } from '../engine/store/store.ts'
import { openHub } from '../hub.ts'
import { oneLine, tint } from './print.ts'
import { openSession, type Session } from './session.ts'
import { type Language, wordsOf } from './words.ts'

/** The moment at which the recorded server was asked, so that "yesterday 22:00" holds its jobs. */
const recordedAt = new Date('2026-11-21T16:21:27+09:00')

export interface DemoFlags {
  once?: boolean
  language: Language
}

/** A whole hub on free ports of this machine, with answers recorded from a genuine Bacula. */
export async function demo(session: Session, { once = false, language }: DemoFlags) {
  const say = (text: string) => session.terminal.out.write(`${text}\n`)
  const began = systemClock.monotonic()
  const folder = mkdtempSync(join(tmpdir(), 'dure-demo-'))
  const bacula = await serveBacula()
  const mail = await smtpFake()
  const env = {
    DURE_DATA: folder,
    BACULUM_API_URL: bacula.url,
    BACULUM_API_USERNAME: bacula.username,
    BACULUM_API_PASSWORD: bacula.password,
    SMTP_URL: mail.url,
    MAIL_FROM: 'dure@example.com',
    MAIL_TO: 'operations@example.com',
  }
  const opened = openSession({ ...session, env, cwd: folder }, undefined)
  opened.config.sections['backup-report'] = { language }
  const words = wordsOf(language).demo
  say(tint(session.terminal, 'bold', words.title))
  say(words.servers(bacula.url, mail.url, folder))
  say(`${words.moment(recordedAt.toISOString())}\n`)
  const hub = await openHub(opened, { scheduling: !once })
  await hub.engine.start()
  const { id } = await hub.engine.run(
    'backup-report/report',
    { mode: 'production' },
    { key: 'demo', cause: 'hand', at: recordedAt },
  )
  const run = await ended(hub.store, id)
  const task = opened.automations.find(({ name }) => name === 'backup-report')?.tasks.report
  if (run.state !== 'done') throw new HubError('unavailable', `the demo's run ${run.state}: ${run.error}`)
  say(`${task?.show?.(JSON.parse(run.outcome ?? 'null'))}\n`)
  await until(() => mail.messages.length > 0, 'the mail did not arrive')
  for (const message of mail.messages) {
    say(tint(session.terminal, 'bold', words.mail(message.to.join(', '), oneLine(message.subject))))
    say(
      message.text
        .split('\n')
        .slice(0, 14)
        .map(line => `  ${line}`)
        .join('\n'),
    )
    say(`  ${words.size(message.text.length, message.html.length, message.attachments.length)}\n`)
  }
  say(words.worked(((systemClock.monotonic() - began) / 1000).toFixed(1)))
  if (!once) {
    say(`\n${words.goesOn(folder)}`)
    await interrupted()
  }
  await hub.close(2000)
  await opened.log.close()
  await mail.close()
  await bacula.close()
  if (!once) rmSync(folder, { recursive: true })
}

async function serveBacula() {
  const fake = baculumFake({ recording: '13-api-v2' })
  const server = serve({ fetch: request => fake.fetch(request), hostname: '127.0.0.1', port: 0 })
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise(resolve => server.close(resolve))
  return { url: `http://127.0.0.1:${port}`, username: fake.username, password: fake.password, close }
}

async function ended(store: Store, id: number): Promise<Run> {
  for (;;) {
    const run = await store.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (run.state === 'done' || run.state === 'failed') return run
    await systemClock.sleep(20)
  }
}

async function until(arrived: () => boolean, otherwise: string) {
  for (let waited = 0; !arrived(); waited += 20) {
    if (waited > 10_000) throw new HubError('unavailable', otherwise)
    await systemClock.sleep(20)
  }
}

const interrupted = () =>
  new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
