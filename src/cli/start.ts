import type { Command } from 'commander'
import { systemClock } from '../engine/clock.ts'
import { type Hub, openHub } from '../hub.ts'
import { lookOver } from './doctor.ts'
import { nothingOn, type Opened, openSession, type Session } from './session.ts'
import { wordsOf } from './words.ts'

export function addStart(program: Command, session: Session) {
  program
    .command('start')
    .description(session.words.commands.start)
    .action(async () => start(session, program.opts().config))
}

async function start(session: Session, configFile: string | undefined) {
  const began = systemClock.monotonic()
  const signal = signalled()
  const opened = openSession(session, configFile, { quiet: false })
  const { config, log, automations } = opened
  const hub = await openHub({ config, automations, log }, { scheduling: true })
  await hub.engine.start()
  const listening = await served(hub, opened).catch(async error => {
    await hub.close(0)
    throw error
  })
  if (listening) log.info('the API is served', { url: listening.url, docs: `${listening.url}/docs` })
  const since = `${Math.round(systemClock.monotonic() - began)} ms`
  log.info('the hub is ready', { in: since, data: config.dataDir, zone: config.timeZone })
  for (const { name, state, reason } of hub.settled.automations.values())
    log.info('automation', { name, state, reason: reason?.en })
  // Logs are English, whoever reads them.
  const idleBecause = nothingOn(opened, wordsOf('en'), configFile)
  if (idleBecause) log.warn(idleBecause)
  const schedules = await hub.store.db
    .selectFrom('schedule')
    .selectAll()
    .where('enabled', '=', 1)
    .orderBy('next_at')
    .execute()
  for (const { name, next_at, time_zone } of schedules)
    log.info('schedule', { name, next: next_at === null ? 'never' : new Date(next_at).toISOString(), zone: time_zone })
  const looking = new AbortController()
  const looked = warnOfFindings(hub, log, looking.signal)
  log.info('stops on', { signal: await signal })
  looking.abort()
  await looked
  await listening?.close()
  await hub.close()
  log.info('the hub has stopped')
  await log.close()
}

/** What is not there, or not as it is needed, on the far sides: better known now than at the first write. */
async function warnOfFindings({ parts }: Hub, log: Opened['log'], signal: AbortSignal) {
  const findings = await lookOver(parts, parts.automations, signal)
  if (signal.aborted) return
  for (const { what, state, note } of findings) if (state === 'bad') log.warn('not as it is needed', { what, note })
}

/** The API, where something that is on has a route or a tool, or a port was asked for; else its libraries are not even loaded. */
async function served(hub: Hub, { config, log }: Opened) {
  const tasks = hub.parts.automations.flatMap(({ automation }) => Object.values(automation.tasks))
  if (!tasks.some(({ route, tool }) => route ?? tool) && config.env.DURE_PORT === undefined) return undefined
  const { serve } = await import('../serve.ts')
  return serve(hub, config, systemClock, log)
}

/** The first signal ends the hub in order; a second one ends the process at once. */
function signalled(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.once(signal, () => {
        process.once(signal, () => process.exit(130))
        resolve(signal)
      })
  })
}
