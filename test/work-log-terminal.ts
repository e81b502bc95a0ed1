import { commands } from '../src/automations/work-log/commands/declared.ts'
import { Options } from '../src/automations/work-log/ctx.ts'
import { type ShellScript, shellFor } from '../src/engine/shell-testing.ts'
import type { Bench } from '../src/engine/testing.ts'
import { ended } from './shell-task.ts'

export interface Call extends Omit<ShellScript, 'options'> {
  command?: keyof typeof commands
  flags?: object
  options?: object
}

/** A person at a terminal whose commands reach the hub on the bench. `said` is all that they have read, in one piece. */
export async function call(hub: Bench, { command = 'log', flags = {}, options = {}, ...script }: Call) {
  const scene = shellFor({
    now: hub.clock.now().toISOString(),
    ...script,
    options: Options.parse(options),
    task: script.task ?? ((name, input, key) => ended(hub, `work-log/${name}`, input, key)),
  })
  // Ids of different calls differ.
  scene.shell.newId = () => `${hub.clock.now().getTime()}-${++ids}`
  const { run, flags: schema } = commands[command]!
  const failure = await run(scene.shell, schema.parse(flags)).then(
    () => undefined,
    (error: unknown) => error as Error,
  )
  return { said: scene.said.join('\n'), failure, kept: Object.fromEntries(scene.kept), left: scene.left }
}

let ids = 0
