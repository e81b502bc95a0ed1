import type { Command } from 'commander'
import { settle } from '../config.ts'
import type { Waited } from '../engine/automation.ts'
import { plan } from '../engine/plan.ts'
import { newId } from '../hub.ts'
import type { ToolDesk } from '../mcp.ts'
import { nothingOn, type Opened, openSession, type Session } from './session.ts'
import { type Handle, withHandle } from './task-run.ts'

/** `dure mcp`: the tools for an agent that runs this command and speaks with it by pipes. */
export function addMcp(program: Command, session: Session) {
  program
    .command('mcp')
    .description(session.words.commands.mcp)
    .action(async () => {
      const opened = openSession(session, program.opts().config, { from: 'error' })
      const idleBecause = nothingOn(opened, session.words, program.opts().config)
      if (idleBecause) session.terminal.err.write(`${idleBecause}\n`)
      // Its libraries are loaded for this command alone.
      const { serveTools } = await import('../mcp.ts')
      const { lend, idle } = oneAtATime(work => withHandle(opened, handle => work(deskOf(handle))))
      await serveTools(automationsOn(opened), {
        env: opened.config.env,
        input: process.stdin,
        output: process.stdout,
        withDesk: lend,
        log: opened.log,
        newId,
      })
      await idle()
      await opened.log.close()
    })
}

/** What is declared, and its options: known before there is any ledger. */
function automationsOn({ automations, config }: Opened) {
  const settled = settle(automations, config).automations
  return automations.flatMap(automation => {
    const its = settled.get(automation.name)
    return its?.state === 'on' ? [{ automation, settings: its.settings, options: its.options, uses: {} }] : []
  })
}

type Lending = <T>(work: (desk: ToolDesk) => Promise<T>) => Promise<T>

/** Where no hub runs each call is a hub for as long as it takes, and of those there can be one. */
function oneAtATime(lendNow: Lending): { lend: Lending; idle: () => Promise<unknown> } {
  let last: Promise<unknown> = Promise.resolve()
  return {
    lend(work) {
      const mine = last.then(() => lendNow(work))
      last = mine.catch(() => {})
      return mine
    },
    idle: () => last,
  }
}

const lookEveryMs = 200

function deskOf({ engine, parts }: Handle): ToolDesk {
  return {
    answer: (task, input, request) => engine.answer(task, input, request),
    // The hub beside tells this process nothing: the ledger is looked at.
    async waitFor(delivery, ms) {
      let waited: Waited = { state: 'open' }
      for (let left = ms; waited.state === 'open' && left > 0; left -= lookEveryMs)
        waited = await engine.waitFor(delivery, Math.min(left, lookEveryMs))
      return waited
    },
    plan: (task, input, signal) => plan(parts, task, input, { key: `plan:${newId()}`, signal }),
  }
}
