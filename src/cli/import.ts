import type { Command } from 'commander'
import { inputFrom, tasksOf } from './flags.ts'
import { readJsonFile } from './json-file.ts'
import { run } from './run.ts'
import { Exit, exit, openSession, type Session } from './session.ts'

interface Flags {
  snapshot?: string
  notified?: string
  report?: string
  period?: string
  json?: boolean
}

/** `dure import <automation>`: runs the task `import` of an automation that has one, with what stands in files of an older tool. */
export function addImport(program: Command, session: Session) {
  const { commands, options, usage } = session.words
  const read = (flag: string, file: string) => readJsonFile(flag, file, session.cwd, usage.jsonFile)
  const parent = program.command('import').description(commands.import)
  for (const named of tasksOf(session.automations).filter(({ name }) => name.endsWith('/import')))
    parent
      .command(named.automation.name)
      .description(named.task.summary)
      .option('--snapshot <file>', options.snapshot)
      .option('--notified <file>', options.notified)
      .option('--report <name>', options.report)
      .option('--period <period>', options.period)
      .option('--json', options.jsonOutcome)
      .action(async ({ snapshot, notified, report, period, json }: Flags) => {
        if (snapshot === undefined && notified === undefined) throw new Exit(exit.usage, usage.whichFiles)
        const input = {
          report,
          period,
          ...(snapshot !== undefined && { snapshot: read('--snapshot', snapshot) }),
          ...(notified !== undefined && { notified: read('--notified', notified) }),
        }
        const checked = inputFrom({ input: JSON.stringify(input) }, named, session)
        await run(openSession(session, program.opts().config), named, checked, { json })
      })
}
