import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { Command } from 'commander'
import { settle } from '../config.ts'
import { within } from '../engine/attempt.ts'
import { systemClock } from '../engine/clock.ts'
import { describeError, HubError } from '../engine/error.ts'
import { runningHub } from '../engine/lock.ts'
import { heldBack } from '../engine/release.ts'
import { versionOf } from '../engine/store/store.ts'
import { connectAll, openBeside, pathsOf } from '../hub.ts'
import { table, tint } from './print.ts'
import { Exit, exit, type Opened, openSession, type Session } from './session.ts'

interface Finding {
  what: string
  state: 'ok' | 'off' | 'bad'
  note: string
}

/** `dure doctor`: looks at everything a hub needs and says what is wrong and what to do. */
export function addDoctor(program: Command, session: Session) {
  program
    .command('doctor')
    .description(session.words.commands.doctor)
    .option('--json', session.words.options.json)
    .action(async ({ json }: { json?: boolean }) => {
      const opened = openSession(session, program.opts().config)
      const findings = [...settingsOf(opened), ...(await dataOf(opened)), ...(await connectorsOf(opened))]
      await opened.log.close()
      const { terminal, words } = session
      const tone = { ok: 'good', off: 'dim', bad: 'bad' } as const
      const rows = findings.map(({ what, state, note }) => [tint(terminal, tone[state], state), what, note])
      terminal.out.write(json ? `${JSON.stringify(findings)}\n` : `${table(words.heads.doctor, rows)}\n`)
      if (findings.some(({ state }) => state === 'bad')) throw new Exit(exit.failed)
    })
}

function settingsOf({ automations, config, words }: Opened): Finding[] {
  const settled = settle(automations, config)
  return automations.map(({ name }) => {
    const its = settled.automations.get(name)
    return {
      what: `${words.doctor.automation} ${name}`,
      state: its?.state === 'on' ? 'ok' : 'off',
      note: its?.reason ?? '',
    }
  })
}

const scarceBytes = 200 << 20

async function dataOf({ config, log, words }: Opened): Promise<Finding[]> {
  const { dataDir, databaseUrl } = config
  const findings: Finding[] = []
  if (existsSync(dataDir)) {
    const { bavail, bsize } = await statfs(dataDir)
    const free = bavail * bsize
    findings.push({
      what: `${words.doctor.data} ${dataDir}`,
      state: free > scarceBytes ? 'ok' : 'bad',
      note: words.doctor.free(Math.round(free / 2 ** 20)),
    })
    const hub = databaseUrl ? undefined : runningHub(dataDir)
    findings.push({
      what: words.doctor.hub,
      state: hub ? 'ok' : 'off',
      note: hub ? words.doctor.runs(hub.pid, hub.since) : words.doctor.runsNot,
    })
  }
  if (!databaseUrl && !existsSync(pathsOf(config).ledger))
    return [...findings, { what: words.doctor.ledger, state: 'off', note: words.doctor.notMade }]
  findings.push(
    await found(words.doctor.ledger, async () => {
      const store = await openBeside(config, log, 'read')
      const held = await heldBack(store)
      const version = await versionOf(store)
      await store.close()
      if (held) throw new HubError('conflict', `restored and held since ${held.since}: see 'dure restore --release'`)
      return words.doctor.schema(databaseUrl ? 'PostgreSQL' : 'SQLite', version)
    }),
  )
  return findings
}

const checkLimitMs = 30_000

async function connectorsOf({ config, automations, log, words }: Opened): Promise<Finding[]> {
  const settled = settle(automations, config)
  const on = connectAll({ config, automations, log }, settled)
  const signal = new AbortController().signal
  const late = () => new HubError('unavailable', `no answer within ${checkLimitMs / 1000} s`)
  return Promise.all(
    [...settled.connectors.keys()].map(async name => {
      const loaded = on.get(name)
      if (!loaded)
        return { what: `${words.doctor.connector} ${name}`, state: 'off' as const, note: words.doctor.notSet }
      return found(`${words.doctor.connector} ${name}`, async () => {
        await within(systemClock, checkLimitMs, signal, () => loaded.connector.check(loaded.client), late)
        return words.doctor.answers
      })
    }),
  )
}

async function found(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, state: 'ok', note: await look() }
  } catch (error) {
    return { what, state: 'bad', note: describeError(error) }
  }
}
