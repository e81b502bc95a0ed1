import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { addOwn, own } from './own.ts'
import type { Session } from './session.ts'
import { wordsOf } from './words.ts'

const session: Session = {
  terminal: { in: process.stdin, out: process.stdout, err: process.stderr },
  env: {},
  cwd: '.',
  automations: [],
  language: 'en',
  words: wordsOf('en'),
}

/** What the help lists where these words were typed. */
async function listed(...typed: string[]) {
  const program = new Command('dure')
  await addOwn(program, session, typed)
  const help = program.createHelp()
  return help.visibleCommands(program).map(one => [help.subcommandTerm(one), help.subcommandDescription(one)])
}

test('the help lists a command that is not loaded as it would list it loaded', async () => {
  const all = own.flatMap(([commands]) => Object.keys(commands))
  deepEqual(await listed(), await listed(...all))
})
