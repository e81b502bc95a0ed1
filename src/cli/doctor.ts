import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { Command } from 'commander'
import { settle } from '../config.ts'
import { within } from '../engine/attempt.ts'
import type { Finding } from '../engine/automation.ts'
import { systemClock } from '../engine/clock.ts'
import { describeError, HubError } from '../engine/error.ts'
import { runningHub } from '../engine/lock.ts'
import { misfitsNow } from '../engine/overrides.ts'
import type { Parts } from '../engine/parts.ts'
import { lookThrough } from '../engine/plan.ts'
import { heldBack } from '../engine/release.ts'
import { stepsOf } from '../engine/section.ts'
import { versionOf } from '../engine/store/store.ts'
import { openBeside, pathsOf } from '../hub.ts'
import { anyLedger, lookedAt } from './look.ts'
import { table, tint } from './print.ts'
import { Exit, exit, type Opened, openSession, type Session } from './session.ts'
import { misfitTold } from './settings-list.ts'

/** `dure doctor`: looks at everything a hub needs and says what is wrong and what to do. */
export function addDoctor(program: Command, session: Session) {
  program
    .command('doctor')
    .description(session.words.commands.doctor)
    .option('--json', session.words.options.json)
    .action(async ({ json }: { json?: boolean }) => {
      const opened = openSession(session, program.opts().config)
      const findings = [
        ...settingsOf(opened),
        ...(await dataOf(opened)),
        ...(await lookedAt(opened, parts => farSidesOf(opened, parts), anyLedger)),
      ]
      await opened.log.close()
      const { terminal, words } = session
      const tone = { ok: 'good', off: 'dim', bad: 'bad' } as const
      const notes = notesOf(findings, session)
      const rows = findings.map(({ what, state }, index) => [tint(terminal, tone[state], state), what, notes[index]!])
      terminal.out.write(json ? `${JSON.stringify(findings)}\n` : `${table(words.heads.doctor, rows)}\n`)
      if (findings.some(({ state }) => state === 'bad')) throw new Exit(exit.failed)
    })
}

/** As people read them; what is wrong with several in a row (a site is away) is said once. */
function notesOf(findings: Finding[], { language, words }: Session): string[] {
  const notes = findings.map(({ note, ko }) => (language === 'ko' && ko) || note)
  return notes.map((note, index) => {
    const isSame = findings[index]!.state === 'bad' && note !== '' && note === notes[index - 1]
    return isSame ? words.doctor.same : note
  })
}

function settingsOf({ automations, config, words }: Opened): Finding[] {
  const settled = settle(automations, config)
  return automations.map(({ name }) => {
    const its = settled.automations.get(name)
    return {
      what: `${words.doctor.automation} ${name}`,
      state: its?.state === 'on' ? 'ok' : 'off',
      note: its?.reason?.en ?? '',
      ...(its?.reason && { ko: its.reason.ko }),
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
      if (held)
        throw new HubError('conflict', `restored and held since ${held.since}: see 'dure restore --release'`, {
          ko: `${held.since}에 되돌린 뒤 보류 중입니다. 'dure restore --release'를 보십시오`,
        })
      return words.doctor.schema(databaseUrl ? 'PostgreSQL' : 'SQLite', version)
    }),
  )
  return findings
}

/** What connectors answer, which changes of settings are in the way, and what the options of each automation come to. */
async function farSidesOf(opened: Opened, parts: Parts): Promise<Finding[]> {
  const misfits = await misfitsNow(parts.store.db, parts)
  const inTheWay = misfits.map(misfit => stepsOf(misfit.override.path)?.[0])
  const free = parts.automations.filter(
    ({ automation }) => ![automation.name, 'people'].some(name => inTheWay.includes(name)),
  )
  return [
    ...(await connectorsOf(opened, parts)),
    ...misfits.map(misfit => ({
      what: opened.words.doctor.setting,
      state: 'bad' as const,
      note: misfitTold(misfit, opened),
    })),
    ...(await lookOver(parts, free)),
  ]
}

const checkLimitMs = 30_000

/** Looks for as long as somebody at a terminal waits. */
function inTime<T>(look: (signal: AbortSignal) => Promise<T>, signal = new AbortController().signal): Promise<T> {
  const seconds = checkLimitMs / 1000
  const late = () =>
    new HubError('unavailable', `no answer within ${seconds} s`, { ko: `${seconds}초 안에 답이 없습니다` })
  return within(systemClock, checkLimitMs, signal, look, late)
}

function connectorsOf({ config, automations, words }: Opened, { connectors }: Parts): Promise<Finding[]> {
  return Promise.all(
    [...settle(automations, config).connectors.keys()].map(async name => {
      const what = `${words.doctor.connector} ${name}`
      const loaded = connectors.find(({ connector }) => connector.name === name)
      if (!loaded) return { what, state: 'off' as const, note: words.doctor.notSet }
      return found(what, async () => {
        await inTime(() => loaded.connector.check(loaded.client))
        return words.doctor.answers
      })
    }),
  )
}

/** What the options of automations come to, by their own looking. */
export async function lookOver(
  parts: Parts,
  automations: Parts['automations'] = parts.automations,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const all = automations.map(({ automation }) => optionsOf(parts, automation.name, signal))
  return (await Promise.all(all)).flat()
}

async function optionsOf(parts: Parts, name: string, until?: AbortSignal): Promise<Finding[]> {
  try {
    const findings = await inTime(signal => lookThrough(parts, name, signal), until)
    return findings.map(finding => ({ ...finding, what: `${name} ${finding.what}` }))
  } catch (error) {
    return [badOf(name, error)]
  }
}

async function found(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, state: 'ok', note: await look() }
  } catch (error) {
    return badOf(what, error)
  }
}

function badOf(what: string, error: unknown): Finding {
  const ko = error instanceof HubError ? error.ko : undefined
  return { what, state: 'bad', note: describeError(error), ...(ko && { ko }) }
}
