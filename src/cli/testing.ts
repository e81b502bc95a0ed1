import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Command } from 'commander'
import { readConfig } from '../config.ts'
import type { AnyAutomation } from '../engine/automation.ts'
import { silent } from '../engine/io.ts'
import { openHub } from '../hub.ts'
import type { Terminal } from './print.ts'
import { Exit, type Session } from './session.ts'
import { wordsOf } from './words.ts'

interface Typed {
  yaml?: string
  automations: AnyAutomation[]
  /** Those that are drawn: `[addSettings, addDoctor]`. */
  commands: ((program: Command, session: Session) => void)[]
  language?: 'ko' | 'en'
}

// Every command opens a log of its own, and each listens to the terminal.
process.stderr.setMaxListeners(0)

/** A folder with a ledger, and commands typed there, in this process; `out` is what they say, to either stream. */
export async function typedIn(t: TestContext, { yaml = '', automations, commands, language = 'en' }: Typed) {
  const cwd = mkdtempSync(join(tmpdir(), 'dure-typed-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  const file = join(cwd, 'dure.yaml')
  writeFileSync(file, yaml)
  const config = readConfig({ env: {}, cwd, automations })
  await (await openHub({ config, automations, log: silent }, { scheduling: false })).close()
  const run = async (...args: string[]) => {
    let out = ''
    const write = (text: string) => {
      out += text
      return true
    }
    const sink = { write } as Terminal['out']
    const terminal = { in: process.stdin, out: sink, err: sink }
    const session = { terminal, env: {}, cwd, automations, language, words: wordsOf(language) }
    const program = new Command('dure').option('--config <file>').exitOverride()
    for (const add of commands) add(program, session)
    try {
      await program.parseAsync(args, { from: 'user' })
      return { code: 0, out }
    } catch (error) {
      assert.ok(error instanceof Exit, String(error))
      return { code: error.code, out: out + error.message }
    }
  }
  return { cwd, file, config, run }
}
