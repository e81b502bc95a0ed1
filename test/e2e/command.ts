import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  code: number | null
  out: string
  err: string
}

/** Runs `bin/dure` in a folder of its own with nothing in its environment but what is given. */
export function dure(cwd: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(join(repository, 'bin/dure'), args, { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, out, err }))
  })
}

/** An empty folder that goes with the test. */
export function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'dure-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** `dure start`, until it is ready; ended with the test at the latest. */
export async function start(t: TestContext, folder: string) {
  const child = spawn(join(repository, 'bin/dure'), ['start'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
  })
  t.after(() => child.kill('SIGKILL'))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const heard = (chunk: Buffer) => {
      said += chunk
      if (said.includes('the hub is ready')) resolve()
    }
    child.stdout.on('data', heard)
    child.stderr.on('data', heard)
    child.on('close', code => reject(new Error(`ended with ${code}: ${said}`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  return { stop, said: () => said }
}
