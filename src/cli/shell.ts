import { basename, join, resolve } from 'node:path'
import type { AnyAutomation } from '../engine/automation.ts'
import { systemClock } from '../engine/clock.ts'
import type { Ended, Shell } from '../engine/command.ts'
import { HubError } from '../engine/error.ts'
import { optionsNow } from '../engine/overrides.ts'
import { newId } from '../hub.ts'
import { edited } from './editor.ts'
import { readPiped, readText, writeWhole } from './files.ts'
import { keptIn } from './kept.ts'
import { anyLedger, lookedAt } from './look.ts'
import { inert } from './print.ts'
import { printedBy } from './program.ts'
import { prompter } from './prompt.ts'
import type { Opened } from './session.ts'
import { type Carried, carriedOut, withHandle } from './task-run.ts'

/** What an automation's command finds around it: this terminal, this folder, the ledger. */
export async function createShell(opened: Opened, automation: AnyAutomation): Promise<Shell> {
  const { terminal, config, cwd, env } = opened
  const interactive = terminal.in.isTTY === true && terminal.err.isTTY === true
  const ask = prompter(terminal)
  const present = () => {
    if (!interactive) throw nobody()
  }
  return {
    language: config.language,
    options: await optionsOf(opened, automation),
    timeZone: config.timeZone,
    now: systemClock.now,
    newId,
    interactive,
    say: text => void terminal.out.write(line(text)),
    note: text => void terminal.err.write(line(text)),
    async ask(question) {
      present()
      return ask(question)
    },
    async edit(text, name) {
      present()
      return edited(text, basename(name), env)
    },
    task: (name, input, key) => ended(opened, automation, name, input, key),
    answer: (name, input) => answered(opened, `${automation.name}/${name}`, input),
    program: (name, args, folder = '.') => printedBy(name, args, resolve(cwd, folder)),
    kept: keptIn(join(config.dataDir, 'kept', automation.name)),
    read: path => (path === '-' ? readPiped(terminal.in) : readText(resolve(cwd, path))),
    async write(path, content, replace = false) {
      const whole = resolve(cwd, path)
      await writeWhole(whole, content, replace)
      return whole
    },
  }
}

const line = (text: string) => inert(text).replace(/\n?$/, '\n')

const nobody = () =>
  new HubError('invalid', 'this needs answers, and nobody is at a terminal to give them', {
    ko: '대답이 필요한데 터미널 앞에 아무도 없습니다',
  })

/** With what was changed at run time, as the tasks see them. */
function optionsOf(opened: Opened, automation: AnyAutomation): Promise<unknown> {
  return lookedAt(
    opened,
    ({ store, automations }) => {
      const owner = automations.find(loaded => loaded.automation === automation)
      return owner ? optionsNow(store.db, owner) : Promise.resolve(undefined)
    },
    anyLedger,
  )
}

const answered = (opened: Opened, task: string, input: unknown): Promise<unknown> =>
  withHandle(opened, async ({ engine }) => {
    const { signal } = new AbortController()
    return (await engine.answer(task, input, { signal })).outcome
  })

async function ended(
  opened: Opened,
  { name: owner, tasks }: AnyAutomation,
  name: string,
  input: unknown,
  key: string = newId(),
): Promise<Ended> {
  if (!tasks[name] || tasks[name].each) throw new Error(`${owner} has no task ${name} that is one run`)
  const wanted = { task: `${owner}/${name}`, input, key: `command:${key}` }
  for await (const carried of carriedOut(opened, wanted)) return endOf(carried)
  throw new Error(`${wanted.task} came to no run`)
}

function endOf({ run, deliveries }: Carried): Ended {
  if (run.state !== 'done') throw new HubError('invalid', `run r${run.id} ${run.state}: ${run.error ?? ''}`)
  return {
    run: run.id,
    outcome: JSON.parse(run.outcome ?? 'null'),
    deliveries: deliveries.map(({ connector, write, key, state, result, error, held }) => ({
      connector,
      write,
      key,
      state,
      ...(result !== null && { result: JSON.parse(result) }),
      ...(error !== null && { error }),
      ...(held !== undefined && { held }),
    })),
  }
}
