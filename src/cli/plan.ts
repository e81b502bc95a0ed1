import type { Command } from 'commander'
import { plan } from '../engine/plan.ts'
import { addInputFlags, inputFrom, tasksOf } from './flags.ts'
import { lookedAt } from './look.ts'
import { type Terminal, tint } from './print.ts'
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
        const input = inputFrom(flags, named)
        const opened = openSession(session, program.opts().config)
        const at = momentOf(flags.at, opened.config.timeZone)
        const signal = new AbortController().signal
        const made = await lookedAt(opened, parts =>
          plan(parts, named.name, input, { at, key: `plan:${parts.newId()}`, signal }),
        )
        await opened.log.close()
        session.terminal.out.write(flags.json ? `${JSON.stringify(made)}\n` : shown(session, made))
        if (made.failure) throw new Exit(exit.failed, `the run would fail: ${made.failure}`)
      })
  }
}

function shown({ terminal, words }: Session, { task, writes, events }: Awaited<ReturnType<typeof plan>>): string {
  const head = `${words.planned(task, writes.length)}\n`
  const blocks = writes.map(({ connector, write, summary, alreadyDone, text, before, after }) => {
    const title = tint(
      terminal,
      alreadyDone ? 'dim' : 'bold',
      `${connector}.${write}  ${summary}${alreadyDone ? `  (${words.alreadyDone})` : ''}`,
    )
    const body = before !== undefined && after !== undefined ? difference(terminal, before, after) : (text ?? '')
    return `${title}\n${indented(body, words)}`
  })
  return [head, ...blocks, ...events.map(event => `event ${event.name} ${event.key}\n`)].join('\n')
}

const longest = 60

function indented(text: string, words: Words): string {
  const lines = text.split('\n')
  const cut = lines.length > longest ? [...lines.slice(0, longest), words.moreLines(lines.length - longest)] : lines
  return cut.map(line => `  ${line}\n`).join('')
}

/** Lines that only one side has. Enough to read; page texts get a real diff with the connectors that edit pages. */
function difference(terminal: Terminal, before: string, after: string): string {
  const old = new Set(before.split('\n'))
  const now = new Set(after.split('\n'))
  const gone = [...old].filter(line => !now.has(line)).map(line => tint(terminal, 'bad', `- ${line}`))
  const come = [...now].filter(line => !old.has(line)).map(line => tint(terminal, 'good', `+ ${line}`))
  return [...gone, ...come].join('\n')
}
