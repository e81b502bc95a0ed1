import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { loadAutomations } from './automations.ts'
import { addCommands } from './cli/commands.ts'
import type { DemoFlags } from './cli/demo.ts'
import { exit, report } from './cli/exit.ts'
import { chosen } from './cli/flags.ts'
import { inWords } from './cli/help.ts'
import { addOwn } from './cli/own.ts'
import type { Session } from './cli/session.ts'
import { languageFor, wordsOf } from './cli/words.ts'

/** The command line. Resolves with the exit code. */
async function main(args: string[], session: Session): Promise<number> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const { tagline, commands, options, usage } = session.words
  const program = inWords(new Command('dure'), session)
    .description(tagline)
    .version(version, '-V, --version', usage.help.version)
    .option('--config <file>', options.config)
    .showHelpAfterError()
    .exitOverride()
  await addOwn(program, session, args)
  const language = new Option('--language <language>', options.language)
  program
    .command('demo')
    .description(commands.demo)
    .option('--once', options.once)
    .addOption(chosen(language, '--language', ['ko', 'en'], session.words).default('ko'))
    // The fakes are loaded for this command alone.
    .action(async (flags: DemoFlags) => (await import('./cli/demo.ts')).demo(session, flags))
  try {
    addCommands(program, session)
    await program.parseAsync(args, { from: 'user' })
    return exit.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage
    return report(session, error)
  }
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
const language = languageFor(outside.cwd, args)
process.exitCode = await main(args, { ...outside, language, words: wordsOf(language) })
