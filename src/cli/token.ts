import { type Command, Option } from 'commander'
import { systemClock } from '../engine/clock.ts'
import { HubError } from '../engine/error.ts'
import type { Store } from '../engine/store/store.ts'
import { openBeside } from '../hub.ts'
import { createToken, removeToken, storedTokens } from '../tokens.ts'
import { chosen } from './flags.ts'
import { table } from './print.ts'
import { Exit, exit, openSession, type Session, toldOf } from './session.ts'

const roles = ['reader', 'writer', 'admin'] as const

/** `token create|list|remove`: who may call the API. A running hub knows of a change at once. */
export function addToken(program: Command, session: Session) {
  const { commands, options, heads } = session.words
  const parent = program.command('token').description(commands.token)
  const withLedger = async (mode: 'read' | 'write', use: (store: Store) => Promise<string>) => {
    const opened = openSession(session, program.opts().config)
    const store = await openBeside(opened.config, opened.log, mode)
    try {
      session.terminal.out.write(`${await use(store)}\n`)
    } catch (error) {
      throw error instanceof HubError ? new Exit(exit.failed, toldOf(error, session.language)) : error
    } finally {
      await store.close()
      await opened.log.close()
    }
  }
  parent
    .command('create')
    .description(commands.tokenCreate)
    .argument('<name>', options.tokenName)
    .addOption(chosen(new Option('--role <role>', options.role), '--role', roles, session.words).default('writer'))
    .action((name: string, { role }: { role: (typeof roles)[number] }) =>
      withLedger('write', store => createToken(store, { name, role, at: systemClock.now() })),
    )
  parent
    .command('list')
    .description(commands.tokenList)
    .action(() =>
      withLedger('read', async store =>
        table(
          heads.tokens,
          (await storedTokens(store)).map(({ name, role, createdAt }) => [name, role, createdAt]),
        ),
      ),
    )
  parent
    .command('remove')
    .description(commands.tokenRemove)
    .argument('<name>', options.tokenName)
    .action((name: string) =>
      withLedger('write', async store => {
        await removeToken(store, name)
        return session.words.tokenRemoved(name)
      }),
    )
}
