import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig, settle } from '../config.ts'
import type { AnyAutomation } from '../engine/automation.ts'
import { systemClock } from '../engine/clock.ts'
import { HubError } from '../engine/error.ts'
import { redactor } from '../engine/redact.ts'
import { pathsOf } from '../hub.ts'
import { createLog, type Level, type LogSink } from '../log.ts'
import { Exit, exit, toldOf } from './exit.ts'
import type { Terminal } from './print.ts'
import type { Language, Words } from './words.ts'

export { Exit, exit, toldOf } from './exit.ts'

/** What every command starts from. */
export interface Session {
  terminal: Terminal
  env: Record<string, string | undefined>
  cwd: string
  automations: AnyAutomation[]
  language: Language
  words: Words
}

export interface Opened extends Session {
  config: Config
  log: LogSink
}

/** Reads the settings; a mistake in them ends the command with the code for it. */
function configured<T>(session: Session, configFile: string | undefined, use: (config: Config) => T): T {
  try {
    const config = readConfig({ env: session.env, cwd: session.cwd, configFile, automations: session.automations })
    return use(config)
  } catch (error) {
    if (error instanceof HubError && error.code === 'invalid')
      throw new Exit(exit.settings, toldOf(error, session.language))
    throw error
  }
}

interface Told {
  /** False: the terminal gets what dure.yaml says, for commands whose log is the point. */
  quiet?: boolean
  /** From which level on a quiet command's log goes to the terminal. */
  from?: Level
}

/** Settings and log. */
export function openSession(
  session: Session,
  configFile: string | undefined,
  { quiet = true, from = 'warn' }: Told = {},
): Opened {
  return configured(session, configFile, config => {
    const { secrets } = settle(session.automations, config)
    const log = createLog({
      folder: pathsOf(config).logs,
      ...config.log,
      timeZone: config.timeZone,
      redact: redactor(secrets),
      terminal: quiet ? from : config.log.level,
      clock: systemClock,
    })
    return { ...session, config, log }
  })
}

/** What to say where no automation is on: most often the command was called in another folder. */
export function nothingOn(
  { automations, config }: Opened,
  { nothingOn }: Words,
  configFile: string | undefined,
): string | undefined {
  const settled = settle(automations, config).automations
  if ([...settled.values()].some(({ state }) => state === 'on')) return undefined
  const isThere = configFile !== undefined || ['dure.yaml', '.env'].some(name => existsSync(join(config.folder, name)))
  return nothingOn[isThere ? 'allOff' : 'noFiles'](config.folder)
}
