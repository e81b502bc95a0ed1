import { z } from 'zod'
import { type Body, KeptBody, type LogShell } from './body.ts'
import { commandWords } from './words.ts'

/** A log on its way. Its id is in the origins of what is stored, so that it is stored once. */
export interface Unfinished {
  id: string
  body: Body
  /** Storing it has begun: whether it was stored is to be asked. */
  saving?: true | undefined
}

const Unfinished = z.object({ id: z.string().min(1).max(100), body: KeptBody, saving: z.literal(true).optional() })

const unfinished = 'log'

/** The log that was left off; undefined where there is none, or none that can be read. */
export const loadUnfinished = (shell: LogShell): Promise<Unfinished | undefined> =>
  loaded(shell, unfinished, Unfinished)

export const keepUnfinished = ({ kept }: LogShell, log: Unfinished) => kept.save(unfinished, log)

/** What another terminal has begun since stays. */
export async function dropUnfinished(shell: LogShell, { id }: Unfinished): Promise<void> {
  if ((await loadUnfinished(shell))?.id === id) await shell.kept.remove(unfinished)
}

const edits = 'edited-drafts'
const Edits = z.array(z.tuple([z.string(), KeptBody]))
const mostEdits = 100

/** What people made of drafts that were not stored yet, by what the drafts were made of; of many the last. */
export async function editsOf(shell: LogShell) {
  const bodies = new Map(await loaded(shell, edits, Edits))
  const save = () => shell.kept.save(edits, [...bodies].slice(-mostEdits))
  return {
    of: (origins: readonly string[]) => bodies.get(origins.join(' ')),
    keep: async (origins: readonly string[], body: Body) => {
      bodies.set(origins.join(' '), body)
      await save()
    },
    drop: async (origins: readonly string[]) => {
      if (bodies.delete(origins.join(' '))) await save()
    },
  }
}

/** What is kept under the name, where it has the shape. What has not is put aside before something new takes its place. */
async function loaded<T>(
  { kept, say, language }: LogShell,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const found = await kept.load(name)
  const read = schema.safeParse(found)
  if (read.success || found === undefined) return read.data
  const aside = `${name}-unreadable`
  await kept.save(aside, found)
  say(commandWords(language).draft.unreadable(aside))
  return undefined
}
