import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { repository } from './command.ts'

/** True, or why there is no pseudo-terminal here. */
export const terminals: true | string =
  spawnSync('python3', ['-c', 'import pty']).status === 0 || 'python3 with its module pty is not there'

/** Copies what comes in to the terminal, and what the terminal shows out. */
const relay = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'

const patienceMs = 30_000

/** `bin/dure` at a terminal of its own, with a person who reads and types. */
export function atTerminal(t: TestContext, cwd: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn('python3', ['-c', relay, join(repository, 'bin/dure'), ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, TERM: 'xterm-256color', ...env },
  })
  t.after(() => child.kill('SIGKILL'))
  let shown = ''
  let read = 0
  child.stdout.setEncoding('utf8').on('data', text => {
    shown += text
  })
  const closed = once(child, 'close')

  /** What is shown up to the words, once they are. */
  const until = async (words: string): Promise<string> => {
    const late = AbortSignal.timeout(patienceMs)
    for (;;) {
      const at = shown.indexOf(words, read)
      if (at >= 0) {
        const before = shown.slice(read, at)
        read = at + words.length
        return stripVTControlCharacters(before)
      }
      if (late.aborted || child.exitCode !== null)
        throw new Error(`“${words}” was not shown, but: ${shown.slice(read)}`)
      await Promise.race([once(child.stdout, 'data', { signal: late }).catch(() => {}), closed])
    }
  }
  /** Types an answer when the words are there. */
  const answer = async (words: string, text: string) => {
    await until(words)
    child.stdin.write(`${text}\r`)
  }
  const press = (keys: string) => child.stdin.write(keys)
  const end = async () => {
    const [code] = await closed
    return { code: code as number, rest: stripVTControlCharacters(shown.slice(read)) }
  }
  return { until, answer, press, end, shown: () => stripVTControlCharacters(shown) }
}
