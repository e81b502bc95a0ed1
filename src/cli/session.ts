import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig, settle } from '../config.ts'
import type { AnyAutomation } from '../engine/automation.ts'
import { systemClock } from '../engine/clock.ts'
import { describeError, HubError } from '../engine/error.ts'
import { redactor } from '../engine/redact.ts'
import { pathsOf } from '../hub.ts'
import { createLog, type Level, type LogSink } from '../log.ts'
import type { Terminal } from './print.ts'
import type { Language, Words } from './words.ts'

/** Exit codes, so that whoever calls can tell what to do: see docs/operations.md. */
export const exit = { ok: 0, failed: 1, usage: 2, settings: 78, calledOff: 130 } as const

/** A command's error that has a code of its own. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: number
  constructor(code: number, message = '') {
    super(message)
    this.code = code
  }
}

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

/** The language of dure.yaml, as far as it can be read before anything is checked. */
export function languageFor({ env, cwd, automations }: Omit<Session, 'language' | 'words'>, args: string[]): Language {
  const at = args.findIndex(arg => /^--config(=|$)/.test(arg))
  const configFile = at < 0 ? undefined : (args[at]!.split('=')[1] ?? args[at + 1])
  try {
    return readConfig({ env, cwd, configFile, automations }).language
  } catch {
    return 'ko'
  }
}

/** Reads the settings; a mistake in them ends the command with the code for it. */
function configured<T>(session: Session, configFile: string | undefined, use: (config: Config) => T): T {
  try {
    const config = readConfig({ env: session.env, cwd: session.cwd, configFile, automations: session.automations })
    return use(config)
  } catch (error) {
    if (error instanceof HubError && error.code === 'invalid') throw new Exit(exit.settings, error.message)
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

/** What went wrong, in the language of dure.yaml where the error has words for it. */
export const toldOf = (error: unknown, language: Language): string =>
  (language === 'ko' && error instanceof HubError && error.ko) || describeError(error)

/** The exit code for an error that reached the top, after its message was shown. */
export function report(terminal: Terminal, error: unknown): number {
  if (error instanceof Exit) {
    if (error.message) terminal.err.write(`${error.message}\n`)
    return error.code
  }
  terminal.err.write(`${describeError(error)}\n`)
  if (!(error instanceof HubError)) return exit.failed
  return error.code === 'conflict' || error.code === 'invalid' ? exit.settings : exit.failed
}
