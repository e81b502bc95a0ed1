import type { Command as Drawn } from 'commander'
import type { AnyAutomation } from '../engine/automation.ts'
import type { Command } from '../engine/command.ts'
import { Exit, exit } from './exit.ts'
import { addFlags, fitting, givenIn, inEnglish, kebab, type Property, propertiesOf } from './flags.ts'
import type { Session } from './session.ts'

/** `dure log`, `dure notion setup`, …: the commands that automations declare. Comes after the hub's own, whose names none may take. */
export function addCommands(program: Drawn, session: Session) {
  const owners = new Map([...program.commands.map(own => own.name()), 'help'].map(name => [name, 'the hub']))
  for (const automation of session.automations)
    for (const [name, command] of Object.entries(automation.commands ?? {})) {
      claim(owners, name, automation.name)
      draw(placeOf(program, name), program, session, automation, command)
    }
  for (const group of program.commands.filter(one => one.description() === '')) group.description(contentsOf(group))
}

const contentsOf = ({ commands }: Drawn) => commands.map(one => `${one.name()}: ${one.description()}`).join('\n')

/** Several automations may stand under one first word, unless that is a command of one of them. */
function claim(owners: Map<string, string>, name: string, claimant: string) {
  const first = owners.get(name.split(' ')[0]!)
  const owner = owners.get(name) ?? (first === claimant ? undefined : first)
  if (owner !== undefined)
    throw new Exit(exit.settings, `${claimant} declares the command '${name}', which ${owner} has already`)
  owners.set(name, claimant)
}

/** Each word but the first is a sub-command of the one before. */
const placeOf = (program: Drawn, name: string) =>
  name.split(' ').reduce((at, word) => at.commands.find(known => known.name() === word) ?? at.command(word), program)

function draw(place: Drawn, program: Drawn, session: Session, automation: AnyAutomation, command: Command) {
  const { operands = [], flags, summary } = command
  const own = propertiesOf(flags)
  const all = session.language === 'en' ? inEnglish(own) : own
  place.description(summary[session.language])
  for (const name of operands) place.argument(operandOf(name, all[name]), all[name]?.description)
  const asFlags = Object.entries(all).filter(([name]) => !operands.includes(name))
  addFlags(place, Object.fromEntries(asFlags), session.words)
  place.action(async () => {
    const typed = operands.slice(0, place.args.length).map((name, index) => [name, place.processedArgs[index]])
    const given = givenIn({ ...place.opts(), ...Object.fromEntries(typed) }, all, session.words, operands)
    const input = fitting(flags, given, session, operands)
    // Brings the hub along, for which the help has no use.
    const { carry } = await import('./carry.ts')
    await carry(session, program.opts().config, automation, command, input)
  })
}

const operandOf = (name: string, property?: Property) => `[${kebab(name)}${property?.type === 'array' ? '...' : ''}]`
