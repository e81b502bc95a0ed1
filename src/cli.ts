import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { addCommands } from './cli/commands.ts'
import type { DemoFlags } from './cli/demo.ts'
import { addDoctor } from './cli/doctor.ts'
import { addHand } from './cli/hand.ts'
import { addImport } from './cli/import.ts'
import { addKeep } from './cli/keep.ts'
import { addLook } from './cli/look.ts'
import { addMcp } from './cli/mcp.ts'
import { addPlan } from './cli/plan.ts'
import { addRun } from './cli/run.ts'
import { exit, languageFor, report, type Session } from './cli/session.ts'
import { addSettings } from './cli/settings.ts'
import { addStart } from './cli/start.ts'
import { addToken } from './cli/token.ts'
import { wordsOf } from './cli/words.ts'
import { loadAutomations } from './hub.ts'

/** The command line. Resolves with the exit code. */
async function main(args: string[], session: Session): Promise<number> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const program = new Command('dure')
    .description(session.words.tagline)
    .version(version)
    .option('--config <file>', session.words.options.config)
    .configureOutput({
      writeOut: text => session.terminal.out.write(text),
      writeErr: text => session.terminal.err.write(text),
    })
    .showHelpAfterError()
  for (const add of [
    addStart,
    addRun,
    addPlan,
    addLook,
    addHand,
    addSettings,
    addImport,
    addKeep,
    addDoctor,
    addToken,
    addMcp,
  ])
    add(program, session)
  program
    .command('demo')
    .description(session.words.commands.demo)
    .option('--once', session.words.options.once)
    .addOption(new Option('--language <language>', session.words.options.language).choices(['ko', 'en']).default('ko'))
    // The fakes are loaded for this command alone.
    .action(async (flags: DemoFlags) => (await import('./cli/demo.ts')).demo(session, flags))
  try {
    addCommands(program, session)
    await exitByThrow(program).parseAsync(args, { from: 'user' })
    return exit.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage
    return report(session.terminal, error)
  }
}

function exitByThrow(command: Command): Command {
  for (const child of command.commands) exitByThrow(child)
  return command.exitOverride()
}

// Ledger, reports and logs are for the hub's own user.
process.umask(0o077)

// A reader that went away (`dure runs | head`) must not cut a run short.
process.stdout.on('error', () => {})

const outside = {
  terminal: { in: process.stdin, out: process.stdout, err: process.stderr },
  env: process.env,
  cwd: process.cwd(),
  automations: await loadAutomations(),
}
const args = process.argv.slice(2)
const language = languageFor(outside, args)
process.exitCode = await main(args, { ...outside, language, words: wordsOf(language) })
