import { CalledOff, type Ended, type Question, type Shell } from './command.ts'
import { HubError } from './error.ts'

/** How the person and the machine around a command behave in a test. */
export interface ShellScript extends Partial<Pick<Shell, 'language' | 'options' | 'timeZone' | 'interactive'>> {
  /** Typed one after the other; at their end the person calls it off. */
  answers?: readonly string[]
  /** What the person makes of a text in the editor. */
  edit?: (text: string, name: string) => string
  task?: (name: string, input: any, key: string | undefined) => Promise<Ended>
  answer?: (name: string, input: any) => Promise<unknown>
  program?: (name: string, args: readonly string[], folder: string | undefined) => string
  files?: Record<string, string>
  kept?: Record<string, unknown>
  now?: string
}

/** A shell whose person answers as written. `said` is what they read, questions, hints and objections included; `notes` came beside it. */
export function shellFor(script: ShellScript) {
  const answers = [...(script.answers ?? [])]
  const said: string[] = []
  const notes: string[] = []
  const files = new Map<string, string | Uint8Array>(Object.entries(script.files ?? {}))
  const kept = new Map<string, unknown>(Object.entries(script.kept ?? {}))
  let ids = 0
  const say = (text: string) => void said.push(text)
  const present = () => {
    if (script.interactive === false) throw new HubError('invalid', 'nobody is there to answer')
  }

  const ask = async ({ text, hints = [], initial, problem }: Question): Promise<string> => {
    present()
    for (const hint of hints) say(hint)
    for (;;) {
      say(initial === undefined ? text : `${text} [${initial}]`)
      const typed = answers.shift()
      if (typed === undefined) throw new CalledOff('the answers are at their end')
      const answer = typed.trim() || (initial ?? '')
      const wrong = problem?.(answer)
      if (wrong === undefined) return answer
      say(wrong)
    }
  }

  const shell: Shell = {
    language: script.language ?? 'ko',
    options: script.options ?? {},
    timeZone: script.timeZone ?? 'Asia/Seoul',
    now: () => new Date(script.now ?? '2026-11-20T09:00:00Z'),
    newId: () => `id-${++ids}`,
    interactive: script.interactive ?? true,
    say,
    note: text => void notes.push(text),
    ask,
    edit: async (text, name) => {
      present()
      if (!script.edit) throw new CalledOff('no editor was expected')
      return script.edit(text, name)
    },
    answer: async (name, input) => {
      if (!script.answer) throw new Error(`no task was expected: ${name}`)
      return script.answer(name, input)
    },
    task: async (name, input, key) => {
      if (!script.task) throw new Error(`no task was expected: ${name}`)
      return script.task(name, input, key)
    },
    program: async (name, args, folder) => {
      if (!script.program) throw new HubError('invalid', `${name} is not there`)
      return script.program(name, args, folder)
    },
    kept: {
      load: async name => kept.get(name),
      save: async (name, value) => void kept.set(name, JSON.parse(JSON.stringify(value))),
      remove: async name => void kept.delete(name),
    },
    read: async path => {
      const content = files.get(path)
      if (content === undefined) throw new HubError('not_found', `there is no file ${path}`)
      return String(content)
    },
    write: async (path, content, replace = false) => {
      if (files.has(path) && !replace) throw new HubError('conflict', `there is a file ${path} already`)
      files.set(path, content)
      return `/here/${path}`
    },
  }
  return { shell, said, notes, files, kept, left: answers }
}
