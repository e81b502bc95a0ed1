import { systemClock } from '../../engine/clock.ts'
import { HubError } from '../../engine/error.ts'
import type { Delivery } from '../../engine/ledger/deliveries.ts'
import type { Run } from '../../engine/ledger/runs.ts'
import type { Hub } from '../../hub.ts'
import { progress, tint } from '../print.ts'
import type { Opened } from '../session.ts'
import { type Language, type Words, wordsOf } from '../words.ts'
import type { Agent, FarSides } from './far-sides.ts'

/** The moment at which the recorded server was asked, so that "yesterday 22:00" holds its jobs. */
export const recordedAt = new Date('2026-11-21T16:21:27+09:00')

/** What every step of the story needs. */
export interface Stage {
  opened: Opened
  hub: Hub
  far: FarSides
  agent: Agent
  language: Language
  words: Words
  say: (text: string) => void
  /** What others wrote, set off from what the demo says itself. */
  quote: (text: string) => void
}

/** The parts, with a voice on the terminal. */
export function stageOf(parts: Pick<Stage, 'opened' | 'hub' | 'far' | 'agent' | 'language'>): Stage {
  const { terminal } = parts.opened
  const say = (text: string) => void terminal.out.write(`${text}\n`)
  const edge = tint(terminal, 'dim', '│')
  const quoted = (text: string) => text.split('\n').map(line => `  ${edge} ${line}`.trimEnd())
  return { ...parts, words: wordsOf(parts.language), say, quote: text => say(quoted(text).join('\n')) }
}

/** What is done next, and the command or request that does it. */
export function chapter({ say, opened: { terminal } }: Stage, title: string, command: string) {
  say(`\n${tint(terminal, 'bold', title)}  ${tint(terminal, 'dim', command)}\n`)
}

/** With headings in bold, and what stands in asterisks in Slack. */
export const emphasised = (text: string, { opened: { terminal } }: Stage) =>
  text
    .replace(/^#+ .*/gm, heading => tint(terminal, 'bold', heading))
    .replace(/\*([^*\n]+)\*/g, (_, strong: string) => tint(terminal, 'bold', strong))

/** The run's id. One that fails is not tried again. */
export async function begun({ hub }: Stage, task: string, input: object, at: Date): Promise<number> {
  const occasion = { key: `demo ${task}`, cause: 'hand', at, maxAttempts: 1 }
  return (await hub.engine.run(task, input, occasion)).id
}

const pollMs = 20
const patienceMs = 30_000

/** Waits until the run is done. */
export async function ended({ hub: { store } }: Stage, id: number): Promise<Run> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const run = await store.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (run.state === 'done') return run
    const name = `${run.automation}/${run.task} (r${id})`
    if (run.state === 'failed') throw new HubError('unavailable', `${name} failed: ${run.error}`)
    if (waitedMs > patienceMs) throw new HubError('unavailable', `${name} is still ${run.state}: ${run.error ?? ''}`)
    await systemClock.sleep(pollMs)
  }
}

/** Waits until all runs of a task that there are by now are done, whatever began them. */
export async function allEnded(stage: Stage, automation: string, task: string): Promise<Run[]> {
  const { db } = stage.hub.store
  const known = db.selectFrom('run').select('id').where('automation', '=', automation).where('task', '=', task)
  const runs: Run[] = []
  for (const { id } of await known.orderBy('id').execute()) runs.push(await ended(stage, id))
  return runs
}

/** Waits until everything that the run has sent is there. */
export async function delivered({ hub: { store }, opened, words }: Stage, { id }: Run) {
  let open: Delivery[] = []
  const stop = progress(opened.terminal, () => words.demo.waiting(open.length))
  try {
    for (let waitedMs = 0; ; waitedMs += pollMs) {
      const all = await store.db.selectFrom('delivery').selectAll().where('run_id', '=', id).orderBy('id').execute()
      open = all.filter(({ state }) => state !== 'done')
      const [first] = open
      if (!first) return
      const lost = open.find(({ state }) => state !== 'ready' && state !== 'sending')
      if (lost || waitedMs > patienceMs) throw notDelivered(lost ?? first)
      await systemClock.sleep(pollMs)
    }
  } finally {
    stop()
  }
}

const notDelivered = ({ id, connector, write, state, error }: Delivery) =>
  new HubError('unavailable', `d${id} (${connector}.${write}) is ${state}: ${error ?? 'it did not leave in time'}`)
