import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** How a process ended, and what it said. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
  ms: number
}

/** A folder, the processes and the mounts of one test; all of them are gone after it, however it ends. */
export interface Scene {
  folder: string
  /** Starts a process in a group of its own. */
  start(command: string[], options?: SpawnOptions): ChildProcess
  /** `bin/dure` with this data folder, to its end; a hang is cut off after `limitMs` and shows as signal SIGKILL. */
  dure(args: string[], options?: CommandOptions): Promise<Ended>
  /** Mounts something over a folder or file inside this scene; undone with it. */
  mount(target: string, options: string[]): void
}

export interface CommandOptions {
  env?: Record<string, string>
  /** Put before the command, e.g. strace with its arguments. */
  under?: string[]
  limitMs?: number
  data?: string
}

export const programs = {
  node: ['sh', join(repository, 'scripts/node')],
  dure: ['sh', join(repository, 'bin/dure')],
}

export function sceneFor(t: TestContext): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'dure-faults-'))
  // The tests read what commands say.
  writeFileSync(join(folder, 'dure.yaml'), 'language: en\n')
  const started: ChildProcess[] = []
  const mounted: string[] = []
  t.after(() => {
    for (const child of started) killGroup(child)
    for (const target of mounted.reverse()) spawnSync('umount', ['-l', target])
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (command: string[], options: SpawnOptions = {}) => {
    const child = spawn(command[0]!, command.slice(1), { cwd: folder, detached: true, ...options })
    started.push(child)
    return child
  }

  return {
    folder,
    start,
    dure(args, { env = {}, under = [], limitMs = 30_000, data = join(folder, 'data') } = {}) {
      const child = start([...under, ...programs.dure, ...args], { env: { ...environment(folder, data), ...env } })
      const limit = setTimeout(() => killGroup(child), limitMs)
      return ended(child).finally(() => clearTimeout(limit))
    },
    mount(target, options) {
      mkdirSync(join(target, '..'), { recursive: true })
      const { status, stderr } = spawnSync('mount', [...options, target], { encoding: 'utf8' })
      if (status !== 0) throw new Error(`mount ${options.join(' ')}: ${stderr}`)
      mounted.push(target)
    },
  }
}

/** Nothing of the machine's own settings reaches a hub under test. */
export const environment = (home: string, data: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  DURE_DATA: data,
})

export function ended(child: ChildProcess): Promise<Ended> {
  const began = performance.now()
  let [out, err] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', text => {
    out += text
  })
  child.stderr?.setEncoding('utf8').on('data', text => {
    err += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, out, err, ms: performance.now() - began }))
  })
}

/** `kill -9` for a process and all that it started. */
export function killGroup({ pid, exitCode, signalCode }: ChildProcess) {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}

/** Whether calls of another process can be caught and spoilt here. */
export const strace = (): true | string => {
  const { status } = spawnSync('strace', ['-qq', '-o', '/dev/null', '-e', 'inject=fsync:error=EIO', 'true'])
  return status === 0 || 'strace is not installed, or may not trace'
}

/** strace, to be put before a command whose system calls are to be spoilt. `when` counts in each thread apart. */
export const injecting = (calls: string, what: string) => [
  'strace',
  ...['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:${what}`],
]

/** Whether this user may mount. */
export const tmpfs = (): true | string => {
  const folder = mkdtempSync(join(tmpdir(), 'dure-faults-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder])
  if (status === 0) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
  return status === 0 || 'mounting needs root'
}

export const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/** Looks again and again until it is so; throws with `what` when it does not come true in time. */
export async function until(what: string, limitMs: number, holds: () => boolean | Promise<boolean>): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > limitMs) throw new Error(`not within ${limitMs / 1000} s: ${what}`)
    await pause(50)
  }
  return performance.now() - began
}
