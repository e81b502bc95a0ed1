import type { Command } from 'commander'
import { systemClock } from '../engine/clock.ts'
import { HubError } from '../engine/error.ts'
import { dropDelivery, dropRun, resolveDelivery, retryDelivery, retryRun } from '../engine/ledger/hand.ts'
import type { Tx } from '../engine/store/store.ts'
import { openBeside } from '../hub.ts'
import { parseId } from './flags.ts'
import { Exit, exit, openSession, type Session, toldOf } from './session.ts'
import type { Words } from './words.ts'

type Change = (tx: Tx, now: number) => Promise<{ id: number; state: string }>

/** `retry`, `drop`, `resolve`: what a person decides. A running hub sees it within a quarter of a second, the next start does else. */
export function addHand(program: Command, session: Session) {
  const { commands, options } = session.words
  const apply = async (text: string, change: Change) => {
    const opened = openSession(session, program.opts().config)
    const store = await openBeside(opened.config, opened.log, 'write')
    try {
      const { state } = await store.commit(tx => change(tx, systemClock.now().getTime()))
      session.terminal.out.write(`${session.words.nowIs(text, state)}\n`)
    } catch (error) {
      throw error instanceof HubError ? new Exit(exit.failed, toldOf(error, session.language)) : error
    } finally {
      await store.close()
      await opened.log.close()
    }
  }
  const either = (text: string, run: typeof retryRun, delivery: typeof retryDelivery): Change => {
    const { kind, id } = parseId(text, session.words)
    return async (tx, now) => (kind === 'run' ? run(tx, now, id) : delivery(tx, now, id))
  }

  program
    .command('retry')
    .description(commands.retry)
    .argument('<id>', options.either)
    .action((id: string) => apply(id, either(id, retryRun, retryDelivery)))
  program
    .command('drop')
    .description(commands.drop)
    .argument('<id>', options.either)
    .action((id: string) => apply(id, either(id, dropRun, dropDelivery)))
  program
    .command('resolve')
    .description(commands.resolve)
    .argument('<id>', options.delivery)
    .option('--arrived', options.arrived)
    .option('--result <JSON>', options.result)
    .option('--again', options.again)
    .option('--drop', options.dropIt)
    .action((id: string, flags: ResolveFlags) =>
      apply(id, resolving(parseId(id, session.words).id, flags, session.words)),
    )
}

interface ResolveFlags {
  arrived?: boolean
  result?: string
  again?: boolean
  drop?: boolean
}

function resolving(id: number, { arrived, result, again, drop }: ResolveFlags, { usage }: Words): Change {
  if ([arrived, again, drop].filter(Boolean).length !== 1) throw new Exit(exit.usage, usage.oneVerdict)
  if (drop) return (tx, now) => dropDelivery(tx, now, id)
  if (again) return (tx, now) => resolveDelivery(tx, now, id, 'again')
  return (tx, now) => resolveDelivery(tx, now, id, { arrived: result === undefined ? null : jsonOf(result, usage) })
}

function jsonOf(text: string, usage: Words['usage']): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Exit(exit.usage, usage.noJson('--result', text.slice(0, 80)))
  }
}
