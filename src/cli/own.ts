import type { Command } from 'commander'
import type { Session } from './session.ts'
import type { Words } from './words.ts'

type Name = keyof Words['commands']
type Add = (program: Command, session: Session) => void

/** The hub's own commands in their order: what follows each name in the help, and where it is declared. */
export const own: [Partial<Record<Name, string>>, () => Promise<Add>][] = [
  [{ start: '' }, async () => (await import('./start.ts')).addStart],
  [{ run: '' }, async () => (await import('./run.ts')).addRun],
  [{ plan: '' }, async () => (await import('./plan.ts')).addPlan],
  [
    { runs: '[options] [id]', deliveries: '[options] [id]', tasks: '[options]' },
    async () => (await import('./look.ts')).addLook,
  ],
  [{ retry: '<id>', drop: '<id>', resolve: '[options] <id>' }, async () => (await import('./hand.ts')).addHand],
  [{ settings: '[options]' }, async () => (await import('./settings.ts')).addSettings],
  [{ import: '' }, async () => (await import('./import.ts')).addImport],
  [{ backup: '[options]', restore: '[options] [backup]' }, async () => (await import('./keep.ts')).addKeep],
  [{ doctor: '[options]' }, async () => (await import('./doctor.ts')).addDoctor],
  [{ token: '' }, async () => (await import('./token.ts')).addToken],
  [{ mcp: '' }, async () => (await import('./mcp.ts')).addMcp],
]

/** Each of their files brings the hub along, so only that of a command that is typed is loaded; the help lists the others. */
export async function addOwn(program: Command, session: Session, args: readonly string[]) {
  for (const [commands, load] of own)
    if (Object.keys(commands).some(name => args.includes(name))) (await load())(program, session)
    else
      for (const [name, rest] of Object.entries(commands))
        program.command(`${name} ${rest}`).description(session.words.commands[name as Name])
}
