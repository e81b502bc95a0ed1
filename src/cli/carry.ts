import type { AnyAutomation } from '../engine/automation.ts'
import { CalledOff, type Command } from '../engine/command.ts'
import { HubError } from '../engine/error.ts'
import { inert } from './print.ts'
import { Exit, exit, openSession, type Session, toldOf } from './session.ts'
import { createShell } from './shell.ts'
import { requireOn } from './task-run.ts'

/** Runs a command that an automation declares, in the shell that it finds here. */
export async function carry(
  session: Session,
  configFile: string | undefined,
  automation: AnyAutomation,
  command: Command,
  flags: unknown,
) {
  // Warnings of the hub would stand between question and answer; they are in the log.
  const opened = openSession(session, configFile, { from: 'error' })
  try {
    requireOn(opened, automation.name)
    await command.run(await createShell(opened, automation), flags)
  } catch (error) {
    if (error instanceof CalledOff) throw new Exit(exit.calledOff, opened.words.calledOff)
    if (!(error instanceof HubError)) throw error
    throw new Exit(exit.failed, inert(toldOf(error, opened.language)))
  } finally {
    await opened.log.close()
  }
}
