import type { Command } from 'commander'
import type { Task } from '../engine/automation.ts'
import { systemClock } from '../engine/clock.ts'
import { zoneOf } from '../engine/zone.ts'
import { newId } from '../hub.ts'
import { addInputFlags, inputFrom, type NamedTask, tasksOf } from './flags.ts'
import { oneLine, outline, tint } from './print.ts'
import { Exit, exit, type Opened, openSession, type Session } from './session.ts'
import { type Carried, carriedOut, requireOn } from './task-run.ts'
import type { Words } from './words.ts'

interface RunFlags extends Record<string, unknown> {
  at?: string
  json?: boolean
}

/** `dure run <task>`: one sub-command per task, its flags drawn from the task's schema. */
export function addRun(program: Command, session: Session) {
  const parent = program.command('run').description(session.words.commands.run)
  for (const named of tasksOf(session.automations)) {
    const command = parent.command(named.name).description(named.task.summary)
    const only = Object.keys(named.automation.tasks).length === 1
    if (only) command.alias(named.automation.name)
    addInputFlags(command, named, session.words)
      .option('--at <moment>', session.words.options.at)
      .option('--json', session.words.options.jsonOutcome)
      .action(async (flags: RunFlags) => {
        const input = inputFrom(flags, named, session)
        const opened = openSession(session, program.opts().config)
        await run(opened, named, input, flags)
      })
  }
}

export async function run(opened: Opened, { name, task, automation }: NamedTask, input: unknown, flags: RunFlags) {
  requireOn(opened, automation.name)
  const { config, log, words } = opened
  const at = momentOf(flags.at, config.timeZone, words)
  const key = `hand:${systemClock.now().toISOString()}:${newId().slice(0, 8)}`
  const failures: string[] = []
  try {
    for await (const carried of carriedOut(opened, { task: name, input, key, at })) {
      show(opened, task, carried, flags)
      const { id, state, error } = carried.run
      if (state !== 'done') failures.push(`run r${id} ${state}: ${error ?? ''}`)
    }
  } finally {
    await log.close()
  }
  if (failures.length > 0) throw new Exit(exit.failed, failures.join('\n'))
}

/** A moment with an offset, or wall-clock time in the hub's zone. */
export function momentOf(text: string | undefined, timeZone: string, { usage }: Words): Date | undefined {
  if (text === undefined) return undefined
  const local = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text.trim())
  if (local) {
    const [year, month, day, hour, minute, second] = local.slice(1).map(part => Number(part ?? 0))
    return new Date(zoneOf(timeZone).instant({ year: year!, month: month!, day: day!, hour, minute, second }))
  }
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime())) throw new Exit(exit.usage, usage.noMoment(text))
  return moment
}

function show({ terminal, words }: Opened, task: Task, { run, deliveries }: Carried, { json }: RunFlags) {
  if (run.state !== 'done') {
    if (json) terminal.out.write(`${JSON.stringify({ run: run.id, state: run.state, error: run.error })}\n`)
    return
  }
  if (json) return void terminal.out.write(`${run.outcome}\n`)
  const outcome = JSON.parse(run.outcome ?? 'null')
  terminal.out.write(`${task.show?.(outcome) ?? outline(outcome)}\n`)
  for (const { id, connector, write, state, error, held } of deliveries) {
    const tone = state === 'done' ? 'good' : state === 'ready' ? 'warn' : 'bad'
    terminal.out.write(
      `${tint(terminal, tone, state.padEnd(7))} d${id} ${connector}.${write} ${oneLine(held ?? error ?? '')}\n`,
    )
  }
  const seconds = ((run.ended_at ?? 0) - (run.started_at ?? 0)) / 1000
  terminal.out.write(tint(terminal, 'dim', `${words.ranFor(run.id, seconds.toFixed(1))}\n`))
}
