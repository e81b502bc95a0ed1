import { type ChildProcess, spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../bin/dure', import.meta.url))

/** Calls `bin/dure` from cold, with these settings and no others. Resolves with the ms until its end. */
export async function dure(args: string[], settings: Record<string, string>): Promise<number> {
  const began = performance.now()
  const call = calling(args, settings)
  const code = await call.ended
  if (code !== 0) throw new Error(`dure ${args.join(' ')} ended with ${code}:\n${call.output()}`)
  return performance.now() - began
}

/** A hub in a process of its own. */
export interface RunningHub {
  /** From the call until it said that it is ready. */
  ms: number
  /** What it said until then. */
  said: string
  /** Ends it as an operator would. */
  end(): Promise<void>
}

/** Starts a hub from cold. */
export async function dureStart(settings: Record<string, string>): Promise<RunningHub> {
  const began = performance.now()
  const { child, ended, output } = calling(['start'], settings)
  const refuse = (code: number | null) => {
    throw new Error(`dure start ended with ${code}:\n${output().slice(-10_000)}`)
  }
  const ready = new Promise<number>(resolve => {
    const look = () => {
      if (!output().includes('the hub is ready')) return
      child.stderr!.off('data', look)
      resolve(performance.now() - began)
    }
    child.stderr!.on('data', look)
  })
  const ms = await Promise.race([ready, ended.then(refuse)])
  return {
    ms,
    said: output(),
    async end() {
      // It listens for signals a moment after it is ready.
      await sleep(200)
      child.kill('SIGTERM')
      const code = await ended
      if (code !== 0) refuse(code)
    },
  }
}

function calling(args: string[], settings: Record<string, string>) {
  const env = { PATH: process.env.PATH, ...settings }
  const child: ChildProcess = spawn(command, args, { env, cwd: settings.DURE_DATA, stdio: ['ignore', 'pipe', 'pipe'] })
  const pieces: string[] = []
  child.stderr!.setEncoding('utf8').on('data', text => pieces.push(text))
  child.stdout!.resume()
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { child, ended, output: () => pieces.join('') }
}
