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
    .description('checks settings, data folder, ledger and every connector')
    .option('--json', 'prints JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const opened = openSession(session, program.opts().config)
      const findings = [...settingsOf(opened), ...(await dataOf(opened)), ...(await connectorsOf(opened))]
      await opened.log.close()
      const { terminal } = session
      const tone = { ok: 'good', off: 'dim', bad: 'bad' } as const
      const rows = findings.map(({ what, state, note }) => [tint(terminal, tone[state], state), what, note])
      terminal.out.write(json ? `${JSON.stringify(findings)}\n` : `${table(['STATE', 'WHAT', 'NOTE'], rows)}\n`)
      if (findings.some(({ state }) => state === 'bad')) throw new Exit(exit.failed)
    })
}

function settingsOf({ automations, config }: Opened): Finding[] {
  const settled = settle(automations, config)
  return automations.map(({ name }) => {
    const its = settled.automations.get(name)
    return { what: `automation ${name}`, state: its?.state === 'on' ? 'ok' : 'off', note: its?.reason ?? '' }
  })
}

const scarceBytes = 200 << 20

async function dataOf({ config, log }: Opened): Promise<Finding[]> {
  const { dataDir, databaseUrl } = config
  const findings: Finding[] = []
  if (existsSync(dataDir)) {
    const { bavail, bsize } = await statfs(dataDir)
    const free = bavail * bsize
    findings.push({
      what: `data folder ${dataDir}`,
      state: free > scarceBytes ? 'ok' : 'bad',
      note: `${Math.round(free / 2 ** 20)} MiB free`,
    })
    const hub = databaseUrl ? undefined : runningHub(dataDir)
    findings.push({
      what: 'hub',
      state: hub ? 'ok' : 'off',
      note: hub ? `runs as process ${hub.pid} since ${hub.since}` : 'does not run',
    })
  }
  if (!databaseUrl && !existsSync(pathsOf(config).ledger))
    return [...findings, { what: 'ledger', state: 'off', note: 'not made yet: the first start or run makes it' }]
  findings.push(
    await found('ledger', async () => {
      const store = await openBeside(config, log, 'read')
      const held = await heldBack(store)
      const version = await versionOf(store)
      await store.close()
      if (held) throw new HubError('conflict', `restored and held since ${held.since}: see 'dure restore --release'`)
      return `${databaseUrl ? 'PostgreSQL' : 'SQLite'}, schema ${version}`
    }),
  )
  return findings
}

const checkLimitMs = 30_000

async function connectorsOf({ config, automations, log }: Opened): Promise<Finding[]> {
  const settled = settle(automations, config)
  const on = connectAll({ config, automations, log }, settled)
  const signal = new AbortController().signal
  const late = () => new HubError('unavailable', `no answer within ${checkLimitMs / 1000} s`)
  return Promise.all(
    [...settled.connectors.keys()].map(async name => {
      const loaded = on.get(name)
      if (!loaded) return { what: `connector ${name}`, state: 'off' as const, note: 'not set' }
      return found(`connector ${name}`, async () => {
        await within(systemClock, checkLimitMs, signal, () => loaded.connector.check(loaded.client), late)
        return 'answers'
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
