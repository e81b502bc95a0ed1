import type { Command } from 'commander'
import { settle } from '../config.ts'
import type { DeliveryState, RunState } from '../engine/store/tables.ts'
import type { Store } from '../engine/store/store.ts'
import { openBeside } from '../hub.ts'
import { parseId, tasksOf } from './flags.ts'
import { oneLine, outline, table } from './print.ts'
import { missing } from './run.ts'
import { type Opened, openSession, type Session } from './session.ts'

interface LookFlags {
  json?: boolean
  limit: string
  state?: string
  task?: string
}

/** `tasks`, `runs`, `deliveries`: they read, and change nothing. */
export function addLook(program: Command, session: Session) {
  const look = (name: string, description: string, show: (opened: Opened, id: string | undefined, flags: LookFlags) => Promise<void>) =>
    program
      .command(name)
      .description(description)
      .option('--json', 'prints JSON')
      .option('--limit <n>', 'how many, newest first', '20')
      .option('--state <state>', 'only those in this state')
      .option('--task <automation/task>', 'only those of this task')

  const opened = async (use: (opened: Opened) => Promise<void>) => {
    const session_ = openSession(session, program.opts().config)
    await use(session_)
    await session_.log.close()
  }

  program
    .command('tasks')
    .description('the tasks there are, what starts them, and when next')
    .option('--json', 'prints JSON')
    .action((flags: LookFlags) => opened(current => tasks(current, flags)))
  look('runs', 'what has run and runs; with an id, one of them whole', runs)
    .argument('[id]')
    .action((id: string | undefined, flags: LookFlags) => opened(current => runs(current, id, flags)))
  look('deliveries', 'what was and is to be delivered; with an id, one of them whole', deliveries)
    .argument('[id]')
    .action((id: string | undefined, flags: LookFlags) => opened(current => deliveries(current, id, flags)))
}
