import type { Command } from 'commander'
import { systemClock } from '../engine/clock.ts'
import { type Hub, openHub } from '../hub.ts'
import { type Opened, openSession, type Session } from './session.ts'

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
    log.info('automation', { name, state, reason })
  const schedules = await hub.store.db
    .selectFrom('schedule')
    .selectAll()
    .where('enabled', '=', 1)
    .orderBy('next_at')
    .execute()
  for (const { name, next_at, time_zone } of schedules)
    log.info('schedule', { name, next: next_at === null ? 'never' : new Date(next_at).toISOString(), zone: time_zone })
  log.info('stops on', { signal: await signal })
  await listening?.close()
  await hub.close()
  log.info('the hub has stopped')
  await log.close()
}

/** The API, where something that is on has a route or a port was asked for; else its libraries are not even loaded. */
async function served(hub: Hub, { config, log }: Opened) {
  const tasks = hub.parts.automations.flatMap(({ automation }) => Object.values(automation.tasks))
  if (!tasks.some(({ route }) => route) && config.env.DURE_PORT === undefined) return undefined
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
