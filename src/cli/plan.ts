import type { Command } from 'commander'
import { structuredPatch } from 'diff'
import type { Task } from '../engine/automation.ts'
import { type Plan, type PlannedWrite, plan } from '../engine/plan.ts'
import { addInputFlags, inputFrom, tasksOf } from './flags.ts'
import { lookedAt } from './look.ts'
import { oneLine, outline, type Terminal, tint } from './print.ts'
import { momentOf } from './run.ts'
import { Exit, exit, openSession, type Session } from './session.ts'
import type { Words } from './words.ts'

/** `dure plan <task>`: what a run would write, without writing it. */
export function addPlan(program: Command, session: Session) {
  const parent = program.command('plan').description(session.words.commands.plan)
  for (const named of tasksOf(session.automations)) {
    const command = parent.command(named.name).description(named.task.summary)
    addInputFlags(command, named, session.words)
      .option('--at <moment>', session.words.options.at)
      .option('--json', session.words.options.json)
      .action(async (flags: Record<string, unknown> & { at?: string; json?: boolean }) => {
        const input = inputFrom(flags, named, session)
        const opened = openSession(session, program.opts().config)
        const at = momentOf(flags.at, opened.config.timeZone, session.words)
        const signal = new AbortController().signal
        const plans = await lookedAt(opened, parts =>
          plan(parts, named.name, input, { at, key: `plan:${parts.newId()}`, signal }),
        )
        await opened.log.close()
        const { terminal, words } = session
        terminal.out.write(
          flags.json
            ? `${JSON.stringify(plans)}\n`
            : plans.map(one => shown(one, named.task, terminal, words)).join('\n'),
        )
        const failures = plans.flatMap(({ part, failure }) =>
          failure === undefined ? [] : [`the run${part === undefined ? '' : ` for ${part}`} would fail: ${failure}`],
        )
        if (failures.length > 0) throw new Exit(exit.failed, failures.join('\n'))
      })
  }
}

/** A plan as it is read at a terminal. */
export function shown(plan: Plan, task: Pick<Task, 'show'>, terminal: Terminal, words: Words): string {
  const { part, writes, events, warnings, outcome } = plan
  const open = writes.filter(({ alreadyDone }) => !alreadyDone).length
  const name = part === undefined ? plan.task : `${plan.task} ${part}`
  const isOnward = open === 0 && events.length > 0
  const head = tint(terminal, 'bold', isOnward ? words.plannedOnward(name) : words.planned(name, open))
  const blocks = [
    ...warnings.map(warning => tint(terminal, 'warn', `! ${warning}`)),
    ...writes.map(write => writeShown(write, terminal, words)),
    ...[...new Set(events.map(event => event.name))].map(words.startsOnward),
    ...(writes.length + events.length === 0 && outcome !== undefined
      ? [indented(task.show?.(outcome) ?? outline(outcome), words)]
      : []),
  ]
  return `${[head, ...blocks].join('\n\n')}\n`
}

function writeShown(write: PlannedWrite, terminal: Terminal, words: Words): string {
  const { connector, summary, alreadyDone, text, before, after } = write
  const name = `${connector}.${write.write}  ${oneLine(summary)}`
  if (alreadyDone) return tint(terminal, 'dim', `= ${name}  (${words.alreadyDone})`)
  if (before === undefined || after === undefined)
    return `${tint(terminal, 'bold', `+ ${name}`)}\n${indented(text ?? '', words)}`.trimEnd()
  if (before === after) return tint(terminal, 'dim', `= ${name}  (${words.noChange})`)
  return `${tint(terminal, 'bold', `~ ${name}`)}\n${indented(difference(terminal, before, after), words)}`
}

const longest = 120

function indented(text: string, words: Words): string {
  const lines = text.split('\n')
  const cut = lines.length > longest ? [...lines.slice(0, longest), words.moreLines(lines.length - longest)] : lines
  return cut.map(line => `    ${line}`).join('\n')
}

/** As a patch is read: lines that go and come, each with two lines around it. */
function difference(terminal: Terminal, before: string, after: string): string {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 2 })
  const tone = { '-': 'bad', '+': 'good' } as const
  return hunks
    .map(({ lines }) =>
      lines
        .filter(line => !line.startsWith('\\'))
        .map(line => {
          const sign = line[0] as keyof typeof tone
          return tone[sign] ? tint(terminal, tone[sign], `${sign} ${line.slice(1)}`) : `  ${line.slice(1)}`
        })
        .join('\n'),
    )
    .join('\n  …\n')
}
